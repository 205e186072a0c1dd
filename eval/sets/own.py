"""Kutip's own question sets: JSON lines, asked over a library that is named elsewhere."""

from __future__ import annotations

from collections.abc import Container
from pathlib import Path

from eval.sets.content import Content
from eval.sets.problems import Problems, shown
from eval.sets.rows import Row, read_rows
from eval.values import Gold, Question

_KEYS = ("id", "question", "language", "kind", "gold", "answers", "unanswerable", "after")
_GOLD_KEYS = ("article", "quote", "relevance")


def read_own(path: Path, problems: Problems) -> Content:
    """Read one question a line, with `id` and `question`.

    Optional are `language`, `kind`, `answers`, `gold` and `after`. `gold` is a list of `article` (its name in the asked
    library), `quote` (of its text) and `relevance` (from 0; by default 1); `after` are the questions before a
    follow-up. A question that the library does not answer says `unanswerable` instead.
    """
    found: list[Question] = []
    taken: set[str] = set()
    for row in read_rows(path, problems):
        found.append(_question(row, taken))
        taken.add(found[-1].question_id)
    return Content(tuple(found))


def _question(row: Row, taken: Container[str]) -> Question:
    """Read the question of a row; a bad id is replaced by the line."""
    row.check_keys(_KEYS)
    question_id, text = row.identifier("id", taken), row.question("question")
    language, kind = row.language("language"), row.optional("kind")
    given = list(row.rows("gold"))
    gold = tuple(_gold(one) for one in given)
    answers, unanswerable = row.texts("answers"), row.flag("unanswerable")
    relevant = any(one.relevance > 0 for one in gold)
    if unanswerable and relevant:
        row.fault("is unanswerable, but has gold")
    if unanswerable and answers:
        row.fault("is unanswerable, but has answers")
    if not unanswerable and not relevant:
        row.fault("is answerable, but has no gold of relevance above 0")
    _check_gold(row, gold)
    after = row.texts("after")
    known = question_id or f"in line {row.line}"
    return Question(known, text, gold, answers, unanswerable, language, kind, row.line, after)


def _gold(row: Row) -> Gold:
    row.check_keys(_GOLD_KEYS)
    return Gold(row.filled("article"), row.optional("quote"), row.grade("relevance"))


def _check_gold(row: Row, gold: tuple[Gold, ...]) -> None:
    """Note gold that occurs twice, and articles with two grades."""
    grades: dict[str, int] = {}
    quotes: set[tuple[str, str | None]] = set()
    for one in gold:
        if grades.setdefault(one.document_id, one.relevance) != one.relevance:
            row.fault(f"gives the article {shown(one.document_id)} two relevances")
        elif (one.document_id, one.quote) in quotes:
            row.fault(f"has the same gold of article {shown(one.document_id)} twice")
        quotes.add((one.document_id, one.quote))
