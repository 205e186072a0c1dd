from __future__ import annotations

import errno
import json
import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from index.errors import IndexDamagedError, IndexMissingError, IndexOutdatedError, StoreError
from index.generations import generation as generations
from index.generations import manifest as manifests
from index.generations.filtering import UNDATED
from index.generations.generation import commit, current_name, discard, open_current
from index.paths import LibraryPaths
from index.retrieval.lexical import WeightedTerm
from index.storage.passages import StoredPassage
from index.values import Vectors

MODEL = "test-model"
PASSAGES = (
    StoredPassage(3, "en", "the bridge opened", "Harbour News", date(1932, 5, 20)),
    StoredPassage(7, "id", "jembatan itu dibuka", "Kabar", None),
    StoredPassage(8, "en", "bees dance", None, date(2020, 1, 2)),
)
TEXTS = {"a": "The bridge opened.", "b": "Jembatan itu dibuka.", "c": "The BRIDGE opened!", "d": "the bridge opened"}
"""Articles by id, three of which have the same words."""


def vectors(rows: int = 3) -> Vectors:
    return np.eye(rows, 4, dtype=np.float32)


@pytest.fixture
def paths(tmp_path: Path) -> LibraryPaths:
    return LibraryPaths(tmp_path)


def build(paths: LibraryPaths, passages: Sequence[StoredPassage] = PASSAGES, revision: int = 1) -> str:
    return commit(paths, passages, vectors(len(passages)), TEXTS, model=MODEL, revision=revision)


def test_what_was_committed_is_opened_row_for_row(paths: LibraryPaths) -> None:
    name = build(paths)
    opened = open_current(paths, MODEL)
    assert opened.name == name == current_name(paths)
    assert opened.passage_ids.tolist() == [3, 7, 8]
    assert [opened.manifest.languages[code] for code in opened.language_codes] == ["en", "id", "en"]
    assert np.flatnonzero(opened.lexical.scores([WeightedTerm("bee")])).tolist() == [2]
    assert opened.dense.search(vectors()[1], 1)[0].tolist() == [1]
    assert opened.columns.days.tolist() == [date(1932, 5, 20).toordinal(), UNDATED, date(2020, 1, 2).toordinal()]
    assert opened.columns.sources == ("harbour news", "kabar")
    assert opened.columns.source_codes.tolist() == [0, 1, -1]


def test_each_article_of_a_story_is_opened_with_the_others(paths: LibraryPaths) -> None:
    build(paths)
    assert open_current(paths, MODEL).stories == {"a": ("c", "d"), "c": ("a", "d"), "d": ("a", "c")}


def test_other_texts_are_another_generation(paths: LibraryPaths) -> None:
    told_thrice = build(paths)
    once = commit(paths, PASSAGES, vectors(), {"a": TEXTS["a"]}, model=MODEL, revision=1)
    assert once != told_thrice
    assert open_current(paths, MODEL).stories == {}


def test_the_dense_rows_are_vectors_less_their_language_mean(paths: LibraryPaths) -> None:
    build(paths)
    opened = open_current(paths, MODEL)
    overall = vectors().mean(axis=0)
    means = np.stack(
        [(vectors()[[0, 2]].sum(axis=0) + 10 * overall) / 12, (vectors()[[1]].sum(axis=0) + 10 * overall) / 11]
    )
    np.testing.assert_allclose(opened.language_means, means, rtol=1e-6)
    query = np.array([0.1, 0.7, 0.2, 0.5], np.float32)
    expected = (vectors() - means[[0, 1, 0]]) @ query
    np.testing.assert_allclose(opened.dense.scores(query, [0, 1, 2]), expected, rtol=1e-5)


def test_no_generation_is_missing(paths: LibraryPaths) -> None:
    with pytest.raises(IndexMissingError, match="qa add"):
        open_current(paths, MODEL)


def test_a_new_generation_replaces_the_old_one(paths: LibraryPaths) -> None:
    old = build(paths)
    new = build(paths, PASSAGES[:2], revision=2)
    assert old != new
    assert [folder.name for folder in paths.generations.iterdir()] == [new]
    assert open_current(paths, MODEL).manifest.passages == 2


def test_the_same_articles_give_the_same_generation(paths: LibraryPaths, tmp_path: Path) -> None:
    first, second = build(paths), build(paths)
    elsewhere = build(LibraryPaths(tmp_path / "elsewhere"))
    assert first == second == elsewhere


def every_file(paths: LibraryPaths) -> list[Path]:
    return sorted(path for path in paths.generations.rglob("*") if path.is_file())


