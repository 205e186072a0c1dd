from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from qa.faces.cli.app import run
from tests.support import ROOT

pytestmark = pytest.mark.slow

README = (ROOT / "README.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"^```console\n\$ qa (.*?)\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
PATIENCE = ["--budget-ms", "60000"]


@pytest.mark.usefixtures("real_reader")
def test_the_readme_shows_what_its_commands_print(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One after the other, over one library; only the name of the index and the size on disk may be others."""
    monkeypatch.setenv("KUTIP_LIBRARY", str(tmp_path / "demo"))
    monkeypatch.chdir(ROOT)
    assert SHOWN
    for command, output in SHOWN:
        words = shlex.split(command)
        assert run([words[0], *(PATIENCE if words[0] == "ask" else []), *words[1:]]) == 0
        said = "".join(capsys.readouterr())
        assert without_accidents(said.replace(str(tmp_path / "demo"), "demo")) == without_accidents(output), command


def without_accidents(output: str) -> str:
    return re.sub(r"^(index|on disk) .*$", r"\1", output, flags=re.MULTILINE)
