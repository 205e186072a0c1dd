"""The proof of a sentence: what of it its quotes do not bear out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from index.text.language import UNDETERMINED
from qa.answer.writing.checks import Evidence, Finding, findings
from qa.values import Citation


class Prover(Protocol):
    """Finds what of a sentence its evidence does not bear out."""

    def prove(self, sentence: str, language: str, evidence: Sequence[Evidence]) -> tuple[Finding, ...]:
        """Return the flaws of a sentence in `language` (ISO 639-1); none if it is proved."""
        ...


class CheckingProver:
    """Proves by numbers, days, names and negations."""

    def prove(self, sentence: str, language: str, evidence: Sequence[Evidence]) -> tuple[Finding, ...]:
        """Return what `findings` gives."""
        return tuple(findings(sentence, language, evidence))


def evidence_of(citation: Citation) -> Evidence:
    """Return a quote as evidence, with what its article says beside it."""
    beside = (citation.title, citation.source, citation.context)
    return Evidence(
        citation.quote, citation.language or UNDETERMINED, "\n".join(filter(None, beside)), citation.published
    )
