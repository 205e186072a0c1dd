"""Follow-up questions: pronouns and omitted words are filled in from the turn before.

Nothing is guessed silently: the result is a question in words, which is shown, searched, and can be edited.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.search import MOST_CHARACTERS
from index.text.exonyms import forms_of
from index.text.languages import alternatives, words_of
from qa.chat.names import ASKING, OWNERS, PERSONS, SPEAKING, Part, Run, Word, asks_who, names, runs, words

MOST_CARRIED = 9
"""The most words or names of earlier turns that are added to a question."""

_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_LEADS = re.compile(
    rf"(?:{alternatives(lambda wording: wording.chat.leads)})\b[\s,]*"
    rf"(?:{alternatives(lambda wording: wording.chat.then_leads)})?\s*",
    re.IGNORECASE,
)
_ASKS_A_NAME = re.compile(rf"\b(?:{alternatives(lambda wording: wording.chat.asks_a_name)})\b", re.IGNORECASE)
_PREPOSITIONS = words_of(lambda wording: wording.chat.prepositions)
_PREPOSITION = re.compile(rf"(?:{'|'.join(sorted(_PREPOSITIONS))})\b", re.IGNORECASE)
_OPENING = ASKING - _PREPOSITIONS - words_of(lambda wording: wording.chat.articles)
"""Words that do not begin a fragment that only names something new."""

_MOST_NEW = 5
"""The most words of a fragment that names something new."""

_MOST_SAID = 3
"""The most words that a question may say, and name nothing, before it stands alone."""

_MOST_ANSWERED = 4
"""The most words or names that are carried from an answer."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier turn: the question as searched, its answer and quote, and the nearest passage."""

    searched: str
    answer: str = ""
    quote: str = ""
    passage: str = ""


@dataclass(frozen=True, slots=True)
class Understood:
    """The question to search for; `carried` are its words from earlier turns."""

    searched: str
    carried: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Before:
    """The turn before: its question, what that had carried itself, and the answer."""

    said: str
    names: tuple[Run, ...]
    carried: tuple[str, ...]
    turn: Earlier
    language: str

    @classmethod
    def of(cls, turn: Earlier, language: str) -> _Before:
        said, carried = turn.searched, ""
        if said.endswith(")") and " (" in said:
            said, _, carried = said[:-1].rpartition(" (")
        return cls(said, runs(said, language), tuple(filter(None, carried.split(", "))), turn, language)

    @property
    def subjects(self) -> list[str]:
        """The names that it is about: its own, or else those it had carried."""
        return [run.text for run in self.names] + self._carried_names

    @property
    def _carried_names(self) -> list[str]:
        return [each for each in self.carried if runs(each, self.language, goes_on=True)]

    @property
    def lone(self) -> str | None:
        """The name that it had carried, if that is the only one."""
        carried = self._carried_names
        return carried[0] if len(carried) == 1 else None

    @property
    def topic(self) -> list[str]:
        """Its names and its telling words in order, and what it had carried.

        Of that names alone, if it has telling words of its own.
        """
        inside = self.names
        loose = [
            (word.start, word.stem)
            for word in words(self.said, self.language)
            if word.tells and not any(run.start <= word.start < run.end for run in inside)
        ]
        own = [text for _, text in sorted([*loose, *((run.start, run.text) for run in inside)])]
        return own + (self._carried_names if loose else list(self.carried))

    @property
    def answered(self) -> list[str]:
        """Its answer's names, the other telling words of a short answer, and its quote's names."""
        answer = self.turn.answer
        found = [run.text for run in names(answer, self.language)]
        short = [word.text for word in words(answer, self.language) if word.tells and not _stands_in(word.text, found)]
        quoted = [run.text for run in names(self.turn.quote, self.language)]
        return [*found, *(short if len(short) <= _MOST_ANSWERED else []), *quoted]


def understood(question: str, language: str, earlier: Sequence[Earlier]) -> Understood:
    """Return `question` as it is to be searched after the turns `earlier`, oldest first.

    `language` is the question's (ISO 639-1). If the result would be too long to be searched, it is `question` alone.
    """
    question = question.strip()
    if not earlier or not question:
        return Understood(question)
    whole = _after(question, language, _Before.of(earlier[-1], language))
    return whole if len(whole.searched) <= MOST_CHARACTERS else Understood(question)


def _after(question: str, language: str, before: _Before) -> Understood:
    lead = _LEADS.match(question)
    rest = question[lead.end() :] if lead else question
    asked = words(rest, language, goes_on=lead is not None)
    names_thing = bool(lead and asked and asked[0].folded not in _OPENING)
    if names_thing:
        replaced = _in_place(rest, asked, before) or _in_carried(rest, asked, before)
        if replaced is not None:
            return replaced
    if lead or _points_back(asked) or _is_bare(asked) or _is_of(asked, before.turn.passage):
        return _with_topic(rest or question, asked, before, names_thing=names_thing)
    return Understood(question)


def _points_back(asked: Sequence[Word]) -> bool:
    """Return whether a pronoun precedes all names or ends the question."""
    for place, word in enumerate(asked):
        if word.is_name and word.stem == word.text:
            break
        if word.points_back and (word.folded != "that" or place + 1 == len(asked)):
            return True
    return bool(asked) and asked[-1].points_back


def _is_bare(asked: Sequence[Word]) -> bool:
    """Return whether a question names nothing and says little, or asks what somebody says."""
    named = any(word.is_name for word in asked)
    said = sum(word.says for word in asked if not word.is_name)
    return said <= _MOST_SAID if not named else not said and any(word.folded in SPEAKING for word in asked)


