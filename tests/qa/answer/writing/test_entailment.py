"""The entailment network: what it tells apart, damage, and one more output of a graph."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from index.errors import ModelError
from qa.answer.reader.network import load_session
from qa.answer.reader.reader import FOLDER as READER
from qa.answer.reader.reader import Reader
from qa.answer.reader.readings import Text
from qa.answer.reader.settings import WEIGHTS as READER_WEIGHTS
from qa.answer.writing.checks import Evidence, Finding, Flaw
from qa.answer.writing.denials import denies_more
from qa.answer.writing.entailment import FOLDER, SETTINGS, WEIGHTS, Entailment, with_output
from qa.answer.writing.proving import QuoteProver

DAM = "The Arlo dam has 12 gates and is not in use, the ministry said on Monday."
BENDUNGAN = "Bendungan Arlo punya 12 pintu dan belum dipakai, kata kementerian pada Senin."

pytestmark = pytest.mark.usefixtures("real_entailment")


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.load()


@pytest.mark.parametrize(
    ("sentence", "language", "quote"),
    [
        ("The ministry said that the dam is not in use.", "en", (DAM, "en")),
        ("The Arlo dam has 12 gates.", "en", (BENDUNGAN, "id")),
        ("Bendungan Arlo memiliki 12 pintu.", "id", (BENDUNGAN, "id")),
    ],
)
def test_what_quotes_say_is_found(sentence: str, language: str, quote: tuple[str, str]) -> None:
    assert QuoteProver().prove(sentence, language, [Evidence(*quote)]) == ()


@pytest.mark.parametrize("quote", [(DAM, "en"), (BENDUNGAN, "id")])
@pytest.mark.parametrize(
    "sentence",
    [
        "The Arlo dam does not have 12 gates.",
        "The ministry said that the dam is in use.",
        "The minister resigned after the fire.",
    ],
)
def test_what_they_do_not_say_is_not(sentence: str, quote: tuple[str, str]) -> None:
    assert QuoteProver().prove(sentence, "en", [Evidence(*quote)]) == (Finding(Flaw.CONTENT),)


@pytest.mark.parametrize(
    ("sentence", "language", "quotes", "more"),
    [
        ("The dam was not built.", "en", 0, True),
        ("The dam was not built.", "en", 1, False),
        ("The dam isn’t open, and never was.", "en", 1, True),
        ("Bendungan itu belum dibangun.", "id", 0, True),
        ("The dam was built.", "en", 1, False),
        ("The dam was built.", "en", 0, False),
        ("Der Damm wurde nicht gebaut.", "de", 0, False),
    ],
)
def test_words_that_deny_are_counted_beside_those_of_the_quotes(
    sentence: str, language: str, quotes: int, *, more: bool
) -> None:
    denying = [Evidence("Bendungan itu tidak dibangun pada 1951.", "id")] * quotes
    assert denies_more(sentence, language, [Evidence("It has 12 gates.", "en"), *denying]) is more


def test_what_denies_more_has_to_be_surer(reader: Reader) -> None:
    bar = Entailment.load(reader).bar
    assert bar.of(denies_more=True) == bar.where_denied > bar.least == bar.of(denies_more=False)


@pytest.mark.parametrize("damage", ["missing", "cut", "changed", "other reader", "no settings"])
def test_damage_is_said(reader: Reader, tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "model"
    shutil.copytree(FOLDER, folder)
    weights, settings = folder / WEIGHTS, folder / SETTINGS
    match damage:
        case "missing":
            weights.unlink()
        case "cut":
            weights.write_bytes(weights.read_bytes()[:1_000])
        case "changed":
            weights.write_bytes(weights.read_bytes()[:-1] + b"x")
        case "other reader":
            settings.write_text(json.dumps({**json.loads(settings.read_text()), "reader": "0"}))
        case "no settings":
            settings.write_text("{}")
    with pytest.raises(ModelError) as error:
        Entailment.load(reader, folder)
    assert "reinstall" in error.value.hint


def test_a_sentence_of_any_length_is_read(reader: Reader) -> None:
    network = Entailment.load(reader)
    assert isinstance(network.logit("The dam has gates, " * 200, [Text("", DAM * 40)]), float)


def test_a_graph_has_one_more_output() -> None:
    content, one = (READER / READER_WEIGHTS).read_bytes(), "layers.0.query"
    names = [
        [each.name for each in load_session(graph).get_outputs()] for graph in (content, with_output(content, one))
    ]
    assert names[1] == [*names[0], one]
