"""What is taken over from the index before makes the same index, to the byte, as one that is built from nothing."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.generations import minhash, reuse
from index.generations.generation import Generation, commit, discard, open_current
from index.paths import LibraryPaths
from index.retrieval import lexical
from index.retrieval.lexical import LargeIndex, SmallIndex, WeightedTerm
from index.retrieval.lexical.counts import MOST, count_terms
from index.storage.passages import StoredPassage
from index.text.analysis import terms
from index.values import Vectors
from qa.library import Library

MODEL = "m"
WORDS = tuple(f"{first}{second}" for first in ("ba", "ke", "mi", "so", "tu") for second in ("lan", "ras", "dik", "pon"))
Passages = tuple[StoredPassage, ...]


@pytest.fixture(autouse=True)
def _everything_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reuse, "SMALL_LIMIT", 2)
    monkeypatch.setattr(lexical, "SMALL_LIMIT", 2)


def passage(number: int, language: str = "id") -> StoredPassage:
    words = random.Random(number).choices(WORDS, k=60)
    return StoredPassage(number, language, f"own{number} {' '.join(words)}", f"Outlet {number % 3}")


def vectors(passages: Sequence[StoredPassage]) -> Vectors:
    made = np.array([np.random.default_rng(each.passage_id).standard_normal(8) for each in passages], np.float32)
    return made.reshape(len(passages), 8)


def texts(passages: Sequence[StoredPassage]) -> Mapping[str, str]:
    """An article a passage, every fifth of which is a copy of another."""
    said = {f"{each.passage_id:03}": each.content for each in passages}
    copies = {f"{key} copied": f"{text} lain" for key, text in said.items() if int(key) % 5 == 0}
    return dict(sorted({**said, **copies}.items()))


def build(paths: LibraryPaths, passages: Passages, before: Generation | None = None) -> Generation:
    commit(paths, passages, vectors(passages), texts(passages), model=MODEL, revision=7, before=before)
    return open_current(paths, MODEL)


FIRST = tuple(passage(number) for number in range(1, 30))
NEXT: Mapping[str, Passages] = {
    "nothing": FIRST,
    "added": (*FIRST, passage(40), passage(41, "en")),
    "removed": FIRST[3:10] + FIRST[11:],
    "changed": (*FIRST[:5], *FIRST[6:], replace(passage(50), content=FIRST[5].content + " baru")),
    "other content under an old id": (*FIRST[:5], replace(FIRST[5], content="lain sekali"), *FIRST[6:]),
    "another language": (*FIRST[:5], replace(FIRST[5], language="en"), *FIRST[6:]),
    "in between": tuple(passage(number) for number in (0, *range(1, 9), *range(12, 30), 31)),
    "all others": tuple(passage(number) for number in range(100, 110)),
    "few left": FIRST[:2],
    "none left": (),
}


@pytest.mark.parametrize("change", NEXT)
def test_a_generation_is_the_same_as_one_built_from_nothing(change: str, tmp_path: Path) -> None:
    paths = LibraryPaths(tmp_path / "one")
    there = build(LibraryPaths(tmp_path / "other"), NEXT[change])
    carried = build(paths, NEXT[change], build(paths, FIRST))
    assert carried.name == there.name  # which has the digest of every file in it
    assert carried.stories == there.stories
    if change != "none left":
        query = [WeightedTerm(term) for term in terms("balan kerasa own7 mipon", "id")]
        assert carried.lexical.scores(query).tolist() == there.lexical.scores(query).tolist()
    assert isinstance(carried.lexical, SmallIndex if len(NEXT[change]) <= 2 else LargeIndex)


@pytest.mark.slow
def test_change_after_change_is_the_same_as_one_built_from_nothing(tmp_path: Path) -> None:
    paths, chance = LibraryPaths(tmp_path / "one"), random.Random(3)
    there: list[StoredPassage] = []
    before: Generation | None = None
    for number in range(1, 25):
        for gone in chance.sample(there, min(len(there), chance.randrange(3))):
            there.remove(gone)
        there += [passage(10 * number + step, chance.choice(("id", "en"))) for step in range(chance.randrange(4))]
        before = build(paths, tuple(there), before)
        assert before.name == build(LibraryPaths(tmp_path / str(number)), tuple(there)).name


def test_only_what_is_new_is_analysed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = LibraryPaths(tmp_path)
    before = build(paths, FIRST)
    analysed: list[str] = []
    signed: list[str] = []

    def telling_terms(text: str, language: str) -> tuple[str, ...]:
        analysed.append(text)
        return terms(text, language)

    def telling_words(text: str) -> tuple[str, ...]:
        signed.append(text)
        return terms(text, "und")

    monkeypatch.setattr(reuse, "terms", telling_terms)
    monkeypatch.setattr(minhash, "words", telling_words)
    new = replace(passage(31), content="satu hal yang baru")
    build(paths, (*FIRST[:4], *FIRST[5:], new), before)
    assert analysed == [new.content]
    assert signed == [new.content]


def test_an_index_gives_back_the_counts_it_was_made_of(tmp_path: Path) -> None:
    documents = [["a"] * 3 + ["b"], [], ["b"], ["a"] * (MOST + 5) + ["c", "c"]]
    LargeIndex.from_documents(documents).save(tmp_path)
    counts = LargeIndex.load(tmp_path).counts()
    assert (counts.vocabulary, counts.size) == (("a", "b", "c"), 4)
    assert counts.offsets.tolist() == [0, 2, 4, 5]
    assert counts.passages.tolist() == [0, 3, 0, 2, 3]
    assert counts.counts.tolist() == [3, MOST, 1, 1, 2]
    moved = counts.moved(np.array([-1, 0, 1, -1], np.int32), 5)
    assert (moved.vocabulary, moved.offsets.tolist(), moved.passages.tolist()) == (("b",), [0, 1], [1])
    joined = moved.joined(count_terms([["c"], [], [], ["aa", "b", "b"], []]))
    assert joined.vocabulary == ("aa", "b", "c")
    assert joined.offsets.tolist() == [0, 1, 3, 4]
    assert joined.passages.tolist() == [3, 1, 3, 0]
    assert joined.counts.tolist() == [1, 1, 2, 1]


def test_a_library_that_was_added_to_is_one_that_was_built_anew(articles: Path, tmp_path: Path) -> None:
    root = tmp_path / "library"
    with Library.create(root) as library:
        library.add([articles])
        (articles / "d.txt").write_text("Sungai itu meluap pada malam hari. Jembatan ditutup.", encoding="utf-8")
        (articles / "a.txt").write_text("The harbour bridge was closed in June 1940.", encoding="utf-8")
        report = library.add([articles])
        assert (report.added, report.replaced, report.embedded) == (1, 1, 2)
        library.remove([library.search("bees", 1)[0].article.article_id])
        carried = library.status().generation
        assert library.verify() == ()
        discard(LibraryPaths(root))
        library.add_articles([])
        assert library.status().generation == carried is not None
