"""Benchmark: published BM25 figures, reproduced with Kutip's own analysis and lexical index."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean

from ir_measures import AP, Measure, nDCG

from eval.measures.retrieval import retrieval_values
from eval.runs.columns import aligned
from eval.sets.beir import read_corpus, read_qrels, read_questions
from eval.values import Document, Gold, Outcome, Question
from index.errors import BadInputError
from index.retrieval.lexical import SHIPPED, Formula, LargeIndex, WeightedTerm
from index.search import best_rows
from index.text.analysis import terms

DEPTH = 1000
"""How many documents of a ranking are measured, as in the published runs."""

STOP_WORDS = (
    "a an and are as at be but by for if in into is it no not of on or such that the their then there these they "
    "this to was will with"
)
"""The words that Lucene's English analyser leaves out, with spaces between."""

_ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Target:
    """A published mean of `measure` over one split of a set; higher is better."""

    name: str
    split: str
    measure: Measure
    published: float


@dataclass(frozen=True, slots=True)
class Setting:
    """The settings of BM25: the formula's constants, and the words left out."""

    name: str
    formula: Formula = SHIPPED
    stop_words: str = ""


@dataclass(frozen=True, slots=True)
class Reproduced:
    """One figure of ours beside the published one, both in [0, 1]; higher is better."""

    target: Target
    setting: Setting
    questions: int
    ours: float

    @property
    def difference(self) -> float:
        """Our figure minus the published one."""
        return self.ours - self.target.published


# The figures of Anserini's regression runs over whole documents (Yang, Fang, Lin 2017): Lucene's BM25 with k1 0.9 and
# b 0.4, Porter stems, no stop words. CACM was judged there with ids that some of its documents do not have.
TARGETS = (
    Target("scifact", "test", nDCG @ 10, 0.6789),
    Target("cacm", "anserini_original_ids", AP, 0.3123),
)
SETTINGS = (
    Setting("as shipped, every term counts 1"),
    Setting("k1 .9, b .4, delta 0, no stop words", Formula(k1=0.9, b=0.4, delta=0.0), STOP_WORDS),
)


def bench_bm25(
    data: Path, targets: Sequence[Target] = TARGETS, settings: Sequence[Setting] = SETTINGS
) -> Iterator[Reproduced]:
    """Yield each target with each setting, from the sets in folders below `data`.

    Whole documents are ranked, title and text. A judged document that the corpus lacks counts as relevant and is
    never found. Raises BadSetError for a set that cannot be read, BadInputError for one whose judgements name an
    unknown query or nothing relevant.
    """
    for target in targets:
        documents = read_corpus(data / target.name)
        questions = _judged(data / target.name, target.split)
        for setting in settings:
            outcomes = _rankings(documents, questions, setting)
            values = retrieval_values(questions, outcomes, [target.measure])[str(target.measure)]
            yield Reproduced(target, setting, len(questions), fmean(values.values()))


def table(rows: Sequence[Reproduced]) -> Iterator[str]:
    """Yield the rows as aligned lines, the head first."""
    head = ("set", "measure", "settings", "questions", "ours", "published", "difference")
    cells = (
        (
            row.target.name,
            str(row.target.measure),
            row.setting.name,
            str(row.questions),
            f"{row.ours:.4f}",
            f"{row.target.published:.4f}",
            f"{row.difference:+.4f}",
        )
        for row in rows
    )
    return aligned([head, *cells], texts=3)


def _judged(folder: Path, split: str) -> tuple[Question, ...]:
    questions = read_questions(folder)
    relevant = read_qrels(folder, split)
    unknown = [query for query in relevant if query not in questions]
    if unknown:
        raise BadInputError(f"{folder}: {split} judges unknown queries: {', '.join(unknown[:3])}")
    if not relevant:
        raise BadInputError(f"{folder}: {split} judges no document relevant")
    return tuple(
        replace(questions[query], gold=tuple(map(Gold, sorted(documents)))) for query, documents in relevant.items()
    )


def _rankings(documents: Sequence[Document], questions: Sequence[Question], setting: Setting) -> Mapping[str, Outcome]:
    left_out = frozenset(terms(setting.stop_words, _ENGLISH))
    contents = (f"{document.title}\n{document.text}" for document in documents)
    index = LargeIndex.from_documents([_terms(content, left_out) for content in contents], setting.formula)
    found: dict[str, Outcome] = {}
    for question in questions:
        scores = index.scores([WeightedTerm(term) for term in _terms(question.text, left_out)])
        rows = best_rows(scores, DEPTH).tolist()
        ids = tuple(documents[row].document_id for row in rows)
        found[question.question_id] = Outcome(
            question.question_id, setting.name, ids, tuple(scores[rows].tolist()), retrieval_ms=0.0
        )
    return found


def _terms(text: str, left_out: frozenset[str]) -> list[str]:
    return [term for term in terms(text, _ENGLISH) if term not in left_out]
