"""What a person means by a follow-up: subjects that stay, are replaced, or are somebody of the answer."""

from __future__ import annotations

import pytest

from qa.chat.followup import Earlier, understood

ROOM = Earlier("How much is a room at Hotel Melati?", "510,000 rupiah", "A room at Hotel Melati costs 510,000 rupiah.")
TARIFF = Earlier("Berapa tarif kamar di Wisma Cempaka?", "Rp385.000")
ATTACK = Earlier("Who attacked the depot at Port Ansel?", "the Grey Coast", "Ilya Dorn blamed the Grey Coast.")
SAID = Earlier("What did Ilya Dorn say about the attack on Port Ansel?")
BIDDER = Earlier("What did Dorn say about Ukraine?")
FRAUD = Earlier("How was the fraud at Bank Arjuna found?", "", "It came out when Wati Kusuma found a false signature.")
WINNER = Earlier("Siapa yang menang di Festival Lontar?", "Sari Melati")
HERRING = Earlier("How much herring may Norlund catch?", "60,000 tonnes")


@pytest.mark.parametrize(
    ("before", "question", "language", "meant"),
    [
        (ROOM, "what about breakfast?", "en", "breakfast? (Hotel Melati)"),
        (ROOM, "and the pool?", "en", "the pool? (Hotel Melati)"),
        (ROOM, "dan kolam renangnya?", "id", "kolam renangnya? (Hotel Melati)"),
        (TARIFF, "bagaimana dengan sarapan?", "id", "sarapan? (Wisma Cempaka)"),
        (TARIFF, "bagaimana dengan Losmen Kenanga?", "id", "Berapa tarif kamar di Losmen Kenanga?"),
        (ROOM, "and Wisma Cempaka?", "en", "How much is a room at Wisma Cempaka?"),
        (ATTACK, "how many drones?", "en", "how many drones? (attacked, depot, Port Ansel, Grey Coast)"),
        (ATTACK, "when was the attack?", "en", "when was the attack? (attacked, depot, Port Ansel, Grey Coast)"),
        (ATTACK, "who said that?", "en", "who said that? (attacked, depot, Port Ansel, Grey Coast, Ilya Dorn)"),
        (SAID, "and Petra Lunn?", "en", "What did Petra Lunn say about the attack on Port Ansel?"),
        (BIDDER, "and Russia?", "en", "What did Dorn say about Russia?"),
        (BIDDER, "and Trump?", "en", "What did Trump say about Ukraine?"),
        (FRAUD, "what happened to her?", "en", "what happened to Wati Kusuma? (fraud, Bank Arjuna, found)"),
        (FRAUD, "what is her job?", "en", "what is Wati Kusuma's job? (fraud, Bank Arjuna, found)"),
        (WINNER, "siapa dia?", "id", "siapa Sari Melati? (menang, Festival Lontar)"),
        (HERRING, "and Tavia?", "en", "How much herring may Tavia catch?"),
        (HERRING, "kenapa?", "id", "kenapa? (herring, Norlund, catch, 60,000, tonnes)"),
    ],
)
def test_a_follow_up_is_of_what_a_person_means(before: Earlier, question: str, language: str, meant: str) -> None:
    assert understood(question, language, [before]).searched == meant


@pytest.mark.parametrize(
    ("first", "between", "question", "language", "meant"),
    [
        (ROOM, "is there parking?", "what about Wisma Cempaka?", "en", "is there parking? (room, Wisma Cempaka)"),
        (ROOM, "what about breakfast?", "and at Wisma Cempaka?", "en", "breakfast? (Wisma Cempaka)"),
        (TARIFF, "ada parkir?", "kalau Losmen Kenanga?", "id", "ada parkir? (tarif, kamar, Losmen Kenanga)"),
        (ROOM, "is there parking?", "and the pool?", "en", "the pool? (Hotel Melati)"),
    ],
)
def test_a_new_name_takes_the_place_of_the_one_that_was_carried(
    first: Earlier, between: str, question: str, language: str, meant: str
) -> None:
    then = Earlier(understood(between, language, [first]).searched)
    assert understood(question, language, [first, then]).searched == meant


def test_names_do_not_pile_up() -> None:
    turns = [HERRING]
    for name in ("Tavia", "Estria", "Lowmark", "Mirah"):
        turns.append(Earlier(understood(f"and {name}?", "en", turns).searched))
    assert turns[-1].searched == "How much herring may Mirah catch?"
    for question in ("why?", "and the boats?", "since when?", "how many boats?"):
        turns.append(Earlier(understood(question, "en", turns).searched))
    assert turns[-1].searched.count("Mirah") == 1
    assert not any(name in turns[-1].searched for name in ("Norlund", "Tavia", "Estria", "Lowmark"))


def test_words_do_not_pile_up() -> None:
    turns = [HERRING]
    for question in ("when was it?", "who counted the boats?", "what did the ferry union win?"):
        turns.append(Earlier(understood(question, "en", turns).searched))
    assert "boats" in turns[-1].searched
    assert "tonnes" not in turns[-1].searched


def test_a_question_of_a_name_in_the_passage_before_goes_on_from_it() -> None:
    before = Earlier("When was the Lomm pact signed?", passage="The Lomm pact was signed by Ada Finn for Tavia.")
    assert understood("who signed for Tavia?", "en", [before]).searched == "who signed for Tavia? (Lomm, pact)"
    assert understood("who signed for Norlund?", "en", [before]).carried == ()
    assert understood("who is Ada Finn?", "en", [before]).carried == ()
