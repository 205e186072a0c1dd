"""Measures of a ranking, calculated by ir_measures (MacAvaney, Macdonald, Ounis 2022), and runs as TREC files.

Every measure is in [0, 1] and higher is better.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import quote, unquote

import ir_measures
from ir_measures import AP, RR, Bpref, Measure, P, R, Rprec, Success, nDCG

from eval.values import Outcome, Question
from index.errors import BadInputError
from index.paths import replace_file

DEFAULT_MEASURES: tuple[Measure, ...] = (nDCG @ 10, R @ 1, R @ 10, R @ 100, RR @ 10, AP)
"""What is reported where nothing else is asked for; `RR@10` is what others call MRR@10 once averaged."""

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
_ENCODED = re.compile("(?:%[0-9A-F]{2})+")
_FIELDS = 6
_COLUMNS = "the columns are question, Q0, document, rank, score and tag, with spaces or tabs between"


def parse_measures(names: Sequence[str]) -> tuple[Measure, ...]:
    """The measures called `names`, in that order, each once; `nDCG@10` is nDCG of the first ten documents.

    Known are nDCG (Järvelin, Kekäläinen 2002), R (recall), P (precision), RR (or MRR), AP (or MAP) and Success with a
    cutoff from 1, which R, P and Success must have, and Rprec and Bpref without one. Raises BadInputError with every
    name that is none of these.
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
    """Each measure's value for each answerable question: name of the measure, then id, in the order given.

    Answerable is a question with a gold of relevance above 0; the others have no value. One without an outcome in
    `outcomes` (by question id), or with an empty ranking, has the measure's default, 0.0, so that a mean over the
    values is one over all answerable questions. Of several golds of one document the highest relevance counts.
    Raises BadInputError where a ranking has a document twice.
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
    """The relevance of each relevant document of `question`, above 0; empty where it is unanswerable."""
    found: dict[str, int] = {}
    for gold in question.gold:
        if gold.relevance > 0:
            found[gold.document_id] = max(gold.relevance, found.get(gold.document_id, 0))
    return found


def _row(question: Question, outcome: Outcome | None) -> tuple[dict[str, int], dict[str, float]]:
    """Judgements and ranking with documents numbered in the order of the ranking.

    trec_eval keeps scores as 32-bit floats and breaks ties by name: whole numbers that fall with the rank are the only
    scores that surely keep the order. Numbers for names, because it reads names as C strings.
    """
    documents = outcome.documents if outcome else ()
    numbers = {document_id: str(number) for number, document_id in enumerate(documents)}
    if len(numbers) < len(documents):
        raise BadInputError(f"question {question.question_id!r} has a document twice in its ranking")
    qrel = {numbers.get(document_id, f"missed {document_id!r}"): grade for document_id, grade in _judged(question)}
    return qrel, {number: float(len(documents) - int(number)) for number in numbers.values()}


def _judged(question: Question) -> Iterator[tuple[str, int]]:
    """Documents and grades: the relevant ones, then those judged not to be (some sets have grades below 0)."""
    relevant = relevances(question)
    yield from relevant.items()
    yield from ((gold.document_id, 0) for gold in question.gold if gold.document_id not in relevant)


def write_trec_run(path: Path, outcomes: Mapping[str, Outcome], tag: str) -> None:
    """Write the rankings to `path` in the six columns of a TREC run, in the order of `outcomes`, ranks from 1.

    Equal outcomes make equal bytes: a score is written as its `repr`, which reads back as the same number. White space
    and `%` in an id or in `tag` are percent-encoded as UTF-8, since columns end at white space. A question with an
    empty ranking has no line. The file is replaced in one step. Raises BadInputError for an empty id or tag, and for a
    score that is no finite number.
    """
    lines = [line for outcome in outcomes.values() for line in _lines(outcome, _escaped(tag))]
    replace_file(path, "".join(lines).encode("utf-8", "surrogatepass"))


def _lines(outcome: Outcome, tag: str) -> Iterator[str]:
    question = _escaped(outcome.question_id)
    for rank, (document_id, score) in enumerate(zip(outcome.documents, outcome.scores, strict=True), 1):
        if not math.isfinite(score):
            raise BadInputError(f"question {outcome.question_id!r}: the score of {document_id!r} is {score}")
        yield f"{question} Q0 {_escaped(document_id)} {rank} {float(score)!r} {tag}\n"


def read_trec_run(path: Path) -> Mapping[str, Outcome]:
    """The rankings of a TREC run by question id, in the order of the file; the tag is the system, times are 0.0.

    Documents are ordered by falling score; equal scores keep the order of their lines, whatever the ranks say.
    Raises BadInputError, with the line, for one that is not of six columns, a score that is no finite number, or a
    document that comes twice for one question; and for a file that cannot be read.
    """
    try:
        text = path.read_text("utf-8", "surrogatepass")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInputError(f"{path} cannot be read as a run", _COLUMNS) from error
    scores: dict[str, dict[str, float]] = {}
    systems: dict[str, str] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            question, document, score, tag = _columns(path, number, line)
            ranking = scores.setdefault(question, {})
            if document in ranking:
                raise BadInputError(f"{path} line {number}: question {question!r} has document {document!r} already")
            ranking[document] = score
            systems.setdefault(question, tag)
    return {question: _outcome(question, systems[question], ranking) for question, ranking in scores.items()}


def _columns(path: Path, number: int, line: str) -> tuple[str, str, float, str]:
    fields = line.split()
    try:
        score = float(fields[4])
    except (IndexError, ValueError):
        score = math.nan
    if len(fields) != _FIELDS or not math.isfinite(score):
        raise BadInputError(f"{path} line {number} is no line of a run", _COLUMNS)
    question, document, tag = (_ENCODED.sub(_decoded, fields[column]) for column in (0, 2, 5))
    return question, document, score, tag


def _outcome(question: str, system: str, ranking: Mapping[str, float]) -> Outcome:
    ordered = sorted(ranking.items(), key=lambda item: -item[1])
    return Outcome(question, system, tuple(name for name, _ in ordered), tuple(score for _, score in ordered), 0.0)


def _escaped(name: str) -> str:
    if not name:
        raise BadInputError("a TREC run cannot hold an empty id or tag")
    return "".join(quote(char, safe="") if _needs_escape(char) else char for char in name)


def _decoded(match: re.Match[str]) -> str:
    # Only what the writer encodes: a run of another tool may have ids with other codes in them, say addresses.
    decoded = unquote(match.group())
    return decoded if all(map(_needs_escape, decoded)) else match.group()


def _needs_escape(char: str) -> bool:
    return char.isspace() or char == "%"
