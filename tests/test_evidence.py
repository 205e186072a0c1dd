from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.articles import make_article
from index.search import HybridSearcher, Query
from index.values import Article, Hit, Passage, Span
from qa import evidence
from qa.evidence import (
    MOST_QUOTES,
    Candidate,
    Features,
    Weights,
    confidence,
    rank,
    read,
    select,
)
from qa.library import Library
from qa.values import AnswerStatus, Shortfall

A, B, C, D = (make_article(text=f"{name} speaks. {name} sings.", title=name, language="en") for name in "ABCD")

HARBOUR = make_article(
    text="Anna Berg visited Oslo on Monday. She promised a new harbour. The weather was mild.",
    title="Minister in the north",
    language="en",
)
SHARED = "The museum of glass was opened by Karl Lind in 1987."
FIRST_TELLING = make_article(text=f"{SHARED} It has forty rooms.", title="Karl Lind's museum of glass", language="en")
SECOND_TELLING = make_article(text=f"Visitors like it. {SHARED}", title="Forty rooms", language="en")
DISTRACTORS = (
    make_article(text="Bees dance to tell each other where flowers are. They sleep at night.", language="en"),
    make_article(text="The railway to Bergen was closed by snow for two days.", title="Snow", language="en"),
    make_article(text="Harga beras naik lagi pada bulan Mei. Petani menyambutnya.", title="Beras", language="id"),
    make_article(text="A new stadium will be built near the river, the council said.", title="Stadium", language="en"),
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Library.create(tmp_path_factory.mktemp("evidence") / "library") as made:
        made.add_articles([HARBOUR, FIRST_TELLING, SECOND_TELLING, *DISTRACTORS])
        yield made


def read_of(library: Library, question: str) -> tuple[Candidate, ...]:
    searcher = library.searcher()
    query = searcher.analyse(question)
    return read(query, searcher.retrieve(query, 20), searcher)


def hit_of(article: Article, ordinal: int, score: float = 0.5, place: int = 1) -> Hit:
    return Hit(Passage(ordinal, article.article_id, ordinal, 0, 9, article.text[:9]), article, score, place, ())


def candidate_of(article: Article, start: int, end: int, features: Features) -> Candidate:
    return Candidate(hit_of(article, 0), Span(start, end), article.text[start:end], features)


NAMES = tuple(field.name for field in fields(Features))


def features_of(**known: float) -> Features:
    """Features that are 0 where they are not given."""
    return Features(**{**dict.fromkeys(NAMES, 0.0), **known})


def weights_of(**known: float) -> Weights:
    """Weights that are 0 where they are not given."""
    return Weights(**{**dict.fromkeys(NAMES, 0.0), **known})


ONLY_COVERED = weights_of(covered=1.0)


# What is read of them


def test_candidates_are_sentences_of_their_articles(library: Library) -> None:
    found = read_of(library, "what did Anna Berg promise?")
    assert 0 < len(found) <= evidence.SENTENCES_EMBEDDED
    for candidate in found:
        assert candidate.span.of(candidate.hit.article.text) == candidate.text
        assert candidate.text == candidate.text.strip()
        for share in (candidate.features.covered, candidate.features.by_context, candidate.features.said):
            assert 0.0 <= share <= 1.0
        assert candidate.features.passage_score == candidate.hit.score


def test_the_same_sentence_in_two_articles_is_one_candidate_that_of_the_better_hit(library: Library) -> None:
    searcher = library.searcher()
    query = searcher.analyse("when was the museum of glass opened?")
    hits = searcher.retrieve(query, 20)
    owners = [hit.article for hit in hits if SHARED in hit.passage.text]
    assert set(owners) == {FIRST_TELLING, SECOND_TELLING}
    for order in (hits, tuple(sorted(hits, key=lambda hit: hit.article != owners[1]))):
        told = [candidate for candidate in read(query, order, searcher) if candidate.text == SHARED]
        better = next(hit.article for hit in order if SHARED in hit.passage.text)
        assert [candidate.hit.article for candidate in told] == [better]


def test_the_context_of_a_sentence_covers_what_the_sentence_only_points_at(library: Library) -> None:
    found = {candidate.text: candidate.features for candidate in read_of(library, "what did Anna Berg promise?")}
    names, promise = found["Anna Berg visited Oslo on Monday."], found["She promised a new harbour."]
    assert promise.by_context > names.by_context == 0.0
    assert promise.covered + promise.by_context > names.covered
    assert promise.said > names.said


def test_what_a_pronoun_stands_for_is_quoted(library: Library) -> None:
    answer = library.ask("what did Anna Berg promise")
    assert answer.status is AnswerStatus.ANSWERED
    assert answer.citations[0].quote == "She promised a new harbour."
    assert answer.citations[0].article_id == HARBOUR.article_id


@pytest.mark.parametrize(
    "question", ["How many moons does Jupiter have?", "siapa penemu mesin cetak?", "quantum chromodynamics 1973"]
)
def test_what_no_article_tells_is_not_found_and_the_nearest_are_named(library: Library, question: str) -> None:
    answer = library.ask(question, k=3)
    assert answer.status is AnswerStatus.NOT_FOUND
    assert answer.shortfall is Shortfall.NOTHING_NEAR
    assert (answer.text, answer.citations, answer.sentences, answer.dropped) == ("", (), (), 0)
    assert [hit.rank for hit in answer.hits] == [1, 2, 3]
    assert 0.0 <= answer.confidence < evidence.LEAST_CONFIDENCE


def test_without_hits_nothing_is_read(library: Library) -> None:
    searcher = library.searcher()
    query = searcher.analyse("anything?")
    assert read(query, (), searcher) == ()
    selection = select(query, (), searcher)
    assert (selection.quotes, selection.confidence, selection.shortfall) == ((), 0.0, Shortfall.NOTHING_NEAR)


# How it is ranked

FEATURES = st.builds(lambda values: Features(*values), st.tuples(*[st.floats(0.0, 1.0)] * len(NAMES)))


@given(st.lists(FEATURES, max_size=12))
def test_rank_is_a_distribution_in_descending_order(all_features: list[Features]) -> None:
    given_ones = [candidate_of(A, 0, 9, features) for features in all_features]
    ranked = rank(given_ones)
    shares = [share for _, share in ranked]
    assert sorted(map(id, given_ones)) == sorted(id(candidate) for candidate, _ in ranked)
    assert shares == sorted(shares, reverse=True)
    assert all(0.0 <= share <= 1.0 for share in shares)
    assert sum(shares) == pytest.approx(1.0 if shares else 0.0)
    assert ranked == rank(given_ones)


def test_ties_keep_the_order_given() -> None:
    same = features_of(covered=0.5)
    first, second, third = (candidate_of(article, 0, 9, same) for article in (C, A, B))
    better = candidate_of(D, 0, 9, features_of(covered=0.6))
    assert [candidate for candidate, _ in rank([first, second, better, third])] == [better, first, second, third]
    assert rank([first, second])[0][1] == pytest.approx(0.5)


def test_likelihoods_are_of_the_scores_exponentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "RANKING", ONLY_COVERED)
    two = [candidate_of(A, 0, 9, features_of(covered=covered)) for covered in (0.25, 1.0)]
    (best, likely), (_, less) = rank(two)
    assert best is two[1]
    assert likely / less == pytest.approx(2.117, abs=1e-3)  # e to the 0.75


