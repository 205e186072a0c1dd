from __future__ import annotations

import pytest

from index.text.long_numbers import are_one, long_numbers, ungrouped


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rekening 5907 0000 8609, bukan 590700008609.", ("590700008609", "590700008609")),
        ("Telepon +62 21 555-0134 atau (021) 555-0134.", ("62215550134", "215550134")),
        ("+62 (0)21 555 0134; 0812-3456-7890; 555.0134", ("62215550134", "81234567890", "5550134")),
        ("٥٩٠٧ ٠٠٠٠ ٨٦٠٩ dan 5907\u00a00000\u20118609", ("590700008609", "590700008609")),
        ("NIK 3271046504930002 dan 1250000 orang", ("3271046504930002", "1250000")),
        ("Rp1.250.000 pada 24-12-2023, 2023-12-24 10.30, 24.12.2023, musim 2019-2020, 2019/2020", ()),
        ("12 500 300 orang, 555 0134a, 12.345.678,90 dan 1234567%", ()),
        ("1 2 3 4 5 6 7 8 9 10, pukul 10.30-11.30", ()),
    ],
)
def test_long_numbers_are_found_however_they_are_grouped(text: str, expected: tuple[str, ...]) -> None:
    found = tuple(long_numbers(text))
    assert tuple(number.digits for number in found) == expected
    assert all(text[number.start] in "+(" or text[number.start].isdigit() for number in found)
    assert all(text[number.end - 1].isdigit() for number in found)


def test_a_number_is_one_with_itself_without_its_prefix() -> None:
    assert are_one("62215550134", "215550134")
    assert are_one("5550134", "62215550134")
    assert not are_one("5550135", "62215550134")


def test_a_text_is_the_same_but_for_the_groups_of_its_long_numbers() -> None:
    assert ungrouped("Call (021) 555-0134 at 10.30, or 5907 0000 8609.") == "Call 215550134 at 10.30, or 590700008609."
    assert ungrouped("no number in 2019") == "no number in 2019"
