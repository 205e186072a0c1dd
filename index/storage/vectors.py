"""Embeddings in float16, keyed by content and model, so that nothing is embedded twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeGuard

import numpy as np

from index.errors import StoreError
from index.storage.database import Database
from index.values import Vectors

_READ_AT_ONCE = 4_096


@dataclass(frozen=True, slots=True)
class VectorStore:
    """The embeddings of the passages by one model (its fingerprint), of `dim` numbers each."""

    database: Database
    model: str
    dim: int

    def missing(self, *, longest_first: bool = False) -> tuple[tuple[int, bytes], ...]:
        """Return (passage id, content hash) of each content that is not embedded yet, by id.

        With `longest_first` neighbours fill a batch with little padding.
        """
        order = "end - start DESC, passage_id" if longest_first else "passage_id"
        rows = self.database.rows(
            "SELECT min(passage_id) AS passage_id, text_hash, start, end FROM passages p WHERE NOT EXISTS "
            "(SELECT 1 FROM embeddings e WHERE e.model = ? AND e.text_hash = p.text_hash) "
            f"GROUP BY text_hash ORDER BY {order}",
            (self.model,),
        )
        return tuple((passage_id, text_hash) for passage_id, text_hash, *_ in rows)

    def add(self, hashes: Sequence[bytes], vectors: Vectors) -> None:
        """Store a vector for each hash, in one transaction; `vectors` is (len(hashes), dim)."""
        halves = vectors.astype(np.float16)
        with self.database.transaction() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO embeddings (text_hash, model, vector) VALUES (?, ?, ?)",
                ((h, self.model, row.tobytes()) for h, row in zip(hashes, halves, strict=True)),
            )

    def take_from(self, other: VectorStore) -> int:
        """Copy the missing vectors that `other`, of the same model, has; return how many.

        Raises ValueError for another model or length.
        """
        if (other.model, other.dim) != (self.model, self.dim):
            raise ValueError(f"vectors of {other.model} cannot stand in for those of {self.model}")
        hashes = [text_hash for _, text_hash in self.missing()]
        found = other.database.rows_by_id(
            "SELECT text_hash, model, vector FROM embeddings WHERE text_hash IN ({ids})", hashes
        )
        rows = [row for row in found if row[1] == self.model and self._is_unit(row[2])]
        with self.database.transaction() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO embeddings (text_hash, model, vector) VALUES (?, ?, ?)", rows
            )
        return len(rows)

    def of_passages(self, count: int) -> Vectors:
        """Return the vectors of all `count` passages by passage id: float32 (count, dim), unit rows.

        Raises StoreError if one is missing or of another length.
        """
        vectors = np.empty((count, self.dim), np.float32)
        stream = self.database.stream(
            "SELECT e.vector FROM passages p LEFT JOIN embeddings e ON e.model = ? AND e.text_hash = p.text_hash "
            "ORDER BY p.passage_id",
            (self.model,),
        )
        row = 0
        while read := [blob for (blob,) in islice(stream, _READ_AT_ONCE)]:
            blobs = [blob for blob in read if self._is_usable(blob)]
            if len(blobs) < len(read):
                bad = next(at for at, blob in enumerate(read) if not self._is_usable(blob))
                raise StoreError(f"passage row {row + bad} has no usable embedding", "run `qa verify --repair`")
            vectors[row : row + len(read)] = self._units(blobs)
            row += len(read)
        return vectors

    def of_ids(self, passage_ids: Sequence[int]) -> dict[int, Vectors]:
        """Return the unit vectors (dim,) of passages by id, without those that have none."""
        # CROSS has SQLite keep this order: for many ids it would rather read all embeddings of the model.
        rows = self.database.rows_by_id(
            "SELECT p.passage_id, e.vector FROM passages p CROSS JOIN embeddings e "
            "ON e.model = ? AND e.text_hash = p.text_hash WHERE p.passage_id IN ({ids})",
            passage_ids,
            (self.model,),
        )
        usable = {passage_id: blob for passage_id, blob in rows if self._is_usable(blob)}
        return dict(zip(usable, self._units(usable.values()), strict=True))

    def _is_usable(self, blob: object) -> TypeGuard[bytes]:
        return isinstance(blob, bytes) and len(blob) == 2 * self.dim

    def _units(self, blobs: Iterable[bytes]) -> Vectors:
        """Return the vectors stored as `blobs`, scaled to unit length: float32 (n, dim)."""
        vectors = np.frombuffer(b"".join(blobs), np.float16).reshape(-1, self.dim).astype(np.float32)
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), np.finfo(np.float32).tiny)
        return vectors

    def unusable(self) -> tuple[bytes, ...]:
        """Return the content hashes of vectors that are not `dim` numbers of about unit length."""
        rows = self.database.rows("SELECT text_hash, vector FROM embeddings WHERE model = ?", (self.model,))
        return tuple(h for h, blob in rows if not self._is_unit(blob))

    def forget(self, hashes: Sequence[bytes]) -> None:
        """Delete vectors, to be made again."""
        with self.database.transaction() as connection:
            connection.executemany(
                "DELETE FROM embeddings WHERE model = ? AND text_hash = ?", ((self.model, h) for h in hashes)
            )

    def _is_unit(self, blob: object) -> bool:
        if not self._is_usable(blob):
            return False
        length = float(np.linalg.norm(np.frombuffer(blob, np.float16).astype(np.float32)))
        return abs(length - 1) < 0.01
