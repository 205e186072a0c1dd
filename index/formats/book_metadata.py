"""What an EPUB book says of itself, in the ways of EPUB 2 and 3."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from index.formats.cells import day_of_cell
from index.formats.packages import local_name
from index.formats.parsed import Metadata
from index.storage.articles import language_code
from index.text.cleaning import clean_line

_DC = "{http://purl.org/dc/elements/1.1/}"


def book_metadata(book: Element) -> Metadata:
    """Return the main title, the authors, the day of publication and so on."""
    said = _Said(book)
    titles = [*said.values("title", "title-type", {"main"}), *said.values("title", "title-type", {""})]
    authors = [*said.values("creator", "role", {"aut", ""})] or [*said.values("creator")]
    days = [*said.values("date", "event", {"publication", "original-publication"}), *said.values("date", "event", {""})]
    return Metadata(
        title=next(iter(titles or said.values("title")), ""),
        source=next(said.values("publisher"), None),
        url=next((each for each in said.values("source") if each.startswith(("http://", "https://"))), None),
        author=", ".join(dict.fromkeys(authors)) or None,
        published=next(filter(None, map(day_of_cell, days)), None),
        language=next(filter(None, map(language_code, said.values("language"))), None),
    )


class _Said:
    """The statements of a package document, and what is said of each beside it."""

    def __init__(self, book: Element) -> None:
        self._book = book
        self._beside = {
            (each.get("refines", "").lstrip("#"), each.get("property", "")): clean_line(each.text or "").lower()
            for each in book.iter()
            if local_name(each) == "meta" and each.get("refines")
        }

    def values(self, name: str, quality: str = "", wanted: set[str] | None = None) -> Iterator[str]:
        """Yield the values of `name` whose `quality` is one of `wanted`."""
        for each in self._book.iter(f"{_DC}{name}"):
            value = clean_line(each.text or "")
            if value and (wanted is None or self._quality(each, quality) in wanted):
                yield value

    def _quality(self, element: Element, name: str) -> str:
        own = next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")
        return own.lower() or self._beside.get((element.get("id", ""), name), "")
