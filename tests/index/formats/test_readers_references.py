"""Entries of reference managers: articles of their own, and metadata of files beside them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from eval.benchmarks.fuzz_readers import unclean
from eval.benchmarks.fuzz_samples import BIBTEX, PARAGRAPH, RIS, pdf, zipped
from index.formats import ReadArticle, read_paths
from index.values import Article, Problem, ProblemKind
from tests.support.builders import write

LEFT_OUT, WARNING, UNREAD = ProblemKind.LEFT_OUT, ProblemKind.WARNING, ProblemKind.UNREAD


def read(path: Path) -> tuple[list[Article], list[tuple[ProblemKind, str]]]:
    found = list(read_paths([path], lambda _: "xx"))
    problems = [(each.kind, each.reason) for each in found if isinstance(each, Problem)]
    return [each.article for each in found if isinstance(each, ReadArticle)], problems


def test_an_entry_with_an_abstract_is_an_article(tmp_path: Path) -> None:
    for path in (write(tmp_path, "a.ris", RIS), write(tmp_path, "a.bib", BIBTEX)):
        ((article,), problems) = read(path)
        assert article.text.startswith(PARAGRAPH)
        assert (article.source, article.published, problems) == ("Daily Harbour", date(2022, 5, 3), [])
        assert article.author is not None
        assert article.author.startswith("Ann Writer")
    assert (article.title, article.author) == ("The Bridge opens", "Ann Writer, Bob Other")
    assert article.text.endswith("It rose 5% over café prices.")


def test_marks_of_tex_that_are_not_meant_lose_nothing(tmp_path: Path) -> None:
    entry = "@misc{a, date = {2022-05-03}, doi = {10.1/x}, abstract = {Prices rose 5% in May, from $5 to $6, he said.}}"
    ((article,), _) = read(write(tmp_path, "a.bib", entry))
    assert article.text == "Prices rose 5% in May, from $5 to $6, he said."
    assert (article.url, article.published) == ("https://doi.org/10.1/x", date(2022, 5, 3))


def test_entries_without_a_text_are_counted(tmp_path: Path) -> None:
    ris = "TY  - JOUR\nTI  - A\nN1  - In press\nER  - \nTY  - JOUR\nTI  - B\nER  - \n"
    note = "TY  - JOUR\nTI  - C\nN1  - <p>A note of more than ten words tells what the report says of it.</p>\n"
    articles, problems = read(write(tmp_path, "a.ris", ris + note))
    assert [(each.title, each.text) for each in articles] == [
        ("C", "A note of more than ten words tells what the report says of it.")
    ]
    assert problems == [(LEFT_OUT, "entries without an abstract or a file that were left out: 2")]
    assert read(write(tmp_path, "b.bib", "@comment{x}")) == ([], [(UNREAD, "it has no entries")])


def test_wrong_entries_are_said_and_the_others_read(tmp_path: Path) -> None:
    bib = f"{BIBTEX}\n{BIBTEX}\n@article{{broken, title = {{x\n\n{BIBTEX.replace('bridge1', 'other')}"
    articles, problems = read(write(tmp_path, "a.bib", bib))
    assert articles[0].title == "The Bridge opens"
    assert {kind for kind, _ in problems} == {UNREAD}
    assert problems[0][1].startswith("it has an entry that is not BibTeX, or there twice, in line ")


@pytest.mark.parametrize(
    ("name", "named"),
    [
        ("a.ris", "L1  - files/12/x y.pdf"),
        ("a.ris", "L1  - files/12/x%20y.pdf"),
        ("a.bib", "file = {files/12/x y.pdf}"),
        ("a.bib", "file = {Full Text:files/12/x y.pdf:application/pdf;Page:files/13/p.html:text/html}"),
        ("a.bib", "file = {:files\\12\\x y.pdf:PDF}"),
        ("a.bib", "file = {:{HERE}/files/12/x y.pdf:PDF}"),
    ],
)
def test_an_entry_gives_its_file_its_metadata(tmp_path: Path, name: str, named: str) -> None:
    home = tmp_path / "my"
    (home / "files" / "12").mkdir(parents=True)
    (home / "files" / "12" / "x y.pdf").write_bytes(pdf([["The whole text of the bridge."]], {"Title": "untitled"}))
    named = named.replace("{HERE}", str(home))
    entry = RIS.replace("ER  -", f"{named}\nER  -") if name == "a.ris" else BIBTEX.replace("year", f"{named}, year")
    write(home, name, entry)
    ((article,), problems) = read(home)
    assert article.text == "The whole text of the bridge."
    assert (article.source, article.published) == ("Daily Harbour", date(2022, 5, 3))
    assert article.title.endswith("ridge opens")
    assert problems == [(LEFT_OUT, "entries of files beside it, which are the articles if their folder is added: 1")]
    ((alone,), _) = read(home / "files" / "12" / "x y.pdf")
    assert alone == article


@pytest.mark.parametrize(
    ("file", "why"),
    [("x.pdf", "its file x.pdf is missing"), ("../x.pdf", "its file ../x.pdf is outside the folder"),
     ("/etc/passwd", "its file /etc/passwd is outside the folder")],
)  # fmt: skip
def test_files_that_are_missing_or_outside(tmp_path: Path, file: str, why: str) -> None:
    home = tmp_path / "my"
    home.mkdir()
    write(tmp_path, "x.pdf", pdf([["Not this."]]))
    ((article,), problems) = read(write(home, "a.ris", RIS.replace("ER  -", f"L1  - {file}\nER  -")))
    assert (article.text, problems) == (PARAGRAPH, [(WARNING, f"bridge1: {why}")])
    bare = f"TY  - JOUR\nID  - k\nTI  - A\nL1  - {file}\nER  - \n"
    assert read(write(home, "b.ris", bare)) == ([], [(UNREAD, f"k: it has no abstract, and {why}")])


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    home = tmp_path / "my"
    home.mkdir()
    write(tmp_path, "x.pdf", pdf([["Not this."]]))
    (home / "x.pdf").symlink_to(tmp_path / "x.pdf")
    _, problems = read(write(home, "a.ris", RIS.replace("ER  -", "L1  - x.pdf\nER  -")))
    assert problems == [(WARNING, "bridge1: its file x.pdf is outside the folder")]


@pytest.mark.parametrize(
    "name",
    ["a.ris", "a.bib"],
)
def test_names_that_would_harm_a_terminal_are_cleaned(tmp_path: Path, name: str) -> None:
    wrong = "\x1b[2Jk\u202ex"
    entry = (
        RIS.replace("ER  -", f"L1  - {wrong}.pdf\nER  -")
        if name == "a.ris"
        else BIBTEX.replace("year", f"file = {{{wrong}.pdf}}, year")
    )
    found = list(read_paths([write(tmp_path, name, entry.replace("bridge1", wrong))], lambda _: "xx"))
    assert [type(each) for each in found] == [ReadArticle, Problem]
    assert list(unclean(found)) == []


def test_in_archives(tmp_path: Path) -> None:
    articles, problems = read(write(tmp_path, "a.zip", zipped({"a.ris": RIS, "b.bib": BIBTEX})))
    assert ([each.source for each in articles], problems) == (["Daily Harbour"] * 2, [])
