"""Raised and lowered text: marks of notes, powers, ordinals, units, formulas of chemistry."""

from __future__ import annotations

import re

from lxml import html

_RAISED = str.maketrans("0123456789+-−–()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁽⁾ⁿ")
_NOTE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:foot-?notes?|end-?notes?|note-?refs?|fn(?:-?ref)?|reference|cite(?:_ref)?|doc-noteref|"
    r"easy-footnote[\w-]*|sidenote-number)(?=$|[\s_:-])",
    re.IGNORECASE,
)
_MARK = re.compile(r"[\[({]\s*[\w*†‡]{1,4}(?:\s*[,;–-]\s*\w{1,3})*\s*[\])}]|[*†‡§¶#※↩↑⤴^]+[\d\ufe0e]*")
_PLAIN_MARK = re.compile(r"\d+(?:\s*[,;–-]\s*\d+)*|\d+[a-z]|[a-z]")
_BRACKETED = re.compile(r"\[\s*(?:\d+|[a-z]|note \d+)\s*\]|[↩↑⤴][\ufe0e\ufe0f]?")
_CHARGE = re.compile(r"\d{0,2}[+−–-]|[−–-]\d+")
_EXPRESSION = re.compile(r"\w{1,2}(?:\s?[+−–*/·×-]\s?\w{1,3})+")
_BASE = re.compile(r"(?:^|[\W\d_])(?:[^\W\d_]|\d)$|\)$")
_TEN = re.compile(r"(?:^|[^\d.,])10$")
_TWO = re.compile(r"(?:^|[^\d.,])2$")
_SUM = re.compile(r"[=×·*/^+−]\s*\w{1,3}$|\([^()]*[=×·*/^+−][^()]*\)$")
_OPERATOR = re.compile(r"\s*[=×·*^+−]")
_UNIT = re.compile(r"(?:^|[^\w'’])(?:[A-Za-z]|[cdhkmnµμ]m|dam|ft|yd|mi|mol|kg|km/h)$|\d\s?in$")
_CLOCK = re.compile(r"\s?(?:Uhr|h|WIB|WITA|WIT|hrs)\b")
_HOUR = re.compile(r"(?:^|\D)(?:1?\d|2[0-4])$")
_PRICE = re.compile(r"[$€£¥]\s?\d[\d.,]*$")
_CURRENCY = re.compile(r"\s?(?:[$€£]|EUR|USD|CHF|zł|Kč)")

_LONGEST_MARK = 12
_PAGE_NUMBER = re.compile(r"(?:[\[({|]?(?:(?:pg?|page|hal)\.?)?[\divxlc]{1,7}[\])}|]?)?", re.IGNORECASE)
_PAGE_NAMES = frozenset({"pagenum", "pageno", "pagenumber", "page-number", "pagebreak", "doc-pagebreak"})


def is_page_number(element: html.HtmlElement) -> bool:
    """Whether `element` only says which page of the print begins there."""
    names = " ".join(element.get(key) or "" for key in ("class", "role", "epub:type")).casefold().split()
    return not _PAGE_NAMES.isdisjoint(names) and bool(
        _PAGE_NUMBER.fullmatch("".join("".join(element.itertext()).split()))
    )


def is_note(element: html.HtmlElement, name: str) -> bool:
    """Whether `element` is only the mark of a note, or the way back from one."""
    within = name == "a" and "#" in (element.get("href") or "")
    if not (within or name in ("sup", "sub") or (name == "span" and _is_named(element))):
        return False
    said = "".join(element.itertext()).strip()
    if not said or len(said) > _LONGEST_MARK:
        return False
    if name in ("a", "span"):
        return bool(_BRACKETED.fullmatch(said)) or (within and _is_named(element) and _is_mark(said))
    linked = any(each.get("href") for each in element.iter("a")) or _is_link(element, said)
    named = any(map(_is_named, element.iter("sup", "a", "span")))
    return (linked and not said.isalpha()) or ((linked or named) and _is_mark(said))


