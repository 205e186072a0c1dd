"""Whether a quote stands in an article; else the nearest words."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable
from difflib import SequenceMatcher
from itertools import islice

from index.values import Article, Span
from qa.addresses import address_of
from qa.answer.compose import stands
from qa.values import Verdict

FEWEST, MOST = 3, 300
"""How many words a quote has for which others are looked for."""

_ALIKE = 0.6
"""The least share of the quote's words that the words nearest to it have."""

_WORD = re.compile(r"\w+")
_TOKEN = re.compile(r"\w+|[^\w\s]")


def check_quote(article: Article, quote: str, start: int | None = None) -> Verdict:
    """Check whether `quote` stands in `article` at the character `start`, or anywhere if None."""
    at = article.text.find(quote) if start is None else start
    if stands(quote, at, at + len(quote), article.text):
        end = at + len(quote)
        address = address_of(article.article_id, at, end)
        return Verdict(article.article_id, True, at, end, None, article.sha256, address=address)
    problem = "the quote does not stand in the article" + ("" if start is None else " at this character")
    near = nearest_words(article.text, quote)
    if near is None:
        return Verdict(article.article_id, False, None, None, problem, article.sha256)
    words = near.of(article.text)
    return Verdict(article.article_id, False, None, None, problem, article.sha256, words, near.start)


def nearest_verdict(quote: str, articles: Iterable[Article]) -> tuple[Verdict, ...]:
    """Return the verdict of the article with the nearest words, if any has some."""
    verdicts = [check_quote(article, quote) for article in articles]
    return tuple(sorted((each for each in verdicts if each.nearest), key=lambda each: _changes(quote, each))[:1])


def _changes(quote: str, verdict: Verdict) -> int:
    return changes(differences(quote, verdict.nearest or ""))


def changes(pairs: Iterable[tuple[str, str]]) -> int:
    """Return how many characters are not the same in pairs of words that differ."""
    return sum(_changed(*pair) for pair in pairs)


def _changed(ours: str, theirs: str) -> int:
    same = SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks()
    return len(ours) + len(theirs) - 2 * sum(each.size for each in same)


def nearest_words(text: str, quote: str) -> Span | None:
    """Return the words of `text` most like `quote`, None if none are near.

    In linear time and little memory, however long the text.
    """
    wanted = [word.casefold() for word in _WORD.findall(quote)]
    if not FEWEST <= len(wanted) <= MOST:
        return None
    alike, around = _best_window(text, wanted)
    if alike < _ALIKE * len(wanted):
        return None
    reach = len(wanted) // 4 + 1
    words = [*_before(text, around.start, reach), *_WORD.finditer(text, around.start, around.end)]
    words += islice(_WORD.finditer(text, around.end), reach)
    blocks = SequenceMatcher(None, wanted, [word[0].casefold() for word in words], autojunk=False).get_matching_blocks()
    first, last = blocks[0], blocks[-2]
    start = words[max(first.b - first.a, 0)].start()
    end = words[min(last.b + len(wanted) - last.a, len(words)) - 1].end()
    return _with_marks(text, start, end, quote)


def differences(quote: str, words: str) -> tuple[tuple[str, str], ...]:
    """Return what differs: each part of the quote, and what stands there instead.

    Either is empty where the other has more. None where the two differ in spaces alone.

    >>> differences("It has 300 bombs.", "It has about 200 bombs.")
    (('300', 'about 200'),)
    """
    ours, theirs = list(_TOKEN.finditer(quote)), list(_TOKEN.finditer(words))
    matcher = SequenceMatcher(None, [each[0] for each in ours], [each[0] for each in theirs], autojunk=False)
    return tuple(
        (_of(quote, ours[a:b]), _of(words, theirs[c:d]))
        for what, a, b, c, d in matcher.get_opcodes()
        if what != "equal"
    )


def _of(text: str, tokens: list[re.Match[str]]) -> str:
    return text[tokens[0].start() : tokens[-1].end()] if tokens else ""


def _best_window(text: str, wanted: list[str]) -> tuple[int, Span]:
    """Return the place with the most of the wanted words, and how many."""
    missing, window = Counter(wanted), deque[re.Match[str]]()
    alike, most, best = 0, 0, Span(0, 0)
    for word in _WORD.finditer(text):
        window.append(word)
        alike += missing[key := word[0].casefold()] > 0
        missing[key] -= 1
        if len(window) > len(wanted):
            gone = window.popleft()[0].casefold()
            missing[gone] += 1
            alike -= missing[gone] > 0
        if alike > most:
            most, best = alike, Span(window[0].start(), word.end())
    return most, best


def _before(text: str, end: int, count: int) -> list[re.Match[str]]:
    """Return the last `count` words before a character, which begins a word."""
    start = max(end - 30 * count, 0)
    return list(_WORD.finditer(text, start, end))[-count:]


def _with_marks(text: str, start: int, end: int, quote: str) -> Span:
    """Return a place with the marks around it that a quote has too."""
    while not quote[:1].isalnum() and start and _is_mark(text[start - 1]):
        start -= 1
    while not quote[-1:].isalnum() and end < len(text) and _is_mark(text[end]):
        end += 1
    return Span(start, end)


def _is_mark(character: str) -> bool:
    return not character.isalnum() and not character.isspace()
