"""What a language model wrote from quotes, and its translations of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class WrittenSentence:
    """A sentence that a language model wrote, and that these quotes bear out.

    >>> WrittenSentence("The bridge opened in 1951.", citations=(1,)).verdict
    'proved'
    """

    text: str
    citations: tuple[int, ...]
    verdict: Literal["proved"] = "proved"

    @property
    def cited(self) -> str:
        """The sentence, and after it the numbers of its quotes."""
        return f"{self.text} {''.join(f'[{number}]' for number in self.citations)}"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A sentence that is not shown, without its words.

    `citations` are the quotes that it named, `flaws` what they do not bear out: "uncited", "number", "date", "name"
    and "content", each at most once.

    >>> LeftOut(citations=(1,), flaws=("number",)).verdict
    'left_out'
    """

    citations: tuple[int, ...]
    flaws: tuple[str, ...]
    verdict: Literal["left_out"] = "left_out"


@dataclass(frozen=True, slots=True)
class Written:
    """A short answer by a language model called `model`, from an answer's quotes.

    `left_out` are the sentences that were not proved, even when written again. `problem` says in a line why the
    model wrote less than it was asked for, None if nothing failed.

    >>> Written("small", (WrittenSentence("The bridge opened in 1951.", (1,)),)).text
    'The bridge opened in 1951. [1]'
    """

    model: str
    sentences: tuple[WrittenSentence, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    problem: str | None = None

    @property
    def text(self) -> str:
        """The sentences, each with the numbers of its quotes."""
        return " ".join(each.cited for each in self.sentences)


@dataclass(frozen=True, slots=True)
class Wrote:
    """An event for each sentence that a language model wrote, once it is proved.

    >>> [event.sentence.citations for event in library.stream("Apa itu Iskander-M?") if isinstance(event, Wrote)]
    []
    """

    sentence: WrittenSentence


@dataclass(frozen=True, slots=True)
class Doubt:
    """Where a translation and its quote do not agree.

    `flaw` is "number", "date", "name" or "content". `words` are those of the translation that the quote
    does not bear out or, if `missing`, those of the quote that the translation does not have; empty for what lies in no
    single words.

    >>> Doubt("date", "1961").missing
    False
    """

    flaw: str
    words: str = ""
    missing: bool = False


@dataclass(frozen=True, slots=True)
class Translation:
    """A quote in another language, by a language model called `model`.

    It is of the quote `citation` of an answer, in `language` (ISO 639-1), is no quote, and is never verified as one.
    `doubts` are where it and the quote do not agree.

    >>> Translation(1, "It opened in 1961.", "small", "en", (Doubt("date", "1961"),)).parts
    (('It opened in ', False), ('1961', True), ('.', False))
    """

    citation: int
    text: str
    model: str
    language: str
    doubts: tuple[Doubt, ...] = ()

    @property
    def parts(self) -> tuple[tuple[str, bool], ...]:
        """The text in parts, each with whether it is in doubt."""
        doubtful = {doubt.words for doubt in self.doubts if doubt.words and not doubt.missing}
        if not doubtful:
            return ((self.text, False),)
        words = "|".join(re.escape(each) for each in sorted(doubtful, key=len, reverse=True))
        pieces = re.split(rf"(?<!\w)({words})(?!\w)", self.text)
        return tuple((piece, place % 2 == 1) for place, piece in enumerate(pieces) if piece)


@dataclass(frozen=True, slots=True)
class Translated:
    """The translations of an answer's quotes, in the order of these.

    `problem` says in a line why quotes are without a translation, None if none is.

    >>> Translated((Translation(2, "The bridge opened in 1951.", "small", "en"),)).problem is None
    True
    """

    translations: tuple[Translation, ...] = ()
    problem: str | None = None
