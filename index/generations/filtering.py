"""Filters: which passage rows they leave, before anything is ranked."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.errors import BadInputError, IndexDamagedError, UnknownOutletError
from index.generations.manifest import MEND
from index.outlets import nearest_names
from index.storage.passages import StoredPassage
from index.text.date_names import folded
from index.values import Codes, Filters, Mask

UNDATED = 0

_DAYS = "days.npy"
_SOURCE_CODES = "source_codes.npy"
_SOURCES = "sources.json"


@dataclass(frozen=True, slots=True)
class FilterColumns:
    """The day and the source of each passage row.

    `days[i]` is a proleptic ordinal, or `UNDATED`; `source_codes[i]` is a place in `sources`, which are case-folded, or
    -1 without a source.
    """

    days: npt.NDArray[np.int32]
    source_codes: npt.NDArray[np.int32]
    sources: tuple[str, ...]

    @classmethod
    def of(cls, passages: Sequence[StoredPassage]) -> FilterColumns:
        """Return the columns of rows in the order of `passages`."""
        sources = tuple(sorted({p.source.casefold() for p in passages if p.source}))
        codes = {source: code for code, source in enumerate(sources)}
        return cls(
            np.array([p.published.toordinal() if p.published else UNDATED for p in passages], np.int32),
            np.array([codes[p.source.casefold()] if p.source else -1 for p in passages], np.int32),
            sources,
        )

    def save(self, folder: Path) -> None:
        """Write a file for each column into `folder`."""
        np.save(folder / _DAYS, self.days)
        np.save(folder / _SOURCE_CODES, self.source_codes)
        (folder / _SOURCES).write_text(json.dumps(self.sources, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> FilterColumns:
        """Read saved columns; raise IndexDamagedError if they do not fit together."""
        days = np.load(folder / _DAYS, allow_pickle=False)
        codes = np.load(folder / _SOURCE_CODES, allow_pickle=False)
        sources = tuple(json.loads((folder / _SOURCES).read_text(encoding="utf-8")))
        if len(days) != len(codes) or codes.max(initial=-1) >= len(sources):
            raise IndexDamagedError(f"{_SOURCE_CODES} does not fit the other files", MEND)
        return cls(days, codes, sources)

    def mask(self, filters: Filters, language_codes: Codes, languages: Sequence[str]) -> Mask | None:
        """Return which rows `filters` leave, as booleans (rows,), or None for all rows.

        Raises BadInputError for a source or language that no article has, which is most likely a typing error.
        """
        if not filters:
            return None
        kept: Mask = np.ones(len(self.days), np.bool_)
        if filters.since or filters.until:
            first, last = filters.since or date.min, filters.until or date.max
            kept &= (self.days != UNDATED) & (self.days >= first.toordinal()) & (self.days <= last.toordinal())
        if filters.sources:
            kept &= np.isin(self.source_codes, _places("source", filters.sources, self.sources))
        if filters.languages:
            kept &= np.isin(language_codes, _places("language", filters.languages, languages))
        return kept


def _places(what: str, wanted: Collection[str], known: Sequence[str]) -> list[int]:
    places: dict[str, list[int]] = {}
    for place, name in enumerate(known):
        places.setdefault(folded(name), []).append(place)
    for name in sorted(wanted):
        if folded(name) not in places:
            there = ", ".join(nearest_names(name, known)) or "none"
            kind = UnknownOutletError if what == "source" else BadInputError
            raise kind(f"no article has the {what} {name!r}", f"among those there are: {there}")
    return [place for name in wanted for place in places[folded(name)]]
