"""Tests of the quotations that are found in a text."""

from __future__ import annotations

import pytest

from qa.answer.drafts.quotations import quotations


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ('He said "we will go" and left. "No, not yet," she said.', ["we will go", "No, not yet,"]),
        ("“Kami pergi,” kata Budi. “Ia bilang “ya” tadi.”", ["Kami pergi,", "Ia bilang “ya” tadi."]),
        ("‘It’s the dogs’ turn now,’ he said, ‘and ours.’", ["It’s the dogs’ turn now,", "and ours."]),
        ("„Wir gehen“, sagte er. ,,Wij gaan'' »Vi går« « Nous partons » “Nu gå”.", None),
        ("In the '90s the boys' club met; 'em too. Jum'at Qur'an 5' 10\"", []),
        ("Bukan 'kan begitu, kata adik' itu. 'Kami pulang,' ujar Ani.", ["Kami pulang,"]),
        ('kata:"Saya pergi."lalu ("dalam kurung").', ["Saya pergi.", "dalam kurung"]),
        ('"Kami pergi, "katanya, "dan pulang."', ["Kami pergi,", "dan pulang."]),
        ("“Satu.\n\n“Dua,” katanya.", ["Satu.\nDua,"]),
        ('"Satu.\nDua tanpa tanda.\nTiga," katanya.', ["Satu.\nDua tanpa tanda.\nTiga,"]),
        (
            "> Kami akan tetap di sini\n> sampai malam\n> — Budi\n\nLalu pulang.",
            ["Kami akan tetap di sini\nsampai malam"],
        ),
        ("> “Kami di sini,” kata Budi\n> lalu diam.", ["Kami di sini,"]),
    ],
)
def test_quotations_in_marks_of_any_kind(text: str, quoted: list[str] | None) -> None:
    found = [each.of(text) for each in quotations(text)]
    assert found == (["Wir gehen", "Wij gaan", "Vi går", "Nous partons", "Nu gå"] if quoted is None else quoted)


def test_one_without_a_closing_mark_ends_with_its_paragraph() -> None:
    (found,) = quotations("“Kami pergi, kata Budi.\n\nLalu ia diam.")
    assert not found.is_closed
    assert found.paragraphs[0].of("“Kami pergi, kata Budi.\n\nLalu ia diam.") == "Kami pergi, kata Budi."
