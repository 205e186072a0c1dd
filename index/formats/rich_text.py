"""Rich text (.rtf): groups, control words, and letters in the code pages of their fonts."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from index.formats.code_pages import Font, Letters, code_page
from index.formats.encodings import decoded
from index.formats.flowing import NUMBERS_OF_PAGES, Story, text_of_equation
from index.formats.markup import text_of_markup
from index.formats.parsed import Draft, Metadata
from index.text.cleaning import clean_line

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,9})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)", re.DOTALL
)

# Groups that are no text; those that begin with `\*` are none either, but for the ones in `_ENTERED`.
_NO_TEXT = """
    fonttbl colortbl stylesheet info header headerl headerr headerf footer footerl footerr footerf pict ftnsep ftnsepc
    ftncn aftnsep aftnsepc aftncn listtext pntext pntxta pntxtb nonshppict xe tc rxe txe filetbl template private
    shprslt fldinst bkmkstart bkmkend revtbl listtable listoverridetable rsidtbl generator nonesttables objclass
    objname objdata datafield sp mmathPict NeXTGraphic annotation atnid atnauthor title author
"""
_LEFT_OUT = frozenset(_NO_TEXT.split())
_ENTERED = frozenset({"nesttableprops", "moMath", "moMathPara", "footnote", "ud"})
_DRAWN = frozenset({"shpinst", "do", "upr"})  # only the text boxes, and the Unicode in the last, are text
_LAST = {"md": ")", "fldinst": "fldinst"}  # what is added at the end of such a group
_STORIES = frozenset({"shptxt", "dptxbxtext", "footnote"})
_KEPT = frozenset({"title", "author", "fldinst", "fonttbl"})  # no text, but what they say is used
_SIGNS = {
    "tab": "\t", "line": "\n", "softline": "\n", "lbr": "\n", "emdash": "—", "endash": "–", "emspace": "\u2003",
    "enspace": "\u2002", "qmspace": "\u2005", "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "zwj": "\u200d", "zwnj": "\u200c", "nestcell": "\t", "mden": "/", "msup": "^", "mrad": "√",
    "md": "(",
}  # fmt: skip
_SYMBOLS = {b"~": "\u00a0", b"_": "-"}
_BREAKS = frozenset({"sect", "page", "column", "nestrow"})
_EFFECTS = {"v": "hidden", "strike": "struck", "striked": "struck", "deleted": "deleted"}
_LEVELS = {"super": True, "up": True, "sub": False, "dn": False, "nosupersub": False}
_DEFAULT_PAGES = {"mac": 10000, "pc": 437, "pca": 850}
_MOST_GROUPS = 100_000
_CUT = "it is cut off: its end is missing"
_AFTER = "what comes after its last bracket is not read"
_GUESSED = "some of its letters are not in the code page that it names"


def is_rich_text(raw: bytes) -> bool:
    """Return whether a file begins as rich text does."""
    return raw[:64].lstrip(b"\xef\xbb\xbf\0 \t\r\n").startswith(b"{\\rtf")


def read_rtf(raw: bytes) -> Draft:
    """Return the draft of a rich text file, a line per paragraph and table row.

    Notes come after the text. Hidden, struck out and deleted text is left out. A file of another format with this name
    is read as what it is: Word, a page or plain text.
    """
    if is_rich_text(raw):
        return _Reader(raw).read()
    if raw.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        from index.formats.words import read_docx  # which reads rich text with the name of a Word document

        return read_docx(raw)
    page = decoded(raw, declares=True)
    return Draft(text_of_markup(page.text), warnings=page.warnings)


@dataclass(frozen=True, slots=True)
class _State:
    """What holds in a group; `kept` names what its words say of the file."""

    shown: bool = True
    drawn: bool = False
    kept: str = ""
    hidden: bool = False
    struck: bool = False
    deleted: bool = False
    raised: bool = False
    font: int = -1
    fallback: int = 1


class _Reader:
    """Reads one file, token by token."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._letters = Letters(raw)
        self._state = _State()
        self._groups: list[tuple[_State, str]] = []  # what held before each, and what is added at its end
        self._stories = [Story()]
        self._notes: list[str] = []
        self._kept = dict.fromkeys(_KEPT, "")
        self._bytes = bytearray()
        self._font = -1
        self._begins = False
        self._starred = False
        self._to_skip = 0

    def read(self) -> Draft:
        """Return the draft; warn if the file is cut off or goes on."""
        place = self._raw.index(b"{")
        last = self._raw.rfind(b"\\par")  # some programs write a bracket too much before it
        while place < len(self._raw):
            found = _TOKEN.match(self._raw, place)
            place = found.end() if found else place + 1
            if found:
                place += self._token(found)
            if not self._groups and place > last:
                break
        warnings = [_CUT] * bool(self._groups) + [_AFTER] * bool(self._raw[place:].strip(b"\0\x1a\t\r\n }"))
        self._flush()
        while self._groups:
            self._close()
        story = self._stories[0]
        story.end_row()
        # Letters beyond U+FFFF are written as two halves, which stand side by side only now.
        text = "\n".join([*story.flow.lines, *self._notes]).encode("utf-16-le", "surrogatepass")
        title, author = (clean_line(self._kept[name]) for name in ("title", "author"))
        warnings += [_GUESSED] * self._letters.guessed
        about = Metadata(title=title, author=author or None)
        return Draft(text.decode("utf-16-le", "replace"), about, warnings=tuple(warnings))

    def _token(self, found: re.Match[bytes]) -> int:
        """Take a token; return how many bytes after it belong to it."""
        word, number, code, symbol, brace, letters = found.groups()
        begins, self._begins = self._begins, brace == b"{" or (self._begins and not any(found.groups()))
        if brace:
            self._flush()
            self._to_skip = 0
            (self._open if brace == b"{" else self._close)()
        elif word == b"bin":
            return max(0, int(number or 0))
        elif letters:
            self._bytes += letters[self._to_skip :]
            self._to_skip = max(0, self._to_skip - len(letters))
        elif code and not self._skips():
            self._bytes.append(int(code, 16))
        elif symbol == b"*":
            self._starred = begins
        elif symbol and not self._skips():
            self._symbol(symbol)
        elif word:
            self._flush()
            if not (word.decode() in _SIGNS and self._skips()):
                self._to_skip = 0
                self._word(word.decode(), None if number is None else int(number))
            self._starred = False
        return 0

    def _skips(self) -> bool:
        """Skip one character, if it stands for one that is given in Unicode before it."""
        skips = self._to_skip > 0
        self._to_skip -= skips
        return skips

    def _symbol(self, symbol: bytes) -> None:
        if symbol in b"\\{}":
            self._bytes += symbol
            return
        self._flush()
        if symbol in b"\r\n":
            self._layout("par")
        else:
            self._add(_SYMBOLS.get(symbol, ""))

    def _open(self) -> None:
        if len(self._groups) == _MOST_GROUPS:
            raise RecursionError
        self._groups.append((self._state, ""))

    def _close(self) -> None:
        story = self._stories[-1]
        if story.depth and story.depth == len(self._groups):
            self._stories.pop()
            story.end_row()
            if story.kind == "footnote":
                self._notes += filter(None, map(str.strip, story.flow.lines))
            else:
                self._stories[-1].flow.box(story.flow.lines)
        if self._groups:
            self._state, last = self._groups.pop()
            self._add(text_of_equation(self._kept["fldinst"]) if last == "fldinst" else last)

    def _word(self, word: str, number: int | None) -> None:
        state = self._state
        if word in _EFFECTS:
            self._state = replace(state, **{_EFFECTS[word]: number != 0})  # type: ignore[arg-type]  # all are bool
        elif word in _LEVELS:
            self._state = replace(state, raised=_LEVELS[word] and number != 0)
        elif word == "plain":
            self._state = replace(state, hidden=False, struck=False, deleted=False, raised=False, font=self._font)
        elif word == "u":
            self._add(self._letters.sign((number or 0) % 65_536, state.font))
            self._to_skip = state.fallback
        elif word == "uc":
            self._state = replace(state, fallback=number or 0)
        elif not self._destination(word) and not self._font_word(word, number or 0):
            self._layout(word)

    def _destination(self, word: str) -> bool:
        """Enter what the group is, if `word` says so."""
        state, depth = self._state, len(self._groups)
        if depth and word in _LAST:
            self._groups[-1] = (self._groups[-1][0], _LAST[word])
        if word in _STORIES and state.shown and not (state.hidden or state.struck or state.deleted):
            self._stories.append(Story(word, depth))
            self._state = _State(font=state.font, fallback=state.fallback)
        elif word in _DRAWN or word == "ud":
            self._state = replace(state, drawn=word != "ud")
        elif word == "fldrslt":
            self._state = replace(state, shown=state.shown and not NUMBERS_OF_PAGES.match(self._kept["fldinst"]))
        elif self._is_left_out(word):
            self._kept |= {word: ""} if word in _KEPT else {}
            self._state = replace(state, shown=False, kept=word if word in _KEPT else "")
        else:
            return False
        return True

    def _is_left_out(self, word: str) -> bool:
        of_formula = word.startswith("m") and word.endswith("Pr")
        return word in _LEFT_OUT or word in _STORIES or of_formula or (self._starred and word not in _ENTERED)

    def _font_word(self, word: str, number: int) -> bool:
        """Take what `word` says of fonts and code pages."""
        if word in ("f", "deff"):
            self._state = replace(self._state, font=number)
            self._font = number if word == "deff" else self._font
        elif word in ("fcharset", "cpg"):
            font = self._letters.fonts.setdefault(self._state.font, Font())
            if word == "cpg":
                font.page = code_page(number)
            else:
                font.charset = number
        elif word in ("ansicpg", *_DEFAULT_PAGES):
            self._letters.set_page(_DEFAULT_PAGES.get(word, number))
        else:
            return False
        return True

    def _layout(self, word: str) -> None:
        """Take what `word` says of lines and tables, or the sign that it stands for."""
        state, story = self._state, self._stories[-1]
        if word in _SIGNS:
            self._add(_SIGNS[word])
        elif not state.shown or state.drawn or state.hidden or state.deleted:
            return  # so that the paragraph goes on in the next one
        elif word == "par":
            story.flow.end()
        elif word in ("trowd", "intbl"):
            story.begin_row()
        elif word == "cell":
            story.end_cell()
        elif word == "row":
            story.end_row()
        elif word in _BREAKS:
            story.flow.finish()

    def _flush(self) -> None:
        """Add the bytes that are held: a letter may be two of them."""
        state = self._state
        if self._bytes and (state.shown or state.kept):
            font = -1 if state.kept in ("title", "author") else state.font
            self._add(self._letters.text(bytes(self._bytes), font))
        self._bytes.clear()

    def _add(self, text: str) -> None:
        state = self._state
        if state.kept == "fonttbl":
            self._letters.fonts.setdefault(state.font, Font()).name += text
        elif state.kept:
            self._kept[state.kept] += text
        elif state.shown and not (state.drawn or state.hidden or state.struck or state.deleted):
            self._stories[-1].flow.add(text, raised=state.raised)
