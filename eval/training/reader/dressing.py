"""Titles and neighbouring sentences for the bare passages of training sets.

A passage of a library stands under its article's title, as do its neighbours, most of which do not answer. So a passage
gets a title that says something of it, and its negatives, at times, that of the passage that answers: a title alone
must not look like an answer. Short passages are read among negatives of theirs, in one text.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace

from eval.training.reader.examples import Example, TrainingQuestion, number_of
from index.text.sentences import split_sentences
from index.values import Span

BARE = 0.25
"""The share of passages that stay without a title."""

BORROWED = 0.4
"""The share of titled negatives that get the title of the passage that answers."""

NAMED = 0.5
"""The share of passages that get the known title of their article."""

SHORT = 400
"""The characters up to which a passage may be read among others."""

JOINED = 0.6
"""The share of short passages that are read among others."""

_TITLE_WORDS = (4, 12)
_MOST_BESIDE = 2
_EDGES = " .,;:!?()[]\"'“”"


def dressed(asked: TrainingQuestion, titles: Mapping[str, str], drawn: random.Random) -> TrainingQuestion:
    """Give passage and negatives titles and neighbours; `titles` are known ones by number."""
    language = asked.document.language or "id"
    known = asked.example.title or titles.get(number_of(asked.document.document_id), "")
    title = known if known and drawn.random() < NAMED else headline(asked.example.text, language, drawn)
    example = replace(_among(asked.example, asked.negatives, drawn), title="" if drawn.random() < BARE else title)
    negatives = tuple(
        replace(
            _among(negative, [other for other in asked.negatives if other is not negative], drawn),
            title=_title_of(negative, title, language, drawn),
        )
        for negative in asked.negatives
    )
    return replace(asked, example=example, negatives=negatives)


def _title_of(negative: Example, of_the_answer: str, language: str, drawn: random.Random) -> str:
    if drawn.random() < BARE:
        return ""
    if drawn.random() < BORROWED:
        return of_the_answer
    return negative.title or headline(negative.text, language, drawn)


def headline(text: str, language: str, drawn: random.Random) -> str:
    """Return the first words of one of the sentences of `text`."""
    sentence = drawn.choice(split_sentences(text, language) or [Span(0, len(text))]).of(text)
    return " ".join(sentence.split()[: drawn.randint(*_TITLE_WORDS)]).strip(_EDGES)


def _among(example: Example, others: Sequence[Example], drawn: random.Random) -> Example:
    """A short passage with one or two `others` before or after it, by chance."""
    short = [other.text for other in others if len(other.text) <= SHORT]
    if not short or len(example.text) > SHORT or drawn.random() >= JOINED:
        return example
    beside = drawn.sample(short, min(len(short), drawn.randint(1, _MOST_BESIDE)))
    place = drawn.randint(0, len(beside))
    before = "".join(f"{text} " for text in beside[:place])
    text = " ".join([f"{before}{example.text}", *beside[place:]])
    answers = tuple(Span(span.start + len(before), span.end + len(before)) for span in example.answers)
    return replace(example, text=text, answers=answers)
