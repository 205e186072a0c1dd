"""Articles as entries of reference managers: CSL-JSON, RIS, BibTeX and CSV, one entry an article.

The quotes go along as notes. An article of an outlet is one of a newspaper, another with an address a page of the web.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from index.text.cleaning import clean_line, shown
from index.text.date_names import folded
from index.values import Article, Span
from qa.addresses import address_of
from qa.output import as_json
from qa.output.reference_formats import References
from qa.output.tables import as_csv
from qa.wording import quoted


@dataclass(frozen=True, slots=True)
class Reference:
    """An article, and what is quoted of it."""

    article: Article
    quotes: tuple[Span, ...]

    @property
    def key(self) -> str:
        """A name for the entry: outlet, year, and the beginning of the id."""
        outlet = "".join(_KEY.findall(folded(self.article.source or self.article.title)))[:_KEY_CHARACTERS]
        year = str(self.article.published.year) if self.article.published else ""
        return f"{outlet}{year}-{self.article.article_id[:8]}"

    @property
    def authors(self) -> tuple[str, ...]:
        """The authors' names."""
        return tuple(name for each in (self.article.author or "").split(",") if (name := clean_line(each)))

    @property
    def notes(self) -> tuple[str, ...]:
        """Each quote on one line, with its page and address."""
        return tuple(
            f"{quoted(' '.join(each.of(self.article.text).split()))} ({self._place(each)})" for each in self.quotes
        )

    def _place(self, quote: Span) -> str:
        page = self.article.page_at(quote.start)
        return (f"page {page}, " if page else "") + address_of(self.article.article_id, quote.start, quote.end)


_KEY = re.compile("[a-z0-9]+")
_KEY_CHARACTERS = 20
_TEX = {
    "\\": r"\textbackslash{}", "{": r"\lbrace{}", "}": r"\rbrace{}", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}", **{each: f"\\{each}" for each in "$&%#_"},
}  # fmt: skip
_LIGATURES = re.compile("(?<=([-`',<>!?]))(?=[-`',<>])")
"""Where TeX would make one character of two."""
_NOT_IN_URL = {"\\": "%5C", "{": "%7B", "}": "%7D"}
_AND = re.compile(r"\band\b", re.IGNORECASE)


def references(found: Iterable[tuple[Article, Span]]) -> tuple[Reference, ...]:
    """Return a reference for each article, in the order of their first quotes."""
    articles: dict[str, Article] = {}
    quotes: dict[str, list[Span]] = {}
    for article, quote in found:
        articles[article.article_id] = article
        quotes.setdefault(article.article_id, []).append(quote)
    return tuple(Reference(article, tuple(dict.fromkeys(quotes[key]))) for key, article in articles.items())


def written(entries: Sequence[Reference], way: References) -> str:
    """Return the entries as a text of that format, without what could steer a terminal."""
    return shown(_WRITERS[way](entries))


def _csl(entries: Sequence[Reference]) -> str:
    """Return CSL-JSON 1.0 (https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html)."""
    return as_json.dumps([_csl_of(each) for each in entries]) + "\n"


def _csl_of(entry: Reference) -> Mapping[str, object]:
    article = entry.article
    return csl(
        article,
        entry.authors,
        id=entry.key,
        type=_kind(article, "article-newspaper", "webpage", "document"),
        page=_pages(entry),
        language=_language(article),
        annote="\n".join(entry.notes),
    )


def csl(
    article: Article,
    authors: Iterable[str],
    *,
    id: str,
    type: str,
    page: str | None,
    language: str | None,
    **notes: str,
) -> Mapping[str, object]:
    """Return an article as an item of CSL-JSON 1.0, without the fields that are empty."""
    day = article.published
    known = {
        "id": id,
        "type": type,
        "title": article.title,
        "container-title": article.source,
        "author": [{"literal": name} for name in authors],
        "issued": {"date-parts": [[day.year, day.month, day.day]]} if day else None,
        "URL": article.url,
        "page": page,
        "language": language,
        **notes,
    }
    return {name: value for name, value in known.items() if value}


def _ris(entries: Sequence[Reference]) -> str:
    return "".join(f"{line}\n" for entry in entries for line in _ris_lines(entry))


def _ris_lines(entry: Reference) -> Iterable[str]:
    article, day = entry.article, entry.article.published
    given = (
        ("TY", _kind(article, "NEWS", "ELEC", "GEN")),
        ("ID", entry.key),
        ("TI", article.title),
        *(("AU", name) for name in entry.authors),
        ("T2", article.source),
        ("PY", day and f"{day:%Y}"),
        ("DA", day and f"{day:%Y/%m/%d}"),
        ("SP", _pages(entry)),
        ("LA", _language(article)),
        ("UR", article.url),
        *(("N1", note) for note in entry.notes),
    )
    yield from (f"{tag}  - {clean_line(value)}" for tag, value in given if value)
    yield "ER  - "


def _bibtex(entries: Sequence[Reference]) -> str:
    return "\n".join(map(_bibtex_of, entries))


def _bibtex_of(entry: Reference) -> str:
    article, day = entry.article, entry.article.published
    url = "".join(_NOT_IN_URL.get(character, character) for character in article.url or "")
    authors = (f"{{{_tex(name)}}}" if _AND.search(name) else _tex(name) for name in entry.authors)
    given = {
        "title": f"{{{_tex(article.title)}}}",  # in two pairs of braces, so that no style changes its capitals
        "author": " and ".join(authors),
        _kind(article, "journal", "organization", "howpublished"): _tex(article.source or ""),
        "date": day.isoformat() if day else "",
        "year": f"{day:%Y}" if day else "",
        "pages": _pages(entry) or "",
        "language": _language(article) or "",
        "url": url,
        "annotation": "\n  ".join(map(_tex, entry.notes)),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in given.items() if value.strip("{}"))
    return f"@{_kind(article, 'article', 'online', 'misc')}{{{entry.key},\n{lines}}}\n"


def _tex(text: str) -> str:
    """Return a text that TeX prints as it is."""
    apart = _LIGATURES.sub("\0", clean_line(text))
    return "".join(_TEX.get(character, character) for character in apart).replace("\0", "{}")


def _csv(entries: Sequence[Reference]) -> str:
    rows: list[tuple[object, ...]] = [
        ("id", "title", "author", "source", "published", "language", "url", "pages", "quotes")
    ]
    for each in entries:
        kept = each.article
        facts = (kept.title, ", ".join(each.authors), kept.source, kept.published, _language(kept))
        rows.append((kept.article_id, *facts, kept.url, _pages(each), "\n".join(each.notes)))
    return as_csv(rows)


def _kind(article: Article, newspaper: str, web: str, other: str) -> str:
    return newspaper if article.source else web if article.url else other


def _pages(entry: Reference) -> str | None:
    pages = sorted({page for quote in entry.quotes if (page := entry.article.page_at(quote.start))})
    return ", ".join(map(str, pages)) or None


def _language(article: Article) -> str | None:
    return None if article.language == "und" else article.language


_WRITERS: Mapping[References, Callable[[Sequence[Reference]], str]] = {
    References.CSL: _csl,
    References.RIS: _ris,
    References.BIBTEX: _bibtex,
    References.CSV: _csv,
}
