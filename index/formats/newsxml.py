"""News and journal articles in XML: NITF, NewsML 1 and G2, JATS and TEI."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from lxml import etree

from index.formats import limits
from index.formats.cells import day_of_cell
from index.formats.parsed import Draft, Metadata, ParseProblem, UnreadableError
from index.formats.xmltext import Element, blocks_of, first, line_of
from index.storage.articles import language_code
from index.values import ProblemKind

_PICTURES = ("photo", "picture", "graphic", "video", "audio", "animation")
_DEEPEST = 256  # elements in each other: what is in several of them is looked at for each


def read_news(text: str) -> Iterator[Draft | ParseProblem]:
    """Yield the articles of an XML file, which is read as far as it goes.

    Raises UnreadableError if it is of another kind than those known.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=True)
    root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    if root is None:
        raise UnreadableError("it is damaged: it is not XML")
    depth = place = 0
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        depth += {"start": 1, "end": -1}.get(event, 0)
        place += event != "end"
        if place > limits.JSON_VALUES:
            raise UnreadableError(f"it has more than {limits.JSON_VALUES:,} parts")
        if depth > _DEEPEST:
            raise UnreadableError("it is nested too deeply")
        if event == "start":
            element.tag = etree.QName(element).localname
    reader = _READERS.get(root.tag)
    items = list(reader[0](root)) if reader else []
    if not reader or not items:
        raise UnreadableError(f"it is XML of a kind that is not read ({root.tag[:60]}), neither a feed nor an article")
    for number, item in enumerate(items, 1):
        found = reader[1](item)
        several = len(items) > 1
        if isinstance(found, str):
            yield ParseProblem(f"item {number}: {found}" if several else found, kind=ProblemKind.LEFT_OUT)
        elif not found.text.strip():
            yield ParseProblem(f"item {number}: it has no text" if several else "it has no text")
        else:
            yield Draft(found.text, found.metadata, record=str(number) if several else "")


def _nitf(root: Element) -> Draft:
    """Return a story in NITF, of which the head has the day and the outlet."""
    published = [*(each.get("norm") for each in root.iter("date.issue", "story.date")),
                 *(each.get("date.publication") for each in root.iter("pubdata"))]  # fmt: skip
    outlet = next((each.get("name") for each in root.iter("pubdata") if each.get("name")), "")
    return Draft(
        blocks_of(first(root, "body.content")),
        Metadata(
            title=line_of(first(root, "hl1")) or line_of(first(root, "title")),
            source=outlet or line_of(first(root, "distributor")),
            author=_byline(line_of(first(root, "byline"))),
            published=next((day for each in published if (day := day_of_cell(each))), None),
            language=_language(root),
        ),
    )


def _g2(item: Element) -> Draft | str:
    """Return a newsItem of NewsML-G2, or why it is left out."""
    status = first(item, "pubStatus")
    if status is not None and (status.get("qcode") or "").endswith(("canceled", "withheld")):
        return f"it is {(status.get('qcode') or '').rpartition(':')[2]}"
    contents = [*item.iter("inlineXML"), *item.iter("inlineData")]
    if not contents:
        return "it has no text (a picture or the like)"
    part, inner = _content(contents)
    provider = first(item, "provider")
    literal = provider.get("literal") if provider is not None else None
    given = Metadata(
        title=line_of(first(item, "headline")),
        source=line_of(first(provider, "name")) or line_of(provider) or literal,
        author=_byline(line_of(first(item, "by"))),
        published=_day(item, "contentCreated", "firstCreated", "versionCreated"),
        language=_language(item),
    )
    return Draft(part, given.or_else(inner))


def _newsml(item: Element) -> Draft | str:
    """Return a NewsItem of NewsML 1, or why it is left out."""
    status = first(item, "Status")
    if status is not None and (status.get("FormalName") or "").casefold() in ("canceled", "cancelled", "embargoed"):
        return f"it is {(status.get('FormalName') or '').casefold()}"
    contents = [
        data
        for content in item.iter("ContentItem")
        if (kind := first(content, "MediaType")) is None or (kind.get("FormalName") or "").casefold() not in _PICTURES
        for data in content.iter("DataContent")
    ]
    if not contents:
        return "it has no text (a picture or the like)"
    part, inner = _content(contents)
    provider = first(item, "Provider")
    party = first(provider, "Party")
    given = Metadata(
        title=line_of(first(item, "HeadLine")),
        source=(party.get("FormalName") if party is not None else "") or line_of(first(item, "ProviderId")),
        author=_byline(line_of(first(item, "ByLine"))),
        published=_day(item, "DateId", "FirstCreated", "ThisRevisionCreated"),
        language=next((language_code(each.get("FormalName") or "") for each in item.iter("Language")), None),
    )
    return Draft(part, given.or_else(inner))


