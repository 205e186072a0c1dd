"""Exit codes, one for each kind of error."""

from __future__ import annotations

from enum import IntEnum

from index import errors
from index.optional import MissingExtraError


class Exit(IntEnum):
    """The exit code of a process; it is `OK` if no answer is found."""

    OK = 0
    PARTLY = 1
    USAGE = 2
    BAD_QUESTION = 3
    NO_LIBRARY = 4
    UNKNOWN_ARTICLE = 5
    NO_ARTICLES = 6
    INDEX = 7
    STORE = 8
    BUSY = 9
    MODEL = 10
    UNSOUND = 11
    BAD_SET = 12
    MISSING_EXTRA = 13
    WRITER = 14
    BUG = 70
    INTERRUPTED = 130


_CODES: tuple[tuple[type[errors.KutipError], Exit], ...] = (
    (errors.BadQuestionError, Exit.BAD_QUESTION),
    (errors.BadInputError, Exit.USAGE),
    (errors.NoLibraryError, Exit.NO_LIBRARY),
    (errors.UnknownArticleError, Exit.UNKNOWN_ARTICLE),
    (errors.NoArticlesError, Exit.NO_ARTICLES),
    (errors.GenerationError, Exit.INDEX),
    (errors.StoreError, Exit.STORE),
    (errors.LibraryBusyError, Exit.BUSY),
    (errors.ModelError, Exit.MODEL),
    (errors.WriterError, Exit.WRITER),
    (MissingExtraError, Exit.MISSING_EXTRA),
)


def code_of(error: errors.KutipError) -> Exit:
    """Return the exit code for an error, by its class."""
    return next((code for kind, code in _CODES if isinstance(error, kind)), Exit.BUG)
