"""From chosen quotes to an answer: checked against articles, numbered, written as text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from index.text.shingles import carries
from index.values import Article, Copy, Hit, Span
from qa.answer.context import sentence_before
from qa.answer.speakers import speaker_of
from qa.days import AskedDays, as_of
from qa.extent import Extent
from qa.values import Answer, AnswerStatus, Citation, Claim, Sentence, Shortfall, Timings
from qa.wording import QUOTE_MARKS, dated, quoted

FindArticle = Callable[[str], Article | None]
"""An article's id to the article as it is stored now, or None."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A chosen quote: `span` of the article's text, which reads `text`.

    `copies` carry it too. `answer` is the span of `text` that a reader found to answer, which reads `answer_text`.
    Quotes of one `origin` do not count as independent; None is an origin of its own.
    """

    article_id: str
    span: Span
    text: str
    copies: tuple[Copy, ...] = ()
    answer: Span | None = None
    answer_text: str | None = None
    origin: str | None = None


@dataclass(frozen=True, slots=True)
class Selection:
    """The quotes chosen from the hits, best first, or the reason for none.

    `confidence` is in [0, 1]. `groups` are the places in `quotes` of those that say the same, the likeliest first; each
    quote is in one of them, or there are no groups. With `disagreement` quotes and groups are ordered by date. If the
    question `asks_speaker`, a claim whose quotes do not name who says it is the speaker's name. If they may be of
    `several_events`, newer ones update nothing.
    """

    quotes: tuple[Quote, ...]
    confidence: float
    shortfall: Shortfall | None
    groups: tuple[tuple[int, ...], ...] = ()
    disagreement: bool = False
    absent: tuple[str, ...] = ()
    extent: Extent | None = None
    asks_speaker: bool = False
    several_events: bool = False


def stands(quote: str, start: int, end: int, text: str) -> bool:
    """Whether `quote`, which is not empty, is the characters `[start, end)` of `text`."""
    return 0 <= start < end <= len(text) and text[start:end] == quote


def verify(citation: Citation, article: Article | None) -> bool:
    """Whether the stored article holds the citation's quote, context and speaker at their offsets."""
    if article is None or citation.article_id != article.article_id:
        return False
    beside = (citation.context, citation.context_start), (citation.speaker, citation.speaker_start)
    return stands(citation.quote, citation.start, citation.end, article.text) and all(
        words is None or stands(words, start or 0, (start or 0) + len(words), article.text) for words, start in beside
    )


def cite(quotes: Sequence[Quote], find: FindArticle) -> tuple[Citation, ...]:
    """Number the quotes that verify, in their order, and leave out those that do not."""
    return tuple(citation for citation in _cite_all(quotes, find) if citation is not None)


def _cite_all(quotes: Sequence[Quote], find: FindArticle) -> list[Citation | None]:
    """Return a citation for each quote, None if it does not verify."""
    cited: list[Citation | None] = []
    number = 0
    for quote in quotes:
        article = find(quote.article_id)
        citation = _citation(number + 1, quote, article, find) if article is not None else None
        number += citation is not None
        cited.append(citation)
    return cited


def _citation(number: int, quote: Quote, article: Article, find: FindArticle) -> Citation | None:
    before, speaker = sentence_before(article, quote.span), speaker_of(article.text, quote.span, article.language)
    citation = Citation(
        number=number,
        article_id=article.article_id,
        title=article.title,
        source=article.source,
        published=article.published,
        url=article.url,
        start=quote.span.start,
        end=quote.span.end,
        quote=quote.text,
        copies=tuple(copy for copy in quote.copies if (own := find(copy.article_id)) and carries(own.text, quote.text)),
        answer_start=quote.answer.start if quote.answer else None,
        answer_end=quote.answer.end if quote.answer else None,
        page=article.page_at(quote.span.start),
        sha256=article.sha256,
        language=article.language,
        context=before.of(article.text) if before else None,
        context_start=before.start if before else None,
        speaker=speaker.of(article.text) if speaker else None,
        speaker_start=speaker.start if speaker else None,
    )
    return citation if verify(citation, article) and _answers(citation, quote) else None


def _answers(citation: Citation, quote: Quote) -> bool:
    """Whether the words that the reader found are where it found them."""
    if quote.answer is None:
        return True
    inside = 0 <= quote.answer.start < quote.answer.end <= len(quote.text)
    return inside and citation.answer == quote.answer_text


