"""Every error that Kutip raises on purpose: a message for a person, and a hint of what to do."""

from __future__ import annotations

from pathlib import Path


class KutipError(Exception):
    """The base: `message` says what is wrong, `hint` what to do about it (may be empty).

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
    """A value given by the caller is out of its range or has the wrong form."""


class BadQuestionError(BadInputError):
    """A question that is empty, too long, or has no letter or digit in it."""


class UnknownOutletError(BadInputError):
    """No article has the given outlet; the hint names outlets that there are."""


class NoLibraryError(KutipError):
    """There is no library at the path."""


class NoArticlesError(KutipError):
    """Nothing that could be read as an article was found."""


class UnknownArticleError(KutipError):
    """No article has the given id."""


class UnreadableFileError(KutipError):
    """One file could not be read as an article: missing, binary, empty, too large or not UTF-8."""

    def __init__(self, path: Path, reason: str, hint: str = "") -> None:
        super().__init__(f"{path} cannot be read: {reason}", hint)
        self.path = path
        self.reason = reason


class StoreError(KutipError):
    """The database is damaged, of another version, or cannot be written."""


class LibraryBusyError(KutipError):
    """Another process is writing to the library."""


class FetchError(KutipError):
    """A document cannot be got from the web; `message` is the reason alone, to be put after its URL."""


class GenerationError(KutipError):
    """The base of what can be wrong with an index generation."""


class IndexMissingError(GenerationError):
    """No generation has been committed."""


class IndexDamagedError(GenerationError):
    """A file of the generation is gone or is not what the manifest says."""


class IndexOutdatedError(GenerationError):
    """The generation was built by another format version or embedding model."""


class ModelError(KutipError):
    """An embedding model could not be loaded."""
