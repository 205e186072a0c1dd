"""Faults put by rule into right sentences."""

from __future__ import annotations

import random

import pytest

from eval.measures.faults import MONTHS, WEEKDAYS, Fault, injected, names_in

NAMES = ("Rina Wibowo", "Dunmere")


def made(sentence: str, language: str, fault: Fault) -> set[str | None]:
    """What many draws make of a sentence."""
    return {injected(sentence, language, fault, NAMES, random.Random(seed)) for seed in range(60)}


@pytest.mark.parametrize(
    ("sentence", "language", "wrong"),
    [
        ("The dam is not in use.", "en", {"The dam is in use."}),
        ("They haven't paid, and cannot.", "en", {"They have paid, and cannot.", "They haven't paid, and can."}),
        ("The dam is in use.", "en", {"The dam is not in use."}),
        ("He won the race.", "en", {"He did not win the race."}),
        ("Bendungan itu belum dipakai.", "id", {"Bendungan itu dipakai."}),
        ("Bendungan itu adalah milik desa.", "id", {"Bendungan itu adalah bukan milik desa."}),
        ("Warga akan membayar, kata menteri tersebut.", "id", {"Warga tidak akan membayar, kata menteri tersebut."}),
    ],
)
def test_negations_are_taken_away_or_else_put_in(sentence: str, language: str, wrong: set[str]) -> None:
    assert made(sentence, language, Fault.NEGATION) == wrong


def test_numbers_have_another_digit_or_word() -> None:
    wrong = made("The 41 ships of 2019 took 3,500 tonnes.", "en", Fault.NUMBER)
    assert len(wrong) > 10
    for each in wrong:
        assert each is not None
        assert len(each) == len("The 41 ships of 2019 took 3,500 tonnes.")
        assert "2019" in each or "41 ships" in each
    assert all(each and each.endswith("kapal.") for each in made("Ada tiga kapal.", "id", Fault.NUMBER))


@pytest.mark.parametrize(
    ("sentence", "language", "among"),
    [("It fell on Monday.", "en", WEEKDAYS["en"]), ("Itu terjadi pada bulan Mei 2019.", "id", MONTHS["id"])],
)
def test_dates_are_others(sentence: str, language: str, among: tuple[str, ...]) -> None:
    wrong = made(sentence, language, Fault.DATE)
    assert sentence not in wrong
    assert any(word in (each or "") for each in wrong for word in among)


def test_names_are_exchanged_but_not_at_the_beginning() -> None:
    wrong = made("Asked by the paper, Ana Putri of Arlo paid in March.", "en", Fault.NAME)
    assert wrong == {
        f"Asked by the paper, {one} of {other} paid in March."
        for one, other in (*((name, "Arlo") for name in NAMES), *(("Ana Putri", name) for name in NAMES))
    }
    assert names_in("Asked by the paper, Ana Putri of Arlo paid.") == ["Ana Putri", "Arlo"]


@pytest.mark.parametrize("fault", [Fault.NUMBER, Fault.DATE, Fault.NAME])
def test_a_sentence_without_a_place_for_a_fault_has_none(fault: Fault) -> None:
    assert made("Nothing here.", "en", fault) == {None}


def test_a_wrong_source_is_not_put_in() -> None:
    with pytest.raises(ValueError, match="not in the sentence"):
        injected("It fell.", "en", Fault.SOURCE, NAMES, random.Random(0))
