"""Hard-wrapped text, whose lines were broken at a column, joined to paragraphs again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

_NARROWEST, _WIDEST = 50, 100  # columns: agencies, mail and typists break lines between 60 and 80
_MOST_LONG = 0.1  # the share of lines beyond that in a text that may still be wrapped
_OUTLIERS = (50, 20, 10)  # one line in so many may be longer than the column
_RAGGED = 12  # lines end up to a twelfth before the column where a person pressed the key
_LEAST_BROKEN = 2  # breaks within sentences that show that a text is wrapped
_MOST_BAD = 0.2  # share of breaks that no column explains: verse, lists and addresses have more
_MOST_ENDS = 0.5  # share of full lines that end a sentence: where lines are paragraphs it is nearly all
_LEAST_SMALL = 0.4  # share of such breaks before a small letter: lines of verse begin with capitals
_NEARLY_FULL = 0.75  # how full a line is that goes on in a small letter
_LONGEST_WORD = 25
_NO_WORD = 40  # columns of ASCII without space that are an address or a code
_ASIAN_WORD, _SOUTH_EAST_WORD = 6, 12  # columns, about, where no spaces are between words
_MOST_LINES = 400_000  # 20 MB of text that is wrapped has fewer; each takes 10 microseconds and 300 bytes
_DEEP = 4  # columns of indentation from which lines are code, verse or an address

_ASIAN = "\u3001-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uff60\U00020000-\U0003134f"
_SOUTH_EAST = "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ece\u1000-\u104f\u1780-\u17d3"  # no spaces between words either
_DOUBLE = re.compile(rf"[{_ASIAN}\uac00-\ud7a3]")
_NO_WIDTH = re.compile(
    "[\u0300-\u036f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece\u200b-\u200f\u00ad]"
)
_UNSPACED_END = re.compile(rf"[{_ASIAN}{_SOUTH_EAST}][”’]?$")
_UNSPACED = re.compile(rf"[“‘]?[{_ASIAN}{_SOUTH_EAST}]")

_ENDS_SENTENCE = re.compile(r"[.!?:;…。！？।۔؟።։။។{}][\"'”’»«“)\]」』）]*$")
_FIRST_LETTER = re.compile(r"[\"'“‘„«»(\[¿¡—–-]*+([^\W\d_])")
_BROKEN_WORD = re.compile(r"(?<![^\W\d_])([^\W\d_]++)[-\u2010]$")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_TIED = re.compile(r"[^\W_][-\u2010]$|\w(?:--|—)$")
_SUSPENDED = frozenset(
    {"und", "oder", "bis", "sowie", "and", "or", "to", "en", "of", "och", "eller", "og"}
)  # «Vor- und Nachteile»

_FENCE = re.compile(r"```|~~~")
_RULE = re.compile(r"[^\w\s](?:\s?[^\w\s])+$")
_COLUMNS = re.compile(r"\S\t+\S|[^\s.?!:;)\"”'] {2,}\S|\S {4,}\S|\|[^|]*\|")
_ALONE = re.compile(r"#{1,6}\s|>|<[/!a-zA-Z]|\[[^\]\s]{1,40}\]:")
_STAMPED = re.compile(r"[\[(<]?(?:\d{1,2}:\d\d\b|\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4}\b)")
_NOT_PROSE = (_FENCE, _RULE, _ALONE, _STAMPED)  # how lines begin that no paragraph has
_HARD_END = re.compile(r"(?: {2}|\\)$")  # of a line in Markdown
_MARKER = re.compile(r"(?:([*+•·‣▪◦●○■□✓➢►–—-])|\(?(?:(\d{1,3})|[a-zA-Z]|[ivxIVX]{1,5})[.)])\s+")
_NEVER_IN_PROSE = frozenset("*+•·‣▪◦●○■□✓➢►")
_SPEAKER = re.compile(r"[A-Z][^\W_]*+(?:[ .'-]{1,2}[^\W_]+){0,3}:(?:\s|$)")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line, and the columns of it, its indentation and its first word."""

    text: str
    words: str
    """The line without space around it, in small letters if all of the text is in capitals."""

    width: int
    indent: int
    first: int
    ends: bool
    """Whether it ends a sentence."""

    def is_full(self, after: _Line, width: int) -> bool:
        """Return whether the next word would not have fitted in about `width` columns."""
        return self.width + 1 + after.first > width - width // _RAGGED

    @property
    def is_small(self) -> bool:
        """Whether its first letter, if it begins with one, is no capital."""
        found = _FIRST_LETTER.match(self.words)
        return not (found and found[1].isupper())

    @property
    def may_start(self) -> bool:
        """Whether it may be the first line of an item or a speech."""
        return _MARKER.match(self.words) is not None or _SPEAKER.match(self.words) is not None

    @property
    def stands_alone(self) -> bool:
        """Whether no form of prose has such a line."""
        one_word = self.width >= _NO_WORD and self.words.isascii() and " " not in self.words
        return one_word or _COLUMNS.search(self.words) is not None or any(form.match(self.words) for form in _NOT_PROSE)


