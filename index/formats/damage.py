"""Damaged text: bytes that are not UTF-8, and UTF-8 read as Windows-1252."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_MORE_THAN_ASCII = re.compile("[^\0-\x7f]")
# What no reader of a page sees; each takes all up to its end, or to the end of the page.
_UNSEEN = re.compile(
    rb"<!--(?:(?!-->).)*+|<script\b(?:(?!</script).)*+|<style\b(?:(?!</style).)*+", re.IGNORECASE | re.DOTALL
)

# The characters of the bytes 80 to FF in Windows-1252; five that it lacks are read as browsers read them.
_LACKING = b"\x81\x8d\x8f\x90\x9d"
_WESTERN = "".join(bytes([byte]).decode("latin-1" if byte in _LACKING else "cp1252") for byte in range(0x80, 0x100))
_BYTES = {ord(character): byte for byte, character in enumerate(_WESTERN, 0x80)}
_LATER = f"[\x80-\x9f{re.escape(_WESTERN[:0x40])}]"  # the bytes after the first of a character in UTF-8
_MISREAD = re.compile(f"[\xc2-\xf4]{_LATER}")
_SURELY_MISREAD = re.compile(f"Ã{_LATER}|Â[\xa0-¿]|â[€\x80]{_LATER}|ð[Ÿ\x9f]{_LATER}")
_LEAST_MISREAD = 2
_RARE = 1_000
_MOST_TIMES = 3  # that text is saved wrongly, one time on top of another


@dataclass(frozen=True, slots=True)
class Damage:
    """What of bytes that may be UTF-8 is not, in bytes."""

    size: int
    good: int
    """Characters of more than one byte, which no other encoding has by chance."""

    bad: int
    cut: int
    """Those of a character that is cut off at the end; they are not `bad`."""

    first: int | None
    """The first that is bad."""

    @property
    def is_slight(self) -> bool:
        """Whether they are UTF-8 for all that."""
        return 2 * self.bad <= self.good if self.good or self.bad else self.cut != 1

    @property
    def is_slight_in_a_line(self) -> bool:
        """Whether they are that in a line of a file that is."""
        return self.is_slight or self.bad + self.cut <= 1

    @property
    def is_rare(self) -> bool:
        """Whether so little is bad that it says nothing of the encoding."""
        return _RARE * self.bad <= self.size and self.cut != 1

    @property
    def is_negligible(self) -> bool:
        """Whether they are that even where another encoding is declared."""
        return 0 < self.good >= 10 * self.bad

    def reasons(self) -> tuple[str, ...]:
        """Return what is wrong, for a person."""
        found: list[str] = []
        if self.bad:
            count = "a byte that is" if self.bad == 1 else f"{self.bad:,} bytes that are"
            found.append(f"it has {count} not UTF-8 (the first at byte {self.first}), shown as \ufffd")
        if self.cut:
            found.append(f"it is cut off within its last character (at byte {self.size - self.cut}), which is left out")
        return tuple(found)


def damage_of(raw: bytes) -> Damage:
    """Return what of `raw` is not UTF-8."""
    lenient, strict = (codecs.getincrementaldecoder("utf-8")(errors) for errors in ("ignore", "strict"))
    kept = lenient.decode(raw)
    cut = len(lenient.getstate()[0])
    first = None
    try:
        strict.decode(raw)
    except UnicodeDecodeError as error:
        first = error.start
    return Damage(len(raw), len(_MORE_THAN_ASCII.findall(kept)), len(raw) - cut - len(kept.encode()), cut, first)


def seen_of_markup(raw: bytes) -> bytes:
    """Return HTML or XML with spaces for scripts, styles and comments."""
    return _UNSEEN.sub(lambda found: b" " * len(found[0]), raw)


def mended(text: str) -> tuple[str, tuple[str, ...]]:
    """Return text whose UTF-8 was read as Windows-1252 as it was before, and a warning.

    It is mended only if each of its characters is then one that was misread; else it stays as it is.
    """
    before = text
    for _ in range(_MOST_TIMES):
        if not _MISREAD.search(before):
            break
        try:
            before = before.translate(_BYTES).encode("latin-1").decode()
        except UnicodeError:
            break
    if before != text:
        return before, ("its UTF-8 had been read as Windows-1252 (é as Ã©) and saved so; this is undone",)
    if len(_SURELY_MISREAD.findall(text)) >= _LEAST_MISREAD:
        return text, ("some of its characters look misread (é as Ã©), and stay as they are",)
    return text, ()


def warning_of(text: str) -> tuple[str, ...]:
    """Return the warning that a text with replacement characters needs, if it has any."""
    count = text.count("\ufffd")
    return (f"it has {count:,} \ufffd where bytes were not UTF-8 or were lost before",) if count else ()
