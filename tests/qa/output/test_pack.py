"""An evidence pack proves its quotes without the library, and shows what was done to it."""

from __future__ import annotations

import bz2
import hashlib
import io
import json
import lzma
import os
import struct
import subprocess
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from index.errors import BadInputError
from index.storage.articles import make_article
from index.values import Filters
from qa.chat.session import Session
from qa.conversations import Turn, turn_of
from qa.faces.cli.app import run
from qa.faces.cli.exits import Exit
from qa.library import Library
from qa.output.pack import findings, named, packed

pytestmark = pytest.mark.slow

MORE = "it has more in it than its files, or they are not described as they were packed"
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
def library(library: Library) -> Library:
    library.add_articles([article()], ["harbour"])
    return library


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


def entry(name: str) -> zipfile.ZipInfo:
    """What a pack says of a file."""
    return zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))


def written(file: Path, content: Mapping[str, bytes], *, sums: bool = False, method: int = zipfile.ZIP_STORED) -> Path:
    """A pack of `content`, with digests that fit it where `sums`."""
    kept = dict(content)
    if sums:
        lines = (f"{hashlib.sha256(kept[name]).hexdigest()}  {name}\n" for name in sorted(kept) if name != "SHA256SUMS")
        kept["SHA256SUMS"] = "".join(lines).encode()
    with zipfile.ZipFile(file, "w") as pack:
        for name, data in kept.items():
            pack.writestr(entry(name), data, method)
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


def test_what_was_edited_is_in_it(library: Library, tmp_path: Path) -> None:
    edited = library.edit(article().article_id, source="Courier", published="2021-03-04")
    file = tmp_path / "edited.zip"
    file.write_bytes(packed(turn_of(library.ask(QUESTION), Filters()), library.article))
    content = content_of(file)
    (kept,) = json.loads(content["answer.json"])["articles"]
    assert (kept["article_id"], kept["source"]) == (edited.article_id, "Courier")
    assert kept["edits"] == [
        {"field": "source", "before": "Sample Post", "after": "Courier"},
        {"field": "published", "before": None, "after": "2021-03-04"},
    ]
    said = content["answer.md"].decode()
    assert f"- {edited.article_id} edited: source, from Sample Post to Courier\n" in said
    assert json.loads(content["citations.csl.json"])[0]["container-title"] == "Courier"
    assert list(findings(file)) == []


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
        with pytest.raises(BadInputError, match=r"is not an evidence pack|is larger than any evidence pack"):
            list(findings(file))
    with pytest.raises(BadInputError, match="is not an evidence pack"):
        list(findings(written(file, {"a": b"b"})))
    with pytest.raises(BadInputError, match="cannot be read"):
        list(findings(tmp_path / "absent.zip"))


def _bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as pack:
        for name in ("answer.json", "SHA256SUMS"):
            pack.writestr(name, b"0" * 60_000_000)
    return made.getvalue()


def proves(file: Path) -> bool:
    try:
        return list(findings(file)) == []
    except BadInputError:
        return False


@pytest.mark.parametrize("bit", [0, 5, 7])
def test_a_damaged_file_is_never_proof(file: Path, bit: int) -> None:
    content = file.read_bytes()
    proved = []
    for place in (*range(0, len(content) - 500, 11), *range(len(content) - 500, len(content))):
        file.write_bytes(content[:place] + bytes([content[place] ^ 1 << bit]) + content[place + 1 :])
        proved += [place] if proves(file) else []
    assert proved == []


def test_a_pack_that_was_deflated_proves_its_quotes(file: Path) -> None:
    before = file.stat().st_size
    assert list(findings(written(file, content_of(file), method=zipfile.ZIP_DEFLATED))) == []
    assert file.stat().st_size < before


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["answer.md", "Answer.MD"])
@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_two_files_of_one_name_are_named(file: Path, name: str, method: int) -> None:
    content = content_of(file)
    with zipfile.ZipFile(file, "w") as pack:
        pack.writestr(entry(name), b"Forged.", method)
        for each, data in content.items():
            pack.writestr(entry(each), data, method)
    assert content_of(file)["answer.md"] == content["answer.md"]
    assert next(findings(file)) == "answer.md is in it 2 times"


def commented(content: bytes) -> bytes:
    return content[:-2] + b"\7\0comment"


def with_a_gap(content: bytes) -> bytes:
    """Bytes between the last file and the list of files."""
    end = content[-22:]
    place = int.from_bytes(end[16:20], "little")
    moved = end[:16] + (place + 6).to_bytes(4, "little") + end[20:]
    return content[:place] + b"hidden" + content[place:-22] + moved


