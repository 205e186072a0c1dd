"""The articles that questions are asked over, by the names that question sets use."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from eval.sets.problems import shown
from eval.values import BadSetError, Document, QuestionSet, SetProblem
from index.errors import BadInputError, NoArticlesError
from index.formats import ReadArticle, read_paths
from index.storage.articles import make_article
from index.text.dates import parse_day
from index.text.language import IdentifyLanguage
from index.values import Article, ProblemKind


@dataclass(frozen=True, slots=True)
class Entry:
    """One article with its name (a file's name or document's id) and its origin.

    The line counts from 1; 0 stands for the whole file, and for a document that came with a question set.
    """

    name: str
    article: Article
    path: Path = Path()
    line: int = 0


def read_corpus(path: Path, identify: IdentifyLanguage, limit: int | None = None) -> tuple[Entry, ...]:
    """Read the first `limit` articles of a folder, a file, or (gzipped) JSON lines.

    Folders and files are read as `qa add` reads them. A JSON line has "text" and may have "_id", "title" and "metadata"
    with "source", "url", "language" and "published" (or "date_as_scraped"). Raises BadInputError naming a bad line,
    NoArticlesError for an empty corpus, BadSetError with every name that two different articles have.
    """
    if not path.exists():
        raise BadInputError(f"{path} does not exist", "give a folder of articles or a file of JSON lines")
    lines = path.is_file() and ".jsonl" in path.suffixes
    found = tuple(islice(_from_lines(path, identify) if lines else _from_files(path, identify), limit))
    if not found:
        raise NoArticlesError(f"there is no article in {path}", "give a folder of articles or a file of JSON lines")
    if problems := tuple(_named_alike(found)):
        raise BadSetError(problems)
    return found


def _named_alike(entries: Iterable[Entry]) -> Iterator[SetProblem]:
    """A problem for each entry whose name an earlier one has that is another article."""
    first: dict[str, Entry] = {}
    for entry in entries:
        other = first.setdefault(entry.name, entry)
        if other.article.article_id != entry.article.article_id:
            where = f"line {other.line}" if other.line else str(other.path)
            yield SetProblem(entry.path, entry.line, f"{where} has another article of the name {shown(entry.name)}")


def entries_of(question_set: QuestionSet, identify: IdentifyLanguage) -> tuple[Entry, ...]:
    """Return the documents of a set as articles, without those that have no text."""
    return tuple(
        Entry(document.document_id, _article(document, identify))
        for document in question_set.documents
        if document.text.strip() or document.title.strip()
    )


def digest_of(article_ids: Iterable[str]) -> str:
    """Return a SHA-256 in hex over article ids, whatever their order."""
    ids = sorted(set(article_ids))
    return hashlib.sha256("\n".join(ids).encode()).hexdigest()


def _article(document: Document, identify: IdentifyLanguage) -> Article:
    return make_article(
        text=document.text if document.text.strip() else document.title,
        title=document.title,
        source=document.source,
        url=document.url,
        published=document.published,
        language=document.language,
        identify=identify,
    )


def _from_files(path: Path, identify: IdentifyLanguage) -> Iterator[Entry]:
    for found in read_paths([path], identify):
        if isinstance(found, ReadArticle):
            yield Entry(Path(found.origin).name, found.article, Path(found.origin))
        elif found.kind is ProblemKind.UNREAD:
            raise BadInputError(f"{found.path} cannot be read: {found.reason}", "correct it or leave it out")


def _from_lines(path: Path, identify: IdentifyLanguage) -> Iterator[Entry]:
    number = 0
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        try:
            for number, line in enumerate(lines, 1):
                document = _document(json.loads(line), number)
                if document.text.strip():
                    yield Entry(document.document_id, _article(document, identify), path, number)
        except BadInputError as error:
            raise BadInputError(f"{path} line {number}: {error.message}", error.hint) from error
        except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise BadInputError(
                f"{path} line {number} is not an article", 'each line is {"_id": …, "text": …}'
            ) from error


def _document(row: dict[str, object], number: int) -> Document:
    given = row.get("metadata")
    metadata: dict[str, object] = given if isinstance(given, dict) else {}
    published = metadata.get("published") or metadata.get("date_as_scraped")
    return Document(
        document_id=str(row.get("_id", number)),
        title=str(row.get("title") or ""),
        text=_string(row["text"]),
        language=_optional(metadata.get("language")),
        source=_optional(metadata.get("source")),
        url=_optional(metadata.get("url")),
        published=parse_day(str(published)) if published else None,
    )


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("the text of an article is a string")
    return value


def _optional(value: object) -> str | None:
    return str(value) if value else None


def by_name(entries: Sequence[Entry]) -> dict[str, str]:
    """Map every name to its article id."""
    return {entry.name: entry.article.article_id for entry in entries}
