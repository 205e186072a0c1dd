"""Feeds, exports of blogs, and news and journal articles in XML."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from eval.benchmarks.fuzz_samples import samples
from index.formats import ReadArticle, feeds, read_paths
from index.formats.parsed import Draft, Working
from index.formats.xmls import read_xml
from index.values import Problem, ProblemKind
from tests.support.builders import write

ONE = "The mill was closed in March, its owner told the town council on Monday."
TWO = "A ferry leaves the island every hour, the line announced at its pier."
LEFT_OUT, WARNING = ProblemKind.LEFT_OUT, ProblemKind.WARNING


def read(path: Path) -> tuple[list[ReadArticle], list[tuple[ProblemKind, str]]]:
    found = list(read_paths([path], lambda _: "xx"))
    problems = [(each.kind, each.reason) for each in found if isinstance(each, Problem)]
    return [each for each in found if isinstance(each, ReadArticle)], problems


def rss(*items: str, channel: str = "") -> str:
    inner = "".join(f"<item>{item}</item>" for item in items)
    return (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"'
        ' xmlns:wp="http://wordpress.org/export/1.2/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
        f"<title>Mill Gazette</title><link>https://mill.example/</link>{channel}{inner}</channel></rss>"
    )


def post(text: str, status: str = "publish", kind: str = "post", more: str = "") -> str:
    return (
        f"<title>{text[:5]}</title><guid>{text[:5]}</guid><content:encoded><![CDATA[{text}]]></content:encoded>"
        f"<wp:status>{status}</wp:status><wp:post_type>{kind}</wp:post_type>{more}"
    )


# Exports of blogs


def test_of_a_wordpress_export_only_what_was_published(tmp_path: Path) -> None:
    comment = "<wp:comment><wp:comment_id>1</wp:comment_id><wp:comment_content>bad</wp:comment_content></wp:comment>"
    feed = rss(
        post(f'{ONE}\n\n[caption id="x" width="3"]<img src="x"> A mill[/caption]\n\n{TWO}', more=comment),
        post("An about page.", kind="page"),
        post("Not ready.", "draft"),
        post("Nor this.", "draft"),
        post("Mine.", "private"),
        post("Gone.", "trash", "page"),
        post("Menu.", "publish", "nav_menu_item"),
        post("", "inherit", "attachment"),
        post("Secret.", more="<wp:post_password>x</wp:post_password>"),
    )
    articles, problems = read(write(tmp_path, "a.xml", feed))
    assert [each.article.text for each in articles] == [f"{ONE}\nA mill\n{TWO}", "An about page."]
    assert problems == [
        (
            LEFT_OUT,
            "entries that are no published posts were left out: draft post 2, private post 1, trash page 1,"
            " nav_menu_item 1, attachment 1, post with a password 1, comment 1",
        )
    ]


def test_the_day_of_a_wordpress_post_is_that_of_the_blog(tmp_path: Path) -> None:
    moments = "<pubDate>Fri, 05 Mar 2021 20:30:00 +0000</pubDate><wp:post_date>2021-03-06 03:30:00</wp:post_date>"
    articles, _ = read(write(tmp_path, "a.xml", rss(post(ONE, more=moments))))
    assert [each.article.published for each in articles] == [date(2021, 3, 6)]


@pytest.mark.parametrize("old", [True, False])
def test_of_a_blogger_export_only_posts(tmp_path: Path, old: bool) -> None:
    def entry(text: str, kind: str, draft: bool = False) -> str:
        term = f"http://schemas.google.com/blogger/2008/kind#{kind.lower()}"
        told = f'<category scheme="http://schemas.google.com/g/2005#kind" term="{term}"/>'
        told += "<app:control><app:draft>yes</app:draft></app:control>" if draft else ""
        new = f"<blogger:type>{kind}</blogger:type><blogger:status>{'DRAFT' if draft else 'LIVE'}</blogger:status>"
        return f'<entry><id>{text}</id><content type="html">{text}</content>{told if old else new}</entry>'

    feed = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:app="http://purl.org/atom/app#"'
        ' xmlns:blogger="http://schemas.google.com/blogger/2018"><title>Mill</title>'
        f"{entry('One.', 'POST')}{entry('Two.', 'POST', draft=True)}{entry('Three.', 'COMMENT')}</feed>"
    )
    articles, problems = read(write(tmp_path, "feed.atom", feed))
    assert [each.article.text for each in articles] == ["One."]
    assert problems == [
        (LEFT_OUT, "entries that are no published posts were left out: draft post 1, comment 1"),
    ]


# Feeds


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("name", ["a.rss", "a.atom", "wordpress.xml"])
def test_a_long_feed_is_read_in_parts(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    raw = samples()[name]
    whole = [each for each in read_xml(raw) if not isinstance(each, Working)]
    monkeypatch.setattr(feeds, "_AT_ONCE", 1)
    found = list(read_xml(raw))
    assert [each for each in found if not isinstance(each, Working)] == whole
    assert sum(isinstance(each, Working) for each in found) == max(raw.count(b"</item>"), 1)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_of_a_long_feed_that_is_cut_off_the_start_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "_AT_ONCE", 1)
    cut = rss(post("One."), post("Two.")).rpartition("<wp:status>")[0]
    assert next(each.text for each in read_xml(cut.encode()) if isinstance(each, Draft)) == "One."


@pytest.mark.parametrize("newer_first", [True, False])
def test_of_an_entry_that_is_there_twice_the_newer_text(tmp_path: Path, newer_first: bool) -> None:
    items = [
        f"<title>Mill{hour}</title><guid>g</guid><link>https://mill.example/1</link>"
        f"<pubDate>Sat, 08 Apr 2023 0{hour}:30:00 +0700</pubDate><description>At {hour}.</description>"
        for hour in (8, 9)
    ]
    path = write(tmp_path, "a.rss", rss(*(reversed(items) if newer_first else items)))
    articles, problems = read(path)
    assert [(each.article.text, each.origin) for each in articles] == [("At 9.", f"{path}#g")]
    number = 2 if newer_first else 1
    assert problems == [(LEFT_OUT, f"entry {number}: an older text of g, which is in it again, was left out")]


def test_entries_that_only_share_an_id_are_several(tmp_path: Path) -> None:
    items = [
        f"<title>{name}</title><guid>https://mill.example/</guid><link>https://mill.example/</link>"
        f"<description>{name}.</description>"
        for name in "AB"
    ]
    articles, problems = read(write(tmp_path, "a.rss", rss(*items)))
    assert ([each.article.text for each in articles], problems) == (["A.", "B."], [])


def test_the_longest_text_and_whole_addresses(tmp_path: Path) -> None:
    item = f"<link>/1</link><description>{ONE}</description><content:encoded>Read more</content:encoded>"
    ((found,), problems) = read(write(tmp_path, "a.rss", rss(item)))
    assert (found.article.text, found.article.url, problems) == (ONE, "https://mill.example/1", [])


def test_a_feed_that_is_cut_off(tmp_path: Path) -> None:
    feed = rss(f"<description>{ONE}</description>", f"<description>{TWO} {TWO}</description>")
    articles, problems = read(write(tmp_path, "a.rss", feed[: feed.rindex(TWO)]))
    assert articles[0].article.text == ONE
    assert problems[-1] == (WARNING, "it is cut off, so its last article may be too")


def test_a_page_that_is_called_a_feed(tmp_path: Path) -> None:
    page = f"<!DOCTYPE html><html><head><title>Mill</title></head><body><article><p>{ONE}</p><p>{TWO}</p></article>"
    ((found,), problems) = read(write(tmp_path, "a.rss", page + "</body></html>"))
    assert ONE in found.article.text
    assert problems == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("<urlset><url><loc>https://a.example</loc></url></urlset>", "it is a sitemap, not a feed or an article"),
        ("<opml version='2.0'><body/></opml>", "it is a list of feeds, not a feed or an article"),
        ("<article><title>DocBook</title><para>x</para></article>",
         "it is XML of a kind that is not read (article), neither a feed nor an article"),
    ],
)  # fmt: skip
def test_xml_of_other_kinds(tmp_path: Path, content: str, reason: str) -> None:
    assert read(write(tmp_path, "a.xml", content)) == ([], [(ProblemKind.UNREAD, reason)])


def test_feeds_in_json(tmp_path: Path) -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Mill Gazette",
        "items": [
            {"id": "1", "url": "https://mill.example/1", "title": "A", "content_html": f"<p>{ONE}</p><p>{TWO}</p>",
             "date_published": "2023-04-08T09:00:00Z", "authors": [{"name": "Ann"}]},
            {"id": "2", "content_text": TWO, "summary": "x"},
        ],
    }  # fmt: skip
    articles, problems = read(write(tmp_path, "feed.json", json.dumps(feed)))
    first, second = (each.article for each in articles)
    assert (first.text, first.source, first.author, first.published) == (
        f"{ONE}\n{TWO}",
        "Mill Gazette",
        "Ann",
        date(2023, 4, 8),
    )
    assert (second.text, second.source, problems) == (TWO, "Mill Gazette", [])


# News


NITF = f"""<nitf xml:lang="en"><head><title>x</title><docdata><date.issue norm="20230408T093000Z"/></docdata>
<pubdata name="Mill Gazette" date.publication="20230409"/></head><body><body.head><hedline><hl1>Mill closed</hl1>
</hedline><byline>By Ann Writer</byline></body.head><body.content><p>{ONE}</p>
<media><media-caption>no</media-caption></media>
<hl2>Later</hl2><p>{TWO}</p></body.content><body.end>no</body.end></body></nitf>"""


def test_nitf(tmp_path: Path) -> None:
    ((found,), problems) = read(write(tmp_path, "a.xml", f"<?xml version='1.0'?>{NITF}"))
    article = found.article
    assert (article.title, article.text) == ("Mill closed", f"{ONE}\nLater\n{TWO}")
    assert (article.source, article.author, article.published) == ("Mill Gazette", "Ann Writer", date(2023, 4, 8))
    assert (article.language, problems) == ("en", [])


@pytest.mark.parametrize(
    "content",
    [
        f'<inlineXML contenttype="application/nitf+xml">{NITF}</inlineXML>',
        f'<inlineXML><html xmlns="http://www.w3.org/1999/xhtml"><head><title>no</title></head><body><p>{ONE}</p>'
        f"<h2>Later</h2><p>{TWO}</p></body></html></inlineXML>",
        f"<inlineData>{ONE}</inlineData>",
    ],
)
def test_newsml_g2(tmp_path: Path, content: str) -> None:
    def item(status: str, inner: str) -> str:
        return (
            '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/"><itemMeta><provider literal="Mill Press"/>'
            f'<versionCreated>2023-04-08T09:30:00Z</versionCreated><pubStatus qcode="stat:{status}"/></itemMeta>'
            f"<contentMeta><headline>Mill shut</headline><by>By Ann</by></contentMeta><contentSet>{inner}</contentSet>"
            "</newsItem>"
        )

    alone = read(write(tmp_path, "a.xml", item("usable", content)))
    ((found,), problems) = alone
    assert found.article.text.startswith(ONE)
    assert "no" not in found.article.text.split()
    assert (found.article.title, found.article.source, found.article.published, problems) == (
        "Mill shut",
        "Mill Press",
        date(2023, 4, 8),
        [],
    )
    items = item("usable", content) + item("canceled", content) + item("usable", "<remoteContent href='x.jpg'/>")
    path = write(tmp_path, "b.xml", f"<newsMessage><itemSet>{items}</itemSet></newsMessage>")
    articles, problems = read(path)
    assert [each.origin for each in articles] == [f"{path}#1"]
    assert problems == [
        (LEFT_OUT, "item 2: it is canceled"),
        (LEFT_OUT, "item 3: it has no text (a picture or the like)"),
    ]


def test_newsml_1(tmp_path: Path) -> None:
    item = (
        '<NewsItem><Identification><NewsIdentifier><ProviderId>mill.example</ProviderId><DateId>20230408</DateId>'
        '</NewsIdentifier></Identification><NewsManagement><Status FormalName="Usable"/></NewsManagement>'
        "<NewsComponent><NewsLines><HeadLine>Mill shut</HeadLine><ByLine>Ann</ByLine></NewsLines>"
        '<NewsComponent><ContentItem><MediaType FormalName="Photo"/><DataContent>no</DataContent></ContentItem>'
        f"</NewsComponent><ContentItem><MediaType FormalName='Text'/><DataContent><p>{ONE}</p><p>{TWO}</p>"
        "</DataContent></ContentItem></NewsComponent></NewsItem>"
    )  # fmt: skip
    path = write(tmp_path, "a.xml", f'<!DOCTYPE NewsML SYSTEM "NewsML_1.2.dtd"><NewsML>{item}</NewsML>')
    ((found,), problems) = read(path)
    assert (found.article.title, found.article.text) == ("Mill shut", f"{ONE}\n{TWO}")
    assert (found.article.source, found.article.published, problems) == ("mill.example", date(2023, 4, 8), [])


def test_jats(tmp_path: Path) -> None:
    article = f"""<!DOCTYPE article PUBLIC "-//NLM//DTD JATS v1.2//EN" "JATS.dtd"><article xml:lang="en"><front>
    <journal-meta><journal-title-group><journal-title>Mill Studies</journal-title></journal-title-group></journal-meta>
    <article-meta><article-id pub-id-type="doi">10.1/mill</article-id><title-group><article-title>Of mills<xref
    ref-type="fn">*</xref></article-title></title-group><contrib-group><contrib contrib-type="author"><name>
    <surname>Writer</surname><given-names>Ann</given-names></name><xref
    ref-type="aff">1</xref></contrib></contrib-group>
    <pub-date><year>2023</year></pub-date><pub-date pub-type="epub"><day>8</day><month>4</month>
    <year>2023</year></pub-date>
    <abstract><p>{ONE}</p></abstract></article-meta></front><body><sec><title>Results</title><p>The mills<sup><xref
    ref-type="bibr">1</xref>,<xref ref-type="bibr">2</xref></sup> ground 10<sup>6</sup> sacks [<xref
    ref-type="bibr">3</xref>] of it<xref ref-type="fn"><sup>a</sup></xref>, see <xref
    ref-type="fig">Figure 2</xref>&nbsp;and <inline-formula
    ><tex-math>\\frac 1 2</tex-math></inline-formula>H<sub>2</sub>O.</p></sec></body>
    <back><ref-list><ref>no</ref></ref-list></back></article>"""
    ((found,), problems) = read(write(tmp_path, "a.xml", article))
    said = found.article
    assert (said.title, said.source, said.author, said.url) == (
        "Of mills",
        "Mill Studies",
        "Ann Writer",
        "https://doi.org/10.1/mill",
    )
    assert (said.published, said.language, problems) == (date(2023, 4, 8), "en", [])
    assert said.text == (f"{ONE}\nResults\nThe mills ground 10^6 sacks [3] of it, see Figure 2 and H2O.")


def test_tei(tmp_path: Path) -> None:
    text = f"""<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>Of mills</title>
    <author>Ann Writer</author></titleStmt><publicationStmt><publisher>Mill Press</publisher><date when="1923-04-08"/>
    </publicationStmt></fileDesc></teiHeader><text><body><head>One</head><p>{ONE}<note>no</note> {TWO}</p></body>
    </text></TEI>"""
    ((found,), problems) = read(write(tmp_path, "a.xml", text))
    assert (found.article.title, found.article.text) == ("Of mills", f"One\n{ONE} {TWO}")
    assert (found.article.author, found.article.published, problems) == ("Ann Writer", date(1923, 4, 8), [])


def test_news_in_each_other_is_not_read(tmp_path: Path) -> None:
    path = write(tmp_path, "a.xml", f"<newsMessage>{'<newsItem><inlineData>x</inlineData>' * 1_000}")
    assert read(path) == ([], [(ProblemKind.UNREAD, "it is nested too deeply")])


def test_news_that_is_cut_off_or_hostile(tmp_path: Path) -> None:
    articles, problems = read(write(tmp_path, "a.xml", NITF[: NITF.index(TWO) + 20]))
    assert articles[0].article.text.startswith(f"{ONE}\nLater\nA ferry")
    assert problems == [(WARNING, "it is cut off, so its last article may be too")]
    declared = f'<!DOCTYPE nitf [<!ENTITY a SYSTEM "file:///etc/passwd">]>{NITF.replace("Later", "&a;")}'
    ((_, reason),) = read(write(tmp_path, "b.xml", declared))[1]
    assert "declares entities" in reason
    deep = "<nitf><body.content>" + "<p>" * 50_000 + "deep" + "</p>" * 50_000 + "</body.content></nitf>"
    articles, problems = read(write(tmp_path, "c.xml", deep))
    assert len(articles) + len(problems) == 1
