from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answer.agreement import AnswerText, Relation, compare
from qa.answer.answer_type import Kind

COUNT, AMOUNT, AGE, YEAR, DAY, CLOCK, TIME, PERSON, PLACE, ORGANISATION = tuple(Kind)[:10]
ANYTHING = Kind.ANYTHING
SAME, DIFFERENT, APART = Relation


@pytest.mark.parametrize(
    ("first", "second", "kind", "relation"),
    [
        (("about 100", "en"), ("about 100 B61 gravity bombs", "en"), COUNT, SAME),
        (("about 100 bombs", "en"), ("200 amunisi taktis nuklir", "id"), COUNT, DIFFERENT),
        (("8 juta", "id"), ("8.1 million", "en"), COUNT, SAME),
        (("1,5 juta", "id"), ("1.5 million people", "en"), COUNT, SAME),
        (("about 500 kilometres", "en"), ("17 years", "en"), COUNT, APART),
        (("between 10 and 20", "en"), ("20", "en"), COUNT, SAME),
        (("10 and 20", "en"), ("20 and 30", "en"), COUNT, APART),
        (("many", "en"), ("200", "en"), COUNT, APART),
        (("22 July 2022", "en"), ("Jumat, 22 Juli 2022", "id"), TIME, SAME),
        (("Juli 2022", "id"), ("22 July 2022", "en"), TIME, SAME),
        (("2014", "en"), ("2015", "en"), TIME, DIFFERENT),
        (("22 July", "en"), ("2022", "en"), TIME, APART),
        (("midnight", "en"), ("2022", "en"), TIME, APART),
        (("Putin", "en"), ("Vladimir Putin", "en"), PERSON, SAME),
        (("Boris Yeltsin", "en"), ("Presiden Rusia Boris Yeltsin", "id"), PERSON, SAME),
        (("Putin", "en"), ("Yeltsin", "en"), PERSON, DIFFERENT),
        (("Lukashenko", "en"), ("Lukashenka", "en"), PERSON, SAME),
        (("the president", "en"), ("Yeltsin", "en"), PERSON, APART),
        (("Prancis", "id"), ("France", "en"), PLACE, SAME),
        (("Minsk", "en"), ("Warsaw", "en"), PLACE, DIFFERENT),
        (("Minsk", "en"), ("Wien", "de"), PLACE, APART),
        (("Minsk", "en"), ("Warsaw", "en"), ANYTHING, APART),
        (("two missiles", "en"), ("three missiles", "en"), ANYTHING, APART),
        (("the new harbour", "en"), ("A new harbour", "en"), ANYTHING, SAME),
        (("sistem rudal taktis Iskander-M", "id"), ("Iskander-M missiles", "en"), ANYTHING, SAME),
        # Counts and amounts.
        (("1 million in March 2022", "en"), ("8 million in 2023", "en"), COUNT, DIFFERENT),
        (("1 juta pada Maret 2022", "id"), ("8 million in 2023", "en"), COUNT, DIFFERENT),
        (("1,5 juta", "id"), ("1,500,000", "en"), COUNT, SAME),
        (("six killed", "en"), ("30 luka-luka", "id"), COUNT, APART),
        (("six people", "en"), ("30 rumah", "id"), COUNT, APART),
        (("18 missiles", "en"), ("25 rudal", "id"), COUNT, DIFFERENT),
        (("10 to 20", "en"), ("15", "en"), COUNT, APART),
        (("Rp15.000", "id"), ("14,000 rupiah", "en"), AMOUNT, DIFFERENT),
        (("Rp 15.000", "id"), ("15,000", "en"), AMOUNT, SAME),
        (("US$1.7 billion", "en"), ("1,7 miliar dolar AS", "id"), AMOUNT, SAME),
        (("AS$5 juta", "id"), ("5 million USD", "en"), AMOUNT, SAME),
        (("US$1.7 billion", "en"), ("1,7 miliar euro", "id"), AMOUNT, APART),
        (("500 km", "en"), ("311 miles", "en"), AMOUNT, SAME),
        (("500 kilometer", "id"), ("200 miles", "en"), AMOUNT, DIFFERENT),
        (("77%", "en"), ("77 persen", "id"), AMOUNT, SAME),
        (("24 jam", "id"), ("one day", "en"), AMOUNT, SAME),
        (("Rp14.000 per kilogram", "id"), ("Rp650.000 per karung", "id"), AMOUNT, APART),
        (("Rp14.000 per kg", "id"), ("15,000 rupiah a kilogram", "en"), AMOUNT, DIFFERENT),
        (("1.200 orang per hari ini", "id"), ("1.300 orang", "id"), COUNT, DIFFERENT),
        (("47", "en"), ("47 tahun", "id"), AGE, SAME),
        (("47", "en"), ("berusia 52 tahun", "id"), AGE, DIFFERENT),
        # Dates and times of the day.
        (("3 March 2021", "en"), ("3 Maret 2021", "id"), DAY, SAME),
        (("March 3", "en"), ("4 Maret 2021", "id"), DAY, DIFFERENT),
        (("in 2021", "en"), ("3 Maret 2021", "id"), YEAR, SAME),
        (("3 March 2021", "en"), ("5 May 2021", "en"), YEAR, SAME),
        (("2021", "en"), ("tahun 2020", "id"), YEAR, DIFFERENT),
        (("4 p.m.", "en"), ("pukul 16.00", "id"), CLOCK, SAME),
        (("04:00", "en"), ("pukul 05.00", "id"), CLOCK, DIFFERENT),
        (("pukul 16.00 WIB", "id"), ("09:00 GMT", "en"), CLOCK, APART),
        # Names.
        (("Menteri Luar Negeri Sergei Lavrov", "id"), ("Sergey Lavrov", "en"), PERSON, SAME),
        (("Foreign Minister Sergey Lavrov", "en"), ("Lavrov", "id"), PERSON, SAME),
        (("Soekarno", "id"), ("President Sukarno", "en"), PERSON, SAME),
        (("Alexander Lukashenko", "en"), ("Aleksandr Lukashenka", "id"), PERSON, SAME),
        (("Volodymyr Zelenskyy", "en"), ("Presiden Zelensky", "id"), PERSON, SAME),
        (("Sergei Lavrov", "en"), ("Sergei Shoigu", "id"), PERSON, DIFFERENT),
        (("Presiden Rusia", "id"), ("Vladimir Putin", "en"), PERSON, APART),
        (("Partai Hijau", "id"), ("Democratic Union", "en"), ORGANISATION, DIFFERENT),
        (("Green Party", "en"), ("the Green Party", "en"), ORGANISATION, SAME),
    ],
)
def test_how_two_answers_stand_to_each_other(
    first: tuple[str, str], second: tuple[str, str], kind: Kind, relation: Relation
) -> None:
    assert compare(AnswerText(*first), AnswerText(*second), kind) is relation
    assert compare(AnswerText(*second), AnswerText(*first), kind) is relation


TEXTS = st.builds(AnswerText, st.text("ab 12.,AB", max_size=12), st.sampled_from(["en", "id"]))


@given(TEXTS, TEXTS, st.sampled_from(Kind))
def test_it_makes_no_difference_which_is_first(first: AnswerText, second: AnswerText, kind: Kind) -> None:
    assert compare(first, second, kind) is compare(second, first, kind)
    assert compare(first, first, kind) is SAME


def test_units_and_counted_things_beside_the_words_count() -> None:
    killed = AnswerText("six", "en", "The blast left ", " dead and 30 wounded.")
    wounded = AnswerText("30", "en", "The blast left six dead and ", " wounded.")
    others = AnswerText("9", "id", "Ledakan menewaskan ", " orang.")
    assert compare(killed, wounded, COUNT) is APART
    assert compare(killed, others, COUNT) is DIFFERENT
    cost = AnswerText("142", "en", "It cost ", " million dollars.")
    assert compare(cost, AnswerText("142", "en", "It is ", " kilometres long."), AMOUNT) is APART
    assert compare(cost, AnswerText("142 juta", "id", "Biayanya ", " dolar AS."), AMOUNT) is SAME
