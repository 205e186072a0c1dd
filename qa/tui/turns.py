"""One turn of the conversation as it is drawn: question, what was searched, and the answer as it comes."""

from __future__ import annotations

from itertools import pairwise

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from index.text import clean_line
from index.values import Hit
from qa.compose import dated
from qa.conversations import Turn
from qa.described import joined, snippet
from qa.shortfalls import reason
from qa.values import Answer, AnswerStatus, Citation, Step

ANSWER_STYLE = "bold underline"
_STEPS = {Step.RETRIEVING: "retrieving", Step.READING: "reading", Step.QUOTING: "quoting"}
_SNIPPET = 140


class TurnView(Vertical):
    """A question and, below it, the steps of finding its answer, then the answer."""

    def __init__(self, number: int, question: str, turn: Turn | None = None) -> None:
        super().__init__(classes="turn")
        self.number = number
        self._question = question
        self._turn = turn
        self._searched = Static("", classes="searched")
        self._searched.display = False
        self._step = Static("", classes="step")

    def compose(self) -> ComposeResult:
        """The question; the rest comes as it is found, or is there for a turn that was."""
        yield Static(Content(f"You: {clean_line(self._question)}"), classes="question")
        yield self._searched
        yield self._step
        if self._turn is not None:
            self.show_searched(self._turn.searched)
            yield from self._answered(self._turn.answer)

    def show_searched(self, searched: str) -> None:
        """Show what is searched for where that is not what was typed."""
        if searched != self._question:
            self._searched.display = True
            words = (clean_line(searched), "italic")
            self._searched.update(Content.assemble(("Searched: ", "dim"), words, ("  (/edit changes it)", "dim")))

    def show_step(self, step: Step) -> None:
        """Show which step is being taken, those before it ticked."""
        order = list(_STEPS)
        place = order.index(step)
        said = [f"✓ {_STEPS[each]}" for each in order[:place]] + [f"… {_STEPS[step]}"]
        self._step.update(Content("   ".join(said) + "   (Esc cancels)"))

    def show_problem(self, problem: str) -> None:
        """Show, in place of an answer, what went wrong or that it was cancelled."""
        self._step.update(Content(f"! {clean_line(problem)}"))
        self.add_class("failed")

    def show_answer(self, turn: Turn) -> None:
        """Show the answer: quotes with their words marked, or what is nearest."""
        self.remove_class("failed")
        self.mount(*self._answered(turn.answer))

    def _answered(self, answer: Answer) -> list[Widget]:
        self._step.display = False
        found: list[Widget] = []
        if answer.status is AnswerStatus.NOT_FOUND:
            self.add_class("not-found")
            found += _not_found(self.number, answer)
        elif answer.disagreement:
            sides = [Static(_side(self.number, citation), classes="side") for citation in answer.citations]
            found += [Static(Content("The sources disagree; the newest first:"), classes="verdict")]
            found += [Horizontal(*sides, classes="sides")]
        else:
            found += [Static(_quote(self.number, each), classes="quote") for each in answer.citations]
        for claim in answer.claims:
            if claim.sources > 1 and answer.citations:
                marks = "".join(f"[{number}]" for number in claim.citations)
                found += [Static(Content(f"{claim.sources} independent sources say “{claim.text}” {marks}"))]
        if answer.dropped:
            found += [Static(Content(f"{answer.dropped} quote(s) failed the check and are not shown."))]
        return found


def marked_quote(citation: Citation) -> Content:
    """The quote to the letter, with the words that a reader found to answer standing out."""
    quote = Content(citation.quote)
    if citation.answer_start is not None and citation.answer_end is not None:
        quote = quote.stylize(ANSWER_STYLE, citation.answer_start, citation.answer_end)
    return quote


def _mark(turn: int, number: int) -> Content:
    return Content.from_markup(f"[@click=app.cite({turn},{number})]\\[{number}][/]").stylize("bold underline")


def _quote(turn: int, citation: Citation) -> Content:
    known = joined(citation.source, citation.published)
    return Content.assemble(
        "“", marked_quote(citation), "” ", _mark(turn, citation.number), "\n", (f"   {citation.title}", "dim"),
        (f" · {known}" if known else "", "dim"),
    )  # fmt: skip


def _side(turn: int, citation: Citation) -> Content:
    return Content.assemble(
        (dated(citation), "bold"), "\n“", marked_quote(citation), "” ", _mark(turn, citation.number)
    )


def _not_found(turn: int, answer: Answer) -> list[Static]:
    found = [Static(Content(f"∅ Not found in these articles: {reason(answer)}."), classes="verdict")]
    if answer.hits:
        found.append(Static(Content("The nearest passages:")))
    found += [Static(_near(turn, hit), classes="near") for hit in answer.hits]
    return found


def _near(turn: int, hit: Hit) -> Content:
    link = Content.from_markup(f"[@click=app.near({turn},{hit.rank})]{hit.rank}.[/]").stylize("bold")
    return Content.assemble(link, " ", hit.article.title, "\n", (f"   {snippet(hit.passage.text, _SNIPPET)}", "dim"))


def next_place(places: list[tuple[int, int]], now: tuple[int, int] | None, forward: bool) -> tuple[int, int] | None:
    """The citation after (or before) `now` among (turn, number) pairs in order, round the end.

    The first of the newest turn that has some where `now` is none of them; None where there are none.
    """
    if not places:
        return None
    if now not in places:
        return next(place for place in places if place[0] == places[-1][0])
    ring = places if forward else places[::-1]
    return next((after for before, after in pairwise(ring) if before == now), ring[0])
