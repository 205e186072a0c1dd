"""How one language tells who said something; all words are in lower case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_LONG = 6


@dataclass(frozen=True, slots=True)
class Speech:
    """The words of reported speech."""

    telling: frozenset[str]
    """Verbs that tell what their subject, before them, says."""

    telling_that: frozenset[str]
    """Verbs that do so only before a quotation, a comma, or one of `that`."""

    told_by: frozenset[str]
    """Verbs whose subject comes after them, where a quotation or a comma is before."""

    replying: frozenset[str]
    """Verbs of those that somebody answers or asks with, so that a pronoun may be either of two."""

    asking: frozenset[str]
    """Verbs of those that another answers."""

    reporting: frozenset[str]
    """Verbs of those that outlets rather than people tell with."""

    bodies: frozenset[str]
    """Nouns that begin or end the name of a body, for which no pronoun for one person stands."""

    that: frozenset[str]
    """Words between a verb and what is said."""

    sources: tuple[str, ...]
    """Words before the one who says it: according to."""

    saying: frozenset[str]
    """Forms of verbs for what another is told to say: saying; empty where a language has none."""

    told_of: tuple[str, ...]
    """Passive verbs, with the words that belong to them, behind which the one who said it comes.

    The sentence begins with one of `things_told`.
    """

    things_told: frozenset[str]
    """Nouns and pronouns for what somebody has said: Hal itu disampaikan Rahmat."""

    unnamed: frozenset[str]
    """Nouns for those who say something without being named, papers among them: a source, a report."""

    outlets: frozenset[str]
    """Names of outlets and agencies, which pass on what others say."""

    passing_on: tuple[str, ...]
    """Words before the outlet or paper that it is taken from."""

    no_sources: frozenset[str]
    """What comes after those and says nothing: a plan, the law, this."""

    pronouns: Mapping[str, str]
    """Pronouns for one person, to "m", "f" or, where both are meant, nothing."""

    pronoun_ending: str
    """The ending of a verb in `told_by` or a source that is such a pronoun; empty where a language has none."""

    nobody: frozenset[str]
    """Pronouns, and other subjects, that name nobody."""

    courtesies: Mapping[str, str]
    """Titles that only men or only women have, to "m" and "f"."""

    between: frozenset[str]
    """Adverbs and auxiliaries that stand between a subject and its verb, or a verb and its subject."""

    denying: frozenset[str]
    """Words before a verb after which nothing is said: not, would, to."""

    leads: frozenset[str]
    """Words that begin a sentence before its subject."""

    clauses: frozenset[str]
    """Words that begin a clause that goes with another, so that its verb does not tell the sentence."""

    links: frozenset[str]
    """Words that join two verbs of one subject."""

    prepositions: frozenset[str]
    """Words that begin no subject."""

    at_places: frozenset[str]
    """Prepositions and nouns that stand before the name of a place rather than of a person."""

    behind_places: frozenset[str]
    """Nouns that stand behind the name of a place."""

    joining: frozenset[str]
    """Words in small letters within the name of a person or body."""

    determiners: frozenset[str]
    """Words that begin a subject without a name."""

    speakers: frozenset[str]
    """Nouns for those who speak, which need no determiner."""

    pointing: frozenset[str]
    """Words behind a noun that determine it; not every language has them."""

    offices: frozenset[str]
    """Words that begin an office, after which and a comma the name of its holder comes."""

    verb_beginnings: tuple[str, ...]
    """What long verbs begin with, where a language tells."""

    saying_of: str
    """A pattern of what stands before a quotation that it calls a saying of `{name}`, which is a group."""

    asks_what: tuple[str, ...]
    """Patterns of questions for what somebody says, with the group `speaker`, and `topic` where they have one."""

    asks_who: tuple[str, ...]
    """Patterns of questions for who says something, with the group `topic`."""

    @property
    def ands(self) -> frozenset[str]:
        """Words before the last name of a list."""
        return self.links & self.joining

    def is_verb(self, word: str) -> bool:
        """Whether a word looks like a verb by its beginning."""
        return len(word) >= _LONG and word.startswith(self.verb_beginnings)
