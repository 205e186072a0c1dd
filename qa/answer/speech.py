"""Who a sentence says has said it, by the words of telling of its language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import dropwhile, takewhile

from index.text.languages import LANGUAGES
from index.text.languages.speech_wording import Speech
from index.values import Span
from qa.answer.speech_names import ENDS
from qa.answer.speech_subjects import FAR, Subjects
from qa.answer.speech_tokens import Token, has_single

_SHORT = 6
"""Within how many words of a sentence's beginning a passive verb tells who said that."""

SPEECHES = {code: wording.speech for code, wording in {**LANGUAGES, "ms": LANGUAGES["id"]}.items()}
"""How each language tells who says something."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a sentence tells of who said it.

    `speaker` is where it is named; None where a pronoun stands for one person, whose `gender` is "m", "f" or unknown.
    `is_beside` says that a quotation is beside it, `is_reply` that it may be said to the one who spoke before, `asks`
    that another may answer, `is_outlet` that it is passed on, and `is_unnamed` that it is but a source, a report or an
    outlet.
    """

    speaker: Span | None
    gender: str
    is_beside: bool
    is_reply: bool
    asks: bool = False
    is_outlet: bool = False
    is_unnamed: bool = False


def said_in(tokens: Sequence[Token], speech: Speech) -> Said | None:
    """Return who a sentence says has said it.

    That stands outside its quotations; None where it is not plain.
    """
    if has_single(tokens):
        return None
    found = list(_Telling(tokens, speech).all())
    beside = [each for each in found if each.is_beside]
    if len({each.speaker for each in beside if each.speaker}) > 1 or (not beside and _has_spoken(tokens)):
        return None
    return next(iter(beside or found), None)


def _has_spoken(tokens: Sequence[Token]) -> bool:
    """Whether a whole quotation stands before a sentence.

    Another may have said it: “Yes.” Lund said no.
    """
    closing = next((place for place, token in enumerate(tokens) if token.word == "”"), 0)
    return closing > 1 and tokens[0].word == "“" and tokens[closing - 1].word in (".", "!", "?")


