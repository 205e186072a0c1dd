"""A language that a theme or a template declares is believed unless the text is clearly in another."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from index.formats.reading import read_paths
from index.paths import cache_folder
from index.text.language import LanguageIdentifier
from index.values import Problem

INDONESIAN = (
    "Pelabuhan Marunda melayani 41 kapal gandum pada pekan pertama April, kata kantor syahbandar.",
    "Direkturnya mengatakan kepada wartawan bahwa dua derek baru akan dibayar oleh pemerintah provinsi.",
    "Buruh dermaga meminta kenaikan upah tujuh persen dan ditawari empat persen oleh perusahaan itu.",
    "Mogok kerja yang direncanakan hari Selasa dibatalkan, kata juru bicara serikat pekerja malam itu.",
)
ENGLISH = (
    "The port of Marunda handled 41 grain ships in the first week of April, the harbour office said.",
    "Its director told reporters that the two new cranes would be paid for by the province.",
    "Dockworkers had asked for a pay rise of seven percent, and were offered four by the company.",
    "A strike that was planned for Tuesday has been called off, a spokesman said in the evening.",
)
MALAY = (
    "Pelabuhan itu mengendalikan 41 buah kapal bijirin pada minggu pertama April, kata pejabat pelabuhan.",
    "Pengarahnya memberitahu pemberita bahawa dua kren baharu akan dibiayai oleh kerajaan negeri.",
    "Pekerja dermaga meminta kenaikan gaji tujuh peratus tetapi hanya ditawarkan empat peratus sahaja.",
    "Mogok yang dirancang pada hari Selasa telah dibatalkan, kata jurucakap kesatuan sekerja malam itu.",
)


def language_of(path: Path) -> str:
    (found,) = read_paths([path], LanguageIdentifier(cache_folder()).detect)
    assert not isinstance(found, Problem)
    return found.article.language


@pytest.mark.parametrize(
    ("declared", "text", "language"),
    [
        ("<html lang='en-US'><head>", INDONESIAN, "id"),
        ("<html><head><meta property='og:locale' content='en_US'>", INDONESIAN, "id"),
        ("<html><head><meta http-equiv='Content-Language' content='de'>", ENGLISH, "en"),
        ("<html lang='in'><head>", INDONESIAN, "id"),
        ("<html lang='ms-MY'><head>", MALAY, "ms"),
        ("<html lang='ms'><head>", INDONESIAN, "ms"),
        ("<html lang='fr'><head>", (*ENGLISH, *INDONESIAN), "fr"),
        ("<html lang='fr'><head>", ENGLISH[:1], "fr"),
        ("<html><head><meta property='og:locale' content='fr_FR'>", ENGLISH[:1], "fr"),
    ],
)
def test_a_page_is_in_the_language_of_its_text(tmp_path: Path, declared: str, text: list[str], language: str) -> None:
    body = "".join(f"<p>{line}</p>" for line in text)
    page = tmp_path / "page.html"
    page.write_text(f"{declared}<title>Marunda</title></head><body><article><h1>Marunda</h1>{body}</article></body>")
    assert language_of(page) == language


def test_a_feed_and_a_book_are_so_too(tmp_path: Path) -> None:
    feed, book = tmp_path / "feed.rss", tmp_path / "book.epub"
    feed.write_text(
        "<rss version='2.0'><channel><title>Courier</title><language>en-us</language><item><title>Marunda</title>"
        f"<description>{' '.join(INDONESIAN)}</description></item></channel></rss>"
    )
    opf = (
        "<package xmlns:dc='http://purl.org/dc/elements/1.1/'><metadata><dc:language>en</dc:language></metadata>"
        "<manifest><item id='a' href='a.xhtml' media-type='application/xhtml+xml'/></manifest>"
        "<spine><itemref idref='a'/></spine></package>"
    )
    with zipfile.ZipFile(book, "w") as made:
        made.writestr(
            "META-INF/container.xml", "<container><rootfiles><rootfile full-path='a.opf'/></rootfiles></container>"
        )
        made.writestr("a.opf", opf)
        made.writestr("a.xhtml", f"<html><body><p>{' '.join(INDONESIAN)}</p></body></html>")
    assert [language_of(feed), language_of(book)] == ["id", "id"]


def test_what_a_person_gives_stays(tmp_path: Path) -> None:
    for name, text in (
        ("a.md", "---\nlanguage: en\n---\n" + "\n".join(INDONESIAN)),
        ("b.txt", "\n".join(INDONESIAN)),
        ("c.html", f"<html lang='de'><body><p>{' '.join(INDONESIAN)}</p></body></html>"),
        ("d.csv", f'text,language\n"{" ".join(INDONESIAN)}",en\n'),
    ):
        (tmp_path / name).write_text(text)
    for name in ("b.yaml", "c.yaml"):
        (tmp_path / name).write_text("language: en\n")
    assert [language_of(tmp_path / name) for name in ("a.md", "b.txt", "c.html", "d.csv")] == ["en"] * 4
