"""How close is close? A cosine set against those of a fixed cohort of unrelated sentences.

Cosines of one question with everything lie in a narrow band, and the band moves with the question
and with the language of the text. Measured in standard deviations above the mean of a cohort in
that language (test normalisation, as in speaker verification: Auckenthaler et al. 2000) they can
be compared between questions, languages and libraries. The cohort that ships with Kutip holds the
embeddings of English sentences and their Indonesian translations; `qa-eval train cohort` makes it.
"""

from __future__ import annotations

import functools
import io
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

import numpy as np

from index.values import Vectors

COHORT_FILE = "cohort.npz"

_LEAST_DEVIATION = 1e-3
_MODEL = "model"


@dataclass(frozen=True, slots=True)
class Band:
    """Where a question's cosines with unrelated texts lie."""

    mean: float
    deviation: float

    def closeness(self, cosine: float) -> float:
        """Standard deviations above the mean, higher is closer."""
        return (cosine - self.mean) / self.deviation


def band(query: Vectors, cohort: Vectors) -> Band:
    """The band of `query` (dim,) with the unit rows of `cohort` (n, dim), n at least 1."""
    cosines = cohort @ query
    return Band(float(cosines.mean()), max(float(cosines.std()), _LEAST_DEVIATION))


@functools.cache
def shipped_cohort(model: str) -> Mapping[str, Vectors]:
    """The cohort of each language that was embedded with `model` (a fingerprint); none for other models."""
    content = resources.files("index").joinpath("data", COHORT_FILE).read_bytes()
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        if str(arrays[_MODEL]) != model:
            return {}
        return {name: arrays[name].astype(np.float32) for name in arrays.files if name != _MODEL}


def pack_cohort(model: str, languages: Mapping[str, Vectors]) -> bytes:
    """The file that `shipped_cohort` reads."""
    halves = {language: vectors.astype(np.float16) for language, vectors in sorted(languages.items())}
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **{_MODEL: np.array(model)}, **halves)
    return buffer.getvalue()
