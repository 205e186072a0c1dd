"""What a language model adds to `qa ask` and `qa chat`."""

from __future__ import annotations

from collections.abc import Callable

from qa.faces.cli import show
from qa.faces.cli.talk import say
from qa.library import Library
from qa.values import Answer, Ask, Done, Event
from qa.written import Wrote


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
    for event in library.stream(*ask.given):
        if follow is not None:
            follow(event)
    assert isinstance(event, Done)
    return event.answer
