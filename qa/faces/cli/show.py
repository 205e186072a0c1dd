"""Prints values as text for people; nothing from an article is read as markup."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Sequence
from itertools import groupby
from urllib.parse import quote

from rich.console import Capture, Console
from rich.padding import Padding
from rich.text import Text

from index.text.cleaning import shown
from index.values import Article, Copy, Hit, Span
from qa import completeness, wording
from qa.answer.nearest import LONGEST, nearest
from qa.day_words import as_of, asked_days, undated_left_out
from qa.found import Marks
from qa.news import News
from qa.people import People
from qa.reach import out_of
from qa.values import Answer, AnswerStatus, Citation
from qa.written import Translation, Written, WrittenSentence

SHORT_ID = 8
"""How much of an article's id is shown: enough to name it."""

_INDENT = 4
_ANSWER = "bold underline"
_DOUBT = "yellow underline"
_SAFE = string.punctuation.replace("\\", "")
"""What stays as it is in an address; spaces, controls and letters beyond ASCII are written as %XX."""

_NEWLINES = re.compile("\n+")


class Page:
    """Prints to stdout: wrapped on a terminal, else a line for each paragraph.

    All that is stored is printed through here, without the characters that could control a terminal.
    """

    def __init__(self) -> None:
        self._console = Console(markup=False, highlight=False, emoji=False)

    @property
    def is_terminal(self) -> bool:
        """Whether lines are wrapped and styled."""
        return self._console.is_terminal

    @property
    def marks(self) -> str:
        """The style of words that were looked for: none where the user wants no colours."""
        return "" if self._console.no_color else "bold"

    @property
    def width(self) -> int:
        """The columns of the terminal."""
        return self._console.width

    @property
    def height(self) -> int:
        """The rows of the terminal."""
        return self._console.height

    def held(self) -> Capture:
        """Return a context in which nothing is printed: it has, afterwards, what would be."""
        return self._console.capture()

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


def linked(style: str, url: str | None) -> str:
    """Return a style that also leads to an address, in terminals that take links.

    Rich writes none (OSC 8) to a pipe or a dumb terminal.
    """
    return f"{style} link {quote(url, safe=_SAFE, errors='replace')}" if url else style


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
    for line in asked_days(given.days):
        page.line()
        page.line(line if given.days and given.days.everything else f"{line[:-1]} (--any-time asks all).", "dim")
    for line in undated_left_out(given.undated):
        page.line(f"{line[:-1]} (`qa list --undated` shows those there are).", "dim")
    for line in out_of(given):
        page.line()
        page.line(f"{line[:-1]} (--all reads on).", "dim")
    if given.dropped:
        page.line()
        page.line(wording.dropped(given), "yellow")


def everything(page: Page, given: Answer) -> None:
    """Print all answers: counts, the quotes of each claim, how far was read."""
    if given.extent is None or not given.citations:
        answer(page, given)
    else:
        page.line(completeness.found(given.extent, len(given.claims)), "bold")
        for line in (*as_of(given.as_of), *completeness.counted(given.extent)):
            page.line(line, "dim")
        for claim in given.claims:
            page.line()
            page.line(claim.text, "bold")
            for citation in (given.citations[number - 1] for number in claim.citations):
                _head(page, citation, given.language)
                _quote(page, citation)
                _copies(page, citation.copies)
    if given.extent is not None:
        page.line()
        page.line(completeness.read(given.extent), "dim")


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


