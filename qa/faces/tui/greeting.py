"""The greeting: what the library holds, questions to try, conversations to go on with."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.style import Style
from textual.widgets import Static
from textual.worker import get_current_worker

from index.text.cleaning import clean_line
from qa.faces.tui.since import counted, day_written

if TYPE_CHECKING:
    from index.storage.overview import Overview
    from qa.library import Library
    from qa.past import Past

TRIED, RECENT = 3, 3
"""How many questions and how many conversations are offered."""

_TITLE = 28
_ROWS = 14
"""The most outlets, years or languages that are listed."""

_EMPTY = (
    "This library has no articles yet.\n\n"
    "Add some with  /import PATH  (files and folders); you can ask while they are added."
)


@dataclass(frozen=True, slots=True)
class Offer:
    """Something to choose.

    `does` is ask, resume, news, source, year or language, and `what` of it.
    """

    does: str
    what: str


class Line(Static):
    """One line of the greeting that can be chosen, by the mouse too."""

    def __init__(self, text: Content, offer: Offer) -> None:
        action = f"app.offer({offer.does!r}, {offer.what!r})"
        super().__init__(text.stylize(Style.from_meta({"@click": action})))
        self.offer = offer


class Greeting(Vertical):
    """Greets with what the library holds; the prompt hands it arrows while it is empty."""

    @dataclass
    class Chosen(Message):
        """A line was chosen."""

        offer: Offer

    def __init__(self, library: Callable[[], Library]) -> None:
        super().__init__()
        self._library = library
        self._marked: Line | None = None

    def compose(self) -> ComposeResult:
        """Yield the head, what can be asked, and beside it parts of the library."""
        yield Static(classes="holds")
        yield Static(classes="holds short")
        yield Static(classes="promise")
        with Horizontal(classes="offers"):
            yield Vertical(classes="asked")
            for _ in _PARTS:
                yield Vertical(classes="part")

    def on_mount(self) -> None:
        """Begin to count."""
        self.renew()

    @work(thread=True, group="greeting", exclusive=True, exit_on_error=False)
    def renew(self) -> None:
        """Count what the library holds, and find questions, in a thread."""
        from qa.chat.suggesting import suggested  # here, as it brings all that answers
        from qa.past import past

        worker, library = get_current_worker(), self._library()
        recent = past(library.conversations, RECENT)
        fresh = sum(each.news for each in library.followed())
        self.app.call_from_thread(self._show, library.root.name, library.overview(), recent, fresh)
        found: list[str] = []
        for question in suggested(library, TRIED):
            if worker.is_cancelled:
                return
            found.append(question)
            self.app.call_from_thread(self._try, found)
        if not worker.is_cancelled:
            self.app.call_from_thread(self._try, found, is_all=True)

    # -- drawing --------------------------------------------------------------------------------

    def _show(self, name: str, held: Overview, recent: Sequence[Past], fresh: int) -> None:
        self.query(".offers > Vertical > *").remove()
        promise = self.query_one(".promise", Static)
        if not held.articles:
            promise.update(Content(_EMPTY))
            return
        for head in self.query(".holds").results(Static):
            head.update(_holds(name, held, in_short=head.has_class("short")))
        promise.update(Content("Ask these articles. Every answer is a quote you can open."))
        self._try([])
        now = datetime.now(UTC).astimezone()
        lines = [_recent(each, now, is_first=place == 0) for place, each in enumerate(recent)]
        lines += [_fresh(fresh)] if fresh else []
        self.query_one(".asked").mount(*lines)
        for column, part in zip(self.query(".part"), _PARTS, strict=True):
            column.mount(*part.lines(held))

    def _try(self, questions: Sequence[str], *, is_all: bool = False) -> None:
        """Show the questions found; room is kept for those that are still looked for."""
        self.query(".tried").remove()
        lines: list[Static] = [
            Line(_labelled("Try" if place == 0 else "", clean_line(question)), Offer("ask", question))
            for place, question in enumerate(questions)
        ]
        if not is_all:
            looking = [] if lines else [_labelled("Try", "looking for questions with answers", "dim")]
            room = TRIED - len(lines) - len(looking)
            lines += [Static(each) for each in [*looking, *[Content("")] * room]]
        for line in lines:
            line.add_class("tried")
        self.query_one(".asked").mount(*lines, before=0 if self.query(".recent") else None)
        self._mark(None)

    # -- keys -----------------------------------------------------------------------------------

    def pressed(self, key: str) -> bool:
        """Mark the line an arrow leads to, or choose the marked; return whether it did."""
        columns = [column for column in map(list, self._columns()) if column]
        if not columns or key not in _STEPS or (self._marked is None and key != "up"):
            return False
        if key == "enter":
            self.post_message(self.Chosen(self._marked.offer))  # type: ignore[union-attr]
        else:
            self._mark(_step(columns, self._marked, key))
        return True

    def close(self) -> bool:
        """Mark nothing; return whether something was marked."""
        was_marked = self._marked is not None
        self._mark(None)
        return was_marked

    def _columns(self) -> Iterator[Iterator[Line]]:
        for column in self.query(".offers > Vertical"):
            if column.display:
                yield iter(column.query(Line))

    def _mark(self, line: Line | None) -> None:
        self.query(Line).remove_class("marked")
        self._marked = line
        if line is not None:
            line.add_class("marked")


_STEPS = {"up": (0, -1), "down": (0, 1), "left": (-1, 0), "right": (1, 0), "enter": (0, 0)}


def _step(columns: list[list[Line]], marked: Line | None, key: str) -> Line | None:
    """Return the line that an arrow leads to; below the last one there is none."""
    if marked is None:
        return columns[0][-1]
    right, down = _STEPS[key]
    column = next(number for number, lines in enumerate(columns) if marked in lines)
    row = columns[column].index(marked) + down
    lines = columns[min(max(column + right, 0), len(columns) - 1)]
    if down and row == len(lines):
        return None
    return lines[min(max(row, 0), len(lines) - 1)]


def _holds(name: str, held: Overview, *, in_short: bool) -> Content:
    """Return the head: the library's name, and counts of what is in it."""
    first, last = (day and (day.year if in_short else day) for day in (held.first, held.last))
    days = f"{first} to {last}" if first != last else f"{first or ''}"
    known = [counted(held.articles, "article"), days]
    if not in_short:
        known.append("  ".join(f"{code} {count:,}" for code, count in held.languages))
        known += [counted(len(held.sources), "outlet")] if held.sources else []
        known += [f"{held.undated:,} undated"] if held.undated else []
    return Content.assemble(("Kutip", "bold"), f"   {clean_line(name)}   ", "   ".join(filter(None, known)))


