"""Rows of a text of any length, by hand and against the rules that hold for all."""

from __future__ import annotations

import time
from itertools import pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len, get_character_cell_size

from qa.faces.tui.wrapping import Wrapped, is_odd

TEXTS = st.text(st.sampled_from("ab, \n\t東京。é\u0301👩\u200d👧ا\u00a0-"), max_size=80)


def rows(text: str, width: int) -> list[str]:
    """Return all rows, each with the spaces and the line end that belong to it."""
    wrapped = Wrapped(text, width)
    wrapped.settle(0, len(text) + 1)
    return [wrapped.row(number).of(text) for number in range(wrapped.height)]


def test_rows_end_after_spaces_and_long_words_where_they_must() -> None:
    assert rows("one two  three four", 8) == ["one two  ", "three ", "four"]
    assert rows("a\n\nbc\n", 8) == ["a\n", "\n", "bc\n", ""]
    assert rows("abcdefghij kl", 4) == ["abcd", "efgh", "ij ", "kl"]
    assert rows("abcd efgh", 4) == ["abcd ", "efgh"]
    assert rows("", 4) == [""]


def test_wide_characters_are_never_cut_and_no_row_begins_with_a_full_stop() -> None:
    assert rows("東京は高い。山", 10) == ["東京は高", "い。山"]
    assert rows("東京 tower", 7) == ["東京 ", "tower"]
    assert rows("ab東京", 3) == ["ab", "東", "京"]


def test_marks_stay_with_their_letters_and_tabs_reach_the_next_stop() -> None:
    assert rows("e\u0301" * 5, 3) == ["e\u0301" * 3, "e\u0301" * 2]
    assert rows("👨\u200d👩\u200d👧 ab", 4) == ["👨\u200d👩\u200d👧 ", "ab"]
    assert rows("a\tbcd efgh", 11) == ["a\tbcd ", "efgh"]
    assert rows("a\tbcd efgh", 10) == ["a\t", "bcd efgh"]


def test_right_to_left_text_is_left_as_it_is() -> None:
    text = "السلام عليكم قال"
    assert "".join(rows(text, 8)) == text
    assert rows(text, 8)[0] == "السلام "


@given(TEXTS, st.integers(2, 20))
@example(" a。", 2)
@example("  a、b。", 3)
@example("aa \u0301", 2)
def test_rows_are_the_whole_text_and_none_is_too_wide(text: str, width: int) -> None:
    found = rows(text, width)
    assert "".join(found) == text
    for row in found:
        drawn = row.rstrip(" \n\t")
        assert "\t" in drawn or cell_len(drawn) <= width
        assert "\n" not in row[:-1]


@given(TEXTS, st.integers(2, 20), st.data())
def test_each_character_is_in_the_row_that_is_told(text: str, width: int, data: st.DataObject) -> None:
    wrapped = Wrapped(text, width)
    offset = data.draw(st.integers(0, len(text)))
    row = wrapped.row(wrapped.row_of(offset))
    assert row.start <= offset
    assert offset < row.end or offset == len(text)


@settings(deadline=None, max_examples=20)
@given(st.integers(3, 70), st.floats(0, 1), st.integers(1, 60))
def test_what_is_in_view_stays_when_more_becomes_known(width: int, place: float, count: int) -> None:
    text = "\n".join(
        f"Line {number} of a protocol, as long as {number} words." * (number % 5) for number in range(2_500)
    )
    wrapped = Wrapped(text, width)
    offset = round(place * len(text))
    row = wrapped.settle(wrapped.row_of(offset), count)
    assert wrapped.row(row).start <= offset <= wrapped.row(row).end
    seen = [wrapped.row(number) for number in range(row, min(row + count, wrapped.height))]
    assert all(one.end == other.start for one, other in pairwise(seen))
    height = wrapped.height
    assert [wrapped.row(number) for number in range(row, row + len(seen))] == seen
    assert wrapped.height == height, "all of it was known"


def test_characters_that_are_counted_as_one_cell_are_one_cell_wide() -> None:
    assert [code for code in range(0x3000) if not is_odd(chr(code)) and get_character_cell_size(chr(code)) != 1] == []


def test_a_book_is_wrapped_where_it_is_looked_at_only() -> None:
    def seconds(length: int) -> float:
        text = "The ferry to Gotland sails on Mondays.\n" * (length // 39)
        begin = time.perf_counter()
        wrapped = Wrapped(text, 60)
        wrapped.settle(wrapped.row_of(len(text) // 2), 40)
        return time.perf_counter() - begin

    assert min(seconds(5_000_000) for _ in range(5)) < 20 * min(seconds(100_000) for _ in range(5))
