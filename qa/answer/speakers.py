"""Who said what an article quotes or reports, where its text is plain about it."""

from __future__ import annotations

from collections.abc import Sequence

from index.text.languages.speech_wording import Speech
from index.values import Span
from qa.answer.antecedents import Antecedents
from qa.answer.speech import SPEECHES
from qa.answer.speech_units import REACH, Unit, units_of


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
    if speech is None or within.end - within.start > REACH:
        return []
    saying = _Saying(text, list(units_of(text, within, language, speech)), speech)
    return [
        (unit.span, saying.speaker(place))
        for place, unit in enumerate(saying.units)
        if any(map(str.isalnum, text[max(unit.span.start, within.start) : min(unit.span.end, within.end)]))
    ]


class _Saying:
    """Who says what in some sentences."""

    def __init__(self, text: str, units: Sequence[Unit], speech: Speech) -> None:
        self.units, self._antecedents = units, Antecedents(text, units, speech)

    def speaker(self, place: int) -> Span | None:
        """Return the place where the one who says a sentence is named."""
        unit = self.units[place]
        if unit.said is not None:
            return None if unit.said.is_unnamed else unit.said.speaker or self._antecedents.meant(place, unit.said)
        return (self._before(place) or self._after(place)) if unit.is_speech else None

    def _before(self, place: int) -> Span | None:
        """Return who said the words before, if a sentence goes on with them.

        Such a sentence is all speech.
        """
        if not place:
            return None
        unit, before = self.units[place], self.units[place - 1]
        is_on = not unit.is_first or (before.is_open and unit.begins_quoted)
        if before.said is None:
            return self._before(place - 1) if is_on and before.is_speech else None
        goes_on = is_on and before.said.is_beside and not before.said.asks
        return self.speaker(place - 1) if goes_on or before.tokens[-1].word == ":" else None

    def _after(self, place: int) -> Span | None:
        """Return who said the words after, if a quotation goes on there.

        A paragraph ends within it, and the next begins with quotation marks again.
        """
        after = next(iter(self.units[place + 1 : place + 2]), None)
        if after is None or not self.units[place].is_open or not after.begins_quoted:
            return None
        if after.said is not None:
            return self.speaker(place + 1) if after.said.is_beside else None
        return self._after(place + 1) if after.is_speech else None
