"""Files of many formats to articles: text, pages, documents, books, tables, feeds, and archives of them."""

from index.readers.columns import Columns
from index.readers.files import find_files
from index.readers.formats import ACCEPTED, SUFFIXES
from index.readers.limits import MAX_BYTES
from index.readers.reading import Reader, Show, read_file, read_paths, show_nobody
from index.readers.values import Problem, Read, TakenColumns

__all__ = [
    "ACCEPTED",
    "MAX_BYTES",
    "SUFFIXES",
    "Columns",
    "Problem",
    "Read",
    "Reader",
    "Show",
    "TakenColumns",
    "find_files",
    "read_file",
    "read_paths",
    "show_nobody",
]
