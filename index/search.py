"""Hybrid search over one generation: BM25 and FAISS, fused."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace

import numpy as np

from index.generations.generation import Generation
from index.phrases import Phrases
from index.questions import MOST_CHARACTERS as MOST_CHARACTERS
from index.questions import MOST_HITS as MOST_HITS
from index.questions import check_k as check_k
from index.questions import check_question as check_question
from index.retrieval.best import best_rows as best_rows
from index.retrieval.cohort import shipped_cohort
from index.retrieval.copies import collapse
from index.retrieval.fusion import COVERAGE_WEIGHT, SPREAD, Sight, fuse, share_seen
from index.retrieval.lexical.formula import ONCE, idf
from index.retrieval.lexicon import (
    TranslationRoute,
    Translations,
    covers,
    same,
    translation_route,
    weighted_terms,
)
from index.retrieval.sharing import share
from index.storage.store import Store
from index.values import EVERYTHING, Encoder, Filters, Hit, Mask, Retriever, Rows, Scores, Signal, TextKind, Vectors

DEPTH = 200
"""How many passages each retriever contributes to the fusion."""

SPREAD_SAMPLE = 400
"""From how many passages the spread of a foreign model's scores is measured."""


@dataclass(frozen=True, slots=True)
class Query:
    """A checked question with its language and its vector (dim,)."""

    text: str
    language: str
    vector: Vectors


@dataclass(frozen=True, slots=True)
class Ranked:
    """Passage rows by fused score, best first; a rank is 0 if not retrieved.

    `nearness` compares them with those of other questions: units of spread, higher is nearer.
    """

    rows: Rows
    scores: Scores
    lexical: Scores
    lexical_ranks: Rows
    dense: Scores
    dense_ranks: Rows
    nearness: Scores

    def only(self, mask: Mask) -> Ranked:
        """Return the rows where `mask` is true, in their order."""
        return Ranked(*(getattr(self, each.name)[mask] for each in fields(Ranked)))


