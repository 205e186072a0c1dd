"""The list of the chat's commands."""

from __future__ import annotations

import pytest

from qa.faces.tui.registry import COMMANDS, Need, matching, possible
from qa.faces.tui.settings import ACTIONS


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("hist", ["history"]),
        ("s", ["since", "source", "save"]),
        ("m", ["resume", "rename"]),
        ("ource", ["source"]),
        ("exit", ["quit"]),
        ("conversations", ["history"]),
        ("HELP", ["help"]),
        ("evidence", ["save"]),
        ("trn", ["translate"]),
        ("zzz", []),
    ],
)
def test_what_is_typed_finds_commands_likeliest_first(typed: str, first: list[str]) -> None:
    assert [entry.name for entry in matching(typed)][: max(1, len(first))] == first


def test_a_name_comes_before_a_keyword_before_a_sentence_before_letters() -> None:
    assert [entry.name for entry in matching("ex")][:2] == ["export", "quit"]
    assert [entry.name for entry in matching("re")][:3] == ["resume", "rename", "new"]
    assert all(entry.name.startswith("s") for entry in matching("s"))
    assert [entry.name for entry in matching("")] == list(COMMANDS)


def test_each_need_has_a_reason_and_what_is_not_possible_is_left_out() -> None:
    everything = frozenset(Need)
    assert list(possible(everything)) == list(COMMANDS.values())
    assert COMMANDS["open"].why_not(everything - {Need.CITATION}) == "the last answer has no citation"
    assert "open" not in [entry.name for entry in possible(everything - {Need.CITATION})]
    assert COMMANDS["since"].why_not(frozenset()) is None


def test_an_argument_in_brackets_may_be_left_out() -> None:
    assert COMMANDS["since"].wants_argument
    assert not COMMANDS["copy"].wants_argument
    assert not COMMANDS["new"].wants_argument
    assert (COMMANDS["copy"].usage, COMMANDS["new"].usage) == ("/copy [N]", "/new")


def test_every_key_that_a_command_names_is_there() -> None:
    assert {entry.action for entry in COMMANDS.values()} - {"", "history"} <= set(ACTIONS)
