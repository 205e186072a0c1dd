"""Bad arguments are refused at once, and not when their turn has come."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from index.formats import Columns
from index.search import check_k, check_question
from index.storage.edits import checked_value
from index.text.language import UNDETERMINED
from index.values import Article
from qa import given


def refuse(method: Callable[..., object], *args: object, **named: object) -> None:
    """Raise what `method` would for its arguments, as far as they tell without the library.

    Raises TypeError and BadInputError. What can be iterated only once is left to the method, and so are records.
    """
    for name, value in inspect.signature(method).bind(*args, **named).arguments.items():
        if name in _CHECKS and value is not None and not isinstance(value, Iterator):
            _CHECKS[name](value)


def _addable(what: Any) -> None:
    """Refuse what is neither paths nor articles nor records; reading records takes long."""
    one = isinstance(what, str | os.PathLike | Article) or not isinstance(what, Iterable)
    if one or (isinstance(what, list | tuple) and not any(isinstance(each, Mapping) for each in what)):
        given.to_add(what)


def _columns(columns: Any) -> None:
    if isinstance(columns, str):
        Columns.parse(columns)


def _changes(changes: Mapping[str, object]) -> None:
    for name, value in changes.items():
        checked_value(name, value, "", lambda _: UNDETERMINED)


_CHECKS: dict[str, Callable[[Any], object]] = {
    "what": _addable,
    "columns": _columns,
    "urls": partial(given.many, kind=str),
    "articles": partial(given.many, kind=Article),
    "origins": partial(given.many, kind=str),
    "article_ids": partial(given.many, kind=str),
    "changes": _changes,
    "query": check_question,
    "k": check_k,
}
"""What refuses the values of arguments, by the arguments' names."""
