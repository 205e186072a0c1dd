from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import pytest
from typer.main import get_command

from qa.faces.cli.app import app
from qa.faces.cli.exits import Exit
from qa.library import Library

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def test_the_python_example_prints_what_the_readme_says(sample: Library) -> None:
    (program,) = blocks("python")
    (output,) = blocks("text")
    assert '".make/library"' in program
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(program.replace('".make/library"', repr(str(sample.status().root))), {})
    assert printed.getvalue() == output


def test_every_exit_code_is_in_the_table() -> None:
    listed = {int(code) for code in re.findall(r"^\| (\d+) \|", README, re.MULTILINE)}
    assert listed == {int(code) for code in Exit}


@pytest.mark.parametrize("command", re.findall(r"^qa (\w+)", README, re.MULTILINE))
def test_the_commands_exist(command: str) -> None:
    assert command in get_command(app).commands  # type: ignore[attr-defined]


def test_there_are_exactly_two_commands_that_set_everything_up() -> None:
    start, end = README.index("## Two commands"), README.index("## In a terminal")
    assert re.findall(r"^```sh\n(.*?)\n```", README[start:end], re.MULTILINE | re.DOTALL) == ["make ask", "make test"]
