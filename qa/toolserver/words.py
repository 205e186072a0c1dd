"""Answers in words for an agent: what others wrote is fenced, to be read as a quotation and not obeyed.

Outside the fences stand only numbers, ids, offsets, days and Kutip's own words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from index.store import Source
from index.text import clean_line
from index.values import Article, Hit
from qa.described import facts, joined, place
from qa.shortfalls import reason
from qa.values import Answer, Citation

QUOTATION, ABOUT, WORDS = "quotation", "about", "answer"
"""What is in a fence: text of an article, what is known of it, and the words of a quote that answer."""

_KINDS = f"{QUOTATION}|{ABOUT}|{WORDS}"
_BLANK = r"[\s\u200b-\u200d\u2060\ufeff]*"
_OPENING = re.compile(f"(?:<{{2,}}|⋘)(?={_BLANK}(?:{_KINDS}))", re.IGNORECASE)
_CLOSING = re.compile(f"((?:{_KINDS}){_BLANK})(>{{2,}}|⋙)", re.IGNORECASE)
_LONGEST_LINE = 300


def fenced(text: str, kind: str = QUOTATION) -> str:
    """`text` between marks of its `kind`; marks within it are broken up, so that it can close no fence."""
    return f"<<<{kind}\n{_harmless(text)}\n{kind}>>>"


def line(text: str) -> str:
    """`text` on one line of bounded length, without marks."""
    cleaned = _harmless(clean_line(text))
    return cleaned if len(cleaned) <= _LONGEST_LINE else f"{cleaned[:_LONGEST_LINE]}…"


def answer(given: Answer) -> str:
    """The quotes, each with its number and where it stands; or why there are none, and what is nearest."""
    if given.shortfall:
        near = [_near(hit) for hit in given.hits]
        said = f"Not found in these articles: {reason(given)}."
        return "\n\n".join([said, *(["The nearest passages, which do not answer:"] if near else []), *near])
    lines = ["Sources disagree; the newest comes first."] if given.disagreement else []
    return "\n\n".join([*lines, *map(_cited, given.citations)])


def hits(found: Sequence[Hit]) -> str:
    """Passages, the nearest first."""
    return "\n\n".join(map(_near, found)) or "Nothing was found."


def article(kept: Article, start: int, end: int) -> str:
    """A part of an article, and where to go on reading."""
    left = len(kept.text) - end
    rest = f"There is more, {left} characters: read on with start={end}." if left else "This is the end of it."
    head = f"article {kept.article_id}, characters {start}-{end} of {len(kept.text)}"
    return "\n".join([head, fenced(joined(kept.title, facts(kept)), ABOUT), fenced(kept.text[start:end]), rest])


def sources(found: Sequence[Source]) -> str:
    """The outlets, a line each."""
    lines = [f"{each.name}: {each.articles} articles, {each.first or '?'} to {each.last or '?'}" for each in found]
    return fenced("\n".join(lines), ABOUT) if lines else "No outlet is known."


def _cited(citation: Citation) -> str:
    head = f"[{citation.number}] {joined(place(citation), citation.published or 'undated')}"
    about = fenced(joined(citation.title, citation.source, citation.url), ABOUT)
    told = ["The words of it that answer:", fenced(citation.answer, WORDS)] if citation.answer else []
    return "\n".join([head, about, fenced(citation.quote), *told])


def _near(hit: Hit) -> str:
    where = f"article {hit.article.article_id}, characters {hit.passage.start}-{hit.passage.end}"
    head = f"{hit.rank}. {joined(where, hit.article.published or 'undated')}"
    about = fenced(joined(hit.article.title, hit.article.source, hit.article.url), ABOUT)
    return "\n".join([head, about, fenced(hit.passage.text)])


def _harmless(text: str) -> str:
    """`text` with its marks broken up, also those in letters and brackets that only look like a mark's."""
    seen = text if text.isascii() else text.translate(_LOOKS)
    marks = [found.span() for found in _OPENING.finditer(seen)] + [found.span(2) for found in _CLOSING.finditer(seen)]
    for start, end in sorted(marks, reverse=True):
        text = text[:start] + " ".join(text[start:end].replace("⋘", "<<<").replace("⋙", ">>>")) + text[end:]
    return text


class _Looks(dict[int, str]):
    """What a character looks like, as one character."""

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFKC", chr(code))
        self[code] = plain if len(plain) == 1 else chr(code)
        return self[code]


_LOOKS = _Looks({**dict.fromkeys(map(ord, "‹〈⟨⟪《≪«"), "<"), **dict.fromkeys(map(ord, "›〉⟩⟫》≫»"), ">")})
