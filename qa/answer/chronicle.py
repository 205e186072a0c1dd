"""What articles say by date: sentences that tell a time, or lead their article."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import count

from index.retrieval.coverage import Coverage, concepts, expressed
from index.text.analysis import split_words
from index.text.languages import LANGUAGES
from index.text.sentences import split_sentences
from index.text.shingles import words
from index.text.told_times import ToldTime, times_told
from index.values import Article, Hit, Span, Stories
from qa.answer.answer_type import Kind, answer_type
from qa.answer.claims import independent_sources
from qa.answer.compose import FindArticle, Quote, cite
from qa.answer.context import points_back
from qa.answer.declining import is_near
from qa.answer.denials import DENIALS
from qa.answer.question_terms import QuestionTerms
from qa.timeline import Timeline, TimelineEntry
from qa.values import Answer, Citation, Shortfall

MOST_NEAR = 200
"""In how many of the nearest passages a timeline is sought."""

ON_TOPIC = 0.5
"""The share of a question, less what no near article has, that a sentence about it expresses."""

OF_WORDS = 0.25
"""The share of a question's words, names aside, that such a sentence expresses."""

IN_STORY = 0.15
"""The share that a sentence expresses at least in an article whose title and lead are about the question."""

ALIKE = 0.6
"""The share of the words of two sentences, of all that either has, from which they are nearly the same."""

_WITHIN = re.compile(r"(?<=[\w,] )[^\W\d_]\w*")
_LEAD = 400
"""In how many characters an article says what it is about."""

_LEAST_OF_LEAD = 3
"""The least words of the sentence that leads an article."""

_ENDS, _CLOSING = (".", "!", "?", "…"), "\"'”’»)]"
"""How a sentence ends, but no heading and no dateline, and what may stand behind."""

_LEAST_OF_COPY = 8
"""From how many words on two sentences are the same only if one is copied."""

_MOST_OF_COPY = timedelta(days=45)
"""How far apart the days of a story and its copy are at most."""

_NEVER = frozenset(
    {Shortfall.EMPTY_LIBRARY, Shortfall.NOTHING_IN_SCOPE, Shortfall.NOTHING_NEAR, Shortfall.PREMISE_ABSENT}
)
"""Why no passage can be about the question."""


@dataclass(frozen=True)
class _Line:
    """A sentence of an article, and the time that it tells, if any."""

    article: Article
    span: Span
    time: ToldTime | None

    @property
    def text(self) -> str:
        return self.span.of(self.article.text)

    @property
    def days(self) -> tuple[date, date] | None:
        """The days that are told, else the article's; None without either."""
        if self.time is not None:
            return self.time.since, self.time.until
        published = self.article.published
        return None if published is None else (published, published)

    @cached_property
    def words(self) -> tuple[str, ...]:
        return words(self.text)

    @cached_property
    def others(self) -> str:
        """The sentence without the words that tell the time."""
        text = self.text
        return text if self.time is None else text[: self.time.start] + text[self.time.end :]

    @cached_property
    def said(self) -> frozenset[str]:
        """The words beside the time, with numbers as figures."""
        wording = LANGUAGES.get(self.article.language)
        numbers = {} if wording is None else wording.numbers.values
        return frozenset(str(numbers.get(word, word)) for word in words(self.others))

    @cached_property
    def figures(self) -> frozenset[str]:
        return frozenset(word for word in self.said if any(letter.isdigit() for letter in word))

    @cached_property
    def names(self) -> frozenset[str]:
        """The words in capitals but the first."""
        return frozenset(word.strip(",.;:'’\"“”()") for word in self.others.split()[1:] if word[:1].isupper())

    @cached_property
    def denies(self) -> bool:
        denial = DENIALS.get(self.article.language)
        return denial is not None and denial.search(self.text) is not None

    def _is_of_time_of(self, other: _Line) -> bool:
        """Whether two articles may be a story and its copy: they are not far apart."""
        one, two = self.article.published, other.article.published
        return one is None or two is None or abs(one - two) <= _MOST_OF_COPY

    def tells(self, other: _Line) -> bool:
        """Whether another line tells the same, in nearly the same words."""
        if self.words == other.words and len(self.words) >= _LEAST_OF_COPY and self._is_of_time_of(other):
            return (self.time and self.time.start) == (other.time and other.time.start)
        if self.days != other.days or self.figures != other.figures or self.denies != other.denies:
            return False
        if not (self.names <= other.names or other.names <= self.names):
            return False
        return len(self.said & other.said) >= ALIKE * len(self.said | other.said)


