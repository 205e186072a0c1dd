"""Prints values as text for people; nothing from an article is read as markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from index.storage.problems import KeptProblem
from index.storage.store import ArticleSummary
from index.text.cleaning import shown
from index.values import Article, Copy, Hit
from qa import wording
from qa.answer.nearest import LONGEST, nearest
from qa.state import LibraryStatus
from qa.values import Answer, AnswerStatus, Citation
from qa.written import Translation, Written, WrittenSentence

_SHORT_ID = 8
_INDENT = 4
_ANSWER = "bold underline"
_DOUBT = "yellow underline"
_NEWLINES = re.compile("\n+")


class Page:
    """Prints to stdout: wrapped on a terminal, else a line for each paragraph.

    All that is stored is printed through here, without the characters that could control a terminal.
    """

    def __init__(self) -> None:
        self._console = Console(markup=False, highlight=False, emoji=False)

    def line(self, text: str = "", style: str = "", indent: int = 0) -> None:
        """Print one line, with spaces for the line ends in `text`."""
        self.parts([(text.replace("\n", " "), style)], indent)

    def parts(self, parts: Sequence[tuple[str, str]], indent: int = 0) -> None:
        """Print one paragraph of (text, style) parts; line ends stay as they are."""
        parts = [(shown(text), style) for text, style in parts]
        if not self._console.is_terminal:
            print(" " * indent + "".join(text for text, _ in parts))  # verbatim: Rich replaces tabs with spaces
            return
        content = Text.assemble(*parts)
        self._console.print(Padding(content, (0, 0, 0, indent)) if indent else content)


def answer(page: Page, given: Answer) -> None:
    """Print the short answer and the quotes by article, or why there is none."""
    if given.status is AnswerStatus.NOT_FOUND:
        _not_found(page, given)
    else:
        _in_short(page, given)
        for number, quotes in enumerate(wording.by_article(given.citations)):
            if number:
                page.line()
            _head(page, quotes[0], given.language)
            for citation in quotes:
                _quote(page, citation)
                _translation(page, given.translation_of(citation.number))
            _copies(page, quotes[0].copies)
    for line in wording.not_translated(given.translated):
        page.line()
        page.line(line, "yellow")
    if given.dropped:
        page.line()
        page.line(wording.dropped(given), "yellow")


def sentence(page: Page, given: WrittenSentence, model: str | None) -> None:
    """Print a sentence that a language model wrote; before the first, who did."""
    if model is not None:
        page.line(wording.written_by(model), "dim")
    page.line(given.cited, indent=_INDENT // 2)


def end_of_written(page: Page, given: Written) -> None:
    """Print what of it is left out or failed, and an empty line."""
    for line in wording.not_written(given):
        page.line(line, "yellow")
    page.line()


def _in_short(page: Page, given: Answer) -> None:
    """Print the words that answer, whether sources disagree on them, and how many agree."""
    if given.short:
        page.line(given.short, "bold")
    if given.disagreement:
        page.line(wording.DISAGREEMENT, "bold yellow")
    for line in wording.agreements(given):
        page.line(line, "dim")
    if given.short or given.disagreement:
        page.line()


def _head(page: Page, source: Citation | Article, asked: str | None) -> None:
    """Print what is known of an article, and the beginning of its id."""
    page.parts([(wording.head(source, asked), "cyan"), (f" · {source.article_id[:_SHORT_ID]}", "dim")])
    if source.url:
        page.line(source.url, "dim")


def _quote(page: Page, citation: Citation) -> None:
    """Print a quote with the words that answer marked, the sentence before it dimmed."""
    text = citation.quote.replace("\n", " ")
    start, end = (citation.answer_start, citation.answer_end) if citation.answer else (0, 0)
    before, after = wording.marks_around(text)
    where = f" (page {citation.page})" if citation.page else ""
    if citation.context:
        page.line(_NEWLINES.sub(" ", citation.context), "dim", indent=_INDENT // 2)
    page.parts(
        [
            (before + text[:start], ""),
            (text[start:end], _ANSWER),
            (text[end:] + after, ""),
            (f" [{citation.number}]{where}", ""),
        ],
        _INDENT // 2,
    )


def _translation(page: Page, given: Translation | None) -> None:
    """Print a language model's translation of a quote, labelled, what is in doubt marked."""
    if given is None:
        return
    parts = [(text, _DOUBT if doubtful else "") for text, doubtful in given.parts]
    page.parts([*parts, (f" ({wording.translated_by(given)})", "dim")], _INDENT)
    if told := wording.not_agreeing(given):
        page.line(told, "yellow", indent=_INDENT)


