"""An open library, and the language model that writes from its quotes and translates them."""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import suppress
from typing import TYPE_CHECKING

from index.paths import LibraryPaths
from index.private import opener
from index.storage.database import Database
from index.storage.translations import Translations
from qa.adding import Adding
from qa.config import is_writer_configured
from qa.values import Answer, Ask
from qa.wording import quotes_go
from qa.written import Wrote

if TYPE_CHECKING:
    from qa.answer.writing.writer import Writer


class WithWriter(Adding):
    """An open library, with what writes from the quotes of its answers."""

    def __init__(self, paths: LibraryPaths, database: Database) -> None:
        super().__init__(paths, database)
        self._writer: Writer | None = None

    @property
    def writer(self) -> Writer:
        """The language model that writes answers: the one that was set, else the user's.

        It is only looked for, and anything of it imported, when it is first used. Raises BadInputError if none is
        configured or its settings are wrong, MissingExtraError without Kutip's extra `write`.
        """
        if self._writer is None:
            from qa.answer.writing.writer import configured  # here, so that nothing else loads it

            self._writer = configured()
        return self._writer

    @writer.setter
    def writer(self, given: Writer) -> None:
        self._writer = given

    @property
    def has_writer(self) -> bool:
        """Whether a language model is set, or named in the settings."""
        return self._writer is not None or is_writer_configured()

    def _with_words(self, answer: Answer, ask: Ask, writer: Writer | None) -> Generator[Wrote, None, Answer]:
        """Yield what `writer` writes; return the answer with it, and with translations.

        Both together take at most the settings' timeout.
        """
        if writer is None:
            return answer
        deadline = time.monotonic() + writer.settings.timeout
        if ask.write:
            answer = yield from writer.written(answer, self.language_of_text, deadline)
        if ask.translate:
            from qa.answer.writing.translator import translated  # here, so that nothing else loads it

            answer = translated(answer, writer, Translations(self._database), deadline)
        return answer

    def stop_writing(self) -> None:
        """End what is being written, from any thread; the answer comes without the rest."""
        if self._writer is not None:
            self._writer.stop()

    def writer_notice(self) -> str | None:
        """Return where the quotes go, once for each server and model, else None."""
        settings = self.writer.settings
        line, path = f"{settings.model} at {settings.url}", self._paths.writers
        told = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
        if line in told:
            return None
        with suppress(OSError), open(path, "a", encoding="utf-8", opener=opener) as file:
            file.write(f"{line}\n")  # if it cannot be kept, it is told again
        return quotes_go(settings)
