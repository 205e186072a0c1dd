"""Evidence packs: an answer with its proof, in a file checked without a library.

A pack is a zip of `answer.md` (for people), `answer.json`, `citations.csl.json` (CSL-JSON, which reference managers
read), the cited articles' text as `articles/ID.txt`, and `SHA256SUMS`, which `sha256sum --check` reads too.
"""

from __future__ import annotations

import functools
import hashlib
import io
import json
import os
import re
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from index.errors import BadInputError
from index.values import Article
from qa.answer.compose import stands, verify
from qa.conversations import Turn, exported
from qa.output import as_json
from qa.output.files import write_new
from qa.output.references import csl
from qa.values import Citation
from qa.wording import edits, place

FORMAT = 1
"""Raised when the meaning of the files of a pack changes, not when fields are added."""

_SUFFIX = ".zip"
_ANSWER, _SUMS = "answer.json", "SHA256SUMS"
_MOST_FILES = 1_000
_MOST_BYTES = 100_000_000
"""The most bytes of a pack, and of all its files together."""
_MOST_PARSED = {_ANSWER: 5_000_000, _SUMS: 200_000}
"""The most bytes of files that are parsed, which takes some 25 times as much memory."""
_MOST_TIMES = 100
"""The most times a file may be larger than packed; text is about four times larger."""
_NAME = re.compile(r"(?:[\w-][\w.-]*/)?[\w-][\w.-]*", re.ASCII)
_EPOCH = (1980, 1, 1, 0, 0, 0)

# What the headers of a zip say of every file of a pack: the version of the format, the day of `_EPOCH` (years since
# 1980, months and days in 7, 4 and 5 bits), and who may read and write it. A name comes after 30 bytes of them.
_VERSION = 20
_DAY = 1 << 5 | 1
_RIGHTS = 0o600 << 16
_BEFORE_NAME = 30

_MORE = "it has more in it than its files, or they are not described as they were packed"

LoadArticle = Callable[[str], Article]
"""An article's id to the article; it raises UnknownArticleError if there is none."""


def named(path: Path) -> Path:
    """Return the path with `.zip` if it has no suffix; BadInputError for another suffix."""
    if path.suffix.lower() not in ("", _SUFFIX):
        raise BadInputError(f"{path} is not a name for an evidence pack", f"give one that ends in {_SUFFIX}")
    return path if path.suffix else path.with_name(f"{path.name}{_SUFFIX}")


def write(path: Path, turn: Turn, load: LoadArticle) -> Path:
    """Write the pack of an answer to a new file, and return its path."""
    path = named(path)
    write_new(path, packed(turn, load))
    return path


def packed(turn: Turn, load: LoadArticle) -> bytes:
    """Return the pack of an answer; `load` returns an article, current or replaced, by id.

    Raises BadInputError for an answer without citations and for an article that has changed since, and what
    `load` raises for one that is gone.
    """
    if not turn.answer.citations:
        raise BadInputError("this answer has no quote to prove", "save an answer with quotes")
    articles = {one.article_id: load(one.article_id) for one in turn.answer.citations}
    for citation in turn.answer.citations:
        if not verify(citation, articles[citation.article_id]):
            raise BadInputError(f"quote [{citation.number}] does not stand in its article", "run `qa verify`")
    files = {
        "answer.md": exported(turn.question, [turn]) + _edited(articles),
        _ANSWER: as_json.dumps(_described(turn, articles)),
        "citations.csl.json": as_json.dumps([_csl_of(one, articles[one.article_id]) for one in turn.answer.citations]),
        **{_text_file(article_id): article.text for article_id, article in articles.items()},
    }
    content = {name: text.encode() for name, text in files.items()}
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(content.items()))
    return _zipped({**content, _SUMS: sums.encode()})


def _csl_of(citation: Citation, article: Article) -> Mapping[str, object]:
    return csl(
        article,
        filter(None, (article.author or "").split(", ")),
        id=f"{article.article_id}-{citation.number}",
        type="article-newspaper",
        page=str(citation.page) if citation.page else None,
        language=article.language,
        note=f"{place(citation)}; SHA-256 of the text {article.sha256}",
    )


def findings(path: Path) -> Iterator[str]:
    """Yield a line for each problem of a pack; none if every quote is proved.

    Nothing is unpacked before the zip is known to be framed as packs are. Raises BadInputError for a file that is not
    a pack.
    """
    data, entries = _listed(path)
    complaint = _complaint(data, entries)
    if complaint is not None:
        yield complaint
        return
    content = {}
    for entry in entries:
        unpacked = _unpacked(data, entry)
        if unpacked is None:
            yield _MORE
            return
        content[entry.filename] = unpacked
    listed = (line.partition("  ") for line in content[_SUMS].decode("utf-8", "replace").splitlines())
    sums = {name: digest for digest, _, name in listed}
    digests = {name: hashlib.sha256(unpacked).hexdigest() for name, unpacked in content.items()}
    for name in sorted({*sums, *content} - {_SUMS}):
        if name not in content:
            yield f"{name} is missing"
        elif sums.get(name) != digests[name]:
            yield f"{name} is not what was packed"
    try:
        yield from _unproved(json.loads(content[_ANSWER]), content, digests)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        yield f"{_ANSWER} cannot be read"


