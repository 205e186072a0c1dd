"""Kutip answers questions over a library of articles, with verbatim, cited quotes.

from qa import Library

with Library.open() as library:
    answer = library.ask("what did Putin promise Belarus")
"""

from typing import TYPE_CHECKING

from index.errors import KutipError
from index.importing.report import ImportReport
from index.storage.articles import make_article
from index.storage.store import ArticleSummary, Source
from index.storage.versions import Version
from index.values import Article, Copy, Filters, Hit, Passage
from qa.library import Library
from qa.values import (
    Answer,
    AnswerStatus,
    Ask,
    Citation,
    Claim,
    Done,
    Event,
    LibraryStatus,
    Quoted,
    Read,
    Retrieved,
    Sentence,
    Shortfall,
    Verdict,
)

if TYPE_CHECKING:
    from qa.asynchronous import AsyncLibrary

__all__ = [
    "Answer",
    "AnswerStatus",
    "Article",
    "ArticleSummary",
    "Ask",
    "AsyncLibrary",
    "Citation",
    "Claim",
    "Copy",
    "Done",
    "Event",
    "Filters",
    "Hit",
    "ImportReport",
    "KutipError",
    "Library",
    "LibraryStatus",
    "Passage",
    "Quoted",
    "Read",
    "Retrieved",
    "Sentence",
    "Shortfall",
    "Source",
    "Verdict",
    "Version",
    "make_article",
]


def _notebook_form(answer: Answer) -> str:
    """Return the quotes as HTML, with the words that answer marked."""
    from qa.output import as_html  # only now, since most programs run in no notebook

    return as_html.answer(answer)


Answer._repr_html_ = _notebook_form


def __getattr__(name: str) -> object:
    if name == "AsyncLibrary":  # only now, since most programs need no event loop
        from qa.asynchronous import AsyncLibrary

        return AsyncLibrary
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
