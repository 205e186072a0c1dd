"""How the chat looks in each of its states, at two sizes: pictures to be looked at, and compared from then on."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from index.errors import ModelError
from index.storage.articles import make_article
from index.values import Article
from qa.faces.tui.app import ChatApp
from qa.faces.tui.conversation import ConversationPane
from qa.faces.tui.prompt import Prompt
from qa.faces.tui.settings import ChatSettings
from qa.library import Library
from qa.values import Answer, AnswerStatus, Citation, Claim, Done, Event, Retrieved, Sentence, Shortfall, Timings
from tests.support.builders import hit

pytestmark = pytest.mark.slow

SIZES = {"wide": (140, 45), "narrow": (80, 24)}
BRIDGE = "When was the harbour bridge opened?"


class SnapCompare(Protocol):
    """What the snapshot plugin's fixture is called with."""

    def __call__(
        self, app: App[None], *, terminal_size: tuple[int, int], run_before: Callable[[Pilot[None]], Awaitable[None]]
    ) -> bool: ...


def written(outlet: str, day: str, text: str, title: str, language: str = "en") -> Article:
    from datetime import date

    return make_article(text=text, title=title, language=language, source=outlet, published=date.fromisoformat(day))


COURIER = written(
    "The Sample Courier",
    "2022-05-19",
    "A town has a bridge again.\nThe harbour bridge was opened on 18 May 2022 by the mayor.\nIt has two towers.",
    "The bridge is open",
)
GAZETTE = written(
    "Sample Gazette",
    "2022-05-21",
    "Correction.\nThe harbour bridge was opened on 20 May 2022, two days later than was said.",
    "When the bridge was opened",
)
HARIAN = written(
    "Harian Contoh",
    "2022-05-20",
    "Anna Lund memimpin pelabuhan.\nDia membuka jembatan itu pada 18 Mei 2022. “Jembatan ini untuk semua,” katanya.",
    "Jembatan pelabuhan dibuka",
    "id",
)
WORDS = {COURIER: ("The harbour bridge was opened on 18 May 2022 by the mayor.", "18 May 2022")}
WORDS[GAZETTE] = ("The harbour bridge was opened on 20 May 2022, two days later than was said.", "20 May 2022")
WORDS[HARIAN] = ("Dia membuka jembatan itu pada 18 Mei 2022.", "18 Mei 2022")


def cited(number: int, article: Article) -> Citation:
    quote, words = WORDS[article]
    start, at = article.text.index(quote), quote.index(words)
    end = start + len(quote)
    return Citation(
        number,
        article.article_id,
        article.title,
        article.source,
        article.published,
        None,
        start,
        end,
        quote,
        (),
        at,
        at + len(words),
        language=article.language,
    )


ANSWER = Answer(
    BRIDGE,
    AnswerStatus.ANSWERED,
    "",
    tuple(Sentence(WORDS[article][0], (number,)) for number, article in enumerate((COURIER, GAZETTE), 1)),
    (cited(1, COURIER), cited(2, GAZETTE)),
    (hit(COURIER, 1), hit(GAZETTE, 2)),
    0.8,
    None,
    0,
    "g",
    Timings(1.0, 2.0, 3.0),
    short="18 May 2022; 20 May 2022",
    language="en",
)
DISAGREEMENT = replace(
    ANSWER,
    citations=(cited(1, GAZETTE), cited(2, COURIER)),
    disagreement=True,
    short="20 May 2022 (Sample Gazette, 21 May 2022); 18 May 2022 (The Sample Courier, 19 May 2022)",
)
SPOKEN = HARIAN.text[HARIAN.text.index("“Jembatan") :]
IN_INDONESIAN = replace(
    ANSWER,
    citations=(
        cited(1, COURIER),
        replace(cited(2, HARIAN), context="Anna Lund memimpin pelabuhan.", context_start=0),
        replace(
            cited(3, HARIAN), quote=SPOKEN, start=HARIAN.text.index(SPOKEN), end=len(HARIAN.text), answer_start=None
        ),
    ),
    claims=(Claim("18 May 2022", (1, 2), 2),),
    short="18 May 2022",
)
NOT_FOUND = replace(
    ANSWER,
    status=AnswerStatus.NOT_FOUND,
    sentences=(),
    citations=(),
    shortfall=Shortfall.PREMISE_ABSENT,
    short="",
    absent=("architect",),
)


