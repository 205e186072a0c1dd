"""A draft held against all articles of a library, by an exact index."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from index.search import HybridSearcher
from index.text.dates import days_in
from index.values import Article, Span
from qa.answer.drafts.differing import Near, near
from qa.answer.drafts.matching import Match, Sought
from qa.answer.drafts.nearby import nearest_articles
from qa.answer.drafts.quotations import Quotation, quotations
from qa.answer.drafts.saying import judge, speaker_in
from qa.answer.drafts.scopes import Scope, scopes
from qa.answer.drafts.sources import Catalogue, Naming
from qa.answer.drafts.turning import turns
from qa.answer.writing.checks import Evidence, findings
from qa.drafted import Difference, DraftClaim, DraftQuote, DraftReport, QuoteStatus
from qa.values import Citation

_FEWEST = 3
"""The fewest words of a quotation that is called wrong: fewer are titles, or words used with a doubt."""

_MOST_PLACES = 10
_MOST_READ = 50
"""How many articles with a quotation are counted, and looked at for who said it."""

_TOLD_BEFORE = 2
"""How many days after a day that it tells of an article may have come out and still be meant by it."""


@dataclass(frozen=True, slots=True)
class _Found:
    """An article that has a quotation, and where."""

    article: Article
    match: Match

    @property
    def turned(self) -> tuple[Difference, ...]:
        """What ellipses and brackets turn the sense."""
        edits = (each for each in self.match.edits if turns(each, self.article.language))
        return tuple(Difference(each.written, each.stands_for) for each in edits)


class DraftChecker:
    """Holds drafts against the articles that a searcher has."""

    def __init__(self, searcher: HybridSearcher) -> None:
        self._searcher = searcher
        self._store = searcher.store
        self._catalogue = Catalogue(self._store.described())

    def check(self, draft: str, language: str) -> DraftReport:
        """Return what stands and what does not of a draft in `language` (ISO 639-1)."""
        quoted: list[DraftQuote] = []
        claims: list[DraftClaim] = []
        for scope in scopes(draft, language, quotations(draft)):
            bare = scope.unquoted(draft)
            namings = [*self._catalogue.named(bare)]
            titles = [self._catalogue.titled(each.of(draft)) for each in scope.quotations]
            namings += [Naming(Span(0, 0), ids) for ids in titles if ids]
            for quotation, title in zip(scope.quotations, titles, strict=True):
                quoted += self._quotes(draft, language, quotation, namings, is_title=bool(title))
            claims += self._claims(draft, language, scope, bare, namings)
        return DraftReport(_numbered(quoted), tuple(claims))

    def _quotes(
        self, draft: str, language: str, quotation: Quotation, namings: Sequence[Naming], *, is_title: bool
    ) -> Iterator[DraftQuote]:
        """Yield a quotation with its status, or each paragraph where it does not stand."""
        if is_title:
            yield _quote(draft, quotation, QuoteStatus.TITLE)
            return
        found = self._holding(quotation.of(draft), namings)
        if found or len(quotation.paragraphs) == 1:
            yield self._judged(draft, language, quotation, found, namings)
            return
        for paragraph in quotation.paragraphs:
            alone = Quotation((paragraph,), paragraph)
            yield self._judged(draft, language, alone, self._holding(alone.of(draft), namings), namings)

    def _judged(
        self, draft: str, language: str, quotation: Quotation, found: Sequence[_Found], namings: Sequence[Naming]
    ) -> DraftQuote:
        words = quotation.of(draft)
        is_short = sum(any(map(str.isalnum, word)) for word in words.split()) < _FEWEST
        if not found:
            if is_short or not quotation.is_closed:
                return _quote(draft, quotation, QuoteStatus.SHORT if is_short else QuoteStatus.UNCLOSED)
            return self._nearest(draft, quotation, namings)
        if turned := found[0].turned:
            return replace(_standing(draft, quotation, QuoteStatus.DIFFERS, found), differences=turned)
        meant = [each for each in found if not namings or any(self._means(naming, each.article) for naming in namings)]
        if is_short:
            return _standing(draft, quotation, QuoteStatus.STANDS, meant or found)
        named = tuple(dict.fromkeys(each for naming in namings for each in naming.article_ids))
        if not meant:
            return replace(_standing(draft, quotation, QuoteStatus.ELSEWHERE, found), named=named)
        return replace(self._by_speaker(draft, language, quotation, meant), named=named)

    def _by_speaker(self, draft: str, language: str, quotation: Quotation, found: Sequence[_Found]) -> DraftQuote:
        """Return a quotation that stands, first where no other says it."""
        speaker = speaker_in(draft, quotation, language)
        if speaker is None:
            return _standing(draft, quotation, QuoteStatus.STANDS, found)
        judged = [(judge(speaker, each.article, each.match.span), each) for each in found]
        judged.sort(key=lambda pair: pair[0].is_other)
        first = judged[0][0]
        status = QuoteStatus.OTHER_SPEAKER if first.is_other else QuoteStatus.STANDS
        made = _standing(draft, quotation, status, [each for _, each in judged])
        return replace(made, speaker=speaker, said_by=first.said_by)

    def _holding(self, words: str, namings: Sequence[Naming]) -> tuple[_Found, ...]:
        """Return the articles that have a quotation, named ones first, then the newest."""
        sought = Sought(words)
        if not sought.phrases:
            return ()
        ids = set.intersection(*(set(self._searcher.phrases.candidates(phrase)) for phrase in sought.phrases))
        meant = set(self._perhaps_meant(namings))
        ordered = sorted(ids, key=self._catalogue.newest_first)
        ordered.sort(key=lambda each: each not in meant)
        found: list[_Found] = []
        for start in range(0, len(ordered), _MOST_READ):
            some = ordered[start : start + _MOST_READ]
            articles = self._store.articles(some)
            kept = (articles[each] for each in some if each in articles)  # some may have been removed meanwhile
            found += (_Found(each, match) for each in kept if (match := sought.find(each.text)))
            if len(found) >= _MOST_READ:
                break
        found.sort(key=lambda each: bool(each.turned))
        return tuple(found if not found or found[0].turned else filter(lambda each: not each.turned, found))[
            :_MOST_READ
        ]

    def _perhaps_meant(self, namings: Sequence[Naming]) -> Iterator[str]:
        """Yield the ids of the articles that namings mean, or may."""
        for naming in namings:
            yield from naming.article_ids
            if naming.issue is not None:
                outlet, day = naming.issue
                for after in range(1, _TOLD_BEFORE + 1):
                    yield from self._catalogue.issue(outlet, day + timedelta(after))

    def _means(self, naming: Naming, article: Article) -> bool:
        """Whether a naming means an article.

        Its day may also be one that the article tells of right after.
        """
        if article.article_id in naming.article_ids:
            return True
        if naming.issue is None or article.source != naming.issue[0] or article.published is None:
            return False
        since = article.published - naming.issue[1]
        is_near = timedelta(0) < since <= timedelta(_TOLD_BEFORE)
        return is_near and any(day == naming.issue[1] for day, _, _ in days_in(article.text))

    def _nearest(self, draft: str, quotation: Quotation, namings: Sequence[Naming]) -> DraftQuote:
        """Return a quotation that stands nowhere, with the words nearest to it."""
        words = quotation.of(draft)
        ids = tuple(dict.fromkeys(each for naming in namings for each in naming.article_ids))
        best = self._best_near(words, ids) or self._best_near(words, nearest_articles(self._searcher, words))
        if best is None:
            return replace(_quote(draft, quotation, QuoteStatus.ABSENT), named=ids)
        article, found = best
        return replace(
            _quote(draft, quotation, QuoteStatus.DIFFERS),
            places=(_citation(article, found.span),),
            differences=tuple(Difference(*pair) for pair in found.differences),
            named=ids,
        )

    def _best_near(self, words: str, ids: Sequence[str]) -> tuple[Article, Near] | None:
        articles = self._store.articles(ids)
        found = [
            (articles[each], close) for each in ids if each in articles and (close := near(articles[each].text, words))
        ]
        return min(found, key=lambda pair: pair[1].cost, default=None)

    def _claims(
        self, draft: str, language: str, scope: Scope, bare: str, namings: Sequence[Naming]
    ) -> Iterator[DraftClaim]:
        """Yield the sentence if the articles named lack a part of it."""
        ids = tuple(dict.fromkeys(each for naming in namings for each in naming.article_ids))
        articles = self._store.articles(ids).values()
        if not articles:
            return
        for start, end in ((each.span.start, each.span.end) for each in namings):
            bare = f"{bare[:start]}{' ,'.ljust(end - start)[: end - start]}{bare[end:]}"  # as long: others overlap
        evidence = [
            Evidence(
                each.text,
                each.language,
                "\n".join(filter(None, (each.title, each.source, each.author))),
                each.published,
            )
            for each in articles
        ]
        missing = tuple(
            dict.fromkeys(each.words for each in findings(bare.strip(" ,"), language, evidence) if each.words)
        )
        if missing:
            yield DraftClaim(scope.span.of(draft), scope.span.start, scope.span.end, ids, missing)


def _quote(draft: str, quotation: Quotation, status: QuoteStatus) -> DraftQuote:
    first, last = quotation.paragraphs[0], quotation.paragraphs[-1]
    return DraftQuote(quotation.of(draft), first.start, last.end, status, is_closed=quotation.is_closed)


def _standing(draft: str, quotation: Quotation, status: QuoteStatus, found: Sequence[_Found]) -> DraftQuote:
    return replace(
        _quote(draft, quotation, status),
        places=tuple(_citation(each.article, each.match.span) for each in found[:_MOST_PLACES]),
        count=len(found),
        edits=tuple(Difference(each.written, each.stands_for) for each in found[0].match.edits),
    )


def _citation(article: Article, span: Span) -> Citation:
    return Citation(
        0, article.article_id, article.title, article.source, article.published, article.url, span.start, span.end,
        span.of(article.text), page=article.page_at(span.start), sha256=article.sha256, language=article.language,
    )  # fmt: skip


def _numbered(quoted: Sequence[DraftQuote]) -> tuple[DraftQuote, ...]:
    """Return the quotations with their places numbered through, from 1."""
    numbers = itertools.count(1)
    return tuple(
        replace(each, places=tuple(replace(place, number=next(numbers)) for place in each.places)) for each in quoted
    )
