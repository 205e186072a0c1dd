"""What the words of a conversation are in a language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Chat:
    """The words of a conversation: what goes on from before, and what names a scope."""

    leads: str
    """Words that begin a follow-up, a pattern."""

    then_leads: str
    """Words that may come after those, a pattern."""

    persons: frozenset[str]
    """Pronouns for persons."""

    things: frozenset[str]
    """Pronouns and demonstratives for anything else."""

    asking: frozenset[str]
    """Words of questions that name nothing."""

    asks_a_name: str
    """Words that ask for a name, a pattern."""

    prepositions: frozenset[str]
    """Words that a fragment may begin with which names something new."""

    placing: frozenset[str]
    """Words before a place."""

    relating: frozenset[str]
    """Words before anything else that says more about what comes before them."""

    articles: frozenset[str]
    """Words before a thing."""

    speaking: frozenset[str]
    """Words that ask what somebody says."""

    plain: frozenset[str]
    """Other words that may be asked with and tell nothing."""

    asks_who: str
    """Words that ask for a person, a pattern."""

    joining: str
    """Words between the parts of a scope, a pattern."""

    only: str
    """Words before the outlets or languages of a scope, a pattern."""

    of: str
    """Words that may come after those, a pattern."""

    since: str
    """Words before the first day of a scope, a pattern."""

    until: str
    """Words before its last day, a pattern."""

    within: str
    """Words before a day, month or year that a scope is, a pattern."""

    scoping: frozenset[str]
    """Words of asking that also stand in a scope."""

    again: str
    """Lines that ask the last question again, a pattern."""

    courtesies: str
    """Lines that ask nothing, a pattern."""

    everything: str
    """Lines that end a scope, a pattern."""

    languages: Mapping[str, str]
    """The languages' names to their ISO 639-1 codes."""

    pointing: str = ""
    """An ending of words that is a pronoun, or nothing; not every language has one."""

    not_pointing: frozenset[str] = frozenset()
    """Words that only seem to have that ending."""

    owners: Mapping[str, str] = field(default_factory=dict)
    """Possessive pronouns of persons to what stands for them behind a name; not every language has them."""
