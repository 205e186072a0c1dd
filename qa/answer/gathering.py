"""All answers: articles are read on, nearest first, until answers stop coming."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from index.retrieval.copies import copy_of
from index.retrieval.lexicon import covers, same
from index.search import HybridSearcher
from index.text.shingles import carries
from index.values import Article, Copy, Span
from qa.answer.agreement import Relation, compare
from qa.answer.alike import Alike
from qa.answer.answerer import Answerer
from qa.answer.answering import (
    ANSWERED_IN_CLAUSES,
    LEAST_OF_BEST,
    MOST_OF_LIST,
    FoundAnswer,
    found_in,
    make_selection,
    newest_day,
    widen_short,
    without_former,
    without_repeats,
)
from qa.answer.asked import Asked, Pool
from qa.answer.compose import FindArticle, Selection, aged, compose
from qa.answer.dated import Sought, seek, widen
from qa.answer.declining import decline, is_near
from qa.answer.reranking import PassageReader, ReadHit
from qa.extent import Extent, Stop, by_month, by_outlet
from qa.values import Answer, Ask, Citation, Shortfall, Timings

AT_ONCE = 20
"""How many passages are read before it is told what they gave."""

FARTHEST = 10_000
"""How many passages each retriever finds to read."""

QUIET = 100
"""After how many passages in a row without an answer no more are read."""

Group = list[FoundAnswer]


@dataclass(frozen=True, slots=True)
class Gatherer:
    """Seeks all answers with a searcher and the reader.

    `find` has the articles as they are now; `if_empty` is why there is none where there is nothing to read.
    """

    searcher: HybridSearcher
    answerer: Answerer
    find: FindArticle
    if_empty: Shortfall

    def __call__(self, ask: Ask, seconds: float, today: date) -> Iterator[Answer]:
        """Yield the answer found so far, again and again; no passages are begun after `seconds`."""
        until = time.monotonic() + seconds
        query = self.searcher.analyse(ask.question)
        sought = seek(ask, query, self.searcher, today)
        answer, may_widen = None, sought.days is not None and not sought.days.everything
        for answer in self._gather(ask, sought, until, today):
            if answer.citations or not may_widen:
                yield answer
        if answer is not None and not answer.citations and may_widen:
            sought = widen(ask, query, self.searcher, sought)
            for answer in self._gather(ask, sought, until, today):
                yield answer
        if answer is None:
            why = Shortfall.NOT_READ if sought.pool.hits else self.if_empty
            yield self._compose(ask, sought, Selection((), 0.0, why), None, today)

    def _gather(self, ask: Ask, sought: Sought, until: float, today: date) -> Iterator[Answer]:
        """Yield it with each `AT_ONCE` passages that are read; nothing if the reader cannot read."""
        started = time.monotonic()
        near, hits = self.searcher.nearest(sought.asked.query, sought.filters, FARTHEST, AT_ONCE)
        reader, retrieved, answer = self.answerer.reader(), time.monotonic(), None
        if reader is None:
            return
        found = Gathered(sought.asked, sought.pool, reader, self.searcher.store.articles)
        for turn, batch in enumerate(hits, 1):
            read = self.answerer.read(sought.asked.query.text, batch, reader, math.inf)
            if read is None:
                return
            if found.take(read) or answer is None:
                answer = self._compose(ask, sought, found.selection(), reader.fingerprint, today)
            now = time.monotonic()
            stopped = found.stopped(is_last=turn * AT_ONCE >= near, is_late=now >= until)
            answer = replace(
                answer,
                extent=found.extent(answer.citations, near, stopped),
                timings=Timings(1e3 * (retrieved - started), 1e3 * (now - retrieved), 1e3 * (now - started)),
            )
            yield answer
            if stopped is not None:
                return

    def _compose(self, ask: Ask, sought: Sought, selection: Selection, reader: str | None, today: date) -> Answer:
        answer = compose(
            ask.question,
            sought.pool.hits[: ask.k],
            selection,
            self.find,
            language=sought.asked.query.language,
            generation=self.searcher.generation.name,
            timings=Timings(0.0, 0.0, 0.0),
            reader=reader,
            days=sought.days,
        )
        return aged(answer, today) if sought.of_present else answer


@dataclass(slots=True)
class Gathered:
    """What was found so far, and how much was read for it."""

    asked: Asked
    pool: Pool
    reader: PassageReader
    load: Callable[[Sequence[str]], Mapping[str, Article]]
    groups: list[Group] = field(default_factory=list)
    passages: int = 0
    articles: set[str] = field(default_factory=set)
    quiet: int = 0
    _alike: Alike = field(default_factory=Alike)
    _doubtful: list[FoundAnswer] = field(default_factory=list)
    _share_left: float = field(init=False)

    def __post_init__(self) -> None:
        self._share_left = self.asked.terms.share_without(self.asked.terms.absent(self.pool.hits))

    def take(self, read: Sequence[ReadHit]) -> bool:
        """Take what was read of the next passages; return whether any of it answers."""
        before = sum(map(len, self.groups))
        self.articles.update(each.hit.article.article_id for each in read)
        found = found_in(self.asked, read, self.reader)
        if self.passages:  # the nearest are those of the plain answer, which keeps them all
            found = [each for each in found if self._is_about(each)]
        self._doubtful += found
        self._sort_out()
        answering = {each.hit.passage.passage_id for each in self._kept()}
        last = next((n for n, each in enumerate(reversed(read)) if each.hit.passage.passage_id in answering), None)
        self.passages += len(read)
        self.quiet = self.quiet + len(read) if last is None else last
        return sum(map(len, self.groups)) > before

    def _is_about(self, found: FoundAnswer) -> bool:
        """Whether a passage is about the question, if the words of its language are known.

        What is built like a sure answer is.
        """
        if self._alike.confidence(found.text):
            return True
        asked, language = self.asked.query.language, found.hit.article.language
        if not (same(asked, language) or covers(asked, language)):
            return True
        if self.asked.terms.named and not found.about.missing:
            return True
        return is_near(found.hit, self.asked.terms, self._share_left, self.pool.spread)

    def _sort_out(self) -> None:
        """Group what is sure or built like it; forget what is far from sure."""
        threshold = self.reader.confidence.threshold
        for each in self._doubtful:
            if each.confidence >= threshold:
                self._alike.learn(each.text, each.confidence)
        left = []
        for each in self._doubtful:
            as_sure = max(each.confidence, self._alike.confidence(each.text))
            if as_sure >= threshold:
                self._group(replace(each, confidence=as_sure))
            elif each.confidence >= LEAST_OF_BEST * threshold:
                left.append(each)
        self._doubtful = left

    def _kept(self) -> list[FoundAnswer]:
        """Return what answers, the surest first.

        Nothing is kept that is far less sure, or in an article with fewer of the question's names.
        """
        found = sorted((each for group in self.groups for each in group), key=lambda each: -each.confidence)
        if not found:
            return []
        least, missing = LEAST_OF_BEST * found[0].confidence, found[0].about.missing
        return [each for each in found if each.confidence >= least and each.about.missing <= missing]

    def stopped(self, *, is_last: bool, is_late: bool) -> Stop | None:
        """Return why no more is read, None if more is."""
        if is_last:
            return Stop.ALL_READ
        if self.quiet >= QUIET:
            return Stop.QUIET
        return Stop.OUT_OF_TIME if is_late else None

    def extent(self, quoted: Sequence[Citation], near: int, stopped: Stop | None) -> Extent:
        """Return how far was read, out of `near` passages, and counts of the articles."""
        stories: dict[str, list[Citation | Copy]] = {each.article_id: [each, *each.copies] for each in quoted}
        told = [(each.source, each.published, story) for story, those in stories.items() for each in those]
        return Extent(
            answering=len(stories),
            quoted=len(stories),
            passages=self.passages,
            articles=len(self.articles),
            near=near,
            stopped=stopped,
            outlets=by_outlet(told),
            months=by_month(told),
        )

    def _group(self, found: FoundAnswer) -> None:
        """Put an answer to those that say the same."""
        kind, said = self.asked.answer_type.kind, found.statement.answer
        same = (group for group in self.groups if compare(group[0].statement.answer, said, kind) is Relation.SAME)
        group = next(same, None)
        if group is None:
            self.groups.append([found])
        else:
            group.append(found)

    def selection(self) -> Selection:
        """Return the best quotes of each article, by what they say, or the shortfall."""
        kept = self._without_copies(self._by_article())
        if not kept:
            confidence = max((each.confidence for each in self._doubtful), default=0.0)
            return decline(self.pool.hits, self.asked, self.pool.spread, confidence)
        told = {_place(each): each for each in kept}
        groups = [[told[place] for place in map(_place, group) if place in told] for group in self.groups]
        ordered = sorted(filter(None, groups), key=lambda group: -max(each.confidence for each in group))
        if self.asked.newest:
            ordered.sort(key=lambda group: newest_day(without_former(group, self.asked)), reverse=True)
        found = [each for group in ordered for each in sorted(group, key=lambda each: -each.confidence)]
        if self.asked.answer_type.kind in ANSWERED_IN_CLAUSES:
            found = [widen_short(each) for each in found]
        numbers = [number for number, group in enumerate(ordered) for _ in group]
        return make_selection(found, numbers, self.pool.stories, disagreement=False)

    def _by_article(self) -> list[FoundAnswer]:
        """Return the surest answers of each article: one, or several where several are asked for."""
        several = self.asked.answer_type.several
        articles: dict[str, list[FoundAnswer]] = {}
        for each in self._kept():
            articles.setdefault(each.hit.article.article_id, []).append(each)
        most = MOST_OF_LIST if several else 1
        return [each for found in articles.values() for each in without_repeats(found, several=False)[:most]]

    def _without_copies(self, found: Sequence[FoundAnswer]) -> list[FoundAnswer]:
        """Return the answers but those that another outlet printed too, which they name."""
        kept: list[FoundAnswer] = []
        for each in found:
            others = self.pool.stories.get(each.hit.article.article_id, ())
            told = [other for other in kept if other.hit.article.article_id in others]
            if not any(carries(each.hit.article.text, other.text) for other in told):
                copies = tuple(map(copy_of, self.load(others).values())) if others else ()
                kept.append(replace(each, hit=replace(each.hit, copies=copies)) if copies else each)
        return kept


def _place(found: FoundAnswer) -> tuple[str, Span, Span]:
    return found.hit.article.article_id, found.quote, found.answer
