"""How much is read: what fits the time, until the answer is settled."""

from __future__ import annotations

from collections.abc import Callable, Sequence

Clock = Callable[[], float]
"""Seconds since some moment."""

SURE = 0.9
"""From which probability on a passage counts as answering."""

ENOUGH = 3
"""How many passages that answer settle a question: an answer to it quotes no more."""

QUIET = 6
"""How many passages in a row that do not answer, after one that does, settle a question too."""

_DOUBTFUL = 0.1
_FIRST_GUESS = 0.25
_NEWEST = 0.25


class Pace:
    """Milliseconds a thread takes per token, learned from each text read.

    A weighted mean in which the newest text counts for a quarter, and all before it for the rest. Before the first
    text it is a slow machine's.
    """

    def __init__(self) -> None:
        self._ms_a_token = _FIRST_GUESS
        self._learned = False

    def expected_ms(self, tokens: int) -> float:
        """How many milliseconds reading `tokens` takes."""
        return self._ms_a_token * tokens

    def learn(self, tokens: int, ms: float) -> None:
        """Take into account that reading `tokens` took `ms`."""
        newest = ms / tokens
        self._ms_a_token += (_NEWEST if self._learned else 1.0) * (newest - self._ms_a_token)
        self._learned = True


class Budget:
    """The time for one question, from now on."""

    def __init__(self, ms: float, pace: Pace, clock: Clock) -> None:
        self._clock, self._pace = clock, pace
        self._end = clock() + 1e-3 * ms

    def affords(self, tokens: int) -> bool:
        """Whether reading `tokens` is expected to end in time."""
        return self._clock() + 1e-3 * self._pace.expected_ms(tokens) <= self._end


def is_found(chances: Sequence[float]) -> bool:
    """Whether a passage read surely answers.

    While none does, reading goes on, so that a no does not depend on the machine.
    """
    return max(chances, default=0.0) >= SURE


def is_settled(chances: Sequence[float]) -> bool:
    """Whether reading on would hardly change the answer.

    Given is how likely each passage read answers, best hit first.

    Hits are read in the order of retrieval, so those to come are less and less likely to answer. Enough is read when
    `ENOUGH` passages surely do, or when one surely does and the `QUIET` last ones do not.
    """
    sure = [place for place, chance in enumerate(chances) if chance >= SURE]
    if len(sure) >= ENOUGH:
        return True
    last = chances[-QUIET:]
    return bool(sure) and len(last) == QUIET and sure[0] < len(chances) - QUIET and max(last) <= _DOUBTFUL
