"""Articles that programs make: their language is told, and what could not be opened, cited or shown is refused."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import BadInputError, KutipError
from index.storage.articles import MAX_TITLE, identities
from index.storage.checking import check_article
from index.storage.passages import content_hash, passage_content
from index.storage.store import Store
from index.values import Article, Problem
from qa import AsyncLibrary, Library, make_article
from tests.support.builders import database_of

BRIDGE = "Jembatan itu dibuka pada 3 Maret 1951 oleh para insinyur dari Bandung. Jembatan menghubungkan dua kota."
FERRY = "Kapal feri berangkat dari Merak pada tengah hari setiap hari kerja menuju Bakauheni."
GOOD = make_article(text="The ferry sails at noon.", title="Ferry", language="en", published=date(2022, 6, 25))


class NaT(datetime):
    """As pandas' own: a datetime, that of a day that is missing."""

    def date(self) -> date:
        raise ValueError("NaTType does not support date")


MISSING = NaT(2022, 6, 25)


def identified(article: Article, **changed: Any) -> Article:
    """A changed article with the id of what it then holds."""
    made = replace(article, **changed)
    return replace(made, article_id=max(identities(made)))


# Languages


def test_the_language_of_an_article_is_told_and_it_answers_across_languages(library: Library) -> None:
    library.add_articles([make_article(text=BRIDGE), make_article(text=FERRY)])
    assert library.languages() == (("id", 2),)
    said = [library.ask(each) for each in ("When did the bridge open?", "Where does the ferry leave from?")]
    assert [answer.citations[0].quote in text for answer, text in zip(said, (BRIDGE, FERRY), strict=True)] == [True] * 2
    assert library.verify() == ()


def test_the_language_is_told_wherever_articles_come_in(library: Library) -> None:
    first, second, third = (make_article(text=f"{BRIDGE} {number}") for number in "123")
    library.keep_articles(first)

    async def add() -> None:
        awaited = AsyncLibrary(library)
        await awaited.add_articles(second)
        await awaited.keep_articles([third])

    asyncio.run(add())
    assert library.languages() == (("id", 3),)


def test_a_language_that_is_given_stays_and_no_language_changes_the_id(library: Library) -> None:
    library.keep_articles(
        [
            make_article(text=BRIDGE, language="en"),
            make_article(text=FERRY, language="und"),
            make_article(text="1951 1952"),
        ]
    )
    assert dict(library.languages()) == {"en": 1, "id": 1, "und": 1}
    assert library.article(make_article(text=FERRY, language="und").article_id).language == "id"
    library.add()
    assert library.verify() == ()


def test_an_article_that_was_kept_without_a_language_has_one_when_it_comes_again(library: Library) -> None:
    article = make_article(text=BRIDGE)
    with database_of(library) as database:
        Store(database).add([(article, "", None)])
    library.add()
    assert library.languages() == (("und", 1),)
    report = library.add_articles(article)
    assert (report.added, report.unchanged, report.embedded) == (0, 1, 0)
    assert library.languages() == (("id", 1),)
    assert library.is_up_to_date()
    assert library.verify() == ()
    assert library.keep_articles(article).added == 0
    assert library.is_up_to_date()


# What is wrong with an article

