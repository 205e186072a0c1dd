"""`qa check DRAFT`: the quotations of a draft, and what it says of an article."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import docx
import pytest

from index.errors import NoArticlesError
from index.storage.articles import make_article
from qa.drafted import DraftQuote, QuoteStatus
from qa.faces.cli.exits import Exit
from qa.library import Library
from tests.support.terminal import Captured, qa

KALI = make_article(
    text="Lurah Ratna Dewi menanam 1.500 pohon di tepi kali. “Kami akan menjaga kali ini setiap hari,” kata Ratna. "
    "Tono mendengarnya.",
    title="Lurah Tanam Pohon di Kali",
    source="Harian Kali",
    published=date(2021, 5, 3),
    language="id",
)
DIKE = make_article(
    text="The dike held for nine days, the warden said on Monday (3/5/2021). “Nobody slept, and nobody left the wall.”",
    title="A Dike That Held for Days",
    source="Shore Post",
    published=date(2021, 5, 4),
    url="https://shore.example/dike",
    language="en",
)
KALI_COM = make_article(text="Banjir surut.", source="harian-kali.com", published=KALI.published, language="id")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Library.create(tmp_path_factory.mktemp("drafts") / "library") as opened:
        opened.add_articles([KALI, DIKE, KALI_COM])
        yield opened


@pytest.fixture
def in_library(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands use the library, from a folder for drafts."""
    monkeypatch.setenv("KUTIP_LIBRARY", str(library.root))
    monkeypatch.chdir(tmp_path)


def quotes(library: Library, draft: str) -> list[DraftQuote]:
    return list(library.check_draft(draft).quotations)


@pytest.mark.parametrize(
    ("draft", "status"),
    [
        ("“Kami akan menjaga kali ini setiap hari.”", QuoteStatus.STANDS),
        ("‘[Warga] menjaga kali … setiap hari’", QuoteStatus.STANDS),
        ("“Kami akan menjaga kali ini setiap pagi”", QuoteStatus.DIFFERS),
        ("“Kami [tidak] akan menjaga kali ini”", QuoteStatus.DIFFERS),
        ("“menanam … pohon di tepi kali”", QuoteStatus.DIFFERS),
        ("«Tidak seorang pun pernah berkata begitu»", QuoteStatus.ABSENT),
        ("Kata “dike held” dan “wall paper”", QuoteStatus.STANDS),
        ("Lihat “Lurah Tanam Pohon di Kali” saja", QuoteStatus.TITLE),
        ("Harian Kali, 3 Mei 2021, menulis “menjaga kali ini setiap hari”.", QuoteStatus.STANDS),
        ("“nobody left the wall” (Shore Post, 3 May 2021)", QuoteStatus.STANDS),
        ("“nobody left the wall” (Shore Post, 5 May 2021)", QuoteStatus.ELSEWHERE),
        ("“nobody left the wall,” as Harian Kali (3/5/2021) has it", QuoteStatus.ELSEWHERE),
        ("It (https://shore.example/dike) says “kali ini setiap hari”", QuoteStatus.ELSEWHERE),
        ("Ia berkata, “Kami akan menjaga kali ini", QuoteStatus.STANDS),
        ("Ia berkata, “Kami akan menjaga kali itu", QuoteStatus.UNCLOSED),
    ],
)
def test_how_a_quotation_stands(library: Library, draft: str, status: QuoteStatus) -> None:
    assert quotes(library, draft)[0].status is status


@pytest.mark.parametrize(
    ("draft", "status"),
    [
        ("“Kami akan menjaga kali ini setiap hari,” kata Ratna Dewi.", QuoteStatus.STANDS),
        ("“Kami akan menjaga kali ini setiap hari,” kata lurah itu.", QuoteStatus.STANDS),
        ("Menurut Lurah Ratna, ‘kami akan menjaga kali ini setiap hari’.", QuoteStatus.STANDS),
        ("“Kami akan menjaga kali ini setiap hari,” kata Wahyu Kusuma.", QuoteStatus.OTHER_SPEAKER),
        ("“Kami akan menjaga kali ini setiap hari,” kata Tono.", QuoteStatus.OTHER_SPEAKER),
        ("**RATNA DEWI:** “Kami akan menjaga kali ini setiap hari.”", QuoteStatus.STANDS),
        ("TONO: “Kami akan menjaga kali ini setiap hari.”", QuoteStatus.OTHER_SPEAKER),
        ("Catatan: “Kami akan menjaga kali ini setiap hari.”", QuoteStatus.STANDS),
        ("Ratna menjawab “ya”. Tono: “Kami akan menjaga kali ini.” Ia lalu pulang.", QuoteStatus.OTHER_SPEAKER),
        ("“Kami akan menjaga kali ini.” — Tono", QuoteStatus.OTHER_SPEAKER),
        ("> Kami akan menjaga kali ini.\n> – Ratna Dewi", QuoteStatus.STANDS),
        ("“Kami akan menjaga kali ini” — Tono mendengarnya.", QuoteStatus.STANDS),
        ("“Kami akan menjaga kali ini” (Wahyu Kusuma, guru).", QuoteStatus.OTHER_SPEAKER),
        ("“Kami akan menjaga kali ini” (Harian Kali).", QuoteStatus.STANDS),
        ("Janji Wahyu Kusuma adalah “Kami akan menjaga kali ini”.", QuoteStatus.OTHER_SPEAKER),
        ("Tono’s promise was “Kami akan menjaga kali ini”.", QuoteStatus.OTHER_SPEAKER),
        ("“Kami akan menjaga kali ini setiap hari,” said Tono.", QuoteStatus.OTHER_SPEAKER),
        ("“Nobody slept, and nobody left the wall,” kata Tono.", QuoteStatus.OTHER_SPEAKER),
        ("Ratna’s only words: “Kami akan menjaga kali ini”.", QuoteStatus.STANDS),
        ("Laporan itu menyebut “Kami akan menjaga kali ini setiap hari”.", QuoteStatus.STANDS),
        ("“Nobody slept, and nobody left the wall,” the warden said.", QuoteStatus.STANDS),
        ("Wahyu Kusuma berkata, “Ya”.\n“Kami akan menjaga kali ini,” katanya.", QuoteStatus.STANDS),
    ],
)
def test_who_said_it_is_compared_where_it_is_plain(library: Library, draft: str, status: QuoteStatus) -> None:
    assert quotes(library, draft)[-1].status is status


