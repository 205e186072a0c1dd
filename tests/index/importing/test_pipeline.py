"""An import takes what can be read, tells how far it is, resumes where it was stopped, and has one writer."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

import qa.searching
import qa.shelf
from index.errors import IndexOutdatedError, LibraryBusyError, ModelError, StoreError
from index.formats import ACCEPTED
from index.generations.generation import current_name, open_current
from index.importing import importer, pipeline
from index.importing.pipeline import ARTICLES_A_TRANSACTION, PASSAGES_A_TRANSACTION, Stage
from index.importing.report import ImportReport
from index.paths import LibraryPaths
from index.storage.articles import make_article
from index.storage.changes import Kept
from index.storage.database import Database
from index.storage.store import Store
from index.storage.vectors import VectorStore
from index.values import Encoder, Problem, TextKind, Vectors
from qa.library import Library
from tests.support import ROOT
from tests.support.searching import silent

KINDS = {"text": 2, "Markdown": 1}
"""What the folder `articles` has."""

BEES = "On bees: Bees dance to tell each other where flowers are."
"""What the passage of that article is embedded as, nearly: counts of letters hardly tell other questions apart."""


@dataclass
class Letters:
    """An encoder whose vector counts the letters a, b, c and all others; it remembers what it was given."""

    fingerprint: str = "letters"
    dim: int = 4
    given: list[str] = field(default_factory=list)
    fails_at: int | None = None
    """Raise at the call of this number, from 0."""
    calls: int = 0

    def encode(self, texts: Sequence[str], kind: TextKind) -> Vectors:
        self.calls += 1
        if self.fails_at == self.calls - 1:
            raise ModelError("the model broke")
        self.given += texts
        counts = np.array([[t.count("a"), t.count("b"), t.count("c"), 1.0] for t in texts], np.float32)
        unit_rows: Vectors = counts / np.linalg.norm(counts, axis=1, keepdims=True)
        return unit_rows


@dataclass
class Told:
    """A `Tell` that remembers."""

    by_stage: dict[Stage, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))

    def __call__(self, stage: Stage, done: int, total: int) -> None:
        self.by_stage[stage].append((done, total))


def identify(text: str) -> str:
    return "id" if "itu" in text else "en"


def written(folder: Path, count: int) -> Path:
    folder.mkdir(exist_ok=True)
    for number in range(count):
        (folder / f"{number:03}.txt").write_text(f"Ship number {number} came in.", encoding="utf-8")
    return folder


# Reading


def test_a_folder_is_read_whole(store: Store, articles: Path) -> None:
    report = pipeline.read_articles(store, [articles], identify, silent)
    assert report == ImportReport(added=3, replaced=0, unchanged=0, taken=KINDS)
    assert {summary.title for summary in store.summaries()} == {
        "The harbour bridge was opened in May 1932. It has two towers.",
        "Jembatan itu dibuka pada Mei 1932. Menaranya ada dua.",
        "On bees",
    }
    assert store.overview().languages == (("en", 2), ("id", 1))
    assert store.counts() == (3, 3)


def test_a_second_run_changes_nothing(store: Store, articles: Path) -> None:
    pipeline.read_articles(store, [articles], identify, silent)
    before = (store.revision(), list(store.rows()))
    assert pipeline.read_articles(store, [articles], identify, silent) == ImportReport(0, 0, 3, taken=KINDS)
    assert (store.revision(), list(store.rows())) == before


def test_a_file_given_twice_is_one_article(store: Store, articles: Path) -> None:
    report = pipeline.read_articles(store, [articles / "a.txt", articles, articles / "a.txt"], identify, silent)
    assert report == ImportReport(added=3, replaced=0, unchanged=2, taken=KINDS)
    assert store.counts() == (3, 3)


def test_a_changed_file_takes_the_place_of_what_it_was(store: Store, articles: Path) -> None:
    pipeline.read_articles(store, [articles], identify, silent)
    (articles / "a.txt").write_text("The harbour bridge was closed.", encoding="utf-8")
    assert pipeline.read_articles(store, [articles], identify, silent) == ImportReport(0, 1, 2, taken=KINDS)
    assert store.counts() == (3, 3)
    assert "The harbour bridge was closed." in {summary.title for summary in store.summaries()}


def test_problems_are_named_and_the_rest_is_read(store: Store, articles: Path, tmp_path: Path) -> None:
    (articles / "binary.txt").write_bytes(b"a\0b")
    (articles / "empty.txt").write_bytes(b" \n")
    missing, picture = tmp_path / "missing.txt", tmp_path / "picture.png"
    picture.write_bytes(b"\x89PNG")
    report = pipeline.read_articles(store, [missing, articles, picture], identify, silent)
    assert (report.added, report.unchanged) == (3, 0)
    assert set(report.problems) == {
        Problem(missing, "it does not exist"),
        Problem(picture, ACCEPTED),
        Problem(articles / "binary.txt", "it is binary, not text"),
        Problem(articles / "empty.txt", "it has no text"),
    }
    assert len(report.problems) == 4


def test_where_an_article_came_from_is_kept(store: Store, database: Database, articles: Path) -> None:
    pipeline.read_articles(store, [articles / "a.txt"], identify, silent)
    assert database.rows("SELECT origin FROM origins") == [(str((articles / "a.txt").absolute()),)]


def test_more_than_one_batch_is_read_in_as_many_transactions(store: Store, tmp_path: Path) -> None:
    count = 2 * ARTICLES_A_TRANSACTION + 3
    told = Told()
    report = pipeline.read_articles(store, [written(tmp_path / "many", count)], identify, told)
    assert report == ImportReport(count, 0, 0, taken={"text": count})
    assert store.counts() == (count, count)
    assert store.revision() == 3  # one a transaction
    assert told.by_stage == {
        Stage.READING: [
            (0, count),
            (ARTICLES_A_TRANSACTION, count),
            (2 * ARTICLES_A_TRANSACTION, count),
            (count, count),
        ]
    }


def test_a_batch_read_before_a_failure_is_kept(store: Store, tmp_path: Path) -> None:
    folder = written(tmp_path / "many", ARTICLES_A_TRANSACTION + 2)

    def failing(text: str) -> str:
        if f"number {ARTICLES_A_TRANSACTION + 1} " in text:
            raise RuntimeError("no language")
        return "en"

    with pytest.raises(RuntimeError, match="no language"):
        pipeline.read_articles(store, [folder], failing, silent)
    assert store.counts() == (ARTICLES_A_TRANSACTION, ARTICLES_A_TRANSACTION)
    assert pipeline.read_articles(store, [folder], identify, silent) == ImportReport(
        2, 0, ARTICLES_A_TRANSACTION, taken={"text": ARTICLES_A_TRANSACTION + 2}
    )


def test_articles_that_a_program_made_are_kept_once(store: Store) -> None:
    first, second = (make_article(text=text, language="en") for text in ("Bees dance.", "Ships sail."))
    assert pipeline.add_articles(store, [first, second, first]) == Kept(2, 0)
    assert pipeline.add_articles(store, [first]) == Kept(0, 0)
    assert store.articles([first.article_id, second.article_id]) == {
        first.article_id: first,
        second.article_id: second,
    }


# Embedding and indexing


def test_embedding_resumes_where_the_encoder_failed(store: Store, database: Database, tmp_path: Path) -> None:
    count = 2 * PASSAGES_A_TRANSACTION + 5
    pipeline.read_articles(store, [written(tmp_path / "many", count)], identify, silent)
    vectors = VectorStore(database, "letters", 4)
    with pytest.raises(ModelError, match="the model broke"):
        pipeline.embed_missing(store, vectors, Letters(fails_at=1), silent)
    assert len(vectors.missing()) == count - PASSAGES_A_TRANSACTION
    encoder, told = Letters(), Told()
    assert pipeline.embed_missing(store, vectors, encoder, told) == count - PASSAGES_A_TRANSACTION
    contents = [row.content for row in store.rows()]
    assert encoder.given == sorted(contents, key=len, reverse=True)[PASSAGES_A_TRANSACTION:]
    assert told.by_stage == {
        Stage.EMBEDDING: [
            (0, count - PASSAGES_A_TRANSACTION),
            (PASSAGES_A_TRANSACTION, count - PASSAGES_A_TRANSACTION),
            (count - PASSAGES_A_TRANSACTION, count - PASSAGES_A_TRANSACTION),
        ]
    }
    expected = Letters().encode(contents, TextKind.PASSAGE)
    np.testing.assert_allclose(vectors.of_passages(count), expected, atol=2**-11)
    assert pipeline.embed_missing(store, vectors, Letters(fails_at=0), silent) == 0


@dataclass
class Gated(Letters):
    """`Letters` whose calls each wait until three are going on."""

    together: threading.Barrier = field(default_factory=lambda: threading.Barrier(3))

    def encode(self, texts: Sequence[str], kind: TextKind) -> Vectors:
        self.together.wait(timeout=10)  # breaks where fewer calls come at once
        return Letters().encode(texts, kind)


def test_several_calls_at_once_give_each_passage_its_own_vector(
    store: Store, database: Database, tmp_path: Path
) -> None:
    count = 6 * PASSAGES_A_TRANSACTION
    articles = [make_article(text="d" + "ab" * (n % 7) + "c" * n, language="en") for n in range(count)]
    pipeline.add_articles(store, articles)
    vectors, told = VectorStore(database, "letters", 4), Told()
    assert pipeline.embed_missing(store, vectors, Gated(), told, 3) == count
    contents = [row.content for row in store.rows()]
    expected = Letters().encode(contents, TextKind.PASSAGE)
    np.testing.assert_allclose(vectors.of_passages(count), expected, atol=2**-11)
    assert [done for done, _ in told.by_stage[Stage.EMBEDDING]] == sorted(
        done for done, _ in told.by_stage[Stage.EMBEDDING]
    )


@pytest.mark.parametrize("stopped", [KeyboardInterrupt, ModelError("the model broke")])
def test_what_was_embedded_before_a_stop_is_kept(
    store: Store, database: Database, stopped: BaseException | type[BaseException]
) -> None:
    count = 6 * PASSAGES_A_TRANSACTION
    pipeline.add_articles(store, [make_article(text=f"Ship {n} came in.", language="en") for n in range(count)])
    vectors = VectorStore(database, "letters", 4)

    def stop(stage: Stage, done: int, total: int) -> None:
        if done >= 2 * PASSAGES_A_TRANSACTION:
            raise stopped

    with pytest.raises((KeyboardInterrupt, ModelError)):
        pipeline.embed_missing(store, vectors, Letters(), stop, 3)
    assert len(vectors.missing()) == count - 2 * PASSAGES_A_TRANSACTION
    assert pipeline.embed_missing(store, vectors, Letters(), silent, 3) == count - 2 * PASSAGES_A_TRANSACTION
    assert vectors.missing() == ()


def test_no_more_is_read_than_is_about_to_be_embedded(
    store: Store, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = 10 * PASSAGES_A_TRANSACTION
    pipeline.add_articles(store, [make_article(text=f"Ship {n} came in.", language="en") for n in range(count)])
    vectors = VectorStore(database, "letters", 4)
    read, ahead = [0], []
    contents = Store.contents

    def counted(self: Store, passage_ids: Sequence[int]) -> dict[int, str]:
        read[0] += len(passage_ids)
        ahead.append(read[0] - (count - len(vectors.missing())))
        return contents(self, passage_ids)

    monkeypatch.setattr(Store, "contents", counted)
    pipeline.embed_missing(store, vectors, Letters(), silent, 3)
    assert max(ahead) == 4 * PASSAGES_A_TRANSACTION


def test_articles_of_one_content_are_embedded_once(store: Store, database: Database) -> None:
    same = [make_article(text="Bees dance.", title="Bees", source=s, language="en") for s in ("One", "Two")]
    pipeline.add_articles(store, same)
    encoder = Letters()
    vectors = VectorStore(database, "letters", 4)
    assert pipeline.embed_missing(store, vectors, encoder, silent) == 1
    assert encoder.given == ["Bees dance."]  # the title is the text's beginning
    first, second = vectors.of_passages(2)
    assert first.tolist() == second.tolist()


def test_a_commit_indexes_everything_and_tells_so(
    paths: LibraryPaths, store: Store, database: Database, articles: Path
) -> None:
    pipeline.read_articles(store, [articles], identify, silent)
    vectors, told = VectorStore(database, "letters", 4), Told()
    with pytest.raises(StoreError, match="no usable embedding"):
        pipeline.commit(paths, store, vectors, silent)
    assert current_name(paths) is None
    pipeline.embed_missing(store, vectors, Letters(), silent)
    name = pipeline.commit(paths, store, vectors, told)
    live = open_current(paths, "letters")
    assert live.name == name == current_name(paths)
    assert (live.manifest.revision, live.manifest.passages, live.manifest.dim) == (1, 3, 4)
    assert live.passage_ids.tolist() == [1, 2, 3]
    assert told.by_stage == {Stage.INDEXING: [(0, 3), (3, 3)]}


# The writer lock


def test_a_second_writer_in_the_process_is_refused_at_once(paths: LibraryPaths) -> None:
    with pipeline.writer(paths):
        with pytest.raises(LibraryBusyError, match="another process") as caught, pipeline.writer(paths):
            pass
        assert "wait" in caught.value.hint
    with pipeline.writer(paths):
        assert paths.lock.exists()


def test_the_lock_is_let_go_after_an_error(paths: LibraryPaths) -> None:
    with pytest.raises(RuntimeError, match="broken"), pipeline.writer(paths):
        raise RuntimeError("broken")
    with pipeline.writer(paths):
        pass


_HOLD = """
import sys
from pathlib import Path
from index.importing.pipeline import writer
from index.paths import LibraryPaths
with writer(LibraryPaths(Path(sys.argv[1]))):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextlib.contextmanager
def another_writer(paths: LibraryPaths) -> Iterator[subprocess.Popen[str]]:
    """A process that holds the lock until it ends."""
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(paths.root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "held\n"
            yield process
        finally:
            process.kill()


@pytest.mark.slow
def test_a_writer_in_another_process_refuses_every_change_at_once(
    paths: LibraryPaths, articles: Path, every_model: dict[str | None, Letters]
) -> None:
    with Library.create(paths.root) as library:
        library.add([articles])
        bee = next(s.article_id for s in library.articles() if s.title == "On bees")
        with another_writer(paths) as process:
            with pytest.raises(LibraryBusyError):
                library.add([articles])
            with pytest.raises(LibraryBusyError):
                library.add_articles([make_article(text="Ships sail.", language="en")])
            with pytest.raises(LibraryBusyError):
                library.remove([bee])
            assert len(library.articles()) == 3
            assert library.search(BEES, 1)[0].article.title == "On bees"  # readers are not kept out
            process.kill()
            process.wait()
            assert [article.title for article in library.remove([bee])] == ["On bees"]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such folder")
def test_a_lock_that_cannot_be_made_is_a_store_error() -> None:
    with pytest.raises(StoreError, match="cannot be written to"), pipeline.writer(LibraryPaths(Path("/dev/null"))):
        pass


# The library


@pytest.fixture
def every_model(monkeypatch: pytest.MonkeyPatch) -> dict[str | None, Letters]:
    """Models by the name given for them (None is the embedded one), made of letters instead of weights."""
    models: dict[str | None, Letters] = {
        None: Letters("small@1"),
        "org/other": Letters("other@1"),
    }

    def find(model: str | None, **_: object) -> Encoder:
        if model not in models:
            raise ModelError(f"there is no model {model}")
        return models[model]

    for module in (qa.searching, qa.shelf, importer):
        monkeypatch.setattr(module, "query_encoder", find)
    monkeypatch.setattr(importer, "make_encoder", find)
    return models


def test_every_stage_ends_with_all_done(
    paths: LibraryPaths, tmp_path: Path, every_model: dict[str | None, Letters]
) -> None:
    folder, told = written(tmp_path / "many", ARTICLES_A_TRANSACTION + 1), Told()
    (folder / "bad.txt").write_bytes(b"\0")
    with Library.create(paths.root) as library:
        report = library.add([folder], tell=told)
    assert (report.added, report.embedded, len(report.problems)) == (65, 65, 1)
    assert list(told.by_stage) == [Stage.READING, Stage.EMBEDDING, Stage.INDEXING]
    assert {stage: steps[-1] for stage, steps in told.by_stage.items()} == {
        Stage.READING: (66, 66),
        Stage.EMBEDDING: (65, 65),
        Stage.INDEXING: (65, 65),
    }
    assert all(steps == sorted(steps) for steps in told.by_stage.values())


def test_an_unchanged_second_run_embeds_and_indexes_nothing(
    paths: LibraryPaths, articles: Path, every_model: dict[str | None, Letters]
) -> None:
    with Library.create(paths.root) as library:
        first = library.add([articles])
        told = Told()
        second = library.add([articles], tell=told)
    assert (first.added, first.unchanged, first.embedded) == (3, 0, 3)
    assert (second.added, second.unchanged, second.embedded) == (0, 3, 0)
    assert second.generation == first.generation
    assert set(told.by_stage) == {Stage.READING}
    assert every_model[None].calls == 1


def test_an_import_that_was_stopped_is_finished_without_paths(
    paths: LibraryPaths, articles: Path, every_model: dict[str | None, Letters]
) -> None:
    every_model[None].fails_at = 0
    with Library.create(paths.root) as library:
        with pytest.raises(ModelError, match="broke"):
            library.add([articles])
        assert len(library.articles()) == 3
        assert not library.status().up_to_date
        report = library.add()
        assert (report.added, report.unchanged, report.embedded) == (0, 0, 3)
        assert library.status().up_to_date
        assert library.verify() == ()


def test_another_model_embeds_everything_again(
    paths: LibraryPaths, articles: Path, every_model: dict[str | None, Letters]
) -> None:
    other = every_model["org/other"]
    other.fails_at = 0
    with Library.create(paths.root) as library:
        old = library.add([articles]).generation
        with pytest.raises(ModelError, match="the model broke"):
            library.add(model="org/other")
        with pytest.raises(IndexOutdatedError, match=r"built with small@1, not other@1") as caught:
            library.search("bees", 1)
        assert caught.value.hint
        assert any("built with small@1, not other@1" in line for line in library.verify())
        report = library.add()
        assert report.embedded == 3
        assert report.generation != old
        assert sorted(other.given) == sorted(every_model[None].given)
        assert library.status().model == "org/other"
        assert library.search(BEES, 1)[0].article.title == "On bees"
        assert library.verify() == ()


def test_going_back_to_a_model_embeds_nothing_again(
    paths: LibraryPaths, articles: Path, every_model: dict[str | None, Letters]
) -> None:
    with Library.create(paths.root) as library:
        library.add([articles])
        library.add(model="org/other")
        assert library.add(model="embedded").embedded == 0
        assert library.status().model == "embedded"
        assert open_current(paths, "small@1").manifest.passages == 3


def test_a_model_that_cannot_be_loaded_is_not_set(
    paths: LibraryPaths, articles: Path, every_model: dict[str | None, Letters]
) -> None:
    with Library.create(paths.root) as library:
        library.add([articles])
        with pytest.raises(ModelError, match="org/nothing"):
            library.add(model="org/nothing")
        assert library.status().model == "embedded"
        assert library.status().up_to_date


def test_status_says_outdated_after_the_model_was_changed(
    paths: LibraryPaths, articles: Path, every_model: dict[str | None, Letters]
) -> None:
    every_model["org/other"].fails_at = 0
    with Library.create(paths.root) as library:
        library.add([articles])
        assert library.status().up_to_date
        with pytest.raises(ModelError, match="the model broke"):
            library.add(model="org/other")
        assert not library.status().up_to_date
