"""`qa ask --all`: every article that answers, read for until answers stop coming."""

from __future__ import annotations

import sys
from pathlib import Path

from index.errors import BadInputError
from qa import completeness
from qa.extent import Stop
from qa.faces.cli import browsing, last, show
from qa.faces.cli.asking import save_pack
from qa.faces.cli.asking_many import form_of
from qa.faces.cli.exits import Exit
from qa.faces.cli.progress import ImportProgress
from qa.faces.cli.talk import say
from qa.library import Library
from qa.output import as_json, as_rows
from qa.output.files import write_new
from qa.output.tables import Tables, table
from qa.reading_on import gathered
from qa.values import Answer, Ask

COLUMNS = (
    "question", "claim", "answer", "quote", "speaker", "source", "published", "also_in", "url", "title", "article_id",
    "start", "end", "page", "address", "number",
)  # fmt: skip
"""The columns of the table: a row for each quote, the outlets of its copies in `also_in`."""


def ask_all(
    opened: Library, ask: Ask, seconds: float, save: Path | None, form: str | None, output: Path | None, *, json: bool
) -> Exit:
    """Print or write all answers found in time, or until Ctrl+C."""
    if ask.needs_model:
        raise BadInputError("--all is not asked with --write, --translate or --writer", "leave out one of them")
    if json and (form or output):
        raise BadInputError("--json is not asked with --format or -o", "leave out one of them")
    if form == Tables.XLSX and output is None:
        raise BadInputError("a workbook is not printed", "give a file with -o")
    if output is not None and output.exists():
        raise BadInputError(f"{output} already exists", "give another name")
    answer = _sought(opened, ask, seconds)
    browsing.warn(opened)
    if save:
        save_pack(opened, answer, ask.filters, save)
    last.remember(opened, last.of_answer(answer.citations))
    if json:
        print(as_json.dumps(as_json.answer(answer)))
    elif form is None and output is None:
        show.everything(show.Page(), answer)
    else:
        _write(answer, Tables(form) if form else form_of(output), output)
    return Exit.INTERRUPTED if answer.extent and answer.extent.stopped is Stop.INTERRUPTED else Exit.OK


def _sought(opened: Library, ask: Ask, seconds: float) -> Answer:
    """Return all answers, showing how far it is."""
    with ImportProgress() as progress:

        def go_on(answer: Answer) -> bool:
            if answer.extent is not None:
                progress.show("Passages read", answer.extent.passages, answer.extent.near)
            return True

        return gathered(opened.stream_all(ask.question, ask.filters, seconds, ask.any_time), go_on)


def _write(answer: Answer, form: Tables, output: Path | None) -> None:
    claims = {number: claim.text for claim in answer.claims for number in claim.citations}
    rows = []
    for cited, row in zip(answer.citations, as_rows.answer(answer), strict=False):
        copies = "; ".join(copy.source or copy.title for copy in cited.copies)
        rows.append({**row, "claim": claims.get(cited.number), "also_in": copies})
    made = table(COLUMNS, map(as_json.plain, rows), form)
    if output is None:
        sys.stdout.write(made.decode())
    else:
        write_new(output, made)
        say(f"written to {output}: {len(rows)} quote(s)")
    if answer.extent is not None:
        say(completeness.read(answer.extent))
