"""Values as HTML for notebooks; all text is escaped."""

from __future__ import annotations

from dataclasses import fields
from html import escape

from index.values import Article, Hit
from qa.answer.nearest import LONGEST, nearest
from qa.values import Answer, Citation
from qa.wording import (
    agreements,
    by_article,
    disagreement,
    headline,
    joined,
    not_agreeing,
    not_written,
    notes,
    other_language,
    reason,
    said_by,
    snippet,
    translated_by,
    written_by,
)
from qa.written import Translation

_BLOCK = 'style="margin:.4em 0;padding:.2em .8em;border-left:3px solid #888;white-space:pre-wrap"'
_TEXT = 'style="white-space:pre-wrap"'
_MOST_OF_TEXT = 1_000
"""The most characters of an article that are shown."""

_SMALL = 'style="font-size:85%;opacity:.75"'


def shown(value: object) -> str:
    """Return a value as a notebook shows it, a plain one by its fields."""
    if isinstance(value, Answer):
        return answer(value)
    if isinstance(value, Citation):
        return f'<div class="kutip">{_head(value, None)}{_quote(value)}</div>'
    if isinstance(value, Hit):
        text = f"<blockquote {_BLOCK}>{escape(value.passage.text)}</blockquote>"
        return f'<div class="kutip">{value.rank}. {_head(value.article, None)}{text}</div>'
    if isinstance(value, Article):
        text = f"<p {_TEXT}>{escape(snippet(value.text, _MOST_OF_TEXT))}</p>"
        return f'<div class="kutip"><p><b>{escape(value.title)}</b></p>{_head(value, None)}{text}</div>'
    named = ((each.name, getattr(value, each.name)) for each in fields(value))  # type: ignore[arg-type]
    rows = "".join(f"<tr><th>{escape(name)}</th><td>{escape(_written_out(part))}</td></tr>" for name, part in named)
    return f'<table class="kutip">{rows}</table>'


def _written_out(part: object) -> str:
    """Return a field, of pairs each with its count."""
    return ", ".join(f"{name} ({count})" for name, count in part) if isinstance(part, tuple) else str(part)


def answer(given: Answer) -> str:
    """Return the short answer and the quotes by article, or why there is none."""
    body = _not_found(given) if given.shortfall else _found(given)
    return f'<div class="kutip"><p><b>{escape(given.question)}</b></p>{body}</div>'


def _found(given: Answer) -> str:
    told = [f"<b>{escape(given.short)}</b>" if given.short else "", disagreement(given)]
    told += map(escape, agreements(given))
    articles = (
        _head(quotes[0], given.language)
        + "".join(_quote(each) + translation(given.translation_of(each.number)) for each in quotes)
        for quotes in by_article(given.citations)
    )
    after = (f"<p {_SMALL}>{escape(line)}</p>" for line in notes(given))
    return "".join([*_written(given), *(f"<p>{line}</p>" for line in told if line), *articles, *after])


def _written(given: Answer) -> list[str]:
    """Return what a language model wrote, under its name."""
    if given.written is None:
        return []
    text = f"<p>{escape(given.written.text)}</p>" if given.written.sentences else ""
    by = written_by(given.written.model) if text else ""
    return [text, *(f"<p {_SMALL}>{escape(line)}</p>" for line in (by, *not_written(given.written)) if line)]


def _not_found(given: Answer) -> str:
    near = "".join(
        f"<li>{_head(each.hit.article, given.language)}<div>{escape(snippet(each.text, LONGEST))}</div></li>"
        for each in nearest(given)
    )
    return f"<p><b>{headline(given)}:</b> {escape(reason(given))}.</p>" + (f"<ol>{near}</ol>" if near else "")


def marked(citation: Citation) -> str:
    """Return the quote, with the words that answer in `<mark>`."""
    if citation.answer_start is None or citation.answer_end is None:
        return escape(citation.quote)
    before, words, after = (
        citation.quote[: citation.answer_start],
        citation.quote[citation.answer_start : citation.answer_end],
        citation.quote[citation.answer_end :],
    )
    return f"{escape(before)}<mark>{escape(words)}</mark>{escape(after)}"


def translation(given: Translation | None) -> str:
    """Return a language model's translation of a quote, labelled; empty if there is none."""
    if given is None:
        return ""
    text = "".join(f"<u>{escape(part)}</u>" if doubtful else escape(part) for part, doubtful in given.parts)
    told = f"({translated_by(given)}) {not_agreeing(given)}".strip()
    return f'<p lang="{escape(given.language)}" dir="auto">{text} <span {_SMALL}>{escape(told)}</span></p>'


def _head(source: Citation | Article, asked: str | None) -> str:
    title = escape(source.title)
    linked = f'<a href="{escape(source.url)}" rel="noreferrer">{title}</a>' if source.url else title
    known = joined(source.source, source.published), other_language(source.language, asked) or ""
    return f"<div {_SMALL}>{' · '.join(filter(None, (escape(known[0]), linked, escape(known[1]))))}</div>"


def _quote(citation: Citation) -> str:
    before = f"<span {_SMALL}>{escape(citation.context)}</span> " if citation.context else ""
    page = f" (page {citation.page})" if citation.page else ""
    by = f" <span {_SMALL}>{escape(said_by(citation))}</span>" if citation.speaker else ""
    return f"<blockquote {_BLOCK}>{before}{marked(citation)} [{citation.number}]{page}{by}</blockquote>"
