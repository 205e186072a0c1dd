from __future__ import annotations

import json
import math
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import bm25s
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import BadInputError, IndexDamagedError, IndexOutdatedError
from index.retrieval.lexical import (
    SMALL_LIMIT,
    LargeIndex,
    LexicalIndex,
    SmallIndex,
    WeightedTerm,
    build_lexical,
    load_lexical,
)
from tests.support import ROOT

ENGINES = (SmallIndex, LargeIndex)
ROUNDED = {SmallIndex: 1e-12, LargeIndex: 1e-6}
"""How far a score may be from the formula's: the large engine reckons in single precision."""
FILES = {
    SmallIndex: ["ids.npy", "lexical.json", "offsets.npy", "vocabulary.json"],
    LargeIndex: [
        "lexical.json",
        "offsets.npy",
        "passages.npy",
        "repeated.npy",
        "repeats.npy",
        "vocabulary.json",
        "weights.npy",
    ],
}
DOCUMENTS = (("rudal", "nuklir", "rudal"), (), ("nuklir", "belarus"), ("minsk",))

each_engine = pytest.mark.parametrize("engine", ENGINES)
documents_strategy = st.lists(st.lists(st.sampled_from("abcdefgé"), max_size=12), max_size=8)
query_strategy = st.lists(st.builds(WeightedTerm, st.sampled_from("abcdefgéxy"), st.floats(0.01, 3.0)), max_size=6)


def oracle(documents: Sequence[Sequence[str]], query: Sequence[WeightedTerm]) -> list[float]:
    """BM25+ as the paper sums it, with k1 = 1.5, b = 0.75 and delta = 1."""
    count = len(documents)
    average = sum(map(len, documents)) / count if count else 0.0
    scores = []
    for document in documents:
        score = 0.0
        for item in query:
            frequency = list(document).count(item.term)
            if frequency:
                idf = math.log((count + 1) / sum(item.term in other for other in documents))
                norm = 1.5 * (0.25 + 0.75 * len(document) / average)
                score += item.weight * idf * (1 + frequency * 2.5 / (frequency + norm))
        scores.append(score)
    return scores


def reopened(index: LexicalIndex) -> LexicalIndex:
    with tempfile.TemporaryDirectory() as directory:
        index.save(Path(directory))
        return load_lexical(Path(directory))


def contents(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(directory.iterdir())}


@given(documents_strategy, query_strategy)
def test_both_engines_are_the_formula(documents: list[list[str]], query: list[WeightedTerm]) -> None:
    expected = oracle(documents, query)
    for engine in ENGINES:
        scores = engine.from_documents(documents).scores(query)
        assert scores.shape == (len(documents),)
        assert scores.dtype == np.float64
        np.testing.assert_allclose(scores, expected, rtol=ROUNDED[engine], atol=0)


@given(documents_strategy, query_strategy)
def test_rounded_weights_rank_as_the_formula_does(documents: list[list[str]], query: list[WeightedTerm]) -> None:
    expected = np.array(oracle(documents, query))
    scores = LargeIndex.from_documents(documents).scores(query)
    for row, score in enumerate(scores):
        clearly_above = expected > expected[row] * (1 + 1e-6)
        assert (scores[clearly_above] > score).all()


@given(documents_strategy.filter(lambda documents: any(documents)), st.sampled_from("abcdefgé"))
def test_the_large_engine_weighs_as_bm25s_does(documents: list[list[str]], term: str) -> None:
    engine = bm25s.BM25(method="bm25+", dtype="float64", k1=1.5, b=0.75, delta=1.0)
    vocabulary = {each: place for place, each in enumerate(sorted({each for one in documents for each in one}))}
    engine.index(
        ([[vocabulary[each] for each in one] for one in documents], vocabulary),
        create_empty_token=False,
        show_progress=False,
    )
    theirs = engine.get_scores([term]) if term in vocabulary else np.zeros(len(documents))
    held = np.array([term in one for one in documents])
    ours = LargeIndex.from_documents(documents).scores([WeightedTerm(term)])
    np.testing.assert_allclose(ours, np.where(held, theirs, 0), rtol=1e-6)


@given(documents_strategy, query_strategy)
def test_exactly_the_passages_without_a_term_score_zero(documents: list[list[str]], query: list[WeightedTerm]) -> None:
    asked = {item.term for item in query}
    matched = [bool(asked & set(document)) for document in documents]
    for engine in ENGINES:
        assert (engine.from_documents(documents).scores(query) > 0).tolist() == matched
        assert (engine.from_documents(documents).scores(query) == 0.0).tolist() == [not m for m in matched]


@settings(max_examples=40)
@given(documents_strategy, query_strategy)
def test_a_saved_index_answers_as_before(documents: list[list[str]], query: list[WeightedTerm]) -> None:
    for engine in ENGINES:
        index = engine.from_documents(documents)
        again = reopened(index)
        assert type(again) is engine
        assert again.size == index.size == len(documents)
        assert again.scores(query).tolist() == index.scores(query).tolist()
        for term in "abcx":
            expected = sum(term in document for document in documents)
            assert again.document_frequency(term) == index.document_frequency(term) == expected


