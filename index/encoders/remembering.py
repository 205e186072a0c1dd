"""An encoder that remembers: the sentences of a passage that many questions find are embedded once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from index.values import Encoder, TextKind, Vectors

MOST = 16_384
"""How many vectors are remembered: at 384 numbers each, 25 MB."""

LONGEST = 1_000
"""The vectors of texts of more characters are not remembered: sentences have fewer."""

_Row = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class RememberingEncoder:
    """The vectors of `encoder`, the latest `most` of them kept; from as many threads as like."""

    encoder: Encoder
    most: int = MOST
    _kept: OrderedDict[tuple[TextKind, str], _Row] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def fingerprint(self) -> str:
        """That of the encoder."""
        return self.encoder.fingerprint

    @property
    def dim(self) -> int:
        """That of the encoder."""
        return self.encoder.dim

    def encode(self, texts: Sequence[str], kind: TextKind) -> Vectors:
        """Embed `texts` as float32 of shape (len(texts), dim), each row of unit length."""
        keys = [(kind, text) for text in texts]
        with self._lock:
            found = {key: self._kept[key] for key in keys if key in self._kept}
        missing = [key for key in dict.fromkeys(keys) if key not in found]
        if missing:
            made = self.encoder.encode([text for _, text in missing], kind)
            found.update(zip(missing, made, strict=True))
        with self._lock:
            for key in dict.fromkeys(keys):
                if len(key[1]) <= LONGEST:
                    self._kept[key] = found[key]
                    self._kept.move_to_end(key)
            while len(self._kept) > self.most:
                self._kept.popitem(last=False)
        return np.stack([found[key] for key in keys]) if keys else np.empty((0, self.dim), np.float32)
