"""Times of the day in figures: 4.30 p.m., pukul 16.30, 16:30 WIB."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.values import Span

_CLOCK = re.compile(
    r"(?P<said>\b(?:pukul|jam)\s)?(?<![\w.,:])(?P<hour>[01]?\d|2[0-4])(?:(?P<mark>[:.])(?P<minute>[0-5]\d)(?::[0-5]\d)?)?"
    r"(?![\w%]*\d|[.,:]\d)(?:\s?(?P<part>[ap]\.?m\b\.?|o['’]clock\b|pagi\b|siang\b|sore\b|petang\b|malam\b))?"
    r"(?:\s?(?P<zone>wib|wita|wit|gmt|utc|bst|est|edt|cet)\b)?(?!\s?(?:jam|menit|hari|persen)\b)(?![\w%])",
    re.IGNORECASE,
)
_AFTERNOON = frozenset({"pm", "siang", "sore", "petang", "malam"})


@dataclass(frozen=True, slots=True)
class Clock:
    """An hour from 0 to 23 and a minute.

    `is_sure` is False if it may mean either half of the day.
    """

    hour: int
    minute: int
    zone: str | None = None
    is_sure: bool = True

    def agrees(self, other: Clock) -> bool | None:
        """Whether the two are one time; None where they are of two zones."""
        if self.zone != other.zone and None not in (self.zone, other.zone):
            return None
        hours = (self.hour, other.hour) if self.is_sure and other.is_sure else (self.hour % 12, other.hour % 12)
        return hours[0] == hours[1] and self.minute == other.minute


@dataclass(frozen=True, slots=True)
class PlacedClock:
    """A time of the day and the characters of its text that write it."""

    clock: Clock
    span: Span


def clocks(text: str) -> tuple[Clock, ...]:
    """The times of the day in `text`, in its order."""
    return tuple(placed.clock for placed in placed_clocks(text))


def placed_clocks(text: str) -> Iterator[PlacedClock]:
    """The times of the day in `text`, in its order, with their places."""
    for found in _CLOCK.finditer(text):
        part = (found["part"] or "").casefold().replace(".", "")
        is_clock = found["said"] or found["mark"] == ":" or (found["minute"] and (part or found["zone"]))
        if is_clock or part in ("am", "pm", "o'clock", "o’clock"):
            yield PlacedClock(_clock(found, part), Span(*found.span()))


def _clock(found: re.Match[str], part: str) -> Clock:
    hour = int(found["hour"]) % 24
    if part == "am":
        hour %= 12
    elif part in _AFTERNOON and hour < 12 and not (part == "malam" and hour < 5) and not (part == "siang" and hour > 5):
        hour += 12
    is_sure = hour > 12 or part in ("am", "pagi") or part in _AFTERNOON or len(found["hour"]) == 2
    zone = found["zone"].casefold() if found["zone"] else None
    return Clock(hour, int(found["minute"] or 0), zone, is_sure)