@each_engine
def test_a_score_worked_by_hand(engine: type[SmallIndex | LargeIndex]) -> None:
    scores = engine.from_documents([["a", "b"], ["b"], ["c"]]).scores([WeightedTerm("a")])
    length_norm = 1.5 * (0.25 + 0.75 * 2 / (4 / 3))
    assert scores.tolist() == pytest.approx([math.log(4) * (1 + 2.5 / (1 + length_norm)), 0, 0])


@each_engine
def test_repeated_and_weighted_terms_add_up(engine: type[SmallIndex | LargeIndex]) -> None:
    index = engine.from_documents(DOCUMENTS)
    once = index.scores([WeightedTerm("nuklir")])
    twice = index.scores([WeightedTerm("nuklir"), WeightedTerm("nuklir")])
    half = index.scores([WeightedTerm("nuklir", 0.5), WeightedTerm("jauh", 3.0)])
    assert once[0] > 0
    assert once[2] > once[0]
    np.testing.assert_allclose(twice, 2 * once)
    np.testing.assert_allclose(half, once / 2)


@each_engine
@pytest.mark.parametrize(
    ("documents", "expected"),
    [
        ([], []),
        ([[]], [0.0]),
        ([[], [], []], [0.0, 0.0, 0.0]),
        ([["a"]], [math.log(2) * 2]),
        ([["a", "a"]], [math.log(2) * (1 + 5 / 3.5)]),
        ([["a"]] * 4, [math.log(5 / 4) * 2] * 4),
        ([["b"]] * 4, [0.0] * 4),
        ([[], ["a"]], [0.0, math.log(3) * (1 + 2.5 / (1 + 1.5 * 1.75))]),
        ([[""]], [0.0]),
    ],
    ids=["none", "one empty", "all empty", "one", "repeats", "everywhere", "other", "half empty", "blank"],
)
def test_edges(engine: type[SmallIndex | LargeIndex], documents: list[list[str]], expected: list[float]) -> None:
    for index in (engine.from_documents(documents), reopened(engine.from_documents(documents))):
        assert index.scores([WeightedTerm("a")]).tolist() == pytest.approx(expected)
        assert index.scores([]).tolist() == [0.0] * len(documents)


@each_engine
def test_the_same_document_many_times_scores_the_same(engine: type[SmallIndex | LargeIndex]) -> None:
    scores = engine.from_documents([["a", "b", "a"]] * 37 + [["c"]]).scores([WeightedTerm("b"), WeightedTerm("a", 0.3)])
    assert set(scores[:37].tolist()) == {scores[0]}
    assert scores[0] > scores[37] == 0.0


@pytest.mark.slow
@each_engine
def test_equal_documents_give_equal_bytes_in_any_process(engine: type[SmallIndex | LargeIndex], tmp_path: Path) -> None:
    engine.from_documents(DOCUMENTS).save(tmp_path / "here")
    code = (
        "import sys, pathlib, index.retrieval.lexical as lexical\n"
        f"lexical.{engine.__name__}.from_documents({DOCUMENTS!r}).save(pathlib.Path(sys.argv[1]))"
    )
    for seed in ("1", "2"):
        subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / seed)],
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
        )
        assert contents(tmp_path / seed) == contents(tmp_path / "here")
    assert sorted(contents(tmp_path / "here")) == FILES[engine]


@pytest.mark.slow
def test_opening_and_asking_a_large_index_imports_no_bm25s(tmp_path: Path) -> None:
    LargeIndex.from_documents(DOCUMENTS).save(tmp_path)
    code = (
        "import sys, pathlib, index.retrieval.lexical as lexical\n"
        "index = lexical.load_lexical(pathlib.Path(sys.argv[1]))\n"
        "print(index.scores([lexical.WeightedTerm('minsk')]).argmax(), 'bm25s' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        check=True,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(ROOT)},
    )
    assert done.stdout.split() == ["3", "False"]


def test_the_engine_follows_the_size() -> None:
    assert isinstance(build_lexical([("a",)] * SMALL_LIMIT), SmallIndex)
    assert isinstance(build_lexical([("a",)] * (SMALL_LIMIT + 1)), LargeIndex)
    assert build_lexical([]).size == 0


@pytest.mark.parametrize("weight", [0.0, -1.0, math.nan, math.inf])
def test_a_weight_is_above_zero(weight: float) -> None:
    with pytest.raises(BadInputError, match="'rudal'"):
        WeightedTerm("rudal", weight)


