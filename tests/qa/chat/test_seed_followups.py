"""The sets of follow-ups: how many find what they ask about, with answers of the reader that goes by words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from eval.runs.systems import searched_after
from eval.sets import read_sets
from qa.library import Library
from tests.support import ROOT, SEEDS

pytestmark = pytest.mark.slow

QUESTIONS = ROOT / "eval" / "questions"
MADE = QUESTIONS / "made"
TARGETS = {
    "seeds-followups": (30, 0.9),
    "followups-tuned": (48, 0.9),
    "followups-held": (47, 0.9),
    "followups-fresh": (20, 0.9),
}
"""How many follow-ups each set has, and for which share the gold passage must be among the first three."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The sample articles, and those made up for follow-ups."""
    with Library.create(tmp_path_factory.mktemp("made") / "library") as library:
        library.add([SEEDS, MADE])
        yield library


@pytest.mark.parametrize("name", TARGETS)
def test_follow_ups_find_their_passage_among_the_first_three(made: Library, name: str) -> None:
    (questions,) = read_sets([str(QUESTIONS / f"{name}.jsonl")])
    expected, target = TARGETS[name]
    assert len(questions.questions) == expected
    assert Counter(question.language for question in questions.questions).keys() == {"en", "id"}
    missed, alone = [], 0
    for question in questions.questions:
        assert question.after
        searched = searched_after(made, question)
        quotes = [gold.quote for gold in question.gold if gold.quote]
        if not any(quote in hit.passage.text for hit in made.search(searched, 3) for quote in quotes):
            missed.append((question.text, searched))
        alone += any(quote in hit.passage.text for hit in made.search(question.text, 3) for quote in quotes)
    found = expected - len(missed)
    assert found >= target * expected, missed
    assert found > alone, "they would be found as well without the questions before them"


@pytest.mark.parametrize("name", TARGETS)
def test_gold_quotes_stand_in_the_articles(name: str) -> None:
    (questions,) = read_sets([str(QUESTIONS / f"{name}.jsonl")])
    for question in questions.questions:
        for gold in question.gold:
            assert gold.quote is not None
            assert gold.quote in _path(gold.document_id).read_text(encoding="utf-8")


def _path(name: str) -> Path:
    return SEEDS / name if (SEEDS / name).exists() else MADE / name
