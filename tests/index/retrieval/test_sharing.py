"""Of every language with passages some hits stay, however many there are in another."""

from __future__ import annotations

import pytest

from index.retrieval.sharing import share
from index.storage.articles import make_article
from index.values import Hit, Passage


def hits(language: str, *numbers: int) -> list[Hit]:
    """Hits in a language; the lower its number, the better a hit."""
    article = make_article(text=language, language=language)
    made = (Passage(number, article.article_id, 0, 0, 2, language) for number in numbers)
    return [Hit(passage, article, 1 - passage.passage_id / 100, 1, ()) for passage in made]


OTHERS = {"id": hits("id", *range(9)), "en": hits("en", 50, 60, 70), "de": hits("de", 55), "und": []}


@pytest.mark.parametrize(
    ("found", "each", "shared"),
    [
        (OTHERS["id"][:6], 2, [0, 1, 50, 55, 60, 2]),
        ([*OTHERS["id"][:5], *OTHERS["en"][:1]], 2, [0, 1, 55, 60, 2, 50]),
        ([*OTHERS["en"], *OTHERS["de"], *OTHERS["id"][:2]], 1, [50, 60, 70, 55, 0, 1]),
        (OTHERS["id"][:6], 3, [0, 1, 2, 50, 55, 60]),
        (OTHERS["id"][:2], 2, [0, 1]),
        ([], 2, []),
    ],
)
def test_hits_are_shared(found: list[Hit], each: int, shared: list[int]) -> None:
    got = share(found, OTHERS, each, OTHERS.__getitem__)
    assert [hit.passage.passage_id for hit in got] == shared
    assert [hit.rank for hit in got] == list(range(1, len(found) + 1))