@dataclass(frozen=True, slots=True)
class HybridSearcher:
    """Searches one generation; the store holds the current text of passages.

    `identify` takes a question and the languages to expect, and returns an ISO 639-1 code. `phrases` finds what stands
    in the articles to the word.
    """

    store: Store
    generation: Generation
    encoder: Encoder
    identify: Callable[[str, Collection[str]], str]
    phrases: Phrases = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "phrases", Phrases(self.store, self.generation))

    def search(self, query: str, k: int, filters: Filters = EVERYTHING) -> tuple[Hit, ...]:
        """Return the best `k` passages for `query` in the articles that `filters` leave, best first.

        Raises BadQuestionError for an invalid query, BadInputError for a `k` out of range and for filters that name a
        source or language that no article has.
        """
        check_k(k)
        return self.retrieve(self.analyse(query), k, filters)

    def analyse(self, text: str) -> Query:
        """Return the query for `text`; raise BadQuestionError if it is invalid."""
        question = check_question(text)
        return Query(question, self.language(question), self.encoder.encode([question], TextKind.QUERY)[0])

    def language(self, question: str) -> str:
        """Return the language of a question, preferring those of the library and English."""
        return self.identify(question, {*self.generation.manifest.languages, "en"})

    def lexical_scores(self, question: str, language: str) -> Scores:
        """Return BM25's score of every passage row for a question, its translations included."""
        return self.generation.lexical.scores(weighted_terms(self.translations(question, language).values()))

    def translations(self, question: str, language: str) -> Mapping[TranslationRoute, Translations]:
        """Return the translations of a question into the generation's languages, by their routes."""
        distinct = {translation_route(language, target): target for target in self.generation.manifest.languages}
        return {
            route: self.generation.writings.translations(question, language, target)
            for route, target in distinct.items()
        }

    def retrieve(
        self, query: Query, k: int, filters: Filters = EVERYTHING, among: Mask | None = None, each: int = 0
    ) -> tuple[Hit, ...]:
        """Return the best `k` passages for `query`, best first, without copies of one another.

        Only rows `among` these (rows,) are searched, if they are given. `each` hits are kept for every language, as
        `share` does.
        """
        mask = self._mask(filters)
        if among is not None:
            mask = among if mask is None else mask & among
        passages = self.generation.manifest.passages if mask is None else int(mask.sum())
        depth = max(k, DEPTH)
        hits: tuple[Hit, ...] = ()
        while len(hits) < min(k, passages):
            ranked = self.rank(query, depth, mask)
            hits = self._hits(ranked, k)
            if depth >= passages:
                break
            depth *= 2  # too many are copies, or were removed since the commit
        if not hits or not each:
            return hits
        names = self.generation.manifest.languages
        codes = self.generation.language_codes[ranked.rows]
        return share(hits, names, each, lambda name: self._hits(ranked.only(codes == names.index(name)), each))

    def among(self, query: Query, k: int, mask: Mask, least: float, filters: Filters = EVERYTHING) -> tuple[Hit, ...]:
        """Return the best `k` passages of the rows where `mask` (rows,) is true, copies too.

        Those whose `Ranked.nearness` is under `least` are left out, and those that `filters` leave out.
        """
        scope = self._mask(filters)
        mask = mask if scope is None else mask & scope
        if not mask.any():
            return ()
        ranked = self.rank(query, max(k, DEPTH), mask)
        return tuple(self._load_hits(ranked.only(ranked.nearness >= least), 0, k))

    def nearest(
        self, query: Query, filters: Filters, depth: int, at_once: int
    ) -> tuple[int, Iterator[tuple[Hit, ...]]]:
        """Return how many passages are found, and all, best first, copies too."""
        ranked = self.rank(query, depth, self._mask(filters))
        return len(ranked.rows), (
            tuple(self._load_hits(ranked, place, place + at_once)) for place in range(0, len(ranked.rows), at_once)
        )

    def _mask(self, filters: Filters) -> Mask | None:
        """Return which rows `filters` leave; tags are the store's, as they are now."""
        mask = self.generation.mask(filters)
        if not filters.tags or mask is None:
            return mask
        return mask & np.isin(self.generation.passage_ids, self.store.tags.passage_ids(filters.tags))

    def rank(self, query: Query, depth: int = DEPTH, mask: Mask | None = None) -> Ranked:
        """Return each retriever's best `depth` rows by fused score, ties by row.

        `mask` (rows,) leaves out the rows where it is false, before either retriever counts its best.
        """
        translations = self.translations(query.text, query.language)
        all_lexical = self.generation.lexical.scores(weighted_terms(translations.values()))
        if mask is not None:
            all_lexical[~mask] = 0.0
        lexical_rows = best_rows(all_lexical, depth)
        score = self._dense_scorer(query)
        dense_rows, _ = self.generation.dense.search(query.vector, depth, mask, score)
        rows = np.union1d(lexical_rows, dense_rows)
        lexical, dense = all_lexical[rows], score(rows)
        codes = self.generation.language_codes[rows]
        sight, spread = self._sight(query.language, translations), self.spread()
        scores = fuse(lexical, dense, codes, sight, spread=spread)
        nearness = COVERAGE_WEIGHT * share_seen(lexical, codes, sight.most) + dense / spread
        order = np.lexsort((rows, -scores))
        rows = rows[order]
        return Ranked(
            rows,
            scores[order],
            lexical[order],
            _ranks(rows, lexical_rows),
            dense[order],
            _ranks(rows, dense_rows),
            nearness[order],
        )

    def _dense_scorer(self, query: Query) -> Callable[[Rows], Scores]:
        """Return a function from rows to exact dense scores, even for a coarse index.

        A passage that was removed since the commit has only the index's vector.
        """
        generation = self.generation
        if generation.dense.is_exact:
            return lambda rows: generation.dense.scores(query.vector, rows)
        stored = self.store.vectors(generation.manifest.model, generation.manifest.dim)
        subtracted = generation.language_means @ query.vector
        known: dict[int, float] = {}

        def score(rows: Rows) -> Scores:
            new = [row for row in rows.tolist() if row not in known]
            known.update(zip(new, generation.dense.scores(query.vector, new).tolist(), strict=True))
            row_of = {int(generation.passage_ids[row]): row for row in new}
            for passage_id, vector in stored.of_ids(list(row_of)).items():
                row = row_of[passage_id]
                known[row] = float((vector * query.vector).sum() - subtracted[generation.language_codes[row]])
            return np.array([known[row] for row in rows.tolist()], np.float64)

        return score

    def spread(self) -> float:
        """Return the spread of dense scores between unrelated texts.

        It is measured on the passages for models that do not ship with Kutip.
        """
        if shipped_cohort(self.generation.manifest.model):
            return SPREAD
        return self.generation.spread(SPREAD_SAMPLE)

    def sight(self, query: Query) -> Sight:
        """Return what BM25 can see of `query` in each of the generation's languages.

        A term that no passage has counts as rarer than any other.
        """
        return self._sight(query.language, self.translations(query.text, query.language))

    def _sight(self, question_language: str, translations: Mapping[TranslationRoute, Translations]) -> Sight:
        languages = self.generation.manifest.languages
        most = {route: self._most_lexical(each) for route, each in translations.items()}
        known = [same(question_language, language) or covers(question_language, language) for language in languages]
        return Sight(
            most=np.array([most[translation_route(question_language, language)] for language in languages], np.float64),
            groups=np.array([0 if is_known else 1 + code for code, is_known in enumerate(known)], np.int16),
        )

    def _most_lexical(self, translations: Translations) -> float:
        """Return BM25's score of a passage that has every term of a translated question once."""
        lexical = self.generation.lexical
        most = 0.0
        for weights in translations:
            frequencies = {term: lexical.document_frequency(term) for term in weights}
            indexed = {term: weights[term] for term in weights if frequencies[term]} or weights
            most += max((w * idf(lexical.size, frequencies[term]) for term, w in indexed.items()), default=0.0)
        return ONCE * most

    def _hits(self, ranked: Ranked, k: int) -> tuple[Hit, ...]:
        """Return the first `k` hits that are still stored and repeat no better one."""
        count = k
        while True:
            hits = collapse(self._load_hits(ranked, 0, count), self.generation.stories, self.store.articles)
            if len(hits) >= k or count >= len(ranked.rows):
                return tuple(replace(hit, rank=rank) for rank, hit in enumerate(hits[:k], 1))
            count *= 2

    def _load_hits(self, ranked: Ranked, start: int, end: int) -> list[Hit]:
        """Return the rows from `start` to `end` as hits, without those removed since the commit."""
        ids = [int(i) for i in self.generation.passage_ids[ranked.rows[start:end]]]
        passages = self.store.passages(ids)
        articles = self.store.articles(sorted({passage.article_id for passage in passages.values()}))
        return [
            Hit(
                passage=passages[i],
                article=articles[passages[i].article_id],
                score=float(ranked.scores[place]),
                rank=place + 1,
                signals=_signals(ranked, place),
            )
            for place, i in enumerate(ids, start)
            if i in passages and passages[i].article_id in articles
        ]


def _signals(ranked: Ranked, place: int) -> tuple[Signal, ...]:
    signals = (
        Signal(Retriever.BM25, int(ranked.lexical_ranks[place]), float(ranked.lexical[place])),
        Signal(Retriever.DENSE, int(ranked.dense_ranks[place]), float(ranked.dense[place])),
    )
    return tuple(signal for signal in signals if signal.rank > 0)


def _ranks(rows: Rows, retrieved: Rows) -> Rows:
    """Return the rank from 1 of each of `rows` in `retrieved` (best first), or 0."""
    places = {int(row): rank for rank, row in enumerate(retrieved, 1)}
    return np.array([places.get(int(row), 0) for row in rows], np.int64)
