"""What is answered, and from what: a question, understood once, and the hits it is answered from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from index.search import HybridSearcher, Query
from index.values import Filters, Hit
from qa.answer.answer_type import AnswerType, answer_type
from qa.answer.question_terms import QuestionTerms

Stories = Mapping[str, tuple[str, ...]]
"""An article's id to the ids of the other articles that tell its story."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is searched for, the names and words it rests on, and the kind of answer it asks for."""

    query: Query
    terms: QuestionTerms
    answer_type: AnswerType

    @classmethod
    def of(cls, query: Query) -> Self:
        """Understand a query."""
        return cls(query, QuestionTerms(query.text, query.language), answer_type(query.text))


@dataclass(frozen=True, slots=True)
class Pool:
    """The hits that a question is answered from, nearest first, and what judging them needs of the index.

    `spread` is that of the dense scores of unrelated passages.
    """

    hits: tuple[Hit, ...]
    spread: float
    stories: Stories

    @classmethod
    def of(cls, query: Query, searcher: HybridSearcher, k: int, filters: Filters) -> Self:
        """Retrieve the best `k` hits that `filters` leave."""
        return cls(searcher.retrieve(query, k, filters), searcher.spread(), searcher.generation.stories)
