"""The bilingual lexicon gives a question the terms that its passages use, each with its probability."""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources

import pytest

import index.retrieval.lexicon
from index.retrieval.lexical import WeightedTerm
from index.retrieval.lexicon import (
    PAIRS,
    Lexicon,
    Translate,
    TranslationRoute,
    Translations,
    load_lexicon,
    rarity,
    table_file,
    translate_question,
    translation_route,
    translations,
    weighted_terms,
)
from index.text.analysis import ANALYSIS_VERSION, terms

HAND_MADE: Mapping[tuple[str, str, str], Mapping[str, float]] = {
    ("promis", "en", "id"): {"janji": 0.6, "ikrar": 0.2},
    ("vow", "en", "id"): {"ikrar": 0.7, "janji": 0.1},
    ("promis", "en", "de"): {"versprech": 0.5, "janji": 0.9},
    ("vow", "en", "de"): {"vow": 0.3},
}


def hand_made(term: str, source: str, target: str) -> Mapping[str, float]:
    return HAND_MADE.get((term, source, target), {})


def weights(query: tuple[WeightedTerm, ...]) -> dict[str, float]:
    return {item.term: item.weight for item in query}


def weighted_query(
    question: str, language: str, targets: Sequence[str], translate: Translate = translations
) -> tuple[WeightedTerm, ...]:
    return weighted_terms(translate_question(question, language, target, translate) for target in targets)


@pytest.fixture
def every_word_tells_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.retrieval.lexicon, "rarity", lambda term, language: None)


def test_a_term_is_itself_and_its_translations(every_word_tells_alike: None) -> None:
    stems = {"promis": 1.0, "promise": 1.0}
    assert translate_question("promise", "en", "id", hand_made) == ({**stems, "janji": 0.6, "ikrar": 0.2},)
    assert translate_question("unknown", "en", "id", hand_made) == ({"unknown": 1.0},)
    assert translate_question("vow", "en", "de", hand_made) == ({"vow": 1.0},)  # its own weight is not lowered


def test_a_query_has_every_translation_once_with_its_greatest_weight(every_word_tells_alike: None) -> None:
    query = weighted_query("promise vow", "en", ["id"], hand_made)
    assert weights(query) == {"promis": 1.0, "promise": 1.0, "vow": 1.0, "janji": 0.6, "ikrar": 0.7}
    assert [item.term for item in query] == sorted(item.term for item in query)


def test_each_word_counts_by_its_rarity_and_its_translations_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    tells = {("promis", "en"): 0.5, ("vow", "en"): 0.25}
    monkeypatch.setattr(index.retrieval.lexicon, "rarity", lambda term, language: tells[term, language])
    query = weights(weighted_query("promise vow", "en", ["id"], hand_made))
    assert query == pytest.approx({"promis": 0.5, "promise": 0.5, "vow": 0.25, "janji": 0.3, "ikrar": 0.175})


def test_of_several_languages_the_greatest_weight_counts(every_word_tells_alike: None) -> None:
    expected = {"promis": 1.0, "promise": 1.0, "janji": 0.9, "ikrar": 0.2, "versprech": 0.5}
    assert weights(weighted_query("promise", "en", ["id", "de"], hand_made)) == expected


def test_each_term_of_a_question_has_its_own_ways(every_word_tells_alike: None) -> None:
    assert translate_question("Promise a vow!", "en", "id", hand_made) == (
        {"promise": 1.0, "promis": 1.0, "janji": 0.6, "ikrar": 0.2},
        {"a": 1.0},
        {"vow": 1.0, "ikrar": 0.7, "janji": 0.1},
    )


def test_a_word_that_tells_nothing_is_not_searched_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.retrieval.lexicon, "rarity", lambda term, language: 0.0 if term == "the" else 1.0)
    assert weights(weighted_query("the vow", "en", ["de"], hand_made)) == {"vow": 1.0}


def test_the_questions_words_stand_as_each_target_language_stems_them(every_word_tells_alike: None) -> None:
    question = "Belarusian promises"
    assert terms(question, "en") != terms(question, "id")
    query = weighted_query(question, "en", ["id", "de"], hand_made)
    expected = {t for language in ("en", "id", "de") for t in terms(question, language)}
    assert {item.term for item in query if item.weight == 1.0} == expected


def test_a_language_of_its_own_needs_no_translation(every_word_tells_alike: None) -> None:
    def never(term: str, source: str, target: str) -> Mapping[str, float]:
        return {}

    query = weighted_query("The bridges opened", "en", ["en"], never)
    assert query == tuple(WeightedTerm(term, 1.0) for term in sorted(set(terms("The bridges opened", "en"))))


