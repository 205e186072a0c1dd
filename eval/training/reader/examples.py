"""Training examples: questions with passages that answer them and passages that do not."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from eval.sets import read_sets
from eval.values import Document, Question, QuestionSet
from index.values import Span

HELD_OUT = 10
"""One in so many passages is held out with all its questions."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question and one passage; `answers` are all places of the answer in `text`.

    `spanned` is False if the passage is known to answer but not where.
    """

    question: str
    title: str
    text: str
    answers: tuple[Span, ...] = ()
    answerable: bool = False
    spanned: bool = True


@dataclass(frozen=True, slots=True)
class TrainingQuestion:
    """One question of a set with its passage, and mined passages that do not answer."""

    set_name: str
    question_id: str
    example: Example
    document: Document
    negatives: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A training set; `share` is how often each question is read in an epoch.

    `negative` is the share of its answerable questions that bring one passage which does not answer, `swapped` the
    share that is read once more with a name or year exchanged, `switched` the share read once more with its words
    switched to English. The sets of one `family` are translations of each other.
    """

    name: str
    written: str
    share: float
    family: str
    negative: float = 0.5
    swapped: float = 0.04
    switched: float = 0.0


SOURCES = (
    Source("wikipedia", "idk_mrc@train", 2.0, "wikipedia", switched=0.33),
    Source("news", "facqa@train", 2.0, "news", negative=0.6, swapped=0.12, switched=0.33),
    Source("id-id", "squad2_id@train", 0.7, "squad"),
    Source("en-id", "squad2_en,squad2_id@train", 2.2, "squad", negative=0.8),
    Source("en-en", "squad2_en@train", 0.6, "squad"),
    Source("id-en", "squad2_id,squad2_en@train", 0.5, "squad"),
)
"""The BEIR sets; the first of a family asks in the language of its passages."""


def read_source(data: Path, source: Source) -> QuestionSet:
    """Read the set of `source` below the folder `data`, or raise BadSetError."""
    return read_sets([below(data, source.name, source.written)])[0]


def known_titles(data: Path, family: str) -> Mapping[str, str]:
    """Return the titles of a family's passages by the passages' numbers."""
    sets = [read_source(data, source) for source in SOURCES if source.family == family]
    return {number_of(each.document_id): each.title for one in sets for each in one.documents if each.title}


def below(data: Path, name: str, written: str) -> str:
    """Return a set in the notation of `read_sets`, its paths below `data`."""
    places, _, split = written.partition("@")
    return f"{name}={','.join(str(data / place) for place in places.split(','))}@{split}"


def is_held_out(document: Document) -> bool:
    """Tell whether a passage is held out, decided by the number that translations share."""
    number = number_of(document.document_id)
    return int.from_bytes(hashlib.sha256(number.encode()).digest()[:4], "big") % HELD_OUT == 0


def plausible_passages(folder: Path) -> Mapping[str, str]:
    """Return the passage number of each unanswerable question of a BEIR folder."""
    found: dict[str, str] = {}
    for path in folder.glob("queries_unanswerable.jsonl*"):
        with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as lines:
            for row in map(json.loads, lines):
                found[row["_id"]] = number_of(row["metadata"]["plausible_passage"])
    return found


def number_of(document_id: str) -> str:
    """Return the number that twins share: `sq-en-12` and `sq-id-12` are one passage."""
    return document_id.rpartition("-")[2]


def asked_of(questions: QuestionSet) -> tuple[TrainingQuestion, ...]:
    """Return every question of a set with the passage that it was written for."""
    by_number = {number_of(document.document_id): document for document in questions.documents}
    plausible = plausible_passages(questions.path)
    found = []
    for question in questions.questions:
        gold = next((number_of(g.document_id) for g in question.gold if g.relevance > 0), None)
        document = by_number.get(gold or plausible.get(question.question_id, ""))
        if document is not None:
            found.append(TrainingQuestion(questions.name, question.question_id, _example(question, document), document))
    return tuple(found)


def _example(question: Question, document: Document) -> Example:
    if question.unanswerable:
        return Example(question.text, document.title, document.text)
    places = tuple(place for answer in question.answers for place in occurrences(answer, document.text))
    return Example(question.text, document.title, document.text, places, answerable=True, spanned=bool(places))


def occurrences(answer: str, text: str) -> tuple[Span, ...]:
    """Return the places of `answer` in `text` regardless of case, as whole words if possible."""
    if not answer.strip():
        return ()
    found = [Span(*match.span()) for match in re.finditer(re.escape(answer.strip()), text, re.IGNORECASE)]
    whole = [span for span in found if not _inside_word(text, span.start) and not _inside_word(text, span.end)]
    return tuple(whole or found)


def _inside_word(text: str, at: int) -> bool:
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()
