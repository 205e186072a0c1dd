"""What a language model adds to `qa ask`, and `qa writer`: whether it can."""

from __future__ import annotations

import typer

from qa.faces.cli import show
from qa.faces.cli.exits import Exit
from qa.faces.cli.options import WriterOption
from qa.faces.cli.talk import say
from qa.library import Library
from qa.values import Answer, Ask, Done
from qa.written import Wrote

app = typer.Typer(name="writer", help="The language model that writes answers from quotes.", rich_markup_mode=None)


def asked(library: Library, ask: Ask, choice: str | None, page: show.Page | None) -> Answer:
    """Return the answer; print on `page` what a language model writes, once proved.

    Before anything is sent for the first time, say where it goes.
    """
    if ask.needs_model:
        if choice is not None:
            from qa.answer.writing.writer import configured  # here, so that nothing else loads it

            library.writer = configured(choice)
        notice = library.writer_notice()
        if notice:
            say(f"note: {notice}")
    first = True
    for event in library.stream(ask.question, ask.k, ask.filters, ask.budget_ms, ask.write, ask.translate):
        if isinstance(event, Wrote) and page is not None:
            show.sentence(page, event.sentence, library.writer.settings.model if first else None)
            first = False
    assert isinstance(event, Done)
    if page is not None and event.answer.written:
        show.end_of_written(page, event.answer.written)
    return event.answer


@app.callback()
def _writer() -> None:
    """Try the language model that writes answers from quotes."""


@app.command()
def check(writer: WriterOption = None) -> Exit:
    """Try the writer: is it reached, does it write, stream, and keep to a schema?"""
    from qa.answer.writing.trying import tried
    from qa.answer.writing.writer import configured

    page, can_write = show.Page(), True
    for trial in tried(configured(writer).server):
        page.line(f"{trial.what:<12}{'yes' if trial.works else 'no'}" + (f" ({trial.told})" if trial.told else ""))
        can_write = can_write and (trial.works or not trial.is_needed)
    return Exit.OK if can_write else Exit.WRITER
