"""The fixtures that many tests share."""

from __future__ import annotations

import contextlib
import shutil
import signal
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import httpx
import hypothesis
import pytest

from index.encoders.embedded import weight_file
from index.encoders.tokens import Tokeniser
from index.encoders.weights import Vocabulary, read_vocabulary
from index.paths import CACHE_VARIABLE, LIBRARY_VARIABLE
from qa.answer import answerer
from qa.answer.writing import proving
from qa.chat.suggesting import suggested
from qa.faces.cli import progress
from qa.library import Library
from tests.support import SEEDS
from tests.support.doubles import Believing, TableReader, WordReader
from tests.support.servers import Served, running, serving

hypothesis.settings.register_profile("kutip", deadline=None)  # no test is timed: the machines are shared
hypothesis.settings.load_profile("kutip")

REAL_READER = answerer.load_reader
REAL_ENTAILMENT = proving.load_entailment


@pytest.fixture(scope="session", autouse=True)
def _interruptible() -> None:
    """What is started in the background inherits that it ignores Ctrl+C: what the tests start does not."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def _own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test sees the user's library or cache; what the cache takes long to make is made once a run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(CACHE_VARIABLE, str(tmp_path_factory.mktemp("cache")))
        patch.setenv(LIBRARY_VARIABLE, str(tmp_path_factory.mktemp("nowhere") / "library"))
        yield


@pytest.fixture(scope="session", autouse=True)
def _quiet() -> Iterator[None]:
    """What takes long on a busy machine says so only where a test asks for it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(progress, "EVERY_SECONDS", 3600.0)
        yield


@pytest.fixture(scope="session", autouse=True)
def _words_alone() -> Iterator[None]:
    """No test but those that ask for `real_reader` reads with weights, which take long and may be trained anew."""
    reader = WordReader()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(answerer, "load_reader", lambda: reader)
        patch.setattr(proving, "load_entailment", Believing)
        yield


@pytest.fixture(scope="module")
def real_entailment(_words_alone: None) -> Iterator[None]:
    """The entailment network that ships, in this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(proving, "load_entailment", REAL_ENTAILMENT)
        yield


@pytest.fixture(scope="module")
def real_reader(_words_alone: None) -> Iterator[None]:
    """The reader that ships, in this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(answerer, "load_reader", REAL_READER)
        yield


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    """The words of the embedded model."""
    return read_vocabulary(weight_file())


@pytest.fixture(scope="session")
def tokeniser(vocabulary: Vocabulary) -> Tokeniser:
    """The tokeniser of the embedded model."""
    return Tokeniser(vocabulary)


@pytest.fixture(scope="session")
def _sample(_words_alone: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample library, with the questions that it suggests, which every server would else seek."""
    root = tmp_path_factory.mktemp("sample") / "library"
    with Library.create(root) as library:
        library.add([SEEDS])
        assert tuple(suggested(library))
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
def library(tmp_path: Path) -> Iterator[Library]:
    """An empty library."""
    with Library.create(tmp_path / "library") as opened:
        yield opened


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


@pytest.fixture
def table_reader(monkeypatch: pytest.MonkeyPatch) -> Callable[[Mapping[str, float]], TableReader]:
    """Makes a `TableReader` what every library reads with."""

    def use(answers: Mapping[str, float]) -> TableReader:
        reader = TableReader(answers)
        monkeypatch.setattr(answerer, "load_reader", lambda: reader)
        return reader

    return use


@pytest.fixture(scope="module")
def served(sample: Library, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server over a copy of the sample library, shared by the tests of a module."""
    root = Path(shutil.copytree(sample.root, tmp_path_factory.mktemp("served") / "library"))
    with serving(root, "--rate", "5000") as started:
        yield started


@pytest.fixture
def client(served: Served) -> Iterator[httpx.Client]:
    """Asks the server that the tests of a module share."""
    with httpx.Client(base_url=served.url, timeout=60) as opened:
        yield opened


@pytest.fixture(name="running")
def _running() -> Callable[..., contextlib.AbstractContextManager[httpx.Client]]:
    """Runs a server over a library in this process, within limits, with settings."""
    return running
