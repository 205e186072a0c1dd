"""Followed questions are put to the passages that came: which answer, and what that is."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from index.search import HybridSearcher, Query
from index.storage.following import KNOWN, Finding, FollowedQuestion, Found
from index.storage.tags import fold
from index.values import Article, Filters, Hit, Mask
from qa.answer.answerer import MOST_READ
from qa.answer.answering import FoundAnswer, best_by_article
from qa.answer.asked import Asked
from qa.answer.dated import period_of, without_days
from qa.answer.novelty import Known, novelty, statement_in
from qa.answer.reranking import PassageReader, read_hits
from qa.defaults import BUDGET_MS

NEAR = 4.0
"""How near a passage that is read must be (`Ranked.nearness`).

Of 200 training questions to passages of their own in two languages 97 in 100 have an answer so near; of 1,000 asked of
100 news articles 1 in 8 has any passage so near.
"""

FEW = 100
"""In an index of fewer passages all are read: there is too little to tell what is near."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Puts followed questions to an index: a question's answers, one of each article."""

    searcher: HybridSearcher
    reader: PassageReader
    today: date

    @property
    def model(self) -> str:
        """The fingerprint of the model that embeds questions."""
        return self.searcher.encoder.fingerprint

    @property
    def newest(self) -> int:
        """The id of the newest passage, 0 without any."""
        return int(self.searcher.generation.passage_ids.max(initial=0))

    def since(self, looked: int) -> Mask:
        """Return the rows (passages,) of the passages after the id `looked`."""
        after: Mask = self.searcher.generation.passage_ids > looked
        return after

    def query(self, question: FollowedQuestion) -> Query:
        """Return a followed question with its vector, embedded anew only for another model."""
        if question.model != self.model:
            return self.searcher.analyse(question.question)
        language = self.searcher.language(question.question)
        return Query(question.question, language, np.frombuffer(question.vector, np.float32))

    def known(self, query: Query, filters: Filters, *, any_time: bool) -> list[Found]:
        """Return what answers a question that is followed from now on; raise BadInputError."""
        query, filters = self._within(query, filters, any_time)
        hits = self.searcher.retrieve(query, MOST_READ, filters)
        return [_found(each, KNOWN) for each in self._answers(Asked.of(query), hits, BUDGET_MS)]

    def news(self, question: FollowedQuestion, after: Mask, known: Sequence[Known]) -> list[Found]:
        """Return what is news beside the `known` in the rows of `after`."""
        filters = self._there(question.filters)
        if filters is None:
            return []
        query, filters = self._within(self.query(question), filters, question.any_time)
        hits = self.searcher.among(query, MOST_READ, after, NEAR if len(after) >= FEW else -math.inf, filters)
        if question.tagged is not None:  # its rows are not only those that came
            told = {each.statement.article.article_id for each in known}
            hits = tuple(hit for hit in hits if hit.article.article_id not in told)
        if not hits:
            return []
        asked, stories = Asked.of(query), self.searcher.generation.stories
        so_far, found = list(known), list[Found]()
        for each in sorted(self._answers(asked, hits, math.inf), key=lambda one: one.hit.passage.passage_id):
            judged = novelty(Known(0, each.statement, each.text, each.worth), so_far, asked.answer_type, stories)
            if judged is not None:
                found.append(_found(each, judged.reason, judged.against))
                so_far.append(Known(-len(found), each.statement, each.text, each.worth))
        return found

    def _within(self, query: Query, filters: Filters, any_time: bool) -> tuple[Query, Filters]:
        """Return a question and its filters, with the days that it says itself."""
        period = None if any_time else period_of(query.text, filters, self.today)
        if period is None:
            return query, filters
        narrow = replace(filters, since=period.since, until=period.until)
        return without_days(query, period, self.searcher), narrow

    def _there(self, filters: Filters) -> Filters | None:
        """Return filters without names that no article has, None if no other is left."""
        generation, tags = self.searcher.generation, self.searcher.store.tags
        known = {fold(tag.name) for tag in tags.counts()} if filters.tags else set()
        left = replace(
            filters,
            sources=frozenset(each for each in filters.sources if each.casefold() in generation.columns.sources),
            languages=frozenset(each for each in filters.languages if each in generation.manifest.languages),
            tags=frozenset(each for each in filters.tags if fold(each) in known),
        )
        pairs = ((filters.sources, left.sources), (filters.languages, left.languages), (filters.tags, left.tags))
        return None if any(before and not now for before, now in pairs) else left

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
            each.place.worth,
            successors.get(article.article_id),
        )
        for each in found
        if (article := articles.get(each.place.article_id)) is not None
    ]


def _found(answer: FoundAnswer, reason: str, against: int | None = None) -> Found:
    """Return the place of an answer."""
    return Found(
        answer.hit.article.article_id,
        answer.quote.start,
        answer.quote.end,
        answer.answer.start,
        answer.answer.end,
        answer.worth,
        reason,
        against,
    )
