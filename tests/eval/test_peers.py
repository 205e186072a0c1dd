from __future__ import annotations

import math
import os
import sys
from collections.abc import Sequence

import numpy as np
import pytest

from eval.benchmarks.bench_peers import PeerRow, bench_peers, table
from eval.peers import Bm25s, Factory, LlamaIndexHybrid, Peer, RankBm25, TxtaiHybrid, contents, peers
from eval.peers.system import hushed
from eval.values import Document, Gold, Question, QuestionSet
from index.errors import BadInputError
from index.optional import MissingExtraError
from index.values import TextKind, Vectors

DOCUMENTS = (
    Document("bridge", "Pelabuhan Sunda", "Jembatan pelabuhan itu dibuka pada Mei 1932."),
    Document("bees", "Serangga", "Lebah menari untuk menunjukkan letak bunga."),
    Document("tower", "Kota", "Menara kembar itu selesai dibangun lebih dahulu."),
    Document("river", "", "Sungai meluap setelah hujan deras semalam."),
)
AXES = {"bridge": 0, "bees": 1, "tower": 2, "river": 3}

INSTALL = 'install it with: pip install "kutip[peers]"'


class Axes:
    """Each document is an axis of its own; a question lies on the axis that it names, a little on the next."""

    fingerprint = "axes"
    dim = 4

    def __init__(self) -> None:
        self.asked: list[tuple[tuple[str, ...], TextKind]] = []

    def encode(self, texts: Sequence[str], kind: TextKind) -> Vectors:
        self.asked.append((tuple(texts), kind))
        known = dict(zip(contents(DOCUMENTS), AXES.values(), strict=True))
        axes = [known[text] if kind is TextKind.PASSAGE else AXES[text.split()[-1]] for text in texts]
        rows = np.zeros((len(texts), 4), np.float32)
        for row, axis in zip(rows, axes, strict=True):
            row[axis], row[(axis + 1) % 4] = 0.8, 0.6
        return rows


VECTORS = np.eye(4, dtype=np.float32)
PLAIN: list[Factory] = [RankBm25, Bm25s]


def built(system: Peer) -> Peer:
    system.build(DOCUMENTS, VECTORS)
    return system


def ids(found: tuple[tuple[str, float], ...]) -> list[str]:
    return [document_id for document_id, _ in found]


def test_the_title_is_part_of_what_is_indexed() -> None:
    assert contents(DOCUMENTS)[1] == "Serangga\nLebah menari untuk menunjukkan letak bunga."


@pytest.mark.parametrize("make", PLAIN)
def test_words_find_the_documents_that_have_them(make: Factory) -> None:
    system = built(make())
    assert ids(system.search("lebah MENARI selesai?", 10)) == ["bees", "tower"]
    assert ids(system.search("lebah menari selesai", 1)) == ["bees"]
    assert system.search("gunung", 10) == ()


@pytest.mark.parametrize("make", PLAIN)
@pytest.mark.parametrize("question", ["", "?!", "…"])
def test_a_question_without_words_finds_nothing(make: Factory, question: str) -> None:
    assert built(make()).search(question, 10) == ()


def okapi(frequency: int, length: int, average: float, containing: int) -> float:
    """One term's share of BM25 (Robertson) with k1 1.5 and b 0.75, over four documents."""
    idf = math.log((4 - containing + 0.5) / (containing + 0.5))
    return idf * frequency * 2.5 / (frequency + 1.5 * (0.25 + 0.75 * length / average))


def test_rank_bm25_scores_as_its_formula() -> None:
    lengths = [len(text.split()) for text in contents(DOCUMENTS)]
    assert lengths == [9, 7, 8, 6]
    ((found, score),) = built(RankBm25()).search("lebah", 10)
    assert found == "bees"
    assert score == pytest.approx(okapi(1, 7, 30 / 4, 1))


def test_bm25s_drops_english_stop_words_and_one_letter_words() -> None:
    documents = (Document("a", "", "the bridge"), Document("b", "", "the x river"), Document("c", "", "the bees"))
    system = Bm25s()
    system.build(documents, VECTORS[:3])
    assert system.search("the x", 3) == ()
    assert ids(system.search("the x river", 3)) == ["b"]
    plain = RankBm25()
    plain.build(documents, VECTORS[:3])
    assert ids(plain.search("x", 3)) == ["b"]


