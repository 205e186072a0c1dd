"""What is deleted is in no file any more, even where SQLite left a copy of it."""

from __future__ import annotations

import random

import pytest

from index.errors import LibraryBusyError
from index.paths import LibraryPaths
from index.storage.database import Database
from index.storage.forgetting import forget, wipe


def test_a_rewritten_file_has_no_word_that_was_deleted(database: Database, paths: LibraryPaths) -> None:
    """SQLite overwrites a deleted row, but not always the copy that it left when it moved the row to another page."""
    chance = random.Random(1)
    with database.transaction() as connection:
        for table in "abc":
            connection.execute(f"CREATE TABLE {table} (owner, place, words, PRIMARY KEY (owner, place)) WITHOUT ROWID")
            for place in range(300):
                words = ("plain " if place % 3 else "zyxomel ") * chance.randint(5, 300)
                row = (chance.choice("abcdef") * 8, place, words)
                connection.execute(f"INSERT INTO {table} VALUES (?, ?, ?)", row)
    for table in "abc":
        database.rows(f"DELETE FROM {table} WHERE words LIKE '%zyxomel%'")
    database.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"zyxomel" in paths.database.read_bytes()
    database.rewrite()
    assert b"zyxomel" not in paths.database.read_bytes()


def test_what_was_removed_is_wiped_once(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    rewritten: list[Database] = []
    monkeypatch.setattr(Database, "rewrite", lambda self: rewritten.append(self))
    wipe(database)
    assert rewritten == []
    with database.transaction() as connection:
        forget(connection, ["2cbb"])
    wipe(database)
    wipe(database)
    assert rewritten == [database]


def test_what_was_removed_is_wiped_later_where_others_write(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(_: Database) -> None:
        raise LibraryBusyError("another process is writing to the library", "wait for it to end")

    with database.transaction() as connection:
        forget(connection, ["2cbb"])
    with monkeypatch.context() as patch:
        patch.setattr(Database, "rewrite", busy)
        wipe(database)
    rewritten: list[Database] = []
    monkeypatch.setattr(Database, "rewrite", lambda self: rewritten.append(self))
    wipe(database)
    assert rewritten == [database]
