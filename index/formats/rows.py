"""Records that a program has: dictionaries, and the rows of data frames."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from index.errors import BadInputError
from index.formats.columns import Record, flattened

RECORDS = "records"
"""What stands for the path of records in problems."""


class Frame(Protocol):
    """A data frame, of pandas, Polars or Arrow, of any version."""

    @property
    def columns(self) -> Any:
        """Its columns."""


_ROWS = ("to_dicts", "to_pylist")
"""What gives the rows of a frame: of Polars, of Arrow."""


def rows_of(frame: object) -> list[dict[object, object]] | None:
    """Return the rows of a data frame, None for anything else."""
    if isinstance(frame, Mapping | type) or not hasattr(frame, "columns"):
        return None
    give: Any = next((found for name in _ROWS if (found := getattr(frame, name, None))), None)
    if give is not None:
        rows: list[dict[object, object]] = give()
        return rows
    to_dict: Any = getattr(frame, "to_dict", None)
    return None if to_dict is None else to_dict("records")


def plain_records(rows: Iterable[Mapping[Any, object]]) -> Iterator[Record]:
    """Yield rows with the values that JSON has, objects in them as `column.key`.

    Raises BadInputError for what is no row.
    """
    for row in rows:
        if not isinstance(row, Mapping):
            raise BadInputError(f"{type(row).__name__} is no record", "give dictionaries, or a data frame")
        yield flattened({key: _plain(value) for key, value in row.items()})


def _plain(value: object) -> object:
    """Return a value without types of NumPy; None for NaN, NaT and NA."""
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, str) or value is None:
        return str(value) if isinstance(value, str) else None
    to_list: Any = getattr(value, "tolist", None)
    if to_list is not None:
        return _plain(to_list())
    try:
        return value if value == value else None  # NaN and NaT are not themselves
    except (TypeError, ValueError):  # NA is not even comparable
        return None
