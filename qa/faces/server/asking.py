"""What a question looks like over HTTP, and one for all answers."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import ConfigDict, Field

from index.errors import BadInputError
from qa.defaults import SECONDS
from qa.faces.server.models import QUESTION, ScopedIn
from qa.values import Ask

MOST_SECONDS = 300.0
"""For how many seconds articles are read for one client at most."""


@dataclass(frozen=True, slots=True)
class AskAll(Ask):
    """A question for a quote of every article that answers, sought for about `seconds`.

    Its `k`, `budget_ms`, `write` and `translate` mean nothing.
    """

    seconds: float = SECONDS


class AskIn(ScopedIn):
    """A question and its filters; a filter that is left out does not restrict."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"question": QUESTION, "since": "2022-06-01", "k": 3}]}
    )

    k: int = Field(5, ge=1, le=50, description="How many of the nearest passages to return with it.")
    budget_ms: float = Field(
        300.0, ge=1, le=10_000, description="Milliseconds to read passages; longer while none surely answers."
    )
    write: bool = Field(False, description="Whether the server's language model writes from the quotes.")
    translate: bool = Field(False, description="Whether it translates the quotes that are in other languages.")
    any_time: bool = Field(False, description="Whether days that the question says narrow nothing.")
    all: bool = Field(False, description="Whether to read on, and to quote every article that answers.")
    seconds: float = Field(SECONDS, gt=0, le=MOST_SECONDS, description="For how long, with `all`.")

    def asked(self) -> Ask:
        """Return the question for the library, an `AskAll` with `all`.

        Raises BadInputError if `since` is after `until`, and for what means nothing together.
        """
        self._check_all()
        filters = self.filters()
        if self.all:
            return AskAll(self.question, filters=filters, any_time=self.any_time, seconds=self.seconds)
        return Ask(self.question, self.k, filters, self.budget_ms, self.write, self.translate, self.any_time)

    def _check_all(self) -> None:
        """Refuse what only means something with `all`, or only without."""
        names = ("k", "budget_ms", "write", "translate") if self.all else ("seconds",)
        given = next((each for each in names if each in self.model_fields_set), None)
        if given is not None:
            together = "not asked together with `all`" if self.all else "asked only together with `all`"
            raise BadInputError(f"`{given}` is {together}", "leave out one of them" if self.all else "give both")
