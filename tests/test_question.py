from __future__ import annotations

from collections.abc import Collection, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import question as questions
from index.lexicon import rarity
from index.question import KIN_WEIGHT, Concept, Coverage, are_kin, concepts

WORDS = {("bridg", "en", "id"): {"jembatan": 0.8, "titi": 0.1}, ("open", "en", "id"): {"buka": 0.6}}
RARITY = {"bridg": 0.5, "open": 0.4, "the": 0.1}


def translate(term: str, source: str, target: str) -> Mapping[str, float]:
    return WORDS.get((term, source, target), {})


@pytest.fixture
def _known_rarity(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions, "rarity", lambda term, language: RARITY.get(term, 1.0) if language == "en" else None)


def coverage(text: str, language: str, passage_language: str) -> Coverage:
    return Coverage(concepts(text, language, passage_language, translate))


def concept(importance: float, forms: Mapping[str, float], own: Collection[str] = ()) -> Concept:
    return Concept(tuple(own), forms, importance)


THREE = Coverage((concept(0.5, {"a": 1.0, "b": 0.5}), concept(0.25, {"c": 1.0}), concept(0.25, {"d": 0.25})))


def test_weights_are_those_of_the_best_form_present() -> None:
    assert THREE.weights({"a", "b", "c"}) == (1.0, 1.0, 0.0)
    assert THREE.weights({"b", "d"}) == (0.5, 0.0, 0.25)
    assert THREE.weights(()) == (0.0, 0.0, 0.0)


def test_share_weighs_by_importance() -> None:
    assert THREE.share((1.0, 1.0, 1.0)) == 1.0
    assert THREE.share((0.5, 1.0, 0.0)) == pytest.approx(0.5 * 0.5 + 0.25)
    assert THREE.share((0.0, 0.0, 0.0)) == 0.0
    assert Coverage(THREE.concepts[:2]).share((1.0, 0.0)) == pytest.approx(2 / 3)


def test_a_question_without_concepts_is_not_covered() -> None:
    nothing = coverage("???", "en", "en")
    assert nothing.concepts == ()
    assert (nothing.weights({"a"}), nothing.share(())) == ((), 0.0)
    idle = Coverage((concept(0.0, {"a": 1.0}),))
    assert idle.share((1.0,)) == 0.0


@pytest.mark.usefixtures("_known_rarity")
def test_in_one_language_each_distinct_term_is_a_concept_of_itself() -> None:
    found = coverage("Opened the bridges, opened!", "en", "en").concepts
    assert [c.forms for c in found] == [{"open": 1.0}, {"the": 1.0}, {"bridg": 1.0}]
    assert [c.importance for c in found] == pytest.approx([0.4**2, 0.1**2, 0.5**2])


@pytest.mark.usefixtures("_known_rarity")
def test_where_rarity_is_not_known_every_term_is_as_important() -> None:
    assert [c.importance for c in coverage("jembatan itu", "id", "id").concepts] == [1.0, 1.0]


@pytest.mark.usefixtures("_known_rarity")
def test_across_languages_a_concept_has_its_translations_and_itself_as_spelled_there() -> None:
    bridge, opened = coverage("bridges opened", "en", "id").concepts
    assert bridge.forms == {"bridg": 1.0, "bridges": 1.0, "jembatan": 0.8, "titi": 0.1}
    assert (bridge.own, opened.own) == (("bridg", "bridges"), ("open", "opened"))
    assert opened.forms == {"open": 1.0, "opened": 1.0, "buka": 0.6}
    found = Coverage((bridge, opened))
    weights = found.weights({"jembatan", "itu", "buka"})
    assert weights == (0.8, 0.6)
    assert found.share(weights) == pytest.approx((0.25 * 0.8 + 0.16 * 0.6) / 0.41)


@pytest.mark.parametrize(
    ("first", "second", "kin"),
    [
        ("belarus", "belarusia", True),
        ("belarusian", "belarus", True),
        ("belarus", "belarus", True),
        ("ukrain", "ukraina", True),
        ("russia", "russians", True),
        ("russia", "rusia", False),
        ("iran", "irania", False),
        ("kuwai", "kuwait", False),
        ("belaru", "belarusian", False),
        ("norway", "norwegia", False),
    ],
)
def test_kin_are_long_words_with_a_short_ending(first: str, second: str, kin: bool) -> None:
    assert are_kin(first, second) is kin
    assert are_kin(second, first) is kin


def test_kin_count_less_than_the_word_and_more_than_a_doubtful_translation() -> None:
    name = concept(1.0, {"belarus": 1.0, "putih": 0.3}, ["belarus"])
    assert name.weight_in({"belarusia", "putih"}) == KIN_WEIGHT
    assert name.weight_in({"belarusia", "belarus"}) == 1.0
    assert name.weight_in({"putih"}) == 0.3
    # only what the question says itself has kin, its translations have none
    assert concept(1.0, {"jembatan": 0.5}, ["bridge"]).weight_in({"jembatanku"}) == 0.0


def test_the_lexicon_that_ships_knows_common_words() -> None:
    (promise,) = concepts("promised", "en", "id")
    assert promise.forms["promis"] == 1.0
    assert any("janji" in form for form in promise.forms)
    (unknown,) = concepts("promised", "en", "fi")
    assert set(unknown.forms) == {"promis", "promised"}
    assert [c.importance for c in concepts("luvattu silta", "fi", "en")] == [1.0, 1.0]


@pytest.mark.parametrize(
    ("language", "question", "names"),
    [
        ("en", "what did Putin promise Belarus", {"putin", "promis", "belarus"}),
        ("id", "kapan jembatan itu dibuka", set()),
    ],
)
def test_what_only_asks_tells_less_than_what_is_asked_about(language: str, question: str, names: set[str]) -> None:
    found = {c.own[0]: c.importance for c in concepts(question, language, language)}
    assert all(0.0 < importance <= 1.0 for importance in found.values())
    asking = {"what", "did", "itu"} & set(found)
    assert asking
    told = names or set(found) - {"itu", "kapan"}
    assert max(found[word] for word in asking) < min(found[word] for word in told)
    assert all(found[c] == pytest.approx((rarity(c, language) or 0.0) ** 2) for c in found)


@given(importances=st.lists(st.floats(0.01, 1), min_size=1, max_size=6), data=st.data())
def test_the_share_is_a_weighted_mean(importances: list[float], data: st.DataObject) -> None:
    several = Coverage(tuple(concept(value, {str(i): 1.0}) for i, value in enumerate(importances)))
    weights = tuple(data.draw(st.lists(st.floats(0, 1), min_size=len(importances), max_size=len(importances))))
    assert min(weights) - 1e-9 <= several.share(weights) <= max(weights) + 1e-9
    mean = sum(i * w for i, w in zip(importances, weights, strict=True)) / sum(importances)
    assert several.share(weights) == pytest.approx(mean)
