from __future__ import annotations

import numpy as np

from index.encoders.embedded import embedded_fingerprint
from index.retrieval.cohort import pack_cohort, shipped_cohort


def test_the_shipped_cohort_is_of_the_embedded_model_alone() -> None:
    shipped = shipped_cohort(embedded_fingerprint())
    assert sorted(shipped) == ["en", "id"]
    for vectors in shipped.values():
        assert vectors.shape == (400, 384)
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=2e-3)
    assert shipped_cohort("another model") == {}


def test_packing_is_the_same_every_time() -> None:
    vectors = {"id": np.eye(2, dtype=np.float32), "en": np.ones((1, 2), np.float32)}
    assert pack_cohort("m", vectors) == pack_cohort("m", dict(reversed(vectors.items())))
