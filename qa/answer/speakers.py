"""Who said what an article quotes or reports, where its text is plain about it."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from itertools import dropwhile, groupby

from index.text.languages.speech_wording import Speech
from index.text.sentences import split_sentences
from index.values import Span
from qa.answer.answer_names import is_one, name_in
from qa.answer.speech import SPEECHES, Said, said_in
from qa.answer.speech_tokens import Token, is_date, tokens_of

_REACH = 3_000
"""How many characters before and after a quote are read at most, so that a long article takes no longer."""

_AFTER = 600
_OPENING = 5
"""Within how many words of a sentence the name that it is about begins."""

_LEAST = 3
"""How many words and marks a sentence about somebody has at least."""

_UNITS = 12
"""How many sentences before one with a pronoun the one who is meant is looked for in."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """A sentence, or several that one quotation joins, and who says it."""

    span: Span
    tokens: tuple[Token, ...]
    said: Said | None
    is_first: bool

    @property
    def is_speech(self) -> bool:
        """Whether nothing of it stands outside quotation marks."""
        words = [token for token in self.tokens if token.word[0].isalnum()]
        return bool(words) and all(token.is_quoted for token in words)


def speaker_of(text: str, quote: Span, language: str) -> Span | None:
    """The place where an article names who said a quote.

    None where that is not plain. `quote` are whole sentences of `text`; one of more than 3,000 characters has none, and
    so has one in another language than English, Indonesian or Malay.
    """
    found = {speaker for _, speaker in speakers_within(text, quote, language)}
    return found.pop() if len(found) == 1 else None


def speakers_within(text: str, within: Span, language: str) -> list[tuple[Span, Span | None]]:
    """Return the sentences in or across a part of an article, each with its speaker."""
    speech = SPEECHES.get(language)
    if speech is None or within.end - within.start > _REACH:
        return []
    units = list(_units(text, within, language, speech))
    return [
        (unit.span, _speaker(text, units, place, speech))
        for place, unit in enumerate(units)
        if unit.span.start < within.end and within.start < unit.span.end
    ]


def _units(text: str, quote: Span, language: str, speech: Speech) -> Iterator[_Unit]:
    """Yield the sentences about a quote, joined where a quotation goes on over their ends."""
    least, most = max(0, quote.start - _REACH), min(len(text), quote.end + _AFTER)
    if least:
        least = text.find("\n", least, quote.start) + 1 or least
    spans = [Span(least + each.start, least + each.end) for each in split_sentences(text[least:most], language)]
    line = begun = -1
    for place, span in enumerate(spans):
        begins = text.rfind("\n", least, span.start)
        start = begun if begun >= 0 else span.start
        tokens = tokens_of(text[start : span.end], start)
        is_last = place + 1 == len(spans) or "\n" in text[span.end : spans[place + 1].start]
        if (tokens[-1].is_quoted or _breaks_off(tokens, speech)) and not is_last:
            begun = start
            continue
        yield _Unit(Span(start, span.end), tokens, said_in(tokens, speech), is_first=begins != line)
        begun, line = -1, begins


def _breaks_off(tokens: Sequence[Token], speech: Speech) -> bool:
    """Whether a sentence ends with but the full stop of a title."""
    return len(tokens) > 1 and tokens[-1].word == "." and tokens[-2].word in speech.courtesies


def _speaker(text: str, units: Sequence[_Unit], place: int, speech: Speech) -> Span | None:
    said = units[place].said
    if said is not None:
        return said.speaker or _meant(text, units, place, said, speech)
    before = units[place - 1] if place else None
    if before is None or before.said is None or not units[place].is_speech:
        return None
    goes_on = not units[place].is_first and before.said.is_beside and not before.said.asks
    leads = before.tokens[-1].word == ":"
    return _speaker(text, units, place - 1, speech) if goes_on or leads else None


def _meant(text: str, units: Sequence[_Unit], place: int, said: Said, speech: Speech) -> Span | None:
    """The one who a pronoun means: the last who spoke, unless others are between."""
    if said.is_reply:
        return None
    between = list[str]()
    known = {token.word for unit in units for token in unit.tokens[1:] if token.is_name and not token.is_quoted}
    for unit in reversed(units[max(0, place - _UNITS) : place]):
        if unit.said is not None and unit.said.speaker is not None:
            name = unit.said.speaker.of(text)
            fits = all(is_one(name_in(name), name_in(other)) for other in between)
            fits = fits and not unit.said.is_outlet and _may_be(name, said.gender, speech)
            return unit.said.speaker if fits else None
        if _begins_without_name(unit, speech):
            return None
        between += _others(unit, text, known, speech)
    return None


def _may_be(name: str, gender: str, speech: Speech) -> bool:
    tokens = tokens_of(name)
    known = {speech.courtesies[token.word] for token in tokens if token.word in speech.courtesies}
    ends = {tokens[0].word, tokens[-1].word}
    is_body = bool(gender) and tokens[0].word in speech.determiners
    is_body = is_body or not ends.isdisjoint(speech.bodies) or any(token.word in speech.links for token in tokens)
    is_body = is_body or (len(tokens) == 1 and tokens[0].word in speech.speakers - speech.offices)
    return not is_body and (not (gender and known) or gender in known)


def _begins_without_name(unit: _Unit, speech: Speech) -> bool:
    """Whether a sentence is about somebody whom it does not name: the mayor, a fisherman."""
    tokens = list(dropwhile(lambda token: token.word in speech.leads, unit.tokens))
    nouns = speech.speakers | speech.offices
    if len(tokens) < _LEAST or tokens[0].is_quoted or tokens[1].is_name:
        return False
    is_noun = tokens[1].word in nouns or tokens[2].word == "," or bool(speech.pointing)
    return tokens[0].word in nouns or (tokens[0].word in speech.determiners and is_noun)


def _others(unit: _Unit, text: str, known: Container[str], speech: Speech) -> Iterator[str]:
    """Yield the names in a sentence, other than of places.

    Those of one word must be `known`, and begin it.
    """
    is_first = True
    for is_named, run in groupby(range(len(unit.tokens)), lambda place: _is_named(unit.tokens, place, speech)):
        places = list(run)
        tokens = [unit.tokens[place] for place in places]
        is_place = places[0] > 0 and unit.tokens[places[0] - 1].word in speech.at_places
        if not is_named or is_place or is_date(tokens):
            continue
        begins = is_first and places[0] <= _OPENING and tokens[0].word in known
        if begins or len(tokens) > 1:
            yield Span(tokens[0].start, tokens[-1].end).of(text)
        is_first = False


def _is_named(tokens: Sequence[Token], place: int, speech: Speech) -> bool:
    token = tokens[place]
    is_title = token.word == "." and place > 0 and tokens[place - 1].word in speech.courtesies
    return not token.is_quoted and (is_title or (token.is_name and token.word not in speech.leads))
