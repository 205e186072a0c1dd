"""The proof of a sentence: what of it its quotes do not bear out."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from typing import Protocol

from index.text.language import UNDETERMINED
from qa.answer.reader.reader import Reader
from qa.answer.reader.readings import Text
from qa.answer.writing.checks import Evidence, Finding, Flaw, findings
from qa.answer.writing.denials import denies_more
from qa.answer.writing.entailment import Entailment
from qa.values import Citation


class Prover(Protocol):
    """Finds what of a sentence its evidence does not bear out."""

    def prove(self, sentence: str, language: str, evidence: Sequence[Evidence]) -> tuple[Finding, ...]:
        """Return the flaws of a sentence in `language` (ISO 639-1); none if it is proved."""
        ...


class QuoteProver:
    """Proves by numbers, days and names, and by what the entailment network reads."""

    def prove(self, sentence: str, language: str, evidence: Sequence[Evidence]) -> tuple[Finding, ...]:
        """Return the flaws of a sentence; ModelError where the network cannot be used."""
        found = tuple(findings(sentence, language, evidence))
        if found:
            return found
        network = load_entailment()
        least = network.bar.of(denies_more=denies_more(sentence, language, evidence))
        return () if network.logit(sentence, list(_texts(evidence))) >= least else (Finding(Flaw.CONTENT),)


@functools.cache
def load_entailment() -> Entailment:
    """Return the network that ships with Kutip, loaded once; ModelError where it cannot be used."""
    return Entailment.load(Reader.load())


def _texts(evidence: Sequence[Evidence]) -> Iterator[Text]:
    """Yield each quote, alone and with what is beside it, and all quotes together."""
    for each in evidence:
        yield Text("", each.text)
        if each.beside:
            yield Text("", each.context)
    if len(evidence) > 1:
        yield Text("", "\n".join(each.text for each in evidence))


def evidence_of(citation: Citation) -> Evidence:
    """Return a quote as evidence, with what its article says beside it."""
    beside = (citation.title, citation.source, citation.context)
    return Evidence(
        citation.quote, citation.language or UNDETERMINED, "\n".join(filter(None, beside)), citation.published
    )
