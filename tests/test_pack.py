"""An evidence pack proves its quotes without the library, and shows what was done to it."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from index.articles import make_article
from index.errors import BadInputError
from index.values import Filters
from qa.cli.app import run
from qa.cli.exits import Exit
from qa.conversations import Turn, turn_of
from qa.library import Library
from qa.pack import findings, named, packed
from qa.session import Session

QUESTION = "when was the harbour of Oslo opened by Anna Berg?"
QUOTE = "The harbour of Oslo was opened by Anna Berg on 3 March 2021."
TEXT = f"{QUOTE} It cost 40 million crowns.\n\nPelabuhan itu ramai."


def article(text: str = TEXT) -> Any:
    return make_article(
        text=text,
        title="New harbour for Oslo",
        source="Sample Post",
        author="Ola Nord, Eva Berg",
        url="https://example.org/harbour",
        language="en",
    )


@pytest.fixture
def library(tmp_path: Path) -> Any:
    with Library.create(tmp_path / "library") as opened:
        opened.add_articles([article()], ["harbour"])
        yield opened


@pytest.fixture
def turn(library: Library) -> Turn:
    return turn_of(library.ask(QUESTION), Filters())


@pytest.fixture
def file(library: Library, turn: Turn, tmp_path: Path) -> Path:
    path = tmp_path / "answer.zip"
    path.write_bytes(packed(turn, library.article))
    return path


def content_of(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as pack:
        return {name: pack.read(name) for name in pack.namelist()}


def written(file: Path, content: Mapping[str, bytes], *, sums: bool = False) -> Path:
    """A pack of `content`, with digests that fit it where `sums`."""
    kept = dict(content)
    if sums:
        lines = (f"{hashlib.sha256(kept[name]).hexdigest()}  {name}\n" for name in sorted(kept) if name != "SHA256SUMS")
        kept["SHA256SUMS"] = "".join(lines).encode()
    with zipfile.ZipFile(file, "w") as pack:
        for name, data in kept.items():
            pack.writestr(name, data)
    return file


def test_a_pack_proves_its_quotes(file: Path, turn: Turn) -> None:
    assert list(findings(file)) == []
    content = content_of(file)
    text_file = f"articles/{article().article_id}.txt"
    assert sorted(content) == ["SHA256SUMS", "answer.json", "answer.md", text_file, "citations.csl.json"]
    assert content[text_file].decode() == TEXT
    described = json.loads(content["answer.json"])
    citation = described["answer"]["citations"][0]
    assert citation["quote"] == TEXT[citation["start"] : citation["end"]] == QUOTE
    assert citation["sha256"] == hashlib.sha256(TEXT.encode()).hexdigest()
    assert described["question"] == QUESTION
    assert described["asked"] == turn.asked.isoformat()
    assert f"> {QUOTE}" in content["answer.md"].decode()


def test_sha256sum_reads_its_digests(file: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(file) as pack:
        pack.extractall(tmp_path / "unpacked")
    checked = subprocess.run(
        ["sha256sum", "--check", "SHA256SUMS"], cwd=tmp_path / "unpacked", capture_output=True, text=True, check=True
    )
    assert checked.stdout.count(": OK") == 4


def test_its_citations_are_csl(file: Path) -> None:
    (one, *_) = json.loads(content_of(file)["citations.csl.json"])
    assert (one["type"], one["title"], one["container-title"]) == (
        "article-newspaper",
        *("New harbour for Oslo", "Sample Post"),
    )
    assert one["author"] == [{"literal": "Ola Nord"}, {"literal": "Eva Berg"}]
    assert "issued" not in one  # the article has no date
    assert one["URL"] == "https://example.org/harbour"


def test_the_same_answer_makes_the_same_bytes(library: Library, turn: Turn) -> None:
    assert packed(turn, library.article) == packed(turn, library.article)


def test_what_was_changed_is_named(file: Path) -> None:
    content = content_of(file)
    text_file = next(name for name in content if name.startswith("articles/"))
    content[text_file] = content[text_file].replace(b"2021", b"2022")
    assert list(findings(written(file, content))) == [
        f"{text_file} is not what was packed",
        "the text that quote [1] was taken from is not here",
    ]
    assert list(findings(written(file, content, sums=True))) == ["the text that quote [1] was taken from is not here"]


def test_a_quote_that_was_changed_with_its_digests_is_named(file: Path) -> None:
    content = content_of(file)
    content["answer.json"] = content["answer.json"].replace(b"3 March 2021.", b"4 March 2021.")
    assert list(findings(written(file, content, sums=True))) == ["quote [1] does not stand in its article"]


@pytest.mark.parametrize("gone", ["answer.md", "citations.csl.json"])
def test_what_is_missing_or_strange_is_named(file: Path, gone: str) -> None:
    content = content_of(file)
    del content[gone]
    content["strange.txt"] = b"who put this here?"
    assert list(findings(written(file, content))) == sorted(
        [f"{gone} is missing", "strange.txt is not what was packed"]
    )


@pytest.mark.parametrize(
    "described", ["[]", "{}", "null", "not JSON", '{"format": 1, "answer": {"citations": [7]}}', "\xff"]
)
def test_an_answer_that_cannot_be_read(file: Path, described: str) -> None:
    content = content_of(file) | {"answer.json": described.encode("latin-1")}
    assert list(findings(written(file, content, sums=True))) == ["answer.json cannot be read"]


def test_a_pack_of_a_later_format_says_what_to_do(file: Path) -> None:
    content = content_of(file) | {"answer.json": b'{"format": 99}'}
    with pytest.raises(BadInputError, match="format 99; check it with the Kutip that made it"):
        list(findings(written(file, content, sums=True)))


def test_what_is_no_pack_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "some.zip"
    for content in (b"", b"no zip", _bomb()):
        file.write_bytes(content)
        with pytest.raises(BadInputError, match=r"is no evidence pack|is larger than any evidence pack"):
            list(findings(file))
    with pytest.raises(BadInputError, match="is no evidence pack"):
        list(findings(written(file, {"a": b"b"})))
    with pytest.raises(BadInputError, match="cannot be read"):
        list(findings(tmp_path / "absent.zip"))


def _bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as pack:
        for name in ("answer.json", "SHA256SUMS"):
            pack.writestr(name, b"0" * 60_000_000)
    return made.getvalue()


@pytest.mark.parametrize("damage", range(0, 400, 23))
def test_a_damaged_file_is_never_proof(file: Path, damage: int) -> None:
    content = bytearray(file.read_bytes())
    content[damage] ^= 0xFF
    file.write_bytes(content)
    try:
        found = list(findings(file))
    except BadInputError:
        return
    if not found:  # the byte was one of those that say when and how, and the files are whole
        with zipfile.ZipFile(file) as pack:
            assert pack.testzip() is None


def test_a_version_that_was_replaced_is_still_proved(library: Library, turn: Turn, tmp_path: Path) -> None:
    library.add_articles([article(TEXT.replace("2021", "2022"))], ["harbour"])
    file = tmp_path / "old.zip"
    file.write_bytes(packed(turn, library.article))
    assert list(findings(file)) == []


def test_an_answer_without_quotes_is_not_packed(library: Library, turn: Turn) -> None:
    nothing = replace(turn, answer=replace(turn.answer, citations=()))
    with pytest.raises(BadInputError, match="no quote in this answer to prove"):
        packed(nothing, library.article)


def test_a_quote_that_does_not_stand_is_not_packed(library: Library, turn: Turn) -> None:
    lying = replace(turn.answer.citations[0], quote="The harbour was never opened.")
    with pytest.raises(BadInputError, match=r"quote \[1\] does not stand"):
        packed(replace(turn, answer=replace(turn.answer, citations=(lying,))), library.article)


def test_its_name() -> None:
    assert (named(Path("a/answer")), named(Path("b.ZIP"))) == (Path("a/answer.zip"), Path("b.ZIP"))
    with pytest.raises(BadInputError, match=r"answer\.md is no name"):
        named(Path("answer.md"))


# The commands


def test_ask_export_verify(library: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = ["--library", str(library.root)]
    saved, exported = tmp_path / "saved.zip", tmp_path / "exported.zip"
    assert run(["ask", *at, "--save", str(saved), QUESTION]) == Exit.OK
    assert capsys.readouterr().err == f"written to {saved}\n"
    assert run(["ask", *at, "--save", str(saved), QUESTION]) == Exit.USAGE
    assert run(["verify", str(saved)]) == Exit.OK
    assert capsys.readouterr().err.endswith("all is well\n")
    session = Session(library)
    session.keep(session.ask(session.read(QUESTION)))
    assert session.kept_as
    for reference in ("last", session.kept_as, f"{session.kept_as[:6]}/1"):
        exported.unlink(missing_ok=True)
        assert run(["export", reference, str(exported), *at]) == Exit.OK
        assert list(findings(exported)) == []
    for reference in (f"{session.kept_as}/2", "last/0", "last/x", "nothing"):
        assert run(["export", reference, str(tmp_path / "no.zip"), *at]) == Exit.USAGE
    written(saved, content_of(saved) | {"answer.md": b""})
    capsys.readouterr()
    assert run(["verify", str(saved)]) == Exit.UNSOUND
    assert capsys.readouterr().err == "wrong: answer.md is not what was packed\n1 thing(s) are wrong\n"
    assert run(["verify", str(saved), "--repair"]) == Exit.USAGE


def test_export_before_anything_was_asked(library: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["export", "last", str(tmp_path / "no.zip"), "--library", str(library.root)]) == Exit.USAGE
    assert "nothing was asked in a conversation yet; ask in `qa chat` first" in capsys.readouterr().err


def test_ask_save_without_an_answer(
    library: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str], table_reader: Callable[..., object]
) -> None:
    table_reader({})
    file = tmp_path / "no.zip"
    assert run(["ask", "--library", str(library.root), "--save", str(file), "who won the cup?"]) == Exit.OK
    assert f"note: {file} is not written, as there is no quote to prove" in capsys.readouterr().err
    assert not file.exists()
