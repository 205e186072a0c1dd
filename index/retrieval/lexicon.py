"""A bilingual lexicon: likely translations of a question's terms.

Without it BM25 is blind when an English question meets Indonesian passages: apart from names, no term occurs on both
sides. The lexicon gives every term its likely translations with their probabilities p(translation | term), learned from
parallel sentences with IBM Model 1 (Brown et al. 1993), and a question is searched with the terms it has itself and the
translations, weighted by those probabilities (after Darwish & Oard 2003). `qa-eval train lexicon` makes the file.
"""

from __future__ import annotations

import functools
import gzip
import math
from collections.abc import Callable, Iterable, Mapping
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

Others = Callable[[str], Mapping[str, float]]
"""(term) -> other writings of it, each with its weight in (0, 1]."""

Translations = tuple[Mapping[str, float], ...]
"""The translations of each term of a question, with weights in (0, 1]."""

TranslationRoute = tuple[str | None, str | None]
"""What decides the translations into a language: its stemmer and the target of the lexicon."""

_UNSEEN = 0.5
_NONE: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Translations of each term in one direction, and in how many `sentences` frequent terms stood."""

    table: Table
    counts: Mapping[str, int]
    sentences: int


def table_file(source: str, target: str) -> str:
    """Return the name of the file with the translations from `source` to `target`."""
    return f"lexicon-{source}-{target}.json.gz"


@functools.cache
def load_lexicon(source: str, target: str) -> Lexicon:
    """Return the lexicon of one direction; empty if made for another version of the analysis."""
    values = _read(table_file(source, target))
    if values["analysis_version"] != ANALYSIS_VERSION:
        return Lexicon({}, {}, 0)
    return Lexicon(values["table"], values["counts"], values["sentences"])


def _read(name: str) -> Any:
    from pydantic_core import from_json  # takes half of json's time; here, so that importing Kutip does not load it

    return from_json(gzip.decompress(resources.files("index").joinpath("data", name).read_bytes()))


def translations(term: str, source: str, target: str) -> Mapping[str, float]:
    """Return the likely translations of `term`; none for languages without a lexicon."""
    if not covers(source, target):
        return _NONE
    return load_lexicon(_like(source), _like(target)).table.get(term, _NONE)


def covers(source: str, target: str) -> bool:
    """Return whether there is a lexicon from `source` to `target`."""
    return (_like(source), _like(target)) in PAIRS


def same(first: str, second: str) -> bool:
    """Return whether two languages share their words: Malay counts as Indonesian."""
    return _like(first) == _like(second)


def _like(language: str) -> str:
    return "id" if language == "ms" else language


def words_file(source: str, target: str) -> str:
    """Return the name of the file with meanings of unstemmed `source` words in `target`."""
    return f"words-{source}-{target}.json.gz"


@functools.cache
def _load_words(source: str, target: str) -> Table:
    values = _read(words_file(source, target))
    table: Table = values["table"]
    return table if values["analysis_version"] == ANALYSIS_VERSION else {}


def meanings(word: str, source: str, target: str) -> Mapping[str, float]:
    """Return the terms that an unstemmed `word` may mean, the likeliest with weight 1.

    Where `translations` finds all that a term may become, this tells what a word in a text means, more finely than
    stems can: *berjanji* is a promise, *perjanjian* an agreement, though both stem to *janji*.
    """
    found = _load_words(_like(source), _like(target)).get(word, _NONE) if covers(source, target) else _NONE
    likeliest = max(found.values(), default=1.0)
    return {term: probability / likeliest for term, probability in found.items()}


def rarity(term: str, language: str) -> float | None:
    """Return the rarity of `term` in (0, 1]: its idf over an unseen one's.

    It comes from the sentences that the lexicon was learned from, so that it is the same in every library. It is None
    for languages without a lexicon.
    """
    lexicon = next((load_lexicon(*pair) for pair in sorted(PAIRS) if pair[0] == _like(language)), None)
    if lexicon is None or lexicon.sentences == 0:
        return None
    unseen = math.log((lexicon.sentences + 1) / _UNSEEN)
    return math.log((lexicon.sentences + 1) / (lexicon.counts.get(term, 0) + _UNSEEN)) / unseen


def translation_route(language: str, target: str) -> TranslationRoute:
    """Return the route from `language` to `target`: those with the same have equal translations."""
    return stemmer_of(target), _like(target) if covers(language, target) else None


def weighted_terms(languages: Iterable[Translations]) -> tuple[WeightedTerm, ...]:
    """Return the terms to search with, sorted, each with its greatest weight in any language."""
    weights: dict[str, float] = {}
    for one_language in languages:
        for alike in one_language:
            for term, weight in alike.items():
                weights[term] = max(weights.get(term, 0.0), weight)
    return tuple(WeightedTerm(term, weight) for term, weight in sorted(weights.items()))


def translate_question(
    question: str, language: str, target: str, translate: Translate = translations, others: Others = lambda _: _NONE
) -> Translations:
    """Return the translations into `target` of each term, itself and its `others` included.

    A word is also taken as it would stand in the target language, since names and loan words are spelled the same there
    but may be stemmed otherwise. It counts by its rarity in the question's language at large: "what" and "who" hardly
    occur in articles, and their inverse document frequency there would make much of them.
    """
    found = []
    for word in split_words(question):
        as_there = dict.fromkeys(terms(word, target), 1.0)
        for term in terms(word, language):
            alike = {**as_there, **translate(term, language, target), term: 1.0}
            for other, weight in [each for own in (*as_there, term) for each in others(own).items()]:
                alike.setdefault(other, weight)
            tells = rarity(term, language)
            weighed = alike if tells is None else {each: weight * tells for each, weight in alike.items()}
            found.append({each: weight for each, weight in weighed.items() if weight > 0})
    return tuple(found)
