"""An article that comes again from where another came takes its place, and what was said before can be looked up."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from index.errors import BadInputError, UnknownArticleError
from index.storage.articles import make_article
from index.storage.changes import Kept
from index.storage.database import Database
from index.storage.store import Store
from index.storage.versions import Versions
from index.values import Article, Span
from qa.library import Library


def said(text: str) -> Article:
    return make_article(text=text, title="Tides", language="en")


FIRST, SECOND, THIRD = map(said, ("The tide rose.", "The tide rose and fell.", "The tide fell."))
OTHER = make_article(text="Bees dance.", language="en")
EDITED = said("The tide was edited.")


def add(database: Database, article: Article, origin: str) -> Kept:
    return Store(database).add([(article, origin, (Span(0, len(article.text)),))])


def ids(database: Database) -> set[str]:
    return {summary.article_id for summary in Store(database).summaries()}


def test_what_comes_from_the_same_place_takes_the_place_of_what_did(database: Database) -> None:
    before = datetime.now(UTC)
    assert add(database, FIRST, "tides.txt") == Kept(1, 0)
    assert add(database, OTHER, "bees.txt") == Kept(1, 0)
    assert add(database, SECOND, "tides.txt") == Kept(0, 1)
    assert ids(database) == {SECOND.article_id, OTHER.article_id}
    (version,) = Versions(database).of(SECOND.article_id)
    assert (version.article, version.now) == (FIRST, SECOND.article_id)
    assert before <= version.replaced <= datetime.now(UTC)
    assert Versions(database).of(FIRST.article_id) == (version,)
    assert Versions(database).of(OTHER.article_id) == ()
    assert Store(database).article(FIRST.article_id) == FIRST
    assert [row.content for row in Store(database).rows()] == ["Bees dance.", f"Tides\n{SECOND.text}"]


def test_versions_of_versions_are_the_newest_first(database: Database) -> None:
    for article in (FIRST, SECOND, THIRD):
        add(database, article, "tides.txt")
    for article in (FIRST, SECOND, THIRD):
        assert [version.article for version in Versions(database).of(article.article_id)] == [SECOND, FIRST]
    assert list(Versions(database).all_articles()) == sorted((FIRST, SECOND), key=lambda each: each.article_id)


def test_what_it_said_before_may_be_said_again(database: Database) -> None:
    for article in (FIRST, SECOND, FIRST):
        add(database, article, "tides.txt")
    assert ids(database) == {FIRST.article_id}
    assert [version.article for version in Versions(database).of(FIRST.article_id)] == [SECOND]


def test_a_file_that_moved_is_the_same_article_and_is_followed(database: Database, tmp_path: Path) -> None:
    add(database, FIRST, str(tmp_path / "tides.txt"))
    revision = Store(database).revision()
    assert add(database, FIRST, str(tmp_path / "moved.txt")) == Kept(0, 0)
    assert Store(database).revision() == revision
    assert add(database, SECOND, str(tmp_path / "moved.txt")) == Kept(0, 1)


@pytest.mark.parametrize("changed", ["a.txt", "b.txt"])
def test_an_article_that_another_file_still_carries_stays(database: Database, tmp_path: Path, changed: str) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(FIRST.text, encoding="utf-8")
        add(database, FIRST, str(tmp_path / name))
    assert add(database, SECOND, str(tmp_path / changed)) == Kept(1, 0)
    assert ids(database) == {FIRST.article_id, SECOND.article_id}


@pytest.mark.parametrize("changed", ["wire/1", "https://a.example/1"])
def test_an_article_that_is_in_another_place_of_a_program_or_the_web_stays(database: Database, changed: str) -> None:
    for name in ("wire/1", "https://a.example/1"):
        add(database, FIRST, name)
    assert add(database, SECOND, changed) == Kept(1, 0)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([FIRST, SECOND, THIRD], [SECOND, THIRD]),  # rows move up
        ([FIRST, SECOND], [OTHER, FIRST, SECOND]),  # rows move down
        ([FIRST, FIRST], [FIRST, SECOND]),
        ([FIRST, FIRST], [SECOND, FIRST]),
        ([FIRST, SECOND], [SECOND, FIRST]),
    ],
)
def test_the_rows_of_a_table_may_move(
    database: Database, tmp_path: Path, before: list[Article], after: list[Article]
) -> None:
    (tmp_path / "table.csv").write_text("text", encoding="utf-8")
    for rows in (before, after):
        store = Store(database)
        for number, article in enumerate(rows, 1):
            store.add([(article, f"{tmp_path / 'table.csv'}#{number}", (Span(0, len(article.text)),))])
        assert {article.article_id for article in rows} <= ids(database)
    add(database, EDITED, f"{tmp_path / 'table.csv'}#{len(after)}")
    assert after[-1].article_id not in ids(database) or after.count(after[-1]) > 1


def test_what_is_replaced_answers_until_there_is_an_index_without_it(database: Database) -> None:
    add(database, FIRST, "tides.txt")
    store = Store(database)
    ((passage_id, _),) = store.article_ids().items()
    add(database, SECOND, "tides.txt")
    assert store.passages([passage_id])[passage_id].text == FIRST.text
    assert store.articles([FIRST.article_id]) == {FIRST.article_id: FIRST}
    assert [row.content for row in store.rows()] == [f"Tides\n{SECOND.text}"]
    store.forget_replaced(store.revision() - 1)  # the index of before, which has it
    assert passage_id in store.passages([passage_id])
    store.forget_replaced(store.revision())
    assert store.passages([passage_id]) == {}
    assert store.articles([FIRST.article_id]) == {FIRST.article_id: FIRST}


def test_two_files_may_change_places(database: Database, tmp_path: Path) -> None:
    names = [str(tmp_path / name) for name in ("a.txt", "b.txt")]
    for name, article in zip(names, (FIRST, SECOND), strict=True):
        Path(name).write_text(article.text, encoding="utf-8")
        add(database, article, name)
    passages = Store(database).article_ids()
    store = Store(database)
    kept = store.add([(SECOND, names[0], None), (FIRST, names[1], None)])
    assert kept == Kept(0, 0)
    assert store.article_ids() == passages
    assert database.rows("SELECT * FROM versions") == []


def test_a_row_put_on_top_of_a_table_is_one_more_and_takes_no_other_away(database: Database, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("text", encoding="utf-8")
    for rows, expected in (((FIRST, SECOND), Kept(2, 0)), ((OTHER, FIRST, SECOND), Kept(1, 0))):
        store = Store(database)
        assert store.add([(row, f"{table}#{number}", None) for number, row in enumerate(rows, 1)]) == expected
        store.forget_replaced(store.revision())
        assert set(store.article_ids().values()) == {row.article_id for row in rows}
        assert database.rows("SELECT * FROM versions") == []


def test_an_article_that_moved_keeps_what_it_said_before(database: Database, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("text", encoding="utf-8")
    for rows in ((FIRST, OTHER), (SECOND, OTHER), (EDITED, OTHER), (THIRD, EDITED, OTHER)):
        store = Store(database)
        for number, row in enumerate(rows, 1):
            store.add([(row, f"{table}#{number}", None)])
        store.forget_replaced(store.revision())
    assert {version.article.article_id for version in Versions(database).of(EDITED.article_id)} == {
        FIRST.article_id,
        SECOND.article_id,
    }
    assert Versions(database).of(THIRD.article_id) == ()


def test_what_is_new_and_what_is_replaced_are_counted_apart(database: Database, tmp_path: Path) -> None:
    store = Store(database)
    for number, article in enumerate((FIRST, SECOND)):
        store.add([(article, f"wire/{number}", None)])
    assert Store(database).add([(OTHER, "wire/2", None), (SECOND, "wire/0", None)]) == Kept(1, 1)
    before = Store(database).add([(FIRST, "wire/0", None)])  # an import that was killed before it had an index
    assert before == Kept(1, 0)
    assert Store(database).add([(FIRST, "wire/0", None)]) == Kept(0, 0)


def test_an_article_goes_when_it_has_gone_from_everywhere(database: Database) -> None:
    add(database, FIRST, "a.txt")
    add(database, FIRST, "b.txt")
    assert Store(database).remove_origins(["a.txt", "none.txt"]) == 0
    assert ids(database) == {FIRST.article_id}
    assert list(Store(database).names()) == [(FIRST.article_id, None, "b.txt")]
    assert Store(database).remove_origins(["b.txt"]) == 1
    assert ids(database) == set()


def test_an_article_from_nowhere_takes_no_place(database: Database) -> None:
    assert add(database, FIRST, "") == Kept(1, 0)
    assert add(database, SECOND, "") == Kept(1, 0)


def test_removing_an_article_forgets_its_versions(database: Database) -> None:
    add(database, FIRST, "tides.txt")
    add(database, SECOND, "tides.txt")
    Store(database).remove([SECOND.article_id])
    assert Store(database).article(FIRST.article_id) is None
    assert database.rows("SELECT * FROM versions") == []


def test_pages_are_kept_with_an_article_and_with_its_versions(database: Database) -> None:
    paged = Article("0123456789ab", "Report", "One.\n\nTwo.", "en", None, None, None, None, "digest", (0, 6))
    add(database, paged, "report.pdf")
    assert Store(database).article(paged.article_id) == paged
    assert [paged.page_at(offset) for offset in (0, 5, 6, 9)] == [1, 1, 2, 2]
    assert FIRST.page_at(3) is None
    add(database, FIRST, "report.pdf")
    assert Store(database).article(paged.article_id) == paged


def test_a_library_answers_from_what_is_said_now_and_shows_what_was(tmp_path: Path) -> None:
    with Library.create(tmp_path / "library") as library:
        first = library.add_articles([FIRST, OTHER], ["tides", "bees"])
        second = library.add_articles([SECOND], ["tides"])
        assert (first.added, first.replaced, first.unchanged) == (2, 0, 0)
        assert (second.added, second.replaced, second.unchanged, second.embedded) == (0, 1, 0, 1)
        found = {hit.article.article_id for hit in library.search("the tide")}
        assert found == {SECOND.article_id, OTHER.article_id}
        assert library.article(FIRST.article_id[:8]) == FIRST
        assert [version.article for version in library.versions(SECOND.article_id)] == [FIRST]
        assert library.verify() == ()
        library.remove([SECOND.article_id])
        with pytest.raises(UnknownArticleError):
            library.article(FIRST.article_id)
        assert library.verify() == ()


def test_a_damaged_version_is_found(tmp_path: Path) -> None:
    with Library.create(tmp_path / "library") as library:
        library.add_articles([FIRST], ["tides"])
        library.add_articles([SECOND], ["tides"])
    with contextlib.closing(Database(tmp_path / "library" / "corpus.sqlite")) as database, database.transaction() as c:
        c.execute("UPDATE versions SET text = 'The tide did not rise.'")
    with Library.open(tmp_path / "library") as library:
        assert library.verify() == (f"version {FIRST.article_id} is not the text that was added",)


def test_as_many_origins_as_articles(tmp_path: Path) -> None:
    with (
        Library.create(tmp_path / "library") as library,
        pytest.raises(BadInputError, match="there are 2 articles and 1 origins"),
    ):
        library.add_articles([FIRST, SECOND], ["tides"])