def news(page: Page, given: Sequence[News]) -> None:
    """Print news, sorted by question: reason and quote, and the known quote."""
    for question, found in groupby(given, lambda each: each.question):
        page.line(question, "bold")
        for each in found:
            page.line(f"{wording.why(each)}:", indent=_INDENT // 2)
            _cited(page, each.citation)
            if each.known is not None:
                page.line("known before:", "dim", indent=_INDENT // 2)
                _cited(page, each.known)
        page.line()


def people(page: Page, given: People) -> None:
    """Print who says what, a speaker at a time."""
    for voice in given.voices:
        page.line(f"{_NEWLINES.sub(' ', voice.name)} ({len(voice.citations)})", "bold")
        for citation in voice.citations:
            _cited(page, citation)
        page.line()
    if not given.voices:
        page.line(wording.NOBODY, "bold yellow")


def _cited(page: Page, citation: Citation) -> None:
    """Print who says a quote, and the quote."""
    _head(page, citation, None)
    _quote(page, citation)


def _in_short(page: Page, given: Answer) -> None:
    """Print the words that answer, whether sources disagree on them, and how many agree."""
    if given.short:
        page.line(given.short, "bold")
    if given.disagreement:
        page.line(wording.disagreement(given), "bold yellow")
    for line in wording.agreements(given):
        page.line(line, "dim")
    for line in as_of(given.as_of):
        page.line(line, "yellow")
    if given.short or given.disagreement or given.as_of:
        page.line()


def _head(page: Page, source: Citation | Article, asked: str | None) -> None:
    """Print what is known of an article, and the beginning of its id."""
    page.parts(
        [(wording.head(source, asked), linked("cyan", source.url)), (f" · {source.article_id[:SHORT_ID]}", "dim")]
    )
    if source.url:
        page.line(source.url, linked("dim", source.url))


def _quote(page: Page, citation: Citation) -> None:
    """Print a quote with the words that answer marked, the sentence before it dimmed."""
    text = citation.quote.replace("\n", " ")
    start, end = (citation.answer_start, citation.answer_end) if citation.answer else (0, 0)
    before, after = wording.marks_around(text)
    where = f" (page {citation.page})" if citation.page else ""
    by = f" ({wording.said_by(citation)})" if citation.speaker else ""
    if citation.context:
        page.line(_NEWLINES.sub(" ", citation.context), "dim", indent=_INDENT // 2)
    page.parts(
        [
            (before + text[:start], ""),
            (text[start:end], _ANSWER),
            (text[end:] + after, ""),
            (f" [{citation.number}]{where}", ""),
            (f"{by} · {citation.address}", "dim"),
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


def hits(page: Page, found: Iterable[Hit], marks: Marks, explain: bool = False) -> None:
    """Print passages with what was looked for marked; to `explain`, their scores."""
    for hit in found:
        page.parts(
            [
                (f"{hit.rank}. {_about(hit.article)}", linked("bold", hit.article.url)),
                (f" · {hit.article.article_id[:SHORT_ID]}", "dim"),
            ]
        )
        if explain:
            said = "  ".join(f"{s.retriever} #{s.rank} ({s.score:.3f})" for s in hit.signals)
            page.line(f"score {hit.score:.3f}  {said}", "dim", indent=_INDENT)
        text = _NEWLINES.sub(" ", hit.passage.text)
        page.parts(_marked(text, marks(text, hit.article.language), page.marks), _INDENT)
        _copies(page, hit.copies)
        page.line()


def _marked(text: str, spans: Iterable[Span], style: str) -> list[tuple[str, str]]:
    """Return parts of a text, those in `style` that `spans` cover."""
    parts, end = list[tuple[str, str]](), 0
    for span in spans:
        parts += [(text[end : span.start], ""), (span.of(text), style)]
        end = span.end
    return [*parts, (text[end:], "")]


def _copies(page: Page, copies: Iterable[Copy]) -> None:
    """Print who else published the story: copies count as one source."""
    for copy in copies:
        known = wording.joined(copy.source, copy.published, copy.article_id[:SHORT_ID])
        page.line(f"also in {known}", "dim", indent=_INDENT)


def _about(kept: Article) -> str:
    known = ", ".join(wording.written(part) for part in (kept.source, kept.published) if part)
    return f"{kept.title} ({known})" if known else kept.title
