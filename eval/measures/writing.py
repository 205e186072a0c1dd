"""Measures of what a language model wrote: its share kept, and support by gold.

Citation recall and precision are those of ALCE (Gao, Yen, Yu, Chen 2023, "Enabling Large Language Models to Generate
Text with Citations"). There a model of entailment judges whether quotes support a sentence. Here the set's gold stands
in for it: quotes support a sentence that holds a gold answer, if one of them is right by the set's golds (`is_right`)
or holds a gold answer itself. So a true sentence that says something else than the answer, or says it in other words,
counts as not supported, and a false one around the right answer as supported.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eval.measures.answers import TextOf, holds_answer, is_right, mean, relevant_golds
from eval.values import Answered, Cited, Question, Stated


@dataclass(frozen=True, slots=True)
class Support:
    """What gold says of the sentences of one answer, and of what they cite.

    `supported` of `sentences` have quotes that support them together. A citation is right if its sentence is supported
    and its quote does so alone, or the sentence's other quotes do not: `right` of `citations` are.
    """

    sentences: int = 0
    supported: int = 0
    citations: int = 0
    right: int = 0

    @property
    def recall(self) -> float | None:
        """The share of sentences that are supported, in [0, 1]; None without any."""
        return self.supported / self.sentences if self.sentences else None

    @property
    def precision(self) -> float | None:
        """The share of citations that are right, in [0, 1]; None without any."""
        return self.right / self.citations if self.citations else None


@dataclass(frozen=True, slots=True)
class WritingMeasures:
    """Figures over the answers that a language model was asked to write.

    Shares are in [0, 1]; higher is better. It wrote for `asked` questions, those with quotes; for `failed` of them it
    or its server did less than asked for. Of all its sentences `kept` were proved and are shown, `left_out` were not:
    `kept_rate` is the share, None of none.
    `support_recall` and `support_precision` are means over the questions whose sentences can be judged, None of none;
    `support` has their pooled counts. Sentences can be judged where the question has gold answers, or is unanswerable:
    then nothing supports them.
    """

    asked: int
    failed: int
    kept: int
    left_out: int
    kept_rate: float | None
    support: Support
    support_recall: float | None
    support_precision: float | None


def kept_share(answer: Answered | None) -> float | None:
    """Return the share of an answer's sentences that were proved, in [0, 1], or None."""
    written = answer.written if answer else None
    count = len(written.sentences) + written.left_out if written else 0
    return len(written.sentences) / count if written and count else None


def support(answer: Answered | None, question: Question, text_of: TextOf) -> Support:
    """Judge the sentences of an answer; all counts are 0 where they cannot be judged."""
    written = answer.written if answer else None
    if answer is None or written is None or not (question.answers or not relevant_golds(question)):
        return Support()
    return _sum([_of_sentence(each, answer.citations, question, text_of) for each in written.sentences])


def writing_measures(answers: Sequence[tuple[Question, Answered | None]], text_of: TextOf) -> WritingMeasures | None:
    """Return the figures over questions and their answers, None if none was written."""
    written = [answer.written for _, answer in answers if answer and answer.written]
    if not written:
        return None
    supports = [support(answer, question, text_of) for question, answer in answers]
    kept, left_out = sum(len(each.sentences) for each in written), sum(each.left_out for each in written)
    return WritingMeasures(
        asked=len(written),
        failed=sum(each.problem is not None for each in written),
        kept=kept,
        left_out=left_out,
        kept_rate=kept / (kept + left_out) if kept + left_out else None,
        support=_sum(supports),
        support_recall=mean([each.recall for each in supports]),
        support_precision=mean([each.precision for each in supports]),
    )


def _of_sentence(sentence: Stated, citations: Sequence[Cited], question: Question, text_of: TextOf) -> Support:
    alone = [
        is_right(cited, question, text_of) or holds_answer(cited.quote, question)
        for cited in (citations[place] for place in sentence.citations)
    ]
    # One gold supports a sentence alone, so no citation is needed beside one that supports it.
    right = sum(alone) if holds_answer(sentence.text, question) else 0
    return Support(1, int(right > 0), len(alone), right)


def _sum(parts: Sequence[Support]) -> Support:
    return Support(
        sum(each.sentences for each in parts),
        sum(each.supported for each in parts),
        sum(each.citations for each in parts),
        sum(each.right for each in parts),
    )
