"""Tables: columns guessed or given, bad rows named, large files streamed."""

from __future__ import annotations

import gzip
import io
import itertools
import json
import tracemalloc
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest

from eval.benchmarks.fuzz_samples import parquet
from index.errors import BadInputError
from index.formats import Columns, ReadArticle, TakenColumns, headers, read_paths
from index.formats.cells import day_of_cell, text_of_cell
from index.formats.columns import guess
from index.formats.records import TableRow
from index.formats.streams import Lines
from index.values import Problem
from tests.support.builders import lines_of, write


def read(path: Path, columns: Columns | None = None) -> tuple[list[ReadArticle], list[str], list[TakenColumns]]:
    taken: list[TakenColumns] = []
    found = list(read_paths([path], lambda _: "xx", columns, taken.append))
    problems = [each for each in found if isinstance(each, Problem)]
    assert all(problem.path == path for problem in problems)
    return [each for each in found if isinstance(each, ReadArticle)], [problem.reason for problem in problems], taken


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
        ("source.id media.id author.id text", "text=text"),
        ("article.id text", "text=text, id=article.id"),
        ("_source.id guid.rendered text", "text=text, id=_source.id"),
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
    path = write(tmp_path, "a.csv", "title,text\na,b\n")
    assert read(path, Columns.parse("text=body"))[1] == [
        "it has no column 'body' to take for text (it has title, text)"
    ]


def test_a_table_without_a_text_is_told_its_columns(tmp_path: Path) -> None:
    read_, problems, taken = read(write(tmp_path, "a.csv", "x,y\n1,2\n"))
    assert (read_, taken) == ([], [])
    assert problems == ["none of its columns looks like the text (x, y); name it with --columns text=COLUMN"]


def test_which_columns_were_taken_is_shown(tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", "judul,isi,harga\nA,B,3\n")
    assert read(path)[2] == [TakenColumns(path, "CSV", Columns(text="isi", title="judul"), ("harga",))]


def test_months_first_are_told_from_the_whole_column(tmp_path: Path) -> None:
    american = write(tmp_path, "a.csv", "text,date\na,06/05/2022\nb,06/25/2022\n")
    assert [each.article.published for each in read(american)[0]] == [date(2022, 6, 5), date(2022, 6, 25)]
    both = write(tmp_path, "b.csv", "text,date\na,06/05/2022\nb,06/25/2022\nc,25/06/2022\n")
    assert [each.article.published for each in read(both)[0]] == [date(2022, 5, 6), None, date(2022, 6, 25)]


def test_columns_of_html_give_its_text(tmp_path: Path) -> None:
    post = {
        "title": {"rendered": "Jembatan &#8220;baru&#8221;"},
        "content": {"rendered": "<p>Satu &amp; dua.</p><p>Tiga.</p>"},
    }
    (found,), _, _ = read(write(tmp_path, "a.json", json.dumps([post])))
    assert (found.article.title, found.article.text) == ("Jembatan “baru”", "Satu & dua.\nTiga.")
    (found,), _, _ = read(write(tmp_path, "b.csv", "title,bodyHTML\nA <b>,<p>Satu.</p>\n"))
    assert (found.article.title, found.article.text) == ("A <b>", "Satu.")


def test_a_cell_that_is_nested_too_deeply_costs_its_row(tmp_path: Path) -> None:
    cells = ("<p>Satu.</p>", "<div>" * 5_000 + "Dua.", "<p>Tiga.</p>")
    path = write(tmp_path, "a.jsonl", lines_of({"content": {"rendered": cell}} for cell in cells))
    found, problems, _ = read(path)
    assert [each.article.text for each in found] == ["Satu.", "Tiga."]
    assert problems == ["row 2: it is nested too deeply"]


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
        "Harian.example - 25/06/2022, 07:00 WIB",
        "Published: June 25, 2022",
        "25/06/2022 à 10h30",
        "First published on Sat 25 Jun 2022 10.30 BST",
        "Thứ bảy, 25/6/2022, 10:30 (GMT+7)",
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
     "31/02/2022", "06/25/2022", "9" * 1_000, [], {}, "May 2022", b"2022-06-25",
     "From 2022-06-25 to 2022-06-27", "On 25 and 26 June 2022", "Seen 06/25/2022"],
)  # fmt: skip
def test_what_is_no_day(value: object) -> None:
    assert day_of_cell(value) is None


