"""What `/export` writes: the conversation, or the last answer as the command line exports it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import BadInputError
from index.values import Article, Span
from qa.conversations import LAST, exported
from qa.faces.tui.commands import paths_in
from qa.output.files import write_new
from qa.output.reference_formats import References, format_of

if TYPE_CHECKING:
    from qa.chat.session import Session

_FORMAT = "--format"


def export(session: Session, rest: str, article: Callable[[str], Article]) -> Path:
    """Write a conversation, or its last answer, to a new file, and return its path.

    `rest` is what `qa export` takes too: `last FILE.zip`, `--format bibtex FILE`, `last FILE.ris`; without `last` and
    a format it is the whole conversation, as Markdown. Raises BadInputError.
    """
    words = [str(each) for each in paths_in(rest)]
    form = _taken(words)
    is_last = form is not None or (len(words) > 1 and words[0] == LAST)
    if words[:1] == [LAST]:
        del words[0]
    if words[:1] == ["-o"]:
        del words[0]
    if len(words) != 1:
        raise BadInputError("one file is to be given", "such as /export FILE, /export last FILE.bib")
    path = Path(words[0])
    is_pack = form is None and path.suffix.lower() == ".zip"
    if not is_last and (is_pack or format_of(path)):
        raise BadInputError(f"a {path.suffix} file holds one answer, no conversation", f"write /export last {rest}")
    if is_pack:
        from qa.output import pack

        return pack.write(path, session.turn(), article)
    form = form or format_of(path)
    write_new(path, _written(session, form, article, is_last=is_last))
    return path


def _taken(words: list[str]) -> str | None:
    """Take the format out of words, and return it."""
    given = next((each for each in words if each == _FORMAT or each.startswith(f"{_FORMAT}=")), None)
    if given is None:
        return None
    at = words.index(given)
    del words[at]
    return given.partition("=")[2] if "=" in given else (words.pop(at) if at < len(words) else "")


def _written(session: Session, form: str | None, article: Callable[[str], Article], *, is_last: bool) -> str:
    if form is None:
        turn = session.turn()
        return exported(turn.question, [turn], session.changed) if is_last else session.export()
    if form not in set(References):
        raise BadInputError(f"there is no format {form!r}", f"give one of: {', '.join(References)}")
    from qa.output.references import references, written

    cited = session.turn().answer.citations
    if not cited:
        raise BadInputError("this answer has no quote to export", "export one that has")
    return written(
        references((article(each.article_id), Span(each.start, each.end)) for each in cited), References(form)
    )
