"""Copies: a passage that several outlets carry is one hit, which lists its carriers.

Which articles tell the same story is known from the index (see `index.generations.near_duplicates`). Their passages may
be cut at other places, so what is compared here is what they say: the word sequences of one passage against those of
the hits above it, and of a hit against the whole of the other articles.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from index.text.shingles import overlap, shingles
from index.values import Article, Copy, Hit, Stories

REPEATS = 0.5
"""The share of a passage that better hits must have to make it a repetition."""

CARRIES = 0.5
"""The share of a passage that another article must hold to count as a copy."""

_NUMBER = re.compile(r"(?<!\w)(\w+)\s+(\d[\d.,]*)(?=\s+(\w+))")
"""A number, and the words before and after it."""

LoadArticles = Callable[[Sequence[str]], Mapping[str, Article]]
"""Returns articles by id, without those that are gone."""


def collapse(hits: Sequence[Hit], stories: Stories, load: LoadArticles) -> tuple[Hit, ...]:
    """Return `hits` without those that repeat a better one of the same story.

    Ranks stay as they were given. A hit that stays carries its copies. Passages of one article never repeat one
    another; nor does one that has another number in the same place: a later version of the story.
    """
    kept: list[Hit] = []
    seen: dict[str, set[int]] = {}
    above_it: dict[str, Article] = {}
    for hit in hits:
        others = stories.get(hit.article.article_id, ())
        if others:
            words = shingles(hit.passage.text)
            above = frozenset().union(*(seen.get(other, ()) for other in others))
            told = [above_it[other] for other in others if other in above_it]
            if overlap(words, above) >= REPEATS and not _has_new_number(hit, told):
                continue
            above_it[hit.article.article_id] = hit.article
            seen.setdefault(hit.article.article_id, set()).update(words)
            hit = replace(hit, copies=_copies(words, load(others)))
        kept.append(hit)
    return tuple(kept)


def _has_new_number(hit: Hit, above: Iterable[Article]) -> bool:
    """Whether a passage has another number than the articles above between the same two words."""
    known: dict[tuple[str, str], set[str]] = {}
    for article in above:
        for before, number, after in _NUMBER.findall(article.text):
            known.setdefault((before, after), set()).add(number)
    here = ((known.get((before, after)), number) for before, number, after in _NUMBER.findall(hit.passage.text))
    return any(told and number not in told for told, number in here)


def _copies(words: frozenset[int], others: Mapping[str, Article]) -> tuple[Copy, ...]:
    carrying = [article for article in others.values() if overlap(words, shingles(article.text)) >= CARRIES]
    carrying.sort(key=lambda article: (article.published or date.max, article.article_id))
    return tuple(map(copy_of, carrying))


def copy_of(article: Article) -> Copy:
    """Return an article as a copy of another."""
    return Copy(article.article_id, article.title, article.source, article.published, article.url)