def _content(contents: list[Element]) -> tuple[str, Metadata]:
    """Return the text within an item, and what NITF there says of itself."""
    texts: list[str] = []
    about = Metadata()
    for content in contents:
        story = first(content, "nitf")
        if story is not None:
            inner = _nitf(story)
            about = about.or_else(inner.metadata)
            texts.append(inner.text)
        else:
            body = first(content, "body")
            texts.append(blocks_of(content if body is None else body))
    return "\n".join(filter(str.strip, texts)), about


def _jats(root: Element) -> Draft:
    """Return a journal's article in JATS: its abstract and body, without what is referred to."""
    parts = [*root.iterfind(".//article-meta/abstract"), *root.iterfind("body")]
    contributors = [each for each in root.iter("contrib") if each.get("contrib-type") in (None, "author")]
    names = [_person(each) for each in contributors if each.getparent() is not None]
    doi = next((line_of(each) for each in root.iterfind(".//article-meta/article-id[@pub-id-type='doi']")), "")
    days = [_date(each) for each in root.iterfind(".//article-meta/pub-date")]
    return Draft(
        "\n".join(filter(None, map(blocks_of, parts))),
        Metadata(
            title=line_of(first(first(root, "article-meta"), "article-title")),
            source=line_of(first(root, "journal-title")),
            url=f"https://doi.org/{doi}" if doi else "",
            author=", ".join(filter(None, names)),
            published=next((day for each in days if (day := day_of_cell(each))), None),
            language=_language(root),
        ),
    )


def _person(contributor: Element) -> str:
    names = (line_of(first(contributor, part)) for part in ("given-names", "surname"))
    whole = (line_of(first(contributor, part)) for part in ("string-name", "collab"))
    return " ".join(filter(None, names)) or next(filter(None, whole), "")


def _date(element: Element) -> str:
    """Return a date in parts as year-month-day, which may lack some."""
    year, month, day = (line_of(first(element, part)) for part in ("year", "month", "day"))
    return element.get("iso-8601-date") or f"{year}-{month.zfill(2)}-{day.zfill(2)}"


def _tei(root: Element) -> Draft:
    """Return a text in TEI, without its notes."""
    head = first(root, "teiHeader")
    statement = first(head, "titleStmt")
    authors = [line_of(each) for each in statement.iter("author")] if statement is not None else []
    published = [each.get("when") for each in head.iter("date")] if head is not None else []
    return Draft(
        blocks_of(first(root, "text")),
        Metadata(
            title=line_of(first(statement, "title")),
            source=line_of(first(head, "publisher")),
            author=", ".join(filter(None, authors)),
            published=next((day for each in published if (day := day_of_cell(each))), None),
            language=_language(root),
        ),
    )


def _day(item: Element, *names: str) -> date | None:
    return next((day for name in names for each in item.iter(name) if (day := day_of_cell(line_of(each)))), None)


def _byline(written: str) -> str:
    return written.removeprefix("By ").removeprefix("by ")


def _language(root: Element) -> str | None:
    marked = next((each.get("tag") for each in root.iter("language") if each.get("tag")), None)
    return language_code(marked or root.get("{http://www.w3.org/XML/1998/namespace}lang") or root.get("lang") or "")


def _articles(root: Element) -> Iterator[Element]:
    """Yield the root if it is one of JATS, not of DocBook."""
    if first(root, "article-meta") is not None:
        yield root


def _itself(root: Element) -> Iterator[Element]:
    yield root


_Items = Callable[[Element], Iterator[Element]]
_READERS: dict[str, tuple[_Items, Callable[[Element], Draft | str]]] = {
    "nitf": (_itself, _nitf),
    "newsItem": (_itself, _g2),
    "newsMessage": (lambda root: root.iter("newsItem"), _g2),
    "NewsML": (lambda root: root.iter("NewsItem"), _newsml),
    "article": (_articles, _jats),
    "TEI": (_itself, _tei),
    "TEI.2": (_itself, _tei),
}
