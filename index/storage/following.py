"""Followed questions, and where articles answer them: places alone, without any words."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime

from index.storage.database import Database, Row
from index.values import EVERYTHING, Filters, Span

KNOWN = "known"
"""The reason of what a library answered when its question was followed: it is no news."""

_FOLLOWED = "question_id, question, since, looked, model, vector, scope, tagged"
_FIND = "SELECT question_id FROM followed WHERE folded"
_SCOPED = "{"
"""What the scope of a question begins with."""

_FINDING = "finding_id, question_id, article_id, start, end, answer_start, answer_end, worth, reason, against, found"


@dataclass(frozen=True, slots=True)
class FollowedQuestion:
    """A question followed from `since` (UTC) on.

    It was put to all passages up to the id `looked` in the articles that `filters` leave, and if these name tags,
    after so many changes of tags as `tagged` says, else None. Days that it says itself narrow nothing with `any_time`.
    `vector` is its embedding by `model`, as float32.
    """

    question_id: int
    question: str
    since: datetime
    looked: int
    model: str
    vector: bytes
    filters: Filters = EVERYTHING
    any_time: bool = False
    tagged: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """An answer in an article: the characters `[start, end)` quote it.

    `answer_start` and `answer_end` count from `start`. `worth` compares it with others, higher is better. `reason` says
    what it is to what was known before, and `against` to which of that: the id of a finding, or minus the place, from
    1, of one that is kept with it.
    """

    article_id: str
    start: int
    end: int
    answer_start: int
    answer_end: int
    worth: float
    reason: str
    against: int | None

    @property
    def quote(self) -> Span:
        """The characters of the article that are quoted."""
        return Span(self.start, self.end)

    @property
    def answer(self) -> Span:
        """The characters of the quote that answer."""
        return Span(self.answer_start, self.answer_end)


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found at `found` (UTC) to answer a question, under an id."""

    finding_id: int
    question_id: int
    place: Found
    found: datetime


class FollowedQuestions:
    """The followed questions in a database, and what was found."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, new: FollowedQuestion, known: Sequence[Found]) -> None:
        """Follow a question that is new in its scope; its id is not used."""
        scope = _scope(new.filters, new.any_time)
        with self._database.transaction() as connection:
            added = connection.execute(
                "INSERT OR IGNORE INTO followed (question, folded, since, looked, model, vector, scope, tagged)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (new.question, _fold(new.question) + scope, new.since.isoformat(), new.looked, new.model, new.vector,
                 scope, new.tagged),
            )  # fmt: skip
            if added.rowcount and added.lastrowid is not None:
                _insert(connection, added.lastrowid, known, _now())

    def remove(self, question_id: int) -> None:
        """Follow a question no more, and forget what was found."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM followed WHERE question_id = ?", (question_id,))

    def list(self, *, due: bool = False) -> tuple[FollowedQuestion, ...]:
        """Return all followed questions as they were followed, or those with newer passages or tags."""
        newer = "looked < (SELECT coalesce(max(passage_id), 0) FROM passages)"
        tagged = "tagged < (SELECT CAST(value AS INTEGER) FROM settings WHERE name = 'tags')"
        where = f"WHERE {newer} OR {tagged}" if due else ""
        return tuple(map(_followed, self._database.rows(f"SELECT {_FOLLOWED} FROM followed {where} ORDER BY 1")))

    def find(self, question: str, filters: Filters | None = None, *, any_time: bool = False) -> tuple[int, ...]:
        """Return the ids of a followed question, in one scope or in all."""
        folded = _fold(question)
        if filters is not None:
            folded += _scope(filters, any_time)
            return tuple(each for (each,) in self._database.rows(f"{_FIND} = ?", (folded,)))
        begins = self._database.rows(f"{_FIND} = ?1 OR substr(folded, 1, length(?2)) = ?2", (folded, folded + _SCOPED))
        return tuple(each for (each,) in begins)

    def keep(self, looked: int, tagged: int, found: Mapping[FollowedQuestion, Sequence[Found]]) -> int:
        """Keep what passages up to the id `looked` answer; return how much of it.

        `tagged` says how often tags had changed. It is kept in one transaction with how far the questions were asked.
        What another process has asked meanwhile, or nobody follows any more, is left out, and so are articles that are
        gone.
        """
        with self._database.transaction() as connection:
            now, kept = _now(), 0
            for question, places in found.items():
                is_first = connection.execute(
                    "UPDATE followed SET looked = ?, tagged = iif(tagged IS NULL, NULL, ?)"
                    " WHERE question_id = ? AND looked = ? AND tagged IS ?",
                    (looked, tagged, question.question_id, question.looked, question.tagged),
                ).rowcount
                kept += _insert(connection, question.question_id, places, now) if is_first else 0
        return kept

    def findings(self, question_ids: Sequence[int]) -> tuple[Finding, ...]:
        """Return everything that was found to answer these questions, as it was found."""
        rows = self._database.rows_by_id(
            f"SELECT {_FINDING} FROM findings WHERE question_id IN ({{ids}}) ORDER BY finding_id", question_ids
        )
        return tuple(map(_finding, rows))

    def news(self, where: str, values: Sequence[object] = ()) -> tuple[Finding, ...]:
        """Return what is news and fits a condition, as it was found."""
        rows = self._database.rows(
            f"SELECT {_FINDING} FROM findings WHERE reason <> ? AND {where} ORDER BY finding_id", (KNOWN, *values)
        )
        return tuple(map(_finding, rows))

    def by_id(self, finding_ids: Sequence[int]) -> dict[int, Finding]:
        """Return findings by id, without those that are gone."""
        rows = self._database.rows_by_id(f"SELECT {_FINDING} FROM findings WHERE finding_id IN ({{ids}})", finding_ids)
        return {finding.finding_id: finding for finding in map(_finding, rows)}

    def mark(self, finding_ids: Iterable[int], column: str) -> None:
        """Note that news were `seen`, or `told` to a command."""
        with self._database.transaction() as connection:
            connection.executemany(
                f"UPDATE findings SET {column} = 1 WHERE finding_id = ?", ((each,) for each in finding_ids)
            )

    def counts(self) -> dict[int, int]:
        """Return how much news of each question nobody has seen yet."""
        return dict(
            self._database.rows(
                "SELECT question_id, count(*) FROM findings WHERE reason <> ? AND NOT seen GROUP BY question_id",
                (KNOWN,),
            )
        )

    def successors(self, article_ids: Sequence[str]) -> dict[str, str]:
        """Return which article each of those that were replaced has become."""
        return dict(
            self._database.rows_by_id("SELECT article_id, now FROM versions WHERE article_id IN ({ids})", article_ids)
        )