def test_days_that_no_article_can_be_of() -> None:
    today = datetime.now().astimezone().date()
    tomorrow, later = today + timedelta(days=1), today + timedelta(days=2)
    days = [date(1, 1, 1), date(1599, 12, 31), later, "0001-01-01", "2999-01-01", datetime(9999, 12, 31, tzinfo=UTC)]
    assert [day_of_cell(day) for day in days] == [None] * 6
    assert [day_of_cell(day) for day in ("1600-01-01", "25/06/1999", tomorrow)] == [
        date(1600, 1, 1),
        date(1999, 6, 25),
        tomorrow,
    ]


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
    path = write(tmp_path, "a.jsonl", lines_of(records))
    first, second = read(path)[0]
    assert (first.article.title, first.article.text, first.article.source) == ("Judul", "Isi.", "a.example")
    assert (first.article.language, first.article.published) == ("id", date(2022, 5, 3))
    assert (second.article.title, second.article.language) == ("Second.", "xx")
    assert (first.origin, second.origin) == (f"{path}#n1", f"{path}#2")
    packed = write(tmp_path, "a.NDJSON.gz", gzip.compress(path.read_bytes()))
    assert [each.article for each in read(packed)[0]] == [first.article, second.article]


def test_the_name_of_a_record_is_its_id_its_address_or_its_row(tmp_path: Path) -> None:
    records = [
        {"text": "a", "url": "https://a.example/1"},
        {"text": "b", "url": ""},
        {"text": "c", "url": "https://a.example/1"},
    ]
    path = write(tmp_path, "a.jsonl", lines_of(records))
    assert [each.origin for each in read(path)[0]] == [f"{path}#https://a.example/1", f"{path}#2", f"{path}#3"]


@pytest.mark.parametrize(
    ("ids", "names"),
    [
        (["", "1", ""], ["row 1", "1", "row 3"]),
        (["3", "3", ""], ["3", "row 2", "row 3"]),
        (["", "row 1", "a"], ["row 1", "row 2", "a"]),
    ],
)
def test_no_row_takes_the_name_of_another(tmp_path: Path, ids: list[str], names: list[str]) -> None:
    path = write(tmp_path, "a.csv", "id,text\n" + "".join(f"{each},Isi {each}.\n" for each in ids))
    assert [each.origin for each in read(path)[0]] == [f"{path}#{name}" for name in names]