def raised(said: str, before: str, after: str) -> str:
    """Return how raised text is written after `before`; the mark of a note is not."""
    if not said or _MARK.fullmatch(said):
        return ""
    last = before[-1:]
    if said.isdigit():
        return _raised_number(said, before, after)
    if _CHARGE.fullmatch(said):
        return _power(said, before) if last.isalnum() or last == ")" else said
    if len(said) == 1 and said.isascii() and said.isalpha():
        return _raised_letter(said, before)
    return _raised_words(said, before)


def _raised_words(said: str, before: str) -> str:
    """Write an exponent of several signs, or the end of an ordinal or abbreviation."""
    last = before[-1:]
    if _EXPRESSION.fullmatch(said) and not said[0].isdigit() and _BASE.search(before):
        return f"^({said})"
    if said[0].isdigit() or said[0] in "−-(":
        return "" if _PLAIN_MARK.fullmatch(said) or not last.isalnum() else f"^{said}"
    return said if len(said) <= 4 or not last.isalnum() else f" {said}"


def lowered(said: str, before: str) -> str:
    """Return how lowered text is written after `before`; figures never follow each other."""
    return f"_{said}" if before[-1:].isdigit() and said[:1].isdigit() else said


def _raised_number(said: str, before: str, after: str) -> str:
    if before[-1:].isdigit():
        return _after_figure(said, before, after)
    if not before[-1:].strip():
        if after[:1] in ("/", "⁄"):
            return said
        return said.translate(_RAISED) if after[:1].isalpha() else ""  # of an isotope
    return _power(said, before) if _UNIT.search(before) or _SUM.search(before) else ""


def _after_figure(said: str, before: str, after: str) -> str:
    """Write a figure after another: cents, minutes, a fraction, a power, or nothing."""
    if len(said) == 2:
        if _PRICE.search(before):
            return f".{said}"
        if _CURRENCY.match(after):
            return f",{said}"
        if _HOUR.search(before) and (said == "00" or _CLOCK.match(after)):
            return f":{said}"
    if after.lstrip()[:1] in ("/", "⁄"):  # before a lowered number
        return f" {said}"
    is_power = _TEN.search(before) or _SUM.search(before) or _OPERATOR.match(after) or _is_long(said, before)
    return f"^{said}" if is_power else ""


def _is_long(said: str, before: str) -> bool:
    return len(said) > 1 and bool(_TWO.search(before))


def _raised_letter(said: str, before: str) -> str:
    """Write a letter of a power, an ordinal or an abbreviation, or nothing."""
    last = before[-1:]
    if last.isdigit():
        return {"a": "ª", "o": "º"}.get(said) or (
            said if said in "edhsmrt" else f"^{said}" if said in "nkxyijN" else ""
        )
    length = len(re.split(r"\W", before)[-1])
    if length == 1 and said in "nkxyijtT":
        return f"^{said}"
    return "" if length > 3 and said.islower() and last.islower() else said


def _power(said: str, before: str) -> str:
    return f"^{said}" if before[-1:].isdigit() else said.translate(_RAISED)


def _is_mark(said: str) -> bool:
    return bool(_MARK.fullmatch(said) or _PLAIN_MARK.fullmatch(said))


def _is_named(element: html.HtmlElement) -> bool:
    names = (element.get(key) or "" for key in ("class", "id", "role", "epub:type", "rel"))
    return any(_NOTE_NAMES.search(each) for each in names if each)


def _is_link(element: html.HtmlElement, said: str) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag == "a" and "#" in (parent.get("href") or "") and _says(parent, said)


def _says(element: html.HtmlElement, said: str) -> bool:
    """Whether `said` is all of an element's text, read no further than needed."""
    text = ""
    for piece in element.itertext():
        text = f"{text}{piece}".lstrip()
        if len(text.rstrip()) > len(said):
            return False
    return text.rstrip() == said