def _insert(connection: sqlite3.Connection, question_id: int, places: Sequence[Found], now: str) -> int:
    """Keep places of articles that are still there; return how many."""
    ids: list[int | None] = []
    for each in places:
        against = each.against if each.against is None or each.against > 0 else ids[-each.against - 1]
        done = connection.execute(
            "INSERT INTO findings (question_id, article_id, start, end, answer_start, answer_end, worth, reason,"
            " against, found) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8,"
            " (SELECT finding_id FROM findings WHERE finding_id = ?9), ?10"
            " WHERE EXISTS (SELECT 1 FROM articles WHERE article_id = ?2)",
            (question_id, each.article_id, each.start, each.end, each.answer_start, each.answer_end, each.worth,
             each.reason, against, now),
        )  # fmt: skip
        ids.append(done.lastrowid if done.rowcount else None)
    return sum(each is not None for each in ids)


def _followed(row: Row) -> FollowedQuestion:
    question_id, question, since, looked, model, vector, scope, tagged = row
    said = json.loads(scope or "{}")
    first, last = (date.fromisoformat(said[name]) if name in said else None for name in ("since", "until"))
    sources, languages, tags = (frozenset[str](said.get(name, ())) for name in ("sources", "languages", "tags"))
    filters, any_time = Filters(first, last, sources, languages, tags), "any_time" in said
    at = datetime.fromisoformat(since)
    return FollowedQuestion(question_id, question, at, looked, model, vector, filters, any_time, tagged)


def _scope(filters: Filters, any_time: bool) -> str:
    """Return a scope as it is stored, empty for all articles."""
    given = {each.name: value for each in fields(filters) if (value := getattr(filters, each.name))}
    said = {name: sorted(value) if isinstance(value, frozenset) else f"{value}" for name, value in given.items()}
    told = {**said, **({"any_time": True} if any_time else {})}
    return json.dumps(told, ensure_ascii=False) if told else ""


def _finding(row: Row) -> Finding:
    finding_id, question_id, *place, found = row
    return Finding(finding_id, question_id, Found(*place), datetime.fromisoformat(found))


def _now() -> str:
    return datetime.now(UTC).isoformat()


def _fold(question: str) -> str:
    return " ".join(question.casefold().split()).rstrip("?!. ")
