"""Letters put together to segments of lines: spaces, powers, and large first letters."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter

from index.formats.pdfs.baselines import baselines
from index.formats.pdfs.directions import in_logical_order
from index.formats.pdfs.letters import Letter
from index.text.cleaning import clean_text

# All of these are parts of the size of the letters.
_GAP = 0.75  # between columns or cells, at least
_DRAWN_APART = 0.35  # the same where the letters were drawn at different times
_SPACE = 0.15  # between words without a written space
_LOOSE = 0.12  # between the letters of a word that is spaced out, at least
_INITIAL = 1.8  # the size of a large first letter, at least

_SIZE_AND_STYLE = attrgetter("size", "style")
_MOST_INITIALS = 40  # of a page
_ROW_OF_BLANKS = 8  # more between two letters were not drawn in one row
_RAISED_SIGNS = {"⁺": "+", "⁻": "-", **{sign: str(unicodedata.digit(sign)) for sign in "⁰¹²³⁴⁵⁶⁷⁸⁹"}}
_LOW_TO_HIGH = {digit: sign for sign, digit in _RAISED_SIGNS.items()}
_POWER = re.compile(r"[-−+–]?\d{1,3}")
_UNIT = re.compile(r"(?<![^\W\d_])(?:[kcdmµ]?m|ft|in|s)$")
_BASE = re.compile(r"(?<![\d.,])10$|(?<!\w)[A-Za-z]$")
_NOTE = re.compile(r"[\d,*†‡§–-]+|[a-z]")
_FEWEST_SPACED = 4
_SPACED = re.compile(r"(?<!\w)\w\s+\w\s+\w(?!\w)|(?<!\w)\w\w?\s+\w\w?\s+\w\w?(?!\w)")
_LAST_PLAIN = "\u024f"  # the last letter of Latin alphabets; accents and other scripts come after it


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a line, from `x0` to `x1`, `y` its baseline, in points."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    style: int

    @property
    def letters(self) -> int:
        """How wide its text is in Latin letters."""
        return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in self.text if not c.isspace())

    def shares_line(self, other: Segment) -> bool:
        """Whether both stand on one line, of whatever size."""
        return abs(self.y - other.y) < 0.5 * min(self.size, other.size)


def segments_of(letters: Sequence[Letter]) -> list[Segment]:
    """Return the segments of a page from the top and from the left."""
    found = [_segment(piece) for line in baselines(letters) for piece in _pieces(line)]
    return _with_initials([segment for segment in found if segment.text])


def _pieces(line: Sequence[Letter]) -> Iterator[list[Letter]]:
    """Yield the letters between wide gaps, those printed twice to look bold once."""
    piece: list[Letter] = []
    shown: Letter | None = None
    for letter in line:
        if piece and letter.x0 < piece[-1].x1 and any(_is_double(letter, other) for other in piece[-3:]):
            continue
        if letter.text != " ":
            if shown and _is_apart(shown, letter):
                yield piece
                piece = []
            shown = letter
        if piece or shown is letter:
            piece.append(letter)
    if piece:
        yield piece


def _is_double(one: Letter, other: Letter) -> bool:
    near = max(0.1 * one.size, 0.25 * (one.x1 - one.x0))
    return one.text == other.text and abs(one.x0 - other.x0) < near and not one.raised and one.x1 > one.x0


def _is_apart(one: Letter, other: Letter) -> bool:
    """Whether a gap is wide, or lies between letters that were drawn at different times."""
    size, gap = one.size, other.x0 - one.x1
    if size == other.size and gap < _DRAWN_APART * size:
        return False
    size = max(size, other.size)
    differ = size > 1.5 * min(one.size, other.size) and not (one.raised or other.raised)
    jumped = abs(other.place - one.place) > _ROW_OF_BLANKS
    return gap > (_DRAWN_APART if jumped else _GAP) * size or (differ and gap > -0.2 * size)


def _segment(letters: Sequence[Letter]) -> Segment:
    shown = [letter for letter in letters if not (letter.is_blank or letter.raised)] or letters
    size, style = Counter(map(_SIZE_AND_STYLE, shown)).most_common(1)[0][0]
    right = max(letter.x1 for letter in letters if letter.text != " ")
    text = _plain(letters)
    if text is None:
        text = in_logical_order([sign for word in _words(_signs(letters)) for sign in (" ", *word)])
    return Segment(clean_text(" ".join(text.split())), letters[0].x0, right, shown[0].y, size, style)


def _plain(letters: Sequence[Letter]) -> str | None:
    """Return the text of letters that need no care but for spaces, or None."""
    text = ""
    right = letters[0].x1
    for letter in letters:
        if letter.raised or letter.text > _LAST_PLAIN or letter.text in _RAISED_SIGNS:
            return None
        if letter.text != " ":
            if letter.x0 - right > _SPACE * letter.size:
                text += " "
            right = letter.x1
        text += letter.text
    return None if _SPACED.search(text) else text


@dataclass(frozen=True, slots=True)
class _Sign:
    """A letter with its marks, or all of a power.

    `gap` is what is free to its left, in parts of its size.
    """

    text: str
    gap: float
    after_blank: bool


def _signs(letters: Sequence[Letter]) -> list[_Sign]:
    found: list[_Sign] = []
    last: Letter | None = None
    blank = False
    for raised, run in groupby(letters, key=lambda each: each.raised or each.text in _RAISED_SIGNS):
        together = tuple(run)
        for letters_of_sign in (together,) if raised else zip(together):
            first, text = letters_of_sign[0], "".join(letter.text for letter in letters_of_sign)
            if first.is_blank:
                blank = True
                continue
            gap = (first.x0 - last.x1) / first.size if last else 0.0
            if raised:
                text = _raised(
                    text,
                    "".join(" " * sign.after_blank + sign.text for sign in found[-8:]),
                    touching=not blank and gap < _GAP,
                )
            if found and unicodedata.combining(text[0]) and not blank:
                found[-1] = replace(found[-1], text=found[-1].text + text)
            else:
                found.append(_Sign(text, gap, blank))
            last, blank = letters_of_sign[-1], False
    return found


def _raised(text: str, before: str, *, touching: bool) -> str:
    """Return a raised text, told from figures: a power as "^6", a mark as "[2]"."""
    plain = "".join(_RAISED_SIGNS.get(sign, sign) for sign in text)
    if touching and _POWER.fullmatch(plain):
        if _UNIT.search(before) and plain in ("2", "3"):
            return _LOW_TO_HIGH[plain]
        if _BASE.search(before):
            return f"^{plain.replace('−', '-').replace('–', '-')}"
    is_mark = _NOTE.fullmatch(plain) and (not plain.isalpha() or before[-1:].isdigit())
    return f"[{plain}]" if is_mark else plain


def _words(signs: Sequence[_Sign]) -> list[list[str]]:
    """Return the words, also those that are spaced out, as lists of signs."""
    gaps = sorted(sign.gap for sign in signs[1:])
    usual = max(0.0, gaps[len(gaps) // 2]) if len(gaps) > 3 else 0.0
    words: list[list[_Sign]] = []
    for sign in signs:
        spaced = sign.gap > max(_SPACE, usual + _LOOSE) and not _is_wide(sign, words)
        if not words or sign.after_blank or spaced:
            words.append([])
        words[-1].append(sign)
    return [[sign.text for sign in word] for word in _joined_letters(words)]


def _is_wide(sign: _Sign, words: Sequence[Sequence[_Sign]]) -> bool:
    """Whether both signs at a gap are of a script that is written without spaces."""
    return bool(words) and all(unicodedata.east_asian_width(each.text[0]) in "WF" for each in (sign, words[-1][-1]))


def _joined_letters(words: Sequence[list[_Sign]]) -> Iterator[list[_Sign]]:
    """Yield the words; single letters in a row are joined between wider gaps."""
    for single, run in groupby(words, key=lambda word: len(word) == 1 and word[0].text.isalpha()):
        group = list(run)
        if not single or len(group) < _FEWEST_SPACED:
            yield from group
            continue
        narrow = min(word[0].gap for word in group[1:])
        joined = group[:1]
        for word in group[1:]:
            if word[0].gap > 1.6 * narrow:
                yield joined.pop()
                joined.append([])
            joined[-1] = joined[-1] + word
        yield joined[-1]


def _with_initials(segments: list[Segment]) -> list[Segment]:
    """Return the segments, with large first letters put before their lines."""
    found = list(segments)
    usual = Counter(each.size for each in segments).most_common(1)[0][0] if segments else 0.0
    initials = [each for each in segments if len(each.text) == 1 and each.text.isalpha()]
    for initial in [each for each in initials if each.size >= _INITIAL * usual][:_MOST_INITIALS]:
        beside = [
            (other.y, place)
            for place, other in enumerate(found)
            if initial.size >= _INITIAL * other.size
            and -0.5 * other.size < other.x0 - initial.x1 < 1.5 * other.size
            and -0.2 * initial.size < other.y - initial.y < 0.8 * initial.size
        ]
        if beside:
            (_, place), *others = sorted(beside, reverse=True)
            first = found[place]
            apart = others and first.x0 - found[others[0][1]].x0 > _SPACE * first.size
            text = f"{initial.text}{' ' * bool(apart)}{first.text}"
            found[place] = replace(first, text=text, x0=initial.x0)
            found.remove(initial)
    return found
