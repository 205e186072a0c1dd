"""The vocabulary is read without the rest of the weights, and is the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.encoders.embedded import weight_file
from index.encoders.weights import read_vocabulary, read_weights
from index.errors import ModelError


def test_the_vocabulary_is_that_of_the_weights() -> None:
    vocabulary, weights = read_vocabulary(weight_file()), read_weights(weight_file())
    assert vocabulary.unigram == weights.unigram
    assert vocabulary.normal_forms == weights.normal_forms
    tokens = np.array([4, 250001, 4, 77_777], np.int32)
    vectors = vocabulary.vectors(tokens)
    assert vectors.dtype == np.float32
    np.testing.assert_array_equal(vectors, weights.tensors["emb.word"].reshape(-1, 384)[tokens])
    assert vocabulary.vectors(np.array([], np.int32)).shape == (0, 384)


@pytest.mark.parametrize("content", [b"", b"GGUF" + bytes(100), b"E5S1" + bytes(100)])
def test_a_file_of_another_kind_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "weights.bin"
    path.write_bytes(content)
    with pytest.raises(ModelError, match="cannot be read"):
        read_vocabulary(path)


@pytest.mark.parametrize("kept", [3_000, 4_000_000, 11_000_000])
def test_a_file_cut_short_is_refused(tmp_path: Path, kept: int) -> None:
    path = tmp_path / "weights.bin"
    with weight_file().open("rb") as whole:
        path.write_bytes(whole.read(kept))
    with pytest.raises(ModelError, match="cannot be read") as caught:
        read_vocabulary(path)
    assert "reinstall" in caught.value.hint
