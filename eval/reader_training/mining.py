"""Hard negatives: what Kutip's own hybrid search brings for a training question and does not answer it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from eval.over import Source, prepared
from eval.reader_training.examples import Asked, is_held_out, negatives_of, number_of
from eval.values import QuestionSet
from index.importing import Tell

DEPTH = 24
"""How many hits of a question are looked through."""

KEPT = 6
"""How many negatives of a question are kept, best hits first."""


def mined(
    questions: QuestionSet, asked: Sequence[Asked], family: str, kept_in: Path, tell: Tell, say: Callable[[str], None]
) -> tuple[Asked, ...]:
    """`asked` with the negatives of each answerable question; mined once a `family`, and kept in the folder `kept_in`.

    Sets of one family are translations of each other, with the same numbers for questions and passages. Only passages
    that training questions were written for are taken, and none that is held out.
    """
    path = kept_in / f"negatives-{family}.json"
    if not path.is_file():
        say(f"mining hard negatives for {family}")
        path.write_text(json.dumps(_mine(questions, asked, tell)), encoding="utf-8")
    found: dict[str, list[str]] = json.loads(path.read_text(encoding="utf-8"))
    documents = {number_of(document.document_id): document for document in questions.documents}
    return tuple(
        replace(one, negatives=negatives_of(one, [documents[i] for i in found.get(one.question_id, ())])[:KEPT])
        for one in asked
    )


def _mine(questions: QuestionSet, asked: Sequence[Asked], tell: Tell) -> dict[str, list[str]]:
    """The numbers of the passages found for each answerable question, best first."""
    allowed = {number_of(one.document.document_id) for one in asked if not is_held_out(one.document)}
    found = {}
    with prepared([questions], Source(), tell) as (over,):
        searcher = over.library.searcher()
        for one in asked:
            if one.example.answerable:
                hits = searcher.search(one.example.question, DEPTH)
                names = dict.fromkeys(number_of(n) for hit in hits for n in over.names_of(hit.article.article_id))
                own = number_of(one.document.document_id)
                found[one.question_id] = [name for name in names if name in allowed and name != own]
    return found
