"""Retrieval sets in the BEIR layout (Thakur et al. 2021): corpus, queries, and qrels a split."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from index.errors import BadInputError

T = TypeVar("T")

_QRELS = "the columns are query-id, corpus-id and score, with tabs between"
_ROW = 'each line is {"_id": …, "text": …}'


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a corpus."""

    document_id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class QuestionRecord:
    """One query, with its gold answers where the set has them."""

    question_id: str
    text: str
    answers: tuple[str, ...]


def read_corpus(folder: Path) -> tuple[Document, ...]:
    """`corpus.jsonl` or `corpus.jsonl.gz` of a set, in file order; BadInputError names a bad line."""
    return tuple(_parsed(folder, "corpus", _document))


def read_questions(folder: Path) -> Mapping[str, QuestionRecord]:
    """`queries.jsonl` or `queries.jsonl.gz` of a set, by id; BadInputError names a bad line."""
    return {question.question_id: question for question in _parsed(folder, "queries", _question)}


def read_qrels(folder: Path, split: str) -> Mapping[str, frozenset[str]]:
    """The relevant documents (score above 0) of each query of `split`, in file order of the queries."""
    path = folder / "qrels" / f"{split}.tsv"
    if not path.is_file():
        raise BadInputError(f"{path} is missing", "give a folder in the BEIR layout")
    found: dict[str, set[str]] = {}
    with path.open(newline="", encoding="utf-8") as file:
        for number, row in enumerate(csv.DictReader(file, delimiter="\t"), 2):
            try:
                if int(row["score"]) > 0:
                    found.setdefault(row["query-id"], set()).add(row["corpus-id"])
            except (KeyError, TypeError, ValueError) as error:
                raise BadInputError(f"{path} line {number} is no judgement", _QRELS) from error
    return {query: frozenset(documents) for query, documents in found.items()}


def _document(row: dict[str, object]) -> Document:
    return Document(str(row["_id"]), str(row.get("title") or ""), str(row["text"]))


def _question(row: dict[str, object]) -> QuestionRecord:
    metadata = row.get("metadata")
    answers = metadata.get("answers", ()) if isinstance(metadata, dict) else ()
    return QuestionRecord(str(row["_id"]), str(row["text"]), tuple(map(str, answers)))


def _parsed(folder: Path, name: str, parse: Callable[[dict[str, object]], T]) -> Iterator[T]:
    plain, packed = folder / f"{name}.jsonl", folder / f"{name}.jsonl.gz"
    if not plain.is_file() and not packed.is_file():
        raise BadInputError(f"{plain} is missing", "give a folder in the BEIR layout")
    with plain.open("rb") if plain.is_file() else gzip.open(packed) as lines:
        for number, line in enumerate(lines, 1):
            try:
                yield parse(json.loads(line))
            except (AttributeError, KeyError, TypeError, ValueError) as error:
                raise BadInputError(f"{folder / name} line {number} is no {parse.__name__[1:]}", _ROW) from error
