"""Long results, cut to what an agent can read."""

from __future__ import annotations

from dataclasses import replace

from qa.drafted import DraftReport
from qa.exact import Counts
from qa.values import Answer

MOST_QUOTES = 50
"""How many quotes of all answers an agent gets."""

MOST_COUNTED = 200
"""How many outlets or months."""

MOST_PLACES = 3
"""How many places of one quotation of a draft."""


def first(answer: Answer, most: int) -> Answer:
    """Return an answer with its first quotes alone; `extent` then says that there are more."""
    if len(answer.citations) <= most:
        return answer
    shown = answer.citations[:most]
    numbers = {each.number for each in shown}
    claims = (replace(each, citations=tuple(n for n in each.citations if n in numbers)) for each in answer.claims)
    sentences = tuple(each for each in answer.sentences if numbers.issuperset(each.citations))
    quoted = len({each.article_id for each in shown})
    return replace(
        answer,
        text=" ".join(f"{each.text} [{each.citations[0]}]" for each in sentences),
        short="",
        sentences=sentences,
        citations=shown,
        claims=tuple(each for each in claims if each.citations),
        extent=answer.extent and replace(answer.extent, quoted=quoted),
    )


def first_counts(counts: Counts) -> Counts:
    """Return the first counts alone."""
    return replace(counts, counts=counts.counts[:MOST_COUNTED])


def first_places(report: DraftReport) -> DraftReport:
    """Return a report with the first places of each quotation alone; `count` tells of all."""
    return replace(
        report, quotations=tuple(replace(each, places=each.places[:MOST_PLACES]) for each in report.quotations)
    )
