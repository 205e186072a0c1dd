"""Synthetic passages: real ones with some of their sentences taken from a similar passage.

A library of a million passages is measured with these, because embedding as many takes most of a day on two cores. Each
is a real passage, half of whose sentences, drawn at random, come from one of its `NEAR` nearest, so that words and
lengths are those of real text. Its vector is composed: the mean of the two passages' vectors, weighted by how many
characters each gave, plus noise, scaled to unit length. The noise is the difference of a neighbour of the one and a
neighbour of the other, times a number drawn evenly from 0 to twice `noise`: it spreads as vectors do in that place.
`noise` is fitted so that the median nearest neighbour of synthetic passages is as near as that of as many real ones
(`fitted_noise`); `likeness` measures how alike they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from index.paths import LibraryPaths
from index.retrieval import quantised
from index.storage.articles import make_article
from index.storage.database import Database
from index.storage.store import Store
from index.storage.vectors import VectorStore
from index.text.sentences import split_sentences
from index.values import Article, Rows, Span, Vectors

NEAR = 16
"""How many nearest neighbours the one that gives sentences is drawn from."""

TAKEN = 0.5
"""The share of sentences that come from there."""

_SEED = 29
_SAMPLE = 1_000
_FITTED_ON = 20_000
_STEPS = 7
_MOST_NOISE = 1.0


@dataclass(frozen=True, slots=True)
class Written:
    """An article with the spans of its passages and their vectors (passages, dim)."""

    article: Article
    spans: tuple[Span, ...]
    vectors: Vectors


@dataclass(frozen=True, slots=True)
class Real:
    """A library's articles, and their passages' sentences, vectors (n, dim) and nearest rows (n, NEAR)."""

    articles: tuple[Written, ...]
    sentences: tuple[tuple[str, ...], ...]
    of_article: Rows
    vectors: Vectors
    near: Rows


@dataclass(frozen=True, slots=True)
class Likeness:
    """Figures of `size` real passages and as many synthetic ones: (real, made) of each.

    `nearest` are the 5th, 50th and 95th percentiles of the cosine of a passage with its nearest; `recall` is what an
    index of coarser vectors (`index.retrieval.quantised`) finds of the ten nearest, `reach` how far it takes.
    """

    size: int
    nearest: tuple[tuple[float, float, float], tuple[float, float, float]]
    recall: tuple[float, float]
    reach: tuple[int, int]

    def lines(self) -> Iterator[str]:
        """Yield a line for each of the two."""
        for name, near, recall, reach in zip(("real", "made"), self.nearest, self.recall, self.reach, strict=True):
            cosines = ", ".join(f"{cosine:.3f}" for cosine in near)
            yield f"{self.size:,} {name}: nearest at cosine {cosines}; {recall:.4f} found among {reach:,}"


def read_real(paths: LibraryPaths, model: str, dim: int) -> Real:
    """Read the articles and vectors of a library; raise StoreError if one is missing."""
    database = Database(paths.database)
    try:
        store = Store(database)
        with database.snapshot():
            vectors = VectorStore(database, model, dim).of_passages(store.counts()[1])
            row_of = {passage_id: row for row, passage_id in enumerate(sorted(store.article_ids()))}
            found = [(article, store.passages_of(article.article_id)) for article in store.all_articles()]
    finally:
        database.close()
    articles, sentences, of_article = list[Written](), list[tuple[str, ...]](), list[int]()
    order: list[int] = []
    for article, passages in found:
        rows = [row_of[passage.passage_id] for passage in passages]
        spans = tuple(Span(passage.start, passage.end) for passage in passages)
        if not spans:
            continue
        order += rows
        of_article += [len(articles)] * len(rows)
        articles.append(Written(article, spans, vectors[rows]))
        sentences += [_sentences(passage.text, article.language) for passage in passages]
    vectors = vectors[np.array(order, np.int64)]
    return Real(tuple(articles), tuple(sentences), np.array(of_article, np.int64), vectors, _near(vectors))


class Recombiner:
    """A maker of articles from real sentences, the same ones for the same noise."""

    def __init__(self, real: Real, noise: float) -> None:
        self._real, self._noise = real, noise
        self._chance = np.random.default_rng(_SEED)
        self._sizes = np.bincount(real.of_article)

    def articles(self, passages: int) -> Iterator[Written]:
        """Yield new articles, as long as real ones, with `passages` passages in all."""
        left = passages
        while left:
            size = min(left, int(self._chance.choice(self._sizes)))
            left -= size
            yield self._article(self._chance.integers(0, len(self._real.vectors), size))

    def _article(self, rows: Rows) -> Written:
        texts, given = zip(*(self._text(int(row)) for row in rows), strict=True)
        model = self._real.articles[int(self._real.of_article[rows[0]])].article
        article = make_article(
            text="\n\n".join(texts),
            title=model.title,
            source=model.source,
            published=model.published,
            language=model.language,
        )
        spans, start = list[Span](), 0
        for text in texts:
            spans.append(Span(start, start + len(text)))
            start += len(text) + 2
        partners, shares = (np.array(each) for each in zip(*given, strict=True))
        vectors = composed(self._real, rows, partners, shares, self._noise, self._chance)
        return Written(article, tuple(spans), vectors)

    def _text(self, row: int) -> tuple[str, tuple[int, float]]:
        """Make a passage from `row`; also return the row that gave sentences, and its share."""
        own = self._real.sentences[row]
        partner = int(self._chance.choice(self._real.near[row]))
        others = self._real.sentences[partner]
        taken = self._chance.random(len(own)) < TAKEN
        first = int(self._chance.integers(len(others)))
        said = [others[(first + at) % len(others)] if taken[at] else sentence for at, sentence in enumerate(own)]
        given = sum(len(sentence) for sentence, is_taken in zip(said, taken, strict=True) if is_taken)
        return " ".join(said), (partner, given / sum(map(len, said)))


def composed(
    real: Real,
    rows: Rows,
    partners: Rows,
    shares: npt.NDArray[np.float64],
    noise: float,
    chance: np.random.Generator,
) -> Vectors:
    """Compose vectors (n, dim) of `rows` and `partners` (n,), which gave `shares` (n,)."""
    share, scale = shares[:, None].astype(np.float32), chance.random((len(rows), 1), np.float32)
    one, other = chance.integers(0, real.near.shape[1], (2, len(rows)))
    made = (1 - share) * real.vectors[rows] + share * real.vectors[partners]
    off = real.vectors[real.near[rows, one]] - real.vectors[real.near[partners, other]]
    made += 2 * np.float32(noise) * scale * off
    made /= np.linalg.norm(made, axis=1, keepdims=True)
    return np.asarray(made.astype(np.float16), np.float32)  # as they are kept


def fitted_noise(real: Real) -> float:
    """Return the noise at which the median nearest neighbour is as near as really."""
    size = min(len(real.vectors), _FITTED_ON)
    wanted = nearest(real.vectors[_drawn(len(real.vectors), size)])[1]
    low, high = 0.0, _MOST_NOISE
    for _ in range(_STEPS):
        noise = (low + high) / 2
        if nearest(_made(real, size, noise))[1] > wanted:
            low = noise
        else:
            high = noise
    return (low + high) / 2


def likeness(real: Real, noise: float, size: int, wanted: float) -> Likeness:
    """Compare at most `size` real passages with as many made ones, at the `wanted` recall."""
    size = min(size, len(real.vectors))
    both = real.vectors[_drawn(len(real.vectors), size)], _made(real, size, noise)
    found = [_found(vectors, wanted) for vectors in both]
    return Likeness(
        size,
        (nearest(both[0]), nearest(both[1])),
        (found[0][0], found[1][0]),
        (found[0][1], found[1][1]),
    )


def nearest(vectors: Vectors) -> tuple[float, float, float]:
    """Return percentiles (5, 50, 95) of a sample's cosines with the nearest other row."""
    rows = _drawn(len(vectors), _SAMPLE)
    scores, _ = _flat(vectors).search(np.ascontiguousarray(vectors[rows]), min(2, len(vectors)))
    low, middle, high = np.percentile(scores[:, -1], [5, 50, 95]).tolist()
    return low, middle, high


