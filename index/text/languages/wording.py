"""The words of one language, as one value.

Fields called a pattern are regular expressions, made to be joined with those of other languages and searched without
regard to case. All other words are in lower case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from index.text.languages.chat_wording import Chat
from index.text.languages.day_wording import Days
from index.text.languages.number_wording import Numbers
from index.text.languages.speech_wording import Speech
from index.text.languages.told_wording import Told


@dataclass(frozen=True, slots=True)
class Questions:
    """How questions are worded for what they ask for.

    Every field but `each` and the last three is a pattern.
    """

    clock: str
    year: str
    day: str
    time: str
    age: str
    reason: str
    manner: str
    quotation: str
    definition: str
    place: str
    person: str
    organisation: str
    anything: str
    which_one: str
    several: str
    """A wording that asks for a list."""

    each: tuple[tuple[str, str], ...]
    """Words for each of several things, and what a question about one of them has there, as `re.sub` takes it."""

    how_many: str
    """A wording that asks for a number, with the group `noun` for the words after it."""

    of_articles: str
    """A wording that asks how many articles, outlets or other writings say something."""

    articles: str
    """Words for such writings, where a number counts those that tell something."""

    amounts: tuple[tuple[str, str], ...] = ()
    """Wordings that ask for a number in a unit, each after what its units may measure; the first that fits counts."""

    nouns: Mapping[str, str] = field(default_factory=dict)
    """Nouns that say what a number measures, by the names of that, where they stand beside the word of asking."""

    counting: frozenset[str] = frozenset()
    """Words between the word of asking and what is counted, where there are such."""


@dataclass(frozen=True, slots=True)
class Answers:
    """How answers say when, how many, who, where and why; most fields are patterns."""

    day: str
    """Days and their parts, without names."""

    era: str
    """Longer times, and words of earlier and later."""

    time_clause: str
    """Words that a clause of time has."""

    year_marks: str
    """Marks behind the figures of a year."""

    era_marks: str
    """Marks before the figures of a year; or the words for an era after it."""

    clock: str
    """Words for a time of the day."""

    after_time: str
    """Words right before a time."""

    dating: str
    """Words right before figures that are a year."""

    vague_number: str
    """Words that say how many without a number."""

    fraction: str
    """Words for parts of a whole."""

    person: str
    """Words for people."""

    no_person_opening: str
    """Words that begin no name of a person."""

    place: str
    """Words that say where."""

    clause_opening: str
    """Words that begin a reason or a way."""

    small_words: str
    """Words that stand with a number or a date without making it anything else."""

    former: str
    """Words before an office that one no longer holds."""

    succeeding: str
    """Words before the name of one whose office another takes."""

    succeeded: str
    """Words behind such a name."""

    beside_office: frozenset[str]
    """Words, in lower case, that stand between an office and its holder's name; no pattern."""

    another: str
    """Another event than one told of before, with the group `event` for what it is."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What one language calls things."""

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

    titles: frozenset[str]
    """Words of titles and offices before names."""

    small_words: frozenset[str]
    """Words that an abbreviation leaves out."""

    last_year: str
    """The year before, a pattern."""

    next_year: str
    """The year after, a pattern."""

    affixed: str
    """A pattern of common words that are made of others by what is put before or behind them."""

    pronoun: str
    """A pattern of pronouns and demonstratives that begin a sentence and point back, with what may stand before."""

    denial: str
    """A pattern of whole words, and ends of words, that deny."""

    elided: frozenset[str]
    """What is left of words that an apostrophe begins: 'em, 'kan."""

    numbers: Numbers
    questions: Questions
    answers: Answers
    chat: Chat
    days: Days
    speech: Speech
    told: Told

    statements: tuple[tuple[str, str], ...]
    """Statements that answer a question, likeliest first: a pattern, and the question.

    In a pattern `{begins}` stands for the beginning of a sentence, `{name}` for a name, `{letters}` for a name that is
    no person's and `{day}` for days. Its group `answer` is what is asked for; `{name}` and the other groups are put
    into the question.
    """

    bases: Mapping[str, str] = field(default_factory=dict)
    """Forms of the past to those that follow "did" in a question: what `past` is in a statement, `{base}` is in it."""
