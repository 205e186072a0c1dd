"""Questions that a library answers, made of statements and titles in its own articles.

Each is asked before it is shown: it counts only if the article that it was made of answers it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from index.text.languages import LANGUAGES, Wording
from index.values import Article, Filters
from qa.answer.answer_type import Kind, answer_type
from qa.library import Library

COUNT = 3
"""How many questions are suggested."""

_LONGEST = 62
_READ = 4_000
_ARTICLES = 600
_TRIES = 5
_WORD = r"[A-Z][\w'’-]{0,24}"
_STANDS_FOR = {
    "{begins}": r"(?:^|(?<=[.!?] )|(?<=[.!?][\"”] ))",
    "{name}": rf"(?P<name>{_WORD}(?: (?:of |the |de |al-)?[A-Z0-9][\w'’-]{{0,24}}){{0,4}})",
    "{letters}": r"(?P<name>[A-Z][A-Z0-9-]{2,12}|[A-Z][a-z]{2,14}-[A-Z0-9]{1,4})(?![\w-])",
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question, the article that should answer it, and the words that should, if known."""

    question: str
    article_id: str
    answer: str


def suggested(library: Library, count: int = COUNT) -> Iterator[str]:
    """Yield up to `count` questions that the library answers, each as it is found.

    They are in its two largest languages, in turn. Those found once are kept until the articles or the index change.
    The caller may stop at any time.
    """
    state = library.state()
    if (kept := library.suggestions.of(state)) is not None:
        yield from kept[:count]
        return
    found: list[str] = []
    for question in islice(_in_turn(library, count), count):
        found.append(question)
        yield question
    if found or not library.warnings():  # a reader that cannot be used answers nothing
        library.suggestions.keep(state, found)


def _in_turn(library: Library, count: int) -> Iterator[str]:
    """Yield questions of the two largest languages in turn, the largest first."""
    known = [language for language, _ in library.overview().languages if language in LANGUAGES][:2]
    answered = [_answered(library, language, count) for language in known]
    while answered:
        for each in tuple(answered):
            question = next(each, None)
            if question is None:
                answered.remove(each)
            else:
                yield question


def _answered(library: Library, language: str, count: int) -> Iterator[str]:
    """Yield questions in one language that are answered as they should be."""
    filters = Filters(languages=frozenset({language}))
    used = set[str]()
    tries = _TRIES * count
    for kept in library.articles(limit=_ARTICLES, filters=filters):
        for candidate in candidates(library.article(kept.article_id)):
            if candidate.question not in used and tries:
                tries -= 1
                used.add(candidate.question)
                if _is_answered(library, candidate):
                    yield candidate.question
                    break


def _is_answered(library: Library, candidate: Candidate) -> bool:
    citations = library.ask(candidate.question).citations
    return any(
        candidate.article_id in {citation.article_id, *(copy.article_id for copy in citation.copies)}
        and candidate.answer in citation.quote
        for citation in citations[:1]
    )


def candidates(article: Article) -> Iterator[Candidate]:
    """Yield the questions that an article seems to answer, likeliest first."""
    wording = LANGUAGES.get(article.language)
    if wording is None:
        return
    text = article.text[:_READ]
    for pattern, question in _PATTERNS[article.language]:
        for found in pattern.finditer(text):
            words = found.groupdict()
            asked = question.format(**words, base=wording.bases.get(words.get("past", ""), ""))
            if len(asked) <= _LONGEST and _is_name(found["name"], text, wording):
                yield Candidate(asked, article.article_id, found["answer"])
    if _asks(article.title, wording):
        yield Candidate(article.title, article.article_id, "")


def _is_name(found: str, text: str, wording: Wording) -> bool:
    """Return whether words are a name: a capital in a sentence, or two never small."""
    first, *others = found.split()
    no_names = wording.chat.persons | wording.chat.things | wording.chat.asking | wording.small_words
    if first.casefold() in no_names or re.match(wording.pronoun, found, re.IGNORECASE):
        return False
    if others and others[0][0].isupper() and not re.search(rf"\b{re.escape(first.lower())}\b", text):
        return True
    return re.search(rf"[\w,] {re.escape(first)}\b", text) is not None


def _asks(title: str, wording: Wording) -> bool:
    """Return whether a title is a question about something that it names."""
    words = title.split()
    return (
        title.endswith("?")
        and len(title) <= _LONGEST
        and words[0].casefold() in wording.chat.asking
        and any(word[0].isupper() for word in words[1:])
        and answer_type(title).kind is not Kind.ANYTHING
    )


def _compiled(wording: Wording) -> tuple[tuple[re.Pattern[str], str], ...]:
    months = "|".join(name.capitalize() for names in wording.months for name in names)
    figures = r"\d{1,2}/\d{1,2}/\d{4}"
    day = rf"(?:\w{{4,9}} \({figures}\)|{figures}|(?:\d{{1,2}} )?(?:{months})(?: \d{{1,2}})?(?:,? \d{{4}})?|\d{{4}})"
    words = _STANDS_FOR | {"{day}": day}
    return tuple((re.compile(_filled(pattern, words), re.MULTILINE), asked) for pattern, asked in wording.statements)


def _filled(pattern: str, words: dict[str, str]) -> str:
    for name, stands_for in words.items():
        pattern = pattern.replace(name, stands_for)
    return pattern


_PATTERNS = {language: _compiled(wording) for language, wording in LANGUAGES.items()}
