"""The routes of /v1/articles (list, get, quote, add, remove) and /v1/verify."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from index.storage.articles import make_article
from index.values import Article
from qa.addresses import Located, address_of
from qa.faces.server.bodies import body_of, read_body
from qa.faces.server.cursors import cursor_of, place_of
from qa.faces.server.desk import desk_of
from qa.faces.server.indexing import Indexer
from qa.faces.server.models import (
    ARTICLE_ID,
    ArticlesIn,
    EditedOut,
    EditIn,
    KeptOut,
    QuoteOut,
    RemovedOut,
    SummariesOut,
    VerifyIn,
    VerifyOut,
)
from qa.faces.server.problems import RefusedError
from qa.faces.server.routes import OF_V1, Json, problems
from qa.output import as_json

router = APIRouter(tags=["articles"], **OF_V1)

Id = Annotated[
    str, Path(pattern=ARTICLE_ID, description="The article's id, or its beginning.", examples=["2cbb514572d7"])
]
Wait = Annotated[float, Query(ge=0, le=60, description="How many seconds to wait for the index.")]
_LONGEST_QUOTE = 100_000
_UNCHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "Unchanged since the given ETag."}}


@router.get(
    "/v1/articles", summary="List articles", response_model=SummariesOut, responses={**problems(422), **_UNCHANGED}
)
async def list_articles(
    request: Request,
    limit: Annotated[int, Query(ge=1, le=200, description="How many.")] = 50,
    cursor: Annotated[str | None, Query(max_length=40, description="`next` of the page before.")] = None,
    undated: Annotated[bool, Query(description="Only articles without a date.")] = False,
) -> Response:
    """Return a page of the articles without their texts, newest first."""
    desk = desk_of(request)
    library = desk.library.library
    etag = _etag(f"{library.state()}/{limit}/{cursor}/{undated}")
    if _is_known(request, etag):
        return _unchanged(etag)
    found = await desk.do(library.articles, place_of(cursor), limit + 1, undated=undated)
    more = cursor_of(found[limit - 1]) if len(found) > limit else None
    headers = _kept_with(etag)
    if more:
        headers["Link"] = f'</v1/articles?limit={limit}&cursor={more}{"&undated=true" if undated else ""}>; rel="next"'
    return Json(SummariesOut(found[:limit], more), headers=headers)


@router.get(
    "/v1/articles/{article_id}",
    summary="An article whole",
    response_model=Article,
    responses={**problems(404, 422), **_UNCHANGED},
)
async def get_article(request: Request, article_id: Id) -> Response:
    """Return an article with its text; also an earlier version that is still quoted."""
    desk = desk_of(request)
    article = await desk.do(desk.library.library.article, article_id)
    etag = _etag(article.article_id)
    if _is_known(request, etag):
        return _unchanged(etag)
    return Json(article, headers=_kept_with(etag))


@router.get(
    "/v1/articles/{article_id}/quote",
    summary="Characters of an article",
    response_model=QuoteOut,
    responses=problems(404, 422),
)
async def quote(
    request: Request,
    article_id: Id,
    start: Annotated[int, Query(ge=0, le=1_000_000_000, description="The first character.")],
    end: Annotated[int, Query(ge=1, le=1_000_000_000, description="The character after the last.")],
) -> Response:
    """Return `text[start:end]` of the article, verbatim."""
    desk = desk_of(request)
    article = await desk.do(desk.library.library.article, article_id)
    if not start < end <= len(article.text):
        raise RefusedError(422, f"the article has {len(article.text):,} characters; give start < end within them")
    if end - start > _LONGEST_QUOTE:
        raise RefusedError(422, f"a quote has {_LONGEST_QUOTE:,} characters at most")
    place = {"start": start, "end": end, "page": article.page_at(start)}
    address = address_of(article.article_id, start, end)
    return Json(as_json.formed(QuoteOut, article, **place, quote=article.text[start:end], address=address))


@router.get(
    "/v1/addresses/{address}",
    summary="What stands at a quote's address",
    response_model=Located,
    responses=problems(404, 422),
)
async def at_address(
    request: Request,
    address: Annotated[str, Path(max_length=40, description="A citation's `address`.", examples=["2cbb514572d7@0-42"])],
) -> Response:
    """Return the article, the quote, and whether another version has replaced the article since."""
    desk = desk_of(request)
    return Json(await desk.do(desk.library.library.locate, address))


@router.post(
    "/v1/articles",
    summary="Add articles",
    status_code=201,
    response_model=KeptOut,
    responses=problems(415, 422),
    openapi_extra=body_of(ArticlesIn),
)
async def add_articles(request: Request, wait: Wait = 0) -> Response:
    """Keep articles: they are safe on disk before the response is sent.

    They answer questions once they are `indexed`.
    """
    desk = desk_of(request)
    library = desk.library.library
    given = await read_body(request, ArticlesIn)
    identify = library.language_of_text
    articles = await desk.do_long(
        lambda: tuple(make_article(**each.model_dump(exclude={"origin"}), identify=identify) for each in given.articles)
    )
    kept = await desk.change(library.keep_articles, articles, [each.origin for each in given.articles])
    indexed = await _indexed(request, wait)
    ids = [article.article_id for article in articles]
    unchanged = len(set(ids)) - kept.added - kept.replaced
    return Json(KeptOut(ids, kept.added, kept.replaced, max(0, unchanged), indexed), 201)


@router.patch(
    "/v1/articles/{article_id}", summary="Edit an article", response_model=EditedOut, responses=problems(404, 422)
)
async def edit_article(request: Request, article_id: Id, given: EditIn, wait: Wait = 0) -> Response:
    """Correct what an article says of itself, whatever its origin sends later.

    It gets a new id, and what it was stays as an earlier version.
    """
    desk = desk_of(request)
    changes = given.model_dump(exclude_unset=True)
    edited = await desk.change(lambda: desk.library.library.keep_edits(article_id, **changes))
    return Json(EditedOut(edited.article_id, edited.edits, await _indexed(request, wait)))


@router.delete(
    "/v1/articles/{article_id}", summary="Remove an article", response_model=RemovedOut, responses=problems(404, 422)
)
async def remove_article(request: Request, article_id: Id, wait: Wait = 0) -> Response:
    """Remove an article, which answers nothing from now on."""
    desk = desk_of(request)
    library = desk.library.library
    whole = (await desk.do(library.article, article_id)).article_id
    if not await desk.change(library.forget_articles, [whole]):
        raise RefusedError(404, f"there is no article {article_id}")
    return Json(RemovedOut(whole, await _indexed(request, wait)))


@router.post("/v1/verify", summary="Check quotes", response_model=VerifyOut, responses=problems(422))
async def verify(request: Request, given: VerifyIn) -> Response:
    """Check whether each quote stands in its article verbatim."""
    desk = desk_of(request)
    check = desk.library.library.check_quote
    verdicts = await desk.do(lambda: [check(each.article_id, each.quote, each.start) for each in given.quotes])
    return Json(VerifyOut(all(verdict.stands for verdict in verdicts), verdicts))


async def _indexed(request: Request, wait: float) -> bool:
    indexer: Indexer = request.app.state.indexer
    indexer.wanted.set()
    return await indexer.until_indexed(wait)


def _etag(content: str) -> str:
    return f'"{hashlib.sha256(content.encode("utf-8", "replace")).hexdigest()[:24]}"'


def _is_known(request: Request, etag: str) -> bool:
    known = (each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(","))
    return any(each in (etag, "*") for each in known)


def _unchanged(etag: str) -> Response:
    return Response(status_code=304, headers=_kept_with(etag))


def _kept_with(etag: str) -> dict[str, str]:
    """Return the headers of a response that a client may cache and must revalidate."""
    return {"ETag": etag, "Cache-Control": "private, no-cache"}
