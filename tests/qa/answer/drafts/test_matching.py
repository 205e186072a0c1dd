"""Tests of where quotations stand in a text."""

from __future__ import annotations

import pytest

from qa.answer.drafts.differing import differences, near
from qa.answer.drafts.matching import Edit, Sought
from qa.answer.drafts.turning import turns

_TEXT = (
    'Lurah berkata, "Kami akan menanam 1.500 pohon di tepi kali," ujarnya Selasa. Ia tidak gentar.\n'
    "\"Saya kira, kali 'bersih' itu penting – sangat penting.\n"
    '"Apalagi pada Jum\'at ini?" tanyanya. She said that the mayor would not leave because he works at the café.'
)


@pytest.mark.parametrize(
    ("quotation", "stands_for"),
    [
        ("kami akan menanam 1.500 pohon.", []),
        ("Saya kira, kali “bersih” itu penting—sangat\u00a0penting. Apalagi pada Jum’at ini?", []),
        ("he works at the cafe\u0301", []),
        ("Kami … di tepi kali,", [("…", "akan menanam 1.500 pohon")]),
        ("[K]ami akan [mereka] 1.500 pohon [...]", [("[K]ami", "Kami"), ("[mereka]", "menanam")]),
        ("… [bukan] Kami akan menanam [lagi].", [("[bukan]", ""), ("[lagi]", "")]),
        ("tepi kali[nya]", [("kali[nya]", "kali")]),
        ("(...) that [Ms Low] would not leave", [("[Ms Low]", "the mayor")]),
        ("the mayor [sic] would not leave because he work[ed]", [("[sic]", ""), ("work[ed]", "works")]),
    ],
)
def test_what_an_editor_may_do(quotation: str, stands_for: list[tuple[str, str]]) -> None:
    found = Sought(quotation).find(_TEXT)
    assert found is not None
    assert list(found.edits) == [Edit(*each) for each in stands_for]


@pytest.mark.parametrize(
    ("quotation", "differ"),
    [
        ("Kami akan menanam 1500 pohon di tepi kali", (("1500", "1.500"),)),
        ("Kami sudah menanam 1.500 pohon di tepi kali", (("sudah", "akan"),)),
        ("that the mayor would leave because he works", (("", "not"),)),
        ("the Mayor would not leave because he works", (("Mayor", "mayor"),)),
        ("Kami akan menanam 1.500 pohon … Ia takkan gentar lagi", None),
        ("Apalagi pada Jum'at ini!", (("!", "?"),)),
        ("Saya kira kali [itu] bersih itu penting", None),
        ("akan menanam 1.[7]00 pohon", (("[7]00", "500"),)),
        ("akan menanam [2].500 pohon", (("[2]", "1"),)),
        ("Ia tidak [per]gentar", None),
        ("tepi kali[-kali kecil]", None),
    ],
)
def test_what_is_changed_does_not_stand(quotation: str, differ: tuple[tuple[str, str], ...] | None) -> None:
    assert Sought(quotation).find(_TEXT) is None
    found = near(_TEXT, quotation)
    if differ is not None:
        assert found is not None
        assert found.differences == differ


_MEASURED = "A wall 6' high ends 5'10\" above a door 12″ thick, and “the ‘room of 9’ is lit by 40’s lamps”."


@pytest.mark.parametrize(
    ("quotation", "stands"),
    [
        ("a wall 6’ high", True),
        ('ends 5’10” above a door 12" thick', True),
        ('the "room of 9" is lit', True),
        ("lit by 40's lamps", True),
        ('a wall 6" high', False),
        ("above a door 12' thick", False),
        ('ends 5"10 above', False),
    ],
)
def test_feet_are_not_inches(quotation: str, stands: bool) -> None:
    assert (Sought(quotation).find(_MEASURED) is not None) is stands


@pytest.mark.parametrize(
    ("written", "stands_for", "language", "does"),
    [
        ("[13]", "12", "en", True),
        ("[soon]", "not", "en", True),
        ("[always]", "never", "en", True),
        ("[pasti]", "tidak akan", "id", True),
        ("[not]", "", "en", True),
        ("can[not]", "can", "en", True),
        ("...", "not", "en", True),
        ("…", "not, he said,", "en", True),
        ("…", "12", "en", True),
        ("…", "juta", "id", True),
        ("[dua]", "tiga", "id", True),
        ("…", ", which was not built by 40 men,", "en", False),
        ("…", "before 2030", "en", False),
        ("[2031]", "2030", "en", True),
        ("[the 12 schools]", "all twelve of them", "en", False),
        ("[Ms Low]", "the mayor", "en", False),
        ("[wali kota]", "Ia", "id", False),
    ],
)
def test_an_edit_that_turns_the_sense_is_told(written: str, stands_for: str, language: str, does: bool) -> None:
    assert turns(Edit(written, stands_for), language) is does


def test_brackets_are_no_differences() -> None:
    assert differences("that [Ms Low] would leave", "that the mayor would not leave") == (("", "not"),)


@pytest.mark.parametrize(
    "quotation", ["The goverment [sic] said 3[0] trees", "[the mayor of it, Ani Low]", "trees … no"]
)
def test_marks_that_the_article_has_itself_are_no_edits(quotation: str) -> None:
    text = "The goverment [sic] said 3[0] trees … no more, [the mayor of it, Ani Low] wrote."
    sought = Sought(quotation)
    found = sought.find(text)
    assert sought.phrases
    assert found is not None
    assert (found.span.of(text), found.edits) == (quotation, ())
