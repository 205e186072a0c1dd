"""Prints what a library holds: articles in columns, counts, problems of files."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.text import Text

from index.storage.overview import Overview
from index.storage.problems import KeptProblem
from index.storage.store import ArticleSummary
from index.text.cleaning import shown
from qa import wording
from qa.exact import By, Counts
from qa.extent import Counted
from qa.faces.cli.show import SHORT_ID, Page
from qa.state import LibraryStatus

_GAP = "  "
_LEAST_COLUMN = 8
_MOST_OUTLETS = 10


def summaries(page: Page, kept: Sequence[ArticleSummary]) -> None:
    """Print a line for each article: id, date, language, outlet, title.

    On a terminal they are columns that fit it, of ids only the beginnings.
    """
    rows = [
        (
            each.article_id[:SHORT_ID] if page.is_terminal else each.article_id,
            each.published.isoformat() if each.published else "undated",
            each.language,
            each.source or "-",
            each.title,
        )
        for each in kept
    ]
    if page.is_terminal:
        columns(page, rows)
    else:
        for article_id, published, language, source, title in rows:
            page.line(f"{article_id}  {published:10}  {language:3}  {source}  {title}")


def columns(page: Page, rows: Sequence[Sequence[str]]) -> None:
    """Print rows in aligned columns, the last two cut to the terminal's width."""
    clean = [[" ".join(shown(cell).split()) for cell in row] for row in rows]
    widths = [max(map(cell_len, column)) for column in zip(*clean, strict=True)]
    if not widths:
        return
    *whole, second_last, last = widths
    left = page.width - sum(whole) - len(_GAP) * len(whole)
    second_last = min(second_last, max(left // 3, _LEAST_COLUMN))
    last = max(min(last, left - second_last - len(_GAP)), _LEAST_COLUMN)
    for row in clean:
        page.line(_GAP.join(map(_cut, row, (*whole, second_last, last))).rstrip())


def _cut(text: str, width: int) -> str:
    """Return a text in `width` columns of a terminal, with an ellipsis if longer."""
    cell = Text(text)
    cell.truncate(width, overflow="ellipsis", pad=True)
    return cell.plain


def status(page: Page, state: LibraryStatus, held: Overview) -> None:
    """Print the state of a library, a line for each fact."""
    languages = _counted(held.languages, len(held.languages))
    page.line(f"library     {state.root}")
    page.line(f"articles    {state.articles}" + (f" ({languages})" if languages else ""))
    if held.sources:
        outlets = _counted([(each.name, each.articles) for each in held.sources], _MOST_OUTLETS)
        page.line(f"outlets     {len(held.sources)} ({outlets})")
    if state.articles:
        page.line(f"published   {_span(held)}")
    page.line(f"passages    {state.passages}")
    page.line(f"model       {state.model}")
    page.line(f"index       {_index(state)}")
    page.line(f"on disk     {state.bytes_on_disk / 1e6:.1f} MB")
    if state.edited:
        page.line(f"edited      {state.edited} article(s); `qa show ID` says what")
    counts = (("not read", state.problems), ("left out", state.left_out), ("warnings", state.doubtful))
    for what, count in counts:
        if count:
            page.line(f"{what}    {count} (`qa status --problems` lists them)")


def counted(held: Overview) -> dict[str, object]:
    """Return the JSON form of a library's outlets and days."""
    return {
        "sources": {each.name: each.articles for each in held.sources},
        "first": held.first,
        "last": held.last,
        "undated": held.undated,
    }


def counts(page: Page, given: Counts) -> None:
    """Print how many articles fit, in all and then of each outlet or month."""
    page.line(_fitting(given))
    unnamed = "undated" if given.by is By.MONTH else "no outlet"
    width = len(f"{given.articles:,}")
    for each in given.counts:
        page.line(f"{each.articles:>{width},}  {each.name or unnamed}{_as_stories(each)}")


def _fitting(given: Counts) -> str:
    return f"{given.articles:,} {'article fits' if given.articles == 1 else 'articles fit'}{_as_stories(given)}"


def _as_stories(given: Counts | Counted) -> str:
    """Return how many stories some articles tell, if copies are among them."""
    copied = given.stories < given.articles
    return f" ({given.stories:,} {'story' if given.stories == 1 else 'stories'}, copies counted once)" if copied else ""


def _counted(counts: Sequence[tuple[str, int]], most: int) -> str:
    """Return names with their counts, the first `most` and how many more there are."""
    more = [f"{len(counts) - most} more"] if len(counts) > most else []
    return ", ".join([*(f"{name} {count}" for name, count in counts[:most]), *more])


def _span(held: Overview) -> str:
    """Return from when to when the articles are, and how many have no day."""
    undated = f"{held.undated} undated" if held.undated else ""
    if held.first is None or held.last is None:
        return undated
    days = wording.written(held.first)
    if held.last != held.first:
        days += f" to {wording.written(held.last)}"
    return f"{days}, {undated}" if undated else days


def problems(page: Page, kept: tuple[KeptProblem, ...]) -> None:
    """Print a line for each file or URL with a problem."""
    for problem in kept:
        page.line(f"{problem.kind}: {problem.path}: {problem.reason} ({problem.noticed:%Y-%m-%d})")


def _index(state: LibraryStatus) -> str:
    if state.generation is None:
        return "none yet; run `qa add`"
    return state.generation + ("" if state.up_to_date else ", not up to date; run `qa add`")