class Topic:
    """What a question is about, against the passages near it."""

    def __init__(self, question: str, language: str, hits: Sequence[Hit], spread: float) -> None:
        self._language = language
        self._terms = QuestionTerms(question, language)
        known = Coverage(concepts(question, language))
        each = [known.weights(self._expressed(f"{hit.article.title}\n{hit.passage.text}", hit.article)) for hit in hits]
        most = tuple(map(max, zip(*each, strict=True))) if each else ()
        self._coverage = Coverage(tuple(one for one, weight in zip(known.concepts, most, strict=False) if weight))
        self._left = known.share(most) if most else 0.0
        near = [hit for hit in hits if is_near(hit, self._terms, self._left, spread)]
        missing = [self._terms.about(hit).missing for hit in near]
        self.near = [hit for hit, lacks in zip(near, missing, strict=True) if lacks <= min(missing)]
        self._words = self._terms.words_without(_only_names(split_words(question), [hit.passage.text for hit in hits]))
        self._most_words = dict.fromkeys((hit.article.language for hit in hits), 0.0)
        for hit in self.near:
            share = self._share_of_words(f"{hit.article.title}\n{hit.passage.text}", hit.article)
            self._most_words[hit.article.language] = max(share, self._most_words[hit.article.language])

    def _expressed(self, text: str, article: Article) -> Mapping[str, float]:
        return expressed(text, article.language, self._language)

    def _share(self, text: str, article: Article) -> float:
        return self._coverage.share_in(self._expressed(text, article))

    def _share_of_words(self, text: str, article: Article) -> float:
        return self._words.share_in(self._expressed(text, article))

    def _is_about(self, text: str, article: Article) -> bool:
        """Whether a text has most of the question, and of its words not names alone."""
        if self._share(text, article) < ON_TOPIC:
            return False
        is_told = self._most_words[article.language] >= OF_WORDS  # else its words are not known, or it has none
        return not is_told or self._share_of_words(text, article) >= OF_WORDS

    def _is_story(self, article: Article) -> bool:
        """Whether an article's title and lead are about the question."""
        return self._is_about(f"{article.title}\n{article.text[:_LEAD]}", article)

    def has(self, quote: str, article: Article) -> bool:
        """Whether a quote or its article are about the question."""
        return self._is_about(f"{article.title}\n{quote}", article) or self._is_story(article)

    def lines(self, hit: Hit) -> Iterator[_Line]:
        """Yield a passage's sentences about the question that tell a time or lead."""
        article, start = hit.article, hit.passage.start
        is_story = self._is_story(article)
        before: tuple[ToldTime, ...] = ()
        goes_on, was_about, has_led = False, False, hit.passage.ordinal > 0
        for sentence in split_sentences(hit.passage.text, article.language):
            text, span = sentence.of(hit.passage.text), Span(start + sentence.start, start + sentence.end)
            times = times_told(text, article.language, article.published, before)
            share = self._share(text, article)
            follows = goes_on and any(time.is_anchored for time in times)
            points = was_about and points_back(text, article.language)
            is_about = was_about = (
                self._is_about(text, article) or points or (is_story and (share >= IN_STORY or follows))
            )
            leads = not has_led and _is_sentence(text)
            has_led = has_led or leads
            if is_about and times:
                yield from (_Line(article, span, time) for time in times)
            elif is_about and leads:
                yield _Line(article, span, None)
            if times:
                before, goes_on = times, is_about


