"""Measures of a ranking by ir_measures (MacAvaney, Macdonald, Ounis 2022), and TREC runs.

Every measure is in [0, 1] and higher is better.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

import ir_measures
from ir_measures import AP, RR, Bpref, Measure, P, R, Rprec, Success, nDCG

from eval.values import Outcome, Question
from index.errors import BadInputError
from index.paths import replace_file

DEFAULT_MEASURES: tuple[Measure, ...] = (nDCG @ 10, R @ 1, R @ 10, R @ 100, RR @ 10, AP)
"""The measures of a report by default; the mean of `RR@10` is also called MRR@10."""

# A name is looked up here and not handed to the library's own parser, which needs parts of `ast` that newer
# Pythons lack, and lets through cutoffs that abort the process.
_FAMILIES: Mapping[str, Measure] = {
    "nDCG": nDCG,
    "NDCG": nDCG,
    "R": R,
    "Recall": R,
    "P": P,
    "Precision": P,
    "RR": RR,
    "MRR": RR,
    "AP": AP,
    "MAP": AP,
    "Success": Success,
    "Rprec": Rprec,
    "Bpref": Bpref,
}
_NAME = re.compile(r"(?P<family>[A-Za-z]+)(?:@(?P<cutoff>[1-9][0-9]{0,5}))?", re.ASCII)


def parse_measures(names: Sequence[str]) -> tuple[Measure, ...]:
    """Return the measures called `names`, in that order, each once.

    Known are nDCG (Järvelin, Kekäläinen 2002), R (recall), P (precision), RR (or MRR), AP (or MAP) and Success with a
    cutoff from 1, which R, P and Success must have, and Rprec and Bpref without one. `nDCG@10` is
    nDCG of the first ten documents. Raises BadInputError with every name that is none of these.
    """
    parsed = [(name, _parse(name)) for name in names]
    unknown = [repr(name) for name, measure in parsed if measure is None]
    if unknown:
        defaults = " ".join(map(str, DEFAULT_MEASURES))
        raise BadInputError(f"unknown measures: {', '.join(unknown)}", f"the defaults are {defaults}")
    return tuple(dict.fromkeys(measure for _, measure in parsed if measure is not None))


def _parse(name: str) -> Measure | None:
    match = _NAME.fullmatch(name.strip())
    measure = _FAMILIES.get(match["family"]) if match else None
    if match is None or measure is None:
        return None
    cutoff = measure.SUPPORTED_PARAMS.get("cutoff")
    if match["cutoff"] is None:
        return None if cutoff and cutoff.required else measure
    return measure @ int(match["cutoff"]) if cutoff else None


def retrieval_values(
    questions: Sequence[Question], outcomes: Mapping[str, Outcome], measures: Sequence[Measure] = DEFAULT_MEASURES
) -> Mapping[str, Mapping[str, float]]:
    """Return each measure's values for the answerable questions, by name and question id.

    A question is answerable if it has a gold of relevance above 0; the others have no value. One without an outcome in
    `outcomes` (by question id), or with an empty ranking, has the measure's default, 0.0, so that a mean over the
    values is one over all answerable questions. Of several golds of one document the highest relevance counts.
    Raises BadInputError if a ranking has a document twice.
    """
    asked = [question for question in questions if relevances(question)]
    values: dict[str, dict[str, float]] = {
        str(measure): {question.question_id: float(measure.DEFAULT) for question in asked} for measure in measures
    }
    rows = [_row(question, outcomes.get(question.question_id)) for question in asked]
    qrels = {str(number): qrel for number, (qrel, _) in enumerate(rows)}
    run = {str(number): ranking for number, (_, ranking) in enumerate(rows) if ranking}
    if qrels and measures:
        for metric in ir_measures.iter_calc(measures, qrels, run):
            values[str(metric.measure)][asked[int(metric.query_id)].question_id] = float(metric.value)
    return values


def relevances(question: Question) -> Mapping[str, int]:
    """Return the relevance (above 0) of each relevant document; empty if unanswerable."""
    found: dict[str, int] = {}
    for gold in question.gold:
        if gold.relevance > 0:
            found[gold.document_id] = max(gold.relevance, found.get(gold.document_id, 0))
    return found


def _row(question: Question, outcome: Outcome | None) -> tuple[dict[str, int], dict[str, float]]:
    """Return judgements and ranking, documents numbered in the order of the ranking.

    trec_eval keeps scores as 32-bit floats and breaks ties by name: only whole numbers that fall with the rank surely
    keep the order. Documents are numbered because it reads names as C strings.
    """
    documents = outcome.documents if outcome else ()
    numbers = {document_id: str(number) for number, document_id in enumerate(documents)}
    if len(numbers) < len(documents):
        raise BadInputError(f"question {question.question_id!r} has a document twice in its ranking")
    qrel = {numbers.get(document_id, f"missed {document_id!r}"): grade for document_id, grade in _judged(question)}
    return qrel, {number: float(len(documents) - int(number)) for number in numbers.values()}


def _judged(question: Question) -> Iterator[tuple[str, int]]:
    """Yield documents and grades: the relevant ones, then those judged not relevant, as 0."""
    relevant = relevances(question)
    yield from relevant.items()
    yield from ((gold.document_id, 0) for gold in question.gold if gold.document_id not in relevant)


def write_trec_run(path: Path, outcomes: Mapping[str, Outcome], tag: str) -> None:
    """Write the rankings to `path` as a TREC run, in the order of `outcomes`.

    The six columns are question, Q0, document, rank from 1, score and tag. Equal outcomes make equal bytes: a score is
    written as its `repr`. White space and `%` in an id or in `tag` are percent-encoded as UTF-8, since columns end at
    white space. A question with an empty ranking has no line. The file is replaced in one step. Raises BadInputError
    for an empty id or tag, and for a score that is not a finite number.
    """
    lines = [line for outcome in outcomes.values() for line in _lines(outcome, _escaped(tag))]
    replace_file(path, "".join(lines).encode("utf-8", "surrogatepass"))


def _lines(outcome: Outcome, tag: str) -> Iterator[str]:
    question = _escaped(outcome.question_id)
    for rank, (document_id, score) in enumerate(zip(outcome.documents, outcome.scores, strict=True), 1):
        if not math.isfinite(score):
            raise BadInputError(f"question {outcome.question_id!r}: the score of {document_id!r} is {score}")
        yield f"{question} Q0 {_escaped(document_id)} {rank} {float(score)!r} {tag}\n"


def _escaped(name: str) -> str:
    if not name:
        raise BadInputError("a TREC run cannot hold an empty id or tag")
    return "".join(quote(char, safe="") if char.isspace() or char == "%" else char for char in name)