def test_an_address_that_is_a_number_is_no_name(tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", "address,text\n2,Satu.\n,Dua.\n")
    assert [each.origin for each in read(path, Columns.parse("url=address"))[0]] == [f"{path}#1", f"{path}#2"]


def test_the_id_of_a_source_is_no_name(tmp_path: Path) -> None:
    records = [{"source": {"id": 3, "name": "Kompas"}, "title": name, "content": f"{name}."} for name in "AB"]
    path = write(tmp_path, "a.json", json.dumps({"articles": records}))
    assert [(each.origin, each.article.source) for each in read(path)[0]] == [
        (f"{path}#1", "Kompas"),
        (f"{path}#2", "Kompas"),
    ]


def test_bad_rows_are_named_and_the_others_read(tmp_path: Path) -> None:
    content = '\n{"text": "one"}\nnot json\n[1]\n{"text": ""}\n{"title": "x"}\n{"text": "two"}'
    read_, problems, _ = read(write(tmp_path, "a.jsonl", content))
    assert [each.article.text for each in read_] == ["one", "two"]
    assert problems == [
        "row 3: it is not JSON (Expecting value at character 1)",
        "row 4: it is not an object with keys and values",
        "row 5: it has no text",
        "row 6: it has no text",
    ]


def test_many_bad_rows_are_counted(tmp_path: Path) -> None:
    read_, problems, _ = read(write(tmp_path, "a.jsonl", '{"text": "one"}\n' + "x\n" * 1_000))
    assert len(read_) == 1
    assert len(problems) == 21
    assert problems[-1] == "980 more of its records are bad"


def test_a_file_without_records(tmp_path: Path) -> None:
    assert read(write(tmp_path, "a.jsonl", ""))[1] == ["it has no records"]
    assert read(write(tmp_path, "b.csv", "title,text\n"))[1] == ["it has no records"]
    assert read(write(tmp_path, "c.jsonl", "x\n"))[1] == ["row 1: it is not JSON (Expecting value at character 1)"]
    assert read(write(tmp_path, "d.json", "[]"))[1] == ["it has no records"]


def test_nesting_and_numbers_beyond_all_measure(tmp_path: Path) -> None:
    rows = [
        '{"text": ' + "[" * 100_000,
        '{"text": "a", "title": ' + "9" * 5_000 + "}",
        '{"text": "b", "title": NaN, "date": 1e999}',
    ]
    read_, problems, _ = read(write(tmp_path, "a.jsonl", "\n".join(rows)))
    assert problems == ["row 1: it is nested too deeply", "row 2: it is not JSON (a number has too many digits)"]
    assert [(each.article.title, each.article.published) for each in read_] == [("b", None)]


def test_a_record_of_very_many_keys_is_a_bad_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.formats.limits.COLUMNS", 3)
    rows = [
        {"text": "one", "a": 1},
        {"text": "two", "x": {"a": 1, "b": 2, "c": 3}},
        {"text": "three", "url": "u", "b": 2},
    ]
    read_, problems, taken = read(write(tmp_path, "a.jsonl", lines_of(rows)))
    assert [each.article.text for each in read_] == ["one", "three"]
    assert problems == ["row 2: it has more than 3 keys"]
    assert taken[0].unused == ("a", "url")


def test_what_would_steer_a_terminal_goes(tmp_path: Path) -> None:
    record = {"id": "\x1b]0;x\x07y", "title": "\x1b[31mA\u202e [b]", "text": "B\x07\ud800", "source": "\x9b1mC"}
    (found,), _, _ = read(write(tmp_path, "a.jsonl", lines_of([record])))
    assert (found.article.title, found.article.text, found.article.source) == ("A [b]", "B", "C")
    assert found.origin.endswith("a.jsonl#y")


@pytest.mark.slow
def test_a_large_file_is_read_a_record_at_a_time(tmp_path: Path) -> None:
    line = lines_of([{"text": "word " * 2_000, "title": "t"}]).encode()
    path = write(tmp_path, "a.jsonl", line * 3_000)
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
    read_, problems, _ = read(write(tmp_path, "a.json", json.dumps([*records[:3], 7, *records[3:]], indent=indent)))
    assert [each.article.text.split("é")[0] for each in read_] == [f"Text {n} " for n in range(500)]
    assert problems == ["row 4: it is not an object with keys and values"]


def test_the_array_in_an_object(tmp_path: Path) -> None:
    news = {"status": "ok", "articles": [{"title": "T", "content": "C", "source": {"id": None, "name": "CNN"}}]}
    (found,), problems, _ = read(write(tmp_path, "a.json", json.dumps(news)))
    assert (found.article.title, found.article.text, found.article.source, problems) == ("T", "C", "CNN", [])
    (alone,), _, _ = read(write(tmp_path, "b.json", '{"title": "T", "text": "C", "tags": ["a"]}'))
    assert (alone.article.title, alone.article.text) == ("T", "C")


@pytest.mark.parametrize(
    ("content", "texts"),
    [
        ({"title": "J", "text": "One.", "comments": [{"text": "I hate this.", "author": "troll"}]}, ["One."]),
        ({"title": "J", "body": "One.", "authors": [{"name": "Budi"}]}, ["One."]),
        ({"title": "J", "description": "One.", "authors": [{"name": "Budi"}]}, ["One."]),
        ({"description": "All the news", "items": [{"content": "One."}, {"content": "Two."}]}, ["One.", "Two."]),
        ({"items": [{"text": "One."}], "others": [{"text": "Two."}], "content": "Own."}, ["Own."]),
    ],
)
def test_an_object_with_a_text_is_the_article(tmp_path: Path, content: object, texts: list[str]) -> None:
    read_, problems, _ = read(write(tmp_path, "a.json", json.dumps(content)))
    assert ([each.article.text for each in read_], problems) == (texts, [])


def test_the_text_that_is_given_tells_which_object_is_the_article(tmp_path: Path) -> None:
    path = write(tmp_path, "a.json", json.dumps({"x": "Own.", "text": "No.", "items": [{"y": "One."}]}))
    assert [each.article.text for each in read(path, Columns.parse("text=x"))[0]] == ["Own."]
    assert [each.article.text for each in read(path, Columns.parse("text=y"))[0]] == ["One."]


def test_objects_one_after_the_other(tmp_path: Path) -> None:
    rows: list[object] = [{"text": "one " * 30_000}, 3, {"text": "two"}]
    read_, problems, _ = read(write(tmp_path, "a.json", lines_of(rows) + '\n{"text": "three"\n'))
    assert [each.article.text[:3] for each in read_] == ["one", "two"]
    assert problems[0] == "row 2: it is not an object with keys and values"
    assert problems[1].startswith("row 4: it is not JSON (")
    assert problems[1].endswith("; nothing after it was read")


def test_an_object_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.formats.limits.RECORD_BYTES", 100_000)
    monkeypatch.setattr("index.formats.limits.SAMPLE_BYTES", 1_000)
    path = write(tmp_path, "a.json", json.dumps({"text": "word " * 100_000, "tags": [1] * 1_000}))
    assert len(read(path)[0]) == 1
    monkeypatch.setattr("index.formats.limits.JSON_VALUES", 1_000)
    assert read(path)[1] == ["it is one object of more than 1,000 values"]
    monkeypatch.setattr("index.formats.limits.JSON_OBJECT_BYTES", 300_000)
    assert read(path)[1] == ["it is one object of more than 300,000 characters"]


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
    read_, problems, _ = read(write(tmp_path, "a.json", content))
    assert [each.article.text for each in read_] == texts
    assert len(problems) == 1
    assert problems[0].startswith(problem)


# CSV and TSV


@pytest.mark.parametrize(
    ("name", "mark"), [("a.csv", ","), ("a.csv", ";"), ("a.csv", "\t"), ("a.csv", "|"), ("a.tsv", "\t")]
)
def test_tables_with_any_delimiter(tmp_path: Path, name: str, mark: str) -> None:
    rows = [["title", "text", "date"], ['"A, ""b"""', '"Isi; satu\r\nbaris"', "25/06/2022"], ["", "Dua", ""]]
    path = write(tmp_path, name, "\r\n".join(mark.join(row) for row in rows))
    first, second = (each.article for each in read(path)[0])
    assert (first.title, first.text, first.published) == ('A, "b"', "Isi; satu\nbaris", date(2022, 6, 25))
    assert (second.title, second.text, second.published) == ("Dua", "Dua", None)


@pytest.mark.parametrize("packed", [False, True])
def test_quotes_in_tsv_are_text_unless_all_are_around_cells(tmp_path: Path, packed: bool) -> None:
    def texts(name: str, *cells: str) -> list[str]:
        content = ("title\ttext\n" + "".join(f"T\t{cell}\n" for cell in cells)).encode()
        path = write(tmp_path, f"{name}.gz" if packed else name, gzip.compress(content) if packed else content)
        found, problems, _ = read(path)
        assert problems == []
        return [each.article.text for each in found]

    said = ['"Semua."', '"Saya tidak tahu," kata Budi.', '"Belum selesai', "Akhir."]
    assert texts("a.tsv", *said) == said
    assert texts("b.tsv", '"Satu\nbaris."', '"Kata ""dia""."') == ["Satu\nbaris.", 'Kata "dia".']


def test_a_wrong_quote_in_csv_is_said(tmp_path: Path) -> None:
    within = '\ntitle,text\nA,"x" y\nB,Dua.\n'
    read_, problems, _ = read(write(tmp_path, "a.csv", within))
    assert [each.article.title for each in read_] == ["B"]
    assert problems == ["row 1: it is not CSV from line 3 on (',' expected after '\"')"]
    unclosed = 'title,text\nA,Satu.\nB,"x\nC,y\nD,z\n'
    read_, problems, _ = read(write(tmp_path, "b.csv", unclosed))
    assert [each.article.title for each in read_] == ["A"]
    assert problems == ["row 2: it is not CSV from line 3 on (unexpected end of data); nothing after it was read"]
    assert read(write(tmp_path, "c.csv", '"title"x,text\nA,Satu.\n'))[1] == [
        "row 1: it is not CSV from line 1 on (',' expected after '\"'); nothing after it was read"
    ]


@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_excel_names_the_delimiter_above_the_header(tmp_path: Path, mark: str) -> None:
    content = f"sep={mark}\r\ntitle|a|b{mark}text\r\nT{mark}Isi.\r\n"
    (found,), problems, _ = read(write(tmp_path, "a.csv", content))
    assert (found.article.text, problems) == ("Isi.", [])


def test_rows_with_other_numbers_of_cells(tmp_path: Path) -> None:
    read_, problems, _ = read(write(tmp_path, "a.csv", "title,text,x\na,b\n\nc,d,e,\nf,g,h,i\n,,\n"))
    assert [each.article.title for each in read_] == ["a", "c"]
    assert problems == ["row 4: it has 4 cells, and the header 3"]


def test_a_cell_beyond_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.formats.limits.RECORD_BYTES", 1_000)
    read_, problems, _ = read(write(tmp_path, "a.csv", 'title,text\na,b\nc,"' + "x\n" * 2_000))
    assert [each.article.title for each in read_] == ["a"]
    assert problems == [
        "row 2: it is not CSV from line 3 on (field larger than field limit (1000)); nothing after it was read"
    ]


# Parquet


def test_parquet(tmp_path: Path) -> None:
    records: list[dict[str, object]] = [
        {"headline": "H1", "body": "one", "date": datetime(2022, 6, 25, 23, 30), "src": 3, "meta": {"lang": "en"}},
        {"headline": None, "body": "two", "date": None, "src": None, "meta": None},
        {"headline": "H3", "body": None, "date": None, "src": float("nan"), "meta": None},
    ]
    path = write(tmp_path, "a.parquet", parquet(records))
    read_, problems, taken = read(path)
    assert [(each.article.title, each.article.text, each.article.published) for each in read_] == [
        ("H1", "one", date(2022, 6, 25)),
        ("two", "two", None),
    ]
    assert read_[0].article.language == "en"
    assert [each.origin for each in read_] == [f"{path}#1", f"{path}#2"]
    assert problems == ["row 3: it has no text"]
    assert taken[0].columns == Columns(text="body", title="headline", published="date", language="meta.lang")


def test_parquet_of_other_programs(tmp_path: Path) -> None:
    moment = pyarrow.scalar(1656199800_000000001, pyarrow.timestamp("ns"))
    table = pyarrow.table(
        {
            "text": pyarrow.array([b"Satu \xc3\xa9."], pyarrow.binary()),
            "title": pyarrow.array([b"Judul"], pyarrow.large_binary()),
            "url": pyarrow.array([b"\xff"], pyarrow.binary()),
            "seen": pyarrow.array([moment]),
            "meta": pyarrow.StructArray.from_arrays([pyarrow.array([moment])], ["date"]),
        }
    )
    pyarrow.parquet.write_table(table, tmp_path / "a.parquet")
    (found,), problems, _ = read(tmp_path / "a.parquet")
    assert (found.article.text, found.article.title, problems) == ("Satu é.", "Judul", [])
    assert found.article.published == date(2022, 6, 25)


def test_what_is_no_parquet(tmp_path: Path) -> None:
    assert read(write(tmp_path, "a.parquet", b"PAR1nothing"))[1] == ["it is damaged or not a Parquet file"]


def test_without_pyarrow_a_parquet_file_names_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "a.parquet", parquet([{"text": "one"}]))
    missing = 'raise ModuleNotFoundError("No module named \'pyarrow\'", name="pyarrow")'
    write(tmp_path, "pyarrow.py", missing)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))  # of the worker process
    command = 'pyarrow is not installed; install it with: pip install "kutip[tables]"'
    assert read(path)[1] == [f"it needs an extra: {command}"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_empty_lines_are_passed_over_and_counted(encoding: str) -> None:
    text = "\n\n{}\n" + "\n" * 70_000 + "\r\n[]\n\n\nbad"
    found = list(Lines(io.BytesIO(text.encode(encoding))).filled())
    assert found == [(3, "{}"), (70_005, "[]"), (70_008, "bad")]


def test_empty_rows_are_passed_over_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[list[object]] = []

    def look(cells: list[object], _: list[str]) -> bool:
        looked.append(cells)
        return False

    monkeypatch.setattr(headers, "is_header_again", look)
    rows: list[list[object]] = [["title", "text"], *([[]] * 200), ["A", "B"]]
    _, records = headers.with_header(rows, Columns())
    assert [each.number for each in records if isinstance(each, TableRow)] == [201]
    assert looked == [["A", "B"]]
