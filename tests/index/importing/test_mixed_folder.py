"""Every file of a mixed folder is taken, not read or left out, and told in a few lines."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.importing import pipeline
from index.importing.report import ImportReport
from index.storage.database import Database
from index.storage.store import Store
from index.values import Problem, ProblemKind
from qa.told import summary, told
from tests.support.searching import silent

UNREAD, LEFT_OUT = ProblemKind.UNREAD, ProblemKind.LEFT_OUT
TAKEN = "taken"

BINARY = bytes(range(256))
ZIPPED = b"PK\x03\x04" + BINARY
PAGE = b"<!doctype html><title>Ferry</title><p>The ferry number %d leaves the harbour at noon every day.</p>"

KINDS: dict[str, tuple[bytes, str]] = {
    "a.txt": (b"Ship number %d came in.", TAKEN),
    "b.md": (b"# Tide\n\nTide number %d was high.", TAKEN),
    "c.csv": (b"title,text\nOne,Row one of %d.\nTwo,Row two of %d.\n", TAKEN),
    "d.html": (PAGE, TAKEN),
    "bad.txt": (BINARY, UNREAD),
    "bad.pdf": (b"%PDF-1.4 cut", UNREAD),
    "bad.html": (b"<html></html>", UNREAD),
    "note.rst": (b"Title\n=====\n\nText.", UNREAD),
    "old.DOC": (b"\xd0\xcf\x11\xe0" + BINARY, UNREAD),
    "talk.pptx": (ZIPPED, UNREAD),
    "sheet.xls": (b"\xd0\xcf\x11\xe0" + BINARY, UNREAD),
    "book.mobi": (BINARY, UNREAD),
    "scan.djvu": (b"AT&TFORM" + BINARY, UNREAD),
    "mail.msg": (b"\xd0\xcf\x11\xe0" + BINARY, UNREAD),
    "paper.tex": (b"\\documentclass{article}", UNREAD),
    "more.rar": (b"Rar!" + BINARY, UNREAD),
    "downloaded.php": (b"\n<!DOCTYPE html><html><p>Text.", UNREAD),
    "index.php?id=3": (b"<html><p>Text.", UNREAD),
    "unnamed": ("Seorang penulis menulis cerita di Kyiv — «Київ».".encode(), UNREAD),
    "story.xyz": ("﻿Words in UTF-16.".encode("utf-16"), UNREAD),
    "report": (b"%PDF-1.7\n" + BINARY, UNREAD),
    "photo.JPG": (b"\xff\xd8\xff" + BINARY, LEFT_OUT),
    "speech.mp3": (b"ID3" + BINARY, LEFT_OUT),
    "film.mp4": (BINARY, LEFT_OUT),
    "face.woff2": (b"wOF2" + BINARY, LEFT_OUT),
    "site.css": (b"p { color: red }", LEFT_OUT),
    "site.js": (b"alert(1)", LEFT_OUT),
    "site.php": (b"<?php echo 1;", LEFT_OUT),
    "setup.ini": (b"[a]\nb=c", LEFT_OUT),
    "alone.yaml": (b"title: Of no article", LEFT_OUT),
    "server.log": (b"GET /", LEFT_OUT),
    "data.sqlite": (BINARY, LEFT_OUT),
    "what.ever": (BINARY, LEFT_OUT),
    "core": (BINARY, LEFT_OUT),
    "nothing.txt": (b"", LEFT_OUT),
    ".DS_Store": (BINARY, LEFT_OUT),
    "Thumbs.db": (BINARY, LEFT_OUT),
    "README.md": (b"# About", LEFT_OUT),
    "~$old.docx": (b"user", LEFT_OUT),
    "draft.txt~": (b"Older words.", LEFT_OUT),
}


def content(template: bytes, number: int) -> bytes:
    return template.replace(b"%d", str(number).encode())


def files(number: int) -> Iterator[tuple[str, bytes, str]]:
    for name, (template, expected) in KINDS.items():
        yield name, content(template, number), expected


def archive(number: int, *, tar: bool) -> bytes:
    out = io.BytesIO()
    if tar:
        with tarfile.open(fileobj=out, mode="w:gz") as taped:
            for name, data, _ in files(number):
                member = tarfile.TarInfo(f"in/{name}")
                member.size = len(data)
                taped.addfile(member, io.BytesIO(data))
    else:
        with zipfile.ZipFile(out, "w") as zipped:
            for name, data, _ in files(number):
                zipped.writestr(f"in/{name}", data)
    return out.getvalue()


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A folder of 200 files of 40 kinds, nested and in two archives, and what must become of each."""
    root = tmp_path_factory.mktemp("mixed")
    expected = {}
    for number, under in enumerate(("", "notes", "notes/old")):
        (root / under).mkdir(exist_ok=True)
        for name, data, outcome in files(number):
            (root / under / name).write_bytes(data)
            expected[str(root / under / name)] = outcome
    (root / "a.yaml").write_text("title: Beside its article", encoding="utf-8")
    for number, name in ((3, "more.zip"), (4, "notes/more.tgz")):
        (root / name).write_bytes(archive(number, tar=name.endswith("tgz")))
        expected |= {f"{root / name}!in/{member}": outcome for member, _, outcome in files(number)}
    assert len(KINDS) == 40
    assert len(expected) == 200
    return root, expected


@pytest.fixture
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    database = Database(tmp_path_factory.mktemp("library") / "corpus.sqlite", create=True)
    yield Store(database)
    database.close()


