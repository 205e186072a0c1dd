from __future__ import annotations

import math
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.question import Concept, Coverage, concepts

FREQUENCIES = {"bridg": 2, "open": 5, "jembatan": 1, "buka": 4}
WORDS = {("bridg", "en", "id"): {"jembatan": 0.8, "titi": 0.1}, ("open", "en", "id"): {"buka": 0.6}}


def frequency(term: str) -> int:
    return FREQUENCIES.get(term, 0)


def translate(term: str, source: str, target: str) -> Mapping[str, float]:
    return WORDS.get((term, source, target), {})


def coverage(question: str, language: str, passage_language: str, size: int = 9) -> Coverage:
    return concepts(question, language, passage_language, frequency, size, translate)


THREE = Coverage((Concept({"a": 1.0, "b": 0.5}, 2.0), Concept({"c": 1.0}, 1.0), Concept({"d": 0.25}, 1.0)))


def test_weights_are_those_of_the_best_form_present() -> None:
    assert THREE.weights({"a", "b", "c"}) == (1.0, 1.0, 0.0)
    assert THREE.weights({"b", "d"}) == (0.5, 0.0, 0.25)
    assert THREE.weights(()) == (0.0, 0.0, 0.0)


def test_share_weighs_by_idf() -> None:
    assert THREE.share((1.0, 1.0, 1.0)) == 1.0
    assert THREE.share((0.5, 1.0, 0.0)) == pytest.approx((2 * 0.5 + 1) / 4)
    assert THREE.share((0.0, 0.0, 0.0)) == 0.0


def test_the_largest_gap_is_that_of_one_concept() -> None:
    assert THREE.largest_gap((1.0, 1.0, 1.0)) == 0.0
    assert THREE.largest_gap((0.75, 0.0, 0.5)) == pytest.approx(1 / 4)
    assert THREE.largest_gap((0.0, 0.0, 0.0)) == pytest.approx(2 / 4)


def test_a_question_without_concepts_is_not_covered_and_lacks_nothing() -> None:
    nothing = coverage("???", "en", "en")
    assert nothing.concepts == ()
    assert (nothing.weights({"a"}), nothing.share(()), nothing.largest_gap(())) == ((), 0.0, 0.0)
    everywhere = Coverage((Concept({"a": 1.0}, 0.0),))
    assert (everywhere.share((1.0,)), everywhere.largest_gap((0.0,))) == (0.0, 0.0)


def test_in_one_language_each_distinct_term_is_a_concept_of_itself() -> None:
    found = coverage("Opened bridges, opened!", "en", "en").concepts
    assert [concept.forms for concept in found] == [{"open": 1.0}, {"bridg": 1.0}]
    assert [concept.idf for concept in found] == pytest.approx([math.log(10 / 5), math.log(10 / 2)])


def test_a_term_that_no_passage_holds_is_rarer_than_the_rarest() -> None:
    (unseen,) = coverage("zebra", "en", "en").concepts
    assert unseen.idf == pytest.approx(math.log(10 / 0.5))
    assert unseen.idf > math.log(10 / 1)


def test_across_languages_a_concept_has_its_translations_and_itself_as_spelled_there() -> None:
    bridge, opened = coverage("bridges opened", "en", "id").concepts
    assert bridge.forms == {"bridg": 1.0, "bridges": 1.0, "jembatan": 0.8, "titi": 0.1}
    assert opened.forms == {"open": 1.0, "opened": 1.0, "buka": 0.6}
    # `bridg` and `open` happen to occur, with more weight than their translations
    assert [bridge.idf, opened.idf] == pytest.approx([math.log(10 / 2), math.log(10 / 5)])


def test_the_idf_is_that_of_the_likeliest_form_that_occurs() -> None:
    def there(term: str) -> int:
        return {"jembatan": 1, "titi": 7}.get(term, 0)

    (bridge,) = concepts("bridges", "en", "id", there, 9, translate).concepts
    assert bridge.idf == pytest.approx(math.log(10 / 1))


def test_a_passage_in_the_other_language_covers_the_question() -> None:
    found = coverage("bridges opened", "en", "id")
    weights = found.weights({"jembatan", "itu", "buka"})
    assert weights == (0.8, 0.6)
    bridge, opened = math.log(10 / 2), math.log(10 / 5)
    assert found.share(weights) == pytest.approx((0.8 * bridge + 0.6 * opened) / (bridge + opened))


def test_the_lexicon_that_ships_knows_common_words() -> None:
    def everywhere(_term: str) -> int:
        return 1

    (promise,) = concepts("promised", "en", "id", everywhere, 10).concepts
    assert promise.forms["promis"] == 1.0
    assert any("janji" in form for form in promise.forms)
    (unknown,) = concepts("promised", "en", "fi", everywhere, 10).concepts
    assert set(unknown.forms) == {"promis", "promised"}


@given(
    idfs=st.lists(st.floats(0.01, 10), min_size=1, max_size=6),
    data=st.data(),
)
def test_share_and_gap_stay_in_bounds_and_agree(idfs: list[float], data: st.DataObject) -> None:
    several = Coverage(tuple(Concept({str(i): 1.0}, idf) for i, idf in enumerate(idfs)))
    weights = tuple(data.draw(st.lists(st.floats(0, 1), min_size=len(idfs), max_size=len(idfs))))
    share, gap = several.share(weights), several.largest_gap(weights)
    assert 0.0 <= gap <= 1.0 + 1e-9
    assert 0.0 <= share <= 1.0 + 1e-9
    assert gap <= 1.0 - share + 1e-9
    assert 1.0 - share <= gap * len(idfs) + 1e-9
