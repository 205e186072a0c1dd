"""A bilingual lexicon: what a question's terms are likely to be called in the language of the passages.

Without it BM25 is blind when an English question meets Indonesian passages: apart from
names, no term occurs on both sides. The lexicon gives every term its likely translations
with their probabilities p(translation | term), learned from parallel sentences with IBM
Model 1 (Brown et al. 1993), and a question is searched with the terms it has itself and
the translations, weighted by those probabilities (after Darwish & Oard 2003).
`qa-eval train lexicon` makes the file.
"""

from __future__ import annotations

import functools
import gzip
import math
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType
from typing import Any

from index.retrieval.lexical import WeightedTerm
from index.text.analysis import ANALYSIS_VERSION, split_words, stemmer_of, terms

PAIRS = frozenset({("en", "id"), ("id", "en")})
"""(language of the term, language of the translation) of the tables that ship with Kutip."""

Table = Mapping[str, Mapping[str, float]]
Translate = Callable[[str, str, str], Mapping[str, float]]
"""(term, its language, other language) -> likely translations, each with its probability in (0, 1]."""

Ways = tuple[Mapping[str, float], ...]
"""For each term of a question, all terms that stand for it in one language, with their weights in (0, 1]."""

Manner = tuple[str | None, str | None]
"""What decides how a question is said in a language: its stemmer, and the lexicon that leads to it."""

_UNSEEN = 0.5
_NONE: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One direction: translations of each term, and in how many of `sentences` sentences the frequent terms stood."""

    table: Table
    counts: Mapping[str, int]
    sentences: int


def table_file(source: str, target: str) -> str:
    """The name of the file with the translations from `source` to `target`."""
    return f"lexicon-{source}-{target}.json.gz"


@functools.cache
def load_lexicon(source: str, target: str) -> Lexicon:
    """The lexicon of one direction; an empty one where it was made for another version of the analysis."""
    values = _read(table_file(source, target))
    if values["analysis_version"] != ANALYSIS_VERSION:
        return Lexicon({}, {}, 0)
    return Lexicon(values["table"], values["counts"], values["sentences"])


def _read(name: str) -> Any:
    from pydantic_core import from_json  # takes half of json's time; here, so that importing Kutip does not load it

    return from_json(gzip.decompress(resources.files("index").joinpath("data", name).read_bytes()))


def translations(term: str, source: str, target: str) -> Mapping[str, float]:
    """What the lexicon that ships with Kutip says of `term`; nothing for languages it does not cover."""
    if not covers(source, target):
        return _NONE
    return load_lexicon(_like(source), _like(target)).table.get(term, _NONE)


def covers(source: str, target: str) -> bool:
    """Whether there is a lexicon from `source` to `target`."""
    return (_like(source), _like(target)) in PAIRS


def same(first: str, second: str) -> bool:
    """Whether two languages have their words in common: Malay counts as Indonesian, which short texts are told as."""
    return _like(first) == _like(second)


def _like(language: str) -> str:
    return "id" if language == "ms" else language


def words_file(source: str, target: str) -> str:
    """The name of the file with what the unstemmed words of `source` mean in `target`."""
    return f"words-{source}-{target}.json.gz"


@functools.cache
def _load_words(source: str, target: str) -> Table:
    values = _read(words_file(source, target))
    table: Table = values["table"]
    return table if values["analysis_version"] == ANALYSIS_VERSION else {}


def meanings(word: str, source: str, target: str) -> Mapping[str, float]:
    """The terms of `target` that an unstemmed `word` of `source` may stand for, the likeliest with weight 1.

    Where `translations` finds all that a term may become, this tells what a word in a text means, more
    finely than stems can: *berjanji* is a promise, *perjanjian* an agreement, though both stem to *janji*.
    """
    found = _load_words(_like(source), _like(target)).get(word, _NONE) if covers(source, target) else _NONE
    likeliest = max(found.values(), default=1.0)
    return {term: probability / likeliest for term, probability in found.items()}


def rarity(term: str, language: str) -> float | None:
    """How much `term` tells in its language at large, in (0, 1]: its idf over that of a term never seen.

    From the sentences that the lexicon was learned from, so that it is the same in every library.
    None for languages without a lexicon.
    """
    lexicon = next((load_lexicon(*pair) for pair in sorted(PAIRS) if pair[0] == _like(language)), None)
    if lexicon is None or lexicon.sentences == 0:
        return None
    unseen = math.log((lexicon.sentences + 1) / _UNSEEN)
    return math.log((lexicon.sentences + 1) / (lexicon.counts.get(term, 0) + _UNSEEN)) / unseen


def alternatives(term: str, source: str, target: str, translate: Translate = translations) -> Mapping[str, float]:
    """Everything `term` may be called in `target`, itself included, each with its weight in (0, 1]."""
    return {**translate(term, source, target), term: 1.0}


def weighted_query(
    question: str, language: str, targets: Collection[str], translate: Translate = translations
) -> tuple[WeightedTerm, ...]:
    """The terms to search passages in `targets` with, sorted: the question's own, and their translations."""
    return weighted_terms(ways_to_say(question, language, target, translate) for target in targets)


def manner(language: str, target: str) -> Manner:
    """Languages of the same manner say a question in `language` alike: most have neither stemmer nor lexicon."""
    return stemmer_of(target), _like(target) if covers(language, target) else None


def weighted_terms(ways: Iterable[Ways]) -> tuple[WeightedTerm, ...]:
    """The terms to search with, sorted, of what `ways_to_say` found for each language: the greatest weight counts."""
    weights: dict[str, float] = {}
    for one_language in ways:
        for alike in one_language:
            for term, weight in alike.items():
                weights[term] = max(weights.get(term, 0.0), weight)
    return tuple(WeightedTerm(term, weight) for term, weight in sorted(weights.items()))


def ways_to_say(question: str, language: str, target: str, translate: Translate = translations) -> Ways:
    """For each term of a question, all terms that stand for it in `target`, with their weights in (0, 1].

    A word is also taken as it would stand in the target language, since names and loan words
    are spelled the same there but may be stemmed otherwise. It counts by its rarity in the
    question's language at large: "what" and "who" hardly occur in articles, and their
    inverse document frequency there would make much of them.
    """
    found = []
    for word in split_words(question):
        as_there = dict.fromkeys(terms(word, target), 1.0)
        for term in terms(word, language):
            ways = {**as_there, **alternatives(term, language, target, translate)}
            tells = rarity(term, language)
            weighed = ways if tells is None else {way: weight * tells for way, weight in ways.items()}
            found.append({way: weight for way, weight in weighed.items() if weight > 0})
    return tuple(found)
