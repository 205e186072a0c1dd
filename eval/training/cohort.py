"""The cohort that closeness is measured against, from parallel sentences."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

from eval.training.lexicon import SentencePair
from index.retrieval.cohort import COHORT_FILE, pack_cohort
from index.values import Encoder, TextKind

COHORT_SIZE = 400
SEED = 20220625

_LENGTHS = range(30, 300)


def train_cohort(pairs: Sequence[SentencePair], encoder: Encoder, folder: Path) -> Path:
    """Embed a seeded sample of pairs of ordinary length; return the file of the cohort."""
    ordinary = [p for p in pairs if len(p.english) in _LENGTHS and len(p.indonesian) in _LENGTHS]
    sample = random.Random(SEED).sample(ordinary, min(COHORT_SIZE, len(ordinary)))
    vectors = {
        "en": encoder.encode([pair.english for pair in sample], TextKind.PASSAGE),
        "id": encoder.encode([pair.indonesian for pair in sample], TextKind.PASSAGE),
    }
    path = folder / COHORT_FILE
    path.write_bytes(pack_cohort(encoder.fingerprint, vectors))
    return path
