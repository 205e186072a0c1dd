"""Everything a person may get wrong gives one line that says what to do, an exit code, and loses nothing."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index.formats import ACCEPTED
from index.generations import manifest as manifests
from index.storage.articles import make_article
from index.storage.store import ArticleSummary
from index.values import Article
from qa.faces.cli.app import run
from qa.faces.cli.exits import Exit
from qa.library import Library
from tests.support import ROOT
from tests.support.terminal import Captured

pytestmark = pytest.mark.slow

ONE = make_article(text="The harbour bridge was opened in May 1932.", title="Bridge", language="en")
TWO = make_article(text="Bees dance to tell each other where flowers are.", title="Bees", language="en")


@pytest.fixture(scope="module")
def _two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("two") / "library"
    with Library.create(root) as library:
        library.add_articles([ONE, TWO])
    return root


@pytest.fixture
def library(_two: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library of two articles, which every command of the test uses."""
    root = Path(shutil.copytree(_two, tmp_path / "library"))
    monkeypatch.setenv("KUTIP_LIBRARY", str(root))
    return root


def contents(root: Path) -> tuple[tuple[ArticleSummary, ...], str | None]:
    with Library.open(root) as opened:
        return opened.articles(), opened.status().generation


def one_line(stderr: str) -> str:
    assert "Traceback" not in stderr
    assert stderr.endswith("\n")
    line = stderr[:-1]
    assert line
    assert line.isprintable()  # no line ending, no control character
    return line


def refused(capsys: Captured, arguments: Sequence[str | Path], code: Exit) -> str:
    """The one line with which `arguments` are refused, with nothing on stdout."""
    capsys.readouterr()
    assert run([str(argument) for argument in arguments]) == code
    said = capsys.readouterr()
    assert said.out == ""
    return one_line(said.err)


# No library, or none that can be used


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask", "who?"],
        ["search", "who?"],
        ["list"],
        ["show", ONE.article_id],
        ["remove", ONE.article_id],
        ["status"],
        ["verify"],
        ["verify", "--repair"],
        ["add"],
    ],
    ids=" ".join,
)
def test_without_a_library(arguments: list[str], tmp_path: Path, capsys: Captured) -> None:
    nowhere = tmp_path / "nowhere"
    line = refused(capsys, [*arguments, "--library", nowhere], Exit.NO_LIBRARY)
    assert line == f"error: there is no library at {nowhere}; make one with `qa add PATH`"
    assert not nowhere.exists()


def test_a_library_path_that_is_a_file(tmp_path: Path, articles: Path, capsys: Captured) -> None:
    file = tmp_path / "file"
    file.write_text("mine")
    assert str(file) in refused(capsys, ["ask", "who?", "--library", file], Exit.NO_LIBRARY)
    line = refused(capsys, ["add", articles, "--library", file], Exit.STORE)
    assert line == f"error: the library {file} cannot be made; check the path and its permissions"
    assert file.read_text() == "mine"


@pytest.mark.parametrize("command", [["ask", "who?"], ["list"], ["status"], ["verify", "--repair"], ["add", "."]])
def test_a_database_of_garbage(library: Path, capsys: Captured, command: list[str]) -> None:
    database = library / "corpus.sqlite"
    for beside in library.glob("corpus.sqlite-*"):
        beside.unlink()
    database.write_bytes(b"garbage " * 1_000)
    line = refused(capsys, command, Exit.STORE)
    assert f"the database {database} is damaged" in line
    assert "restore it from a copy" in line
    assert database.read_bytes() == b"garbage " * 1_000


@pytest.mark.parametrize("command", [["ask", "who?"], ["list"], ["verify", "--repair"], ["add", "."], ["chat"]])
def test_a_database_that_was_emptied(library: Path, capsys: Captured, command: list[str]) -> None:
    database = library / "corpus.sqlite"
    for beside in library.glob("corpus.sqlite-*"):
        beside.unlink()
    database.write_bytes(b"")
    before = sorted(library.rglob("*"))
    line = refused(capsys, command, Exit.STORE)
    assert line.startswith(f"error: the database {database} is damaged (it is empty); restore it from a copy")
    assert database.read_bytes() == b""
    assert sorted(library.rglob("*")) == before


def test_a_database_that_was_never_filled_is_an_empty_library(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "corpus.sqlite").touch()
    assert run(["list", "--library", str(tmp_path)]) == Exit.OK


