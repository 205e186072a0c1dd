"""Kutip: answers questions over a library of articles, and proves every answer with a verbatim, cited quote.

from qa import Library

with Library.open() as library:
    answer = library.ask("what did Putin promise Belarus")
"""

from index.articles import make_article
from index.errors import KutipError
from index.values import Article, Hit, Passage
from qa.library import Library
from qa.values import Answer, AnswerStatus, Citation, Claim, ImportReport, LibraryStatus, Sentence, Shortfall

__all__ = [
    "Answer",
    "AnswerStatus",
    "Article",
    "Citation",
    "Claim",
    "Hit",
    "ImportReport",
    "KutipError",
    "Library",
    "LibraryStatus",
    "Passage",
    "Sentence",
    "Shortfall",
    "make_article",
]
