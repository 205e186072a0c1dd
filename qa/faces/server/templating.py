"""Pages from templates, every text escaped and isolated from its neighbours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse, Response

from index.storage.overview import Overview
from index.text.language import UNDETERMINED
from qa import wording
from qa.answer.nearest import LONGEST, nearest
from qa.completeness import told
from qa.faces.server.forms import Form, language
from qa.output.as_html import marked
from qa.values import Answer, Citation

TEMPLATES = Path(__file__).parent / "templates"
_MOST_LANGUAGES = 4
NO_HEADERS: Mapping[str, str] = MappingProxyType({})


def rendered(
    name: str, values: Mapping[str, Any], status: int = 200, headers: Mapping[str, str] = NO_HEADERS
) -> Response:
    """Return the page of a template."""
    return HTMLResponse(written_as(name, values), status, dict(headers))


def written_as(name: str, values: Mapping[str, Any]) -> str:
    """Return what a template makes of values."""
    return _templates().get_template(name).render(values)


def citation_text(citation: Citation) -> str:
    """Return a citation for copying: the verbatim quote, and who printed it, where and when."""
    said = wording.said_by(citation)
    known = (said, citation.title, citation.source, citation.published, citation.page and f"page {citation.page}")
    address = f" {citation.url}" if is_web(citation.url) else ""
    where = ", ".join(wording.written(each) for each in (*known, citation.address) if each)
    return f"{wording.quoted(citation.quote)} – {where}.{address}"


def isolated(*parts: object) -> Markup:
    """Return the non-empty parts joined with dots, each isolated for text from right to left."""
    return Markup(" · ").join(Markup(f"<bdi>{escape(wording.written(part))}</bdi>") for part in parts if part)


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun.

    >>> counted(1, "article"), counted(12345, "article")
    ('1 article', '12,345 articles')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def held(overview: Overview) -> str:
    """Return what a library holds: outlets, span of days and languages, the largest first."""
    first, last = overview.first, overview.last
    days = wording.written(first) if first == last else f"{wording.written(first)} to {wording.written(last)}"
    tongues = [f"{language(code)} ({number:,})" for code, number in overview.languages[:_MOST_LANGUAGES]]
    others = len(overview.languages) - len(tongues)
    parts = (
        counted(len(overview.sources), "outlet") if overview.sources else "",
        days if first else "",
        ", ".join(tongues + [f"{others} more"] * bool(others)),
    )
    return " · ".join(filter(None, parts))


def found_in(answer: Answer) -> str:
    """Return how sure an answer is and how long finding it took."""
    seconds = f"found in {answer.timings.total_ms / 1e3:.1f} seconds"
    return f"Confidence {answer.confidence:.0%}, {seconds}" if answer.citations else seconds.capitalize()


def lang(code: str | None) -> str:
    """Return a language for HTML: empty if unknown, or it would be taken for English."""
    return "" if code in (None, UNDETERMINED) else code


def is_web(address: str | None) -> bool:
    """Return whether an address can be followed: http or https, with a host."""
    try:
        parts = urlsplit(address or "")
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def place(form: Form, article_id: str, start: int | None = None, end: int | None = None) -> str:
    """Return the address of an article, at its characters `[start, end)` and with the form."""
    return f"/articles/{article_id}{form.query(start=start, end=end)}{'#quote' if end else ''}"


@cache
def _templates() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    words: tuple[Callable[..., object], ...] = (
        wording.by_article,
        wording.quoted,
        wording.snippet,
        wording.headline,
        wording.reason,
        wording.written,
    )
    words += (wording.other_language, wording.translated_by, wording.not_agreeing, wording.notes, wording.disagreement)
    words += (wording.why, told)
    made.filters |= {each.__name__: each for each in (*words, citation_text, nearest, held, found_in, lang)}
    made.filters["marked"] = lambda citation: Markup(marked(citation))
    made.tests["web"] = is_web
    made.globals |= {"isolated": isolated, "longest": LONGEST, "counted": counted, "place": place}
    made.globals["nobody"] = wording.NOBODY
    return made
