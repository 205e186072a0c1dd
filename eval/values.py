"""Values of the evaluation: questions with their gold, and what systems made of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from index.errors import BadInputError

Say = Callable[[str], None]
"""Takes a line that tells a person how far something is."""


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a set's own corpus; `language` is an ISO 639-1 code or None."""

    document_id: str
    title: str
    text: str
    language: str | None = None
    source: str | None = None
    url: str | None = None
    published: date | None = None


@dataclass(frozen=True, slots=True)
class Gold:
    """A document that a question should find.

    `quote`, where known, is the exact part of its text that answers. `relevance` is the grade of the judgement; 0 is
    judged and not relevant.
    """

    document_id: str
    quote: str | None = None
    relevance: int = 1


@dataclass(frozen=True, slots=True)
class Question:
    """One question. An unanswerable one has no gold of relevance above 0 and no answers.

    `kind` groups questions in reports (say "date" or "paraphrased"); `line` is where the set has it. `after` are the
    questions of its conversation before it, oldest first: it is asked as it is understood after them.
    """

    question_id: str
    text: str
    gold: tuple[Gold, ...]
    answers: tuple[str, ...] = ()
    unanswerable: bool = False
    language: str | None = None
    kind: str | None = None
    line: int = 0
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Questions in file order, and the documents that come with them, if any.

    `digest` is a SHA-256 of all that was read, so that two runs can tell whether they asked the same; `path` is the
    file or folder that has the questions.
    """

    name: str
    questions: tuple[Question, ...]
    documents: tuple[Document, ...]
    digest: str
    path: Path = Path()


@dataclass(frozen=True, slots=True)
class SetProblem:
    """A problem of a set; `line` counts from 1, 0 stands for the whole file."""

    path: Path
    line: int
    reason: str

    def __str__(self) -> str:
        place = f"{self.path} line {self.line}" if self.line else str(self.path)
        return f"{place}: {self.reason}"


class BadSetError(BadInputError):
    """Question sets that cannot be asked; `problems` are all that were found, in order.

    `readable` holds what could be read of the sets, so that the rest can be checked too.
    """

    def __init__(self, problems: tuple[SetProblem, ...], readable: tuple[QuestionSet, ...] = ()) -> None:
        super().__init__(f"{len(problems)} problem(s) in the question sets", "correct them and run again")
        self.problems = problems
        self.readable = readable


@dataclass(frozen=True, slots=True)
class Cited:
    """One citation of an answer: the characters `[start, end)` of a document, which read `quote`.

    `verbatim` tells whether the stored article, read again, has exactly that there.
    """

    document_id: str
    start: int
    end: int
    quote: str
    verbatim: bool


@dataclass(frozen=True, slots=True)
class Stated:
    """A sentence that a language model wrote; `citations` are places in `Answered.citations`, from 0."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class WrittenAnswer:
    """What a language model wrote: sentences that were proved, and how many were not.

    `problem` is why it wrote less than it was asked for, None if nothing failed.
    """

    sentences: tuple[Stated, ...]
    left_out: int
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer of a system; `text` is compared with gold answers, empty if it declined.

    For Kutip `text` is the words that its reader found in the first citation, or its quote without a reader.
    `confidence` is in [0, 1], higher is surer that the question is answered. `written` is None where no language model
    wrote.
    """

    declined: bool
    text: str
    citations: tuple[Cited, ...]
    confidence: float
    written: WrittenAnswer | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of one system for one question: documents best first, with strictly falling scores.

    `answered` is None if only retrieval was asked for. Times are milliseconds of wall time; `reading_ms` is 0.0 without
    an answer.
    """

    question_id: str
    system: str
    documents: tuple[str, ...]
    scores: tuple[float, ...]
    retrieval_ms: float
    reading_ms: float = 0.0
    answered: Answered | None = None
