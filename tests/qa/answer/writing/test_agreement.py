"""Good translations agree with their quotes; changed numbers, days and names do not."""

from __future__ import annotations

import pytest

from qa.answer.writing.agreement import doubts
from qa.answer.writing.checks import Evidence
from qa.answer.writing.proving import QuoteProver
from qa.written import Doubt

GOOD = (
    ("id", "Polisi menahan 12 orang di Jakarta Selatan pada Jumat (24/6/2022) malam.",
     "en", "Police detained 12 people in South Jakarta on Friday night, 24 June 2022."),
    ("id", "Kementerian itu mencatat 1,5 juta kasus, naik 12,5 persen.",
     "en", "The ministry recorded 1.5 million cases, up 12.5 percent."),
    ("en", "The European Union gave 4.5 billion dollars.", "id", "Uni Eropa memberi 4,5 miliar dolar."),
    ("de", "Die Brücke wurde am 3. Mai 1951 in Köln eröffnet.",
     "en", "The bridge was opened on 3 May 1951 in Cologne."),
    ("fr", "Claire Dupont a annoncé mardi un plan de 20 millions d'euros.",
     "en", "Claire Dupont announced on Tuesday a plan of 20 million euros."),
    ("ru", "Мост в Арло открыли в субботу, гостей было 340.",
     "en", "The bridge in Arlo opened on Saturday; there were 340 guests."),
)  # fmt: skip


@pytest.mark.parametrize("pair", GOOD, ids=lambda pair: str(pair[0]))
def test_a_good_translation_agrees(pair: tuple[str, str, str, str]) -> None:
    language, quote, other, text = pair
    assert doubts(QuoteProver(), Evidence(quote, language), Evidence(text, other)) == ()


def test_another_year_is_in_doubt_on_both_sides() -> None:
    found = doubts(
        QuoteProver(),
        Evidence("Jembatan dibuka tahun 1951 dengan 340 tamu.", "id"),
        Evidence("The bridge opened in 1961 with 340 guests.", "en"),
    )
    assert found == (Doubt("date", "1961"), Doubt("date", "1951", missing=True))


def test_another_figure_is_in_doubt_in_any_language() -> None:
    found = doubts(QuoteProver(), Evidence("Es kamen 340 Gäste.", "de"), Evidence("There came 430 guests.", "en"))
    assert found == (Doubt("number", "430"), Doubt("number", "340", missing=True))


def test_another_name_is_in_doubt() -> None:
    quote = Evidence("Wali kota Mira Tolan membuka jembatan itu.", "id")
    (found,) = (
        each
        for each in doubts(QuoteProver(), quote, Evidence("Mayor Oswin Trell opened the bridge.", "en"))
        if not each.missing
    )
    assert (found.flaw, "Trell" in found.words) == ("name", True)
