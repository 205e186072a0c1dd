"""Messages of mail programs: their text as an article, and their attachments as others."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import cast

from index.formats.columns import Columns
from index.formats.kinds import ARCHIVES, FileKind, Format, format_of
from index.formats.mail_headers import FORWARD, REPLY, described, header, text_in, words_of
from index.formats.mail_text import Body, flowed, text_of_body
from index.formats.parsed import Draft, Parsed, ParseProblem, UnreadableError
from index.formats.parsing import parse
from index.text.cleaning import clean_line
from index.values import ProblemKind

_MOST_PARTS = 2_000
_SIGNATURES = ("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature")
_SEALED = ("application/pkcs7-mime", "application/x-pkcs7-mime")
_OUTLOOK = ("application/ms-tnef", "application/vnd.ms-tnef")
_TYPES = {"application/pdf": ".pdf", "text/html": ".html", "message/rfc822": ".eml"}
_HEADER = re.compile(rb"[!-9;-~]{1,80}:")
_COMPOUND = b"\xd0\xcf\x11\xe0"  # how files of old Office begin
QUOTES = "the messages that it quotes are left out"
"""The warning about an answer."""


@dataclass(slots=True)
class _Parts:
    """What a message is made of: texts, attachments, and warnings about others."""

    bodies: list[Body] = field(default_factory=list)
    attached: list[Message] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def read_mail(raw: bytes) -> Iterator[Parsed]:
    """Yield the draft of a message, then those of its attachments.

    Raises UnreadableError if it is no message, or an encrypted one without anything else.
    """
    counted = re.match(rb"\s*(\d{1,10})\s*\n", raw)  # Apple Mail writes the length of the message before it
    if counted:
        raw = raw[counted.end() : counted.end() + int(counted[1])]
    if not _HEADER.match(raw.removeprefix(b"\xef\xbb\xbf").lstrip().removeprefix(b">").removeprefix(b"From ")):
        raise UnreadableError("it is not a message of a mail program: it does not begin with a header")
    yield from read_message(message_from_bytes(raw.removeprefix(b"\xef\xbb\xbf").lstrip()))


def read_outlook(raw: bytes) -> Iterator[Parsed]:
    """Yield the drafts of a message with Outlook's suffix.

    Raises UnreadableError if it has Outlook's own form.
    """
    if raw.startswith(_COMPOUND):
        raise UnreadableError("it is a message in Outlook's own form, which is not read; save it as .eml or .html")
    yield from read_mail(raw)


def read_message(message: Message) -> Iterator[Parsed]:
    """Yield the draft of a message, then those of its attachments by name."""
    parts = _parts_of(message)
    subject = header(message, "subject")
    is_forward = FORWARD.match(subject) is not None
    is_answer = REPLY.match(subject) is not None or bool(header(message, "in-reply-to"))
    shown = [text_of_body(body, is_answer=is_answer, is_forward=is_forward) for body in parts.bodies]
    text = "\n\n".join(each.text for each in shown if each.text.strip())
    if "-----BEGIN PGP MESSAGE-----" in text:
        parts.warnings.append("it is encrypted (PGP); save it decrypted")
        text = text.partition("-----BEGIN PGP MESSAGE-----")[0]
    has_quotes = any(each.has_quotes for each in shown)
    if text.strip():
        link = next((each.link for each in shown if each.link), None)
        warnings = (*parts.warnings, *([QUOTES] if has_quotes else []))
        yield Draft(text, described(message, link), warnings=warnings)
    elif parts.warnings:
        yield from map(ParseProblem, parts.warnings)
    elif has_quotes:
        yield ParseProblem("it has no text of its own, only messages that it quotes")
    elif not parts.attached:
        yield ParseProblem("it has no text")
    yield from _attachments(parts.attached)


def _parts_of(message: Message) -> _Parts:
    """Return the parts of a message, but not those of messages within it."""
    found = _Parts()
    waiting: list[tuple[Message, Body | None]] = [(message, None)]
    for _ in range(_MOST_PARTS):
        if not waiting:
            return found
        part, body = waiting.pop()
        kind = part.get_content_type()
        inner = part.get_payload()
        if kind == "multipart/encrypted":
            found.warnings.append("it is encrypted (PGP); save it decrypted")
        elif isinstance(inner, list) and part.get_content_maintype() == "multipart":
            if kind == "multipart/alternative" and body is None:
                body = Body()
                found.bodies.append(body)
            waiting += [(cast(Message, each), body) for each in reversed(inner)]
        else:
            _take(part, kind, body, found)
    raise UnreadableError(f"it has more than {_MOST_PARTS:,} parts")


def _take(part: Message, kind: str, body: Body | None, found: _Parts) -> None:
    """Put one part where it belongs."""
    disposition = str(part.get("content-disposition", "")).strip().casefold()
    if kind in _SEALED and part.get_param("smime-type") != "certs-only":
        found.warnings.append("it is encrypted or sealed (S/MIME); save it without that")
    elif kind in _OUTLOOK:
        found.warnings.append(
            "what Outlook put into winmail.dat is not read: it may be its formatted text and attachments"
        )
    elif kind in ("text/plain", "text/html") and not disposition.startswith("attachment") and not _name(part):
        target = body or Body()
        if body is None:
            found.bodies.append(target)
        text = _text(part)
        if kind == "text/html":
            target.pages.append(text)
        else:
            target.plain += f"\n{text}" if target.plain else text
    elif kind not in _SIGNATURES and not (body and kind.startswith("text/") and not _name(part)):
        is_shown = kind.startswith("image/") and ("content-id" in part) and not disposition.startswith("attachment")
        if not is_shown:
            found.attached.append(part)


def _text(part: Message) -> str:
    raw = part.get_payload(decode=True)
    text = text_in(raw if isinstance(raw, bytes) else b"", _parameter(part, "charset"))
    if part.get_content_type() == "text/plain" and _parameter(part, "format").casefold() == "flowed":
        return flowed(text, delete_space=_parameter(part, "delsp").casefold() == "yes")
    return text


def _parameter(part: Message, name: str) -> str:
    found = part.get_param(name, "")
    return str(found[2] if isinstance(found, tuple) else found)


def _name(part: Message) -> str:
    return clean_line(words_of(part.get_filename() or "")).rpartition("/")[2].rpartition("\\")[2]


def _attachments(attached: list[Message]) -> Iterator[Parsed]:
    """Yield what is in the attachments that are read, then the names of the others."""
    others: list[str] = []
    taken: set[str] = set()
    for number, part in enumerate(attached, 1):
        kind = part.get_content_type()
        name = _name(part) or f"part {number}{_TYPES.get(kind, '')}"
        form = Format(FileKind.MAIL) if kind == "message/rfc822" else format_of(name) or format_of(_TYPES.get(kind, ""))
        if form is None or form.kind in ARCHIVES:
            others.append(name if form or "." in name else f"{name} ({kind})")
            continue
        name = f"{number} {name}" if name in taken else name
        taken.add(name)
        yield from _attachment(part, form, name)
    if others:
        names = ", ".join(others[:10]) + (f" and {len(others) - 10:,} more" if len(others) > 10 else "")
        yield ParseProblem(f"its attachments of other formats are left out: {names}", kind=ProblemKind.LEFT_OUT)


def _attachment(part: Message, form: Format, name: str) -> Iterator[Parsed]:
    inner = part.get_payload()
    raw = part.get_payload(decode=True)
    try:
        if isinstance(inner, list):
            found = read_message(cast(Message, inner[0])) if inner else iter(())
        else:
            found = parse(io.BytesIO(raw if isinstance(raw, bytes) else b""), form, Path(name), Columns())
        for each in found:
            yield replace(each, member=f"{name}!{each.member}" if each.member else name)
    except UnreadableError as error:
        yield ParseProblem(str(error), name)
    except (MemoryError, RecursionError):
        raise
    except Exception as error:  # parsers of damaged files raise anything; the message itself is read
        yield ParseProblem(f"it is damaged ({type(error).__name__})", name)
