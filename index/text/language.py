"""Language identification with py3langid's model, which is unpacked once and then mapped."""

from __future__ import annotations

import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable, Collection
from contextlib import suppress
from pathlib import Path

import numpy as np
import py3langid
from py3langid import langid

from index.private import keep_private, make_folder
from index.values import UNDETERMINED as UNDETERMINED

IdentifyLanguage = Callable[[str], str]
"""A text to its language: an ISO 639-1 code, or `UNDETERMINED`."""

# What an expected language counts over another in a question. Indonesian questions read as
# Malay without it (21 % of them); with much more, German ones read as English.
EXPECTED_PRIOR = 20.0

_SAMPLE = 2_000
_LEAST_CONFIDENCE = 0.2
_LEAST_INDONESIAN = 0.2  # short Indonesian texts pass for Malay by a little, Malay ones by far

LEAST_HALF = 120
"""The characters of half a text that say its language; without spaces, more than enough."""

# Languages so close that a model takes a text of one for the other.
_SIBLINGS = tuple(
    frozenset(each.split())
    for each in (
        "id ms jv su", "da nb nn no sv", "bs hr sr sl", "cs sk", "es gl ca pt an oc", "nl af", "be bg mk ru uk",
        "hi mr ne", "fa ps ur", "de lb", "az tr", "kk ky", "as bn", "xh zu", "it la co", "fr oc wa", "fil tl",
    )
)  # fmt: skip

# The model's labels that are varieties of a language with a two-letter code, or of none.
_FOLDED = {
    "ary": "ar", "arz": "ar", "grc": "el", "gug": "gn", "hbo": "he", "kik": "ki", "uzs": "uz", "wuu": "zh",
    "yue": "zh", "zxx": UNDETERMINED,
}  # fmt: skip

_LONG_CODES = """
    alb:sq ara:ar arm:hy aze:az baq:eu bel:be ben:bn bos:bs bul:bg bur:my cat:ca ces:cs chi:zh cmn:zh cze:cs dan:da
    deu:de dut:nl ell:el eng:en est:et eus:eu fas:fa fin:fi fra:fr fre:fr geo:ka ger:de gle:ga glg:gl gre:el guj:gu
    heb:he hin:hi hrv:hr hun:hu hye:hy ice:is in:id ind:id isl:is ita:it iw:he jav:jv jpn:ja kan:kn kat:ka kaz:kk
    khm:km kor:ko lao:lo lav:lv lit:lt mac:mk mal:ml mar:mr may:ms mkd:mk mon:mn msa:ms mya:my nep:ne nld:nl nno:nn
    nob:nb nor:no pan:pa per:fa pol:pl por:pt pus:ps ron:ro rum:ro rus:ru sin:si slk:sk slo:sk slv:sl spa:es sqi:sq
    srp:sr sun:su swa:sw swe:sv tam:ta tel:te tgl:tl tha:th tur:tr ukr:uk urd:ur uzb:uz vie:vi zho:zh zsm:ms
"""
SHORT_CODES = dict(each.split(":") for each in _LONG_CODES.split())
"""The ISO 639-1 codes of languages by those of ISO 639-2 and 639-3, and by former ones."""

_ARRAYS = ("nb_ptc", "nb_pc", "nb_classes", "tk_nextmove", "tk_output", "tk_row")


class LanguageIdentifier:
    """Identifies the language of articles and questions; may be shared between threads.

    The model's arrays are kept unpacked under `cache` and mapped into memory, which takes milliseconds where unpacking
    takes most of a second. Where `cache` cannot be written they are unpacked into memory instead.
    """

    def __init__(self, cache: Path) -> None:
        self._model = _load(cache / f"langid-{py3langid.__version__}")

    def detect(self, text: str) -> str:
        """Return the language of an article, from its first 2,000 characters.

        An ISO 639-1 code (639-3 for the few languages without one), or `und` if there are no letters or too few to
        tell.
        """
        scores = self._scores(text[:_SAMPLE])
        best = max(scores, key=lambda code: scores[code], default=UNDETERMINED)
        if best == "ms" and scores["id"] >= _LEAST_INDONESIAN:
            return "id"
        return best if scores[best] >= _LEAST_CONFIDENCE else UNDETERMINED

    def detect_question(self, text: str, expected: Collection[str]) -> str:
        """Return the language of a question that is likely in one of the `expected` languages.

        A question is too short to be sure of, so each expected language's probability counts `EXPECTED_PRIOR` times;
        all the others stay possible. It is `und` only if there are no letters.
        """
        scores = self._scores(text[:_SAMPLE])
        weighed = {code: p * EXPECTED_PRIOR if code in expected else p for code, p in scores.items()}
        weighed.pop(UNDETERMINED, None)
        return max(weighed, key=lambda code: weighed[code], default=UNDETERMINED)

    def _scores(self, text: str) -> dict[str, float]:
        """Return the probability of each language, best first; empty if there are no letters."""
        scores: defaultdict[str, float] = defaultdict(float)
        if any(character.isalpha() for character in text):
            for label, probability in self._model.rank(text):
                scores[_FOLDED.get(label, label)] += probability
        return scores


def believed(declared: str | None, text: str, identify: IdentifyLanguage, least_half: int = LEAST_HALF) -> str | None:
    """Return the declared language, or None if the text is clearly in another.

    It is if each half of it is, of `least_half` characters or more, and the two are no siblings.
    """
    half = len(text) // 2
    if not declared or half < least_half:
        return declared
    found = {identify(text[:half]), identify(text[half:])}
    same = len(found) > 1 or found & {declared, UNDETERMINED} or any(found | {declared} <= each for each in _SIBLINGS)
    return declared if same else None


def _load(folder: Path) -> langid.LanguageIdentifier:
    with suppress(OSError, ValueError, EOFError):
        return _mapped(folder)
    model = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)
    with suppress(OSError):
        _keep(model, folder)
    return model


def _mapped(folder: Path) -> langid.LanguageIdentifier:
    """Return the model over files mapped into memory; raise ValueError if they do not fit."""
    features, priors, labels, moves, outputs, rows = (
        np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False) for name in _ARRAYS
    )
    if features.shape[1:] != priors.shape or priors.shape != labels.shape or rows.shape != outputs.shape:
        raise ValueError("the arrays are not of one model")
    # A memoryview gives plain integers, which the model's walk over bytes needs
    # both for speed and because its arithmetic would overflow in 16 bits.
    return langid.LanguageIdentifier(
        np.asarray(features),
        np.asarray(priors),
        labels.tolist(),
        memoryview(moves),
        memoryview(outputs),
        norm_probs=True,
        tk_row=memoryview(rows),
    )


def _keep(model: langid.LanguageIdentifier, folder: Path) -> None:
    """Write the model's arrays beside `folder`, then replace it with them at once."""
    make_folder(folder.parent)
    building = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        for name in _ARRAYS:
            np.save(building / f"{name}.npy", np.asarray(getattr(model, name)))
        keep_private(building)
        shutil.rmtree(folder, ignore_errors=True)
        building.rename(folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)
