"""All answers: 15 files built alike are 15 answers, and an answer says what it is out of."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest

from index.errors import BadInputError
from index.storage.articles import make_article
from index.values import Article
from qa import AsyncLibrary, Library, Shortfall, Stop
from qa.answer import gathering

Reads = Callable[[Mapping[str, float]], object]

NAMES: tuple[str, ...] = ("Aru", "Bera", "Cila", "Dorwin", "Empat", "Fera", "Gondar", "Halmo", "Into", "Jelaw", "Kerta")
NAMES += ("Lembu", "Mandu", "Naga", "Oram")
TONNES = {name: f"{12 + number},{100 + 7 * number}" for number, name in enumerate(NAMES)}
QUESTION, TANYA = "How many tonnes was the rice harvest?", "Berapa ton hasil panen padi?"


def harvest(name: str, number: int) -> Article:
    return make_article(
        title=f"Rice harvest in District {name}",
        text=f"Rice harvest in District {name}: the harvest came to {TONNES[name]} tonnes. "
        f"The office of {name} told it on Monday, after the last fields were reaped and the stores were weighed.",
        source="Granary" if number % 3 else "Field Post",
        published=date(2021, 1 + number % 2, 3),
        language="en",
    )


OTHERS = (
    "The ferry to the island sails at noon, and forty people were on board.",
    "A museum of clocks was opened in the old station; its 300 clocks strike together.",
    "Kapal itu berlayar pada siang hari dengan empat puluh penumpang.",
    "Museum jam dibuka di stasiun lama dan memiliki 300 jam.",
)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with Library.create(tmp_path_factory.mktemp("gathering") / "library") as made:
        made.add_articles(
            [
                *(harvest(name, number) for number, name in enumerate(NAMES)),
                *(make_article(title=text[:20], text=text) for text in OTHERS),
                make_article(title="Copied", text=harvest("Aru", 0).text, source="Copier", language="en"),
            ]
        )
        return made.root


@pytest.fixture
def library(root: Path) -> Iterator[Library]:
    with Library.open(root) as opened:
        yield opened


@pytest.mark.usefixtures("real_reader")
@pytest.mark.parametrize("question", [QUESTION, TANYA, "Berapa ton hasil panen padi di setiap distrik?"])
def test_of_files_built_alike_each_is_found_and_the_plain_answer_says_that_there_are_more(
    library: Library, question: str
) -> None:
    answer = library.ask_all(question, seconds=math.inf)
    assert {each.title.removeprefix("Rice harvest in District ") for each in answer.citations} <= {*NAMES, "Copied"}
    assert len({each.answer for each in answer.citations}) == len(NAMES)
    assert all(library.article(c.article_id).text[c.start : c.end] == c.quote for c in answer.citations)
    assert answer.extent is not None
    assert (answer.extent.quoted, answer.extent.stopped) == (len(NAMES), Stop.ALL_READ)
    plain = library.ask(question)
    assert plain.extent is not None
    assert plain.extent.leaves_more
    numbers = "".join(answer.text.split())
    assert all(claim.text.removesuffix("tonnes").strip() in numbers for claim in plain.claims)


@pytest.mark.usefixtures("real_reader")
def test_what_is_built_like_a_sure_answer_is_found_however_far_it_is(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "AT_ONCE", 6)
    monkeypatch.setattr(gathering, "is_near", lambda *_: False)
    answer = library.ask_all("Berapa ton hasil panen padi di setiap distrik?", seconds=math.inf)
    assert len({each.answer for each in answer.citations}) == len(NAMES)


def test_where_all_articles_are_built_alike_all_are_found(tmp_path: Path, table_reader: Reads) -> None:
    table_reader({f"{number} schools": 0.9 for number in range(11, 17)})
    towns = dict(zip(("Alden", "Bryn", "Cove", "Dale", "Esk", "Fenn"), range(11, 17), strict=True))
    with Library.create(tmp_path / "library") as few:
        few.add_articles(
            make_article(
                title=f"{town} district", text=f"In {town} district there are {number} schools.", language="en"
            )
            for town, number in towns.items()
        )
        answer = few.ask_all("How many schools are there in each district?")
        assert len(answer.citations) == len(towns)


@pytest.mark.parametrize(
    "question", ["How many articles tell of a rice harvest?", "Berapa artikel tentang panen padi?"]
)
def test_articles_that_say_so_are_not_taken_for_a_count_in_one(
    library: Library, table_reader: Reads, question: str
) -> None:
    table_reader({f"{TONNES[name]} tonnes": 0.9 for name in NAMES})
    for answer in (library.ask(question), library.ask_all(question)):
        assert (answer.citations, answer.shortfall) == ((), Shortfall.COUNTS_ARTICLES)


def test_a_story_is_told_once_and_counted_by_outlet_and_month(library: Library, table_reader: Reads) -> None:
    table_reader({f"{TONNES[name]} tonnes": 0.9 for name in NAMES[:3]})
    answer = library.ask_all(QUESTION)
    assert len(answer.claims) == len(answer.citations) == 3
    (told,) = (each for each in answer.citations if TONNES["Aru"] in each.quote)
    assert len(told.copies) == 1
    assert answer.extent is not None
    assert sum(each.articles for each in answer.extent.outlets) == 4
    assert [each.stories for each in answer.extent.months if each.name == "2021-02"] == [1]


def test_reading_stops_when_answers_stop_coming_or_the_time_is_up(
    library: Library, table_reader: Reads, monkeypatch: pytest.MonkeyPatch
) -> None:
    table_reader({f"{TONNES[name]} tonnes": 0.9 for name in NAMES})
    monkeypatch.setattr(gathering, "AT_ONCE", 3)
    late = library.ask_all(QUESTION, seconds=1e-9).extent
    assert late is not None
    assert (late.passages, late.stopped) == (3, Stop.OUT_OF_TIME)
    monkeypatch.setattr(gathering, "QUIET", 2)
    steps = [each.extent for each in library.stream_all(QUESTION)]
    assert all(each is not None for each in steps)
    assert [each.stopped for each in steps if each][-1] is Stop.QUIET
    assert [each.quoted for each in steps if each] == sorted(each.quoted for each in steps if each)


def test_where_nothing_answers_it_says_why_and_how_far_was_read(library: Library, table_reader: Reads) -> None:
    table_reader({})
    answer = library.ask_all("Who won the cup of Ruritania?")
    assert (answer.citations, answer.shortfall is None) == ((), False)
    assert answer.extent is not None
    assert answer.extent.passages == answer.extent.near


@pytest.mark.parametrize("seconds", [0, -1, math.nan])
def test_no_time_is_refused_at_once(library: Library, seconds: float) -> None:
    with pytest.raises(BadInputError, match="seconds"):
        library.stream_all(QUESTION, seconds=seconds)


def test_the_asynchronous_twin_gives_the_same(root: Path, table_reader: Reads) -> None:
    table_reader({f"{TONNES[name]} tonnes": 0.9 for name in NAMES})

    async def asked() -> int:
        async with AsyncLibrary.open(root) as library:
            return len((await library.ask_all(QUESTION)).citations)

    assert asyncio.run(asked()) == len(NAMES)
