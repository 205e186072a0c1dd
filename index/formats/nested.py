"""The records in one JSON object: in arrays, by ids, by columns, in chats."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from index.formats import limits
from index.formats.columns import Columns, flattened, is_summary, text_column
from index.formats.parsed import ParseProblem
from index.formats.telegram import is_chat, messages_of
from index.values import ProblemKind

_JSON_FEED = "https://jsonfeed.org/version/"
_DEEPEST = 5
_LISTS = 200  # places that are looked at for records
_FEWEST_BY_ID = 2
_LIST_NAMES = """
    @graph articles children docs documents entries features hits items news orderedItems posts records results rows
    stories
"""
_RECORD_LISTS = frozenset(_LIST_NAMES.split())

Object = Mapping[object, object]


def records_in(found: dict[object, object], given: Columns) -> tuple[Sequence[object], tuple[ParseProblem, ...]]:
    """Return the records in `found` (maybe only itself) and what was left out.

    It is itself the record if there are none in it, and if it has a text of its own, in the column that is `given` or
    guessed, which is not a summary of them.
    """
    if chats := _chats(found):
        return messages_of(chats)
    if str(found.get("version", "")).startswith(_JSON_FEED) and isinstance(items := found.get("items"), list):
        return [{"source": found.get("title")} | each if isinstance(each, dict) else each for each in items], ()
    if columnar := next((records for records in _by_columns(found) if _has_text(records, given)), None):
        return columnar, ()
    own = text_column(given, [flattened(found)])
    lists = {path: records for path, records in islice(_lists(found, given), _LISTS) if _has_text(records, given)}
    within = (own or "").rpartition(".")[0]
    by_id = "." in (own or "") and within.rpartition(".")[0] in lists  # the text of one of several
    if not lists or (own and not is_summary(own) and not by_id):
        return [found], ()
    shallowest = min(path.count(".") for path in lists)
    named = [path for path in lists if path.rpartition(".")[2] in _RECORD_LISTS]
    kept = [path for path in lists if path.count(".") == shallowest]
    if len(kept) > 1 and len(named) == 1:
        kept = named
    elif len({tuple(sorted(map(str, _first(lists[path])))) for path in kept}) > 1:
        return [found], ()
    left = tuple(
        ParseProblem(f"records under {path} that were left out: {len(records):,}", kind=ProblemKind.LEFT_OUT)
        for path, records in lists.items()
        if path not in kept
    )
    return [record for path in kept for record in lists[path]], left


def pages_in(row: Mapping[str, object], given: Columns) -> Sequence[object]:
    """Return the records in a row if it is a page of results."""
    lists = {name: value for name, value in row.items() if name.rpartition(".")[2] in _RECORD_LISTS}
    pages = [value for value in lists.values() if isinstance(value, list) and any(isinstance(v, dict) for v in value)]
    if len(pages) != 1 or not _has_text(pages[0], given):
        return ()
    own = text_column(given, [row])
    return () if own and not is_summary(own) else pages[0]


def _chats(found: Object) -> list[Object]:
    """Return the chats of Telegram in `found`, if it is one or holds them."""
    if is_chat(found):
        return [found]
    held = found.get("chats")
    listed = held.get("list") if isinstance(held, dict) else None
    return [each for each in listed if isinstance(each, dict) and is_chat(each)] if isinstance(listed, list) else []


def _lists(found: Object, given: Columns) -> Iterator[tuple[str, list[object]]]:
    """Yield the arrays and objects of records in `found`, each with its path.

    The shallowest are first. What is in a record is part of it: arrays in arrays are not looked at.
    """
    level: list[tuple[str, Object]] = [("", found)]
    for _ in range(_DEEPEST):
        below: list[tuple[str, Object]] = []
        for path, each in level:
            for key, value in each.items():
                name = f"{path}.{key}".lstrip(".")
                if isinstance(value, list) and any(isinstance(inner, dict) for inner in value):
                    yield name, value
                elif isinstance(value, dict) and len(below) < _LISTS:
                    below.append((name, value))
            if by_id := _by_id(each, given):
                yield path, by_id
        level = below


def _by_id(found: Object, given: Columns) -> list[object]:
    """Return the records of `{"17": {...}, "18": {...}}` if most have a text."""
    if len(found) < _FEWEST_BY_ID or not all(isinstance(value, dict) for value in found.values()):
        return []
    records: list[object] = [{"id": key} | value for key, value in found.items() if isinstance(value, dict)]
    sample = [flattened(each) for each in records[: limits.SAMPLE_RECORDS] if isinstance(each, dict)]
    column = text_column(given, sample) or ""
    return records if 2 * sum(column in each for each in sample) > len(sample) else []


def _by_columns(found: Object) -> Iterator[list[object]]:
    """Yield the records of a table that is written by its columns, as pandas does."""
    names, rows = found.get("columns"), found.get("data")
    if isinstance(names, list) and isinstance(rows, list):
        yield [dict(zip(map(str, names), row, strict=False)) if isinstance(row, list) else row for row in rows]
    columns = {
        key: dict(enumerate(value)) if isinstance(value, list) else value
        for key, value in found.items()
        if isinstance(value, dict | list)
    }
    if len(found) > 1 and len(columns) == len(found) <= limits.COLUMNS:
        rows_named = next(iter(columns.values())).keys()
        if all(column.keys() == rows_named for column in columns.values()):
            yield [{key: column[row] for key, column in columns.items()} for row in rows_named]


def _has_text(records: Sequence[object], given: Columns) -> bool:
    sample = [flattened(each) for each in records[: limits.SAMPLE_RECORDS] if isinstance(each, dict)]
    return bool(sample) and text_column(given, sample) is not None


def _first(records: Sequence[object]) -> Object:
    return next((each for each in records if isinstance(each, dict)), {})
