"""Errors in words."""

from __future__ import annotations

from index.errors import KutipError
from index.text.cleaning import clean_line


def in_words(error: Exception) -> str:
    """One line for a person; what is no error of Kutip's or the system's is called a bug."""
    if isinstance(error, KutipError | OSError):
        return clean_line(str(error))
    return clean_line(f"unexpected {type(error).__name__}: {error}; this is a bug")
