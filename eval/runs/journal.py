"""The outcomes of a run, kept one by one so that it can be resumed."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import filelock

from eval.values import Answered, Cited, Outcome, Stated, WrittenAnswer
from index.errors import BadInputError, LibraryBusyError, StoreError
from index.paths import replace_file, whole_lines

_SETTINGS = "settings.json"
_OUTCOMES = "outcomes.jsonl"
_LOCK = "run.lock"

RunSettings = Mapping[str, object]


class Journal:
    """The outcomes of one run in its folder; use `open_journal`."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _OUTCOMES
        self._kept: dict[tuple[str, str], dict[str, Outcome]] = {}
        for set_name, outcome in _outcomes_in(self._path):
            self._kept.setdefault((set_name, outcome.system), {})[outcome.question_id] = outcome

    def outcomes(self, set_name: str, system: str) -> Mapping[str, Outcome]:
        """Return the known outcomes of a set and system, by question id."""
        return self._kept.get((set_name, system), {})

    def keep(self, set_name: str, outcome: Outcome) -> None:
        """Add one outcome to the file before it counts as known."""
        line = json.dumps({"set": set_name, **asdict(outcome)}, ensure_ascii=False)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")
        self._kept.setdefault((set_name, outcome.system), {})[outcome.question_id] = outcome


@contextlib.contextmanager
def open_journal(folder: Path, settings: RunSettings) -> Iterator[Journal]:
    """Open the journal in `folder`, new or of the same run when it was stopped.

    Raises BadInputError if the folder holds a run with other settings, naming those that differ, LibraryBusyError if
    another process uses it, StoreError if it cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(folder / _LOCK)
        lock.acquire(timeout=0)
    except filelock.Timeout as error:
        raise LibraryBusyError(f"another run is writing to {folder}", "wait for it, or give another --out") from error
    except OSError as error:
        raise StoreError(f"{folder} cannot be written ({error.strerror})", "give another --out") from error
    try:
        _agree(folder / _SETTINGS, settings)
        yield Journal(folder)
    finally:
        lock.release()


def _agree(path: Path, settings: RunSettings) -> None:
    """Keep the settings, or refuse to go on under others."""
    written = json.dumps(settings, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    if not path.is_file():
        replace_file(path, written.encode())
        return
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise BadInputError(f"{path} is damaged", "give another --out") from error
    if not isinstance(known, dict):
        raise BadInputError(f"{path} is damaged", "give another --out")
    now = json.loads(written)
    if known != now:
        keys = sorted(key for key in {*known, *now} if known.get(key) != now.get(key))
        raise BadInputError(
            f"{path.parent} holds a run with other settings ({', '.join(keys)} differ)", "give another --out"
        )


def _outcomes_in(path: Path) -> Iterator[tuple[str, Outcome]]:
    """Yield the outcomes in the file."""
    for number, line in enumerate(whole_lines(path) if path.is_file() else (), 1):
        try:
            row = json.loads(line)
            yield row.pop("set"), _outcome(row)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadInputError(f"{path} line {number} is damaged", "give another --out") from error


def _outcome(row: dict[str, Any]) -> Outcome:
    given = row.pop("answered")
    answered = None
    if given is not None:
        cited = tuple(Cited(**citation) for citation in given.pop("citations"))
        answered = Answered(citations=cited, written=_written(given.pop("written", None)), **given)
    documents, scores = tuple(row.pop("documents")), tuple(row.pop("scores"))
    return Outcome(documents=documents, scores=scores, answered=answered, **row)


def _written(row: dict[str, Any] | None) -> WrittenAnswer | None:
    if row is None:
        return None
    sentences = tuple(Stated(each["text"], tuple(each["citations"])) for each in row.pop("sentences"))
    return WrittenAnswer(sentences, **row)
