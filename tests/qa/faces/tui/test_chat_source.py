"""The source beside the conversation: earlier versions; and what the chat says of its library."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from index.storage.articles import make_article
from qa.faces.tui.app import ChatApp
from qa.faces.tui.article import ArticleText
from qa.faces.tui.source import SourcePane
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
    known = "\n".join(str(each.content) for each in app.query("SourcePane Static").results(Static))
    return f"{known}\n{app.query_one(ArticleText).text}"


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
