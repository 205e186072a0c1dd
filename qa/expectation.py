"""What kind of answer a question asks for, as far as its wording tells: a number, a time, or anything."""

from __future__ import annotations

import re
from enum import Enum

_NUMBER = re.compile(r"\b(how (many|much|old|far|long|large|big|tall|high|fast)|berapa|seberapa)\b", re.IGNORECASE)
_TIME = re.compile(
    r"\b(when|(what|which) (year|date|day|month|century|decade)|kapan|bilamana"
    r"|(tahun|tanggal|hari|bulan|abad) (berapa|apa))\b",
    re.IGNORECASE,
)
_MONTHS = (
    "january february march april may june july august september october november december "
    "januari februari maret mei juni juli agustus oktober desember"
)
_COUNTS = (
    "one two three four five six seven eight nine ten eleven twelve twenty thirty hundred thousand million billion "
    "satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas belas puluh ratus seratus ribu seribu "
    "juta miliar"
)
_SAYS_TIME = re.compile(rf"\b([12]\d{{3}}|{'|'.join(_MONTHS.split())})\b|\d/\d", re.IGNORECASE)
_SAYS_NUMBER = re.compile(rf"\d|\b({'|'.join(_COUNTS.split())})\b", re.IGNORECASE)


class Expectation(Enum):
    """The kinds of answer, told from English and Indonesian wording; other languages ask for anything."""

    NUMBER = "number"
    TIME = "time"
    ANYTHING = "anything"

    def met_by(self, sentence: str) -> float:
        """1.0 where `sentence` has what is asked for, -1.0 where it lacks it, 0.0 where nothing is known."""
        if self is Expectation.ANYTHING:
            return 0.0
        pattern = _SAYS_TIME if self is Expectation.TIME else _SAYS_NUMBER
        return 1.0 if pattern.search(sentence) else -1.0


def expected(question: str) -> Expectation:
    """What `question` asks for; "tahun berapa" asks for a time though "berapa" alone asks for a number."""
    if _TIME.search(question):
        return Expectation.TIME
    return Expectation.NUMBER if _NUMBER.search(question) else Expectation.ANYTHING
