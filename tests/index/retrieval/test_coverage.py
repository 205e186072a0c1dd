from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.retrieval.coverage import KIN_WEIGHT, Concept, Coverage, are_kin, concepts, expressed
from index.retrieval.lexicon import rarity

THREE = Coverage((Concept("a", 0.5), Concept("b", 0.25), Concept("c", 0.25)))


def meaning(word: str, source: str, target: str) -> Mapping[str, float]:
    assert (source, target) == ("id", "en")
    return {"berjanji": {"promis": 1.0, "vow": 0.25}, "perjanjian": {"agreement": 1.0}}.get(word, {})


def test_the_share_is_weighted_by_importance() -> None:
    assert THREE.share((1.0, 0.0, 0.0)) == pytest.approx(0.5)
    assert THREE.share((0.5, 1.0, 0.0)) == pytest.approx(0.5 * 0.5 + 0.25)
    assert THREE.share((0.0, 0.0, 0.0)) == 0.0


@given(importances=st.lists(st.floats(0.01, 1), min_size=1, max_size=6), data=st.data())
def test_the_share_is_a_weighted_mean(importances: list[float], data: st.DataObject) -> None:
    several = Coverage(tuple(Concept(str(i), value) for i, value in enumerate(importances)))
    weights = tuple(data.draw(st.lists(st.floats(0, 1), min_size=len(importances), max_size=len(importances))))
    mean = sum(i * w for i, w in zip(importances, weights, strict=True)) / sum(importances)
    assert several.share(weights) == pytest.approx(mean)


def test_a_question_without_words_has_no_concepts() -> None:
    nothing = Coverage(concepts("???", "en"))
    assert nothing.concepts == ()
    assert (nothing.weights({"a": 1.0}), nothing.share(())) == ((), 0.0)


def test_concepts_are_the_distinct_terms_in_order() -> None:
    found = concepts("what did Putin promise Belarus, what?", "en")
    assert [concept.term for concept in found] == ["what", "did", "putin", "promis", "belarus"]
    assert [concept.is_name for concept in found] == [False, False, True, False, True]
    for concept in found:
        assert concept.importance == pytest.approx((rarity(concept.term, "en") or 0.0) ** 2)


def test_the_first_word_is_no_name_for_its_capital() -> None:
    assert [concept.is_name for concept in concepts("Kapan Rusia menyerang?", "id")] == [False, True, False]


def test_without_a_lexicon_every_term_tells_as_much() -> None:
    assert {concept.importance for concept in concepts("wer hat die Brücke gebaut", "de")} == {1.0}


def test_in_one_language_a_text_expresses_its_own_terms() -> None:
    assert expressed("He promised two towers.", "en", "en", meaning) == dict.fromkeys(
        ("he", "promis", "two", "tower"), 1.0
    )


def test_malay_and_indonesian_are_one_language_here() -> None:
    assert expressed("dia berjanji", "ms", "id", meaning) == {"dia": 1.0, "janji": 1.0}


def test_in_another_language_a_text_expresses_what_its_words_mean() -> None:
    found = expressed("Putin berjanji", "id", "en", meaning)
    assert found["putin"] == 1.0
    assert found["promis"] == 1.0
    assert found["vow"] == 0.25


def test_words_with_one_stem_keep_their_meanings_apart() -> None:
    assert "promis" not in expressed("perjanjian itu", "id", "en", meaning)
    shipped = expressed("Dia juga berjanji", "id", "en"), expressed("Organisasi Perjanjian", "id", "en")
    assert shipped[0]["promis"] == 1.0
    assert "promis" not in shipped[1]


def test_the_weight_of_a_concept_is_that_of_what_is_expressed() -> None:
    concept = Concept("promis", 0.3)
    assert concept.weight_in({"promis": 0.4, "other": 1.0}) == 0.4
    assert concept.weight_in({"other": 1.0}) == 0.0
    assert concept.weight_in({}) == 0.0


@pytest.mark.parametrize(
    ("first", "second", "kin"),
    [
        ("belarus", "belarusia", True),
        ("belarusian", "belarus", True),
        ("lukashenko", "lukashenkos", True),
        ("tank", "tanks", False),
        ("import", "important", True),
        ("nation", "nationwide", False),
        ("putin", "putra", False),
        ("", "", False),
    ],
)
def test_kin(first: str, second: str, kin: bool) -> None:
    assert are_kin(first, second) is kin is are_kin(second, first)


def test_kin_count_a_little_less() -> None:
    assert Concept("belarus", 1.0).weight_in({"belarusia": 1.0}) == KIN_WEIGHT
    assert Concept("belarus", 1.0).weight_in({"belarusia": 1.0, "belarus": 1.0}) == 1.0
