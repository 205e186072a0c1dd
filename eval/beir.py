"""Retrieval sets in the BEIR layout (Thakur et al. 2021): corpus, queries, and qrels a split."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from index.errors import BadInputError


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
    """`corpus.jsonl` or `corpus.jsonl.gz` of a set, in file order."""
    return tuple(
        Document(str(row["_id"]), str(row.get("title") or ""), str(row["text"])) for row in _rows(folder, "corpus")
    )


def read_questions(folder: Path) -> Mapping[str, QuestionRecord]:
    """`queries.jsonl` or `queries.jsonl.gz` of a set, by id."""
    found = {}
    for row in _rows(folder, "queries"):
        metadata = row.get("metadata")
        answers = metadata.get("answers", ()) if isinstance(metadata, dict) else ()
        found[str(row["_id"])] = QuestionRecord(str(row["_id"]), str(row["text"]), tuple(map(str, answers)))
    return found


def read_qrels(folder: Path, split: str) -> Mapping[str, frozenset[str]]:
    """The relevant documents (score above 0) of each query of `split`, in file order of the queries."""
    path = folder / "qrels" / f"{split}.tsv"
    if not path.is_file():
        raise BadInputError(f"{path} is missing", "give a folder in the BEIR layout")
    found: dict[str, set[str]] = {}
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if int(row["score"]) > 0:
                found.setdefault(row["query-id"], set()).add(row["corpus-id"])
    return {query: frozenset(documents) for query, documents in found.items()}


def _rows(folder: Path, name: str) -> Iterator[dict[str, object]]:
    plain, packed = folder / f"{name}.jsonl", folder / f"{name}.jsonl.gz"
    if not plain.is_file() and not packed.is_file():
        raise BadInputError(f"{plain} is missing", "give a folder in the BEIR layout")
    with plain.open(encoding="utf-8") if plain.is_file() else gzip.open(packed, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                row = json.loads(line)
            except ValueError as error:
                raise BadInputError(f"{name} of {folder} has no JSON on line {number}", "mend the line") from error
            yield row