def _not_found(page: Page, given: Answer) -> None:
    page.line(wording.not_found(given), "bold yellow")
    near = nearest(given)
    if near:
        page.line()
        page.line("The nearest:")
    for each in near:
        _head(page, each.hit.article, given.language)
        page.line(wording.snippet(each.text, LONGEST), "dim", indent=_INDENT // 2)


def hits(page: Page, found: Iterable[Hit]) -> None:
    """Print passages with each retriever's rank and score."""
    for hit in found:
        page.line(f"{hit.rank}. {_about(hit.article)}", "bold")
        said = "  ".join(f"{s.retriever} #{s.rank} ({s.score:.3f})" for s in hit.signals)
        page.line(f"score {hit.score:.3f}  {said}", "dim", indent=_INDENT)
        page.line(_NEWLINES.sub(" ", hit.passage.text), indent=_INDENT)
        _copies(page, hit.copies)
        page.line()


def summaries(page: Page, kept: Iterable[ArticleSummary]) -> None:
    """Print a line for each article: id, date, language, outlet, title."""
    for summary in kept:
        published = summary.published.isoformat() if summary.published else "undated"
        known = f"{summary.article_id}  {published:10}  {summary.language:3}  {summary.source or '-'}"
        page.line(f"{known}  {summary.title}")


def article(page: Page, kept: Article) -> None:
    """Print an article in full."""
    page.line(kept.title, "bold")
    page.line(wording.facts(kept), "dim")
    for line in wording.edits(kept):
        page.line(line, "dim")
    page.line()
    for line in kept.text.split("\n"):
        page.line(line)


def status(page: Page, state: LibraryStatus) -> None:
    """Print the state of a library, a line for each fact."""
    languages = ", ".join(f"{language} {count}" for language, count in state.languages)
    page.line(f"library     {state.root}")
    page.line(f"articles    {state.articles}" + (f" ({languages})" if languages else ""))
    page.line(f"passages    {state.passages}")
    page.line(f"model       {state.model}")
    page.line(f"index       {_index(state)}")
    page.line(f"on disk     {state.bytes_on_disk / 1e6:.1f} MB")
    if state.edited:
        page.line(f"edited      {state.edited} article(s); `qa show ID` says what")
    counts = (("not read", state.problems), ("left out", state.left_out), ("warnings", state.doubtful))
    for what, count in counts:
        if count:
            page.line(f"{what}    {count} (`qa status --problems` lists them)")


def problems(page: Page, kept: tuple[KeptProblem, ...]) -> None:
    """Print a line for each file or URL with a problem."""
    for problem in kept:
        page.line(f"{problem.kind}: {problem.path}: {problem.reason} ({problem.noticed:%Y-%m-%d})")


def _index(state: LibraryStatus) -> str:
    if state.generation is None:
        return "none yet; run `qa add`"
    return state.generation + ("" if state.up_to_date else ", not up to date; run `qa add`")


def _copies(page: Page, copies: Iterable[Copy]) -> None:
    """Print who else published the story: copies count as one source."""
    for copy in copies:
        known = wording.joined(copy.source, copy.published, copy.article_id[:_SHORT_ID])
        page.line(f"also in {known}", "dim", indent=_INDENT)


def _about(kept: Article) -> str:
    known = ", ".join(wording.written(part) for part in (kept.source, kept.published) if part)
    return f"{kept.title} ({known})" if known else kept.title
