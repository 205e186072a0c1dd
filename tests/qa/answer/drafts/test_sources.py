"""Tests of the articles that a sentence names."""

from __future__ import annotations

import pytest

from qa.answer.drafts.sources import Catalogue

_CATALOGUE = Catalogue(
    [
        ("0a1b2c3d4e5f", "Lurah Tanam Pohon di Kali", "Harian Kali", "2021-05-03", "https://kali.example/pohon"),
        ("1b2c3d4e5f6a", "Home", "pantai.com", "2021-05-03", None),
        ("2c3d4e5f6a7b", "Banjir", None, None, "https://banjir.example/n?id=5"),
        ("3d4e5f6a7b8c", "Surut", None, None, "https://banjir.example/n?id=6"),
    ]
)


@pytest.mark.parametrize(
    ("sentence", "named"),
    [
        ("Harian Kali (3/5/2021) menulisnya.", [("0a1b2c3d4e5f",)]),
        ("Pada 3 Mei 2021, Pantai menulisnya.", [("1b2c3d4e5f6a",)]),
        ("Pantai.com of 4 May 2021 says so.", [()]),
        ("Ia pergi… ½ jam: Harian Kali (3/5/2021).", [("0a1b2c3d4e5f",)]),
        ("Kafe\u0301 itu, tulis Harian Kali, 3 Mei 2021.", [("0a1b2c3d4e5f",)]),
        ("Baca Lurah Tanam Pohon di Kali untuk itu.", [("0a1b2c3d4e5f",)]),
        ("Lihat https://www.kali.example/pohon/?utm=1.", [("0a1b2c3d4e5f",)]),
        ("Lihat https://banjir.example/n?id=5, ya.", [("2c3d4e5f6a7b",)]),
        ("Lihat https://banjir.example/n.", []),
        ("Lihat artikel 1b2c3d4e.", [("1b2c3d4e5f6a",)]),
        ("Di pantai, pada 3 Mei 2021, ia kembali ke Home.", []),
        ("Harian Kali menulis bahwa pohon itu ditanam warga desa pada 3 Mei 2021.", []),
        ("lurah tanam pohon di kali", []),
    ],
)
def test_what_names_an_article(sentence: str, named: list[tuple[str, ...]]) -> None:
    assert [each.article_ids for each in _CATALOGUE.named(sentence)] == named
