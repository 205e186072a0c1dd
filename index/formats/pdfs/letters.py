"""The letters of a PDF's page and where they stand, as PDFium finds them."""

from __future__ import annotations

import ctypes
import math
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

_SKEW = 15  # degrees that a scan may be askew
_WHITE = 250  # of 255: as pale as this is not seen on paper
_OUTLINES = 20  # as many shapes may be letters drawn as outlines
_DEPTH = 4  # of drawings within drawings that are looked at
_TALLEST, _USUAL_HEIGHT = 4, 1.3  # of letters with what is left free around them, in sizes
_MOST_UNKNOWN = 0.1  # of the letters of a page
_SMALLEST = 0.5  # points: smaller letters are not meant to be read
_UNSEEN = -1  # instead of an angle
_BLANK = 32
_TOUCHING = 0.02  # points
_SOFT_HYPHEN = 0xAD  # where it is drawn it is seen as any other
_HYPHEN = 2  # what PDFium makes of a hyphen at the end of a line


class Letter(NamedTuple):
    """A letter; `y` is its baseline, upwards, and `style` the font. Sizes are in points.

    `raised` marks a letter that stands higher than its line: a power, or the mark of a note.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    style: int
    place: int
    raised: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether it is a space."""
        return self.text == " "


@dataclass(frozen=True, slots=True)
class PageLetters:
    """The letters of a page, by direction, the most used one first.

    `unknown` counts letters whose font does not say what they are; they are "�" here. `is_picture` is whether a page
    without letters shows a picture.
    """

    letters: tuple[tuple[Letter, ...], ...]
    unknown: int
    is_picture: bool

    @property
    def is_unknown(self) -> bool:
        """Whether what its letters are is too often unknown to be read."""
        return self.unknown > _MOST_UNKNOWN * sum(not each.is_blank for letters in self.letters for each in letters)


class _Look(NamedTuple):
    """How a text object is drawn; `known` are its letters by their codes.

    `foot` is their baseline above the foot of their boxes.
    """

    angle: int
    size: float
    style: int
    seen: bool
    foot: float
    known: dict[int, str]


def read_letters(page: Any) -> PageLetters:
    """Return the letters of a page that a reader would see or select.

    Where these seem to be none, all are returned: the colour of some is not known.
    """
    textpage = page.get_textpage()
    try:
        by_angle: dict[int, list[Letter]] = defaultdict(list)
        for angle, letter in _letters(page, textpage.raw):
            letters = by_angle[angle]
            if letters and letters[-1].x0 == letter.x0 and _are_one(letters[-1], letter):
                letters[-1] = letters[-1]._replace(text=letters[-1].text + letter.text)
            else:
                letters.append(letter)
        empty = pdfium.FPDFText_CountChars(textpage.raw) == 0
    finally:
        textpage.close()
    unseen = by_angle.pop(_UNSEEN, [])
    kept = sorted(by_angle.values(), key=lambda letters: -len(letters)) or [unseen][: len(unseen)]
    unknown = sum(letter.text == "�" for letters in kept for letter in letters)
    if kept:
        return PageLetters(tuple(map(tuple, kept)), unknown, is_picture=False)
    kinds = Counter(drawn.type for drawn in page.get_objects(max_depth=_DEPTH))
    pictures = kinds[pdfium.FPDF_PAGEOBJ_IMAGE] + kinds[pdfium.FPDF_PAGEOBJ_SHADING]
    is_picture = pictures > 0 or kinds[pdfium.FPDF_PAGEOBJ_PATH] >= _OUTLINES
    return PageLetters((), int(empty and kinds[pdfium.FPDF_PAGEOBJ_TEXT] > 0), is_picture)


def _are_one(one: Letter, other: Letter) -> bool:
    """Whether letters are parts of one sign, as in "ﬁ"."""
    return one.place == other.place - len(one.text) and one[1:4] == other[1:4] and one.x1 > one.x0


def _letters(page: Any, text: Any) -> Iterator[tuple[int, Letter]]:
    """Yield the letters with the direction they run in, in degrees, turned upright by it."""
    looks = _Looks(page, text)
    left, bottom, right, top = page.get_bbox()
    box = pdfium.FS_RECTF()
    unicode_of, box_of, look_of = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetLooseCharBox, looks.of
    high = 0
    look, blank, right_end, foot_before, top_before = looks.of(0), True, 0.0, 0.0, 0.0
    for place in range(pdfium.FPDFText_CountChars(text)):
        code = unicode_of(text, place)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000 and high:
            code, high = 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00, 0
        if code in (0, 10, 13) or (code == _BLANK and pdfium.FPDFText_IsGenerated(text, place)):
            continue
        box_of(text, place, box)
        x0, y0, x1, y1 = box.left, box.bottom, box.right, box.top
        if blank or y0 != foot_before or y1 != top_before or abs(x0 - right_end) > _TOUCHING:
            look = look_of(place)  # it would be the same within a word
        blank, right_end, foot_before, top_before = code == _BLANK, x1, y0, y1
        angle, size, style, seen, foot, known = look
        if x1 < left or x0 > right or y1 < bottom or y0 > top:
            continue
        baseline = y0 + foot
        if angle:
            x0, x1 = sorted((_turned(angle, x0, y0)[0], _turned(angle, x1, y1)[0]))
            baseline = looks.baseline(place)
        shown = known.get(code) or looks.shown(place, code)
        yield (angle if seen else _UNSEEN), Letter(shown, x0, x1, baseline, size, style, place)


