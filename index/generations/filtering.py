"""Where each passage row comes from, so that filters leave out rows before anything is ranked."""

from __future__ import annotations

import difflib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.errors import BadInputError, IndexDamagedError, UnknownOutletError
from index.storage.store import StoredPassage
from index.values import Filters

UNDATED = 0

_DAYS = "days.npy"
_SOURCE_CODES = "source_codes.npy"
_SOURCES = "sources.json"
_NAMED = 8

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Scope:
    """Row i was published on `days[i]` (a proleptic ordinal, `UNDATED` where unknown) by `sources[source_codes[i]]`.

    A source code of -1 stands for none; `sources` are case-folded.
    """

    days: npt.NDArray[np.int32]
    source_codes: npt.NDArray[np.int32]
    sources: tuple[str, ...]

    @classmethod
    def of(cls, passages: Sequence[StoredPassage]) -> Scope:
        """The scope of rows in the order of `passages`."""
        sources = tuple(sorted({p.source.casefold() for p in passages if p.source}))
        codes = {source: code for code, source in enumerate(sources)}
        return cls(
            np.array([p.published.toordinal() if p.published else UNDATED for p in passages], np.int32),
            np.array([codes[p.source.casefold()] if p.source else -1 for p in passages], np.int32),
            sources,
        )

    def save(self, folder: Path) -> None:
        """Write the scope's files into `folder`."""
        np.save(folder / _DAYS, self.days)
        np.save(folder / _SOURCE_CODES, self.source_codes)
        (folder / _SOURCES).write_text(json.dumps(self.sources, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Scope:
        """Read what `save` wrote; IndexDamagedError where the parts do not fit together."""
        days = np.load(folder / _DAYS, allow_pickle=False)
        codes = np.load(folder / _SOURCE_CODES, allow_pickle=False)
        sources = tuple(json.loads((folder / _SOURCES).read_text(encoding="utf-8")))
        if len(days) != len(codes) or codes.max(initial=-1) >= len(sources):
            raise IndexDamagedError(f"{_SOURCE_CODES} does not fit the other files", "run `qa verify --repair`")
        return cls(days, codes, sources)

    def mask(self, filters: Filters, language_codes: npt.NDArray[np.int16], languages: Sequence[str]) -> Mask | None:
        """Which rows `filters` leave, as booleans (rows,); None for all of them.

        BadInputError for a source or language that no article has: it is a slip of the pen, not a question without an
        answer.
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
    places = {name: place for place, name in enumerate(known)}
    for name in sorted(wanted):
        if name.casefold() not in places:
            near = difflib.get_close_matches(name.casefold(), known, _NAMED) or list(known[:_NAMED])
            there = ", ".join(near) if near else "none"
            kind = UnknownOutletError if what == "source" else BadInputError
            raise kind(f"no article has the {what} {name!r}", f"among those there are: {there}")
    return [places[name.casefold()] for name in wanted]
