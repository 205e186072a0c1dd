"""The page for people: ask, see the quotes, open the article at the quote. It needs no script."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles

from index.errors import BadInputError, KutipError
from index.values import Article, Filters, Span
from qa.as_html import marked
from qa.compose import dated
from qa.described import facts, joined, place
from qa.server.desk import Question, desk_of, while_there
from qa.server.problems import RefusedError, refusal_of
from qa.shortfalls import reason

router = APIRouter(include_in_schema=False)

_HERE = Path(__file__).parent
_MOST_NAMES = 50
_AROUND = 200_000
"""How many characters of an article a page shows on each side of the quote."""


def static() -> StaticFiles:
    """The style sheet and the script."""
    return StaticFiles(directory=_HERE / "static")


@router.get("/")
async def ask(
    request: Request,
    q: str = "",
    since: str = "",
    until: str = "",
    source: Annotated[list[str], Query(max_length=_MOST_NAMES)] = [],  # noqa: B006 - FastAPI copies it
    language: Annotated[list[str], Query(max_length=_MOST_NAMES)] = [],  # noqa: B006
) -> Response:
    """The form, and under it the answer to what was asked with it."""
    desk = desk_of(request)
    library = desk.library.library
    known: dict[str, Any] = {
        "q": q,
        "since": since,
        "until": until,
        "chosen": {*source, *language},
        "outlets": [each.name for each in (await desk.do(library.sources))[:_MOST_NAMES]],
        "languages": [code for code, _ in await desk.do(library.languages)],
        "answer": None,
        "problem": None,
    }
    status = 200
    if q.strip():
        try:
            filters = Filters(
                _day(since), _day(until), frozenset(filter(None, source)), frozenset(filter(None, language))
            )
            known["answer"] = await while_there(request, desk.ask(Question(q, filters=filters)))
        except KutipError as error:
            refusal = refusal_of(error)
            status, known["problem"] = refusal.status, refusal.detail
        except RefusedError as refusal:
            status, known["problem"] = refusal.status, refusal.detail
    return _page("ask.html", status, known)


@router.get("/articles/{article_id}")
async def article(request: Request, article_id: str, start: int = 0, end: int = 0) -> Response:
    """An article whole (of a very long one the part around the quote), the quote marked."""
    desk = desk_of(request)
    library = desk.library.library
    try:
        found = await desk.do(library.article, article_id)
    except KutipError as error:
        return _page("problem.html", refusal_of(error).status, {"problem": refusal_of(error).detail})
    quote = Span(start, end) if 0 <= start < end <= len(found.text) else Span(0, 0)
    versions = await desk.do(library.versions, found.article_id)
    return _page(
        "article.html", 200, {"article": found, **_parts(found, quote), "versions": versions, "facts": facts(found)}
    )


def _parts(article: Article, quote: Span) -> dict[str, object]:
    first, last = max(0, quote.start - _AROUND), quote.end + _AROUND
    return {
        "before": article.text[first : quote.start],
        "quote": quote.of(article.text),
        "after": article.text[quote.end : last],
        "left_out": first > 0 or last < len(article.text),
        "page": article.page_at(quote.start) if quote.end else None,
    }


def _page(name: str, status: int, values: dict[str, Any]) -> Response:
    return HTMLResponse(_templates().get_template(name).render(values), status)


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written) if written.strip() else None
    except ValueError as error:
        raise BadInputError("a day of the filters is no date", "write it as 2022-06-25") from error


@cache
def _templates() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"marked": lambda citation: Markup(marked(citation)), "dated": dated, "place": place}
    made.filters |= {"reason": reason}
    made.globals["joined"] = joined
    return made
