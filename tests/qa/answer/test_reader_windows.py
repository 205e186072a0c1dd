"""What is read in one pass, and the characters that each of its tokens stands for."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.training.reader import encoding
from eval.training.reader.examples import Example
from index.encoders.tokens import Tokeniser
from index.values import Span
from qa.answer.reader.readings import Text
from qa.answer.reader.windows import OVERLAP, QUESTION, WINDOW, windows_of

LONG = " ".join(f"Kalimat nomor {number} menyebut kota Bandung." for number in range(200))


def test_a_short_passage_is_one_window_of_question_title_and_text(tokeniser: Tokeniser) -> None:
    (window,) = windows_of(tokeniser, "siapa dia?", Text("Soekarno", "Ia lahir di Surabaya."))
    expected = [0, *tokeniser("query: siapa dia?").numbers, 2, 2]
    expected += [*tokeniser("passage: Soekarno\nIa lahir di Surabaya.").numbers, 2]
    assert window.numbers.tolist() == expected
    assert len(window) == len(window.offsets)


def test_only_the_text_has_places_and_its_first_word_has_one(tokeniser: Tokeniser) -> None:
    text = Text("Soekarno", "Surabaya ialah kotanya.")
    (window,) = windows_of(tokeniser, "di mana ia lahir?", text)
    inside = window.offsets[window.offsets[:, 0] >= 0]
    assert inside[0].tolist()[0] == 0
    assert "".join(text.text[start:end] for start, end in inside) == text.text


def test_a_title_that_the_text_begins_with_is_not_read_twice(tokeniser: Tokeniser) -> None:
    repeated, untitled = (windows_of(tokeniser, "apa?", Text(title, "Banjir besar.")) for title in ("Banjir", ""))
    assert repeated[0].numbers.tolist() == untitled[0].numbers.tolist()
    assert repeated[0].offsets.tolist() == untitled[0].offsets.tolist()


def test_a_long_passage_is_read_in_windows_that_overlap(tokeniser: Tokeniser) -> None:
    windows = windows_of(tokeniser, "kota apa?", Text("", LONG))
    assert len(windows) > 5
    assert all(len(window) <= WINDOW for window in windows)
    assert len(windows[0]) == WINDOW
    covered = np.zeros(len(LONG), bool)
    for window in windows:
        for start, end in window.offsets[window.offsets[:, 0] >= 0]:
            covered[start:end] = True
    assert covered.all()
    head = len(tokeniser("query: kota apa?")) + 3
    for before, after in pairwise(windows):
        kept = before.numbers[-1 - OVERLAP : -1]
        assert after.numbers[head : head + OVERLAP].tolist() == kept.tolist()


def test_a_question_too_long_is_cut(tokeniser: Tokeniser) -> None:
    (window,) = windows_of(tokeniser, "apa " * 200, Text("", "Hujan."))
    assert window.numbers[1 + QUESTION :][:2].tolist() == [2, 2]
    assert (window.offsets[: QUESTION + 3] == -1).all()


@pytest.mark.parametrize(
    "example",
    [
        Example("siapa dia?", "Soekarno", "Ia lahir di Surabaya.", (Span(12, 20),), answerable=True),
        Example("where was he born? " * 20, "", "Surabaya\u00a0is where\x00he was born. ½ 🌋"),
        Example("kota apa?", "Kota", LONG),
    ],
)
def test_it_is_what_the_reader_is_trained_on(tokeniser: Tokeniser, example: Example) -> None:
    read = windows_of(tokeniser, example.question, Text(example.title, example.text))
    taught = encoding.windows_of(tokeniser, example)
    assert [window.numbers.tolist() for window in read] == [window.tokens.tolist() for window in taught]
    assert [window.offsets.tolist() for window in read] == [window.offsets.tolist() for window in taught]
    assert [bool(window.starts) for window in taught] == [bool(example.answers)] * len(read)


@pytest.mark.parametrize("text", ["", " ", "\n\n"])
def test_a_text_without_words_is_a_window_without_places_of_letters(tokeniser: Tokeniser, text: str) -> None:
    (window,) = windows_of(tokeniser, "apa?", Text("Judul", text))
    assert all(not text[start:end].strip() for start, end in window.offsets if start >= 0)


@settings(deadline=None)
@given(
    title=st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12),
    text=st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60),
)
def test_places_lie_in_the_text_and_cover_its_letters(tokeniser: Tokeniser, title: str, text: str) -> None:
    for window in windows_of(tokeniser, "apa?", Text(title, text)):
        inside = window.offsets[window.offsets[:, 0] >= 0]
        assert ((inside[:, 0] < inside[:, 1]) & (inside[:, 1] <= len(text))).all()
        covered = {at for start, end in inside.tolist() for at in range(start, end)}
        assert all(at in covered for at, character in enumerate(text) if character.isascii() and character.isalnum())
