"""The settings of a library, by name; some of them count."""

from __future__ import annotations

import sqlite3

from index.storage.database import Database


def setting(database: Database, name: str) -> str | None:
    """Return a setting, or None."""
    rows = database.rows("SELECT value FROM settings WHERE name = ?", (name,))
    return rows[0][0] if rows else None


def keep(connection: sqlite3.Connection, name: str, value: str) -> None:
    """Store a setting in place of its value before."""
    connection.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (name, value))


def forget(connection: sqlite3.Connection, name: str) -> None:
    """Delete a setting."""
    connection.execute("DELETE FROM settings WHERE name = ?", (name,))


def count(connection: sqlite3.Connection, name: str) -> None:
    """Add one to a setting that counts, from nothing on."""
    connection.execute(
        "INSERT INTO settings VALUES (?, '1') ON CONFLICT (name) DO UPDATE SET value = CAST(value AS INTEGER) + 1",
        (name,),
    )
