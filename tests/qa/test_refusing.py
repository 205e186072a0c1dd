"""An awaited library refuses bad arguments at once, and not behind the changes that wait."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from index.errors import BadInputError, BadQuestionError
from index.storage.articles import make_article
from qa.asynchronous import AsyncLibrary

FERRY = make_article(text="The ferry sails at noon.", language="en")

BAD: tuple[tuple[str, tuple[Any, ...], dict[str, Any], type[Exception]], ...] = (
    ("add", ("",), {}, BadInputError),
    ("add", (5,), {}, BadInputError),
    ("add", (["a.txt", 5],), {}, BadInputError),
    ("add", ("a.txt",), {"columns": "nonsense"}, BadInputError),
    ("add", ("a.txt",), {"colour": "red"}, TypeError),
    ("fetch", (5,), {}, BadInputError),
    ("add_articles", ("text",), {}, BadInputError),
    ("add_articles", (FERRY, 5), {}, BadInputError),
    ("remove", ([5],), {}, BadInputError),
    ("edit", (FERRY.article_id,), {"published": "soon"}, BadInputError),
    ("edit", (FERRY.article_id,), {"colour": "red"}, BadInputError),
    ("edit", (), {}, TypeError),
    ("search", ("",), {}, BadQuestionError),
    ("search", ("ferry", 0), {}, BadInputError),
    ("ask", ("",), {}, BadQuestionError),
)


@pytest.mark.parametrize(("method", "args", "named", "error"), BAD, ids=lambda each: str(each)[:30])
def test_what_is_bad_is_refused_while_a_change_goes_on(
    tmp_path: Path, method: str, args: tuple[Any, ...], named: dict[str, Any], error: type[Exception]
) -> None:
    async def use() -> None:
        async with AsyncLibrary.create(tmp_path / "library") as library:
            goes_on = threading.Event()
            waiting = asyncio.ensure_future(library.write(goes_on.wait, 30))
            try:
                with pytest.raises(error):
                    await asyncio.wait_for(getattr(library, method)(*args, **named), 5)
                assert not waiting.done()
            finally:
                goes_on.set()
                await waiting

    asyncio.run(use())


def test_what_can_be_iterated_once_is_left_whole(tmp_path: Path) -> None:
    def articles() -> Iterator[Any]:
        yield FERRY

    async def use() -> None:
        async with AsyncLibrary.create(tmp_path / "library") as library:
            assert (await library.keep_articles(articles())).added == 1
            assert await library.forget_articles(each for each in [FERRY.article_id]) == 1

    asyncio.run(use())