def listed_by_other_rights(content: bytes) -> bytes:
    place = content.rindex(b"PK\1\2") + 40
    return content[:place] + b"\xff" + content[place + 1 :]


@pytest.mark.parametrize(
    "change",
    [
        lambda content: b"before" + content,
        lambda content: content + b"after",
        commented,
        with_a_gap,
        listed_by_other_rights,
    ],
    ids=["before", "after", "comment", "gap", "header"],
)
def test_what_is_in_a_pack_besides_its_files_is_named(file: Path, change: Callable[[bytes], bytes]) -> None:
    content = content_of(file)
    file.write_bytes(change(file.read_bytes()))
    assert content_of(file) == content
    assert list(findings(file)) == [MORE]


class Leaky:
    """Packs more than it is given: after the end of what it packs, or as more of it."""

    def __init__(self, method: int, within: bytes = b"", after: bytes = b"") -> None:
        self._deflating = zlib.compressobj(wbits=-15) if method == zipfile.ZIP_DEFLATED else None
        self._within = within
        self._after = after

    def compress(self, data: bytes) -> bytes:
        whole = data + self._within
        return self._deflating.compress(whole) if self._deflating else whole

    def flush(self) -> bytes:
        return (self._deflating.flush() if self._deflating else b"") + self._after


@pytest.mark.parametrize(
    ("method", "leak"),
    [
        (zipfile.ZIP_STORED, {"after": b"hidden"}),
        (zipfile.ZIP_DEFLATED, {"after": b"hidden"}),
        (zipfile.ZIP_DEFLATED, {"within": b"hidden"}),
    ],
)
def test_what_is_packed_with_a_file_besides_it_is_named(
    file: Path, monkeypatch: pytest.MonkeyPatch, method: int, leak: dict[str, bytes]
) -> None:
    content = content_of(file)
    with monkeypatch.context() as patch:
        patch.setattr(zipfile, "_get_compressor", lambda *_: Leaky(method, **leak))
        written(file, content, method=method)
    assert content_of(file) == content
    assert list(findings(file)) == [MORE]


# Bombs: what is small and says that it is small, and is not


def deflated(data: bytes) -> bytes:
    deflating = zlib.compressobj(9, wbits=-15)
    return deflating.compress(data) + deflating.flush()


def framed(*files: tuple[str, int, bytes, int, int], flags: int = 0, listed_size: int | None = None) -> bytes:
    """A zip with the headers of a pack, of files given as name, method, packed bytes, size said and CRC."""
    made, listed = b"", b""
    for name, method, data, size, crc in files:
        before = struct.pack("<5HL", 20, flags, method, 0, 33, crc)
        sizes = struct.pack("<2L2H", len(data), size, len(name), 0)
        said = struct.pack("<2L2H", len(data), size if listed_size is None else listed_size, len(name), 0)
        listed += b"PK\1\2\x14\3" + before + said + struct.pack("<3H2L", 0, 0, 0, 0o600 << 16, len(made))
        listed += name.encode()
        made += b"PK\3\4" + before + sizes + name.encode() + data
    return made + listed + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, *[len(files)] * 2, len(listed), len(made), 0)


def said(name: str, data: bytes, method: int = zipfile.ZIP_STORED) -> tuple[str, int, bytes, int, int]:
    """A file that is what it says."""
    return name, method, deflated(data) if method else data, len(data), zlib.crc32(data)


ZEROS = b"0" * 50_000_000
SUMS = said("SHA256SUMS", b"")
SMALL = 15_000_000


def checked(file: Path, content: bytes) -> tuple[list[str], int]:
    """What is found, with a refusal's message, and the most bytes that were held for it beside the pack."""
    file.write_bytes(content)
    tracemalloc.start()
    try:
        found = list(findings(file))
    except BadInputError as error:
        found = [error.message]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return found, peak - 2 * len(content)


def test_the_frame_made_here_is_a_packs(file: Path) -> None:
    assert framed(*(said(name, data) for name, data in content_of(file).items())) == file.read_bytes()


@pytest.mark.parametrize(
    ("method", "pack"),
    [(zipfile.ZIP_BZIP2, bz2.compress), (zipfile.ZIP_LZMA, lzma.compress), (9, deflated), (93, deflated), (99, bytes)],
)
def test_only_what_is_stored_or_deflated_is_unpacked(file: Path, method: int, pack: Callable[[bytes], bytes]) -> None:
    packed = pack(ZEROS[: 1000 if method == 99 else None])
    for size in (10, len(packed), 4_000_000):
        found, held = checked(file, framed(SUMS, ("answer.json", method, packed, size, 0)))
        assert "is not an evidence pack (its files are neither stored nor deflated)" in found[0] or "larger" in found[0]
        assert held < SMALL


