"""Exports of blogs, which are feeds: what in them was published."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from index.formats.cells import text_of_cell
from index.formats.parsed import ParseProblem
from index.values import ProblemKind

Entry = Mapping[str, object]
Sort = Callable[[Entry], str]
"""Returns what an entry is that is not to be taken, or "" for a published post."""

_WORDPRESS = re.compile(r"https?://wordpress\.org/export/[\d.]{1,9}/?")  # not that of its excerpts
_BLOGGER = "http://schemas.google.com/blogger/"
_BLOGGER_KIND = "http://schemas.google.com/blogger/2008/kind#"
_ARTICLES = ("post", "page")
_SHORTCODE = re.compile(r"\[/?(?:caption|wp_caption|gallery|embed|audio|video|playlist)(?:\s[^\[\]]{0,999})?\]")


def is_wordpress(namespaces: Mapping[str, str]) -> bool:
    """Whether a feed is an export of WordPress."""
    return any(map(_WORDPRESS.fullmatch, namespaces.values()))


def sort_of(namespaces: Mapping[str, str]) -> Sort:
    """Return what tells the entries of a feed with these namespaces, by prefix."""
    wordpress = next((prefix for prefix, address in namespaces.items() if _WORDPRESS.fullmatch(address)), None)
    blogger = next((prefix for prefix, address in namespaces.items() if address.startswith(_BLOGGER)), "blogger")
    if wordpress is not None:
        return lambda entry: _of_wordpress(entry, wordpress)
    return lambda entry: _of_blogger(entry, blogger)


def without_shortcodes(content: str) -> str:
    """Return what was written in WordPress without its marks for pictures and players."""
    return _SHORTCODE.sub("", content)


def left_out(sorts: Iterable[str], comments: int) -> ParseProblem | None:
    """Return one line that says how many entries of which sorts were left out."""
    counts = Counter(filter(None, sorts))
    if comments:
        counts["comment"] = comments
    if not counts:
        return None
    shown = ", ".join(f"{sort} {count:,}" for sort, count in counts.most_common())
    return ParseProblem(f"entries that are no published posts were left out: {shown}", kind=ProblemKind.LEFT_OUT)


def _of_wordpress(entry: Entry, prefix: str) -> str:
    kind = text_of_cell(entry.get(f"{prefix}_post_type")) or "post"
    status = text_of_cell(entry.get(f"{prefix}_status"))
    if kind not in _ARTICLES:
        return kind[:40]
    if status not in ("publish", ""):
        return f"{status[:40]} {kind}"
    return f"{kind} with a password" if text_of_cell(entry.get(f"{prefix}_post_password")) else ""


def _of_blogger(entry: Entry, prefix: str) -> str:
    tags = entry.get("tags")
    terms = (
        [text_of_cell(tag.get("term")) for tag in tags if isinstance(tag, Mapping)] if isinstance(tags, list) else []
    )
    kind = next((term.removeprefix(_BLOGGER_KIND) for term in terms if term.startswith(_BLOGGER_KIND)), "")
    kind = (kind or text_of_cell(entry.get(f"{prefix}_type"))).casefold()
    if kind not in ("", *_ARTICLES):
        return kind[:40]
    status = text_of_cell(entry.get(f"{prefix}_status")).casefold()
    is_draft = entry.get("app_draft") == "yes" or status not in ("", "live")
    return f"{status or 'draft'} {kind or 'entry'}" if is_draft else ""
