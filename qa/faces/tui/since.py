"""When something was, as people say it."""

from __future__ import annotations

from datetime import datetime


def day_written(moment: datetime, now: datetime) -> str:
    """Return the day of a moment as it is said at `now`."""
    days = (now.date() - moment.date()).days
    if days <= 0:
        return f"today {moment:%H:%M}"
    if days == 1:
        return "yesterday"
    return f"{moment.day} {moment:%b}" if moment.year == now.year else f"{moment:%Y-%m-%d}"


def counted(number: int, thing: str) -> str:
    """Return a number with what it counts: "1 question", "2 questions"."""
    return f"{number:,} {thing}" + ("" if number == 1 else "s")