def _turned(angle: int, x: float, y: float) -> tuple[float, float]:
    """Return a place once text at this angle is turned to run rightwards."""
    cosine, sine = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    return x * cosine + y * sine, y * cosine - x * sine


class _Looks:
    """How each letter of a page is drawn, found once for each text object."""

    def __init__(self, page: Any, text: Any) -> None:
        self._page, self._text = page, text
        self._address: int | None = None
        self._look = _Look(0, 1.0, 0, True, 0.0, {})
        self._background: bool | None = None
        self._known: dict[int, dict[int, str]] = defaultdict(dict)

    def of(self, place: int) -> _Look:
        found = pdfium.FPDFText_GetTextObject(self._text, place)
        address = ctypes.c_void_p.from_buffer(found).value
        if address != self._address and address:
            self._address, self._look = address, self._looked(found, place)
        return self._look

    def baseline(self, place: int) -> float:
        """Return the height of a letter once its line is turned to run rightwards."""
        x, y = ctypes.c_double(), ctypes.c_double()
        pdfium.FPDFText_GetCharOrigin(self._text, place, x, y)
        return _turned(self._look.angle, x.value, y.value)[1]

    def shown(self, place: int, code: int) -> str:
        """Return a letter; one that its font does not name is "�"."""
        shown = self._look.known[code] = self._shown(place, code)
        return shown

    def _shown(self, place: int, code: int) -> str:
        if code == _SOFT_HYPHEN or (code == _HYPHEN and pdfium.FPDFText_IsHyphen(self._text, place)):
            return "-"
        shown = chr(code) if code <= sys.maxunicode else "�"
        if shown.isspace():
            return " "
        return "�" if unicodedata.category(shown) in ("Co", "Cn", "Cc", "Cs") else shown

    def _looked(self, drawn: Any, place: int) -> _Look:
        matrix = pdfium.FS_MATRIX()
        pdfium.FPDFText_GetMatrix(self._text, place, matrix)
        angle = round(math.degrees(math.atan2(matrix.b, matrix.a))) % 360
        square = round(angle / 90) * 90
        angle = square % 360 if abs(angle - square) < _SKEW else angle
        font = ctypes.cast(pdfium.FPDFTextObj_GetFont(drawn), ctypes.c_void_p).value or 0
        x, y, box = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF()
        pdfium.FPDFText_GetCharOrigin(self._text, place, x, y)
        pdfium.FPDFText_GetLooseCharBox(self._text, place, box)
        size = math.hypot(matrix.c, matrix.d) * abs(pdfium.FPDFText_GetFontSize(self._text, place))
        height = box.right - box.left if angle in (90, 270) else box.top - box.bottom
        if height > _TALLEST * size:  # the letters of a font may be larger than it says
            size = height / _USUAL_HEIGHT
        seen = size >= _SMALLEST and (not self._is_hidden(drawn) or self._has_background())
        return _Look(angle, round(size, 2), font, seen, y.value - box.bottom, self._known[font])

    def _is_hidden(self, drawn: Any) -> bool:
        """Whether a text is white or invisible, as that over a scan is."""
        mode = pdfium.FPDFTextObj_GetTextRenderMode(drawn)
        if mode == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE:
            return True
        colours = [ctypes.c_uint() for _ in range(4)]
        filled = mode == pdfium.FPDF_TEXTRENDERMODE_FILL and pdfium.FPDFPageObj_GetFillColor(drawn, *colours)
        return bool(filled) and (colours[3].value == 0 or min(each.value for each in colours[:3]) >= _WHITE)

    def _has_background(self) -> bool:
        """Whether there are pictures or painted surfaces, on which white is seen."""
        if self._background is None:
            self._background = any(map(_is_painted, self._page.get_objects(max_depth=_DEPTH)))
        return self._background


def _is_painted(drawn: Any) -> bool:
    if drawn.type != pdfium.FPDF_PAGEOBJ_PATH:
        return bool(drawn.type in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING))
    mode, stroked = ctypes.c_int(), ctypes.c_int()
    colours = [ctypes.c_uint() for _ in range(4)]
    return bool(
        pdfium.FPDFPath_GetDrawMode(drawn.raw, mode, stroked)
        and mode.value
        and pdfium.FPDFPageObj_GetFillColor(drawn.raw, *colours)
        and min(each.value for each in colours[:3]) < _WHITE
    )
