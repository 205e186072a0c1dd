"""One path is a path: what can be given is one thing or many, and a text is never taken apart."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from index.errors import BadInputError
from index.importing.importer import Importer
from index.importing.report import ImportReport
from index.storage.changes import Kept
from qa import AsyncLibrary, Library, make_article

BRIDGE = make_article(text="The bridge opened in 1951.", language="en")
FERRY = make_article(text="The ferry sails at noon.", language="en")
URL = "https://example.org/feed.xml"
EITHER = pytest.mark.parametrize("awaited", [False, True], ids=["Library", "AsyncLibrary"])

Call = Callable[..., Any]


class Pathlike:
    def __init__(self, path: str = "a/b") -> None:
        self._path = path

    def __fspath__(self) -> str:
        return self._path


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """What reaches the importer, which does nothing: no path that a test gives is ever read."""
    calls: list[tuple[object, ...]] = []

    def note(result: object) -> Callable[..., object]:
        def noted(_: Importer, *given: object) -> object:
            calls.append(given)
            return result

        return noted

    report = ImportReport(0, 0, 0, 0, (), "")
    for name in ("add", "fetch", "add_articles"):
        monkeypatch.setattr(Importer, name, note(report))
    monkeypatch.setattr(Importer, "keep", note(Kept(0, 0)))
    monkeypatch.setattr(Importer, "remove", note(()))
    return calls


def call(library: Library, awaited: bool, name: str, *given: object) -> Any:
    """What a method of the library, or of the one that is awaited, gives."""
    if not awaited:
        return getattr(library, name)(*given)
    return asyncio.run(getattr(AsyncLibrary(library, threads=1), name)(*given))


@EITHER
@pytest.mark.parametrize(
    "make", [str, Path, Pathlike, lambda path: [path], lambda path: iter([path])], ids=map(str, range(5))
)
def test_one_path_is_one_path(
    library: Library, written: list[tuple[object, ...]], awaited: bool, make: Callable[[str], object]
) -> None:
    call(library, awaited, "add", make("a/b"))
    assert written[0][0] == (Path("a/b"),)


@EITHER
def test_many_paths_are_many(library: Library, written: list[tuple[object, ...]], awaited: bool) -> None:
    call(library, awaited, "add", ["a/b", Path("c"), Pathlike()])
    assert written[0][0] == (Path("a/b"), Path("c"), Path("a/b"))


@EITHER
@pytest.mark.parametrize("given", ["", ["a", ""], b"a/b", [7], [None]], ids=repr)
def test_what_is_no_path_is_refused(
    library: Library, written: list[tuple[object, ...]], awaited: bool, given: object
) -> None:
    with pytest.raises(BadInputError):
        call(library, awaited, "add", given)
    assert written == []


def test_an_empty_path_is_not_the_folder_whose_problems_are_dismissed(library: Library) -> None:
    with pytest.raises(BadInputError, match="a path is empty"):
        library.dismiss("")


@EITHER
@pytest.mark.parametrize("given", [URL, [URL], (URL,)], ids=repr)
def test_one_url_is_one_url(library: Library, written: list[tuple[object, ...]], awaited: bool, given: object) -> None:
    call(library, awaited, "fetch", given)
    assert written[0][0] == (URL,)


@EITHER
@pytest.mark.parametrize("given", ["2cbb", ["2cbb"]], ids=repr)
def test_one_id_is_removed(library: Library, written: list[tuple[object, ...]], awaited: bool, given: object) -> None:
    call(library, awaited, "remove", given)
    assert written[0][0] == ("2cbb",)


@EITHER
@pytest.mark.parametrize("name", ["add_articles", "keep_articles"])
@pytest.mark.parametrize("articles", [BRIDGE, [BRIDGE]], ids=["one", "many"])
@pytest.mark.parametrize("origins", ["bridge.txt", ["bridge.txt"]], ids=["origin", "origins"])
def test_one_article_has_one_origin(
    library: Library, written: list[tuple[object, ...]], awaited: bool, name: str, articles: object, origins: object
) -> None:
    call(library, awaited, name, articles, origins)
    assert written[0][:2] == ((BRIDGE,), ("bridge.txt",))


@EITHER
def test_one_origin_is_not_that_of_each_letter(library: Library, awaited: bool) -> None:
    two = [BRIDGE, FERRY]
    with pytest.raises(BadInputError, match="2 articles and 1 origins"):
        call(library, awaited, "keep_articles", two, "ab")
    assert library.is_empty


@EITHER
@pytest.mark.parametrize("given", ["article", ["article"], [BRIDGE, {"text": "x"}], [None]], ids=map(str, range(4)))
def test_what_is_no_article_is_refused(library: Library, awaited: bool, given: object) -> None:
    with pytest.raises(BadInputError, match="is no Article"):
        call(library, awaited, "add_articles", given)
    assert library.is_empty


@EITHER
def test_one_id_is_forgotten(library: Library, awaited: bool) -> None:
    library.keep_articles([BRIDGE, FERRY])
    assert call(library, awaited, "forget_articles", BRIDGE.article_id) == 1
    assert call(library, awaited, "forget_articles", [FERRY.article_id]) == 1
    assert library.is_empty


def test_one_of_each_from_end_to_end(library: Library, tmp_path: Path) -> None:
    (tmp_path / "tide.txt").write_text("The tide rises twice a day.", encoding="utf-8")
    assert library.add(f"{tmp_path / 'tide.txt'}").added == 1
    assert library.add(Path(tmp_path / "tide.txt")).unchanged == 1
    assert library.add_articles(BRIDGE, "bridge").added == 1
    newer = make_article(text="The bridge opened in 1952.", language="en")
    assert library.add_articles(newer, "bridge").replaced == 1
    assert [one.article_id for one in library.remove(newer.article_id[:6])] == [newer.article_id]
    assert library.counts()[0] == 1
