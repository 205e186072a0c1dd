"""Whatever is wrong with a library is named; what can be made again is mended, and the articles are never touched."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from index import importing
from index.articles import make_article
from index.database import Database
from index.errors import GenerationError, LibraryBusyError
from index.generation import current_name, open_current
from index.importing import Stage
from index.paths import LibraryPaths
from index.store import Store
from index.upkeep import findings
from index.values import Article
from index.vectors import VectorStore
from qa.library import Library

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
        importing.add_articles(Store(database), [LATER])
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


def test_a_changed_title_is_named(paths: LibraryPaths) -> None:
    article_id = an_article(paths)
    sql(paths, "UPDATE articles SET title = title || '!' WHERE article_id = ?", article_id)
    found = verified(paths)
    assert found
    assert all(f"of article {article_id} is not where it was" in line for line in found)


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
    with importing.writer(paths), Library.open(paths.root) as library:
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
