"""Reading comprehension alone, each question with its passage, as in SQuAD 2.0."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.measures.answers import exact_match, token_f1
from eval.measures.refusal import area_under_curve
from eval.sets import read_sets
from eval.training.reader.examples import TrainingQuestion, asked_of, below, is_held_out, plausible_passages
from qa.answer.reader.reader import Reader
from qa.answer.reader.readings import Text

_NO_ANSWER = ("",)


@dataclass(frozen=True, slots=True)
class Paired:
    """One question read: the chance that its passage answers, the likeliest words, the golds."""

    chance: float
    said: str
    golds: tuple[str, ...]
    language: str | None


@dataclass(frozen=True, slots=True)
class PairedMeasures:
    """Measures of reading comprehension; higher is better.

    `exact` and `f1` include unanswerable questions (right if declined), the two of answerable ones are never declined.
    Then precision and recall of declining, and the area under the ROC curve of the chance, None if one kind of question
    is missing.
    """

    questions: int
    exact: float
    f1: float
    answerable_exact: float
    answerable_f1: float
    refusal_precision: float
    refusal_recall: float
    auc: float | None


def read_paired(
    asked: Sequence[TrainingQuestion], golds: Sequence[tuple[str, ...]], reader: Reader
) -> tuple[Paired, ...]:
    """Read each question with its own passage; `golds` are its gold answers, if any."""
    found = []
    for one, own in zip(asked, golds, strict=True):
        (reading,) = reader.read(one.example.question, [Text(one.document.title, one.document.text)])
        best = reading.spans[0] if reading.spans else None
        said = one.document.text[best.start : best.end] if best else ""
        found.append(Paired(reader.probability(reading), said, own, one.document.language))
    return tuple(found)


def paired_of(data: Path, written: str, reader: Reader, *, held_out: bool = False) -> tuple[Paired, ...]:
    """Read the questions of a set below `data`, each with its own passage.

    A question without gold answers in its passage's language is left out, unless it is unanswerable; with `held_out`,
    so are those of passages that are trained on.
    """
    questions = read_sets([below(data, "set", written)])[0]
    texts = {question.question_id: question for question in questions.questions}
    plausible = plausible_passages(questions.path)
    asked = [
        one
        for one in asked_of(questions)
        if (one.example.answers or one.question_id in plausible) and (is_held_out(one.document) or not held_out)
    ]
    golds = [() if one.question_id in plausible else texts[one.question_id].answers for one in asked]
    return read_paired(asked, golds, reader)


def measured(read: Sequence[Paired], threshold: float) -> PairedMeasures:
    """Measure, declining questions whose chance is below the threshold."""
    said = [one.said if one.chance >= threshold else "" for one in read]
    pairs = list(zip(said, read, strict=True))
    answerable = [one for one in read if one.golds]
    declined = [one for words, one in pairs if not words]
    unanswerable = sum(not one.golds for one in read)
    right = sum(not one.golds for one in declined)
    return PairedMeasures(
        len(read),
        _mean([exact_match(words, one.golds or _NO_ANSWER, one.language) for words, one in pairs]),
        _mean([token_f1(words, one.golds or _NO_ANSWER, one.language) for words, one in pairs]),
        _mean([exact_match(one.said, one.golds, one.language) for one in answerable]),
        _mean([token_f1(one.said, one.golds, one.language) for one in answerable]),
        right / len(declined) if declined else 1.0,
        right / unanswerable if unanswerable else 1.0,
        area_under_curve([one.chance for one in answerable], [one.chance for one in read if not one.golds]),
    )


def best_threshold(read: Sequence[Paired]) -> float:
    """Return the threshold with the greatest F1 over all questions; the middle of equals."""
    tried = sorted({one.chance for one in read} | {0.0, 1.0})
    scored = [(measured(read, threshold).f1, threshold) for threshold in tried[:: max(1, len(tried) // 100)]]
    best = max(score for score, _ in scored)
    among = [threshold for score, threshold in scored if score >= best - 1e-9]
    return among[len(among) // 2]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
