"""Questions for what somebody says, or who says it, and `qa people`, in both languages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from qa.answer.answer_names import is_same
from qa.answer.said_questions import AskedSpeech, asked_speech
from qa.answer.voices import is_named
from qa.faces.cli.app import run
from qa.library import Library
from qa.people import people_of
from qa.values import AnswerStatus
from tests.support.terminal import Captured

HARBOUR = (
    "The harbour of Nordwijk will be widened next year.\n"
    "“The harbour will be wide enough for every ship,” said Anna Lund, the harbour master.\n"
    "Ove Berg, a fisherman, said the harbour will be too dear for fishermen. “Nobody asked us,” he added."
)
BRIDGE = (
    "Rust weakens the bridge of Alden.\n“The rust in this bridge works day and night,” said Tora Vik, the mayor.\n"
    "Her neighbour disagreed. “The bridge could be repaired at night,” he said."
)
PELABUHAN = (
    "Pelabuhan Nordwijk akan diperlebar.\n"
    '"Pelabuhan itu cukup untuk semua kapal," kata Wali Kota Rahmat Hidayat, Senin.\n'
    "Menurut Anna Lund, pelabuhan itu dibuka pada Mei."
)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("people") / "library"
    with Library.create(root) as made:
        made.add({"text": HARBOUR, "title": "A wider harbour", "source": "Sample Post", "language": "en"})
        made.add({"text": BRIDGE, "title": "The bridge at night", "source": "Sample Post", "language": "en"})
        made.add({"text": PELABUHAN, "title": "Pelabuhan", "source": "Koran Contoh", "language": "id"})
    return root


@pytest.fixture(scope="module")
def library(path: Path) -> Iterator[Library]:
    with Library.open(path) as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("What did Anna Lund say about the port?", AskedSpeech("Anna Lund", "the port")),
        ("what has lund said", AskedSpeech("lund", "")),
        ("Who said that the port is open?", AskedSpeech(None, "the port is open")),
        ("Apa kata Rahmat Hidayat tentang pelabuhan?", AskedSpeech("Rahmat Hidayat", "pelabuhan")),
        ("apa yang dikatakan oleh Rahmat soal pelabuhan", AskedSpeech("Rahmat", "pelabuhan")),
        ("Bagaimana pendapat Rahmat mengenai pelabuhan?", AskedSpeech("Rahmat", "pelabuhan")),
        ("Siapa yang mengatakan bahwa pelabuhan dibuka?", AskedSpeech(None, "pelabuhan dibuka")),
        ("When did the port open?", None),
        ("Siapa presiden Brasil?", None),
        ("What was Lund saying about the port?", AskedSpeech("Lund", "the port")),
        ("what did lund tell reporters about the port", AskedSpeech("lund", "the port")),
        ("What did Anna Lund say in Bergen about the port?", AskedSpeech("Anna Lund", "the port")),
        ("Anna Lund's comments on the port", AskedSpeech("Anna Lund", "the port")),
        ("Who told reporters that the port is open?", AskedSpeech(None, "the port is open")),
        ("Rahmat bilang apa soal pelabuhan?", AskedSpeech("Rahmat", "pelabuhan")),
        ("tanggapan Rahmat soal pelabuhan", AskedSpeech("Rahmat", "pelabuhan")),
        ("menurut Rahmat kenapa pelabuhan ditutup?", AskedSpeech("Rahmat", "kenapa pelabuhan ditutup")),
        ("siapa yg bilang pelabuhan dibuka", AskedSpeech(None, "pelabuhan dibuka")),
        ("Menurut artikel apa penyebab kebakaran?", None),
        ("Apa kata kunci artikel ini?", None),
        ("Apa kata lain dari besar?", None),
        ("What was the ship said to carry?", None),
        ("Menurut artikel, berapa korban tewas?", None),
        ("Menurut berita ini, berapa korban tewas?", None),
        ("Menurut kamu, berapa korban tewas?", None),
        ("According to the article, how large was the harvest?", None),
        ("According to reports, how large was the harvest?", None),
        ("What did he say about the port?", None),
        ("Apa kata dia tentang pelabuhan?", None),
        ("What did his wife say about the port?", AskedSpeech("his wife", "the port")),
    ],
)
def test_what_a_question_asks_of_speech(question: str, asked: AskedSpeech | None) -> None:
    assert asked_speech(question) == asked


@pytest.mark.parametrize(
    ("question", "speakers"),
    [
        ("What did Anna Lund say about the harbour?", {"Anna Lund"}),
        ("what did berg say about the harbour", {"Ove Berg"}),
        ("Apa kata Wali Kota Rahmat tentang pelabuhan?", {"Wali Kota Rahmat Hidayat"}),
        ("Apa kata Anna Lund tentang pelabuhan?", {"Anna Lund"}),
        ("Who said that the harbour will be too dear for fishermen?", {"Ove Berg"}),
        ("Siapa yang mengatakan pelabuhan itu cukup untuk semua kapal?", {"Wali Kota Rahmat Hidayat"}),
    ],
)
def test_a_quote_of_another_is_not_given(library: Library, question: str, speakers: set[str]) -> None:
    answer = library.ask(question)
    assert {each.speaker for each in answer.citations} == speakers
    for each in answer.citations:
        start = each.speaker_start or 0
        assert library.article(each.article_id).text[start : start + len(each.speaker or "")] == each.speaker
    if question.startswith(("Who", "Siapa")):
        assert answer.short in speakers


@pytest.mark.parametrize(
    ("asked", "name", "is_one"),
    [
        ("Anna Lund", "Ms. Lund", True),
        ("lund", "Anna Lund", True),
        ("President Lund", "Anna Lund", True),
        ("the harbour master", "the harbour master", True),
        ("presiden", "Presiden Rahmat Hidayat", True),
        ("Rahmat", "Wali Kota Rahmat Hidayat", True),
        ("Ani", "Rani Wijaya", False),
        ("Anna", "Joanna Berg", False),
        ("Lund", "Ove Lundberg", False),
        ("he", "the mayor", False),
        ("Iran", "Miranda Sari", False),
        ("Eri", "Menteri Kelautan", False),
        ("presiden", "Wakil Presiden Rahmat Hidayat", False),
        ("Rusia", "Presiden Rusia Vladimir Putin", False),
        ("Presiden Rusia", "Menteri Luar Negeri Rusia Sergei Lavrov", False),
    ],
)
def test_whose_words_are_asked_for(asked: str, name: str, is_one: bool) -> None:
    assert is_named(asked, name) is is_one


@pytest.mark.parametrize(
    "names",
    [
        ["Anna Lund", "Carl Lund"],
        ["Presiden Rusia Vladimir Putin", "Presiden Rusia", "Menlu Rusia Sergei Lavrov"],
        ["Gubernur Jakarta", "Polres Jakarta Selatan", "Wali Kota Jakarta Selatan Budi"],
        ["President Berg", "President Lund"],
    ],
)
def test_people_who_differ_are_no_one_voice(names: list[str]) -> None:
    assert not any(is_same(one, other) for one in names for other in names if one != other)


@pytest.mark.parametrize(
    ("speakers", "voices"),
    [
        ([("a", "Anna Lund"), ("a", "Lund"), ("b", "Carl Lund")], [["Anna Lund", "Lund"], ["Carl Lund"]]),
        ([("a", "the mayor"), ("b", "the mayor")], [["the mayor"], ["the mayor"]]),
        ([("a", "the mayor"), ("a", "The mayor")], [["the mayor", "The mayor"]]),
    ],
)
def test_a_voice_is_of_one_person(library: Library, speakers: list[tuple[str, str]], voices: list[list[str]]) -> None:
    answer = library.ask("What did Anna Lund say about the harbour?")
    cited = [
        replace(answer.citations[0], article_id=article_id, start=place, speaker=speaker)
        for place, (article_id, speaker) in enumerate(speakers)
    ]
    people = people_of(replace(answer, citations=tuple(cited)), lambda _: None)
    assert sorted([each.speaker for each in voice.citations] for voice in people.voices) == sorted(voices)


def test_an_answer_by_speaker_says_what_was_read(library: Library) -> None:
    extent = library.ask("What did Anna Lund say about the harbour?").extent
    assert extent is not None
    assert (extent.answering, extent.quoted, extent.unread) == (2, 2, 0)
    assert extent.passages


def test_whose_quote_does_not_make_a_claim_has_not_said_it(library: Library) -> None:
    answer = library.ask("Who said the bridge could be repaired at night?")
    assert not any(each.speaker for each in answer.citations)
    assert "Vik" not in (answer.short or "")


@pytest.mark.parametrize("question", ["What did Tove Dahl say about the harbour?", "Apa kata Dahl soal pelabuhan?"])
def test_of_who_says_nothing_there_is_nothing(library: Library, question: str) -> None:
    assert library.ask(question).status is AnswerStatus.NOT_FOUND


def test_people_are_shown_with_what_they_say(path: Path, capsys: Captured) -> None:
    asked = ["people", "--library", str(path), "the", "harbour", "of", "Nordwijk"]
    assert run(asked) == 0
    shown = capsys.readouterr().out
    assert "“The harbour will be wide enough for every ship,” said Anna Lund, the harbour master. [" in shown
    assert run([*asked, "--json"]) == 0
    voices = json.loads(capsys.readouterr().out)["voices"]
    assert {"Anna Lund", "Ove Berg"} <= {voice["name"] for voice in voices}
    cited = [citation for voice in voices for citation in voice["citations"]]
    assert [each["number"] for each in cited] == [*range(1, len(cited) + 1)]
    assert run(["people", "--library", str(path), "who invented the telephone?"]) == 0
    assert capsys.readouterr().out.startswith("Nobody is quoted on this")
