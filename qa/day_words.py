"""Days, and the age of an answer, in words for people, alike on every face."""

from __future__ import annotations

from datetime import date

from index.text.cleaning import clean_line
from qa.days import AskedDays, AsOf

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def written(part: object) -> str:
    """Return `part` as text, a day as people write it.

    >>> written(date(2022, 6, 25))
    '25 June 2022'
    """
    return f"{part.day} {_MONTHS[part.month - 1]} {part.year}" if isinstance(part, date) else str(part)


def as_of(age: AsOf | None) -> list[str]:
    """Return a line on an answer's age, if it is old or unknown.

    >>> as_of(AsOf(date(2022, 6, 25), 1619)), as_of(AsOf(date(2026, 10, 20), 41)), as_of(AsOf(date(2026, 11, 29), 1))
    (['As of 25 June 2022, 4 years ago.'], ['As of 20 October 2026, 1 month ago.'], [])
    """
    if age is None or not age.is_old:
        return []
    if age.day is None or age.days is None:
        return ["How old this is, is not known: its articles have no day."]
    number, unit = (age.days // 365, "year") if age.days >= 365 else (age.days // 30, "month")
    return [f"As of {written(age.day)}, {number} {unit}{'' if number == 1 else 's'} ago."]


def asked_days(days: AskedDays | None) -> list[str]:
    """Return a line on the days that a question says: asked alone, or without success."""
    if days is None:
        return []
    when, said = period(days.since, days.until), clean_line(days.said)
    if days.everything:
        return [f"No article of “{said}” ({when}) answers; all were asked."]
    return [f"Asked only of articles of “{said}”: {when}."]


def undated_left_out(count: int) -> list[str]:
    """Return a line that a filter by days left out articles without one, if any.

    >>> undated_left_out(2), undated_left_out(0)
    (['2 articles without a date were left out.'], [])
    """
    were = "article without a date was" if count == 1 else "articles without a date were"
    return [f"{count:,} {were} left out."] if count else []


def period(since: date | None, until: date | None) -> str:
    """Return the days from `since` to `until` as people write them, empty without either.

    >>> period(date(2019, 9, 16), date(2019, 9, 23)), period(date(2020, 1, 1), None), period(None, date(2020, 1, 1))
    ('16 to 23 September 2019', 'since 1 January 2020', 'until 1 January 2020')
    """
    if since is None or until is None:
        return f"since {written(since)}" if since else f"until {written(until)}" if until else ""
    first = written(since)
    if (since.year, since.month) == (until.year, until.month):
        first = str(since.day)
    elif since.year == until.year:
        first = first.rpartition(" ")[0]
    return written(since) if since == until else f"{first} to {written(until)}"