def compose(
    question: str,
    hits: tuple[Hit, ...],
    selection: Selection,
    find: FindArticle,
    *,
    generation: str | None,
    timings: Timings,
    reader: str | None = None,
    language: str | None = None,
    days: AskedDays | None = None,
) -> Answer:
    """Return the answer of the quotes that verify; `language` and `days` are the question's."""
    cited = _number(selection, _cite_all(selection.quotes, find), language)
    citations = tuple(sorted(filter(None, cited), key=lambda citation: citation.number))
    claims = tuple(_claims(selection, cited, language))
    disagreement = selection.disagreement and len(claims) > 1
    shortfall = selection.shortfall if selection.shortfall or citations else Shortfall.UNVERIFIED
    return Answer(
        question=question,
        status=AnswerStatus.NOT_FOUND if shortfall else AnswerStatus.ANSWERED,
        text=_text(citations, disagreement),
        sentences=tuple(Sentence(_on_one_line(citation), (citation.number,)) for citation in citations),
        citations=citations,
        hits=hits,
        confidence=0.0 if shortfall is Shortfall.UNVERIFIED else selection.confidence,
        shortfall=shortfall,
        dropped=len(selection.quotes) - len(citations),
        generation=generation,
        timings=timings,
        claims=claims,
        disagreement=disagreement,
        updated=disagreement and not selection.several_events and _are_apart(claims, citations),
        absent=selection.absent,
        reader=reader,
        short=_short(claims, citations, disagreement),
        language=language,
        days=days,
        extent=selection.extent and replace(selection.extent, quoted=len({each.article_id for each in citations})),
    )


def aged(answer: Answer, today: date) -> Answer:
    """Return an answer about the present with its age, if it has quotes."""
    published = [citation.published for citation in answer.citations]
    return replace(answer, as_of=as_of(published, today)) if published else answer


def own_language_first(
    groups: Sequence[Sequence[int]], languages: Sequence[str | None], language: str | None
) -> list[int]:
    """Return the order of quotes in which, of equal ones, those in `language` come first.

    `groups` are the places of quotes that say the same, `languages` those of the quotes. Each group keeps its places
    among the others.

    >>> own_language_first([(0, 2)], ["en", "en", "id"], "id")
    [2, 1, 0]
    """
    order = list(range(len(languages)))
    for group in groups:
        places = sorted(group)
        for place, other in zip(places, sorted(places, key=lambda each: languages[each] != language), strict=True):
            order[place] = other
    return order


def _number(selection: Selection, cited: Sequence[Citation | None], language: str | None) -> list[Citation | None]:
    """Number the citations as they are shown, those in `language` first among equals.

    A context is left out if a quote before it shows it.
    """
    same = () if selection.disagreement else selection.groups
    numbered = list(cited)
    before: list[Citation] = []
    for place in own_language_first(same, [citation.language if citation else None for citation in cited], language):
        citation = cited[place]
        if citation is not None:
            citation = replace(citation, number=len(before) + 1)
            if any(_has_context(other, citation) for other in before):
                citation = replace(citation, context=None, context_start=None)
            before.append(citation)
            numbered[place] = citation
    return numbered


def _has_context(before: Citation, citation: Citation) -> bool:
    """Whether one quote has characters of the sentence before another of the same article."""
    start = citation.context_start
    if start is None or citation.context is None or before.article_id != citation.article_id:
        return False
    return before.start < start + len(citation.context) and start < before.end


def _are_apart(claims: Sequence[Claim], citations: Sequence[Citation]) -> bool:
    """Whether each claim's newest quote is of a day of its own."""
    days = [{citations[number - 1].published for number in claim.citations} for claim in claims]
    newest = {max(filter(None, each), default=None) for each in days}
    return None not in newest and len(newest) == len(claims)


def _text(citations: Sequence[Citation], disagreement: bool) -> str:
    """Return the quotes with their numbers.

    In a disagreement each has a line, with who says it and when.
    """
    lines = [f"{quoted(_on_one_line(citation))} [{citation.number}]" for citation in citations]
    if disagreement:
        return "\n".join(f"{dated(citation)}: {line}" for citation, line in zip(citations, lines, strict=True))
    return " ".join(lines)


def _on_one_line(citation: Citation) -> str:
    return citation.quote.replace("\n", " ")


def _short(claims: Sequence[Claim], citations: Sequence[Citation], disagreement: bool) -> str:
    """Return the claims, each once, in one line; in a disagreement with their sources."""
    lines: dict[str, str] = {}
    for claim in claims:
        words = claim.text.strip(" ,;:")
        if sum(character in QUOTE_MARKS for character in words) == 1:  # the other one is outside
            words = words.strip(QUOTE_MARKS)
        by = f" ({dated(citations[claim.citations[0] - 1])})" if disagreement else ""
        lines.setdefault(words.casefold(), f"{words}{by}")
    return "; ".join(filter(None, lines.values()))


def _claims(selection: Selection, cited: Sequence[Citation | None], language: str | None) -> Iterator[Claim]:
    """Yield a claim for each group with a quote that verifies.

    It is in the words of its first quote that has an answer, one in `language` if there is any.
    """
    for group in selection.groups:
        proved = [(selection.quotes[place], citation) for place in group if (citation := cited[place]) is not None]
        ordered = sorted((citation for _, citation in proved), key=lambda citation: citation.language != language)
        text = next((citation.answer for citation in ordered if citation.answer), None)
        if text is None and selection.asks_speaker:
            text = next((citation.speaker for citation in ordered if citation.speaker), None)
        if text is not None:
            origins = {quote.origin or f"quote {citation.number}" for quote, citation in proved}
            numbers = tuple(sorted(citation.number for _, citation in proved))
            yield Claim(" ".join(text.split()), numbers, len(origins))
