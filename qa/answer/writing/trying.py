"""Whether a server of a language model can write answers, told step by step."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

from index.errors import WriterError
from qa.answer.writing.client import Server, Way
from qa.answer.writing.drafts import Drafts

_QUESTION = [{"role": "user", "content": "In which direction does the sun rise? Answer in one sentence."}]
"""It asks for no JSON, which only a schema can then bring."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One thing that was tried; nothing can be written without what `is_needed`."""

    what: str
    works: bool
    told: str = ""
    is_needed: bool = False


def tried(server: Server) -> Iterator[Trial]:
    """Yield whether it is reached, has the model, streams, and keeps to a schema.

    Each step takes at most the settings' timeout. After one that is needed and fails nothing more is tried.
    """
    model, host = server.settings.model, server.settings.host
    models, unlisted = _models(server)
    said, failed = _said(server, Way.WHOLE)
    reached = bool(models or said)
    yield Trial("reachable", reached, host if reached else unlisted, is_needed=True)
    if not reached:
        return
    known = model if model in models else f"{model} is not among the {len(models)} that it lists"
    yield Trial("model", bool(said), f"{known}; {failed}" if failed else known, is_needed=True)
    if not said:
        return
    said, failed = _said(server, Way.STREAM)
    yield Trial("streaming", bool(said), failed)
    said, failed = _said(server, Way.SCHEMA)
    drafts = Drafts()
    yield Trial("JSON schema", bool(list(drafts.feed(said))), failed)


def _models(server: Server) -> tuple[tuple[str, ...], str]:
    try:
        return server.models(_deadline(server)), ""
    except WriterError as error:
        return (), error.message


def _said(server: Server, way: Way) -> tuple[str, str]:
    """Return what the server says, and what failed."""
    try:
        return "".join(server.said_so(_QUESTION, way, _deadline(server))), ""
    except WriterError as error:
        return "", error.message


def _deadline(server: Server) -> float:
    return time.monotonic() + server.settings.timeout
