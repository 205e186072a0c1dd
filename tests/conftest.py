from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.paths import CACHE_VARIABLE, LIBRARY_VARIABLE
from qa.library import Library

SEEDS = Path(__file__).parent.parent / "seeds"


@pytest.fixture(scope="session", autouse=True)
def _own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test sees the user's library or cache; what the cache takes long to make is made once a run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(CACHE_VARIABLE, str(tmp_path_factory.mktemp("cache")))
        patch.setenv(LIBRARY_VARIABLE, str(tmp_path_factory.mktemp("nowhere") / "library"))
        yield


@pytest.fixture(scope="session")
def _sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("sample") / "library"
    with Library.create(root) as library:
        library.add([SEEDS])
    return root


@pytest.fixture(scope="session")
def sample(_sample: Path) -> Iterator[Library]:
    """The sample library, for reading."""
    with Library.open(_sample) as library:
        yield library


@pytest.fixture
def sample_copy(_sample: Path, tmp_path: Path) -> Path:
    """A copy of the sample library, to be changed at will."""
    return Path(shutil.copytree(_sample, tmp_path / "library"))


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """A folder of three short articles."""
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, text in {
        "a.txt": "The harbour bridge was opened in May 1932. It has two towers.",
        "b.txt": "Jembatan itu dibuka pada Mei 1932. Menaranya ada dua.",
        "c.md": "---\ntitle: On bees\npublished: 2020-05-20\n---\nBees dance to tell each other where flowers are.",
    }.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder
