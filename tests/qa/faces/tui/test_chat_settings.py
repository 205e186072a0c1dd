"""The chat's settings: what is wrong in the file is told once, and the default stands."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from qa.faces.tui.app import ChatApp
from qa.faces.tui.help import HelpScreen
from qa.faces.tui.settings import ACTIONS, BINDINGS, ChatSettings, read_settings
from qa.faces.tui.themes import THEMES
from qa.library import Library
from tests.support.terminal import chat, notices, send, wait_until


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def read(config: Path, text: str) -> ChatSettings:
    config.write_text(text, encoding="utf-8")
    return read_settings(config)


def test_without_a_file_all_is_as_by_default(config: Path) -> None:
    assert read_settings(config) == ChatSettings(path=config)


def test_what_the_file_says_is_taken(config: Path) -> None:
    given = 'theme = "ansi-light"\nmouse = false\n[keys]\nhelp = "F7, Ctrl+G"\nsource_back = "{"\n'
    keys = {"help": "f7,ctrl+g", "source_back": "left_curly_bracket"}
    assert read(config, given) == ChatSettings("ansi-light", keys, mouse=False, path=config)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("theme = ", "cannot be read"),
        ('theme = "pink"', "theme is 'pink'; the themes are kutip-dark, "),
        ('them = "kutip-light"', "'them' in config.toml is no setting; write 'theme'"),
        ("mouse = 1", "mouse is 1; write true or false"),
        ("keys = 3", "keys is no table; write [keys]"),
        ('[keys]\nhelpp = "f7"', "'helpp' in [keys] is no setting; write 'help'"),
        ("[keys]\nhelp = 7", 'help in [keys] is no text; write help = "f6"'),
        ('[keys]\nhelp = "f77"', "help: 'f77' is no key; write 'f7'"),
        ('[keys]\nhelp = "crtl+g"', "help: 'crtl+g' is no key; write 'ctrl+g'"),
        ('[keys]\nhelp = "ctrl+i"', "help: 'ctrl+i' arrives as Tab in most terminals"),
        ('[keys]\nhelp = "h"', "help: 'h' could not be typed any more; put ctrl+ or alt+ before it"),
        ('[keys]\nhelp = "?"', "help: 'question_mark' could not be typed any more"),
    ],
)
def test_what_is_wrong_is_told_with_what_is_right_and_the_default_stands(config: Path, text: str, said: str) -> None:
    settings = read(config, text)
    assert (settings.theme, settings.keys, settings.mouse) == (THEMES[0], {}, True)
    (problem,) = settings.problems
    assert said in problem
    assert settings.note == problem


def test_of_several_mistakes_the_note_has_the_first_whole_at_80_columns(config: Path) -> None:
    settings = read(config, 'mouze = false\ntheme = "pink"\n[keys]\nhelp = 7\n')
    assert len(settings.problems) == 3
    assert settings.note == "3 wrong, see /settings: 'mouze' in config.toml is no setting; write 'mouse'"
    assert len(settings.note) <= 78


def test_a_file_that_is_no_text_is_told_too(config: Path) -> None:
    config.write_bytes(b"\xff")
    assert "cannot be read" in read_settings(config).note


def test_a_key_that_two_actions_have_is_told_once_with_both(config: Path) -> None:
    settings = read(config, '[keys]\nhelp = "f7"\ncopy_answer = "f7"\n')
    assert settings.problems == ("f7 is given to both help and copy_answer; help has it",)
    assert settings.keys == {"help": "f7"}
    settings = read(config, '[keys]\nhelp = "f3"\n')
    assert settings.problems == ("f3 is now help, no longer next_citation, which has ctrl+n still",)
    assert read(config, '[keys]\nhelp = "f4"\nprevious_citation = "f1"\n').problems == ()
    (problem,) = read(config, '[keys]\nhelp = "f4"\n').problems
    assert problem == "f4 is now help, no longer previous_citation, which has no key now"


def test_every_action_can_have_another_key(config: Path) -> None:
    given = "\n".join(f'{action} = "ctrl+f{number}"' for number, action in enumerate(ACTIONS, 1))
    settings = read(config, f"[keys]\n{given}")
    assert settings.problems == ()
    assert list(settings.keys) == list(ACTIONS)


def test_beside_every_key_with_ctrl_there_is_another_or_a_command() -> None:
    from qa.faces.tui.registry import COMMANDS

    commanded = {entry.action for entry in COMMANDS.values()}
    for binding in BINDINGS:
        keys = binding.key.split(",")
        assert binding.id in commanded or any(not key.startswith("ctrl+") for key in keys), binding


# -- in the chat ------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_wrong_setting_is_one_note_and_all_are_listed(library: Library, config: Path) -> None:
    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        await pilot.pause()
        assert notices(app) == [settings.note]
        await pilot.press("f4")
        await wait_until(pilot, lambda: isinstance(app.screen, HelpScreen))
        await pilot.press("escape")
        await send(app, pilot, "/settings")
        await pilot.pause()
        said = "\n".join(str(each.content) for each in app.query(".list").results(Static))
        wrong = "\n".join(f"! {problem}" for problem in settings.problems)
        assert said.startswith(f"{config}\n{wrong}\ntheme = kutip-dark: the colours: ")
        assert "mouse = true: whether the chat takes the mouse; if not, the terminal selects\n" in said
        assert "keys.help = f4 (by default f1): show how to ask" in said
        assert all(f"keys.{action} = " in said for action in ACTIONS)
        assert "'them' in config.toml is no setting; write 'theme'" in said

    settings = read(config, 'them = "x"\n[keys]\nhelp = "f4"\n')
    chat(library, talk, settings=settings)


@pytest.mark.slow
def test_a_theme_is_seen_while_it_is_chosen_and_escape_takes_it_back(library: Library) -> None:
    async def talk(app: ChatApp, pilot: Pilot[None]) -> None:
        await send(app, pilot, "/theme")
        await wait_until(pilot, lambda: len(app.screen_stack) == 2)
        for name in THEMES[1:]:
            await pilot.press("down")
            await wait_until(pilot, lambda name=name: app.theme == name)  # type: ignore[misc]
        await pilot.press("escape")
        await wait_until(pilot, lambda: len(app.screen_stack) == 1)
        await wait_until(pilot, lambda: app.theme == THEMES[0])
        await send(app, pilot, "/theme")
        await wait_until(pilot, lambda: len(app.screen_stack) == 2)
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: len(app.screen_stack) == 1)
        assert app.theme == THEMES[1]
        assert 'write theme = "kutip-light"' in "".join(notices(app))

    chat(library, talk)
