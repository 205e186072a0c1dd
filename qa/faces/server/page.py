"""The pages for people: ask, see the quotes, open the articles; they work without script."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from index.errors import KutipError
from index.storage.store import ArticleSummary
from index.storage.versions import Version
from index.values import Article, Filters, Span
from qa.faces.server.cursors import cursor_of, place_of
from qa.faces.server.desk import desk_of, while_there
from qa.faces.server.examples import Examples
from qa.faces.server.forms import Form, form_of
from qa.faces.server.problems import RefusedError, detail_of, problem, refusal_of, title_of, without_paths
from qa.faces.server.templating import is_web, lang, rendered
from qa.news import Followed
from qa.values import Answer, Ask

router = APIRouter(include_in_schema=False)

ARTICLES_A_PAGE = 50
_AROUND = 200_000
"""The most characters of an article that a page shows on each side of the quote."""
_MOST_DIGITS = 12
_FOR_PROGRAMS = ("/v1", "/static", "/healthz", "/metrics", "/openapi.json")
_NO_PAGE = "there is no page at this address"

Given = Annotated[Form, Depends(form_of)]


@dataclass(frozen=True, slots=True)
class Told:
    """What a page says beside the answer.

    These are warnings, examples of questions, the question as it is followed, and how much news there is.
    """

    warnings: Sequence[str] = ()
    examples: Sequence[str] = ()
    followed: Followed | None = None
    fresh: int = 0


def static() -> StaticFiles:
    """Return the application for the style sheet and the script."""
    return StaticFiles(directory=Path(__file__).parent / "static")


@router.get("/")
async def ask(request: Request, form: Given) -> Response:
    """Return the form, and under it the answer or a greeting."""
    desk = desk_of(request)
    library = desk.library.library
    examples: Examples = request.app.state.examples
    if not form.q:
        warnings, followed = await desk.do(lambda: (library.warnings(), library.followed()))
        return ask_page(form, told=Told(warnings, await examples.known(), fresh=sum(each.news for each in followed)))
    try:
        scope = form.filters()
        asked = Ask(form.q, filters=scope, translate=bool(form.translate), any_time=form.any_time)
        answer = await while_there(request, desk.ask(asked))
        warnings, followed = await desk.do(lambda: (library.warnings(), library.followed()))
        own = next((each for each in followed if _put(each) == (answer.question, scope, form.any_time)), None)
        return ask_page(form, answer, told=Told(warnings, followed=own))
    except (RefusedError, KutipError) as error:
        return ask_page(form, refusal=refusal_of(error))


@router.get("/articles")
async def articles(request: Request, form: Given, cursor: str = "") -> Response:
    """Return a page of the list of articles that the filters leave."""
    desk = desk_of(request)
    try:
        after = place_of(cursor or None)
        found = await desk.do(desk.library.library.articles, after, ARTICLES_A_PAGE + 1, form.filters())
        return articles_page(form, found, later=bool(cursor))
    except (RefusedError, KutipError) as error:
        return articles_page(form, refusal=refusal_of(error))


@router.get("/articles/{article_id}")
async def article(request: Request, article_id: str, form: Given, start: str = "", end: str = "") -> Response:
    """Return an article (or, if very long, a part of it) with the quote marked."""
    desk = desk_of(request)
    library = desk.library.library
    try:
        found = await desk.do(library.article, article_id)
        versions = await desk.do(library.versions, found.article_id)
    except KutipError as error:
        return problem_page(refusal_of(error), request.state.request_id)
    return article_page(found, start, end, versions, form)


def _put(followed: Followed) -> tuple[str, Filters, bool]:
    return followed.question, followed.filters, followed.any_time


def ask_page(
    form: Form, answer: Answer | None = None, refusal: RefusedError | None = None, told: Told | None = None
) -> Response:
    """Return the form with an answer, the reason why there is none, or a greeting."""
    given = told or Told()
    values = {
        "answer": answer,
        "warnings": tuple(map(without_paths, given.warnings)),
        "examples": given.examples,
        "followed": given.followed,
        "fresh": given.fresh,
    }
    return _with_form("ask.html", form, refusal, values)


def articles_page(
    form: Form, found: Sequence[ArticleSummary] = (), refusal: RefusedError | None = None, *, later: bool = False
) -> Response:
    """Return a page of the list of articles.

    If `found` has more than the page shows, it leads to another; `later` says that it is not the first.
    """
    shown = found[:ARTICLES_A_PAGE]
    following = cursor_of(shown[-1]) if len(found) > len(shown) else None
    return _with_form("articles.html", form, refusal, {"articles": shown, "following": following, "later": later})


def article_page(
    article: Article, start: str = "", end: str = "", versions: Iterable[Version] = (), form: Form | None = None
) -> Response:
    """Return `article` with its characters `[start, end)` marked, or with a note."""
    first, last = _offset(start), _offset(end)
    marks = first is not None and last is not None and first < last <= len(article.text)
    quote = Span(first or 0, last or 0) if marks else Span(0, 0)
    values = {
        "form": form or Form(),
        "article": article,
        "address": article.url if is_web(article.url) else None,
        "tongue": lang(article.language),
        "versions": tuple(versions),
        "unmarked": bool(start or end) and not marks,
        "span": quote if marks else None,
        **_parts(article, quote),
    }
    return rendered("article.html", values)


def problem_page(refusal: RefusedError, request_id: str) -> Response:
    """Return a refusal as a page, with the status and headers of `problems.problem`."""
    values = {
        "heading": title_of(refusal),
        "problem": _detail(refusal),
        "status": refusal.status,
        "request_id": request_id,
    }
    return rendered("problem.html", values, refusal.status, refusal.headers)


def refused(connection: Scope, refusal: RefusedError, request_id: str) -> Response:
    """Return a refusal as a page for a browser, else as `problems.problem`."""
    return (problem_page if wants_page(connection) else problem)(refusal, request_id)


def wants_page(connection: Scope) -> bool:
    """Return whether a request is by a browser for a page.

    >>> wants_page({"type": "http", "path": "/nothing", "headers": [(b"accept", b"text/html,*/*;q=0.8")]})
    True
    >>> wants_page({"type": "http", "path": "/v1/nothing", "headers": [(b"accept", b"text/html")]})
    False
    """
    path: str = connection["path"]
    if any(path == each or path.startswith(f"{each}/") for each in _FOR_PROGRAMS):
        return False
    accepted = Headers(scope=connection).get("accept", "").lower().split(",")
    return any(each.partition(";")[0].strip() == "text/html" for each in accepted)


def _with_form(name: str, form: Form, refusal: RefusedError | None, values: Mapping[str, object]) -> Response:
    values = {**values, "form": form, "problem": _detail(refusal) if refusal else None}
    return rendered(name, values, *((refusal.status, refusal.headers) if refusal else ()))


def _parts(article: Article, quote: Span) -> dict[str, object]:
    first, last = max(0, quote.start - _AROUND), quote.end + _AROUND
    return {
        "before": article.text[first : quote.start],
        "quote": quote.of(article.text),
        "after": article.text[quote.end : last],
        "left_out": first > 0 or last < len(article.text),
        "page": article.page_at(quote.start) if quote.end else None,
    }


def _detail(refusal: RefusedError) -> str:
    detail = detail_of(refusal)
    if refusal.status == HTTPStatus.NOT_FOUND and detail == HTTPStatus.NOT_FOUND.phrase:
        return _NO_PAGE
    return detail


def _offset(written: str) -> int | None:
    """Return the offset that is written in ASCII digits, else None."""
    plain = written.isascii() and written.isdecimal() and len(written) <= _MOST_DIGITS
    return int(written) if plain else None