WRONG: dict[str, tuple[Article, str]] = {
    "id": (replace(GOOD, article_id="id1"), "its id is not 12 hexadecimal digits"),
    "long id": (replace(GOOD, article_id="0" * 13), "its id is not 12 hexadecimal digits"),
    "id of nothing": (replace(GOOD, article_id=None), "its article_id is not text"),  # type: ignore[arg-type]
    "id of another": (replace(GOOD, article_id="0" * 12), "its id is not that of what it holds"),
    "digest": (replace(GOOD, sha256="00"), "its sha256 is not the digest of its text"),
    "another text": (replace(GOOD, text="The ferry sank."), "its sha256 is not the digest of its text"),
    "text with escapes": (replace(GOOD, text="The \x1b[31mferry"), "its text is empty or has characters"),
    "text of half a character": (replace(GOOD, text="The \ud800 ferry"), "its text is empty or has characters"),
    "no text": (replace(GOOD, text=" \n"), "its text is empty"),
    "text of numbers": (replace(GOOD, text=7), "its text is not text"),  # type: ignore[arg-type]
    "title with a bell": (identified(GOOD, title="T\x1b]0;owned\x07"), "its title is not one line of plain text"),
    "title of two lines": (identified(GOOD, title="One\nTwo"), "its title is not one line of plain text"),
    "long title": (identified(GOOD, title="T" * 301), "its title has more than 300 characters"),
    "outlet": (identified(GOOD, source="S\x1b[5m"), "its source is not one line of plain text"),
    "outlet of numbers": (replace(GOOD, source=7), "its source is neither text nor None"),  # type: ignore[arg-type]
    "author": (identified(GOOD, author="A\u202eB"), "its author is not one line of plain text"),
    "address": (identified(GOOD, url="javascript:alert(1)"), "its url is not an http or https address"),
    "address with a space": (identified(GOOD, url="https://a.example/b c"), "its url is not an http or https address"),
    "time": (replace(GOOD, published=datetime(2022, 6, 25)), "its published is not a datetime.date"),
    "missing day": (replace(GOOD, published=MISSING), "its published is not a datetime.date"),
    "day in words": (replace(GOOD, published="2022-06-25"), "its published is not a datetime.date"),  # type: ignore[arg-type]
    "language": (replace(GOOD, language="en\x1b[7m"), "its language is not an ISO 639 code"),
    "pages": (replace(GOOD, pages=(0, 9_000)), "its pages are not places in its text"),
    "pages in disorder": (replace(GOOD, pages=(6, 0)), "its pages are not places in its text"),
    "pages in words": (replace(GOOD, pages=("0",)), "its pages are not places in its text"),  # type: ignore[arg-type]
}


@pytest.mark.parametrize(("article", "said"), WRONG.values(), ids=WRONG)
def test_a_wrong_article_is_named_and_nothing_is_kept(library: Library, article: Article, said: str) -> None:
    library.add_articles(make_article(text="The bridge opened in 1951.", language="en"))
    before = library.state()
    for keep in (library.add_articles, library.keep_articles):
        with pytest.raises(KutipError) as error:
            keep([make_article(text="Bees dance.", language="en"), article])
        assert said in error.value.message
        assert str(article.article_id)[:13] in error.value.message
        assert error.value.message.isprintable()
        assert error.value.hint == "make it with `make_article`"
    assert library.state() == before


def test_a_right_article_is_kept_as_it_is(library: Library) -> None:
    paged = replace(GOOD, pages=(0, 4))
    library.add_articles(paged)
    assert library.article(GOOD.article_id) == paged


@settings(max_examples=300)
@given(
    st.text(min_size=1, max_size=60),
    st.text(max_size=400),
    st.text(max_size=40),
    st.sampled_from(["", "https://a.example/b", "ftp://a.example", " https://a.example "]),
    st.none() | st.dates() | st.datetimes(),
    st.sampled_from([None, "en", "und", "EN-gb", "id"]),
)
def test_whatever_make_article_makes_may_be_kept(
    text: str, title: str, source: str, url: str, published: date | None, language: str | None
) -> None:
    try:
        made = make_article(
            text=text, title=title, source=source, author=source, url=url, published=published, language=language
        )
    except BadInputError:
        return
    assert check_article(made, lambda _: made.language) == made


@pytest.mark.parametrize("published", [MISSING, "2022-06-25", float("nan"), 20220625], ids=repr)
def test_no_article_is_made_of_what_is_no_date(published: object) -> None:
    with pytest.raises(BadInputError, match="published is not a date"):
        make_article(text="The ferry sails.", published=published)  # type: ignore[arg-type]


# Two articles with one id


