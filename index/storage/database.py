"""An SQLite database: opened in WAL mode, migrated, its errors made readable."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import weakref
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from index.errors import LibraryBusyError, StoreError
from index.private import opener
from index.storage.migrations import migrate

BUSY_MS = 5_000
_IDS_A_QUERY = 500
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")

Row = tuple[Any, ...]
"""A row of a query; STRICT tables keep the types of their columns."""


class _Connection(sqlite3.Connection):
    """A connection with weak references: it is closed when its thread ends."""


class Database:
    """One database for all threads, each with a connection of its own.

    Raises StoreError or LibraryBusyError for SQLite's errors.
    """

    def __init__(self, path: Path, *, create: bool = False) -> None:
        self._path = path
        self._own = threading.local()
        self._lock = threading.Lock()
        self._open: weakref.WeakSet[_Connection] | None = weakref.WeakSet()
        if create:
            with contextlib.suppress(OSError), open(path, "xb", opener=opener):
                pass  # what SQLite writes beside it has the same mode
        try:
            with _explained(path):
                migrate(self._connect("rwc" if create else "rw"))
        except ValueError as unknown:
            self.close()
            raise StoreError(
                f"the library was written by a later version of Kutip (it has step {unknown})",
                "upgrade Kutip",
            ) from unknown
        except BaseException:
            self.close()
            raise

    @property
    def _connection(self) -> sqlite3.Connection:
        """The connection of this thread."""
        found: _Connection | None = getattr(self._own, "connection", None)
        return found if found is not None and self._open is not None else self._connect("rw")

    def _connect(self, mode: str) -> _Connection:
        with self._lock:
            if self._open is None:
                raise StoreError("the library is closed", "open it again")
            connection = sqlite3.connect(
                f"{self._path.absolute().as_uri()}?mode={mode}",
                uri=True,
                isolation_level=None,
                check_same_thread=False,  # any thread may close them all
                factory=_Connection,
            )
            connection.text_factory = _decoded
            try:
                for pragma in (f"busy_timeout={BUSY_MS}", *_PRAGMAS):
                    connection.execute(f"PRAGMA {pragma}")
            except BaseException:
                connection.close()
                raise
            self._open.add(connection)
            self._own.connection = connection
            return connection

    def close(self) -> None:
        """Close the connections of all threads; the database cannot be used after."""
        with self._lock:
            for connection in self._open or ():
                connection.close()
            self._open = None

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Open a write transaction: committed at the end of the block, rolled back on exceptions."""
        with _explained(self._path):
            connection = self._connection
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                connection.rollback()
                raise

    def rewrite(self) -> None:
        """Write the file anew, so that nothing deleted is in it or in the log.

        SQLite overwrites a deleted row, but not the copies that it left where it moved the row before.
        """
        self.rows("VACUUM")
        self.rows("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[None]:
        """Have this thread read one state of the database within the block."""
        with _explained(self._path):
            connection = self._connection
            connection.execute("BEGIN")
            try:
                yield
            finally:
                connection.rollback()

    def rows(self, sql: str, values: Sequence[object] | Mapping[str, object] = ()) -> list[Row]:
        """Return all rows of a query."""
        with _explained(self._path):
            return self._connection.execute(sql, values).fetchall()

    def stream(self, sql: str, values: Sequence[object] = ()) -> Iterator[Row]:
        """Yield the rows of a query, one at a time."""
        with _explained(self._path):
            for row in self._connection.execute(sql, values):  # noqa: UP028 - `yield from` would close it when dropped
                yield row

    def rows_by_id(self, sql: str, ids: Sequence[object], values: Sequence[object] = ()) -> list[Row]:
        """Return the rows of `sql`, which has one `({ids})` after `values`, for many ids."""
        rows: list[Row] = []
        for start in range(0, len(ids), _IDS_A_QUERY):
            part = ids[start : start + _IDS_A_QUERY]
            rows += self.rows(sql.format(ids=",".join("?" * len(part))), (*values, *part))
        return rows

    def check(self) -> str | None:
        """Return the first complaint of SQLite's integrity check, or None."""
        ((first, *_), *_) = self.rows("PRAGMA integrity_check(1)")
        return None if first == "ok" else " ".join(str(first).split())


def _decoded(stored: bytes) -> str:
    r"""Return the text of a column; bytes that are not UTF-8 are spelled out (`\xff`)."""
    return stored.decode("utf-8", "backslashreplace")


@contextlib.contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into one line with a hint."""
    try:
        yield
    except sqlite3.OperationalError as error:
        text = str(error)
        if "locked" in text or "busy" in text:
            raise LibraryBusyError(
                "another process is writing to the library", "wait for it to end, then try again"
            ) from error
        if "full" in text:
            raise StoreError(
                "the disk is full", "make room and run the command again; nothing committed is lost"
            ) from error
        raise StoreError(
            f"the database {path} cannot be used ({text})", "check the path and its permissions"
        ) from error
    except sqlite3.DatabaseError as error:
        raise StoreError(
            f"the database {path} is damaged ({error})",
            "restore it from a copy, or add the articles to a new library",
        ) from error
