"""Titles and addresses of pages: the article's own, whatever program saved it."""

from __future__ import annotations

import pytest

from index.formats.pages import read_page
from index.formats.parsed import Metadata

TEXT = "<p>The mill on the river Wye ground its last sack of flour on Thursday, its owner told the council.</p>" * 3
ADDRESS = "https://gazette.example/2023/04/08/the-last-sack.html"


def about(head: str, body: str = f"<article><h1>The last sack</h1>{TEXT}</article>", before: str = "") -> Metadata:
    return read_page(f"<!DOCTYPE html><html>{before}<head>{head}</head><body>{body}</body></html>".encode()).metadata


# titles


GAZETTE = "The Wye Gazette"
NAMED = f"<meta property=og:site_name content='{GAZETTE}'>"


@pytest.mark.parametrize(
    ("head", "heading"),
    [
        (f"<title>The last sack - {GAZETTE}</title>", f"<h1><a href='/'>{GAZETTE}</a></h1><h2>The last sack</h2>"),
        (f"<title>The last sack | {GAZETTE}</title>", f"<h1 class=site-title>{GAZETTE}</h1><h2>The last sack</h2>"),
        (f"<title>{GAZETTE}: The last sack</title>", f"<div id=logo><h1>{GAZETTE}</h1></div><h1>The last sack</h1>"),
        (f"<title>The last sack :: {GAZETTE}</title>", f"<h1>{GAZETTE}</h1><h2>The last sack</h2>"),
        (f"<title>{GAZETTE} – The last sack</title>", "<h1><a href='/'><img src=l.png></a></h1><h2>The last sack</h2>"),
        (f"<title>The last sack – {GAZETTE}</title>{NAMED}", ""),
        ("<title>The last sack | Gazette</title><link rel=canonical href='https://gazette.example/a'>", ""),
        (f"<meta property=og:title content='The last sack — {GAZETTE}'>{NAMED}", ""),
        (f"<meta property=og:title content='{GAZETTE}'>{NAMED}<title>{GAZETTE}</title>", "<h1>The last sack</h1>"),
    ],
)
def test_the_name_of_the_site_is_no_title(head: str, heading: str) -> None:
    assert about(head, f"{heading}<article>{TEXT}</article>").title == "The last sack"


@pytest.mark.parametrize(
    "title", ["Flour &amp; water: a mill's end", "Mill - what we know so far", "Wye | Severn | Usk: three rivers"]
)
def test_a_title_with_marks_in_it_stays_whole(title: str) -> None:
    found = about(f"<title>{title}</title>", f"<article><h1>{title}</h1>{TEXT}</article>").title
    assert found == title.replace("&amp;", "&")


def test_entities_that_were_written_twice_are_characters() -> None:
    assert about("<meta property=og:title content='Flour &amp;amp; water'>", TEXT).title == "Flour & water"


# addresses


@pytest.mark.parametrize(
    "comment",
    [
        f"<!--\n Page saved with SingleFile \n url: {ADDRESS} \n saved date: Sat Apr 15 2023 10:11:12 GMT+0700\n-->",
        f"<!-- saved from url=({len(ADDRESS):04}){ADDRESS} -->",
        f"<!-- Saved from {ADDRESS} at 2023-04-15T10:11:12Z using monolith v2.6.1 -->",
    ],
)
def test_the_address_that_a_program_saved_the_page_from(comment: str) -> None:
    found = about("<title>The last sack</title>", before=comment)
    assert (found.url, found.source) == (ADDRESS, "gazette.example")
    assert str(found.published) == "2023-04-08"  # of the address, not of the day it was saved


def test_httrack_leaves_the_scheme_out() -> None:
    comment = (
        "<!-- Mirrored from gazette.example/the-last-sack.html by HTTrack Website Copier/3.x, Sat, 15 Apr 2023 -->"
    )
    found = about("<title>The last sack</title>", before=comment)
    assert (found.url, found.published) == ("http://gazette.example/the-last-sack.html", None)


@pytest.mark.parametrize(
    "head",
    [
        f"<link rel=canonical href='https://web.archive.org/web/20230415101112/{ADDRESS}'>",
        f"<meta property=og:url content='//web.archive.org/web/20230415101112im_/{ADDRESS}'>",
        f"<link rel=canonical href='https://archive.ph/2023.04.15-101112/{ADDRESS}'>",
        "<base href='https://gazette.example/2023/'><link rel=canonical href='/2023/04/08/the-last-sack.html'>",
        f"<link rel=canonical href='https://gazette.example/'><meta property=og:url content='{ADDRESS}'>",
        f"<link rel=canonical href='https://gazette.example'><meta name=savepage-url content='{ADDRESS}'>",
    ],
)
def test_the_original_address_is_found(head: str) -> None:
    found = about(f"<title>The last sack</title>{head}")
    assert (found.url, found.source) == (ADDRESS, "gazette.example")
    assert str(found.published) == "2023-04-08"


def test_the_front_page_is_no_address_of_an_article() -> None:
    found = about("<link rel=canonical href='https://www.gazette.example/'>")
    assert (found.url, found.source) == (None, "gazette.example")
    assert about("<link rel=canonical href='/a/b.html'>").url is None


def test_the_banner_of_an_archive_is_left_out() -> None:
    bar = (
        "<div id=wm-ipp-base><p>12 captures, from 15 Apr 2023 to 3 May 2024. The Wayback Machine keeps them.</p></div>"
    )
    draft = read_page(f"<html><body>{bar}<article><h1>The last sack</h1>{TEXT}</article></body></html>".encode())
    assert "captures" not in draft.text
    assert draft.metadata.published is None
