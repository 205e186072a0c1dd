"""Why a question is not answered: nothing near, a missing name, or no answer."""

from __future__ import annotations

from collections.abc import Sequence

from index.values import Hit, Retriever
from qa.answer.asked import Asked
from qa.answer.compose import Selection
from qa.answer.question_terms import QuestionTerms
from qa.values import Shortfall

NEAR_COVERED = 0.5
"""The share of a question, less what no hit's article has, that a near passage expresses."""

NEAR_AT_LEAST = 0.3
"""The share of the whole question that such a passage expresses at least."""

NEAR_CLOSE = 3.5
"""How many spreads of the dense scores above unrelated passages one is near whatever its words.

Of 640 training questions over passages of another data set 1 in 11 had one so close, of 240 over their own 9 in 10.
"""


def decline(hits: Sequence[Hit], asked: Asked, spread: float, confidence: float) -> Selection:
    """Return a selection without quotes, of `confidence` in [0, 1], that says why.

    What is absent is looked for in the whole articles of the near hits. `spread` is that of the dense scores of
    unrelated passages.
    """
    if asked.answer_type.of_articles:
        return Selection((), confidence, Shortfall.COUNTS_ARTICLES)
    terms = asked.terms
    left = terms.share_without(terms.absent(hits))
    near = [hit for hit in hits if is_near(hit, terms, left, spread)]
    if not near:
        return Selection((), confidence, Shortfall.NOTHING_NEAR)
    absent = terms.absent(near)
    return Selection((), confidence, Shortfall.PREMISE_ABSENT if absent else Shortfall.NOT_ANSWERED, absent=absent)


def is_near(hit: Hit, terms: QuestionTerms, left: float, spread: float) -> bool:
    """Whether a passage is about the question: by embedding, name or words.

    `left` is the share of the question that any hit's article has.
    """
    dense = hit.signal(Retriever.DENSE)
    if dense is not None and dense.score >= NEAR_CLOSE * spread:
        return True
    return terms.is_named_in(hit) or terms.about(hit).covered >= max(NEAR_AT_LEAST, NEAR_COVERED * left)
