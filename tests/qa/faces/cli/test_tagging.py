"""`qa tag`, and what is asked only of articles with a tag."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.storage.articles import make_article
from index.values import Filters
from qa.faces.cli.app import run
from qa.faces.cli.exits import Exit
from qa.library import Library
from tests.support.terminal import Captured

BRIDGE = make_article(text="The harbour bridge was opened in May 1932.", title="Bridge", language="en")
TOWER = make_article(text="The harbour tower was opened in June 1951.", title="Tower", language="en")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "library"
    with Library.create(root) as library:
        library.add_articles([BRIDGE, TOWER], ["bridge.txt", "tower.txt"])
    monkeypatch.setenv("KUTIP_LIBRARY", str(root))
    return root


def said(capsys: Captured, *arguments: str, code: Exit = Exit.OK) -> str:
    capsys.readouterr()
    assert run([*arguments]) == code
    captured = capsys.readouterr()
    return captured.out if code == Exit.OK else captured.err


def test_tags_are_put_listed_and_taken_off(root: Path, capsys: Captured) -> None:
    assert said(capsys, "tag") == "no tags yet; put one on an article with `qa tag ID TAG`\n"
    put = said(capsys, "tag", BRIDGE.article_id[:6], "#Harbour", "to read")
    assert put == f"{BRIDGE.article_id}  Harbour, to read  (Bridge)\n"
    said(capsys, "tag", TOWER.article_id, "HARBOUR")
    assert said(capsys, "tag") == "    2  Harbour\n    1  to read\n"
    assert json.loads(said(capsys, "tag", "--json")) == [
        {"name": "Harbour", "articles": 2},
        {"name": "to read", "articles": 1},
    ]
    assert json.loads(said(capsys, "tag", BRIDGE.article_id, "--json")) == ["Harbour", "to read"]
    assert "no tags" in said(capsys, "tag", "--remove", TOWER.article_id, "harbour")
    assert said(capsys, "tag", BRIDGE.article_id) == f"{BRIDGE.article_id}  Harbour, to read  (Bridge)\n"


def test_an_old_version_is_named_as_one_wherever_it_is_asked_for(root: Path, capsys: Captured) -> None:
    capsys.readouterr()
    assert run(["edit", BRIDGE.article_id, "--date", "1932-05-19"]) == Exit.OK
    now = capsys.readouterr().err.split()[1]
    assert said(capsys, "tag", BRIDGE.article_id, "harbour") == f"{now}  harbour  (Bridge)\n"
    for asked, note in ((BRIDGE.article_id, f"; as it is now, it is {now}\n"), (now, "")):
        assert run(["show", asked]) == Exit.OK
        shown = capsys.readouterr()
        assert shown.out.startswith("Bridge\n")
        assert shown.err.startswith("note: this article was replaced on ") == bool(note)
        assert shown.err.endswith(note)


def test_only_articles_with_a_tag_are_asked_and_searched(root: Path, capsys: Captured) -> None:
    said(capsys, "tag", TOWER.article_id, "Tall")
    found = json.loads(said(capsys, "search", "harbour", "--tag", "tall", "--json"))
    assert [each["article_id"] for each in found] == [TOWER.article_id]
    answer = json.loads(said(capsys, "ask", "--tag", "TALL", "--json", "When was the harbour bridge opened?"))
    assert {each["article_id"] for each in answer["hits"]} == {TOWER.article_id}


def test_a_tag_follows_its_article_and_goes_with_it(root: Path, capsys: Captured) -> None:
    said(capsys, "tag", TOWER.article_id, "Tall")
    changed = make_article(text="The harbour tower was opened in July 1951.", title="Tower", language="en")
    with Library.open(root) as library:
        library.add_articles(changed, "tower.txt")
        assert library.tags_of(changed.article_id) == library.tags_of(TOWER.article_id) == ("Tall",)
        only = Filters(tags=frozenset({"tall"}))
        assert {hit.article.article_id for hit in library.search("harbour", filters=only)} == {changed.article_id}
        library.tag(TOWER.article_id, "old id")  # the id of the version
        assert library.tags_of(changed.article_id) == ("old id", "Tall")
        before = library.state()
        library.untag(changed.article_id, ["old id", "Tall"])
        assert library.state() != before
    said(capsys, "tag", changed.article_id, "Tall")
    said(capsys, "remove", changed.article_id)
    assert "no tags yet" in said(capsys, "tag")


@pytest.mark.parametrize(
    ("arguments", "code", "line"),
    [
        (["tag", "ffff", "x"], Exit.UNKNOWN_ARTICLE, "there is no article ffff"),
        (["tag", BRIDGE.article_id, "a,b"], Exit.USAGE, "'a,b' is not a tag; write letters or digits"),
        (["tag", BRIDGE.article_id, ""], Exit.USAGE, "'' is not a tag"),
        (["tag", "--remove", BRIDGE.article_id], Exit.USAGE, "no tag to take off"),
        (["tag", "--remove", BRIDGE.article_id, "x"], Exit.USAGE, "the article has no tag 'x'"),
        (
            ["search", "--tag", "x", "harbour"],
            Exit.USAGE,
            "no article has the tag 'x'; `qa tag ID TAG` puts one on an article",
        ),
    ],
)
def test_what_is_wrong_gives_one_line(
    root: Path, capsys: Captured, arguments: list[str], code: Exit, line: str
) -> None:
    told = said(capsys, *arguments, code=code)
    assert told.startswith(f"error: {line}")
    assert told.count("\n") == 1
