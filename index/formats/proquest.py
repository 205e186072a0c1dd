"""Exports of ProQuest: articles between rules, each with named fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.formats.export_lines import Exported, Line, author_of, day_at_start
from index.formats.parsed import Metadata

_RULE = re.compile(r"_{20,}|-{60,}")
_NAMES = {
    "title": "title|titel|titre|título|titolo|judul",
    "source": "publication title|titel der publikation|titre de la publication|título de (?:la )?publicación"
    "|título da publicação|titolo pubblicazione",
    "author": "author|authors|autor|auteur|autore",
    "day": "publication date|publikationsdatum|date de publication|fecha de publicación|data de publicação"
    "|data pubblicazione",
    "text": "full text|volltext|texte intégral|texto completo|testo completo",
    "abstract": "abstract|zusammenfassung|résumé|resumen|resumo",
    "url": "document url|url del documento|dokument-url|url du document",
    "record": "proquest document id|proquest-dokument-id|id del documento de proquest|id du document proquest",
    "info": "publication info|publikationsinformationen|information de publication",
    "other": "subject|location|people|company / organization|company|classification|identifier / keyword"
    "|publication year"
    "|publication subject|section|first page|pages|volume|issue|place of publication|country of publication"
    "|publisher|issn|e-issn"
    "|source type|language of publication|document type|copyright|last updated|database|links|dateline|column"
    "|edition|credit"
    "|business indexing term|number of pages|content type|doi|correspondence author|alternate title|sumber"
    "|asunto|lugar|schlagwort",
}
_FIELD = re.compile(
    "(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _NAMES.items()) + r")\s?:(?:\s++(?P<value>.*))?",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\w{5,12} \d{1,5} \w{1,5} \d{1,5}")  # Document 1 of 3
_OUTLET = re.compile(r"[^;:\[\]]{2,100}")
_DAY = re.compile(r"[:.;\]]\s*+(\d{1,2} \w{3,12}\.? \d{4})\b")
_ONLY_ABSTRACT = "its full text is not in the export, only its abstract"


def split_proquest(lines: Sequence[Line]) -> Iterator[Exported]:
    """Yield the articles of an export of ProQuest; none if it is none."""
    start = 0
    for at in [*(at for at, line in enumerate(lines) if _RULE.fullmatch(line.text)), len(lines)]:
        if found := _article([line for line in lines[start:at] if line.text]):
            yield found
        start = at + 1


def _article(lines: Sequence[Line]) -> Exported | None:
    values: dict[str, list[Line]] = {}
    name = "other"
    for line in lines:
        if found := _FIELD.fullmatch(line.text):
            name = next(each for each in _NAMES if found[each] is not None)
            if name in values and name != "other":
                name = "other"
            value = found["value"] or ""
            line = Line(value, line.end - len(value), line.end)
        if line.text:
            values.setdefault(name, []).append(line)
    body = values.get("text") or values.get("abstract")
    if not body or not values.keys() & {"source", "info", "record"}:
        return None
    title, source, author, day, url, record, info = (
        " ".join(line.text for line in values.get(each, ())[:3])
        for each in ("title", "source", "author", "day", "url", "record", "info")
    )
    outlet, told = _OUTLET.match(info), _DAY.search(info, 2)
    if outlet and told:
        source, day = source or info[: min(outlet.end(), told.start())].strip(), day or told[1]
    source = source.partition(";")[0].strip()  # the town stands after it
    first = next((line.text for line in lines if not _NUMBER.fullmatch(line.text)), "")
    about = Metadata(
        title or first, source or None, url.partition(" ")[0] or None, author_of(author), day_at_start(day)
    )
    return Exported(record, about, body, () if "text" in values else (_ONLY_ABSTRACT,))
