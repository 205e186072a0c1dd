from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from index.paths import CACHE_VARIABLE, LIBRARY_VARIABLE
from index.retrieval.coverage import Coverage, concepts, expressed
from index.text.sentences import split_sentences
from qa.answer import answerer
from qa.answer.confidence import Confidence, expit, logit
from qa.answer.reader.readings import AnswerSpan, Reading, Text
from qa.faces.server.app import make_app
from qa.faces.server.running import listen, protocol
from qa.faces.server.settings import Limits, ServerSettings
from qa.library import Library

USUAL = Limits()
SEEDS = Path(__file__).parent.parent / "seeds"
REAL_READER = answerer.load_reader
KUTIP = (sys.executable, __file__)
"""`qa` in a process of its own, with a `WordReader`."""


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


class WordReader:
    """A reader that goes by words: a sentence that expresses much of the question, under its title, is the answer."""

    fingerprint = "words"
    ranking_weight = 0.0
    confidence = Confidence()

    def read_within(self, question: str, texts: Sequence[Text], budget_ms: float) -> tuple[Reading | None, ...]:
        """Read every text, whatever the budget."""
        language = _language(question)
        coverage = Coverage(concepts(question, language))

        def share(text: str) -> float:
            return coverage.share(coverage.weights(expressed(text, _language(text), language)))

        return tuple(self._reading(share, text) for text in texts)

    def probability(self, reading: Reading) -> float:
        """What the best sentence expresses."""
        return expit(reading.answerable)

    def _reading(self, share: Callable[[str], float], text: Text) -> Reading:
        spans = []
        for span in split_sentences(text.text, _language(text.text)):
            sentence = span.of(text.text)
            words = 0.7 * share(f"{text.title}. {sentence}") + 0.3 * share(sentence)
            spans.append(AnswerSpan(span.start, span.end, logit(words**0.7)))
        spans.sort(key=lambda span: -span.score)
        return Reading(tuple(spans[:3]), spans[0].score if spans else logit(0.01))


def _language(text: str) -> str:
    return "id" if re.search(r"\b(yang|dan|di|ke|dari|apa|siapa|kapan|berapa|itu|untuk|pada)\b", text.lower()) else "en"


@pytest.fixture(scope="session", autouse=True)
def _words_alone() -> Iterator[None]:
    """No test but those that ask for `real_reader` reads with weights, which take long and may be trained anew."""
    reader = WordReader()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(answerer, "load_reader", lambda: reader)
        yield


@pytest.fixture(scope="module")
def real_reader(_words_alone: None) -> Iterator[None]:
    """The reader that ships, in this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(answerer, "load_reader", REAL_READER)
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


class TableReader:
    """A reader that knows from a table which words answer, whatever the question, and how likely they are to."""

    fingerprint = "table"
    ranking_weight = 0.1
    confidence = Confidence()

    def __init__(self, answers: Mapping[str, float]) -> None:
        self._answers = dict(sorted(answers.items(), key=lambda item: -item[1]))
        self.budgets: list[float] = []

    def read_within(self, question: str, texts: Sequence[Text], budget_ms: float) -> tuple[Reading | None, ...]:
        """Find the table's words in every text, whatever the budget."""
        self.budgets.append(budget_ms)
        return tuple(self._reading(text.text) for text in texts)

    def probability(self, reading: Reading) -> float:
        """What the table says of the first span."""
        return expit(reading.spans[0].score if reading.spans else reading.answerable)

    def _reading(self, text: str) -> Reading:
        spans = tuple(
            AnswerSpan(text.index(words), text.index(words) + len(words), logit(chance))
            for words, chance in self._answers.items()
            if words in text
        )
        return Reading(spans, spans[0].score if spans else logit(0.01))


@pytest.fixture
def table_reader(monkeypatch: pytest.MonkeyPatch) -> Callable[[Mapping[str, float]], TableReader]:
    """Makes a `TableReader` what every library reads with."""

    def use(answers: Mapping[str, float]) -> TableReader:
        reader = TableReader(answers)
        monkeypatch.setattr(answerer, "load_reader", lambda: reader)
        return reader

    return use


@dataclass(frozen=True)
class Served:
    """A server in a process of its own: `root` is its library, `log` the file it says things to."""

    url: str
    process: subprocess.Popen[bytes]
    root: Path
    log: Path

    @property
    def address(self) -> tuple[str, int]:
        """Where it listens."""
        host, _, port = self.url.removeprefix("http://").rpartition(":")
        return host, int(port)


@contextlib.contextmanager
def serving(root: Path, *options: str, environment: Mapping[str, str] | None = None) -> Iterator[Served]:
    """`qa serve` over the library at `root` on a free port, until the block ends."""
    log = root.with_name(f"{root.name}-server.log")
    command = [*KUTIP, "serve", "--library", str(root), "--port", "0", *options]
    with log.open("wb") as said:
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=said, env={**os.environ, **(environment or {})}
        )
    try:
        deadline = time.monotonic() + 60
        while not (found := re.search(rb"open (http://\S+)", log.read_bytes())):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, "the server does not start"
            time.sleep(0.05)
        url = found[1].decode()
        while httpx.get(f"{url}/healthz").status_code != 200:
            time.sleep(0.05)
        yield Served(url, process, root, log)
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def served(sample: Library, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server over a copy of the sample library, shared by the tests of a module."""
    root = Path(shutil.copytree(sample.root, tmp_path_factory.mktemp("served") / "library"))
    with serving(root, "--rate", "5000") as started:
        yield started


@pytest.fixture
def serve() -> Callable[..., contextlib.AbstractContextManager[Served]]:
    """Starts a server over a library, with options."""
    return serving


@contextlib.contextmanager
def running_here(root: Path, limits: Limits = USUAL, **settings: Any) -> Iterator[httpx.Client]:
    """A server in a thread of this process, so that what it does can be looked at."""
    library = Library.open(root)
    with listen("127.0.0.1", 0) as sock:
        given = ServerSettings(limits=limits, **settings)
        config = uvicorn.Config(
            make_app(library, given), http=protocol(limits), ws="none", log_config=None, access_log=False
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([sock],))
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{sock.getsockname()[1]}", timeout=30) as client:
                yield client
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture(scope="session")
def kutip() -> tuple[str, ...]:
    """The command that is `qa` in a process of its own, with the reader that goes by words."""
    return KUTIP


@pytest.fixture
def running() -> Callable[..., contextlib.AbstractContextManager[httpx.Client]]:
    """Runs a server over a library in this process, within limits, with settings."""
    return running_here


if __name__ == "__main__":
    from qa.faces.cli.app import main

    answerer.load_reader = WordReader
    main()
