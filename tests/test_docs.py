from __future__ import annotations

import asyncio
import contextlib
import io
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.exceptions import TyperException
from typer.main import get_command

from eval.benchmarks.commands import bench, fuzz, torture
from eval.commands import app as eval_app
from eval.training.commands import train
from index.formats import SUFFIXES
from index.formats.columns import FIELDS
from qa.asynchronous import AsyncLibrary
from qa.config import FROM_ENVIRONMENT, writer_settings
from qa.faces.cli.app import app
from qa.faces.cli.exits import Exit
from qa.faces.server.desk import Desk
from qa.faces.server.metrics import Metrics
from qa.faces.server.settings import Limits
from qa.faces.toolserver.tools import make_server
from qa.faces.tui.app import ChatApp
from qa.faces.tui.registry import COMMANDS
from qa.faces.tui.settings import ACTIONS, read_settings
from qa.faces.tui.themes import THEMES
from qa.library import Library
from tests.support.commands import leaf_commands, parse

ROOT = Path(__file__).parent.parent
PAGES = {
    str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
    for path in sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob(".github/**/*.md")])
}
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
MOST_WORDS = 900
APPS: dict[str, Any] = {"qa": get_command(app), "qa-eval": get_command(eval_app)}
APPS["qa-eval"].commands |= {
    name: get_command(each) for name, each in {"bench": bench, "fuzz": fuzz, "torture": torture, "train": train}.items()
}


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGES[page], re.MULTILINE | re.DOTALL)


def section(page: str, heading: str) -> str:
    """What stands between a heading and the next of any level."""
    found = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#+ |\Z)", PAGES[page], re.MULTILINE | re.DOTALL)
    assert found, f"{page} has no section {heading!r}"
    return found[1]


