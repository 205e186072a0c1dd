"""The conversation: its turns, and the worker that finds one answer at a time.

The worker runs in a thread, and widgets change in the app's thread only. However a question ends (answered, failed,
cancelled, or only a scope), `Ended` is posted once.
"""

from __future__ import annotations

import functools
import threading
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import work
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static
from textual.worker import Worker, get_current_worker

from index.errors import BadInputError, KutipError, NoArticlesError
from qa.completeness import reading
from qa.faces.tui.commands import EXACT, How, read
from qa.faces.tui.greeting import Greeting
from qa.faces.tui.turns import TurnView
from qa.values import Answer, Event
from qa.wording import in_words, what_model_does

if TYPE_CHECKING:
    from qa.chat.session import Session
    from qa.conversations import Turn
    from qa.library import Library

_TICK_S = 0.25
"""How often what is said of a question is brought up to date; a quick answer is never said to be on its way."""


class _CancelledError(Exception):
    """Ends a question between two events."""


class ConversationPane(VerticalScroll):
    """Shows a session's turns and asks it questions."""

    @dataclass
    class Ended(Message):
        """A question has ended: with `turn` if answered, with `problem` if something failed.

        `warnings` say why the answer is worse than it could be.
        """

        turn: Turn | None = None
        number: int = 0
        problem: str | None = None
        warnings: tuple[str, ...] = ()

    @dataclass
    class ReadOn(Message):
        """How far is read for all answers, in a line; empty when that ends."""

        line: str

    FOCUS_ON_CLICK = False

    def __init__(self, library: Callable[[], Library]) -> None:
        super().__init__(id="conversation")
        self._library = library
        self._session: Session | None = None
        self._model_tasks: frozenset[str] = frozenset()  # what the language model does: "write", "translate"
        self._asking: TurnView | None = None
        self._waiting: deque[TurnView] = deque()
        self._one_at_a_time = threading.Lock()
        self._reads_on = threading.Event()
        self._placed: float | None = None  # how far it was scrolled for the newest question

    @property
    def session(self) -> Session:
        """The conversation that is shown; BadInputError before the library is open."""
        self._library()
        assert self._session is not None
        return self._session

    def check_free(self) -> None:
        """Raise BadInputError while an answer is being found."""
        if self.is_busy:
            raise BadInputError("an answer is being found", "wait for it, or stop it")

    @property
    def is_busy(self) -> bool:
        """Return whether an answer is being found."""
        return self._asking is not None or bool(self._waiting)

    def open(self, session: Session) -> None:
        """Show the first session, load the searcher, and answer what was asked meanwhile."""
        self._session = session
        turns = self._views(session)
        if self._waiting:
            self.mount(*turns, before=self._waiting[0])
        else:
            self.show(session)
        self._warm_up()
        self._next()

    def on_mount(self) -> None:
        """Count the seconds of an answer that takes long."""
        self.set_interval(_TICK_S, self._count_seconds)

    def on_unmount(self) -> None:
        """End what is still read or written: leaving waits for the thread."""
        self._reads_on.clear()
        if self._session is not None:
            self._library().stop_writing()

    def show(self, session: Session) -> None:
        """Show another session, from its beginning."""
        self._session = session
        self.remove_children()
        self.mount(*self._views(session))
        self.call_after_refresh(self._to_newest)
        self.screen.set_class(not session.turns, "-greeting")
        if not session.turns:
            self.mount(Greeting(self._library))

    def _views(self, session: Session) -> list[TurnView]:
        return [
            TurnView(number, turn.question, turn, changed=session.changed(turn.answer))
            for number, turn in enumerate(session.turns)
        ]

    def show_lines(self, lines: Iterable[Content | str]) -> None:
        """Show lines below all else, the first in view."""
        drawn = (each if isinstance(each, Content) else Content(each) for each in lines)
        shown = Static(Content("\n").join(drawn), classes="list")
        self.mount(shown)
        self.call_after_refresh(self.scroll_to_widget, shown, animate=False, top=True, immediate=True)

    def remove_greeting(self) -> None:
        """Remove the greeting of a conversation that begins."""
        self.query(Greeting).remove()
        self.screen.remove_class("-greeting")

    def renew_greeting(self) -> None:
        """Greet with what the library holds now."""
        for greeting in self.query(Greeting):
            greeting.renew()

    def toggle_model(self, what: str) -> str:
        """Let the language model `write` or `translate`, or no longer; return which."""
        self._model_tasks ^= {what}
        return what_model_does(what, on=what in self._model_tasks)

    # -- asking ---------------------------------------------------------------------------------

    def begin(self, line: str, *, is_all: bool = False, any_time: bool = False) -> None:
        """Show a question, and find its answer when it is its turn.

        Without one it is the last, which may still wait; BadInputError if there is none.
        """
        before = self._waiting[-1] if self._waiting else self._asking
        question = line.removeprefix(EXACT).strip() if line else (before or self.session.turn()).question
        self.remove_greeting()
        view = TurnView(0, question, how=How(line.startswith(EXACT), not line, is_all, any_time))
        self._waiting.append(view)
        self.mount(view)
        self.call_after_refresh(self._to_newest)
        if self._session is None:
            view.show_step("waits for the library")
        elif self._asking is not None:
            view.show_step("waits for the answers before it")
        else:
            self._next()

    def _next(self) -> None:
        """Begin to answer the first question that waits."""
        if self._waiting and self._asking is None:
            self._asking = view = self._waiting.popleft()
            view.begin()
            self._reads_on.set()
            self._ask(view, self.session, self._model_tasks)

    @property
    def is_reading_on(self) -> bool:
        """Return whether all answers are being read for."""
        return self._asking is not None and self._asking.how.is_all

    def cancel(self) -> None:
        """Stop finding an answer, which is ignored; of all answers those found are kept."""
        if self.is_reading_on:
            self._reads_on.clear()
        elif self._asking is not None:
            self.workers.cancel_group(self, "asking")
            self._library().stop_writing()
            self._failed(self._asking, "stopped")
        elif self._waiting:  # the library is not open yet
            self._waiting.pop().show_problem("stopped")

    def _count_seconds(self) -> None:
        if self._asking is not None:
            self._asking.show_seconds()

    @work(thread=True, group="warming", exit_on_error=False)
    def _warm_up(self) -> None:
        with self._one_at_a_time:
            try:
                self._library().prepare()
            except KutipError:
                return  # the next question reports it

    @work(thread=True, group="asking", exit_on_error=False)
    def _ask(self, view: TurnView, session: Session, tasks: frozenset[str]) -> None:
        worker = get_current_worker()
        show = functools.partial(self._from_worker, worker)
        try:
            with self._one_at_a_time:
                _check_running(worker)
                if self._library().is_empty:
                    raise NoArticlesError("the library has no articles yet", "`/import PATH` adds some")
                asked = read(session, view.question, view.how)
                if asked.question is None:
                    show(self._scope_only, view)
                    return
                show(view.show_searched, asked.understood.searched)
                if tasks and (notice := self._library().writer_notice()):
                    show(functools.partial(self.app.notify, notice, markup=False))
                if view.how.is_all:
                    turn = session.ask_all(asked, functools.partial(self._goes_on, worker))
                else:
                    follow = functools.partial(self._follow, worker, view)
                    turn = session.ask(asked, follow=follow, write="write" in tasks, translate="translate" in tasks)
                _check_running(worker)
                problem = _keep(session, turn)
                ended = self.Ended(turn, len(session.turns) - 1, problem, self._library().warnings())
            self.app.call_from_thread(self._answered, view, turn, ended)
        except _CancelledError:
            return
        except Exception as error:  # the user gets a line, and the prompt, even for a bug
            show(self._failed, view, in_words(error))

    def _from_worker(self, worker: Worker[None], show: Callable[..., None], *arguments: object) -> None:
        if not worker.is_cancelled:
            self.app.call_from_thread(show, *arguments)

    def _follow(self, worker: Worker[None], view: TurnView, event: Event) -> None:
        _check_running(worker)
        self.app.call_from_thread(view.follow, event)

    def _goes_on(self, worker: Worker[None], answer: Answer) -> bool:
        """Tell how far is read for all answers, and return whether to read on."""
        _check_running(worker)
        if answer.extent is not None:
            self.post_message(self.ReadOn(reading(answer.extent)))
        return self._reads_on.is_set()

    def _answered(self, view: TurnView, turn: Turn, ended: Ended) -> None:
        """Show a turn that is kept, even if it was cancelled at that very moment."""
        if view.is_attached:
            view.number = ended.number
            view.show_answer(turn)
        if view is self._asking:
            self._free(ended)

    def _scope_only(self, view: TurnView) -> None:
        view.remove()
        self._free(self.Ended())

    def _failed(self, view: TurnView, problem: str) -> None:
        if view is self._asking:
            view.show_problem(problem)
            self._free(self.Ended())

    def _free(self, ended: Ended) -> None:
        self._asking = None
        self.post_message(self.ReadOn(""))
        self.post_message(ended)
        self._next()
        if self.scroll_y == self._placed:  # else the reader has scrolled, and stays where that is
            self.call_after_refresh(self._to_newest)

    def _to_newest(self) -> None:
        """Scroll the question that is answered, else the newest, to the top."""
        views = self.query(TurnView)
        if views:
            self.scroll_to_widget(self._asking or views.last(), animate=False, top=True, immediate=True)
            self._placed = self.scroll_y


def _check_running(worker: Worker[None]) -> None:
    if worker.is_cancelled:
        raise _CancelledError


def _keep(session: Session, turn: Turn) -> str | None:
    """Keep the turn, and return what prevented it, else None."""
    try:
        session.keep(turn)
    except KutipError as error:
        return f"the conversation could not be kept: {error}"
    return None
