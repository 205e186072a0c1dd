"""The public surface: every name has a docstring, and every example in one holds."""

from __future__ import annotations

import asyncio
import doctest
import inspect
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import qa
from index import errors
from index.values import Filters
from qa import Answer, AsyncLibrary, Done, Library, make_article
from qa.answer.compose import Quote, Selection, compose
from qa.output.as_html import answer as as_html
from qa.values import Citation, Timings
from tests.support import PUTIN

pytestmark = pytest.mark.slow

QUESTIONS = (PUTIN, "Apa itu Iskander-M?", "When did UNESCO recognise batik?", "Siapa presiden pertama Brasil?")


def documented() -> dict[str, Any]:
    """What is public, by its full name."""
    names = {name: getattr(qa, name) for name in qa.__all__ if name != "Event"}  # a union has no docstring of its own
    methods = {
        f"{cls.__name__}.{name}": member
        for cls in (Library, AsyncLibrary)
        for name, member in inspect.getmembers_static(cls)
        if not name.startswith("_") and (inspect.isfunction(member) or isinstance(member, (classmethod, property)))
    }
    return names | methods


@pytest.mark.parametrize("name", documented())
def test_every_public_name_has_a_docstring(name: str) -> None:
    assert inspect.getdoc(documented()[name]), name


def has_no_example(name: str) -> bool:
    """Errors need none, what is awaited is shown where it is not, and a language model has settings."""
    return name.startswith("Async") or name.endswith("Error") or "writ" in name.partition(".")[2]


@pytest.mark.parametrize("name", [name for name in documented() if not has_no_example(name)])
def test_the_examples_hold(name: str, sample_copy: Path) -> None:
    runner = doctest.DocTestRunner()
    thing = documented()[name]
    unwrapped = getattr(thing, "__func__", getattr(thing, "fget", thing))
    with Library.open(sample_copy) as library:
        given = {**vars(qa), "AsyncLibrary": AsyncLibrary, "library": library, "path": sample_copy}
        given |= {"date": date, "asyncio": asyncio, "Path": Path}
        for found in doctest.DocTestFinder(recurse=False).find(unwrapped, name, globs=given):
            runner.run(found)
    assert runner.summarize().failed == 0
    assert runner.tries, f"{name} has no example"


def alone(answer: Answer) -> Answer:
    return replace(answer, timings=Timings(0.0, 0.0, 0.0))


def test_answers_from_many_threads_are_those_of_one(sample: Library) -> None:
    expected = [alone(sample.ask(question)) for question in QUESTIONS]
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda n: alone(sample.ask(QUESTIONS[n % len(QUESTIONS)])), range(40)))
    assert all(answer == expected[n % len(QUESTIONS)] for n, answer in enumerate(found))


def test_threads_may_read_write_and_keep_conversations_at_once(tmp_path: Path) -> None:
    with Library.create(tmp_path / "library") as library:
        library.add_articles([make_article(text="The bridge opened in 1951.", title="The bridge", language="en")])
        stop, failures = threading.Event(), []

        def ask() -> None:
            try:
                while not stop.is_set():
                    assert library.ask("When did the bridge open?").citations
                    library.conversations.start("bridge")
            except Exception as error:
                failures.append(error)

        readers = [threading.Thread(target=ask) for _ in range(3)]
        for reader in readers:
            reader.start()
        for number in range(6):
            library.add_articles([make_article(text=f"Tower {number} is {number} metres high.", language="en")])
        stop.set()
        for reader in readers:
            reader.join()
        assert failures == []
        assert library.status().articles == 7
        assert library.verify() == ()