def rows(text: str) -> list[list[str]]:
    """The cells of all tables, without their heads."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    rules = {place for place, line in enumerate(lines) if re.fullmatch(r"[|\s-]+", line)}
    kept = [line for place, line in enumerate(lines) if place not in rules and place + 1 not in rules]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in kept]


def code(text: str) -> list[str]:
    """What stands between backticks, outside of blocks."""
    prose = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    return [" ".join(span.split()) for span in re.findall(r"`([^`]+)`", prose)]


def anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.replace("`", "").lower()).strip().replace(" ", "-")


LEAVES = {name: command for each in APPS for name, command in leaf_commands(APPS[each], each)}


def options_of(command: Any) -> dict[str, Any]:
    return {param.opts[0]: param for param in command.params if param.param_type_name == "option"}


# -- README ---------------------------------------------------------------------------------------


def test_the_readme_is_short() -> None:
    assert len(PAGES["README.md"].split()) <= MOST_WORDS


def test_two_commands_set_everything_up() -> None:
    assert blocks("README.md", "sh") == ["make ask\n", "make test\n"]


def test_the_readme_shows_five_commands() -> None:
    shown = re.findall(r"^\$ qa (\w+)", PAGES["README.md"], re.MULTILINE)
    assert len(shown) == 5
    assert set(shown) <= set(APPS["qa"].commands)


def test_the_readme_leads_to_every_page() -> None:
    linked = set(re.findall(r"\(((?:docs/)?[\w-]+\.md)[#)]", PAGES["README.md"]))
    assert linked == set(PAGES) - {"README.md"} - {page for page in PAGES if page.startswith(".github")}


def test_the_picture_loads_nothing_and_shows_the_sample_question() -> None:
    picture = (ROOT / "docs" / "chat.svg").read_text(encoding="utf-8")
    assert not re.search(r"url\(['\"]?http|@import|href=", picture)
    assert "what&#160;did&#160;Putin&#160;promise&#160;Belarus" in picture
    assert "0539f110d3ac" in picture


# -- commands -------------------------------------------------------------------------------------


COMMAND = re.compile(r"(time )?(\.venv/bin/)?qa(-eval)? \S")
NOT_NOW = {"CHANGELOG.md"}
"""Pages that also speak of what is gone."""


def lines_of_blocks() -> list[str]:
    written = [block for page in PAGES for language in ("sh", "console") for block in blocks(page, language)]
    lines = {line.removeprefix("$ ") for block in written for line in block.splitlines()}
    return sorted(filter(COMMAND.match, lines))


def lines_of_text() -> list[str]:
    lines = {span for page in PAGES.keys() - NOT_NOW for span in code(PAGES[page])}
    return sorted(filter(COMMAND.match, lines - {"qa COMMAND --help"}))


@pytest.mark.parametrize("line", lines_of_blocks())
def test_every_command_line_parses(line: str) -> None:
    parse(line, APPS)


@pytest.mark.parametrize("line", lines_of_text())
def test_every_command_in_the_text_is_one(line: str) -> None:
    """It may leave out what the command needs, and the value of its last option."""
    try:
        parse(line, APPS)
    except TyperException as error:
        if not re.search("Missing argument|requires an argument", error.format_message()):
            raise


@pytest.mark.parametrize(
    "line",
    ["qa ask --since", "qa search", "qa nothing", "qa add --fast seeds", "qa-eval bench nothing", "qa ask -k x y"],
)
def test_a_wrong_command_line_does_not_parse(line: str) -> None:
    with pytest.raises(TyperException):
        parse(line, APPS)


@pytest.mark.parametrize("name", [name for name in LEAVES if name.startswith("qa ")])
def test_every_command_has_its_options_and_defaults(name: str) -> None:
    known = options_of(LEAVES[name])
    described = rows(section("docs/cli.md", name))
    listed = [option for row in described for option in re.findall(r"`(--?[\w-]+)", row[0])]
    assert sorted(listed) == sorted(set(known) - {"--library"})
    assert ("--library" in known) == (name not in ("qa writer check", "qa completion"))
    for first, _, default in described:
        (option, *others) = re.findall(r"`(--?[\w-]+)", first)
        given = known[option].default
        if not others and not isinstance(given, bool) and given is not None:
            assert default == format(given, "g") if isinstance(given, float) else default == str(given), option
        if isinstance(given, bool):
            assert default == "off", option


def test_every_command_has_a_section() -> None:
    sections = set(re.findall(r"^### (qa [\w ]+)$", PAGES["docs/cli.md"], re.MULTILINE))
    assert sections == {name for name in LEAVES if name.startswith("qa ")}


def test_every_command_that_measures_is_listed() -> None:
    listed = {code(row[0])[0] for row in rows(section("docs/measuring.md", "Commands"))}
    assert listed == {name for name in LEAVES if name.startswith("qa-eval ")}


def test_every_exit_code_is_in_the_table() -> None:
    assert [int(row[0]) for row in rows(section("docs/cli.md", "Exit codes"))] == sorted(map(int, Exit))


def test_every_environment_variable_is_in_the_table_and_in_the_source() -> None:
    sources = [path.read_text(encoding="utf-8") for folder in ("index", "qa", "eval") for path in python(folder)]
    variable = re.compile(r"\bKUTIP_[A-Z_]+\b")
    read = {name for source in sources for name in variable.findall(source)} - {"KUTIP_THEMES"}
    listed = {name for row in rows(section("docs/cli.md", "Environment variables")) for name in code(row[0])}
    assert listed == read
    assert {name for page in PAGES.values() for name in variable.findall(page)} <= read


def python(folder: str) -> Iterator[Path]:
    return (ROOT / folder).rglob("*.py")


# -- chat -----------------------------------------------------------------------------------------


def test_the_commands_of_the_chat_are_listed_as_the_chat_lists_them() -> None:
    listed = [(code(row[0])[0], unlinked(row[1])) for row in rows(section("docs/chat.md", "Commands"))]
    assert listed == [(each.usage, each.does) for each in COMMANDS.values()]


def unlinked(text: str) -> str:
    """The text without links and code marks."""
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text).replace("`", "")


def test_every_key_of_the_chat_is_listed() -> None:
    keys = {action: key for key, (action,) in ((row[0], code(row[1])) for row in rows(section("docs/chat.md", "Keys")))}
    bound = {binding.id: binding.key for binding in ChatApp.BINDINGS}  # type: ignore[union-attr]
    assert set(keys) == set(ACTIONS)
    names = {"esc": "escape", "[": "left_square_bracket", "]": "right_square_bracket"}
    written = {action: [names.get(key, key) for key in keys[action].lower().split(", ")] for action in keys}
    assert {action: ",".join(each) for action, each in written.items()} == bound


def test_the_settings_of_the_chat_are_taken(tmp_path: Path) -> None:
    (written,) = blocks("docs/chat.md", "toml")
    (tmp_path / "config.toml").write_text(written, encoding="utf-8")
    settings = read_settings(tmp_path / "config.toml")
    assert settings.keys == {"next_citation": "f6"}
    assert all(theme in written for theme in THEMES)


def test_the_settings_of_the_writer_are_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (written,) = blocks("docs/writing.md", "toml")
    (tmp_path / "config.toml").write_text(written, encoding="utf-8")
    monkeypatch.setenv("KUTIP_CONFIG", str(tmp_path / "config.toml"))
    settings = writer_settings()
    assert settings is not None
    listed = {code(row[0])[0]: row for row in rows(section("docs/writing.md", "Set it up"))}
    assert {key: code(row[1])[0] for key, row in listed.items()} == FROM_ENVIRONMENT
    assert (listed["timeout"][3], listed["most_tokens"][3]) == (f"{settings.timeout:g}", str(settings.most_tokens))


# -- formats, routes, tools -------------------------------------------------------------------------


def test_every_suffix_is_listed() -> None:
    listed = [suffix for row in rows(section("docs/formats.md", "What can be added")) for suffix in code(row[1])]
    assert sorted(listed) == sorted(SUFFIXES)


def test_every_field_of_a_table_is_listed() -> None:
    assert set(FIELDS) <= set(code(section("docs/formats.md", "Columns of tables")))


def test_every_route_is_listed(
    running: Callable[..., contextlib.AbstractContextManager[httpx.Client]], sample_copy: Path
) -> None:
    listed = {code(row[0])[0] for row in rows(section("docs/http.md", "Routes"))}
    with running(sample_copy) as client:
        paths = client.get("/openapi.json").json()["paths"]
        assert client.get("/").status_code == 200
    assert listed - {"GET /"} == {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}


def test_every_tool_is_listed(sample: Library) -> None:
    async def names() -> list[str]:
        server = make_server(Desk(AsyncLibrary(sample), Limits(), Metrics()))
        return [tool.name for tool in await server.list_tools()]

    assert [code(row[0])[0] for row in rows(PAGES["docs/mcp.md"])] == asyncio.run(names())


# -- Python ---------------------------------------------------------------------------------------


def run_example(program: str, library: Path) -> str:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(program.replace('".make/library"', repr(str(library))), {})
    return printed.getvalue()


@pytest.mark.parametrize("program", blocks("docs/python.md", "python"))
def test_the_python_examples_run(
    program: str, sample_copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run_example(program, sample_copy)


def test_the_first_python_example_prints_what_the_page_says(sample: Library) -> None:
    program, (output,) = blocks("docs/python.md", "python")[0], blocks("docs/python.md", "text")
    assert '".make/library"' in program
    assert run_example(program, sample.root) == output


# -- links and versions -----------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_the_links_lead_somewhere(page: str) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", PAGES[page]):
        if target.startswith("https://"):
            continue
        name, _, fragment = target.partition("#")
        path = (ROOT / page).parent / name if name else ROOT / page
        assert path.exists(), target
        if fragment:
            headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
            assert fragment in {anchor(heading) for heading in headings}, target


@pytest.mark.parametrize("page", PAGES)
def test_the_files_that_are_named_exist(page: str) -> None:
    for name in code(PAGES[page]):
        if re.fullmatch(r"(docs|eval|index|qa|seeds|tests|\.ci|\.github)/[\w./-]*", name):
            assert (ROOT / name).exists(), name


def test_the_changelog_has_the_version() -> None:
    sections = re.findall(r"^## \[([\d.]+)\] - (\d{4}-\d\d-\d\d)$", PAGES["CHANGELOG.md"], re.MULTILINE)
    assert sections[0][0] == PROJECT["version"]
    kinds = set(re.findall(r"^### (\w+)$", PAGES["CHANGELOG.md"], re.MULTILINE))
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def test_every_extra_is_documented() -> None:
    listed = {code(row[0])[0] for row in rows(section("README.md", "Install"))}
    assert set(PROJECT["optional-dependencies"]) - {"dev", "peers"} <= listed
    named = {
        extra for page in PAGES.values() for each in re.findall(r"kutip\[([\w,]+)\]", page) for extra in each.split(",")
    }
    assert named <= listed | {"peers"}


def test_every_target_that_is_named_is_in_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = {name for page in PAGES.values() for span in code(page) for name in re.findall(r"^make ([a-z-]+)", span)}
    assert {"ask", "test", "test-fast", "picture", "release"} <= named
    assert all(re.search(rf"^{name}:", makefile, re.MULTILINE) for name in named)
