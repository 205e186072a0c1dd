"""Whatever is wrong with a library is named; what can be made again is mended, and the articles are never touched."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from index.errors import GenerationError, LibraryBusyError, UnknownArticleError
from index.generations.generation import current_name, open_current
from index.importing import pipeline
from index.importing.pipeline import Stage
from index.importing.upkeep import findings
from index.paths import LibraryPaths
from index.storage.articles import make_article
from index.storage.database import Database
from index.storage.store import Store
from index.storage.vectors import VectorStore
from index.values import Article
from qa.library import Library

pytestmark = pytest.mark.slow

LATER = make_article(text="The ferry sank off Ambon.", title="Ferry", language="en")


@pytest.fixture
def paths(sample_copy: Path) -> LibraryPaths:
    return LibraryPaths(sample_copy)


def sql(paths: LibraryPaths, statement: str, *values: object) -> list[tuple[object, ...]]:
    """What a program that knows nothing of Kutip could do to the database."""
    with contextlib.closing(sqlite3.connect(paths.database, isolation_level=None)) as connection:
        return connection.execute(statement, values).fetchall()


def kept(paths: LibraryPaths) -> list[tuple[object, ...]]:
    return sql(paths, "SELECT * FROM articles ORDER BY article_id")


def an_article(paths: LibraryPaths) -> str:
    ((article_id,),) = sql(paths, "SELECT min(article_id) FROM articles")
    return str(article_id)


def verified(paths: LibraryPaths) -> tuple[str, ...]:
    with Library.open(paths.root) as library:
        return library.verify()


def repaired(paths: LibraryPaths) -> tuple[str, ...]:
    with Library.open(paths.root) as library:
        return library.verify(repair=True)


def a_search_answers(paths: LibraryPaths) -> bool:
    with Library.open(paths.root) as library:
        return library.search("James Webb telescope", 1)[0].article.language == "en"


def answers(paths: LibraryPaths) -> list[tuple[int, float]]:
    with Library.open(paths.root) as library:
        return [(hit.passage.passage_id, hit.score) for hit in library.search("Putin dan rudal Iskander", 10)]


# What can be damaged, and how it is named


def delete_embedding(paths: LibraryPaths) -> str:
    sql(paths, "DELETE FROM embeddings WHERE text_hash = (SELECT max(text_hash) FROM embeddings)")
    return "1 passages have no embedding yet"


def cut_embedding(paths: LibraryPaths) -> str:
    sql(
        paths,
        "UPDATE embeddings SET vector = substr(vector, 1, 100) "
        "WHERE text_hash IN (SELECT text_hash FROM embeddings ORDER BY 1 LIMIT 2)",
    )
    return "2 embeddings are damaged"


def zero_embedding(paths: LibraryPaths) -> str:
    sql(
        paths,
        "UPDATE embeddings SET vector = zeroblob(length(vector)) "
        "WHERE text_hash = (SELECT min(text_hash) FROM embeddings)",
    )
    return "1 embeddings are damaged"


def embedding_of_nothing(paths: LibraryPaths) -> str:
    nothing = np.full(384, np.nan, np.float16).tobytes()
    sql(paths, "UPDATE embeddings SET vector = ? WHERE text_hash = (SELECT min(text_hash) FROM embeddings)", nothing)
    return "1 embeddings are damaged"


def change_index_file(paths: LibraryPaths) -> str:
    path = next(paths.generations.rglob("passage_ids.npy"))
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    return "the index's passage_ids.npy is not what was written"


def delete_index_file(paths: LibraryPaths) -> str:
    next(paths.generations.rglob("dense.faiss")).unlink()
    return "the index has lost dense.faiss"


def empty_manifest(paths: LibraryPaths) -> str:
    next(paths.generations.rglob("manifest.json")).write_bytes(b"")
    return "the index's manifest.json is not what was written"


def delete_current(paths: LibraryPaths) -> str:
    paths.current.unlink()
    return "the library has no index yet"


def garble_current(paths: LibraryPaths) -> str:
    paths.current.write_bytes(b"\0\0\0")
    return "the index that CURRENT names is gone"


def delete_generations(paths: LibraryPaths) -> str:
    shutil.rmtree(paths.generations)
    return "the index that CURRENT names is gone"


def folder_for_current(paths: LibraryPaths) -> str:
    paths.current.unlink()
    paths.current.mkdir()
    return f"the index cannot be read ([Errno 21] Is a directory: '{paths.current}')"


def file_for_generations(paths: LibraryPaths) -> str:
    shutil.rmtree(paths.generations)
    paths.generations.touch()
    return "the index that CURRENT names is gone"


def remove_without_commit(paths: LibraryPaths) -> str:
    with contextlib.closing(Database(paths.database)) as database:
        Store(database).remove([an_article(paths)])
    return "the index is older than the articles"


MENDABLE = (
    delete_embedding,
    cut_embedding,
    zero_embedding,
    embedding_of_nothing,
    change_index_file,
    delete_index_file,
    empty_manifest,
    delete_current,
    garble_current,
    delete_generations,
    folder_for_current,
    file_for_generations,
    remove_without_commit,
)


def test_a_sound_library_has_no_findings(sample: Library) -> None:
    assert sample.verify() == ()


def test_repairing_a_sound_library_does_nothing(paths: LibraryPaths) -> None:
    before = (kept(paths), current_name(paths), sql(paths, "SELECT * FROM embeddings"))
    assert repaired(paths) == ()
    assert (kept(paths), current_name(paths), sql(paths, "SELECT * FROM embeddings")) == before


@pytest.mark.parametrize("damage", MENDABLE)
def test_damage_is_named_and_mended(paths: LibraryPaths, damage: Callable[[LibraryPaths], str]) -> None:
    before = answers(paths)
    expected = damage(paths)
    articles = kept(paths)
    assert verified(paths) == (expected,)
    assert verified(paths) == (expected,)  # looking changes nothing
    assert repaired(paths) == ()
    assert kept(paths) == articles
    assert a_search_answers(paths)
    if damage is not remove_without_commit:
        assert answers(paths) == before


def test_articles_that_are_not_indexed_yet_are_named_and_indexed(paths: LibraryPaths) -> None:
    with contextlib.closing(Database(paths.database)) as database:
        pipeline.add_articles(Store(database), [LATER])
    assert verified(paths) == ("1 passages have no embedding yet", "the index is older than the articles")
    assert repaired(paths) == ()
    with Library.open(paths.root) as library:
        assert library.search("ferry off Ambon", 1)[0].article == LATER


def test_a_changed_article_is_named_and_left_as_it_is(paths: LibraryPaths) -> None:
    article_id = an_article(paths)
    sql(paths, "UPDATE articles SET text = 'X' || substr(text, 2) WHERE article_id = ?", article_id)
    articles = kept(paths)
    remaining = (
        f"article {article_id} is not the text that was added",
        f"passage 0 of article {article_id} is not where it was",
    )
    assert verified(paths) == remaining
    assert repaired(paths) == remaining
    assert kept(paths) == articles


def other_than_added(article_id: str) -> str:
    return f"article {article_id} has another title, outlet, author, address, date or language than it was added with"


def test_a_changed_title_is_named_and_left_as_it_is(paths: LibraryPaths) -> None:
    article_id = an_article(paths)
    sql(paths, "UPDATE articles SET title = title || '!' WHERE article_id = ?", article_id)
    found = verified(paths)
    assert found[0] == other_than_added(article_id)
    assert found[1:]
    assert all(f"of article {article_id} is not where it was" in line for line in found[1:])
    assert repaired(paths) == found


DESCRIBED = make_article(
    text="The ferry sank off Ambon.",
    title="Ferry",
    source="Sample Post",
    url="https://example.org/ferry",
    author="Ola Nord",
    published=date(2021, 3, 4),
    language="en",
)


@pytest.mark.parametrize("kept_as", ["article", "version"])
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("source", "Simple Post"),
        ("source", "Sample Post "),
        ("source", None),
        ("url", "https://example.com/ferry"),
        ("url", "javascript:alert(1)"),
        ("author", "Ole Nord"),
        ("published", "2021-03-05"),
        ("published", None),
        ("language", "id"),
        ("language", "EN"),
        ("language", "1n"),
    ],
)
def test_what_citations_show_is_checked(tmp_path: Path, kept_as: str, column: str, value: str | None) -> None:
    paths = LibraryPaths(tmp_path)
    with Library.create(tmp_path) as library:
        library.add_articles([DESCRIBED], ["ferry"])
        if kept_as == "version":
            library.add_articles([LATER], ["ferry"])
        assert library.verify() == ()
    sql(paths, f"UPDATE {kept_as}s SET {column} = ? WHERE article_id = ?", value, DESCRIBED.article_id)
    expected = other_than_added(DESCRIBED.article_id).replace("article", kept_as, 1)
    assert verified(paths) == (expected,)
    assert repaired(paths) == (expected,)


def test_a_language_that_was_told_is_as_good_as_one_that_was_given(tmp_path: Path) -> None:
    told = make_article(text="The ferry sank off Ambon.", identify=lambda _: "en")
    with Library.create(tmp_path) as library:
        library.add_articles([told, DESCRIBED])
        assert library.verify() == ()


@pytest.mark.parametrize(
    ("column", "value"),
    [("published", "2022-06-3x"), ("published", ""), ("published", "20220630"), ("pages", "0,x"), ("pages", "0,,9")],
)
def test_an_article_that_cannot_be_read_is_named_and_not_quoted(paths: LibraryPaths, column: str, value: str) -> None:
    with Library.open(paths.root) as library:
        question = "How many tactical nuclear munitions does the US have in Europe?"
        article_id = library.ask(question).citations[0].article_id
    sql(paths, f"UPDATE articles SET {column} = ? WHERE article_id = ?", value, article_id)
    expected = (f"article {article_id} has a date or pages that cannot be read",)
    assert verified(paths) == expected
    assert repaired(paths) == expected
    with Library.open(paths.root) as library:
        assert article_id in {summary.article_id for summary in library.articles()}
        assert article_id not in {citation.article_id for citation in library.ask(question).citations}
        library.remove([article_id])
        assert library.verify() == ()


@pytest.mark.parametrize("column", ["text", "title", "source", "author"])
def test_what_is_no_utf_8_is_named_and_can_be_removed(paths: LibraryPaths, column: str) -> None:
    article_id = an_article(paths)
    sql(
        paths,
        f"UPDATE articles SET {column} = CAST(CAST(substr({column}, 1, 9) AS BLOB) || x'ff' AS TEXT) || "
        f"substr({column}, 11) WHERE article_id = ?",
        article_id,
    )
    found = verified(paths)
    changed = f"article {article_id} is not the text that was added"
    assert found[0] == (changed if column == "text" else other_than_added(article_id))
    assert all(article_id in line for line in found)
    assert repaired(paths) == found
    with Library.open(paths.root) as library:
        assert [article.article_id for article in library.remove([article_id])] == [article_id]
        assert library.verify() == ()


def test_a_version_is_not_removed_by_itself(tmp_path: Path) -> None:
    with Library.create(tmp_path) as library:
        library.add_articles([DESCRIBED], ["ferry"])
        library.add_articles([LATER], ["ferry"])
        with pytest.raises(UnknownArticleError, match=f"{DESCRIBED.article_id} is an old .*now {LATER.article_id}"):
            library.remove([LATER.article_id, DESCRIBED.article_id])
        assert library.article(LATER.article_id) == LATER
        library.remove([LATER.article_id])
        with pytest.raises(UnknownArticleError, match="there is no article"):
            library.remove([DESCRIBED.article_id])


@pytest.mark.parametrize(
    "change", ["start = start + 1", "end = end - 1", "end = end + 100000", "start = -1", "end = start"]
)
def test_a_shifted_passage_is_named(paths: LibraryPaths, change: str) -> None:
    article_id = an_article(paths)
    sql(paths, f"UPDATE passages SET {change} WHERE article_id = ? AND ordinal = 0", article_id)
    assert verified(paths) == (f"passage 0 of article {article_id} is not where it was",)


def test_a_shifted_passage_is_mended(paths: LibraryPaths) -> None:
    article_id = an_article(paths)
    sql(paths, "UPDATE passages SET start = start + 1 WHERE article_id = ? AND ordinal = 0", article_id)
    articles = kept(paths)
    assert repaired(paths) == ()
    assert kept(paths) == articles


def test_a_lost_passage_is_named(paths: LibraryPaths) -> None:
    article_id = an_article(paths)
    sql(paths, "DELETE FROM passages WHERE article_id = ?", article_id)
    assert any(article_id in line for line in verified(paths))


def test_all_but_the_articles_is_mended_at_once(paths: LibraryPaths) -> None:
    article_id = an_article(paths)
    sql(paths, "UPDATE articles SET text = text || ' More.' WHERE article_id = ?", article_id)
    expected = [f"article {article_id} is not the text that was added"]
    expected += [damage(paths) for damage in (delete_embedding, zero_embedding, change_index_file)]
    articles = kept(paths)
    assert verified(paths) == tuple(expected)
    assert repaired(paths) == tuple(expected[:1])
    assert kept(paths) == articles
    assert a_search_answers(paths)


def test_an_index_of_another_model_is_named(paths: LibraryPaths) -> None:
    with contextlib.closing(Database(paths.database)) as database:
        found = tuple(findings(paths, database, VectorStore(database, "another", 384)))
    ((model,),) = sql(paths, "SELECT DISTINCT model FROM embeddings")
    assert found == ("76 passages have no embedding yet", f"the index was built with {model}, not another")


def spoil(paths: LibraryPaths, name: str) -> None:
    """Overwrite the first page of a table or an index."""
    sql(paths, "PRAGMA wal_checkpoint(TRUNCATE)")
    ((size,),) = sql(paths, "PRAGMA page_size")
    ((root,),) = sql(paths, "SELECT rootpage FROM sqlite_master WHERE name = ?", name)
    page, length = int(str(root)) - 1, int(str(size))
    content = bytearray(paths.database.read_bytes())
    content[page * length : (page + 1) * length] = b"\xa5" * length
    paths.database.write_bytes(content)


@pytest.mark.parametrize("name", ["articles", "passages", "passages_by_hash", "embeddings", "settings"])
def test_a_damaged_database_is_named(paths: LibraryPaths, name: str) -> None:
    spoil(paths, name)
    with contextlib.closing(Database(paths.database)) as database:
        (found,) = findings(paths, database, VectorStore(database, "any", 384))
    assert found.startswith("the database is damaged: ")


def test_the_damage_of_a_database_is_said_in_one_line(paths: LibraryPaths) -> None:
    spoil(paths, "passages")
    (found,) = verified(paths)
    assert len(found.splitlines()) == 1


def test_a_damaged_database_is_not_repaired(paths: LibraryPaths) -> None:
    spoil(paths, "embeddings")
    found = verified(paths)
    content = paths.database.read_bytes()
    assert repaired(paths) == found
    assert paths.database.read_bytes() == content


def test_only_one_may_repair(paths: LibraryPaths) -> None:
    expected = delete_current(paths)
    with pipeline.writer(paths), Library.open(paths.root) as library:
        assert library.verify() == (expected,)
        with pytest.raises(LibraryBusyError):
            library.verify(repair=True)
    with pytest.raises(GenerationError):
        open_current(paths, "any")


def test_repairing_tells_how_far_it_is(paths: LibraryPaths) -> None:
    told: list[tuple[Stage, int, int]] = []
    delete_embedding(paths)
    delete_current(paths)
    with Library.open(paths.root) as library:
        library.verify(repair=True, tell=lambda *step: told.append(step))
    assert told == [
        (Stage.EMBEDDING, 0, 1),
        (Stage.EMBEDDING, 1, 1),
        (Stage.INDEXING, 0, 76),
        (Stage.INDEXING, 76, 76),
    ]


def test_the_digest_is_of_every_character(paths: LibraryPaths) -> None:
    with Library.open(paths.root) as library:
        articles: list[Article] = [library.article(summary.article_id) for summary in library.articles()]
    for place in range(0, len(articles), 5):
        article_id, text = articles[place].article_id, articles[place].text
        sql(paths, "UPDATE articles SET text = ? WHERE article_id = ?", text + " ", article_id)
        assert f"article {article_id} is not the text that was added" in verified(paths)
        sql(paths, "UPDATE articles SET text = ? WHERE article_id = ?", text, article_id)
    assert verified(paths) == ()
