"""The text of a page's article, with what its extraction left out of it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from lxml import etree, html

from index.formats.inline import LINES, around_page
from index.formats.markup import text_of_markup

_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_OUTSIDE_NAMES = """
    nav aside footer header form button select figure table script style noscript template head iframe svg dialog
    label h1
"""
_OUTSIDE = frozenset(_OUTSIDE_NAMES.split())
_OTHERS = re.compile(
    r"comment|related|recommend|popular|promo|teaser|sidebar|share|social|newsletter|footer|widget|tags|author|byline|"
    r"advert|(?:^|[\s_-])ads?(?:$|[\s_-])|banner|caption|credit|breadcrumb|menu|nav|meta|terkait|komentar|disclaimer|"
    r"copyright|subscri|paywall|sponsor|outbrain|taboola|hidden",
    re.IGNORECASE,
)
_NO_WORD = re.compile(r"\W+")
_LONG = 60
"""From how many letters on a block is certainly a paragraph."""
_LEAST_BODY = 500
_SHORT_BODY = 1_000
_SERIES = 3
_BODY = re.compile(r'"articleBody"\s?:\s?"((?:[^"\\]|\\.)*+)"')


@dataclass(slots=True)
class _Block:
    """A line of the page: its text, what is compared of it, where it stands."""

    element: html.HtmlElement
    text: str = ""
    key: str = ""
    linked: int = 0
    line: int | None = None
    taken: bool = False

    @property
    def is_paragraph(self) -> bool:
        """Whether it is long, and more than links."""
        is_text = self.element.tag not in _HEADINGS
        return is_text and len(self.key) >= _LONG and 2 * self.linked < len(self.text)

    @property
    def place(self) -> str:
        """The names of the two elements around it; empty if they have none."""
        parent = self.element.getparent()
        above = None if parent is None else parent.getparent()
        names = [each.get("class") or "" for each in (parent, above) if each is not None]
        return " / ".join(names) if any(names) else ""


def completed(text: str, tree: html.HtmlElement, title: str) -> str:
    """Return `text` with what it lacks of its own parts of the page.

    Its own parts are the elements of its paragraphs, and others of the same names. They are put where the page has
    them.
    """
    lines = [line for each in text.split("\n") if (line := " ".join(each.split()))]
    blocks = _blocks(tree)
    _find(blocks, lines)
    _take(blocks)
    _take_headings(blocks, _key(title))
    return "\n".join(_joined(blocks, lines))


def declared_body(data: str, text: str) -> str:
    """Return `text`, or the body in the page's JSON-LD if that is much longer."""
    bodies = (json.loads(f'"{found[1]}"', strict=False) for found in _BODY.finditer(data))
    longest = ""
    with suppress(ValueError):
        longest = max(map(text_of_markup, bodies), key=len, default="")
    return longest if len(text) < _SHORT_BODY and len(longest) > 2 * len(text) else text


def _key(text: str) -> str:
    return _NO_WORD.sub("", text)


def _blocks(tree: html.HtmlElement) -> list[_Block]:
    """Return the lines of a page in order, without parts that are no article's."""
    page = around_page(tree)
    blocks = [_Block(tree)]
    links = 0
    walk = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        name = element.tag if isinstance(element.tag, str) else ""
        if event == "start" and element not in page and _is_outside(element, name):
            walk.skip_subtree()
            blocks.append(_Block(blocks[-1].element, element.tail or ""))
            continue
        links += (name == "a") * (1 if event == "start" else -1)
        said = (element.text if event == "start" else element.tail) or ""
        if name in LINES:
            within = element if event == "start" and name != "br" else element.getparent()
            blocks.append(_Block(tree if within is None else within))
        blocks[-1].text += said
        blocks[-1].linked += len(said) if links else 0
    for block in blocks:
        block.text = " ".join(block.text.split())
        block.key = _key(block.text)
    return [block for block in blocks if block.key]


def _is_outside(element: html.HtmlElement, name: str) -> bool:
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return name in _OUTSIDE or bool(names.strip() and _OTHERS.search(names))


def _find(blocks: Sequence[_Block], lines: Sequence[str]) -> None:
    """Say of each block in which line it is."""
    keys = [_key(line) for line in lines]
    numbers: dict[str, list[int]] = {}
    for number, key in reversed(list(enumerate(keys))):
        numbers.setdefault(key, []).append(number)
    whole = "\n".join(keys)
    last = 0
    for block in blocks:
        same = numbers.get(block.key)
        if same:
            last = same.pop() if len(same) > 1 else same[0]
            block.line, block.taken = last, True
        elif block.key in whole:
            last = next((at for at in range(last, len(keys)) if block.key in keys[at]), last)
            block.line, block.taken = last, True


def _take(blocks: Sequence[_Block]) -> None:
    """Take the paragraphs beside those that are taken, and in elements of the same names."""
    long = [block for block in blocks if block.is_paragraph]
    found = [block for block in long if block.taken]
    parents = {block.element.getparent() for block in found}
    places = Counter(block.place for block in found)
    sizes: Counter[html.HtmlElement | None] = Counter()
    for block in long:
        sizes[block.element.getparent()] += len(block.key)
    largest, size = next(iter(sizes.most_common(1)), (None, 0))
    if size > 2 * sum(len(block.key) for block in found) and size > _LEAST_BODY:  # the extraction missed the article
        parents.add(largest)
    for block in long:
        block.taken |= block.element.getparent() in parents or (places[block.place] > 1 and bool(block.place))


def _take_headings(blocks: Sequence[_Block], title: str) -> None:
    """Take the headings of what is taken: those beside it, and a series of others."""
    headings = [block for block in blocks if block.element.tag in _HEADINGS]
    series = Counter((block.element.tag, block.place) for block in headings)
    keys = Counter(block.key for block in headings)
    for block, after in zip(blocks[-2::-1], blocks[::-1], strict=False):
        if block.element.tag not in _HEADINGS or not after.taken or block.key in title:
            continue
        is_one = series[block.element.tag, block.place] >= _SERIES and keys[block.key] == 1
        if block.element.getparent() is after.element.getparent() or (is_one and _is_near(block, after)):
            block.taken |= 2 * block.linked < len(block.text)


def _is_near(heading: _Block, paragraph: _Block) -> bool:
    """Whether both are in one element, at most two levels up, and not the page."""
    around = [each for each, _ in zip(heading.element.iterancestors(), range(2), strict=False)]
    others = [each for each, _ in zip(paragraph.element.iterancestors(), range(2), strict=False)]
    return any(each in others and each.tag not in ("html", "body", "main") for each in around)


def _joined(blocks: Sequence[_Block], lines: Sequence[str]) -> list[str]:
    """Return the lines with the blocks that are added, each after the line before it.

    A line that is made of several blocks becomes these.
    """
    within: dict[int, list[_Block]] = {}
    for block in blocks:
        if block.line is not None:
            within.setdefault(block.line, []).append(block)
    added: dict[int, list[str]] = {}
    at = -1
    for block in blocks:
        if block.line is not None:
            at = block.line
        elif block.taken:
            added.setdefault(at, []).append(block.text)
    joined = list(added.get(-1, []))
    for number, line in enumerate(lines):
        parts = within.get(number, [])
        keys = "".join(block.key for block in parts)
        is_glued = len(parts) > 1 and (keys == _key(line) or (len(lines) == 1 and 2 * len(keys) > len(_key(line))))
        joined += [block.text for block in parts] if is_glued else [line]
        joined += added.get(number, [])
    return joined
