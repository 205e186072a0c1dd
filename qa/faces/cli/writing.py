"""What a language model adds to `qa ask`, and `qa writer`: whether it can."""

from __future__ import annotations

from collections.abc import Callable

import typer

from qa.faces.cli import show
from qa.faces.cli.exits import Exit
from qa.faces.cli.options import WriterOption
from qa.faces.cli.talk import say
from qa.library import Library
from qa.values import Answer, Ask, Done, Event
from qa.written import Wrote

app = typer.Typer(name="writer", help="The language model that writes answers from quotes.", rich_markup_mode=None)


def begin(library: Library, choice: str | None = None) -> None:
    """Choose the writer; before anything is sent for the first time, say where it goes."""
    if choice is not None:
        from qa.answer.writing.writer import configured  # here, so that nothing else loads it

        library.writer = configured(choice)
    notice = library.writer_notice()
    if notice:
        say(f"note: {notice}")


def following(library: Library, page: show.Page) -> Callable[[Event], None]:
    """Return what prints, from the events of one question, what a language model writes."""
    first = True

    def follow(event: Event) -> None:
        nonlocal first
        if isinstance(event, Wrote):
            show.sentence(page, event.sentence, library.writer.settings.model if first else None)
            first = False
        elif isinstance(event, Done) and event.answer.written:
            show.end_of_written(page, event.answer.written)

    return follow


def asked(library: Library, ask: Ask, choice: str | None, page: show.Page | None) -> Answer:
    """Return the answer; print on `page` what a language model writes, once proved."""
    if ask.needs_model:
        begin(library, choice)
    follow = following(library, page) if page is not None else None
    for event in library.stream(ask.question, ask.k, ask.filters, ask.budget_ms, ask.write, ask.translate):
        if follow is not None:
            follow(event)
    assert isinstance(event, Done)
    return event.answer


@app.callback()
def _writer() -> None:
    """Try the language model that writes answers from quotes."""


@app.command()
def check(writer: WriterOption = None) -> Exit:
    """Try the writer: is it reached, does it write, stream, and keep to a schema?"""
    from qa.answer.writing.writer import configured  # here, so that nothing else loads it

    server = configured(writer).server
    from qa.answer.writing.trying import tried  # after the server, which tells of a missing extra

    page, can_write = show.Page(), True
    for trial in tried(server):
        page.line(f"{trial.what:<12}{'yes' if trial.works else 'no'}" + (f" ({trial.told})" if trial.told else ""))
        can_write = can_write and (trial.works or not trial.is_needed)
    return Exit.OK if can_write else Exit.WRITER
