"""What Kutip makes is its user's alone, whatever the umask."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.private import make_folder
from index.text.language import LanguageIdentifier
from qa.faces.cli import serving
from qa.faces.cli.app import run
from qa.faces.cli.exits import Exit
from qa.faces.server.settings import is_open
from qa.library import Library
from qa.output.files import write_new

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")

TEXT = "The bridge of Solo opened in 1951."


@pytest.fixture(params=[0o000, 0o022, 0o077], ids=oct)
def _umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def open_to_others(folder: Path) -> list[tuple[str, str]]:
    """What in `folder` has another mode than 0700 or 0600, folder included."""
    found = [folder, *folder.rglob("*")]
    return [(str(path), oct(mode(path))) for path in found if mode(path) != (0o700 if path.is_dir() else 0o600)]


@pytest.mark.usefixtures("_umask")
def test_a_library_is_its_users_alone(tmp_path: Path) -> None:
    (tmp_path / "bridge.txt").write_text(TEXT, encoding="utf-8")
    root = tmp_path / "deep" / "library"
    with Library.create(root) as library:
        library.add(tmp_path / "bridge.txt")
        library.conversations.start("Bridge")
        assert {path.name for path in root.iterdir()} >= {"corpus.sqlite", "corpus.sqlite-wal", "corpus.sqlite-shm"}
        assert (root / "writer.lock").exists()
        assert open_to_others(root.parent) == []
        with Library.open(root) as other:
            assert other.counts() == (1, 1)
    assert open_to_others(root.parent) == []


@pytest.mark.usefixtures("_umask")
def test_a_library_of_before_goes_on_and_keeps_its_mode(sample_copy: Path, tmp_path: Path) -> None:
    for path in (sample_copy, *sample_copy.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    (tmp_path / "bridge.txt").write_text(TEXT, encoding="utf-8")
    with Library.create(sample_copy) as library:
        assert library.add(tmp_path / "bridge.txt").added == 1
        assert library.ask("When did the bridge of Solo open?").hits
        assert library.verify() == ()
    assert (mode(sample_copy), mode(sample_copy / "corpus.sqlite")) == (0o755, 0o644)
    (generation,) = (sample_copy / "generations").iterdir()
    assert open_to_others(generation) == []


@pytest.mark.usefixtures("_umask")
def test_exports_and_the_cache_are_their_users_alone(tmp_path: Path) -> None:
    write_new(tmp_path / "conversation.md", "# Bridge")
    assert mode(tmp_path / "conversation.md") == 0o600
    cache = tmp_path / "cache"
    LanguageIdentifier(cache).detect(TEXT)
    assert open_to_others(cache) == []


@pytest.mark.usefixtures("_umask")
def test_a_pack_is_its_users_alone(sample: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUTIP_LIBRARY", str(sample.root))
    question = "How many tactical nuclear munitions does the US have in Europe?"
    assert run(["ask", "--save", str(tmp_path / "answer.zip"), question]) == Exit.OK
    assert mode(tmp_path / "answer.zip") == 0o600


def test_a_folder_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir(mode=0o750)
    make_folder(tmp_path / "mine" / "one" / "two")
    assert [mode(tmp_path / "mine" / each) for each in ("", "one", "one/two")] == [0o750, 0o700, 0o700]
    make_folder(tmp_path / "mine")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OSError, match="file"):
        make_folder(tmp_path / "file" / "folder")
    with pytest.raises(FileExistsError):
        make_folder(tmp_path / "file")


def test_where_modes_cannot_be_set_a_library_is_made_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "fchmod", refused)
    monkeypatch.setattr(Path, "chmod", refused)
    (tmp_path / "bridge.txt").write_text(TEXT, encoding="utf-8")
    with Library.create(tmp_path / "library") as library:
        assert library.add(tmp_path / "bridge.txt").added == 1
        assert library.verify() == ()
    shutil.rmtree(tmp_path / "library")


# The file with tokens


@pytest.mark.parametrize(
    ("given", "said"), [(0o600, False), (0o400, False), (0o644, True), (0o640, True), (0o602, True)], ids=repr
)
def test_a_token_file_that_others_can_open_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], given: int, said: bool
) -> None:
    file = tmp_path / "tokens"
    file.write_text("read:0123456789abcdefghij\n", encoding="utf-8")
    file.chmod(given)
    assert serving.tokens_of(file).access_of("0123456789abcdefghij") is not None
    lines = capsys.readouterr().err.splitlines()
    told = f"note: the token file {file} is open to other users of this machine; run `chmod 600` on it"
    assert lines == ([told] if said else [])


def test_no_token_file_is_open_to_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KUTIP_TOKEN", raising=False)
    assert not serving.tokens_of(None)
    assert not is_open(tmp_path / "nothing")


@pytest.mark.parametrize("command", [("serve",), ("mcp", "--http")], ids=" ".join)
def test_both_servers_tell_it(
    sample: Library,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    command: tuple[str, ...],
) -> None:
    (tmp_path / "tokens").write_text("0123456789abcdefghij\n", encoding="utf-8")
    (tmp_path / "tokens").chmod(0o644)
    monkeypatch.setattr("qa.faces.server.running.serve", lambda *_: None)
    monkeypatch.setattr("qa.faces.toolserver.http.over_http", lambda *_: None)
    given = ["--library", str(sample.root), "--port", "0", "--token-file", str(tmp_path / "tokens")]
    assert run([*command, *given]) == Exit.OK
    assert "is open to other users of this machine" in capsys.readouterr().err.splitlines()[0]
