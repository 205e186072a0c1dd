"""The page that `qa serve` has for people: what stands on it, and that no text gets out of its place."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from lxml import html

from index.storage.articles import make_article
from index.storage.overview import Overview, Source
from index.storage.store import ArticleSummary
from index.storage.tags import Tag
from index.storage.versions import Version
from index.values import Article, Copy
from qa import Library
from qa.days import AskedDays
from qa.faces.server import examples, page, templating
from qa.faces.server.forms import MOST_OFFERED, Form
from qa.faces.server.problems import RefusedError
from qa.values import Answer, AnswerStatus, Citation, Claim, Shortfall, Timings
from tests.support import PUTIN
from tests.support.builders import hit
from tests.support.servers import serving, until

INTISARI = "2cbb514572d7"
CSS = (Path(page.__file__).parent / "static" / "kutip.css").read_text(encoding="utf-8")
TEMPLATES = sorted((Path(page.__file__).parent / "templates").glob("*.html"))
DAY = date(2021, 5, 3)
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
OVERRIDE = "\u202e"


def tree(response: Any) -> Any:
    return html.fromstring(response.text if isinstance(response, httpx.Response) else bytes(response.body).decode())


def text(found: Any) -> str:
    return " ".join(found.text_content().split())


def citation(**changes: Any) -> Citation:
    made = Citation(1, INTISARI, "Bridge", "Post", DAY, "https://example.org/b", 4, 19, "It opened in 1932.")
    return replace(made, **changes)


def article(**changes: Any) -> Article:
    made = make_article(text="The bridge was opened in 1932. It has two towers.", title="Bridge", language="en")
    return replace(made, **changes)


def answer(*citations: Citation, **changes: Any) -> Answer:
    status = AnswerStatus.ANSWERED if citations else AnswerStatus.NOT_FOUND
    shortfall = None if citations else Shortfall.NOTHING_NEAR
    made = Answer(PUTIN, status, "", (), citations, (), 0.9, shortfall, 0, "g", Timings(1, 1, 2))
    return replace(made, **changes)


def asked(given: Answer | None, **form: Any) -> Any:
    return tree(page.ask_page(Form(**{"q": PUTIN, **form}), given))


def chosen(document: Any, name: str) -> list[str]:
    return [box.get("value") for box in document.xpath(f"//input[@type='checkbox'][@name='{name}'][@checked]")]


def offered(document: Any, name: str) -> list[str]:
    return [text(label) for label in document.xpath(f"//label[input[@type='checkbox'][@name='{name}']]")]


def held(outlets: dict[str, int], languages: dict[str, int], **changes: Any) -> Overview:
    sources = tuple(Source(name, count, None, None) for name, count in outlets.items())
    made = Overview(sum(languages.values()), tuple(languages.items()), sources, (), None, None, 0)
    return replace(made, **changes)


def headings(document: Any) -> list[str]:
    return [each.tag for each in document.xpath("//h1|//h2|//h3|//h4")]


# The form


@pytest.mark.slow
def test_a_form_sent_without_a_script_has_empty_filters_that_count_for_nothing(client: httpx.Client) -> None:
    empty = {"since": "", "until": "", "source": "", "language": ""}
    document = tree(client.get("/", params={"q": PUTIN, **empty}))
    assert text(document.xpath("//summary")[0]) == "Filters"
    assert document.xpath("//blockquote")
    assert not chosen(document, "source")
    narrowed = tree(client.get("/", params={"q": PUTIN, **empty, "language": "id"}))
    assert text(narrowed.xpath("//summary")[0]) == "Filters: Indonesian"


@pytest.mark.slow
def test_filters_that_are_given_several_times_stay_and_are_asked(client: httpx.Client, sample: Library) -> None:
    outlets = sorted(source.name for source in sample.sources())[:2]
    document = tree(client.get("/", params={"q": PUTIN, "source": outlets, "language": ["id", "en"]}))
    assert sorted(chosen(document, "source")) == outlets
    assert sorted(chosen(document, "language")) == ["en", "id"]
    known = {each.article_id: each.source for each in sample.articles()}
    found = {
        known[link.split("/")[2].partition("?")[0]] for link in document.xpath("//a/@href") if "/articles/" in link
    }
    assert found
    assert found <= set(outlets)


def test_outlets_and_languages_are_offered_with_their_articles() -> None:
    document = asked(None, held=held({"Post": 1200, "<b>": 1}, {"id": 1200, "xx": 1, "und": 2}))
    assert offered(document, "source") == ["Post (1,200)", "<b> (1)"]
    assert offered(document, "language") == ["Indonesian (1,200)", "xx (1)", "unknown language (2)"]
    assert not document.xpath("//input[@name='source'][@type='text']")
    assert not document.xpath("//input[@name='tag']")


def test_tags_are_offered_and_stay_where_the_question_goes() -> None:
    labels = tuple(Tag(f"tag {number}", 99 - number) for number in range(MOST_OFFERED + 1))
    document = asked(None, labels=labels, tags=("TAG 1", "gone"))
    assert offered(document, "tag")[:3] == ["gone", "tag 0 (99)", "tag 1 (98)"]
    assert chosen(document, "tag") == ["gone", "tag 1"]
    assert len(document.xpath("//input[@name='tag'][@type='text']")) == 1
    assert text(document.xpath("//summary")[0]) == "Filters: TAG 1 · gone"
    form = Form(q=PUTIN, tags=("TAG 1",))
    assert (form.filters().tags, form.scope) == (frozenset({"TAG 1"}), [("tag", "TAG 1")])
    assert "tag=TAG+1" in form.query()


def test_of_very_many_outlets_the_largest_are_offered_and_any_other_can_be_written() -> None:
    many = {f"Post {number}": 99 - number for number in range(MOST_OFFERED + 1)}
    document = asked(None, held=held(many, {"en": 1}))
    assert len(offered(document, "source")) == MOST_OFFERED
    assert len(document.xpath("//input[@name='source'][@type='text']")) == 1


def test_what_is_chosen_is_chosen_in_its_own_list_alone() -> None:
    form = {"held": held({"id": 1, "Post": 1}, {"id": 1, "en": 1})}
    document = asked(None, sources=("id",), **form)
    assert (chosen(document, "source"), chosen(document, "language")) == (["id"], [])
    document = asked(None, languages=("id",), **form)
    assert (chosen(document, "source"), chosen(document, "language")) == ([], ["id"])


def test_what_is_chosen_and_not_listed_is_added_to_its_list() -> None:
    post = held({"Post": 1}, {"en": 1})
    document = asked(None, sources=("Zed News",), languages=("yue",), held=post)
    assert chosen(document, "source") == ["Zed News"]
    assert chosen(document, "language") == ["yue"]
    assert offered(document, "source") == ["Zed News", "Post (1)"]
    assert chosen(asked(None, sources=("POST",), held=post), "source") == ["Post"]


def test_the_filters_that_are_set_are_said_and_can_be_cleared() -> None:
    form = {"since": "2021-05-03", "until": "x", "sources": ("Post", "Courier"), "languages": ("id", "und")}
    document = asked(answer(), q="a & b?", translate=True, **form)
    told = "Filters: Post · Courier · Indonesian · unknown language · from 3 May 2021 · until x"
    assert text(document.xpath("//summary")[0]) == told
    assert not document.xpath("//details[@open]")
    assert set(document.xpath("//a[starts-with(., 'Clear') or contains(., 'without the')]/@href")) == {
        "/?q=a+%26+b%3F&translate=1"
    }
    assert len(document.xpath("//a[contains(., 'without the filters')]")) == 1
    assert not asked(answer()).xpath("//a[starts-with(., 'Clear') or contains(., 'without the')]")


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/", "/articles"])
def test_an_outlet_is_known_by_a_part_of_its_name(client: httpx.Client, path: str) -> None:
    document = tree(client.get(path, params={"q": PUTIN, "source": "intisari"}))
    assert chosen(document, "source") == ["Intisari-Online"]
    assert text(document.xpath("//summary")[0]) == "Filters: Intisari-Online"
    assert document.xpath("//a[starts-with(@href, '/articles/2cbb514572d7?')]")
    unknown = client.get(path, params={"q": PUTIN, "source": "Intisary-Online"})
    assert unknown.status_code == 422
    assert "among those there are: Intisari-Online" in text(tree(unknown).xpath("//*[@role='alert']")[0])
    assert chosen(tree(unknown), "source") == ["Intisary-Online"]


@pytest.mark.slow
def test_too_many_names_are_refused_with_the_form(client: httpx.Client) -> None:
    response = client.get("/", params={"q": PUTIN, "source": [f"Post {n}" for n in range(51)]})
    assert response.status_code == 422
    assert "choose at most 50" in text(tree(response).get_element_by_id("answer"))


@pytest.mark.slow
def test_which_day_is_none_is_said_and_stays(client: httpx.Client) -> None:
    document = tree(client.get("/", params={"q": PUTIN, "until": "2022-06-99"}))
    assert "“Until” is not a date" in text(document.xpath("//*[@role='alert']")[0])
    assert document.xpath("//input[@name='until']/@value") == ["2022-06-99"]
    assert document.xpath("//title")[0].text.startswith("Error: ")
    assert document.xpath("//details[@open]//input[@name='until']")


# The answer


@pytest.mark.slow
def test_headings_are_in_order(client: httpx.Client) -> None:
    assert headings(tree(page.ask_page(Form()))) == ["h1"]
    assert headings(tree(page.ask_page(Form(), told=page.Told(examples=["Who?"])))) == ["h1", "h2"]
    assert headings(tree(client.get("/articles"))) == ["h1"]
    found = tree(client.get("/", params={"q": PUTIN}))
    assert set(headings(found)) == {"h1", "h2"}
    assert headings(found)[0] == "h1"
    assert text(found.xpath("//h1")[0]) == PUTIN
    assert found.xpath("//section/@aria-labelledby") == found.xpath("//h1/@id")
    nothing = asked(answer(hits=(hit(article()),)))
    assert headings(nothing) == ["h1", "h2"]
    assert headings(tree(client.get("/", params={"q": "?!"}))) == ["h1"]
    assert headings(tree(client.get("/", params={"q": "\x1b[31m"})))[0] == "h1"  # the greeting
    assert headings(tree(client.get(f"/articles/{INTISARI}"))) == ["h1"]


@pytest.mark.slow
def test_quotes_titles_and_passages_have_their_language(client: httpx.Client, sample: Library) -> None:
    document = tree(client.get("/", params={"q": PUTIN}))
    quotes = document.xpath("//blockquote")
    assert [each.get("lang") for each in quotes] == [
        sample.article(each.article_id).language for each in sample.ask(PUTIN).citations
    ]
    assert {each.get("dir") for each in quotes} == {"auto"}
    heads = document.xpath("//section[@class='article']")
    assert [each.xpath("h2/a/bdi/@lang")[0] for each in heads] == [
        each.xpath(".//blockquote/@lang")[0] for each in heads
    ]
    arabic = article(language="ar", title="الجسر")
    near = asked(answer(hits=(hit(arabic),)))
    assert near.xpath("//ol/li/p/@lang") == near.xpath("//ol/li/a/bdi/@lang") == ["ar"]
    shown = tree(page.article_page(arabic))
    assert shown.xpath("//h1/@lang") == shown.xpath("//div[@class='text']/@lang") == ["ar"]
    assert shown.xpath("//article/@lang") == []  # the words around it are the page's own


def test_a_language_that_is_not_known_is_not_taken_for_english() -> None:
    assert asked(answer(citation())).xpath("//blockquote/@lang") == [""]
    assert tree(page.article_page(article(language="und"))).xpath("//h1/@lang") == [""]


def test_independent_sources_copies_and_dropped_quotes_are_told() -> None:
    copies = (
        Copy("0123456789ab", "The same", "Courier", date(2021, 5, 4), None),
        Copy("1" * 12, "Bare", None, None, None),
    )
    claims = (Claim("in 1932", (1, 2), 2), Claim("in 1935", (3,), 1))
    document = asked(answer(citation(copies=copies), claims=claims, dropped=2, disagreement=True))
    (claim,) = document.xpath("//p[@class='claim']")
    assert text(claim) == "2 independent sources say “in 1932” [1] [2]"
    assert claim.xpath("a/@href") == ["#citation-1", "#citation-2"]
    assert document.xpath("//li/@id") == ["citation-1"]
    assert (
        text(document.xpath("//a[starts-with(@href, '/articles/0123456789ab?')]/..")[0])
        == "also in The same · Courier · 4 May 2021"
    )
    assert text(document.xpath("//a[starts-with(@href, '/articles/111111111111?')]/..")[0]) == "also in Bare"
    assert "2 quote(s) failed the check" in text(document)


def test_the_words_that_answer_are_marked() -> None:
    document = asked(answer(citation(answer_start=13, answer_end=17)))
    assert [each.text for each in document.xpath("//blockquote/mark")] == ["1932"]
    assert text(document.xpath("//blockquote")[0]) == "It opened in 1932."


def test_a_citation_to_be_copied_is_for_people() -> None:
    assert templating.citation_text(citation(page=3)) == (
        f"“It opened in 1932.” – Bridge, Post, 3 May 2021, page 3, {citation().address}. https://example.org/b"
    )
    bare = citation(source=None, published=None, url=None)
    assert templating.citation_text(bare) == f"“It opened in 1932.” – Bridge, {bare.address}."
    assert asked(answer(bare)).xpath("//li/@data-citation") == [templating.citation_text(bare)]


def test_a_quote_has_its_outlet_its_day_and_another_language() -> None:
    indonesian = citation(language="id", context="They built a bridge.", page=7)
    document = asked(answer(indonesian, short="in 1932", language="en"))
    (head,) = document.xpath("//section[@class='article']")
    assert text(head.xpath("h2")[0]) == "Bridge"
    assert text(head.xpath("p")[0]) == "Post · 3 May 2021 · Indonesian · original article"
    assert text(head.xpath(".//blockquote")[0]) == "They built a bridge. It opened in 1932."
    assert [text(each) for each in head.xpath(".//span[@class='before']")] == ["They built a bridge."]
    assert text(head.xpath(".//li/p")[0]) == "[1] in the article · page 7"
    assert text(document.xpath("//p[@class='short']")[0]) == "in 1932"
    same = asked(answer(citation(language="en"), language="en"))
    assert "English" not in text(same.get_element_by_id("answer"))


def test_how_sure_an_answer_is_and_how_long_it_took_are_told() -> None:
    timings = Timings(300, 940, 1240)
    assert "Confidence 87%, found in 1.2 seconds" in text(asked(answer(citation(), confidence=0.87, timings=timings)))
    nothing = text(asked(answer(timings=timings)))
    assert "Found in 1.2 seconds" in nothing
    assert "Confidence" not in nothing


def test_why_answers_may_be_worse_is_told_without_paths() -> None:
    told = page.Told(["the reader is missing (/home/me/kutip/reader.json); reinstall Kutip"])
    for shown in (page.ask_page(Form(), told=told), page.ask_page(Form(q=PUTIN), answer(citation()), told=told)):
        assert "Note: the reader is missing (reader.json); reinstall Kutip" in text(tree(shown))
        assert "/home" not in bytes(shown.body).decode()


def test_no_id_of_an_article_is_shown_to_people() -> None:
    ids = [article().article_id, INTISARI]
    copy = Copy("0123456789ab", "The same", "Courier", None, None)
    shown = [
        asked(answer(citation(copies=(copy,)))),
        asked(answer(hits=(hit(article()),))),
        tree(page.articles_page(Form(), [ArticleSummary(INTISARI, "Bridge", "en", None, None, 1)])),
        tree(page.article_page(article(), "0", "9")),
    ]
    for document in shown:
        for each in document.xpath("//details[contains(., 'For checking')] | //*[@data-citation]/@data-citation/.."):
            if each.tag == "details":
                assert article().article_id in text(each)
                each.drop_tree()
        assert not any(each in text(document) for each in (*ids, "0123456789ab"))


def test_where_a_quote_was_published_is_linked() -> None:
    assert asked(answer(citation())).xpath("//section//a[@rel]/@href") == ["https://example.org/b"]


def test_what_is_missing_is_one_line_and_each_near_article_one_sentence() -> None:
    bees = article(text="Bees dance in the morning. The bridge was opened in 1932.", article_id="b" * 12, language="en")
    given = answer(hits=(hit(article()), hit(bees)), shortfall=Shortfall.PREMISE_ABSENT, absent=("Ruritania",))
    document = asked(replace(given, question="When was the bridge opened?", language="en"))
    (note,) = document.xpath("//p[@class='note']")
    assert text(note) == "Not found in these articles: “Ruritania” does not occur in what is near the question."
    assert [text(each) for each in document.xpath("//p[@class='sentence']")] == ["The bridge was opened in 1932."] * 2
    assert document.xpath("//ol/li/a/@href")[1].startswith(f"/articles/{'b' * 12}?start=27&end=57&q=")


def test_days_that_the_question_says_are_told_and_can_be_left() -> None:
    days, undated = (
        AskedDays("last week", date(2022, 6, 20), date(2022, 6, 30)),
        "2 articles without a date were left out.",
    )
    link = "//a[starts-with(@href, '/?any_time=1&q=')]"
    for given in (answer(citation()), answer(shortfall=Shortfall.NOT_ANSWERED)):
        shown = asked(replace(given, days=days, undated=2), tags=("wire",))
        assert text(shown.xpath(link)[0]) == "Ask all articles, of any time"
        assert shown.xpath(link)[0].get("href").endswith("&tag=wire")
        assert "Asked only of articles of “last week”: 20 to 30 June 2022." in text(shown)
        assert undated in text(shown)
        everything = asked(replace(given, days=replace(days, everything=True)))
        assert "No article of “last week” (20 to 30 June 2022) answers; all were asked." in text(everything)
        assert not everything.xpath(link)


# The greeting


@pytest.mark.slow
def test_the_greeting_says_what_the_library_holds(client: httpx.Client) -> None:
    shown = text(tree(client.get("/")).xpath("//main")[0])
    assert "Ask 25 articles" in shown
    assert "7 outlets · 2 October 2019 to 10 April 2025 · Indonesian (13), English (12)" in shown


@pytest.mark.slow
def test_the_greeting_suggests_questions_of_this_library_which_it_answers(client: httpx.Client) -> None:
    until(lambda: tree(client.get("/")).xpath("//ul[@class='examples']/li"), 60)
    links = tree(client.get("/")).xpath("//ul[@class='examples']/li/a")
    assert len({text(link) for link in links}) == 3
    for link in links:
        assert tree(client.get(link.get("href"))).xpath("//blockquote"), text(link)


@pytest.mark.slow
def test_suggestions_are_found_anew_when_the_library_has_changed(
    running: Callable[..., contextlib.AbstractContextManager[httpx.Client]], sample_copy: Path
) -> None:
    asked_for = {"questions": ["Who is first?"]}
    with Library.open(sample_copy) as before:
        before.suggestions.keep((None, 0), [])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(examples, "suggested", lambda library: iter(keep(library, asked_for["questions"])))
        with running(sample_copy) as opened:
            until(lambda: "Who is first?" in opened.get("/").text)
            asked_for["questions"] = ["Who is second?"]
            assert "Who is first?" in opened.get("/").text
            with Library.open(sample_copy) as beside:
                beside.keep_articles(article())
            until(lambda: "Who is second?" in opened.get("/").text)


@pytest.mark.slow
def test_what_is_wrong_with_the_library_is_told_on_the_page(
    running: Callable[..., contextlib.AbstractContextManager[httpx.Client]],
    sample: Library,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Library, "warnings", lambda self: ("the reader is missing (/home/me/reader.json)",))
    with running(sample.root) as opened:
        for query in ({}, {"q": PUTIN}):
            notes = [text(each) for each in tree(opened.get("/", params=query)).xpath("//p[@class='note']")]
            assert "Note: the reader is missing (reader.json)" in notes


def keep(library: Library, questions: list[str]) -> list[str]:
    library.suggestions.keep(library.state(), questions)
    return questions


@pytest.mark.slow
def test_a_library_without_suggestions_still_greets(
    running: Callable[..., contextlib.AbstractContextManager[httpx.Client]], tmp_path: Path
) -> None:
    Library.create(tmp_path / "empty").close()
    with running(tmp_path / "empty") as opened:
        assert "This library has no articles yet" in opened.get("/").text
        assert "no articles yet" in opened.get("/articles").text
        assert "This library has no articles yet" not in opened.get("/", params={"q": PUTIN}).text


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (held({}, {"en": 1}), "Ask 1 article English (1) · list them"),
        (held({"Post": 1}, {"und": 1}, first=DAY, last=DAY), "Ask 1 article 1 outlet · 3 May 2021 · unknown"),
        (held({}, dict.fromkeys("abcdef", 1)), "Ask 6 articles a (1), b (1), c (1), d (1), 2 more · list them"),
        (held({}, {}), "Ask your articles This library has no articles yet. Add some with qa add PATH."),
    ],
)
def test_the_greeting_of_small_libraries(given: Overview, told: str) -> None:
    assert told in text(tree(page.ask_page(Form(held=given))).xpath("//main")[0])


def test_examples_are_links_that_ask_them() -> None:
    told = page.Told(examples=["Who <b>built</b> it & why?"])
    (link,) = tree(page.ask_page(Form(), told=told)).xpath("//ul[@class='examples']/li/a")
    assert (link.text, link.get("href")) == (
        "Who <b>built</b> it & why?",
        "/?q=Who+%3Cb%3Ebuilt%3C%2Fb%3E+it+%26+why%3F",
    )
    assert not asked(answer(citation())).xpath("//ul[@class='examples']")


# The list


@pytest.mark.slow
def test_the_list_has_the_articles_that_the_filters_leave(client: httpx.Client, sample: Library) -> None:
    document = tree(client.get("/articles"))
    assert [text(each) for each in document.xpath("//ol/li/a")] == [each.title for each in sample.articles()]
    assert text(document.xpath("//ol/li/p")[0]) == "Sample Science Weekly · 10 April 2025 · English"
    assert "25 articles in all" in text(document)
    assert text(document.xpath("//header//a[@aria-current]")[0]) == "Articles"
    params = {"language": "id", "source": "warta contoh", "since": "2022-01-01", "until": "2022-12-31"}
    few = tree(client.get("/articles", params=params))
    expected = [
        each.title
        for each in sample.articles()
        if each.source == "Warta Contoh" and each.published and each.published.year == 2022
    ]
    assert [text(each) for each in few.xpath("//ol/li/a")] == expected
    assert 0 < len(expected) < 4
    link = few.xpath("//ol/li/a/@href")[0]
    assert "language=id" in link
    back = tree(client.get(link)).xpath("//nav[@class='back']/a")[0]
    assert text(back) == "← Back to the list"
    assert tree(client.get(back.get("href"))).xpath("//ol/li/a/@href")[0] == link


@pytest.mark.slow
def test_the_list_says_when_there_is_nothing_and_what_is_wrong(client: httpx.Client) -> None:
    nothing = client.get("/articles", params={"since": "2099-01-01"})
    assert (nothing.status_code, "No article matches these filters." in nothing.text) == (200, True)
    assert "There are no more articles." in client.get("/articles", params={"cursor": f"~{'f' * 12}"}).text
    for wrong in ({"since": "soon"}, {"cursor": "x"}, {"since": "2022-02-02", "until": "2022-02-01"}):
        response = client.get("/articles", params=wrong)
        assert response.status_code == 422
        assert tree(response).xpath("//*[@role='alert']")


def test_a_long_list_is_paged() -> None:
    found = [
        ArticleSummary(f"{number:012x}", f"Title {number}", "en", None, DAY, 1)
        for number in range(page.ARTICLES_A_PAGE + 1)
    ]
    first = tree(page.articles_page(Form(languages=("en",)), found))
    assert len(first.xpath("//ol/li")) == page.ARTICLES_A_PAGE
    (following,) = first.xpath("//a[@rel='next']/@href")
    assert following == f"/articles?cursor=2021-05-03~{page.ARTICLES_A_PAGE - 1:012x}&language=en"
    last = tree(page.articles_page(Form(languages=("en",)), found[-1:], later=True))
    assert last.xpath("//nav[@aria-label='Parts of the list']/a/@href") == ["/articles?language=en"]
    assert "undated" in text(tree(page.articles_page(Form(), [replace(found[0], published=None)])))
    assert "no articles yet" in text(tree(page.articles_page(Form())))


# The article


@pytest.mark.slow
def test_from_the_quote_there_is_a_way_back_and_the_form(client: httpx.Client) -> None:
    params = {"q": PUTIN, "language": ["id", "en"], "since": "2020-01-01"}
    shown = tree(client.get("/", params=params))
    for link in shown.xpath("//section[@id='answer']//a[starts-with(@href, '/articles/')]/@href"):
        document = tree(client.get(link))
        back = document.xpath("//nav[@class='back']/a")[0]
        assert text(back) == "← Back to the answer"
        assert httpx.URL(back.get("href")).params == httpx.QueryParams(params)
        assert document.xpath("//input[@name='q']/@value") == [PUTIN]
        assert sorted(chosen(document, "language")) == ["en", "id"]
        assert document.xpath("//form/@action") == ["/"]
    plain = tree(client.get(f"/articles/{INTISARI}"))
    assert text(plain.xpath("//nav[@class='back']/a")[0]) == "← Back to the list"
    assert plain.xpath("//nav[@class='back']/a/@href") == ["/articles"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("abc", "5"), ("5", ""), ("-3", "5"), ("5", "5"), ("6", "5"), ("0", "9" * 5000), ("1e3", "2e3"), ("٣", "٥"),
        ("1_0", "2_0"), ("0", "99999999"), (" 1", "2"), ("\x00", "\U0001f600"),
    ],
)  # fmt: skip
def test_offsets_that_are_none_give_the_article(client: httpx.Client, start: str, end: str) -> None:
    response = client.get(f"/articles/{INTISARI}", params={"start": start, "end": end})
    assert response.status_code == 200
    document = tree(response)
    assert not document.xpath("//mark")
    assert "No quote is marked" in text(document)
    assert "Lukashenko" in text(document)


@pytest.mark.slow
def test_offsets_that_are_there_mark_the_quote(client: httpx.Client, sample: Library) -> None:
    document = tree(client.get(f"/articles/{INTISARI}", params={"start": 100, "end": 160}))
    assert [each.text for each in document.xpath("//mark[@id='quote'][@tabindex='-1']")] == [
        sample.article(INTISARI).text[100:160]
    ]
    assert document.xpath("//a[@class='skip']/@href") == ["#quote"]
    whole = tree(client.get(f"/articles/{INTISARI}"))
    assert whole.xpath("//a[@class='skip']/@href") == ["#article"]
    assert "No quote is marked" not in text(whole)
    assert whole.xpath("//title")[0].text == f"{sample.article(INTISARI).title} – Kutip"


def test_of_a_very_long_article_the_part_around_the_quote_is_shown() -> None:
    long = article(text="a" * 300_000 + "QUOTE" + "b" * 300_000, title="Long")
    shown = tree(page.article_page(long, "300000", "300005"))
    assert len(shown.xpath("//div[@class='text']")[0].text_content()) == 400_005
    assert "the part around the quote" in text(shown)
    assert "its beginning" in text(tree(page.article_page(long)))


def test_versions_lead_to_each_other() -> None:
    old, new = article(article_id="0" * 12), article(article_id="1" * 12)
    version = Version(old, datetime(2024, 5, 6, tzinfo=UTC), new.article_id)
    assert tree(page.article_page(old, versions=[version])).xpath("//p[@class='note']/a/@href") == [
        "/articles/" + "1" * 12
    ]
    assert tree(page.article_page(new, versions=[version])).xpath("//p/a/@href") == ["/articles/" + "0" * 12]


# What is hostile


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        " JavaScript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "//x.example",
        "http:[",
        "",
    ],
)
def test_only_web_addresses_are_linked(address: str) -> None:
    shown = [
        tree(page.article_page(article(url=address))),
        asked(answer(citation(url=address))),
        asked(answer(hits=(hit(article(url=address)),))),
    ]
    for document in shown:
        assert all(re.match(r"[/#](?!/)", link) for link in document.xpath("//@href")), document.xpath("//@href")
    if address:
        assert address not in templating.citation_text(citation(url=address))
    assert tree(page.article_page(article(url="HTTPS://x.example/"))).xpath("//a[@rel]/@href") == ["HTTPS://x.example/"]


def test_no_text_becomes_markup() -> None:
    bad = '"><img src=x onerror=alert(1)><script>alert(2)</script>&lt;'
    copy = Copy(bad, bad, bad, None, None)
    hostile = article(text=bad, title=bad, source=bad, author=bad, language=bad, article_id=bad, sha256=bad)
    quoted = citation(quote=bad, title=bad, source=bad, article_id=bad, copies=(copy,), answer_start=2, answer_end=30)
    form: dict[str, Any] = {
        "q": bad,
        "since": bad,
        "sources": (bad,),
        "languages": (bad,),
        "held": held({bad: 1}, {bad: 1}),
    }
    shown = [
        tree(page.article_page(hostile, "2", "30")),
        tree(page.article_page(article(), bad, bad)),
        asked(answer(quoted, claims=(Claim(bad, (1,), 2),), disagreement=True), **form),
        asked(answer(hits=(hit(hostile),), shortfall=Shortfall.PREMISE_ABSENT, absent=(bad,)), **form),
        tree(page.ask_page(Form(**form), refusal=RefusedError(422, bad))),
        tree(page.problem_page(RefusedError(404, bad), bad)),
    ]
    for document in shown:
        assert not document.xpath("//img")
        assert not document.xpath("//@onerror")
        assert document.xpath("//script/@src") == ["/static/kutip.js"]
        assert not document.xpath("//script[not(@src)]")
        assert document.xpath("//main")
    assert shown[0].xpath("//h1")[0].text == bad
    assert shown[2].xpath("//blockquote")[0].text_content() == bad


def test_text_from_right_to_left_stays_in_its_own_place() -> None:
    """Whatever an article brings is within an element of its own that is isolated (`bdi`, or `dir="auto"`)."""
    bad = f"{OVERRIDE}gnp.exe الجسر"
    copy = Copy("0" * 12, bad, bad, None, None)
    quoted = citation(quote=bad, title=bad, source=bad, copies=(copy,))
    hostile = article(text=bad, title=bad, source=bad, author=bad, url=f"https://x.example/{bad}")
    shown = [
        tree(page.article_page(hostile)),
        tree(page.article_page(hostile, "1", "5")),
        asked(answer(quoted, claims=(Claim(bad, (1,), 2),), disagreement=True), held=held({bad: 1}, {})),
        asked(answer(hits=(hit(hostile),))),
    ]
    for document in shown:
        found = document.xpath(f"//body//text()[contains(., '{OVERRIDE}')]")
        assert found
        for each in found:
            around = each.getparent().xpath("ancestor-or-self::*[self::bdi or @dir='auto']")
            assert around, html.tostring(each.getparent())
            assert OVERRIDE not in "".join(around[-1].xpath("preceding-sibling::text() | following-sibling::text()"))
    assert re.search(r'\[dir="auto"\], bdi \{ unicode-bidi: isolate; \}', CSS)


@pytest.mark.slow
def test_what_is_asked_is_shown_without_what_steers_a_screen(client: httpx.Client) -> None:
    asked_for = {"q": f"what{OVERRIDE} did \x1b[31mPutin promise", "source": f"Po{OVERRIDE}st\x1b[0m"}
    response = client.get("/", params=asked_for)
    assert OVERRIDE not in response.text
    assert "\x1b" not in response.text
    assert text(tree(response).xpath("//h1")[0]) == "what did Putin promise"


@pytest.mark.slow
def test_hostile_articles_are_harmless_when_kept(client: httpx.Client) -> None:
    hostile = {
        "text": f"The zebra{OVERRIDE} is \x1b[31mred\x1b[0m. <script>alert(1)</script> \x1b]0;title\x07Done.",
        "title": f'"><img src=x onerror=alert(2)> zebra{OVERRIDE}',
        "url": "javascript:alert(3)",
        "source": f"<b>Post</b>{OVERRIDE}",
    }
    (kept,) = client.post("/v1/articles", json={"articles": [hostile]}, params={"wait": 50}).json()["article_ids"]
    try:
        for url in (f"/articles/{kept}", "/?q=What+colour+is+the+zebra%3F"):
            response = client.get(url)
            assert not {OVERRIDE, "\x1b", "\x07"} & set(response.text)
            assert "javascript:" not in response.text
            assert not tree(response).xpath("//img | //script[not(@src)] | //b[text()='Post']")
            assert "zebra" in text(tree(response).xpath("//main")[0])
    finally:
        client.delete(f"/v1/articles/{kept}")


# Problems


@pytest.mark.parametrize(
    ("path", "accept", "wanted"),
    [
        ("/", "text/html", True),
        ("/", "application/xhtml+xml, TEXT/HTML;q=0.9", True),
        ("/articles/x", "text/html", True),
        ("/nothing", "text/html", True),
        ("/v10", "text/html", True),
        ("/", "*/*", False),
        ("/", "", False),
        ("/", "text/htmlx", False),
        ("/v1", "text/html", False),
        ("/v1/ask", "text/html", False),
        ("/metrics", "text/html", False),
        ("/static/x", "text/html", False),
    ],
)
def test_who_wants_a_page(path: str, accept: str, wanted: bool) -> None:
    headers = [(b"accept", accept.encode())] if accept else []
    assert page.wants_page({"type": "http", "path": path, "headers": headers}) is wanted


@pytest.mark.parametrize("status", [401, 404, 405, 422, 429, 500, 503])
def test_a_problem_as_a_page(status: int) -> None:
    response = page.problem_page(RefusedError(status, "why it is so", {"Retry-After": "5"}), "request-1")
    assert (response.status_code, response.headers["retry-after"]) == (status, "5")
    assert response.headers["content-type"].startswith("text/html")
    document = tree(response)
    assert headings(document) == ["h1"]
    assert text(document.xpath("//*[@role='alert']")[0]) == "why it is so"
    assert document.xpath("//main//a/@href") == ["/"]
    assert f"Status {status} · request request-1" in text(document)


def test_a_long_or_unclean_problem_is_cut_and_cleaned() -> None:
    shown = text(tree(page.problem_page(RefusedError(422, f"{OVERRIDE}\x1b[31m" + "why " * 500), "r")))
    assert "why why" in shown
    assert shown.count("why") < 100
    assert not {OVERRIDE, "\x1b"} & set(shown)
    assert "there is no page at this address" in text(tree(page.problem_page(RefusedError(404, "Not Found"), "r")))


@pytest.mark.slow
def test_an_article_that_is_not_there_is_said_with_the_request(client: httpx.Client) -> None:
    response = client.get("/articles/ffffffffffff", headers={"X-Request-ID": "mine-7"})
    assert response.status_code == 404
    assert text(tree(response).xpath("//code")[0]) == response.headers["x-request-id"] == "mine-7"
    for odd in ("%00", "..%2f..", "%F0%9F%98%80", "2cbb514572d7x", "%3Cscript%3E"):
        assert client.get(f"/articles/{odd}").status_code in (404, 422), odd


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/nothing", "/articles/a/b", "/docs"])
def test_a_browser_gets_a_page_that_says_what_is_wrong(client: httpx.Client, path: str) -> None:
    response = client.get(path, headers=BROWSER)
    assert response.status_code == 404
    assert "there is no page at this address" in text(tree(response))
    assert response.headers["x-request-id"] in text(tree(response))
    assert response.headers["content-type"].startswith("text/html")
    assert client.get(path).headers["content-type"] == "application/problem+json"
    assert client.get("/v1/nothing", headers=BROWSER).headers["content-type"] == "application/problem+json"


@pytest.mark.slow
def test_a_browser_without_a_token_gets_a_page_and_is_asked_for_one(sample: Library) -> None:
    with (
        serving(sample.root, environment={"KUTIP_TOKEN": "secret-secret-secret"}) as started,
        httpx.Client(base_url=started.url) as opened,
    ):
        response = opened.get("/", headers=BROWSER)
        assert response.status_code == 401
        assert "Basic" in response.headers["www-authenticate"]
        assert text(tree(response).xpath("//h1")[0]) == "Token needed"
        assert opened.get("/").headers["content-type"] == "application/problem+json"


# How it looks


def luminance(colour: str) -> float:
    """WCAG 2.2's relative luminance of `#rrggbb`."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_reckoned_as_wcag_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast(scheme: str) -> None:
    light, dark = (dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", line)) for line in CSS.splitlines()[:2])
    colours = light if scheme == "light" else {**light, **dark}
    assert set(light) == set(dark)
    for ink, paper in (("ink", "paper"), ("soft", "paper"), ("link", "paper"), ("paper", "link"), ("ink", "mark")):
        assert contrast(colours[ink], colours[paper]) >= 4.5, (ink, paper)
    assert contrast(colours["link"], colours["mark"]) >= 3  # the outline of the quote that has the focus


def test_no_colour_is_used_but_those_whose_contrast_is_tested() -> None:
    rules = CSS.split("\n", 2)[2]
    assert set(re.findall(r"(?<![\w-])color: ([^;]+);", rules)) <= {
        "inherit", "var(--ink)", "var(--soft)", "var(--link)", "var(--paper)",
    }  # fmt: skip
    assert set(re.findall(r"background: ([^;]+);", rules)) <= {"var(--paper)", "var(--link)", "var(--mark)"}
    assert not re.search(r"#[0-9a-f]{3,8}\b|rgb|opacity", rules)


def test_the_style_moves_nothing_hides_no_focus_and_no_status() -> None:
    assert not re.search(r"transition|animation|scroll-behavior", CSS)
    assert re.search(r"^:focus-visible, .* \{ outline: 3px solid", CSS, re.MULTILINE)
    assert set(re.findall(r"([^{}\n]*)\{[^{}]*outline: none", CSS)) <= {
        "main:focus, section:focus, article:focus, li:focus, #quote:focus "  # where links lead to, which do nothing
    }
    hidden = re.findall(r"([^{}\n]+)\{ display: none", CSS)
    assert [each.strip() for each in hidden] == ["form, .skip, .copy, .back"]  # on paper


@pytest.mark.slow
def test_the_status_line_is_there_before_it_says_anything(client: httpx.Client) -> None:
    (step,) = tree(client.get("/")).xpath("//*[@id='step']")
    assert (step.get("role"), step.text, step.get("hidden")) == ("status", None, None)


@pytest.mark.slow
def test_links_within_a_page_have_their_ends(client: httpx.Client) -> None:
    for url in (
        "/",
        f"/?q={PUTIN}",
        "/?q=?!",
        f"/articles/{INTISARI}",
        f"/articles/{INTISARI}?start=1&end=9",
        "/articles",
    ):
        document = tree(client.get(url))
        inner = [link[1:] for link in document.xpath("//@href") if link.startswith("#")]
        assert inner
        for each in inner:
            (end,) = document.xpath(f"//*[@id='{each}']")
            assert end.get("tabindex") == "-1"
        assert document.xpath("//html/@lang") == ["en"]
        assert len(document.xpath("//*[@id]")) == len(set(document.xpath("//@id")))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda file: file.stem)
def test_templates_have_nothing_that_the_policy_forbids(template: Path) -> None:
    written = template.read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?! src=)|\|\s*safe", written)
