"""The follow-ups to questions about the sample articles: how many find what they ask about."""

from __future__ import annotations

from collections import Counter

import pytest

from eval.runs.systems import searched_after
from eval.sets import read_sets
from qa.library import Library
from tests.support import ROOT, SEEDS

pytestmark = pytest.mark.slow

SET = ROOT / "eval" / "questions" / "seeds-followups.jsonl"
TARGET = 0.8
"""The share of follow-ups whose gold passage must be among the first three."""


def test_follow_ups_find_their_passage_among_the_first_three(sample: Library) -> None:
    (questions,) = read_sets([str(SET)])
    assert len(questions.questions) == 30
    assert Counter(question.language for question in questions.questions).keys() == {"en", "id"}
    missed, alone = [], 0
    for question in questions.questions:
        assert question.after
        searched = searched_after(sample, question)
        quotes = [gold.quote for gold in question.gold if gold.quote]
        if not any(quote in hit.passage.text for hit in sample.search(searched, 3) for quote in quotes):
            missed.append((question.text, searched))
        alone += any(quote in hit.passage.text for hit in sample.search(question.text, 3) for quote in quotes)
    found = len(questions.questions) - len(missed)
    assert found >= TARGET * len(questions.questions), missed
    assert found > alone, "they would be found as well without the questions before them"


def test_gold_quotes_stand_in_the_sample_articles() -> None:
    (questions,) = read_sets([str(SET)])
    for question in questions.questions:
        for gold in question.gold:
            assert gold.quote is not None
            assert gold.quote in (SEEDS / gold.document_id).read_text(encoding="utf-8")
