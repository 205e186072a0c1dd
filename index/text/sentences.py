"""Sentences as character spans: those of `sentencex`, checked and some of them mended."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

import sentencex

from index.text.languages import LANGUAGES
from index.values import Span

# sentencex takes quadratic time within one call, so a long line goes in pieces.
WINDOW = 1_000

# The neighbours of Indonesian abbreviate as it does.
_WORDINGS = {**dict.fromkeys(("ms", "jv", "su"), LANGUAGES["id"]), **LANGUAGES}

_CONTEXT = 48
_LAST_WORD = re.compile(r"(?<![^\s(\[\"'“‘/])[^\s(\[\"'“‘/]++$")
_ENUMERATOR = re.compile(r"\s*\(?(?:\d{1,3}|[A-Za-z])[.)]\s*")
_CLOSING = re.compile(r"[\"'”’»)\]]+(?=\s|[,.;:!?]|$)")
_QUOTED_END = re.compile(r"[.!?…][\"'”’»]+\s*$")
_DOMAIN = re.compile(r"[A-Z]{2,4}(?![^\W_])|[A-Z]\.")
_HAS_WORD = re.compile(r"[^\W_]")
_LINE = re.compile(r"[^\n]+")
_PLAIN = re.compile(r"[\w ]*")  # no sentence ends in it: tables and lists have millions of such lines

_PAST_SPACES = 0x3001  # the last space in Unicode is the ideographic one, U+3000

# It also panics on a space that is more than one byte in UTF-8, and takes no surrogates:
# it is shown a text of the same length without either.
_STAND_INS = {c: " " for c in range(0x80, _PAST_SPACES) if chr(c).isspace()} | dict.fromkeys(range(0xD800, 0xE000), "x")


def split_sentences(text: str, language: str) -> tuple[Span, ...]:
    r"""Return the sentences of `text`, in order, by the rules of `language`.

    `language` is an ISO 639-1 code; unknown ones have the rules of English. Spans are not empty, do not overlap, have
    no whitespace at their ends, and cover every non-whitespace character. A `\n` is always a boundary. Speech in
    quotation marks stays in one sentence. Takes any string, in linear time.
    """
    spans: list[Span] = []
    for found in _LINE.finditer(text):
        line = found[0]
        ends = () if _PLAIN.fullmatch(line) else _mend(line, _boundaries(line, language), language)
        bounds = [0, *ends, len(line)]
        for left, right in pairwise(bounds):
            piece = line[left:right]
            if trimmed := piece.strip():
                first = found.start() + left + len(piece) - len(piece.lstrip())
                spans.append(Span(first, first + len(trimmed)))
    return tuple(spans)


def _boundaries(line: str, language: str) -> Iterator[int]:
    """Yield where the library ends one sentence of `line` and begins the next."""
    shown = line.translate(_STAND_INS)
    at = 0
    while at < len(shown):
        window = shown[at : at + WINDOW]
        lengths = _segment_lengths(window, language)
        if at + WINDOW < len(shown):
            lengths.pop()  # cut off by the window: its end is not known yet
        reached = at
        for length in lengths:
            reached += length
            if 0 < reached < len(shown):
                yield reached
        at = reached if reached > at else at + WINDOW


def _segment_lengths(window: str, language: str) -> list[int]:
    """Return the lengths of the library's segments if they tile the window, else its length."""
    try:
        segments = sentencex.segment(language, window)
    except BaseException as problem:
        # A Rust panic derives from BaseException and its class cannot be imported.
        if not isinstance(problem, Exception) and type(problem).__name__ != "PanicException":
            raise
        return [len(window)]
    return [len(s) for s in segments] if "".join(segments) == window else [len(window)]


def _mend(line: str, boundaries: Iterable[int], language: str) -> Iterator[int]:
    """Yield the boundaries but the false ones; closing marks stay with their sentence."""
    previous = 0
    for found, following in pairwise([*boundaries, len(line)]):
        closing = None if line[found - 1].isspace() else _CLOSING.match(line, found, found + _CONTEXT)
        boundary = closing.end() if closing else found
        if boundary <= previous or not _HAS_WORD.search(line, boundary, following):
            continue
        before = line[max(previous, boundary - _CONTEXT) : boundary]
        if not (_is_fragment(line, previous, boundary) or _goes_on(before, line[boundary:following], language)):
            yield boundary
            previous = boundary


def _is_fragment(line: str, start: int, end: int) -> bool:
    """Return whether `line[start:end]` is only a list number or stray punctuation."""
    if end - start > _CONTEXT:
        return False
    return _ENUMERATOR.fullmatch(line, start, end) is not None or not _HAS_WORD.search(line, start, end)


def _goes_on(before: str, after: str, language: str) -> bool:
    """Return whether a sentence goes on from `before` to `after`."""
    following = after.lstrip()
    touching = after == following and not before[-1:].isspace()
    return (
        (following[:1].islower() and _QUOTED_END.search(before) is not None)
        or (touching and _DOMAIN.match(after) is not None)
        or _is_abbreviated(before, following, language)
    )


def _is_abbreviated(before: str, following: str, language: str) -> bool:
    wording = _WORDINGS.get(language)
    last = _LAST_WORD.search(before.rstrip())
    if wording is None or last is None:
        return False
    word = last.group().lower()
    return word in wording.abbreviations or (word in wording.number_abbreviations and following[:1].isdigit())
