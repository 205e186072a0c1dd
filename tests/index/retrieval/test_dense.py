"""Dense retrieval is the exact inner product, in a total order, over vectors freed of what a language has in common."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import IndexDamagedError
from index.retrieval.dense import SHRINKAGE, DenseIndex, language_means
from index.values import Vectors

DIM = 4
whole_numbers = st.integers(-3, 3).map(float)
"""Inner products of small whole numbers are exact in float32, so that ties are ties."""
vector = st.lists(whole_numbers, min_size=DIM, max_size=DIM)


def matrix(rows: list[list[float]]) -> Vectors:
    return np.array(rows, np.float32).reshape(len(rows), DIM)


def oracle(rows: Vectors, query: Vectors) -> tuple[list[int], list[float]]:
    """Every row and its inner product, best first, ties by row."""
    products = [sum(float(a) * float(b) for a, b in zip(row, query, strict=True)) for row in rows]
    order = sorted(range(len(rows)), key=lambda row: (-products[row], row))
    return order, [products[row] for row in order]


@given(st.lists(vector, min_size=1, max_size=40), vector)
def test_all_rows_are_ranked_as_numpy_would(rows: list[list[float]], query: list[float]) -> None:
    vectors, asked = matrix(rows), np.array(query, np.float32)
    found, scores = DenseIndex(vectors).search(asked, len(rows))
    assert (found.tolist(), scores.tolist()) == oracle(vectors, asked)


@given(st.lists(vector, min_size=1, max_size=40), vector, st.integers(1, 60))
def test_the_best_k_have_the_best_scores_in_order(rows: list[list[float]], query: list[float], k: int) -> None:
    vectors, asked = matrix(rows), np.array(query, np.float32)
    found, scores = DenseIndex(vectors).search(asked, k)
    assert len(found) == len(set(found.tolist())) == min(k, len(rows))
    assert scores.tolist() == oracle(vectors, asked)[1][:k]
    assert scores.tolist() == [float(vectors[row] @ asked) for row in found]
    assert list(zip(-scores, found, strict=True)) == sorted(zip(-scores, found, strict=True))


def test_ties_for_the_last_place_go_to_the_first_rows() -> None:
    low, high = [1.0, 0.0, 0.0, 0.0], [2.0, 0.0, 0.0, 0.0]
    index = DenseIndex(matrix([low] * 150 + [high] * 2 + [low] * 150))
    for k in (3, 100, 200):
        found, scores = index.search(np.array([1, 0, 0, 0], np.float32), k)
        assert scores.tolist() == [2.0, 2.0] + [1.0] * (k - 2)
        assert found.tolist() == [150, 151, *[row for row in range(302) if row not in (150, 151)][: k - 2]]


@pytest.mark.slow
def test_vectors_that_tie_but_for_rounding_leave_none_out() -> None:
    """FAISS sums up otherwise, of so many, when it looks for all that reach a score than for the best few."""
    generator = np.random.default_rng(4)
    once = generator.standard_normal((25_000, 384)).astype(np.float32)
    index = DenseIndex(np.repeat(once / np.linalg.norm(once, axis=1, keepdims=True), 2, axis=0))
    for query in generator.standard_normal((60, 384)).astype(np.float32) / 20:
        found, scores = index.search(query, 9)
        assert len(found) == 9
        assert found[8] % 2 == 0  # of two that tie for the last place the first
        assert sorted(np.abs(np.diff(scores))[::2]) == pytest.approx([0, 0, 0, 0], abs=1e-6)


@given(st.lists(vector, min_size=1, max_size=20), vector, st.data())
def test_scores_are_the_inner_products_of_the_rows_asked_for(
    rows: list[list[float]], query: list[float], data: st.DataObject
) -> None:
    vectors, asked = matrix(rows), np.array(query, np.float32)
    chosen = data.draw(st.lists(st.integers(0, len(rows) - 1), max_size=30))
    scores = DenseIndex(vectors).scores(asked, chosen)
    assert scores.dtype == np.float64
    assert scores.tolist() == [float(vectors[row] @ asked) for row in chosen]


def test_scores_agree_with_float64_on_real_sized_vectors() -> None:
    generator = np.random.default_rng(7)
    vectors = generator.standard_normal((300, 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    index = DenseIndex(vectors)
    exact = vectors.astype(np.float64) @ vectors[5].astype(np.float64)
    np.testing.assert_allclose(index.scores(vectors[5], range(300)), exact, atol=1e-6)
    found, scores = index.search(vectors[5], 10)
    assert found.tolist() == np.argsort(-exact, kind="stable")[:10].tolist()
    assert found[0] == 5
    np.testing.assert_allclose(scores, exact[found], atol=1e-6)


def test_the_same_vector_has_the_same_score_wherever_it_stands() -> None:
    generator = np.random.default_rng(3)
    for count in range(2, 60):
        one = generator.standard_normal(384).astype(np.float32)
        query = generator.standard_normal(384).astype(np.float32)
        index = DenseIndex(np.tile(one, (count, 1)))
        scores = {float(index.scores(query, [row])[0]) for row in range(count)}
        assert len(scores | set(index.scores(query, range(count)).tolist())) == 1


def test_more_than_there_are_gives_all() -> None:
    index = DenseIndex(np.eye(3, DIM, dtype=np.float32))
    found, scores = index.search(np.array([0.1, 0.3, 0.2, 0], np.float32), 1_000)
    assert found.tolist() == [1, 2, 0]
    np.testing.assert_allclose(scores, [0.3, 0.2, 0.1], rtol=1e-6)


def test_nothing_is_found_in_an_empty_index() -> None:
    index = DenseIndex(np.empty((0, DIM), np.float32))
    found, scores = index.search(np.ones(DIM, np.float32), 5)
    assert (found.tolist(), scores.tolist()) == ([], [])


def test_an_empty_index_has_no_scores() -> None:
    index = DenseIndex(np.empty((0, DIM), np.float32))
    assert (index.size, index.dim) == (0, DIM)
    assert index.scores(np.ones(DIM, np.float32), []).tolist() == []


def test_what_was_saved_is_loaded(tmp_path: Path) -> None:
    vectors = np.random.default_rng(1).standard_normal((5, DIM)).astype(np.float32)
    DenseIndex(vectors).save(tmp_path / "dense.faiss")
    loaded = DenseIndex.load(tmp_path / "dense.faiss")
    assert (loaded.size, loaded.dim) == (5, DIM)
    np.testing.assert_allclose(loaded.scores(vectors[2], range(5)), vectors @ vectors[2], rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("content", [None, b"", b"x" * 100])
def test_a_file_that_faiss_cannot_read_is_damage(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "dense.faiss"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(IndexDamagedError, match=r"dense\.faiss cannot be read; run `qa verify --repair`"):
        DenseIndex.load(path)


def test_a_cut_file_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "dense.faiss"
    DenseIndex(np.eye(3, DIM, dtype=np.float32)).save(path)
    path.write_bytes(path.read_bytes()[:-8])
    with pytest.raises(IndexDamagedError):
        DenseIndex.load(path)


# Means by language


def test_a_mean_is_shrunk_towards_the_mean_of_all_by_ten_passages() -> None:
    assert SHRINKAGE == 10
    vectors = matrix([[1, 0, 0, 0], [3, 0, 0, 0], [0, 8, 0, 0], [0, 0, 4, 0]])
    means = language_means(vectors, np.array([0, 0, 1, 0], np.int16), 3)
    # The mean of all is (1, 2, 1, 0); language 0 has three rows that sum to (4, 0, 4, 0), 1 has one, 2 has none.
    expected = np.array([[14 / 13, 20 / 13, 14 / 13, 0], [10 / 11, 28 / 11, 10 / 11, 0], [1, 2, 1, 0]])
    np.testing.assert_allclose(means, expected, rtol=1e-6)
    assert means.dtype == np.float32


def test_a_mean_is_shrunk_towards_what_is_typical_of_its_language() -> None:
    vectors = matrix([[2, 0, 0, 0], [0, 2, 0, 0], [2, 0, 0, 0]])
    typical = matrix([[3, 0, 0, 0], [0, 0, 3, 0]])
    means = language_means(vectors, np.array([0, 1, 0], np.int16), 2, typical)
    # The mean of all is (4/3, 2/3, 0, 0), and typical of all is (2, 0, 1, 0).
    first = np.array([4, 0, 0, 0]) + 10 * (np.array([4 / 3, 2 / 3, 0, 0]) + 10 / 12 * np.array([1, 0, -1, 0]))
    second = np.array([0, 2, 0, 0]) + 10 * (np.array([4 / 3, 2 / 3, 0, 0]) + 10 / 11 * np.array([-2, 0, 2, 0]))
    expected = np.array([first / 12, second / 11])
    np.testing.assert_allclose(means, expected, atol=1e-6)


@given(st.lists(st.tuples(vector, st.integers(0, 2)), max_size=30))
def test_means_are_the_formula(rows: list[tuple[list[float], int]]) -> None:
    vectors = matrix([row for row, _ in rows])
    codes = np.array([code for _, code in rows], np.int16)
    means = language_means(vectors, codes, 3)
    overall = vectors.astype(np.float64).mean(axis=0) if rows else np.zeros(DIM)
    for code in range(3):
        own = vectors.astype(np.float64)[codes == code]
        np.testing.assert_allclose(means[code], (own.sum(axis=0) + 10 * overall) / (len(own) + 10), atol=1e-5)


def test_one_language_is_centred_on_its_own_mean() -> None:
    vectors = np.random.default_rng(2).standard_normal((50, DIM)).astype(np.float32)
    means = language_means(vectors, np.zeros(50, np.int16), 1)
    np.testing.assert_allclose(means[0], vectors.mean(axis=0), atol=1e-6)


def test_taking_the_mean_out_keeps_the_ranking_within_a_language() -> None:
    vectors = np.random.default_rng(4).standard_normal((40, DIM)).astype(np.float32)
    codes = np.repeat(np.array([0, 1], np.int16), 20)
    query = vectors[0]
    means = language_means(vectors, codes, 2)
    plain = DenseIndex(vectors).scores(query, range(40))
    centred = DenseIndex(vectors - means[codes]).scores(query, range(40))
    for code in range(2):
        own = np.flatnonzero(codes == code)
        assert np.argsort(plain[own]).tolist() == np.argsort(centred[own]).tolist()
