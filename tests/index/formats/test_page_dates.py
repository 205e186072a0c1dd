"""The day of a page is the one that it declares or shows by its headline, and never another that it names."""

from __future__ import annotations

from datetime import date

import pytest

from index.formats.markup import parse_markup
from index.formats.page_data import LinkedData, linked_data
from index.formats.page_dates import day_of_page

APRIL_8 = date(2023, 4, 8)
STORY = "".join(
    f"<p>{sentence}</p>"
    for sentence in (
        "The port of Marunda handled 41 grain ships in the first week of the month, the harbour office said, and that"
        " was more than in any week since it opened on 3 May 1999 with a speech by the minister and a long parade.",
        "The last keeper left in 1998.",
    )
)


def day_of(body: str, head: str = "", url: str | None = None) -> date | None:
    tree = parse_markup(f"<html><head><title>Harbour gets new cranes</title>{head}</head><body>{body}</body></html>")
    assert tree is not None
    return day_of_page(tree, linked_data(tree), url)


@pytest.mark.parametrize(
    "line",
    [
        "Publié le 8 avril 2023 à 9h15",
        "8 de abril de 2023",
        "Por A. Redactor | sábado, 8 de abril de 2023, 18:20",
        "Veröffentlicht am 08.04.2023, 12:30 Uhr",
        "Опубликовано 8 апреля 2023 г., 09:15",
        "2023年4月8日 09時15分",
        "2023年04月08日(土)",
        "نشر في ٨ أبريل ٢٠٢٣",
        "8 Nisan 2023 Cumartesi",
        "Opublikowano: 8 kwietnia 2023",
        "Thứ Bảy, 08/04/2023 - 09:15",
        "Sabtu, 8 April 2023 | 09:15 WIB",
        "Dipublikasikan 8 Apr 2023",
        "By A. Writer · April 8, 2023 · 7 comments",
        "04/25/2023",
        "8.4.23",
        "<time datetime='2023-04-08T09:00:00+07:00'>four days ago</time>",
        "<span>A. Writer</span><span>8 april 2023</span>",
        "8 April 2023, updated 9 April 2023",
        "Aktualisiert: 9. April 2023, veröffentlicht: 8. April 2023",
        "08.04.2023 - Marunda got two new cranes, said the harbour office, which had waited for them for many years.",
    ],
)
def test_a_line_by_the_headline_dates_the_page(line: str) -> None:
    expected = date(2023, 4, 25) if "25" in line else APRIL_8
    heading = "<h1>Harbour gets new cranes</h1>"
    assert day_of(f"<article>{heading}<p>{line}</p>{STORY}</article>") == expected
    assert day_of(f"<p>{line}</p><article>{heading}{STORY}</article>") == expected


@pytest.mark.parametrize(
    "line",
    [
        "Updated 8 April 2023",
        "Diperbarui 8 April 2023",
        "April 2023",
        "2023-04",
        "He was born on 8 April 2023.",
        "The fair is open from 8 to 12 April 2023.",
        "10.30 - 12.04.23 - 23.99",
        "31 April 2023",
        "four days ago",
        "8 April 1923",
        "Open 6.4. - 8.4.2023",
    ],
)
def test_other_lines_do_not(line: str) -> None:
    assert day_of(f"<article><h1>Harbour gets new cranes</h1><p>{line}</p>{STORY}</article>") is None


def test_of_several_lines_the_one_nearest_to_the_headline_counts() -> None:
    others = "".join(f"<h1>Other {number}</h1><p>{number} May 2021</p>" for number in range(1, 9))
    own = f"<h1>Harbour gets new cranes</h1><p>A. Writer</p><p>8 April 2023</p>{STORY}"
    assert day_of(f"<article>{own}</article>{others}") == date(2021, 5, 1)  # a line under a headline is nearer
    assert day_of(f"<article>{own}</article><div>{others.replace('h1', 'h3')}</div>") == APRIL_8


def test_a_page_without_h1_has_its_title_for_a_headline() -> None:
    rows = "<div>1 May 2021</div>" * 20
    assert day_of(f"{rows}<h2>Harbour gets new cranes</h2><div>8 April 2023</div>{STORY}") == APRIL_8