@pytest.mark.parametrize("command", [["ask", "who?"], ["status"], ["verify"], ["verify", "--repair"], ["add", "."]])
def test_a_library_that_may_not_be_read(
    library: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    allowed = Path.stat

    def guarded(path: Path, *, follow_symlinks: bool = True) -> os.stat_result:
        if path.parent == library:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return allowed(path, follow_symlinks=follow_symlinks)

    monkeypatch.setattr(Path, "stat", guarded)
    line = refused(capsys, command, Exit.STORE)
    assert (
        line == f"error: the library {library} cannot be read (Permission denied); check the path and its permissions"
    )


def test_a_database_of_a_later_version(library: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.storage.migrations.MIGRATIONS", ())
    line = refused(capsys, ["list"], Exit.STORE)
    assert line.startswith("error: the library was written by a later version of Kutip")
    assert line.endswith("; upgrade Kutip")


# Articles


@pytest.mark.parametrize("given", ["ffffffffffff", ONE.article_id[:3], "", "%", "____", f"{ONE.article_id}0"])
@pytest.mark.parametrize("command", ["show", "remove"])
def test_an_unknown_article(library: Path, capsys: Captured, command: str, given: str) -> None:
    before = contents(library)
    line = refused(capsys, [command, given], Exit.UNKNOWN_ARTICLE)
    assert line == f"error: there is no article {given}; `qa list` shows the ids"
    assert contents(library) == before


@pytest.mark.parametrize("ids", [[ONE.article_id, "ffffffffffff"], ["ffffffffffff", ONE.article_id]])
def test_nothing_is_removed_where_one_of_several_is_unknown(library: Path, capsys: Captured, ids: list[str]) -> None:
    before = contents(library)
    assert "no article ffffffffffff;" in refused(capsys, ["remove", *ids], Exit.UNKNOWN_ARTICLE)
    assert contents(library) == before


def two_alike() -> tuple[str, Article, Article]:
    """Two articles whose ids begin with the same four digits."""
    seen: dict[str, Article] = {}
    for number in range(100_000):
        article = make_article(text=f"Article number {number}.", language="en")
        prefix = article.article_id[:4]
        if prefix in seen:
            return prefix, seen[prefix], article
        seen[prefix] = article
    raise AssertionError("no two of them are alike")


def test_an_ambiguous_beginning_of_an_id(library: Path, capsys: Captured) -> None:
    prefix, first, second = two_alike()
    with Library.open(library) as opened:
        opened.add_articles([first, second])
    before = contents(library)
    for command in ("show", "remove"):
        line = refused(capsys, [command, prefix], Exit.USAGE)
        assert line == f"error: 2 articles have ids that begin with {prefix}; give more of the id"
    assert contents(library) == before
    assert run(["show", first.article_id[:9]]) == Exit.OK
    assert first.text in capsys.readouterr().out


def test_an_article_id_that_is_not_utf_8(library: Path, capsys: Captured) -> None:
    refused(capsys, ["show", "abcd\udcff"], Exit.UNKNOWN_ARTICLE)


# Questions and options


@pytest.mark.parametrize("command", ["ask", "search"])
@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("", "the question is empty"),
        ("   ", "the question is empty"),
        ("\n\t", "the question is empty"),
        ("???", "the question has no letter or digit in it"),
        ("“…” — !", "the question has no letter or digit in it"),
        ("\U0001f600\U0001f389", "the question has no letter or digit in it"),
        ("why " * 25_000, "the question has 99,999 characters, 2,000 is the most"),
        ("x" * 100_000, "the question has 100,000 characters, 2,000 is the most"),
    ],
    ids=["empty", "spaces", "lines", "punctuation", "quotes", "emoji", "words", "letters"],
)
def test_a_question_that_cannot_be_asked(
    library: Path, capsys: Captured, command: str, question: str, why: str
) -> None:
    line = refused(capsys, [command, question], Exit.BAD_QUESTION)
    assert line.startswith(f"error: {why}; ")
    assert len(line) < 200


