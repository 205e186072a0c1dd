"""Answers as text for agents; what others wrote is fenced, to be quoted.

Outside the fences are only numbers, ids, offsets, dates and Kutip's own words. A fence opens and closes with a mark
that is random for each response, so that no text of an article can close it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from index.errors import KutipError, UnknownArticleError, UnknownOutletError
from index.storage.overview import Source
from index.text.cleaning import clean_line
from index.values import Article, Hit
from qa import completeness
from qa.answer.nearest import Near, nearest
from qa.day_words import undated_left_out
from qa.drafted import DraftQuote, DraftReport, QuoteStatus
from qa.exact import Counts
from qa.faces.server.problems import RefusedError, refusal_of
from qa.fence import ABOUT, WORDS, Fence
from qa.news import Followed, News
from qa.output import drafts
from qa.people import People
from qa.values import Answer, Citation, Claim, Shortfall, Verdict
from qa.wording import by_article, disagreement, facts, joined, not_agreeing, not_found, notes, other_language
from qa.written import Written

# The hints of these errors are for a terminal, or name outlets, which others wrote; agents get these instead.
_INSTEAD: tuple[tuple[type[KutipError], str], ...] = (
    (UnknownArticleError, "`ask` and `search` give the ids there are"),
    (UnknownOutletError, "`list_sources` gives those there are"),
)
_LONGEST_LINE = 300


def line(text: str) -> str:
    """Return `text` on one line of bounded length."""
    cleaned = clean_line(text[: _LONGEST_LINE + 1])  # cut first: what a client names may be as long as its request
    return cleaned if len(text) <= _LONGEST_LINE else f"{cleaned[:_LONGEST_LINE]}…"


def wrong(error: KutipError | RefusedError) -> str:
    """Return an error on one line for an agent, without paths of this machine."""
    for kind, hint in _INSTEAD:
        if isinstance(error, kind):
            return line(f"{error.message}; {hint}")
    return line(refusal_of(error).detail)


def answer(given: Answer) -> str:
    """Return the short answer and the quotes, or the shortfall and nearest sentences."""
    return _answer(given, Fence())


def all_answers(given: Answer, shown: Answer) -> str:
    """Return all answers, as far as `shown`, how many, and how far was read."""
    extent, fence = given.extent, Fence()
    if extent is None:
        return _answer(shown, fence)
    left = len(given.citations) - len(shown.citations)
    counted = [fence.around("\n".join(lines), ABOUT)] if (lines := completeness.counted(extent)) else []
    return "\n\n".join(
        [
            *([completeness.found(extent, len(given.claims)), *counted] if given.citations else []),
            _answer(shown, fence),
            completeness.read(extent),
            *([f"{left} more quote(s) are not given: ask of fewer days, outlets or languages."] if left else []),
        ]
    )


def _answer(given: Answer, fence: Fence) -> str:
    if given.shortfall:
        near = [_nearest(each, fence) for each in nearest(given)]
        unread = given.shortfall is Shortfall.NOT_READ
        heading = f"The nearest sentences, which {'were not read' if unread else 'do not answer'}:"
        return "\n\n".join([not_found(given), *notes(given), *([heading] if near else []), *near])
    lines = [f"In short:\n{fence.around(given.short, WORDS)}"] if given.short else []
    lines += _written(given.written, fence) if given.written else []
    lines += [f"Confidence: {given.confidence:.2f} of 1"]
    lines += [said] if (said := disagreement(given)) else []
    lines += [f"{c.sources} independent sources agree: {_numbers(c)}" for c in given.claims if c.sources > 1]
    cited = (
        _cited(quotes, given.language, fence, lambda number: _translation(given, number, fence))
        for quotes in by_article(given.citations)
    )
    return "\n\n".join([*lines, *cited, *notes(given)])


def hits(found: Sequence[Hit], undated: int) -> str:
    """Return passages, nearest first, and how many articles without a day were left out."""
    fence = Fence()
    near = [_near(hit, fence) for hit in found] or ["Nothing found."]
    return "\n\n".join([*near, *undated_left_out(undated)])


def article(kept: Article, start: int, end: int) -> str:
    """Return a part of an article, and where to read on."""
    fence = Fence()
    left = len(kept.text) - end
    rest = f"There is more, {left} characters: read on with start={end}." if left else "This is the end of the article."
    head = f"article {kept.article_id}, characters {start}-{end} of {len(kept.text)}"
    about = fence.around(joined(kept.title, facts(kept)), ABOUT)
    return "\n".join([head, about, fence.around(kept.text[start:end]), rest])


def verdict(given: Verdict) -> str:
    """Return whether a quote stands in its article, and where."""
    if given.stands:
        return f"The quote stands in article {given.article_id} to the letter, characters {given.start}-{given.end}."
    said = f"Do not give it as a quote of article {given.article_id}: {given.problem}."
    if given.nearest is None:
        return said
    return f"{said} The nearest words, from character {given.nearest_start} on:\n{Fence().around(given.nearest)}"


def sources(found: Sequence[Source]) -> str:
    """Return the outlets, one a line."""
    lines = [f"{each.name}: {each.articles} articles, {each.first or '?'} to {each.last or '?'}" for each in found]
    return Fence().around("\n".join(lines), ABOUT) if lines else "No outlet is known."


def people(found: People) -> str:
    """Return the speakers with their quotes, those with most first."""
    fence = Fence()
    said = []
    for voice in found.voices:
        said += [f"{len(voice.citations)} quote(s) by:\n{fence.around(voice.name, WORDS)}"]
        said += [_cited(quotes, found.language, fence) for quotes in by_article(voice.citations)]
    return "\n\n".join(said) or "No article is plain about who says something about it."


def counts(found: Counts, shown: Counts) -> str:
    """Return how many articles fit, and the counts that `shown` has, one a line."""
    told = f"{found.articles} article(s) fit, {found.stories} stories."
    lines = (f"{each.name or '-'}: {each.articles} article(s), {each.stories} stories" for each in shown.counts)
    left = len(found.counts) - len(shown.counts)
    more = [f"{left} more are not given: count in fewer days or outlets."] if left else []
    listed = [Fence().around("\n".join(lines), ABOUT)] if shown.counts else []
    return "\n".join([told, *listed, *more])


def draft(report: DraftReport) -> str:
    """Return what stands and what does not of a draft, what is wrong first."""
    fence = Fence()
    right = [each for each in report.quotations if not each.status.is_wrong]
    checked = [_checked(each, fence) for each in (*report.wrong, *right)]
    claims = [
        f"Articles {', '.join(each.articles)} do not say what characters {each.start}-{each.end} of the draft do:\n"
        + fence.around("\n".join(each.missing), WORDS)
        for each in report.claims
    ]
    return "\n\n".join([drafts.summary(report), *claims, *checked])


def followed(found: Sequence[Followed]) -> str:
    """Return the followed questions, each with its number."""
    fence = Fence()
    lines = [f"{each.number}. {each.known} article(s) answer, {each.news} of them news:\n"
             + fence.around(each.asked, ABOUT) for each in found]  # fmt: skip
    return "\n".join(lines) or "No question is followed."


def news(shown: Sequence[News], count: int) -> str:
    """Return news, each with its reason; there are `count` in all."""
    fence = Fence()
    told = []
    for each in shown:
        known = [f"Known before:\n{_cited([each.known], None, fence)}"] if each.known else []
        head = f"News {each.number}, {each.found:%Y-%m-%d}, {each.reason.value}, to the question:"
        about = fence.around(each.asked, ABOUT)
        told.append("\n".join([head, about, _cited([each.citation], None, fence), *known]))
    left = [f"{count - len(shown)} older news are not given."] if count > len(shown) else []
    return "\n\n".join([*told, *left]) or "No news."


def _checked(quote: DraftQuote, fence: Fence) -> str:
    """Return a quotation of a draft, how it stands, where, and what differs."""
    lines = [
        f"Characters {quote.start}-{quote.end} of the draft: {drafts.told(quote.status)}",
        fence.around(quote.text),
    ]
    if quote.status is QuoteStatus.OTHER_SPEAKER:
        lines += ["Who says it in the draft, and in the article:"]
        lines += [fence.around(f"{quote.speaker}\n{quote.said_by or '(not named)'}", WORDS)]
    for place in quote.places:
        lines += [_place(place), _about(place, None, fence)]
        lines += [fence.around(place.quote)] if quote.status is QuoteStatus.DIFFERS else []
    differences = "\n".join(map(drafts.difference, quote.differences))
    return "\n".join([*lines, *(["What differs:", fence.around(differences, WORDS)] if differences else [])])


def _place(citation: Citation) -> str:
    return joined(f"article {citation.article_id}", citation.published or "undated", _characters(citation))


def _characters(citation: Citation) -> str:
    page = f"page {citation.page}, " if citation.page else ""
    return f"{page}characters {citation.start}-{citation.end}, address {citation.address}"


def _written(written: Written, fence: Fence) -> list[str]:
    """Return what a language model wrote, to be told from the quotes."""
    text = [f"Written by a language model from the quotes below; not a quote:\n{fence.around(written.text, WORDS)}"]
    left = f"Left out, as the quotes do not bear them out: {len(written.left_out)} sentence(s)."
    problem = f"Not all is written: {written.problem}."
    return [
        *(text if written.sentences else []),
        *([left] if written.left_out else []),
        *([problem] if written.problem else []),
    ]


def _cited(
    quotes: Sequence[Citation],
    language: str | None,
    fence: Fence,
    after: Callable[[int], Sequence[str]] = lambda _: (),
) -> str:
    """Return the head of an article and its quotes, each with lines `after` it."""
    head = joined(f"article {quotes[0].article_id}", quotes[0].published or "undated")
    shown = (line for each in quotes for line in (_quote(each, fence), *after(each.number)))
    return "\n".join([head, _about(quotes[0], language, fence), *shown])


def _quote(citation: Citation, fence: Fence) -> str:
    before = [f"The sentence before [{citation.number}]:", fence.around(citation.context)] if citation.context else []
    words = ["The words of it that answer:", fence.around(citation.answer, WORDS)] if citation.answer else []
    speaker = [f"Who says [{citation.number}]:", fence.around(citation.speaker, WORDS)] if citation.speaker else []
    head = f"[{citation.number}] {_characters(citation)}"
    return "\n".join([*before, head, fence.around(citation.quote), *speaker, *words])


def _translation(given: Answer, number: int, fence: Fence) -> list[str]:
    """Return a language model's translation of a quote, and how far it does not agree."""
    one = given.translation_of(number)
    if one is None:
        return []
    doubts = ["What of it does not agree with the quote:", fence.around(not_agreeing(one), WORDS)] if one.doubts else []
    return [f"Translation of [{number}] by a language model; not a quote:", fence.around(one.text, WORDS), *doubts]


def _numbers(claim: Claim) -> str:
    return "".join(f"[{number}]" for number in claim.citations)


def _near(hit: Hit, fence: Fence) -> str:
    return f"{hit.rank}. {_standing(hit.article, hit.passage.start, hit.passage.text, fence)}"


def _nearest(near: Near, fence: Fence) -> str:
    return _standing(near.hit.article, near.sentence.start, near.text, fence)


def _standing(article: Article, start: int, text: str, fence: Fence) -> str:
    """Return characters of an article that are not a citation, and their place."""
    where = f"article {article.article_id}, characters {start}-{start + len(text)}"
    head = joined(where, article.published or "undated")
    return "\n".join([head, _about(article, article.language, fence), fence.around(text)])


def _about(source: Citation | Article, asked: str | None, fence: Fence) -> str:
    """Return the head of an article, with its language if another is asked in."""
    known = joined(source.title, source.source, source.url, other_language(source.language, asked))
    return fence.around(known, ABOUT)
