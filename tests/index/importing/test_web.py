"""Documents from the web become articles, only where that is asked for."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from index.fetching import Fetched, FetchProblem, fetch
from index.formats import ReadArticle
from index.importing import web
from index.importing.web import read_web
from index.values import Problem
from qa.faces.cli.app import run
from qa.faces.cli.exits import Exit
from qa.library import Library
from tests.support.doubles import Anywhere
from tests.support.servers import Page, web_site

PAGE = """<html><head><title>Harbour opens | Oslo Post</title><meta name="author" content="Anna Berg">
<meta property="og:site_name" content="Oslo Post"><meta property="article:published_time" content="2021-03-04">
<link rel="canonical" href="https://elsewhere.example/canonical"></head><body><article><h1>Harbour opens</h1>
<p>{}</p><p>The ministry said that the work took four years and that ships of every size can land there.</p>
</article></body></html>"""
WORDS = "The new harbour of Oslo was opened by the mayor on Thursday, and thousands of people came to see it."
FEED = """<rss version="2.0"><channel><title>Post</title>
<item><title>Harbour</title><link>{0}/one</link></item><item><title>Bridge</title><link>{0}/two</link></item>
</channel></rss>"""


def told(done: int, known: int) -> None:
    assert done <= known


def read(*found: Fetched | FetchProblem) -> list[ReadArticle | Problem]:
    return list(read_web(["https://example.org"], lambda _: "en", told, lambda *_, **__: iter(found)))


def test_a_page_is_an_article_from_where_it_was_found() -> None:
    page = Fetched("https://example.org/harbour", PAGE.format(WORDS).encode(), "text/html", ".html")
    (result,) = read(page)
    assert isinstance(result, ReadArticle)
    assert result.origin == result.article.url == "https://example.org/harbour"
    assert WORDS in result.article.text
    assert (result.article.source, result.article.author) == ("Oslo Post", "Anna Berg")
    assert result.article.published == date(2021, 3, 4)


@pytest.mark.slow
def test_the_servers_word_on_the_encoding_counts() -> None:
    words = WORDS.replace("people", "Åsa’s people from Tromsø")
    page = Fetched("https://example.org/x", PAGE.format(words).encode("windows-1252"), "text/html", ".html", "cp1252")
    (result,) = read(page)
    assert isinstance(result, ReadArticle)
    assert "Åsa’s people from Tromsø" in result.article.text
    wrong = Fetched("https://example.org/x", PAGE.format(words).encode(), "text/html", ".html", "no-such-charset")
    (result,) = read(wrong)
    assert isinstance(result, ReadArticle)
    assert "Åsa’s people" in result.article.text


def test_what_gives_no_article_is_a_problem_with_its_url() -> None:
    empty = Fetched("https://example.org/empty", b"<html><body></body></html>", "text/html", ".html")
    refused = FetchProblem("https://example.org/no", "robots.txt does not allow it")
    problems = read(empty, refused)
    assert all(isinstance(problem, Problem) for problem in problems)
    assert [problem.path for problem in problems if isinstance(problem, Problem)] == [
        "https://example.org/empty",
        "https://example.org/no",
    ]


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A web site on this machine, which may be fetched from while the test runs."""

    def page(base: str, path: str) -> Page | None:
        return {
            "/feed": ("application/rss+xml", FEED.format(base)),
            "/one": ("text/html; charset=utf-8", PAGE.format(WORDS)),
            "/two": ("text/html; charset=utf-8", PAGE.format(WORDS.replace("harbour", "bridge"))),
        }.get(path)

    allowed = functools.partial(fetch, policy=Anywhere(), sleep=lambda _: None)
    monkeypatch.setattr(web.read_web, "__defaults__", (allowed,))
    with web_site(page) as base:
        yield base


@pytest.mark.slow
def test_a_feed_is_added_and_what_failed_is_kept(site: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = ["--library", str(tmp_path / "library")]
    assert run(["add", "--fetch", f"{site}/feed", f"{site}/gone", *at]) == Exit.PARTLY
    said = capsys.readouterr().err
    assert f"not read: {site}/gone: " in said
    assert "2 article(s) added, 1 not read" in said
    with Library.open(tmp_path / "library") as library:
        assert {library.article(each.article_id).url for each in library.articles()} == {f"{site}/one", f"{site}/two"}
        assert library.ask("Who opened the bridge of Oslo?").citations
        assert [problem.path for problem in library.problems()] == [f"{site}/gone"]
    assert run(["add", "--fetch", f"{site}/one", *at]) == Exit.OK
    assert "0 article(s) added, 1 already there" in capsys.readouterr().err


def test_nothing_is_fetched_unasked_or_from_this_machine(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = ["--library", str(tmp_path / "library")]
    assert run(["add", "https://example.org/", *at]) == Exit.USAGE
    assert "say `qa add --fetch URL`" in capsys.readouterr().err
    assert not (tmp_path / "library").exists()
    assert run(["add", "--fetch", "--sync", "https://example.org/", *at]) == Exit.USAGE
    assert run(["add", "--fetch", "http://127.0.0.1/", "file:///etc/passwd", *at]) == Exit.NO_ARTICLES
    said = capsys.readouterr().err
    assert "not read: http://127.0.0.1/: " in said
    assert "not read: file:///etc/passwd: it is not an http or https URL" in said
