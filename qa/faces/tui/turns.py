"""One turn as it is drawn: the question, what was searched, and the answer."""

from __future__ import annotations

import time
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.style import Style
from textual.widget import Widget
from textual.widgets import Static

from index.errors import BadInputError
from index.text.cleaning import clean_line
from index.values import EVERYTHING, Filters, Span
from qa import wording
from qa.faces.tui.article import NOTHING
from qa.faces.tui.commands import chips
from qa.faces.tui.source import Place
from qa.values import Answer, AnswerStatus, Citation, Done, Event, Quoted, Read, Retrieved, Shortfall
from qa.written import Translation, Wrote

if TYPE_CHECKING:
    from qa.conversations import Turn

ANSWER_STYLE = "bold underline"
DOUBT_STYLE = "$warning underline"
HEAD_STYLE = "$secondary"
NOT_FOUND = "✗ NOT FOUND."
CONTRADICTION = "≠"
FAILURE = "!"
_STEPS: dict[type[Event] | type[None], str] = {type(None): "retrieving", Retrieved: "reading", Read: "quoting"}
"""What is done after each event, the first before any."""

_STEPS_AFTER_S = 0.25
_SECONDS_AFTER_S = 2.0


class TurnView(Vertical):
    """A question and below it the steps of finding its answer, then the answer."""

    def __init__(self, number: int, question: str, turn: Turn | None = None, *, is_exact: bool = False) -> None:
        super().__init__(classes="turn")
        self.number, self.question, self.is_exact = number, question, is_exact
        self._began = 0.0
        self._done_last: Event | None = None
        self._turn = turn
        self._searched = Static("", classes="searched")
        self._searched.display = False
        self._step = Static("", classes="step")

    def compose(self) -> ComposeResult:
        """Yield the question, and what was found if it is an earlier turn."""
        yield Static(Content(f"> {clean_line(self.question)}"), classes="question")
        yield self._searched
        yield self._step
        if self._turn is not None:
            self.show_searched(self._turn.searched)
            yield from self._answered(self._turn.answer, self._turn.filters)

    def show_searched(self, searched: str) -> None:
        """Show what is searched for, if it differs from what was typed."""
        if searched != self.question:
            self._searched.display = True
            words = (clean_line(searched), "italic")
            self._searched.update(Content.assemble(("Searched: ", "dim"), words, ("  (/edit changes it)", "dim")))

    def begin(self) -> None:
        """Take the time from now on: its answer is being found."""
        self._began = time.monotonic()
        self.show_step("")

    def follow(self, event: Event) -> None:
        """Take in that a step of finding the answer is done."""
        if not isinstance(event, Quoted | Wrote | Done):
            self._done_last = event

    def show_seconds(self) -> None:
        """Show what is being done, and for how long, if it takes long."""
        seconds = time.monotonic() - self._began
        if seconds < _STEPS_AFTER_S:
            return
        done = list(_STEPS).index(type(self._done_last))
        steps = [f"✓ {step}" for step in list(_STEPS.values())[:done]] + [f"… {_STEPS[type(self._done_last)]}"]
        taken = f"{seconds:.0f} s   " if seconds >= _SECONDS_AFTER_S else ""
        self.show_step("   ".join(steps) + f"   {taken}(Esc stops)")

    def show_step(self, step: str) -> None:
        """Show, in place of an answer, what is being done."""
        self._step.update(Content(step))

    def show_problem(self, problem: str) -> None:
        """Show, in place of an answer, what went wrong or that it was stopped."""
        self.show_step(f"! {clean_line(problem)}")
        self.add_class("failed")

    def show_answer(self, turn: Turn) -> None:
        """Show the answer: in short, then its quotes, or what is nearest."""
        self.remove_class("failed")
        self.mount(*self._answered(turn.answer, turn.filters))

    def _answered(self, answer: Answer, filters: Filters = EVERYTHING) -> list[Widget]:
        self._step.display = False
        found: list[Widget] = []
        if answer.status is AnswerStatus.NOT_FOUND:
            self.add_class("not-found")
            found += _not_found(self.number, answer, filters)
        else:
            found += [*_written(answer), *_in_short(self.number, answer)]
            articles = [_article(self.number, quotes, answer) for quotes in wording.by_article(answer.citations)]
            if answer.disagreement:
                self.add_class("contradiction")
                found.append(Horizontal(*(Vertical(*each, classes="side") for each in articles), classes="sides"))
            else:
                found += [widget for each in articles for widget in each]
        found += (Static(Content.styled(line, "dim"), classes="agree") for line in wording.notes(answer))
        if answer.dropped:
            found.append(Static(Content(wording.dropped(answer))))
        return found


def marked_quote(citation: Citation) -> Content:
    """Return the quote verbatim, with the words that answer marked."""
    quote = Content(citation.quote)
    if citation.answer_start is not None and citation.answer_end is not None:
        quote = quote.stylize(ANSWER_STYLE, citation.answer_start, citation.answer_end)
    return quote


def _mark(turn: int, number: int) -> Content:
    return _clickable(f"[{number}]", f"app.cite({turn},{number})")


def _clickable(words: str, action: str) -> Content:
    """Return words that do something when they are clicked."""
    return Content.styled(words, Style.from_meta({"@click": action})).stylize("bold underline")


def _written(answer: Answer) -> list[Static]:
    """Return what a language model wrote, under its name."""
    if answer.written is None:
        return []
    model, text = answer.written.model, [Static(Content(answer.written.text), classes="written")]
    by = [wording.written_by(model)] if answer.written.sentences else []
    lines = (Static(Content.styled(line, "dim"), classes="agree") for line in by + wording.not_written(answer.written))
    return [*(text if by else []), *lines]


