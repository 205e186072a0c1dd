"""Questions made of a library's own articles."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest

from index.storage.articles import make_article
from index.values import Article
from qa.chat import suggesting
from qa.chat.suggesting import candidates, suggested
from qa.library import Library
from qa.values import AnswerStatus
from tests.support.doubles import TableReader


def questions(text: str, language: str, title: str = "A title") -> list[str]:
    return [each.question for each in candidates(make_article(text=text, title=title, language=language))]


@pytest.mark.parametrize(
    ("language", "text", "question"),
    [
        ("en", "Harbour Trust was founded in May 1932.", "When was Harbour Trust founded?"),
        ("en", "Anna Lund opened the new bridge on 18 May 2022.", "When did Anna Lund open the new bridge?"),
        ("en", "Harbour Trust has more than 1,200 boats.", "How many boats does Harbour Trust have?"),
        ("en", "Officials said 12 people were injured in Port Ellen.", "How many people were injured in Port Ellen?"),
        ("en", "He met Anna Lund, the mayor of the town.", "Who is Anna Lund?"),
        ("en", "He saw it. The QX-7 was new. QX-7 is a ferry without a crew.", "What is QX-7?"),
        ("id", "Anna Lund membuka jembatan itu pada 18 Mei 2022.", "Kapan Anna Lund membuka jembatan itu?"),
        ("id", "Pelabuhan Ellen memiliki 1.200 kapal.", "Berapa kapal yang dimiliki Pelabuhan Ellen?"),
        ("id", "Sebanyak 12 orang terluka di Pelabuhan Ellen.", "Berapa orang yang terluka di Pelabuhan Ellen?"),
        ("id", "Anna Lund adalah wali kota itu.", "Siapa Anna Lund?"),
    ],
)
def test_a_statement_becomes_the_question_that_it_answers(language: str, text: str, question: str) -> None:
    assert question in questions(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "She was born in 1932."),
        ("en", "Boats were counted in May 1932. The boats are old."),
        ("id", "Jembatannya dibuka pada 18 Mei 2022."),
        ("id", "Mereka memiliki 1.200 kapal."),
        ("de", "Der Hafen wurde im Mai 1932 gebaut."),
    ],
)
def test_what_names_nothing_makes_no_question(language: str, text: str) -> None:
    assert questions(text, language) == []


def test_a_title_that_asks_about_a_name_is_a_question() -> None:
    assert questions("Some text.", "en", "Who built the Ellen bridge?") == ["Who built the Ellen bridge?"]
    assert questions("Some text.", "en", "Who would do that?") == []
    assert questions("Some text.", "en", "The Ellen bridge") == []


TEXTS = (
    ("en", "Anna Lund opened the new bridge on 18 May 2022. It has two towers."),
    ("id", "Kapal Melati meninggalkan pelabuhan pada 1 Agustus 2022. Hujan turun sejak pagi."),
    ("id", "Yayasan Dermaga memiliki 1.200 kapal. Semuanya berlayar."),
    ("id", "Gedung Suar diresmikan pada 4 Maret 2021. Gedung itu putih."),
)


@pytest.fixture
def made() -> list[Article]:
    return [
        make_article(text=text, title=f"Berita {n}", language=language, published=date(2023, 1, n))
        for n, (language, text) in enumerate(TEXTS, 1)
    ]


def test_what_is_suggested_is_answered_in_each_language_and_kept_until_the_library_changes(
    library: Library, made: list[Article], table_reader: Callable[[Mapping[str, float]], TableReader]
) -> None:
    table_reader({"18 May 2022": 9.0, "1 Agustus 2022": 9.0, "1.200": 9.0, "4 Maret 2021": 9.0})
    library.add_articles(made)
    found = tuple(suggested(library))
    assert len(found) == 3
    assert "When did Anna Lund open the new bridge?" in found
    assert all(library.ask(question).status is AnswerStatus.ANSWERED for question in found)
    assert library.suggestions.of(library.state()) == found
    assert tuple(suggested(library)) == found
    library.remove([made[0].article_id])
    assert library.suggestions.of(library.state()) is None
    assert "When did Anna Lund open the new bridge?" not in tuple(suggested(library))


def test_what_is_not_answered_is_not_suggested(
    library: Library, made: list[Article], table_reader: Callable[[Mapping[str, float]], TableReader]
) -> None:
    table_reader({})
    library.add_articles(made)
    assert tuple(suggested(library)) == ()


def test_nothing_is_kept_while_the_reader_cannot_be_used(sample_copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Library.open(sample_copy) as library:
        library.suggestions.keep((None, 0), [])
        for warnings, kept in ((("the reader is missing",), None), ((), ())):
            with monkeypatch.context() as patch:
                patch.setattr(Library, "warnings", lambda _, said=warnings: said)
                patch.setattr(suggesting, "_is_answered", lambda *_: False)
                assert list(suggested(library)) == []
                assert library.suggestions.of(library.state()) == kept


def test_an_empty_library_suggests_nothing(library: Library) -> None:
    assert tuple(suggested(library)) == ()
