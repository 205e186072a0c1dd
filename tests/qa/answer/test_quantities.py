from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.values import Span
from qa.answer.numbers import figure_value, numbers
from qa.answer.quantities import Amount, Moment, amounts, amounts_in, moments


@pytest.mark.parametrize(
    ("figure", "language", "value"),
    [
        ("1.500", "id", 1500.0),
        ("1.500", "en", 1.5),
        ("1,500", "en", 1500.0),
        ("1,500", "id", 1.5),
        ("1.500", "und", 1500.0),
        ("0.125", "id", 0.125),
        ("5,6", "en", 5.6),
        ("1.7", "id", 1.7),
        ("1.234.567", "id", 1_234_567.0),
        ("1,234,567.5", "en", 1_234_567.5),
        ("1.234.567,5", "id", 1_234_567.5),
        ("42", "en", 42.0),
    ],
)
def test_points_and_commas_by_language(figure: str, language: str, value: float) -> None:
    assert figure_value(figure, language) == value


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("lebih dari 8 juta", "id", [(8e6, None)]),
        ("1.7 billion dollars", "en", [(1.7e9, "dollar")]),
        ("5,6 miliar dolar AS", "id", [(5.6e9, "dollar")]),
        ("US$1.7 billion", "en", [(1.7e9, "dollar")]),
        ("Rp5,6 triliun", "id", [(5.6e12, "rupiah")]),
        ("77 per cent", "en", [(77.0, "%")]),
        ("77%", "en", [(77.0, "%")]),
        ("about 500 kilometres and 280 km", "en", [(500.0, "km"), (280.0, "km")]),
        ("500km", "en", [(500.0, "km")]),
        ("thirty-five", "en", [(35.0, None)]),
        ("one hundred and twenty-five thousand", "en", [(125_000.0, None)]),
        ("tiga puluh lima ribu dua ratus", "id", [(35_200.0, None)]),
        ("dua belas orang", "id", [(12.0, None)]),
        ("sejuta", "id", [(1e6, None)]),
        ("two or three", "en", [(2.0, None), (3.0, None)]),
        ("2-3", "id", [(2.0, None), (3.0, None)]),
        ("F-35A and B61", "en", []),
        ("141 countries in March 2022", "en", [(141.0, None)]),
        ("22 July 2022", "en", []),
        ("1932", "en", [(1932.0, None)]),
        ("US$1.5bn", "en", [(1.5e9, "dollar")]),
        ("$5m and £2.3m", "en", [(5e6, "dollar"), (2.3e6, "pound")]),
        ("3.000 USD", "id", [(3000.0, "dollar")]),
        ("AS$3 juta", "id", [(3e6, "dollar")]),
        ("S$5", "en", [(5.0, "sgd")]),
        ("Rp 15.000", "id", [(15_000.0, "rupiah")]),
        ("Rp5.000-10.000", "id", [(5_000.0, "rupiah"), (10_000.0, "rupiah")]),
        ("10-20 million dollars", "en", [(1e7, "dollar"), (2e7, "dollar")]),
        ("$10 to 20", "en", [(10.0, "dollar"), (20.0, "dollar")]),
        ("2000 km, 2,000 km", "en", [(2000.0, "km"), (2000.0, "km")]),
        ("1.5m people", "en", [(1.5e6, None)]),
        ("tingginya 1,5 m", "id", [(1.5, "m")]),
        ("30°C, 86 °F", "en", [(30.0, "celsius"), (86.0, "fahrenheit")]),
        ("suhu 30 derajat Celsius", "id", [(30.0, "celsius")]),
        ("892km² or 344 square miles", "en", [(892.0, "km2"), (344.0, "mile2")]),
        ("100 kilometer persegi", "id", [(100.0, "km2")]),
        ("80 km/jam", "id", [(80.0, "km/h")]),
        ("60 miles per hour", "en", [(60.0, "mph")]),
        ("5 ton gandum", "id", [(5.0, "ton")]),
        ("for three-year terms", "en", [(3.0, "year")]),
        ("two dozen, a hundred", "en", [(24.0, None), (100.0, None)]),
        ("at 04:00, 5 p.m. and pukul 10.30 WIB", "en", []),
        ("5 jam", "id", [(5.0, "hour")]),
        ("5 \N{MICRO SIGN}m, 5 \N{KELVIN SIGN}m", "en", [(5.0, "micron"), (5.0, "km")]),
        ("", "en", []),
    ],
)
def test_numbers_in_a_text(text: str, language: str, expected: list[tuple[float, str | None]]) -> None:
    assert [(amount.value, amount.unit) for amount in amounts(text, language)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on Friday, 22 Juli 2022", [(2022, 7, 22)]),
        ("Sabtu (25/6/2022)", [(2022, 6, 25)]),
        ("March 3, 2021", [(2021, 3, 3)]),
        ("2021-03-04", [(2021, 3, 4)]),
        ("24 Februari", [(None, 2, 24)]),
        ("Mei 1932", [(1932, 5, None)]),
        ("in 2014", [(2014, None, None)]),
        ("24 Januari 2022 dan 2023", [(2022, 1, 24), (2023, None, None)]),
        ("45 March", []),
        ("about 2,014 people, 2014.5 each", []),
        ("", []),
    ],
)
def test_dates_in_a_text(text: str, expected: list[tuple[int | None, int | None, int | None]]) -> None:
    assert [(moment.year, moment.month, moment.day) for moment in moments(text)] == expected