def test_another_article_with_an_id_that_is_kept_is_refused(library: Library) -> None:
    library.add_articles(GOOD, "ferry")
    before = library.state()
    for changed in (make_article(text="The ferry sank.", title="Ferry", language="en"), replace(GOOD, source="Post")):
        refused = pytest.raises(BadInputError, match=f"its id {GOOD.article_id} is that of another article")
        with refused, database_of(library) as database:
            Store(database).add(
                [(make_article(text="Bees dance."), "", None), (replace(changed, article_id=GOOD.article_id), "", None)]
            )
        with pytest.raises(BadInputError, match="its id is not that of what it holds"):
            library.add_articles(replace(changed, article_id=GOOD.article_id))
    assert library.state() == before


def test_the_id_of_a_version_is_not_taken_by_another(library: Library) -> None:
    library.add_articles(GOOD, "ferry")
    library.add_articles(make_article(text="The ferry sank.", language="en"), "ferry")
    other = replace(make_article(text="Bees dance.", language="en"), article_id=GOOD.article_id)
    with pytest.raises(BadInputError, match="is that of another article"), database_of(library) as database:
        Store(database).add([(other, "", None)])
    assert library.article(GOOD.article_id) == GOOD
    assert library.add_articles(GOOD, "ferry").replaced == 1


def test_a_file_whose_article_has_the_id_of_another_is_a_problem(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    for name in ("a.txt", "b.txt", "c.txt"):
        (folder / name).write_text(f"This is the text of {name}.", encoding="utf-8")
    monkeypatch.setattr(
        "index.storage.articles.identity", lambda article, _: "c" * 12 if "c.txt" in article.text else "a" * 12
    )
    report = library.add(folder)
    assert (report.added, report.replaced, report.unchanged) == (2, 0, 0)
    (problem,) = report.problems
    assert isinstance(problem, Problem)
    assert problem.path == folder / "b.txt"
    assert f"its id {'a' * 12} is that of another article" in problem.reason
    assert [each.path for each in library.problems()] == [str(folder / "b.txt")]
    again = library.add(folder, sync=True)
    assert (again.added, again.unchanged, again.removed, len(again.problems)) == (0, 2, 0, 1)
    monkeypatch.undo()
    assert library.add(folder / "b.txt").added == 1
    assert library.problems() == ()


# Titles


@pytest.mark.parametrize("length", [299, 300, 301, 100_000])
@pytest.mark.parametrize("words", ["T", "word "])
def test_titles_are_bounded(library: Library, length: int, words: str) -> None:
    given = (words * length)[:length].strip()
    title = make_article(text="The bridge of Solo opened in 1951.", title=given, language="en").title
    assert len(title) <= MAX_TITLE
    assert title == given if len(given) <= MAX_TITLE else title.endswith("…")
    assert given.startswith(title.removesuffix("…"))


@pytest.mark.parametrize("length", [1, 149, 150, 151, 300])
def test_of_a_long_title_only_its_beginning_is_indexed(length: int) -> None:
    content = passage_content("T" * length, "It has towers.")
    assert content == f"{'T' * min(length, 150)}\nIt has towers."
    assert passage_content("ab " * 60, "It has towers.") == f"{('ab ' * 50).strip()}\nIt has towers."


def test_a_library_with_long_titles_is_sound_and_embeds_their_beginnings(library: Library) -> None:
    title = "T" * 100_000
    made = identified(make_article(text="The bridge of Solo opened in 1951.", language="en"), title=title)
    with database_of(library) as database:
        store = Store(database)
        store.add([(made, "", None)])
        with database.transaction() as connection:  # as it was hashed before titles were bounded
            old = content_hash(f"{title}\n{made.text}")
            connection.execute("UPDATE passages SET text_hash = ?", (old,))
        ((passage_id, _),) = store.vectors("m", 3).missing()
        assert len(store.contents([passage_id])[passage_id]) < 200
    assert library.add().embedded == 1
    assert library.verify() == ()
    assert library.verify(repair=True) == ()
    assert library.ask("When did the bridge of Solo open?").hits[0].article.title == title
