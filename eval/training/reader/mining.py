"""Hard negatives: passages that BM25 finds for a question and that do not answer it."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace

import bm25s
import numpy as np

from eval.training.reader.cropping import cropped
from eval.training.reader.examples import Example, TrainingQuestion, number_of
from eval.values import Document
from index.text.analysis import terms

DEPTH = 14
"""How many of the nearest passages are examined."""

KEPT = 4
"""How many of them are kept, of which training draws one each time."""


class Miner:
    """A finder of negatives for the questions of a set and of its translations.

    `asked` have questions in the language of their passages; other questions than these get no negatives.
    """

    def __init__(self, asked: Sequence[TrainingQuestion]) -> None:
        self._asked = {one.question_id: one for one in asked}
        self._documents = tuple(documents_of(asked).values())
        self._retriever = bm25s.BM25(method="bm25+")
        self._retriever.index([_terms(each.text, each) for each in self._documents], show_progress=False)

    def nearest(self, question_id: str) -> tuple[str, ...]:
        """Return the numbers of the `DEPTH` nearest other passages, nearest first."""
        one = self._asked.get(question_id)
        known = (
            [t for t in _terms(one.example.question, one.document) if t in self._retriever.vocab_dict] if one else []
        )
        if one is None or not known:
            return ()
        scores = self._retriever.get_scores(known)
        best = np.argpartition(-scores, min(DEPTH, len(scores) - 1))[: DEPTH + 1].tolist()
        ranked = (self._documents[i] for i in sorted(best, key=lambda i: (-scores[i], i)))
        own = number_of(one.document.document_id)
        return tuple(number for each in ranked if (number := number_of(each.document_id)) != own)[:DEPTH]


def documents_of(asked: Iterable[TrainingQuestion]) -> dict[str, Document]:
    """Return the passages of some questions by their numbers."""
    return {number_of(one.document.document_id): one.document for one in asked}


def with_negatives(asked: TrainingQuestion, nearest: Iterable[Document], drawn: random.Random) -> TrainingQuestion:
    """Add the first `KEPT` of `nearest` that have none of the answers, each cropped."""
    answers = {span.of(asked.example.text).casefold() for span in asked.example.answers}
    chosen = [each for each in nearest if not any(answer in each.text.casefold() for answer in answers)][:KEPT]
    examples = (Example(asked.example.question, each.title, each.text) for each in chosen)
    return replace(asked, negatives=tuple(cropped(each, asked.document.language or "en", drawn) for each in examples))


def _terms(text: str, document: Document) -> list[str]:
    return list(terms(text, document.language or "en"))
