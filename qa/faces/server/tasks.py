"""Tasks that chat programs set beside questions: titles, tags and follow-ups of a conversation.

There is no language model to do them, so a title is the first question, and every list is empty.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from index.text.cleaning import clean_line, first_words

if TYPE_CHECKING:
    from qa.faces.server.messages import MessageIn

_HEADING = "### task"
"""How the tasks of Open WebUI begin."""


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


_DO = _listed("""
    analyze choose create generate generates generating give name output produce propose provide reply respond return
    suggest summarise summarize summarizes summarizing titling write writes
    beri berikan berilah buat buatkan buatlah hasilkan ringkas ringkaslah sarankan tulis tuliskan usulkan
""")
_MADE = _listed("emoji follow followup headline judul keywords name names queries tag tags title titles topics topik")
_OF = _listed("""
    chat conversation conversations dialogue discussion exchange history message messages thread
    diskusi obrolan percakapan pesan riwayat
""")
_HOW = _listed("""
    brief briefly character characters concise few json length limit max maximum no only short shorter succinct without
    word words
    hanya karakter kata maksimal maksimum pendek ringkas singkat tanpa
""")
_STANDING = _listed("after always before each every if when whenever bila jika ketika selalu setelah setiap")
"""Words of an instruction for all answers, which is no task."""

_SENTENCES = 3
"""How many sentences a task has to be said in."""

_HEAD = 1_000
_WORD = re.compile("[a-z]+")
_SENTENCE_END = re.compile(r"(?<=[.!?:\n])\s")
_ASKERS = frozenset(("user", "human", "user message", "question", "first message", "pengguna"))
_SAID = re.compile(r'"role"\s*+:\s*+"user"\s*+,\s*+"content"\s*+:\s*+("(?:[^"\\]|\\.)*+")')
_DECODER = json.JSONDecoder()
_MOST_OBJECTS = 20
_LONGEST_TITLE = 60
_UNTITLED = "Conversation"
_TITLES = frozenset(("title", "name", "headline", "topic", "subject"))


def task_reply(messages: Sequence[MessageIn], schema: Mapping[str, object] | None = None) -> str | None:
    """Return what is said to a task, None if the last message is a question.

    It is in the form of the JSON object that the task shows, else of the JSON `schema` asked for, else a title alone.
    """
    task = _task_in(messages)
    if task is None:
        return None
    title = _title(messages, task)
    shown = _shown(task.content) or _example(schema or {})
    return json.dumps(_filled(shown, title), ensure_ascii=False) if isinstance(shown, dict) else title


def _task_in(messages: Sequence[MessageIn]) -> MessageIn | None:
    """Return the message that sets a task: the last, or instructions before the others."""
    if not messages:
        return None
    instructions = (each for each in messages[:-1] if each.role in ("system", "developer"))
    return next((each for each in (messages[-1], *instructions) if each.role != "assistant" and _is_task(each)), None)


def _is_task(message: MessageIn) -> bool:
    """Return whether a message begins or ends with what to make of a conversation."""
    text = message.content.lower().strip()
    if text.startswith(_HEADING):
        return True
    head, tail = text[:_HEAD], text[_HEAD:][-_HEAD:]
    words = set(_WORD.findall(f"{head} {tail}"))
    if _HOW.isdisjoint(words) or _OF.isdisjoint(words):
        return False
    return any(map(_names_a_task, (*_SENTENCE_END.split(head)[:_SENTENCES], *_SENTENCE_END.split(tail)[-_SENTENCES:])))


def _names_a_task(sentence: str) -> bool:
    words = set(_WORD.findall(sentence))
    named = not (_DO.isdisjoint(words) or _MADE.isdisjoint(words) or (_OF | _HOW).isdisjoint(words))
    return named and _STANDING.isdisjoint(words) and "?" not in sentence


def _title(messages: Sequence[MessageIn], task: MessageIn) -> str:
    """Return the first question of the conversation, cut."""
    told = (said for each in messages for said in _told(each.content))
    asked = (each.content for each in messages if each.role == "user" and each is not task and not _is_task(each))
    lines = (clean_line(line).strip(" \"'“”*#") for text in (*told, *asked) for line in text.splitlines())
    line = next(filter(None, lines), _UNTITLED)
    return line if len(line) <= _LONGEST_TITLE else f"{first_words(line, _LONGEST_TITLE - 1)}…"


def _told(text: str) -> Iterator[str]:
    """Yield what users say in a conversation written out in lines or JSON."""
    follows = False
    for line in text.splitlines():
        who, colon, said = line.strip(" \t#*>-`").partition(":")
        if follows and line.strip():
            yield line
        follows = follows and not line.strip()
        if colon and who.strip("* ").casefold() in _ASKERS:
            yield said
            follows = not said.strip(" *")
    for found in _SAID.finditer(text):
        with suppress(ValueError):
            yield str(json.loads(found[1]))


def _shown(text: str) -> object:
    """Return the first JSON object in a text that is no message."""
    place = -1
    for _ in range(_MOST_OBJECTS):
        place = text.find("{", place + 1)
        if place < 0:
            break
        with suppress(ValueError, RecursionError):
            found = _DECODER.raw_decode(text, place)[0]
            if "role" not in found:
                return found
    return None


def _example(schema: Mapping[str, object]) -> object:
    """Return a value of the type that a JSON schema asks for."""
    kind, inner = schema.get("type"), schema.get("properties")
    if kind == "object" or isinstance(inner, dict):
        of = inner if isinstance(inner, dict) else {}
        return {name: _example(each) if isinstance(each, dict) else "" for name, each in of.items()}
    return {"array": [], "boolean": False, "integer": 0, "number": 0}.get(str(kind), "")


def _filled(shown: Mapping[str, object], title: str) -> dict[str, object]:
    """Return an object like the one shown, with the title and what is empty."""

    def value(name: str, example: object) -> object:
        if isinstance(example, dict):
            return _filled(example, title)
        if isinstance(example, str):
            return title if name.casefold() in _TITLES else ""
        return [] if isinstance(example, list) else type(example)() if example is not None else None

    return {name: value(name, example) for name, example in shown.items()}
