"""The page for people: ask, see the quotes, open the article; works without script."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from http import HTTPStatus
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Query, Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from index.errors import BadInputError, KutipError
from index.storage.versions import Version
from index.text.cleaning import clean_line
from index.text.language import UNDETERMINED
from index.values import Article, Filters, Span
from qa.answer.nearest import LONGEST, nearest
from qa.faces.server.desk import desk_of, while_there
from qa.faces.server.problems import RefusedError, detail_of, problem, refusal_of, title_of
from qa.output.as_html import marked
from qa.values import Answer, Ask, Citation
from qa.wording import (
    by_article,
    headline,
    not_agreeing,
    not_translated,
    other_language,
    place,
    quoted,
    reason,
    snippet,
    translated_by,
    written,
)

router = APIRouter(include_in_schema=False)

_HERE = Path(__file__).parent
_MOST_NAMES = 50
_AROUND = 200_000
"""The most characters of an article that a page shows on each side of the quote."""
_MOST_DIGITS = 12
_FOR_PROGRAMS = ("/v1", "/static", "/healthz", "/metrics", "/openapi.json")
_NO_HEADERS: Mapping[str, str] = MappingProxyType({})
_NO_PAGE = "there is no page at this address"


@dataclass(frozen=True, slots=True)
class Form:
    """The content of the form, cleaned; `listed` are the outlets and languages that it offers.

    `translate` is None where no language model could.
    """

    q: str = ""
    since: str = ""
    until: str = ""
    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    translate: bool | None = None
    listed: tuple[Sequence[str], Sequence[str]] = field(default=((), ()))

    @property
    def narrowed(self) -> bool:
        """Return whether any filter is set."""
        return bool(self.since or self.until or self.sources or self.languages)

    def filters(self) -> Filters:
        """Return the filters; raise BadInputError for an invalid date or too many names."""
        for names in (self.sources, self.languages):
            if len(names) > _MOST_NAMES:
                raise BadInputError(f"{len(names)} outlets or languages are chosen", f"choose at most {_MOST_NAMES}")
        return Filters(
            _day("From", self.since), _day("Until", self.until), frozenset(self.sources), frozenset(self.languages)
        )


def static() -> StaticFiles:
    """Return the application for the style sheet and the script."""
    return StaticFiles(directory=_HERE / "static")


@router.get("/")
async def ask(
    request: Request,
    q: str = "",
    since: str = "",
    until: str = "",
    source: Annotated[list[str], Query()] = [],  # noqa: B006 - FastAPI copies it
    language: Annotated[list[str], Query()] = [],  # noqa: B006
    translate: str = "",
) -> Response:
    """Return the form, and under it the answer to its question."""
    desk = desk_of(request)
    library = desk.library.library
    outlets = [each.name for each in (await desk.do(library.sources))[:_MOST_NAMES]]
    codes = [code for code, _ in await desk.do(library.languages)]
    offered = bool(translate) or await desk.do(lambda: library.has_writer)
    days = clean_line(since), clean_line(until)
    form = Form(
        clean_line(q), *days, _names(source), _names(language), bool(translate) if offered else None, (outlets, codes)
    )
    if not form.q:
        return ask_page(form)
    try:
        question = Ask(form.q, filters=form.filters(), translate=bool(form.translate))
        return ask_page(form, await while_there(request, desk.ask(question)))
    except (RefusedError, KutipError) as error:
        return ask_page(form, refusal=refusal_of(error))


@router.get("/articles/{article_id}")
async def article(request: Request, article_id: str, start: str = "", end: str = "") -> Response:
    """Return an article (or, if very long, a part of it) with the quote marked."""
    desk = desk_of(request)
    library = desk.library.library
    try:
        found = await desk.do(library.article, article_id)
        versions = await desk.do(library.versions, found.article_id)
    except KutipError as error:
        return problem_page(refusal_of(error), request.state.request_id)
    return article_page(found, start, end, versions)


def ask_page(form: Form, answer: Answer | None = None, refusal: RefusedError | None = None) -> Response:
    """Return the form with `answer` under it, or with the reason why there is none."""
    values = {
        "form": form,
        "outlets": _choices(form.listed[0], form.sources),
        "codes": _choices(form.listed[1], form.languages),
        "answer": answer,
        "problem": _detail(refusal) if refusal else None,
    }
    return _page("ask.html", values, refusal.status if refusal else 200, refusal.headers if refusal else _NO_HEADERS)


def article_page(article: Article, start: str = "", end: str = "", versions: Iterable[Version] = ()) -> Response:
    """Return `article` with its characters `[start, end)` marked, or with a note."""
    first, last = _offset(start), _offset(end)
    marks = first is not None and last is not None and first < last <= len(article.text)
    quote = Span(first or 0, last or 0) if marks else Span(0, 0)
    values = {
        "article": article,
        "address": article.url if _is_web(article.url) else None,
        "tongue": _lang(article.language),
        "versions": tuple(versions),
        "unmarked": bool(start or end) and not marks,
        **_parts(article, quote),
    }
    return _page("article.html", values)


def problem_page(refusal: RefusedError, request_id: str) -> Response:
    """Return a refusal as a page, with the status and headers of `problems.problem`."""
    values = {
        "heading": title_of(refusal),
        "problem": _detail(refusal),
        "status": refusal.status,
        "request_id": request_id,
    }
    return _page("problem.html", values, refusal.status, refusal.headers)


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


def citation_text(citation: Citation) -> str:
    """Return a citation for copying: the verbatim quote, and all that leads back to it."""
    known = ", ".join(written(each) for each in (citation.title, citation.source, citation.published) if each)
    address = f" {citation.url}" if _is_web(citation.url) else ""
    return f"{quoted(citation.quote)} – {known}.{address} ({place(citation)})"


def isolated(*parts: object) -> Markup:
    """Return the non-empty parts joined with dots, each isolated for text from right to left."""
    return Markup(" · ").join(Markup(f"<bdi>{escape(written(part))}</bdi>") for part in parts if part)


def _choices(listed: Iterable[str], chosen: Iterable[str]) -> list[tuple[str, bool]]:
    """Return names and whether each is chosen; chosen unlisted names come first."""
    offered = tuple(listed)
    known, wanted = ({name.casefold() for name in names} for names in (offered, tuple(chosen)))
    missing = [name for name in chosen if name.casefold() not in known]
    return [(name, name.casefold() in wanted) for name in (*missing[:_MOST_NAMES], *offered)]


def _parts(article: Article, quote: Span) -> dict[str, object]:
    first, last = max(0, quote.start - _AROUND), quote.end + _AROUND
    return {
        "before": article.text[first : quote.start],
        "quote": quote.of(article.text),
        "after": article.text[quote.end : last],
        "left_out": first > 0 or last < len(article.text),
        "page": article.page_at(quote.start) if quote.end else None,
    }


def _page(
    name: str, values: Mapping[str, Any], status: int = 200, headers: Mapping[str, str] = _NO_HEADERS
) -> Response:
    return HTMLResponse(_templates().get_template(name).render(values), status, dict(headers))


def _detail(refusal: RefusedError) -> str:
    detail = detail_of(refusal)
    if refusal.status == HTTPStatus.NOT_FOUND and detail == HTTPStatus.NOT_FOUND.phrase:
        return _NO_PAGE
    return detail


def _names(given: Iterable[str]) -> tuple[str, ...]:
    """Return each name once, without the empty ones that a form without script sends."""
    return tuple(dict.fromkeys(filter(None, map(clean_line, given))))


def _day(name: str, written: str) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError as error:
        raise BadInputError(f"“{name}” is not a date", "write it as 2022-06-25") from error


def _offset(written: str) -> int | None:
    """Return the offset that is written in ASCII digits, else None."""
    plain = written.isascii() and written.isdecimal() and len(written) <= _MOST_DIGITS
    return int(written) if plain else None


def _lang(code: str | None) -> str:
    """Return a language for HTML: empty if unknown, or it would be taken for English."""
    return "" if code in (None, UNDETERMINED) else code


def _is_web(address: str | None) -> bool:
    try:
        parts = urlsplit(address or "")
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


@cache
def _templates() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"marked": lambda citation: Markup(marked(citation)), "by_article": by_article, "quoted": quoted}
    made.filters |= {"citation_text": citation_text, "snippet": snippet, "nearest": nearest}
    made.filters |= {"headline": headline, "reason": reason}
    made.filters |= {"other_language": other_language, "lang": _lang}
    made.filters |= {"translated_by": translated_by, "not_agreeing": not_agreeing, "not_translated": not_translated}
    made.tests["web"] = _is_web
    made.globals |= {"isolated": isolated, "longest": LONGEST}
    return made
