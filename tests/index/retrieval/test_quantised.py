"""Beyond what can be looked at whole, dense search finds nearly all that is nearest, and says how nearly."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from index.generations.generation import commit, open_current
from index.paths import LibraryPaths
from index.retrieval import dense, quantised
from index.retrieval.dense import DenseIndex
from index.storage.passages import StoredPassage
from index.values import Vectors

pytestmark = pytest.mark.slow

COUNT, DIM = 6_000, 48
TOP = 10


@pytest.fixture(scope="module")
def vectors() -> Vectors:
    """Vectors in clusters, as those of texts are."""
    generator = np.random.default_rng(5)
    centres = generator.standard_normal((200, DIM))
    made = centres[generator.integers(0, 200, COUNT)] + 0.5 * generator.standard_normal((COUNT, DIM))
    return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), np.float32)


def approximate(vectors: Vectors, exact_most: int = 100) -> DenseIndex:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dense, "EXACT_MOST", exact_most)
        return DenseIndex(vectors)


@pytest.fixture(scope="module")
def large(vectors: Vectors) -> DenseIndex:
    return approximate(vectors)


def questions(vectors: Vectors, count: int = 100) -> Vectors:
    generator = np.random.default_rng(8)
    rows = generator.integers(0, len(vectors), count)
    return np.asarray(vectors[rows] + 0.05 * generator.standard_normal((count, DIM)), np.float32)


def exact(vectors: Vectors, query: Vectors, mask: np.ndarray | None = None) -> list[int]:
    scores = vectors @ query
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    return [int(row) for row in np.argsort(-scores, kind="stable")[:TOP]]


def exactly(index: DenseIndex, vectors: Vectors, query: Vectors, mask: np.ndarray | None = None) -> np.ndarray:
    """What a search finds that can tell the nearest by the vectors themselves."""
    return index.search(query, TOP, mask, scored=lambda rows: (vectors[rows] @ query).astype(np.float64))[0]


def share(found: np.ndarray, true: list[int]) -> float:
    return len(set(found.tolist()) & set(true)) / len(true)


def test_a_small_index_is_exact(vectors: Vectors) -> None:
    index = DenseIndex(vectors[:1000])
    assert (index.is_exact, index.recall) == (True, 1.0)


def test_nearly_all_that_is_nearest_is_found_and_the_share_is_told(large: DenseIndex, vectors: Vectors) -> None:
    assert not large.is_exact
    assert quantised.reach(large.faiss_index) < COUNT / 4  # it does not look closely at everything
    found = np.mean([share(exactly(large, vectors, query), exact(vectors, query)) for query in questions(vectors)])
    assert large.recall >= 0.99
    assert abs(found - large.recall) < 0.01


def test_scores_are_close_to_the_inner_products_and_in_order(large: DenseIndex, vectors: Vectors) -> None:
    for query in questions(vectors, 10):
        rows, scores = large.search(query, 50)
        np.testing.assert_allclose(scores, vectors[rows] @ query, atol=0.04)
        np.testing.assert_allclose(large.scores(query, rows), scores, atol=1e-4)
        assert list(zip(-scores, rows, strict=True)) == sorted(zip(-scores, rows, strict=True))
    np.testing.assert_allclose(large.vectors([7, 3]), vectors[[7, 3]], atol=0.03)


@pytest.mark.parametrize("few", [0, 10**6])
def test_a_mask_leaves_out_rows_before_any_is_counted(
    large: DenseIndex, vectors: Vectors, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quantised, "FEW", few)
    generator = np.random.default_rng(2)
    for kept in (3, 40, 3000):
        mask = np.zeros(COUNT, bool)
        mask[generator.permutation(COUNT)[:kept]] = True
        shares = []
        for query in questions(vectors, 20):
            rows, _ = large.search(query, TOP, mask)
            assert mask[rows].all()
            assert len(rows) == len(set(rows.tolist())) == min(TOP, kept)
            shares.append(share(rows, exact(vectors, query, mask)[: min(TOP, kept)]))
        assert np.mean(shares) > 0.95


def test_a_mask_without_what_is_nearest_leaves_as_many_as_are_wanted(
    large: DenseIndex, vectors: Vectors, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FAISS gives the best by the coarse codes as if there were no mask: too few of these are left."""
    monkeypatch.setattr(quantised, "FEW", 0)
    monkeypatch.setattr(quantised, "MOST_COARSE", 1)
    monkeypatch.setattr(quantised, "REACH_A_WANTED", 1)
    wanted = quantised.reach(large.faiss_index) - quantised.MARGIN
    for query in questions(vectors, 10):
        scores = vectors @ query
        mask = scores < np.sort(scores)[-5 * COUNT // 12]
        rows, _ = large.search(query, wanted, mask)
        assert len(set(rows.tolist())) == wanted
        assert mask[rows].all()
        assert np.mean(scores[rows] >= np.sort(scores[mask])[-wanted] - 0.05) == 1


@pytest.mark.parametrize("few", [0, 10**6])
def test_a_question_of_nothing_but_zeros_finds_rows_that_there_are(
    large: DenseIndex, vectors: Vectors, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quantised, "FEW", few)
    nothing = np.zeros(DIM, np.float32)
    mask = np.zeros(COUNT, np.bool_)
    mask[COUNT // 2 :] = True
    for left_in in (None, mask):
        rows, scores = large.search(nothing, 25, left_in, lambda rows: (vectors[rows] @ nothing).astype(np.float64))
        assert len(set(rows.tolist())) == 25
        assert (rows >= (0 if left_in is None else COUNT // 2)).all()
        assert scores.tolist() == [0.0] * 25


@pytest.mark.parametrize("count", [1, 2, 15, 16, 17])
def test_few_vectors_are_indexed_whatever_is_asked_for(count: int) -> None:
    vectors = np.random.default_rng(4).standard_normal((count, 8)).astype(np.float32)
    index = approximate(vectors, exact_most=0)
    assert index.is_exact == (count < quantised.LEAST)
    assert sorted(index.search(vectors[0], 99)[0].tolist()) == list(range(count))


def test_more_than_there_are_gives_all(large: DenseIndex, vectors: Vectors) -> None:
    rows, _ = large.search(vectors[0], 2 * COUNT)
    assert sorted(rows.tolist()) == list(range(COUNT))


def test_what_was_saved_is_loaded(large: DenseIndex, vectors: Vectors, tmp_path: Path) -> None:
    large.save(tmp_path / "dense.faiss")
    loaded = DenseIndex.load(tmp_path / "dense.faiss", large.recall)
    assert (loaded.size, loaded.dim, loaded.recall) == (COUNT, DIM, large.recall)
    for query in questions(vectors, 10):
        for one, other in zip(loaded.search(query, 30), large.search(query, 30), strict=True):
            assert one.tolist() == other.tolist()
        assert loaded.scores(query, [5, 9]).tolist() == large.scores(query, [5, 9]).tolist()
    assert (tmp_path / "dense.faiss").stat().st_size < COUNT * DIM + 10_000


@pytest.mark.parametrize("reach", [1_234, quantised.MOST_REACH])
def test_how_far_a_search_reaches_is_kept(reach: int, tmp_path: Path) -> None:
    vectors = np.random.default_rng(3).standard_normal((quantised.MOST_REACH + 5, 4)).astype(np.float32)
    index = approximate(vectors)
    quantised.set_reach(index.faiss_index, reach)
    index.save(tmp_path / "dense.faiss")
    assert quantised.reach(DenseIndex.load(tmp_path / "dense.faiss").faiss_index) == reach
    assert quantised.MOST_REACH == 1_000 * quantised.TOP  # FAISS reads no greater factor


def test_the_same_vectors_make_the_same_index(vectors: Vectors, tmp_path: Path) -> None:
    for name in "ab":
        approximate(vectors).save(tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_search_reaches_as_far_as_it_takes(vectors: Vectors, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quantised, "LEAST_REACH", 12)
    monkeypatch.setattr(quantised, "REACH_A_WANTED", 1)
    monkeypatch.setattr(quantised, "MARGIN", 1)
    index = quantised.build(vectors)
    less = quantised.tune(index, vectors, 0.5)
    near = quantised.reach(index)
    more = quantised.tune(index, vectors, 0.999)
    assert 0.5 <= less <= more
    assert near < quantised.reach(index) <= COUNT


def test_a_search_reaches_no_farther_where_that_finds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Copies that differ by less than six bits can tell: not the reach is what is short, and all searches would pay."""
    generator = np.random.default_rng(6)
    copies = generator.standard_normal((10, 32))[generator.integers(0, 10, 4_000)]
    vectors = (copies + 1e-3 * generator.standard_normal(copies.shape)).astype(np.float32)
    monkeypatch.setattr(quantised, "LEAST_REACH", 600)
    index = quantised.build(vectors)
    found = quantised.tune(index, vectors, 0.999)
    assert found < 0.9
    assert quantised.reach(index) == 600


def test_a_generation_remembers_the_recall(vectors: Vectors, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dense, "EXACT_MOST", 100)
    passages = [StoredPassage(row, "en", f"passage {row}") for row in range(1_200)]
    texts: Mapping[str, str] = {}
    paths = LibraryPaths(tmp_path)
    commit(paths, passages, vectors[:1_200], texts, model="m", revision=1)
    opened = open_current(paths, "m")
    assert opened.manifest.recall == opened.dense.recall > 0.9
    assert not opened.dense.is_exact
