"""What JSON-LD says of a page's article, in the ways that sites write it, strict or not."""

from __future__ import annotations

import pytest

from index.formats.markup import parse_markup
from index.formats.page_data import LinkedData, linked_data

HARBOUR = LinkedData(
    "Harbour gets new cranes", "Example Courier", "A. Writer", ("2023-04-08T09:00:00+07:00",), "en", free=False
)
NODE = """{
  "@context": "https://schema.org", "@type": "NewsArticle", "headline": "Harbour gets new cranes",
  "author": {"@type": "Person", "name": "A. Writer"}, "datePublished": "2023-04-08T09:00:00+07:00",
  "publisher": {"@type": "Organization", "name": "Example Courier"}, "inLanguage": "en-GB",
  "isAccessibleForFree": false
}"""


def data_of(*scripts: str) -> LinkedData:
    marked = "".join(f'<script type="application/ld+json">{script}</script>' for script in scripts)
    tree = parse_markup(f"<html><head>{marked}</head><body><p>Cranes.</p></body></html>")
    assert tree is not None
    return linked_data(tree)


@pytest.mark.parametrize(
    "script",
    [
        NODE,
        NODE.replace("Harbour gets", "Harbour gets\n"),
        NODE.replace("Harbour gets ", "Harbour\tgets\r\n"),
        NODE.replace("false", "false,"),
        NODE.replace('"A. Writer"', '"A. Writer" ,\n').replace("{", "{ /* who */ ", 1),
        NODE.replace('"@context"', '// from the theme, "quoted\n"@context"'),
        f"<!-- {NODE} -->",
        f"<!--//--><![CDATA[//><!--\n{NODE}\n//--><!]]>",
        f"//<![CDATA[\n{NODE}\n//]]>",
        f"/* <![CDATA[ */ {NODE} /* ]]> */",
        f"<![CDATA[{NODE}]]>",
        f"\ufeff{NODE};",
        '{"@type": "WebSite", "name": "Courier"}' + NODE,
        '{"@type": "BreadcrumbList"},\n' + NODE,
        NODE.replace('"', "&quot;"),
        NODE.replace("Harbour gets new cranes", "Harbour gets <i>new</i> cranes"),
        NODE.replace("}", "},", 1).replace("},,", "},"),
        NODE.replace("false", '"https://schema.org/False"'),
        NODE.replace("false", '"False"'),
        NODE.replace("false", 'true, "hasPart": {"@type": "WebPageElement", "isAccessibleForFree": "False"}'),
        f'{{"@graph": [{{"@type": "WebPage", "inLanguage": "de", "isAccessibleForFree": true}}, {NODE}]}}',
        f"[{NODE}]",
        NODE.replace('"NewsArticle"', '["Thing", "https://schema.org/NewsArticle"]'),
        NODE.replace('{"@type": "Person", "name": "A. Writer"}', '["A. Writer"]'),
        NODE.replace('"en-GB"', '{"@type": "Language", "name": "English", "alternateName": "en"}'),
    ],
)
def test_every_way_of_writing_it_says_the_same(script: str) -> None:
    assert data_of(script) == HARBOUR


@pytest.mark.parametrize(
    ("written", "headline"),
    [
        ('The "Marunda" harbour, and "others"', 'The "Marunda" harbour, and "others"'),
        ("Harbour\\'s cranes", "Harbour's cranes"),
        ("C:\\Harbour", "C:Harbour"),
        ("see https://courier.example // cranes /* two */", "see https://courier.example // cranes /* two */"),
        ("cranes,} and ,] ships", "cranes,} and ,] ships"),
        ("Cranes &amp; ships &#8211; &quot;new&quot;", 'Cranes & ships – "new"'),
        ("Derek \\u201cbaru\\u201d", "Derek “baru”"),
    ],
)
def test_words_are_kept_whatever_stands_in_them(written: str, headline: str) -> None:
    broken = NODE.replace("Harbour gets new cranes", written).replace("false", "false,")
    assert data_of(broken).headline == headline
    assert data_of(broken).published == HARBOUR.published


def test_names_may_be_nodes_of_their_own() -> None:
    graph = """{"@graph": [
      {"@type": "Article", "@id": "/a#article", "author": [{"@id": "/#ann"}, {"name": "B. Writer"}],
       "publisher": {"@id": "/#courier"}},
      {"@type": "Organization", "@id": "/#courier", "name": "Example Courier"},
      {"@type": "Person", "@id": "/#ann", "name": "A. Writer"}
    ]}"""
    assert data_of(graph) == LinkedData(publisher="Example Courier", author="A. Writer, B. Writer")


def test_an_article_comes_before_the_page_and_both_before_nothing() -> None:
    page = '{"@type": "WebPage", "datePublished": "2020-01-01", "inLanguage": "id", "name": "Courier: harbour"}'
    assert data_of(page, NODE).published == ("2023-04-08T09:00:00+07:00", "2020-01-01")
    assert data_of(page) == LinkedData(published=("2020-01-01",), language="id")
    assert data_of('{"@type": "Product", "datePublished": "2020-01-01"}', "", "null", "[[1, {}]]") == LinkedData()


def test_what_is_beyond_mending_says_its_headline_and_its_day() -> None:
    assert data_of(NODE.replace('"A. Writer"', "A. Writer")) == LinkedData(
        HARBOUR.headline, published=HARBOUR.published, language="en"
    )
    single = """{"@type": "NewsArticle", "headline": 'Harbour gets new cranes', "datePublished": '2023-04-08'}"""
    assert data_of(single) == LinkedData(HARBOUR.headline, published=("2023-04-08",))
    assert data_of(NODE[:120]) == LinkedData(HARBOUR.headline)
    assert data_of("Harbour gets new cranes, \"datePublished\": '2023-04-08'").published == ("2023-04-08",)


def test_what_is_cut_off_says_what_comes_before_it() -> None:
    assert data_of(f"{NODE}\n{NODE[:-40]}") == HARBOUR
    assert data_of("[" * 100_000) == LinkedData()
