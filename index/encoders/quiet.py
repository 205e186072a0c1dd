"""Keeps what libraries print about their own doings from the person, and what they report of them from their makers."""

from __future__ import annotations

import logging
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

_TALKATIVE = ("huggingface_hub", "sentence_transformers", "transformers")


@contextmanager
def quiet() -> Iterator[None]:
    """Within it those libraries may be imported and used: no warning, log line or progress bar comes of them.

    Warnings and log levels are as before afterwards; the progress bars stay off.
    """
    loggers = [logging.getLogger(name) for name in _TALKATIVE]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _hide_progress_bars()
        levels = [logger.level for logger in loggers]
        for logger in loggers:
            logger.setLevel(logging.CRITICAL)
        try:
            yield
        finally:
            for logger, level in zip(loggers, levels, strict=True):
                logger.setLevel(level)


def forbid_telemetry() -> None:
    """Keep OpenVINO, when it is imported after this, from telling Google Analytics so in a fork of this process."""
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]


def _hide_progress_bars() -> None:
    from huggingface_hub.utils.tqdm import disable_progress_bars
    from transformers.utils import logging as transformers_logging

    disable_progress_bars()
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