@pytest.mark.parametrize("command", ["ask", "search"])
@pytest.mark.parametrize("k", ["0", "-1", "1001", "100000"])
def test_a_number_of_hits_out_of_range(library: Path, capsys: Captured, command: str, k: str) -> None:
    line = refused(capsys, [command, "who?", "-k", k], Exit.USAGE)
    assert line == f"error: k is {k}; give a number from 1 to 1,000"


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["ask", "who?", "-k", "abc"], "'-k'"),
        (["search", "who?", "-k", "1.5"], "'-k'"),
        (["ask", "who?", "-k"], "'-k'"),
        (["ask"], "QUESTION"),
        (["show"], "ID"),
        (["remove"], "ID"),
        (["nonsense"], "'nonsense'"),
        (["ask", "--nonsense", "who?"], "--nonsense"),
        (["--nonsense"], "--nonsense"),
        (["list", "more"], "more"),
        (["ask", "who?", "--library", "a\0b"], "--library"),
        (["\x1b[31mred\n"], "red"),
    ],
)
def test_a_command_line_that_is_no_command(library: Path, capsys: Captured, arguments: list[str], named: str) -> None:
    line = refused(capsys, arguments, Exit.USAGE)
    assert line.startswith("error: ")
    assert named in line
    assert re.search(r"\(`qa[a-z ]* --help` says how\)$", line)


def test_a_question_that_is_not_utf_8_is_asked_all_the_same(library: Path, capsys: Captured) -> None:
    assert run(["ask", "--json", "when was the bridge\udcff opened?"]) == Exit.OK
    assert json.loads(capsys.readouterr().out)["hits"][0]["title"] == "Bridge"


# Models


@pytest.mark.parametrize("name", ["./no-model", "a/b/c", "~/no-model"])
def test_a_model_folder_that_does_not_exist(library: Path, articles: Path, capsys: Captured, name: str) -> None:
    before = contents(library)
    line = refused(capsys, ["add", articles, "--model", name], Exit.MODEL)
    assert name in line
    assert "leave --model out" in line
    assert contents(library) == before


