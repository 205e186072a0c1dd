"""The words of Markdown without its marks, so that quotes read as the page does."""

from __future__ import annotations

import html
import re

_FENCE = re.compile(r"[ \t]*(```|~~~)")
_CODE = re.compile(r"`[^`\n]+`")
_BEFORE, _BEHIND = "\ufdd0", "\ufdd1"  # around the number of a piece of code; no character of a cleaned text
_KEPT = re.compile(f"{_BEFORE}([0-9]+){_BEHIND}")
_INLINE = (
    "a|abbr|article|audio|b|big|center|cite|code|em|figcaption|figure|font|footer|header|i|iframe|img|ins|kbd|mark|"
    "picture|q|section|small|source|span|strong|sub|sup|u|video"
)
_BLOCKS = "blockquote|br|details|div|h[1-6]|hr|li|ol|p|pre|summary|table|tbody|thead|tr|ul"
_RAISED = re.compile(r"<sup>\s*([0-9]{1,3})\s*</sup>", re.IGNORECASE)
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_TARGET = r"\((?:<[^<>\n]*>|[^()\s<>]*(?:\([^()\s]*\)[^()\s]*)?)(?:[ \t]{1,9}(?:\"[^\"\n]*\"|'[^'\n]*'))?\)"

# What goes, each with what stands for it. Comments and embedded files have no words; what is struck out is not said.
_LEFT_OUT = (
    (re.compile(r"<!--(?:(?!-->|<!--).)*+-->", re.DOTALL), ""),
    (re.compile(r"%%[^%]*%%"), ""),
    (re.compile(r"<(script|style)\b(?:(?!</?\1\b).)*+</\1>", re.DOTALL | re.IGNORECASE), ""),
    (
        re.compile(
            r"<(del|s|strike)(?:\s[^<>]*)?>(?:(?!</?(?:del|s|strike)\b).)*+</\1>[ \t]?", re.DOTALL | re.IGNORECASE
        ),
        "",
    ),
    (re.compile(r"(?<!~)~~(?!~)(?:[^~\n]|\n(?!\n))++~~(?!~)[ \t]?"), ""),
    (re.compile(r"!\[\[[^\[\]\n]*\]\]"), ""),
    (re.compile(rf"!\[[^\[\]]*\]{_TARGET}"), ""),
    (re.compile(r"\[\^[^\[\]\s]{1,40}\](?!:)"), ""),
    (re.compile(r"^\[\^[^\[\]\s]{1,40}\]:[ \t]*+", re.MULTILINE), ""),
    (re.compile(r"[ \t]\^[a-zA-Z0-9-]{1,40}$", re.MULTILINE), ""),
    (re.compile(r"^(>[ \t]?)\[![\w-]{1,30}\][+-]?[ \t]?", re.MULTILINE), r"\1"),
    (re.compile(r"\[\[(?:[^\[\]|\n]{0,300}\|)?([^\[\]|\n]{1,300})\]\]"), r"\1"),
    (re.compile(rf"(?<!\\)\[([^\[\]]+)\]{_TARGET}"), r"\1"),
    (re.compile(r"<(https?://[^<>\s]+)>"), r"\1"),
    (re.compile(rf"</?(?:{_BLOCKS})(?:\s[^<>]*)?/?>", re.IGNORECASE), "\n"),
    (re.compile(r"<t[dh](?:\s[^<>]*)?>", re.IGNORECASE), "\t"),
    (re.compile(rf"</?(?:{_INLINE}|t[dh])(?:\s[^<>]*)?/?>", re.IGNORECASE), ""),
)
_DEFINED = re.compile(r"^ {0,3}\[(?!\^)[^\[\]\n]{1,300}\]:[ \t]+\S+.*$", re.MULTILINE)
_BY_NAME = re.compile(r"(?<!\\)\[([^\[\]]+)\]\[[^\[\]\n]*\]")
# Figures on both sides of a star are a multiplication.
_EMPHASIS = (
    re.compile(r"(?<![\\*0-9])(\*{1,3})(?=[^\s*])([^*]*[^\s*\\])\1(?![*0-9])"),
    re.compile(r"(?<![\\\w])(_{1,3})(?=[^\s_])([^_]*[^\s_\\])\1(?!\w)"),
    re.compile(r"(?<!=)(==)(?=[^\s=])([^=\n]*[^\s=])==(?!=)"),
)
_NESTED = 3
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[\da-fA-F]{1,6}|[a-zA-Z]\w{1,30});")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!~|<>=&\"'$:@^-])")
_HARD_BREAK = re.compile(r"\\$", re.MULTILINE)


def plain_of_markdown(text: str) -> str:
    """Return a cleaned text without marks of emphasis, links, notes, comments and HTML.

    Headings, lists, tables, block quotes and fenced code keep their form. What is struck out goes with its marks.
    """
    pieces: list[str] = []
    prose: list[str] = []
    fence = ""
    for line in text.split("\n"):
        found = _FENCE.match(line)
        if fence or found:
            pieces += [_plain("\n".join(prose))] if prose else []
            pieces.append(line)
            prose = []
            fence = (found[1] if found else "") if not fence else "" if found and found[1] == fence else fence
        else:
            prose.append(line)
    pieces += [_plain("\n".join(prose))] if prose else []
    return "\n".join(pieces)


def _plain(text: str) -> str:
    text = _RAISED.sub(lambda found: found[1].translate(_SUPERSCRIPTS), text)
    without = _DEFINED.sub("", text)
    if without != text:
        text = _BY_NAME.sub(r"\1", without)
    code: list[str] = []

    def kept(found: re.Match[str]) -> str:
        code.append(found[0].strip("`"))
        return f"{_BEFORE}{len(code) - 1}{_BEHIND}"

    return _KEPT.sub(lambda found: code[int(found[1])], _unmarked(_CODE.sub(kept, text)))


def _unmarked(text: str) -> str:
    for form, instead in _LEFT_OUT:
        text = form.sub(instead, text)
    for _ in range(_NESTED):
        for emphasis in _EMPHASIS:
            text = emphasis.sub(r"\2", text)
    text = _ENTITY.sub(lambda found: html.unescape(found[0]), text)
    return _ESCAPED.sub(r"\1", _HARD_BREAK.sub("", text))
