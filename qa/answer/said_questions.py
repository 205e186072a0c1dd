"""Questions for what somebody says, and for who says something."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.text.languages import LANGUAGES, words_of

_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE | re.DOTALL)
    for wording in LANGUAGES.values()
    for pattern in (*wording.speech.asks_what, *wording.speech.asks_who)
)
DETERMINERS = words_of(lambda wording: wording.speech.determiners)
"""Words that begin a speaker without a name."""

OFFICES = words_of(lambda wording: wording.speech.offices | wording.titles)
"""Words that stand before a speaker's name."""

_NOBODY = words_of(lambda wording: wording.speech.nobody | wording.speech.pronouns.keys() | wording.speech.no_sources)


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
    speaker = parts.get("speaker")
    words = (word for word in (speaker or "").casefold().split() if word not in DETERMINERS)
    if speaker is not None and next(words, "") in _NOBODY:
        return None
    return AskedSpeech(speaker, parts.get("topic") or "")