@pytest.mark.parametrize("make", PLAIN)
def test_building_again_replaces(make: Factory) -> None:
    system = built(make())
    system.build(
        tuple(Document(f"n{number}", "", text) for number, text in enumerate(["satu", "dua", "tiga"])), VECTORS[:3]
    )
    assert system.search("lebah", 10) == ()
    assert ids(system.search("dua", 10)) == ["n1"]


@pytest.mark.parametrize("name", sorted(peers(Axes())))
def test_documents_and_vectors_must_match(name: str) -> None:
    system = peers(Axes())[name]()
    assert system.name == name
    with pytest.raises(BadInputError, match=r"4 documents have vectors of shape \(3, 4\)"):
        system.build(DOCUMENTS, VECTORS[:3])
    with pytest.raises(BadInputError, match="no documents"):
        system.build((), VECTORS[:0])


@pytest.mark.parametrize(
    ("name", "module", "message", "hint"),
    [
        ("txtai-hybrid", "txtai", "txtai is not installed", INSTALL),
        ("llama-index-hybrid", "llama_index", "llama_index is not installed", INSTALL),
        ("bm25s", "bm25s", "bm25s is not installed", INSTALL),
    ],
)
def test_a_missing_package_is_named(
    name: str, module: str, message: str, hint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for loaded in [known for known in sys.modules if known.split(".")[0] == module]:
        monkeypatch.delitem(sys.modules, loaded)
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtraError) as caught:
        peers(Axes())[name]().build(DOCUMENTS, VECTORS)
    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_hushed_puts_the_environment_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "0")
    monkeypatch.delenv("TRANSFORMERS_OFFLINE", raising=False)
    with hushed():
        assert (os.environ["HF_HUB_OFFLINE"], os.environ["TRANSFORMERS_OFFLINE"]) == ("1", "1")
    assert os.environ["HF_HUB_OFFLINE"] == "0"
    assert "TRANSFORMERS_OFFLINE" not in os.environ


def test_txtai_adds_half_of_either_score() -> None:
    pytest.importorskip("txtai")
    encoder = Axes()
    system = TxtaiHybrid(encoder)
    built(system)
    assert encoder.asked == []  # the vectors given are used
    found = dict(system.search("zzz bees", 4))
    assert found == {"bees": pytest.approx(0.4), "tower": pytest.approx(0.3)}
    assert encoder.asked == [(("zzz bees",), TextKind.QUERY)]
    both = system.search("lebah bees", 4)
    assert ids(both) == ["bees", "tower"]
    assert 0.4 < both[0][1] <= 0.9
    assert both[1][1] == pytest.approx(0.3)
    assert np.array_equal(VECTORS, np.eye(4))  # txtai scales in place: not what it was given


def test_llama_index_adds_reciprocal_ranks() -> None:
    pytest.importorskip("llama_index.retrievers.bm25")
    encoder = Axes()
    system = LlamaIndexHybrid(encoder)
    built(system)
    assert encoder.asked == []
    found = system.search("lebah bees", 2)
    assert encoder.asked == [(("lebah bees",), TextKind.QUERY)]
    assert found[0][0] == "bees"
    assert found[0][1] == pytest.approx(1 / 60 + 1 / 60)
    assert found[1][1] == pytest.approx(1 / 61)
    assert len(found) == 2
    assert len(system.search("lebah bees", 100)) == 4


class Fixed:
    """Answers every question with the same documents, and notes what it is asked."""

    name = "fixed"

    def __init__(self, found: Sequence[str], log: list[tuple[str, str]], label: str) -> None:
        self._found = found
        self._log = log
        self._label = label
        self.vectors: list[Vectors] = []

    def build(self, documents: Sequence[Document], vectors: Vectors) -> None:
        assert len(documents) == len(vectors)
        self._log.append((self._label, f"build {len(documents)}"))
        self.vectors.append(vectors)

    def search(self, question: str, k: int) -> tuple[tuple[str, float], ...]:
        assert k == 100
        self._log.append((self._label, question))
        return tuple((document_id, 1.0) for document_id in self._found)


QUESTIONS = (
    Question("q1", "one", (Gold("bees"),)),
    Question("q2", "two", (Gold("bees", relevance=1), Gold("tower", relevance=2), Gold("river", relevance=0))),
    Question("q3", "three", (), unanswerable=True),
    Question("q4", "four", (Gold("river", relevance=0),)),
)
SET = QuestionSet("small", QUESTIONS, DOCUMENTS, "")


