"""What the chat prints line by line: answers, news, and who says what, and when."""

from __future__ import annotations

from collections.abc import Sequence

from index.values import Article, Span
from qa import wording
from qa.answer.nearest import LONGEST, nearest
from qa.completeness import also_in, told
from qa.faces.cli import show
from qa.news import News
from qa.people import People
from qa.timeline import Timeline
from qa.values import Answer, AnswerStatus, Citation
from qa.written import Translation


def answer(page: show.Page, given: Answer) -> None:
    """Print an answer in whole lines, each of which says what it is."""
    over, under = told(given)
    if given.status is AnswerStatus.NOT_FOUND:
        _not_found(page, given)
    elif given.short and not over:
        page.line(f"Answer: {given.short}")
    for line in (*over, *filter(None, (wording.disagreement(given),)), *wording.agreements(given)):
        page.line(line)
    claims = {claim.citations[0]: claim.text for claim in given.claims if over}
    for cited in given.citations:
        if cited.number in claims:
            page.line(f"Answer: {claims[cited.number]}")
        _quote(page, cited, f"Quote {cited.number} of {len(given.citations)}", given.language)
        if over and cited.copies:
            page.line(f"Quote {cited.number} is {also_in(cited)}")
        if translation := given.translation_of(cited.number):
            _translation(page, translation)
    for line in (*wording.notes(given), *under, *((wording.dropped(given),) if given.dropped else ())):
        page.line(line)


def _not_found(page: show.Page, given: Answer) -> None:
    """Print why nothing was found, and what is nearest."""
    page.line(wording.not_found(given))
    near = nearest(given)
    for number, each in enumerate(near, start=1):
        article = each.hit.article
        page.line(f"Nearest {number} of {len(near)}. {_about(article, given.language)}. {article.title}")
        page.line(wording.snippet(each.text, LONGEST))


def _translation(page: show.Page, translation: Translation) -> None:
    said = "".join(text for text, _ in translation.parts)
    page.line(f"{_capital(wording.translated_by(translation))}: {said}")
    if doubts := wording.not_agreeing(translation):
        page.line(doubts)


def news(page: show.Page, found: Sequence[News]) -> None:
    """Print news, each with its question, its reason and its quotes."""
    for each in found:
        page.line(f"News of: {each.asked}")
        page.line(f"{_capital(wording.why(each))}:")
        _quote(page, each.citation, "New quote", None)
        if each.known is not None:
            _quote(page, each.known, "Known before", None)


def people(page: show.Page, found: People) -> None:
    """Print who says what, a speaker at a time."""
    for voice in found.voices:
        page.line(f"{voice.name} says, in {len(voice.citations)} quote(s):")
        for citation in voice.citations:
            _quote(page, citation, "Quote", found.language)
    if not found.voices:
        page.line(wording.NOBODY)


def timeline(page: show.Page, found: Timeline) -> None:
    """Print what is said by date, a claim at a time."""
    from qa.output import timelines

    for entry in found.entries:
        page.line(f"{timelines.when(entry)}, {timelines.whence(entry)}:")
        _quote(page, entry.citations[0], "Quote", found.language)
    for line in timelines.notes(found):
        page.line(line)


def _quote(page: show.Page, cited: Citation, label: str, language: str | None) -> None:
    """Print a line on a quote that says what it is, then the quote."""
    said = f" {_capital(wording.said_by(cited))}." if cited.speaker else ""
    page.line(f"{label}. {_about(cited, language)}.{said} {cited.title}")
    before, after = wording.marks_around(cited.quote)
    page.line(f"{before}{cited.quote}{after}")


def _capital(line: str) -> str:
    """Return a line with its first letter large, and names as they are."""
    return f"{line[:1].upper()}{line[1:]}"


def _about(source: Article | Citation, asked: str | None) -> str:
    """Return who published a source, when and in which other language, in words."""
    language = wording.other_language(source.language, asked)
    known = [wording.written(part) for part in (source.source, source.published, language) if part]
    return ", ".join(known) or "Unknown outlet"


def passage(page: show.Page, article: Article, quote: Span) -> None:
    """Print what an article is, and its paragraph with the quote."""
    page.line(article.title)
    page.line(wording.facts(article))
    start = article.text.rfind("\n", 0, quote.start) + 1
    end = article.text.find("\n", quote.end)
    page.line(article.text[start : end if end >= 0 else None])
    page.line(f"The whole article: qa show {article.article_id}")
