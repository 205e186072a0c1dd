"""The letters of rich text: bytes in the code pages of its fonts."""

from __future__ import annotations

from dataclasses import dataclass

from index.formats.symbols import sign

_CHARSETS = {
    77: "mac_roman", 78: "cp932", 79: "cp949", 80: "gb18030", 81: "big5hkscs", 128: "cp932", 129: "cp949", 130: "johab",
    134: "gb18030", 136: "big5hkscs", 161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256",
    186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip
_PAGES = {936: "gb18030", 950: "big5hkscs", 1361: "johab", 10000: "mac_roman", 65001: "utf-8"}
_SIGNS = 2
_WESTERN = "cp1252"


@dataclass(slots=True)
class Font:
    """A font: its name, its set of characters, its code page."""

    name: str = ""
    charset: int = 0
    page: str = ""


class Letters:
    """Turns bytes into text; `guessed` says that some were not in their code page."""

    def __init__(self, raw: bytes) -> None:
        """Look whether the file is UTF-8, which some programs write against the rules."""
        self.fonts: dict[int, Font] = {}
        self.guessed = False
        self._page = ""
        try:
            self._is_utf_8 = not raw.isascii() and bool(raw.decode())
        except UnicodeDecodeError:
            self._is_utf_8 = False

    def set_page(self, number: int) -> None:
        """Take the code page that the file names."""
        self._page = code_page(number) or self._page

    def text(self, raw: bytes, font: int) -> str:
        """Return bytes in this font as text."""
        if raw.isascii() and not self._is_of_signs(font):
            return raw.decode()
        if self._is_of_signs(font):
            return "".join(self.sign(each, font) for each in raw)
        for encoding in ("utf-8",) * self._is_utf_8 + (self._encoding(font),):
            try:
                return raw.decode(encoding)
            except UnicodeDecodeError:
                continue
        self.guessed = True
        return raw.decode(self._encoding(font), "replace")

    def sign(self, code: int, font: int) -> str:
        """Return the character of a code in this font."""
        return sign(self.fonts[font].name if self._is_of_signs(font) else "", code)

    def _is_of_signs(self, font: int) -> bool:
        return font in self.fonts and self.fonts[font].charset == _SIGNS

    def _encoding(self, font: int) -> str:
        if (said := self.fonts.get(font)) is None:
            return self._page or _WESTERN
        own = said.page or _CHARSETS.get(said.charset)
        if own:
            return own
        # A font without a set of its own is Western where the file marks those that are not, else in the file's page.
        marked = any(_CHARSETS.get(each.charset) == self._page for each in self.fonts.values())
        return _WESTERN if marked else self._page or _WESTERN


def code_page(number: int) -> str:
    """Return the Python name of a code page, or ""."""
    name = _PAGES.get(number, f"cp{number}")
    try:
        return name if b"a".decode(name) == "a" else ""
    except (LookupError, UnicodeError):
        return ""
