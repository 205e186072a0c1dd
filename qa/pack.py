"""Evidence packs: an answer with all that proves it, in one file that is checked without the library.

A pack is a zip of `answer.md` (for people), `answer.json`, `citations.csl.json` (CSL-JSON, which reference managers
read), the cited articles' text as `articles/ID.txt`, and `SHA256SUMS`, which `sha256sum --check` reads too.
"""

from __future__ import annotations

import hashlib
import io
import json
import lzma
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from index.errors import BadInputError
from index.values import Article
from qa import as_json
from qa.compose import stands, verify
from qa.conversations import Turn, exported
from qa.described import place
from qa.values import Citation

FORMAT = 1
"""Raised with every change of what the files of a pack hold or mean."""

_SUFFIX = ".zip"
_ANSWER, _SUMS = "answer.json", "SHA256SUMS"
_MOST_FILES = 1_000
_MOST_BYTES = 100_000_000
_EPOCH = (1980, 1, 1, 0, 0, 0)

# What the headers of a zip say of every file of a pack: the version of the format, the day of `_EPOCH` (years since
# 1980, months and days in 7, 4 and 5 bits), and who may read and write it. A name comes after 30 bytes of them.
_VERSION = 20
_DAY = 1 << 5 | 1
_RIGHTS = 0o600 << 16
_BEFORE_NAME = 30

Fetch = Callable[[str], Article]


def named(path: Path) -> Path:
    """The file that a pack is written to: `.zip` is added where there is no suffix; BadInputError for another one."""
    if path.suffix.lower() not in ("", _SUFFIX):
        raise BadInputError(f"{path} is no name for an evidence pack", f"give one that ends in {_SUFFIX}")
    return path if path.suffix else path.with_name(f"{path.name}{_SUFFIX}")


def packed(turn: Turn, fetch: Fetch) -> bytes:
    """The pack of an answer; `fetch` gives an article, of now or before, by its id.

    Raises BadInputError for an answer without citations and for an article that has changed since, and what
    `fetch` raises for one that is gone.
    """
    if not turn.answer.citations:
        raise BadInputError("there is no quote in this answer to prove", "save one that quotes something")
    articles = {one.article_id: fetch(one.article_id) for one in turn.answer.citations}
    for citation in turn.answer.citations:
        if not verify(citation, articles[citation.article_id]):
            raise BadInputError(f"quote [{citation.number}] does not stand in its article any more", "run `qa verify`")
    files = {
        "answer.md": exported(turn.question, [turn]),
        _ANSWER: as_json.dumps(_described(turn, articles)),
        "citations.csl.json": as_json.dumps([csl(one, articles[one.article_id]) for one in turn.answer.citations]),
        **{_text_file(article_id): article.text for article_id, article in articles.items()},
    }
    content = {name: text.encode() for name, text in files.items()}
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(content.items()))
    return _zipped({**content, _SUMS: sums.encode()})


def csl(citation: Citation, article: Article) -> dict[str, object]:
    """A citation as CSL-JSON 1.0 (https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html)."""
    day = article.published
    known = {
        "id": f"{article.article_id}-{citation.number}",
        "type": "article-newspaper",
        "title": article.title,
        "container-title": article.source,
        "author": [{"literal": name} for name in (article.author or "").split(", ") if name],
        "issued": {"date-parts": [[day.year, day.month, day.day]]} if day else None,
        "URL": article.url,
        "page": str(citation.page) if citation.page else None,
        "language": article.language,
        "note": f"{place(citation)}; SHA-256 of the text {article.sha256}",
    }
    return {key: value for key, value in known.items() if value}


def findings(path: Path) -> Iterator[str]:
    """One line for each thing that is wrong with a pack; none where every quote is proved.

    Raises BadInputError for a file that is no pack.
    """
    content, complaint = _read(path)
    if complaint is not None:
        yield complaint
    listed = (line.partition("  ") for line in content[_SUMS].decode("utf-8", "replace").splitlines())
    sums = {name: digest for digest, _, name in listed}
    for name in sorted({*sums, *content} - {_SUMS}):
        if name not in content:
            yield f"{name} is missing"
        elif sums.get(name) != hashlib.sha256(content[name]).hexdigest():
            yield f"{name} is not what was packed"
    try:
        yield from _unproved(json.loads(content[_ANSWER]), content)
    except (ValueError, KeyError, TypeError, AttributeError):
        yield f"{_ANSWER} cannot be read"


