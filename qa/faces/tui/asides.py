"""What is shown beside the questions: news, speakers, days, where a quote stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from textual import work
from textual.content import Content

from index.errors import BadInputError
from index.text.cleaning import clean_line
from qa import wording
from qa.faces.tui.asking import WithQuestions
from qa.faces.tui.commands import Command, number_in
from qa.faces.tui.turns import HEAD_STYLE, clickable, quote_line

if TYPE_CHECKING:
    from qa.news import Followed, News
    from qa.people import People
    from qa.timeline import Timeline
    from qa.values import Citation

OPEN = "↗"
"""Opens a quote that is no part of an answer, and so has no number."""


@dataclass(frozen=True, slots=True)
class Aside:
    """Lines to show, a note, and the news among the lines."""

    lines: tuple[Content, ...] = ()
    note: str = ""
    news: tuple[News, ...] = ()


class WithAsides(WithQuestions):
    """A chat that follows questions, tells who says what, and when, and looks for quotes."""

    def _people(self, command: Command) -> None:
        library, session = self._opened(), self._session

        def find() -> Aside:
            return Aside(tuple(_people(library.people(session.meant(command.rest), filters=session.filters))))

        self._find("Looking for who says what…", find)

    def _timeline(self, command: Command) -> None:
        library, session = self._opened(), self._session

        def find() -> Aside:
            return Aside(tuple(_timeline(library.timeline(session.meant(command.rest), session.filters))))

        self._find("Looking for what is said by date…", find)

    def _check(self, command: Command) -> None:
        library = self._opened()
        if not command.rest:
            raise BadInputError("no quote was given", "write it after the command")

        def find() -> Aside:
            from qa.output.verdicts import verdict_lines

            found = [(each, library.article(each.article_id)) for each in library.find_quote(command.rest)]
            lines = [Content.styled(f"Looked for: {clean_line(command.rest)}", "bold")]
            for line, place in verdict_lines(command.rest, found):
                lines.append(Content.assemble(_opener(*place), f" {line}") if place else Content(line))
            return Aside(tuple(lines))

        self._find("Looking for the quote…", find)

    def _follow(self, command: Command) -> None:
        library, session = self._opened(), self._session

        def find() -> Aside:
            followed = library.follow(session.meant(command.rest), session.filters)
            return Aside(note=f"followed: {followed.told}; /news tells what is new")

        self._find("Looking for what answers now…", find)

    def _unfollow(self, command: Command) -> None:
        gone = self._opened().unfollow(number_in(command))
        self.notify(f"no longer followed: {gone.asked}")

    def _news(self) -> None:
        library = self._opened()

        def find() -> Aside:
            fresh = library.news()
            return Aside(tuple(_news(fresh, library.followed())), news=fresh)

        self._find("Looking for news…", find)

    @work(thread=True, group="asides", exit_on_error=False)
    def _find(self, doing: str, find: Callable[[], Aside]) -> None:
        self.call_from_thread(self._notes.go_on_with, doing, "aside")
        try:
            aside = find()
            self.call_from_thread(self._show_aside, aside)
            if aside.news:  # which are on the screen now
                self._opened().mark_seen(aside.news)
                self.call_from_thread(self._pane.renew_greeting)
        except Exception as error:  # the user gets a line even for a bug
            self.call_from_thread(self._report, wording.in_words(error))
        self.call_from_thread(self._notes.go_on_with, "", "aside")

    def _show_aside(self, aside: Aside) -> None:
        if aside.lines:
            self._pane.show_lines(aside.lines)
        if aside.note:
            self.notify(aside.note)


def _news(news: Sequence[News], followed: Sequence[Followed]) -> Iterator[Content]:
    """Yield news by question with their quotes, then what is followed."""
    for asked, found in groupby(sorted(news, key=lambda each: each.asked), lambda each: each.asked):
        yield Content.styled(clean_line(asked), "bold")
        for each in found:
            yield Content(f"  {wording.why(each)}:")
            yield from _cited(each.citation)
            if each.known is not None:
                yield Content.styled("  known before:", "dim")
                yield from _cited(each.known)
        yield Content("")
    yield Content.styled("Followed:" if news else "No news. Followed:", "bold")
    yield from (Content(f"  {each.number}  {clean_line(each.told)}") for each in followed)


def _people(found: People) -> Iterator[Content]:
    """Yield who says what, a speaker at a time."""
    yield Content.styled(f"Who says what: {clean_line(found.question)}", "bold")
    for voice in found.voices:
        yield Content("")
        yield Content.styled(f"{clean_line(voice.name)} ({len(voice.citations)})", "bold")
        for citation in voice.citations:
            yield from _cited(citation)
    if not found.voices:
        yield Content(wording.NOBODY)


def _timeline(found: Timeline) -> Iterator[Content]:
    """Yield what is said by date, a claim at a time."""
    from qa.output import timelines

    yield Content.styled(f"By date: {clean_line(found.question)}", "bold")
    for entry in found.entries:
        first = entry.citations[0]
        yield Content("")
        yield Content.assemble((timelines.when(entry), "bold"), f" ({clean_line(timelines.whence(entry))})")
        yield Content.assemble("  ", _opener(first.article_id, first.start, first.end), " ", quote_line(first))
        yield Content.styled(f"    {clean_line(timelines.where(entry))}", HEAD_STYLE)
    yield from (Content.styled(line, "dim") for line in timelines.notes(found))


def _cited(citation: Citation) -> Iterator[Content]:
    opener = _opener(citation.article_id, citation.start, citation.end)
    yield Content.assemble("  ", opener, " ", quote_line(citation))
    yield Content.styled(f"    {wording.head(citation, None)}", HEAD_STYLE)


def _opener(article_id: str, start: int, end: int) -> Content:
    return clickable(OPEN, f"app.stand({article_id!r},{start},{end})")
