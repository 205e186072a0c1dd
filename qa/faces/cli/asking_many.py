"""`qa ask --file`: many questions, each asked once, their answers as a table."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from index.errors import BadInputError, BadQuestionError
from index.paths import whole_lines
from index.private import opener
from qa import wording
from qa.faces.cli.exits import Exit
from qa.faces.cli.progress import ImportProgress
from qa.faces.cli.question_file import read_questions
from qa.faces.cli.talk import say
from qa.library import Library
from qa.output import as_json, as_rows
from qa.output.files import write_new
from qa.output.tables import Tables, table
from qa.values import Ask

COLUMNS = (
    "question", "status", "answer", "quote", "speaker", "source", "published", "url", "title", "article_id", "start",
    "end", "page", "address", "number", "confidence", "reason",
)  # fmt: skip
"""The columns of the table: a row for each quote, or one with the reason for none."""

_REFUSED = "refused"
_Row = dict[str, Any]


def ask_file(opened: Library, file: Path, ask: Ask, form: str | None, output: Path | None) -> Exit:
    """Ask the questions of a file, each as `ask` is, and write the table.

    Beside `output` every answer is kept at once, so that a stopped run goes on from there.
    """
    made_as = Tables(form) if form else form_of(output)
    questions = read_questions(file)
    if output is None and made_as is Tables.XLSX:
        raise BadInputError("a workbook is not printed", "give a file with -o")
    if output is not None and output.exists():
        raise BadInputError(f"{output} already exists", "give another name")
    journal = _Journal(output.with_name(f"{output.name}.part"), ask) if output is not None else None
    try:
        rows = [row for each in _answered(opened, questions, ask, journal) for row in each]
    except KeyboardInterrupt:
        if journal is not None:
            say(f"what was answered is kept in {journal.path}; the same command goes on from there")
        raise
    made = table(COLUMNS, rows, made_as)
    if output is None:
        sys.stdout.write(made.decode())
    else:
        write_new(output, made)
        say(f"written to {output}: {len(questions)} question(s)")
    if journal is not None:
        journal.remove()
    return Exit.PARTLY if any(row["status"] == _REFUSED for row in rows) else Exit.OK


def form_of(output: Path | None) -> Tables:
    """Return the format that the name of a table's file tells.

    It is CSV for a name without an ending; raises BadInputError for another ending.
    """
    suffix = output.suffix.lower().removeprefix(".") if output is not None else ""
    if suffix and suffix not in set(Tables):
        raise BadInputError(f"no table is written as .{suffix}", f"name it .{', .'.join(Tables)}, or say --format")
    return Tables(suffix or Tables.CSV)


def _answered(opened: Library, questions: tuple[str, ...], ask: Ask, journal: _Journal | None) -> Iterator[list[_Row]]:
    known = journal.rows if journal is not None else {}
    if known:
        say(f"{sum(each in known for each in questions)} of {len(questions)} question(s) were answered before")
    with ImportProgress() as progress:
        for number, question in enumerate(questions, 1):
            rows = known.get(question)
            if rows is None:
                rows = _rows(opened, question, ask)
                if journal is not None:
                    journal.keep(question, rows)
            yield rows
            progress.show("Questions", number, len(questions))


def _rows(opened: Library, question: str, ask: Ask) -> list[_Row]:
    """Return the rows of one question, or of the reason why it cannot be asked."""
    try:
        answer = opened.ask(*replace(ask, question=question).given)
    except BadQuestionError as error:
        return [{"question": question, "status": _REFUSED, "reason": str(error)}]
    reason = None if answer.citations else wording.reason(answer)
    rows = [{**row, "question": question, "reason": reason} for row in as_rows.answer(answer)]
    return [as_json.plain(row) for row in rows]


def settings_of(ask: Ask) -> dict[str, Any]:
    """Return how a question is asked, the same in every process."""
    scope = {name: sorted(each) if isinstance(each, frozenset) else each for name, each in asdict(ask.filters).items()}
    settings: dict[str, Any] = as_json.plain(
        {"k": ask.k, "budget_ms": ask.budget_ms, "any_time": ask.any_time, **scope}
    )
    return settings


class _Journal:
    """The rows of the questions answered so far, in a file."""

    def __init__(self, path: Path, ask: Ask) -> None:
        self.path = path
        self._settings = settings_of(ask)
        self.rows: dict[str, list[_Row]] = {}
        if path.exists():
            self._read()
        else:
            self._write("x", {"asked": self._settings})

    def keep(self, question: str, rows: list[_Row]) -> None:
        """Add a question's rows to the file."""
        self._write("a", {"question": question, "rows": rows})

    def remove(self) -> None:
        """Remove the file: the table has it all."""
        self.path.unlink(missing_ok=True)

    def _read(self) -> None:
        other = BadInputError(
            f"{self.path} is of questions asked otherwise", "ask as before, delete it, or give another -o"
        )
        try:
            kept = [json.loads(line) for line in whole_lines(self.path)]
            if kept[0]["asked"] != self._settings:
                raise other
            self.rows = {each["question"]: each["rows"] for each in kept[1:]}
        except (OSError, ValueError, LookupError, TypeError) as error:
            raise other from error

    def _write(self, mode: str, line: object) -> None:
        try:
            with open(self.path, mode, encoding="utf-8", opener=opener) as file:
                file.write(as_json.dumps(line, indent=None) + "\n")
        except OSError as error:
            raise BadInputError(f"{self.path} cannot be written ({error.strerror})", "give another -o") from error
