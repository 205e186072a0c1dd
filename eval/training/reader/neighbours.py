"""Held-out questions, asked over their own passage among its real neighbours.

What choosing and declining are learned from: no passage here was trained on, and each question is asked over a
library of the passages of its own set, or of several sets together as in an archive of two languages.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from eval.training.reader.examples import SOURCES, Source, TrainingQuestion, asked_of, is_held_out, read_source
from eval.training.reader.paragraphs import PARAGRAPHS, read_paragraphs
from eval.training.reader.swapping import names_in, swapped
from eval.values import Document, Gold, Question, QuestionSet

SWAPPED = 0.3
"""The share of the chosen questions asked once more with a name or year exchanged."""

_SEED = 11


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Training sets whose passages make one library, of which some questions are asked."""

    name: str
    sources: tuple[str, ...]
    passages: int
    questions: int


NEIGHBOURHOODS = (
    Neighbourhood("news-id", ("news",), 2_000, 300),
    Neighbourhood("wikipedia-id", ("wikipedia",), 5_000, 400),
    Neighbourhood("en-id", ("en-id",), 1_000, 300),
    Neighbourhood("en-en", ("en-en",), 1_000, 120),
    Neighbourhood("id-id", ("id-id",), 1_000, 120),
    Neighbourhood("id-en", ("id-en",), 1_000, 120),
    Neighbourhood("squad", ("squad2_train",), 1_500, 250),
    Neighbourhood("news", ("news", "squadshifts_nyt"), 2_800, 200),
    Neighbourhood("own-questions", ("tydiqa_en", "nq_oracle"), 1_500, 160),
    Neighbourhood("mixed", ("wikipedia", "en-en", "squadshifts_newwiki"), 3_000, 240),
)
"""Every family of sets, each pair of languages, and libraries of two languages."""


def neighbourhood(data: Path, one: Neighbourhood) -> tuple[QuestionSet, Mapping[str, TrainingQuestion]]:
    """Return a library's passages and questions, and by id what is known of the answers."""
    drawn = random.Random(f"{_SEED} {one.name}")
    kept: list[TrainingQuestion] = []
    others: dict[str, Document] = {}
    for name in one.sources:
        own_kept, own_others = _read(data, name)
        kept += drawn.sample(own_kept, min(len(own_kept), -(-one.questions // len(one.sources))))
        others |= own_others
    asked = {each.question_id: each for each in (*kept, *_swapped(kept, drawn))}
    own = {each.document.document_id: each.document for each in asked.values()}
    documents = _nearby(own, [each for key, each in others.items() if key not in own], one.passages, drawn)
    questions = tuple(
        Question(key, each.example.question, (Gold(each.document.document_id),) if each.example.answerable else ())
        for key, each in asked.items()
    )
    digest = hashlib.sha256(repr([(q.question_id, q.text) for q in questions]).encode()).hexdigest()
    return QuestionSet(one.name, questions, documents, digest), asked


def _read(data: Path, name: str) -> tuple[list[TrainingQuestion], dict[str, Document]]:
    """Return the held-out questions of a set, and all of its passages by their ids."""
    source = next(each for each in (*SOURCES, *PARAGRAPHS) if each.name == name)
    if source in SOURCES:
        return _read_beir(data, source)
    path = data / source.written
    kept = list(read_paragraphs(path, held_out=True))
    every = (*kept, *read_paragraphs(path, held_out=False))
    return kept, {each.document.document_id: each.document for each in every}


def _read_beir(data: Path, source: Source) -> tuple[list[TrainingQuestion], dict[str, Document]]:
    questions = read_source(data, source)
    kept = [each for each in asked_of(questions) if is_held_out(each.document) and each.example.spanned]
    return kept, {each.document_id: each for each in questions.documents}


def _swapped(kept: Sequence[TrainingQuestion], drawn: random.Random) -> Iterator[TrainingQuestion]:
    names = [name for each in kept for name in names_in(each.example.question)]
    for each in kept:
        if each.example.answerable and drawn.random() < SWAPPED:
            example = swapped(each.example, names, drawn)
            if example is not None:
                yield replace(each, question_id=f"{each.question_id} swapped", example=example)


def _nearby(
    own: Mapping[str, Document], others: Sequence[Document], most: int, drawn: random.Random
) -> tuple[Document, ...]:
    """Return the asked-about passages and others up to `most`, same titles first."""
    titles = {each.title for each in own.values() if each.title}
    mixed = drawn.sample(others, len(others))
    ordered = sorted(mixed, key=lambda each: each.title not in titles)
    return (*own.values(), *ordered[: max(0, most - len(own))])
