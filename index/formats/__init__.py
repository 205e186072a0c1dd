"""Parsers of many file formats: text, pages, documents, books, tables, feeds, and archives of them."""

from index.formats.columns import Columns, Dates
from index.formats.files import find_files
from index.formats.kinds import ACCEPTED, SUFFIXES
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
