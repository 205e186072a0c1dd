"""The keys as they are now, those of the settings too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.app import App
from textual.binding import ActiveBinding, Binding
from textual.keys import key_to_character
from textual.screen import Screen

from qa.faces.tui.settings import ACTIONS

_NAMES = {"escape": "Esc", "pageup": "PageUp", "pagedown": "PageDown"}


class ChatScreen(Screen[None]):
    """The screen of the chat, whose keys have their own order whatever has the focus."""

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """What each key does: first the chat's by their list, F-keys before others."""
        found = super().active_bindings
        own = [(key, each) for key, each in found.items() if each.node is self.app and each.binding.id in ACTIONS]
        return dict(sorted(own, key=lambda one: (ACTIONS.index(str(one[1].binding.id)), "+" in one[0]))) | found


def written(key: str) -> str:
    """Return a key as people write it: "ctrl+n" is Ctrl+N."""
    return "+".join(_NAMES.get(part, (key_to_character(part) or part).capitalize()) for part in key.split("+"))


def bindings_now(app: App[Any]) -> list[tuple[Binding, Sequence[str]]]:
    """Return a binding of each of the app's actions, in order, with all its keys."""
    keys: dict[str, list[str]] = {}
    first: dict[str, Binding] = {}
    for active in app.screen_stack[0].active_bindings.values():
        if active.node is app and active.binding.id:
            keys.setdefault(active.binding.id, []).append(written(active.binding.key))
            first.setdefault(active.binding.id, active.binding)
    return [(binding, keys[name]) for name, binding in first.items()]


def keys_now(app: App[Any]) -> dict[str, Sequence[str]]:
    """Return the keys of each action, by its id."""
    return {str(binding.id): keys for binding, keys in bindings_now(app)}


def first_key(app: App[Any], action: str) -> str:
    """Return the first key of an action, or the command where it has none."""
    return next(iter(keys_now(app).get(action, ())), f"/{action}")
