"""What kind of answer a question asks for, and whether for one or several, as far as its wording tells."""

from __future__ import annotations

import re
from enum import Enum

_NUMBER = re.compile(r"\b(how (many|much|old|far|long|large|big|tall|high|fast)|berapa|seberapa)\b", re.IGNORECASE)
_TIME = re.compile(
    r"\b(when|(what|which) (year|date|day|month|century|decade)|kapan|bilamana"
    r"|(tahun|tanggal|hari|bulan|abad) (berapa|apa))\b",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"\b(where|(what|which) (city|town|village|province|state|country|island|continent|port|harbou?r)"
    r"|di ?mana(kah)?|(ke|dari) mana(kah)?|(kota|desa|provinsi|negara|pulau|benua|pelabuhan) (mana|apa)(kah)?)\b",
    re.IGNORECASE,
)
_PERSON = re.compile(r"\b(who|whom|whose|siapa(kah)?)\b", re.IGNORECASE)
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


_COUNT = r"(?:[2-9]|1\d|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|both|all|some|other|main)"
_PLURAL = r"(?!(?:was|is|has|does|this|his|its|as|us|lies|makes|causes|caused|happens|means|comes|goes|gives|takes)\b)"
_PLURAL += r"[^\W\d_]{2,}(?<![sui'’])s\b(?!\W+(?:is|was|does|has)\b)"
_GOES_ON = r"(?=\W*$|\W+(?:are|were|do|did|have|had|can|could|will|would|in|of|from|to|that|who|for|at|on|by|with)\b)"
_SEVERAL = re.compile(
    # English: lists asked for by name, "what are", a plural after which or what, two of something.
    rf"^\W*(?:please )?(?:list|enumerate)\b|^\W*(?:name|mention) (?:the|{_COUNT})\b|\b(?:what|who|which) (?:else|all)\b"
    rf"|\b(?:what|who|which) (?:are|were)\b|\bwhich (?:{_COUNT} )?{_PLURAL}|\bwhat (?:{_COUNT} ){_PLURAL}"
    rf"|\b(?:what|which)(?: (?!(?:is|was|does|did|has)\b)[^\W\d_]+)?? {_PLURAL}{_GOES_ON}"
    # Indonesian: saja, doubled nouns, the verbs of listing.
    r"|\b(?:apa|siapa|mana|kapan|berapa)(?:kah)? saja(?:kah)?\b|\b(?:sebutkan|daftar|apa-apa|siapa-siapa)\b"
    r"|\b([^\W\d_]{3,})-\1(?:nya)? (?:apa|mana|siapa)\b|\b(?:apa|mana|siapa) ([^\W\d_]{3,})-\2\b",
    re.IGNORECASE,
)


class Expectation(Enum):
    """The kinds of answer, told from English and Indonesian wording; other languages ask for anything."""

    NUMBER = "number"
    TIME = "time"
    PERSON = "person"
    PLACE = "place"
    ANYTHING = "anything"

    def met_by(self, sentence: str) -> float:
        """1.0 where `sentence` has what is asked for, -1.0 where it lacks it, 0.0 where that cannot be told."""
        if self not in (Expectation.NUMBER, Expectation.TIME):
            return 0.0
        pattern = _SAYS_TIME if self is Expectation.TIME else _SAYS_NUMBER
        return 1.0 if pattern.search(sentence) else -1.0


_KINDS = (
    (Expectation.TIME, _TIME),
    (Expectation.NUMBER, _NUMBER),
    (Expectation.PLACE, _PLACE),
    (Expectation.PERSON, _PERSON),
)


def expected(question: str) -> Expectation:
    """What `question` asks for; "tahun berapa" asks for a time though "berapa" alone asks for a number."""
    return next((kind for kind, wording in _KINDS if wording.search(question)), Expectation.ANYTHING)


def asks_for_several(question: str) -> bool:
    """Whether `question` asks for a list, by English and Indonesian wording: "which countries", "siapa saja"."""
    return _SEVERAL.search(question) is not None
