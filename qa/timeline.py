"""What articles say by date: the values of a timeline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from qa.days import AskedDays
from qa.extent import Extent
from qa.shown import Shown
from qa.values import Citation, Shortfall


@dataclass(frozen=True, slots=True)
class TimelineEntry(Shown):
    """One line of a timeline: the days `since` to `until`, and the quote.

    Both days are included. `told_start` and `told_end` are the characters of the first citation's quote that tell the
    days, counted from the article's day; they are None where the days are the article's own. The other `citations` say
    the same, in nearly the same words. `articles` counts all that do, copies too; `sources` the independent ones.

    >>> entry = library.timeline("nuclear weapons in Belarus").entries[-1]
    >>> entry.since <= entry.until
    True
    """

    since: date
    until: date
    told_start: int | None
    told_end: int | None
    citations: tuple[Citation, ...]
    articles: int
    sources: int

    @property
    def told(self) -> str | None:
        """The words of the quote that tell the days, None without any."""
        return None if self.told_start is None else self.citations[0].quote[self.told_start : self.told_end]

    @property
    def when(self) -> str:
        """The days in ISO 8601: 2019-09-16, 2019-09, 2019, 2019-09-16/2019-09-22."""
        if self.since == self.until:
            return self.since.isoformat()
        begins, ends = self.since.day == 1, (self.until + timedelta(days=1)).day == 1
        if begins and ends and (self.since.year, self.since.month) == (self.until.year, self.until.month):
            return f"{self.since:%Y-%m}"
        if begins and ends and self.since.year == self.until.year and (self.since.month, self.until.month) == (1, 12):
            return f"{self.since:%Y}"
        return f"{self.since.isoformat()}/{self.until.isoformat()}"


@dataclass(frozen=True, slots=True)
class Timeline(Shown):
    """What the articles near a question say by date, the oldest first.

    The citations are numbered through. `untold` counts what is left out because neither the text nor its article says a
    day. `days`, `undated` and `extent` are those of the `Answer`, as are `shortfall` and `absent`, which say why there
    are no entries. `language` is the question's (ISO 639-1), None where it was not told.

    >>> library.timeline("Who won the cup of Ruritania?").entries
    ()
    """

    question: str
    language: str | None
    entries: tuple[TimelineEntry, ...]
    untold: int
    shortfall: Shortfall | None
    absent: tuple[str, ...] = ()
    days: AskedDays | None = None
    undated: int = 0
    extent: Extent | None = None
