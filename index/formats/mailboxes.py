"""Mailboxes (mbox): many messages in one file, read one by one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.message import Message
from typing import BinaryIO

from index.formats import limits
from index.formats.mail_headers import header
from index.formats.mails import QUOTES, read_message
from index.formats.parsed import Draft, MemberStarted, Parsed, ParseProblem, UnreadableError
from index.values import ProblemKind

_BEGINS = re.compile(
    rb"From [^\n]{0,300}?\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? [^\n]{0,20}?\d{1,2}:\d\d[^\n]{0,40}?\b(?:19|20)\d\d\b"
    rb"|From [^\n]{0,300}?\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? \d{1,2} \w{3} (?:19|20)\d\d\b"
)
_ESCAPED = re.compile(rb">+From ")
# The labels of Google Takeout, which are in the language of the account.
_UNWANTED = {
    "spam": "spam", "junk": "spam", "pourriel": "spam", "ongewenst": "spam",
    "trash": "trash", "bin": "trash", "papierkorb": "trash", "corbeille": "trash", "papelera": "trash",
    "lixeira": "trash", "cestino": "trash", "prullenbak": "trash", "sampah": "trash", "kosz": "trash",
    "drafts": "drafts", "draft": "drafts", "entwürfe": "drafts", "brouillons": "drafts", "borradores": "drafts",
    "rascunhos": "drafts", "bozze": "drafts", "concepten": "drafts", "draf": "drafts",
}  # fmt: skip
_EXPUNGED = 8  # of Thunderbird's flags


def read_mailbox(stream: BinaryIO, start: int) -> Iterator[Parsed | MemberStarted]:
    """Parse the messages from number `start` on, without spam, drafts and trash.

    A message's record is its id, else its number. Raises UnreadableError if the file is no mailbox.
    """
    left: Counter[str] = Counter()
    records: set[int] = set()
    for number, raw in enumerate(_messages(stream)):
        member = f"message {number + 1}"
        yield MemberStarted(number, member)
        if number < start:
            continue
        if raw is None:
            yield ParseProblem(f"{member}: it is too large (more than {limits.DOCUMENT_BYTES:,} bytes)")
            continue
        message = message_from_bytes(raw)
        if unwanted := _unwanted(message):
            left[unwanted] += 1
            continue
        record = header(message, "message-id").strip("<> ")
        if not record or hash(record) in records:
            record = member
        records.add(hash(record))
        yield from _numbered(message, member, record, left)
    if told := ", ".join(f"{what} ({count:,})" for what, count in sorted((+left).items())):
        yield ParseProblem(f"what is left out of it: {told}", kind=ProblemKind.LEFT_OUT)


def _numbered(message: Message, member: str, record: str, left: Counter[str]) -> Iterator[Parsed]:
    """Yield what is in one message; what is left out is only counted."""
    try:
        for found in read_message(message):
            if isinstance(found, Draft):
                left["messages that others quote"] += QUOTES in found.warnings
                warnings = tuple(each for each in found.warnings if each != QUOTES)
                yield replace(found, record=f"{record} {found.record}".rstrip(), warnings=warnings)
            elif isinstance(found, ParseProblem) and found.kind is ProblemKind.LEFT_OUT:
                left["messages' attachments of other formats"] += 1
            elif isinstance(found, ParseProblem):
                where = f"{member}, {found.member}" if found.member else member
                yield ParseProblem(f"{where}: {found.reason}", kind=found.kind)
            else:
                yield found
    except (MemoryError, RecursionError):
        raise
    except Exception as error:  # damaged messages make parsers raise anything; the others are still read
        reason = str(error) if isinstance(error, UnreadableError) else f"it is damaged ({type(error).__name__})"
        yield ParseProblem(f"{member}: {reason}")


def _messages(stream: BinaryIO) -> Iterator[bytes | None]:
    """Yield the messages; None for one that is too large."""
    first = stream.readline(limits.METADATA_BYTES).removeprefix(b"\xef\xbb\xbf")
    while first and not first.strip():
        first = stream.readline(limits.METADATA_BYTES)
    if not first.startswith(b"From "):
        raise UnreadableError("it is not a mailbox: it does not begin with a line «From ...»")
    lines: list[bytes] = []
    size = 0
    while line := stream.readline(limits.METADATA_BYTES):
        if line.startswith(b"From ") and _BEGINS.match(line):
            yield b"".join(lines) if size <= limits.DOCUMENT_BYTES else None
            lines, size = [], 0
            continue
        size += len(line)
        if size <= limits.DOCUMENT_BYTES:
            lines.append(line[1:] if _ESCAPED.match(line) else line)
    yield b"".join(lines) if size <= limits.DOCUMENT_BYTES else None


def _unwanted(message: Message) -> str | None:
    """Return what kind of message this is if nobody wants it as an article."""
    labels = (each.strip(" \"'").casefold() for each in header(message, "x-gmail-labels").split(","))
    found = next((kind for label in labels if (kind := _UNWANTED.get(label))), None)
    flags = header(message, "x-mozilla-status")
    if found is None and re.fullmatch(r"[\da-fA-F]{4}", flags) and int(flags, 16) & _EXPUNGED:
        return "trash"
    return found
