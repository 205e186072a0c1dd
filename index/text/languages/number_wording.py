"""The words for numbers, units and what is counted.

Fields called a pattern are as those of `wording`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Numbers:
    """How numbers, and what they count and measure, are said."""

    values: Mapping[str, int]
    """Number words to their values; those under a hundred that others are put together from, and a few more."""

    thousands: Mapping[str, float]
    """Words that multiply the number before them, from a thousand on."""

    hundreds: Mapping[str, int]
    """Words that multiply the number before them, under a thousand."""

    things: Mapping[str, str]
    """Kinds of things that are counted, by a name shared by all languages, to their words."""

    fates: Mapping[str, str]
    """What happens to people, by a name shared by all languages, to its words."""

    per: str
    """Words before what an amount is for one of, a pattern."""

    breaks: frozenset[str]
    """Joining words that end what a number counts."""

    ranges: str
    """Words between the two ends of a range, a pattern."""

    units: Mapping[str, str]
    """Units by their shared names to the forms they have, separated by "|"; `*` stands for an optional plural."""

    one_of: Mapping[str, float] = field(default_factory=dict)
    """Words that say one of the thousands in one word; not every language has them."""