@pytest.fixture
def library(library: Library) -> Library:
    library.add_articles([COURIER, GAZETTE, HARIAN])
    return library


def answering(monkeypatch: pytest.MonkeyPatch, given: Answer | Exception) -> None:
    """The library answers every question so: the picture must not depend on what is found."""

    def stream(self: Library, question: str, **_: object) -> Iterator[Event]:
        if isinstance(given, Exception):
            raise given
        yield Done(replace(given, question=question))

    monkeypatch.setattr(Library, "stream", stream)


def still(pilot: Pilot[None]) -> None:
    """Stop the cursors from blinking."""
    for field in (*pilot.app.screen.query(Input), *pilot.app.screen.query(TextArea)):
        field.cursor_blink = False


def doing(*lines: str, keys: tuple[str, ...] = ()) -> Callable[[Pilot[None]], Awaitable[None]]:
    """Send lines, then press keys, then wait until nothing moves."""

    async def run(pilot: Pilot[None]) -> None:
        still(pilot)
        while not all(worker.is_finished for worker in pilot.app.workers):
            await pilot.pause(0.02)  # until the greeting is whole
        pane = pilot.app.query_one(ConversationPane)
        for line in lines:
            pilot.app.query_one(Prompt).value = line
            await pilot.press("enter")
            while pane.is_busy:
                await pilot.pause(0.02)
        await pilot.press(*keys)
        still(pilot)
        for _ in range(5):
            await pilot.pause(0.05)

    return run


@pytest.fixture(params=SIZES)
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    return SIZES[str(request.param)]


def test_empty_library(snap_compare: SnapCompare, tmp_path: Path, size: tuple[int, int]) -> None:
    with Library.create(tmp_path / "empty") as empty:
        assert snap_compare(ChatApp(empty, ChatSettings()), terminal_size=size, run_before=doing())


def test_answering(
    snap_compare: SnapCompare, library: Library, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = threading.Event()

    def stream(self: Library, question: str, **_: object) -> Iterator[Event]:
        yield Retrieved(())
        while True:  # until the chat ends, and the worker with it
            yield Retrieved(())
            told.set()
            time.sleep(0.05)

    async def run(pilot: Pilot[None]) -> None:
        await doing()(pilot)
        pilot.app.query_one(Prompt).value = BRIDGE
        await pilot.press("enter")
        await asyncio.to_thread(told.wait, 30)
        await asyncio.sleep(0.3)
        await pilot.pause()

    monkeypatch.setattr(Library, "stream", stream)
    assert snap_compare(ChatApp(library, ChatSettings()), terminal_size=size, run_before=run)


@pytest.mark.parametrize("theme", ["kutip-dark", "kutip-light", "kutip-contrast"])
def test_answer_with_two_citations(
    snap_compare: SnapCompare, library: Library, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch, theme: str
) -> None:
    answering(monkeypatch, ANSWER)
    assert snap_compare(ChatApp(library, ChatSettings(theme)), terminal_size=size, run_before=doing(BRIDGE))


@pytest.mark.parametrize(
    ("given", "lines", "keys"),
    [
        pytest.param(DISAGREEMENT, (BRIDGE,), (), id="disagreement"),
        pytest.param(IN_INDONESIAN, (BRIDGE,), (), id="another-language"),
        pytest.param(NOT_FOUND, ("Who was the bridge's architect?",), (), id="not-found"),
        pytest.param(ANSWER, (BRIDGE,), ("ctrl+n",), id="article-open"),
        pytest.param(ANSWER, ("/since 2022", "/source Sample Gazette, The Sample Courier", BRIDGE), (), id="filters"),
        pytest.param(ANSWER, (BRIDGE, "and when was it closed?"), (), id="follow-up"),
        pytest.param(ANSWER, (), ("ctrl+p",), id="palette"),
        pytest.param(ANSWER, (), ("f1",), id="help"),
        pytest.param(ANSWER, (), ("/", "i"), id="completion"),
        pytest.param(ModelError("the model cannot be loaded", "install it again"), (BRIDGE,), (), id="error"),
    ],
)
def test_state(
    snap_compare: SnapCompare,
    library: Library,
    size: tuple[int, int],
    monkeypatch: pytest.MonkeyPatch,
    given: Answer | Exception,
    lines: tuple[str, ...],
    keys: tuple[str, ...],
) -> None:
    answering(monkeypatch, given)
    assert snap_compare(ChatApp(library, ChatSettings()), terminal_size=size, run_before=doing(*lines, keys=keys))
