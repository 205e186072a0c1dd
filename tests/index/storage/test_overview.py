"""What a library holds, counted."""

from __future__ import annotations

from datetime import date

from index.storage.articles import make_article
from index.storage.database import Database
from index.storage.overview import Overview, Source
from index.storage.store import Store

ROWS = (
    ("The quay was closed.", "en", "Harbour Post", date(2021, 3, 2)),
    ("Dermaga itu ditutup.", "id", "Kabar Pelabuhan", date(2021, 3, 5)),
    ("The crane fell at noon.", "en", "Harbour Post", date(2023, 1, 9)),
    ("A note without a day.", "en", "Harbour Post", None),
    ("A note of nobody.", "en", None, None),
    ("Catatan tanpa hari.", "id", "Arsip", None),
)


def test_articles_are_counted_by_language_outlet_and_year(store: Store) -> None:
    made = (make_article(text=text, language=lang, source=source, published=day) for text, lang, source, day in ROWS)
    store.add((article, "", None) for article in made)
    assert store.overview() == Overview(
        articles=6,
        languages=(("en", 4), ("id", 2)),
        sources=(
            Source("Harbour Post", 3, date(2021, 3, 2), date(2023, 1, 9)),
            Source("Arsip", 1, None, None),
            Source("Kabar Pelabuhan", 1, date(2021, 3, 5), date(2021, 3, 5)),
        ),
        years=((2023, 1), (2021, 2)),
        first=date(2021, 3, 2),
        last=date(2023, 1, 9),
        undated=3,
    )


def test_an_empty_library_has_nothing(store: Store) -> None:
    assert store.overview() == Overview(0, (), (), (), None, None, 0)


def test_a_day_that_is_none_counts_as_undated(store: Store, database: Database) -> None:
    store.add([(make_article(text="The quay was closed.", language="en", published=date(2021, 3, 2)), "", None)])
    with database.transaction() as connection:
        connection.execute("UPDATE articles SET published = 'soon'")
    assert (store.overview().years, store.overview().first, store.overview().undated) == ((), None, 1)
