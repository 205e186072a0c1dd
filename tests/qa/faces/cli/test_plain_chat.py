"""The chat line by line: commands, scopes, and what is printed."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from qa.faces.cli.exits import Exit
from qa.faces.cli.lines import completed
from qa.faces.cli.plain import SCREEN_ONLY, plain
from qa.faces.tui.registry import COMMANDS
from qa.library import Library
from tests.support import PUTIN

Said = tuple[str, str]
Chat = Callable[..., Said]


@pytest.fixture
def chat(sample_copy: Path, capsys: pytest.CaptureFixture[str]) -> Chat:
    """Chats line by line with the sample library; what was printed, and what was told."""

    def chatted(*lines: str, ends: Exit = Exit.OK, echoes: bool = True) -> Said:
        with Library.open(sample_copy) as library:
            assert plain(library, None, lines, echoes=echoes) == ends
        return tuple(capsys.readouterr())  # type: ignore[return-value]

    return chatted


def test_a_quote_is_told_in_a_line_before_it(chat: Chat) -> None:
    out, err = chat(PUTIN)
    assert out.startswith(f"> {PUTIN}\n")
    assert re.search(r"^Quote 1 of \d\. [^.\n]+, \d+ \w+ 20\d\d, Indonesian\. [^\n]+\n.+$", out, re.MULTILINE)
    assert all(line == line.strip() for line in out.splitlines())
    assert re.fullmatch(r"kept as conversation \w+\n", err)


def test_what_was_typed_is_not_printed_again(chat: Chat) -> None:
    assert PUTIN not in chat(PUTIN, echoes=False)[0].splitlines()


def test_a_citation_opens_at_its_paragraph(chat: Chat) -> None:
    out, _ = chat(PUTIN, "/1")
    quoted = re.search(r"^Quote 1 of .*\n(.+)$", out, re.MULTILINE)
    assert quoted
    title, facts, paragraph, whole = out.splitlines()[-4:]
    assert title
    assert facts
    assert quoted[1].strip("“”") in paragraph
    assert whole.startswith("The whole article: qa show ")


def test_what_is_nearest_opens_by_its_number(chat: Chat) -> None:
    out, _ = chat("How many goats live on the moon of Endor?", "/near 1")
    assert "Nearest 1 of " in out
    assert out.splitlines()[-1].startswith("The whole article: qa show ")


def test_help_lists_every_command_there_is_here(chat: Chat) -> None:
    out, _ = chat("/help")
    for name, entry in COMMANDS.items():
        assert (f"{entry.usage}: {entry.does}" in out) == (name not in SCREEN_ONLY)


def test_quit_leaves_the_rest_unread(chat: Chat) -> None:
    out, err = chat(PUTIN, "/quit", "and NATO?")
    assert "and NATO?" not in out
    assert "kept as conversation" in err


def test_scopes_are_told_and_ask_nothing(chat: Chat) -> None:
    out, err = chat("/since 2022-06", "only intisari", "/everything", "semua")
    assert out == ""
    assert err.splitlines() == [
        "Asking only: since 2022-06-01.",
        "Asking only: Intisari-Online, since 2022-06-01.",
        "Asking all articles.",
        "Asking all articles.",
    ]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("/source Intisary", "error: no article has the source 'Intisary'; among those there are: Intisari-Online"),
        ("/theme dark", "error: /theme is for the full screen; `/help` lists what there is here"),
        ("/nonsense", "error: there is no command /nonsense"),
        ("/1", "error: nothing was asked yet"),
        ("again", "error: nothing was asked yet"),
        ("/export", "error: nothing was asked yet"),
        ("/resume", "error: "),
    ],
)
def test_what_cannot_be_done_is_told_and_does_not_end_it(chat: Chat, line: str, why: str) -> None:
    out, err = chat(line, "/help", ends=Exit.PARTLY)
    assert err.startswith(why)
    assert "/quit" in out


def test_conversations_are_found_gone_on_with_renamed_and_deleted(chat: Chat, tmp_path: Path) -> None:
    file = tmp_path / "kept.md"
    out, err = chat(PUTIN, "/rename Minsk file", f"/export {file}", "/new", "/history minsk")
    assert "written to" in err
    assert PUTIN in file.read_text(encoding="utf-8")
    known = out.splitlines()[-1]
    assert known.endswith("1 question(s): Minsk file")
    name = known.split(",")[0]
    _, err = chat(f"/resume {name[:6]}", f"/delete {name}", "/history")
    assert err.splitlines() == ["goes on with Minsk file", "deleted Minsk file"]


def test_again_asks_the_last_question_once_more(chat: Chat) -> None:
    out, _ = chat(PUTIN, "only intisari", "/again")
    assert out.count(f"Searched: {PUTIN}") == 1


def test_commands_are_completed() -> None:
    assert completed("/hi") == ["/history "]
    assert completed("/s") == ["/since ", "/source ", "/save "]
    assert completed("hi") == []
