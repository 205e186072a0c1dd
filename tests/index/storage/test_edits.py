"""What a person edits stays, whatever the file says later, and what it was is kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from index.errors import BadInputError
from index.importing import pipeline
from index.importing.report import ImportReport
from index.storage.articles import make_article
from index.storage.database import Database
from index.storage.store import Store
from index.storage.versions import Versions
from index.values import Article, Edit
from tests.support.searching import silent


@pytest.fixture
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    opened = Database(tmp_path_factory.mktemp("library") / "corpus.sqlite", create=True)
    yield opened
    opened.close()


@pytest.fixture
def store(database: Database) -> Store:
    return Store(database)


def added(database: Database, *paths: Path, sync: bool = False) -> ImportReport:
    """Add paths in an import of its own."""
    return pipeline.read_articles(Store(database), paths, identify, silent, sync=sync)


def identify(text: str) -> str:
    return "id" if "kapal" in text.lower() else "en"


def only(store: Store) -> Article:
    (article,) = store.all_articles()
    return article


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_an_edit_is_on_the_article_and_what_it_was_is_a_version(
    database: Database, store: Store, tmp_path: Path
) -> None:
    added(database, written(tmp_path / "a.md", "---\ntitle: Ship\nauthor: B. Writer\n---\nThe ship came in."))
    was = only(store)
    changes = {"title": " The  ship ", "published": "25 June 2022", "author": "", "url": "https://courier.example/1"}
    store.edits.edit(was.article_id, changes, identify)
    now = only(store)
    assert (now.title, now.published, now.author, now.url) == (
        "The ship", date(2022, 6, 25), None, "https://courier.example/1",
    )  # fmt: skip
    assert now.edits == (
        Edit("title", "Ship", "The ship"),
        Edit("url", None, "https://courier.example/1"),
        Edit("author", "B. Writer", None),
        Edit("published", None, "2022-06-25"),
    )
    assert (now.text, now.sha256, now.language) == (was.text, was.sha256, was.language)
    assert now.article_id != was.article_id
    assert [version.article for version in Versions(database).of(now.article_id)] == [was]
    assert store.article(was.article_id) == was
    assert store.edits.count() == 1
    assert store.edits.are_sound(now)


def test_the_passages_follow_the_edit(database: Database, store: Store, tmp_path: Path) -> None:
    added(database, written(tmp_path / "a.md", "---\ntitle: Ship\n---\nThe ship came in."))
    revision = store.revision()
    store.edits.edit(only(store).article_id, {"title": "Ferry", "language": "id", "source": "Courier"}, identify)
    (row,) = store.rows()
    assert (row.content, row.language, row.source) == ("Ferry\nThe ship came in.", "id", "Courier")
    assert store.revision() > revision
    assert [source.name for source in store.overview().sources] == ["Courier"]


def test_adding_the_same_file_again_does_not_undo_it(database: Database, store: Store, tmp_path: Path) -> None:
    path = written(tmp_path / "a.txt", "The ship came in.")
    added(database, path)
    edited = store.edits.edit(only(store).article_id, {"title": "Ferry"}, identify)
    report = added(database, path)
    assert (report.added, report.replaced, report.unchanged) == (0, 0, 1)
    assert only(store).article_id == edited.article_id


def test_it_stays_when_the_file_changes(database: Database, store: Store, tmp_path: Path) -> None:
    path = written(tmp_path / "a.md", "---\ntitle: Ship\nsource: Post\n---\nThe ship came in.")
    added(database, path)
    store.edits.edit(only(store).article_id, {"title": "Ferry"}, identify)
    written(path, "---\ntitle: Boat\nsource: Courier\n---\nThe ship left.")
    report = added(database, path)
    assert (report.added, report.replaced, report.unchanged) == (0, 1, 0)
    now = only(store)
    assert (now.title, now.source, now.text) == ("Ferry", "Courier", "The ship left.")
    assert now.edits == (Edit("title", "Boat", "Ferry"),)
    assert store.edits.undo(now.article_id).title == "Boat"
    assert only(store).edits == ()


def test_it_follows_a_file_that_is_renamed(database: Database, store: Store, tmp_path: Path) -> None:
    path = written(tmp_path / "a.md", "---\ntitle: Ship\n---\nThe ship came in.")
    added(database, tmp_path)
    store.edits.edit(only(store).article_id, {"title": "Ferry"}, identify)
    path = path.rename(tmp_path / "b.md")
    added(database, tmp_path, sync=True)
    written(path, "---\ntitle: Ship\n---\nThe ship left.")
    added(database, tmp_path, sync=True)
    assert (only(store).title, only(store).text) == ("Ferry", "The ship left.")


def test_it_follows_a_file_that_changed_before_it_was_renamed(database: Database, store: Store, tmp_path: Path) -> None:
    path = written(tmp_path / "a.md", "---\ntitle: Ship\n---\nThe ship came in.")
    added(database, tmp_path)
    store.edits.edit(only(store).article_id, {"title": "Ferry"}, identify)
    added(database, written(path, "---\ntitle: Ship\n---\nThe ship left."))
    path.rename(tmp_path / "b.md")
    added(database, tmp_path, sync=True)
    assert (only(store).title, only(store).text) == ("Ferry", "The ship left.")


def test_what_was_undone_stays_so_when_a_file_is_again_what_it_was(
    database: Database, store: Store, tmp_path: Path
) -> None:
    texts = ["---\ntitle: Ship\n---\nThe ship came in.", "---\ntitle: Ship\n---\nThe ship left."]
    path = written(tmp_path / "a.md", texts[0])
    added(database, path)
    store.edits.edit(only(store).article_id, {"title": "Ferry"}, identify)
    added(database, written(path, texts[1]))
    store.edits.undo(only(store).article_id)
    for text in texts:
        added(database, written(path, text))
        assert (only(store).title, only(store).edits) == ("Ship", ())


def test_undoing_leaves_an_article_that_says_the_same_by_itself(
    database: Database, store: Store, tmp_path: Path
) -> None:
    for name, title in (("a", "Ship"), ("b", "Ferry")):
        written(tmp_path / f"{name}.md", f"---\ntitle: {title}\n---\nThe ship came in.")
    added(database, tmp_path)
    ship, ferry = sorted(store.all_articles(), key=lambda each: each.title, reverse=True)
    assert store.edits.edit(ship.article_id, {"title": "Ferry"}, identify).article_id == ferry.article_id
    assert only(store).edits == (Edit("title", "Ship", "Ferry"),)
    assert store.edits.undo(ferry.article_id) == ship
    assert sorted(store.all_articles(), key=lambda each: each.title) == [ferry, ship]
    assert added(database, tmp_path).unchanged == 2


def test_what_a_file_says_by_itself_is_no_edit_any_more(database: Database, store: Store, tmp_path: Path) -> None:
    path = written(tmp_path / "a.md", "---\ntitle: Ship\n---\nThe ship came in.")
    added(database, path)
    edited = store.edits.edit(only(store).article_id, {"title": "Ferry"}, identify)
    added(database, written(path, "---\ntitle: Ferry\n---\nThe ship came in."))
    assert (only(store).article_id, only(store).edits) == (edited.article_id, ())


def test_an_edit_of_a_row_moves_with_it(database: Database, store: Store, tmp_path: Path) -> None:
    rows = ["title,text", "Ship,The ship came in.", "Tide,The tide was high."]
    path = written(tmp_path / "a.csv", "\n".join(rows))
    added(database, path)
    (ship,) = (each for each in store.all_articles() if each.title == "Ship")
    store.edits.edit(ship.article_id, {"title": "Ferry"}, identify)
    for _ in range(2):
        rows.insert(1, f"Fog {len(rows)},Fog number {len(rows)} came in.")
        written(path, "\n".join(rows))
        for _ in range(2):
            added(database, path)
            titles = sorted(each.title for each in store.all_articles())
            assert titles == sorted(["Ferry", "Tide", *(row.partition(",")[0] for row in rows[1:-2])])


def test_edits_add_up_and_are_undone_together(database: Database, store: Store, tmp_path: Path) -> None:
    path = written(tmp_path / "a.md", "---\ntitle: Ship\n---\nThe ship came in.")
    added(database, path)
    was = only(store)
    first = store.edits.edit(was.article_id, {"title": "Ferry"}, identify)
    second = store.edits.edit(first.article_id, {"source": "Courier"}, identify)
    third = store.edits.edit(second.article_id, {"title": "Boat"}, identify)
    assert only(store).edits == (Edit("title", "Ship", "Boat"), Edit("source", None, "Courier"))
    assert store.edits.edit(third.article_id, {"title": "Boat"}, identify) == third
    assert store.edits.undo(third.article_id) == was == only(store)
    assert store.passages_of(was.article_id)
    assert added(database, path).unchanged == 1
    assert only(store) == was
    assert store.edits.count() == 0


def test_what_a_program_sends_again_stays_edited(store: Store) -> None:
    article = make_article(text="The ship came in.", title="Ship", language="en")
    for origin in ("", "wire/1"):
        store.add([(article, origin, None)])
        if not origin:
            store.edits.edit(article.article_id, {"title": "Ferry"}, identify)
    assert only(store).title == "Ferry"


def test_a_title_or_language_that_is_cleared_is_told_from_the_text(store: Store) -> None:
    article = make_article(text="Kapal itu tiba. Kapal lain pergi.", title="Ship", language="en")
    store.add([(article, "wire/1", None)])
    store.edits.edit(article.article_id, {"title": "", "language": ""}, identify)
    assert (only(store).title, only(store).language) == ("Kapal itu tiba. Kapal lain pergi.", "id")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"published": "soon"}, "'soon' is not a date; write 2022-06-25 or 25 June 2022"),
        ({"published": "31 June 2022"}, "'31 June 2022' is not a date"),
        ({"language": "Bahasa Indonesia"}, "'Bahasa Indonesia' is not a language code"),
        ({"url": "courier.example/1"}, "'courier.example/1' is not a web address"),
        ({"url": "javascript:alert(1)"}, "'javascript:alert(1)' is not a web address"),
        ({"text": "Other words."}, "an article has no text to edit; give one of title,"),
    ],
)
def test_a_value_that_cannot_be_changes_nothing(store: Store, changes: dict[str, object], said: str) -> None:
    article = make_article(text="The ship came in.", title="Ship", language="en")
    store.add([(article, "wire/1", None)])
    with pytest.raises(BadInputError) as caught:
        store.edits.edit(article.article_id, {"title": "Ferry", **changes}, identify)
    assert str(caught.value).startswith(said)
    assert only(store) == article


def test_an_edit_that_was_tampered_with_is_not_sound(database: Database, store: Store) -> None:
    article = make_article(text="The ship came in.", title="Ship", language="en")
    store.add([(article, "wire/1", None)])
    now = store.edits.edit(article.article_id, {"title": "Ferry"}, identify)
    with database.transaction() as connection:
        connection.execute("""UPDATE edited SET was = '{"title": "Yacht"}'""")
    assert not store.edits.are_sound(now)
