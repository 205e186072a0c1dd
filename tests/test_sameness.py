from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.expectation import Expectation
from qa.sameness import Relation, Said, compare

NUMBER, TIME, PERSON, PLACE, ANYTHING = Expectation
SAME, DIFFERENT, APART = Relation


@pytest.mark.parametrize(
    ("first", "second", "expectation", "relation"),
    [
        (("about 100", "en"), ("about 100 B61 gravity bombs", "en"), NUMBER, SAME),
        (("about 100 bombs", "en"), ("200 amunisi taktis nuklir", "id"), NUMBER, DIFFERENT),
        (("8 juta", "id"), ("8.1 million", "en"), NUMBER, SAME),
        (("1,5 juta", "id"), ("1.5 million people", "en"), NUMBER, SAME),
        (("about 500 kilometres", "en"), ("17 years", "en"), NUMBER, APART),
        (("between 10 and 20", "en"), ("20", "en"), NUMBER, SAME),
        (("10 and 20", "en"), ("20 and 30", "en"), NUMBER, APART),
        (("many", "en"), ("200", "en"), NUMBER, APART),
        (("22 July 2022", "en"), ("Jumat, 22 Juli 2022", "id"), TIME, SAME),
        (("Juli 2022", "id"), ("22 July 2022", "en"), TIME, SAME),
        (("2014", "en"), ("2015", "en"), TIME, DIFFERENT),
        (("22 July", "en"), ("2022", "en"), TIME, APART),
        (("midnight", "en"), ("2022", "en"), TIME, APART),
        (("Putin", "en"), ("Vladimir Putin", "en"), PERSON, SAME),
        (("Boris Yeltsin", "en"), ("Presiden Rusia Boris Yeltsin", "id"), PERSON, SAME),
        (("Putin", "en"), ("Yeltsin", "en"), PERSON, DIFFERENT),
        (("Lukashenko", "en"), ("Lukashenka", "en"), PERSON, APART),
        (("the president", "en"), ("Yeltsin", "en"), PERSON, APART),
        (("Prancis", "id"), ("France", "en"), PLACE, SAME),
        (("Minsk", "en"), ("Warsaw", "en"), PLACE, DIFFERENT),
        (("Minsk", "en"), ("Wien", "de"), PLACE, APART),
        (("Minsk", "en"), ("Warsaw", "en"), ANYTHING, APART),
        (("two missiles", "en"), ("three missiles", "en"), ANYTHING, APART),
        (("the new harbour", "en"), ("A new harbour", "en"), ANYTHING, SAME),
        (("sistem rudal taktis Iskander-M", "id"), ("Iskander-M missiles", "en"), ANYTHING, SAME),
    ],
)
def test_how_two_answers_stand_to_each_other(
    first: tuple[str, str], second: tuple[str, str], expectation: Expectation, relation: Relation
) -> None:
    assert compare(Said(*first), Said(*second), expectation) is relation
    assert compare(Said(*second), Said(*first), expectation) is relation


TEXTS = st.builds(Said, st.text("ab 12.,AB", max_size=12), st.sampled_from(["en", "id"]))


@given(TEXTS, TEXTS, st.sampled_from(Expectation))
def test_it_makes_no_difference_which_is_first(first: Said, second: Said, expectation: Expectation) -> None:
    assert compare(first, second, expectation) is compare(second, first, expectation)
    assert compare(first, first, expectation) is SAME
