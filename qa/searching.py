"""An open library, with the searcher over its live index."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date

from index.generations.generation import current_name, open_current
from index.importing.importer import model_of, query_encoder
from index.paths import LibraryPaths
from index.search import HybridSearcher
from index.storage.database import Database
from qa.corrections import Corrections


class Searching(Corrections):
    """An open library, with what searches it."""

    def __init__(self, paths: LibraryPaths, database: Database) -> None:
        super().__init__(paths, database)
        self._searcher: HybridSearcher | None = None
        self._opening = threading.Lock()
        self.today: Callable[[], date] = date.today

    def searcher(self) -> HybridSearcher:
        """Return the searcher over the live generation, opened anew after each commit.

        >>> library.searcher().generation.manifest.languages
        ('en', 'id')
        """
        with self._opening:  # one thread opens it while the others wait
            searcher = self._searcher
            if searcher is None or current_name(self._paths) != searcher.generation.name:
                encoder = query_encoder(model_of(self._store))
                generation = open_current(self._paths, encoder.fingerprint)
                searcher = HybridSearcher(self._store, generation, encoder, self._identifier.detect_question)
                self._searcher = searcher
            return searcher
