"""Follow-up questions: pronouns and omitted words are filled in from the turn before.

Nothing is guessed silently: the result is a question in words, which is shown, searched, and can be edited.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.retrieval.coverage import importance
from index.search import MOST_CHARACTERS
from index.text.analysis import terms
from index.text.dates import MONTHS
from index.text.languages import LANGUAGES, alternatives, words_of

MOST_CARRIED = 9
"""The most words of earlier turns that are added to a question."""

_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
"""A word as people see it: with what hyphens and apostrophes join."""

_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_CHAT = tuple(wording.chat for wording in LANGUAGES.values())
_LEADS = re.compile(
    rf"(?:{alternatives(lambda wording: wording.chat.leads)})\b[\s,]*"
    rf"(?:{alternatives(lambda wording: wording.chat.then_leads)})?\s*",
    re.IGNORECASE,
)
_PERSONS = words_of(lambda wording: wording.chat.persons)
_PERSONS_OWN = {word: ending for chat in _CHAT for word, ending in chat.owners.items()}
_THINGS = words_of(lambda wording: wording.chat.things)
_PRONOUNS = _PERSONS | _PERSONS_OWN.keys() | _THINGS
_NYA = re.compile(r"[^\W\d_]{3,}nya", re.IGNORECASE)
_NOT_NYA = frozenset(
    [
        "hanya",
        "tanya",
        "bertanya",
        "punya",
        "biasanya",
        "akhirnya",
        "misalnya",
        "sebenarnya",
        "seharusnya",
        "sebaiknya",
        "sebelumnya",
        "selanjutnya",
        "umumnya",
        "kabarnya",
        "banyaknya",
    ]
)
_ASKING = words_of(lambda wording: wording.chat.asking)
_ASKS_A_NAME = re.compile(rf"\b(?:{alternatives(lambda wording: wording.chat.asks_a_name)})\b", re.IGNORECASE)
_PREPOSITIONS = words_of(lambda wording: wording.chat.prepositions)
_PREPOSITION = re.compile(rf"(?:{'|'.join(sorted(_PREPOSITIONS))})\b", re.IGNORECASE)
_OPENING = _ASKING - _PREPOSITIONS
"""Words that do not begin a fragment that only names something new."""

_TIMES = frozenset(MONTHS) | {names[0] for wording in LANGUAGES.values() for names in wording.weekdays}
_TELLING = 0.3


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier turn: the question as searched, and the words that answered it, if any."""

    searched: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Understood:
    """The question to search for; `carried` are its words from earlier turns."""

    searched: str
    carried: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    is_name: bool
    tells: bool


def understood(question: str, language: str, earlier: Sequence[Earlier]) -> Understood:
    """Return `question` as it is to be searched after the turns `earlier`, oldest first.

    `language` is the question's (ISO 639-1). If the result would be too long to be searched, it is `question` alone.
    """
    question = question.strip()
    if not earlier or not question:
        return Understood(question)
    whole = _after(question, language, earlier[-1])
    return whole if len(whole.searched) <= MOST_CHARACTERS else Understood(question)


def _after(question: str, language: str, before: Earlier) -> Understood:
    lead = _LEADS.match(question)
    rest = question[lead.end() :] if lead else question
    words = list(_words(rest, language))
    if lead and words and words[0].text.casefold() not in _OPENING:
        swapped = _in_place(rest, words, before.searched, language)
        if swapped is not None:
            return swapped
    if not (lead or _points_back(words) or _is_bare(words)):
        return Understood(question)
    return _with_topic(rest or question, words, before, language)


def _words(text: str, language: str) -> Iterator[_Word]:
    for place, match in enumerate(_WORD.finditer(text)):
        word = match[0]
        folded = word.casefold()
        weight = max((importance(term, language) for term in terms(word, language)), default=0.0)
        asks = folded in _ASKING or folded in _PRONOUNS
        capital = word[0].isupper() and not asks and folded not in _TIMES and (place > 0 or weight >= 2 * _TELLING)
        is_name = capital or (any(c.isdigit() for c in word) and not asks)
        yield _Word(word, match.start(), is_name, is_name or (weight >= _TELLING and not asks and not _is_nya(word)))


