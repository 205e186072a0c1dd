"""The columns of tables on the command line: named by an option, and told on stderr where they were guessed."""

from __future__ import annotations

from typing import Annotated

import typer

from index.formats import Columns, TakenColumns
from qa.faces.cli.talk import say

ColumnsOption = Annotated[
    str | None,
    typer.Option(
        "--columns",
        metavar="FIELD=COLUMN,...",
        help="The columns of tables: text=body,title=headline; the others are guessed, FIELD= takes none.",
    ),
]


def given_columns(written: str | None) -> Columns | None:
    """The columns that `--columns` names; BadInputError where it is not right."""
    return None if written is None else Columns.parse(written)


class ShowColumns:
    """Says which columns were taken for what, once for all files of a kind that are alike. Call it with each."""

    def __init__(self) -> None:
        self._said: set[tuple[str, Columns, tuple[str, ...]]] = set()

    def __call__(self, taken: TakenColumns) -> None:
        """Say it, unless it was said."""
        alike = (taken.kind, taken.columns, taken.unused)
        if alike not in self._said:
            self._said.add(alike)
            unused = f"; not used: {', '.join(taken.unused)}" if taken.unused else ""
            say(f"columns of {taken.path} ({taken.kind}): {taken.columns}{unused}")
