"""SQuAD's JSON (Rajpurkar et al. 2016, 2018): version 1.1, and 2.0 with its unanswerable questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from eval.sets.content import Content
from eval.sets.problems import Problems, shown
from eval.sets.rows import Row, read_object
from eval.values import Document, Gold, Question


def read_squad(path: Path, problems: Problems) -> Content:
    """Read paragraphs as documents `TITLE/N` (N from 0); the first answer is the gold quote.

    A gold quote is checked to stand where the file says. There are no line numbers: messages name the question.
    """
    whole = read_object(path, problems)
    if whole is None:
        return Content()
    documents: list[Document] = []
    questions: dict[str, Question] = {}
    counts: Counter[str] = Counter()
    for entry in whole.rows("data", required=True):
        title = entry.text("title")
        for paragraph in entry.rows("paragraphs", required=True):
            document = Document(f"{title}/{counts[title]}", title, paragraph.text("context"))
            counts[title] += 1
            documents.append(document)
            for row in paragraph.rows("qas", required=True):
                question = _question(row, document, questions)
                if question is not None:
                    questions[question.question_id] = question
    return Content(tuple(questions.values()), tuple(documents))


def _question(row: Row, document: Document, taken: Mapping[str, Question]) -> Question | None:
    question_id = row.identifier("id", taken, numbers=True)
    if isinstance(row.values.get("id"), str | int):
        row = replace(row, where=f"question {shown(row.values['id'])}: ")
    text, unanswerable = row.question("question"), row.flag("is_impossible")
    given = tuple(row.rows("answers", required=not unanswerable))
    answers = tuple(dict.fromkeys(answer.filled("text") for answer in given))
    gold = (Gold(document.document_id, answers[0]),) if answers else ()
    if unanswerable and answers:
        row.fault("is unanswerable, but has answers")
    elif answers:
        _check_place(given[0], answers[0], document)
    elif not unanswerable and row.values.get("answers") == []:
        row.fault("is answerable, but has no answer")
    if question_id is None:
        return None
    return Question(question_id, text, gold, answers, unanswerable)


def _check_place(row: Row, quote: str, document: Document) -> None:
    start = row.whole("answer_start")
    if quote and start is not None and not document.text.startswith(quote, start):
        row.fault(f"{shown(quote)} does not stand in {shown(document.document_id)} at character {start:,}")
