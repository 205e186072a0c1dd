"""Whom a sentence names behind a verb of telling."""

from __future__ import annotations

from collections.abc import Sequence

from index.text.languages import words_of
from index.text.languages.speech_wording import Speech
from index.values import Span
from qa.answer.speech_tokens import Token, is_date

ENDS = frozenset({",", ".", "”", "!", "?", ";", ":", "—", "–", "("})
"""Marks that end a speaker's name."""

ABBREVIATION = 5
"""How many letters an abbreviation in a name has at most."""

LONGEST = 14
"""How many words and marks a speaker is named with at most."""

_OUTLETS = words_of(lambda wording: wording.speech.outlets)


class Names:
    """The words of one sentence, and who is named from a place in it on."""

    def __init__(self, tokens: Sequence[Token], speech: Speech) -> None:
        self.tokens, self.speech = tokens, speech
        self.words = [token.word for token in tokens]

    def word(self, place: int) -> str:
        """Return the word at a place, empty beyond the ends."""
        return self.words[place] if 0 <= place < len(self.words) else ""

    def after(self, at: int) -> Span | None:
        """Return the speaker who is named from a place on."""
        speech, tokens = self.speech, self.tokens
        if at >= len(tokens) or tokens[at].is_quoted or self.words[at] in speech.nobody:
            return None
        is_common = not tokens[at].is_name
        if is_common and self.words[at] not in speech.determiners | speech.speakers | speech.offices:
            return None
        last = self._run(at, is_common)
        if last is None or (is_common and last == at and self.words[at] not in speech.speakers):
            return None
        if speech.pointing and self.words[at] in speech.offices and self.word(last + 1) == ",":
            name = self._run(last + 2, False)
            last = name if name is not None and name > last + 2 else last
        last = None if self._goes_on(at, last) else self._listed(last)
        if last is None:
            return None
        return None if is_date(tokens[at : last + 1]) else Span(tokens[at].start, tokens[last].end)

    def is_unnamed(self, span: Span) -> bool:
        """Whether a span of the sentence is but a source, a report or an outlet."""
        own = [token for token in self.tokens if span.start <= token.start < span.end]
        named = (token.word for token in own if token.is_name and token.word not in self.speech.determiners)
        if " ".join(named) in _OUTLETS:
            return True
        return any(token.word in self.speech.unnamed for token in own if token is own[0] or not token.is_name)

    def _listed(self, last: int) -> int | None:
        """Return where the list ends that a name begins: Lund, Berg and Dahl.

        It is None where that is not plain.
        """
        speech, at = self.speech, last
        while self.word(at + 1) == ",":
            first = at + 2 + (self.word(at + 2) in speech.ands)
            name = self._run(first, False)
            words = () if name is None else self.words[at + 2 : name + 1]
            if name is None or not speech.offices.isdisjoint(words):
                break
            if not speech.ands.isdisjoint(words):
                ends = self.word(name + 1) in {"", *ENDS, *speech.prepositions} or self.tokens[name + 1].is_date
                return name if ends else last if first > at + 2 and at == last else None
            at = name
        return last

    def _goes_on(self, at: int, last: int) -> bool:
        """Whether more belongs to a name: Berg’s wife, Berg spokeswoman Lund."""
        if self.words[last].endswith(("'s", "’s")):
            return True
        speech, after = self.speech, self.tokens[last + 1 : last + 2]
        if speech.pointing and (speech.offices | speech.speakers | speech.bodies).isdisjoint(self.words[at : last + 1]):
            # what is said of a noun comes behind it
            after = after if self._is_before_name(last + 1) else ()
        may_follow = (speech.prepositions, speech.clauses, speech.between, speech.nobody, speech.denying, speech.leads)
        return any(
            each.is_word
            and not (each.is_quoted or each.is_name or each.is_date)
            and not any(each.word in words for words in may_follow)
            for each in after
        )

    def _run(self, at: int, is_common: bool) -> int | None:
        """Return the place of the last word of a name, or a noun."""
        last, is_office = None, self.word(at) in self.speech.offices
        for place in range(at, min(at + LONGEST, len(self.tokens))):
            token, word = self.tokens[place], self.words[place]
            if token.is_quoted or token.is_date:
                break
            is_own = token.is_name or (is_common and self._is_common(token))
            if is_own or (is_office and last == place - 1 and self._is_before_name(place)):
                last = place
            elif word == "." and last == place - 1 and len(self.words[last]) <= ABBREVIATION:
                continue
            elif word not in self.speech.joining or last is None or self._is_aside(at, last, word):
                break
        return last

    def _is_aside(self, first: int, last: int, word: str) -> bool:
        """Whether a preposition goes on from no office or body: Rahmat for Budi."""
        named = {self.words[first], self.words[last]}
        return word in self.speech.prepositions and named.isdisjoint(self.speech.offices | self.speech.bodies)

    def _is_before_name(self, place: int) -> bool:
        """Whether a word that is no verb leads on to a name.

        So it is where nouns come first: Kepala desa Budi.
        """
        token, after = self.tokens[place : place + 1], self.tokens[place + 1 : place + 2]
        leads = self.speech.pointing and all(map(self._is_common, token)) and not self.speech.is_verb(self.word(place))
        return bool(leads) and any(
            (each.is_name or each.word == "(") and not (each.is_quoted or each.is_date) for each in after
        )

    def _is_common(self, token: Token) -> bool:
        speech, word = self.speech, token.word
        stops = (speech.prepositions, speech.clauses, speech.between, speech.denying, speech.nobody, speech.that)
        return token.is_word and (word in speech.pointing or not any(word in words for words in stops))
