"""One turn as it is drawn: the question, what was searched, and the answer."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.style import Style
from textual.widget import Widget
from textual.widgets import Static

from index.text.cleaning import clean_line
from index.values import EVERYTHING, Filters
from qa import wording
from qa.completeness import also_in, told
from qa.faces.tui.commands import How
from qa.faces.tui.keys import first_key
from qa.reach import chips, read_of
from qa.values import Answer, AnswerStatus, Citation, Claim, Done, Event, Quoted, Read, Retrieved, Shortfall
from qa.written import Translation, Wrote

if TYPE_CHECKING:
    from qa.conversations import Turn

ANSWER_STYLE = "bold underline"
DOUBT_STYLE = "$warning underline"
HEAD_STYLE = "$secondary"
NOT_FOUND = "✗ NOT FOUND"
CONTRADICTION = "≠"
FAILURE = "!"
CHANGED = "⚠"
AS_TYPED = How()
NOTHING_CHANGED: Mapping[int, str] = MappingProxyType({})
_STEPS: dict[type[Event] | type[None], str] = {type(None): "retrieving", Retrieved: "reading", Read: "quoting"}
"""What is done after each event, the first before any."""

_LONGEST = 400
"""How much of a question is shown: an answer to a pasted page is in view below it."""

_STEPS_AFTER_S = 0.25
_SECONDS_AFTER_S = 2.0


class TurnView(Vertical):
    """A question and below it the steps of finding its answer, then the answer."""

    def __init__(
        self,
        number: int,
        question: str,
        turn: Turn | None = None,
        *,
        how: How = AS_TYPED,
        changed: Mapping[int, str] = NOTHING_CHANGED,
    ) -> None:
        super().__init__(classes="turn")
        self.number, self.question, self.how, self._changed = number, question, how, changed
        self._began = 0.0
        self._done_last: Event | None = None
        self._turn = turn
        self._searched = Static("", classes="searched")
        self._searched.display = False
        self._step = Static("", classes="step")

    def compose(self) -> ComposeResult:
        """Yield the question, and what was found if it is an earlier turn."""
        yield Static(Content(f"> {clean_line(wording.snippet(self.question, _LONGEST))}"), classes="question")
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
        doing = "reading on" if self.how.is_all else _STEPS[type(self._done_last)]
        steps = [f"✓ {step}" for step in list(_STEPS.values())[:done]] + [f"… {doing}"]
        taken = f"{seconds:.0f} s   " if seconds >= _SECONDS_AFTER_S else ""
        self.show_step("   ".join(steps) + f"   {taken}({first_key(self.app, 'cancel')} stops)")

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
        over, under = told(answer)
        if answer.status is AnswerStatus.NOT_FOUND:
            self.add_class("not-found")
            found += _not_found(self.number, answer, filters)
        elif over:
            found += [Static(Content(over[0]), classes="short"), *map(_aside, over[1:])]
            claims = (_of_claim(self.number, answer, each, self._changed) for each in answer.claims)
            found += (Static(each, classes="claimed") for each in claims)
        else:
            found += [*_written(answer), *_in_short(self.number, answer)]
            grouped = wording.by_article(answer.citations)
            articles = [_article(self.number, quotes, answer, self._changed) for quotes in grouped]
            if answer.disagreement:
                self.add_class("contradiction")
                found.append(Horizontal(*(Vertical(*each, classes="side") for each in articles), classes="sides"))
            else:
                found += [widget for each in articles for widget in each]
        found += map(_aside, (*wording.notes(answer), *under))
        if answer.dropped:
            found.append(Static(Content(wording.dropped(answer))))
        return found


def _aside(line: str) -> Static:
    return Static(Content.styled(line, "dim"), classes="agree")


def marked_quote(citation: Citation) -> Content:
    """Return the quote verbatim, with the words that answer marked."""
    quote = Content(citation.quote)
    if citation.answer_start is not None and citation.answer_end is not None:
        quote = quote.stylize(ANSWER_STYLE, citation.answer_start, citation.answer_end)
    return quote


def _mark(turn: int, number: int) -> Content:
    return clickable(f"[{number}]", f"app.cite({turn},{number})")


def clickable(words: str, action: str) -> Content:
    """Return words that do something when they are clicked."""
    return Content.styled(words, Style.from_meta({"@click": action})).stylize("bold underline")


def _written(answer: Answer) -> list[Static]:
    """Return what a language model wrote, under its name."""
    if answer.written is None:
        return []
    model, text = answer.written.model, [Static(Content(answer.written.text), classes="written")]
    by = [wording.written_by(model)] if answer.written.sentences else []
    return [*(text if by else []), *map(_aside, by + wording.not_written(answer.written))]


def _in_short(turn: int, answer: Answer) -> list[Static]:
    """Return the words that answer with their citations, whether sources disagree, and how many agree."""
    found = [Static(_numbered(turn, answer), classes="short")] if answer.short else []
    if answer.disagreement:
        found.append(Static(Content(f"{CONTRADICTION} {wording.disagreement(answer)}"), classes="verdict"))
    return [*found, *map(_aside, wording.agreements(answer))]


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


def _of_claim(turn: int, answer: Answer, claim: Claim, changed: Mapping[int, str]) -> Content:
    """Return one of all answers with its quotes, each with who printed it, too."""
    lines = [Content.styled(clean_line(claim.text), "bold")]
    for citation in (answer.citations[number - 1] for number in claim.citations):
        lines.append(Content.assemble(_mark(turn, citation.number), " ", quote_line(citation)))
        lines.append(Content.styled(f"    {wording.head(citation, answer.language)}", HEAD_STYLE))
        others = f"    {also_in(citation)}" if citation.copies else ""
        lines += [Content.styled(each, "dim") for each in (others,) if each] + _became(citation, changed, "    ")
    return Content("\n").join(lines)


def _became(citation: Citation, changed: Mapping[int, str], indent: str = "") -> list[Content]:
    """Return a line if the article of an old quote is changed or gone."""
    line = changed.get(citation.number)
    return [Content.styled(f"{indent}{CHANGED} [{citation.number}] {line}", "bold $text-warning")] if line else []


def _article(turn: int, quotes: Sequence[Citation], answer: Answer, changed: Mapping[int, str]) -> list[Widget]:
    """Return an article's quotes with their numbers and translations, then what is known of it."""
    found: list[Widget] = []
    for citation in quotes:
        lines = [quote_line(citation), *_translation(answer.translation_of(citation.number))]
        mark = Static(_mark(turn, citation.number), classes="mark")
        found.append(Horizontal(mark, Static(Content("\n").join(lines), classes="quote"), classes="cited"))
    about = [Content.styled(wording.head(quotes[0], answer.language), HEAD_STYLE)]
    about += [line for citation in quotes for line in _became(citation, changed)]
    return [*found, Static(Content("\n").join(about), classes="about")]


def quote_line(citation: Citation) -> Content:
    """Return a quote after what it needs to be understood, and who says it."""
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
        verdict = f"{NOT_FOUND} in {read_of(answer.extent)}: {wording.reason(answer)}."
    found = [Static(Content(verdict), classes="verdict")]
    scope = " · ".join(words for _, words in chips(filters))
    if scope:
        found.append(Static(Content(f"[{clean_line(scope)}] is on: /everything asks all articles"), classes="near"))
    from qa.answer.nearest import nearest  # here, as it brings what retrieves

    near = nearest(answer)
    if near:
        found.append(Static(Content.styled("Nearest, none answers:", "dim"), classes="near"))
    for number, each in enumerate(near, 1):
        link = clickable(str(number), f"app.near({turn},{number})")
        about = Content.styled(wording.head(each.hit.article, answer.language), HEAD_STYLE)
        found.append(Static(Content.assemble(link, "  ", about), classes="near one-line"))
    return found
