"""A process killed at any moment loses nothing that was committed, and the last good index goes on answering."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from index.encoders.embedded import embedded_fingerprint
from index.errors import IndexMissingError
from index.generations import generation as generations
from index.generations.generation import commit, current_name, open_current
from index.generations.manifest import Manifest, verify_files
from index.paths import LibraryPaths
from index.storage.passages import StoredPassage
from qa.faces.cli.exits import Exit
from qa.library import Library
from tests.support import ROOT

pytestmark = pytest.mark.slow

ARTICLES = 150
MOST_SECONDS = 120

Due = Callable[[], bool]
Moment = Callable[[int], Due]
"""When to kill, at the first, second, third attempt."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What another process can see committed in a library."""

    articles: frozenset[str] = frozenset()
    passages: int = 0
    embeddings: frozenset[bytes] = frozenset()
    generation: str | None = None


def look(paths: LibraryPaths) -> Kept:
    generation = current_name(paths)  # read first, since it is committed last
    if not paths.database.exists():
        return Kept()
    address = f"{paths.database.absolute().as_uri()}?mode=ro"
    try:
        with contextlib.closing(sqlite3.connect(address, uri=True, isolation_level=None)) as connection:
            connection.execute("BEGIN")
            articles = frozenset(row[0] for row in connection.execute("SELECT article_id FROM articles"))
            ((passages,),) = connection.execute("SELECT count(*) FROM passages")
            embeddings = frozenset(row[0] for row in connection.execute("SELECT text_hash FROM embeddings"))
    except sqlite3.OperationalError:  # the tables are being made
        return Kept()
    return Kept(articles, passages, embeddings, generation)


def write_articles(folder: Path, upto: int) -> None:
    """Have `upto` articles of one sentence in `folder`."""
    folder.mkdir(exist_ok=True)
    for number in range(len(list(folder.iterdir())), upto):
        text = f"Ship {number} brought {7 * number + 3} crates of cloves to harbour {number % 13}."
        (folder / f"{number:03}.txt").write_text(text, encoding="utf-8")


def adding(folder: Path, paths: LibraryPaths) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "qa", "add", str(folder), "--library", str(paths.root)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def add(folder: Path, paths: LibraryPaths) -> float:
    """Run `qa add` to its end; how many seconds it took."""
    started = time.monotonic()
    with adding(folder, paths) as process:
        assert process.wait(MOST_SECONDS) == Exit.OK
    return time.monotonic() - started


def killed_when(due: Due, folder: Path, paths: LibraryPaths) -> Kept | None:
    """Run `qa add`, kill it when it is `due`, and return what was last seen before; None where it ended sooner."""
    deadline = time.monotonic() + MOST_SECONDS
    with adding(folder, paths) as process:
        kept = look(paths)
        while process.poll() is None:
            kept = look(paths)
            if due() or time.monotonic() > deadline:
                process.kill()
                process.wait()
            else:
                time.sleep(0.002)
    assert time.monotonic() < deadline
    assert process.returncode in (Exit.OK, -signal.SIGKILL)
    return None if process.returncode == Exit.OK else kept


def after(idle: float, work: float) -> Moment:
    """So many seconds after the start; where that was too late, sooner."""

    def moment(attempt: int) -> Due:
        due = time.monotonic() + idle + work / 2**attempt
        return lambda: time.monotonic() >= due

    return moment


def while_reading(paths: LibraryPaths) -> Moment:
    """As soon as new articles are seen, of which the last are still to come."""

    def moment(_: int) -> Due:
        before = len(look(paths).articles)
        return lambda: len(look(paths).articles) > before

    return moment


def while_building(paths: LibraryPaths) -> Moment:
    """As soon as a generation is seen being built."""
    return lambda _: lambda: any(paths.generations.glob("staging-*"))


def when_built(paths: LibraryPaths) -> Moment:
    """As soon as a new generation is seen in its place, where it may have become the live one."""

    def moment(_: int) -> Due:
        before = set(paths.generations.glob("[0-9]*-*"))
        return lambda: not before.issuperset(paths.generations.glob("[0-9]*-*"))

    return moment


def kill(moment: Moment, folder: Path, paths: LibraryPaths) -> Kept:
    """Kill one `qa add`; one that ends before it is due gets another article, so that the next has work to do."""
    for attempt in range(8):
        kept = killed_when(moment(attempt), folder, paths)
        if kept is not None:
            return kept
        write_articles(folder, len(list(folder.iterdir())) + 1)
    pytest.fail("no process could be killed before its end")


