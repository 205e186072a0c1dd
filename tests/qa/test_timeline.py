"""What articles say by date, in both languages, and articles without a date that days leave out."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.faces.cli.exits import Exit
from qa.library import Library
from tests.support.terminal import Captured, qa

STRIKE = (
    "Ferry workers in Nordwijk walked out last Monday over pay. The strike has stopped all five boats. "
    "Talks in the ferry strike will resume on Friday, the harbour company said."
)
LEAK = (
    "Water began to leak from the Rosenau dam on Monday, and two villages below it were cleared by the fire brigade "
    "before nightfall, as the mayor of Rosenau told a meeting in the town hall."
)
WEIR = "Water began to leak from the Great Ormsey weir on Monday, as the miller told the council."
ARTICLES = [
    ("Coast Post", "2019-09-18", "en", "Ferry strike in Nordwijk", STRIKE),
    ("Coast Post", "2021-03-10", "en", "Leak at the Rosenau dam", LEAK),
    ("Sunday Digest", "2021-03-28", "en", "Leak at the Rosenau dam", LEAK),
    ("Coast Post", "2015-03-11", "en", "Leak at the Great Ormsey weir", WEIR),
    ("Coast Post", "2017-03-15", "en", "Leak at the Great Ormsey weir", WEIR),
    ("Koran", "2018-09-19", "id", "Longsor Batuputih", "Longsor Batuputih menewaskan tiga orang pada Senin lalu."),
    ("Kabar", "2018-09-18", "id", "Longsor Batuputih", "Longsor Batuputih menewaskan 3 orang, Senin (17/9/2018)."),
    ("Coast Post", "2021-03-09", "en", "Floods in Tarn Valley", "The floods in Tarn Valley killed 3 people on Monday."),
    ("Isle Post", "2021-03-10", "en", "Tarn Valley floods", "The floods in Tarn Valley killed 5 people on Monday."),
    ("Koran", "2023-11-08", "id", "Rumah sakit Kalimas",
     "Rumah sakit Kalimas dibuka pada 12 Januari 2015. Bulan lalu rumah sakit Kalimas kebanjiran. "
     "Rumah sakit Kalimas akan diperbaiki tahun depan."),
    ("Koran", "2019-09-18", "id", "Kapal tenggelam di Selat Batur",
     "Kapal motor tenggelam di Selat Batur pada Sabtu (14/9) dini hari. Keesokan harinya kapal itu ditemukan nelayan."),
    ("Echo", "2021-03-10", "en", "Council closes Ostermark school",
     "The council of Ostermark has voted to close the village school. Parents are angry."),
    ("Coast Post", "2021-03-10", "en", "Kelda bridge",
     "The old bridge in Kelda was closed last Monday after cracks were found in it."),
    ("Isle Post", "2021-04-02", "en", "Market day",
     "The spring market in Kelda opened on Thursday. Bakers from the valley came to Kelda on Friday."),
    ("Isle Post", None, "en", "Dunmore lighthouse",
     "The Dunmore lighthouse was painted last Monday. The Dunmore lighthouse was first lit on 4 June 1911."),
]  # fmt: skip
NAMES = ("source", "published", "language", "title", "text")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("timeline") / "library"
    with Library.create(root) as made:
        made.add([dict(zip(NAMES, each, strict=True)) for each in ARTICLES])
    return root


@pytest.fixture(scope="module")
def library(path: Path) -> Iterator[Library]:
    with Library.open(path) as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "lines"),
    [
        ("Nordwijk ferry strike", [("2019-09-16", "last Monday", 1), ("2019-09-20", "Friday", 1)]),
        ("Rosenau dam leak", [("2021-03-08", "Monday", 2)]),
        ("Tarn Valley floods", [("2021-03-08", "Monday", 1), ("2021-03-08", "Monday", 1)]),
        (
            "What happened to the Kalimas hospital?",
            [("2015-01-12", "12 Januari 2015", 1), ("2023-10", "Bulan lalu", 1), ("2024", "tahun depan", 1)],
        ),
        ("kapal tenggelam di Selat Batur", [("2019-09-14", "Sabtu (14/9)", 1), ("2019-09-15", "Keesokan harinya", 1)]),
        ("Great Ormsey weir leak", [("2015-03-09", "Monday", 1), ("2017-03-13", "Monday", 1)]),
        ("longsor Batuputih", [("2018-09-17", "Senin (17/9/2018)", 2)]),
        ("Kelda bridge", [("2021-03-08", "last Monday", 1)]),
        ("kelda bridge", [("2021-03-08", "last Monday", 1)]),
        ("Ostermark school closure", [("2021-03-10", None, 1)]),
        ("Who won the cup of Ruritania?", []),
    ],
)
def test_a_timeline_has_a_line_a_claim(
    library: Library, question: str, lines: list[tuple[str, str | None, int]]
) -> None:
    found = library.timeline(question)
    assert [(entry.when, entry.told, entry.articles) for entry in found.entries] == lines
    cited = [citation for entry in found.entries for citation in entry.citations]
    assert [each.number for each in cited] == [*range(1, len(cited) + 1)]
    assert (found.shortfall is None) is bool(lines)


def test_what_has_no_day_is_left_out_and_counted(library: Library) -> None:
    found = library.timeline("Dunmore lighthouse")
    assert ([entry.when for entry in found.entries], found.untold) == (["1911-06-04"], 1)


def test_a_timeline_is_shown_as_text_json_and_table(path: Path, tmp_path: Path, capsys: Captured) -> None:
    asked = ("timeline", "--library", path, "--since", "2021", "Rosenau dam leak")
    shown, _ = qa(capsys, *asked)
    assert shown.startswith("8 March 2021 (told: “Monday”) “Water began to leak")
    assert "Coast Post, 10 March 2021, and 1 more article" in shown
    assert "1 article without a date was left out." in shown
    (entry,) = json.loads(qa(capsys, *asked, "--json")[0])["entries"]
    assert (entry["when"], entry["told"], len(entry["citations"])) == ("2021-03-08", "Monday", 2)
    (row,) = csv.DictReader(io.StringIO(qa(capsys, *asked, "--format", "csv")[0]))
    assert (row["when"], row["source"], row["also_in"]) == ("2021-03-08", "Coast Post", "Sunday Digest")
    assert row["address"] == entry["citations"][0]["address"]
    file = tmp_path / "leak.jsonl"
    qa(capsys, *asked, "-o", file)
    assert json.loads(file.read_text())["when"] == "2021-03-08"
    none, _ = qa(capsys, "timeline", "--library", path, "Who won the cup of Ruritania?")
    assert none.startswith("Not found in ")


def test_articles_without_a_date_are_counted_where_days_leave_them_out(
    path: Path, library: Library, capsys: Captured
) -> None:
    asked = "When was the Dunmore lighthouse first lit?"
    assert library.ask(asked).undated == 0
    assert library.ask(asked, since="2021").undated == 1
    assert library.ask(asked, since="2021", sources="Koran").undated == 0
    assert library.ask("What happened in Nordwijk in September 2019?").undated == 1
    assert library.ask_all(asked, until="2022").undated == 1
    assert [each.title for each in library.articles(undated=True)] == ["Dunmore lighthouse"]
    shown, _ = qa(capsys, "ask", "--library", path, "--since", "2021", asked)
    assert "1 article without a date was left out (`qa list --undated` shows those there are)." in shown
    _, said = qa(capsys, "search", "--library", path, "--since", "2021", "lighthouse")
    assert "1 article without a date was left out" in said
    exact = ("search", "--library", path, "--until", "1900", "--count", "outlet")
    for title, left_out in (("lighthouse", True), ("nowhere", False)):
        _, said = qa(capsys, *exact, f"title:{title}")
        assert ("1 article without a date was left out" in said) is left_out
    listed, _ = qa(capsys, "list", "--library", path, "--undated")
    assert len(listed.splitlines()) == 1
    _, said = qa(capsys, "list", "--library", path, "--undated", "--since", "2021", code=Exit.USAGE)
    assert "articles without a date are of no days" in said
