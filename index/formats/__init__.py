"""Parsers of many file formats: text, pages, documents, books, tables, feeds, and archives of them."""

from importlib import import_module
from typing import TYPE_CHECKING

from index.formats.kinds import ACCEPTED, SUFFIXES

if TYPE_CHECKING:
    from index.formats.columns import Columns, Dates
    from index.formats.files import find_files
    from index.formats.parsed import ReadArticle, TakenColumns
    from index.formats.reading import FileReader, Show, read_paths, show_nothing

__all__ = [
    "ACCEPTED",
    "SUFFIXES",
    "Columns",
    "Dates",
    "FileReader",
    "ReadArticle",
    "Show",
    "TakenColumns",
    "find_files",
    "read_paths",
    "show_nothing",
]

_HOMES = {
    "find_files": "index.formats.files",
    **dict.fromkeys(("Columns", "Dates"), "index.formats.columns"),
    **dict.fromkeys(("ReadArticle", "TakenColumns"), "index.formats.parsed"),
}
"""The modules that names come from, where that is not `index.formats.reading`."""


def __getattr__(name: str) -> object:
    """Import a name when it is first used: the suffixes alone load no parser."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOMES.get(name, "index.formats.reading")), name)
    globals()[name] = value
    return value
