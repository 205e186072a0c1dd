"""Errors in words."""

from __future__ import annotations

from index.errors import KutipError
from index.text.cleaning import clean_line


def in_words(error: Exception) -> str:
    """Return one line for people; any error but Kutip's and the system's is called a bug."""
    if isinstance(error, KutipError | OSError):
        return clean_line(str(error))
    return clean_line(f"unexpected {type(error).__name__}: {error}; this is a bug")
