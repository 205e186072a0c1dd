"""One turn as it is drawn: the question, what was searched, and the answer."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from index.errors import BadInputError
from index.text.cleaning import clean_line
from index.values import Span
from qa import wording
from qa.answer.nearest import LONGEST, nearest
from qa.conversations import Turn
from qa.faces.tui.article import NOTHING
from qa.faces.tui.source import Place
from qa.values import Answer, AnswerStatus, Citation, Done, Event, Quoted, Read, Retrieved
from qa.written import Translation, Wrote

ANSWER_STYLE = "bold underline"
DOUBT_STYLE = "$warning underline"
HEAD_STYLE = "$secondary"
_STEPS: dict[type[Event] | type[None], str] = {type(None): "retrieving", Retrieved: "reading", Read: "quoting"}
"""What is done after each event, the first before any."""


class TurnView(Vertical):
    """A question and below it the steps of finding its answer, then the answer."""

    def __init__(self, number: int, question: str, turn: Turn | None = None) -> None:
        super().__init__(classes="turn")
        self.number = number
        self._question = question
        self._turn = turn
        self._searched = Static("", classes="searched")
        self._searched.display = False
        self._step = Static("", classes="step")

    def compose(self) -> ComposeResult:
        """Yield the question, and what was found if it is an earlier turn."""
        yield Static(Content(f"You: {clean_line(self._question)}"), classes="question")
        yield self._searched
        yield self._step
        if self._turn is not None:
            self.show_searched(self._turn.searched)
            yield from self._answered(self._turn.answer)

    def show_searched(self, searched: str) -> None:
        """Show what is searched for, if it differs from what was typed."""
        if searched != self._question:
            self._searched.display = True
            words = (clean_line(searched), "italic")
            self._searched.update(Content.assemble(("Searched: ", "dim"), words, ("  (/edit changes it)", "dim")))

    def show_progress(self, event: Event | None = None) -> None:
        """Show what is done after the last `event`, with the steps before it ticked."""
        if isinstance(event, Quoted | Wrote | Done):
            return
        done = list(_STEPS).index(type(event))
        steps = [f"✓ {step}" for step in list(_STEPS.values())[:done]] + [f"… {_STEPS[type(event)]}"]
        self._step.update(Content("   ".join(steps) + "   (Esc cancels)"))

    def show_problem(self, problem: str) -> None:
        """Show, in place of an answer, what went wrong or that it was cancelled."""
        self._step.update(Content(f"! {clean_line(problem)}"))
        self.add_class("failed")

    def show_answer(self, turn: Turn) -> None:
        """Show the answer: in short, then its quotes, or what is nearest."""
        self.remove_class("failed")
        self.mount(*self._answered(turn.answer))

    def _answered(self, answer: Answer) -> list[Widget]:
        self._step.display = False
        found: list[Widget] = []
        if answer.status is AnswerStatus.NOT_FOUND:
            self.add_class("not-found")
            found += _not_found(self.number, answer)
        else:
            found += [*_written(answer), *_in_short(answer)]
            articles = [_article(self.number, quotes, answer) for quotes in wording.by_article(answer.citations)]
            if answer.disagreement:
                found += [Horizontal(*(Static(each, classes="side") for each in articles), classes="sides")]
            else:
                found += [Static(each, classes="quote") for each in articles]
        found += (
            Static(Content.styled(line, "dim"), classes="agree") for line in wording.not_translated(answer.translated)
        )
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
    return Content.from_markup(f"[@click=app.cite({turn},{number})]\\[{number}][/]").stylize("bold underline")


def _written(answer: Answer) -> list[Static]:
    """Return what a language model wrote, under its name."""
    if answer.written is None:
        return []
    model, text = answer.written.model, [Static(Content(answer.written.text), classes="written")]
    by = [wording.written_by(model)] if answer.written.sentences else []
    lines = (Static(Content.styled(line, "dim"), classes="agree") for line in by + wording.not_written(answer.written))
    return [*(text if by else []), *lines]


def _in_short(answer: Answer) -> list[Static]:
    """Return the words that answer, whether sources disagree on them, and how many agree."""
    found = [Static(Content(answer.short), classes="short")] if answer.short else []
    if answer.disagreement:
        found.append(Static(Content(wording.DISAGREEMENT), classes="verdict"))
    return found + [Static(Content.styled(line, "dim"), classes="agree") for line in wording.agreements(answer)]


def _article(turn: int, quotes: Sequence[Citation], answer: Answer) -> Content:
    """Return what is known of an article, then its quotes and translations, on separate lines."""
    lines = [Content.styled(wording.head(quotes[0], answer.language), HEAD_STYLE)]
    for citation in quotes:
        lines += [_quote(turn, citation), *_translation(answer.translation_of(citation.number))]
    return Content("\n").join(lines)


def _quote(turn: int, citation: Citation) -> Content:
    before, after = wording.marks_around(citation.quote)
    context = f"{citation.context} " if citation.context else ""
    return Content.assemble((context, "dim"), before, marked_quote(citation), f"{after} ", _mark(turn, citation.number))


def _translation(given: Translation | None) -> list[Content]:
    """Return a language model's translation of a quote, labelled, what is in doubt underlined."""
    if given is None:
        return []
    parts = [(text, DOUBT_STYLE if doubtful else "") for text, doubtful in given.parts]
    told = " ".join(filter(None, (f" ({wording.translated_by(given)})", wording.not_agreeing(given))))
    return [Content.assemble("  ", *parts, (told, "dim"))]


def _not_found(turn: int, answer: Answer) -> list[Static]:
    found = [Static(Content(f"∅ {wording.not_found(answer)}"), classes="verdict")]
    near = nearest(answer)
    if near:
        found.append(Static(Content("The nearest:"), classes="near"))
    for number, each in enumerate(near, 1):
        link = Content.from_markup(f"[@click=app.near({turn},{number})]{number}.[/]").stylize("bold")
        about = Content.styled(wording.head(each.hit.article, answer.language), HEAD_STYLE)
        found.append(Static(Content.assemble(link, " ", about), classes="near"))
        found.append(Static(Content.styled(wording.snippet(each.text, LONGEST), "dim"), classes="sentence"))
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
        raise BadInputError(f"there is no citation [{number}] here", "the numbers stand after the quotes")
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
    near = nearest(answer)
    if not 0 < number <= len(near):
        raise BadInputError(f"there is no article {number} here", "the numbers precede the articles")
    found = near[number - 1]
    label = f"near {number} of {len(near)}"
    return Place(found.hit.article.article_id, found.sentence, copies=tuple(found.hit.copies), label=label)


def pasted(citation: Citation) -> str:
    """Return a quote with its source as text to paste."""
    known = wording.joined(citation.title, citation.source, citation.published, citation.url)
    return f"{wording.quoted(citation.quote)} ({known})"
