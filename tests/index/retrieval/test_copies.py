"""One story is one hit however many outlets print it, and what only one of them prints is not lost."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from index.paths import LibraryPaths
from index.retrieval.copies import collapse
from index.search import DEPTH
from index.storage.articles import make_article
from index.storage.database import Database
from index.text.shingles import overlap, shingles
from index.values import Article, Copy, Filters
from qa import Library
from qa.faces.cli.app import run
from tests.support.builders import hit
from tests.support.searching import Counting, searcher_over

WEEKLY, COURIER = "Sample Science Weekly", "The Sample Courier"
QUESTION = "When was the James Webb telescope launched?"
LAUNCHED = "Webb was launched on an Ariane 5 rocket from Kourou in French Guiana on 25 December 2021."

REPORT = (
    "The ferry between the two islands stopped sailing on Monday after its engine failed in heavy rain. "
    "Nobody was hurt, and all forty passengers were taken ashore by fishermen who had seen the smoke. "
    "The company promised to repair the engine within a week and to pay for the nights in hotels. "
    "A replacement from the mainland is expected to sail every second day until the repair is done. "
    "Farmers asked the governor for help, because their fish and fruit cannot wait so long for a market."
)
ADDED = (
    "A retired captain told our newspaper that inspectors had warned of cracks in the cooling pipes two winters ago. "
    "The owner answered that every crack had been welded, showed the bills of the shipyard in the capital, and said "
    "that a full inspection by foreign engineers would follow before the tourist season opens in the spring. "
    "The ministry has opened an inquiry of its own, which will hear the crew, the shipyard and the harbour master, "
    "and will publish what it learns about the cracks before parliament meets again in the autumn of next year."
)


TOPICS = ("ferry",), ("cracks",), ("bees",)


def printed_by(source: str, text: str = REPORT, day: date | None = None) -> Article:
    return make_article(title=f"{source} reports", text=text, language="en", source=source, published=day)


def outlets(copies: Sequence[Copy]) -> list[str | None]:
    return [copy.source for copy in copies]


# The rule


FIRST, SECOND = printed_by("First", day=date(2022, 6, 2)), printed_by("Second", day=date(2022, 6, 1))
THIRD = printed_by("Third", REPORT.upper())
STORY: Mapping[str, tuple[str, ...]] = {
    one.article_id: tuple(o.article_id for o in (FIRST, SECOND, THIRD) if o is not one)
    for one in (FIRST, SECOND, THIRD)
}


def fetch(ids: Sequence[str]) -> Mapping[str, Article]:
    return {article.article_id: article for article in (THIRD, FIRST, SECOND) if article.article_id in ids}


def test_a_better_hit_stands_for_its_copies_the_earliest_first_and_the_undated_last() -> None:
    whole = [hit(article, rank) for rank, article in enumerate((THIRD, FIRST, SECOND), 1)]
    (kept,) = collapse(whole, STORY, fetch)
    assert kept == replace(whole[0], copies=kept.copies)
    assert kept.copies == (
        Copy(SECOND.article_id, SECOND.title, "Second", date(2022, 6, 1), None),
        Copy(FIRST.article_id, FIRST.title, "First", date(2022, 6, 2), None),
    )
    (other,) = collapse(whole[::-1], STORY, fetch)
    assert outlets(other.copies) == ["First", "Third"]


def test_without_stories_nothing_is_left_out_or_looked_up() -> None:
    def never(ids: Sequence[str]) -> Mapping[str, Article]:
        raise AssertionError("there are no copies to look up")

    whole = [hit(article, rank) for rank, article in enumerate((FIRST, SECOND), 1)]
    assert collapse(whole, {}, never) == tuple(whole)


def test_another_part_of_the_story_is_a_hit_of_its_own() -> None:
    middle = len(REPORT) // 2
    parts = [hit(FIRST, 1, 0, middle), hit(SECOND, 2, middle, len(REPORT))]
    assert [(kept.article.source, outlets(kept.copies)) for kept in collapse(parts, STORY, fetch)] == [
        ("First", ["Second", "Third"]),
        ("Second", ["First", "Third"]),
    ]


def test_half_repeated_is_repeated_and_less_is_not() -> None:
    texts = ("a b c d e f", "c d e f x y", "d e f x y z")  # 2 of 4 shingles, then 1 of 4, are in the first
    made = [make_article(text=text, title=f"T{n}", language="en") for n, text in enumerate(texts)]
    hits = [hit(article, rank) for rank, article in enumerate(made, 1)]
    assert [overlap(shingles(text), shingles(texts[0])) for text in texts] == [1.0, 0.5, 0.25]
    first, half, quarter = (article.article_id for article in made)
    stories = {first: (half, quarter), half: (first,), quarter: (first,)}
    kept = collapse(hits, stories, lambda ids: {article.article_id: article for article in made[1:]})
    assert [one.article.title for one in kept] == ["T0", "T2"]
    assert [copy.title for copy in kept[0].copies] == ["T1"]


def test_passages_of_one_article_do_not_repeat_one_another() -> None:
    overlapping = [hit(FIRST, 1, 0, 300), hit(FIRST, 2, 50, 300), hit(SECOND, 3, 60, 300)]
    assert [kept.rank for kept in collapse(overlapping, STORY, fetch)] == [1, 2]


def test_what_two_copies_said_together_is_repeated() -> None:
    a, b, c = 0, len(REPORT) // 2, len(REPORT)
    hits = [hit(FIRST, 1, a, b), hit(SECOND, 2, b, c), hit(THIRD, 3, a, c)]
    assert [kept.article.source for kept in collapse(hits, STORY, fetch)] == ["First", "Second"]


# In a search


def test_a_copy_with_an_added_paragraph_keeps_it_as_a_hit_of_its_own(paths: LibraryPaths, database: Database) -> None:
    plain, longer = printed_by("Plain"), printed_by("Longer", f"{REPORT}\n\n{ADDED}")
    searcher = searcher_over(paths, database, [plain, longer], Counting(*TOPICS))
    assert set(searcher.generation.stories) == {plain.article_id, longer.article_id}
    hits = searcher.search("cracks in the cooling pipes", 10)
    added = [found for found in hits if "foreign engineers" in found.passage.text]
    assert [(found.article.source, found.copies) for found in added] == [("Longer", ())]
    report = [found for found in hits if "fishermen" in found.passage.text]
    assert len(report) == 1
    assert len(report[0].copies) == 1
    assert {report[0].article.source, report[0].copies[0].source} == {"Plain", "Longer"}


def test_a_copy_with_an_added_sentence_is_the_hit_where_that_is_asked_for(
    paths: LibraryPaths, database: Database
) -> None:
    plain, longer = printed_by("Plain"), printed_by("Longer", f"{REPORT} Bees had built a nest in the exhaust.")
    searcher = searcher_over(paths, database, [plain, longer], Counting(*TOPICS))
    (found,) = searcher.search("what did bees build in the exhaust", 10)
    assert (found.article, outlets(found.copies)) == (longer, ["Plain"])
    assert "Bees had built a nest" in found.passage.text


@pytest.mark.parametrize("count", [30, DEPTH + 50])
def test_k_distinct_hits_are_found_though_many_outlets_carry_one_story(
    paths: LibraryPaths, database: Database, count: int
) -> None:
    copies = [printed_by(f"Outlet {n}") for n in range(count)]
    others = [make_article(text=f"Bees {word} in May.", title=word, language="en") for word in ("dance", "sleep")]
    searcher = searcher_over(paths, database, [*copies, *others], Counting(*TOPICS))
    hits = searcher.search("why did the ferry stop sailing", 3)
    assert [found.rank for found in hits] == [1, 2, 3]
    assert {found.article for found in hits[1:]} == set(others)
    assert hits[0].article in copies
    carried = {hits[0].article.article_id, *(copy.article_id for copy in hits[0].copies)}
    assert carried == {article.article_id for article in copies}
    assert len(hits[0].copies) == count - 1


def test_a_removed_copy_is_named_no_more(paths: LibraryPaths, database: Database) -> None:
    copies = [printed_by(f"Outlet {n}", day=date(2022, 6, 1 + n)) for n in range(4)]
    searcher = searcher_over(paths, database, copies, Counting(*TOPICS))
    (before,) = searcher.search("ferry", 4)
    assert (before.article, outlets(before.copies)) == (copies[0], ["Outlet 1", "Outlet 2", "Outlet 3"])
    searcher.store.remove([copies[2].article_id])
    (after,) = searcher.search("ferry", 4)
    assert (after.article, outlets(after.copies)) == (copies[0], ["Outlet 1", "Outlet 3"])
    searcher.store.remove([copies[0].article_id])
    (again,) = searcher.search("ferry", 4)
    assert (again.article, outlets(again.copies), again.rank) == (copies[1], ["Outlet 3"], 1)


# The syndicated pair among the seeds


def pair(library: Library) -> dict[str, str]:
    """The ids of the two articles by outlet."""
    return {s.source: s.article_id for s in library.articles() if s.source in (WEEKLY, COURIER) and "ebb" in s.title}


def test_the_pair_is_one_hit_with_the_other_outlet_among_its_copies(sample: Library) -> None:
    ids = pair(sample)
    assert set(ids) == {WEEKLY, COURIER}
    webb = [hit for hit in sample.search(QUESTION, 20) if hit.article.article_id in ids.values()]
    launched = [hit for hit in webb if LAUNCHED in hit.passage.text]
    assert {hit.article.source for hit in launched} < {WEEKLY, COURIER}
    assert len({hit.article.source for hit in launched}) == 1
    for found in webb:
        (other,) = ids.keys() - {found.article.source}
        assert [(copy.source, copy.article_id) for copy in found.copies] == [(other, ids[other])]
        for above in webb[: webb.index(found)]:
            if above.article != found.article:
                assert overlap(shingles(found.passage.text), shingles(above.passage.text)) < 0.5


def test_an_answer_cites_the_pair_once_and_names_both(sample: Library) -> None:
    cited = [citation for citation in sample.ask(QUESTION).citations if citation.quote == LAUNCHED]
    assert len(cited) == 1
    other = ({WEEKLY, COURIER} - {cited[0].source}).pop()
    assert outlets(cited[0].copies) == [other]
    assert cited[0].copies[0].article_id == pair(sample)[other]


@pytest.mark.parametrize(("asked", "other"), [(WEEKLY, COURIER), (COURIER, WEEKLY)])
def test_asked_of_one_outlet_the_other_is_only_named(
    sample: Library, table_reader: Callable[[Mapping[str, float]], object], asked: str, other: str
) -> None:
    table_reader({LAUNCHED: 0.9})
    answer = sample.ask(QUESTION, filters=Filters(sources=frozenset({asked.upper()})))
    assert {hit.article.source for hit in answer.hits} == {asked}
    cited = [citation for citation in answer.citations if citation.quote == LAUNCHED]
    assert [(citation.source, outlets(citation.copies)) for citation in cited] == [(asked, [other])]


def test_once_removed_a_copy_is_gone_from_search_and_answer(sample_copy: Path) -> None:
    with Library.open(sample_copy) as library:
        ids = pair(library)
        library.remove([ids[COURIER]])
        webb = [hit for hit in library.search(QUESTION, 20) if hit.article.article_id == ids[WEEKLY]]
        assert webb
        assert [hit.copies for hit in webb] == [()] * len(webb)
        cited = [citation for citation in library.ask(QUESTION).citations if citation.quote == LAUNCHED]
        assert [(citation.source, citation.copies) for citation in cited] == [(WEEKLY, ())]


def printed(capsys: pytest.CaptureFixture[str], library: Library, *arguments: str) -> str:
    capsys.readouterr()
    assert run([*arguments, "--library", str(library.status().root)]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("command", [["ask"], ["search", "--all-passages"]], ids=["ask", "search"])
def test_copies_are_in_the_json(sample: Library, capsys: pytest.CaptureFixture[str], command: list[str]) -> None:
    found: Any = json.loads(printed(capsys, sample, *command, QUESTION, "--json"))
    listed = found["citations"] if command == ["ask"] else found
    launched = [one for one in listed if LAUNCHED in (one["quote"] if command == ["ask"] else one["passage"]["text"])]
    days = {WEEKLY: "2022-07-13", COURIER: "2022-07-14"}
    (other,) = days.keys() - {launched[0]["source"]}
    article = sample.article(pair(sample)[other])
    assert launched[0]["copies"] == [
        {
            "article_id": article.article_id,
            "title": article.title,
            "source": other,
            "published": days[other],
            "url": None,
        }
    ]


@pytest.mark.parametrize("command", ["ask", "search"])
def test_copies_are_named_for_people(sample: Library, capsys: pytest.CaptureFixture[str], command: str) -> None:
    lines = printed(capsys, sample, command, QUESTION).splitlines()
    days = {WEEKLY: "13 July 2022", COURIER: "14 July 2022"}
    also = [f"    also in {source} · {day} · {pair(sample)[source][:8]}" for source, day in days.items()]
    named = [line for line in lines if line.startswith("    also in ")]
    assert named
    assert set(named) <= set(also)


def test_another_number_in_the_same_place_is_no_repetition() -> None:
    later = printed_by("Later", REPORT.replace("forty", "43"), date(2022, 6, 3))
    first = printed_by("Early", REPORT.replace("forty", "40"), date(2022, 6, 2))
    dated = printed_by("Dated", f"Printed on 5 June. {REPORT.replace('forty', '40')}", date(2022, 6, 5))
    ids = [each.article_id for each in (first, later, dated)]
    stories = {one: tuple(other for other in ids if other != one) for one in ids}
    kept = collapse([hit(each, n) for n, each in enumerate((first, later, dated), 1)], stories, fetch)
    assert [each.article.source for each in kept] == ["Early", "Later"]
