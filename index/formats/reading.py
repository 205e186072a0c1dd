"""Files to articles: each is parsed, cleaned, dated, and given its origin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

from index.errors import BadInputError
from index.formats import limits
from index.formats.attachments import References, settled
from index.formats.columns import Columns, Record
from index.formats.contradictions import chosen_day, contradiction
from index.formats.files import check_file, find_files, why
from index.formats.kinds import ACCEPTED, ARCHIVES, PLAIN, REFERENCES, SERIES, TABLES, FileKind, Format, format_of
from index.formats.parsed import Metadata, Parsed, ParseProblem, ReadArticle, TakenColumns, UnreadableError, Working
from index.formats.parsing import parse
from index.formats.plain import read_sidecar, sidecars
from index.formats.process import Worker
from index.formats.records import TableRow
from index.formats.rows import RECORDS
from index.formats.tables import drafts
from index.origin import written
from index.storage.articles import make_article
from index.text.cleaning import clean_line
from index.text.language import UNDETERMINED, IdentifyLanguage, believed
from index.values import Problem, ProblemKind

_NO_TEXT = "it has no text"
_MORE = {
    ProblemKind.UNREAD: "{:,} more of its records are bad",
    ProblemKind.LEFT_OUT: "{:,} more of its records are left out",
    ProblemKind.WARNING: "{:,} more warnings about its articles",
}
"""What is told of those beyond `limits.FAULTS_A_FILE`."""

Show = Callable[[TakenColumns], None]


def show_nothing(_: TakenColumns) -> None:
    """Show nothing."""


def read_paths(
    paths: Iterable[Path], identify: IdentifyLanguage, columns: Columns | None = None, show: Show = show_nothing
) -> Iterator[ReadArticle | Problem]:
    """Yield the articles of files and folders, and a problem for each part without one.

    A part is a file, a member of an archive or a record; nothing is raised for a bad file. `identify` returns the
    language of a text where the file does not give it; `columns` names the columns of tables, missing ones are guessed,
    and `show` is called with those that are taken. Of large tables only one record is held at a time.
    Metadata have the keys title, source, url, author (one or a list), published (a day) and language: of a Markdown
    file between `---` lines at its start, of another in `<stem>.yaml` or `<stem>.yml` beside it.
    """
    with FileReader(identify, columns, show) as reader:
        for found in find_files(paths):
            if isinstance(found, Problem):
                yield found
            else:
                yield from reader.read(found)


class FileReader(AbstractContextManager["FileReader"]):
    """Reads one file after another, with one worker process for formats that need it."""

    def __init__(self, identify: IdentifyLanguage, columns: Columns | None = None, show: Show = show_nothing) -> None:
        self._identify = identify
        self._columns = columns or Columns()
        self._show = show
        self._worker = Worker()
        self._references = References(lambda path, form: self._worker.parse(path, form, Columns()))

    def __exit__(self, *_: object) -> None:
        self._worker.close()

    def read(self, path: Path) -> Iterator[ReadArticle | Problem]:
        """Yield the articles of one file, and a problem for each part without one."""
        told: Counter[tuple[str, ProblemKind]] = Counter()
        try:
            form = format_of(path.name)
            if form is None:
                raise UnreadableError(ACCEPTED)
            check_file(path, _most_bytes(form.kind))
            origin = written(path)
            given, doubts = _sidecar(path, form)
            yield from doubts
            given = given.or_else(self._references.of(path) if sidecars(path, form) else Metadata())
            for parsed in self._parsed(path, form):
                for found in self._results(path, origin, parsed, given):
                    if isinstance(found, Problem):
                        alike = parsed.member, found.kind
                        told[alike] += 1
                        if told[alike] > limits.FAULTS_A_FILE:
                            continue
                    yield found
        except UnreadableError as error:
            yield _problem(path, str(error))
        for (member, kind), count in told.items():
            if count > limits.FAULTS_A_FILE:
                yield Problem(_inside(path, member), _MORE[kind].format(count - limits.FAULTS_A_FILE), kind)

    def read_records(self, records: Iterable[Record]) -> Iterator[ReadArticle | Problem]:
        """Yield the articles of a program's own records, and a problem for each without one.

        Their origins are the records' own ids or addresses, else their rows. Raises UnreadableError as
        `index.formats.tables.drafts` does.
        """
        rows = (TableRow(number, record) for number, record in enumerate(records, 1))
        for parsed in drafts(rows, FileKind.JSON, self._columns):
            for found in self._results(Path(RECORDS), "", parsed, Metadata()):
                yield found if isinstance(found, Problem) else replace(found, kind=RECORDS)

    def _parsed(self, path: Path, form: Format) -> Iterator[Parsed]:
        if form.kind not in PLAIN:
            found = self._worker.parse(path, form, self._columns)
            yield from settled(path, found) if form.kind in REFERENCES else found
            return
        try:
            with path.open("rb") as stream:
                yield from parse(stream, form, path, self._columns)
        except (OSError, ValueError) as error:
            raise UnreadableError(why(error)) from error

    def _results(self, path: Path, origin: str, parsed: Parsed, given: Metadata) -> Iterator[ReadArticle | Problem]:
        inside = _inside(path, parsed.member)
        if isinstance(parsed, ParseProblem):
            yield _problem(inside, parsed.reason, parsed.kind)
            return
        if isinstance(parsed, Working):
            return
        if isinstance(parsed, TakenColumns):
            self._show(replace(parsed, path=inside))
            return
        about = given.or_else(parsed.metadata)
        declared, dates = parsed.metadata.published, self._columns.dates
        language = None if about.language == UNDETERMINED else about.language
        if parsed.language_supposed and not given.language:
            language = believed(language, parsed.text, self._identify)
        try:
            article = make_article(
                text=parsed.text,
                title=about.title,
                source=about.source,
                url=about.url,
                author=about.author,
                published=given.published or chosen_day(dates, declared, about.url, parsed.text, parsed.year),
                language=language,
                identify=self._identify,
            )
        except BadInputError:
            yield _problem(inside, f"row {parsed.record}: {_NO_TEXT}" if parsed.record else _NO_TEXT)
            return
        inner = f"!{parsed.member}" if parsed.member else ""
        record = f"#{parsed.record}" if parsed.record else ""
        form = format_of(parsed.member or path.name)
        kind = form.kind if form else ""
        yield ReadArticle(replace(article, pages=parsed.pages), f"{origin}{inner}{record}", kind, parsed.member)
        single = form is not None and form.kind not in TABLES and not given.published
        doubt = contradiction(article.published, article.url) if single else None
        for warning in (*parsed.warnings, *filter(None, [doubt])):
            yield _problem(inside, f"{parsed.record}: {warning}" if parsed.record else warning, ProblemKind.WARNING)


def _most_bytes(kind: FileKind) -> int | None:
    """Return the limit on a file's size; None for one that is read in parts."""
    if kind in (FileKind.TEXT, FileKind.MARKDOWN):
        return limits.MAX_BYTES
    if kind is FileKind.PARQUET:
        return limits.PARQUET_BYTES
    return None if kind in TABLES | ARCHIVES | SERIES else limits.DOCUMENT_BYTES


def _sidecar(path: Path, form: Format) -> tuple[Metadata, list[Problem]]:
    """Return the metadata in a file beside `path`, and what is wrong with that file."""
    for beside in sidecars(path, form):
        try:
            if beside.exists():
                check_file(beside, limits.METADATA_BYTES)
                given = read_sidecar(beside.read_bytes())
                return given.metadata, [_problem(beside, doubt, ProblemKind.WARNING) for doubt in given.warnings]
        except UnreadableError as error:
            return Metadata(), [_problem(beside, str(error), ProblemKind.WARNING)]
        except (OSError, ValueError) as error:
            return Metadata(), [_problem(beside, why(error), ProblemKind.WARNING)]
    return Metadata(), []


def _inside(path: Path, member: str) -> Path:
    return Path(f"{path}!{member}") if member else path


def _problem(path: Path, reason: str, kind: ProblemKind = ProblemKind.UNREAD) -> Problem:
    return Problem(path, clean_line(reason), kind)