def _is_of(asked: Sequence[Word], passage: str) -> bool:
    """Return whether a question says little of names that all stand in a passage."""
    named = [word for word in asked if word.is_name]
    said = sum(word.says for word in asked if not word.is_name)
    text = passage.casefold()
    return 0 < said < _MOST_SAID and bool(named) and all(_stands(word.folded, text) for word in named)


def _in_place(rest: str, asked: Sequence[Word], before: _Before) -> Understood | None:
    """Return the question before with a new year or name, None for a thing."""
    said = rest.rstrip(" ?!.")
    preposition = _PREPOSITION.match(said)
    bare = said[preposition.end() :].strip() if preposition else said
    if len(asked) > _MOST_NEW or not bare:
        return None
    whole = before.turn.searched
    if year := _YEAR.search(bare):
        if old := _YEAR.search(whole):
            return Understood(whole[: old.start()] + year[0] + whole[old.end() :], _words_of(whole, year[0]))
        return Understood(f"{whole.rstrip(' ?!.')} {said}?", _words_of(whole, said))
    named = [word for word in asked if word.is_name]
    old_name = _replaced(bare, before, is_placed=preposition is not None)
    if not named or old_name is None:
        return None
    things = [word for word in asked if word.says and not word.is_name]
    if things and all(_stands(word.folded, before.said.casefold()) for word in things):
        bare = runs(bare, before.language, goes_on=True)[-1].text
    elif len(things) > 1:
        fresh = _fresh([each for each in before.topic if each != old_name.text], said)
        return Understood(f"{said}? ({', '.join(fresh)})" if fresh else f"{said}?", fresh)
    start, end = old_name.start, old_name.end
    kept = before.said[:start] + bare + before.said[end:]
    own = _fresh([each for each in before.carried if each.casefold() != bare.casefold()], kept)
    return Understood(f"{kept} ({', '.join(own)})" if own else kept, _words_of(kept, bare))


def _in_carried(rest: str, asked: Sequence[Word], before: _Before) -> Understood | None:
    """Return the question before with a name for the one carried, None for a thing."""
    new, old = runs(rest, before.language, goes_on=True), before.lone
    says_more = any(word.says and not word.is_name for word in asked)
    if len(new) != 1 or old is None or before.names or says_more:
        return None
    carried = tuple(new[0].text if each == old else each for each in before.carried)
    return Understood(f"{before.said} ({', '.join(carried)})", (*_words_of(before.said, ""), *carried))


def _replaced(new: str, before: _Before, *, is_placed: bool) -> Run | None:
    """Return the name that a new one takes the place of.

    It is the last of who or what the question is of; for a country or organisation, rather another that it relates to.
    """
    own = [run for run in before.names if not run.is_bound] or list(before.names)
    last = {run.part: run for run in own}
    free, related = last.get(Part.FREE), last.get(Part.RELATED)
    if is_placed:
        return last.get(Part.PLACED) or related or free
    if free and related and forms_of(new) and forms_of(related.text) and not forms_of(free.text):
        return related
    return free or related or last.get(Part.PLACED)


def _with_topic(rest: str, asked: Sequence[Word], before: _Before, *, names_thing: bool) -> Understood:
    """Return the question with its person named, and what the turn before was about.

    What only `names_thing` is said of the same subject, not in the same question.
    """
    said, person = _with_person(rest, asked, before)
    if names_thing:
        topic = before.subjects or before.topic
    elif any(word.says for word in asked if word.folded not in PERSONS):
        topic = before.topic
    else:
        topic = before.topic + before.answered[:_MOST_ANSWERED]
    if _ASKS_A_NAME.search(before.said):
        topic = topic + [run.text for run in names(before.turn.answer, before.language)][:2]
    fresh = _fresh(topic, said)
    carried = (*((person,) if person else ()), *fresh)
    return Understood(f"{said} ({', '.join(fresh)})" if fresh else said, carried)


def _with_person(rest: str, asked: Sequence[Word], before: _Before) -> tuple[str, str | None]:
    """Return the question with the person in the place of pronouns, and that person."""
    pronouns = [word for word in asked if word.folded in PERSONS]
    person = _person(before) if pronouns else None
    if person is None:
        return rest, None
    for word in reversed(pronouns):
        owned = OWNERS.get(word.folded, "") if re.match(r"\s\w", rest[word.end :]) else ""
        rest = rest[: word.start] + person + owned + rest[word.end :]
    return rest, person


def _person(before: _Before) -> str | None:
    """Return who a pronoun means: whom the answer names, or who was asked about."""
    given = [
        run
        for text in (before.turn.answer, before.turn.quote)
        for run in names(text, before.language)
        if run.text.casefold() not in before.turn.searched.casefold()
    ]
    first = next((run.text for run in given), None)
    if asks_who(before.said):
        return first
    free = [run.text for run in before.names if run.part is not Part.PLACED and not any(c.isdigit() for c in run.text)]
    return next(iter(free), None) or first or next(iter(before.subjects), None)


def _fresh(found: Iterable[str], said: str) -> tuple[str, ...]:
    """Return what is not said already, each once, and no more than is carried."""
    taken = said.casefold()
    return tuple({each.casefold(): each for each in found if not _stands(each.casefold(), taken)}.values())[
        :MOST_CARRIED
    ]


def _stands(part: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(part)}(?!\w)", text) is not None


def _stands_in(part: str, texts: Iterable[str]) -> bool:
    return any(_stands(part, text) for text in texts)


def _words_of(text: str, without: str) -> tuple[str, ...]:
    """Return the words of a text that are not in another."""
    own = {word.casefold() for word in re.findall(r"\w+", without)}
    return tuple(word for word in re.findall(r"\w+(?:[-'’]\w+)*", text) if word.casefold() not in own)
