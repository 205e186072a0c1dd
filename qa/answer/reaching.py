"""What an answer is out of: the passages read, and the articles that say so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from index.values import Hit
from qa.answer.question_terms import About, QuestionTerms
from qa.answer.reranking import ReadHit
from qa.extent import Extent, Stop


def extent_of(read: Sequence[ReadHit], answering: Iterable[str] = (), unread: int = 0) -> Extent:
    """Return the extent of an answer whose quotes are not counted yet.

    `answering` are the ids of the articles that say so, `unread` as in `Extent`.
    """
    passages = [each.hit.article.article_id for each in read if each.reading is not None]
    stopped = Stop.ALL_READ if len(passages) == len(read) else Stop.ENOUGH
    return Extent(len(set(answering)), 0, len(passages), len(set(passages)), len(read), unread, stopped)


def unread_as_near(read: Sequence[ReadHit], quoted: Sequence[About], terms: QuestionTerms) -> int:
    """Return how many articles not read are as much about the question as one `quoted`."""
    known = {each.hit.article.article_id for each in read if each.reading is not None}
    left = (each.hit for each in read if each.reading is None and each.hit.article.article_id not in known)
    covered, missing = min(each.covered for each in quoted), max(each.missing for each in quoted)

    def is_as_near(hit: Hit) -> bool:
        about = terms.about(hit)
        return about.covered >= covered and about.missing <= missing

    return len({hit.article.article_id for hit in left if is_as_near(hit)})
