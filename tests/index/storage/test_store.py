"""What is put into the store comes out as it was, once, and everything that SQLite refuses is said in a line."""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from collections.abc import Generator, Iterator, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import index.storage.database
from index.errors import LibraryBusyError, StoreError
from index.paths import LibraryPaths
from index.storage.articles import make_article
from index.storage.changes import Kept
from index.storage.database import Database
from index.storage.migrations import MIGRATIONS, migrate
from index.storage.passages import StoredPassage, content_hash, passage_content
from index.storage.store import ArticleSummary, Store
from index.storage.vectors import VectorStore
from index.values import Article, Filters, Passage, Span, Vectors

BRIDGE = make_article(
    text="The bridge opened. It has towers.",
    title="Bridge",
    source="Harbour News",
    url="https://example.org/bridge",
    author="A. Writer",
    published=date(1932, 5, 20),
    language="en",
)
BRIDGE_SPANS = (Span(0, 18), Span(19, 33))
BEES = make_article(text="Lebah menari.", title="Lebah", published=date(2020, 1, 2), language="id")
BEES_SPANS = (Span(0, 13),)
TWIN = make_article(text="Lebah menari.", title="Lebah", source="Another Paper", language="id")
"""Another article with the content of `BEES`, so that the two share an embedding."""


@pytest.fixture
def path(paths: LibraryPaths) -> Path:
    return paths.database


@pytest.fixture
def filled(store: Store) -> Store:
    assert store.add([(BRIDGE, "a.txt", BRIDGE_SPANS), (BEES, "b.txt", BEES_SPANS)]) == Kept(2, 0)
    return store


@pytest.fixture
def vectors(database: Database) -> VectorStore:
    return VectorStore(database, "model-a", 4)


def embedded_hashes(database: Database) -> set[object]:
    return {row[0] for row in database.rows("SELECT text_hash FROM embeddings")}


def unit(*rows: tuple[float, ...]) -> Vectors:
    values = np.array(rows, np.float32)
    unit_rows: Vectors = values / np.linalg.norm(values, axis=1, keepdims=True)
    return unit_rows


# Articles and passages


def test_an_article_comes_back_as_it_was(filled: Store) -> None:
    assert filled.article(BRIDGE.article_id) == BRIDGE
    assert filled.article(BEES.article_id) == BEES
    assert filled.article("nothing") is None
    assert filled.articles([BEES.article_id, "nothing", BRIDGE.article_id]) == {
        BRIDGE.article_id: BRIDGE,
        BEES.article_id: BEES,
    }
    assert list(filled.all_articles()) == sorted([BRIDGE, BEES], key=lambda article: article.article_id)


def test_any_number_of_ids_may_be_asked_for(filled: Store) -> None:
    ids = [f"none-{number}" for number in range(1_201)] + [BEES.article_id]
    assert filled.known(ids) == {BEES.article_id}
    assert filled.articles(ids) == {BEES.article_id: BEES}
    assert filled.known([]) == frozenset()


def test_passages_are_the_articles_characters(filled: Store) -> None:
    first = Passage(1, BRIDGE.article_id, 0, 0, 18, "The bridge opened.")
    second = Passage(2, BRIDGE.article_id, 1, 19, 33, "It has towers.")
    third = Passage(3, BEES.article_id, 0, 0, 13, "Lebah menari.")
    assert filled.passages([3, 1, 99]) == {1: first, 3: third}
    assert filled.passages_of(BRIDGE.article_id) == (first, second)
    assert filled.passages_of("nothing") == ()


def test_rows_are_every_passage_with_its_title_in_the_order_of_import(filled: Store) -> None:
    assert list(filled.rows()) == [
        StoredPassage(1, "en", "Bridge\nThe bridge opened.", "Harbour News", date(1932, 5, 20)),
        StoredPassage(2, "en", "Bridge\nIt has towers.", "Harbour News", date(1932, 5, 20)),
        StoredPassage(3, "id", "Lebah menari.", None, date(2020, 1, 2)),
    ]
    assert filled.contents([2, 99]) == {2: "Bridge\nIt has towers."}