def test_what_is_kept_while_an_index_is_built_is_lost_by_neither(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from index.generations import generation

    commit = generation.commit
    with Library.create(tmp_path / "library") as library:

        def keeping(*given: Any, **named: Any) -> str:
            monkeypatch.setattr(generation, "commit", commit)
            keeper = threading.Thread(
                target=library.keep_articles, args=([make_article(text="The ferry sails at noon.", language="en")],)
            )
            keeper.start()
            keeper.join()
            return commit(*given, **named)

        monkeypatch.setattr(generation, "commit", keeping)
        library.add_articles([make_article(text="The bridge opened in 1951.", language="en")])
        assert library.status().articles == 2
        assert not library.is_up_to_date()
        assert library.search("ferry at noon", 5)[0].passage.text == "The bridge opened in 1951."
        library.add()
        assert library.is_up_to_date()
        assert library.search("ferry at noon", 5)[0].passage.text == "The ferry sails at noon."
        assert library.verify() == ()


def test_an_index_that_cannot_be_searched_is_not_up_to_date(sample: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    from index.generations import generation

    assert sample.is_up_to_date()
    monkeypatch.setattr(generation, "fingerprint", lambda: "analysis-99")
    assert not sample.is_up_to_date()
    assert sample.warnings() == ("the index is not up to date; run `qa add`",)


def test_a_stream_checks_before_it_begins(sample: Library) -> None:
    with pytest.raises(errors.BadQuestionError):
        sample.stream("?!")
    with pytest.raises(errors.BadInputError):
        sample.stream(PUTIN, k=0)


def test_a_closed_library_says_so(sample_copy: Path) -> None:
    library = Library.open(sample_copy)
    library.ask(PUTIN)
    library.close()
    with pytest.raises(errors.StoreError, match="the library is closed"):
        library.ask(PUTIN)


# On an event loop


def test_awaited_answers_are_the_same(sample: Library) -> None:
    async def ask() -> list[Answer]:
        library = AsyncLibrary(sample)
        return [alone(answer) for answer in await asyncio.gather(*map(library.ask, QUESTIONS * 3))]

    assert asyncio.run(ask()) == [alone(sample.ask(question)) for question in QUESTIONS] * 3


def test_what_is_cancelled_ends_at_once_and_the_rest_goes_on(sample: Library) -> None:
    async def ask() -> Answer:
        library = AsyncLibrary(sample, threads=1)
        many = [asyncio.create_task(library.ask(question)) for question in QUESTIONS * 20]
        await asyncio.sleep(0.01)
        for task in many:
            task.cancel()
        await asyncio.gather(*many, return_exceptions=True)
        assert all(task.cancelled() for task in many)
        return await asyncio.wait_for(library.ask(PUTIN), 5)

    assert alone(asyncio.run(ask())) == alone(sample.ask(PUTIN))


def test_an_awaited_library_changes(tmp_path: Path) -> None:
    async def use() -> None:
        async with AsyncLibrary.create(tmp_path / "library") as library:
            article = make_article(text="The bridge opened in 1951.", language="en")
            assert (await library.add_articles([article])).added == 1
            assert (await library.article(article.article_id)) == article
            assert [one.article_id for one in await library.articles(limit=1)] == [article.article_id]
            assert (await library.search("bridge"))[0].article == article
            assert (await library.check_quote(article.article_id, "opened in 1951")).start == 11
            events = [event async for event in library.stream("When did the bridge open?")]
            assert isinstance(events[-1], Done)
            assert (await library.verify()) == ()
            assert (await library.status()).articles == 1
            assert await library.remove([article.article_id]) == (article,)
            assert (await library.add()).added == 0

    asyncio.run(use())


def test_an_awaited_library_has_every_method() -> None:
    for name in dir(Library):
        if not name.startswith("_") and callable(getattr(Library, name)):
            assert callable(getattr(AsyncLibrary, name, None)), name


def test_it_may_be_awaited_as_well_and_is_closed_once_opened(sample_copy: Path) -> None:
    async def use() -> None:
        opened = await AsyncLibrary.open(sample_copy)
        assert (await opened.counts())[0] == 25
        await opened.close()
        async with await AsyncLibrary.open(sample_copy) as again:
            assert await again.sources() == again.library.sources()
        async with AsyncLibrary.open(sample_copy) as library:
            assert await library.warnings() == ()
        with pytest.raises(errors.StoreError, match="the library is closed"):
            library.library.counts()
        with pytest.raises(errors.NoLibraryError):
            async with AsyncLibrary.open(sample_copy / "nowhere"):
                pass

    asyncio.run(use())


# In a notebook


def cited(text: str, **given: Any) -> Answer:
    article = make_article(text=text, title=given.pop("title", "<b>Title</b>"), language="en", **given)
    start = text.index("1951")
    quote = Quote(article.article_id, span_of(text), text, answer=span(start, start + 4), answer_text="1951")
    return compose(
        "When & where?",
        (),
        Selection((quote,), 0.9, None),
        {article.article_id: article}.get,
        generation=None,
        timings=Timings(0.0, 0.0, 0.0),
    )


def span(start: int, end: int) -> Any:
    from index.values import Span

    return Span(start, end)


def span_of(text: str) -> Any:
    return span(0, len(text))


def test_an_answer_as_html_marks_words_and_escapes_everything() -> None:
    shown = cited("<script>alert(1)</script> opened in 1951 & later", url='https://example.org/"onload=')._repr_html_()
    assert "<script>" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt; opened in <mark>1951</mark> &amp; later" in shown
    assert "<b>When &amp; where?</b>" in shown
    assert "&lt;b&gt;Title&lt;/b&gt;" in shown
    assert 'href="https://example.org/&quot;onload="' in shown


def test_not_found_as_html_shows_the_nearest(sample: Library) -> None:
    answer = sample.ask("Siapa juara kejuaraan Zembla tahun 1731?", filters=Filters(languages=frozenset({"en"})))
    shown = as_html(answer)
    assert ("Not found in " in shown) == (not answer.citations)
    assert isinstance(answer.citations, tuple)
    assert all(isinstance(citation, Citation) for citation in answer.citations)
