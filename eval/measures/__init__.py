"""Measures of a system's answers: figures for a set, their counts, and each question's own.

Rankings are measured in `retrieval`, times in `latency`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from eval.measures.answers import (
    TextOf,
    can_judge,
    citation_precision,
    citation_recall,
    exact_match,
    is_right,
    lacks_quote,
    mean,
    relevant_golds,
    supported,
    token_f1,
)
from eval.measures.refusal import Bin, Refusal, area_under_curve, calibration_error, refusal, reliability
from eval.measures.writing import WritingMeasures, kept_share, support, writing_measures
from eval.values import Answered, Cited, Outcome, Question

__all__ = ["AnswerMeasures", "QuestionScores", "summarise"]


@dataclass(frozen=True, slots=True)
class QuestionScores:
    """Measures of one question's answer; higher is better, None if the measure does not apply.

    `em` and `f1` apply to questions with gold answers and to unanswerable ones, `citation_precision` to answers with
    citations, `citation_recall` and `first_citation_right` to questions with gold documents; so citations are not
    judged where a set has answers but no documents. `declined_rightly`: declined if and only if unanswerable. A
    question without an answer in the outcomes was neither answered nor declined: wrong in all that applies.
    The last three are of what a language model wrote: the share that was proved, recall and precision of `Support`.
    """

    question_id: str
    em: float | None
    f1: float | None
    citation_precision: float | None
    citation_recall: float | None
    first_citation_right: bool | None
    declined_rightly: bool
    written_kept: float | None = None
    support_recall: float | None = None
    support_precision: float | None = None


@dataclass(frozen=True, slots=True)
class AnswerMeasures:
    """Figures over a set of questions, in [0, 1]; higher is better but for `calibration_error`.

    A figure is None where nothing was to be counted. `em`, `f1`, the two of citations and `first_citation_right` are
    means over the questions to which they apply (`scored` for the first two, `cited` for precision, `with_gold` for the
    others), so that they can be compared question by question; `citations_right` of `citations_judged` and
    `golds_supported` of `golds` are the pooled counts. `verbatim_rate` is over all citations. `auc` compares the
    confidence of answerable with that of unanswerable questions. `bins` and `calibration_error` are over the questions
    that were answered: right where the first citation is, never for an unanswerable one. `missing` questions have no
    answer in the outcomes; `quotes_missing` golds have a quote that their document has not, and are measured as golds
    without one. `writing` is None where no language model wrote.
    """

    answerable: int
    with_gold: int
    missing: int
    scored: int
    em: float | None
    f1: float | None
    cited: int
    citations: int
    citations_judged: int
    citations_right: int
    citations_verbatim: int
    golds: int
    golds_supported: int
    quotes_missing: int
    citation_precision: float | None
    citation_recall: float | None
    verbatim_rate: float | None
    first_citation_right: float | None
    refusal: Refusal
    auc: float | None
    bins: tuple[Bin, ...]
    calibration_error: float | None
    questions: tuple[QuestionScores, ...]
    writing: WritingMeasures | None = None


@dataclass(frozen=True, slots=True)
class _Pair:
    """A question and what was answered: `answer` is None where the outcomes have none."""

    question: Question
    answer: Answered | None
    unanswerable: bool

    @property
    def declined(self) -> bool:
        return self.answer is not None and self.answer.declined

    @property
    def citations(self) -> tuple[Cited, ...]:
        return self.answer.citations if self.answer else ()


def summarise(
    questions: Sequence[Question], outcomes: Mapping[str, Outcome], language: str | None, text_of: TextOf
) -> AnswerMeasures:
    """Measure the answers in `outcomes` (by question id) to `questions`, in the order of these.

    A question is unanswerable where the set says so or gives it neither a relevant gold nor an answer. `language` is
    that of the gold answers, None for no articles to leave out; `text_of` gives the text that citations point into.
    """
    pairs = [_pair(question, outcomes.get(question.question_id)) for question in questions]
    scores = tuple(_scores(pair, language, text_of) for pair in pairs)
    citations = [(pair.question, cited) for pair in pairs for cited in pair.citations]
    verbatim = sum(cited.verbatim for _, cited in citations)
    golds = [gold for pair in pairs for gold in relevant_golds(pair.question)]
    bins = _bins(pairs, scores)
    return AnswerMeasures(
        answerable=sum(not pair.unanswerable for pair in pairs),
        with_gold=sum(score.citation_recall is not None for score in scores),
        missing=sum(pair.answer is None for pair in pairs),
        scored=sum(score.em is not None for score in scores),
        em=mean(score.em for score in scores),
        f1=mean(score.f1 for score in scores),
        cited=sum(score.citation_precision is not None for score in scores),
        citations=len(citations),
        citations_judged=sum(can_judge(question) for question, _ in citations),
        citations_right=sum(is_right(cited, question, text_of) for question, cited in citations),
        citations_verbatim=verbatim,
        golds=len(golds),
        golds_supported=sum(supported(pair.citations, pair.question, text_of) for pair in pairs),
        quotes_missing=sum(lacks_quote(gold, text_of) for gold in golds),
        citation_precision=mean(score.citation_precision for score in scores),
        citation_recall=mean(score.citation_recall for score in scores),
        verbatim_rate=verbatim / len(citations) if citations else None,
        first_citation_right=mean(score.first_citation_right for score in scores),
        refusal=refusal([pair.unanswerable for pair in pairs], [pair.declined for pair in pairs]),
        auc=area_under_curve(_confidences(pairs, unanswerable=False), _confidences(pairs, unanswerable=True)),
        bins=bins,
        calibration_error=calibration_error(bins),
        questions=scores,
        writing=writing_measures([(pair.question, pair.answer) for pair in pairs], text_of),
    )


def _pair(question: Question, outcome: Outcome | None) -> _Pair:
    unanswerable = question.unanswerable or not (relevant_golds(question) or question.answers)
    return _Pair(question, outcome.answered if outcome else None, unanswerable)


def _scores(pair: _Pair, language: str | None, text_of: TextOf) -> QuestionScores:
    em, f1 = _of_text(pair, language)
    question, citations = pair.question, pair.citations
    sentences = support(pair.answer, question, text_of)
    first = bool(citations) and not pair.declined and is_right(citations[0], question, text_of)
    return QuestionScores(
        question_id=question.question_id,
        em=em,
        f1=f1,
        citation_precision=citation_precision(citations, question, text_of),
        citation_recall=citation_recall(citations, question, text_of),
        first_citation_right=first if relevant_golds(question) else None,
        declined_rightly=pair.answer is not None and pair.declined == pair.unanswerable,
        written_kept=kept_share(pair.answer),
        support_recall=sentences.recall,
        support_precision=sentences.precision,
    )


def _of_text(pair: _Pair, language: str | None) -> tuple[float | None, float | None]:
    """Return EM and F1; if unanswerable, declining is right (SQuAD 2.0; Rajpurkar, Jia, Liang 2018)."""
    if pair.unanswerable:
        return float(pair.declined), float(pair.declined)
    golds = pair.question.answers
    if not golds:
        return None, None
    if pair.answer is None or pair.declined:
        return 0.0, 0.0
    return exact_match(pair.answer.text, golds, language), token_f1(pair.answer.text, golds, language)


def _confidences(pairs: Iterable[_Pair], *, unanswerable: bool) -> list[float]:
    return [pair.answer.confidence for pair in pairs if pair.answer and pair.unanswerable is unanswerable]


def _bins(pairs: Sequence[_Pair], scores: Sequence[QuestionScores]) -> tuple[Bin, ...]:
    # What was declined says nothing of whether its confidence is right: its answer was not seen.
    answered = [
        (pair.answer.confidence, bool(score.first_citation_right))
        for pair, score in zip(pairs, scores, strict=True)
        if pair.answer and not pair.declined and can_judge(pair.question)
    ]
    return reliability([confidence for confidence, _ in answered], [right for _, right in answered])