def test_the_hash_is_of_the_indexed_content(filled: Store) -> None:
    expected = hashlib.sha256(b"Bridge\nIt has towers.").digest()[:16]
    assert content_hash(passage_content("Bridge", "It has towers.")) == expected
    assert filled.text_hash(2) == expected
    assert filled.text_hash(99) is None


def test_summaries_are_newest_first_and_undated_last(filled: Store) -> None:
    filled.add([(TWIN, "c.txt", BEES_SPANS)])
    assert filled.summaries() == (
        ArticleSummary(BEES.article_id, "Lebah", "id", None, date(2020, 1, 2), 1),
        ArticleSummary(BRIDGE.article_id, "Bridge", "en", "Harbour News", date(1932, 5, 20), 2),
        ArticleSummary(TWIN.article_id, "Lebah", "id", "Another Paper", None, 1),
    )


@pytest.mark.parametrize(
    ("filters", "left"),
    [
        (Filters(), "BEES BRIDGE TWIN"),
        (Filters(since=date(1932, 5, 20)), "BEES BRIDGE"),
        (Filters(since=date(1932, 5, 21)), "BEES"),
        (Filters(until=date(1932, 5, 20)), "BRIDGE"),
        (Filters(until=date(1932, 5, 19)), ""),
        (Filters(sources=frozenset({"HARBOUR news", "another paper"})), "BRIDGE TWIN"),
        (Filters(languages=frozenset({"id"})), "BEES TWIN"),
        (Filters(languages=frozenset({"ID"}), sources=frozenset({"Another Paper"})), "TWIN"),
        (Filters(sources=frozenset({'Nobody\'s "Paper"'})), ""),
    ],
)
def test_only_the_summaries_that_filters_leave(filled: Store, filters: Filters, left: str) -> None:
    filled.add([(TWIN, "c.txt", BEES_SPANS)])
    names = {BEES.article_id: "BEES", BRIDGE.article_id: "BRIDGE", TWIN.article_id: "TWIN"}
    whole = filled.summaries(filters=filters)
    assert " ".join(names[each.article_id] for each in whole) == left
    if len(whole) > 1:
        first = whole[0]
        assert filled.summaries((first.published, first.article_id), 1, filters) == whole[1:2]


def test_articles_of_one_day_are_listed_by_id(store: Store) -> None:
    same_day = [make_article(text=f"Kabar {n}.", published=date(2021, 1, 1), language="id") for n in range(6)]
    store.add([(article, "", ()) for article in same_day])
    assert [s.article_id for s in store.summaries()] == sorted(article.article_id for article in same_day)


def test_matching_takes_the_prefix_literally(filled: Store) -> None:
    both = sorted([BRIDGE.article_id, BEES.article_id])
    assert filled.matching("") == tuple(both)
    assert filled.matching(BEES.article_id[:6]) == (BEES.article_id,)
    assert filled.matching("%") == filled.matching("_" * 4) == filled.matching("zz") == ()


def test_counts_and_languages(filled: Store) -> None:
    assert filled.counts() == (2, 3)
    assert filled.overview().languages == (("en", 1), ("id", 1))
    filled.add([(TWIN, "c.txt", BEES_SPANS)])
    assert filled.counts() == (3, 4)
    assert filled.overview().languages == (("id", 2), ("en", 1))


def test_settings_are_kept_and_replaced(store: Store, path: Path) -> None:
    assert store.setting("model") is None
    store.set_setting("model", "one")
    store.set_setting("model", "two")
    with contextlib.closing(Database(path)) as other:
        assert Store(other).setting("model") == "two"


