"""An answer that denies something is shown with all that it denies."""

from __future__ import annotations

import pytest

from index.values import Span
from qa.answer.denials import with_what_is_denied


@pytest.mark.parametrize(
    ("text", "found", "shown", "language"),
    [
        ("The flood wall will not open before March 2027.", "will not open", "will not open before March 2027", "en"),
        ("Tanggul belum dibuka sampai Maret 2027.", "belum dibuka", "belum dibuka sampai Maret 2027", "id"),
        ("“We won’t pay until May,” she said. He agreed.", "won’t pay", "won’t pay until May,” she said", "en"),
        ("It can't fly at night; by day it can.", "can't fly", "can't fly at night", "en"),
        ("It did not pay Mr. Lee in 2019. He sued.", "did not pay", "did not pay Mr. Lee in 2019", "en"),
        (
            "A bank (it will not pay before 8:30 p.m.) is open.",
            "will not pay",
            "will not pay before 8:30 p.m",
            "en",
        ),
        ("It will not pay (if at all) this year.", "will not pay", "will not pay (if at all) this year", "en"),
        ("No one was hurt", "No", "No one was hurt", "en"),
        ("The wall opens in March 2027.", "The wall opens", "The wall opens", "en"),
        ("Das Tor öffnet nicht vor März.", "öffnet nicht", "öffnet nicht", "de"),
        ("The notary came on Monday.", "The notary", "The notary", "en"),
        ("It will not open.", "It will not open.", "It will not open.", "en"),
    ],
)
def test_what_is_denied_is_shown_whole(text: str, found: str, shown: str, language: str) -> None:
    start = text.index(found)
    assert with_what_is_denied(text, Span(start, start + len(found)), language).of(text) == shown
