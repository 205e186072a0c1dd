"""Retrieval sets in the BEIR layout (Thakur et al. 2021): corpus, queries, and qrels."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from eval.sets.content import Content
from eval.sets.files import either, is_file, is_folder, plain_name
from eval.sets.judgements import Judgement, beir_judgements, golds
from eval.sets.problems import Problems, shown
from eval.sets.rows import Row, read_rows
from eval.values import Document, Gold, Question

_CORPUS, _QUERIES, _UNANSWERABLE, _QRELS = "corpus.jsonl", "queries.jsonl", "queries_unanswerable.jsonl", "qrels"
_USUAL_SPLITS = ("test", "dev")
_DEV_NAMES = ("dev", "valid", "validation", "val")


@dataclass(frozen=True, slots=True)
class _Query:
    """A query, its file, and the split that its metadata name, if any."""

    question: Question
    path: Path
    split: str | None


_Queries = Mapping[str, _Query]


def read_corpus(folder: Path) -> tuple[Document, ...]:
    """Read the documents of a set in file order; BadSetError names every bad line."""
    problems = Problems()
    documents = _documents(folder, problems)
    problems.raise_any()
    return tuple((documents or {}).values())


def read_questions(folder: Path) -> Mapping[str, Question]:
    """Read the queries of a set by id, without gold; BadSetError names every bad line."""
    problems = Problems()
    queries = _queries(folder, problems)
    problems.raise_any()
    return {i: query.question for i, query in (queries or {}).items()}


def read_qrels(folder: Path, split: str) -> Mapping[str, frozenset[str]]:
    """Read the relevant documents (score above 0) of each query of `split`, or raise BadSetError."""
    problems = Problems()
    path = _split_file(folder, split, problems)
    relevant = [judgement for judgement in (beir_judgements(path, problems) if path else ()) if judgement.grade > 0]
    problems.raise_any()
    return {query: frozenset(gold.document_id for gold in found) for query, found in golds(relevant).items()}


def read_beir(asked: Path, over: Path, split: str | None, problems: Problems) -> Content:
    """Read the queries of `asked` over corpus and qrels of `over`, usually the same.

    If they differ, ids are aligned and gold answers are those of `over`, in its language; queries that only `over` has
    are not asked. The unanswerable questions are those of `asked`, of the split or of none.
    """
    if not _are_sets((asked, over), problems):
        return Content()
    documents = _documents(over, problems)
    queries = _queries(asked, problems)
    aligned = queries if over == asked else _queries(over, problems)
    unanswerable = _unanswerable(asked, queries or {}, problems)
    path = _split_file(over, split, problems)
    if path is None:
        return Content()
    judgements = beir_judgements(path, problems)
    if queries is not None and aligned is not None:
        _check_queries(path, judgements, {**aligned, **queries, **unanswerable}, problems)
    if documents is not None:
        _check_documents(path, judgements, documents, problems)
    found = golds(judgements)
    chosen = [query for i, query in (queries or {}).items() if i in found]
    splits = (None, *_names_of_split(path))
    chosen += [query for query in unanswerable.values() if query.split in splits]
    questions = tuple(_asked(query, found, aligned or {}, problems) for query in chosen)
    return Content(questions, tuple((documents or {}).values()))


def _asked(
    query: _Query, found: Mapping[str, tuple[Gold, ...]], aligned: Mapping[str, _Query], problems: Problems
) -> Question:
    question = query.question
    other = aligned.get(question.question_id)
    return replace(
        question,
        text=problems.question(query.path, question.line, question.text),
        gold=found.get(question.question_id, ()),
        answers=question.answers if other is None or question.unanswerable else other.question.answers,
    )


def _are_sets(folders: Iterable[Path], problems: Problems) -> bool:
    """Tell whether each folder has a part of the layout; note one that has none."""
    good = True
    for folder in dict.fromkeys(folders):
        if not (either(folder, _CORPUS) or either(folder, _QUERIES) or is_folder(folder / _QRELS)):
            problems.note(folder, 0, f"is not a question set: it has no {_CORPUS}, {_QUERIES} or {_QRELS}/")
            good = False
    return good


def _documents(folder: Path, problems: Problems) -> Mapping[str, Document] | None:
    path = _file(folder, _CORPUS, problems)
    if path is None:
        return None
    before = len(problems)
    found: dict[str, Document] = {}
    for row in read_rows(path, problems):
        document = _document(row, found)
        if document is not None:
            found[document.document_id] = document
    if not found and len(problems) == before:
        problems.note(path, 0, "has no document")
    return found


def _document(row: Row, taken: Mapping[str, Document]) -> Document | None:
    document_id = row.identifier("_id", taken, numbers=True)
    title = row.text("title") if row.values.get("title") is not None else ""
    text, metadata = row.text("text"), row.inner("metadata")
    language, published = metadata.language("language"), metadata.day("published")
    source, url = metadata.optional("source"), metadata.optional("url")
    return None if document_id is None else Document(document_id, title, text, language, source, url, published)


def _queries(folder: Path, problems: Problems) -> _Queries | None:
    path = _file(folder, _QUERIES, problems)
    return None if path is None else _read_queries(path, {}, False, problems)


def _unanswerable(folder: Path, answerable: _Queries, problems: Problems) -> _Queries:
    """Read the unanswerable questions beside the queries, if any; they are not part of BEIR."""
    path = either(folder, _UNANSWERABLE)
    return {} if path is None else _read_queries(path, answerable, True, problems)


def _read_queries(path: Path, others: _Queries, unanswerable: bool, problems: Problems) -> _Queries:
    found: dict[str, _Query] = {}
    taken = set(others)
    for row in read_rows(path, problems):
        question_id = row.identifier("_id", taken, numbers=True)
        text, metadata = row.text("text"), row.inner("metadata")
        answers, split = metadata.texts("answers", numbers=True), metadata.optional("split")
        language = metadata.language("language")
        if unanswerable and answers:
            row.fault("is unanswerable, but has answers")
        if question_id is not None:
            question = Question(question_id, text, (), answers, unanswerable, language, None, row.line)
            found[question_id] = _Query(question, path, split)
            taken.add(question_id)
    return found


def _file(folder: Path, name: str, problems: Problems) -> Path | None:
    path = either(folder, name)
    if path is None:
        problems.note(folder / name, 0, "is missing")
    return path


def _split_file(folder: Path, split: str | None, problems: Problems) -> Path | None:
    """Return the qrels of `split`, by default test, else dev, else the only ones."""
    there = _splits(folder / _QRELS)
    chosen = split if split is not None else _default_split(list(there))
    if not there:
        problems.note(folder / _QRELS, 0, "has no split: a file SPLIT.tsv is expected")
    elif chosen is None:
        problems.note(folder, 0, f"has several splits, write one of them as @SPLIT: {', '.join(there)}")
    elif chosen not in there:
        problems.note(folder, 0, f"has no split {shown(chosen)}; there is {', '.join(there)}")
    else:
        return there[chosen]
    return None


def _default_split(there: Sequence[str]) -> str | None:
    usual = next((name for name in _USUAL_SPLITS if name in there), None)
    return there[0] if usual is None and len(there) == 1 else usual


def _splits(folder: Path) -> Mapping[str, Path]:
    """Return the qrels files by split, in the order of names; plain before gzipped."""
    found: dict[str, Path] = {}
    try:
        paths = sorted(folder.iterdir())
    except OSError:
        return found
    for path in paths:
        if plain_name(path).endswith(".tsv") and is_file(path):
            found.setdefault(_split_name(path), path)
    return found


def _split_name(path: Path) -> str:
    return plain_name(path).removesuffix(".tsv")


def _names_of_split(path: Path) -> tuple[str, ...]:
    """Return what metadata may call the split; the validation split has several names."""
    name = _split_name(path)
    return _DEV_NAMES if name in _DEV_NAMES else (name,)


def _check_queries(path: Path, judgements: Iterable[Judgement], queries: _Queries, problems: Problems) -> None:
    for judgement in judgements:
        query = queries.get(judgement.query)
        if query is None:
            problems.note(path, judgement.line, f"judges the query {shown(judgement.query)}, which is not there")
        elif query.question.unanswerable and judgement.grade > 0:
            problems.note(path, judgement.line, f"the query {shown(judgement.query)} is unanswerable, but has gold")


def _check_documents(
    path: Path, judgements: Iterable[Judgement], documents: Container[str], problems: Problems
) -> None:
    for judgement in judgements:
        if judgement.document not in documents:
            problems.note(path, judgement.line, f"the document {shown(judgement.document)} is not in the corpus")
