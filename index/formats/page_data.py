"""What a page says of its article in JSON-LD, which may be badly written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from html import unescape

from lxml import html

from index.formats.cells import text_of_cell
from index.formats.markup import text_of_markup
from index.storage.articles import language_code
from index.text.cleaning import clean_line

Node = dict[str, object]

_LONGEST = 1_000
_ARTICLES = ("Article", "Posting")  # how the names of schema.org's types of articles end
_DECODER = json.JSONDecoder(strict=False)  # which allows line breaks and tabs in strings
_STRING = r'"(?:[^"\\]|\\.|"(?!\s*+(?:[,:}\]]|/[/*]|\Z)))*+"?'  # a quote that nothing of JSON follows is part of it
_COMMENT = r"//\s*+(?:<!\[CDATA\[|\]\]>)|/\*(?:[^*]|\*(?!/))*+(?:\*/)?|//[^\n]*+|<!--|-->|<!\[CDATA\[|\]\]>"
_NO_COMMENT = re.compile(rf"({_STRING})|{_COMMENT}", re.DOTALL)
_NO_COMMA = re.compile(rf"({_STRING})|,(?=\s*+[}}\],])", re.DOTALL)
_ESCAPE = re.compile(r'(\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))|(")|\\')
# What stands for itself in a script that is beyond mending: `"headline": 'Cranes'`.
_PAIR = re.compile(r"""[{,]\s*+"(@type|headline|datePublished|inLanguage)"\s*+:\s*+(?:"([^"\n]*+)"|'([^'\n]*+)')""")
_BETWEEN = re.compile(r"[\s,;\ufeff]*+")


@dataclass(frozen=True, slots=True)
class LinkedData:
    """What JSON-LD says about a page's article; empty or None for nothing.

    `published` are the dates of publication as they are written, the surest first. `free` is False if a reader must
    pay for the article or a part of it.
    """

    headline: str = ""
    publisher: str | None = None
    author: str | None = None
    published: tuple[str, ...] = ()
    language: str | None = None
    free: bool | None = None


def linked_data(tree: html.HtmlElement) -> LinkedData:
    """Return what a page says in JSON-LD of its article, else of itself."""
    nodes = [
        node
        for script in tree.iterfind(".//script")
        if (script.get("type") or "").partition(";")[0].strip().casefold() == "application/ld+json"
        for value in _values(script.text or "")
        for node in _nodes(value)
    ]
    named = {str(node["@id"]): node for node in nodes if "@id" in node and "name" in node}
    articles = [node for node in nodes if _is_a(node, *_ARTICLES)]
    known = articles + [node for node in nodes if _is_a(node, "WebPage") and not _is_a(node, *_ARTICLES)]
    return LinkedData(
        _first(_text(node.get(key)) for node in articles for key in ("headline", "name")) or "",
        _first(_names(node.get("publisher"), named) for node in known),
        _first(_names(node.get("author"), named) for node in articles),
        tuple(dict.fromkeys(filter(None, (text_of_cell(node.get("datePublished")) for node in known)))),
        _first(_language(node.get("inLanguage")) for node in known),
        next((free for node in known if (free := _is_free(node)) is not None), None),
    )


def declared_language(tree: html.HtmlElement, data: LinkedData) -> str | None:
    """Return the language that a page declares for all of it, else for its article."""
    metas = {
        (meta.get("property") or meta.get("http-equiv") or meta.get("name") or "").casefold(): meta.get("content") or ""
        for meta in tree.iterfind(".//meta")
    }
    written = (tree.get("lang"), tree.get("{http://www.w3.org/XML/1998/namespace}lang"), data.language)
    told = (*written, *(metas.get(name) for name in ("og:locale", "content-language", "language")))
    return _first(language_code(each or "") for each in told)


def _values(text: str) -> Iterator[object]:
    """Yield the values of a script, mended where they are not JSON."""
    with suppress(ValueError, RecursionError):
        yield _DECODER.decode(text)
        return
    if '"' not in text:
        text = unescape(text)
    for pattern in (_NO_COMMENT, _NO_COMMA):
        text = pattern.sub(lambda found: _escaped(found[1]) if found[1] else " ", text)
    at = _BETWEEN.match(text).end()  # type: ignore[union-attr]  # it may match nothing
    while at < len(text):
        try:
            value, at = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            yield {found[1]: found[2] or found[3] for found in reversed(list(_PAIR.finditer(text, at)))}
            return
        yield value
        at = _BETWEEN.match(text, at).end()  # type: ignore[union-attr]


def _escaped(string: str) -> str:
    """Return a string of JSON with its inner quotes escaped, without wrong escapes."""
    end = '"' if len(string) > 1 and string[-1] == '"' else ""
    inner = _ESCAPE.sub(lambda found: found[1] or ('\\"' if found[2] else ""), string[1 : len(string) - len(end)])
    return f'"{inner}{end}'


def _nodes(value: object) -> Iterator[Node]:
    """Yield the nodes of JSON-LD, without those that are only part of another."""
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += reversed(value)
        elif isinstance(value, dict):
            yield value
            waiting += [value[key] for key in ("mainEntity", "@graph") if key in value]


def _is_a(node: Node, *ends: str) -> bool:
    types = node.get("@type", "WebPage")
    names = types if isinstance(types, list) else [types]
    return any(isinstance(name, str) and name.endswith(ends) for name in names)


def _first(found: Iterable[str | None]) -> str | None:
    return next(filter(None, found), None)


def _text(value: object) -> str:
    return clean_line(text_of_markup(text_of_cell(value)[:_LONGEST]))


def _names(value: object, named: dict[str, Node]) -> str:
    """Return the names of persons or organizations, which may be nodes of their own."""
    each = value if isinstance(value, list) else [value]
    nodes = (named.get(str(node.get("@id")), node) if isinstance(node, dict) else node for node in each)
    return ", ".join(filter(None, (_text(node.get("name") if isinstance(node, dict) else node) for node in nodes)))


def _language(value: object) -> str | None:
    """Return the code of a language, which may be an object or one of several."""
    value = value[0] if isinstance(value, list) and value else value
    written = [value.get(key) for key in ("alternateName", "name")] if isinstance(value, dict) else [value]
    return _first(language_code(text_of_cell(each)) for each in written)


def _is_free(node: Node) -> bool | None:
    """Return whether a node says that it is free to read, with its parts."""
    parts = node.get("hasPart")
    each = [node, *(parts if isinstance(parts, list) else [parts])]
    said = [str(part.get("isAccessibleForFree", "")).casefold() for part in each if isinstance(part, dict)]
    if any(word.endswith("false") for word in said):
        return False
    return True if any(word.endswith("true") for word in said) else None
