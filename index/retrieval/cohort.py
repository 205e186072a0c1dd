"""The cohort: embeddings of unrelated sentences, with which an index is tuned.

The one that ships with Kutip holds English sentences and their Indonesian translations, embedded by the model that
ships with it; `qa-eval train cohort` makes it.
"""

from __future__ import annotations

import functools
import io
from collections.abc import Mapping, Sequence
from importlib import resources

import numpy as np

from index.values import Vectors

COHORT_FILE = "cohort.npz"

_MODEL = "model"


@functools.cache
def shipped_cohort(model: str) -> Mapping[str, Vectors]:
    """Return the cohort of each language embedded with `model` (a fingerprint), if that ships."""
    content = resources.files("index").joinpath("data", COHORT_FILE).read_bytes()
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        if str(arrays[_MODEL]) != model:
            return {}
        return {name: arrays[name].astype(np.float32) for name in arrays.files if name != _MODEL}


def typical_vectors(cohort: Mapping[str, Vectors], languages: Sequence[str]) -> Vectors | None:
    """Return the mean of each language's cohort: (languages, dim).

    Languages without one have that of all; without any cohort, or language, it is None.
    """
    means = {language: vectors.mean(axis=0) for language, vectors in cohort.items()}
    if not means or not languages:
        return None
    return np.stack([means.get(each, sum(means.values()) / len(means)) for each in languages])


def pack_cohort(model: str, languages: Mapping[str, Vectors]) -> bytes:
    """Return the content of the file that `shipped_cohort` reads."""
    halves = {language: vectors.astype(np.float16) for language, vectors in sorted(languages.items())}
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **{_MODEL: np.array(model)}, **halves)
    return buffer.getvalue()
