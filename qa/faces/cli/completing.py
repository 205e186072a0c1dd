"""What a shell offers when Tab is pressed."""

from __future__ import annotations

import contextlib
import os
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import typer

if TYPE_CHECKING:
    from index.storage.store import Store

VARIABLE = "_QA_COMPLETE"
"""The environment variable with which a shell asks."""

MOST = 50
"""The most articles that are offered."""

Shell = Literal["bash", "zsh", "fish"]

_READ_BY_SHELLS = re.compile(r"[^\w .,:;&()/+@=-]")
_BASH = """_qa_completion() {
    mapfile -t COMPREPLY < <(IFS=$'\\n'; env COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD=$COMP_CWORD \\
        _QA_COMPLETE=complete_bash "$1")
    [ -n "${COMPREPLY[0]}" ] || COMPREPLY=()
    local each
    for each in "${!COMPREPLY[@]}"; do
        COMPREPLY[each]=$(printf %q "${COMPREPLY[each]}")
    done
}
complete -o default -F _qa_completion qa"""


def script(shell: Shell) -> str:
    """Return what makes a shell complete: Typer's own, but for Bash one that quotes spaces."""
    from typer.completion import get_completion_script  # type: ignore[attr-defined]

    return _BASH if shell == "bash" else get_completion_script(prog_name="qa", complete_var=VARIABLE, shell=shell)


def is_asked() -> bool:
    """Return whether a shell asks what it could offer."""
    return VARIABLE in os.environ


def answer(app: typer.Typer) -> None:
    """Print what the shell that asks could offer, and exit; nothing if that fails."""
    from typer.completion import get_completion_inspect_parameters

    get_completion_inspect_parameters()  # makes the shells known
    with contextlib.suppress(Exception):  # a half-typed line may be wrong in any way
        typer.main.get_command(app).main(args=[], prog_name="qa", complete_var=VARIABLE)
    sys.exit(1)


def outlets(context: typer.Context) -> list[tuple[str, str]]:
    """Return the outlets of the library that a command line names, with their counts."""
    with _library(context) as store:
        found = store.overview().sources if store else ()
    return _counted((source.name, source.articles) for source in found)


def tags(context: typer.Context) -> list[tuple[str, str]]:
    """Return the tags in the library that a command line names, with their counts."""
    with _library(context) as store:
        found = store.tags.counts() if store else ()
    return _counted((tag.name, tag.articles) for tag in found)


def languages(context: typer.Context) -> list[tuple[str, str]]:
    """Return the languages in the library that a command line names, with their counts."""
    with _library(context) as store:
        return _counted(store.overview().languages if store else ())


def articles(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Return the ids of articles that begin as what is typed, with their titles."""
    with _library(context) as store:
        if store is None or not re.fullmatch("[0-9a-f]*", incomplete):
            return []
        if incomplete:
            found = store.articles(store.matching(incomplete)[:MOST])
            titles = {article_id: article.title for article_id, article in found.items()}
        else:
            titles = {summary.article_id: summary.title for summary in store.summaries(limit=MOST)}
    return [(article_id, _READ_BY_SHELLS.sub(" ", title)) for article_id, title in titles.items()]


def _counted(offered: Iterable[tuple[str, int]]) -> list[tuple[str, str]]:
    return [(name, f"{articles} article(s)") for name, articles in offered if not _READ_BY_SHELLS.search(name)]


@contextlib.contextmanager
def _library(context: typer.Context) -> Iterator[Store | None]:
    """Open the articles of the library that a command line names."""
    from index.paths import LibraryPaths
    from index.storage.database import Database
    from index.storage.store import Store

    named: Path | None = context.params.get("library")
    paths = LibraryPaths.of(named.expanduser() if named else None)
    if not paths.hold_library():
        yield None
        return
    with contextlib.closing(Database(paths.database)) as database:
        yield Store(database)