def test_each_damaged_file_is_named_with_the_command_that_mends(paths: LibraryPaths) -> None:
    build(paths)
    assert len(every_file(paths)) >= 8
    assert {path.name for path in every_file(paths)} >= {"days.npy", "source_codes.npy", "sources.json", "stories.json"}
    for path in every_file(paths):
        content = path.read_bytes()
        for damage in (content[:-1], content[:-1] + bytes([content[-1] ^ 1]), b"", None):
            path.unlink() if damage is None else path.write_bytes(damage)
            with pytest.raises(IndexDamagedError, match=path.name) as caught:
                open_current(paths, MODEL)
            assert "qa verify --repair" in caught.value.hint
            path.write_bytes(content)
    assert open_current(paths, MODEL).manifest.passages == 3


@pytest.mark.parametrize("content", [b"", b"\xff\n", b"../../etc\n", b"00000001-0123456789abcdef\n", b"\0" * 25])
def test_a_damaged_current_is_damage(paths: LibraryPaths, content: bytes) -> None:
    build(paths)
    paths.current.write_bytes(content)
    with pytest.raises(IndexDamagedError, match="CURRENT"):
        open_current(paths, MODEL)


@pytest.mark.parametrize(
    ("method", "name"), [("read_bytes", "CURRENT"), ("stat", "generations"), ("open", "dense.faiss")]
)
def test_an_index_that_may_not_be_read_is_not_said_to_be_gone(
    paths: LibraryPaths, monkeypatch: pytest.MonkeyPatch, method: str, name: str
) -> None:
    build(paths)
    allowed = getattr(Path, method)

    def guarded(path: Path, *given: object, **named: object) -> object:
        if name in path.parts:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return allowed(path, *given, **named)

    monkeypatch.setattr(Path, method, guarded)
    with pytest.raises(IndexDamagedError, match=f"cannot be read .*Permission denied.*{name}") as caught:
        open_current(paths, MODEL)
    assert caught.value.hint == "check its permissions, or run `qa verify --repair`"


def test_what_cannot_be_discarded_stays_live(paths: LibraryPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    name = build(paths)

    def refuse(path: Path) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "rmtree", refuse)
        with pytest.raises(StoreError, match=r"the damaged index cannot be deleted .*Permission denied"):
            discard(paths)
    assert open_current(paths, MODEL).name == name
    discard(paths)
    assert current_name(paths) is None
    assert list(paths.generations.iterdir()) == []


def test_another_model_is_outdated(paths: LibraryPaths) -> None:
    build(paths)
    with pytest.raises(IndexOutdatedError, match="test-model, not other"):
        open_current(paths, "other")


@pytest.mark.parametrize("changed", ["FORMAT_VERSION", "fingerprint"])
def test_another_version_is_outdated(paths: LibraryPaths, changed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    build(paths)
    if changed == "FORMAT_VERSION":
        monkeypatch.setattr(manifests, "FORMAT_VERSION", 99)
    else:
        monkeypatch.setattr(generations, "fingerprint", lambda: "analysis-99")
    with pytest.raises(IndexOutdatedError) as caught:
        open_current(paths, MODEL)
    assert "qa verify --repair" in caught.value.hint


def test_a_killed_build_is_swept_away(paths: LibraryPaths) -> None:
    name = build(paths)
    (paths.generations / "staging-1").mkdir()
    (paths.generations / "staging-1" / "half").write_bytes(b"x")
    assert open_current(paths, MODEL).name == name
    new = build(paths, PASSAGES[:1], revision=2)
    assert [folder.name for folder in paths.generations.iterdir()] == [new]


def test_a_damaged_live_generation_is_built_again(paths: LibraryPaths) -> None:
    name = build(paths)
    every_file(paths)[0].write_bytes(b"x")
    assert build(paths) == name
    assert open_current(paths, MODEL).name == name


def test_rows_and_vectors_must_agree(paths: LibraryPaths) -> None:
    for count, wrong in ((2, "more than 2 passages"), (4, "3 passages, not 4")):
        with pytest.raises(ValueError, match=wrong):
            commit(paths, PASSAGES, vectors(count), TEXTS, model=MODEL, revision=1)
    with pytest.raises(ValueError, match="passage 7 is out of order"):
        commit(paths, PASSAGES[::-1], vectors(3), TEXTS, model=MODEL, revision=1)


def test_an_empty_library_has_a_generation_too(paths: LibraryPaths) -> None:
    commit(paths, (), np.empty((0, 4), np.float32), {}, model=MODEL, revision=0)
    assert open_current(paths, MODEL).manifest.passages == 0


def test_the_manifest_names_every_file_and_digest(paths: LibraryPaths) -> None:
    folder = paths.generation(build(paths))
    values = json.loads((folder / "manifest.json").read_text())
    assert values["passages"] == 3
    assert values["model"] == MODEL
    listed = {record["path"] for record in values["files"]}
    assert listed == {p.relative_to(folder).as_posix() for p in every_file(paths)} - {"manifest.json"}
    assert not any(path.endswith((".pkl", ".pickle")) for path in listed)
