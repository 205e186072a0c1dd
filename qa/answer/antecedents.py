"""Whom a pronoun beside speech means, where the sentences before it are plain about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import dropwhile, groupby

from index.text.languages.speech_wording import Speech
from index.values import Span
from qa.answer.answer_names import is_one, name_in
from qa.answer.speech import Said
from qa.answer.speech_tokens import Token, is_date, tokens_of
from qa.answer.speech_units import Unit

_OPENING = 5
"""Within how many words of a sentence the name that it is about begins."""

_LEAST = 3
"""How many words and marks a sentence about somebody has at least."""

_UNITS = 12
"""How many sentences before one with a pronoun the one who is meant is looked for in."""


class Antecedents:
    """Those whom the pronouns in some sentences may mean."""

    def __init__(self, text: str, units: Sequence[Unit], speech: Speech) -> None:
        self._text, self._units, self._speech = text, units, speech

    def meant(self, place: int, said: Said) -> Span | None:
        """Return the one whom a pronoun means.

        That is the last who spoke or was told of, unless others are between.
        """
        if said.is_reply:
            return None
        between, least = list[str](), max(0, place - _UNITS)
        for at in range(place - 1, least - 1, -1):
            unit = self._units[at]
            if unit.said is not None and unit.said.speaker is None:
                continue  # another pronoun for the same one
            found = _speaker(unit) or self._about(unit)
            if found is None and at == place - 1 and not any(map(_speaker, self._units[least:at])):
                found = _first_named(unit, self._text, self._speech)
            if found is not None:
                fits = all(is_one(name_in(found.of(self._text)), name_in(other)) for other in between)
                fits = fits and not (unit.said is not None and (unit.said.is_outlet or unit.said.is_unnamed))
                return found if fits and _may_be(found.of(self._text), said.gender, self._speech) else None
            if _begins_without_name(unit, self._speech):
                return None
            between += self._others(unit)
        return None

    def _about(self, unit: Unit) -> Span | None:
        """Return the one person whom a sentence is about.

        It is one with a title or an office, or who speaks elsewhere.
        """
        text, speech = self._text, self._speech
        named = _subject(unit.tokens, text, speech) or _titled(unit.tokens, text, speech)
        if not named:
            return None
        has_title = named[0].word in speech.courtesies or (named[0].word in speech.offices and len(named) > 1)
        own = {token.word for token in named} - speech.offices - speech.speakers
        is_known = has_title or (bool(own) and any(own <= name for name in self._speakers))
        return Span(named[0].start, named[-1].end) if is_known else None

    @cached_property
    def _speakers(self) -> list[set[str]]:
        """The words of the names of those who speak."""
        found = filter(None, map(_speaker, self._units))
        return [{token.word for token in tokens_of(speaker.of(self._text))} for speaker in found]

    @cached_property
    def _inside(self) -> set[tuple[str, bool]]:
        """The words inside sentences, each with whether it begins with a capital letter."""
        tokens = (token for unit in self._units for token in unit.tokens[1:])
        return {(token.word, token.is_name) for token in tokens if not token.is_quoted}

    def _may_be_name(self, token: Token, after: Sequence[Token]) -> bool:
        """Whether the first word of a sentence may be somebody's name.

        It is not if it is written in small letters elsewhere, or tells of nothing.
        """
        speech = self._speech
        inside, word = self._inside, token.word
        if (word, True) in inside or (word, False) in inside:
            return (word, True) in inside
        small = {*speech.nobody, *speech.pronouns, *speech.determiners, *speech.prepositions, *speech.clauses}
        small |= speech.leads | speech.between | speech.denying
        is_small = not token.is_word or word in small or word.endswith(speech.pronoun_ending or "ly")
        return not is_small and any(each.word not in speech.prepositions for each in after[:1])

    def _others(self, unit: Unit) -> Iterator[str]:
        """Yield the names in a sentence, other than of places.

        Those of one word must begin it.
        """
        tokens, is_first = unit.tokens, True
        for is_named, run in groupby(range(len(tokens)), lambda place: _is_named(tokens, place, self._speech)):
            places = list(run)
            own = [tokens[place] for place in places]
            is_place = places[0] > 0 and tokens[places[0] - 1].word in self._speech.at_places
            if not is_named or is_place or is_date(own):
                continue
            begins = is_first and places[0] <= _OPENING and self._may_be_name(own[0], tokens[places[-1] + 1 :])
            if len(own) > 1 or begins:
                yield Span(own[0].start, own[-1].end).of(self._text)
            is_first = False


def _speaker(unit: Unit) -> Span | None:
    return None if unit.said is None else unit.said.speaker


def _first_named(unit: Unit, text: str, speech: Speech) -> Span | None:
    """Return the whole name that a sentence begins with.

    Only where no noun could be the first of its words.
    """
    named = [] if speech.pointing else _subject(unit.tokens, text, speech)
    return Span(named[0].start, named[-1].end) if len(named) > 1 else None


def _subject(tokens: Sequence[Token], text: str, speech: Speech) -> Sequence[Token]:
    """Return the name that a sentence begins with and tells of.

    It is empty if the sentence names another.
    """
    first = next((place for place, token in enumerate(tokens) if token.word not in speech.leads), 0)
    end = _name_end(tokens, first, speech)
    if end > first and tokens[first].word in speech.offices and _word(tokens, end) == ",":
        name = _name_end(tokens, end + 1, speech)
        end = name if name > end + 2 else end
    rest = end
    if _word(tokens, end) == "," and end + 1 < len(tokens) and not tokens[end + 1].is_name:
        rest = next((place for place in range(end + 1, len(tokens)) if tokens[place].word == ","), end) + 1
    after = tokens[rest : rest + 1]
    is_told = any(each.is_word and each.word not in (*speech.ands, *speech.prepositions) for each in after)
    return tokens[first:end] if is_told and not _tells_of_another(tokens, range(first, end), rest, text, speech) else ()


def _titled(tokens: Sequence[Token], text: str, speech: Speech) -> Sequence[Token]:
    """Return the name with a title, if a sentence has only one."""
    first = next((at for at, each in enumerate(tokens) if each.word in speech.courtesies and not each.is_quoted), None)
    if first is None:
        return ()
    end = _name_end(tokens, first, speech)
    return () if _tells_of_another(tokens, range(first, end), 0, text, speech) else tokens[first:end]


def _name_end(tokens: Sequence[Token], first: int, speech: Speech) -> int:
    """Return the place behind a name; the same place if none begins there."""
    end = first
    while end < len(tokens) and _is_named(tokens, end, speech):
        end += 1
    own = tokens[first:end]
    return first if is_date(own) or any(token.word.endswith(("'s", "’s")) for token in own) else end


def _word(tokens: Sequence[Token], place: int) -> str:
    return tokens[place].word if place < len(tokens) else ""


def _tells_of_another(tokens: Sequence[Token], own: range, rest: int, text: str, speech: Speech) -> bool:
    """Whether a sentence tells of another person than its `own`.

    That is by name or by noun, from the place `rest` on.
    """
    name, is_place = {tokens[place].word for place in own}, False
    for place in range(rest, len(tokens)):
        token, before = tokens[place], tokens[place - 1].word if place else ""
        is_place = token.is_name and (is_place or before in speech.at_places)
        if token.is_quoted or token.is_date or not token.is_word or token.word in name or is_place:
            continue
        if any(token.word + ending in speech.speakers | speech.offices for ending in ("", "s", "es")):
            return True
        begins = not place and any(token.word in words for words in (speech.prepositions, speech.clauses, speech.leads))
        if token.is_name and not begins and not text[token.start : token.end].isupper():
            return True
    return False


def _may_be(name: str, gender: str, speech: Speech) -> bool:
    tokens = tokens_of(name)
    known = {speech.courtesies[token.word] for token in tokens if token.word in speech.courtesies}
    ends = {tokens[0].word, tokens[-1].word}
    is_body = bool(gender) and tokens[0].word in speech.determiners
    is_body = is_body or not ends.isdisjoint(speech.bodies) or any(token.word in speech.links for token in tokens)
    is_body = is_body or (len(tokens) == 1 and tokens[0].word in speech.speakers - speech.offices)
    return not is_body and (not (gender and known) or gender in known)


def _begins_without_name(unit: Unit, speech: Speech) -> bool:
    """Whether a sentence may be about somebody without a name: the mayor, his neighbour."""
    tokens = list(dropwhile(lambda token: token.word in speech.leads, unit.tokens))
    if len(tokens) < _LEAST or tokens[0].is_quoted or tokens[1].is_name:
        return False
    first = tokens[0].word.removesuffix(speech.pronoun_ending)
    return tokens[1].word in speech.pointing or any(
        first in words for words in (speech.determiners, speech.speakers, speech.offices)
    )


def _is_named(tokens: Sequence[Token], place: int, speech: Speech) -> bool:
    token = tokens[place]
    is_title = token.word == "." and place > 0 and tokens[place - 1].word in speech.courtesies
    return not token.is_quoted and (is_title or (token.is_name and token.word not in speech.leads))
