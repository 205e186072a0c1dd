"""The report on a draft, as lines of text, HTML and JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from html import escape

from qa import wording
from qa.drafted import Difference, DraftClaim, DraftQuote, DraftReport, QuoteStatus
from qa.output import as_json
from qa.output.as_json import CitationOut
from qa.values import Citation

_TOLD = {
    QuoteStatus.STANDS: "stands to the letter",
    QuoteStatus.DIFFERS: "does not stand to the letter; the nearest words:",
    QuoteStatus.ELSEWHERE: "stands, but not in the article that the draft names:",
    QuoteStatus.OTHER_SPEAKER: "stands, but by another speaker than the draft says:",
    QuoteStatus.ABSENT: "stands in no article, and nothing like it does",
    QuoteStatus.UNCLOSED: "has no closing quotation mark",
    QuoteStatus.TITLE: "is the title of an article",
    QuoteStatus.SHORT: "too short to judge; it stands in no article",
}
_COUNTED = {
    QuoteStatus.STANDS: "stand",
    QuoteStatus.DIFFERS: "differ",
    QuoteStatus.ELSEWHERE: "stand elsewhere",
    QuoteStatus.OTHER_SPEAKER: "have another speaker",
    QuoteStatus.ABSENT: "stand in no article",
    QuoteStatus.UNCLOSED: "are not closed",
    QuoteStatus.TITLE: "are titles",
    QuoteStatus.SHORT: "are too short to judge",
}
_MOST_SHOWN = 3
"""How many places of one quotation are shown."""


class Role(Enum):
    """What a line of the report is."""

    HEAD = "head"
    WRONG = "wrong"
    RIGHT = "right"
    PLACE = "place"
    DETAIL = "detail"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the report."""

    text: str
    role: Role


@dataclass(frozen=True)
class DraftQuoteOut:
    """A quotation of a draft, its characters `[start, end)`, and how it stands."""

    text: str
    start: int
    end: int
    status: QuoteStatus
    places: tuple[CitationOut, ...]
    count: int
    differences: tuple[Difference, ...]
    edits: tuple[Difference, ...]
    named: tuple[str, ...]
    speaker: str | None
    said_by: str | None
    is_closed: bool


@dataclass(frozen=True)
class DraftOut:
    """A draft held against all articles; `stands` is whether nothing is wrong."""

    stands: bool
    quotations: tuple[DraftQuoteOut, ...]
    claims: tuple[DraftClaim, ...]


def form(report: DraftReport) -> DraftOut:
    """Return the JSON form of a report."""
    quotations = tuple(
        as_json.formed(DraftQuoteOut, each, places=tuple(map(as_json.citation, each.places)))
        for each in report.quotations
    )
    return DraftOut(report.stands, quotations, report.claims)


def lines(report: DraftReport) -> Iterator[Line]:
    """Yield the report: what is wrong first, then what stands, then what is not judged."""
    yield Line(summary(report), Role.HEAD)
    for quote in report.wrong:
        yield from _quote(quote, Role.WRONG)
    for claim in report.claims:
        yield from _claim(claim)
    for quote in report.quotations:
        if not quote.status.is_wrong:
            yield from _quote(quote, Role.RIGHT)


def summary(report: DraftReport) -> str:
    """Return how many quotations stand, and how many do not and why.

    >>> summary(DraftReport(()))
    'No quotation found.'
    """
    counts = {status: sum(each.status is status for each in report.quotations) for status in QuoteStatus}
    told = [f"{counts[status]} {_COUNTED[status]}" for status in QuoteStatus if counts[status]]
    first = f"{len(report.quotations)} quotation(s): {', '.join(told)}." if told else "No quotation found."
    more = f" {len(report.claims)} sentence(s) say what the article named does not." if report.claims else ""
    return first + more


