"""Excel workbooks: each sheet that is shown is a table."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from eval.benchmarks.fuzz_samples import workbook, zipped
from index.formats import FileReader, ReadArticle, TakenColumns
from index.formats.columns import Columns
from index.formats.parsed import Draft, ParseProblem, UnreadableError
from index.formats.workbooks import read_workbook
from index.optional import require
from index.values import Problem, ProblemKind
from tests.support.builders import write

HEAD = ("title", "text", "date", "source")
FIRST = ("Cranes", "The port handled 41 grain ships.", date(2023, 4, 8), "Courier")
SECOND = ("Strike", "Dockworkers had asked for a rise.", datetime.datetime(2023, 4, 9, 10, 30), "Times")


def drafts(raw: bytes, columns: Columns | None = None) -> list[Draft]:
    return [found for found in read_workbook(raw, columns or Columns()) if isinstance(found, Draft)]


def problems(raw: bytes) -> list[tuple[str, ProblemKind]]:
    return [(found.reason, found.kind) for found in read_workbook(raw, Columns()) if isinstance(found, ParseProblem)]


def changed(raw: bytes, change: Callable[[Any], None]) -> bytes:
    book = require("openpyxl", "formats").load_workbook(io.BytesIO(raw))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_each_row_is_an_article() -> None:
    first, second = drafts(workbook({"News": [HEAD, FIRST, SECOND]}))
    assert (first.metadata.title, first.text, first.metadata.source) == (FIRST[0], FIRST[1], "Courier")
    assert (first.metadata.published, second.metadata.published) == (date(2023, 4, 8), date(2023, 4, 9))
    assert (first.record, second.record) == ("News: 1", "News: 2")


def test_the_same_in_indonesian_with_ids() -> None:
    head = ("judul", "isi", "tanggal", "id")
    (found,) = drafts(workbook({"Berita": [head, ("Derek", "Pelabuhan menangani 41 kapal.", "8 April 2023", 7.0)]}))
    assert (found.metadata.title, found.metadata.published, found.record) == ("Derek", date(2023, 4, 8), "Berita: 7")


def test_days_since_1904() -> None:
    def old(book: Any) -> None:
        book.epoch = require("openpyxl.utils.datetime", "formats").CALENDAR_MAC_1904
        book["News"]["C2"] = datetime.datetime(2023, 4, 8)

    (found,) = drafts(changed(workbook({"News": [HEAD, FIRST]}), old))
    assert found.metadata.published == date(2023, 4, 8)


def test_several_sheets_each_with_its_own_columns() -> None:
    raw = workbook(
        {"One": [HEAD, FIRST], "Two": [("judul", "isi"), ("Mogok", "Buruh meminta kenaikan.")], "Empty": [],
         "Sums": [("year", "ships"), (2022, 41)]}
    )  # fmt: skip
    assert [found.record for found in drafts(raw)] == ["One: 1", "Two: 1"]
    assert problems(raw) == [
        (
            "its sheet Sums: none of its columns looks like the text (year, ships); name it with --columns text=COLUMN",
            ProblemKind.UNREAD,
        )
    ]
    taken = [str(each.columns) for each in read_workbook(raw, Columns()) if isinstance(each, TakenColumns)]
    assert taken == ["text=text, title=title, source=source, published=date", "text=isi, title=judul"]


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_named_and_left_out(state: str) -> None:
    def hide(book: Any) -> None:
        book["Drafts"].sheet_state = state

    raw = changed(workbook({"News": [HEAD, FIRST], "Drafts": [HEAD, SECOND]}), hide)
    assert [found.record for found in drafts(raw)] == ["News: 1"]
    assert problems(raw) == [("its sheet Drafts is hidden", ProblemKind.LEFT_OUT)]


def test_empty_rows_and_rows_above_the_header() -> None:
    rows = [("Articles of April",), (), HEAD, FIRST, (), (None, " ", None, ""), SECOND]
    assert [found.record for found in drafts(workbook({"News": rows}))] == ["News: 1", "News: 4"]
    assert [found.text for found in drafts(workbook({"News": [("text",), ("One.",), ("Two.",)]}))] == ["One.", "Two."]


def test_merged_cells_are_in_each_of_their_rows() -> None:
    third = ("Ferry", "Eleven boats a day.", None, None)

    def merge(book: Any) -> None:
        book["News"].merge_cells("D2:D3")
        book["News"].merge_cells("C4:D4")

    raw = changed(workbook({"News": [HEAD, FIRST, SECOND, third]}), merge)
    assert [found.metadata.source for found in drafts(raw)] == ["Courier", "Courier", ""]


def test_formulas_have_the_values_that_were_computed() -> None:
    raw = workbook({"News": [HEAD, FIRST, ('=A2&" again"', "Text of another.", None, "#N/A")]})
    assert problems(raw)[0] == (
        "its sheet News has formulas without values (1): open it in Excel and save it", ProblemKind.WARNING
    )  # fmt: skip
    computed = replaced(raw, "xl/worksheets/sheet1.xml", b"</f><v></v>", b"</f><v>Cranes again</v>", b"</f><v />")
    computed = replaced(computed, "xl/worksheets/sheet1.xml", b'<c r="A3">', b'<c r="A3" t="str">')
    assert problems(computed) == []
    assert [(each.metadata.title, each.metadata.source) for each in drafts(computed)] == [
        ("Cranes", "Courier"), ("Cranes again", "")
    ]  # fmt: skip


def replaced(raw: bytes, name: str, old: bytes, new: bytes, other: bytes = b"\0") -> bytes:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        members = {each: archive.read(each) for each in archive.namelist()}
    assert old in members[name] or other in members[name], members[name]
    return zipped(members | {name: members[name].replace(old, new).replace(other, new)})


def test_what_excel_escapes_and_wrong_dimensions() -> None:
    raw = workbook({"News": [HEAD, ("Cranes", "One.\nTwo.", None, None)]})
    raw = replaced(raw, "xl/worksheets/sheet1.xml", b"One.\nTwo.", b"One._x000D_\nTwo. _x005F_x000D_")
    raw = replaced(raw, "xl/worksheets/sheet1.xml", b'<dimension ref="A1:D2"', b'<dimension ref="A1:A1"')
    assert [found.text for found in drafts(raw)] == ["One.\r\nTwo. _x000D_"]


def test_the_strict_format_of_office() -> None:
    raw = workbook({"News": [HEAD, FIRST, SECOND]})
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        members = {each: archive.read(each) for each in archive.namelist()}
    old, new = b"http://schemas.openxmlformats.org/", b"http://purl.oclc.org/ooxml/"
    strict = {
        name: content.replace(old + b"spreadsheetml/2006/", new + b"spreadsheetml/").replace(
            old + b"officeDocument/2006/", new + b"officeDocument/"
        )
        for name, content in members.items()
    }
    assert strict != members
    assert [found.text for found in drafts(zipped(strict))] == [FIRST[1], SECOND[1]]


def test_too_many_cells_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.formats.limits.CELLS", 10)
    raw = workbook({"News": [HEAD, FIRST, SECOND]})
    assert problems(raw) == [
        ("its sheet News: it has more than 10 cells; from row 3 on they were not read", ProblemKind.UNREAD)
    ]


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "it is a document of Office 97-2003"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"), "it is encrypted with a password"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "save it as .xlsx or .csv"),
        (zipped({"x": "y"}), "it is damaged or not an Excel workbook"),
        (b"<html><table>", "it is damaged or not an Excel workbook"),
        (workbook({"A": [], "B": [()]}), "it has no records in sheets that are not hidden"),
    ],
)
def test_files_that_are_none_say_why(raw: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        list(read_workbook(raw, Columns()))


@pytest.fixture
def reader() -> Iterator[FileReader]:
    with FileReader(lambda _: "en") as opened:
        yield opened


@pytest.mark.parametrize("name", ["a.xlsx", "a.XLSM"])
def test_a_file_is_read_with_its_problems(reader: FileReader, tmp_path: Path, name: str) -> None:
    path = write(tmp_path, name, workbook({"News": [HEAD, FIRST, ("No text", None, None, None)]}))
    first, problem = reader.read(path)
    assert isinstance(first, ReadArticle)
    assert (first.article.title, first.origin) == ("Cranes", f"{path}#News: 1")
    assert problem == Problem(path, "its sheet News: row 2: it has no text")


def test_a_workbook_in_an_archive(reader: FileReader, tmp_path: Path) -> None:
    path = write(tmp_path, "a.zip", zipped({"in/a.xlsx": workbook({"News": [HEAD, FIRST]})}))
    (found,) = reader.read(path)
    assert isinstance(found, ReadArticle)
    assert found.origin == f"{path}!in/a.xlsx#News: 1"
