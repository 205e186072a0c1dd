"""Kutip answers questions over a library of articles, with verbatim, cited quotes.

from qa import Library

with Library.open() as library:
    answer = library.ask("what did Putin promise Belarus")
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.errors import (
        BadInputError,
        BadQuestionError,
        FetchError,
        GenerationError,
        KutipError,
        LibraryBusyError,
        ModelError,
        NoArticlesError,
        NoLibraryError,
        StoreError,
        UnknownArticleError,
        UnknownOutletError,
        WriterError,
    )
    from index.formats.columns import Columns, Dates
    from index.importing.report import ImportReport
    from index.importing.stages import Stage
    from index.optional import MissingExtraError
    from index.storage.articles import make_article
    from index.storage.overview import Overview, Source
    from index.storage.store import ArticleSummary
    from index.storage.tags import Tag
    from index.storage.versions import Version
    from index.values import Article, Copy, Edit, Filters, Hit, Passage, Problem, ProblemKind
    from qa.addresses import Located
    from qa.asynchronous import AsyncLibrary, AsyncTalk
    from qa.conversations import Conversation, Turn
    from qa.days import AskedDays, AsOf
    from qa.drafted import Difference, DraftClaim, DraftQuote, DraftReport, QuoteStatus
    from qa.exact import By, Counts
    from qa.extent import Counted, Extent, Stop
    from qa.library import Library
    from qa.news import Followed, News, Reason
    from qa.people import People, Voice
    from qa.state import LibraryStatus
    from qa.talking import Talk
    from qa.timeline import Timeline, TimelineEntry
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
        Timings,
        Verdict,
    )
    from qa.written import Doubt, LeftOut, Translated, Translation, Written, WrittenSentence, Wrote

__all__ = [
    "Answer",
    "AnswerStatus",
    "Article",
    "ArticleSummary",
    "AsOf",
    "AskedDays",
    "AsyncLibrary",
    "AsyncTalk",
    "BadInputError",
    "BadQuestionError",
    "By",
    "Citation",
    "Claim",
    "Columns",
    "Conversation",
    "Copy",
    "Counted",
    "Counts",
    "Dates",
    "Difference",
    "Done",
    "Doubt",
    "DraftClaim",
    "DraftQuote",
    "DraftReport",
    "Edit",
    "Event",
    "Extent",
    "FetchError",
    "Filters",
    "Followed",
    "GenerationError",
    "Hit",
    "ImportReport",
    "KutipError",
    "LeftOut",
    "Library",
    "LibraryBusyError",
    "LibraryStatus",
    "Located",
    "MissingExtraError",
    "ModelError",
    "News",
    "NoArticlesError",
    "NoLibraryError",
    "Overview",
    "Passage",
    "People",
    "Problem",
    "ProblemKind",
    "QuoteStatus",
    "Quoted",
    "Read",
    "Reason",
    "Retrieved",
    "Sentence",
    "Shortfall",
    "Source",
    "Stage",
    "Stop",
    "StoreError",
    "Tag",
    "Talk",
    "Timeline",
    "TimelineEntry",
    "Timings",
    "Translated",
    "Translation",
    "Turn",
    "UnknownArticleError",
    "UnknownOutletError",
    "Verdict",
    "Version",
    "Voice",
    "WriterError",
    "Written",
    "WrittenSentence",
    "Wrote",
    "make_article",
]

_NAMES = {
    "index.errors": """
        BadInputError BadQuestionError FetchError GenerationError KutipError LibraryBusyError ModelError NoArticlesError
        NoLibraryError StoreError UnknownArticleError UnknownOutletError WriterError
    """,
    "index.formats.columns": "Columns Dates",
    "index.importing.report": "ImportReport",
    "index.importing.stages": "Stage",
    "index.optional": "MissingExtraError",
    "index.storage.articles": "make_article",
    "index.storage.overview": "Overview Source",
    "index.storage.store": "ArticleSummary",
    "index.storage.tags": "Tag",
    "index.storage.versions": "Version",
    "index.values": "Article Copy Edit Filters Hit Passage Problem ProblemKind",
    "qa.addresses": "Located",
    "qa.asynchronous": "AsyncLibrary AsyncTalk",
    "qa.conversations": "Conversation Turn",
    "qa.days": "AsOf AskedDays",
    "qa.drafted": "Difference DraftClaim DraftQuote DraftReport QuoteStatus",
    "qa.exact": "By Counts",
    "qa.extent": "Counted Extent Stop",
    "qa.library": "Library",
    "qa.news": "Followed News Reason",
    "qa.people": "People Voice",
    "qa.state": "LibraryStatus",
    "qa.talking": "Talk",
    "qa.timeline": "Timeline TimelineEntry",
    "qa.written": "Doubt LeftOut Translated Translation Written WrittenSentence Wrote",
}
_HOMES = {name: module for module, names in _NAMES.items() for name in names.split()}
"""The modules that names come from, where that is not `qa.values`."""


def __getattr__(name: str) -> object:
    """Import a name when it is first used; importing Kutip stays quick."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOMES.get(name, "qa.values")), name)
    globals()[name] = value
    return value