def check(paths: LibraryPaths, before: Kept) -> None:
    """Nothing that was seen before the kill is gone, nothing is half there, and a live index answers."""
    if not paths.database.exists():
        assert before == Kept()
        return
    with Library.open(paths.root) as library:
        now = look(paths)
        assert now.articles >= before.articles
        assert now.embeddings >= before.embeddings
        assert len(now.articles) == now.passages  # of one sentence each
        with contextlib.closing(sqlite3.connect(paths.database)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        if before.generation is not None:
            assert now.generation is not None
            assert now.generation[:8] >= before.generation[:8]
        if now.generation is not None:
            live = open_current(paths, embedded_fingerprint())
            assert live.name == now.generation
            hits = library.search("cloves to harbour 7", 5)
            assert len(hits) == 5
            assert {hit.article.article_id for hit in hits} <= now.articles


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_ten_kills_lose_nothing(tmp_path: Path) -> None:
    folder, paths = tmp_path / "articles", LibraryPaths(tmp_path / "library")
    write_articles(tmp_path / "measured", ARTICLES)
    whole = add(tmp_path / "measured", LibraryPaths(tmp_path / "clean"))
    idle = add(tmp_path / "measured", LibraryPaths(tmp_path / "clean"))
    chance = random.Random(1815)
    kills = 0
    # The first half starts from nothing; in the second there is a live index all the time.
    for articles, new, last in ((100, 100, while_building), (ARTICLES, 50, when_built)):
        write_articles(folder, articles)
        work = (whole - 0.7 * idle) * new / ARTICLES
        parts = [after(0.7 * idle, work * (part + chance.random()) / 3) for part in range(3)]
        for moment in (while_reading(paths), *parts, last(paths)):
            check(paths, kill(moment, folder, paths))
            kills += 1
        add(folder, paths)
        assert not list(paths.generations.glob("staging-*"))
    assert kills == 10
    total = len(list(folder.iterdir()))
    assert total >= ARTICLES
    with Library.open(paths.root) as library:
        status = library.status()
        assert (status.articles, status.passages, status.up_to_date) == (total, total, True)
        assert library.verify() == ()
        hit = library.search("Ship 149 brought 1046 crates of cloves", 1)[0]
        assert hit.passage.text == "Ship 149 brought 1046 crates of cloves to harbour 6."
    assert len(look(paths).embeddings) == total


# Every step of a commit


class Killed(BaseException):
    """Stands for the end of the process."""


@contextlib.contextmanager
def killed_at(step: int, patch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """End the process at the call of this number, from 0, that makes something durable."""
    calls: list[int] = []
    sync = os.fsync

    def counted(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) == step + 1:
            raise Killed
        sync(descriptor)

    with patch.context() as context:
        context.setattr(os, "fsync", counted)
        yield calls


OLD = (StoredPassage(1, "en", "the bridge opened"),)
NEW = (*OLD, StoredPassage(2, "en", "bees dance"))


def build(paths: LibraryPaths, passages: tuple[StoredPassage, ...], revision: int) -> str:
    texts = {str(passage.passage_id): passage.content for passage in passages}
    return commit(paths, passages, np.eye(len(passages), 4, dtype=np.float32), texts, model="m", revision=revision)


def test_a_commit_stopped_at_any_step_leaves_the_old_index_or_the_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    step, sizes = 0, []
    while True:
        paths = LibraryPaths(tmp_path / str(step))
        old = build(paths, OLD, 1)
        with killed_at(step, monkeypatch) as calls, contextlib.suppress(Killed):
            build(paths, NEW, 2)
        live = open_current(paths, "m")
        sizes.append(live.manifest.passages)
        assert (live.name == old) == (live.manifest.passages == 1)
        new = build(paths, NEW, 2)
        assert open_current(paths, "m").name == new
        assert [path.name for path in paths.generations.iterdir()] == [new]
        if len(calls) <= step:
            break
        step += 1
    assert step >= 10
    assert sizes == sorted(sizes)
    assert sizes[0] == 1
    assert sizes[-1] == 2


def test_a_first_commit_stopped_at_any_step_leaves_no_index_or_a_whole_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for step in range(12):
        paths = LibraryPaths(tmp_path / str(step))
        with killed_at(step, monkeypatch), contextlib.suppress(Killed):
            build(paths, NEW, 1)
        if current_name(paths) is None:
            with pytest.raises(IndexMissingError):
                open_current(paths, "m")
        else:
            assert open_current(paths, "m").manifest.passages == 2
        build(paths, NEW, 1)
        assert open_current(paths, "m").manifest.passages == 2


def test_a_reader_that_is_overtaken_by_a_commit_opens_the_new_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old files are deleted after the reader has verified them and before it has read them."""
    paths = LibraryPaths(tmp_path)
    build(paths, OLD, 1)
    pending = [NEW]

    def overtaken(folder: Path, manifest: Manifest) -> None:
        verify_files(folder, manifest)
        if pending:
            build(paths, pending.pop(), 2)

    monkeypatch.setattr(generations, "verify_files", overtaken)
    assert open_current(paths, "m").manifest.passages == 2
