"""A phrase is found in every article in which it stands, and in no other."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.importing import pipeline
from index.paths import LibraryPaths
from index.phrases import Phrases
from index.retrieval import lexical
from index.storage.articles import make_article
from index.storage.database import Database
from index.storage.store import Store
from index.text.folding import places
from index.values import Span
from tests.support.searching import Counting, searcher_over

RUN = "/".join(f"kota{number}desa" for number in range(120))
TEXTS = (
    ("en", "The minister's men said: “We won’t build 1.200 bridges – not now.” O'Brien built 200 bridges and l'Iran."),
    ("en", "Running water. The wa­ter runs™ through Straße 5m² and cafe\u0301s¹ of Rp9,5 miliar in mid-2019."),
    ("id", "Hari Jum’at itu, kata Ma'ruf, pemerintahan menyatakan 'kita maju' dan 12 500 orang pulang pada 2022."),
    ("id", f"Daftar kota: {RUN} selesai. Kata dia, jembatan-jembatan itu dibuka."),
    ("fr", "L’Iran et l'Irak ont signé aujourd'hui. «Nous sommes d’accord», a dit le ministre."),
    ("zh", "中国人民银行今天宣布。新政策将于2022年开始，每人3000元。"),
    ("und", "İstanbul Ǉubav 3D 5G ①satu x² ½kilo"),
    ("en", "Words fill the passage here. " * 40 + "The bridge at the end was opened. It was long. " * 10),
)
LATER = ("en", "The minister's men came after the index was made, O'Brien and all.")


@pytest.fixture(scope="module", params=[0, lexical.SMALL_LIMIT], ids=["large", "small"])
def phrases(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Phrases]:
    paths = LibraryPaths(tmp_path_factory.mktemp("library"))
    articles = [make_article(title=f"On {text[:9]}", text=text, language=language) for language, text in TEXTS]
    gone = make_article(title="Gone", text="The minister's men are gone.", language="en")
    with contextlib.closing(Database(paths.database, create=True)) as database, pytest.MonkeyPatch.context() as patch:
        patch.setattr(lexical, "SMALL_LIMIT", request.param)
        patch.setattr("index.generations.reuse.SMALL_LIMIT", request.param)
        found = searcher_over(paths, database, [*articles, gone], Counting(("bridge",))).phrases
        store = Store(database)
        store.remove([gone.article_id])
        pipeline.add_articles(store, [make_article(title="Later", text=LATER[1], language=LATER[0])])
        yield found


def everywhere(phrases: Phrases, phrase: str, *, whole: bool) -> Mapping[str, tuple[Span, ...]]:
    """Where a phrase stands, by reading everything."""
    found = {each: places(text, phrase, whole=whole) for each, text in phrases._store.texts().items()}
    return {each: spans for each, spans in found.items() if spans}


@settings(max_examples=60)
@given(st.sampled_from([*TEXTS, LATER]), st.integers(0, 1800), st.integers(1, 40), st.booleans())
@example(TEXTS[3], TEXTS[3][1].index(RUN), len(RUN), True)
@example(TEXTS[0], 0, len("The minister's men"), True)
def test_what_reading_everything_finds(
    phrases: Phrases, of: tuple[str, str], start: int, length: int, whole: bool
) -> None:
    start %= len(of[1])
    phrase = of[1][start : start + length].upper().replace("’", "'").replace("–", "-")
    expected = everywhere(phrases, phrase, whole=whole)
    assert phrases.find(phrase, whole=whole) == expected
    assert list(expected) == sorted(expected)


def test_every_word_of_a_long_run_is_found(phrases: Phrases) -> None:
    """Some are cut between two passages: no passage has them."""
    for word in RUN.split("/"):
        assert len(phrases.find(word)) == 1, word


def test_few_articles_are_read(phrases: Phrases) -> None:
    assert len(phrases.candidates("jembatan-jembatan itu")) < len(TEXTS)
    assert len(phrases.candidates("bridge at the end was")) < len(TEXTS)
    assert len(phrases.candidates("idge at the e", whole=False)) < len(TEXTS)
    assert phrases.find("nowhere to be read") == {}


def test_only_those_asked_for_are_read(phrases: Phrases) -> None:
    found = phrases.find("bridges")
    assert len(found) == 1
    assert phrases.find("bridges", among=()) == {}