def test_a_model_that_nobody_has(library: Path, articles: Path) -> None:
    before = contents(library)
    done = subprocess.run(
        [sys.executable, "-m", "qa", "add", str(articles), "--model", "kutip-tests/no-such-model"],
        cwd=ROOT,
        env={**os.environ, "HF_HUB_OFFLINE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (Exit.MODEL, "")
    line = one_line(done.stderr)
    assert line.startswith("error: The model kutip-tests/no-such-model is not on this machine")
    assert line.endswith("leave --model out to use the embedded model")
    assert contents(library) == before
    with Library.open(library) as opened:
        assert opened.status().model == "embedded"
        assert opened.search("bridge", 1)[0].article == ONE


# Files


def bad_file(folder: Path, kind: str) -> Path:
    path = folder / "bad.txt"
    match kind:
        case "missing":
            pass
        case "huge":
            path.touch()
            os.truncate(path, 2_000_000_000)
        case "folder":
            path = folder / "bad"
            path.mkdir()
        case "picture":
            path = folder / "bad.png"
            path.write_bytes(b"\x89PNG")
        case _:
            raw = {"nul": bytes(1_000), "latin": b"caf\xe9", "empty": b"", "blank": b" \n\t\n ", "csi": b"\x1b[0m"}
            path.write_bytes(raw[kind])
    return path


REASONS = {
    "missing": "it does not exist",
    "huge": "it is too large (2,000,000,000 bytes; the limit is 20,000,000)",
    "picture": ACCEPTED,
    "nul": "it is binary, not text",
    "latin": "it is not UTF-8 (at byte 3)",
    "empty": "it has no text",
    "blank": "it has no text",
    "csi": "it has no text",
}


@pytest.mark.parametrize("kind", REASONS)
def test_a_bad_file_alone(library: Path, tmp_path: Path, capsys: Captured, kind: str) -> None:
    before = contents(library)
    path = bad_file(tmp_path, kind)
    line = refused(capsys, ["add", path], Exit.NO_ARTICLES)
    assert line.startswith(f"not read: {path}: {REASONS[kind]}")
    assert contents(library) == before


@pytest.mark.parametrize("kind", sorted(REASONS.keys() - {"empty", "picture"}))
def test_a_bad_file_among_good_ones_is_named_and_the_rest_imported(
    library: Path, articles: Path, capsys: Captured, kind: str
) -> None:
    path = bad_file(articles, kind)
    named_too = [str(path)] if kind == "missing" else []
    assert run(["add", str(articles), *named_too]) == Exit.PARTLY
    said = capsys.readouterr()
    first, second, summary = said.err.splitlines()
    problem, taken = (first, second) if named_too else (second, first)
    assert taken.startswith("taken: ")
    assert problem.startswith(f"not read: {path}: {REASONS[kind]}")
    assert summary == "3 article(s) added, 1 not read; 3 passage(s) embedded"
    assert said.out == ""
    titles = {summary.title for summary in contents(library)[0]}
    assert titles >= {"Bridge", "Bees", "On bees"}
    assert len(titles) == 5


@pytest.mark.parametrize(
    ("name", "text", "warning"),
    [
        ("bad.md", "---\ntitle: [unclosed\n---\nText.\n", "its metadata are not YAML"),
        (
            "bad.md",
            "---\ntitle: A\npublished: yesterday\n---\nText.\n",
            "its key published is not a day ('yesterday')",
        ),
        ("bad.yaml", "title: 'unclosed", "its metadata are not YAML"),
    ],
)
def test_metadata_that_are_not_understood_cost_no_article(
    library: Path, tmp_path: Path, capsys: Captured, name: str, text: str, warning: str
) -> None:
    path = tmp_path / "added" / name
    path.parent.mkdir()
    if name == "bad.yaml":
        path.with_suffix(".txt").write_text("Text.")
    path.write_text(text)
    assert run(["add", str(path.parent)]) == Exit.OK
    assert f"warning: {path}: {warning}" in capsys.readouterr().err
    assert len(contents(library)[0]) == 3


def test_a_folder_without_articles(library: Path, tmp_path: Path, capsys: Captured) -> None:
    before = contents(library)
    folder = bad_file(tmp_path, "folder")
    (folder / "README.md").write_text("About this folder.")
    (folder / ".hidden.txt").write_text("Hidden.")
    assert run(["add", str(folder)]) == Exit.NO_ARTICLES
    left_out, line = capsys.readouterr().err.splitlines()
    assert left_out == "left out: 1 hidden file, 1 file about its folder"
    assert line == ("error: no article found in PATH; `qa add --help` names the files that can be added")
    assert contents(library) == before


def test_where_nothing_is_read_no_library_is_left_that_was_not_there(tmp_path: Path, capsys: Captured) -> None:
    new = tmp_path / "new"
    refused(capsys, ["add", bad_file(tmp_path, "missing"), "--library", new], Exit.NO_ARTICLES)
    assert run(["ask", "who?", "--library", str(new)]) in (Exit.OK, Exit.NO_LIBRARY)
    said = capsys.readouterr()
    assert "no articles yet" in said.out or "no library" in said.err


HOSTILE = "a\nb\x1b[31mc\x9b2J\u202e.txt"


def test_the_name_of_a_bad_file_never_reaches_the_terminal_raw(library: Path, tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / HOSTILE).write_bytes(bytes(100))
    line = refused(capsys, ["add", tmp_path / HOSTILE], Exit.NO_ARTICLES)
    assert line == f"not read: {tmp_path}/a bc.txt: it is binary, not text"
    missing = refused(capsys, ["add", tmp_path / f"no{HOSTILE}"], Exit.NO_ARTICLES)
    assert missing == f"not read: {tmp_path}/noa bc.txt: it does not exist"


def test_the_name_of_a_library_never_reaches_the_terminal_raw(tmp_path: Path, capsys: Captured) -> None:
    line = refused(capsys, ["list", "--library", tmp_path / HOSTILE], Exit.NO_LIBRARY)
    assert line == f"error: there is no library at {tmp_path}/a bc.txt; make one with `qa add PATH`"


def test_the_name_of_a_bad_file_in_json_is_printable(library: Path, tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / HOSTILE).write_bytes(bytes(100))
    run(["add", "--json", str(tmp_path / HOSTILE)])
    printed = capsys.readouterr().out
    assert json.loads(printed)["problems"][0]["path"] == str(tmp_path / HOSTILE)
    assert all(line.isprintable() for line in printed.splitlines())


def test_status_prints_no_control_character(library: Path, tmp_path: Path, capsys: Captured) -> None:
    hostile = Path(shutil.copytree(library, tmp_path / HOSTILE))
    assert run(["status", "--library", str(hostile)]) == Exit.OK
    assert all(line.isprintable() for line in capsys.readouterr().out.split("\n"))


# The index


def lose(library: Path) -> None:
    (library / "CURRENT").unlink()


def damage(library: Path) -> None:
    (dense,) = library.glob("generations/*/dense.faiss")
    dense.write_bytes(dense.read_bytes()[:-1])


def empty(library: Path) -> None:
    shutil.rmtree(library / "generations")


@pytest.mark.parametrize("command", ["ask", "search"])
@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lose, "the library has no index yet"),
        (damage, "dense.faiss is not what was written"),
        (empty, "the index that CURRENT names is gone"),
    ],
)
def test_an_index_that_is_missing_or_damaged(
    library: Path, capsys: Captured, command: str, spoil: Callable[[Path], None], message: str
) -> None:
    spoil(library)
    line = refused(capsys, [command, "who opened the bridge?"], Exit.INDEX)
    assert message in line
    assert "qa verify --repair" in line
    assert run(["verify"]) == Exit.UNSOUND
    wrong = capsys.readouterr().err.splitlines()
    assert wrong[0].startswith("wrong: ")
    assert message in wrong[0]
    assert wrong[1] == "1 problem(s) found"
    assert run(["verify", "--repair"]) == Exit.OK
    assert capsys.readouterr().err == "no problems found\n"
    assert run([command, "who opened the bridge?"]) == Exit.OK
    assert "Bridge" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["ask", "search"])
