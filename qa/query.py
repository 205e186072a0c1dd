"""What a search says exactly: phrases, what is left out, titles and outlets."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.errors import BadQuestionError
from index.questions import check_question, has_words

_CLOSING = {
    '"': '"”“＂',
    "“": '”“"',
    "”": '”"',
    "„": '“”"',
    "«": "»",
    "»": "«",
    "‟": '”"',
    "＂": '＂"',
}
"""Which marks close a phrase, by the mark that opens it."""

_TITLE, _SOURCE = "title", "source"
_PART = re.compile(rf"(-?)(?:((?ai:{_TITLE}|{_SOURCE})):(?=\S))?([{''.join(_CLOSING)}]?)")
_REST = re.compile(r"\S*")
_NAMELESS = re.compile(rf"-?(?ai:{_TITLE}|{_SOURCE}):")
"""Where the word that goes with a title or an outlet is missing."""


@dataclass(frozen=True, slots=True)
class Query:
    """A search of which some is exact: an article has to fit all of that.

    Its text holds all `phrases`, its title all `titles`, and its outlet is one that `sources` name. Neither text nor
    title holds any of `without`, the title none of `without_titles`, and its outlet is none that `without_sources`
    name. `words` are the others, which put in order what fits.
    """

    phrases: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    without_titles: tuple[str, ...] = ()
    without_sources: tuple[str, ...] = ()
    words: str = ""


def exact_query(text: str) -> Query | None:
    r"""Return what a search says exactly, or None if it does so nowhere.

    Raises BadQuestionError for quotation marks that are not closed or hold nothing, a search that only leaves out, and
    `title:` without a word where it is no word of a sentence.

    >>> exact_query('"opened in May" -bees title:bridge harbour')
    Query(phrases=('opened in May',), titles=('bridge',), sources=(), without=('bees',), without_titles=(), \
without_sources=(), words='harbour')
    >>> exact_query("the harbour bridge")
    """
    found, words = _parts(check_question(text))
    nameless = next(filter(_NAMELESS.fullmatch, words), None)
    if nameless is not None and (found or len(words) == 1):
        raise BadQuestionError(f"no word follows {nameless}", f"write it as {nameless}WORD, without a space")
    if not found:
        return None
    if all(kind.startswith("-") for kind in found) and not words:
        raise BadQuestionError("the search says only what to leave out", "say what to look for too")

    def told(kind: str) -> tuple[str, ...]:
        return tuple(found.get(kind, ()))

    return Query(
        phrases=told(""),
        titles=told(_TITLE),
        sources=told(_SOURCE),
        without=told("-"),
        without_titles=told(f"-{_TITLE}"),
        without_sources=told(f"-{_SOURCE}"),
        words=" ".join(words),
    )


def _parts(text: str) -> tuple[dict[str, list[str]], list[str]]:
    """Return what is exact, by what it is of, and the other words."""
    found: dict[str, list[str]] = {}
    words: list[str] = []
    at = 0
    while at < len(text):
        part = _PART.match(text, at)
        assert part is not None  # it can be empty
        minus, field, opening = part.groups()
        value, end = _value(text, part.end(), opening)
        is_exact = (minus or field or opening) and (opening or has_words(value))
        if is_exact and not _NAMELESS.fullmatch(text, at, end):
            found.setdefault(f"{minus}{(field or '').lower()}", []).append(value)
        elif at < end:
            words.append(text[at:end])
        at = end + (len(text[end:]) - len(text[end:].lstrip()))
    return found, words


def _value(text: str, start: int, opening: str) -> tuple[str, int]:
    """Return the phrase or word that begins at a character, and where it ends."""
    if not opening:
        word = _REST.match(text, start)
        assert word is not None  # it can be empty
        return word[0], word.end()
    end = min((place for mark in _CLOSING[opening] if (place := text.find(mark, start)) >= 0), default=-1)
    if end < 0:
        raise BadQuestionError(
            f"the quotation mark before {text[start:][:40]!r} is not closed", "close it, or leave it out"
        )
    if not has_words(text[start:end]):
        raise BadQuestionError("the quotation marks hold no word", "write a phrase between them, or leave them out")
    return text[start:end], end + 1
