"""A library about bridges, and a language model to write about them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from index.storage.articles import make_article
from qa.library import Library
from tests.support.models import FakeModel, serving_model

QUESTION = "When did the Kali bridge open?"
OPENED = "The Kali bridge opened in May 1951 with 340 guests."

Serve = Callable[..., FakeModel]


@pytest.fixture(scope="module")
def bridges(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """One article that answers, and one beside it."""
    with Library.create(tmp_path_factory.mktemp("bridges") / "library") as library:
        library.add_articles(
            [
                make_article(
                    title="The Kali bridge",
                    text=f"{OPENED} It was not closed in the flood of 1968.",
                    source="Sample Post",
                    published=date(1951, 5, 4),
                    language="en",
                ),
                make_article(title="Ferries", text="The ferry to Soma sails at noon on Sundays.", language="en"),
            ]
        )
        yield library


@pytest.fixture
def model() -> Iterator[Serve]:
    """Serve a model, for one test."""
    with ExitStack() as stack:
        yield lambda *given, **named: stack.enter_context(serving_model(FakeModel(*given, **named)))


@pytest.fixture
def no_config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No settings but those that a test makes."""
    monkeypatch.setenv("KUTIP_CONFIG", str(tmp_path / "config.toml"))
    return tmp_path / "config.toml"


def asked(library: Library, model: FakeModel, question: str = QUESTION, **settings: Any) -> Any:
    """The answer with what a model wrote."""
    library.writer = model.writer(**settings)
    return library.ask(question, write=True)
