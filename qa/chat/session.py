"""A chat session: questions after questions, asked within a scope that stays, and kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from index.errors import BadInputError
from index.text.cleaning import clean_line
from index.values import Filters
from qa.chat.followup import Earlier, Understood, understood
from qa.chat.scope import Known, asks_again, asks_nothing, scope_in
from qa.conversations import Conversation, Turn, exported
from qa.library import Library
from qa.past import changed_since
from qa.reading_on import gathered
from qa.values import Answer, Done, Event


@dataclass(frozen=True, slots=True)
class ChatLine:
    """A line of chat as read: the question, None if it only changed the scope.

    With `any_time` the days that it says narrow nothing.
    """

    question: str | None
    understood: Understood
    filters: Filters
    any_time: bool = False


def _ignore(_: Event) -> None:
    """Do nothing with an event."""


class Session:
    """One conversation with a library.

    `filters` is the scope of the next question, `kept_as` the id of the conversation, None before its first answer.
    """

    def __init__(self, library: Library, conversation_id: str | None = None) -> None:
        """Continue a kept conversation, or begin one that is kept from its first answer on.

        Raises BadInputError for an unknown id.
        """
        self._library = library
        self.kept_as = library.conversations.get(conversation_id).conversation_id if conversation_id else None
        self.turns: list[Turn] = list(library.conversations.turns(self.kept_as)) if self.kept_as else []
        self._on_disk = len(self.turns)
        self.filters = self.turns[-1].filters if self.turns else Filters()

    @property
    def conversation(self) -> Conversation | None:
        """The conversation as it is kept; None before its first answer."""
        return self._library.conversations.get(self.kept_as) if self.kept_as else None

    def turn(self, number: int | None = None) -> Turn:
        """Return a turn, the last by default; BadInputError if there is none."""
        number = len(self.turns) - 1 if number is None else number
        if not 0 <= number < len(self.turns):
            raise BadInputError("nothing was asked yet", "ask something first")
        return self.turns[number]

    def read(self, line: str, *, exact: bool = False) -> ChatLine:
        """Return what `line` asks after the earlier turns; with `exact` it is not changed.

        A scope in it holds from now on, and asks nothing; "again" asks the last question in it. Raises BadInputError
        for an impossible scope, which then is as it was, and for mere thanks or a greeting.
        """
        question = clean_line(line)
        if exact:
            return ChatLine(question, Understood(question), self.filters)
        if asks_again(question):
            return self.again()
        if asks_nothing(question):
            raise BadInputError(
                f"{question!r} asks nothing", f"write a question, or '={question}' to look for the words"
            )
        changed = scope_in(question, self.filters, lambda: Known.of(self._library))
        if changed is not None:
            self.filters = changed
            return ChatLine(None, Understood(""), changed)
        whole = Understood(question)
        if self.turns and question:
            whole = understood(question, self._library.language_of(question), self._earlier())
        return ChatLine(question, whole, self.filters)

    def again(self) -> ChatLine:
        """Return the last question; one that was asked of whatever days still is."""
        last = self.turn()
        was_any_time = last.answer.days is None and not (last.filters.since or last.filters.until)
        return ChatLine(last.question, Understood(last.searched), self.filters, was_any_time)

    def meant(self, words: str) -> str:
        """Return the question after a command, the last one if there is none."""
        return self.read_question(words).understood.searched if words else self.turn().searched

    def read_question(self, line: str, *, exact: bool = False) -> ChatLine:
        """Return what `line` asks, as `read` does.

        Raises BadInputError for a scope, which then changes nothing.
        """
        before, asked = self.filters, self.read(line, exact=exact)
        if asked.question is None:
            self.filters = before
            raise BadInputError("a scope is no question", "write a question after the command")
        return asked

    def ask(
        self,
        asked: ChatLine,
        *,
        follow: Callable[[Event], None] = _ignore,
        now: datetime | None = None,
        write: bool = False,
        translate: bool = False,
    ) -> Turn:
        """Ask the library what was read; the turn is not kept yet.

        With `write` the library's language model writes from the quotes, with `translate` it translates them.
        `follow` is called with each event, the last of which is `Done`; what it raises ends the question.
        """
        words = asked.understood.searched
        scope, at = asked.filters, asked.any_time
        for event in self._library.stream(words, filters=scope, write=write, translate=translate, any_time=at):
            follow(event)
        assert isinstance(event, Done)
        return Turn(asked.question or words, words, asked.filters, event.answer, now or datetime.now(UTC))

    def ask_all(self, asked: ChatLine, go_on: Callable[[Answer], bool]) -> Turn:
        """Ask the library for all answers to what was read.

        The turn is not kept yet. `go_on` is called with what is found so far, and returns whether to read on.
        """
        words = asked.understood.searched
        answers = self._library.stream_all(words, asked.filters, any_time=asked.any_time)
        return Turn(asked.question or words, words, asked.filters, gathered(answers, go_on), datetime.now(UTC))

    def keep(self, turn: Turn) -> None:
        """Add a turn to the conversation, in memory and on disk.

        If writing fails, the turn stays in memory, the error is raised, and the next turn is kept together with it.
        A conversation that was deleted meanwhile is kept again.
        """
        self.turns.append(turn)
        if self.kept_as is not None and not self._library.conversations.holds(self.kept_as):
            self.kept_as, self._on_disk = None, 0
        if self.kept_as is None:
            self.kept_as = self._library.conversations.start(self.turns[0].question)
        for one in self.turns[self._on_disk :]:
            self._library.conversations.keep(self.kept_as, one)
            self._on_disk += 1

    def changed(self, answer: Answer) -> dict[int, str]:
        """Return what became of the articles that an answer quotes, by its quotes' numbers."""
        return changed_since(self._library, answer)

    def export(self) -> str:
        """Return the conversation as Markdown."""
        known = self.conversation
        return exported(known.title if known else "Conversation", self.turns, self.changed)

    def _earlier(self) -> tuple[Earlier, ...]:
        return tuple(_earlier(turn) for turn in self.turns)


def _earlier(turn: Turn) -> Earlier:
    near = turn.answer.hits[0].passage.text if turn.answer.hits else ""
    if not turn.answer.citations:
        return Earlier(turn.searched, passage=near)
    cited = turn.answer.citations[0]
    return Earlier(turn.searched, cited.answer or cited.quote, cited.quote, near)
