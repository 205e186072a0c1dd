"""Pages that browsers, Word and mail programs save as one file (MHTML)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from email import message_from_bytes
from email.message import Message
from urllib.parse import urljoin

from index.formats.encodings import decoded
from index.formats.mail_headers import header, in_utf8
from index.formats.markup import parse_markup
from index.formats.pages import read_page
from index.formats.parsed import Draft, Metadata, Parsed, UnreadableError

_PAGES = ("text/html", "application/xhtml+xml")
_MOST_FRAMES = 20


def read_mhtml(raw: bytes) -> Iterator[Parsed]:
    """Yield the draft of the page that was saved, or of each of its frames.

    Its address is the page's; the day on which it was saved is no day of the article. Raises UnreadableError if there
    is no page in it.
    """
    message = message_from_bytes(raw.removeprefix(b"\xef\xbb\xbf").lstrip())
    parts = [part for part in message.walk() if part.get_content_type() in _PAGES]
    main = _main(message, parts)
    if main is None:
        raise UnreadableError("it is damaged or not MHTML: it has no page")
    address = _location(main) or header(message, "snapshot-content-location")
    raw = _content(main)
    title = Metadata(title=header(message, "subject"))
    frames = list(_frames(raw, address, parts))
    if not frames:
        yield _page(raw, address, title)
    for place, (location, frame) in enumerate(frames, 1):
        yield replace(_page(_content(frame), location, title), member=location or f"frame {place}")


def _main(message: Message, parts: list[Message]) -> Message | None:
    """Return the page that is named as the start, else the first."""
    start = str(message.get_param("start") or "")
    saved = header(message, "snapshot-content-location")
    named = (part for part in parts if start and header(part, "content-id") == start)
    placed = (part for part in parts if saved and header(part, "content-location") == saved)
    return next(named, None) or next(placed, None) or next(iter(parts), None)


def _frames(raw: bytes, address: str, parts: list[Message]) -> Iterator[tuple[str, Message]]:
    """Yield the pages in the frames of a page, with their addresses."""
    if b"<frameset" not in raw.lower():
        return
    tree = parse_markup(decoded(raw, declares=True).text)
    by_place = {header(part, "content-location"): part for part in parts}
    by_place |= {f"cid:{header(part, 'content-id').strip('<>')}": part for part in parts}
    for _, frame in zip(range(_MOST_FRAMES), tree.iter("frame") if tree is not None else (), strict=False):
        place = frame.get("src") or ""
        with suppress(ValueError):
            part = by_place.get(place) or by_place.get(urljoin(address, place))
            if part is not None:
                yield _location(part), part


def _page(raw: bytes, address: str, given: Metadata) -> Draft:
    draft = read_page(raw, address if address.startswith(("http://", "https://")) else None)
    return replace(draft, metadata=draft.metadata.or_else(given))


def _location(part: Message) -> str:
    return header(part, "content-location").replace(" ", "")


def _content(part: Message) -> bytes:
    raw = part.get_payload(decode=True)
    charset = part.get_param("charset")
    return in_utf8(raw if isinstance(raw, bytes) else b"", charset if isinstance(charset, str) else None)
