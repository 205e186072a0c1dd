"""Followed questions are put to the passages that came: which answer, and what that is."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.search import HybridSearcher
from index.storage.following import KNOWN, Finding, Found
from index.values import Article, Hit, Mask
from qa.answer.answerer import MOST_READ
from qa.answer.answering import FoundAnswer, best_by_article
from qa.answer.asked import Asked
from qa.answer.declining import is_near
from qa.answer.novelty import Known, novelty, statement_in
from qa.answer.reranking import PassageReader, read_hits
from qa.defaults import BUDGET_MS


@dataclass(frozen=True, slots=True)
class Asker:
    """Puts followed questions to an index: a question's answers, one of each article."""

    searcher: HybridSearcher
    reader: PassageReader

    @property
    def newest(self) -> int:
        """The id of the newest passage, 0 without any."""
        return int(self.searcher.generation.passage_ids.max(initial=0))

    def since(self, looked: int) -> Mask:
        """Return the rows (passages,) of the passages after the id `looked`."""
        after: Mask = self.searcher.generation.passage_ids > looked
        return after

    def known(self, question: str) -> list[Found]:
        """Return what answers a question that is followed from now on."""
        asked = Asked.of(self.searcher.analyse(question))
        hits = self.searcher.retrieve(asked.query, MOST_READ)
        return [_found(each, KNOWN, None) for each in self._answers(asked, hits, BUDGET_MS)]

    def news(self, question: str, after: Mask, known: Sequence[Known]) -> list[Found]:
        """Return what is news beside the `known` in the rows of `after`."""
        asked = Asked.of(self.searcher.analyse(question))
        spread = self.searcher.spread()
        hits = [
            hit for hit in self.searcher.among(asked.query, MOST_READ, after) if is_near(hit, asked.terms, 1.0, spread)
        ]
        answers = sorted(self._answers(asked, hits, math.inf), key=lambda each: each.hit.passage.passage_id)
        so_far, found = list(known), list[Found]()
        for each in answers:
            judged = novelty(each.statement, each.text, so_far, asked.answer_type, self.searcher.generation.stories)
            if judged is not None:
                found.append(_found(each, judged.reason, judged.against))
                so_far.append(Known(-len(found), each.statement, each.text))
        return found

    def _answers(self, asked: Asked, hits: Sequence[Hit], budget_ms: float) -> list[FoundAnswer]:
        if not hits:
            return []
        read = read_hits(asked.query.text, hits, self.reader, budget_ms)
        return best_by_article(asked, read, self.reader)


def known_answers(
    found: Sequence[Finding], articles: Mapping[str, Article], successors: Mapping[str, str]
) -> list[Known]:
    """Return what was found before, read again in its articles; without those that are gone."""
    return [
        Known(
            each.finding_id,
            statement_in(article, each.place.quote, each.place.answer),
            each.place.quote.of(article.text),
            successors.get(article.article_id),
        )
        for each in found
        if (article := articles.get(each.place.article_id)) is not None
    ]


def _found(answer: FoundAnswer, reason: str, against: int | None) -> Found:
    """Return the place of an answer."""
    return Found(
        answer.hit.article.article_id,
        answer.quote.start,
        answer.quote.end,
        answer.answer.start,
        answer.answer.end,
        reason,
        against,
    )
