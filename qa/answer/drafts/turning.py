"""Whether an ellipsis or a bracket turns the sense of a quotation."""

from __future__ import annotations

import re

from qa.answer.denials import DENIALS
from qa.answer.drafts.matching import Edit
from qa.answer.numbers import THOUSANDS, numbers
from qa.answer.quantities import placed_amounts

_CLAUSES = re.compile(r"[,;:.!?()—–]\s|\s[—–-]\s")
_MARKS = re.compile(r"[\[\]]")


def turns(edit: Edit, language: str) -> bool:
    """Return whether an edit denies what the article does not, or changes a number.

    Whole clauses that are left out in the midst may have either.
    """
    put, left_out = _MARKS.sub("", edit.written), edit.stands_for
    clauses = _CLAUSES.split(f"{left_out} ")
    beside = clauses if len(clauses) == 1 else [clauses[0], clauses[-1]]
    denied = any(_denies(each, language) for each in beside)
    if _denies(put, language) != denied:
        return True
    if counted := {each.value for each in numbers(put, language)}:
        return not counted <= {each.value for each in numbers(left_out, language)}
    begins = any(word in THOUSANDS for word in left_out.casefold().split()[:1])
    return begins or any(not left_out[each.span.end :].strip() for each in placed_amounts(left_out, language))


def _denies(words: str, language: str) -> bool:
    denial = DENIALS.get(language)
    return denial is not None and denial.search(words) is not None
