"""Exports of Factiva, with codes of two letters before its fields or without."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.formats.export_lines import Exported, Line, author_of, day_at_start, not_understood, parts_ending
from index.formats.parsed import Metadata

_END = re.compile(r"(?:AN\s+)?(?:Document|Dokument|Documento|Documentnr|Dokumen)\s+([A-Z]{3,12}\d{8,16}[a-z\d]{5,12})")
_FIELD = re.compile(r"(SE|HD|BY|CR|WC|PD|ET|SN|SC|ED|PG|VOL|LA|CY|CX|LP|TD)(?:\s++(.*))?")
_AFTER = re.compile(r"(?:CO|IN|NS|RE|RF|IPD|IPC|CT|AN)(?:\s+\S+ : .*|\s+Document .*)?|(?:PUB|ART|CLM)(?:\s.*)?")
_WORDS = re.compile(
    r"[\d.,\s]{1,12}(?:words|wörter|mots|palabras|palavras|parole|woorden|kata|ord|słów|слов)", re.IGNORECASE
)
_TIME = re.compile(r"\d{1,2}[:.]\d\d(?: ?(?:[ap]m|GMT|Uhr))?", re.IGNORECASE)
_RIGHTS = re.compile(r"(?:copyright|©|\(c\))\b.*|©.*|\(c\).*", re.IGNORECASE)
_NAME = r"(?:[^\W\d_a-z][\w.'’-]*+|and|dan|und|et|de|da|van|von|der|bin|binti|al|&)"
_PERSONS = re.compile(rf"{_NAME}(?:[,;]? {_NAME}){{1,7}}")
_SECTION = 30  # characters: a shorter first line of two before the words is the section


def split_factiva(lines: Sequence[Line]) -> Iterator[Exported]:
    """Yield the articles of an export of Factiva; none if it is none."""
    parts = [(end[1], [line for line in part if line.text]) for end, part in parts_ending(lines, _END)]
    found = [_coded(record, part) or _plain(record, part) for record, part in parts]
    if any(found):
        for (record, part), article in zip(parts, found, strict=True):
            yield article or not_understood(record, part)


def _coded(record: str, lines: Sequence[Line]) -> Exported | None:
    """Return the article whose fields, of one line or more, have codes."""
    if not {"HD", "PD"} <= {found[1] for line in lines if (found := _FIELD.fullmatch(line.text))}:
        return None
    values: dict[str, list[str]] = {}
    body: list[Line] = []
    code = ""
    for line in lines:
        found = _FIELD.fullmatch(line.text)
        if code in ("LP", "TD"):
            if _AFTER.fullmatch(line.text):
                break
            found = found if found and found[1] == "TD" else None
        if found:
            code = found[1]
            text = found[2] or ""
            line = Line(text, line.end - len(text), line.end)
        if code in ("LP", "TD"):
            body += [line] if line.text else []
        else:
            values.setdefault(code, []).append(line.text)
    title, byline, day, source = (" ".join(filter(None, values.get(each, ()))) for each in ("HD", "BY", "PD", "SN"))
    return Exported(record, Metadata(title, source or None, None, author_of(byline), day_at_start(day)), body)


def _plain(record: str, lines: Sequence[Line]) -> Exported | None:
    """Return the article whose fields are known by their order.

    It is: title, byline, number of words, day, outlet, rights.
    """
    counted = next((at for at, line in enumerate(lines) if _WORDS.fullmatch(line.text)), None)
    if counted is None or counted + 2 >= len(lines):
        return None
    head = [line.text for line in lines[max(0, counted - 4) : counted]]
    byline = head.pop() if len(head) > 1 and _is_byline(head[-1], head[-2]) else ""
    if len(head) > 1 and len(head[0]) < min(_SECTION, len(head[1])):
        del head[0]
    after = counted + 2
    if _TIME.fullmatch(lines[after].text) and after + 1 < len(lines):
        after += 1
    rights = next((at for at in range(after, min(after + 8, len(lines))) if _RIGHTS.match(lines[at].text)), after)
    about = Metadata(
        title=" ".join(head),
        source=lines[after].text,
        author=author_of(byline),
        published=day_at_start(lines[counted + 1].text),
    )
    return Exported(record, about, lines[rights + 1 :])


def _is_byline(line: str, before: str) -> bool:
    """Whether a line says who wrote, by a word for that or by being names."""
    return author_of(line) != line or (_PERSONS.fullmatch(line) is not None and len(line.split()) < len(before.split()))
