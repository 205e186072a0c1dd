"""Hybrid search says who found what, in one order, and never returns what the library no longer holds."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import BadInputError, BadQuestionError, IndexMissingError
from index.generations.generation import discard, open_current
from index.importing import pipeline
from index.paths import LibraryPaths
from index.retrieval import best, dense
from index.retrieval.fusion import COVERAGE_WEIGHT, LEAST_LEVEL, TOP
from index.retrieval.lexical.formula import ONCE
from index.retrieval.lexicon import rarity, translate_question, weighted_terms
from index.search import DEPTH, MOST_CHARACTERS, MOST_HITS, HybridSearcher, best_rows, check_k, check_question
from index.storage.articles import make_article
from index.storage.database import Database
from index.storage.store import Store
from index.values import Article, Hit, Passage, Retriever, TextKind
from qa.library import Library
from tests.support.searching import Counting, english, searcher_over

WORDS = (("bridge", "jembatan"), ("bee", "lebah"), ("tower", "menara"))


def article(title: str, text: str, language: str = "en", source: str | None = None) -> Article:
    return make_article(title=title, text=text, language=language, source=source)


BRIDGE = article("Bridge", "The bridge opened in May.")
BEES = article("Bees", "Bees dance for flowers.")
JEMBATAN = article("Jembatan", "Akhirnya jembatan itu dibuka.", "id")
STORM = article("Storm", "A storm came at night.")
TURM = article("Turm", "Der Tower steht.", "de")


@pytest.fixture
def searcher(paths: LibraryPaths, database: Database) -> HybridSearcher:
    return searcher_over(paths, database, [BRIDGE, BEES, JEMBATAN, STORM, TURM], Counting(*WORDS))


def titles(found: Sequence[Hit]) -> list[str]:
    return [hit.article.title for hit in found]


@given(st.lists(st.sampled_from([-1.0, 0.0, 0.5, 1.0, 2.0, 3.0]), max_size=40), st.integers(1, 45), st.integers(1, 9))
def test_the_best_rows_are_those_of_a_whole_sort(scores: list[float], k: int, run: int) -> None:
    whole = sorted((row for row, score in enumerate(scores) if score > 0), key=lambda row: (-scores[row], row))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(best, "ROWS_AT_ONCE", run)  # how many rows are looked at together changes nothing
        assert best_rows(np.array(scores), k).tolist() == whole[:k]


# Where the dense index is coarser than the vectors


def test_dense_scores_are_those_of_the_stored_vectors_while_there_are_any(
    paths: LibraryPaths, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = [article(f"Number {number}", f"It is another one, number {number}.") for number in range(16)]
    whole = searcher_over(paths, database, [BRIDGE, BEES, JEMBATAN, STORM, TURM, *others], Counting(*WORDS))
    query = whole.analyse("the bridge")
    expected = dict(zip(whole.rank(query).rows.tolist(), whole.rank(query).dense.tolist(), strict=True))
    monkeypatch.setattr(dense, "EXACT_MOST", 1)
    discard(paths)
    coarse = searcher_over(paths, database, [], Counting(*WORDS))
    assert not coarse.generation.dense.is_exact
    ranked = coarse.rank(query)
    assert dict(zip(ranked.rows.tolist(), ranked.dense.tolist(), strict=True)) == pytest.approx(expected, abs=1e-6)
    with database.transaction() as connection:
        connection.execute("DELETE FROM embeddings")
    gone = coarse.rank(query)
    index = coarse.generation.dense.scores(query.vector, gone.rows)
    np.testing.assert_array_equal(gone.dense, index)
    assert sorted(gone.rows.tolist()) == sorted(expected)


# Ranks and scores


def test_the_best_passages_come_first(searcher: HybridSearcher) -> None:
    assert titles(searcher.search("When did the bridge open?", 2)) == ["Bridge", "Jembatan"]
    assert titles(searcher.search("bees", 1)) == ["Bees"]


def test_a_hit_is_the_passage_and_its_article(searcher: HybridSearcher) -> None:
    (hit,) = searcher.search("bees", 1)
    assert hit.article == BEES
    assert hit.passage == Passage(2, BEES.article_id, 0, 0, len(BEES.text), BEES.text)


def test_signals_are_what_each_retriever_said(searcher: HybridSearcher) -> None:
    question = "bridge tower"
    hits = searcher.search(question, 10)
    assert len(hits) == 5
    generation = searcher.generation
    targets = generation.manifest.languages
    query = weighted_terms(translate_question(question, "en", target) for target in targets)
    lexical = generation.lexical.scores(query)
    contents = [row.content for row in searcher.store.rows()]
    centred = Counting(*WORDS).encode(contents, TextKind.PASSAGE) - generation.language_means[generation.language_codes]
    dense = centred @ Counting(*WORDS).encode([question], TextKind.QUERY)[0]
    by_dense = np.argsort(-dense, kind="stable").tolist()
    matching = [row for row in np.argsort(-lexical, kind="stable").tolist() if lexical[row] > 0]
    assert 0 < len(matching) < 5
    for hit in hits:
        row = hit.passage.passage_id - 1
        said = hit.signal(Retriever.DENSE)
        assert said is not None
        assert said.rank == by_dense.index(row) + 1
        assert said.score == pytest.approx(dense[row], abs=1e-3)  # the stored vectors are halves
        heard = hit.signal(Retriever.BM25)
        if row in matching:
            assert heard is not None
            assert (heard.rank, heard.score) == (matching.index(row) + 1, lexical[row])
        else:
            assert heard is None


def test_the_score_adds_what_bm25_saw_of_the_question_to_the_dense_score(searcher: HybridSearcher) -> None:
    query = searcher.analyse("bridge tower")
    hits = searcher.retrieve(query, 10)
    said = [hit.signal(Retriever.DENSE) for hit in hits]
    heard = [hit.signal(Retriever.BM25) for hit in hits]
    dense = np.array([signal.score if signal else np.nan for signal in said])
    most = dict(zip(searcher.generation.manifest.languages, searcher.sight(query).most.tolist(), strict=True))
    assert set(most) == {"de", "en", "id"}
    languages = [hit.article.language for hit in hits]
    lexical = [signal.score if signal else 0.0 for signal in heard]
    shares = np.array([score / most[language] for score, language in zip(lexical, languages, strict=True)])
    assert shares.max() > 0
    best = dict.fromkeys(most, LEAST_LEVEL * float(shares.max()))
    for language, share in zip(languages, shares.tolist(), strict=True):
        best[language] = max(best[language], share)
    levelled = shares * shares.max() / np.array([best[language] for language in languages])
    vectors = searcher.generation.dense.vectors(range(len(searcher.generation.passage_ids)))
    spread = float((vectors @ vectors.T)[np.triu_indices(len(vectors), 1)].std())  # no embedded model: measured
    together = COVERAGE_WEIGHT * levelled + dense / spread
    for known in (True, False):  # no lexicon leads from English to German
        own = np.array([(language != "de") == known for language in languages])
        together[own] += np.sort(dense[own] / spread)[-TOP:].mean() - np.sort(together[own])[-TOP:].mean()
    expected = (together - together.min()) / (together.max() - together.min())
    np.testing.assert_allclose([hit.score for hit in hits], expected, atol=1e-6)


def test_the_most_that_bm25_can_give_is_the_sum_over_the_questions_words(searcher: HybridSearcher) -> None:
    query = searcher.analyse("bees zzyzx")
    of_bees, of_none = rarity("bee", "en"), rarity("zzyzx", "en")
    assert of_bees is not None
    assert of_none == 1.0
    in_one, in_half = math.log(6 / 1), math.log(6 / 0.5)  # of five passages one has bees; none has the other word
    most = dict(zip(searcher.generation.manifest.languages, searcher.sight(query).most.tolist(), strict=True))
    assert most["en"] == pytest.approx(ONCE * (of_bees * in_one + in_half))


@pytest.mark.parametrize("k", [1, 2, 3, 5, 6, MOST_HITS])
def test_k_hits_with_ranks_from_one_and_falling_scores(searcher: HybridSearcher, k: int) -> None:
    hits = searcher.search("bridge tower bees", k)
    assert [hit.rank for hit in hits] == list(range(1, min(k, 5) + 1))
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    assert hits == searcher.search("bridge tower bees", MOST_HITS)[:k]


def test_a_retrievers_rank_is_zero_where_it_did_not_bring_the_passage(searcher: HybridSearcher) -> None:
    query = searcher.analyse("bridge storm")
    ranked = searcher.rank(query, 1)
    assert 1 <= len(ranked.rows) <= 2
    assert sorted(ranked.dense_ranks.tolist()) == [0, 1][-len(ranked.rows) :]
    assert sorted(ranked.lexical_ranks.tolist()) == [0, 1][-len(ranked.rows) :]
    whole = searcher.rank(query)
    assert sorted(whole.rows.tolist()) == [0, 1, 2, 3, 4]
    assert sorted(whole.dense_ranks.tolist()) == [1, 2, 3, 4, 5]


def test_equal_passages_come_in_the_order_of_import(paths: LibraryPaths, database: Database) -> None:
    alike = ["one", "two", "three", "four", "five", "six", "seven"]  # one word apart, so that they are no copies
    twins = [article("Bees", f"Bees dance {number}.") for number in alike]
    found = searcher_over(paths, database, [BRIDGE, *twins], Counting(*WORDS)).search("bees", 8)
    assert [hit.passage.passage_id for hit in found] == [2, 3, 4, 5, 6, 7, 8, 1]
    assert len({hit.score for hit in found[:7]}) == 1


def test_the_same_question_has_the_same_answer(searcher: HybridSearcher, paths: LibraryPaths) -> None:
    again = HybridSearcher(searcher.store, open_current(paths, Counting.fingerprint), Counting(*WORDS), english)
    for question in ("bridge", "bees dance", "tower in May", "nothing of this"):
        assert searcher.search(question, 5) == searcher.search(question, 5) == again.search(question, 5)


# Questions


def test_a_question_is_embedded_once_as_a_question(searcher: HybridSearcher) -> None:
    expected: list[tuple[str, Collection[str]]] = []

    def identify(question: str, languages: Collection[str]) -> str:
        expected.append((question, languages))
        return "id"

    encoder = Counting(*WORDS)
    asking = HybridSearcher(searcher.store, searcher.generation, encoder, identify)
    query = asking.analyse("  jembatan? \n")
    assert (query.text, query.language) == ("jembatan?", "id")
    np.testing.assert_allclose(query.vector, [0.5**0.5, 0, 0, 0.5**0.5], rtol=1e-6)
    assert expected == [("jembatan?", {"de", "en", "id"})]
    assert encoder.kinds == [TextKind.QUERY]


@pytest.mark.parametrize("text", ["", " \n\t", "?!", "… —", "🌋🔥", "\u0301", "$ % &"])
def test_a_question_without_words_is_refused(searcher: HybridSearcher, text: str) -> None:
    with pytest.raises(BadQuestionError) as caught:
        searcher.search(text, 5)
    assert caught.value.hint


@pytest.mark.parametrize("text", ["7", "a", "  bees  ", "北京?", "ก", "x" * MOST_CHARACTERS, " " * 3_000 + "bees"])
def test_a_question_with_a_letter_or_digit_is_taken(text: str) -> None:
    assert check_question(text) == text.strip()


def test_a_question_that_is_too_long_is_refused(searcher: HybridSearcher) -> None:
    with pytest.raises(BadQuestionError, match=r"2,001 characters, 2,000 is the most"):
        searcher.search("x" * (MOST_CHARACTERS + 1), 5)


@pytest.mark.parametrize("k", [0, -1, MOST_HITS + 1])
def test_a_k_out_of_range_is_refused(searcher: HybridSearcher, k: int) -> None:
    with pytest.raises(BadInputError, match=f"k is {k}") as caught:
        searcher.search("bees", k)
    assert not isinstance(caught.value, BadQuestionError)
    assert "from 1 to 1,000" in caught.value.hint


def test_k_is_checked_at_its_ends() -> None:
    check_k(1)
    check_k(MOST_HITS)


# What the library holds


def test_an_empty_library_has_no_hits(paths: LibraryPaths, database: Database) -> None:
    searcher = searcher_over(paths, database, [], Counting(*WORDS))
    assert searcher.search("bees", 5) == ()
    with pytest.raises(BadQuestionError):
        searcher.search("?", 5)


def test_a_removed_article_is_never_returned(searcher: HybridSearcher, store: Store) -> None:
    before = searcher.search("bridge", 5)
    assert before[0].article == BRIDGE
    store.remove([BRIDGE.article_id, STORM.article_id])
    after = searcher.search("bridge", 5)
    kept = [hit for hit in before if hit.article not in (BRIDGE, STORM)]
    assert [hit.article for hit in after] == [hit.article for hit in kept]
    assert [hit.rank for hit in after] == [1, 2, 3]
    assert titles(searcher.search("bridge", 1)) == ["Jembatan"]
    store.remove([BEES.article_id, JEMBATAN.article_id, TURM.article_id])
    assert searcher.search("bridge", 5) == ()


def test_an_article_added_again_is_not_taken_for_the_removed_one(searcher: HybridSearcher, store: Store) -> None:
    store.remove([BEES.article_id])
    pipeline.add_articles(store, [BEES])
    assert "Bees" not in titles(searcher.search("bees", 5))  # its new passage is not in this generation


def test_k_hits_are_found_however_many_were_removed(paths: LibraryPaths, database: Database, store: Store) -> None:
    gone = [article(f"Bees {number}", "Bees dance.") for number in range(DEPTH + 1)]
    searcher = searcher_over(paths, database, [*gone, BRIDGE, STORM], Counting(*WORDS))
    store.remove([one.article_id for one in gone])
    assert len(searcher.search("bees", 2)) == 2


class Overtaken(Store):
    """A store from which another process removes an article just after its passages were read."""

    def passages(self, passage_ids: Sequence[int]) -> dict[int, Passage]:
        found = super().passages(passage_ids)
        self.remove([BRIDGE.article_id])
        return found


def test_an_article_removed_during_a_search_does_no_harm(searcher: HybridSearcher, database: Database) -> None:
    overtaken = HybridSearcher(Overtaken(database), searcher.generation, Counting(*WORDS), english)
    found = overtaken.search("bridge", 5)
    assert {hit.article.title for hit in found} >= {"Jembatan", "Bees", "Storm", "Turm"}
    assert [hit.rank for hit in found] == list(range(1, len(found) + 1))


def test_a_library_without_an_index_says_so(tmp_path: Path) -> None:
    with (
        Library.create(tmp_path / "library") as library,
        pytest.raises(IndexMissingError, match="no index yet; run `qa add PATH`"),
    ):
        library.search("bees", 5)


# The sample library, with the embedded model


def test_an_english_question_finds_the_indonesian_article(sample: Library) -> None:
    hits = sample.search("What did Putin promise to Lukashenko?", 3)
    assert "Intisari-Online" in [hit.article.source for hit in hits]


def test_an_indonesian_question_finds_the_english_articles(sample: Library) -> None:
    hits = sample.search("kapan gambar pertama teleskop James Webb dirilis?", 2)
    assert [hit.article.language for hit in hits] == ["en", "en"]
    assert all("Webb" in hit.article.text for hit in hits)


@pytest.mark.parametrize("k", [1, 7, 25])
def test_the_library_gives_k_hits_of_the_articles_own_characters(sample: Library, k: int) -> None:
    hits = sample.search("gunung berapi meletus", k)
    assert [hit.rank for hit in hits] == list(range(1, k + 1))
    assert len({hit.passage.passage_id for hit in hits}) == k
    for hit in hits:
        assert hit.passage.article_id == hit.article.article_id
        assert hit.passage.text == hit.article.text[hit.passage.start : hit.passage.end]


def test_a_change_is_seen_by_the_open_library(sample_copy: Path) -> None:
    new = make_article(title="Zeppelin", text="The zeppelin landed in Blitar.", language="en")
    with Library.open(sample_copy) as library:
        before = library.search("zeppelin Blitar", 1)[0]
        assert before.article != new
        with Library.open(sample_copy) as other:
            other.add_articles([new])
        assert library.search("zeppelin Blitar", 1)[0].article == new
        with Library.open(sample_copy) as other:
            other.remove([new.article_id])
        assert library.search("zeppelin Blitar", 1)[0].article == before.article
