"""Values as text for people. Nothing from an article is ever read as markup; width is the terminal's."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from index.problems import KeptProblem
from index.store import ArticleSummary
from index.text import shown
from index.values import Article, Copy, Hit, Span
from qa.compose import dated
from qa.described import facts, joined, place, snippet
from qa.shortfalls import reason
from qa.values import Answer, AnswerStatus, Citation, LibraryStatus, Sentence

_SNIPPET = 160
_INDENT = 4
_ANSWER = "bold underline"
_NEWLINES = re.compile("\n+")


class Page:
    """Prints to stdout: wrapped on a terminal, one paragraph a line otherwise so that quotes stay whole.

    All that is stored goes to the terminal through here, and what could steer it stays behind.
    """

    def __init__(self) -> None:
        self._console = Console(markup=False, highlight=False, emoji=False)

    def line(self, text: str = "", style: str = "", indent: int = 0) -> None:
        """Print one line, whatever line ends are in what it tells."""
        self.quote(text.replace("\n", " "), style, indent)

    def quote(self, text: str, style: str = "", indent: int = 0, answer: Span | None = None) -> None:
        """Print one paragraph, its line ends as they are; on a terminal the characters of `answer` stand out."""
        safe = shown(text)
        if not self._console.is_terminal:
            print(" " * indent + safe)  # to the letter: Rich makes spaces of tabs
            return
        content = Text(safe, style)
        if answer:
            content.stylize(_ANSWER, answer.start, answer.end)
        self._console.print(Padding(content, (0, 0, 0, indent)) if indent else content)


def answer(page: Page, given: Answer) -> None:
    """The quotes, then where each of them stands; or that there are none, and what is nearest."""
    if given.status is AnswerStatus.NOT_FOUND:
        _not_found(page, given)
    else:
        if given.disagreement:
            page.line("The sources disagree; the newest first:", "bold yellow")
            page.line()
        for sentence, citation in zip(given.sentences, given.citations, strict=True):
            _quote(page, sentence, citation, dated(citation) + ": " if given.disagreement else "")
            page.line()
        for claim in given.claims:
            if claim.sources > 1:
                page.quote(f"{claim.sources} independent sources say “{claim.text}” {_marks(claim.citations)}")
                page.line()
        for citation in given.citations:
            _citation(page, citation)
    if given.dropped:
        page.line()
        page.line(f"{given.dropped} quote(s) failed the check against their article and are not shown.", "yellow")


def _quote(page: Page, sentence: Sentence, citation: Citation, before: str) -> None:
    opening = f"{before}“"
    found = None
    if citation.answer_start is not None and citation.answer_end is not None:
        found = Span(len(opening) + citation.answer_start, len(opening) + citation.answer_end)
    page.quote(f"{opening}{sentence.text}” {_marks(sentence.citations)}", "" if found else "bold", answer=found)


def _not_found(page: Page, given: Answer) -> None:
    page.line(f"Not found in these articles: {reason(given)}.", "bold yellow")
    if given.hits:
        page.line()
        page.line("The nearest passages:")
        for found in given.hits:
            page.line(f"{found.rank}. {_about(found.article)}", indent=_INDENT // 2)
            page.line(snippet(found.passage.text, _SNIPPET), "dim", indent=_INDENT + 1)


def hits(page: Page, found: Iterable[Hit]) -> None:
    """Passages with each retriever's rank and score."""
    for hit in found:
        page.line(f"{hit.rank}. {_about(hit.article)}", "bold")
        said = "  ".join(f"{s.retriever} #{s.rank} ({s.score:.3f})" for s in hit.signals)
        page.line(f"score {hit.score:.3f}  {said}", "dim", indent=_INDENT)
        page.line(_NEWLINES.sub(" ", hit.passage.text), indent=_INDENT)
        _copies(page, hit.copies)
        page.line()


def summaries(page: Page, kept: Iterable[ArticleSummary]) -> None:
    """One line an article: id, date, language, outlet, title."""
    for summary in kept:
        published = summary.published.isoformat() if summary.published else "undated"
        page.line(
            f"{summary.article_id}  {published:10}  {summary.language:3}  {summary.source or '-'}  {summary.title}"
        )


def article(page: Page, kept: Article) -> None:
    """An article whole."""
    page.line(kept.title, "bold")
    page.line(facts(kept), "dim")
    page.line()
    for line in kept.text.split("\n"):
        page.line(line)


def status(page: Page, state: LibraryStatus) -> None:
    """The state of a library, a line a fact."""
    languages = ", ".join(f"{language} {count}" for language, count in state.languages)
    page.line(f"library     {state.root}")
    page.line(f"articles    {state.articles}" + (f" ({languages})" if languages else ""))
    page.line(f"passages    {state.passages}")
    page.line(f"model       {state.model}")
    page.line(f"index       {_index(state)}")
    page.line(f"on disk     {state.bytes_on_disk / 1e6:.1f} MB")
    if state.problems:
        page.line(f"not read    {state.problems} (`qa status --problems` lists them)")


def _index(state: LibraryStatus) -> str:
    if state.generation is None:
        return "none yet; run `qa add`"
    return state.generation + ("" if state.up_to_date else ", older than the articles; run `qa add` to bring it up")


def _marks(numbers: Iterable[int]) -> str:
    return "".join(f"[{number}]" for number in numbers)


def _citation(page: Page, citation: Citation) -> None:
    page.line(f"[{citation.number}] {citation.title}")
    known = joined(citation.source, citation.published, citation.url, place(citation))
    page.line(known, "dim", indent=_INDENT)
    _copies(page, citation.copies)


def _copies(page: Page, copies: Iterable[Copy]) -> None:
    """Who else printed it: one source all the same."""
    for copy in copies:
        known = joined(copy.source, copy.published, f"article {copy.article_id}")
        page.line(f"also in {known}", "dim", indent=_INDENT)


def _about(kept: Article) -> str:
    parts = (kept.source, kept.published.isoformat() if kept.published else None)
    known = ", ".join(part for part in parts if part)
    return f"{kept.title} ({known})" if known else kept.title


def problems(page: Page, kept: tuple[KeptProblem, ...]) -> None:
    """What could not be read, a line each."""
    for problem in kept:
        page.line(f"{problem.path}: {problem.reason} ({problem.noticed:%Y-%m-%d})")
