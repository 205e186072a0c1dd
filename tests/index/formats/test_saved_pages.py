"""Pages that a browser saved whole: the folder beside one belongs to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.benchmarks.fuzz_samples import taped, zipped
from index.formats import FileReader, ReadArticle, read_paths
from index.formats.saved_pages import belongs_to_page, page_of
from tests.support.builders import write

PAGE = (
    "<html><body><article><h1>The last sack</h1><p>The mill ground its last sack of flour.</p></article></body></html>"
)
FRAME = "<html><body><p>Buy flour at half the price, only today.</p></body></html>"


def origins(folder: Path) -> list[str]:
    found = read_paths([folder], lambda _: "en")
    return sorted(each.origin.removeprefix(f"{folder}/") for each in found if isinstance(each, ReadArticle))


@pytest.mark.parametrize(
    ("page", "folder"),
    [
        ("Mill.html", "Mill_files"),
        ("Mill.htm", "Mill.files"),
        ("Mühle.html", "Mühle-Dateien"),
        ("Le moulin.xhtml", "Le moulin_fichiers"),
        ("El molino.HTML", "El molino_archivos"),
        ("v1.2 mill.html", "v1.2 mill_files"),
    ],
)
def test_what_is_in_the_folder_of_a_page_is_no_article(tmp_path: Path, page: str, folder: str) -> None:
    files = {page: PAGE, f"{folder}/saved_resource.html": FRAME, f"{folder}/deeper/ad.txt": "Flour at half the price."}
    for name, content in files.items():
        write(tmp_path, f"news/{name}", content)
    write(tmp_path, "other_files/note.txt", "A folder of this name alone is like any other.")
    assert origins(tmp_path) == [f"news/{page}", "other_files/note.txt"]


def test_the_folder_is_read_if_a_person_names_it(tmp_path: Path) -> None:
    write(tmp_path, "Mill.html", PAGE)
    write(tmp_path, "Mill_files/a.html", FRAME)
    assert origins(tmp_path / "Mill_files") == ["a.html"]


@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_so_it_is_in_an_archive(tmp_path: Path, kind: str) -> None:
    files = {"news/Mill_files/a/ad.html": FRAME, "news/Mill.html": PAGE, "Mill_files/b.html": FRAME}
    content = zipped(files) if kind == "zip" else taped(files)
    path = write(tmp_path, f"a.{kind}", content)
    with FileReader(lambda _: "en") as reader:
        found = [each.origin for each in reader.read(path) if isinstance(each, ReadArticle)]
    assert [each.rpartition("!")[2] for each in found] == ["news/Mill.html", "Mill_files/b.html"]


def test_only_pages_have_such_folders() -> None:
    assert page_of("a/Mill.HTML") == "a/mill"
    assert page_of("a/mill.txt") is None
    assert belongs_to_page("a/Mill_files/deep", {"a/mill"})
    assert not belongs_to_page("a/Mill_files", {"mill", "b/mill"})
