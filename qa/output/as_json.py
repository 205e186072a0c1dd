"""Values as JSON for programs: flat, stable names, dates in ISO form, every character as it is."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from index.importing.report import ImportReport
from index.storage.problems import KeptProblem
from index.storage.store import ArticleSummary, Source
from index.values import Article, Hit
from qa.values import Answer, Citation, LibraryStatus, Verdict

_UNSAFE = re.compile("[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def dumps(value: object, indent: int | None = 2) -> str:
    """`value` as JSON, indented or on one line; characters that could move a terminal's cursor are escaped."""
    written = json.dumps(value, ensure_ascii=False, indent=indent, default=_plain)
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", written)


def plain(value: object) -> Any:
    """`value` in nothing but what JSON has: dates, enumerations and tuples as JSON writes them."""
    return json.loads(json.dumps(value, default=_plain))


def hit(found: Hit) -> dict[str, object]:
    """A hit with its passage; the article without its text."""
    return {
        "rank": found.rank,
        "score": found.score,
        "signals": {signal.retriever: {"rank": signal.rank, "score": signal.score} for signal in found.signals},
        "article_id": found.article.article_id,
        "title": found.article.title,
        "source": found.article.source,
        "published": found.article.published,
        "language": found.article.language,
        "url": found.article.url,
        "copies": [asdict(copy) for copy in found.copies],
        "passage": {
            "passage_id": found.passage.passage_id,
            "ordinal": found.passage.ordinal,
            "start": found.passage.start,
            "end": found.passage.end,
            "text": found.passage.text,
        },
    }


def citation(given: Citation) -> dict[str, object]:
    """A citation, and the words of it that answer."""
    return {**asdict(given), "answer": given.answer}


def answer(given: Answer) -> dict[str, object]:
    """An answer; its hits as `hit` gives them."""
    return {
        "question": given.question,
        "language": given.language,
        "status": given.status,
        "short": given.short,
        "text": given.text,
        "sentences": [asdict(sentence) for sentence in given.sentences],
        "citations": [citation(each) for each in given.citations],
        "claims": [asdict(claim) for claim in given.claims],
        "disagreement": given.disagreement,
        "confidence": given.confidence,
        "shortfall": given.shortfall,
        "absent": given.absent,
        "dropped": given.dropped,
        "hits": [hit(found) for found in given.hits],
        "generation": given.generation,
        "reader": given.reader,
        "timings": asdict(given.timings),
    }


def article(kept: Article) -> dict[str, object]:
    """An article, text and all."""
    return asdict(kept)


def summaries(kept: tuple[ArticleSummary, ...]) -> list[dict[str, object]]:
    """A list of articles without their texts."""
    return [asdict(summary) for summary in kept]


def source(outlet: Source) -> dict[str, object]:
    """An outlet."""
    return asdict(outlet)


def verdict(given: Verdict) -> dict[str, object]:
    """Whether a quote stands."""
    return asdict(given)


def report(done: ImportReport) -> dict[str, object]:
    """What an import did."""
    return asdict(done)


def problems(kept: tuple[KeptProblem, ...]) -> list[dict[str, object]]:
    """What could not be read."""
    return [asdict(problem) for problem in kept]


def status(state: LibraryStatus) -> dict[str, object]:
    """The state of a library."""
    return {**asdict(state), "languages": dict(state.languages)}


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")