def _unproved(described: Mapping[str, Any], content: Mapping[str, bytes], digests: Mapping[str, str]) -> Iterator[str]:
    if described["format"] != FORMAT:
        raise BadInputError(f"the pack has format {described['format']}", "check it with the Kutip that made it")
    if not described["answer"]["citations"]:
        yield "it has no quotes"
    text_of = functools.cache(lambda name: content[name].decode("utf-8", "replace"))
    for citation in described["answer"]["citations"]:
        name = _text_file(str(citation["article_id"]))
        if name not in digests or digests[name] != citation["sha256"]:
            yield f"the text that quote [{citation['number']}] was taken from is not here"
            continue
        if not stands(citation["quote"], citation["start"], citation["end"], text_of(name)):
            yield f"quote [{citation['number']}] does not stand in its article"
        for field, called in (("context", "the sentence before"), ("speaker", "who says")):
            words = citation.get(field)  # missing in early packs
            if words is not None:
                start = citation[f"{field}_start"]
                if not stands(words, start, start + len(words), text_of(name)):
                    yield f"{called} quote [{citation['number']}] does not stand in its article"


def _described(turn: Turn, articles: Mapping[str, Article]) -> dict[str, object]:
    known = {key: value for key, value in as_json.fields_of(as_json.answer(turn.answer)).items() if key != "hits"}
    known["citations"] = [
        {
            **vars(as_json.citation(one)),
            "sha256": articles[one.article_id].sha256,
        }  # old citations have none
        for one in turn.answer.citations
    ]
    described = ({**asdict(each), "text": None, "file": _text_file(each.article_id)} for each in articles.values())
    return {
        "format": FORMAT,
        "question": turn.question,
        "searched": turn.searched,
        "asked": turn.asked.isoformat(),
        "answer": known,
        "articles": list(described),
    }


def _edited(articles: Mapping[str, Article]) -> str:
    """Return what a person has edited of the articles, as Markdown."""
    lines = [f"- {article_id} {line}" for article_id, each in articles.items() for line in edits(each)]
    return "\n".join(("", "Edited in the library:", "", *lines, "")) if lines else ""


def _text_file(article_id: str) -> str:
    return f"articles/{article_id}.txt"


def _zipped(content: Mapping[str, bytes]) -> bytes:
    """Return a zip of files by name, uncompressed, so that equal files give equal bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in content.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), data)
    return made.getvalue()


def _listed(path: Path) -> tuple[bytes, list[zipfile.ZipInfo]]:
    """Return a pack's bytes and the files it lists, within the limits; none is unpacked."""
    hint = "give a file that `qa export` made"
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size or _MOST_BYTES  # 0 for a pipe
            data = file.read(min(size, _MOST_BYTES) + 1)
        many = len(data) > _MOST_BYTES or data.count(b"PK\1\2") > _MOST_FILES  # before a list is made
        entries = [] if many else zipfile.ZipFile(io.BytesIO(data)).infolist()
    except OSError as error:
        raise BadInputError(f"{path} cannot be read ({error.strerror or error})", "check the path") from error
    except (zipfile.BadZipFile, NotImplementedError, OverflowError, ValueError) as error:
        raise BadInputError(f"{path} is not an evidence pack ({error})", hint) from error
    if many or sum(entry.file_size for entry in entries) > _MOST_BYTES or any(map(_is_too_large, entries)):
        raise BadInputError(f"{path} is larger than any evidence pack", hint)
    if not {_ANSWER, _SUMS} <= {entry.filename for entry in entries}:
        raise BadInputError(f"{path} is not an evidence pack", hint)
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
        raise BadInputError(f"{path} is not an evidence pack (its files are neither stored nor deflated)", hint)
    return data, entries


def _is_too_large(entry: zipfile.ZipInfo) -> bool:
    return (
        entry.compress_size > _MOST_BYTES
        or entry.file_size > _MOST_TIMES * entry.compress_size
        or entry.file_size > _MOST_PARSED.get(entry.filename, _MOST_BYTES)
    )


def _complaint(data: bytes, entries: Sequence[zipfile.ZipInfo]) -> str | None:
    """Return why other programs may see other files in `data` than `entries`, else None."""
    name, times = Counter(entry.filename.casefold() for entry in entries).most_common(1)[0]
    if times > 1:
        return f"{name} is in it {times} times"
    for entry in entries:
        if not _NAME.fullmatch(entry.filename):
            return f"{entry.filename} is not a file name of an evidence pack"
    return None if _is_framed(data, entries) else _MORE


def _is_framed(data: bytes, entries: Sequence[zipfile.ZipInfo]) -> bool:
    """Return whether `data` is just the zip of `entries`: each in turn, then their list.

    https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3
    """
    at, listed = 0, bytearray()
    for entry in entries:
        name = entry.filename.encode("ascii")
        sizes = (entry.compress_size, entry.file_size, len(name))
        both = struct.pack("<5H3L2H", _VERSION, 0, entry.compress_type, 0, _DAY, entry.CRC, *sizes, 0)
        system = 0 if entry.create_system == 0 else 3  # made on Windows, or elsewhere
        listed += struct.pack("<4s2B", b"PK\1\2", _VERSION, system) + both
        listed += struct.pack("<3H2L", 0, 0, 0, _RIGHTS, at) + name
        if not data.startswith(b"PK\3\4" + both + name, at):
            return False
        at += _BEFORE_NAME + len(name) + entry.compress_size
    counts = (len(entries), len(entries), len(listed), at)
    return data[at:] == listed + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, *counts, 0)


def _unpacked(data: bytes, entry: zipfile.ZipInfo) -> bytes | None:
    """Return a file of the framed zip `data`, None if its bytes are wrong.

    No more is unpacked than the file's size. Format 1 began with packs that were deflated.
    """
    start = entry.header_offset + _BEFORE_NAME + len(entry.filename)
    packed = data[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_DEFLATED:
        inflating = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            packed = inflating.decompress(packed, entry.file_size + 1)
        except zlib.error:
            return None
        if not inflating.eof or inflating.unused_data:
            return None
    return packed if len(packed) == entry.file_size and zlib.crc32(packed) == entry.CRC else None
