"""Tables: whose columns are told from names and values, or given; whose bad rows are named; which are streamed."""

from __future__ import annotations

import gzip
import itertools
import json
import tracemalloc
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from eval.fuzz_samples import parquet
from index.errors import BadInputError
from index.readers import Columns, Problem, Read, TakenColumns, read_paths
from index.readers.cells import day_of_cell, text_of_cell
from index.readers.columns import guess


def read(path: Path, columns: Columns | None = None) -> tuple[list[Read], list[str], list[TakenColumns]]:
    taken: list[TakenColumns] = []
    found = list(read_paths([path], lambda _: "xx", columns, taken.append))
    problems = [each for each in found if isinstance(each, Problem)]
    assert all(problem.path == path for problem in problems)
    return [each for each in found if isinstance(each, Read)], [problem.reason for problem in problems], taken


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def lines_of(records: Iterable[object]) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


# Columns


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("title text", "text=text, title=title"),
        ("Headline Body Date", "text=Body, title=Headline"),
        ("judul isi_berita sumber penulis", "text=isi_berita, title=judul, source=sumber, author=penulis"),
        ("titulo contenido autor fuente", "text=contenido, title=titulo, source=fuente, author=autor"),
        ("titre texte auteur", "text=texte, title=titre, author=auteur"),
        ("Titel Inhalt Quelle Autor", "text=Inhalt, title=Titel, source=Quelle, author=Autor"),
        ("заголовок текст автор", "text=текст, title=заголовок, author=автор"),
        ("标题 正文 来源", "text=正文, title=标题, source=来源"),
        ("タイトル 本文", "text=本文, title=タイトル"),
        ("description content summary", "text=content"),
        ("_id text", "text=text, id=_id"),
        ("metadata.source metadata.url text", "text=text, source=metadata.source"),
        ("source.name text", "text=text, source=source.name"),
        ("author.name title text", "text=text, title=title, author=author.name"),
    ],
)
def test_columns_are_told_by_their_names(names: str, expected: str) -> None:
    assert str(guess(Columns(), [dict.fromkeys(names.split(), "words")])) == expected


def test_the_values_must_fit() -> None:
    record = {"body": 3, "content": "Words.", "url": "no address", "link": "https://a.example", "date": "soon",
              "lang": "Indonesian", "language": "id-ID", "published": "2022-05-03", "title": ""}  # fmt: skip
    assert str(guess(Columns(), [record])) == "text=content, url=link, published=published, language=language"


def test_given_columns_come_first_and_an_empty_one_is_none() -> None:
    given = Columns.parse("text=summary, title=")
    guessed = guess(given, [{"text": "a", "summary": "b", "title": "c", "source": "d"}])
    assert (guessed.text, guessed.title, guessed.source) == ("summary", "", "source")


@pytest.mark.parametrize("wrong", ["body", "text", "foo=bar", "text=a,text=b", "month_first=x"])
def test_a_wrong_option_is_refused(wrong: str) -> None:
    with pytest.raises(BadInputError):
        Columns.parse(wrong)


def test_a_given_column_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", "title,text\na,b\n")
    assert read(path, Columns.parse("text=body"))[1] == [
        "it has no column 'body' to take for text (it has title, text)"
    ]


def test_a_table_without_a_text_is_told_its_columns(tmp_path: Path) -> None:
    read_, problems, taken = read(written(tmp_path, "a.csv", "x,y\n1,2\n"))
    assert (read_, taken) == ([], [])
    assert problems == ["none of its columns can be told to be the text (x, y); name it with --columns text=COLUMN"]


