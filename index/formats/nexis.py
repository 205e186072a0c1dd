"""Exports of Nexis, and of LexisNexis as it once was."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.formats.export_lines import Exported, Line, author_of, day_at_start, not_understood, parts_ending
from index.formats.parsed import Metadata

_END = re.compile(
    r"End of Document|Ende des Dokuments|Dokumentende|Fin du document|Fin del documento|Fim do documento"
    r"|Fine del? documento|Einde van (?:het )?document|Akhir Dokumen",
    re.IGNORECASE,
)
_BEGIN = re.compile(
    r"(?:document|dokument|documento|dokumen) \d{1,5} (?:of|von|de|di|van|dari) \d{1,5}"
    r"|\d{1,5} (?:of|von|de|di|van|dari) \d{1,5} (?:documents?|dokumenten?|documentos?|documenti|documenten|dokumen)",
    re.IGNORECASE,
)
_LENGTH = re.compile(r"(?:length|länge|longueur|longitud|lengte|lunghezza|comprimento|panjang)\s?:.*", re.IGNORECASE)
_BODY = re.compile(r"Body|Text|Volltext|Haupttext|Corps(?: de l'article)?|Cuerpo|Corpo|Hoofdtekst|Isi", re.IGNORECASE)
_HEADER = re.compile(
    r"(byline|autor|auteur|penulis|headline|section|rubrik|length|länge|longueur|longitud|lengte|lunghezza"
    r"|comprimento|panjang|dateline|highlight|series|edition|column"
    r"|pg|body)\s?:\s*+(.*)",
    re.IGNORECASE,
)
_RIGHTS = re.compile(r"(?:copyright|©|\(c\)|all rights reserved)", re.IGNORECASE)
_AFTER = re.compile(
    r"(?:load-date|classification|language|publication-type|document-type|journal code|update|sprache"
    r"|ladedatum)\b\s?:?.*"
    r"|(?:graphic|notes|correction|classification|grafik|klassifizierung|subject|url|geographic|industry"
    r"|person|company)(?:\s?:.*)?"
    r"|copyright \d{4}.*",
    re.IGNORECASE,
)
_EDITION = re.compile(r"\b(?:edition|ausgabe|correction appended|final)\b", re.IGNORECASE)
_BYLINES = frozenset({"byline", "autor", "auteur", "penulis"})
_MOST_TITLE_LINES = 3


def split_nexis(lines: Sequence[Line]) -> Iterator[Exported]:
    """Yield the articles of an export of Nexis; none if it is none."""
    parts = [part for _, part in parts_ending(lines, _END)]
    found = [_titled_first(str(number), part, number == 1) for number, part in enumerate(parts, 1)]
    if not any(found):
        begins = [at for at, line in enumerate(lines) if _BEGIN.fullmatch(line.text)]
        parts = [lines[start + 1 : end] for start, end in zip(begins, [*begins[1:], len(lines)], strict=False)]
        found = [_outlet_first(str(number), part) for number, part in enumerate(parts, 1)]
    if any(found):
        for number, (part, article) in enumerate(zip(parts, found, strict=True), 1):
            yield article or not_understood(str(number), [line for line in part if line.text])


def _titled_first(record: str, part: Sequence[Line], is_first: bool) -> Exported | None:
    """Return an article of Nexis Uni: title, outlet, day, rights, fields, "Body"."""
    lines = [line for line in part if line.text]
    body = next((at for at, line in enumerate(lines) if _BODY.fullmatch(line.text)), len(lines))
    keys = [at for at, line in enumerate(lines[:body]) if _HEADER.fullmatch(line.text) or _RIGHTS.match(line.text)]
    days = ((at, day_at_start(lines[at].text)) for at in range((keys or [0])[-1] if not is_first else body - 1, 0, -1))
    place, day = next(((at, day) for at, day in days if day and at + 4 >= _first_key(keys, at)), (0, None))
    if day is None or not any(_LENGTH.fullmatch(lines[at].text) for at in keys):
        return None
    if body == len(lines):
        body = keys[-1]
    title = [line.text for line in lines[max(0, place - 2 if is_first else 0) : place - 1]]
    about = Metadata(" ".join(title[-_MOST_TITLE_LINES:]), lines[place - 1].text, None, _author(lines[place:body]), day)
    return Exported(record, about, _until_after(lines[body + 1 :]))


def _first_key(keys: Sequence[int], at: int) -> int:
    return next((key for key in keys if key > at), at + 5)


def _outlet_first(record: str, part: Sequence[Line]) -> Exported | None:
    """Return an article as LexisNexis wrote it: outlet, day, title, fields, text, fields."""
    fields = [(at, found) for at, line in enumerate(part) if (found := _HEADER.fullmatch(line.text))]
    days = ((at, day_at_start(line.text)) for at, line in enumerate(part[:20]))
    place, day = next(((at, day) for at, day in days if day), (None, None))
    if place is None or not fields:
        return None
    before = [line.text for line in part[:place] if line.text and not _RIGHTS.match(line.text)]
    first = next((at for at, _ in fields if at > place), len(part))
    between = [line.text for line in part[place + 1 : first] if line.text and not _EDITION.search(line.text)]
    headline = next((found[2] for _, found in fields if found[1].casefold() == "headline"), "")
    body = _after_fields(part, first)
    about = Metadata(
        headline or " ".join(between), before[-1] if before else None, None, _author(part[first:body]), day
    )
    return Exported(record, about, _until_after([line for line in part[body:] if line.text]))


def _after_fields(part: Sequence[Line], at: int) -> int:
    """Return where the text begins after the fields that begin at `at`."""
    has_gaps = any(not line.text for line in part[at : at + 4])
    while at < len(part):
        if _HEADER.fullmatch(part[at].text):
            at += 1
            while has_gaps and at < len(part) and part[at].text and not _HEADER.fullmatch(part[at].text):
                at += 1
        elif not part[at].text:
            at += 1
        else:
            break
    return at


def _until_after(lines: Sequence[Line]) -> Sequence[Line]:
    end = next((at for at, line in enumerate(lines) if at and _AFTER.fullmatch(line.text)), len(lines))
    return lines[:end]


def _author(lines: Sequence[Line]) -> str | None:
    found = (match for line in lines if (match := _HEADER.fullmatch(line.text)))
    return next((author_of(match[2]) for match in found if match[1].casefold() in _BYLINES), None)
