"""The title of a page's article, which is never the name of the site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from lxml import html

_NO_WORD = re.compile(r"[\W_]+")
_SEPARATOR = re.compile(r"( [-–—|·•»«‹›:~/]{1,2} | ?\| ?|(?<=\w): )")
_LOGO = re.compile(r"(?:^|[\s_-])(?:logo|brand|masthead|site-?(?:title|name|logo)|blog-?(?:title|name))", re.IGNORECASE)
_FRONT = re.compile(r"(?:https?://[^/]+)?/?(?:index\.\w+|#)?|\./", re.IGNORECASE)
_SITES = ("og:site_name", "application-name", "apple-mobile-web-app-title", "publisher", "dc.publisher")
_TITLES = ("og:title", "twitter:title", "headline", "citation_title")
_LEAST_LABEL = 4
_LONGEST_NAME = 4
"""How many words the name of a site has at most, if only its address tells that it is one."""


def title_of(tree: html.HtmlElement, given: str, site: str | None, host: str | None) -> str:
    """Return the title: `given`, unless the page's own words say that it is another's.

    `site` is the name of the outlet, `host` that of its server. The first of what the page offers is taken that its
    title in the head, its own heading or the title for sharing has as well.
    """
    metas = _metas(tree)
    page = _text(next(tree.iter("title"), None))
    headings = [_text(each) for each in tree.iter("h1") if not _is_logo(each)]
    logos = [_text(each) for each in tree.iter("h1") if _is_logo(each)]
    sites = {_key(each) for each in (site or "", *logos, *(metas.get(name, "") for name in _SITES)) if each}
    own = {_key(each) for each in headings}
    below = {_key(_text(each)) for each in tree.iter("h1", "h2", "h3") if not _is_logo(each)}
    sites |= {_key(name) for rest, name in _cuts(_SEPARATOR.split(page)) if _key(rest) in below - own}
    offered = [given, *(metas[name] for name in _TITLES if name in metas), *headings, page]
    titles = [_without_site(unescape(each), sites, below, host or "") for each in offered if each]
    titles = [each for each in titles if each and _key(each) not in sites]
    said = [_key(each) for each in (page, metas.get("og:title", "")) if each]
    sure = (each for each in titles if _key(each) in own or any(_key(each) in other for other in said))
    first = next(tree.iter("h2"), None)
    return next(sure, "") or next(iter(titles), "") or _text(first)


def _metas(tree: html.HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").casefold()
        content = " ".join((meta.get("content") or "").split())
        if name and content:
            found.setdefault(name, content)
    return found


def _text(element: html.HtmlElement | None) -> str:
    return "" if element is None else " ".join(" ".join(element.itertext()).split())


def _key(text: str) -> str:
    return _NO_WORD.sub("", text).casefold()


def _is_logo(heading: html.HtmlElement) -> bool:
    """Whether a heading leads to the front page, or is named a logo."""
    around = (heading, heading.getparent())
    if any(_LOGO.search(f"{each.get('class') or ''} {each.get('id') or ''}") for each in around if each is not None):
        return True
    links = [each for each in (*heading.iter("a"), *heading.iterancestors("a")) if each.get("href") is not None]
    return bool(links) and all(_FRONT.fullmatch(each.get("href") or "") for each in links)


def _without_site(title: str, sites: set[str], headings: set[str], host: str) -> str:
    """Return a title without the name of the site before or after it."""
    title = " ".join(title.split())
    parts = _SEPARATOR.split(title)
    if len(parts) == 1:
        return title
    for rest, name in _cuts(parts):
        if _key(rest) in headings and _key(title) not in headings:
            return rest
        if _key(name) in sites or _is_of(name, host):
            return rest
    return title


def _cuts(parts: list[str]) -> Iterator[tuple[str, str]]:
    for count in range(1, len(parts) // 2 + 1):
        yield "".join(parts[: -2 * count]), "".join(parts[1 - 2 * count :])
    yield "".join(parts[2:]), parts[0]


def _is_of(name: str, host: str) -> bool:
    """Whether a short `name` is like the name of the site's server."""
    key = _key(name)
    if len(name.split()) > _LONGEST_NAME or len(key) < _LEAST_LABEL:
        return False
    labels = [_key(label) for label in host.split(".")[:-1] if len(label) >= _LEAST_LABEL]
    return any(key in label or label in key for label in labels)