class _Telling:
    """The verbs of telling in one sentence, and the words before a source."""

    def __init__(self, tokens: Sequence[Token], speech: Speech) -> None:
        self._subjects, self._speech, self._tokens = Subjects(tokens, speech), speech, tokens
        self._words, self._word = self._subjects.words, self._subjects.word

    def all(self) -> Iterator[Said]:
        """Yield what each tells in their order, the outlets that it is taken from last."""
        outside = [place for place, token in enumerate(self._tokens) if not token.is_quoted]
        told = ((place, self._at(place)) for place in outside)
        yield from (said for place, said in told if said is not None and not self._is_of_another(place, said))
        for place in outside:
            after = self._after_phrase(place, self._speech.passing_on)
            if after is not None and (span := self._subjects.after(after)) is not None:
                yield Said(
                    span,
                    "",
                    False,
                    False,
                    is_outlet=True,
                    is_unnamed="“" in self._words or self._subjects.is_unnamed(span),
                )

    def _is_of_another(self, verb: int, said: Said) -> bool:
        """Whether the quotation beside a verb is another’s: Lund said Berg had told her."""
        stops = ENDS if "”" in self._words[:verb] else {"“"}
        rest = range(verb + 1, len(self._words) if said.is_beside else 0)
        return any(
            self._tells_another(at, verb, said) for at in takewhile(lambda at: self._words[at] not in stops, rest)
        )

    def _tells_another(self, at: int, verb: int, said: Said) -> bool:
        """Whether a word behind a verb tells what one says who is named between them."""
        speech, word, before = self._speech, self._words[at], at - 1
        is_form = word in speech.saying
        if not is_form and word not in speech.telling and word not in speech.telling_that:
            return False
        while before > verb and (self._words[before] in speech.between or (is_form and self._word(before) == "as")):
            before -= 1
        if before == verb or (said.speaker and said.speaker.start <= self._tokens[before].start < said.speaker.end):
            return False
        if self._word(before) == ",":
            return before == at - 1 and not is_form
        return self._tokens[before].is_name or any(
            self._word(place) in words
            for place, words in (
                (before, speech.pronouns),
                (before, speech.pointing),
                (before, speech.speakers),
                (before, speech.offices),
                (before - 1, speech.determiners),
            )
        )

    def _at(self, place: int) -> Said | None:
        speech, word = self._speech, self._words[place]
        after = self._after_phrase(place, speech.sources)
        if after is not None:
            source = after + (self._word(after) in speech.determiners)
            return None if self._word(source) in speech.no_sources else self._told_after(after, place, "")
        after = self._after_phrase(place, speech.told_of)
        if after is not None:
            return self._presented(place, after)
        stem = word.removesuffix(speech.pronoun_ending)
        if stem != word and (stem in speech.sources or (stem in speech.told_by and self._is_after_words(place))):
            return Said(None, "", self._is_beside(place), stem in speech.replying)
        told = None
        if word in speech.told_by and self._is_after_words(place):
            told = self._told_after(place + 1, place, word)
            is_sure = self._word(place - 1) == "”" or any(each.is_name for each in self._tokens[place + 1 : place + 3])
            if told is not None and (told.speaker is None or is_sure):
                return told
        tells = word in speech.telling or word in speech.telling_that
        return (self._told_before(place) if tells else None) or told

    def _after_phrase(self, place: int, phrases: Sequence[str]) -> int | None:
        """Return the place after the first of the phrases that stands at a place."""
        for phrase in phrases:
            if not phrase.startswith(self._words[place]):
                continue
            parts = phrase.split()
            if self._words[place : place + len(parts)] == parts:
                return place + len(parts)
        return None

    def _presented(self, place: int, after: int) -> Said | None:
        """Return who is named behind a passive verb: Hal senada juga disampaikan Rahmat."""
        speech = self._speech
        leads = speech.leads - speech.things_told
        before = [*dropwhile(leads.__contains__, self._words[max(0, place - _SHORT) : place])]
        while before and before[-1] in speech.between:
            before.pop()
        if not before or before[0] not in speech.things_told or before[-1] in speech.clauses:
            return None
        is_plain = speech.denying.isdisjoint(before) and ENDS.isdisjoint(before)
        return self._told_after(after, place, "") if is_plain else None

    def _closes(self, place: int) -> bool:
        """Whether a quotation closes right before a place."""
        before = self._word(place - 1)
        return before == "”" or (before == "," and self._word(place - 2) == "”")

    def _is_beside(self, place: int) -> bool:
        """Whether a quotation closes right before a place, or opens after it."""
        after = self._words[place : place + FAR]
        opens = "“" in after and self._word(place + after.index("“") - 1) in (",", ":")
        return opens or self._closes(place)

    def _is_after_words(self, place: int) -> bool:
        before = self._word(place - 1)
        return before in ("”", ",", "?", "!", "") or before in self._speech.leads

    def _tells_that(self, place: int) -> bool:
        rest = self._tokens[place + 1 : place + FAR]
        after = next((token.word for token in rest if not token.is_date and token.word != "on"), "")
        return after in self._speech.that or after in (",", "“", ":", ".", "")

    def _told_after(self, at: int, verb: int, word: str) -> Said | None:
        """Return the subject that begins at a place, after its verb."""
        while self._word(at) in self._speech.between:
            at += 1
        gender = self._speech.pronouns.get(self._word(at))
        span = self._subjects.after(at) if gender is None else Span(self._tokens[at].start, self._tokens[at].end)
        if span is None or (word and self._word(verb - 1) != "”" and not self._ends(span, at)):
            return None
        is_reply = word in self._speech.replying
        speaker, asks = span if gender is None else None, word in self._speech.asking
        is_unnamed = gender is None and self._subjects.is_unnamed(span)
        return Said(speaker, gender or "", self._is_beside(verb), is_reply, asks, is_unnamed=is_unnamed)

    def _ends(self, span: Span, at: int) -> bool:
        """Whether a clause ends with what is named at a place."""
        after = next((token for token in self._tokens[at:] if token.start >= span.end), None)
        return after is None or after.word in ENDS or after.word in self._speech.prepositions or after.is_date

    def _told_before(self, verb: int) -> Said | None:
        """Return the subject that ends before a verb."""
        speech, at = self._speech, verb - 1
        while self._word(at) in speech.between or self._word(at).endswith("ly"):
            at -= 1
        if at < 0 or self._tokens[at].is_quoted or self._word(at) in speech.denying or self._word(at) in ("“", "”"):
            return None
        group = self._subjects.before(at)
        if not group:
            return None
        first = next(place for place in range(at, -1, -1) if self._tokens[place] is group[0])
        if self._words[verb] not in speech.telling and not (self._tells_that(verb) or self._closes(first)):
            return None
        gender = speech.pronouns.get(group[0].word)
        span = Span(group[0].start, group[-1].end) if gender is None else None
        is_beside = self._closes(first) or self._is_beside(verb)
        told = self._words[verb]
        return Said(
            span,
            gender or "",
            is_beside,
            told in speech.replying,
            told in speech.asking,
            is_outlet=told in speech.reporting,
            is_unnamed=span is not None and self._subjects.is_unnamed(span),
        )