def test_which_columns_were_taken_is_shown(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", "judul,isi,harga\nA,B,3\n")
    assert read(path)[2] == [TakenColumns(path, "CSV", Columns(text="isi", title="judul"), ("harga",))]


def test_months_first_are_told_from_the_whole_column(tmp_path: Path) -> None:
    american = written(tmp_path, "a.csv", "text,date\na,06/05/2022\nb,06/25/2022\n")
    assert [each.article.published for each in read(american)[0]] == [date(2022, 6, 5), date(2022, 6, 25)]
    both = written(tmp_path, "b.csv", "text,date\na,06/05/2022\nb,06/25/2022\nc,25/06/2022\n")
    assert [each.article.published for each in read(both)[0]] == [date(2022, 5, 6), None, date(2022, 6, 25)]


# Cells


@pytest.mark.parametrize(
    "value",
    [
        "2022-06-25",
        "2022-06-25T23:30:00Z",
        "2022-06-25 23:30:00.123+07:00",
        "20220625",
        "20220625T233000Z",
        20220625,
        "25/06/2022",
        "25/6/2022 23:30",
        "25.06.2022",
        "Sat, 25 Jun 2022 23:30:00 GMT",
        "Sabtu, 25 Juni 2022 | 23:30 WIB",
        "Sabtu (25/6/2022)",
        "25 Jun 2022",
        "25-Jun-22",
        "Jun 25, 2022",
        "June 25th, 2022, 11:30 pm",
        "1656199800",
        1656199800,
        1656199800000,
        1656199800.5,
        date(2022, 6, 25),
        datetime(2022, 6, 25, 23, 30, tzinfo=UTC),
    ],
)
def test_days_in_many_forms(value: object) -> None:
    assert day_of_cell(value) == date(2022, 6, 25)


@pytest.mark.parametrize(
    "value",
    ["", "soon", None, float("nan"), float("inf"), pytest.param(10**5_000, id="huge"), -1, 0, 3, True, "2022", "25/06",
     "31/02/2022", "06/25/2022", "9" * 1_000, [], {}, "May 2022", b"2022-06-25"],
)  # fmt: skip
def test_what_is_no_day(value: object) -> None:
    assert day_of_cell(value) is None


@pytest.mark.parametrize(
    ("value", "text"),
    [("a", "a"), (3, "3"), (3.0, "3"), (2.5, "2.5"), (True, ""), (None, ""), (float("nan"), ""), (float("-inf"), ""),
     pytest.param(10**5_000, "", id="huge"), (["a", "b"], "a, b"), ([{"name": "a"}, {"x": 1}], "a"), ({"a": 1}, ""),
     (date(2022, 6, 25), "2022-06-25")],
)  # fmt: skip
def test_values_as_text(value: object, text: str) -> None:
    assert text_of_cell(value) == text


# JSON lines


def test_json_lines(tmp_path: Path) -> None:
    records = [
        {
            "_id": "n1",
            "title": "Judul",
            "text": "Isi.",
            "metadata": {"source": "a.example", "lang": "id", "date": "3 Mei 2022"},
        },
        {"_id": 2, "title": None, "text": "Second.\nLine.", "metadata": {}},
    ]
    path = written(tmp_path, "a.jsonl", lines_of(records))
    first, second = read(path)[0]
    assert (first.article.title, first.article.text, first.article.source) == ("Judul", "Isi.", "a.example")
    assert (first.article.language, first.article.published) == ("id", date(2022, 5, 3))
    assert (second.article.title, second.article.language) == ("Second.", "xx")
    assert (first.origin, second.origin) == (f"{path}#n1", f"{path}#2")
    packed = written(tmp_path, "a.NDJSON.gz", gzip.compress(path.read_bytes()))
    assert [each.article for each in read(packed)[0]] == [first.article, second.article]


def test_the_name_of_a_record_is_its_id_its_address_or_its_row(tmp_path: Path) -> None:
    records = [
        {"text": "a", "url": "https://a.example/1"},
        {"text": "b", "url": ""},
        {"text": "c", "url": "https://a.example/1"},
    ]
    path = written(tmp_path, "a.jsonl", lines_of(records))
    assert [each.origin for each in read(path)[0]] == [f"{path}#https://a.example/1", f"{path}#2", f"{path}#3"]


def test_bad_rows_are_named_and_the_others_read(tmp_path: Path) -> None:
    content = '\n{"text": "one"}\nnot json\n[1]\n{"text": ""}\n{"title": "x"}\n{"text": "two"}'
    read_, problems, _ = read(written(tmp_path, "a.jsonl", content))
    assert [each.article.text for each in read_] == ["one", "two"]
    assert problems == [
        "row 3: it is not JSON (Expecting value at character 1)",
        "row 4: it is no object with keys and values",
        "row 5: it has no text",
        "row 6: it has no text",
    ]


def test_many_bad_rows_are_counted(tmp_path: Path) -> None:
    read_, problems, _ = read(written(tmp_path, "a.jsonl", '{"text": "one"}\n' + "x\n" * 1_000))
    assert len(read_) == 1
    assert len(problems) == 21
    assert problems[-1] == "980 more of its records are bad"


def test_a_file_without_records(tmp_path: Path) -> None:
    assert read(written(tmp_path, "a.jsonl", ""))[1] == ["it has no records"]
    assert read(written(tmp_path, "b.csv", "title,text\n"))[1] == ["it has no records"]
    assert read(written(tmp_path, "c.jsonl", "x\n"))[1] == ["row 1: it is not JSON (Expecting value at character 1)"]
    assert read(written(tmp_path, "d.json", "[]"))[1] == ["it has no records"]


def test_nesting_and_numbers_beyond_all_measure(tmp_path: Path) -> None:
    rows = [
        '{"text": ' + "[" * 100_000,
        '{"text": "a", "title": ' + "9" * 5_000 + "}",
        '{"text": "b", "title": NaN, "date": 1e999}',
    ]
    read_, problems, _ = read(written(tmp_path, "a.jsonl", "\n".join(rows)))
    assert problems == ["row 1: it is nested too deeply", "row 2: it is not JSON (a number has too many digits)"]
    assert [(each.article.title, each.article.published) for each in read_] == [("b", None)]


def test_what_would_steer_a_terminal_goes(tmp_path: Path) -> None:
    record = {"id": "\x1b]0;x\x07y", "title": "\x1b[31mA\u202e [b]", "text": "B\x07\ud800", "source": "\x9b1mC"}
    (found,), _, _ = read(written(tmp_path, "a.jsonl", lines_of([record])))
    assert (found.article.title, found.article.text, found.article.source) == ("A [b]", "B", "C")
    assert found.origin.endswith("a.jsonl#y")


def test_a_large_file_is_read_a_record_at_a_time(tmp_path: Path) -> None:
    line = lines_of([{"text": "word " * 2_000, "title": "t"}]).encode()
    path = written(tmp_path, "a.jsonl", line * 3_000)
    tracemalloc.start()
    try:
        found = read_paths([path], lambda _: "en")
        assert sum(1 for _ in itertools.islice(found, 3_000)) == 3_000
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert path.stat().st_size > 30_000_000
    assert peak < 12_000_000


# JSON


@pytest.mark.parametrize("indent", [None, 1])
def test_an_array_of_objects(tmp_path: Path, indent: int | None) -> None:
    records: list[object] = [{"id": n, "text": f"Text {n} " + "é" * 1_000} for n in range(500)]
    read_, problems, _ = read(written(tmp_path, "a.json", json.dumps([*records[:3], 7, *records[3:]], indent=indent)))
    assert [each.article.text.split("é")[0] for each in read_] == [f"Text {n} " for n in range(500)]
    assert problems == ["row 4: it is no object with keys and values"]


def test_the_array_in_an_object(tmp_path: Path) -> None:
    news = {"status": "ok", "articles": [{"title": "T", "content": "C", "source": {"id": None, "name": "CNN"}}]}
    (found,), problems, _ = read(written(tmp_path, "a.json", json.dumps(news)))
    assert (found.article.title, found.article.text, found.article.source, problems) == ("T", "C", "CNN", [])
    (alone,), _, _ = read(written(tmp_path, "b.json", '{"title": "T", "text": "C", "tags": ["a"]}'))
    assert (alone.article.title, alone.article.text) == ("T", "C")


@pytest.mark.parametrize(
    ("content", "texts", "problem"),
    [
        ('[{"text": "a"}, {"text": "b"', ["a"], "row 2: it is not JSON"),
        ('[{"text": "a"} {"text": "b"}]', ["a"], "row 2: it is cut off, or not JSON; nothing after it was read"),
        ('[{"text": "a"}', ["a"], "row 2: it is cut off, or not JSON; nothing after it was read"),
        ("[" * 100_000, [], "row 1: it is nested too deeply"),
        ('{"a": ' * 100_000, [], "it is nested too deeply"),
        ("3", [], "it is neither an array of objects nor an object"),
        ("{", [], "it is not JSON"),
        ("", [], "it is not JSON"),
    ],
)
def test_damaged_json(tmp_path: Path, content: str, texts: list[str], problem: str) -> None:
    read_, problems, _ = read(written(tmp_path, "a.json", content))
    assert [each.article.text for each in read_] == texts
    assert len(problems) == 1
    assert problems[0].startswith(problem)


# CSV and TSV


@pytest.mark.parametrize(
    ("name", "mark"), [("a.csv", ","), ("a.csv", ";"), ("a.csv", "\t"), ("a.csv", "|"), ("a.tsv", "\t")]
)
def test_tables_with_any_delimiter(tmp_path: Path, name: str, mark: str) -> None:
    rows = [["title", "text", "date"], ['"A, ""b"""', '"Isi; satu\r\nbaris"', "25/06/2022"], ["", "Dua", ""]]
    path = written(tmp_path, name, "\r\n".join(mark.join(row) for row in rows))
    first, second = (each.article for each in read(path)[0])
    assert (first.title, first.text, first.published) == ('A, "b"', "Isi; satu\nbaris", date(2022, 6, 25))
    assert (second.title, second.text, second.published) == ("Dua", "Dua", None)


def test_rows_with_other_numbers_of_cells(tmp_path: Path) -> None:
    read_, problems, _ = read(written(tmp_path, "a.csv", "title,text,x\na,b\n\nc,d,e,\nf,g,h,i\n,,\n"))
    assert [each.article.title for each in read_] == ["a", "c"]
    assert problems == ["row 4: it has 4 cells, and the header 3"]


def test_a_cell_beyond_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.readers.limits.RECORD_BYTES", 1_000)
    read_, problems, _ = read(written(tmp_path, "a.csv", 'title,text\na,b\nc,"' + "x\n" * 2_000))
    assert [each.article.title for each in read_] == ["a"]
    assert problems == ["row 2: it is not CSV (field larger than field limit (1000)); nothing after it was read"]


# Parquet


def test_parquet(tmp_path: Path) -> None:
    records: list[dict[str, object]] = [
        {"headline": "H1", "body": "one", "date": datetime(2022, 6, 25, 23, 30), "src": 3, "meta": {"lang": "en"}},
        {"headline": None, "body": "two", "date": None, "src": None, "meta": None},
        {"headline": "H3", "body": None, "date": None, "src": float("nan"), "meta": None},
    ]
    path = written(tmp_path, "a.parquet", parquet(records))
    read_, problems, taken = read(path)
    assert [(each.article.title, each.article.text, each.article.published) for each in read_] == [
        ("H1", "one", date(2022, 6, 25)),
        ("two", "two", None),
    ]
    assert read_[0].article.language == "en"
    assert [each.origin for each in read_] == [f"{path}#1", f"{path}#2"]
    assert problems == ["row 3: it has no text"]
    assert taken[0].columns == Columns(text="body", title="headline", published="date", language="meta.lang")


def test_what_is_no_parquet(tmp_path: Path) -> None:
    assert read(written(tmp_path, "a.parquet", b"PAR1nothing"))[1] == ["it is damaged or no Parquet file"]