def test_an_index_of_another_version(
    library: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setattr(manifests, "FORMAT_VERSION", manifests.FORMAT_VERSION + 1)
    line = refused(capsys, [command, "who opened the bridge?"], Exit.INDEX)
    assert f"the index has format {manifests.FORMAT_VERSION - 1}, this version of Kutip reads" in line
    assert "qa verify --repair" in line


@pytest.mark.parametrize("change", [{"more": 1}, {"dim": None}])
def test_a_manifest_with_other_keys(library: Path, capsys: Captured, change: dict[str, object]) -> None:
    (manifest,) = library.glob("generations/*/manifest.json")
    values = json.loads(manifest.read_bytes()) | change
    content = json.dumps({key: value for key, value in values.items() if value is not None}).encode()
    manifest.write_bytes(content)
    name = manifest.parent.name.rpartition("-")[0] + "-" + manifests.manifest_digest(content)
    manifest.parent.rename(manifest.parent.with_name(name))
    (library / "CURRENT").write_text(f"{name}\n")
    assert "qa verify --repair" in refused(capsys, ["search", "bridge"], Exit.INDEX)


# What nobody expected


def test_a_bug_is_one_line(library: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("first\nsecond \x1b[31mred")

    monkeypatch.delenv("KUTIP_DEBUG", raising=False)
    monkeypatch.setattr(Library, "stream", fail)
    line = refused(capsys, ["ask", "who?"], Exit.BUG)
    assert line == "error: unexpected RuntimeError: first second red; this is a bug, KUTIP_DEBUG=1 shows where"


def test_a_bug_shows_its_trace_to_who_asks_for_it(
    library: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("here")

    monkeypatch.setenv("KUTIP_DEBUG", "1")
    monkeypatch.setattr(Library, "stream", fail)
    assert run(["ask", "who?"]) == Exit.BUG
    said = capsys.readouterr()
    assert said.err.startswith("Traceback")
    assert said.out == ""


def interrupt(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("command", [["ask", "who?"], ["list"], ["add"]])
def test_an_interrupt_is_no_trace(
    library: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.setattr(Library, "open", interrupt)
    assert run(command) == Exit.INTERRUPTED
    assert int(Exit.INTERRUPTED) == 130
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("stopped; what was added" if command == ["add"] else "stopped\n")
    assert "Traceback" not in said.err


def test_an_interrupt_is_one_line(library: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Library, "open", interrupt)
    line = refused(capsys, ["add"], Exit.INTERRUPTED)
    assert line == "stopped; what was added is kept, and `qa add` goes on from there"


def test_sigterm_is_an_interrupt(library: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    def ours(*_: object) -> None:
        """What the process did at SIGTERM before, and does after."""

    monkeypatch.setattr(Library, "open", lambda _: signal.raise_signal(signal.SIGTERM))
    before = signal.signal(signal.SIGTERM, ours)
    try:
        line = refused(capsys, ["add"], Exit.INTERRUPTED)
        assert signal.getsignal(signal.SIGTERM) is ours
    finally:
        signal.signal(signal.SIGTERM, before)
    assert line == "stopped; what was added is kept, and `qa add` goes on from there"


def test_commands_run_in_another_thread_too(library: Path, capsys: Captured) -> None:
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(run, ["list"]).result() == Exit.OK


def into_a_closed_pipe(arguments: Sequence[str]) -> tuple[int, str]:
    """The exit code and stderr of `qa` whose reader has gone before it wrote."""
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "qa", *arguments],
            cwd=ROOT,
            stdout=writer,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    finally:
        os.close(writer)
    return done.returncode, done.stderr


@pytest.mark.parametrize("arguments", [["list"], ["list", "--json"], ["search", "bridge"], ["--help"]], ids=" ".join)
def test_a_reader_that_has_gone_is_no_news(library: Path, arguments: list[str]) -> None:
    assert into_a_closed_pipe(arguments)[1] == ""


def test_a_reader_that_has_gone_is_no_failure(library: Path) -> None:
    assert into_a_closed_pipe(["list"])[0] == Exit.OK


# Arguments that name nothing, or are no text


@pytest.mark.parametrize("command", [["add"], ["add", "--sync"], ["add", "--fetch"], ["watch"]], ids=" ".join)
def test_an_empty_path_is_not_the_current_folder(
    articles: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.chdir(articles)
    line = refused(capsys, [*command, "", "--library", "library"], Exit.USAGE)
    assert line == "error: a path is empty; name a file or folder; a variable that is not set is empty"
    assert not Path("library").exists()


def test_there_must_be_a_url_to_fetch(library: Path, capsys: Captured) -> None:
    line = refused(capsys, ["add", "--fetch"], Exit.USAGE)
    assert line == "error: no URL to fetch; say `qa add --fetch URL`"


@pytest.mark.parametrize("url", ["HTTP://example.org/", "Https://example.org/"])
def test_a_url_is_one_in_capital_letters_too(library: Path, capsys: Captured, url: str) -> None:
    line = refused(capsys, ["add", url], Exit.USAGE)
    assert line == "error: URLs are fetched only with --fetch; say `qa add --fetch URL`"


def test_a_password_in_a_url_is_not_shown_or_kept(library: Path, capsys: Captured) -> None:
    line = refused(capsys, ["add", "--fetch", "http://me:secret@example.org/"], Exit.NO_ARTICLES)
    assert line == "not read: http://***@example.org/: it has a user name or password in it"
    with Library.open(library) as opened:
        assert opened.problems() == ()


def test_what_is_no_url_is_said_and_not_remembered(library: Path, capsys: Captured) -> None:
    assert run(["add", "--fetch", "javascript:alert(1)", "http://127.0.0.1/news"]) == Exit.NO_ARTICLES
    assert [line.split()[2] for line in capsys.readouterr().err.splitlines()] == [
        "javascript:alert(1):",
        "http://127.0.0.1/news:",
    ]
    with Library.open(library) as opened:
        assert [problem.path for problem in opened.problems()] == ["http://127.0.0.1/news"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["export", "\udcff", "answer.zip"],
        ["chat", "--plain", "--resume", "\udcff"],
        ["add", "--fetch", "http://127.0.0.1/\udcff"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_arguments_that_are_not_utf_8(library: Path, capsys: Captured, arguments: list[str]) -> None:
    assert refused(capsys, arguments, Exit.USAGE) == "error: the arguments are not UTF-8"


def test_a_failure_to_encode_what_nobody_gave_is_a_bug(
    library: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Library, "articles", lambda _: "\udcfe".encode())
    assert "this is a bug" in refused(capsys, ["list"], Exit.BUG)


def test_a_file_whose_name_is_not_utf_8_is_added(library: Path, tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "snow\udcff.txt"
    path.write_text("Snow falls in Bergen.")
    assert run(["add", str(path)]) == Exit.OK
    assert capsys.readouterr().err.startswith("1 article(s) added")


@pytest.mark.parametrize("command", ["add", "list"])
def test_a_library_whose_path_is_not_utf_8(articles: Path, tmp_path: Path, capsys: Captured, command: str) -> None:
    given = [articles] if command == "add" else []
    line = refused(capsys, [command, *given, "--library", tmp_path / "library\udcff"], Exit.USAGE)
    assert line == "error: the path of the library is not UTF-8; name another library"
    assert list(tmp_path.iterdir()) == [articles]
