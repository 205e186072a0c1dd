"""The errors that Kutip raises on purpose: a message, and a hint what to do."""

from __future__ import annotations


class KutipError(Exception):
    """The base error: `message` says what is wrong, `hint` what to do (may be empty).

    >>> try:
    ...     library.article("ffff")
    ... except KutipError as error:
    ...     print(error.message, "/", error.hint)
    there is no article ffff / `qa list` shows the ids
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}; {self.hint}" if self.hint else self.message


class BadInputError(KutipError):
    """A given value is out of range or has the wrong form."""


class BadQuestionError(BadInputError):
    """A question is empty, too long, or has neither letters nor digits."""


class UnknownOutletError(BadInputError):
    """No article has the given outlet; the hint names existing outlets."""


class NoLibraryError(KutipError):
    """No library is at the path."""


class NoArticlesError(KutipError):
    """Nothing found could be read as an article."""


class UnknownArticleError(KutipError):
    """No article has the given id."""


class StoreError(KutipError):
    """The database is damaged, of another version, or cannot be written."""


class LibraryBusyError(KutipError):
    """Another process is writing to the library."""


class FetchError(KutipError):
    """A document cannot be fetched; `message` is only the reason, to follow its URL."""


class GenerationError(KutipError):
    """The base of errors of an index generation."""


class IndexMissingError(GenerationError):
    """No generation has been committed."""


class IndexDamagedError(GenerationError):
    """A file of the generation is missing or differs from the manifest."""


class IndexOutdatedError(GenerationError):
    """The generation was built with another format version or embedding model."""


class ModelError(KutipError):
    """An embedding model could not be loaded."""


class WriterError(KutipError):
    """A language model's server failed, or wrote nothing that can be read."""
