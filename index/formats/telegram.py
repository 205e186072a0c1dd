"""Telegram's own export of chats: a message is an article."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from index.formats.cells import text_of_cell
from index.formats.parsed import ParseProblem
from index.values import ProblemKind

Chat = Mapping[object, object]


def is_chat(found: Chat) -> bool:
    """Whether `found` is a chat or channel as Telegram exports it."""
    messages = found.get("messages")
    if not isinstance(messages, list) or not isinstance(found.get("type"), str) or "id" not in found:
        return False
    return all(isinstance(each, dict) and each.get("type") in ("message", "service") for each in messages[:20])


def messages_of(chats: Sequence[Chat]) -> tuple[list[object], tuple[ParseProblem, ...]]:
    """Return the messages that have a text as records, and how many others there are."""
    records: list[object] = []
    service = silent = 0
    for chat in chats:
        messages = chat.get("messages")
        name = text_of_cell(chat.get("name"))
        for message in messages if isinstance(messages, list) else []:
            if not isinstance(message, dict):
                continue
            text = _text(message.get("text"))
            service += message.get("type") == "service"
            silent += message.get("type") != "service" and not text.strip()
            if message.get("type") != "service" and text.strip():
                number = text_of_cell(message.get("id"))
                records.append(
                    {
                        "id": f"{text_of_cell(chat.get('id'))}/{number}" if len(chats) > 1 else number,
                        "text": text,
                        "date": message.get("date"),
                        "source": name,
                        "author": message.get("forwarded_from") or message.get("from"),
                    }
                )
    return records, tuple(
        ParseProblem(f"{what}: {count:,}", kind=ProblemKind.LEFT_OUT)
        for count, what in (
            (service, "service messages (who joined, what was pinned) that were left out"),
            (silent, "messages without a text (pictures, files, polls) that were left out"),
        )
        if count
    )


def _text(written: object) -> str:
    """Return the text of a message, whose pieces are joined without what is struck out."""
    if not isinstance(written, list):
        return text_of_cell(written)
    pieces = [
        piece if not isinstance(piece, dict) else "" if piece.get("type") == "strikethrough" else piece.get("text")
        for piece in written
    ]
    return "".join(piece for piece in pieces if isinstance(piece, str))
