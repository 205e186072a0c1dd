"""A library that holds what folders hold, and what could not be read in them."""

from __future__ import annotations

import errno
import os
import zipfile
from pathlib import Path

import pytest

from index.errors import BadInputError
from index.importing.pipeline import Stage
from index.values import Problem, ProblemKind
from qa.faces.cli.app import run
from qa.faces.cli.exits import Exit
from qa.library import Library
from tests.support.builders import texts, write

TEXTS = {
    "tide.txt": "The tide rises twice a day.",
    "deep/bees.txt": "Bees dance for each other.",
    "deep/moon.txt": "The moon is far away.",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in TEXTS.items():
        write(tmp_path / "folder", name, text)
    return tmp_path / "folder"


def sync(library: Library, folder: Path) -> tuple[int, int, int]:
    report = library.add([folder], sync=True)
    return report.added, report.replaced, report.removed


def test_a_synced_library_holds_what_the_folder_holds(library: Library, folder: Path) -> None:
    elsewhere = folder.with_name("folder-too") / "owl.txt"
    write(elsewhere.parent, elsewhere.name, "Owls hunt at night.")
    library.add([elsewhere])
    assert sync(library, folder) == (3, 0, 0)
    (folder / "tide.txt").unlink()
    write(folder, "deep/moon.txt", "The moon is far, far away.")
    write(folder, "new.txt", "Rain falls.")
    assert sync(library, folder) == (1, 1, 1)
    assert texts(library) == {
        "Owls hunt at night.",
        TEXTS["deep/bees.txt"],
        "The moon is far, far away.",
        "Rain falls.",
    }
    assert {hit.passage.text for hit in library.search("tide twice a day moon bees rain", 10)} == texts(library)
    assert sync(library, folder) == (0, 0, 0)
    assert library.verify() == ()


def test_what_comes_back_is_there_again(library: Library, folder: Path) -> None:
    sync(library, folder)
    moved = folder.with_name("bees.txt")
    (folder / "deep/bees.txt").rename(moved)
    assert sync(library, folder) == (0, 0, 1)
    moved.rename(folder / "bees.txt")
    assert sync(library, folder) == (1, 0, 0)
    (folder / "bees.txt").rename(folder / "deep/bees.txt")  # moved within the folder it is the same article
    assert sync(library, folder) == (0, 0, 0)
    assert texts(library) == set(TEXTS.values())


def test_rows_and_members_that_are_gone_go(library: Library, folder: Path) -> None:
    rows = ['{"id": "%s", "text": "Row %s of the table."}' % (name, name) for name in "abc"]  # noqa: UP031
    write(folder, "table.jsonl", "\n".join(rows))
    with zipfile.ZipFile(folder / "more.zip", "w") as archive:
        for name in "xy":
            archive.writestr(f"{name}.txt", f"Member {name} of the archive.")
    assert sync(library, folder) == (8, 0, 0)
    write(folder, "table.jsonl", "\n".join(rows[1:]))
    with zipfile.ZipFile(folder / "more.zip", "w") as archive:
        archive.writestr("y.txt", "Member y of the archive.")
    assert sync(library, folder) == (0, 0, 2)
    assert "Row a of the table." not in texts(library)
    assert "Member x of the archive." not in texts(library)


def test_what_is_there_and_cannot_be_read_stays(library: Library, folder: Path) -> None:
    sync(library, folder)
    (folder / "tide.txt").write_bytes(bytes(range(256)) * 10)
    report = library.add([folder], sync=True)
    assert report.removed == 0
    assert [Path(problem.path).name for problem in report.problems] == ["tide.txt"]
    assert texts(library) == set(TEXTS.values())


def test_a_disk_that_is_not_there_takes_nothing_away(library: Library, folder: Path) -> None:
    sync(library, folder)
    away = folder.with_name("away")
    folder.rename(away)
    with pytest.raises(BadInputError, match="is not a folder"):
        sync(library, folder)
    folder.mkdir()  # where it was mounted
    report = library.add([folder], sync=True)
    assert report.removed == 0
    assert [problem.path for problem in report.problems] == [folder]
    assert "nothing to read in it any more, where 3 articles came from" in report.problems[0].reason
    assert texts(library) == set(TEXTS.values())
    with pytest.raises(BadInputError, match="is not a folder"):
        sync(library, away / "tide.txt")


def test_a_folder_is_the_same_by_whatever_way(library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sync(library, folder)
    monkeypatch.chdir(folder / "deep")
    (folder / "tide.txt").unlink()
    assert sync(library, Path("..")) == (0, 0, 1)


def test_a_folder_with_nothing_in_it_is_no_end_for_another(library: Library, folder: Path) -> None:
    other = folder.with_name("other")
    write(other, "owl.txt", "Owls hunt at night.")
    library.add([folder, other], sync=True)
    (other / "owl.txt").unlink()
    (folder / "tide.txt").unlink()
    report = library.add([other, folder], sync=True)
    assert report.removed == 1
    assert "Owls hunt at night." in texts(library)
    assert library.is_up_to_date()


def test_a_folder_is_the_same_by_way_of_a_link(library: Library, folder: Path) -> None:
    link = folder.with_name("link")
    link.symlink_to(folder)
    assert sync(library, link) == (3, 0, 0)
    write(folder, "tide.txt", "The tide rose.")
    (folder / "deep" / "bees.txt").unlink()
    assert sync(library, folder) == (0, 1, 1)
    assert texts(library) == {"The tide rose.", TEXTS["deep/moon.txt"]}


def test_what_is_said_of_an_article_beside_it_and_cannot_be_read_takes_nothing_away(
    library: Library, folder: Path
) -> None:
    write(folder, "tide.yaml", "title: Tides")
    sync(library, folder)
    write(folder, "tide.yaml", 'title: "Tides')
    assert sync(library, folder) == (0, 0, 0)
    assert texts(library) == set(TEXTS.values())


def test_a_library_in_a_folder_is_none_of_its_articles(folder: Path) -> None:
    with Library.create(folder / "deep" / "kutip") as library:
        for _ in range(2):
            report = library.add([folder], sync=True)
            left_out = Problem(folder / "deep" / "kutip", "it is a library of Kutip", ProblemKind.LEFT_OUT)
            assert (report.problems, report.removed) == ((left_out,), 0)
        assert texts(library) == set(TEXTS.values())


# Problems


def test_problems_are_kept_until_they_are_mended(
    library: Library, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at = ["--library", str(library.root)]
    (folder / "bad.txt").write_bytes(b"\x00\x01\x02" * 100)
    with zipfile.ZipFile(folder / "mixed.zip", "w") as archive:
        archive.writestr("good.txt", "A good member.")
        archive.writestr("bad.txt", b"\x00\x01\x02" * 100)
    assert run(["add", str(folder), *at]) == Exit.PARTLY
    capsys.readouterr()
    assert [Path(problem.path).name for problem in library.problems()] == ["bad.txt", "mixed.zip!bad.txt"]
    assert run(["status", *at]) == Exit.OK
    assert "not read    2 (`qa status --problems` lists them)" in capsys.readouterr().out
    assert run(["status", "--problems", *at]) == Exit.OK
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith(f"not read: {folder / 'bad.txt'}: ")
    (folder / "bad.txt").write_text("Now it is good.", encoding="utf-8")
    assert run(["add", str(folder / "bad.txt"), *at]) == Exit.OK
    assert [Path(problem.path).name for problem in library.problems()] == ["mixed.zip!bad.txt"]
    (folder / "mixed.zip").unlink()
    assert run(["add", "--sync", str(folder), *at]) == Exit.OK
    assert library.problems() == ()
    assert run(["status", "--problems", "--json", *at]) == Exit.OK
    assert capsys.readouterr().out.strip().endswith("[]")


def test_an_article_in_two_folders_stays_until_it_is_in_neither(library: Library, folder: Path) -> None:
    other = folder.with_name("other")
    write(other, "copy.txt", TEXTS["tide.txt"])
    write(other, "owl.txt", "Owls hunt at night.")
    assert sync(library, folder) == (3, 0, 0)
    assert sync(library, other) == (1, 0, 0)
    (other / "copy.txt").unlink()
    assert sync(library, other) == (0, 0, 0)
    assert TEXTS["tide.txt"] in texts(library)
    (folder / "tide.txt").unlink()
    assert sync(library, folder) == (0, 0, 1)


def test_every_row_that_could_not_be_read_is_remembered_until_it_can_be(library: Library, folder: Path) -> None:
    write(folder, "news.jsonl", '{"text": "Snow falls."}\n{"text": ""}\n{"text": ""}\n')
    library.add([folder])
    rows = [problem.reason for problem in library.problems()]
    assert len(rows) == 2
    assert rows[0] != rows[1]
    library.add([folder])
    assert [problem.reason for problem in library.problems()] == rows
    write(folder, "news.jsonl", '{"text": "Snow falls."}\n')
    library.add([folder])
    assert library.problems() == ()


def test_what_did_not_exist_is_a_problem_until_it_does(library: Library, folder: Path) -> None:
    later = folder.with_name("later")
    library.add([folder, later])
    assert [problem.path for problem in library.problems()] == [str(later)]
    write(later, "a.txt", "Hail falls.")
    library.add([later])
    assert library.problems() == ()
    library.add([folder.with_name("mistyped")])
    library.add([folder])
    assert library.problems() == ()


def test_what_was_said_before_answers_until_what_is_said_now_can(library: Library, folder: Path) -> None:
    sync(library, folder)
    write(folder, "tide.txt", "The tide rises three times a day.")
    asked: list[str] = []

    def tell(stage: Stage, done: int, total: int) -> None:
        if stage is Stage.EMBEDDING and not asked:
            with Library.open(library.root) as other:
                asked.extend(citation.quote for citation in other.ask("How often does the tide rise?").citations)

    library.add([folder], tell=tell)
    assert asked == [TEXTS["tide.txt"]]
    (now,) = library.ask("How often does the tide rise?").citations
    assert now.quote == "The tide rises three times a day."


@pytest.mark.parametrize("code", [errno.EACCES, errno.EIO])
def test_what_cannot_be_looked_at_is_not_gone(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    other = folder.with_name("other")
    write(other, "copy.txt", TEXTS["tide.txt"])
    write(other, "bad.txt", "")
    library.add([folder, other])
    write(folder, "tide.txt", "The tide rose.")
    looked_at = os.stat

    def stat(path: str | Path | int, **how: bool) -> os.stat_result:
        if isinstance(path, str | Path) and str(path).startswith(f"{other}{os.sep}"):
            raise OSError(code, "it cannot be looked at", path)
        return looked_at(path, **how)

    with monkeypatch.context() as patched:
        patched.setattr(os, "stat", stat)
        assert library.add([folder]).added == 1
    assert {TEXTS["tide.txt"], "The tide rose."} <= texts(library)
    assert [problem.path for problem in library.problems()] == [str(other / "bad.txt")]


def test_names_that_are_too_long_are_problems_like_others(library: Library, folder: Path) -> None:
    with zipfile.ZipFile(folder / "mixed.zip", "w") as archive:
        archive.writestr(f"{'long' * 63}.txt", "")
        archive.writestr("rain.txt", "Rain falls.")
    far = folder / f"{'far' * 100}.txt"
    report = library.add([folder, far])
    assert report.added == 4
    assert len(report.problems) == 2
    assert library.is_up_to_date()
    library.add([folder])
    assert len(library.problems()) == 1


def test_names_that_are_no_utf8_are_different_names(library: Library, tmp_path: Path) -> None:
    for name, text in ((b"bad\xff.txt", "Snow falls."), (b"bad\xfe.txt", "Hail falls.")):
        (tmp_path / os.fsdecode(name)).write_text(text, encoding="utf-8")
    library.add([tmp_path])
    assert {"Snow falls.", "Hail falls."} <= texts(library)


def test_sync_says_what_went(library: Library, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = ["--library", str(library.root)]
    assert run(["add", "--sync", str(folder), *at]) == Exit.OK
    (folder / "tide.txt").unlink()
    capsys.readouterr()
    assert run(["add", "--sync", str(folder), *at]) == Exit.OK
    assert "0 article(s) added, 2 already there, 1 removed; 0 passage(s) embedded" in capsys.readouterr().err
    assert run(["add", "--sync", str(folder / "none"), *at]) == Exit.USAGE


def test_a_link_that_leaves_the_folder_is_told_and_takes_nothing_away(library: Library, folder: Path) -> None:
    write(folder.with_name("other"), "secret.txt", "The password is swordfish.")
    sync(library, folder)
    (folder / "tide.txt").unlink()
    (folder / "tide.txt").symlink_to(folder.with_name("other") / "secret.txt")
    report = library.add([folder], sync=True)
    assert (report.added, report.replaced, report.removed) == (0, 0, 0)
    assert [(each.path, each.reason) for each in report.problems] == [
        (folder / "tide.txt", "it is a link that leaves the folder")
    ]
    assert texts(library) == set(TEXTS.values())
    (folder / "tide.txt").unlink()
    assert sync(library, folder) == (0, 0, 1)
    assert library.problems() == ()
