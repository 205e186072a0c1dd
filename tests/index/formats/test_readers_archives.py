"""Archives: members are read as files are, within limits, never written to disk."""

from __future__ import annotations

import gzip
import io
import stat
import tarfile
import warnings
import zipfile
from pathlib import Path

import pytest

from eval.benchmarks.fuzz_samples import PAGE, samples, taped, zipped
from index.formats import ReadArticle, read_paths
from index.formats.archives import read_archive
from index.formats.columns import Columns
from index.formats.kinds import FileKind, format_of
from index.formats.parsed import Draft, ParseProblem, UnreadableError
from index.values import Problem

pytestmark = pytest.mark.slow

NESTED = "it is an archive within an archive, which is not read"


def read(path: Path, content: bytes) -> tuple[dict[str, str], dict[str, str]]:
    """Titles of articles by origin, and reasons of problems by path, within the archive."""
    path.write_bytes(content)
    found = list(read_paths([path], lambda _: "xx"))
    articles = {
        each.origin.removeprefix(str(path)): each.article.title for each in found if isinstance(each, ReadArticle)
    }
    problems = {str(each.path).removeprefix(str(path)): each.reason for each in found if isinstance(each, Problem)}
    return articles, problems


MEMBERS: dict[str, str | bytes] = {
    "in/a.txt": "Text.",
    "in/a.yaml": "title: Given\npublished: 2020-01-01\n",
    "b.html": PAGE,
    "c.jsonl": '{"title": "One", "text": "a", "id": 7}\n{"title": "Two", "text": "b"}\n',
    "d.csv.gz": gzip.compress(b"judul,isi\nTiga,c\n"),
    "README.md": "About.",
    ".hidden/x.txt": "Hidden.",
    "__MACOSX/y.txt": "Rubbish.",
    "picture.png": "png",
}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.zip", zipped(MEMBERS)),
        ("a.tar", taped(MEMBERS)),
        ("a.tar.gz", taped(MEMBERS, "w:gz")),
        ("a.TGZ", taped(MEMBERS, "w:gz")),
        ("a.tar", taped(MEMBERS, "w:gz")),
    ],
)
def test_members_are_read_as_files_are(tmp_path: Path, name: str, content: bytes) -> None:
    articles, problems = read(tmp_path / name, content)
    assert articles == {
        "!in/a.txt": "Given",
        "!b.html": "Bridge opens",
        "!c.jsonl#7": "One",
        "!c.jsonl#row 2": "Two",
        "!d.csv.gz#1": "Tiga",
    }
    assert problems == {
        "!README.md": "it is a file about its folder",
        "!.hidden/x.txt": "it is a hidden file",
        "!__MACOSX/y.txt": "it is a hidden file",
        "!picture.png": "it is a picture",
    }


def test_every_format_in_an_archive(tmp_path: Path) -> None:
    whole = {name: content for name, content in samples().items() if name not in ("a.zip", "a.tar", "a.tgz")}
    articles, problems = read(tmp_path / "a.zip", zipped(whole))
    assert {origin.partition("#")[0] for origin in articles} == {f"!{name}" for name in whole}
    assert problems == {}


def test_nested_and_bad_members_are_problems_and_the_rest_is_read(tmp_path: Path) -> None:
    members: dict[str, str | bytes] = {
        "a.zip": zipped({"x.txt": "x"}),
        "b.tar.gz": b"x",
        "c.7z": b"x",
        "d.txt": b"\0",
        "e.md": "---\ntitle: [\n---\nx",
        "f.txt": "x",
        "f.yaml": "published: soon",
        "g.pdf": b"x",
        "h.txt": "Good.",
    }
    articles, problems = read(tmp_path / "a.zip", zipped(members))
    assert articles == {"!e.md": "e", "!f.txt": "x", "!h.txt": "Good."}
    assert problems["!a.zip"] == problems["!b.tar.gz"] == NESTED
    assert problems["!c.7z"] == "it is an archive of a kind that is not read: pack it as .zip"
    assert problems["!d.txt"] == "it is binary, not text"
    assert problems["!e.md"].startswith("its metadata are not YAML")
    assert problems["!f.txt"] == "of its .yaml file: its key published is not a day ('soon')"
    assert problems["!g.pdf"].startswith("it is damaged or not a PDF")


def test_names_lead_nowhere_and_steer_no_terminal(tmp_path: Path) -> None:
    members = {"../../up.txt": "a", "/abs.txt": "b", "x\\y.txt": "c", "\x1b[31mred\u202e.txt": "d"}
    articles, problems = read(tmp_path / "a.tar", taped(members))
    assert articles == {"!../../up.txt": "a", "!/abs.txt": "b", "!x/y.txt": "c", "!red.txt": "d"}
    assert problems == {}
    assert [path.name for path in tmp_path.iterdir()] == ["a.tar"]


