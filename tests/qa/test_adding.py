"""What a program has is added as it is: articles, dictionaries, data frames."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest

from index.errors import BadInputError
from qa import AsyncLibrary, Columns, Library, ProblemKind, make_article

PIER = {"title": "The pier", "text": "The pier of Nordwijk is 410 metres long.", "published": "2022-06-25"}
BRIDGE = make_article(text="The bridge of Nordwijk opened in 1951.", language="en")
NAN = float("nan")


class Missing:
    """As pandas has it: compared with anything it is itself, and it is neither true nor false."""

    def __eq__(self, other: object) -> Any:
        return self

    def __hash__(self) -> int:
        return 0

    def __bool__(self) -> bool:
        raise TypeError("boolean value of NA is ambiguous")


class NoTime(datetime):
    """As pandas' NaT: a moment that is not itself and has no day."""

    def __eq__(self, other: object) -> bool:
        return False

    def __hash__(self) -> int:
        return 0

    def date(self) -> date:
        raise ValueError("NaTType does not support date")


class Frame:
    """A data frame, as far as it is looked at; going through it gives the names of its columns."""

    def __init__(self, rows: list[dict[str, Any]], gives: str) -> None:
        self.columns = list(rows[0])
        setattr(self, gives, (lambda orient: rows) if gives == "to_dict" else (lambda: rows))

    def __iter__(self) -> Any:
        return iter(self.columns)


def kept(library: Library) -> list[Any]:
    return [library.article(each.article_id) for each in library.articles()]


@pytest.mark.parametrize("awaited", [False, True], ids=["Library", "AsyncLibrary"])
@pytest.mark.parametrize(
    "make",
    [
        lambda row: row,
        lambda row: MappingProxyType(row),
        lambda row: [row],
        lambda row: iter((row,)),
        lambda row: Frame([row], "to_dict"),
        lambda row: Frame([row], "to_dicts"),
        lambda row: Frame([row], "to_pylist"),
    ],
    ids=["dict", "mapping", "list", "iterator", "pandas", "polars", "arrow"],
)
def test_records_are_added(library: Library, make: Callable[[object], Any], awaited: bool) -> None:
    added = asyncio.run(AsyncLibrary(library, threads=1).add(make(PIER))) if awaited else library.add(make(PIER))
    assert (added.added, added.problems, added.taken) == (1, (), {"records": 1})
    (article,) = kept(library)
    assert (article.title, article.text, article.published) == (PIER["title"], PIER["text"], date(2022, 6, 25))
    assert library.ask("How long is the pier of Nordwijk?").citations[0].quote == PIER["text"]


def test_articles_are_added(library: Library) -> None:
    assert library.add(BRIDGE).added == 1
    assert library.add([BRIDGE]).unchanged == 1
    assert kept(library) == [BRIDGE]


def test_the_language_is_told_where_it_is_not_given(library: Library) -> None:
    text = "Jembatan itu dibuka pada 3 Maret 1951 oleh para insinyur dari Bandung."
    library.add([{"text": text}, {"text": f"{text} Ya.", "language": "ms"}])
    library.add(make_article(text=f"{text} Itu."))
    assert sorted(article.language for article in kept(library)) == ["id", "id", "ms"]


@pytest.mark.parametrize("nothing", [None, NAN, np.float64("nan"), Missing(), NoTime(2022, 1, 1), Decimal("nan"), ""])
def test_what_is_missing_is_left_out(library: Library, nothing: object) -> None:
    row = {
        "text": PIER["text"],
        **dict.fromkeys(("title", "source", "url", "author", "published", "language"), nothing),
    }
    full = {"text": BRIDGE.text, "title": "B", "source": "S", "url": "https://example.org/b", "author": "A",
            "published": "2021-03-05", "language": "en"}  # fmt: skip
    assert library.add([full, row]).added == 2
    (article,) = (each for each in kept(library) if each.text == PIER["text"])
    assert (article.source, article.url, article.author, article.published) == (None, None, None, None)
    assert article.title == PIER["text"]


