"""The source beside the conversation: long articles, earlier versions; and what the chat says of its library."""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.pilot import Pilot
from textual.widgets import Static

from index.storage.articles import make_article
from index.values import Span
from qa.faces.tui.app import ChatApp
from qa.faces.tui.prompt import Prompt
from qa.faces.tui.source import SourcePane, around, blocks
from qa.library import Library
from tests.support.doubles import KUTIP
from tests.support.terminal import chat, notices, send, wait_until

HARBOUR = "The harbour of Oslo was opened by Anna Berg on 3 March 2021."
QUESTION = "when was the harbour of Oslo opened by Anna Berg?"
BEFORE = make_article(text=f"{HARBOUR} It cost 40 million crowns.", title="Harbour", language="en")
AFTER = make_article(text=f"Corrected. {HARBOUR} It cost 45 million crowns.", title="Harbour", language="en")
OTHERWISE = make_article(text="The harbour of Oslo was closed in May.", title="Harbour", language="en")


@pytest.fixture
def library(library: Library) -> Library:
    library.add_articles([BEFORE], ["harbour.txt"])
    return library


def source(app: ChatApp) -> str:
    return "\n".join(str(each.content) for each in app.query("SourcePane Static").results(Static))


# Long articles


@given(st.text("ab \n", max_size=60), st.integers(0, 59), st.integers(1, 60))
def test_blocks_are_the_whole_text_and_hold_the_quote_apart(text: str, start: int, length: int) -> None:
    said = text[start : start + length]
    start += len(said) - len(said.lstrip())
    quote = Span(start, start + len(said.strip()))
    found = list(blocks(text, quote))
    assert found[0].start == 0
    assert found[-1].end == len(text)
    for one, other in pairwise(found):
        assert text[one.end : other.start] in ("", "\n")
    assert all(block.of(text).count("\n") < 30 for block in found)
    marked = [block for block in found if said.strip() and block.start < quote.end and quote.start < block.end]
    lines = [line for block in marked for line in _lines(text, block)]
    assert all(line.start < quote.end and quote.start < line.end for line in lines if line.of(text))


def _lines(text: str, block: Span) -> Iterator[Span]:
    start = block.start
    for line in block.of(text).split("\n"):
        yield Span(start, start + len(line))
        start += len(line) + 1


def test_a_long_line_is_cut_at_spaces_and_a_long_word_where_it_must_be() -> None:
    words = "kata " * 1_000
    assert "".join(block.of(words) for block in blocks(words, Span(0, 0))) == words
    assert all(block.of(words).endswith(" ") for block in blocks(words, Span(0, 0)))
    word = "x" * 5_000
    assert [block.end - block.start for block in blocks(word, Span(0, 0))] == [2_000, 2_000, 1_000]


@pytest.mark.slow
def test_typing_goes_on_while_a_long_article_is_drawn(library: Library) -> None:
    long = "\n".join(f"Line {number} of the protocol." for number in range(2_000))
    protocol = make_article(text=f"{long}\nThe ferry to Gotland sails on Mondays.", title="Protocol", language="en")
    library.add_articles([protocol])

    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        await send(app, pilot, "when does the ferry to Gotland sail?")
        pane, prompt = app.query_one(SourcePane), app.query_one(Prompt)
        await wait_until(pilot, lambda: "Gotland" in pane.quoted)
        await pane.remove_children()
        app.action_cite(0, 1)
        drawn: set[int] = set()
        while len(pane.query(Static)) < 2_000 // 30:
            app.simulate_key("a")
            await asyncio.sleep(0)
            drawn.add(len(pane.query(Static)))
        assert len(drawn) > 20, "it is drawn in steps"
        await wait_until(pilot, lambda: prompt.value != "" and set(prompt.value) == {"a"})
        await wait_until(pilot, lambda: any(each.region.overlaps(pane.region) for each in pane.query(".quoted")))

    chat(library, talk)


