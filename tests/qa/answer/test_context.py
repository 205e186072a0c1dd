"""The sentence before a quote that begins with a pronoun, in both languages."""

from __future__ import annotations

import pytest

from index.storage.articles import make_article
from index.values import Span
from qa.answer.context import LONGEST, points_back, sentence_before


@pytest.mark.parametrize(
    ("quote", "language"),
    [
        ("He opened the bridge.", "en"),
        ("“She will not pay,” he said.", "en"),
        ("It's older than the town.", "en"),
        ("Its towers are of steel.", "en"),
        ("But they left in May.", "en"),
        ("However, these were sold.", "en"),
        ("This system can fire two missiles.", "en"),
        ("The latter is in Minsk.", "en"),
        ("Both were closed.", "en"),
        ("Dia membuka jembatan itu.", "id"),
        ('"Ia tidak akan membayar," katanya.', "id"),
        ("Beliau lahir di Solo.", "id"),
        ("Namun, mereka menolak.", "id"),
        ("Itu terjadi pada 2020.", "id"),
        ("Hal tersebut dibantah polisi.", "id"),
        ("Serangan ini menewaskan 12 orang.", "id"),
        ("Keduanya ditangkap.", "id"),
        ("Menurutnya, jembatan akan dibuka.", "id"),
        ("Istrinya ikut serta.", "id"),
        ("Dia tiba di Kuala Lumpur.", "ms"),
    ],
)
def test_a_quote_points_back(quote: str, language: str) -> None:
    assert points_back(quote, language)


@pytest.mark.parametrize(
    ("quote", "language"),
    [
        ("Ana opened the bridge and she left.", "en"),
        ("This week the bridge opens.", "en"),
        ("IT firms hire again.", "en"),
        ("Items were sold.", "en"),
        ("Theirry opened it.", "en"),
        ("Hanya dua orang selamat.", "id"),
        ("Sebelumnya, jembatan ditutup.", "id"),
        ("Hari ini jembatan dibuka.", "id"),
        ("Saat itu hujan turun.", "id"),
        ("Kenya menang.", "id"),
        ("Iskander-M adalah rudal.", "id"),
        ("Apa itu Iskander?", "id"),
        ("Dia bonita.", "es"),
        ("He", "und"),
        ("", "en"),
        ("…", "id"),
    ],
)
def test_a_quote_that_says_itself_who_is_meant_does_not(quote: str, language: str) -> None:
    assert not points_back(quote, language)


@pytest.mark.parametrize(
    ("before", "quote", "expected"),
    [
        ("Rain fell. Ana Lund leads the port. ", "She opened it in 1932.", "Ana Lund leads the port."),
        ("Rain fell.\nAna Lund leads the port.\n", "She opened it in 1932.", "Ana Lund leads the port."),
        ("Rain fell. Ana Lund leads the port.\n\n", "She opened it in 1932.", "Ana Lund leads the port."),
        ("“Ana Lund leads the port.”\n", "She opened it in 1932.", "“Ana Lund leads the port.”"),
        ("The port of Alda\n", "She opened it in 1932.", None),
        ("Ana Lund leads the port.\n\n\n", "She opened it in 1932.", None),
        ("Ana Lund leads the port. ", "Berin is open.", None),
        ("", "She opened it in 1932.", None),
        ("\n\n", "She opened it in 1932.", None),
        (f"Ana {'very ' * LONGEST}tall leads. ", "She opened it in 1932.", None),
        (f"Ana {'x' * LONGEST * 5} leads the port. ", "She opened it in 1932.", None),
        (f"{'Rain fell. ' * LONGEST}Ana leads the port. ", "She opened it in 1932.", "Ana leads the port."),
    ],
)
def test_the_sentence_before_is_the_nearest_that_is_whole(before: str, quote: str, expected: str | None) -> None:
    article = make_article(text=f"{before}{quote} It rained.", title="The port", language="en")
    start = article.text.index(quote)
    found = sentence_before(article, Span(start, start + len(quote)))
    assert (found and found.of(article.text)) == expected


def test_the_sentence_before_in_indonesian() -> None:
    text = "Hujan turun. Ana Lund memimpin pelabuhan.\nDia membukanya pada Mei 1932."
    article = make_article(text=text, title="Pelabuhan", language="id")
    found = sentence_before(article, Span(text.index("Dia"), len(text)))
    assert found is not None
    assert found.of(text) == "Ana Lund memimpin pelabuhan."