def fixed(log: list[tuple[str, str]], **found: Sequence[str]) -> dict[str, Factory]:
    return {name: lambda name=name: Fixed(found[name], log, name) for name in found}  # type: ignore[misc]


def bench(**found: Sequence[str]) -> dict[str, PeerRow]:
    rows = bench_peers([SET], fixed([], **found), Axes(), baseline=next(iter(found)))
    return {row.system: row for row in rows}


def test_measures_are_means_over_the_answerable_questions() -> None:
    rows = bench(first=["bees", "tower"], second=["river", "tower"], none=[])
    # q1: bees at rank 1. q2: grades 1 then 2, where 2 then 1 is best.
    ideal = 2 + 1 / math.log2(3)
    assert rows["first"].ndcg_10 == pytest.approx((1 + (1 + 2 / math.log2(3)) / ideal) / 2)
    assert rows["first"].recall_100 == 1.0
    assert rows["second"].ndcg_10 == pytest.approx((2 / math.log2(3)) / ideal / 2)
    assert rows["second"].recall_100 == pytest.approx((0 + 1 / 2) / 2)
    assert (rows["none"].ndcg_10, rows["none"].recall_100) == (0.0, 0.0)
    assert {row.questions for row in rows.values()} == {2}


def test_equal_scores_keep_their_order_and_a_repeated_document_counts_once() -> None:
    rows = bench(good=["tower", "bees"], repeated=["tower", "tower", "tower", "bees"])
    assert rows["good"].ndcg_10 == pytest.approx((1 / math.log2(3) + 1) / 2)
    assert rows["repeated"].ndcg_10 == rows["good"].ndcg_10


def test_the_baseline_takes_once_its_own_time() -> None:
    rows = bench(kutip=["bees"], other=["bees"])
    assert rows["kutip"].latency_ratio == 1.0
    assert rows["other"].latency_ratio > 0
    assert all(row.median_ms > 0 and row.build_s > 0 for row in rows.values())


def test_questions_are_asked_of_all_systems_in_turn_after_warming_up() -> None:
    log: list[tuple[str, str]] = []
    bench_peers([SET], fixed(log, a=[], b=[]), Axes(), baseline="a")
    assert [entry for entry in log if entry[1].startswith("build")] == [
        ("a", "build 4"),
        ("a", "build 4"),
        ("b", "build 4"),
        ("b", "build 4"),
    ]
    asked = [entry for entry in log if not entry[1].startswith("build")]
    warm = [("a", "one"), ("b", "one"), ("a", "two"), ("b", "two")]
    assert asked == [*warm, ("a", "one"), ("b", "one"), ("b", "two"), ("a", "two")]


def test_documents_are_embedded_once_as_passages() -> None:
    encoder = Axes()
    bench_peers([SET], fixed([], a=[], b=[]), encoder, baseline="a")
    assert encoder.asked == [(tuple(contents(DOCUMENTS)), TextKind.PASSAGE)]


def test_rows_come_by_set_then_system() -> None:
    other = QuestionSet("other", QUESTIONS[:1], DOCUMENTS, "")
    rows = bench_peers([SET, other], fixed([], a=[], b=[]), Axes(), baseline="b")
    assert [(row.set_name, row.system) for row in rows] == [
        ("small", "a"),
        ("small", "b"),
        ("other", "a"),
        ("other", "b"),
    ]


def test_an_unknown_baseline_is_refused() -> None:
    with pytest.raises(BadInputError, match="no system 'c'") as caught:
        bench_peers([SET], fixed([], a=[], b=[]), Axes(), baseline="c")
    assert caught.value.hint == "name one of a, b"


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (QuestionSet("bare", QUESTIONS, (), ""), "bare brings no documents"),
        (QuestionSet("hollow", QUESTIONS[2:], DOCUMENTS, ""), "hollow has no answerable question"),
    ],
)
def test_a_set_that_cannot_be_measured_is_refused_before_anything_is_built(bad: QuestionSet, message: str) -> None:
    log: list[tuple[str, str]] = []
    with pytest.raises(BadInputError, match=message):
        bench_peers([SET, bad], fixed(log, a=[]), Axes(), baseline="a")
    assert log == []


def test_the_table_gives_each_row_a_line() -> None:
    row = PeerRow("a", "small", 2, 0.81549, 1.0, 12.34, 0.567, 1.239)
    assert list(table([row]))[2:] == ["| small | a | 2 | 0.815 | 1.000 | 12.3 | 1.24 | 0.57 |"]