def test_short_words_are_listed_apart(library: Library) -> None:
    assert [each.status for each in quotes(library, "Kata “dike held” dan “wall paper”")] == [
        QuoteStatus.STANDS,
        QuoteStatus.SHORT,
    ]


def test_paragraphs_that_do_not_stand_together_are_judged_one_by_one(library: Library) -> None:
    draft = "“Kami akan menjaga kali ini setiap hari, katanya.\n\n“Nobody slept, and nobody left the wall,” he said."
    assert [each.status for each in quotes(library, draft)] == [QuoteStatus.DIFFERS, QuoteStatus.STANDS]


@pytest.mark.parametrize(
    ("sentence", "missing"),
    [
        ("Harian Kali (3/5/2021) menulis bahwa Ratna Dewi menanam 1.500 pohon.", ()),
        ("Harian Kali (3/5/2021) menulis bahwa Ratna Dewi menanam 2.500 pohon.", ("2.500",)),
        ("Harian Kali, 3 Mei 2021, 2.500 pohon ditanam.", ("2.500",)),
        ("Harian Kali (3/5/2021) menulis bahwa Pak Kusuma menanam 1.500 pohon.", ("Kusuma",)),
        ("Ratna Dewi menanam 2.500 pohon.", ()),
    ],
)
def test_a_sentence_is_held_against_the_article_that_it_names(
    library: Library, sentence: str, missing: tuple[str, ...]
) -> None:
    assert tuple(each for claim in library.check_draft(sentence).claims for each in claim.missing) == missing


def test_an_empty_library_holds_nothing(tmp_path: Path) -> None:
    with Library.create(tmp_path / "empty") as empty, pytest.raises(NoArticlesError):
        empty.check_draft("“Kami akan menjaga kali ini”")


def test_files_are_drafts_and_other_words_quotes(
    library: Library, in_library: None, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    right, wrong = "“Kami akan menjaga kali ini”", "“Kami akan menjaga laut ini”"
    Path("draft.md").write_text(f"# Kali\n\nIa: {right}\n\n> Nobody *slept*, and nobody\n> left the wall\n")
    Path("draft.html").write_text(
        f"<p>{wrong}<p><blockquote><p>Nobody slept, and</p></blockquote><q>menjaga laut ini</q>"
    )
    document = docx.Document()
    document.add_paragraph(right)
    document.save("draft.docx")
    assert qa(capsys, "check", "draft.md")[0].startswith("2 quotation(s): 2 stand.")
    assert qa(capsys, "check", "draft.docx")[0].startswith("1 quotation(s): 1 stand.")
    out, _ = qa(capsys, "check", "draft.html", code=Exit.PARTLY)
    assert out.startswith("3 quotation(s): 1 stand, 2 differ.")
    assert "the draft has “laut”, the article “kali”" in out
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(wrong.encode())))
    found = json.loads(qa(capsys, "check", "-", "--json", code=Exit.PARTLY)[0])
    assert (found["stands"], found["quotations"][0]["places"][0]["article_id"]) == (False, KALI.article_id)
    qa(capsys, "check", "draft.html", "--format", "html", "-o", "report.html", code=Exit.PARTLY)
    assert '<p class="wrong">“Kami akan menjaga laut ini” does not stand' in Path("report.html").read_text()
    assert "to the letter" in qa(capsys, "check", "menjaga kali ini")[0]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("missing.md",), "missing.md does not exist"),
        (("draft.csv",), "is no draft"),
        (("draft.md", "--article", "ab"), "held against all articles"),
        (("menjaga kali ini", "--format", "html"), "no report on a quote"),
        (("broken.docx",), "cannot be read"),
    ],
)
def test_what_is_no_draft_is_told(
    library: Library,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Captured,
    arguments: tuple[str, ...],
    said: str,
) -> None:
    monkeypatch.setenv("KUTIP_LIBRARY", str(library.root))
    monkeypatch.chdir(tmp_path)
    for name in ("draft.md", "draft.csv", "broken.docx"):
        Path(name).write_text("“Kami akan menjaga kali ini”")
    assert said in qa(capsys, "check", *arguments, code=Exit.USAGE)[1]
