from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from index.paths import CACHE_VARIABLE, LIBRARY_VARIABLE
from qa import asking
from qa.library import Library
from qa.reader.values import AnswerSpan, Reading, Text
from qa.reading import Confidence, expit, logit

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
        monkeypatch.setattr(asking, "load_reader", lambda: reader)
        return reader

    return use