def _only_names(given: Iterable[str], texts: Sequence[str]) -> Iterator[str]:
    """Yield the words that texts have within their sentences, but never in small letters."""
    text = "\n".join(texts)
    every, within = set(re.split(r"\W+", text)), {word.casefold() for word in _WITHIN.findall(text)}
    for word in given:
        own = word.casefold()
        if own in within and not any(each.startswith(own) for each in every):
            yield word


def _is_sentence(text: str) -> bool:
    return len(words(text)) >= _LEAST_OF_LEAD and text.rstrip(_CLOSING).endswith(_ENDS)


def timeline_of(answer: Answer, topic: Topic, stories: Stories, find: FindArticle) -> Timeline:
    """Return what passages on a topic, and quotes of all answers, say by date."""
    lines: dict[object, _Line] = {}
    for hit in topic.near if answer.shortfall not in _NEVER else ():
        for line in topic.lines(hit):
            lines.setdefault((line.article.article_id, line.span.start, line.time), line)
    near = {hit.article.article_id for hit in topic.near}
    cited = [each for each in answer.citations if each.article_id in near]
    about = topic if answer_type(answer.question).kind is Kind.ANYTHING else None
    for line in list(_answers(cited, list(lines.values()), find, about)):
        lines.setdefault((line.article.article_id, line.span.start, line.time), line)
    told = [line for line in lines.values() if line.days is not None]
    entries = sorted(_entries(_groups(told), stories, find), key=lambda entry: (entry.since, entry.until))
    shortfall = None if entries else answer.shortfall or Shortfall.NOT_ANSWERED
    return Timeline(
        answer.question,
        answer.language,
        tuple(_numbered(entries)),
        len(lines) - len(told),
        shortfall,
        answer.absent if shortfall else (),
        answer.days,
        answer.undated,
        answer.extent,
    )


def _answers(
    citations: Iterable[Citation], known: Sequence[_Line], find: FindArticle, topic: Topic | None
) -> Iterator[_Line]:
    """Yield the lines of quotes that are not among the known ones.

    Where a question asks for nothing certain, they have to be on its `topic`, and one that tells no time needs an
    article without any other line.
    """
    for cited in citations:
        article = find(cited.article_id)
        own = [each.span for each in known if each.article.article_id == cited.article_id]
        if article is None or any(each.start < cited.end and cited.start < each.end for each in own):
            continue
        times = times_told(cited.quote, article.language, article.published)
        if topic is not None and ((own and not times) or not topic.has(cited.quote, article)):
            continue
        yield from (_Line(article, Span(cited.start, cited.end), time) for time in times or (None,))


def _groups(lines: Sequence[_Line]) -> list[list[_Line]]:
    """Group lines that tell the same, those of the earliest articles first."""
    groups: list[list[_Line]] = []
    for line in sorted(lines, key=lambda each: (each.article.published or date.max, each.article.article_id)):
        own = next((group for group in groups if group[0].tells(line)), None)
        if own is None:
            groups.append([line])
        else:
            own.append(line)
    return groups


def _entries(groups: Iterable[Sequence[_Line]], stories: Stories, find: FindArticle) -> Iterator[TimelineEntry]:
    """Yield an entry for each group with a quote that verifies."""
    for group in groups:
        once = {line.article.article_id: line for line in reversed(group)}
        quotes = [(line, Quote(line.article.article_id, line.span, line.text)) for line in reversed(once.values())]
        cited = [(line, citation) for line, quote in quotes for citation in cite([quote], find)]
        if not cited:
            continue
        line, articles = cited[0][0], [line.article for line, _ in cited]
        assert line.days is not None
        yield TimelineEntry(
            *line.days,
            line.time.start if line.time else None,
            line.time.end if line.time else None,
            tuple(citation for _, citation in cited),
            len(articles),
            len(set(independent_sources(articles, stories))),
        )


def _numbered(entries: Iterable[TimelineEntry]) -> Iterator[TimelineEntry]:
    """Yield entries with their citations numbered through."""
    numbers = count(1)
    for entry in entries:
        cited = tuple(replace(citation, number=next(numbers)) for citation in entry.citations)
        yield replace(entry, citations=cited)
