"""Single values of tables and feeds as text and as days."""

from __future__ import annotations

import ast
import math
import re
from contextlib import suppress
from datetime import UTC, date, datetime
from itertools import islice

from index.text.cleaning import clean_line
from index.text.date_names import MONTH_NUMBERS, folded
from index.text.dates import can_be_of, day_of, days_in, parse_day

_LINE_END = re.compile(r"(?:\\r)?\\n")
_NO_LINE_END = re.compile(r"\b[A-Za-z]:\\n|\\\\n|\\n[a-z]")
_LONGEST_DATE = 80
_LONGEST_LIST = 100_000  # characters of a list that is written into a cell
_LIST_STARTS = ("['", '["')
_MOST_BITS = 4_000  # Python refuses to print integers of more than 4,300 digits
_EPOCH = re.compile(r"\d{9,10}(?:\d{3})?(?:\.\d+)?")
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:T?\d{4,6}Z?)?", re.IGNORECASE)
_FIGURES = re.compile(r"(\d{1,2})\s*([/.-])\s*(\d{1,2})\s*\2\s*((?:19|20)\d\d)")
_SHORT_YEAR = re.compile(r"(\d{1,2})[- ]([^\W\d_]{3,})[- ](\d\d)")
_WEEKDAY = re.compile(
    r"^[^\W\d_]++\.?'?[^\W\d_]*+\s*+[,(]\s*+(?=[\d(]|[^\W\d_]{3,12}\.?\s\d)|(?<=\d{4})[,\s]\s?[^\W\d_]{3,12}$"
)
_OF_C = re.compile(r"[a-z]{3} ([a-z]{3}) {1,2}(\d{1,2}) \d\d:\d\d:\d\d (?:[+\-\w]{3,5} )?(\d{4})")  # as C and Twitter
_TIME = re.compile(
    r"(?:(?:(?<!\s)\s++(?:[,|\-–]\s*+)?|[,|\-–]\s*+|T)(?:at |a |alle |um |as |pukul |pk\.? |jam )?)"
    r"\d{1,2}[:.h]\d{2}(?:[:.]\d{2}(?:[.,]\d++)?)?\s*+(?:[ap]\.?m\.?\s*+)?"
    r"(?:(?:[A-Z]{1,5}|[+-]\d{2}:?\d{2}|UTC ?[+-]?\d*+)\s*+)?\)?$",
    re.IGNORECASE,
)
_FIGURE, _LONG_NUMBER = re.compile(r"\d"), re.compile(r"\d{4}")
_LONGEST_WORDS = 40  # characters before a day
_CENTURY_TURN = 69  # as in POSIX: 68 is 2068, 69 is 1969


def text_of_cell(value: object) -> str:
    """Return a value as text, "" for NaN, infinity, booleans, objects and None.

    A list of names is joined with commas.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if value.bit_length() < _MOST_BITS else ""
    if isinstance(value, float):
        return (str(int(value)) if value.is_integer() else str(value)) if math.isfinite(value) else ""
    if isinstance(value, list | tuple):
        return ", ".join(filter(None, map(_name, value)))
    return value.isoformat() if isinstance(value, date) else ""


def paragraphs_of_cell(value: object) -> str:
    """Return a value as an article's text.

    Of a list of strings each is a line. Strings between objects with a `text` are the pieces of one text, as Telegram
    writes them. A list that holds anything else has no text.
    """
    if isinstance(value, str) and value.startswith(_LIST_STARTS) and value.endswith("]"):
        value = _list_in(value)
    if not isinstance(value, list | tuple):
        return text_of_cell(value)
    pieces = [piece.get("text") if isinstance(piece, dict) else piece for piece in value]
    texts = [piece for piece in pieces if isinstance(piece, str)]
    plain = sum(isinstance(piece, str) for piece in value)
    if not plain or len(texts) < len(value):
        return ""
    return ("\n" if plain == len(value) else "").join(texts)


def with_line_ends(text: str) -> str:
    r"""Return a line with the line ends that are written out in it (`\n`).

    Where it may be part of a path, or of a word as LaTeX's `\nu`, the text stays as it is.
    """
    if "\\n" not in text or "\n" in text or _NO_LINE_END.search(text):
        return text
    return _LINE_END.sub("\n", text)


def _list_in(written: str) -> object:
    """Return the list that is written into a cell, or the cell."""
    if len(written) <= _LONGEST_LIST:
        with suppress(ValueError, SyntaxError, MemoryError, RecursionError):
            return ast.literal_eval(written)
    return written


def day_of_cell(value: object, *, month_first: bool = False) -> date | None:
    """Return the day of a date, a moment or a text, or None.

    A moment may be in seconds or milliseconds since 1970, UTC. Weekdays and times around a date are ignored. Dates in
    figures have the day first unless `month_first`. Days that cannot be an article's are ignored: databases write the
    year 1 or 9999 for an unknown date.
    """
    day = _any_day(value, month_first)
    return day if day and can_be_of(day) else None


def _any_day(value: object, month_first: bool) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    written = folded(clean_line(text_of_cell(value)[:_LONGEST_DATE]))
    if not written:
        return None
    if moment := _OF_C.fullmatch(written):
        written = " ".join(moment.group(2, 1, 3))
    bare = _TIME.sub("", _WEEKDAY.sub("", written)).strip(" ()")
    if figures := _FIGURES.fullmatch(bare):
        first, _, second, year = figures.groups()
        return day_of(year, first, second) if month_first else day_of(year, second, first)
    return _written(written, bare) or _only_day(written, month_first)


def _only_day(written: str, month_first: bool) -> date | None:
    """Return the one day that follows words, as in "The Mill - 30/08/2022, 07:00 WIB"."""
    found = list(islice(days_in(written), 2))
    if len(found) != 1:
        return None
    _, start, end = found[0]
    before, after = written[:start], written[end:]
    if not before or len(before) > _LONGEST_WORDS or _FIGURE.search(before) or _LONG_NUMBER.search(after):
        return None
    return _any_day(written[start:end], month_first)


def _written(written: str, bare: str) -> date | None:
    for form in (written, bare):
        if day := parse_day(form):
            return day
    if compact := _COMPACT.fullmatch(written):
        return day_of(*compact.groups())
    if _EPOCH.fullmatch(written):
        seconds = float(written) / (1000 if float(written) >= 1e11 else 1)
        with suppress(ValueError, OverflowError, OSError):
            return datetime.fromtimestamp(seconds, UTC).date()
    if short := _SHORT_YEAR.fullmatch(bare):
        number, name, year = short.groups()
        century = 1900 if int(year) >= _CENTURY_TURN else 2000
        return day_of(century + int(year), MONTH_NUMBERS.get(name, 0), number)
    return None


def _name(value: object) -> str:
    if isinstance(value, dict):
        return text_of_cell(value.get("name"))
    return text_of_cell(value) if isinstance(value, str | int) else ""
