"""What a language model wrote from quotes, each sentence with its verdict."""

from __future__ import annotations

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
