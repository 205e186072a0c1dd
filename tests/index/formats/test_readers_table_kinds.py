"""Tables as programs really write them: headers, quotes, nesting, markup, days and cut texts."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from index.formats import Columns, ReadArticle, read_paths
from index.formats.cells import day_of_cell, paragraphs_of_cell
from index.formats.columns import excel_day
from index.formats.fragments import text_of_fragment
from index.formats.kinds import FileKind
from index.formats.parsed import Draft
from index.formats.tables import read_rows
from index.values import Article, Problem, ProblemKind
from tests.support.builders import lines_of, write

ONE = "The mill was closed in March, its owner told the town council on Monday."
TWO = "A ferry leaves the island every hour, the line announced at its pier."
LONG = " ".join(["The mill was closed in March."] * 12)


def read(path: Path, columns: str = "") -> tuple[list[Article], list[tuple[ProblemKind, str]]]:
    found = list(read_paths([path], lambda _: "xx", Columns.parse(columns)))
    problems = [(each.kind, each.reason) for each in found if isinstance(each, Problem)]
    return [each.article for each in found if isinstance(each, ReadArticle)], problems


def texts(path: Path, columns: str = "") -> list[str]:
    articles, problems = read(path, columns)
    assert problems == []
    return [article.text for article in articles]


# Headers


@pytest.mark.parametrize(
    ("above", "mark"),
    [
        ("Report generated on Monday, 8 May\n\n", ";"),
        ('"Export, of articles",,,\n,,,\n', ","),
        ("Search: mill\nResults: 2\n", "\t"),
    ],
)
def test_what_is_above_the_header_is_left_out_and_said(tmp_path: Path, above: str, mark: str) -> None:
    rows = (["Headline", "Body", "Date"], ["A", f'"{ONE}"', "2023-04-08"])
    articles, problems = read(write(tmp_path, "a.csv", above + "\n".join(map(mark.join, rows))))
    assert [(each.title, each.text, each.published) for each in articles] == [("A", ONE, date(2023, 4, 8))]
    ((kind, reason),) = problems
    assert kind is ProblemKind.LEFT_OUT
    assert reason.startswith("lines above its header that were left out (")


def test_a_table_without_a_header_is_read_by_place(tmp_path: Path) -> None:
    rows = f'7,Mill,"{ONE}",2023-04-08,https://a.example/1\n8,Ferry,"{TWO}",2023-04-09,https://a.example/2\n'
    articles, problems = read(write(tmp_path, "a.csv", rows))
    assert [(each.text, each.published, each.url) for each in articles] == [
        (ONE, date(2023, 4, 8), "https://a.example/1"),
        (TWO, date(2023, 4, 9), "https://a.example/2"),
    ]
    assert [kind for kind, _ in problems] == [ProblemKind.WARNING]
    assert "it has no header" in problems[0][1]
    assert "text=3, url=5, published=4" in problems[0][1]
    articles, _ = read(write(tmp_path, "b.csv", rows), "text=3,title=2")
    assert [each.title for each in articles] == ["Mill", "Ferry"]


def test_a_column_with_a_strange_name_may_be_given_by_its_place(tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", f'kop_1,t_2\nA,"{ONE}"\n')
    articles, problems = read(path, "text=2,title=1")
    assert [(each.title, each.text) for each in articles] == [("A", ONE)]
    assert problems == [(ProblemKind.WARNING, "its first row was taken for its header (kop_1, t_2)")]
    assert read(path)[1][0][1].startswith("none of its columns looks like the text (kop_1, t_2)")


def test_a_header_again_is_no_article_and_another_one_names_what_follows(tmp_path: Path) -> None:
    table = "title,text\nA,One.\ntitle,text\nB,Two.\nheadline,body,date\nC,Three.,2023-04-08\n"
    articles, problems = read(write(tmp_path, "a.csv", table))
    assert [(each.title, each.text) for each in articles] == [("A", "One."), ("B", "Two."), ("C", "Three.")]
    assert articles[2].published == date(2023, 4, 8)
    assert problems == []


def test_names_that_are_repeated_or_missing(tmp_path: Path) -> None:
    assert texts(write(tmp_path, "a.csv", "title,text,text,\nA,One.,Other.,\n")) == ["One."]


def test_a_table_of_many_columns(tmp_path: Path) -> None:
    names = [f"x{number}" for number in range(3_000)]
    table = ",".join([*names, "title", "text"]) + "\n" + ",".join(["1"] * 3_000 + ["A", "One."]) + "\n"
    assert texts(write(tmp_path, "a.csv", table)) == ["One."]


def test_rows_of_other_programs() -> None:
    rows = [("Report", None), ("Title", "Text", "Date"), ("A", ONE, datetime(2023, 4, 8, 9, 30)), (None, "", None)]
    found = list(read_rows(rows, FileKind.CSV, Columns()))
    (draft,) = (each for each in found if isinstance(each, Draft))
    assert (draft.text, draft.metadata.title, draft.metadata.published) == (ONE, "A", date(2023, 4, 8))


# Quotes and lines


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (r'"He said \"yes\", then \"no\"."', 'He said "yes", then "no".'),
        (r'"\"Yes,\" she said."', '"Yes," she said.'),
        ('"One \\"two\\"\nthree."', 'One "two"\nthree.'),
    ],
)
def test_quotes_after_backslashes(tmp_path: Path, cell: str, text: str) -> None:
    assert texts(write(tmp_path, "a.csv", f"title,text\nA,{cell}\nB,Last.\n")) == [text, "Last."]


def test_a_backslash_alone_escapes_nothing(tmp_path: Path) -> None:
    assert texts(write(tmp_path, "a.csv", 'title,text\nA,"C:\\dir\\"\nB,"d:\\n"\n')) == ["C:\\dir\\", "d:\\n"]
    articles, problems = read(write(tmp_path, "b.csv", 'title,text\nA,"C:\\"x\nB,"Two."\nC,Three.\n'))
    assert [each.text for each in articles] == ["Two.", "Three."]
    assert problems == [(ProblemKind.UNREAD, "row 1: it is not CSV from line 2 on (',' expected after '\"')")]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (r"It rose.\nHe left.", "It rose.\nHe left."),
        (r"It rose.\r\n\r\n“Go,” he said.", "It rose.\n\n“Go,” he said."),
        (r"He has $\nu$ and\nHe left.", r"He has $\nu$ and\nHe left."),
        (r"On \\host\news it rose.", r"On \\host\news it rose."),
    ],
)
def test_line_ends_that_are_written_out(tmp_path: Path, cell: str, text: str) -> None:
    assert texts(write(tmp_path, "a.csv", f'title,text\nA,"{cell}"\n')) == [text]


def test_spaces_after_commas(tmp_path: Path) -> None:
    table = 'title, text, date\n"A", "It rose, he said.", 2023-04-08\n"B", "It fell.", 2023-04-08\n'
    assert texts(write(tmp_path, "a.csv", table)) == ["It rose, he said.", "It fell."]
    assert texts(write(tmp_path, "b.csv", 'title,text\nA, "So" he said\n')) == [' "So" he said']


@pytest.mark.parametrize("end", ["\r", "\r\n", "\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_line_ends(tmp_path: Path, end: str, encoding: str) -> None:
    table = f'title,text{end}A,"One{end}two."{end}{end}B,Three.{end}'
    assert texts(write(tmp_path, "a.csv", table.encode(encoding))) == ["One\ntwo.", "Three."]


# Markup


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("<p>One &ldquo;two&rdquo;</p><figure><img src='x'></figure><p>Three.</p>", "One “two”\nThree."),
        ("One<br/>two <em>three</em>", "One\ntwo three"),
        ("One.\n\nTwo <b>bold</b>\nthree.", "One.\nTwo bold\nthree."),
        ("<h2>Head</h2>\nOne.\n\nTwo.", "Head\nOne.\nTwo."),
        ("&lt;p&gt;One&lt;/p&gt;&lt;p&gt;Two&lt;/p&gt;", "One\nTwo"),
        ("AT&amp;T &#8212; it&rsquo;s\nnew", "AT&T — it’s\nnew"),
        ("a < b and c > d, I <3 it, R&D; x <y", "a < b and c > d, I <3 it, R&D; x <y"),
        ("Write <b> for bold.\n  Two.", "Write <b> for bold.\n  Two."),
    ],
)
def test_cells_that_are_html_and_cells_that_are_not(cell: str, text: str) -> None:
    assert text_of_fragment(cell) == text


# Records in records


@pytest.mark.parametrize(
    "content",
    [
        {"response": {"status": "ok", "results": [{"webTitle": "A", "fields": {"bodyText": ONE}}]}},
        {"data": {"page": 1, "articles": [{"headline": {"main": "A"}, "body": ONE}]}},
        {"took": 3, "hits": {"total": {"value": 1}, "hits": [{"_id": "x", "_source": {"title": "A", "text": ONE}}]}},
        {"@context": "x", "@graph": [{"@type": "NewsArticle", "headline": "A", "articleBody": ONE}]},
        {"type": "FeatureCollection", "features": [{"geometry": None, "properties": {"title": "A", "text": ONE}}]},
        {"data": [{"type": "article", "id": "1", "attributes": {"title": "A", "body": {"value": f"<p>{ONE}</p>"}}}]},
        {"kind": "Listing", "data": {"children": [{"kind": "t3", "data": {"title": "A", "selftext": ONE}}]}},
        {"title": {"0": "A"}, "text": {"0": ONE}},
        {"title": ["A"], "text": [ONE]},
        {"columns": ["title", "text"], "index": [0], "data": [["A", ONE]]},
        {"title": "A", "text": ONE, "comments": {"1": {"text": "x"}, "2": {"text": "y"}}},
    ],
)
def test_records_are_found_where_programs_put_them(tmp_path: Path, content: object) -> None:
    articles, problems = read(write(tmp_path, "a.json", json.dumps(content)))
    assert ([(each.title, each.text) for each in articles], problems) == ([("A", ONE)], [])


@pytest.mark.parametrize("wrapped", [lambda each: each, lambda each: {"news": each}, lambda each: {"a": {"b": each}}])
def test_objects_by_their_ids(tmp_path: Path, wrapped: Callable[[object], object]) -> None:
    content = {"17": {"title": "A", "text": ONE}, "18": {"title": "B", "text": TWO}}
    path = write(tmp_path, "a.json", json.dumps(wrapped(content)))
    origins = [each.origin for each in read_paths([path], lambda _: "xx") if isinstance(each, ReadArticle)]
    assert origins == [f"{path}#17", f"{path}#18"]
    assert texts(path) == [ONE, TWO]


def test_arrays_that_are_alike_are_one_and_others_are_said(tmp_path: Path) -> None:
    months = {"2023-04": [{"title": "A", "text": ONE}], "2023-05": [{"title": "B", "text": TWO}]}
    assert texts(write(tmp_path, "a.json", json.dumps(months))) == [ONE, TWO]
    both = {"articles": [{"title": "A", "text": ONE}], "comments": [{"user": "x", "text": "y"}]}
    articles, problems = read(write(tmp_path, "b.json", json.dumps(both)))
    assert [each.text for each in articles] == [ONE]
    assert problems == [(ProblemKind.LEFT_OUT, "records under comments that were left out: 1")]


def test_arrays_one_after_the_other(tmp_path: Path) -> None:
    written = "".join(json.dumps([{"text": text}]) + "\n" for text in (ONE, TWO))
    assert texts(write(tmp_path, "a.json", written)) == [ONE, TWO]


def test_comments_in_json_are_said(tmp_path: Path) -> None:
    for name, written in (("a.json", '// x\n[{"text": "a"}]'), ("b.jsonl", '{"text": /* x */ "a"}')):
        ((_, reason),) = read(write(tmp_path, name, written))[1]
        assert "it has comments, which JSON has not" in reason


def test_rows_of_another_kind_are_read_by_their_own_names(tmp_path: Path) -> None:
    first = [{"title": f"A{n}", "text": ONE, "date": "2023-04-08"} for n in range(3)]
    second = [{"headline": f"B{n}", "body": TWO, "published": "2023-04-09"} for n in range(3)]
    want = [(f"A{n}", ONE, date(2023, 4, 8)) for n in range(3)] + [(f"B{n}", TWO, date(2023, 4, 9)) for n in range(3)]
    table = "title,text,date,headline,body,published\n"
    table += "".join(f'{r["title"]},"{ONE}",{r["date"]},,,\n' for r in first)
    table += "".join(f',,,{r["headline"]},"{TWO}",{r["published"]}\n' for r in second)
    for path in (write(tmp_path, "a.jsonl", lines_of(first + second)), write(tmp_path, "a.csv", table)):
        articles, problems = read(path)
        assert ([(each.title, each.text, each.published) for each in articles], problems) == (want, [])
    articles, problems = read(tmp_path / "a.jsonl", "text=text")
    assert (len(articles), len(problems)) == (3, 3)


# Cells


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (["One.", "Two."], "One.\nTwo."),
        ("['One.', \"Two's.\"]", "One.\nTwo's."),
        ('["One.", "Two."]', "One.\nTwo."),
        (["The ", {"type": "bold", "text": "mill"}, "."], "The mill."),
        ([{"text": "x"}], ""),
        (["x", 3], ""),
        ("['not a list]", "['not a list]"),
        ("[1] See below.", "[1] See below."),
    ],
)
def test_texts_in_pieces(value: object, text: str) -> None:
    assert paragraphs_of_cell(value) == text


@pytest.mark.parametrize(
    ("value", "day"),
    [("45024", date(2023, 4, 8)), (45025.375, date(2023, 4, 9)), ("43562", date(2019, 4, 7)),
     ("20230408", None), ("4502", None), ("99999", None), ("45024 x", None), (None, None)],
)  # fmt: skip
def test_days_as_numbers_of_excel(value: object, day: date | None) -> None:
    assert excel_day(value) == day


def test_only_a_column_of_days_has_numbers_of_excel(tmp_path: Path) -> None:
    articles, problems = read(write(tmp_path, "a.csv", "text,date,likes\nOne.,45024,45025\n"))
    assert [each.published for each in articles] == [date(2023, 4, 8)]
    assert problems == [(ProblemKind.WARNING, "days that are numbers of Excel, read as days since 1900 (not 1904): 1")]
    articles, problems = read(write(tmp_path, "b.csv", "text,likes\nOne.,45025\n"))
    assert ([each.published for each in articles], problems) == ([None], [])


def test_texts_that_are_cut_off_are_said(tmp_path: Path) -> None:
    rows = [
        {"content": "The mill was… [+1234 chars]"},
        {"content": "A ferry [+9 chars] left."},
        {"content": "[removed]"},
    ]
    articles, problems = read(write(tmp_path, "a.jsonl", lines_of(rows)))
    assert [each.text for each in articles] == ["The mill was…", "A ferry [+9 chars] left."]
    assert problems == [
        (ProblemKind.UNREAD, "row 3: it has no text"),
        (ProblemKind.WARNING, "texts that are cut off, with a mark as [+1234 chars] at the end: 1"),
    ]


@pytest.mark.parametrize(
    ("names", "taken"),
    [
        ("Title|Full text|Abstract|Publication title|Publication date|Document URL|Authors",
         "text=Full text, title=Title, source=Publication title, url=Document URL, author=Authors,"
         " published=Publication date"),
        ("webTitle|fields.bodyText|fields.body|webUrl|webPublicationDate|fields.byline",
         "text=fields.bodyText, title=webTitle, url=webUrl, author=fields.byline, published=webPublicationDate"),
        ("authors|date_download|date_publish|description|maintext|source_domain|title|url",
         "text=maintext, title=title, source=source_domain, url=url, author=authors, published=date_publish"),
        ("headline.main|abstract|web_url|pub_date|byline.original|source",
         "text=abstract, title=headline.main, source=source, url=web_url, author=byline.original, published=pub_date"),
        ("title|selftext|subreddit|url|author|created_utc",
         "text=selftext, title=title, source=subreddit, url=url, author=author, published=created_utc"),
        ("title|body|source.title|url|dateTimePub|date",
         "text=body, title=title, source=source.title, url=url, published=dateTimePub"),
        ("DATE|SourceCommonName|DocumentIdentifier|title|text",
         "text=text, title=title, source=SourceCommonName, url=DocumentIdentifier, published=DATE"),
        ("url|title|seendate|domain|text", "text=text, title=title, source=domain, url=url, published=seendate"),
        ("Title|Abstract Note|Publication Title|Url|Author|Date",
         "text=Abstract Note, title=Title, source=Publication Title, url=Url, author=Author, published=Date"),
    ],
)  # fmt: skip
def test_columns_of_archives_and_news_apis(tmp_path: Path, names: str, taken: str) -> None:
    row = [
        "https://a.example/1" if re.search("url|identifier", name.lower()) else
        "2023-04-08" if "date" in name.lower() else "1680912000" if "created" in name else "Words."
        for name in names.split("|")
    ]  # fmt: skip
    shown: list[str] = []
    path = write(tmp_path, "a.csv", ",".join(names.split("|")) + "\n" + ",".join(row) + "\n")
    found = list(read_paths([path], lambda _: "xx", None, lambda each: shown.append(str(each.columns))))
    assert (shown, len(found)) == ([taken], 1)


# Telegram


def test_chats_of_telegram(tmp_path: Path) -> None:
    chat = {
        "name": "Mill watch",
        "type": "public_channel",
        "id": 9,
        "messages": [
            {"id": 1, "type": "service", "action": "create_channel", "text": ""},
            {"id": 2, "type": "message", "date": "2023-04-08T09:00:00", "from": "Mill watch", "text": ONE},
            {"id": 3, "type": "message", "date": "2023-04-08T10:00:00", "from": "Ann", "forwarded_from": "Bob",
             "text": ["See ", {"type": "strikethrough", "text": "nothing "}, {"type": "link", "text": "https://a.example"},
                      {"type": "bold", "text": " now"}, "."]},
            {"id": 4, "type": "message", "photo": "x.jpg", "text": ""},
        ],
    }  # fmt: skip
    path = write(tmp_path, "result.json", json.dumps(chat))
    articles, problems = read(path)
    assert [(each.text, each.source, each.author, each.published) for each in articles] == [
        (ONE, "Mill watch", "Mill watch", date(2023, 4, 8)),
        ("See https://a.example now.", "Mill watch", "Bob", date(2023, 4, 8)),
    ]
    assert problems == [
        (ProblemKind.LEFT_OUT, "service messages (who joined, what was pinned) that were left out: 1"),
        (ProblemKind.LEFT_OUT, "messages without a text (pictures, files, polls) that were left out: 1"),
    ]
    other = chat | {"id": 10, "name": "Other"}
    path = write(tmp_path, "all.json", json.dumps({"about": "x", "chats": {"list": [chat, other]}}))
    origins = [each.origin for each in read_paths([path], lambda _: "xx") if isinstance(each, ReadArticle)]
    assert origins == [f"{path}#{name}" for name in ("9/2", "9/3", "10/2", "10/3")]


# Pages of results, and dates


@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
def test_pages_of_results_one_after_the_other(tmp_path: Path, name: str) -> None:
    pages = [
        {"response": {"page": n, "results": [{"webTitle": t, "fields": {"bodyText": t}}]}}
        for n, t in ((1, ONE), (2, TWO))
    ]
    written = lines_of(pages) if name == "a.jsonl" else json.dumps(pages)
    assert texts(write(tmp_path, name, written)) == [ONE, TWO]
    rows = [{"title": "A", "text": ONE, "items": [{"text": "x"}]}, {"title": "B", "text": TWO}]
    assert texts(write(tmp_path, f"b{name}", lines_of(rows) if name == "a.jsonl" else json.dumps(rows))) == [ONE, TWO]


def test_escaped_quotes_in_tsv(tmp_path: Path) -> None:
    table = 'title\ttext\n"A"\t"He said \\"yes\\"."\n'
    assert texts(write(tmp_path, "a.tsv", table)) == ['He said "yes".']


@pytest.mark.parametrize(
    "written",
    ["April 8, 2023 Saturday", "8 April 2023, Saturday", "Saturday, April 8, 2023 6:00 AM EST",
     "Sat Apr 08 20:19:24 +0000 2023", "Sat Apr  8 20:19:24 2023"],
)  # fmt: skip
def test_days_of_databases_and_tweets(written: str) -> None:
    assert day_of_cell(written) == date(2023, 4, 8)


@pytest.mark.parametrize("name", ["a.csv", "a.tsv"])
@pytest.mark.parametrize("packed", [False, True])
def test_a_few_nul_bytes_are_no_text(tmp_path: Path, name: str, packed: bool) -> None:
    mark = "," if name == "a.csv" else "\t"
    table = f"title{mark}text\nA{mark}A\0 mill.\nB{mark}{LONG}\n".encode()
    path = write(tmp_path, f"{name}.gz" if packed else name, gzip.compress(table) if packed else table)
    assert texts(path) == ["A mill.", LONG]
