"""Conversations, kept in the library's database."""

from __future__ import annotations

import functools
import json
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from index.errors import BadInputError
from index.storage.database import Database
from index.storage.forgetting import REMOVED
from index.text.cleaning import clean_line
from index.values import Filters, Hit
from qa.completeness import told
from qa.values import Answer, AnswerStatus, Citation, Shortfall, Timings
from qa.wording import (
    by_article,
    head,
    joined,
    not_agreeing,
    not_found,
    not_written,
    notes,
    place,
    said_by,
    translated_by,
    written_by,
)
from qa.written import Translation, Written

if TYPE_CHECKING:
    from pydantic import TypeAdapter

TITLE = 80
"""The most characters of a title."""

LAST = "last"
"""Stands for the conversation with the newest question."""

_DIGITS = 9
_SUMMARY = """
    SELECT c.conversation_id, c.title, c.started, MAX(COALESCE(t.asked, c.started)), COUNT(t.ordinal)
    FROM conversations c LEFT JOIN turns t USING (conversation_id)
"""
_NEWEST_FIRST = "GROUP BY c.conversation_id ORDER BY 4 DESC, c.conversation_id"


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and its answer: `question` as typed, `searched` as understood.

    The articles of the hits of a kept answer have no text.

    >>> talk = library.conversation()
    >>> answer = talk.ask("Apa itu Iskander-M?")
    >>> talk.turns[0].answer == answer
    True
    """

    question: str
    searched: str
    filters: Filters
    answer: Answer
    asked: datetime


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation without its turns; times are in UTC, `last_asked` is of its last question.

    >>> talk = library.conversation(keep=True)
    >>> answer = talk.ask("Apa itu Iskander-M?")
    >>> library.conversations.get(talk.conversation_id).title
    'Apa itu Iskander-M?'
    """

    conversation_id: str
    title: str
    started: datetime
    last_asked: datetime
    turns: int


