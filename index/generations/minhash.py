"""Signatures of texts: digests, and MinHash (Broder 1997) of a byte a hash.

Of each hash the last eight bits are kept (b-bit minwise hashing, Li and Koenig 2010): two different ones agree once in
256 times, which is nothing beside the slack that estimates are given.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import numpy.typing as npt
from rensa import RMinHash

from index.errors import IndexDamagedError
from index.generations.manifest import MEND
from index.text.shingles import Shingles, digest, shingle_array, words

PERMUTATIONS = 192
SHORT = 20
"""Shorter texts, in words, are copies only if all words are equal."""

_SEED = 42
_BATCH = 1024
_DIGEST = 16

Hashes = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Signatures:
    """Row i of every array is of text i.

    `texts` (n,) digests the text as it is, `words` (n,) its words as they are compared (or the text where it has none);
    `sizes` (n,) counts them, `shingles` (n,) their distinct shingles, and `hashes` (n, PERMUTATIONS) is the signature,
    all zeros for `SHORT` texts.
    """

    texts: npt.NDArray[np.uint64]
    words: npt.NDArray[np.bytes_]
    sizes: npt.NDArray[np.int32]
    shingles: npt.NDArray[np.int32]
    hashes: Hashes

    def save(self, folder: Path) -> None:
        """Create `folder` and write each array into a file."""
        folder.mkdir()
        for each in fields(self):
            np.save(folder / f"{each.name}.npy", getattr(self, each.name))

    @classmethod
    def load(cls, folder: Path) -> Signatures:
        """Read saved signatures; raise IndexDamagedError if they do not fit together."""
        loaded = cls(*(np.load(folder / f"{each.name}.npy", allow_pickle=False) for each in fields(cls)))
        if len({len(getattr(loaded, each.name)) for each in fields(cls)}) != 1:
            raise IndexDamagedError(f"the files of {folder.name} disagree", MEND)
        return loaded

    def taken(self, rows: Sequence[int] | npt.NDArray[np.int64]) -> Signatures:
        """Those of the texts in `rows`, in their order."""
        return Signatures(*(getattr(self, each.name)[rows] for each in fields(self)))


def sign(texts: Iterable[str], known: Signatures | None = None) -> Signatures:
    """Return the signatures of `texts`, taken from `known` if it has them."""
    place_of = {} if known is None else {each: row for row, each in enumerate(known.texts.tolist())}
    parts = [_signed(())] if known is None else [known]
    rows: list[int] = []
    new: list[str] = []
    size = len(parts[0].texts)
    for text in texts:
        key = digest(text)
        if key not in place_of:
            place_of[key] = size
            size += 1
            new.append(text)
        rows.append(place_of[key])
        if len(new) == _BATCH:
            parts.append(_signed(new))
            new = []
    parts.append(_signed(new))
    every = (np.concatenate([getattr(part, each.name) for part in parts]) for each in fields(Signatures))
    return Signatures(*every).taken(np.array(rows, np.int64))


def _signed(texts: Sequence[str]) -> Signatures:
    sequences = [words(text) for text in texts]
    shingles = [shingle_array(sequence) for sequence in sequences]
    sizes = np.array([len(sequence) for sequence in sequences], np.int32)
    hashes = np.zeros((len(texts), PERMUTATIONS), np.uint8)
    long = np.flatnonzero(sizes >= SHORT)
    if len(long):
        hashes[long] = _hashed([shingles[row] for row in long.tolist()])
    keys = (" ".join(sequence) or text for sequence, text in zip(sequences, texts, strict=True))
    return Signatures(
        np.array([digest(text) for text in texts], np.uint64),
        np.array([_wide_digest(each) for each in keys], f"S{_DIGEST}"),
        sizes,
        np.array([len(each) for each in shingles], np.int32),
        hashes,
    )


def _hashed(shingles: Sequence[Shingles]) -> Hashes:
    offsets = np.cumsum([0, *map(len, shingles)], dtype=np.uint64)
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(np.concatenate(shingles), offsets, PERMUTATIONS, _SEED)
    return (np.array(matrix.to_rows(), np.uint32) & 0xFF).astype(np.uint8)


def _wide_digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_DIGEST).digest()