def test_the_revision_grows_with_each_change_and_only_then(filled: Store) -> None:
    assert filled.revision() == 1
    filled.add([(BEES, "again.txt", BEES_SPANS)])
    filled.add([])
    filled.remove(["nothing"])
    filled.set_setting("model", "one")
    assert filled.revision() == 1
    filled.add([(TWIN, "c.txt", BEES_SPANS)])
    assert filled.revision() == 2
    filled.remove([TWIN.article_id, BEES.article_id])
    assert filled.revision() == 3


# Adding twice, removing


def test_the_same_article_twice_changes_nothing(filled: Store) -> None:
    before = (list(filled.rows()), filled.counts())
    assert filled.add([(BRIDGE, "elsewhere.txt", (Span(0, 3),))]) == Kept(0, 0)
    assert (list(filled.rows()), filled.counts()) == before


def test_the_same_article_twice_in_one_batch_is_one(store: Store) -> None:
    assert store.add([(BEES, "a.txt", BEES_SPANS), (BEES, "b.txt", BEES_SPANS)]) == Kept(1, 0)
    assert store.counts() == (1, 1)
    assert store.revision() == 1


def test_a_batch_is_kept_whole_or_not_at_all(filled: Store) -> None:
    def failing() -> Iterator[tuple[Article, str, tuple[Span, ...]]]:
        yield TWIN, "c.txt", BEES_SPANS
        raise RuntimeError("the reader broke")

    with pytest.raises(RuntimeError, match="the reader broke"):
        filled.add(failing())
    assert filled.known([TWIN.article_id]) == frozenset()
    assert (filled.counts(), filled.revision()) == ((2, 3), 1)
    assert filled.add([(TWIN, "c.txt", BEES_SPANS)]) == Kept(1, 0)


def test_removing_takes_the_passages_too(filled: Store) -> None:
    assert filled.remove([BRIDGE.article_id, BRIDGE.article_id, "nothing"]) == 1
    assert filled.article(BRIDGE.article_id) is None
    assert filled.counts() == (1, 1)
    assert filled.passages([1, 2]) == {}
    assert filled.passages_of(BRIDGE.article_id) == ()


def test_ids_are_never_used_again(filled: Store) -> None:
    filled.remove([BEES.article_id])  # held the greatest id, 3
    filled.add([(BEES, "b.txt", BEES_SPANS)])
    assert [passage.passage_id for passage in filled.passages_of(BEES.article_id)] == [4]
    filled.remove([BRIDGE.article_id, BEES.article_id])
    filled.add([(TWIN, "c.txt", BEES_SPANS)])
    assert [row.passage_id for row in filled.rows()] == [5]


def test_removing_keeps_the_embeddings_that_another_article_shares(
    filled: Store, database: Database, vectors: VectorStore
) -> None:
    filled.add([(TWIN, "c.txt", BEES_SPANS)])
    hashes = [h for _, h in vectors.missing()]
    vectors.add(hashes, unit((1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0)))
    VectorStore(database, "model-b", 4).add(hashes, unit((1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0)))
    shared = content_hash("Lebah menari.")
    filled.remove([BRIDGE.article_id])
    assert embedded_hashes(database) == {shared}
    filled.remove([BEES.article_id])
    assert embedded_hashes(database) == {shared}
    filled.remove([TWIN.article_id])
    assert embedded_hashes(database) == set()


# Characters


@pytest.mark.parametrize(
    "text",
    [
        "🌋🔥 awas! 👩🏽\u200d🚒 🇮🇩 tiba.",
        "e\u0301te\u0301 a\u0308 o\u0302 قال ﷺ السَّلامُ",
        "北京的冬天很冷。𠀀𠮷 漢字",
        "\U00012000\U00012001\U0001d400 x",
        "a\r\nb\tc\u2028d\u00a0e\u00ad",
    ],
)
def test_a_passage_is_the_same_characters_in_sqlite_as_in_python(store: Store, text: str) -> None:
    every = tuple(Span(start, end) for start in range(len(text)) for end in range(start + 1, len(text) + 1))
    article = Article("id", "🌋 title", text, "und", None, None, None, None, "digest")
    store.add([(article, "", every)])
    kept = store.article("id")
    assert kept == article
    passages = store.passages_of("id")
    assert len(passages) == len(every) > 10
    assert [(p.start, p.end, p.text) for p in passages] == [(s.start, s.end, s.of(text)) for s in every]
    assert [row.content for row in store.rows()] == [f"🌋 title\n{span.of(text)}" for span in every]
    assert all(store.text_hash(p.passage_id) == content_hash(f"🌋 title\n{p.text}") for p in passages)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1), st.data())
