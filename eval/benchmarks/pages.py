"""Benchmark: what the reader of pages takes from published sets of pages, beside trafilatura alone."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

import trafilatura

from eval.runs.columns import aligned
from index.errors import BadInputError
from index.formats.pages import read_page
from index.formats.parsed import UnreadableError

_SHINGLE = 4
_WORD = re.compile(r"\w+")

Extract = Callable[[bytes], str]


@dataclass(frozen=True, slots=True)
class PagesFigures:
    """What one system took from the pages of a set.

    Precision and recall are in [0, 1]; higher is better.
    """

    folder: str
    system: str
    pages: int
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def bench_pages(folders: Sequence[Path], say: Callable[[str], None]) -> Iterator[PagesFigures]:
    """Yield Kutip's figures and trafilatura's for each set, known by the file that describes it.

    `ground-truth.json` is that of article-extraction-benchmark, `evaldata.json` that of trafilatura's evaluation. A
    page that cannot be read counts as one without text. Raises BadInputError for another folder.
    """
    for folder in folders:
        name = next((name for name in _SETS if (folder / name).is_file()), None)
        if name is None:
            raise BadInputError(f"{folder} has none of {', '.join(_SETS)}", "give the folder of a published set")
        truth = json.loads((folder / name).read_text(encoding="utf-8"))
        for system, extract in SYSTEMS.items():
            say(f"{folder.name}: {system} reads {len(truth)} pages")
            yield PagesFigures(folder.name, system, len(truth), *_SETS[name](folder, truth, extract))


def table(rows: Sequence[PagesFigures]) -> Iterator[str]:
    """Yield the rows as aligned lines, the head first."""
    figures = ((f"{each:.4f}" for each in (row.precision, row.recall, row.f1)) for row in rows)
    cells = ((row.folder, row.system, str(row.pages), *each) for row, each in zip(rows, figures, strict=True))
    return aligned([("set", "system", "pages", "precision", "recall", "F1"), *cells], texts=2)


def _kutip(raw: bytes) -> str:
    try:
        return read_page(raw).text
    except UnreadableError:
        return ""


def _trafilatura(raw: bytes) -> str:
    return trafilatura.extract(raw, include_comments=False, include_tables=True) or ""


SYSTEMS: dict[str, Extract] = {"Kutip": _kutip, "trafilatura": _trafilatura}
"""What is measured, by name."""


def _shingles_found(folder: Path, truth: Mapping[str, Any], extract: Extract) -> tuple[float, float]:
    """Return the mean precision and recall of the pages' runs of four words."""
    precisions: list[float] = []
    recalls: list[float] = []
    for name, item in truth.items():
        found = _shingles(extract(gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes())))
        wanted = _shingles(item.get("articleBody", ""))
        both = (found & wanted).total()
        if found:
            precisions.append(both / found.total())
        if wanted:
            recalls.append(both / wanted.total())
    return fmean(precisions or [0.0]), fmean(recalls or [0.0])


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    runs = (tuple(words[at : at + _SHINGLE]) for at in range(max(1, len(words) - _SHINGLE + 1)))
    return Counter(run for run in runs if run)


def _pieces_found(folder: Path, truth: Mapping[str, Any], extract: Extract) -> tuple[float, float]:
    """Return the precision and recall of the pieces that texts must have or lack."""
    wanted = right = wrong = 0
    for item in truth.values():
        places = (folder / within / item["file"] for within in ("cache", "eval"))
        path = next((place for place in places if place.is_file()), None)
        if path is None:
            raise BadInputError(f"{folder} lacks {item['file']}", "fetch the whole set")
        text = _flat(extract(path.read_bytes()))
        wanted += len(item["with"])
        right += sum(_flat(piece) in text for piece in item["with"])
        wrong += sum(_flat(piece) in text for piece in item["without"])
    return right / max(1, right + wrong), right / max(1, wanted)


def _flat(text: str) -> str:
    return " ".join(text.split())


_SETS = {"ground-truth.json": _shingles_found, "evaldata.json": _pieces_found}
