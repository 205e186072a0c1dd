"""English."""

from __future__ import annotations

from index.text.languages.en.answers import ANSWERS
from index.text.languages.en.chat import CHAT
from index.text.languages.en.days import DAYS
from index.text.languages.en.numbers import NUMBERS
from index.text.languages.en.questions import QUESTIONS
from index.text.languages.en.speech import SPEECH
from index.text.languages.en.statements import BASES, STATEMENTS
from index.text.languages.en.told import TOLD
from index.text.languages.wording import Wording

_TITLES = (
    "president prime minister foreign defence defense interior finance secretary general king queen mr mrs ms dr "
    "prof professor sir lord lady senator governor mayor chairman chairwoman chief director captain colonel major "
    "lieutenant pope prince princess sheikh ayatollah judge justice deputy vice former ambassador spokesman "
    "spokeswoman commander leader chancellor emperor the"
)
_TIMES = (
    "am|afternoon|century|day|decade|evening|hour|moment|month|morning|night|spring|summer|autumn|fall|winter|time|"
    "week|weekend|year"
)

WORDING = Wording(
    months=(
        ("january", "jan"),
        ("february", "feb"),
        ("march", "mar"),
        ("april", "apr"),
        ("may",),
        ("june", "jun"),
        ("july", "jul"),
        ("august", "aug"),
        ("september", "sept", "sep"),
        ("october", "oct"),
        ("november", "nov"),
        ("december", "dec"),
    ),
    weekdays=(
        ("monday", "mon"),
        ("tuesday", "tues", "tue"),
        ("wednesday", "wed"),
        ("thursday", "thurs", "thur", "thu"),
        ("friday", "fri"),
        ("saturday", "sat"),
        ("sunday", "sun"),
    ),
    clock_words=("at",),
    abbreviations=frozenset(),
    number_abbreviations=frozenset(),
    titles=frozenset(_TITLES.split()),
    small_words=frozenset({"of", "the", "and", "for", "in", "on", "de"}),
    last_year="last year",
    next_year="next year",
    affixed=r"\w+(?:ed|ing|ly|ous|al|ive|ble)$",
    pronoun=r"(?:(?:and|also|but|however|or|so|still|then|yet)\b[\s,]+)?"
    r"(?:(?:he|him|his|she|hers?|they|them|theirs?|its?|these|those|both|the (?:former|latter|two))\b"
    rf"|(?:this|that)\b(?!\s+(?:{_TIMES})\b))",
    denial=r"\b(?:not|never|no|none|nobody|nothing|nowhere|neither|nor|cannot|without)\b|n['’]t\b",
    elided=frozenset({"bout", "cause", "cos", "em", "n", "round", "til", "tis", "twas"}),
    numbers=NUMBERS,
    questions=QUESTIONS,
    answers=ANSWERS,
    chat=CHAT,
    days=DAYS,
    speech=SPEECH,
    told=TOLD,
    statements=STATEMENTS,
    bases=BASES,
)
