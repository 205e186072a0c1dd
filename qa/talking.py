"""A conversation with a library, for programs."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Unpack

from index.errors import BadInputError
from index.search import check_question
from index.text.cleaning import clean_line
from index.values import Filters
from qa.conversations import Turn
from qa.given import Within, within
from qa.values import Answer

if TYPE_CHECKING:
    from qa.library import Library


class Talk:
    """Questions after questions to one library, each understood after those before it.

    >>> talk = library.conversation()
    >>> talk.ask("Apa itu Iskander-M?", sources="Intisari-Online").citations[0].source
    'Intisari-Online'
    >>> len(talk.turns)
    1
    """

    def __init__(self, library: Library, conversation_id: str | None = None, *, keep: bool = False) -> None:
        # The chat's own session is above the library, which makes this; so it is only looked up.
        self._session: Any = import_module("qa.chat.session").Session(library, conversation_id)
        self._keep = keep or conversation_id is not None

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The questions, each as asked and as searched, with their answers."""
        return tuple(self._session.turns)

    @property
    def filters(self) -> Filters:
        """The scope of the next question."""
        found: Filters = self._session.filters
        return found

    @property
    def conversation_id(self) -> str | None:
        """The id by which it can be continued; None until it is kept."""
        found: str | None = self._session.kept_as
        return found

    def ask(self, question: str, *, write: bool = False, translate: bool = False, **words: Unpack[Within]) -> Answer:
        """Answer `question`; "and NATO?" is understood from the questions before.

        `Answer.question` is what was searched. `since`, `until`, `sources` and `languages` hold from now on, as does
        a scope in words ("only Kompas, since 2022"), which is no question: it raises BadInputError.
        """
        session, whole = self._session, clean_line(check_question(question))
        session.filters = within(session.filters, words)
        asked = session.read(whole)
        if asked.question != whole:
            raise BadInputError("a scope is no question, but it holds from now on", "ask what you want to know")
        turn: Turn = session.ask(asked, write=write, translate=translate)
        if self._keep:
            session.keep(turn)
        else:
            session.turns.append(turn)
        return turn.answer

    def export(self) -> str:
        """Return the conversation as Markdown, with quotes and their places."""
        text: str = self._session.export()
        return text
