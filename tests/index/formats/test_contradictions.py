"""Days that contradict the address or the dateline are told, a line a table, and `Dates` mends them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from index.formats.columns import Columns, Dates
from index.formats.reading import read_paths
from index.values import Problem, ProblemKind

DAYS = [date(2019, month, day) for month, day in ((5, 6), (6, 5), (9, 10), (10, 9), (11, 12))]
NAMES = {5: "Mei", 6: "Juni", 9: "September", 10: "Oktober", 11: "November"}


def read(path: Path, dates: Dates | None = None) -> tuple[list[date | None], list[str]]:
    """The days of the articles, and the warnings."""
    days: list[date | None] = []
    warnings: list[str] = []
    for found in read_paths([path], lambda _: "id", Columns(dates=dates)):
        if isinstance(found, Problem):
            assert found.kind is ProblemKind.WARNING
            warnings.append(found.reason)
        else:
            days.append(found.article.published)
    return days, warnings


def table(folder: Path, rows: Sequence[tuple[str, str, str]]) -> Path:
    path = folder / "news.csv"
    lines = [f'{day},{url},"{text}"\n' for day, url, text in rows]
    path.write_text("published,url,text\n" + "".join(lines))
    return path


def addressed(day: date, number: int) -> str:
    return f"https://courier.example/{day:%Y/%m/%d}/{number}"


def dateline(day: date) -> str:
    return f"JAKARTA, {day.day} {NAMES[day.month]} {day.year} - Kapal tiba di Marunda."


def test_figures_with_the_month_first_are_told_by_addresses(tmp_path: Path) -> None:
    rows = [(f"{day:%m/%d/%Y}", addressed(day, number), "Kapal tiba.") for number, day in enumerate(DAYS)]
    path = table(tmp_path, rows)
    days, warnings = read(path)
    assert days == [day.replace(month=day.day, day=day.month) for day in DAYS]
    assert warnings == [
        "5 of 5 days contradict the address or the dateline of their row; add it with --dates month-first"
    ]
    assert read(path, Dates.MONTH_FIRST) == (DAYS, [])
    assert read(path, Dates.URL) == (DAYS, [])


def test_figures_with_the_month_first_are_told_by_datelines(tmp_path: Path) -> None:
    path = table(tmp_path, [(f"{day:%m/%d/%Y}", "", dateline(day)) for day in DAYS])
    assert read(path)[1] == [
        "5 of 5 days contradict the address or the dateline of their row; add it with --dates month-first"
    ]
    assert read(path, Dates.MONTH_FIRST) == (DAYS, [])
    assert read(path, Dates.DATELINE) == (DAYS, [])


def test_a_wrong_month_first_is_told_too(tmp_path: Path) -> None:
    rows = [(f"{day:%d/%m/%Y}", addressed(day, number), "Kapal tiba.") for number, day in enumerate(DAYS)]
    path = table(tmp_path, rows)
    assert read(path) == (DAYS, [])
    assert read(path, Dates.DAY_FIRST) == (DAYS, [])
    _, (warning,) = read(path, Dates.MONTH_FIRST)
    assert warning.endswith("add it with --dates day-first")


def test_other_days_are_counted_against_addresses(tmp_path: Path) -> None:
    rows = [
        ("2021-01-01" if number < 2 else f"{day}", addressed(day, number), "Kapal.") for number, day in enumerate(DAYS)
    ]
    path = table(tmp_path, rows)
    days, warnings = read(path)
    assert days == [date(2021, 1, 1)] * 2 + DAYS[2:]
    assert warnings == ["2 of 5 days contradict the address or the dateline of their row; add it with --dates url"]
    assert read(path, Dates.URL) == (DAYS, [])


def test_datelines_count_if_many_contradict(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    many = table(tmp_path / "a", [("2021-01-01", "", dateline(day)) for day in DAYS])
    one = table(
        tmp_path, [("2021-01-01" if number < 1 else f"{day}", "", dateline(day)) for number, day in enumerate(DAYS)]
    )
    assert read(many)[1] == [
        "5 of 5 days contradict the address or the dateline of their row; add it with --dates dateline"
    ]
    assert read(many, Dates.DATELINE) == (DAYS, [])
    assert read(one)[1] == []


def test_days_that_are_near_or_cannot_be_compared_are_no_contradiction(tmp_path: Path) -> None:
    rows = [
        ("2019-09-13", "https://courier.example/2019/09/10/1", "Kapal."),
        ("05/05/2019", "https://courier.example/2019/05/05/2", "Kapal."),
        ("05/06/2019", "https://courier.example/news/3", "Kapal."),
        ("", "https://courier.example/2019/05/05/4", "Kapal."),
        ("soon", "", "Kapal."),
    ]
    assert read(table(tmp_path, rows))[1] == []


@pytest.mark.parametrize(("declared", "doubtful"), [("2019-09-13", False), ("2019-09-14", True), ("2021-01-01", True)])
def test_a_page_a_note_and_a_feed_are_told_of_each(tmp_path: Path, declared: str, doubtful: bool) -> None:
    url = "https://courier.example/2019/09/10/cranes"
    page, note, feed = tmp_path / "page.html", tmp_path / "note.md", tmp_path / "feed.rss"
    page.write_text(
        f'<html><head><meta name="date" content="{declared}"><link rel="canonical" href="{url}"></head>'
        "<body><article><h1>Cranes</h1><p>The harbour gets two new cranes.</p></article></body></html>"
    )
    note.write_text(f"---\ntitle: Cranes\nurl: {url}\npublished: {declared}\n---\nThe harbour gets two new cranes.\n")
    feed.write_text(
        f"<rss version='2.0'><channel><title>Courier</title><item><title>Cranes</title><link>{url}</link>"
        f"<pubDate>{declared}</pubDate><description>The harbour gets two new cranes.</description></item>"
        "</channel></rss>"
    )
    said = f"its day is {declared}, and in its address 2019-09-10; add it with --dates url to take the latter"
    for path in (page, note, feed):
        days, warnings = read(path)
        assert days == [date.fromisoformat(declared)]
        assert [warning.removeprefix(f"{url}: ") for warning in warnings] == ([said] if doubtful else [])
        assert read(path, Dates.URL) == ([date(2019, 9, 10)], [])


def test_what_stands_beside_a_file_is_the_last_word(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_text("JAKARTA, 6 Mei 2019 - Kapal tiba di Marunda.")
    path.with_suffix(".yaml").write_text("published: 2021-01-01\nurl: https://courier.example/2021/01/01/a\n")
    assert read(path, Dates.DATELINE) == ([date(2021, 1, 1)], [])
