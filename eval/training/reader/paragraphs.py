"""Training sets of JSON lines: a question, one paragraph, and the answers' places."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from eval.training.reader.examples import Example, Source, TrainingQuestion
from eval.values import Document
from index.errors import BadInputError
from index.values import Span

FOLDER = "reading"

HELD_OUT = 12
"""One in so many paragraphs is held out with all its questions."""


def _source(name: str, share: float, negative: float = 0.5, *, swapped: float = 0.04) -> Source:
    return Source(name, f"{FOLDER}/{name}.jsonl.gz", share, name, negative, swapped)


PARAGRAPHS = (
    _source("squad2_train", 0.85, 0.18, swapped=0.03),
    _source("squadshifts_nyt", 1.0, swapped=0.12),
    _source("squadshifts_newwiki", 1.0),
    _source("squadshifts_reddit", 0.15, 0.3),
    _source("squadshifts_amazon", 0.1, 0.3),
    _source("tydiqa_en", 1.0),
    _source("nq_oracle", 1.0),
    _source("afriqa_en", 0.5),
    _source("constructed_neg_en", 0.7),
    _source("qadiscourse", 0.3, 0.3),
    _source("selqa_as2", 0.6),
    _source("qamr_wiki", 0.12, 0.3),
    _source("fairytaleqa", 0.3, 0.3),
    _source("heq_he", 0.6),
    _source("norquad", 0.15),
    _source("jaquad_ja", 0.03),
    _source("iapp_th", 0.06),
    _source("tydiqa_sw", 0.2),
    _source("tydiqa_ko", 0.4),
    _source("tydiqa_ar", 0.3),
    _source("tydiqa_ru", 0.5),
    _source("faquad_pt", 0.5),
    _source("afriqa_fr", 0.5),
)
"""English first, people's own questions most; other languages so that they are not forgotten."""


def read_paragraphs(path: Path, *, held_out: bool) -> tuple[TrainingQuestion, ...]:
    """Read the questions over paragraphs that are trained on, or that are held out.

    Raises BadInputError if the file is missing or a line is not a question.
    """
    if not path.is_file():
        raise BadInputError(f"{path} is missing", "give the folder that has the training sets")
    return tuple(asked for asked in _rows(path) if is_held_out(asked.document.text) is held_out)


def is_held_out(paragraph: str) -> bool:
    """Tell whether a paragraph is held out, decided by its words."""
    digest = hashlib.sha256(" ".join(paragraph.split()).encode()).digest()
    return int.from_bytes(digest[:4], "big") % HELD_OUT == 0


def _rows(path: Path) -> Iterator[TrainingQuestion]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                yield _asked(json.loads(line))
            except (ValueError, KeyError, TypeError) as error:
                raise BadInputError(
                    f"{path} line {number} is not a question over a paragraph", "each line is a JSON object"
                ) from error


def _asked(row: dict[str, Any]) -> TrainingQuestion:
    title = "" if "://" in row["title"] else row["title"]
    answers = tuple(Span(one["start"], one["start"] + len(one["text"])) for one in row["answers"])
    example = Example(row["question"], title, row["passage"], answers, answerable=bool(answers))
    number = hashlib.sha256(row["passage"].encode()).hexdigest()[:16]
    return TrainingQuestion(row["source"], row["id"], example, Document(number, title, row["passage"], row["lang_p"]))
