"""Why questions over the sample articles are not answered, told as it is where no answer is sure enough."""

from __future__ import annotations

import pytest

from index.values import Filters
from qa.answer.asked import Asked
from qa.answer.compose import Selection
from qa.answer.declining import decline
from qa.library import Library
from qa.values import Answer, AnswerStatus, Shortfall, Timings
from qa.wording import reason

ABSENT = {
    "What did Obama say about Iskander?": "Obama",
    "Apa kata Obama tentang Iskander?": "Obama",
    "what did obama say about iskander": "obama",
    "What did Barack Obama think of the Black Sea grain deal?": "Barack Obama",
    "How many Iskander launchers did Merkel inspect?": "Merkel",
    "Apakah Ronaldo bermain di Kanjuruhan?": "Ronaldo",
    "How much does a ticket for the Jakarta-Bandung train cost in 2031?": "2031",
    "Who designed the Whoosh trains for Siemens?": "Siemens",
    "What did the Hubble telescope see in its first images?": "Hubble",
    "Siapa yang meluncurkan teleskop Hubble?": "Hubble",
    "Which king visited Raja Ampat in 1987?": "1987",
    "What did Elon Musk say about Nusantara?": "Elon Musk",
    "Who did Carlsen play in 1998?": "1998",
    "How many dengue cases were there in Peru?": "Peru",
    "Apa warna batik favorit Sukarno?": "Sukarno",
    "How many Komodo dragons live in the zoo of Berlin?": "Berlin",
    "What did the Kremlin say about Sweden's bid to join NATO?": "Kremlin; Sweden",
}
NOT_ANSWERED = (
    "What is the price of one Iskander-M system?",
    "Berapa harga satu sistem Iskander-M?",
    "Berapa jumlah penduduk Belarus?",
    "Siapa pelatih Arema saat tragedi Kanjuruhan?",
    "How much did the Webb telescope weigh?",
    "Kapan Tambora meletus lagi?",
    "How many people died when Krakatau erupted?",
    "Siapa arsitek istana di Ibu Kota Nusantara?",
    "How old was Gukesh's mother when he won the title?",
    "Berapa gaji Gukesh sebagai juara dunia?",
    "How long is a Komodo dragon's tongue?",
    "What did India say when Indonesia banned palm oil exports?",
    "What did Lukashenka eat for breakfast?",
    "How many refugees from Ukraine did Poland take?",
    "What did Biden and Xi eat in Bali?",
    "Apa yang dikatakan Modi di KTT G20 Bali?",
    "Who paid for the flight of the Ryanair passengers?",
    "How tall is Mount Tambora in feet?",
    "What did the PBB chief say about rice?",
    "Apa pendapat Erdogan tentang gandum?",
    "Siapa nama istri Lukashenko?",
    "what did germany pay for the iskander",
)
NOTHING_NEAR = (
    "What is the capital of Mongolia?",
    "Who won the Eurovision song contest?",
    "quantum chromodynamics of gluons",
    "Kapan Beethoven lahir?",
    "How do I bake sourdough bread?",
)


def why(library: Library, question: str) -> Selection:
    searcher = library.searcher()
    query = searcher.analyse(question)
    hits = searcher.retrieve(query, 20, Filters())
    return decline(hits, Asked.of(query), searcher.spread(), 0.1)


@pytest.mark.parametrize(("question", "absent"), ABSENT.items())
def test_a_name_or_year_that_does_not_occur_is_named(sample: Library, question: str, absent: str) -> None:
    selection = why(sample, question)
    assert (selection.shortfall, "; ".join(selection.absent)) == (Shortfall.PREMISE_ABSENT, absent)
    assert (selection.quotes, selection.confidence) == ((), 0.1)


@pytest.mark.parametrize("question", NOT_ANSWERED)
def test_what_is_near_and_has_the_names_does_not_answer(sample: Library, question: str) -> None:
    selection = why(sample, question)
    assert (selection.shortfall, selection.absent) == (Shortfall.NOT_ANSWERED, ())


@pytest.mark.parametrize("question", NOTHING_NEAR)
def test_nothing_is_near(sample: Library, question: str) -> None:
    selection = why(sample, question)
    assert (selection.shortfall, selection.absent) == (Shortfall.NOTHING_NEAR, ())


@pytest.mark.parametrize(
    ("absent", "said"),
    [
        (("Obama",), "“Obama” does not occur in what is near the question"),
        (("Barack Obama", "2031"), "“Barack Obama” and “2031” do not occur in what is near the question"),
        (("a", "b", "c"), "“a”, “b” and “c” do not occur in what is near the question"),
        (("a", "b", "c", "d"), "“a”, “b” and “c” do not occur in what is near the question"),
    ],
)
def test_what_is_absent_is_said_in_one_line(absent: tuple[str, ...], said: str) -> None:
    answer = Answer(
        "?", AnswerStatus.NOT_FOUND, "", (), (), (), 0.1, Shortfall.PREMISE_ABSENT, 0, "g", Timings(1, 1, 2),
        absent=absent,
    )  # fmt: skip
    assert reason(answer) == said
