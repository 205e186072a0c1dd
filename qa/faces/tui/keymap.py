"""Which key does what once the settings were read; clashes and impossible keys are told."""

from __future__ import annotations

import difflib
import string
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from textual.binding import Binding
from textual.keys import KEY_NAME_REPLACEMENTS, Keys

_MODIFIERS = ("ctrl", "alt", "shift", "super", "meta", "hyper")
_ARRIVE_AS = {
    "ctrl+i": "Tab",
    "ctrl+m": "Enter",
    "ctrl+h": "Backspace",
    "ctrl+j": "a new line",
    "ctrl+left_square_bracket": "Esc",
}
"""What most terminals send for these."""


def named(character: str) -> str:
    """Return the name of a key by its character, as Textual names it."""
    if character.isalnum():
        return character
    name = unicodedata.name(character, character).lower().replace("-", "_").replace(" ", "_")
    return KEY_NAME_REPLACEMENTS.get(name, name)


_NAMES = frozenset(
    [key.value for key in Keys if "+" not in key.value and not key.value.startswith("<")]
    + [named(character) for character in string.punctuation]
)


def resolved(bindings: Sequence[Binding], given: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Return other keys by action, and what is wrong with those `given`.

    An action whose keys are all wrong keeps its own. A key that two actions are given is the first one's; a key that
    another action has by default is taken from it. Both are told.
    """
    problems: list[str] = []
    taken: dict[str, str] = {}
    keys: dict[str, str] = {}
    prioritised = {str(binding.id) for binding in bindings if binding.priority}
    for action, listed in given.items():
        good = []
        for key in filter(None, (_normal(each) for each in listed.split(","))):
            if key in taken:
                problems.append(f"{key} is given to both {taken[key]} and {action}; {taken[key]} has it")
            elif problem := _problem(key, is_first=action in prioritised):
                problems.append(f"{action}: {problem}")
            else:
                good.append(key)
                taken[key] = action
        if good:
            keys[action] = ",".join(good)
    problems += _taken(bindings, keys, taken)
    return keys, problems


def _taken(bindings: Sequence[Binding], keys: Mapping[str, str], taken: Mapping[str, str]) -> Iterator[str]:
    """Yield a line for each key that an action loses to another."""
    for binding in bindings:
        action = str(binding.id)
        lost = [] if action in keys else [key for key in binding.key.split(",") if key in taken]
        for key in lost:
            left = [each for each in binding.key.split(",") if each not in taken]
            rest = f"has {' and '.join(left)} still" if left else "has no key now"
            yield f"{key} is now {taken[key]}, no longer {action}, which {rest}"


def _normal(key: str) -> str:
    """Return a key as Textual names it.

    "F3" is f3, "Ctrl+N" is ctrl+n, "[" is left_square_bracket.
    """
    key = key.strip()
    *modifiers, base = key.split("+") if key[1:] else [key]
    base = named(base.lower() if modifiers else base) if len(base) == 1 else base.lower()
    return "+".join([*(each.strip().lower() for each in modifiers), base])


def _problem(key: str, *, is_first: bool) -> str | None:
    """Return what is wrong with a key; if `is_first` it does not reach the prompt."""
    *modifiers, base = key.split("+")
    wrong = [each for each in modifiers if each not in _MODIFIERS]
    if wrong:
        return f"{key!r} is no key{_nearest(key, wrong[0], _MODIFIERS)}"
    if len(base) != 1 and base not in _NAMES:
        return f"{key!r} is no key{_nearest(key, base, _NAMES)}"
    if key in _ARRIVE_AS:
        return f"{key!r} arrives as {_ARRIVE_AS[key]} in most terminals"
    is_typed = not modifiers and (len(base) == 1 or base in map(named, string.punctuation) or base == "space")
    if is_first and is_typed:
        return f"{key!r} could not be typed any more; put ctrl+ or alt+ before it, or take an F-key"
    return None


def _nearest(key: str, wrong: str, known: Sequence[str] | frozenset[str]) -> str:
    """Return what to write in place of a key of which a part is wrong."""
    near = difflib.get_close_matches(wrong, sorted(known), 1)
    return f"; write {key.replace(wrong, near[0])!r}" if near else "; write it as in f3, ctrl+n, alt+left"
