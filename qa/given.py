"""What a caller gives: one thing, or many."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TypeAlias, TypeVar, cast

from index.errors import BadInputError
from index.text.cleaning import clean_line
from index.values import Article

_T = TypeVar("_T")
_SHOWN = 60

OneOrMany: TypeAlias = _T | Iterable[_T]
PathGiven: TypeAlias = str | os.PathLike[str]


def many(given: OneOrMany[_T], kind: type[_T]) -> tuple[_T, ...]:
    """Return all that is given, one or many; a text is one.

    Raises BadInputError for what is not of `kind`.
    """
    found = (given,) if isinstance(given, kind) else tuple(cast(Iterable[_T], given))
    _check(found, kind)
    return found


def paths(given: OneOrMany[PathGiven]) -> tuple[Path, ...]:
    """Return the paths that are given, one or many.

    Raises BadInputError for an empty path, which would be the current folder.
    """
    found = (given,) if isinstance(given, str | os.PathLike) else tuple(given)
    _check(found, str, os.PathLike)
    if "" in map(str, found):
        raise BadInputError("a path is empty", "name a file or folder; a variable that is not set is empty")
    return tuple(map(Path, found))


def with_origins(
    articles: OneOrMany[Article], origins: OneOrMany[str] | None
) -> tuple[tuple[Article, ...], tuple[str, ...] | None]:
    """Return the articles that are given and, if they are, their origins."""
    return many(articles, Article), None if origins is None else many(origins, str)


def _check(found: Iterable[object], *kinds: type) -> None:
    wanted = " or ".join(kind.__name__ for kind in kinds)
    for each in found:
        if not isinstance(each, kinds):
            raise BadInputError(f"{clean_line(repr(each))[:_SHOWN]} is no {wanted}", f"give one {wanted}, or several")
