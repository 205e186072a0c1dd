"""The sources of what was shown last: opened, shown at their place, and exported."""

from __future__ import annotations

import json
import os
import webbrowser
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from index.storage.articles import make_article
from index.storage.shown import Spot
from index.values import EVERYTHING, Span
from qa.addresses import located, since
from qa.conversations import turn_of
from qa.faces.cli import opening, paging
from qa.faces.cli.app import run
from qa.faces.cli.exits import Exit
from qa.library import Library
from tests.support.terminal import Captured, qa

URL = "https://example.org/tower;$(touch${IFS}x)"
BRIDGE = make_article(
    text="The harbour bridge was opened in May 1932. It has two towers.", title="Bridge", language="en"
)
TOWER = make_article(text="The harbour tower was opened in June 1951.", title="Tower", language="en", url=URL)
QUESTION = "When was the harbour bridge opened?"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "library"
    (tmp_path / "mill; touch y.txt").write_text("The harbour mill was opened in July 1870.")
    with Library.create(root) as library:
        library.add_articles([BRIDGE, TOWER])
        library.add(tmp_path / "mill; touch y.txt")
    monkeypatch.setenv("KUTIP_LIBRARY", str(root))
    monkeypatch.setenv("PAGER", "cat")
    return root


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is opened, while nothing is."""
    seen: list[str] = []

    def browse(address: str) -> bool:
        seen.append(address)
        return True

    monkeypatch.setattr(webbrowser, "open", browse)
    monkeypatch.setattr(opening, "_start", lambda _, file: seen.append(file))
    return seen


def refused(capsys: Captured, *arguments: str, code: Exit = Exit.USAGE) -> str:
    out, err = qa(capsys, *arguments, code=code)
    assert out == ""
    assert err.count("\n") == 1
    return err


def number_of(capsys: Captured, article_id: str) -> str:
    """The number of an article in a search, which is the last thing shown then."""
    found = json.loads(qa(capsys, "search", "harbour opened", "--json")[0])
    return next(str(each["rank"]) for each in found if each["article_id"] == article_id)


def id_of_mill(root: Path) -> str:
    with Library.open(root) as library:
        return next(each.article_id for each in library.articles() if each.passages and "mill" in each.title)


def test_a_file_is_opened_and_else_an_address_and_else_the_text(
    root: Path, capsys: Captured, opened: list[str]
) -> None:
    assert qa(capsys, "open", number_of(capsys, TOWER.article_id)) == ("", f"opened {URL}\n")
    out, _ = qa(capsys, "open", number_of(capsys, id_of_mill(root)))
    assert (out, opened) == ("", [URL, str(root.parent / "mill; touch y.txt")])
    out, _ = qa(capsys, "open", number_of(capsys, BRIDGE.article_id))
    assert out.endswith("\n\n>>>The harbour bridge was opened in May 1932. It has two towers.<<<\n")
    out, _ = qa(capsys, "open", "--text", number_of(capsys, TOWER.article_id))
    assert ">>>The harbour tower" in out
    assert len(opened) == 2


def test_a_file_of_another_kind_or_that_is_gone_is_not_opened(root: Path, capsys: Captured, opened: list[str]) -> None:
    script = root.parent / "run.sh"
    script.write_text("#!/bin/sh\n")
    pier = make_article(text="The harbour pier was opened in 1899.", title="Pier", language="en")
    with Library.open(root) as library:
        library.add_articles(pier, str(script))
    (root.parent / "mill; touch y.txt").unlink()
    for article_id in (pier.article_id, id_of_mill(root)):
        assert ">>>The harbour" in qa(capsys, "open", number_of(capsys, article_id))[0]
    assert opened == []


def test_a_path_is_one_word_of_a_command_without_a_shell(tmp_path: Path) -> None:
    opener, file = tmp_path / "opener", tmp_path / "$(touch a); b.txt"
    opener.write_text(f'#!/bin/sh\nprintf "%s" "$#:$1" > "{tmp_path}/told"\n')
    opener.chmod(0o700)
    opening._start(str(opener), str(file))
    assert (tmp_path / "told").read_text() == f"1:{file}"
    assert not (tmp_path / "a").exists()


def test_where_nothing_opens_it_one_line_says_so(
    root: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(webbrowser, "open", lambda _: False)
    line = refused(capsys, "open", number_of(capsys, TOWER.article_id))
    assert f"error: there is no browser to open {URL} with; `qa open --text` shows the article here\n" == line
    for opener in (None, "/bin/false"):
        monkeypatch.setattr(opening, "_opener", lambda found=opener: found)
        line = refused(capsys, "open", number_of(capsys, id_of_mill(root)))
        assert line.startswith("error: there is no program to open ")


def test_the_last_answer_is_kept_without_its_words(root: Path, capsys: Captured, opened: list[str]) -> None:
    assert "nothing was asked or searched yet" in refused(capsys, "open", "1")
    answer = json.loads(qa(capsys, "ask", "--json", QUESTION)[0])
    with Library.open(root) as library:
        (spot, *_) = library.last_shown.load().spots
    first = answer["citations"][0]
    assert spot == Spot(1, first["article_id"], first["start"], first["end"])
    assert "has no source 9" in refused(capsys, "open", "9")
    qa(capsys, "remove", first["article_id"])
    assert "has no source" in refused(capsys, "open", "1") or "no sources" in refused(capsys, "open", "1")


def test_an_answer_of_a_chat_is_the_last_if_it_is_newer(root: Path, capsys: Captured) -> None:
    number_of(capsys, BRIDGE.article_id)
    with Library.open(root) as library:
        answer = library.ask(QUESTION)
        turn = turn_of(answer, EVERYTHING)
        library.conversations.keep(library.conversations.start("bridge"), turn)
    out, _ = qa(capsys, "open", "1", "--text")
    assert f">>>{answer.citations[0].quote}<<<" in out


def test_a_place_is_marked(root: Path, capsys: Captured) -> None:
    out, _ = qa(capsys, "show", f"{BRIDGE.article_id}@45")
    assert out.endswith("The harbour bridge was opened in May 1932. >>>It has two towers.<<<\n")
    out, _ = qa(capsys, "show", f"{BRIDGE.article_id[:6]}@4-18")
    assert "The >>>harbour bridge<<< was opened" in out
    whole, _ = qa(capsys, "show", BRIDGE.article_id)
    assert whole == out.replace(">>>", "").replace("<<<", "")


@pytest.mark.parametrize("place", ["@", "@x", "@-3", "@4-", "@1@2", "@61", "@9-9", "@9-3", "@0-62", "@9999999999"])
def test_a_wrong_place_gives_one_line(root: Path, capsys: Captured, place: str) -> None:
    line = refused(capsys, "show", f"{BRIDGE.article_id}{place}")
    assert "is not a place in an article; write it as" in line or "it has the characters 0 to 60" in line


def test_an_address_tells_what_became_of_its_article(root: Path, capsys: Captured, tmp_path: Path) -> None:
    old, file = id_of_mill(root), tmp_path / "mill; touch y.txt"
    file.write_text("It is told that the harbour mill was opened in July 1870.")
    qa(capsys, "add", file)
    now = id_of_mill(root)
    out, said = qa(capsys, "show", f"{old}@4-16")
    assert ">>>harbour mill<<<" in out
    assert said.endswith(f"as it is now, it has these words too: {now}@20-32\n")
    assert qa(capsys, "show", f"{old}@0-11")[1].endswith(f"as it is now, it does not have these words: {now}\n")
    qa(capsys, "remove", now)
    told = refused(capsys, "show", f"{old}@4-16", code=Exit.UNKNOWN_ARTICLE)
    assert f"there is no article {old} any more; it was removed" in told


def test_an_address_has_its_page() -> None:
    found = located(replace(BRIDGE, pages=(0, 43)), Span(43, 45), (), lambda _: BRIDGE)
    assert (found.page, found.quote, since(found)) == (2, "It", ["this is on page 2"])


def test_tags_are_shown_with_an_article(root: Path, capsys: Captured) -> None:
    qa(capsys, "tag", BRIDGE.article_id, "Harbour")
    assert "\ntags: Harbour\n" in qa(capsys, "show", BRIDGE.article_id)[0]


def test_a_long_text_goes_through_the_pager_with_its_line_in_view(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Captured
) -> None:
    less = tmp_path / "less"
    less.write_text(f'#!/bin/sh\necho "$@" > "{tmp_path}/told"\ncat > "{tmp_path}/text"\n')
    less.chmod(0o700)
    monkeypatch.setenv("PAGER", str(less))
    monkeypatch.setattr(paging, "_is_read", lambda: True)
    paging.page_out([f"line {number}" for number in range(100)], 50, 24)
    assert (tmp_path / "told").read_text() == "+47\n"
    assert (tmp_path / "text").read_text().splitlines()[50] == "line 50"
    paging.page_out(["one", "two"], 0, 24)
    for unusable in ("no-such-pager-here", "'"):
        monkeypatch.setenv("PAGER", unusable)
        paging.page_out(["three"] * 30, 0, 24)
    assert capsys.readouterr().out == "one\ntwo\n" + "three\n" * 60


@pytest.mark.parametrize("arguments", [("--search", "harbour", "-k", "3"), (QUESTION,), ()])
def test_an_answer_or_a_search_is_exported(root: Path, capsys: Captured, arguments: tuple[str, ...]) -> None:
    qa(capsys, "ask", QUESTION)
    entries = json.loads(qa(capsys, "export", "--format", "csl", *arguments)[0])
    assert BRIDGE.article_id[:8] in {entry["id"].rpartition("-")[2] for entry in entries}
    assert len(entries) == (3 if "--search" in arguments else len({entry["id"] for entry in entries}))


def test_the_name_of_a_file_tells_the_format(root: Path, capsys: Captured, tmp_path: Path) -> None:
    for name, begins in (("a.ris", "TY  - "), ("a.CSV", "id,"), ("a.json", "[")):
        qa(capsys, "export", "--search", "harbour", "-o", str(tmp_path / name))
        assert (tmp_path / name).read_text().startswith(begins)
    assert "the format is missing" in refused(capsys, "export", "--search", "harbour", "-o", str(tmp_path / "a.txt"))


def test_a_file_is_written_once(root: Path, capsys: Captured, tmp_path: Path) -> None:
    file = tmp_path / "refs.bib"
    search = ("export", "--format", "bibtex", "--search", "harbour bridge", "-o", str(file))
    assert qa(capsys, *search)[1].startswith(f"written to {file}: ")
    before = file.read_text()
    assert before.startswith("@misc{bridge-")
    assert "already exists" in refused(capsys, *search)
    assert file.read_text() == before
    if os.name == "posix":
        assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("export",), "the format is missing"),
        (("export", "last"), "no file to write an evidence pack to"),
        (("export", "--format", "ris"), "nothing was asked or searched yet"),
        (("export", "--format", "ris", "--search", "harbour", "bridge"), "cannot be exported together"),
        (("export", "--format", "ris", "last"), "nothing was asked in a conversation yet"),
        (("export", "--format", "endnote", "x"), "Invalid value for '--format'"),
        (("export", "--format", "csv", "Who", "won", "the", "cup", "of", "Ruritania?"), "no quote to export"),
    ],
)
def test_what_cannot_be_exported_gives_one_line(
    root: Path, capsys: Captured, arguments: tuple[str, ...], line: str
) -> None:
    assert line in refused(capsys, *arguments)


def test_the_time_decides_what_was_last(root: Path, capsys: Captured) -> None:
    before = datetime.now(UTC) - timedelta(seconds=1)
    number_of(capsys, BRIDGE.article_id)
    with Library.open(root) as library:
        noticed = library.last_shown.load().noticed
    assert noticed is not None
    assert before < noticed < datetime.now(UTC)
    assert run(["open", "99"]) == Exit.USAGE


def test_a_quote_is_checked_in_all_articles(root: Path, capsys: Captured, opened: list[str]) -> None:
    out, _ = qa(capsys, "check", "“The harbour bridge was opened in May 1932.”")
    assert out.splitlines()[0] == "It stands to the letter."
    assert f"article {BRIDGE.article_id}, characters 0-42" in out
    qa(capsys, "open", "1", "--text")
    out, _ = qa(capsys, "check", "The harbour tower was opened in May 1951", code=Exit.UNSOUND)
    assert f"article {TOWER.article_id}" in out
    assert "the quote has “May”, the article “June”" in out
    qa(capsys, "open", "1")
    assert opened == [URL]
    out, _ = qa(capsys, "check", "Nobody said anything of this", code=Exit.UNSOUND)
    assert out == "It stands in no article, and nothing like it does.\n"
    (verdict,) = json.loads(qa(capsys, "check", "--json", "was opened in July 1870")[0])
    assert (verdict["stands"], verdict["article_id"]) == (True, id_of_mill(root))


def test_a_quote_is_checked_in_one_article(root: Path, capsys: Captured) -> None:
    asked = ("check", "--article", BRIDGE.article_id[:6])
    assert "to the letter." in qa(capsys, *asked, "two", "towers")[0]
    assert "does not stand" in qa(capsys, *asked, "The harbour tower was opened in June 1951", code=Exit.UNSOUND)[0]
    assert "no letter or digit" in refused(capsys, "check", "“…”")
    assert "no article ffff" in refused(capsys, "check", "--article", "ffff", "towers", code=Exit.UNKNOWN_ARTICLE)


def test_a_quote_in_several_articles_has_all_of_them_newest_first(tmp_path: Path, capsys: Captured) -> None:
    same = [
        make_article(text=f"Copy {n}. The dam held.", title=f"{n}", published=date(2010 + n, 1, 1)) for n in (1, 3, 2)
    ]
    with Library.create(tmp_path / "dams") as library:
        library.add_articles(same)
        assert [each.article_id for each in library.find_quote("The dam held.")] == [
            same[n].article_id for n in (1, 2, 0)
        ]
    with Library.create(tmp_path / "empty") as library:
        assert library.find_quote("The dam held.") == ()