def _made(real: Real, size: int, noise: float) -> Vectors:
    parts = [written.vectors for written in Recombiner(real, noise).articles(size)]
    return np.concatenate(parts)


def _found(vectors: Vectors, wanted: float) -> tuple[float, int]:
    """Return the recall of an index of coarser vectors, and how far it reaches."""
    centred = vectors - vectors.mean(axis=0)
    index = quantised.build(centred)
    recall = quantised.tune(index, centred, wanted)
    return recall, quantised.reach(index)


def _near(vectors: Vectors) -> Rows:
    """Return the `NEAR` nearest other rows of each row (n, NEAR)."""
    count = min(NEAR + 1, len(vectors))
    index, step = _flat(vectors), 4_096
    found = np.empty((len(vectors), count), np.int64)
    for start in range(0, len(vectors), step):
        found[start : start + step] = index.search(vectors[start : start + step], count)[1]
    return found[:, 1:] if count > 1 else found


def _flat(vectors: Vectors) -> Any:
    index: Any = faiss.IndexFlatIP(vectors.shape[1])
    index.add(np.ascontiguousarray(vectors))
    return index


def _drawn(count: int, size: int) -> Rows:
    return np.sort(np.random.default_rng(_SEED).permutation(count)[:size])


def _sentences(text: str, language: str) -> tuple[str, ...]:
    return tuple(span.of(text) for span in split_sentences(text, language)) or (text,)