@pytest.mark.parametrize("language", ["en", "id", "ms", "de", "jv"])
def test_languages_with_the_same_route_have_equal_translations(language: str) -> None:
    question = "Berapa kapal perang Rusia's yang tiba, 3.000 warships or lebih?"
    found: dict[TranslationRoute, Translations] = {}
    for target in ("id", "ms", "en", "de", "nb", "no", "jv", "und", "vi"):
        translated = translate_question(question, language, target)
        assert found.setdefault(translation_route(language, target), translated) == translated
    assert translation_route(language, "jv") == translation_route(language, "vi") == translation_route(language, "und")
    assert len(set(map(str, found.values()))) > 1


def test_there_is_nothing_to_search_for_without_languages_or_words() -> None:
    assert weighted_query("promise", "en", [], hand_made) == ()
    assert weighted_query("?!", "en", ["id"], hand_made) == ()


def test_the_order_of_languages_and_words_changes_nothing() -> None:
    first = weighted_query("promise vow", "en", ["id", "de"], hand_made)
    assert first == weighted_query("vow promise promise", "en", ["de", "id"], hand_made)


# The tables that ship with Kutip


def test_both_directions_ship() -> None:
    assert sorted(PAIRS) == [("en", "id"), ("id", "en")]
    for source, target in PAIRS:
        assert resources.files("index").joinpath("data", table_file(source, target)).is_file()


@pytest.mark.parametrize(("source", "target"), sorted(PAIRS))
def test_a_table_is_of_this_analysis_and_holds_probabilities(source: str, target: str) -> None:
    packed = resources.files("index").joinpath("data", table_file(source, target)).read_bytes()
    assert json.loads(gzip.decompress(packed))["analysis_version"] == ANALYSIS_VERSION
    lexicon = load_lexicon(source, target)
    table = lexicon.table
    assert len(table) > 10_000
    for term, found in table.items():
        assert term
        assert found
        assert all(translation and 0 < probability <= 1 for translation, probability in found.items())
        assert sum(found.values()) <= 1 + 1e-3
    assert len(lexicon.counts) > 1_000
    assert all(0 < count <= lexicon.sentences for count in lexicon.counts.values())


@pytest.mark.parametrize(
    ("term", "source", "target", "translation"),
    [
        ("promise", "en", "id", "janji"),
        ("president", "en", "id", "presiden"),
        ("fire", "en", "id", "api"),
        ("janji", "id", "en", "promise"),
        ("gunung", "id", "en", "mountain"),
    ],
)
def test_a_table_carries_words_across(term: str, source: str, target: str, translation: str) -> None:
    (stem,), (expected,) = terms(term, source), terms(translation, target)
    assert 0 < translations(stem, source, target)[expected] <= 1


def test_an_english_question_reaches_indonesian_words() -> None:
    query = weights(weighted_query("What did Putin promise?", "en", ["id"]))
    of_promise = rarity("promis", "en")
    assert of_promise is not None
    assert (query["promis"], query["putin"]) == (of_promise, rarity("putin", "en"))
    assert query["janji"] == pytest.approx(translations("promis", "en", "id")["janji"] * of_promise)
    assert query["what"] < query["promis"] < query["putin"]


@pytest.mark.parametrize(("source", "target"), [("en", "de"), ("de", "id"), ("en", "en"), ("und", "id")])
def test_a_pair_without_a_table_translates_nothing(source: str, target: str) -> None:
    assert translations("promis", source, target) == {}


def test_an_unknown_term_has_no_translation() -> None:
    assert translations("qqqxyz", "en", "id") == {}


@pytest.fixture
def another_analysis(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(index.retrieval.lexicon, "ANALYSIS_VERSION", ANALYSIS_VERSION + 1)
    load_lexicon.cache_clear()
    yield
    load_lexicon.cache_clear()


def test_a_table_of_another_analysis_is_left_aside(another_analysis: None) -> None:
    assert load_lexicon("en", "id") == Lexicon({}, {}, 0)
    assert translations("promis", "en", "id") == {}
    assert rarity("promis", "en") is None
    assert weights(weighted_query("promise", "en", ["id"])) == {"promis": 1.0, "promise": 1.0}


# Rarity


def test_rarity_is_the_idf_over_that_of_a_term_never_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    small = Lexicon({}, {"the": 99, "bee": 9}, 99)
    monkeypatch.setattr(index.retrieval.lexicon, "load_lexicon", lambda source, target: small)
    assert rarity("never", "en") == 1.0
    assert rarity("bee", "en") == pytest.approx(math.log(100 / 9.5) / math.log(200))
    assert rarity("the", "en") == pytest.approx(math.log(100 / 99.5) / math.log(200))
    assert rarity("bee", "de") is None


@pytest.mark.parametrize(("language", "common", "rare"), [("en", "the", "volcano"), ("id", "yang", "gunung")])
def test_common_words_tell_less_than_rare_ones(language: str, common: str, rare: str) -> None:
    (often,), (seldom,) = terms(common, language), terms(rare, language)
    of_common, of_rare, of_unseen = (rarity(term, language) for term in (often, seldom, "qqqxyz"))
    assert of_common is not None
    assert of_rare is not None
    assert 0 < of_common < 0.3 < of_rare < 1
    assert of_unseen == 1.0