def _labelled(label: str, text: str, style: str = "") -> Content:
    return Content.assemble((f"{label:8}", "bold"), (text, style))


def _short(title: str) -> str:
    return title if cell_len(title) <= _TITLE else set_cell_size(title, _TITLE - 1).rstrip() + "…"


def _recent(each: Past, now: datetime, *, is_first: bool) -> Line:
    own = each.conversation
    known = [day_written(own.last_asked.astimezone(), now), counted(own.turns, "question")]
    known += [f"{each.not_found} not found"] if each.not_found else []
    text = _labelled("Go on" if is_first else "", _short(clean_line(own.title)))
    line = Line(Content.assemble(text, ("  " + "  ".join(known), "dim")), Offer("resume", own.conversation_id))
    return line.set_class(is_first, "recent")


def _fresh(news: int) -> Line:
    said = f"{counted(news, 'new answer')} to followed questions"
    return Line(Content.assemble(_labelled("News", said), ("  /news", "dim")), Offer("news", "")).add_class("recent")


@dataclass(frozen=True, slots=True)
class Part:
    """Parts of a library that can be asked alone: title, command and counts."""

    title: str
    does: str
    command: str
    counts: Callable[[Overview], Sequence[tuple[str, int]]]

    def lines(self, held: Overview) -> Iterator[Static]:
        """Yield the title, the largest parts, and how many more there are."""
        counts = self.counts(held)
        width = min(max((len(name) for name, _ in counts[:_ROWS]), default=0), 24)
        yield Static(Content.styled(self.title, "bold"))
        for name, count in counts[:_ROWS]:
            yield Line(Content(f"{clean_line(name):{width}} {count:>6,}"), Offer(self.does, name))
        if len(counts) > _ROWS:
            yield Static(Content.styled(f"{len(counts) - _ROWS:,} more: {self.command}", "dim"))


_PARTS = (
    Part("Outlets", "source", "/source", lambda held: [(each.name, each.articles) for each in held.sources]),
    Part("Years", "year", "/since", lambda held: [(str(year), count) for year, count in held.years]),
    Part("Languages", "language", "/language", lambda held: held.languages),
)
