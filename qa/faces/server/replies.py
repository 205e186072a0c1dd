"""Answers in words for clients of OpenAI's API, with the place of each quote."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from index.text.cleaning import clean_line
from qa.day_words import as_of
from qa.output import as_json
from qa.output.as_json import AnswerOut
from qa.values import Answer, Citation
from qa.wording import dated, not_found, quoted, written

_ESCAPED = str.maketrans({sign: f"\\{sign}" for sign in "\\[]*_`<>#|~"})


class Form(StrEnum):
    """How an answer is written: in words, with its sources too, or as JSON."""

    WORDS = "words"
    SOURCES = "sources"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Cited:
    """The characters `[start, end)` of a text that are a quote, and its article's address."""

    start: int
    end: int
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What is said, in parts to be streamed; `answer` is None if nothing was asked."""

    parts: tuple[str, ...]
    cited: tuple[Cited, ...] = ()
    answer: Answer | None = None

    @property
    def text(self) -> str:
        """Everything that is said."""
        return "".join(self.parts)

    @property
    def words(self) -> int:
        """How many words are said, since there is no language model with tokens to count."""
        return len(self.text.split())

    @property
    def whole(self) -> AnswerOut | None:
        """The whole answer as JSON has it."""
        return None if self.answer is None else as_json.answer(self.answer)


def reply_of(answer: Answer | str, base: str, form: Form) -> Reply:
    """Return the reply with an answer, or with other words.

    `base` is the server's own address, which links to articles without one begin with.
    """
    if isinstance(answer, str):
        return Reply((answer,))
    links = {citation.number: citation.url or _page(citation, base) for citation in answer.citations}
    if form is Form.JSON:
        return Reply((_json(answer, links),), (), answer)
    begins, *quotes = parts = _parts(answer)
    cited, after = [], len(begins)
    for citation, text in zip(answer.citations, quotes, strict=True):
        start, end, after = after, after + len(text.rstrip()), after + len(text)
        cited.append(Cited(start, end, f"{citation.title} ({dated(citation)})", links[citation.number]))
    sources = _sources(answer, links) if form is Form.SOURCES else ()
    return Reply((*parts, *sources), tuple(cited), answer)


def _parts(answer: Answer) -> list[str]:
    """Return the short answer with its age, or the shortfall, then each quote."""
    if not answer.citations:
        return [not_found(answer)]
    begins = "".join(f"{line}\n\n" for line in (answer.short, *as_of(answer.as_of)) if line)
    quotes = [f"{quoted(citation.quote)} [{citation.number}]" for citation in answer.citations]
    return [begins, *(f"{quote} " for quote in quotes[:-1]), quotes[-1]]


def _sources(answer: Answer, links: dict[int, str]) -> Iterator[str]:
    """Yield a list of the sources in Markdown, each with a link."""
    for place, citation in enumerate(answer.citations):
        title, source = (clean_line(text or "").translate(_ESCAPED) for text in (citation.title, citation.source))
        known = ", ".join(filter(None, (source, written(citation.published or "undated"))))
        before = "\n" if place else "\n\n"
        yield f"{before}- [{citation.number}] [{title}](<{links[citation.number]}>), {known}"


def _json(answer: Answer, links: dict[int, str]) -> str:
    """Return an answer as the JSON object that `response_format` asks for."""
    names = ("number", "quote", "title", "source", "published", "article_id", "start", "end")
    citations = [
        {**{name: getattr(citation, name) for name in names}, "url": links[citation.number]}
        for citation in answer.citations
    ]
    said = (answer.short or answer.text) if citations else not_found(answer)
    return as_json.dumps({"answer": said, "status": answer.status, "citations": citations}, indent=None)


def _page(citation: Citation, base: str) -> str:
    return f"{base}/articles/{citation.article_id}?start={citation.start}&end={citation.end}#quote"
