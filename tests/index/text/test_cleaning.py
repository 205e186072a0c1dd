from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.text.cleaning import clean_line, clean_text

ANY_TEXT = st.text(st.characters())
HOSTILE = st.text(st.sampled_from("\x1b[]P\\X_^;?0 1mH\x07\x9b\x9c\x9d\x90\r\n\t\x85\u2028\ufeff\u202e\u2066a\x00\x7f"))


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("\x1b[31mmerah\x1b[0m", "merah"),
        ("a\x1b[2J\x1b[1;1Hb", "ab"),
        ("a\x1b[?25lb\x9b1mc", "abc"),
        ("\x1b]0;judul\x07isi", "isi"),
        ("\x1b]8;;https://a.example\x1b\\tautan\x1b]8;;\x1b\\!", "tautan!"),
        ("\x9d0;judul\x9cisi", "isi"),
        ("a\x1bPq#0;2;0\x1b\\b", "ab"),
        ("a\x1b_rahasia\x1b\\b\x1b^rahasia\x1b\\c", "abc"),
        ("a\x1bcb\x1b(Bc\x1b7d", "abcd"),
        ("a\x1b", "a"),
    ],
)
def test_terminal_sequences_go_whole(raw: str, cleaned: str) -> None:
    assert clean_text(raw) == cleaned


def test_an_unterminated_string_sequence_does_not_swallow_the_article() -> None:
    assert clean_text("a\x1b]0;b\nBerita hari ini.") == "a0;b\nBerita hari ini."


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("a\u2028b\u2029c\x0bd\x0ce\x85f", "a\nb\nc\nd\ne\nf"),
        ("a\r\r\nb", "a\n\nb"),
        ("a\tb", "a\tb"),
    ],
)
def test_line_endings_become_newlines(raw: str, cleaned: str) -> None:
    assert clean_text(raw) == cleaned


@pytest.mark.parametrize(
    "unwanted",
    [
        "\x00",
        "\x07",
        "\x08",
        "\x7f",
        "\x80",
        "\u202a",
        "\u202e",
        "\u2066",
        "\u2069",
        "\ud800",
        chr(0xDFFF),
        "\ufdd0",
        "\ufdef",
        "\ufffe",
        "\uffff",
        "\U0001fffe",
        "\U0010ffff",
    ],
)
def test_unwanted_characters_go(unwanted: str) -> None:
    assert clean_text(f"a{unwanted}b") == "ab"


def test_a_byte_order_mark_goes_only_at_the_start() -> None:
    assert clean_text("\x00\ufeff\ufeffa\ufeffb") == "a\ufeffb"


@pytest.mark.parametrize(
    "kept", ["e\u0301", "é", "\u200d\u200c\u00ad", "  a  ", "\u200e\u200f", "👩‍🔬🏳️‍🌈", "\ufffd", "\xa0\u3000"]
)
def test_the_rest_is_kept_to_the_letter(kept: str) -> None:
    assert clean_text(f".{kept}.") == f".{kept}."


@given(ANY_TEXT | HOSTILE)
@example("\r\x00\n")
@example("\x1b\x1b[[m")
@example("\x1b\ud800[31m")
def test_cleaning_is_idempotent_and_leaves_nothing_that_controls(raw: str) -> None:
    cleaned = clean_text(raw)
    assert clean_text(cleaned) == cleaned
    assert all(c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs") for c in cleaned)
    cleaned.encode()


def test_a_line_has_single_spaces() -> None:
    assert clean_line("  Putin\t\n dan \xa0\u2028 Lukashenko\r\n") == "Putin dan Lukashenko"


@given(ANY_TEXT | HOSTILE)
@example(" \ufeff a")
def test_a_clean_line_is_one_trimmed_line_and_stays_so(raw: str) -> None:
    line = clean_line(raw)
    assert clean_line(line) == line
    assert line == " ".join(line.split())
