"""The question to answer, understood once, and the hits to answer it from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from index.search import HybridSearcher, Query
from index.values import Filters, Hit, Stories
from qa.answer.answer_type import AnswerType, answer_type
from qa.answer.question_terms import QuestionTerms

EACH = 3
"""How many of the hits are in each language that the library has, however much there is in another."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: its query, its names and words, and the kind of answer.

    If it asks for the `newest`, what newer articles say comes first.
    """

    query: Query
    terms: QuestionTerms
    answer_type: AnswerType
    newest: bool = False

    @classmethod
    def of(cls, query: Query) -> Self:
        """Understand a query."""
        return cls(query, QuestionTerms(query.text, query.language), answer_type(query.text))


@dataclass(frozen=True, slots=True)
class Pool:
    """The hits that a question is answered from, nearest first.

    `spread` is that of the dense scores of unrelated passages.
    """

    hits: tuple[Hit, ...]
    spread: float
    stories: Stories

    @classmethod
    def of(cls, query: Query, searcher: HybridSearcher, k: int, filters: Filters) -> Self:
        """Retrieve the best `k` hits that `filters` leave, the best of each language among them."""
        return cls(searcher.retrieve(query, k, filters, each=EACH), searcher.spread(), searcher.generation.stories)
