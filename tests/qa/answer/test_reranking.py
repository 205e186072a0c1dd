from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.storage.articles import make_article
from index.values import Passage, Retriever, Signal
from qa.answer.confidence import Confidence, Grounds, expit, logit
from qa.answer.reader.readings import AnswerSpan, Text
from qa.answer.reranking import quote_around, read_hits, trim
from tests.support.builders import hit
from tests.support.doubles import FixedReader

ARTICLE = make_article(text="Ana came. Ben left! Cid slept.", title="Three", language="en")
PASSAGE = Passage(1, ARTICLE.article_id, 0, 0, 30, ARTICLE.text)
FOUND = Signal(Retriever.BM25, 1, 2.0)


def test_reader_and_retrieval_rank_together() -> None:
    hits = [
        hit(ARTICLE, 1, score=1.0, signals=(FOUND,)),
        hit(ARTICLE, 2, score=0.9, signals=(FOUND,)),
        hit(ARTICLE, 3, score=0.2, signals=(FOUND,)),
        hit(ARTICLE, 4, score=0.1, signals=(FOUND,)),
    ]
    read = read_hits("who?", hits, FixedReader(0.0, 2.0, 9.5, 0.0), 300)
    assert [each.hit.score for each in read] == [0.2, 0.9, 1.0, 0.1]  # worth 1.15, 1.1, 1.0 and .1
    assert [each.hit.rank for each in read] == [1, 2, 3, 4]


def test_what_was_not_read_keeps_its_order_after_what_was() -> None:
    hits = [
        hit(ARTICLE, 1, score=1.0, signals=(FOUND,)),
        hit(ARTICLE, 2, score=0.9, signals=(FOUND,)),
        hit(ARTICLE, 3, score=0.2, signals=(FOUND,)),
        hit(ARTICLE, 4, score=0.1, signals=(FOUND,)),
    ]
    read = read_hits("who?", hits, FixedReader(None, -5.0, None, 2.0), 300)
    assert [each.hit.score for each in read] == [0.9, 0.1, 1.0, 0.2]  # worth .4 and .3
    assert [each.reading is None for each in read] == [False, False, True, True]
    assert [each.hit.signal(Retriever.READER) is None for each in read] == [False, False, True, True]


def test_a_hit_keeps_what_retrieval_said_and_gains_what_the_reader_says() -> None:
    (first, second) = read_hits(
        "who?",
        [hit(ARTICLE, 1, score=1.0, signals=(FOUND,)), hit(ARTICLE, 2, score=0.99, signals=(FOUND,))],
        FixedReader(0.0, 1.0),
        300,
    )
    assert first.hit.signals == (FOUND, Signal(Retriever.READER, 1, expit(1.0)))
    assert second.hit.signals == (FOUND, Signal(Retriever.READER, 2, 0.5))


def test_the_reader_sees_title_and_passage() -> None:
    reader = FixedReader(0.0)
    read_hits("who?", [hit(ARTICLE, 1, score=1.0, signals=(FOUND,))], reader, 300)
    assert reader.texts == [Text("Three", ARTICLE.text)]


@pytest.mark.parametrize(
    ("start", "end", "quote"),
    [
        (0, 3, "Ana came."),
        (10, 13, "Ben left!"),
        (4, 13, "Ana came. Ben left!"),
        (0, 30, "Ana came. Ben left! Cid slept."),
        (18, 19, "Ben left!"),
    ],
)
def test_the_quote_is_every_sentence_that_the_answer_touches(start: int, end: int, quote: str) -> None:
    assert quote_around(PASSAGE, "en", AnswerSpan(start, end, 0.0)).of(PASSAGE.text) == quote


TEXTS = st.text(st.sampled_from("aB. \n?“”1"), min_size=1, max_size=40)


@given(TEXTS, st.integers(0, 39), st.integers(1, 40))
def test_the_answer_is_always_inside_its_quote(text: str, start: int, end: int) -> None:
    answer = trim(AnswerSpan(start, end, 0.0), text)
    first = text[start:end].lstrip().split("\n\n", 1)[0]
    if not (start < end <= len(text) and any(map(str.isalnum, first))):
        assert answer is None
        return
    assert answer is not None
    said = text[answer.start : answer.end]
    assert said == said.strip()
    assert said in text[start:end]
    quote = quote_around(Passage(1, "a", 0, 0, len(text), text), "en", answer)
    assert 0 <= quote.start <= answer.start < answer.end <= quote.end <= len(text)


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 3), (5, 2), (0, 31), (9, 10)])
def test_a_span_out_of_range_or_of_nothing_is_none(start: int, end: int) -> None:
    assert trim(AnswerSpan(start, end, 0.0), ARTICLE.text) is None


def test_an_answer_ends_with_its_paragraph() -> None:
    text = "It would be ready by July.\n\nPutin said more."
    answer = trim(AnswerSpan(3, len(text), 1.0), text)
    assert answer == AnswerSpan(3, text.index("\n"), 1.0)


@pytest.mark.parametrize(
    ("said", "kept"), [("(15/9", "15/9"), ("( 15/9", "15/9"), ("(15/9)", "(15/9)"), ("Minggu (15/9)", "Minggu (15/9)")]
)
def test_a_bracket_that_stays_open_is_no_part_of_an_answer(said: str, kept: str) -> None:
    text = f"Keduanya menikah, {said} siang."
    start = text.index(said)
    answer = trim(AnswerSpan(start, start + len(said), 1.0), text)
    assert answer is not None
    assert text[answer.start : answer.end] == kept


def test_confidence_is_the_logistic_of_its_grounds() -> None:
    grounds = Grounds(span=1.0, retrieved=-0.5, told=0.5, missing_anywhere=0.25, fitting=-1.0)
    assert Confidence()(grounds) == pytest.approx(expit(1.0))
    weights = {"span": 2.0, "retrieved": 4.0, "missing_anywhere": -8.0, "told": 6.0, "fitting": 0.5}
    weighed = Confidence({"told": 3.0, "fitting": 2.0}, weights, bias=-3.0)
    assert weighed(grounds) == pytest.approx(expit(2.0 - 2.0 - 2.0 + 3.0 - 0.5 - 3.0))
    assert weighed.worth(grounds) == pytest.approx(1.5 - 2.0)


@given(st.floats(0.0, 1.0))
def test_logit_and_expit_undo_each_other(probability: float) -> None:
    assert expit(logit(probability)) == pytest.approx(probability, abs=2e-6)


def test_logits_stay_finite() -> None:
    assert logit(1.0) == pytest.approx(13.8155, abs=1e-3)
    assert logit(0.0) == pytest.approx(-13.8155, abs=1e-3)
    assert expit(1e4) == 1.0
    assert expit(-1e4) == 0.0
