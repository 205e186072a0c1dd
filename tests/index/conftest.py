"""An empty library's folder, database and store."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.paths import LibraryPaths
from index.storage.database import Database
from index.storage.store import Store


@pytest.fixture
def paths(tmp_path: Path) -> LibraryPaths:
    root = tmp_path / "library"
    root.mkdir()
    return LibraryPaths(root)


@pytest.fixture
def database(paths: LibraryPaths) -> Iterator[Database]:
    with contextlib.closing(Database(paths.database, create=True)) as opened:
        yield opened


@pytest.fixture
def store(database: Database) -> Store:
    return Store(database)
