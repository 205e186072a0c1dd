from __future__ import annotations

import numpy as np
import pytest

from index.cohort import band, pack_cohort, shipped_cohort
from index.encoders.embedded import embedded_fingerprint


def test_closeness_is_in_deviations_above_the_mean() -> None:
    cohort = np.array([[1.0, 0.0], [0.6, 0.8], [0.8, 0.6]], np.float32)
    found = band(np.array([1.0, 0.0], np.float32), cohort)
    assert found.mean == pytest.approx(0.8)
    assert found.deviation == pytest.approx(np.sqrt(2 * 0.04 / 3), rel=1e-5)
    assert found.closeness(0.8) == pytest.approx(0.0, abs=1e-5)
    assert found.closeness(0.8 + 2 * found.deviation) == pytest.approx(2.0)


def test_a_cohort_of_one_vector_divides_by_no_zero() -> None:
    found = band(np.array([1.0, 0.0], np.float32), np.array([[1.0, 0.0]], np.float32))
    assert np.isfinite(found.closeness(0.5))


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
