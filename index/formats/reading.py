"""Files to articles: each parsed here or in the worker process, dated, cleaned, and given its origin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from index.errors import BadInputError, UnreadableFileError
from index.formats import limits
from index.formats.columns import Columns
from index.formats.files import check_file, find_files, why
from index.formats.kinds import ACCEPTED, PLAIN, Format, Kind, format_of
from index.formats.metadata import MAX_METADATA_BYTES, Metadata
from index.formats.parsed import Draft, Event, Fault, Read, Taken, TakenColumns, UnreadableError
from index.formats.parsing import parse
from index.formats.plain import NO_TEXT, merged, read_sidecar, sidecars
from index.formats.process import Worker
from index.origin import written
from index.storage.articles import make_article
from index.text.cleaning import clean_line
from index.text.datelines import dateline_day
from index.values import Article, Problem

Identify = Callable[[str], str]
Show = Callable[[TakenColumns], None]


def show_nobody(_: TakenColumns) -> None:
    """Tell nobody."""


def read_paths(
    paths: Iterable[Path], identify: Identify, mapping: Columns | None = None, show: Show = show_nobody
) -> Iterator[Read | Problem]:
    """The articles of files and folders, and a problem for each file, member or record that gives none.

    Nothing is raised for a bad file. `identify` tells the language where a file does not; `mapping` names the columns
    of tables, those that it leaves open are guessed, and `show` is told which were taken. Of large tables only one
    record is held at a time.
    """
    with Reader(identify, mapping, show) as reader:
        for found in find_files(paths):
            if isinstance(found, Problem):
                yield found
            else:
                yield from reader.read(found)


def read_file(path: Path, identify: Identify) -> Article:
    """The article of a file that holds one; `identify` tells the language where the file does not.

    The metadata keys are title, source, url, author (one or a list), published (ISO date or time) and
    language: of a Markdown file between `---` lines at its very start, of another in `<stem>.yaml` or
    `<stem>.yml` beside it. Raises UnreadableFileError, naming the file and the reason.
    """
    with Reader(identify) as reader:
        for found in reader.read(path):
            if isinstance(found, Problem):
                raise UnreadableFileError(Path(found.path), found.reason, "mend it or leave it out")
            return found.article
    raise UnreadableFileError(path, NO_TEXT, "give a file that has some, or leave it out")


class Reader:
    """Reads one file after another, with one worker process for the formats that need it. A context manager."""

    def __init__(self, identify: Identify, mapping: Columns | None = None, show: Show = show_nobody) -> None:
        self._identify = identify
        self._columns = mapping or Columns()
        self._show = show
        self._worker = Worker()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._worker.close()

    def read(self, path: Path) -> Iterator[Read | Problem]:
        """The articles of one file, and a problem for what gives none."""
        faults: Counter[str] = Counter()
        try:
            form = format_of(path.name)
            if form is None:
                raise UnreadableError(ACCEPTED)
            check_file(path, limits.MAX_BYTES if form.kind in (Kind.TEXT, Kind.MARKDOWN) else None)
            given = _sidecar(path, form)
            for event in self._events(path, form):
                found = self._found(path, event, given)
                if isinstance(found, Problem):
                    faults[event.member] += 1
                    if faults[event.member] > limits.FAULTS_A_FILE:
                        continue
                if found is not None:
                    yield found
        except UnreadableError as error:
            yield _problem(path, str(error))
        except UnreadableFileError as error:
            yield _problem(error.path, error.reason)
        for member, count in faults.items():
            if count > limits.FAULTS_A_FILE:
                yield _problem(_inside(path, member), f"{count - limits.FAULTS_A_FILE:,} more of its records are bad")

    def _events(self, path: Path, form: Format) -> Iterator[Event]:
        if form.kind not in PLAIN:
            yield from self._worker.events(path, form, self._columns)
            return
        try:
            with path.open("rb") as stream:
                yield from parse(stream, form, path, self._columns)
        except (OSError, ValueError) as error:
            raise UnreadableError(why(error)) from error

    def _found(self, path: Path, event: Event, given: Metadata) -> Read | Problem | None:
        inside = _inside(path, event.member)
        if isinstance(event, Fault):
            return _problem(inside, event.reason)
        if isinstance(event, Taken):
            self._show(TakenColumns(inside, event.kind, event.columns, event.unused))
            return None
        try:
            article = self._article(event, merged(given, event.metadata))
        except BadInputError:
            return _problem(inside, f"row {event.record}: {NO_TEXT}" if event.record else NO_TEXT)
        return Read(article, _origin(path, event))

    def _article(self, draft: Draft, metadata: Metadata) -> Article:
        article = make_article(
            text=draft.text,
            title=metadata.title,
            source=metadata.source,
            url=metadata.url,
            author=metadata.author,
            published=metadata.published or dateline_day(draft.text, draft.year),
            language=metadata.language,
            identify=self._identify,
        )
        return replace(article, pages=draft.pages) if draft.pages else article


def _sidecar(path: Path, form: Format) -> Metadata:
    """What the file beside `path` says of it. Raises UnreadableFileError, which names that, where it is not right."""
    for beside in sidecars(path, form):
        try:
            if beside.exists():
                check_file(beside, MAX_METADATA_BYTES)
                return read_sidecar(beside, beside.read_bytes())
        except UnreadableError as error:
            raise UnreadableFileError(beside, str(error)) from error
        except (OSError, ValueError) as error:
            raise UnreadableFileError(beside, why(error)) from error
    return Metadata()


def _inside(path: Path, member: str) -> Path:
    return Path(f"{path}!{member}") if member else path


def _origin(path: Path, draft: Draft) -> str:
    file = written(path)
    member = f"!{draft.member}" if draft.member else ""
    return f"{file}{member}#{draft.record}" if draft.record else f"{file}{member}"


def _problem(path: Path, reason: str) -> Problem:
    return Problem(path, clean_line(reason))
