"""The questions that were found to be answered by a library, kept until it changes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress

from index.errors import KutipError
from index.storage.store import Store

_SETTING = "suggestions"


class Suggestions:
    """The suggested questions of one library."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def of(self, state: tuple[str | None, int]) -> tuple[str, ...] | None:
        """Return the questions kept for this state of the library, None if there are none."""
        try:
            generation, revision, questions = json.loads(self._store.setting(_SETTING) or "")
        except ValueError:
            return None
        return tuple(map(str, questions)) if (generation, revision) == state else None

    def keep(self, state: tuple[str | None, int], questions: Sequence[str]) -> None:
        """Keep the questions of a state; if they cannot be kept, they are found again."""
        with suppress(KutipError):
            self._store.set_setting(_SETTING, json.dumps([*state, questions]))