def test_of_a_book_what_is_around_the_quote_is_drawn_and_the_rest_said() -> None:
    text = "Ada hujan. " * 200_000
    whole = Span(0, len(text))
    drawn = around(text, Span(1_000_003, 1_000_010))
    assert (drawn.start, drawn.end) == (750_006, 1_250_000)
    assert text[drawn.start - 1] == text[drawn.end - 1] == " "
    assert around(text[:500_000], Span(5, 8)) == Span(0, 500_000)
    assert around(text, Span(3, 8)) == Span(0, 499_998)
    assert around(text, Span(len(text) - 5, len(text))).end == whole.end


# Versions


def test_versions_are_shown_and_gone_through_with_the_quote_in_view(library: Library) -> None:
    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        await send(app, pilot, QUESTION)
        pane = app.query_one(SourcePane)
        await wait_until(pilot, lambda: pane.quoted == HARBOUR)
        assert "version" not in source(app)
        for article in (AFTER, OTHERWISE):
            library.add_articles([article], ["harbour.txt"])
        await send(app, pilot, "/1")
        await wait_until(pilot, lambda: "what it says now" in source(app))
        assert pane.quoted == HARBOUR
        assert "40 million" in source(app)
        assert "and has the quote too" in source(app)
        await app.run_action(f"version('{AFTER.article_id}')")
        await wait_until(pilot, lambda: "45 million" in source(app))
        assert pane.quoted == HARBOUR
        await app.run_action(f"version('{OTHERWISE.article_id}')")
        await wait_until(pilot, lambda: "closed in May" in source(app))
        assert pane.quoted == ""
        assert source(app).count("and has the quote too") == 2
        library.remove([OTHERWISE.article_id])
        await app.run_action(f"version('{AFTER.article_id}')")
        await pilot.pause()
        assert notices(app)[-1].startswith(f"there is no article {AFTER.article_id}")

    chat(library, talk)


# What is said of the library


def test_an_index_that_is_behind_is_said_once(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Library, "is_up_to_date", lambda _: False)

    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        for _ in range(2):
            await send(app, pilot, QUESTION)
        await pilot.pause()
        assert [line for line in notices(app) if line.startswith("the index is not up to date")] == notices(app)
        assert len(notices(app)) == 1

    chat(library, talk)


# A disk that is really full


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 8 MB, where the system lets one be made."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(place)]
    if os.name != "posix" or subprocess.run(mounted, capture_output=True).returncode:
        pytest.skip("a small disk cannot be made here: mounting takes rights that this user lacks")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def fill(disk: Path) -> Path:
    """Leave no room on the disk; what takes it."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (65_536, 4_096, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue
    return ballast


@pytest.mark.slow
def test_on_a_full_disk_answers_go_on_and_are_kept_once_there_is_room(small_disk: Path) -> None:
    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        await send(app, pilot, QUESTION)
        ballast = fill(small_disk)
        for _ in range(20):  # until what the database had reserved is used up
            await send(app, pilot, QUESTION)
            if notices(app):
                break
        assert notices(app)[0].startswith("the conversation could not be kept: the disk is full; make room")
        await wait_until(pilot, lambda: app.query_one(SourcePane).quoted == HARBOUR)
        ballast.unlink()
        await send(app, pilot, "and in May?")

    with Library.create(small_disk / "library") as library:
        library.add_articles([BEFORE])
        chat(library, talk)
        (kept,) = library.conversations.list()
        turns = library.conversations.turns(kept.conversation_id)
        assert len(turns) >= 3
        assert turns[-1].question == "and in May?"
        assert library.verify() == ()


@pytest.mark.slow
def test_line_by_line_a_full_disk_is_said_and_the_answer_printed(small_disk: Path) -> None:
    root = small_disk / "library"
    with Library.create(root) as library:
        library.add_articles([BEFORE])
        fill(small_disk)  # while the database is open, so that its shared memory is there already
        lines = "\n".join([QUESTION] * 20)
        command = [*KUTIP, "chat", "--plain", "--library", str(root)]
        done = subprocess.run(command, input=lines, capture_output=True, text=True)
    assert done.returncode == 1
    assert "error: the disk is full; make room and run the command again" in done.stderr
    assert done.stdout.count(HARBOUR) >= 20
    assert "Traceback" not in done.stderr