@pytest.mark.parametrize(
    "day",
    [
        date(2022, 6, 25),
        datetime(2022, 6, 25, 12, 30),
        "2022-06-25",
        "25 June 2022",
        "25 Juni 2022",
        np.datetime64("2022-06-25"),
        np.datetime64("2022-06-25T12:30", "ms"),
        1656158400,
        np.int64(1656158400),
    ],
    ids=repr,
)
@pytest.mark.parametrize(
    "author", [["A. Pen", "B. Ink"], ("A. Pen", "B. Ink"), np.array(["A. Pen", "B. Ink"])], ids=type
)
def test_days_and_authors_in_the_types_that_programs_have(library: Library, day: object, author: object) -> None:
    library.add({"text": PIER["text"], "published": day, "authors": author, "tags": {"a": [NAN, {"b": 1}]}})
    (article,) = kept(library)
    assert (article.published, article.author) == (date(2022, 6, 25), "A. Pen, B. Ink")


def test_columns_are_named_or_guessed(library: Library) -> None:
    rows = [{"isi_berita": BRIDGE.text, "judul": "Jembatan", "x": 7}]
    assert library.add(rows).added == 1
    assert kept(library)[0].title == "Jembatan"
    odd = [{"a": PIER["text"], "b": "Pier", "c": "Courier"}]
    with pytest.raises(BadInputError, match="none of its columns looks like the text"):
        library.add(odd)
    for columns in ("text=a,title=b,source=c", Columns(text="a", title="b", source="c")):
        library.add(odd, columns=columns)
    (article,) = (each for each in kept(library) if each.text == PIER["text"])
    assert (article.title, article.source) == ("Pier", "Courier")


def test_a_bad_record_is_told_and_the_rest_is_added(library: Library) -> None:
    report = library.add([PIER, {"title": "No text", "text": NAN}])
    assert report.added == 1
    assert [(str(each.path), each.reason, each.kind) for each in report.problems] == [
        ("records", "row 2: it has no text", ProblemKind.UNREAD)
    ]


def test_from_an_origin_a_record_takes_the_place_of_the_one_before(library: Library) -> None:
    rows = [{**PIER, "id": 7}, {"text": BRIDGE.text, "id": 8}]
    assert library.add(rows, origin="desk").added == 2
    changed = [{**PIER, "id": 7, "text": "The pier of Nordwijk is 411 metres long."}]
    assert library.add(changed, origin="desk").replaced == 1
    assert library.add(changed, origin="wire").unchanged == 1
    assert library.add([{**PIER, "id": 7, "text": "The pier is closed."}]).added == 1
    assert library.counts()[0] == 3


@pytest.mark.parametrize(
    "given",
    [7, None, [PIER, "a.txt"], ["a.txt", BRIDGE], [BRIDGE, PIER], [[PIER]], Missing(), {}],
    ids=map(str, range(8)),
)
def test_what_cannot_be_added_is_refused(library: Library, given: Any) -> None:
    with pytest.raises(BadInputError):
        library.add(given)
    assert library.is_empty


@pytest.mark.parametrize(
    ("given", "options"),
    [
        (BRIDGE, {"model": "embedded"}),
        (BRIDGE, {"columns": "text=a"}),
        (BRIDGE, {"origin": "x"}),
        (PIER, {"sync": True}),
        ("a.txt", {"origin": "x"}),
    ],
)
def test_an_option_that_means_nothing_is_refused(library: Library, given: Any, options: dict[str, Any]) -> None:
    (name,) = options
    with pytest.raises(BadInputError, match=f"`{name}` means nothing"):
        library.add(given, **options)
    assert library.is_empty


@pytest.mark.parametrize("rows", [[], iter(())])
def test_nothing_at_all_finishes_what_was_begun(library: Library, rows: Any) -> None:
    library.keep_articles(BRIDGE)
    assert library.add(rows).embedded == 1


def test_a_frame_of_pandas_is_added_and_an_answer_is_one(library: Library) -> None:
    pandas = pytest.importorskip("pandas")
    rows = [{**PIER, "published": pandas.Timestamp("2022-06-25"), "url": None}, {"text": BRIDGE.text, "url": NAN}]
    frame = pandas.DataFrame(rows)
    frame["score"] = pandas.array([1, None], dtype="Int64")
    assert library.add(frame).added == 2
    assert sorted(str(each.published) for each in kept(library)) == ["2022-06-25", "None"]
    answer = library.ask("How long is the pier of Nordwijk?")
    told = answer.to_frame()
    assert list(told["quote"]) == [each.quote for each in answer.citations]
    assert str(told["published"][0].date()) == "2022-06-25"
    assert len(library.ask("Qwertzuiop asdfghjkl yxcvbnm").to_frame()) == 1
