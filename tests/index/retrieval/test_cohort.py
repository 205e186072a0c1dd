from __future__ import annotations

import numpy as np

from index.encoders.embedded import embedded_fingerprint
from index.retrieval.cohort import pack_cohort, shipped_cohort, typical_vectors


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


def test_what_is_typical_of_a_language_without_a_cohort_is_so_of_all() -> None:
    cohort = {"en": np.array([[4, 0], [2, 0]], np.float32), "id": np.array([[0, 1]], np.float32)}
    typical = typical_vectors(cohort, ("de", "en", "id"))
    assert typical is not None
    assert typical.tolist() == [[1.5, 0.5], [3, 0], [0, 1]]
    assert typical_vectors({}, ("en",)) is None