@pytest.mark.parametrize(("engine", "name"), [(e, name) for e in ENGINES for name in FILES[e]])
@pytest.mark.parametrize("harm", ["missing", "empty", "cut", "garbage", "archive"])
def test_a_damaged_file_is_named(engine: type[SmallIndex | LargeIndex], name: str, harm: str, tmp_path: Path) -> None:
    engine.from_documents(DOCUMENTS).save(tmp_path)
    path = tmp_path / name
    match harm:
        case "missing":
            path.unlink()
        case "empty":
            path.write_bytes(b"")
        case "cut":
            path.write_bytes(path.read_bytes()[:-5])
        case "garbage":
            path.write_bytes(bytes(range(256)))
        case _:
            path.write_bytes(b"PK\x03\x04" + path.read_bytes())
    with pytest.raises(IndexDamagedError, match=name) as caught:
        load_lexical(tmp_path)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("engine", "name", "array"),
    [
        (SmallIndex, "ids.npy", np.array([3, 1, 3, 1, 0, 4], np.int32)),
        (SmallIndex, "ids.npy", np.array([3, 1, 3, 1, 0, -1], np.int32)),
        (SmallIndex, "ids.npy", np.array([3, 1, 3, 1, 0, 2], np.int64)),
        (SmallIndex, "ids.npy", np.array([[3, 1, 3, 1, 0, 2]], np.int32)),
        (SmallIndex, "offsets.npy", np.array([0, 3, 3, 5], np.int64)),
        (SmallIndex, "offsets.npy", np.array([0, 3, 3, 5, 7], np.int64)),
        (SmallIndex, "offsets.npy", np.array([1, 3, 3, 5, 6], np.int64)),
        (SmallIndex, "offsets.npy", np.array([0, 5, 3, 5, 6], np.int64)),
        (LargeIndex, "passages.npy", np.array([2, 0, 2, 3, 4], np.int32)),
        (LargeIndex, "passages.npy", np.array([2, 0, 2, 3], np.int32)),
        (LargeIndex, "weights.npy", np.ones(5, np.float64)),
        (LargeIndex, "repeated.npy", np.array([16, 0], np.uint8)),
        (LargeIndex, "repeats.npy", np.array([2, 2], np.uint8)),
        (LargeIndex, "repeats.npy", np.array([], np.uint8)),
        (LargeIndex, "offsets.npy", np.array([0, 1, 2, 4], np.int64)),
    ],
)
def test_an_inconsistent_array_is_named(
    engine: type[SmallIndex | LargeIndex], name: str, array: np.ndarray, tmp_path: Path
) -> None:
    engine.from_documents(DOCUMENTS).save(tmp_path)
    np.save(tmp_path / name, array)
    with pytest.raises(IndexDamagedError, match=name):
        load_lexical(tmp_path)


@each_engine
@pytest.mark.parametrize(
    "vocabulary", [{"a": 1}, ["nuklir", "belarus", "minsk", "rudal"], ["a", "a", "b", "c"], [1, 2, 3, 4]]
)
def test_a_vocabulary_is_a_sorted_list_of_terms(
    engine: type[SmallIndex | LargeIndex], vocabulary: object, tmp_path: Path
) -> None:
    engine.from_documents(DOCUMENTS).save(tmp_path)
    (tmp_path / "vocabulary.json").write_text(json.dumps(vocabulary))
    with pytest.raises(IndexDamagedError, match=r"vocabulary\.json"):
        load_lexical(tmp_path)


@each_engine
@pytest.mark.parametrize(
    ("key", "value", "error"),
    [
        ("format", 1, IndexOutdatedError),
        ("constants", {"k1": 1.2, "b": 0.75, "delta": 1.0}, IndexOutdatedError),
        ("engine", "lucene", IndexDamagedError),
        ("engine", [], IndexDamagedError),
        ("passages", -1, IndexDamagedError),
        ("passages", True, IndexDamagedError),
        ("passages", "4", IndexDamagedError),
    ],
)
def test_the_description_is_checked(
    engine: type[SmallIndex | LargeIndex], key: str, value: object, error: type[Exception], tmp_path: Path
) -> None:
    engine.from_documents(DOCUMENTS).save(tmp_path)
    path = tmp_path / "lexical.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), key: value}))
    with pytest.raises(error, match=r"lexical\.json"):
        load_lexical(tmp_path)


@pytest.mark.parametrize(("engine", "name"), [(SmallIndex, "ids.npy"), (LargeIndex, "weights.npy")])
@pytest.mark.parametrize("header", [b"} ", b"'shape'", b"'descr'", b"False"])
def test_a_damaged_header_is_named(
    engine: type[SmallIndex | LargeIndex], name: str, header: bytes, tmp_path: Path
) -> None:
    engine.from_documents(DOCUMENTS).save(tmp_path)
    path = tmp_path / name
    good = path.read_bytes()
    assert header in good
    path.write_bytes(good.replace(header, b" " * len(header)))
    with pytest.raises(IndexDamagedError, match=name):
        load_lexical(tmp_path)


@each_engine
def test_no_file_is_a_pickle(engine: type[SmallIndex | LargeIndex], tmp_path: Path) -> None:
    engine.from_documents(DOCUMENTS).save(tmp_path)
    for path in tmp_path.glob("*.npy"):
        assert np.load(path, allow_pickle=False).ndim == 1
    np.save(tmp_path / "offsets.npy", np.array([{}], dtype=object), allow_pickle=True)
    with pytest.raises(IndexDamagedError, match=r"offsets\.npy"):
        load_lexical(tmp_path)
