"""Questions for what somebody says, and for who says something."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.text.languages import LANGUAGES

_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE | re.DOTALL)
    for wording in LANGUAGES.values()
    for pattern in (*wording.speech.asks_what, *wording.speech.asks_who)
)


@dataclass(frozen=True, slots=True)
class AskedSpeech:
    """What is asked for: what `speaker` says, or who that is.

    Of the latter `speaker` is None. `topic` may be empty.
    """

    speaker: str | None
    topic: str


def asked_speech(question: str) -> AskedSpeech | None:
    """Return whose words, or who said which words, a question asks for; None of others.

    >>> asked_speech("What did Anna Lund say about the port?")
    AskedSpeech(speaker='Anna Lund', topic='the port')
    >>> asked_speech("Siapa yang mengatakan pelabuhan dibuka?")
    AskedSpeech(speaker=None, topic='pelabuhan dibuka')
    """
    asked = question.strip().rstrip("?.! ")
    found = next(filter(None, (pattern.fullmatch(asked) for pattern in _PATTERNS)), None)
    if found is None:
        return None
    parts = found.groupdict()
    return AskedSpeech(parts.get("speaker"), parts.get("topic") or "")