def test_any_span_of_any_text_comes_back(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    connection = sqlite3.connect(":memory:")
    with contextlib.closing(connection):
        connection.execute("CREATE TABLE t (text TEXT) STRICT")
        connection.execute("INSERT INTO t VALUES (?)", (text,))
        ((found,),) = connection.execute("SELECT substr(text, ? + 1, ? - ?) FROM t", (start, end, start))
    assert found == text[start:end]


# The database


def test_the_library_is_kept_between_openings(path: Path) -> None:
    with contextlib.closing(Database(path, create=True)) as first:
        Store(first).add([(BRIDGE, "a.txt", BRIDGE_SPANS)])
    with contextlib.closing(Database(path)) as second:
        assert Store(second).article(BRIDGE.article_id) == BRIDGE
        assert second.check() is None
        ((mode,),) = second.rows("PRAGMA journal_mode")
        assert mode == "wal"


def test_a_path_may_hold_any_character(tmp_path: Path) -> None:
    path = tmp_path / "a b#c?d%20é🌋.sqlite"
    with contextlib.closing(Database(path, create=True)) as database:
        Store(database).add([(BEES, "b.txt", BEES_SPANS)])
    assert path.is_file()
    with contextlib.closing(Database(path)) as again:
        assert Store(again).counts() == (1, 1)


def test_a_database_is_made_only_when_asked_for(path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be used"):
        Database(path)
    assert not path.exists()


def test_every_migration_is_applied_once_and_remembered(database: Database, path: Path) -> None:
    names = [name for name, _ in MIGRATIONS]
    assert sorted(names) == names
    Database(path).close()
    assert [row[0] for row in database.rows("SELECT name FROM migrations ORDER BY 1")] == names


def test_origins_and_problems_of_an_older_library_are_taken_over(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = MIGRATIONS[: [name for name, _ in MIGRATIONS].index("005-origins")]
    with monkeypatch.context() as patched, contextlib.closing(sqlite3.connect(path, isolation_level=None)) as old:
        patched.setattr("index.storage.migrations.MIGRATIONS", steps)
        migrate(old)
        for article_id, origin in (("a", "/x.txt"), ("b", "")):
            values = (article_id, "T", "Text.", "en", "0" * 64, origin)
            old.execute(
                "INSERT INTO articles (article_id, title, text, language, sha256, origin) VALUES (?,?,?,?,?,?)", values
            )
        old.execute("INSERT INTO problems VALUES ('/y.csv', 'row 2: it has no text', '2022-06-25T10:00:00+00:00')")
    with contextlib.closing(Database(path)) as database:
        assert list(Store(database).names()) == [("a", None, "/x.txt"), ("b", None, "")]
        assert [problem.path for problem in Store(database).problems.list()] == ["/y.csv"]


def test_a_later_versions_step_says_upgrade(filled: Store, database: Database, path: Path) -> None:
    with database.transaction() as connection:
        connection.execute("INSERT INTO migrations VALUES ('999-of-the-future')")
    with pytest.raises(StoreError, match="999-of-the-future") as caught:
        Database(path)
    assert caught.value.hint == "upgrade Kutip"
    assert filled.counts() == (2, 3)


class Overtaken:
    """A connection that is overtaken by another process's whole migration just after it has read which steps to do."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection, self._path = connection, path

    def execute(self, sql: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
        if sql.startswith("BEGIN"):
            Database(self._path).close()
        return self._connection.execute(sql, values)

    def rollback(self) -> None:
        self._connection.rollback()


def test_two_processes_may_make_the_same_library_at_once(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrate(Overtaken(connection, path))  # type: ignore[arg-type]
        assert connection.execute("SELECT name FROM migrations").fetchall() == [(name,) for name, _ in MIGRATIONS]


@pytest.mark.parametrize(
    "content", [b"This is a letter, not a database. " * 200, b"SQLite format 3\0" + b"\xff" * 4096]
)
def test_a_file_that_is_no_database_is_said_to_be_damaged(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(StoreError, match="is damaged") as caught:
        Database(path)
    assert str(path) in caught.value.message
    assert "restore it from a copy" in caught.value.hint
    assert path.read_bytes() == content


def test_a_damaged_page_is_found_by_the_check(filled: Store, database: Database, path: Path) -> None:
    database.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    ((size, root),) = database.rows(
        "SELECT (SELECT page_size FROM pragma_page_size), rootpage FROM sqlite_master WHERE name = 'passages_by_hash'"
    )
    database.close()
    content = bytearray(path.read_bytes())
    start = (int(str(root)) - 1) * int(str(size))
    content[start + 8 : start + 16] = b"\xff" * 8
    path.write_bytes(content)
    with contextlib.closing(Database(path)) as damaged:
        complaint = damaged.check()
    assert complaint is not None
    assert complaint != "ok"


@contextlib.contextmanager
def other_writer(path: Path) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other
        if other.in_transaction:
            other.execute("ROLLBACK")


def test_a_locked_database_is_busy_for_writers(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.storage.database, "BUSY_MS", 1)
    with contextlib.closing(Database(path, create=True)) as database, other_writer(path) as other:
        store = Store(database)
        with pytest.raises(LibraryBusyError, match="another process is writing") as caught:
            store.add([(BEES, "b.txt", BEES_SPANS)])
        assert "wait" in caught.value.hint
        other.execute("ROLLBACK")
        assert store.add([(BEES, "b.txt", BEES_SPANS)]) == Kept(1, 0)


def test_a_locked_database_can_still_be_opened_and_read(
    filled: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.storage.database, "BUSY_MS", 1)
    with other_writer(path) as other:
        other.execute("DELETE FROM articles")
        with contextlib.closing(Database(path)) as reader:
            assert Store(reader).counts() == (2, 3)
    assert filled.counts() == (2, 3)


def test_a_full_disk_is_said_and_what_was_kept_stays(filled: Store, database: Database) -> None:
    ((pages,),) = database.rows("PRAGMA page_count")
    database.rows(f"PRAGMA max_page_count={pages}")
    large = make_article(text="Kata yang panjang. " * 20_000, language="id")
    with pytest.raises(StoreError, match="the disk is full") as caught:
        filled.add([(TWIN, "c.txt", BEES_SPANS), (large, "d.txt", (Span(0, 17),))])
    assert "nothing committed is lost" in caught.value.hint
    assert (filled.counts(), filled.revision()) == ((2, 3), 1)
    assert filled.article(BRIDGE.article_id) == BRIDGE
    assert database.check() is None
    database.rows("PRAGMA max_page_count=1000000")
    assert filled.add([(large, "d.txt", (Span(0, 17),))]) == Kept(1, 0)
    assert filled.article(large.article_id) == large


def test_an_interrupted_transaction_is_rolled_back(filled: Store, database: Database) -> None:
    def interrupted() -> None:
        with database.transaction() as connection:
            connection.execute("DELETE FROM articles")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert filled.counts() == (2, 3)
    assert filled.remove([BEES.article_id]) == 1


def test_a_stream_left_half_read_does_no_harm_after_the_database_is_closed(filled: Store, database: Database) -> None:
    stream = database.stream("SELECT passage_id FROM passages ORDER BY 1")
    assert isinstance(stream, Generator)
    assert next(stream) == (1,)
    database.close()
    stream.close()  # as the garbage collector would


# Embeddings


def test_a_content_is_embedded_once(filled: Store, vectors: VectorStore) -> None:
    filled.add([(TWIN, "c.txt", BEES_SPANS)])
    assert vectors.missing() == (
        (1, content_hash("Bridge\nThe bridge opened.")),
        (2, content_hash("Bridge\nIt has towers.")),
        (3, content_hash("Lebah menari.")),
    )
    vectors.add([content_hash("Lebah menari.")], unit((1, 2, 3, 4)))
    assert [passage_id for passage_id, _ in vectors.missing()] == [1, 2]


def test_vectors_come_in_the_order_of_the_passages_as_unit_rows(
    filled: Store, database: Database, vectors: VectorStore
) -> None:
    filled.add([(TWIN, "c.txt", BEES_SPANS)])
    given_rows = unit((1, 2, 3, 4), (-1, 0.5, 0, 0.25), (0, 0, 1, 1))
    hashes = [h for _, h in vectors.missing()]
    vectors.add(hashes[::-1], given_rows[::-1])
    found = vectors.of_passages(4)
    assert found.shape == (4, 4)
    assert found.dtype == np.float32
    halves = given_rows.astype(np.float16).astype(np.float32)
    expected = halves / np.linalg.norm(halves, axis=1, keepdims=True)
    np.testing.assert_array_equal(found, expected[[0, 1, 2, 2]])
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1.0, atol=1e-6)
    np.testing.assert_allclose(found[:3], given_rows, atol=2**-11)
    blobs = [row[0] for row in database.rows("SELECT length(vector) FROM embeddings")]
    assert blobs == [8, 8, 8]  # two bytes a number


def test_an_empty_library_has_no_vectors(vectors: VectorStore) -> None:
    assert vectors.missing() == ()
    assert vectors.of_passages(0).shape == (0, 4)


def test_a_vector_added_again_is_replaced(store: Store, vectors: VectorStore) -> None:
    store.add([(BEES, "b.txt", BEES_SPANS)])
    ((_, key),) = vectors.missing()
    vectors.add([key], unit((1, 0, 0, 0)))
    vectors.add([key], unit((0, 1, 0, 0)))
    assert vectors.of_passages(1).tolist() == [[0, 1, 0, 0]]


def test_one_models_vectors_are_not_anothers(filled: Store, database: Database, vectors: VectorStore) -> None:
    vectors.add([h for _, h in vectors.missing()], unit((1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0)))
    other = VectorStore(database, "model-b", 4)
    assert vectors.missing() == ()
    assert [passage_id for passage_id, _ in other.missing()] == [1, 2, 3]
    with pytest.raises(StoreError, match="row 0"):
        other.of_passages(3)


@pytest.mark.parametrize(
    "damage",
    ["DELETE FROM embeddings WHERE text_hash = ?", "UPDATE embeddings SET vector = x'0011' WHERE text_hash = ?"],
)
def test_a_missing_or_cut_vector_is_refused(
    filled: Store, database: Database, vectors: VectorStore, damage: str
) -> None:
    vectors.add([h for _, h in vectors.missing()], unit((1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0)))
    with database.transaction() as connection:
        connection.execute(damage, (content_hash("Bridge\nIt has towers."),))
    with pytest.raises(StoreError, match="passage row 1 has no usable embedding; run `qa verify --repair`"):
        vectors.of_passages(3)


def test_hashes_and_vectors_must_agree(filled: Store, database: Database, vectors: VectorStore) -> None:
    hashes = [h for _, h in vectors.missing()]
    with pytest.raises(ValueError, match="zip"):
        vectors.add(hashes, unit((1, 0, 0, 0), (0, 1, 0, 0)))
    assert embedded_hashes(database) == set()


def test_vectors_that_are_not_of_unit_length_are_unusable(
    filled: Store, database: Database, vectors: VectorStore
) -> None:
    first, second, third = (h for _, h in vectors.missing())
    vectors.add([first, second, third], np.array([[1, 0, 0, 0], [0.9, 0, 0, 0], [np.nan, 0, 0, 0]], np.float32))
    assert set(vectors.unusable()) == {second, third}
    vectors.forget([second, third])
    assert vectors.unusable() == ()
    assert [h for _, h in vectors.missing()] == [second, third]


# Embeddings of another library


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Database]:
    with contextlib.closing(Database(tmp_path / "elsewhere.sqlite", create=True)) as opened:
        Store(opened).add([(BRIDGE, "a.txt", BRIDGE_SPANS), (BEES, "b.txt", BEES_SPANS)])
        yield opened


def test_vectors_that_another_library_has_are_taken_and_only_those(
    filled: Store, vectors: VectorStore, elsewhere: Database
) -> None:
    first, second, third = (h for _, h in vectors.missing())
    other = VectorStore(elsewhere, "model-a", 4)
    other.add([first, third, b"of no passage"], unit((1, 2, 0, 0), (0, 0, 3, 4), (1, 0, 0, 0)))
    assert vectors.take_from(other) == 2
    assert [h for _, h in vectors.missing()] == [second]
    assert embedded_hashes(vectors.database) == {first, third}
    vectors.add([second], unit((1, 0, 0, 0)))
    other.add([second], unit((0, 1, 0, 0)))
    np.testing.assert_array_equal(vectors.of_passages(3)[[0, 2]], other.of_passages(3)[[0, 2]])
    assert vectors.take_from(other) == 0  # what is here is not replaced
    assert vectors.of_passages(3)[1].tolist() == [1, 0, 0, 0]


def test_damaged_vectors_and_those_of_other_models_are_not_taken(
    filled: Store, vectors: VectorStore, elsewhere: Database
) -> None:
    hashes = [h for _, h in vectors.missing()]
    VectorStore(elsewhere, "model-b", 4).add(hashes, unit((1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0)))
    other = VectorStore(elsewhere, "model-a", 4)
    other.add(hashes[:2], np.array([[0.5, 0, 0, 0], [np.nan, 0, 0, 0]], np.float32))
    assert vectors.take_from(other) == 0
    assert [h for _, h in vectors.missing()] == hashes


@pytest.mark.parametrize(("model", "dim"), [("model-b", 4), ("model-a", 8)])
def test_another_models_vectors_are_not_for_the_taking(
    vectors: VectorStore, elsewhere: Database, model: str, dim: int
) -> None:
    with pytest.raises(ValueError, match=f"vectors of {model} cannot stand in for those of model-a"):
        vectors.take_from(VectorStore(elsewhere, model, dim))


# What is indexed of a passage


@pytest.mark.parametrize(
    ("title", "text", "content"),
    [
        ("Bridge", "It has towers.", "Bridge\nIt has towers."),
        ("The bridge opened.", "The bridge opened. It has towers.", "The bridge opened. It has towers."),
        ("The bridge…", "The bridge opened.", "The bridge opened."),
        ("Bridge", "The Bridge opened.", "Bridge\nThe Bridge opened."),
        ("bridge", "Bridge opened.", "bridge\nBridge opened."),
    ],
)
def test_a_title_that_begins_the_text_is_not_said_twice(title: str, text: str, content: str) -> None:
    assert passage_content(title, text) == content


def test_names_and_the_articles_of_passages(filled: Store) -> None:
    named = {BRIDGE.article_id: ("https://example.org/bridge", "a.txt"), BEES.article_id: (None, "b.txt")}
    assert list(filled.names()) == [(article_id, *named[article_id]) for article_id in sorted(named)]
    assert filled.article_ids() == {1: BRIDGE.article_id, 2: BRIDGE.article_id, 3: BEES.article_id}
    assert list(filled.texts().items()) == sorted([(BRIDGE.article_id, BRIDGE.text), (BEES.article_id, BEES.text)])


def test_a_text_without_a_title_is_its_own_content() -> None:
    assert passage_content("", "Bees dance.") == "Bees dance."
