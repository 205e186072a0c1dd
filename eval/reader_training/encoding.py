"""Examples as the network takes them: token numbers of question and passage, and where in them the answers are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from eval.reader_training.examples import Example
from index.encoders.embedded import fit_text
from index.store import passage_content
from index.values import Span
from qa.reader.windows import OVERLAP, QUESTION, WINDOW

BOS, PAD, EOS = 0, 1, 2

Tokens = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Window:
    """One pass: `tokens` (n,); `offsets` (n, 2) are characters of the example's text, (-1, -1) outside of it.

    `starts` and `ends` are the positions of an answer's first and last token; empty where there is none in the window.
    """

    tokens: Tokens
    offsets: Tokens
    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()


class WindowMaker:
    """Cuts examples into windows with the embedded model's own tokeniser."""

    def __init__(self, folder: Path) -> None:
        from tokenizers import Tokenizer

        self._tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))

    def windows(self, examples: Sequence[Example]) -> list[tuple[Window, ...]]:
        """The windows of each example, in their order."""
        questions = self._encode([f"query: {fit_text(e.question)}" for e in examples])
        contents = [passage_content(e.title, e.text) for e in examples]
        passages = self._encode([f"passage: {fit_text(content)}" for content in contents])
        return [
            tuple(_cut(example, question, passage, len("passage: ") + len(content) - len(example.text)))
            for example, question, passage, content in zip(examples, questions, passages, contents, strict=True)
        ]

    def _encode(self, texts: Sequence[str]) -> list[tuple[Tokens, Tokens]]:
        return [
            (np.array(each.ids, np.int32), np.array(each.offsets, np.int32).reshape(-1, 2))
            for each in self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        ]


def _cut(
    example: Example, question: tuple[Tokens, Tokens], passage: tuple[Tokens, Tokens], before: int
) -> list[Window]:
    """`before` is how many characters stand before the text in what was encoded."""
    head = np.concatenate([[BOS], question[0][:QUESTION], [EOS, EOS]]).astype(np.int32)
    room = WINDOW - len(head) - 1
    tokens, offsets = passage
    offsets = np.maximum(offsets - before, 0)  # the text's first token may take in the line break before it
    offsets = np.where(offsets[:, 1:] <= offsets[:, :1], -1, offsets)
    found = []
    for first in range(0, max(1, len(tokens) - OVERLAP), room - OVERLAP):
        own = slice(first, first + room)
        cut = np.full((len(head) + len(tokens[own]) + 1, 2), -1, np.int32)
        cut[len(head) : -1] = offsets[own]
        places = [place for answer in example.answers if (place := _place(answer, cut))]
        found.append(
            Window(
                np.concatenate([head, tokens[own], [EOS]]).astype(np.int32),
                cut,
                tuple(start for start, _ in places),
                tuple(end for _, end in places),
            )
        )
        if first + room >= len(tokens):
            break
    return found


def _place(answer: Span, offsets: Tokens) -> tuple[int, int] | None:
    """The first and last position whose characters are in `answer`, where all of it is in the window."""
    inside = np.flatnonzero((offsets[:, 1] > answer.start) & (offsets[:, 0] < answer.end) & (offsets[:, 0] >= 0))
    if not len(inside) or offsets[inside[0], 0] > answer.start or offsets[inside[-1], 1] < answer.end:
        return None
    return int(inside[0]), int(inside[-1])
