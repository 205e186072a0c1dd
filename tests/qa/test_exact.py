"""What a search says exactly holds of every article that it finds, and of no other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from index.errors import BadInputError, BadQuestionError, UnknownOutletError
from index.storage.articles import make_article
from index.values import Span
from qa.exact import By, Counts, _holder
from qa.extent import Counted
from qa.found import marks
from qa.library import Library
from qa.query import Query, exact_query

DAM = (
    "The dam at Lake Orrin held through the night, the mayor said. Engineers had feared that the old wall would give "
    "way before the morning, and three villages below it were emptied on Sunday. Nobody was hurt, and the water falls."
)
ARTICLES = (
    # title, outlet, day, text
    ("Dam holds", "North Post", "2021-03-04", DAM),
    ("Dam holds through the night", "Lake Courier", "2021-03-05", DAM),
    ("Bendungan aman", "Kabar Danau", "2021-04-01", "Bendungan itu aman, kata “Bupati Sura” pada hari Jum’at."),
    ("Fish", "North Post", "2021-04-02", "The\ndam  at Lake Orrin has fish. The mayor likes fish."),
    ("The mayor", None, None, "The mayor’s house – built in 1900 – stands by Lake Orrin."),
)
TITLES = [each[0] for each in ARTICLES]


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A library of five articles, two of which are copies."""
    with Library.create(tmp_path_factory.mktemp("lake") / "library") as library:
        library.add_articles(
            make_article(text=text, title=title, source=source, published=date.fromisoformat(day) if day else None)
            for title, source, day, text in ARTICLES
        )
        yield library


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('the dam at the lake - and 5" more', None),
        ("T\u0130TLE:bridge ſource:x", None),
        ("see https://example.org/a-b, 2019-10 or title: x", None),
        ('"a dam" lake', Query(phrases=("a dam",), words="lake")),
        ("„zwei Worte“ «ein  Wort»", Query(phrases=("zwei Worte", "ein  Wort"))),
        ('-fish -"a b" -title:x -source:"n p" dam', Query((), (), (), ("fish", "a b"), ("x",), ("n p",), "dam")),
        ('TITLE:dam source:"North Post"', Query(titles=("dam",), sources=("North Post",))),
    ],
)
def test_what_is_exact_is_told_from_other_words(text: str, expected: Query | None) -> None:
    assert exact_query(text) == expected


@pytest.mark.parametrize(
    "text", ['a "dam', 'title:"dam', "„dam", "-fish -title:x", '"–" dam', '-"" x', "title:", '"a" -source:']
)
def test_a_bad_search_is_one_line(text: str) -> None:
    with pytest.raises(BadQuestionError) as raised:
        exact_query(text)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('"the DAM at lake orrin"', [3, 1]),
        ('"the dam at lake" -FISH', [1]),
        ('"the mayor"', [3, 1, 4]),
        ('"the mayor" -"mayor likes"', [1, 4]),
        ('"mayor\'s house - built"', [4]),
        ('"bupati sura" "jum\'at"', [2]),
        ('"the may"', []),
        ("title:night", [1]),
        ("-title:night title:dam", [0]),
        ("source:north", [3, 0]),
        ("-source:north -source:kabar title:the", [1, 4]),
    ],
)
def test_all_that_fits_is_found_newest_first(lake: Library, query: str, expected: list[int]) -> None:
    assert [hit.article.title for hit in lake.search(query)] == [TITLES[each] for each in expected]


def test_other_words_put_in_order(lake: Library) -> None:
    hits = lake.search('"lake orrin" villages were emptied', 2)
    assert [hit.rank for hit in hits] == [1, 2]
    assert hits[0].article.title in TITLES[:2]
    assert hits[0].signals


def test_filters_narrow_an_exact_search(lake: Library) -> None:
    assert [hit.article.title for hit in lake.search('"lake orrin"', since="2021-04")] == ["Fish"]
    with pytest.raises(BadInputError):
        lake.search('"lake orrin"', languages="xx")
    with pytest.raises(UnknownOutletError):
        lake.search("source:nowhere")


def test_what_was_looked_for_is_marked(lake: Library) -> None:
    marked = marks(lake.searcher(), '"lake orrin" fish')
    text = ARTICLES[3][3]
    assert [span.of(text) for span in marked(text, "en")] == ["Lake Orrin", "fish", "fish"]


def test_a_passage_holds_what_reaches_into_it() -> None:
    holds = _holder((Span(30, 40), Span(2, 25), Span(5, 8)))
    passages = (Span(0, 2), Span(2, 3), Span(10, 20), Span(25, 30), Span(29, 31), Span(40, 50))
    assert [holds(each) for each in passages] == [False, True, True, False, True, False]
    assert _holder(())(Span(0, 1))


def test_copies_are_one_story(lake: Library) -> None:
    by_outlet = (Counted("North Post", 2, 2), Counted("Lake Courier", 1, 1), Counted(None, 1, 1))
    assert lake.count('"lake orrin"') == Counts(4, 3, By.OUTLET, by_outlet)
    by_month = (Counted("2021-03", 2, 1), Counted("2021-04", 1, 1), Counted(None, 1, 1))
    assert lake.count('"lake orrin"', "month").counts == by_month
    assert lake.count('"never said"').counts == ()


@pytest.mark.parametrize(("query", "by"), [("dam", "outlet"), ('"dam" lake', "outlet"), ('"dam"', "year")])
def test_what_cannot_be_counted_says_so(lake: Library, query: str, by: str) -> None:
    with pytest.raises(BadInputError):
        lake.count(query, by)


def test_a_phrase_of_a_removed_article_is_not_found(lake: Library) -> None:
    gone = make_article(text="Quorvex was here by Lake Orrin.", title="Gone", language="en")
    lake.add_articles(gone)
    assert lake.count('"quorvex was"').articles == 1
    lake.remove(gone.article_id)
    assert lake.count('"quorvex was"').articles == 0
    assert lake.search('"quorvex was"') == ()
