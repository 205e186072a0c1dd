"""The times that sentences of an article tell: "last Monday", "two days later".

They are counted from the article's day. What is not plain is left out: a wrong day is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from index.text import told_forms
from index.text.tenses import Tense, may_be_long_past, tense_at
from index.text.told_forms import Days
from index.text.told_words import YEAR, Found, Sentence, ToldTime, found_in, plain

__all__ = ["ToldTime", "times_told"]

_ALIKE = dict.fromkeys(("ms", "jv", "su"), "id")
_NEAR = timedelta(days=45)
"""How near its article's day a date without a year is surely meant of that year, whatever the verb."""

_QUOTED = re.compile(r"[“\"][^“”\"]*+[”\"]?")
_OF = re.compile(r"\s(?:of\s)?")


def times_told(
    text: str, language: str, published: date | None, before: Sequence[ToldTime] = ()
) -> tuple[ToldTime, ...]:
    """Return the times that a sentence in `language` tells, in its order.

    `before` are those of the nearest sentence before it that tells any. Without the day on which the article was
    `published` only those that have a year are known, as of languages other than those of `LANGUAGES`.
    """
    sentence = Sentence(text, plain(text), _ALIKE.get(language, language), published, before)
    found = sorted(_without_overlaps(found_in(sentence)), key=lambda each: each.start)
    found = list(_with_years(found, sentence))
    times = [_resolved(each, found, sentence) for each in found if not _was_told_then(each, found, sentence)]
    return tuple(_ranges([each for each in times if each is not None], sentence))


def _without_overlaps(found: Iterable[Found]) -> Iterator[Found]:
    """Yield what overlaps nothing that was found before it."""
    taken: list[Found] = []
    for each in found:
        if not any(each.start < other.end and other.start < each.end for other in taken):
            taken.append(each)
            yield each


def _with_years(found: Sequence[Found], sentence: Sentence) -> Iterator[Found]:
    """Yield times with the years that those beside them give: "in March last year"."""
    joined = told_forms.JOINED.get(sentence.language)
    skipped = False
    for place, each in enumerate(found):
        if skipped:
            skipped = False
            continue
        before, behind = found[place - 1] if place else None, found[place + 1] if place + 1 < len(found) else None
        if each.of_year is None or joined is None:
            yield each
        elif behind and _is_year(behind) and _OF.fullmatch(sentence.plain, each.end, behind.start):
            assert behind.days is not None
            skipped = True
            yield Found(each.start, behind.end, each.of_year(behind.days[0].year), has_year=True)
        elif behind and behind.has_year and behind.days and joined.fullmatch(sentence.plain, each.end, behind.start):
            yield replace(each, days=_leading(each.of_year, behind.days), of_year=None, has_year=True)
        elif before and before.has_year and before.days and joined.fullmatch(sentence.plain, before.end, each.start):
            yield replace(each, days=_following(each.of_year, before.days), of_year=None, has_year=True)
        else:
            yield each


def _following(of_year: Callable[[int], Days | None], first: Days) -> Days | None:
    """Return the days of the year of those before them, or the next."""
    days = of_year(first[0].year)
    return days if days is None or days[0] >= first[0] else of_year(first[0].year + 1)


def _leading(of_year: Callable[[int], Days | None], last: Days) -> Days | None:
    """Return the days of the year of those behind them, or the one before."""
    days = of_year(last[0].year)
    return days if days is None or days[0] <= last[0] else of_year(last[0].year - 1)


def _was_told_then(found: Found, others: Sequence[Found], sentence: Sentence) -> bool:
    """Whether a time is told in words of another day."""
    if found.has_year or found.of_year is not None or sentence.published is None:
        return False
    for quote in _QUOTED.finditer(sentence.plain):
        if quote.start() <= found.start < quote.end():
            return any(not quote.start() <= each.start < quote.end() for each in others)
    saying, long_ago = told_forms.SAYING.get(sentence.language), sentence.published - YEAR
    return saying is not None and any(
        each.has_year and each.days and each.days[1] < long_ago and saying.search(sentence.plain, each.end, found.start)
        for each in others
        if each.end <= found.start
    )


def _is_year(found: Found) -> bool:
    """Whether it tells one whole year, from the article's day."""
    if found.has_year or found.days is None:
        return False
    year = found.days[0].year
    return found.days == (date(year, 1, 1), date(year, 12, 31))


def _resolved(found: Found, others: Sequence[Found], sentence: Sentence) -> ToldTime | None:
    days = found.days
    if found.of_year is not None and sentence.published is not None:
        old = [each.days[1] for each in others if each.has_year and each.days]
        old += [each.until for each in sentence.before]
        days = _nearest(found, sentence, sentence.published, [each for each in old if each < sentence.published - YEAR])
    return ToldTime(found.start, found.end, *days, found.is_anchored) if days else None


def _nearest(found: Found, sentence: Sentence, published: date, old: Sequence[date]) -> Days | None:
    """Return the days of a time without a year, None if they may be several.

    They are of the past unless the future is told. Where `old` times are told beside it, it may be of theirs.
    """
    assert found.of_year is not None
    years = (published.year + apart for apart in (-1, 0, 1))
    options = [days for days in map(found.of_year, years) if days]
    if found.weekday is not None:
        options = [days for days in options if days[0].weekday() == found.weekday]
        return options[0] if len(options) == 1 else None
    past = max((days for days in options if days[0] <= published), default=None)
    future = min((days for days in options if days[0] > published), default=None)
    if past and past[1] >= published:
        return past
    is_near_past = past is not None and published - past[1] <= _NEAR
    is_near_future = future is not None and future[0] - published <= _NEAR
    if old and not (is_near_past or is_near_future):
        return None
    match found.tense or tense_at(sentence.text, sentence.plain, found.start, sentence.language):
        case Tense.PAST:
            is_sure = is_near_past or may_be_long_past(sentence.plain, found.start, sentence.language)
            return past if found.tense or (is_sure and not is_near_future) else None
        case Tense.FUTURE:
            return None if is_near_past and found.tense is None else future
        case Tense.UNCLEAR:
            return past if is_near_past else future if is_near_future else None


def _ranges(times: Sequence[ToldTime], sentence: Sentence) -> Iterator[ToldTime]:
    """Yield times, and as one those that begin and end it."""
    ranging = told_forms.RANGING.get(sentence.language)
    kept: ToldTime | None = None
    for each in times:
        if kept and ranging and kept.since <= each.since and ranging.fullmatch(sentence.plain, kept.end, each.start):
            kept = ToldTime(kept.start, each.end, kept.since, each.until)
        else:
            if kept:
                yield kept
            kept = each
    if kept:
        yield kept
