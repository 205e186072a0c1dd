"""Exports of press databases (Nexis, Factiva, ProQuest): one file with many articles."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from index.formats.export_lines import Exported, lines_of
from index.formats.factiva import split_factiva
from index.formats.nexis import split_nexis
from index.formats.parsed import Draft
from index.formats.proquest import split_proquest
from index.text.unwrapping import unwrapped

_MOST_LINES = 1_000_000
_NUMBERED = r"\d{1,5} (?:of|von|de|di|van|dari) \d{1,5}"
_MARKS = re.compile(
    rf"end of document|ende des dokuments|dokumentende|fin (?:du|del) document|fim do documento|fine del? documento"
    rf"|einde van (?:het )?document|akhir dokumen|{_NUMBERED} do[ck]ument|do[ck]ument\w{{0,4}} {_NUMBERED}"
    r"|do[ck]ument\w{0,4}\s{1,4}[a-z]{3,12}\d{8,16}[a-z\d]{5,12}|proquest",
    re.IGNORECASE,
)


def split_export(draft: Draft) -> list[Draft] | None:
    """Return a draft for each article of an export, or None.

    Covers and tables of contents are no articles. An article's record is its id in the database, else its number.
    """
    if not _MARKS.search(draft.text) or draft.text.count("\n") > _MOST_LINES:
        return None
    lines = lines_of(draft.text)
    for split in (split_factiva, split_proquest, split_nexis):
        if found := list(split(lines)):
            taken: set[str] = set()
            drafts = []
            for number, each in enumerate(found, 1):
                record = each.record if each.record and each.record not in taken else f"article {number}"
                taken.add(record)
                drafts.append(_draft(each, record, draft, number == 1))
            return drafts
    return None


def _draft(found: Exported, record: str, whole: Draft, is_first: bool) -> Draft:
    """Return the draft of one article, which keeps the numbers of its pages."""
    warnings = (*found.warnings, *(whole.warnings if is_first else ()))
    pieces: list[str] = []
    places: list[int] = []
    size = 0
    for before, line in zip((None, *found.body), found.body, strict=False):
        if before:
            pieces.append("\n\n" if whole.text.count("\n", before.end, line.start) > 1 else "\n")
            size += len(pieces[-1])
        places.append(size)
        pieces.append(line.text)
        size += len(line.text)
    text = "".join(pieces)
    pages = tuple(_moved(page, found, places) for page in whole.pages if found.body and page <= found.body[-1].start)
    return Draft(text if pages else unwrapped(text), found.metadata, pages, whole.member, record, warnings=warnings)


def _moved(page: int, found: Exported, places: Sequence[int]) -> int:
    """Return where in an article's text a page of the whole text begins."""
    at = bisect_right(found.body, page, key=lambda line: line.start) - 1
    return places[at] + min(page - found.body[at].start, len(found.body[at].text)) if at >= 0 else 0
