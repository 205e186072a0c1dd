"""An answer as HTML, for notebooks: its quotes with the words that answer marked. All text is escaped."""

from __future__ import annotations

from html import escape

from qa.compose import dated
from qa.described import joined, place
from qa.shortfalls import reason
from qa.values import Answer, Citation

_BLOCK = 'style="margin:.4em 0;padding:.2em .8em;border-left:3px solid #888;white-space:pre-wrap"'
_SMALL = 'style="font-size:85%;opacity:.75"'


def answer(given: Answer) -> str:
    """An answer with its quotes and where each stands, or why there is none and the nearest passages."""
    if given.shortfall:
        near = "".join(
            f"<li>{escape(hit.article.title)}<blockquote {_BLOCK}>{escape(hit.passage.text)}</blockquote></li>"
            for hit in given.hits
        )
        body = f"<p><b>Not found:</b> {escape(reason(given))}</p>" + (f"<ol>{near}</ol>" if near else "")
    else:
        body = "".join(_quoted(citation, given.disagreement) for citation in given.citations)
    return f'<div class="kutip"><p><b>{escape(given.question)}</b></p>{body}</div>'


def marked(citation: Citation) -> str:
    """The quote, the words that answer in `<mark>`."""
    if citation.answer_start is None or citation.answer_end is None:
        return escape(citation.quote)
    before, words, after = (
        citation.quote[: citation.answer_start],
        citation.quote[citation.answer_start : citation.answer_end],
        citation.quote[citation.answer_end :],
    )
    return f"{escape(before)}<mark>{escape(words)}</mark>{escape(after)}"


def _quoted(citation: Citation, disagreement: bool) -> str:
    when = f"<b>{escape(dated(citation))}</b>" if disagreement else ""
    title = escape(citation.title)
    linked = f'<a href="{escape(citation.url)}" rel="noreferrer">{title}</a>' if citation.url else title
    known = escape(joined(citation.source, citation.published, place(citation)))
    return (
        f"{when}<blockquote {_BLOCK}>{marked(citation)}</blockquote>"
        f"<div {_SMALL}>[{citation.number}] {linked} · {known}</div>"
    )
