"""Checks of articles from a program, which may be made without `make_article`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from index.errors import BadInputError
from index.storage.articles import MAX_TITLE, identities, is_day, sha256, web_address
from index.text.cleaning import clean_line, clean_text
from index.text.language import UNDETERMINED, IdentifyLanguage
from index.values import Article

_ID = re.compile("[0-9a-f]{12}")
_LANGUAGE = re.compile("[a-z]{2,3}")
_NAMED = 60
"""The most characters of a title or id in an error."""


def check_article(article: Article, identify: IdentifyLanguage) -> Article:
    """Return the article, with its language from `identify` if it is `und`.

    Raises BadInputError, which names the article and the first thing that is wrong with it, for one that `make_article`
    cannot have made: nothing else can be opened, cited and verified, or shown on a terminal.
    """
    wrong = next(_faults(article), None)
    if wrong is not None:
        named = f"article {_shown(article.article_id)} ({_shown(article.title)})"
        raise BadInputError(f"{named} cannot be kept: {wrong}", "make it with `make_article`")
    if article.language != UNDETERMINED:
        return article
    return replace(article, language=identify(article.text))


def _faults(article: Article) -> Iterator[str]:
    """Yield what is wrong; each check relies on those before."""
    yield from _type_faults(article)
    yield from _text_faults(article)
    yield from _metadata_faults(article)
    if sha256(article.text) != article.sha256:
        yield "its sha256 is not the digest of its text"
    if article.article_id not in identities(article):
        yield "its id is not that of what it holds"


def _type_faults(article: Article) -> Iterator[str]:
    for name in ("article_id", "title", "text", "language", "sha256"):
        if not isinstance(getattr(article, name), str):
            yield f"its {name} is not text"
    for name in ("source", "url", "author"):
        if not isinstance(getattr(article, name), str | None):
            yield f"its {name} is neither text nor None"


def _text_faults(article: Article) -> Iterator[str]:
    if not _ID.fullmatch(article.article_id):
        yield "its id is not 12 hexadecimal digits"
    if not article.text.strip() or clean_text(article.text) != article.text:
        yield "its text is empty or has characters that could harm a terminal"
    for name in ("title", "source", "author"):
        line = getattr(article, name)
        if line is not None and clean_line(line) != line:
            yield f"its {name} is not one line of plain text"
    if len(article.title) > MAX_TITLE:
        yield f"its title has more than {MAX_TITLE} characters"


def _metadata_faults(article: Article) -> Iterator[str]:
    if article.url is not None and web_address(article.url) != article.url:
        yield "its url is not an http or https address"
    if article.published is not None and not is_day(article.published):
        yield "its published is not a datetime.date"
    if not _LANGUAGE.fullmatch(article.language):
        yield "its language is not an ISO 639 code"
    if list(article.pages) != sorted(p for p in article.pages if type(p) is int and 0 <= p <= len(article.text)):
        yield "its pages are not places in its text, in their order"


def _shown(value: object) -> str:
    return clean_line(str(value))[:_NAMED]
