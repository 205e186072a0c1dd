"""Themes of the chat: dark, light, high contrast, and those of the terminal's own colours."""

from __future__ import annotations

from textual.theme import Theme

KUTIP_THEMES = (
    Theme(
        name="kutip-dark",
        primary="#7aa2f7",
        secondary="#9ece6a",
        accent="#e0af68",
        warning="#e0af68",
        error="#f7768e",
        success="#9ece6a",
        foreground="#d5d9e8",
        background="#16181f",
        surface="#1c1f28",
        panel="#252936",
        dark=True,
    ),
    Theme(
        name="kutip-light",
        primary="#1f4fa3",
        secondary="#2f6b2f",
        accent="#8a5200",
        warning="#8a5200",
        error="#a3122b",
        success="#2f6b2f",
        foreground="#1b1d24",
        background="#fbfaf7",
        surface="#f3f1ea",
        panel="#e6e3d8",
        dark=False,
    ),
    Theme(
        name="kutip-contrast",
        primary="#ffff00",
        secondary="#00ffff",
        accent="#ffffff",
        warning="#ffff00",
        error="#ff8080",
        success="#80ff80",
        foreground="#ffffff",
        background="#000000",
        surface="#000000",
        panel="#000000",
        dark=True,
    ),
)

THEMES = (*(theme.name for theme in KUTIP_THEMES), "ansi-dark", "ansi-light")
"""The themes that can be chosen; the last two come with Textual."""
