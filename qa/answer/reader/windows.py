"""From question and passage to token windows, and from tokens back to characters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from index.encoders.tokens import Ints, Tokeniser, Tokens
from index.storage.passages import passage_content
from qa.answer.reader.readings import Text

WINDOW = 384
"""The most tokens in one pass; a longer passage is read in windows."""

QUESTION = 64
"""The most tokens of a question, its prefix included; what is beyond them is not read."""

OVERLAP = 128
"""How many tokens of a window are in the one before it too."""

SENTENCE = 192
"""The most tokens of a sentence that is read instead of a question."""

_QUESTION_PREFIX = "query: "
_PASSAGE_PREFIX = "passage: "


@dataclass(frozen=True, slots=True)
class Window:
    """One pass: `<s> query: question </s></s> passage: title, text </s>`.

    A long passage takes several, each with a part of title and text.

    `numbers` (n,) are the tokens; `offsets` (n, 2) the characters of the text that each stands for, (-1, -1) outside
    of it.
    """

    numbers: Ints
    offsets: Ints

    def __len__(self) -> int:
        return len(self.numbers)


def windows_of(tokeniser: Tokeniser, question: str, text: Text, most: int = QUESTION) -> tuple[Window, ...]:
    """Return the windows, at least one, that read `text` with `most` tokens of `question`."""
    asked = tokeniser(_QUESTION_PREFIX + question).numbers[:most]
    head = np.concatenate([[tokeniser.begin], asked, [tokeniser.end, tokeniser.end]]).astype(np.int32)
    content = passage_content(text.title, text.text)
    passage = tokeniser(_PASSAGE_PREFIX + content)
    offsets = _within(passage, len(_PASSAGE_PREFIX) + len(content) - len(text.text))
    return tuple(_window(head, passage.numbers[part], offsets[part], tokeniser.end) for part in _parts(head, passage))


def _within(passage: Tokens, before: int) -> Ints:
    """Return the offsets within a text that `before` characters stand before.

    A word's first token takes in the space before it, which for the first word lies outside the text.
    """
    offsets = passage.offsets - before
    outside = (offsets[:, 1] <= 0) | (offsets[:, 1] <= offsets[:, 0])
    return np.where(outside[:, None], -1, np.maximum(offsets, 0)).astype(np.int32)


def _parts(head: Ints, passage: Tokens) -> Iterator[slice]:
    room = WINDOW - len(head) - 1
    for first in range(0, max(1, len(passage) - OVERLAP), room - OVERLAP):
        yield slice(first, first + room)


def _window(head: Ints, numbers: Ints, offsets: Ints, end: int) -> Window:
    places = np.full((len(head) + len(numbers) + 1, 2), -1, np.int32)
    places[len(head) : -1] = offsets
    return Window(np.concatenate([head, numbers, [end]]).astype(np.int32), places)