def _points_back(words: Sequence[_Word]) -> bool:
    """Return whether a pronoun precedes all names or ends the question."""
    for place, word in enumerate(words):
        if word.is_name and not _is_nya(word.text):
            break
        if _is_pronoun(word.text, last=place + 1 == len(words)):
            return True
    return bool(words) and _is_pronoun(words[-1].text, last=True)


def _is_pronoun(word: str, *, last: bool) -> bool:
    folded = word.casefold()
    if folded == "that" and not last:
        return False
    return folded in _PRONOUNS or _is_nya(word)


def _is_nya(word: str) -> bool:
    return bool(_NYA.fullmatch(word)) and word.casefold() not in _NOT_NYA


def _is_bare(words: Sequence[_Word]) -> bool:
    """Return whether a question names nothing and has at most one telling word."""
    return not any(word.is_name for word in words) and sum(word.tells for word in words) <= 1


def _in_place(rest: str, words: Sequence[_Word], before: str, language: str) -> Understood | None:
    """Return the question before, its year or its last names replaced by the new words."""
    said = rest.rstrip(" ?!.")
    preposition = _PREPOSITION.match(said)
    bare = said[preposition.end() :].strip() if preposition else said
    if len(words) > 5 or not bare:
        return None
    year = _YEAR.search(bare)
    if year:
        if old := _YEAR.search(before):
            return Understood(before[: old.start()] + year[0] + before[old.end() :], _carried(before, year[0]))
        return Understood(f"{before.rstrip(' ?!.')} {said}?", _carried(before, said))
    runs = _runs(before.split(" (")[0], language)
    if not runs:
        return None
    start, end = runs[-1]
    return Understood(before[:start] + bare + before[end:], _carried(before[:start] + before[end:], ""))


def _runs(text: str, language: str) -> list[tuple[int, int]]:
    """Return the spans of neighbouring names in a text, in its order."""
    runs: list[tuple[int, int]] = []
    for word in _words(text, language):
        end = word.start + len(word.text)
        if word.is_name and runs and text[runs[-1][1] : word.start] == " ":
            runs[-1] = (runs[-1][0], end)
        elif word.is_name:
            runs.append((word.start, end))
    return runs


def _with_topic(rest: str, words: Sequence[_Word], before: Earlier, language: str) -> Understood:
    """Return the question with its person named, and the telling words of the turn before."""
    person = _person(before, language)
    said = rest
    if person:
        for word in reversed(words):
            folded = word.text.casefold()
            if folded in _PERSONS or folded in _PERSONS_OWN:
                name = person + _PERSONS_OWN.get(folded, "")
                said = said[: word.start] + name + said[word.start + len(word.text) :]
    taken = {match[0].casefold() for match in _WORD.finditer(said)}
    topic = [word.text for word in _words(before.searched, language) if word.tells]
    if _ASKS_A_NAME.search(before.searched):
        topic += _names(before.answer, language)[:2]
    fresh = list(dict.fromkeys(word for word in topic if word.casefold() not in taken))[:MOST_CARRIED]
    carried = (*((person,) if person and person in said else ()), *fresh)
    return Understood(f"{said} ({', '.join(fresh)})" if fresh else said, carried)


def _person(before: Earlier, language: str) -> str | None:
    """Return who a pronoun means: named by the answer to "who", else by the question."""
    if re.search(r"\b(?:who|siapa)\b", before.searched, re.IGNORECASE):
        asked = before.searched.casefold()
        return next((name for name in _names(before.answer, language) if name.casefold() not in asked), None)
    text = before.searched
    runs = [text[start:end] for start, end in _runs(text, language)]
    return next((run for run in runs if not any(c.isdigit() for c in run)), None)


def _names(text: str, language: str) -> list[str]:
    """Return the names in an answer; a single word that begins a sentence is none."""
    found = []
    for start, end in _runs(text, language):
        opens = not text[:start].rstrip(" “\"'(").rstrip() or text[:start].rstrip()[-1] in '.!?“"\n'
        if text[start].isupper() and not (opens and " " not in text[start:end]):
            found.append(text[start:end])
    return list(dict.fromkeys(found))


def _carried(before: str, without: str) -> tuple[str, ...]:
    own = {match[0].casefold() for match in _WORD.finditer(without)}
    return tuple(m[0] for m in _WORD.finditer(before) if m[0].casefold() not in own)
