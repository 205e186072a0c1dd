"""An article in full, with a place of it marked and in view."""

from __future__ import annotations

import shutil

from rich.console import Console
from rich.text import Text

from index.text.cleaning import shown
from index.values import Article, Span
from qa import wording
from qa.faces.cli.paging import page_out

_MARK = "reverse"
_BEFORE, _AFTER = ">>>", "<<<"
"""What a marked place stands between where nothing can be styled."""


def show(article: Article, marked: Span | None = None, tags: tuple[str, ...] = ()) -> None:
    """Print an article; on a terminal that it does not fit, page it."""
    console = Console(markup=False, highlight=False, emoji=False)
    if console.color_system is None:
        print("\n".join(part.plain for part in _paragraphs(article, marked, tags, styled=False)))
        return
    lines, first = _wrapped(_paragraphs(article, marked, tags, styled=True), console)
    page_out(lines, first, shutil.get_terminal_size().lines)


def _wrapped(paragraphs: list[Text], console: Console) -> tuple[list[str], int]:
    """Return the lines as they are shown, and the first with a mark, or 0."""
    lines = [line for paragraph in paragraphs for line in paragraph.wrap(console, console.width) or [Text()]]
    first = next((at for at, line in enumerate(lines) if any(span.style == _MARK for span in line.spans)), 0)
    with console.capture() as written:
        console.print(Text("\n").join(lines), end="", soft_wrap=True)
    return written.get().split("\n"), first


def _paragraphs(article: Article, marked: Span | None, tags: tuple[str, ...], *, styled: bool) -> list[Text]:
    """Return title, facts and text, a paragraph each."""
    head = [Text(shown(article.title), "bold"), Text(shown(wording.facts(article)), "dim")]
    head += [Text(shown(line), "dim") for line in wording.edits(article)]
    head += [Text(shown(f"tags: {', '.join(tags)}"), "dim")] if tags else []
    text = Text(shown(article.text))
    if marked is not None and styled:
        text.stylize(_MARK, marked.start, marked.end)
    elif marked is not None:
        parts = text.divide([marked.start, marked.end])
        text = Text.assemble(parts[0], _BEFORE, parts[1], _AFTER, *parts[2:])
    return [*head, Text(), *text.split("\n", allow_blank=True)]