def added(store: Store, *paths: Path) -> ImportReport:
    return pipeline.read_articles(store, paths, lambda _: "en", silent)


def test_every_file_is_taken_or_not_read_or_left_out(mixed: tuple[Path, dict[str, str]], store: Store) -> None:
    root, expected = mixed
    report = added(store, root)
    outcomes = {str(each.path): each.kind for each in report.problems}
    assert outcomes == {path: outcome for path, outcome in expected.items() if outcome != TAKEN}
    assert report.taken == {"text": 5, "Markdown": 5, "CSV": 5, "HTML": 5}
    assert sum(report.taken.values()) + len(outcomes) == len(expected)
    assert {each.path for each in store.problems.list()} == set(outcomes)
    assert store.problems.counts() == Counter(outcomes.values())


def test_it_is_told_in_five_lines(mixed: tuple[Path, dict[str, str]], store: Store) -> None:
    report = added(store, mixed[0])
    lines = (*told(report, [mixed[0]]), summary(report))
    assert len(lines) == 4
    assert lines[0] == "taken: 5 text, 5 Markdown, 5 CSV, 5 HTML"
    assert lines[1].startswith("not read: ")
    assert "5 .rst (it is text with marks that are not read: save it as .html, .md or .txt)" in lines[1]
    assert lines[1].endswith("; `qa status --problems` names them")
    assert lines[2].startswith("left out: ")
    assert "10 files of code" in lines[2]
    assert lines[3] == "25 article(s) added, 85 not read; 0 passage(s) embedded"
    assert max(map(len, lines)) < 700


def test_files_that_were_named_are_told_one_by_one(tmp_path: Path, store: Store) -> None:
    (tmp_path / "good.txt").write_text("Fog came in.", encoding="utf-8")
    named = [tmp_path / f"{number}.rst" for number in range(7)]
    for path in named:
        path.write_bytes(b"Title")
    report = added(store, tmp_path / "good.txt", *named)
    reason = "it is text with marks that are not read: save it as .html, .md or .txt"
    assert told(report, [tmp_path / "good.txt", *named]) == (
        *(f"not read: {path}: {reason}" for path in named[:5]),
        "taken: 1 text",
        f"not read: 2 .rst ({reason}); `qa status --problems` names them",
    )


def test_one_file_is_told_by_its_name_and_many_are_counted() -> None:
    alone = Problem("a.txt", "it has 2 damaged bytes", ProblemKind.WARNING)
    assert told(ImportReport(1, problems=(alone,), taken={"text": 1})) == ("warning: a.txt: it has 2 damaged bytes",)
    rows = tuple(Problem("a.csv", f"row {number}: it has no text") for number in range(3))
    drafts = tuple(Problem("a.xml", "it is a draft", ProblemKind.LEFT_OUT) for _ in range(2))
    doubtful = tuple(Problem(f"{n}.md", f"reason {n % 5}", ProblemKind.WARNING) for n in range(10))
    assert told(ImportReport(9, problems=(*rows, *drafts, *doubtful), taken={"CSV": 1})) == (
        "taken: 1 CSV",
        "not read: parts of 1 CSV; `qa status --problems` names them",
        "left out: 2 (it is a draft)",
        "warnings: 10 (reason 0; reason 1; reason 2; 4 others)",
    )


def test_what_was_dismissed_is_told_again_when_its_reason_changes(tmp_path: Path, store: Store) -> None:
    path = tmp_path / "a.rst"
    path.write_bytes(b"Title")
    (tmp_path / "b.png").write_bytes(BINARY)
    assert [each.kind for each in added(store, tmp_path).problems] == [UNREAD, LEFT_OUT]
    assert store.problems.dismiss(str(path)) == 1
    assert store.problems.dismiss(str(path)) == 0
    assert [each.path for each in added(store, tmp_path).problems] == [tmp_path / "b.png"]
    assert [each.path for each in store.problems.list()] == [str(tmp_path / "b.png")]
    assert store.problems.counts() == {LEFT_OUT: 1}
    path.write_bytes(b"")
    assert [each.reason for each in added(store, path.parent).problems] == ["it is an empty file", "it is a picture"]


@pytest.mark.parametrize(("what", "left"), [("left out", 1), ("notes", 1), ("notes/c.png", 2), ("a.zip", 2)])
def test_all_of_a_kind_folder_or_archive_are_dismissed_at_once(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch, what: str, left: int
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notes").mkdir()
    for name in ("notes/b.png", "notes/c.png"):
        (tmp_path / name).write_bytes(BINARY)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("in/d.rst", "Title")
    added(store, tmp_path)
    store.problems.dismiss(what)
    assert len(added(store, tmp_path).problems) == len(store.problems.list()) == left


def test_what_is_gone_or_read_well_is_forgotten(tmp_path: Path, store: Store) -> None:
    (tmp_path / "a.yaml").write_text("title: Of no article", encoding="utf-8")
    (tmp_path / "b.png").write_bytes(BINARY)
    (tmp_path / "c.txt").symlink_to("nowhere")
    (tmp_path / "d.zzz").symlink_to("nowhere")
    added(store, tmp_path)
    assert store.problems.counts() == {UNREAD: 1, LEFT_OUT: 3}
    (tmp_path / "a.txt").write_text("Hail falls.", encoding="utf-8")
    (tmp_path / "b.png").unlink()
    (tmp_path / "c.txt").unlink()
    assert [each.path.name for each in added(store, tmp_path).problems if isinstance(each.path, Path)] == ["d.zzz"]
    assert [Path(each.path).name for each in store.problems.list()] == ["d.zzz"]
