"""Cropping of paragraphs to the length of a library's passages.

Whole sentences are kept around the answer, which may be anywhere.
"""

from __future__ import annotations

import random
from dataclasses import replace

from eval.training.reader.examples import Example
from index.text.analysis import split_words
from index.text.sentences import split_sentences
from index.values import Span

LONG = 150
"""The number of words up to which a paragraph stays whole."""

_WORDS = (90, 170)
_LETTERS_A_WORD = 6  # in scripts that put no spaces between words


def length(text: str) -> int:
    """About how many words a text has."""
    return max(len(text.split()), len(text) // (2 * _LETTERS_A_WORD))


def cropped(example: Example, language: str, drawn: random.Random) -> Example:
    """Crop a long text to some sentences around an answer, or around the likest sentence."""
    if length(example.text) <= LONG:
        return example
    sentences = split_sentences(example.text, language)
    core = drawn.choice(example.answers) if example.answers else _likest(example, sentences)
    own = [i for i, one in enumerate(sentences) if one.start < core.end and one.end > core.start]
    if not own:
        return example
    first, last = _around(example.text, sentences, own[0], own[-1], drawn)
    start, end = sentences[first].start, sentences[last].end
    inside = [span for span in example.answers if start <= span.start and span.end <= end]
    answers = tuple(Span(span.start - start, span.end - start) for span in inside)
    return replace(example, text=example.text[start:end], answers=answers)


def _likest(example: Example, sentences: tuple[Span, ...]) -> Span:
    """Return the sentence with the most words of the question."""
    asked = {word.casefold() for word in split_words(example.question)}
    return max(
        sentences, key=lambda span: len(asked & {word.casefold() for word in split_words(span.of(example.text))})
    )


def _around(text: str, sentences: tuple[Span, ...], first: int, last: int, drawn: random.Random) -> tuple[int, int]:
    """Return the first and last sentence of a stretch of random length around some sentences."""
    wanted = drawn.randint(*_WORDS)
    while length(text[sentences[first].start : sentences[last].end]) < wanted:
        left, right = first > 0, last + 1 < len(sentences)
        if not left and not right:
            break
        if left and (not right or drawn.random() < 0.5):
            first -= 1
        else:
            last += 1
    return first, last
