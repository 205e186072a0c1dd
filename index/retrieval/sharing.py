"""Sharing hits between languages, so that much in one does not hide what another has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from index.values import Hit


def share(
    hits: Sequence[Hit], languages: Iterable[str], each: int, best: Callable[[str], Sequence[Hit]]
) -> tuple[Hit, ...]:
    """Return as many hits, `each` or more in a language with so many.

    `best` returns the best hits in a language. Those that come in, at most as many as half of the places, follow the
    first `each` hits, and take the places of the last in languages with more. Scores stay; ranks are counted anew.
    """
    found = Counter(hit.article.language for hit in hits)
    few = [language for language in languages if found[language] < each]
    there = {hit.passage.passage_id for hit in hits}
    missing = [hit for language in few for hit in best(language)[:each] if hit.passage.passage_id not in there]
    spare = [hit.passage.passage_id for hit in hits[each:] if found[hit.article.language] > each]
    missing = sorted(missing, key=lambda hit: -hit.score)[: min(len(spare), len(hits) // 2)]
    left_out = frozenset(spare[len(spare) - len(missing) :])
    kept = [hit for hit in hits if hit.passage.passage_id not in left_out]
    return tuple(replace(hit, rank=rank) for rank, hit in enumerate((*kept[:each], *missing, *kept[each:]), 1))
