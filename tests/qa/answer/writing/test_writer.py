"""What a model writes is shown where its quotes bear it out, and nowhere else."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import replace

import pytest

from index.errors import BadInputError
from qa import AsyncLibrary, Done, LeftOut, Library, Quoted, Written, WrittenSentence, Wrote
from qa.answer.writing.checks import Evidence, Finding, Flaw
from qa.answer.writing.writer import Writer
from qa.config import WriterSettings
from qa.output import as_json
from qa.values import Timings
from tests.qa.answer.writing.conftest import OPENED, QUESTION, Serve, asked
from tests.support.models import MODEL, Request, sentences

TRUE = ("The Kali bridge opened in May 1951.", [1])
FALSE = ("The Kali bridge opened in May 1961.", [1])


NO_TIME = Timings(0, 0, 0)


class Believing:
    """Takes everything for proved."""

    def prove(self, *_: object) -> tuple[Finding, ...]:
        return ()


def is_again(request: Request) -> bool:
    return len(request["messages"]) > 2


def test_sentences_that_the_quotes_bear_out_are_shown(bridges: Library, model: Serve) -> None:
    served = model(sentences(TRUE))
    answer = asked(bridges, served)
    assert answer.written == Written(MODEL, (WrittenSentence(TRUE[0], (1,)),))
    assert answer.written.text == "The Kali bridge opened in May 1951. [1]"
    assert replace(answer, written=None, timings=NO_TIME) == replace(bridges.ask(QUESTION), timings=NO_TIME)


def test_the_model_gets_question_and_quotes_in_fences_and_no_more(bridges: Library, model: Serve) -> None:
    served = model(sentences(TRUE))
    answer = asked(bridges, served, key="a-key")
    (request,), (headers,) = served.requests, served.headers
    system, user = (message["content"] for message in request["messages"])
    assert "in English" in system
    (mark,) = {word for word in user.split() if len(word) == 16 and word.isalnum()}
    assert f"<<<answer {mark}\n{QUESTION}\n{mark} answer>>>" in user
    assert f"Quote 1, from:\n<<<about {mark}\nSample Post · 4 May 1951 · The Kali bridge\n{mark} about>>>" in user
    assert f"<<<quotation {mark}\n{answer.citations[0].quote}\n{mark} quotation>>>" in user
    assert "ferry" not in user
    assert (request["model"], request["temperature"]) == (MODEL, 0)
    assert headers["authorization"] == "Bearer a-key"
    assert set(headers) <= {"host", "connection", "accept", "content-type", "content-length", "user-agent"} | {
        "accept-encoding",
        "authorization",
    }


def test_without_a_key_none_is_sent_whatever_the_environment_has(
    bridges: Library, model: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_ADMIN_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID"):
        monkeypatch.setenv(name, "private-to-another")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Secret: private-to-another")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    served = model(sentences(TRUE))
    assert asked(bridges, served).written.sentences
    assert "private-to-another" not in json.dumps(served.headers)


def test_a_sentence_that_fails_is_asked_for_once_more_with_the_reason(bridges: Library, model: Serve) -> None:
    served = model(lambda request: sentences(TRUE if is_again(request) else FALSE))
    answer = asked(bridges, served)
    assert answer.written == Written(MODEL, (WrittenSentence(TRUE[0], (1,)),))
    said = served.requests[1]["messages"][-1]["content"]
    assert FALSE[0] in said
    assert "its quotes have no such date (May 1961)" in said
    assert len(served.requests) == 2


def test_what_fails_again_is_left_out_and_counted(bridges: Library, model: Serve) -> None:
    served = model(sentences(TRUE, FALSE, ("It opened with 77 guests.", [1])))
    written = asked(bridges, served).written
    assert written.sentences == (WrittenSentence(TRUE[0], (1,)),)
    assert [each.citations for each in written.left_out] == [(1,), (1,)]
    assert {flaw for each in written.left_out for flaw in each.flaws} == {"date", "number"}
    assert "1961" not in as_json.dumps(as_json.answer(asked(bridges, served)))
    assert len(served.requests) == 4


@pytest.mark.parametrize("numbers", [[], [2], [0, 99]])
def test_a_sentence_without_a_quote_is_dropped_and_not_asked_for_again(
    bridges: Library, model: Serve, numbers: list[int]
) -> None:
    served = model(sentences((TRUE[0], numbers)))
    assert asked(bridges, served).written == Written(MODEL, (), (LeftOut((), ("uncited",)),))
    assert len(served.requests) == 1


def test_a_sentence_in_another_language_than_the_question_is_asked_for_again(bridges: Library, model: Serve) -> None:
    foreign = ("Jembatan Kali dibuka untuk umum pada bulan Mei 1951 dengan para tamu undangan.", [1])
    served = model(lambda request: sentences(TRUE if is_again(request) else foreign))
    bridges.writer = Writer(served.writer().settings, Believing())
    written = bridges.ask(QUESTION, write=True).written
    assert written == Written(MODEL, (WrittenSentence(TRUE[0], (1,)),))
    assert "its quotes do not say this (it has to be in English)" in served.requests[1]["messages"][-1]["content"]


def test_foreign_names_are_of_no_language(bridges: Library, model: Serve) -> None:
    text = "It was opened by Siti Nurhaliza Rahmawati, Bambang Wicaksono Putra and Dewi Lestari Anggraini Kusuma."
    served = model(sentences((text, [1])))
    bridges.writer = Writer(served.writer().settings, Believing())
    assert bridges.ask(QUESTION, write=True).written == Written(MODEL, (WrittenSentence(text, (1,)),))


def test_numbers_of_no_quote_are_dropped_from_those_of_a_sentence(bridges: Library, model: Serve) -> None:
    served = model(sentences((TRUE[0], [9, 1, 1])))
    assert asked(bridges, served).written.sentences == (WrittenSentence(TRUE[0], (1,)),)


def test_no_more_than_three_sentences_are_taken_however_they_come(bridges: Library, model: Serve) -> None:
    served = model(sentences(("It opened in 1951. It opened in May. It has 340 guests. It is old.", [1])))
    bridges.writer = Writer(WriterSettings(served.url, MODEL), Believing())
    assert bridges.ask(QUESTION, write=True).written == Written(
        MODEL,
        tuple(
            WrittenSentence(text, (1,)) for text in ("It opened in 1951.", "It opened in May.", "It has 340 guests.")
        ),
    )


@pytest.mark.parametrize(
    "text",
    [
        "The Kali bridge opened in May 1951, see https://evil.example/?q=1951.",
        "The Kali bridge opened in May 1951 ![x](evil).",
        "The Kali bridge opened in May 1951 <img src=x>.",
        "The Kali bridge opened in May 1951 " + "and opened " * 60,
    ],
)
def test_links_markup_and_endless_sentences_are_not_shown(bridges: Library, model: Serve, text: str) -> None:
    assert asked(bridges, model(sentences((text, [1])))).written.sentences == ()


@pytest.mark.parametrize("can", [{"schema": False}, {"streams": False}, {"schema": False, "streams": False}])
def test_a_server_that_can_less_writes_too(bridges: Library, model: Serve, can: dict[str, bool]) -> None:
    served = model(sentences(TRUE), **can)
    assert asked(bridges, served).written.text
    count = len(served.requests)
    assert bridges.ask(QUESTION, write=True).written == Written(MODEL, (WrittenSentence(TRUE[0], (1,)),))
    assert len(served.requests) == count + 1  # what works is known by now


def test_plain_lines_with_marks_are_read(bridges: Library, model: Serve) -> None:
    served = model(f"{TRUE[0]} [1]\nIt is beautiful.", schema=False)
    assert asked(bridges, served).written == Written(
        MODEL, (WrittenSentence(TRUE[0], (1,)),), (LeftOut((), ("uncited",)),)
    )


def test_the_events_have_each_sentence_after_the_quotes(bridges: Library, model: Serve) -> None:
    served = model(sentences(TRUE))
    bridges.writer = served.writer()
    *_, quoted, wrote, done = bridges.stream(QUESTION, write=True)
    assert isinstance(quoted, Quoted)
    assert wrote == Wrote(WrittenSentence(TRUE[0], (1,)))
    assert isinstance(done, Done)
    assert done.answer.written is not None

    async def awaited() -> object:
        return (await AsyncLibrary(bridges).ask(QUESTION, write=True)).written

    assert asyncio.run(awaited()) == done.answer.written


def test_a_sentence_is_given_before_the_model_has_ended(bridges: Library, model: Serve) -> None:
    served = model(sentences(TRUE, *[("It is old.", [1])] * 2))
    bridges.writer = served.writer()
    events = bridges.stream(QUESTION, write=True)
    assert any(isinstance(event, Wrote) for event in events)
    events.close()  # type: ignore[attr-defined]
    assert bridges.ask(QUESTION).written is None


def test_a_caller_who_stops_ends_the_talk(bridges: Library, model: Serve) -> None:
    served = model(sentences(TRUE, *[(f"It is {'very ' * 9_000}old.", [1])]))
    bridges.writer = served.writer()
    events = bridges.stream(QUESTION, write=True)
    next(event for event in events if isinstance(event, Wrote))
    events.close()  # type: ignore[attr-defined]


def test_what_is_written_can_be_stopped_from_another_thread(bridges: Library, model: Serve) -> None:
    asked_of, stopped = threading.Event(), threading.Event()

    def slow(_: Request) -> str:
        asked_of.set()
        stopped.wait(20)
        return sentences(TRUE)

    def stop() -> None:
        asked_of.wait(20)
        bridges.stop_writing()

    served = model(slow)
    threading.Thread(target=stop, daemon=True).start()
    written = asked(bridges, served, timeout=60).written
    assert not stopped.is_set()
    stopped.set()
    assert written == Written(MODEL, (), (), f"{bridges.writer.settings.host} was stopped")


def test_the_prover_has_the_last_word(bridges: Library, model: Serve) -> None:
    class Refusing:
        def prove(self, sentence: str, language: str, evidence: Sequence[Evidence]) -> tuple[Finding, ...]:
            assert (sentence, language) == (TRUE[0], "en")
            (one,) = evidence
            assert one.text == OPENED
            assert "Sample Post" in one.beside
            return (Finding(Flaw.CONTENT),)

    bridges.writer = Writer(WriterSettings(model(sentences(TRUE)).url, MODEL), Refusing())
    written = bridges.ask(QUESTION, write=True).written
    assert written == Written(MODEL, (), (LeftOut((1,), ("content",)),))


def test_nothing_is_sent_where_there_is_no_quote(bridges: Library, model: Serve) -> None:
    served = model(sentences(TRUE))
    assert asked(bridges, served, "Who painted the ceiling of the opera in Ruritania?").written is None
    assert served.requests == []


@pytest.mark.usefixtures("no_config")
def test_who_asks_for_words_without_a_writer_is_told_how_to_have_one(bridges: Library) -> None:
    with Library.open(bridges.root) as library, pytest.raises(BadInputError, match="no writer is configured; give"):
        library.ask(QUESTION, write=True)


def test_the_notice_comes_once_for_each_model(bridges: Library, model: Serve) -> None:
    first, second = model(), model()
    for served, told in ((first, True), (first, False), (second, True), (first, False)):
        with Library.open(bridges.root) as library:
            library.writer = served.writer()
            notice = library.writer_notice()
            assert (notice is not None) == told
            assert notice is None or served.url.split("/")[2] in notice


@pytest.mark.slow
def test_without_being_asked_for_nothing_of_it_is_imported(bridges: Library) -> None:
    program = (
        "import sys; from qa import Library\n"
        f"with Library.open({str(bridges.root)!r}) as library: answer = library.ask({QUESTION!r})\n"
        "from qa.output import as_json; assert 'written' not in as_json.plain(as_json.answer(answer))\n"
        "found = [name for name in sys.modules if {'openai', 'httpx2', 'writing'} & set(name.split('.'))]\n"
        "assert found == ['qa.writing'], found"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
