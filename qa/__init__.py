"""Kutip answers questions over a library of articles, with verbatim, cited quotes.

from qa import Library

with Library.open() as library:
    answer = library.ask("what did Putin promise Belarus")
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.errors import KutipError
    from index.importing.report import ImportReport
    from index.storage.articles import make_article
    from index.storage.overview import Overview, Source
    from index.storage.store import ArticleSummary
    from index.storage.versions import Version
    from index.values import Article, Copy, Edit, Filters, Hit, Passage
    from qa.asynchronous import AsyncLibrary
    from qa.library import Library
    from qa.state import LibraryStatus
    from qa.values import (
        Answer,
        AnswerStatus,
        Citation,
        Claim,
        Done,
        Event,
        Quoted,
        Read,
        Retrieved,
        Sentence,
        Shortfall,
        Verdict,
    )
    from qa.written import Doubt, LeftOut, Translated, Translation, Written, WrittenSentence, Wrote

__all__ = [
    "Answer",
    "AnswerStatus",
    "Article",
    "ArticleSummary",
    "AsyncLibrary",
    "Citation",
    "Claim",
    "Copy",
    "Done",
    "Doubt",
    "Edit",
    "Event",
    "Filters",
    "Hit",
    "ImportReport",
    "KutipError",
    "LeftOut",
    "Library",
    "LibraryStatus",
    "Overview",
    "Passage",
    "Quoted",
    "Read",
    "Retrieved",
    "Sentence",
    "Shortfall",
    "Source",
    "Translated",
    "Translation",
    "Verdict",
    "Version",
    "Written",
    "WrittenSentence",
    "Wrote",
    "make_article",
]

_HOMES = {
    "ArticleSummary": "index.storage.store",
    "AsyncLibrary": "qa.asynchronous",
    "ImportReport": "index.importing.report",
    "KutipError": "index.errors",
    "Library": "qa.library",
    "LibraryStatus": "qa.state",
    "Overview": "index.storage.overview",
    "Source": "index.storage.overview",
    "Version": "index.storage.versions",
    "make_article": "index.storage.articles",
    **dict.fromkeys(("Article", "Copy", "Edit", "Filters", "Hit", "Passage"), "index.values"),
    **dict.fromkeys(
        ("Doubt", "LeftOut", "Translated", "Translation", "Written", "WrittenSentence", "Wrote"), "qa.written"
    ),
}
"""The modules that names come from, where that is not `qa.values`."""


def __getattr__(name: str) -> object:
    """Import a name when it is first used; importing Kutip stays quick."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOMES.get(name, "qa.values")), name)
    globals()[name] = value
    return value
