"""What answers in one language is not hidden by much on the same matter in another."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

from index.storage.articles import make_article
from index.values import Article
from qa import Library

PLACES = ("Aru", "Bera", "Cilamaya", "Dorwin")
NEAR = {
    "id": (
        "Jembatan baru di {} belum juga dibuka.",
        "Warga {} menunggu pembukaan jembatan di atas sungai.",
        "Kapan jembatan {} dibuka belum ditentukan.",
        "Dinas jalan memeriksa jembatan baru di {}.",
        "Anak-anak {} menyeberangi sungai dengan rakit.",
    ),
    "en": (
        "The new bridge at {} has still not opened.",
        "People of {} wait for the opening of the bridge over the river.",
        "When the bridge of {} opens has not been decided.",
        "The road office inspected the new bridge at {}.",
        "Children of {} cross the river on a raft.",
    ),
}
ANSWERS = {
    "en": "The new bridge over the river opens on 9 March, the road office said. It has a path for cows.",
    "id": "Jembatan baru di atas sungai itu dibuka pada 9 Maret, kata dinas jalan. Ada jalur untuk sapi.",
}
QUESTIONS = ("When does the new bridge over the river open?", "Kapan jembatan baru di atas sungai dibuka?")


def near(language: str) -> list[Article]:
    """Forty articles on the matter that do not answer."""
    texts = (" ".join(two).format(place, place) for place in PLACES for two in combinations(NEAR[language], 2))
    return [make_article(title=text.split()[0], text=text, language=language) for text in texts]


@pytest.mark.usefixtures("real_reader")
@pytest.mark.parametrize(("language", "grown"), [("en", "id"), ("id", "en")])
def test_an_answer_keeps_its_place_while_the_library_grows_in_another_language(
    language: str, grown: str, tmp_path: Path
) -> None:
    answering = make_article(title="Open soon", text=ANSWERS[language], language=language)
    with Library.create(tmp_path / "library") as library:
        library.add_articles([answering, *near(grown)])
        for question in QUESTIONS:
            assert library.ask(question).citations[0].article_id == answering.article_id