def test_no_more_is_inflated_than_a_file_says(file: Path) -> None:
    packed = deflated(ZEROS)
    for size in (0, 10, 4_000_000):
        found, held = checked(file, framed(SUMS, ("answer.json", zipfile.ZIP_DEFLATED, packed, size, 0)))
        assert found == [MORE]
        assert held < SMALL
        assert checked(file, b"x" + framed(SUMS, ("answer.json", 8, packed, size, 0)))[0] == [MORE]


@pytest.mark.parametrize(
    "files",
    [
        [("answer.json", 8, deflated(ZEROS), len(ZEROS), zlib.crc32(ZEROS))],
        [said("answer.json", ZEROS[:6_000_000])],  # parsed, it would take some 25 times as much
        [said("answer.json", b"{}"), said("SHA256SUMS", b"\n" * 300_000)],
        [said("answer.json", b"{}"), *(said(f"{number}.txt", ZEROS[:20_000_000], 8) for number in range(6))],
        [said("answer.json", b"{}"), said("a.txt", ZEROS[:2_000_000], 8)],  # a thousand times as large as packed
        [said("answer.json", b"{}"), *(said(f"{number}.txt", b"") for number in range(1_000))],
        [said("answer.json", b"{}"), ("a.txt", 0, b"", 1 << 31, 0)],
    ],
    ids=["declared", "answer", "sums", "together", "tight", "many", "stored"],
)
def test_what_says_to_be_large_is_not_unpacked(file: Path, files: list[tuple[str, int, bytes, int, int]]) -> None:
    found, held = checked(file, framed(SUMS, *files))
    assert "is larger than any evidence pack" in found[0]
    assert held < SMALL


def test_a_million_listed_files_are_not_listed(file: Path) -> None:
    listed = struct.pack("<4s2B", b"PK\1\2", 20, 3) + bytes(40)
    many = listed * 1_000_000 + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0, 0, len(listed) * 1_000_000, 0, 0)
    found, held = checked(file, many)
    assert "is larger than any evidence pack" in found[0]
    assert held < SMALL


def with_overlap(content: bytes) -> bytes:
    """The last file is listed as if it were in the first one's place."""
    place = content.rindex(b"PK\1\2") + 42
    return content[:place] + bytes(4) + content[place + 4 :]


def with_zip64(content: bytes) -> bytes:
    """The list of files is told where it is by a record of 64 bits too."""
    end = content[-22:]
    size, at = struct.unpack("<2L", end[12:20])
    record = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 5, 5, size, at)
    return content[:-22] + record + struct.pack("<4sLQL", b"PK\6\7", 0, at + size, 1) + end


def with_far_zip64(content: bytes) -> bytes:
    """That record says that the list is larger than memory."""
    changed = with_zip64(content)
    place = changed.rindex(b"PK\6\6") + 40
    return changed[:place] + b"\xff" * 16 + changed[place + 16 :]


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content[:-2] + b"\xff\xff" + b"c" * 65_535,
        with_overlap,
        with_zip64,
        lambda content: content.replace(b"PK\1\2\x14\3\x14\0\0\0", b"PK\1\2\x14\3\x14\0\1\0", 1),
        lambda content: content.replace(b"PK\3\4\x14\0\0\0", b"PK\3\4\x14\0\1\0", 1),
        lambda content: content[:26] + b"\xff\xff" + content[28:],
        lambda content: content[:22] + b"\1\0\0\0" + content[26:],
    ],
    ids=["long comment", "overlap", "zip64", "encrypted", "encrypted here", "name", "size"],
)
def test_headers_that_disagree_are_named(file: Path, change: Callable[[bytes], bytes]) -> None:
    assert checked(file, change(file.read_bytes()))[0] == [MORE]


def test_a_list_beyond_memory_is_refused(file: Path) -> None:
    assert "is not an evidence pack" in checked(file, with_far_zip64(file.read_bytes()))[0][0]
    assert checked(file, framed(SUMS, said("answer.json", b"{}"), flags=1))[0] == [MORE]
    listed_otherwise = framed(*(said(name, b"{}") for name in ("SHA256SUMS", "answer.json")), listed_size=1)
    assert checked(file, listed_otherwise)[0] == [MORE]


@pytest.mark.parametrize(
    "name", ["../a.txt", "/a.txt", "a/../b", "a/b/c.txt", "a\\b", "C:a", ".ssh", "a/", "\x1b[2J", "ä"]
)
def test_names_that_leave_the_folder_are_named(file: Path, name: str) -> None:
    content = content_of(file) | {name: b"strange"}
    assert list(findings(written(file, content, sums=True))) == [f"{name} is not a file name of an evidence pack"]


