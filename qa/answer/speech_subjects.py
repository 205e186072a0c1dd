"""Whom a sentence names beside a verb of telling: before it or after it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from index.text.languages.speech_wording import Speech
from index.values import Span
from qa.answer.speech_tokens import Token, is_date

FAR = 80
"""How many words from a verb its subject and a quotation are looked for."""

ENDS = frozenset({",", ".", "”", "!", "?", ";", ":", "—", "–", "("})
"""Marks that end a speaker's name."""

_BREAKS = frozenset({"”", "“", ":", "—", "–"})
_ABBREVIATION = 5
_LONGEST = 14
"""How many words and marks a speaker is named with at most."""

_SHORT = 8
_NEAR = 3
"""Within how many words before a word for that its verb of telling stands."""
_NEAR = 3
"""Within how many words before a word for that its verb of telling stands."""


class Subjects:
    """The words of one sentence, and who is named in it."""

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
        if is_common and self.words[at] not in speech.determiners | speech.speakers:
            return None
        last = self._run(at, is_common)
        if last is None or self._goes_on(last) or (is_common and last == at and self.words[at] not in speech.speakers):
            return None
        if self.words[at] in speech.offices and self.word(last + 1) == ",":
            name = self._run(last + 2, False)
            last = name if name is not None and name > last + 2 else last
        return None if is_date(tokens[at : last + 1]) else Span(tokens[at].start, tokens[last].end)

    def _goes_on(self, last: int) -> bool:
        """Whether more belongs to a name: Berg’s wife, Berg spokeswoman Lund."""
        if self.words[last].endswith(("'s", "’s")):
            return True
        speech, after = self.speech, self.tokens[last + 1 : last + 2]
        may_follow = (speech.prepositions, speech.clauses, speech.between, speech.nobody, speech.denying, speech.leads)
        return any(
            each.is_word
            and not (each.is_quoted or each.is_name or each.is_date)
            and not any(each.word in words for words in may_follow)
            for each in after
        )

    def _run(self, at: int, is_common: bool) -> int | None:
        """Return the place of the last word of a name, or a noun."""
        last = None
        for place in range(at, min(at + _LONGEST, len(self.tokens))):
            token, word = self.tokens[place], self.words[place]
            if token.is_quoted or token.is_date:
                break
            if token.is_name or (is_common and self._is_common(token)):
                last = place
            elif word == "." and last == place - 1 and len(self.words[last]) <= _ABBREVIATION:
                continue
            elif word not in self.speech.joining or last is None or self._is_aside(at, last, word):
                break
        return last

    def _is_aside(self, first: int, last: int, word: str) -> bool:
        """Whether a preposition goes on from no office or body: Rahmat for Budi."""
        named = {self.words[first], self.words[last]}
        return word in self.speech.prepositions and named.isdisjoint(self.speech.offices | self.speech.bodies)

    def _is_common(self, token: Token) -> bool:
        speech, word = self.speech, token.word
        stops = (speech.prepositions, speech.clauses, speech.between, speech.denying, speech.nobody, speech.that)
        return token.is_word and (word in speech.pointing or not any(word in words for words in stops))

    def before(self, at: int) -> Sequence[Token]:
        """Return the subject that ends at a place; empty where it is not plain."""
        word = self.words[at]
        if word in self.speech.pronouns:
            return () if self.word(at - 1) in self.speech.clauses else self.tokens[at : at + 1]
        if word == ",":
            return self._apposed(at)
        return self._opening(at) if word in self.speech.links else self._adjoining(at)

    def _adjoining(self, at: int) -> Sequence[Token]:
        speech, first = self.speech, at
        while first >= 0 and at - first < FAR:
            token, word = self.tokens[first], self.words[first]
            if word == ")":
                first = self._bracket(first)
            elif token.is_quoted or word == "“" or (word in ENDS and not (word == "." and self._abbreviates(first))):
                break
            elif self._names_nobody(word) or (word in speech.clauses - speech.that and first > 0):
                return ()
            elif word in speech.that:
                near = self.words[max(0, first - _NEAR) : first]
                if not any(map(self._tells, near)) or not speech.denying.isdisjoint(near):
                    return ()
                break
            first -= 1
        group = self._without_lead(self.tokens[first + 1 : at + 1])
        earlier = self.words[: at - len(group) + 1]
        is_beside = earlier[-1:] == ["”"] or earlier[-2:] == ["”", ","]
        return group if self._is_subject(group) and (is_beside or not self._has_clause(group)) else ()

    def _tells(self, word: str) -> bool:
        return word in self.speech.telling or word in self.speech.telling_that or word in self.speech.told_by

    def _bracket(self, closing: int) -> int:
        """Return the place of the bracket that opens what ends at a place."""
        near = range(closing, max(-1, closing - _LONGEST), -1)
        return next((place for place in near if self.words[place] == "("), closing)

    def _names_nobody(self, word: str) -> bool:
        speech = self.speech
        if word in speech.pointing:
            return False
        return word in speech.nobody or word in speech.denying or word in speech.pronouns

    def _abbreviates(self, stop: int) -> bool:
        return stop > 0 and self.tokens[stop - 1].is_name and len(self.words[stop - 1]) <= _ABBREVIATION

    def _without_lead(self, group: Sequence[Token]) -> Sequence[Token]:
        """Return a group without what begins its sentence: but, on Friday."""
        speech, at = self.speech, 0
        while at < len(group) and group[at].word in speech.leads:
            at += 1
        if at + 1 < len(group) and group[at].word in speech.prepositions and is_date(group[at + 1 : at + 2]):
            at += 1
        while at < len(group) and is_date(group[at : at + 1]):
            at += 1
        return group[at:]

    def _is_subject(self, group: Sequence[Token]) -> bool:
        speech = self.speech
        if not group or len(group) > _LONGEST or is_date(group):
            return False
        first, last = group[0], group[-1]
        if first.word in speech.prepositions or first.word in speech.pointing or first.word in speech.clauses:
            return False
        common = [token.word for token in group if token.is_word and not token.is_name]
        common = [word for word in common if word not in speech.joining and word not in speech.pointing]
        if first.word in speech.determiners or first.word in speech.speakers:
            return True
        if not common:
            return first.word not in speech.joining
        if any(word in speech.prepositions or speech.is_verb(word) for word in common):
            return False
        begins_named = len(group) > 1 and first.is_name and group[1].is_name
        ends_named = last.is_name or last.word in speech.speakers or last.word in speech.pointing
        return ends_named and (begins_named or len(group) <= _SHORT)

    def _has_clause(self, group: Sequence[Token]) -> bool:
        """Whether more than an office comes before a name: Lund doubts Berg."""
        speech, gap = self.speech, list[str]()
        for place, token in enumerate(group):
            if not token.is_name or token.word in speech.determiners:
                gap += [token.word] if token.is_word else []
                continue
            small = [word for word in gap if word not in (*speech.joining, *speech.pointing, *speech.determiners)]
            is_office = len(small) == 1 and small[0] in speech.speakers | speech.offices
            is_office = is_office or (0 < len(gap) == place <= _NEAR and gap[0] in speech.speakers)
            if small and not is_office and gap[-1] not in speech.prepositions:
                return True
            gap.clear()
        return False

    def _apposed(self, comma: int) -> Sequence[Token]:
        """Return the name before what is said of it between commas."""
        least = max(0, comma - FAR)
        left = 1 + max((at for at in range(least, comma) if self.words[at] in _BREAKS), default=least - 1)
        parts = list[Sequence[Token]]()
        for at in range(left, comma + 1):
            if self.words[at] == ",":
                parts.append(self._without_lead(self.tokens[left:at]))
                left = at + 1
        bares = [tuple(takewhile(lambda token: token.word != "(", part)) for part in parts]
        if sum(self._is_named(bare) and self._is_name(bare) for bare in bares) > 1 and not (
            bares[0] and bares[0][0].word in self.speech.offices
        ):
            return ()
        for place, bare in sorted(enumerate(bares), key=lambda each: not self._is_name(each[1])):
            if self._is_named(bare):
                if bare[0].word not in self.speech.offices or place + 1 == len(parts):
                    return bare
                end = parts[place + 1][-1].end if parts[place + 1] else bare[-1].end
                return [token for token in self.tokens[:comma] if bare[0].start <= token.start and token.end <= end]
        return ()

    def _is_named(self, part: Sequence[Token]) -> bool:
        """Whether a part between commas is a name, or a short noun with its determiner."""
        speech = self.speech
        if not part or is_date(part) or not part[0].is_name:
            return False
        if any(part[0].word in words for words in (speech.nobody, speech.prepositions, speech.clauses)):
            return False
        return self._is_name(part) or (len(part) <= _ABBREVIATION and part[0].word in speech.determiners)

    def _is_name(self, part: Sequence[Token]) -> bool:
        return all(token.is_name or not token.is_word or token.word in self.speech.joining for token in part)

    def _opening(self, link: int) -> Sequence[Token]:
        """Return what begins the sentence, for the second of two joined verbs."""
        tokens = self._without_lead(self.tokens[:link])
        if tokens and tokens[0].word in self.speech.pronouns:
            return tokens[:1]
        named = tuple(takewhile(lambda token: token.is_name or token.word in (*self.speech.joining, "."), tokens))
        return named if len(named) > 1 and not is_date(named) else ()