def test_links_and_devices_in_a_tar_are_left_out(tmp_path: Path) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, kind in (("a.txt", tarfile.SYMTYPE), ("b.txt", tarfile.LNKTYPE), ("c.txt", tarfile.FIFOTYPE)):
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, "/etc/passwd"
            archive.addfile(member)
    assert read(tmp_path / "a.tar", out.getvalue()) == (
        {},
        {"!a.txt": "it is a link", "!b.txt": "it is a link", "!c.txt": "it is not a regular file"},
    )


def test_an_archive_of_nothing(tmp_path: Path) -> None:
    assert read(tmp_path / "a.zip", zipped({})) == ({}, {"": "it contains no file"})


def test_links_in_a_zip_are_left_out(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("a.txt")
        link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("b.txt", "Good.")
    assert read(tmp_path / "a.zip", out.getvalue()) == ({"!b.txt": "Good."}, {"!a.txt": "it is a link"})


def test_members_of_one_name(tmp_path: Path) -> None:
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w") as archive:
        warnings.simplefilter("ignore")
        archive.writestr("a.txt", "one")
        archive.writestr("a.txt", "two")
    articles, problems = read(tmp_path / "a.zip", out.getvalue())
    assert articles == {"!a.txt": "one"}
    assert problems == {"!a.txt": "an earlier member has the same name"}


def test_damaged_archives(tmp_path: Path) -> None:
    assert read(tmp_path / "a.zip", b"x")[1][""].startswith("it is damaged or not a zip archive")
    assert read(tmp_path / "a.tar", b"x" * 600)[1][""].startswith("it is damaged or not a tar archive")
    cut = taped({"a.txt": "Good.", "b.txt": bytes(range(32, 127)) * 20_000}, "w:gz")
    assert read(tmp_path / "b.tgz", cut[: len(cut) // 2])[1]


def test_bombs(tmp_path: Path) -> None:
    bomb: dict[str, str | bytes] = {"a.txt": bytes(100_000_000), "b.txt": "Good."}
    articles, problems = read(tmp_path / "a.zip", zipped(bomb))
    assert articles == {"!b.txt": "Good."}
    assert problems == {"!a.txt": "it unpacks to more than 200 times its size"}
    assert "200 times" in read(tmp_path / "a.tgz", taped(bomb, "w:gz"))[1][""]


@pytest.mark.parametrize(("name", "content"), [("a.zip", zipped(MEMBERS)), ("a.tgz", taped(MEMBERS, "w:gz"))])
def test_limits_of_an_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    form = format_of(name)
    assert form
    monkeypatch.setattr("index.formats.limits.ARCHIVE_MEMBERS", 3)
    with pytest.raises(UnreadableError, match="it has more than 3 members"):
        list(read_archive(path, form.kind, Columns()))


def test_the_members_of_an_archive_add_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({f"{n}.txt": "x" * 1_000 for n in range(9)}))
    monkeypatch.setattr("index.formats.limits.ARCHIVE_BYTES", 3_500)
    found: list[object] = []
    with pytest.raises(UnreadableError, match="it unpacks to more than 3,500 bytes"):
        found.extend(read_archive(path, FileKind.ZIP, Columns()))
    path.write_bytes(zipped({f"{n}.txt": "x" * 1_000 for n in range(3)}))
    assert [type(each) for each in read_archive(path, FileKind.ZIP, Columns())].count(Draft) == 3


def test_reading_goes_on_from_a_member(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"a.txt": "A.", "b.txt": b"\0", "c.txt": "C."}))
    found = list(read_archive(path, FileKind.ZIP, Columns(), start=1))
    assert [(each.member, type(each)) for each in found if isinstance(each, Draft | ParseProblem)] == [
        ("b.txt", ParseProblem),
        ("c.txt", Draft),
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (gzip.compress(b"Good.", mtime=0)[:-4], "it is damaged"),
        (b"\x1f\x8bxx", "it is damaged"),
        (gzip.compress(bytes(30_000_000), mtime=0), "it unpacks to more than 200 times its size"),
    ],
)
def test_damaged_gzip(tmp_path: Path, content: bytes, reason: str) -> None:
    assert read(tmp_path / "a.txt.gz", content)[1][""].startswith(reason)


def test_a_gzip_bomb_of_lines(tmp_path: Path) -> None:
    assert "200 times" in read(tmp_path / "a.jsonl.gz", gzip.compress(b"\n" * 20_000_000))[1][""]
