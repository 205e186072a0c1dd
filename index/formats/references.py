"""Entries of reference managers (RIS, BibTeX): their abstracts, and which files they are about."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import unquote

from index.formats.cells import day_of_cell
from index.formats.encodings import decoded
from index.formats.fragments import text_of_fragment
from index.formats.parsed import Draft, Metadata, ParseProblem, UnreadableError
from index.optional import require
from index.storage.articles import language_code
from index.text.cleaning import clean_line
from index.values import ProblemKind

_FEWEST_WORDS = 10  # of a note that is a text: others are as "in press"
_LISTS = ("A1", "AU", "N1", "UR", "L1", "L2")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FIELD_NAMES = """
    abstract annotation annote author booktitle date day doi journal journaltitle langid language month note publisher
    title url year
"""
_FIELDS = frozenset(_FIELD_NAMES.split())
_VERBATIM = frozenset({"url", "doi"})
_SIMPLE = re.compile(r"\\([%&_#$])")
_BRACES = re.compile(r"[{}]")
_COMMENT = re.compile(r"(?<!\\)%")
_SEMICOLON = re.compile(r"(?<!\\);")
_COLON = re.compile(r"(?<!\\):")
_ESCAPE = re.compile(r"\\([:;_&%#])|\{?\\textbackslash\}?|\$\\backslash\$")
_AND = re.compile(r"\sand\s")


def read_ris(raw: bytes) -> Iterator[Draft | ParseProblem]:
    """Yield a draft for each entry of RIS with a text or file."""
    rispy = require("rispy", "formats")
    # A last entry without its end would be lost.
    entries = rispy.loads(f"{decoded(raw).text}\nER  - \n", list_tags=list(_LISTS), delimiter_tags_mapping={})
    yield from _drafts(map(_of_ris, entries))


def read_bibtex(raw: bytes) -> Iterator[Draft | ParseProblem]:
    """Yield a draft for each entry of BibTeX with a text or file."""
    bibtexparser = require("bibtexparser", "formats")
    middlewares = require("bibtexparser.middlewares", "formats")
    library = bibtexparser.parse_string(decoded(raw).text)
    decoding = middlewares.LatexDecodingMiddleware()
    found = (_of_bibtex(entry, decoding.transform_entry, library) for entry in library.entries)
    yield from _drafts(found)
    for block in library.failed_blocks:
        yield ParseProblem(
            f"it has an entry that is not BibTeX, or there twice, in line {(block.start_line or 0) + 1:,}"
        )


def _drafts(found: Iterable[Draft]) -> Iterator[Draft | ParseProblem]:
    number = empty = 0
    names: set[str] = set()
    for number, draft in enumerate(found, 1):
        if not draft.text.strip() and not draft.files:
            empty += 1
            continue
        record = clean_line(draft.record)
        name = record if record and record not in names else f"entry {number}"
        names.add(name)
        yield Draft(draft.text, draft.metadata, record=name, files=draft.files)
    if not number:
        raise UnreadableError("it has no entries")
    if empty:
        reason = f"entries without an abstract or a file that were left out: {empty:,}"
        yield ParseProblem(reason, kind=ProblemKind.LEFT_OUT)


def _of_ris(entry: Mapping[str, object]) -> Draft:
    def value(*names: str) -> str:
        return next((found for name in names if (found := "\n".join(_strings(entry.get(name))))), "")

    doi = value("doi")
    days = (day_of_cell(value(name).strip("/ ")) for name in ("date", "publication_year", "year"))
    return Draft(
        text_of_fragment(value("abstract", "notes_abstract", "research_notes") or _long_note(value("notes"))),
        Metadata(
            title=value("title", "primary_title"),
            source=value("secondary_title", "alternate_title3", "journal_name", "alternate_title2"),
            url=next(iter(_strings(entry.get("urls"))), "") or _address(doi),
            author=_people(_strings(entry.get("authors")) or _strings(entry.get("first_authors"))),
            published=next(filter(None, days), None),
            language=language_code(value("language")),
        ),
        record=value("id", "accession_number", "doi").split("\n")[0],
        files=tuple(
            unquote(name.removeprefix("file://"))
            for key in ("file_attachments1", "file_attachments2")
            for name in _strings(entry.get(key))
            if not name.lower().startswith(("http://", "https://", "internal-pdf:"))
        ),
    )


def _of_bibtex(entry: Any, decode: Callable[[Any, Any], Any], library: object) -> Draft:
    """Return the draft of an entry; what is wrong TeX stays as it is written."""
    named = entry.pop("file")
    files = _files(str(named.value)) if named else ()
    fields, in_tex = {}, []
    for field in entry.fields:
        simple = _SIMPLE.sub(r"\1", str(field.value))
        if field.key.casefold() in _FIELDS and "\\" in simple:
            field.value = _COMMENT.sub(r"\\%", str(field.value))
            in_tex.append(field)
        else:  # the parser of TeX takes 30 ms for an abstract
            plain = simple if field.key.casefold() in _VERBATIM else simple.replace("--", "–")
            fields[field.key.casefold()] = _BRACES.sub("", plain)
    entry.fields = in_tex
    block = decode(entry, library)
    fields |= {field.key.casefold(): str(field.value) for field in getattr(block, "fields", in_tex)}

    def value(*names: str) -> str:
        return next((found for name in names if (found := fields.get(name, "").strip())), "")

    month = value("month").casefold()
    month = str(_MONTHS.index(month[:3]) + 1) if month[:3] in _MONTHS else month
    written = value("date") or f"{value('year')}-{month.zfill(2)}-{value('day').zfill(2)}"
    return Draft(
        text_of_fragment(value("abstract", "annote", "annotation") or _long_note(value("note"))),
        Metadata(
            title=value("title"),
            source=value("journal", "journaltitle", "booktitle", "publisher"),
            url=value("url") or _address(value("doi")),
            author=_people(_AND.split(value("author"))),
            published=day_of_cell(written),
            language=language_code(value("langid", "language")),
        ),
        record=entry.key,
        files=files,
    )


def _files(written: str) -> tuple[str, ...]:
    """Return the paths in `x.pdf` or in the `Title:x.pdf:application/pdf;...` of reference managers."""
    paths = []
    for each in filter(str.strip, _SEMICOLON.split(written)):
        parts = _COLON.split(each.strip())
        path = ":".join(parts[1:-1]) if len(parts) > 2 else max(parts, key=lambda part: "." in part)
        paths.append(_ESCAPE.sub(lambda found: found[1] or "/", path).replace("\\", "/"))
    return tuple(paths)


def _strings(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [each for each in values if isinstance(each, str) and each.strip()]


def _people(names: Sequence[str]) -> str:
    """Return names in one line, each as it is spoken: "Writer, Ann" is "Ann Writer"."""
    return ", ".join(" ".join(reversed([part.strip() for part in name.split(",", 1)])) for name in names)


def _long_note(note: str) -> str:
    return note if len(note.split()) >= _FEWEST_WORDS else ""


def _address(doi: str) -> str:
    return doi if not doi or doi.startswith("http") else f"https://doi.org/{doi}"
