"""What the header of a message says: its title, day, sender, mailing list and address."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress
from datetime import date
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr, parsedate

from index.formats.cells import day_of_cell
from index.formats.encodings import decoded
from index.formats.parsed import Metadata, UnreadableError
from index.text.cleaning import clean_line

_MOST_CHARACTERS = 4_000  # of a header that are looked at
# Declared encodings and those that are meant, which contain them.
_LARGER = {
    "iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030",
    "euc_kr": "cp949", "shift_jis": "cp932", "big5": "big5hkscs",
}  # fmt: skip
_SINGLE_BYTES = re.compile(r"iso8859|cp12\d\d|cp874|koi8|ascii|latin|mac|tis")

REPLY = re.compile(
    r"(?:re|aw|sv|vs|antw|odp|res|rif|ynt|balas|bls|回复|答复|回覆)\s?(?:\[\d+\]|\(\d+\))?\s?[:：]", re.IGNORECASE
)
"""What programs put before the subject of an answer."""

FORWARD = re.compile(
    r"(?:fwd?|wg|tr|rv|enc|doorst|pd|vl|trs|terusan|转发|轉寄)\s?(?:\[\d+\]|\(\d+\))?\s?[:：]", re.IGNORECASE
)
"""What programs put before the subject of a message that is passed on."""

_TAG = re.compile(r"\[([^\[\]]{1,80})\]")
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
_FROM = re.compile(r"(.{2,80}?) (?:from|at|via|dari) (.{2,80})", re.IGNORECASE)
_NUMBERED = re.compile(r"\d{4}|\d mc list", re.IGNORECASE)
_LIST_SIGNS = ("list-id", "list-unsubscribe", "list-post", "feedback-id")


def header(message: Message, name: str) -> str:
    """Return the first header of this lower-case name on one line, or an empty text."""
    return clean_line(words_of(_raw(message, name)))


def text_in(raw: bytes, charset: str | None) -> str:
    """Return `raw` as text, in the declared `charset` unless it cannot be that.

    Raises UnreadableError if no encoding is likely enough.
    """
    declared = ""
    with suppress(LookupError, ValueError):
        declared = codecs.lookup((charset or "").strip("'\" ").casefold().removeprefix("x-").removesuffix("-i")).name
        declared = _LARGER.get(declared, declared)
    # Programs write UTF-8 and declare an encoding of one byte, in which anything is a text.
    for encoding in ("utf-8", declared) if not declared or _SINGLE_BYTES.match(declared) else (declared,):
        with suppress(UnicodeError, LookupError):
            if encoding == declared or b"\x1b" not in raw:
                return raw.decode(encoding)
    try:
        return decoded(raw, declares=True).text
    except UnreadableError:
        with suppress(UnicodeError, LookupError):
            return raw.decode(declared, "replace")
        raise


def in_utf8(raw: bytes, charset: str | None) -> bytes:
    """Return bytes in UTF-8 with its mark if their `charset` is known."""
    return codecs.BOM_UTF8 + text_in(raw, charset).lstrip("\ufeff").encode("utf-8", "replace") if charset else raw


def described(message: Message, link: str | None) -> Metadata:
    """Return what the header says.

    `link` is the address at which a browser shows the message.
    """
    source, author = _sender(message)
    archived = (_ADDRESS.search(header(message, name)) for name in ("archived-at", "list-archive"))
    own, of_list = (found[0] if found else None for found in archived)
    return Metadata(
        title=_title(message), source=source, url=own or link or of_list, author=author, published=_day(message)
    )


def _raw(message: Message, name: str) -> str:
    found = next((str(value) for key, value in message.raw_items() if key.casefold() == name), "")[:_MOST_CHARACTERS]
    if found.isascii():
        return found
    charset = message.get_param("charset")
    return _shown(found.encode("utf-8", "surrogateescape"), charset if isinstance(charset, str) else None)


def _shown(raw: bytes, charset: str | None) -> str:
    """Return a header as text, with a mark for each byte that is unknown."""
    try:
        return text_in(raw, charset)
    except UnreadableError:
        return raw.decode("ascii", "replace")


def words_of(raw: str) -> str:
    """Return a header, or a name in one, with its encoded words as text."""
    try:
        pieces = decode_header(raw)
    except (HeaderParseError, ValueError):
        return raw
    found = []
    for piece, charset in pieces:
        if isinstance(piece, str):
            found.append(piece)
        elif charset is None:
            found.append(piece.decode("raw-unicode-escape", "replace"))  # which decode_header made of text
        else:
            found.append(_shown(piece, charset))
    return "".join(found)


def _title(message: Message) -> str:
    """Return the subject without the marks of answers and of its mailing list."""
    title = header(message, "subject")
    names = _folded(header(message, "list-id") + header(message, "list-post"))
    while True:
        tag = _TAG.match(title)
        mark = tag if tag and _folded(tag[1]) in names else REPLY.match(title) or FORWARD.match(title)
        if not mark:
            return title
        title = title[mark.end() :].lstrip()


def _folded(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _day(message: Message) -> date | None:
    """Return the day that the sender wrote, else that of arrival."""
    for written in (header(message, "date"), header(message, "received").rpartition(";")[2]):
        parts = None
        with suppress(ValueError, TypeError, IndexError):
            parts = parsedate(written)
        with suppress(ValueError):
            if day := day_of_cell(date(*parts[:3]) if parts else written):
                return day
    return None


def _sender(message: Message) -> tuple[str | None, str | None]:
    """Return the outlet and the author; a person is both."""
    raw = _raw(message, "from") or _raw(message, "sender") or _raw(message, "reply-to")
    name, address = parseaddr(raw)
    name = clean_line(words_of(name)).strip("'\" ")
    is_list = any(header(message, each) for each in _LIST_SIGNS)
    is_list = is_list or header(message, "precedence").casefold() in ("bulk", "list")
    if not name or "@" in name:
        name = address.rpartition("@")[2] if is_list else address
        return name or None, None
    listed = _list_name(message)
    if both := _FROM.fullmatch(name):
        return listed or both[2], both[1]
    if listed:
        same = _folded(listed) in _folded(name) or _folded(name) in _folded(listed)
        return listed, None if same else name
    return name, None if is_list else name


def _list_name(message: Message) -> str | None:
    """Return the name of the mailing list, unless it is made of numbers."""
    phrase, _, rest = header(message, "list-id").partition("<")
    name = phrase.strip("'\" ")
    if not name and header(message, "list-post"):
        name = rest.partition(".")[0]
    return name if name and "." not in name and not _NUMBERED.search(name) else None
