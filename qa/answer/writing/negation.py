"""Whether a sentence denies what its evidence says, or says what that denies."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.retrieval.coverage import expressed, importance
from index.text.analysis import terms

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_REACH = 6
_CONTENT = 0.25

NEGATORS = {
    "en": frozenset(
        ["not", "no", "never", "none", "nobody", "nothing", "nowhere", "neither", "nor", "cannot", "without"]
    ),
    "id": frozenset(
        [
            "tidak",
            "tak",
            "bukan",
            "belum",
            "jangan",
            "tanpa",
            "tiada",
            "tidaklah",
            "bukanlah",
            "belumlah",
            "nggak",
            "enggak",
            "gak",
            "ndak",
        ]
    ),
}
DENIALS = {
    "en": re.compile(
        r"(?:fail|refus|den(?:y|ie)|lack|prevent|stop|reject|declin|avoid|absen|cancel|exclud|los[est]|cost)\w*|unable|unlikely|impossible|hardly|barely|seldom|rarely|few|little|less|un(?:til|less|der|ion|it|iver)(?!.)|un(?!til|less|der|ion|it|iver|ique)\w+|dis(?:agree|allow|approv|qualif|satisf|advant|honest|trust|regard)\w*|in(?:ab|cap|suff|eff|adeq|app)\w+|im(?:poss|prop)\w+|only|except|yet|ban(?:ned|s)?|free|against|instead|rather|unless|without|weak|poor|bad|wrong\w*|dropout\w*|worse"
    ),
    "id": re.compile(
        r"gagal|kegagalan|(?:me|di|pe)?nolak(?:an)?|ditolak|(?:mem|di)bantah|enggan|kecuali|mustahil|(?:mem)?batal(?:kan)?|mencegah|dicegah|jarang|sulit|kurang\w*|hanya|cuma|selain|(?:di|me)?larang(?:an)?|bebas|kehilangan|hilang|anti\w*|non\w*|sedikit|melainkan|terlarang|menghindari|terhindar|lemah\w*|buruk|minim|rendah|keliru|salah|ketidak\w+"
    ),
}


@dataclass(frozen=True, slots=True)
class Denial:
    """A word that denies: the words after it, and those around it."""

    after: str
    around: str


def _found(text, language, is_one):
    words = list(_WORD.finditer(text))
    for place, each in enumerate(words):
        folded = each[0].casefold().replace("’", "'")
        if is_one(folded, text[each.end() : each.end() + 2]):
            after = words[place + 1 : place + 1 + _REACH]
            around = words[max(0, place - _REACH) : place] + after
            yield Denial(" ".join(w[0] for w in after), " ".join(w[0] for w in around))


def denials(text, language):
    known = NEGATORS.get(language, frozenset())

    def is_one(word, behind):
        if language == "en" and word == "no" and not re.match(r" [^\W\d]", behind):
            return False
        return word in known or (language == "en" and word.endswith("n't"))

    return tuple(_found(text, language, is_one))


def doubts(text, language):
    pattern = DENIALS[language]
    return tuple(_found(text, language, lambda word, _: pattern.fullmatch(word) is not None))


def _weighty(text, language, most=3, least=_CONTENT):
    return tuple(t for t in dict.fromkeys(terms(text, language)) if importance(t, language) >= least)[:most]


def _shares(words, language, text, other):
    """Whether one of the words in `language` is expressed by `text` in `other`."""
    found = expressed(text, other, language)
    return any(found.get(word, 0.0) >= 0.1 for word in words)


def is_denied_otherwise(sentence, language, quotes):
    if not all(each in NEGATORS for each in (language, *(other for _, other in quotes))):
        return False
    mine, mine_doubts = denials(sentence, language), doubts(sentence, language)
    theirs = [(each, other) for text, other in quotes for each in denials(text, other)]
    their_doubts = [(each, other) for text, other in quotes for each in doubts(text, other)]
    for denial in mine:
        scope = _weighty(denial.after, language)
        if scope:
            if not any(_shares(scope, language, each.around, other) for each, other in (*theirs, *their_doubts)):
                return True
        elif not theirs and not their_doubts:
            return True
    for denial, other in theirs:
        scope = _weighty(denial.after, other, 2, 0.08)
        # what of it the sentence says
        heads = expressed(" ".join(scope), other, language) if scope else {}
        said = [t for t in terms(sentence, language) if heads.get(t, 0) >= 0.1 and importance(t, language) >= 0.05]
        if said and not any(set(said) & set(terms(each.around, language)) for each in (*mine, *mine_doubts)):
            return True
    return False
