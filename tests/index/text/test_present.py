"""Which words of a question ask for the present, and which only look like it, in English and Indonesian."""

from __future__ import annotations

import pytest

from index.text.present import present_in


@pytest.mark.parametrize(
    ("question", "said", "rest"),
    [
        ("Who is now the mayor of Oslo?", "now", "Who is the mayor of Oslo?"),
        ("Now who leads the party?", "Now", "who leads the party?"),
        ("What is the current price of rice?", "current", "What is the price of rice?"),
        ("How many have died so far?", "so far", "How many have died?"),
        ("What is the latest death toll?", "latest", "What is the death toll?"),
        ("What is the latest on the strike?", "latest", "What is the latest on the strike?"),
        ("Is the mine still closed?", "still", "Is the mine still closed?"),
        ("What is today's exchange rate?", "today's", "What is exchange rate?"),
        ("Siapa Bupati Lontar saat ini?", "saat ini", "Siapa Bupati Lontar?"),
        ("Berapa korban hingga kini?", "hingga kini", "Berapa korban?"),
        ("BERAPA HARGA BERAS SEKARANG?", "SEKARANG", "BERAPA HARGA BERAS?"),
        ("Berapa harga terbaru beras?", "terbaru", "Berapa harga beras?"),
        ("Apa yang terbaru tentang banjir?", "terbaru", "Apa yang terbaru tentang banjir?"),
        ("Apakah jembatan masih ditutup?", "masih", "Apakah jembatan masih ditutup?"),
        ("Berapa harga terakhir cabai?", "harga terakhir", "Berapa harga terakhir cabai?"),
        ("now", "now", "now"),
        ("What is the minister up to now?", "up to now", "What is the minister up to now?"),
        ("Who did she want to date now?", "now", "Who did she want to date?"),
    ],
)
def test_words_for_the_present_are_understood(question: str, said: str, rest: str) -> None:
    found = present_in(question)
    assert found is not None
    assert (found.said, found.rest) == (said, rest)


@pytest.mark.parametrize(
    "question",
    [
        "What is the latest studio album by Mira Vale?",
        "Who wrote Now and Then?",
        'Who sings "right now" in the film?',
        "Who was the last king of Orrland?",
        "What happened last week?",
        "How fast is the current in the strait?",
        "Who painted the still life with lemons?",
        "Was he still mayor when the bridge fell?",
        "Who reads USA Today?",
        "Siapa pencipta lagu “Sampai Sekarang”?",
        "Siapa penulis Sekarang atau Nanti?",
        "Apa film terbaru Lila Anggun?",
        "Siapa raja terakhir Saranjana?",
        "Di mana ia tinggal ketika masih kecil?",
        "Who cheered at the moment he won?",
        "What was the current like on the day?",
        "Which region makes still wine?",
        "Was 1998 the most recent eruption?",
        "Siapa terakhir kali melihat korban?",
        "now " * 1_000,
    ],
)
def test_what_only_looks_like_it_asks_for_no_present(question: str) -> None:
    assert present_in(question) is None
