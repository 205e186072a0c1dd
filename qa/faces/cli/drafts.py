"""Holds a draft against the articles, and prints or writes the report."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import BadInputError
from index.formats.parsed import UnreadableError
from index.storage.shown import Spot
from qa.draft_files import draft_of, is_draft_name, read_draft
from qa.faces.cli import last
from qa.faces.cli.exits import Exit
from qa.faces.cli.show import Page
from qa.output import as_json, drafts
from qa.output.files import write_new

if TYPE_CHECKING:
    from qa.drafted import DraftReport
    from qa.library import Library

STDIN = "-"


def is_draft(given: list[str]) -> bool:
    """Whether the argument of `qa check` is a file or stdin, and no quote.

    Raises BadInputError for the name of a draft that is not there.
    """
    if len(given) != 1 or "\n" in given[0]:
        return False
    name = given[0].strip()
    try:
        there = name == STDIN or Path(name).is_file()
    except (OSError, ValueError):
        return False
    if not there and is_draft_name(name):
        raise BadInputError(f"{name} does not exist", "name a file that does, or give the words of a quote")
    return there


def check(opened: Library, name: str, form: str, out: Path | None) -> Exit:
    """Print or write the report on a draft, as "text", "html" or "json"."""
    report = opened.check_draft(_read(name))
    places = (place for quote in report.quotations for place in quote.places)
    last.remember(opened, tuple(Spot(each.number, each.article_id, each.start, each.end) for each in places))
    if out is not None:
        write_new(out, _written(report, name, form))
    elif form == "text":
        _show(Page(), report)
    else:
        print(_written(report, name, form))
    return Exit.OK if report.stands else Exit.PARTLY


def _read(name: str) -> str:
    if name != STDIN:
        return read_draft(Path(name))
    try:
        return draft_of(sys.stdin.buffer.read())
    except UnreadableError as error:
        raise BadInputError(f"the draft cannot be read: {error}", "give it as text in UTF-8") from error


def _written(report: DraftReport, name: str, form: str) -> str:
    if form == "html":
        return drafts.page(report, "draft" if name == STDIN else Path(name).name)
    if form == "json":
        return as_json.dumps(drafts.form(report)) + "\n"
    return drafts.text(report)


_STYLES = {drafts.Role.HEAD: "bold", drafts.Role.WRONG: "bold red", drafts.Role.DETAIL: "dim"}


def _show(page: Page, report: DraftReport) -> None:
    for each in drafts.lines(report):
        if each.role in (drafts.Role.WRONG, drafts.Role.RIGHT):
            page.line()
        page.line(each.text, _STYLES.get(each.role, ""), indent=len(drafts.INDENTS[each.role].strip("\n")))
