from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.amounts import Amount, Moment, amounts, figure_value, moments


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