def _unproved(described: Mapping[str, Any], content: Mapping[str, bytes]) -> Iterator[str]:
    if described["format"] != FORMAT:
        raise BadInputError(f"the pack has format {described['format']}", "check it with the Kutip that made it")
    if not described["answer"]["citations"]:
        yield "there is no quote in it"
    for citation in described["answer"]["citations"]:
        data = content.get(_text_file(str(citation["article_id"])), b"")
        if hashlib.sha256(data).hexdigest() != citation["sha256"]:
            yield f"the text that quote [{citation['number']}] was taken from is not here"
        elif not stands(citation["quote"], citation["start"], citation["end"], data.decode("utf-8", "replace")):
            yield f"quote [{citation['number']}] does not stand in its article"


def _described(turn: Turn, articles: Mapping[str, Article]) -> dict[str, object]:
    known = {key: value for key, value in as_json.answer(turn.answer).items() if key != "hits"}
    known["citations"] = [
        {**as_json.citation(one), "sha256": articles[one.article_id].sha256}  # also of one kept before digests were
        for one in turn.answer.citations
    ]
    described = (
        {**as_json.article(each), "text": None, "file": _text_file(each.article_id)} for each in articles.values()
    )
    return {
        "format": FORMAT,
        "question": turn.question,
        "searched": turn.searched,
        "asked": turn.asked.isoformat(),
        "answer": known,
        "articles": list(described),
    }


def _text_file(article_id: str) -> str:
    return f"articles/{article_id}.txt"


def _zipped(content: Mapping[str, bytes]) -> bytes:
    """A zip of files by name; the same files make the same bytes, as they are not compressed: that differs."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in content.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), data)
    return made.getvalue()


def _read(path: Path) -> tuple[dict[str, bytes], str | None]:
    """The files of a pack by name, and what is wrong with the zip itself, None where nothing is.

    None of them is written anywhere, and not more is read than a pack has.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            size = sum(max(entry.compress_size, entry.file_size) for entry in entries)
            if len(entries) > _MOST_FILES or max(len(data), size) > _MOST_BYTES:
                raise BadInputError(f"{path} is larger than any evidence pack", "give a file that `qa export` made")
            content = {entry.filename: archive.read(entry) for entry in entries}
        if not {_ANSWER, _SUMS} <= set(content):
            raise BadInputError(f"{path} is no evidence pack", "give a file that `qa export` made")
        return content, _complaint(data, entries)
    except OSError as error:
        raise BadInputError(f"{path} cannot be read ({error.strerror or error})", "check the path") from error
    except (
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        NotImplementedError,
        RuntimeError,
        EOFError,
        ValueError,
    ) as error:
        raise BadInputError(f"{path} is no evidence pack ({error})", "give a file that `qa export` made") from error


def _complaint(data: bytes, entries: Sequence[zipfile.ZipInfo]) -> str | None:
    """Why other programs may see other files in the zip `data` than `entries`; None where they cannot."""
    name, times = Counter(entry.filename.casefold() for entry in entries).most_common(1)[0]
    if times > 1:
        return f"{name} is in it {times} times"
    if data != _framed(data, entries) or not all(_is_whole(data, entry) for entry in entries):
        return "there is more in it than its files, or they are not described as they were packed"
    return None


def _framed(data: bytes, entries: Sequence[zipfile.ZipInfo]) -> bytes:
    """The zip of `entries` as it is packed: what `data` has of each, one after the other, then the list of them.

    https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3
    """
    made, listed = bytearray(), bytearray()
    for entry in entries:
        name = entry.filename.encode("ascii", "replace")
        sizes = (entry.compress_size, entry.file_size, len(name))
        both = struct.pack("<5H3L2H", _VERSION, 0, entry.compress_type, 0, _DAY, entry.CRC, *sizes, 0)
        system = 0 if entry.create_system == 0 else 3  # made on Windows, or elsewhere
        listed += struct.pack("<4s2B", b"PK\1\2", _VERSION, system) + both
        listed += struct.pack("<3H2L", 0, 0, 0, _RIGHTS, len(made)) + name
        made += b"PK\3\4" + both + name
        made += data[len(made) : len(made) + entry.compress_size]
    counts = (len(entries), len(entries), len(listed), len(made))
    return bytes(made + listed + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, *counts, 0))


def _is_whole(data: bytes, entry: zipfile.ZipInfo) -> bool:
    """Whether a file is all that is packed in its place in `data`, a zip as `_framed` makes it.

    Format 1 began with packs that were deflated.
    """
    start = entry.header_offset + _BEFORE_NAME + len(entry.filename)
    packed = data[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        return len(packed) == entry.file_size
    inflating = zlib.decompressobj(-zlib.MAX_WBITS)
    inflated = inflating.decompress(packed, entry.file_size + 1)
    return len(inflated) == entry.file_size and inflating.eof and not inflating.unused_data
