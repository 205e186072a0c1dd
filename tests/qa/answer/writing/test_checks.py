"""Numbers, days and names of a sentence against its quotes."""

from __future__ import annotations

from datetime import date

import pytest

from qa.answer.writing.checks import Evidence, Finding, Flaw, findings

BRIDGE = "The Kali bridge opened in May 1951 with 340 guests, said Minister Oswin Trell."
JEMBATAN = "Jembatan Kali dibuka pada Senin, 7 Mei 1951, dengan 340 tamu dan biaya Rp4,5 miliar, kata Oswin Trell."


def found(sentence: str, language: str, quote: str, of: str, published: date | None = None) -> list[Finding]:
    """What of a sentence its one quote does not have."""
    return list(findings(sentence, language, [Evidence(quote, of, published=published)]))


@pytest.mark.parametrize(
    ("sentence", "language", "quote", "of"),
    [
        ("The Kali bridge opened in 1951.", "en", BRIDGE, "en"),
        ("Oswin Trell said that 340 guests came.", "en", BRIDGE, "en"),
        ("The Kali bridge opened on 7 May 1951.", "en", JEMBATAN, "id"),
        ("It cost 4.5 billion rupiah, and opened on a Monday.", "en", JEMBATAN, "id"),
        ("Jembatan Kali dibuka pada tahun 1951.", "id", BRIDGE, "en"),
        ("One of them was the minister, Oswin Trell.", "en", BRIDGE, "en"),
        ("About 12,000 people live there.", "en", "Sebanyak 12.341 orang tinggal di sana.", "id"),
        ("It was built in the 19th century.", "en", "Dibangun pada abad ke-19.", "id"),
        ("The session began at 16:30.", "en", "Sidang dimulai pukul 16.30 WIB.", "id"),
        ("Class 4 was closed.", "en", "Kelas IV ditutup.", "id"),
        ("The three villages were flooded.", "en", "Ketiga desa itu terendam.", "id"),
        ("Orang Israel mundur dari kota itu.", "id", "The Israelites left the town.", "en"),
        ("Pabrik itu membuat CPU.", "id", "The plant makes CPUs.", "en"),
        ("The metal is mixed with mercury.", "en", "Logam itu dicampur dengan raksa.", "id"),
    ],
)
def test_what_stands_in_the_quote_is_right(sentence: str, language: str, quote: str, of: str) -> None:
    assert found(sentence, language, quote, of) == []


@pytest.mark.parametrize(
    ("sentence", "language", "quote", "of", "flaw", "words"),
    [
        ("Oswin Trell said that 350 guests came.", "en", BRIDGE, "en", Flaw.NUMBER, "350"),
        ("It cost 4.5 million rupiah.", "en", JEMBATAN, "id", Flaw.NUMBER, "4.5 million rupiah"),
        ("About 12,341 people live there.", "en", "About 12,000 people live there.", "en", Flaw.NUMBER, "12,341"),
        ("The Kali bridge opened in June 1951.", "en", BRIDGE, "en", Flaw.DATE, "June 1951"),
        ("Jembatan Kali dibuka pada tahun 1952.", "id", BRIDGE, "en", Flaw.DATE, "1952"),
        ("The Kali bridge opened on a Tuesday.", "en", JEMBATAN, "id", Flaw.DATE, "Tuesday"),
        ("The session began at 17:30.", "en", "Sidang dimulai pukul 16.30 WIB.", "id", Flaw.DATE, "17:30"),
        ("Oswin Marl said that 340 guests came.", "en", BRIDGE, "en", Flaw.NAME, "Oswin Marl"),
        ("The Benta bridge opened in 1951.", "en", JEMBATAN, "id", Flaw.NAME, "Benta"),
        ("Class 5 was closed.", "en", "Kelas IV ditutup.", "id", Flaw.NUMBER, "5"),
        ("The two villages were flooded.", "en", "Ketiga desa itu terendam.", "id", Flaw.NUMBER, "two"),
    ],
)
def test_what_does_not_is_found(sentence: str, language: str, quote: str, of: str, flaw: Flaw, words: str) -> None:
    assert found(sentence, language, quote, of) == [Finding(flaw, words)]


def test_a_year_and_a_weekday_may_be_those_of_publication() -> None:
    quote = "The bridge opened on 7 May."
    assert found("The bridge opened on Monday, 7 May 1951.", "en", quote, "en", date(1951, 5, 7)) == []
    assert [each.flaw for each in found("The bridge opened on 7 May 1952.", "en", quote, "en", date(1951, 5, 7))] == [
        Flaw.DATE
    ]


def test_each_of_several_quotes_counts() -> None:
    evidence = [Evidence("The Arlo dam has 12 gates.", "en"), Evidence("Bendungan Benta punya 9 pintu.", "id")]
    assert list(findings("Arlo has 12 gates, and Benta has 9.", "en", evidence)) == []
    assert [each.words for each in findings("Arlo has 12 gates, and Corva has 8.", "en", evidence)] == ["Corva", "8"]