def test_a_rounded_number_is_the_same_number() -> None:
    assert Amount(8e6).equals(Amount(8.1e6))
    assert Amount(8.1e6).equals(Amount(8e6))
    assert not Amount(8e6).equals(Amount(9e6))
    assert not Amount(10_000).equals(Amount(14_000))
    assert not Amount(2).equals(Amount(2.05))
    assert not Amount(2_019).equals(Amount(2_021))


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("six people were killed and 30 wounded", "en", [("people", "dead"), (None, "hurt")]),
        ("menewaskan 6 orang dan melukai 30 lainnya", "id", [("people", "dead"), (None, "hurt")]),
        ("left 6 dead and 30 injured", "en", [(None, "dead"), (None, "hurt")]),
        ("200 nuclear bombs on 18 jets", "en", [("weapons", None), ("aircraft", None)]),
        ("28 negara anggota", "id", [("places", None)]),
        ("250,000 United States troops", "en", [("people", None)]),
        ("five red doors", "en", [(None, None)]),
    ],
)
def test_what_numbers_count(text: str, language: str, expected: list[tuple[str | None, str | None]]) -> None:
    assert [(amount.thing, amount.fate) for amount in amounts(text, language)] == expected


def test_numbers_in_some_words_have_the_unit_beside_them() -> None:
    sentence = "It is 142 kilometres long and cost 3 million dollars in 2021."
    number, year = sentence.index("142"), sentence.index("2021")
    assert [each.amount for each in amounts_in(Span(number, number + 3), sentence, "en")] == [Amount(142, "km")]
    assert [each.amount for each in amounts_in(Span(year, year + 4), sentence, "en")] == [Amount(2021)]
    assert amounts_in(Span(0, 2), sentence, "en") == ()


def test_units_of_one_dimension_are_converted() -> None:
    assert Amount(500, "km").equals(Amount(311, "mile"))
    assert Amount(24, "hour").equals(Amount(1, "day"))
    assert not Amount(500, "km").equals(Amount(200, "mile"))
    assert not Amount(5, "dollar").is_comparable(Amount(5, "euro"))


def test_other_things_and_other_fates_cannot_be_compared() -> None:
    assert not Amount(6, None, "people", "dead").is_comparable(Amount(30, None, "people", "hurt"))
    assert not Amount(6, None, "people").is_comparable(Amount(30, None, "buildings"))
    assert Amount(6, None, "people", "dead").is_comparable(Amount(30))


def test_units_decide_what_can_be_compared() -> None:
    assert Amount(5, "km").is_comparable(Amount(6, "km"))
    assert Amount(5, "km").is_comparable(Amount(6))
    assert not Amount(5, "km").is_comparable(Amount(5, "year"))


def test_dates_agree_as_far_as_both_are_written() -> None:
    day = Moment(2022, 7, 22)
    assert day.agrees(Moment(2022, 7, None)) is True
    assert day.agrees(Moment(2022, 8, None)) is False
    assert day.agrees(Moment(None, 7, 22)) is True
    assert Moment(2022, None, None).agrees(Moment(None, 7, 22)) is None


@given(st.integers(0, 10**12))
def test_a_grouped_number_is_read_back_in_either_language(number: int) -> None:
    grouped = f"{number:,}"
    assert figure_value(grouped, "en") == number
    assert figure_value(grouped.replace(",", "."), "id") == number


@given(st.text(max_size=60), st.sampled_from(["en", "id", "und", "vi"]))
def test_any_text_can_be_looked_through(text: str, language: str) -> None:
    for amount in amounts(text, language):
        assert amount.value >= 0
    for moment in moments(text):
        assert (moment.year, moment.month, moment.day) != (None, None, None)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Rp4,5 triliun", "id", [4.5e12]),
        ("Rp12.500", "id", [12_500]),
        ("٤٥ سفينة و ١٢٫٥ و ١٬٢٥٠", "ar", [45, 12.5, 1_250]),
        ("१२ नाव, ४.५", "hi", [12, 4.5]),
        ("１２，５００ 円", "ja", [12_500]),
        ("12\u00a0500 ships, 1\u202f250\u202f000 tonnes", "en", [12_500, 1_250_000]),
        ("41² people", "en", [41]),
    ],
)
def test_figures_of_other_scripts_and_with_marks(text: str, language: str, expected: list[float]) -> None:
    assert [each.value for each in numbers(text, language)] == expected