def test_an_answer_as_deep_as_it_is_long_cannot_be_read(file: Path) -> None:
    content = content_of(file) | {"answer.json": b"[" * 1_000_000}
    assert list(findings(written(file, content, sums=True))) == ["answer.json cannot be read"]


def test_each_text_is_looked_at_once(file: Path) -> None:
    """A digest of 20 MB for each of 20,000 quotes would take minutes."""
    text = os.urandom(10_000_000).hex().encode()
    one = {"number": 1, "article_id": "a", "sha256": hashlib.sha256(text).hexdigest(), "start": 0, "end": 2}
    answer = {"format": 1, "answer": {"citations": [{**one, "quote": text[:2].decode()}] * 20_000}}
    content = {"answer.json": json.dumps(answer).encode(), "articles/a.txt": text}
    assert list(findings(written(file, content, sums=True))) == []


def test_a_version_that_was_replaced_is_still_proved(library: Library, turn: Turn, tmp_path: Path) -> None:
    library.add_articles([article(TEXT.replace("2021", "2022"))], ["harbour"])
    file = tmp_path / "old.zip"
    file.write_bytes(packed(turn, library.article))
    assert list(findings(file)) == []


def test_who_says_a_quote_stands_in_the_article_too(file: Path) -> None:
    content = content_of(file)
    described = json.loads(content["answer.json"])
    for speaker, expected in ((TEXT[:5], []), ("Nobody", ["who says quote [1] does not stand in its article"])):
        described["answer"]["citations"][0] |= {"speaker": speaker, "speaker_start": 0}
        content["answer.json"] = json.dumps(described).encode()
        assert list(findings(written(file, content, sums=True))) == expected


@pytest.mark.parametrize("changed", [{"context": "It cost 50 million crowns."}, {"context_start": 0}])
def test_a_sentence_before_that_does_not_stand_is_named(file: Path, changed: dict[str, object]) -> None:
    content = content_of(file)
    described = json.loads(content["answer.json"])
    start = TEXT.index("It cost")
    told = {"context": "It cost 40 million crowns.", "context_start": start}
    for more, expected in (
        (told, []),
        ({**told, **changed}, ["the sentence before quote [1] does not stand in its article"]),
    ):
        described["answer"]["citations"][0] |= more
        content["answer.json"] = json.dumps(described).encode()
        assert list(findings(written(file, content, sums=True))) == expected


def test_a_pack_made_before_there_were_sentences_before_is_still_in_order(file: Path) -> None:
    content = content_of(file)
    described = json.loads(content["answer.json"])
    for name in ("language", "context", "context_start", "speaker", "speaker_start"):
        for citation in described["answer"]["citations"]:
            del citation[name]
    for name in ("short", "language"):
        del described["answer"][name]
    content["answer.json"] = json.dumps(described).encode()
    assert list(findings(written(file, content, sums=True))) == []


def test_an_answer_without_quotes_is_not_packed(library: Library, turn: Turn) -> None:
    nothing = replace(turn, answer=replace(turn.answer, citations=()))
    with pytest.raises(BadInputError, match="this answer has no quote to prove"):
        packed(nothing, library.article)


def test_a_quote_that_does_not_stand_is_not_packed(library: Library, turn: Turn) -> None:
    lying = replace(turn.answer.citations[0], quote="The harbour was never opened.")
    with pytest.raises(BadInputError, match=r"quote \[1\] does not stand"):
        packed(replace(turn, answer=replace(turn.answer, citations=(lying,))), library.article)


def test_its_name() -> None:
    assert (named(Path("a/answer")), named(Path("b.ZIP"))) == (Path("a/answer.zip"), Path("b.ZIP"))
    with pytest.raises(BadInputError, match=r"answer\.md is not a name"):
        named(Path("answer.md"))


# The commands


def test_ask_export_verify(library: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = ["--library", str(library.root)]
    saved, exported = tmp_path / "saved.zip", tmp_path / "exported.zip"
    assert run(["ask", *at, "--save", str(saved), QUESTION]) == Exit.OK
    assert capsys.readouterr().err == f"written to {saved}\n"
    assert run(["ask", *at, "--save", str(saved), QUESTION]) == Exit.USAGE
    assert run(["verify", str(saved)]) == Exit.OK
    assert capsys.readouterr().err.endswith("no problems found\n")
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
    assert capsys.readouterr().err == "wrong: answer.md is not what was packed\n1 problem(s) found\n"
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
