"""The words of one language, as one value."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wording:
    """What one language calls things, in lower case."""

    months: tuple[tuple[str, ...], ...]
    """Each month from January: its name, then other spellings and abbreviations without dots."""

    weekdays: tuple[tuple[str, ...], ...]
    """Each day of the week from Monday: its name, then other spellings and abbreviations."""

    clock_words: tuple[str, ...]
    """Words before a time of day."""

    abbreviations: frozenset[str]
    """Abbreviations, with their dots, that end no sentence; only those that sentencex does not know."""

    number_abbreviations: frozenset[str]
    """Abbreviations, with their dots, that end no sentence where a number follows."""