def unwrapped(text: str) -> str:
    """Return `text` with the lines of each paragraph joined, if it is hard-wrapped.

    It is if most of its lines are full, so that the first word of the next would not have fitted, and do not end where
    sentences do. Verse, lists, tables, headings, quotes with `>`, code, addresses and logs keep their lines.
    """
    if text.count("\n") > _MOST_LINES:
        return text
    is_shouted = text.isupper()
    lines = [_line(each, is_shouted) for each in text.split("\n")]
    filled = sum(line.width > 0 for line in lines)
    if filled <= _LEAST_BROKEN or sum(line.width > _WIDEST for line in lines) > _MOST_LONG * filled:
        return text
    breaks = list(_breaks(lines))
    widths = sorted((lines[at].width for at in breaks), reverse=True)
    for share in _OUTLIERS:
        width = widths[len(widths) // share] if widths else 0
        if _NARROWEST <= width <= _WIDEST and _is_wrapped(lines, breaks, width):
            return _joined(lines, {at for at in breaks if _goes_on(lines[at], lines[at + 1], width)}, text)
    return text


def _line(text: str, is_shouted: bool) -> _Line:
    bare = text.rstrip()
    words = bare.lstrip().lower() if is_shouted else bare.lstrip()
    first = _width(words[:_LONGEST_WORD].split(maxsplit=1)[0]) if words else 0
    if _UNSPACED.match(words):
        first = _ASIAN_WORD if _DOUBLE.search(words) else _SOUTH_EAST_WORD
    indent = len(bare[: len(bare) - len(words)].expandtabs(4))
    return _Line(text, words, indent + _width(words), indent, first, _ENDS_SENTENCE.search(words) is not None)


def _width(text: str) -> int:
    return len(text) if text.isascii() else len(text) + len(_DOUBLE.findall(text)) - len(_NO_WIDTH.findall(text))


def _breaks(lines: list[_Line]) -> Iterator[int]:
    """Yield the lines, by number, whose form lets them go on in the next."""
    margin = min((line.indent for line in lines if line.width), default=0)
    hanging, marks, fenced = 0, "", False
    for at, (line, after) in enumerate(pairwise(lines)):
        fenced ^= _FENCE.match(line.words) is not None
        if not line.width:
            hanging, marks = 0, ""
        if not (line.width and after.width) or fenced or line.stands_alone or after.stands_alone:
            continue
        if start := _MARKER.match(line.words):
            hanging, marks = line.indent + start.end(), _kind(start)
        begins = _MARKER.match(after.words)
        is_item = begins is not None and (_kind(begins) == marks or begins[1] in _NEVER_IN_PROSE)
        is_deep = after.indent - margin >= _DEEP and not marks
        is_kept = is_item or is_deep or _is_heading(line.words) or _is_heading(after.words)
        if not is_kept and after.indent <= max(line.indent, hanging) and not _HARD_END.search(line.text):
            yield at


def _kind(marker: re.Match[str]) -> str:
    return marker[1] or ("number" if marker[2] else "letter")


def _is_heading(text: str) -> bool:
    return len(text.split()) > 1 and text.isupper()


def _is_wrapped(lines: list[_Line], breaks: list[int], width: int) -> bool:
    """Return whether a column explains these breaks, and the ends of sentences do not."""
    within = ends = small = bad = 0
    for block in _runs(breaks):
        pairs = [(lines[at], lines[at + 1]) for at in block]
        full = [(line, after) for line, after in pairs if line.is_full(after, width)]
        within += sum(not line.ends for line, _ in full)
        small += sum(not line.ends and after.is_small for line, after in full)
        ends += sum(line.ends for line, _ in full)
        if full:
            bad += sum(not (line.ends or after.may_start or _goes_on(line, after, width)) for line, after in pairs)
    return (
        within >= _LEAST_BROKEN
        and bad <= _MOST_BAD * (within + bad)
        and ends <= _MOST_ENDS * (within + ends)
        and small >= _LEAST_SMALL * within
    )


def _runs(numbers: list[int]) -> Iterator[list[int]]:
    """Yield the runs of consecutive numbers."""
    run: list[int] = []
    for number in numbers:
        if run and number != run[-1] + 1:
            yield run
            run = []
        run.append(number)
    if run:
        yield run


def _goes_on(line: _Line, after: _Line, width: int) -> bool:
    full = line.is_full(after, width)
    if after.may_start:
        return full and not line.ends
    return full or (not line.ends and after.is_small and line.width >= _NEARLY_FULL * width)


def _joined(lines: list[_Line], going_on: set[int], text: str) -> str:
    """Return the lines, with those that go on joined to the next.

    A hyphen at a line's end is removed only if the word without it is elsewhere in the text.
    """
    known = frozenset(word.lower() for word in _WORD.findall(text))
    pieces: list[str] = []
    for at, line in enumerate(lines):
        shown = line.text.lstrip() if at - 1 in going_on else line.text
        if at not in going_on:
            pieces += [shown, "\n"]
            continue
        pieces += _tied(shown.rstrip(), lines[at + 1].words, known)
    return "".join(pieces)[:-1]


def _tied(line: str, after: str, known: frozenset[str]) -> tuple[str, str]:
    """Return `line` as it stands before `after` in one line, and what stands between."""
    if line.endswith("\u00ad"):
        return line[:-1], ""
    broken, start = _BROKEN_WORD.search(line), _FIRST_WORD.match(after)
    if broken and start:
        if start[0] in _SUSPENDED:
            return line, " "
        return line[:-1] if f"{broken[1]}{start[0]}".lower() in known else line, ""
    if (_TIED.search(line) and after[:1].isalnum()) or (_UNSPACED_END.search(line) and _UNSPACED.match(after)):
        return line, ""
    return line, " "
