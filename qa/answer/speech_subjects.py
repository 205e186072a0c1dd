"""Whom a sentence names before a verb of telling."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from qa.answer.speech_names import ABBREVIATION, ENDS, LONGEST, Names
from qa.answer.speech_tokens import Token, is_date

FAR = 80
"""How many words from a verb its subject and a quotation are looked for."""

_BREAKS = frozenset({"”", "“", ":", "—", "–"})
_SHORT = 8
_NEAR = 3
"""Within how many words before a word for that its verb of telling stands."""


class Subjects(Names):
    """The words of one sentence, and who is named before a place in it."""

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
        group = self._without_aside(self._with_list(first, self.tokens[first + 1 : at + 1]))
        if not group:
            return ()
        earlier = self.words[: self.tokens.index(group[0], 0, at + 1)]
        is_beside = earlier[-1:] == ["”"] or earlier[-2:] == ["”", ","]
        if is_beside and group[0].word in speech.told_by and len(group) > 1:
            return ()  # the verb before its subject: ” kata Rahmat menjelaskan
        return group if self._is_subject(group) and (is_beside or not self._has_clause(group)) else ()

    def _with_list(self, comma: int, group: Sequence[Token]) -> Sequence[Token]:
        """Return a group with the names before it: Lund, Berg and Dahl.

        It is empty where that is not plain.
        """
        own = self._without_lead(group)
        if not group or self.word(comma) != "," or not self._is_name(group):
            return own
        if self.speech.ands.isdisjoint(token.word for token in group):
            return own
        first, end = comma, group[-1].end
        while self.word(first) == ",":
            left = first - 1
            while left >= 0 and not (self.tokens[left].is_quoted or self.words[left] in _BREAKS | {","}):
                left -= 1
            item = self._without_lead(self.tokens[left + 1 : first])
            if not self._is_listed(item, begins=left < 0):
                return own if left < 0 or (item and item[0].word in self.speech.prepositions) else ()
            own = [token for token in self.tokens if item[0].start <= token.start < end]
            first = left
        return own

    def _is_listed(self, item: Sequence[Token], *, begins: bool) -> bool:
        """Whether what stands between commas is a name in a list.

        What a sentence begins with is none.
        """
        speech = self.speech
        if not item or is_date(item) or not item[0].is_name or not self._is_name(item):
            return False
        if any(item[0].word in words for words in (speech.nobody, speech.prepositions, speech.clauses)):
            return False
        return not (begins and len(item) == 1 and item[0].word.endswith(("ly", speech.pronoun_ending or "ly")))

    def _without_aside(self, group: Sequence[Token]) -> Sequence[Token]:
        """Return a group without what is told in passing.

        That stands in brackets, or is the day or place behind a name.
        """
        speech = self.speech
        if group and group[-1].word == ")":
            opening = next((place for place, token in enumerate(group) if token.word == "("), 0)
            return group[:opening] or group
        named = [*takewhile(lambda token: token.is_name and token.is_word and not token.is_date, group)]
        rest = group[len(named) :]
        is_aside = bool(named and rest) and rest[0].word in speech.prepositions and named[-1].word not in speech.offices
        is_aside = is_aside and named[-1].word not in speech.speakers and named[0].word not in speech.determiners
        return named if is_aside and not any(token.is_name and not token.is_date for token in rest) else group

    def _tells(self, word: str) -> bool:
        return word in self.speech.telling or word in self.speech.telling_that or word in self.speech.told_by

    def _bracket(self, closing: int) -> int:
        """Return the place of the bracket that opens what ends at a place."""
        near = range(closing, max(-1, closing - LONGEST), -1)
        return next((place for place in near if self.words[place] == "("), closing)

    def _names_nobody(self, word: str) -> bool:
        speech = self.speech
        if word in speech.pointing:
            return False
        return word in speech.nobody or word in speech.denying or word in speech.pronouns

    def _abbreviates(self, stop: int) -> bool:
        return stop > 0 and self.tokens[stop - 1].is_name and len(self.words[stop - 1]) <= ABBREVIATION

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
        if not group or len(group) > LONGEST or is_date(group):
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
        first = self._begun(bares[0])
        if len(first) > 1 and len(parts) > 1 and parts[1] and not parts[1][0].is_name:
            after = {self.word(at + 1) for at in range(comma) if self.words[at] == ","}
            return () if after & self.speech.ands else first
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

    def _begun(self, part: Sequence[Token]) -> Sequence[Token]:
        """Return the name that a part between commas begins with.

        What stands with it is left out.
        """
        named = tuple(takewhile(lambda token: token.is_name, part))
        rest = part[len(named) :]
        is_whole = not rest or rest[0].word in self.speech.prepositions
        return named if self._is_named(named) and is_whole else ()

    def _is_named(self, part: Sequence[Token]) -> bool:
        """Whether a part between commas is a name, or a short noun with its determiner."""
        speech = self.speech
        if not part or is_date(part) or not part[0].is_name:
            return False
        if any(part[0].word in words for words in (speech.nobody, speech.prepositions, speech.clauses)):
            return False
        return self._is_name(part) or (len(part) <= ABBREVIATION and part[0].word in speech.determiners)

    def _is_name(self, part: Sequence[Token]) -> bool:
        return all(token.is_name or not token.is_word or token.word in self.speech.joining for token in part)

    def _opening(self, link: int) -> Sequence[Token]:
        """Return what begins the sentence, for the second of two joined verbs."""
        tokens = self._without_lead(self.tokens[:link])
        if tokens and tokens[0].word in self.speech.pronouns:
            return tokens[:1]
        named = tuple(takewhile(lambda token: token.is_name or token.word in (*self.speech.joining, "."), tokens))
        return named if len(named) > 1 and not is_date(named) else ()