def page(report: DraftReport, name: str) -> str:
    """Return the report as a page of HTML; `name` is the draft's."""
    body = "\n".join(
        f'<p class="{each.role.value}">{escape(each.text)}</p>' for each in lines(report) if each.role is not Role.HEAD
    )
    return _PAGE.format(name=escape(name), summary=escape(summary(report)), body=body)


def text(report: DraftReport) -> str:
    """Return the report as plain text."""
    return "".join(f"{INDENTS[each.role]}{' '.join(each.text.split())}\n" for each in lines(report))


def _quote(quote: DraftQuote, role: Role) -> Iterator[Line]:
    yield Line(f"{wording.quoted(wording.snippet(quote.text, 300))} {_TOLD[quote.status]}", role)
    if quote.status is QuoteStatus.OTHER_SPEAKER:
        yield Line(_speakers(quote), Role.DETAIL)
    if quote.status is QuoteStatus.ELSEWHERE and not quote.named:
        yield Line("the library has no such article", Role.DETAIL)
    for place in quote.places[:_MOST_SHOWN]:
        yield from _place(place, nearest=quote.status is QuoteStatus.DIFFERS)
    if quote.count > _MOST_SHOWN:
        yield Line(f"and in {quote.count - _MOST_SHOWN} more article(s)", Role.DETAIL)
    yield from (Line(difference(each), Role.DETAIL) for each in quote.differences)
    if quote.status is QuoteStatus.DIFFERS and not quote.differences:
        yield Line("only spaces, or the order of its parts, differ", Role.DETAIL)
    yield from (Line(_edit(each), Role.DETAIL) for each in quote.edits)


def _speakers(quote: DraftQuote) -> str:
    draft = f"the draft says {wording.quoted(quote.speaker or '')}"
    said = f"the article {wording.quoted(quote.said_by)}" if quote.said_by else "whom the article does not name"
    return f"{draft}, {said}"


def _claim(claim: DraftClaim) -> Iterator[Line]:
    missing = ", ".join(map(wording.quoted, claim.missing))
    yield Line(f"The article does not say {missing}: {wording.snippet(claim.text, 300)}", Role.WRONG)
    yield Line(f"article {', '.join(claim.articles[:_MOST_SHOWN])}", Role.DETAIL)


def _place(place: Citation, *, nearest: bool) -> Iterator[Line]:
    yield Line(f"{place.number}. {wording.head(place, None)}", Role.PLACE)
    yield Line(wording.place(place), Role.DETAIL)
    if nearest:
        yield Line(wording.quoted(wording.snippet(place.quote, 400)), Role.DETAIL)


def told(status: QuoteStatus) -> str:
    """Return how a quotation stands."""
    return _TOLD[status]


def difference(each: Difference) -> str:
    """Return a difference in words."""
    if not each.draft:
        return f"the draft leaves out “{each.article}”"
    if not each.article:
        return f"the draft adds “{each.draft}”"
    return f"the draft has “{each.draft}”, the article “{each.article}”"


def _edit(each: Difference) -> str:
    if not each.article:
        return f"“{each.draft}” is put in"
    return f"“{each.draft}” stands for “{wording.snippet(each.article, 200)}”"


INDENTS = {Role.HEAD: "", Role.WRONG: "\n", Role.RIGHT: "\n", Role.PLACE: "  ", Role.DETAIL: "     "}
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{name}: {summary}</title>
<style>
body {{ font: 16px/1.5 sans-serif; max-width: 46em; margin: 2em auto; padding: 0 1em; color: #1a1a1a; }}
p {{ margin: .2em 0; }}
.wrong, .right {{ margin-top: 1.2em; padding-left: .6em; border-left: 4px solid #1a7f37; }}
.wrong {{ border-color: #b42318; font-weight: bold; }}
.place, .detail {{ margin-left: 1.5em; }}
.detail {{ color: #555; }}
</style>
</head>
<body>
<h1>{name}</h1>
<p>{summary}</p>
{body}
</body>
</html>
"""