def _in_short(turn: int, answer: Answer) -> list[Static]:
    """Return the words that answer with their citations, whether sources disagree, and how many agree."""
    found = [Static(_numbered(turn, answer), classes="short")] if answer.short else []
    if answer.disagreement:
        found.append(Static(Content(f"{CONTRADICTION} {wording.DISAGREEMENT}"), classes="verdict"))
    return found + [Static(Content.styled(line, "dim"), classes="agree") for line in wording.agreements(answer)]


def _numbered(turn: int, answer: Answer) -> Content:
    """Return the short answer with the numbers of its quotes after each part of it."""
    parts: list[Content | str | tuple[str, str]] = []
    at = 0
    for claim in answer.claims:
        words = claim.text.strip(" ,;:" + wording.QUOTE_MARKS)
        start = answer.short.find(words, at)
        if start >= 0:
            end = answer.short.find("; ", start + len(words))
            end = end if end >= 0 else len(answer.short)
            parts += [(answer.short[at:end], "bold"), " ", *(_mark(turn, number) for number in claim.citations)]
            at = end
    return Content.assemble(*parts, (answer.short[at:], "bold"))


def _article(turn: int, quotes: Sequence[Citation], answer: Answer) -> list[Widget]:
    """Return an article's quotes with their numbers and translations, then what is known of it."""
    found: list[Widget] = []
    for citation in quotes:
        lines = [_quote(citation), *_translation(answer.translation_of(citation.number))]
        mark = Static(_mark(turn, citation.number), classes="mark")
        found.append(Horizontal(mark, Static(Content("\n").join(lines), classes="quote"), classes="cited"))
    about = Content.styled(wording.head(quotes[0], answer.language), HEAD_STYLE)
    return [*found, Static(about, classes="about")]


def _quote(citation: Citation) -> Content:
    before, after = wording.marks_around(citation.quote)
    context = f"{citation.context} " if citation.context else ""
    by = f" ({wording.said_by(citation)})" if citation.speaker else ""
    return Content.assemble((context, "dim"), before, marked_quote(citation), after, (by, "dim"))


def _translation(given: Translation | None) -> list[Content]:
    """Return a language model's translation of a quote, labelled, what is in doubt underlined."""
    if given is None:
        return []
    parts = [(text, DOUBT_STYLE if doubtful else "") for text, doubtful in given.parts]
    told = " ".join(filter(None, (f" ({wording.translated_by(given)})", wording.not_agreeing(given))))
    return [Content.assemble("  ", *parts, (told, "dim"))]


def _not_found(turn: int, answer: Answer, filters: Filters) -> list[Static]:
    """Return why nothing was found, which scope is on, and what is nearest."""
    if answer.shortfall is Shortfall.NOT_READ:
        verdict = f"{FAILURE} {wording.not_found(answer)}"
    else:
        reason = wording.reason(answer)
        verdict = f"{NOT_FOUND} {reason[:1].upper()}{reason[1:]}."
    found = [Static(Content(verdict), classes="verdict")]
    scope = " · ".join(words for _, words in chips(filters))
    if scope:
        found.append(Static(Content(f"[{clean_line(scope)}] is on: /all asks all articles again"), classes="near"))
    from qa.answer.nearest import nearest  # here, as it brings what retrieves

    near = nearest(answer)
    if near:
        found.append(Static(Content.styled("Nearest, none answers:", "dim"), classes="near"))
    for number, each in enumerate(near, 1):
        link = _clickable(str(number), f"app.near({turn},{number})")
        about = Content.styled(wording.head(each.hit.article, answer.language), HEAD_STYLE)
        found.append(Static(Content.assemble(link, "  ", about), classes="near one-line"))
    return found


def next_place(places: list[tuple[int, int]], now: tuple[int, int] | None, forward: bool) -> tuple[int, int] | None:
    """Return the citation after (or before) `now` among ordered (turn, number) pairs, wrapping around.

    If `now` is not among them, it is the first of the newest turn; None if there are no pairs.
    """
    if not places:
        return None
    if now not in places:
        return next(place for place in places if place[0] == places[-1][0])
    ring = places if forward else places[::-1]
    return next((after for before, after in pairwise(ring) if before == now), ring[0])


def citation_of(answer: Answer, number: int) -> Citation:
    """Return the citation with a number; BadInputError if there is none."""
    found = next((each for each in answer.citations if each.number == number), None)
    if found is None:
        hint = "the numbers stand after the quotes" if answer.citations else "`/near N` opens one of the nearest"
        raise BadInputError(f"there is no citation [{number}] here", hint)
    return found


def cited_place(answer: Answer, number: int) -> Place:
    """Return where a citation's quote stands; BadInputError if there is none."""
    found = citation_of(answer, number)
    words = NOTHING
    if found.answer_start is not None and found.answer_end is not None:
        words = Span(found.start + found.answer_start, found.start + found.answer_end)
    label = f"{number} of {len(answer.citations)}"
    return Place(found.article_id, Span(found.start, found.end), words, tuple(found.copies), label)


def near_place(answer: Answer, number: int) -> Place:
    """Return where a nearest sentence stands; BadInputError if there is none."""
    from qa.answer.nearest import nearest  # here, as it brings what retrieves

    near = nearest(answer)
    if not 0 < number <= len(near):
        raise BadInputError(f"there is no article {number} here", "the numbers precede the articles")
    found = near[number - 1]
    label = f"near {number} of {len(near)}"
    return Place(found.hit.article.article_id, found.sentence, copies=tuple(found.hit.copies), label=label)


def pasted(citation: Citation) -> str:
    """Return a quote with its source as text to paste."""
    known = wording.joined(citation.title, citation.source, citation.published, citation.url, citation.address)
    return f"{wording.quoted(citation.quote)} ({known})"
