"""The list, the search and the status of a library, as people narrow, order and read them."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from index.storage.articles import make_article
from index.values import Span
from qa.faces.cli.exits import Exit
from qa.found import words_found
from qa.library import Library
from tests.support.terminal import Captured, qa

pytestmark = pytest.mark.slow

ARTICLES = (
    # title, outlet, day, language, text
    ("Harbour opened", "Sample Post", "2021-03-04", "en", "The harbour of Oslo was opened on 3 March 2021."),
    ("A ferry sails", "The Sample Courier", "2020-01-02", "en", "The ferry to Gotland sails twice a day."),
    ("Jembatan dibuka", "Kabar Contoh", "2022-06-25", "id", "Jembatan Ampera di Palembang dibuka pada 1965."),
    ("新しい港の長い題名がここにあります", "朝日サンプル", "2019-05-06", "ja", "新しい港は大きい。"),
    ("“Bees” dance", None, None, "en", "Bees dance to tell each other where flowers are."),
)
LONG = ". ".join(f"Part {number} of the ferry's timetable says when the ferry to Visby sails" for number in range(120))


@pytest.fixture(scope="module")
def _shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("shelf") / "library"
    with Library.create(root) as library:
        for title, source, published, language, text in ARTICLES:
            day = date.fromisoformat(published) if published else None
            library.keep_articles(make_article(text=text, title=title, source=source, published=day, language=language))
        last = make_article(text=f"{LONG}.", title="Timetable", language="en", published=date(2018, 1, 1))
        library.add_articles(last)
    return root


@pytest.fixture(autouse=True)
def shelf(_shelf: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library of six articles in three languages, which the commands of the test use."""
    monkeypatch.setenv("KUTIP_LIBRARY", str(_shelf))
    for name in ("FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    return _shelf


def on_terminal(monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", str(columns))


def titles(capsys: Captured, *options: str) -> list[str]:
    return [article["title"] for article in json.loads(qa(capsys, "list", "--json", *options)[0])]


HARBOUR, FERRY, BRIDGE, PORT, BEES, TIMETABLE = (*(each[0] for each in ARTICLES), "Timetable")


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], [BRIDGE, HARBOUR, FERRY, PORT, TIMETABLE, BEES]),
        (["--reverse"], [TIMETABLE, PORT, FERRY, HARBOUR, BRIDGE, BEES]),
        (["--sort", "added"], [TIMETABLE, BEES, PORT, BRIDGE, FERRY, HARBOUR]),
        (["--sort", "added", "--reverse", "-k", "2"], [HARBOUR, FERRY]),
        (["--sort", "title"], [FERRY, BEES, HARBOUR, BRIDGE, TIMETABLE, PORT]),
        (["--sort", "source"], [BRIDGE, HARBOUR, FERRY, PORT, TIMETABLE, BEES]),
        (["-k", "1"], [BRIDGE]),
        (["--since", "2021", "--language", "en"], [HARBOUR]),
        (["--until", "2019"], [PORT, TIMETABLE]),
        (["--source", "kabar"], [BRIDGE]),
        (["--source", "sample post", "--source", "kabar contoh"], [BRIDGE, HARBOUR]),
    ],
)
def test_the_list_is_narrowed_ordered_and_cut(capsys: Captured, options: list[str], expected: list[str]) -> None:
    assert titles(capsys, *options) == expected


def test_a_list_of_nothing_says_so(capsys: Captured) -> None:
    said = "no article matches the dates, outlets, languages and tags together\n"
    assert qa(capsys, "list", "--until", "2000") == ("", said)


def test_what_is_wrong_names_the_help_of_its_command(capsys: Captured) -> None:
    said = "error: Invalid value for '--sort': 'x' is not one of 'date', 'added', 'title', 'source'"
    assert qa(capsys, "list", "--sort", "x", code=Exit.USAGE)[1] == f"{said} (`qa list --help` says how)\n"


@pytest.mark.parametrize("options", [["-k", "0"], ["--language", "xx"], ["--since", "soon"], ["--sort", "size"]])
def test_what_cannot_be_listed_is_one_line(capsys: Captured, options: list[str]) -> None:
    out, said = qa(capsys, "list", *options, code=Exit.USAGE)
    assert (out, said.count("\n")) == ("", 1)
    assert said.startswith("error: ")


@pytest.mark.parametrize("command", [["list"], ["search", "ferry"], ["ask", "where does the ferry sail?"]])
def test_a_part_of_an_outlets_name_is_enough(capsys: Captured, command: list[str]) -> None:
    assert qa(capsys, *command, "--source", "sample")[1].splitlines()[0] == (
        "note: --source sample means Sample Post, The Sample Courier"
    )
    assert "note: --source" not in qa(capsys, *command, "--source", "courier")[1]
    out, said = qa(capsys, *command, "--source", "Curier", code=Exit.USAGE)
    assert (out, said) == (
        "",
        "error: no article has the source 'Curier'; among those there are: The Sample Courier\n",
    )