@pytest.mark.parametrize("name", ["related-news", "entry-comments", "box terpopuler"])
def test_lists_of_others_do_not_date_a_page(name: str) -> None:
    others = f"<div class='{name}'><ul><li>Other</li><li>1 May 2021</li></ul></div>"
    assert day_of(f"<h1>Harbour gets new cranes</h1>{others}{STORY}") is None
    around = f"<div class='{name}'><h1>Harbour gets new cranes</h1><p>8 April 2023</p>{STORY}</div>"
    assert day_of(around) == APRIL_8


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://courier.example/2023/04/08/cranes.html", APRIL_8),
        ("https://courier.example/2023/4/8/cranes", APRIL_8),
        ("https://courier.example/read/2023/04/08/0915", APRIL_8),
        ("https://courier.example/20230408/cranes", APRIL_8),
        ("https://courier.example/2023-04-08-cranes", APRIL_8),
        ("https://courier.example/news/2023/04/cranes", None),
        ("https://courier.example/2023/13/08/cranes", None),
        ("https://courier.example/20230408123/cranes", None),
        ("https://archive.example/web/20230408101112/https://courier.example/cranes", None),
    ],
)
def test_an_address_dates_a_page_that_says_no_day(url: str, day: date | None) -> None:
    assert day_of(f"<h1>Harbour gets new cranes</h1>{STORY}", url=url) == day


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2023-04-09T01:30:00Z", APRIL_8),
        ("2023-04-09T01:30:00+00:00", APRIL_8),
        ("2023-04-07", APRIL_8),
        ("2023-04-10T01:30:00Z", date(2023, 4, 10)),
    ],
)
def test_an_address_tells_the_day_at_the_place(written: str, day: date) -> None:
    head = f'<meta property="article:published_time" content="{written}">'
    assert day_of(STORY, head, "https://courier.example/2023/04/08/cranes") == day


def test_of_one_moment_the_local_day_counts() -> None:
    utc, local = "2023-04-07T18:05:00Z", "2023-04-08T01:05:00+07:00"
    script = f'<script type="application/ld+json">{{"@type": "Article", "datePublished": "{utc}"}}</script>'
    assert day_of(STORY, f'{script}<meta name="pubdate" content="{local}">') == APRIL_8
    assert day_of(STORY, f'{script}<meta name="pubdate" content="2023-04-08T02:30:00+07:00">') == date(2023, 4, 7)


@pytest.mark.parametrize("written", ["Sat Apr 08 09:15:00 WIB 2023", "Sat Apr 08 2023 09:15:00 GMT+0700 (West)"])
def test_what_programs_print_is_a_day(written: str) -> None:
    assert day_of(STORY, f'<meta name="date" content="{written}">') == APRIL_8


def test_times_of_other_articles_yield_to_the_one_by_the_headline() -> None:
    others = "".join(f"<time pubdate datetime='2023-05-0{number}'>May</time>" for number in (1, 2))
    own = "<h1>Harbour gets new cranes</h1><time pubdate datetime='2023-04-08'>8 April 2023</time>"
    assert day_of(f"<div>{others}</div>{STORY * 9}{own}{STORY}") == APRIL_8


def test_a_page_of_very_many_elements_is_dated_by_what_it_declares_only() -> None:
    page = f"<h1>Harbour gets new cranes</h1><p>8 April 2023</p>{STORY}"
    assert day_of(page + "<i>x</i>" * 9_000) == APRIL_8
    assert day_of(page + "<i>x</i>" * 21_000) is None
    assert day_of(page + "<i>x</i>" * 21_000, '<meta name="date" content="2023-04-08">') == APRIL_8


def test_control_characters_and_many_lines_are_no_hindrance() -> None:
    assert day_of(f"<h1>Harbour\x01 gets&#1; new cranes</h1><p>&#2;8 April 2023</p>{STORY}") == APRIL_8
    assert day_of("<h1>x</h1><p>1 May</p>" * 10_000) is None
    assert day_of_page(parse_markup("<p>x</p>"), LinkedData()) is None
