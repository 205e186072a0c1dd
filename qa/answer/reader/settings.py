"""The settings beside the reader's weights: their digest and their calibration."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from index.errors import ModelError
from qa.answer.confidence import Confidence, Grounds, Weights
from qa.answer.reader.calibration import Calibration

FORMAT = 1
WEIGHTS = "reader.onnx"
SETTINGS = "reader.json"
REINSTALL = "reinstall it with: pip install --force-reinstall kutip"


@dataclass(frozen=True, slots=True)
class Settings:
    """What `reader.json` says.

    `embedded_model` is the fingerprint of the model whose word embeddings the network takes, `weights_sha256` the
    digest of `reader.onnx`; `ranking_weight` is how many points of the fused score one point of the logit that a
    passage answers is worth. `fingerprint` is told from the file itself.
    """

    embedded_model: str
    weights_sha256: str
    calibration: Calibration
    ranking_weight: float
    confidence: Confidence
    fingerprint: str


def read_settings(folder: Path) -> Settings:
    """The settings in `folder`; ModelError where they are missing, damaged or of another format."""
    content = read_file(folder / SETTINGS)
    try:
        stored: Mapping[str, Any] = json.loads(content)
        if stored["format"] != FORMAT:
            raise ModelError(f"The reader is of format {stored['format']}, not {FORMAT}", REINSTALL)
        answerable, span, bias = map(float, stored["calibration"])
        return Settings(
            embedded_model=str(stored["embedded_model"]),
            weights_sha256=str(stored["sha256"]),
            calibration=Calibration(answerable, span, bias),
            ranking_weight=float(stored["ranking"]["reader"]),
            confidence=_confidence(stored["confidence"]),
            fingerprint=f"kutip-reader@{hashlib.sha256(content).hexdigest()[:12]}",
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"The reader's settings are damaged ({folder / SETTINGS})", REINSTALL) from error


def _confidence(stored: Mapping[str, Any]) -> Confidence:
    choosing, weights = _weights(stored["choosing"]), _weights(stored["weights"])
    return Confidence(choosing, weights, float(stored["bias"]), float(stored["threshold"]))


def _weights(stored: Mapping[str, Any]) -> Weights:
    unknown = stored.keys() - {field.name for field in fields(Grounds)}
    if unknown:
        raise KeyError(f"unknown grounds: {unknown}")
    return {name: float(value) for name, value in stored.items()}


def read_file(path: Path) -> bytes:
    """The bytes of one of the reader's files; ModelError where it cannot be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise ModelError(f"The reader is missing ({path})", REINSTALL) from error
    except OSError as error:
        raise ModelError(f"The reader cannot be read ({path}: {error.strerror or error})", REINSTALL) from error