@pytest.mark.parametrize("columns", [50, 80, 140])
def test_the_list_is_aligned_and_fits_the_terminal(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    on_terminal(monkeypatch, columns)
    lines = qa(capsys, "list")[0].splitlines()
    assert len(lines) == 6
    assert max(map(cell_len, lines)) <= columns
    wide = {cell_len(line[: line.index(start)]) for line, start in zip(lines, begins(lines), strict=True)}
    assert len(wide) == 1
    assert ("…" in lines[3]) == (columns == 50)


def begins(lines: Sequence[str]) -> list[str]:
    """The first letters of the titles."""
    return ["Jem", "Har", "A fe", "新しい", "Time", "“Be"][: len(lines)]


def test_a_search_shows_an_article_once_and_marks_the_words(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    plain, _ = qa(capsys, "search", "ferry", "to", "Visby", "-k", "3")
    assert plain.startswith("1. Timetable (1 January 2018) · ")
    assert plain.count("Timetable (") == 1
    assert qa(capsys, "search", "--all-passages", "ferry to Visby", "-k", "3")[0].count("Timetable (") == 3
    assert "score" not in plain
    assert "\x1b" not in plain
    on_terminal(monkeypatch, 200)
    assert "The \x1b[1mferry\x1b[0m to Gotland" in qa(capsys, "search", "ferry")[0]
    assert "\x1b[1mJembatan\x1b[0m Ampera" in qa(capsys, "search", "the bridge was opened in Palembang", "-k", "1")[0]
    monkeypatch.setenv("NO_COLOR", "1")
    assert "The ferry to Gotland" in qa(capsys, "search", "ferry")[0]


def test_ranks_of_a_search_are_those_of_its_articles(capsys: Captured) -> None:
    hits: list[dict[str, Any]] = json.loads(qa(capsys, "search", "ferry", "-k", "4", "--json")[0])
    assert [hit["rank"] for hit in hits] == [1, 2, 3, 4]
    assert len({hit["article_id"] for hit in hits}) == 4
    assert len(json.loads(qa(capsys, "search", "ferry", "-k", "1000", "--json")[0])) == 6


@pytest.mark.parametrize(
    ("text", "language", "wanted", "found"),
    [
        ("The ferries sail.", "en", {"ferri"}, ["ferries"]),
        ("It's 3,000 km, 3000.", "en", {"3000"}, ["3,000", "3000"]),
        ("新しい港は2021年に開く", "ja", {"港は"}, ["港は"]),
        ("新しい港", "ja", {"新し", "しい"}, ["新しい"]),
        ("ﬁsh and chips", "en", {"fish"}, ["ﬁsh"]),
        ("nothing here", "en", {"ferri"}, []),
    ],
)
def test_words_are_found_where_they_stand(text: str, language: str, wanted: set[str], found: list[str]) -> None:
    spans: tuple[Span, ...] = words_found(text, language, frozenset(wanted))
    assert [span.of(text) for span in spans] == found


@pytest.mark.parametrize(
    ("query", "is_said"),
    [
        (["zzqx"], True),
        (["zzqx", "ferry"], False),
        (["timetable"], False),
        (["harbour", "-sails"], False),
        (["bridge"], False),  # a translation of it is found
        (["source:kabar"], False),
    ],
)
def test_a_search_says_if_nothing_has_a_word_of_it(capsys: Captured, query: list[str], is_said: bool) -> None:
    said = "note: none of these has a word of the search; they are the nearest in meaning\n"
    assert (said in qa(capsys, "search", *query)[1]) == is_said


def test_the_status_has_outlets_days_and_languages(capsys: Captured) -> None:
    lines = qa(capsys, "status")[0].splitlines()
    assert lines[1:4] == [
        "articles    6 (en 4, id 1, ja 1)",
        "outlets     4 (Kabar Contoh 1, Sample Post 1, The Sample Courier 1, 朝日サンプル 1)",
        "published   1 January 2018 to 25 June 2022, 1 undated",
    ]
    assert any(re.fullmatch(r"on disk     \d+\.\d MB", line) for line in lines)


def test_an_exact_search_marks_phrases(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    assert qa(capsys, "search", '"OF OSLO was"')[0].startswith(f"1. {HARBOUR} (Sample Post, 4 March 2021)")
    assert qa(capsys, "search", "title:ferry", "-sails") == ("", "nothing found\n")
    assert qa(capsys, "search", "-sails", '-"nobody says"', "title:ferry", "-k2")[1] == "nothing found\n"
    on_terminal(monkeypatch, 80)
    assert "\x1b[1mof Oslo was\x1b[0m" in qa(capsys, "search", '"of oslo was"')[0]


def test_what_fits_is_counted(capsys: Captured) -> None:
    lines = "2 articles fit\n1  The Sample Courier\n1  no outlet\n"
    assert qa(capsys, "search", '"the ferry to"', "--count", "outlet") == (lines, "")
    out, _ = qa(capsys, "search", '"the ferry to"', "-visby", "--count", "month", "--json")
    assert json.loads(out) == {
        "articles": 1,
        "stories": 1,
        "by": "month",
        "counts": [{"name": "2020-01", "articles": 1, "stories": 1}],
    }


@pytest.mark.parametrize("words", [['"ferry'], ["-ferry"], ["ferry", "--count", "month"]])
def test_what_cannot_be_searched_is_one_line(capsys: Captured, words: list[str]) -> None:
    out, said = qa(capsys, "search", *words, code=Exit.BAD_QUESTION)
    assert (out, said.count("\n")) == ("", 1)
