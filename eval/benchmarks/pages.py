"""Benchmark: what the reader of pages takes from published sets of pages, beside others alone."""

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

import htmldate
import trafilatura

from eval.runs.columns import aligned
from index.errors import BadInputError
from index.formats.pages import read_page
from index.formats.parsed import UnreadableError
from index.text.datelines import dateline_day

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

    `ground-truth.json` is that of article-extraction-benchmark, `evaldata.json` that of trafilatura's evaluation, and
    `eval_default.json` that of htmldate's, whose pages have days, so that htmldate is measured beside Kutip. A page
    that cannot be read counts as one without text or day. Raises BadInputError for another folder.
    """
    for folder in folders:
        name = next((name for name in _SETS if (folder / name).is_file()), None)
        if name is None:
            raise BadInputError(f"{folder} has none of {', '.join(_SETS)}", "give the folder of a published set")
        truth = _truth(folder, name)
        for system, extract in (DAY_SYSTEMS if name == _DAYS else SYSTEMS).items():
            say(f"{folder.name}: {system} reads {len(truth)} pages")
            yield PagesFigures(folder.name, system, len(truth), *_SETS[name](folder, truth, extract))


def table(rows: Sequence[PagesFigures]) -> Iterator[str]:
    """Yield the rows as aligned lines, the head first."""
    figures = ((f"{each:.4f}" for each in (row.precision, row.recall, row.f1)) for row in rows)
    cells = ((row.folder, row.system, str(row.pages), *each) for row, each in zip(rows, figures, strict=True))
    return aligned([("set", "system", "pages", "precision", "recall", "F1"), *cells], texts=2)


def _truth(folder: Path, name: str) -> dict[str, Any]:
    """Return what the pages have; htmldate's set is in two files."""
    names = (name, _MORE_DAYS) if name == _DAYS else (name,)
    parts = [json.loads((folder / each).read_text(encoding="utf-8")) for each in names]
    return {key: value for part in parts for key, value in part.items()}


def _kutip(raw: bytes) -> str:
    try:
        return read_page(raw).text
    except UnreadableError:
        return ""


def _trafilatura(raw: bytes) -> str:
    return trafilatura.extract(raw, include_comments=False, include_tables=True) or ""


def kutip_day(raw: bytes) -> str:
    """Return the day that Kutip finds, as YYYY-MM-DD, or ""."""
    try:
        draft = read_page(raw)
    except UnreadableError:
        return ""
    return str(draft.metadata.published or dateline_day(draft.text, draft.year) or "")


def htmldate_day(raw: bytes) -> str:
    """Return the day that htmldate finds, as YYYY-MM-DD, or ""."""
    return htmldate.find_date(raw, original_date=True) or ""


SYSTEMS: dict[str, Extract] = {"Kutip": _kutip, "trafilatura": _trafilatura}
"""What is measured, by name."""

DAY_SYSTEMS: dict[str, Extract] = {"Kutip": kutip_day, "htmldate": htmldate_day}
"""What is measured where pages have days, by name."""


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
        text = _flat(extract(_page(folder, item["file"])))
        wanted += len(item["with"])
        right += sum(_flat(piece) in text for piece in item["with"])
        wrong += sum(_flat(piece) in text for piece in item["without"])
    return right / max(1, right + wrong), right / max(1, wanted)


def _days_found(folder: Path, truth: Mapping[str, Any], extract: Extract) -> tuple[float, float]:
    """Return the precision and recall of days; a page may have none."""
    found = right = wanted = 0
    for item in truth.values():
        day = extract(_page(folder, item["file"]))
        found += bool(day)
        right += day == item["date"]
        wanted += isinstance(item["date"], str)
    return right / max(1, found), right / max(1, wanted)


def _page(folder: Path, name: str) -> bytes:
    path = next((place for within in _FOLDERS if (place := folder / within / name).is_file()), None)
    if path is None:
        raise BadInputError(f"{folder} lacks {name}", "fetch the whole set")
    return path.read_bytes()


def _flat(text: str) -> str:
    return " ".join(text.split())


_DAYS, _MORE_DAYS = "eval_default.json", "eval_mediacloud_2020.json"
_FOLDERS = ("test_set", "cache", "eval")
_SETS = {"ground-truth.json": _shingles_found, "evaldata.json": _pieces_found, _DAYS: _days_found}