def test_weights_are_linear() -> None:
    weights = Weights(**{name: 2.0**place for place, name in enumerate(NAMES)}, bias=-6.0)
    assert weights(features_of()) == -6.0
    for place, name in enumerate(NAMES):
        assert weights(features_of(**{name: 0.5})) == 2.0 ** (place - 1) - 6.0
    assert weights(Features(*[1.0] * len(NAMES))) == 2.0 ** len(NAMES) - 1.0 - 6.0


@given(FEATURES)
def test_confidence_is_the_logistic_of_its_model(features: Features) -> None:
    candidate = candidate_of(A, 0, 9, features)
    sure = confidence(candidate)
    assert 0.0 < sure < 1.0
    assert (sure > 0.5) == (evidence.ANSWERABLE(features) > 1e-12) or abs(sure - 0.5) < 1e-9


# What is quoted


def selected(
    library: Library, monkeypatch: pytest.MonkeyPatch, candidates: Sequence[Candidate], sure: float = 0.9
) -> tuple[list[str], float, Shortfall | None]:
    def found(_query: Query, _hits: Sequence[Hit], _searcher: HybridSearcher) -> tuple[Candidate, ...]:
        return tuple(candidates)

    monkeypatch.setattr(evidence, "read", found)
    monkeypatch.setattr(evidence, "confidence", lambda _best: sure)
    monkeypatch.setattr(evidence, "RANKING", ONLY_COVERED)
    searcher = library.searcher()
    selection = select(searcher.analyse("who speaks?"), (hit_of(A, 0),), searcher)
    return [quote.text for quote in selection.quotes], selection.confidence, selection.shortfall


def test_independent_articles_come_first(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    candidates = [
        candidate_of(A, 0, 9, features_of(covered=0.9)),
        candidate_of(A, 10, 18, features_of(covered=0.8)),
        candidate_of(B, 0, 9, features_of(covered=0.7)),
    ]
    assert selected(library, monkeypatch, candidates) == (["A speaks.", "B speaks.", "A sings."], 0.9, None)


def test_no_more_than_the_most_quotes_and_the_best_of_them(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    candidates = [
        candidate_of(article, start, end, features_of(covered=value))
        for article, start, end, value in (
            (A, 0, 9, 0.5),
            (B, 0, 9, 0.9),
            (C, 0, 9, 0.6),
            (D, 0, 9, 0.7),
            (B, 10, 18, 0.8),
        )
    ]
    assert selected(library, monkeypatch, candidates)[0] == ["B speaks.", "D speaks.", "C speaks."]
    assert MOST_QUOTES == 3


def test_what_is_far_less_likely_than_the_best_is_not_quoted(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    shares = {A: 1.0, B: 1.0 - 1.5, C: 1.0 - 1.7}  # e to the -1.5 is above LEAST_OF_BEST, to the -1.7 below
    candidates = [candidate_of(article, 0, 9, features_of(covered=v)) for article, v in shares.items()]
    assert selected(library, monkeypatch, candidates)[0] == ["A speaks.", "B speaks."]


def test_where_the_best_is_unlikely_to_answer_nothing_is_quoted(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    candidates = [candidate_of(A, 0, 9, features_of(covered=0.9))]
    assert selected(library, monkeypatch, candidates, 0.49) == ([], 0.49, Shortfall.NOTHING_NEAR)
    assert selected(library, monkeypatch, candidates, 0.5) == (["A speaks."], 0.5, None)