class Conversations:
    """All conversations of a library."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def start(self, title: str) -> str:
        """Keep a new conversation without turns and return its id."""
        conversation_id, now = secrets.token_hex(6), datetime.now(UTC).isoformat()
        with self._database.transaction() as connection:
            connection.execute("INSERT INTO conversations VALUES (?, ?, ?)", (conversation_id, _title(title), now))
        return conversation_id

    def keep(self, conversation_id: str, turn: Turn) -> None:
        """Keep a turn as the last of an existing conversation."""
        filters = _form(Filters).dump_json(turn.filters).decode()
        answer = _form(Answer).dump_json(_light(turn.answer)).decode()
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO turns SELECT ?1, COALESCE(MAX(ordinal) + 1, 0), ?2, ?3, ?4, ?5, ?6 FROM turns"
                " WHERE conversation_id = ?1",
                (conversation_id, turn.question, turn.searched, filters, answer, turn.asked.isoformat()),
            )

    def holds(self, conversation_id: str) -> bool:
        """Return whether there is a conversation with this id."""
        return bool(self._database.rows("SELECT 1 FROM conversations WHERE conversation_id = ?", (conversation_id,)))

    def list(self) -> tuple[Conversation, ...]:
        """Return every conversation, newest first by their last questions."""
        return tuple(map(_conversation, self._database.rows(f"{_SUMMARY} {_NEWEST_FIRST}")))

    def newest(self) -> Conversation | None:
        """Return the conversation with the newest question, None if nothing was asked."""
        return next((one for one in self.list() if one.turns), None)

    def asked(self, conversation_ids: Sequence[str]) -> Iterator[tuple[str, str, Sequence[Sequence[str | None]]]]:
        """Yield id, question, and quotes with outlet and day, of each turn of conversations."""
        rows = self._database.rows_by_id(
            "SELECT conversation_id, question, (SELECT json_group_array(json_array("
            "json_extract(value, '$.quote'), json_extract(value, '$.source'), json_extract(value, '$.published')))"
            " FROM json_each(answer, '$.citations')) FROM turns WHERE conversation_id IN ({ids})"
            " ORDER BY conversation_id, ordinal",
            conversation_ids,
        )
        return ((str(owner), str(question), json.loads(str(quotes))) for owner, question, quotes in rows)

    def search(self, text: str) -> tuple[Conversation, ...]:
        """Return the conversations with `text` in title, question or answer, ignoring case; newest first."""
        pattern = "%" + text.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        found = self._database.rows(
            f"{_SUMMARY} WHERE c.title LIKE ?1 ESCAPE '\\' OR EXISTS (SELECT 1 FROM turns s WHERE"
            " s.conversation_id = c.conversation_id AND (s.question LIKE ?1 ESCAPE '\\'"
            " OR json_extract(s.answer, '$.text') LIKE ?1 ESCAPE '\\'))"
            f" {_NEWEST_FIRST}",
            (pattern,),
        )
        return tuple(map(_conversation, found))

    def get(self, conversation_id: str) -> Conversation:
        """Return the conversation whose id begins so; BadInputError if there is not exactly one."""
        begins = f"{_SUMMARY} WHERE substr(c.conversation_id, 1, length(?1)) = ?1 AND ?1 <> '' {_NEWEST_FIRST}"
        found = list(map(_conversation, self._database.rows(begins, (conversation_id,))))
        if len(found) != 1:
            how_many = f"{len(found)} conversations have ids that begin with" if found else "there is no conversation"
            raise BadInputError(f"{how_many} {clean_line(conversation_id)!r}", "`/history` lists them with their ids")
        return found[0]

    def turns(self, conversation_id: str) -> tuple[Turn, ...]:
        """Return the turns of a conversation, in order."""
        rows = self._database.rows(
            "SELECT question, searched, filters, answer, asked FROM turns WHERE conversation_id = ? ORDER BY ordinal",
            (self.get(conversation_id).conversation_id,),
        )
        return tuple(
            Turn(
                str(question),
                str(searched),
                _form(Filters).validate_json(str(filters)),
                _read(str(answer), str(searched)),
                datetime.fromisoformat(str(asked)),
            )
            for question, searched, filters, answer, asked in rows
        )

    def turn(self, reference: str) -> Turn:
        """Return the turn that `ID/N` means, counted from 1; `ID` alone is its last.

        `last` as an id is the newest conversation. Raises BadInputError if there is no such turn.
        """
        begins, _, number = reference.partition("/")
        if begins == LAST:
            newest = self.newest()
            if newest is None:
                raise BadInputError("nothing was asked in a conversation yet", "ask in `qa chat` first")
            begins = newest.conversation_id
        turns = self.turns(begins)
        place = int(number) if number.isdecimal() and len(number) < _DIGITS else 0
        if (number or not turns) and not 0 < place <= len(turns):
            raise BadInputError(
                f"conversation {clean_line(begins)} has no question {clean_line(number)!r}", f"it has {len(turns)}"
            )
        return turns[place - 1]

    def rename(self, conversation_id: str, title: str) -> None:
        """Give a conversation another title; BadInputError for an empty one."""
        if not _title(title):
            raise BadInputError("the title is empty", "write it after the command")
        own = self.get(conversation_id).conversation_id
        with self._database.transaction() as connection:
            connection.execute("UPDATE conversations SET title = ? WHERE conversation_id = ?", (_title(title), own))

    def delete(self, conversation_id: str) -> Conversation:
        """Delete a conversation with its turns, and return it."""
        gone = self.get(conversation_id)
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM conversations WHERE conversation_id = ?", (gone.conversation_id,))
        return gone


def _read(kept: str, searched: str) -> Answer:
    """Return an answer as it was kept, or that it went with an article."""
    if kept == REMOVED:
        why, never = Shortfall.REMOVED, Timings(0.0, 0.0, 0.0)
        return Answer(searched, AnswerStatus.NOT_FOUND, "", (), (), (), 0.0, why, 0, None, never)
    answer: Answer = _form(Answer).validate_json(kept)
    return answer


def turn_of(answer: Answer, filters: Filters) -> Turn:
    """Return an answer that was just given, outside any conversation, as a turn."""
    return Turn(answer.question, answer.question, filters, answer, datetime.now(UTC))


def _nothing(_: Answer) -> Mapping[int, str]:
    return {}


def exported(title: str, turns: Sequence[Turn], changed: Callable[[Answer], Mapping[int, str]] = _nothing) -> str:
    """Return a conversation as Markdown: questions, short answers, and verbatim quotes with their places.

    The digests prove later that an article still has the text that was quoted; `changed` says of an answer's quotes, by
    their numbers, what became of their articles.
    """
    lines = [f"# {clean_line(title)}", ""]
    for turn in turns:
        lines += [f"## {clean_line(turn.question)}", ""]
        if turn.searched != turn.question:
            lines += [f"Searched: {clean_line(turn.searched)}", ""]
        if turn.answer.written:
            lines += _written(turn.answer.written)
        over, under = told(turn.answer)
        if turn.answer.short and not over:
            lines += [f"**{clean_line(turn.answer.short)}**", ""]
        lines += [line for each in over for line in (each, "")]
        if not turn.answer.citations:
            lines += [not_found(turn.answer), ""]
        became = changed(turn.answer)
        for quotes in by_article(turn.answer.citations):
            lines += [f"### {joined(head(quotes[0], turn.answer.language), quotes[0].url)}", ""]
            for citation in quotes:
                lines += _quoted(citation, became.get(citation.number))
                lines += _translation(turn.answer.translation_of(citation.number))
        lines += [line for each in (*notes(turn.answer), *under) for line in (each, "")]
    return "\n".join(lines)


def _written(written: Written) -> list[str]:
    lines = [written_by(written.model), "", written.text, ""] if written.sentences else []
    return lines + [line for each in not_written(written) for line in (each, "")]


def _quoted(citation: Citation, became: str | None) -> list[str]:
    proof = f"SHA-256 of its text {citation.sha256}" if citation.sha256 else None
    before = [f"After: {citation.context}", ""] if citation.context else []
    quote = [f"> {line}" for line in citation.quote.split("\n")]
    return [*before, *quote, "", f"[{citation.number}] {joined(said_by(citation), place(citation), proof, became)}", ""]


def _translation(given: Translation | None) -> list[str]:
    if given is None:
        return []
    text = "".join(f"**{part}**" if doubtful else part for part, doubtful in given.parts)
    return [line for each in (f"{text} ({translated_by(given)})", not_agreeing(given)) if each for line in (each, "")]


def _light(answer: Answer) -> Answer:
    """Return the answer without its hits' articles' texts, which the library has."""
    return replace(answer, hits=tuple(map(_without_text, answer.hits)))


def _without_text(hit: Hit) -> Hit:
    return replace(hit, article=replace(hit.article, text=""))


@functools.cache
def _form(kind: type) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter  # here, so that a single question does not load it

    return TypeAdapter(kind)


def _conversation(row: Sequence[object]) -> Conversation:
    conversation_id, title, started, last, turns = row
    times = datetime.fromisoformat(str(started)), datetime.fromisoformat(str(last))
    return Conversation(str(conversation_id), str(title), *times, int(str(turns)))


def _title(given: str) -> str:
    return clean_line(given).strip()[:TITLE]
