"""What else goes when articles are removed: all that has a word of them."""

from __future__ import annotations

import contextlib
import json
import os
import re
import sqlite3
from collections.abc import Sequence
from typing import Any

from index.errors import LibraryBusyError
from index.storage import settings
from index.storage.database import Database
from index.values import ProblemKind

REMOVED = "{}"
"""Stands in a kept conversation for an answer that came from a removed article."""

_ERASED = "erased"
"""The setting that is there while the file may have words of what was removed."""

_TABLES = ("shown", "findings", "translations", "edited")
"""The tables with rows about single articles that no foreign key deletes."""

_UNSAID = {"short": "", "text": "", "written": None, "translated": None, "disagreement": False, "extent": None}
"""The fields of an answer that are made of all its quotes."""

_ID = re.compile(r'"([0-9a-f]{4,})"')


def forget(connection: sqlite3.Connection, article_ids: Sequence[str]) -> None:
    """Delete what is kept beside stored articles and their versions; they go next."""
    gone = {*article_ids, *_each(connection, "SELECT article_id FROM versions WHERE now = ?", article_ids)}
    origins = _each(connection, "SELECT origin FROM origins WHERE article_id = ?", article_ids)
    came = _each(connection, "SELECT came FROM edited WHERE article_id = ?", [*gone])
    connection.executemany("DELETE FROM edits WHERE place = ?", ((each,) for each in (*gone, *origins, *came)))
    for table in _TABLES:
        connection.executemany(f"DELETE FROM {table} WHERE article_id = ?", ((each,) for each in gone))
    settings.keep(connection, _ERASED, "1")
    settings.forget(connection, "suggestions")  # they are made of words of articles
    _forget_warnings(connection, origins)
    _forget_answers(connection, frozenset(gone))


def wipe(database: Database) -> None:
    """Have no file keep what was deleted with articles; where others write, the next time."""
    if settings.setting(database, _ERASED):
        with contextlib.suppress(LibraryBusyError):
            database.rewrite()
            with database.transaction() as connection:
                settings.forget(connection, _ERASED)


def _each(connection: sqlite3.Connection, sql: str, article_ids: Sequence[str]) -> list[str]:
    return [value for each in article_ids for (value,) in connection.execute(sql, (each,))]


def _forget_warnings(connection: sqlite3.Connection, origins: Sequence[str]) -> None:
    """Delete the warnings of the files of articles, which may repeat their words."""
    files = {*origins, *(origin.partition("#")[0] for origin in origins)}
    connection.executemany(
        "DELETE FROM problems WHERE kind = ?1 AND (path = ?2 OR substr(path, 1, length(?3)) = ?3)",
        ((ProblemKind.WARNING, file, f"{os.path.splitext(file)[0]}.") for file in files),  # noqa: PTH122
    )


def _forget_answers(connection: sqlite3.Connection, gone: frozenset[str]) -> None:
    """Delete answers in kept conversations that came from articles, and what came of them.

    Other quotes and hits stay. Questions that were understood by an earlier answer that goes are again as typed.
    """
    touched, changed = set[str](), list[tuple[str, str, int]]()
    turns = "SELECT conversation_id, ordinal, question, searched, answer FROM turns ORDER BY conversation_id, ordinal"
    for owner, ordinal, question, searched, answer in connection.execute(turns):
        if owner in touched and searched != question:
            changed.append((REMOVED, owner, ordinal))
        elif not gone.isdisjoint(_ID.findall(answer)):
            changed.append((_without(answer, gone), owner, ordinal))
            touched.add(owner)
    connection.executemany(
        f"UPDATE turns SET answer = ?1, searched = CASE ?1 WHEN '{REMOVED}' THEN question ELSE searched END"
        " WHERE conversation_id = ?2 AND ordinal = ?3",
        changed,
    )


def _without(answer: str, gone: frozenset[str]) -> str:
    """Return an answer without what articles say in it, or `REMOVED` if nothing is left."""
    kept = json.loads(answer)
    for cited in (*kept["hits"], *kept["citations"]):
        cited["copies"] = _others(cited["copies"], gone)
    kept["hits"] = _others(kept["hits"], gone)
    left = _others(kept["citations"], gone)
    if len(left) < len(kept["citations"]):
        kept |= {"dropped": kept["dropped"] + len(kept["citations"]) - len(left), "citations": left, **_UNSAID}
        numbers = {each["number"] for each in left}
        for said in ("claims", "sentences"):
            kept[said] = [each for each in kept[said] if numbers.issuperset(each["citations"])]
    words = json.dumps(kept, ensure_ascii=False)
    is_left = gone.isdisjoint(_ID.findall(words)) and (left or not json.loads(answer)["citations"])
    return words if is_left else REMOVED


def _others(found: list[Any], gone: frozenset[str]) -> list[Any]:
    return [each for each in found if gone.isdisjoint(_ID.findall(json.dumps(each)))]
