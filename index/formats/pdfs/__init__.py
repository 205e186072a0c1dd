"""PDF files: their text as it is read, and where each page starts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
from pypdfium2 import raw as pdfium

from index.formats import limits
from index.formats.parsed import Draft, Metadata, UnreadableError
from index.formats.pdfs.directions import is_right_to_left
from index.formats.pdfs.forms import filled_in
from index.formats.pdfs.heads import without_heads, without_line_numbers
from index.formats.pdfs.layout import Block, Line, blocks_of, lines_of
from index.formats.pdfs.legible import is_legible
from index.formats.pdfs.letters import read_letters
from index.formats.pdfs.lines import Segment, segments_of
from index.formats.pdfs.paragraphs import paragraphs_of, written
from index.text.cleaning import clean_line

_PROGRAM_TITLES = re.compile(
    r"^(?:microsoft word|microsoft powerpoint|untitled|untitled document|document\d*|slide \d+|print)\b|"
    r"\.(?:docx?|pdf|indd|qxd|qxp|tex|dvi|rtf|odt|pptx?|xlsx?|txt|html?)$",
    re.IGNORECASE,
)

_DAMAGED = "it is damaged or not a PDF"
_FEW_NAMES = 5


class _State(StrEnum):
    """Why a page gave no text.

    The value is how it is said of one page, and of several.
    """

    READ = ""
    PICTURE = "has no text, only pictures|have no text, only pictures"
    UNKNOWN = "does not say which letters it shows|do not say which letters they show"
    DAMAGED = "is damaged|are damaged"


@dataclass(frozen=True, slots=True)
class _Page:
    """What was found on a page; `turned` runs in other directions than the text.

    `unknown` counts letters that its fonts do not name.
    """

    state: _State
    segments: tuple[Segment, ...] = ()
    turned: tuple[tuple[Segment, ...], ...] = ()
    answers: tuple[str, ...] = ()
    unknown: int = 0


def read_pdf(raw: bytes) -> Draft:
    """Return the draft of a PDF, without a date.

    The dates in a PDF's own description are those of the file, not of its content. Raises UnreadableError if it is
    encrypted or damaged, or its pages have no text.
    """
    try:
        document = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as error:
        reasons = {
            pdfium.FPDF_ERR_PASSWORD: "it is encrypted with a password",
            pdfium.FPDF_ERR_SECURITY: "it is encrypted in a way that is not read",
        }
        raise UnreadableError(reasons.get(error.err_code, _DAMAGED)) from error
    with document:
        if not len(document):
            raise UnreadableError(_DAMAGED)
        if len(document) > limits.PAGES:
            raise UnreadableError(f"it has {len(document):,} pages (the limit is {limits.PAGES:,})")
        return _drafted(document)


def _drafted(document: Any) -> Draft:
    document.init_forms()
    if document.get_formtype() == pdfium.FORMTYPE_XFA_FULL:
        raise UnreadableError("it is an XFA form, which only Adobe's programs show: print it from there to a PDF")
    pages = list(_pages(document))
    text, starts = written(paragraphs_of(_blocks(pages)), len(pages))
    if not text:
        raise UnreadableError(_nothing(pages))
    said = document.get_metadata_dict()
    title, author = (clean_line(said.get(key, "")) for key in ("Title", "Author"))
    metadata = Metadata(title="" if _PROGRAM_TITLES.search(title) else title, author=author or None)
    return Draft(text, metadata, pages=starts, warnings=(*_missing(pages), *_attached(document)))


def _pages(document: Any) -> Iterator[_Page]:
    size = 0
    for number in range(len(document)):
        try:
            page = document[number]
        except pypdfium2.PdfiumError:
            yield _Page(_State.DAMAGED)
            continue
        found = _page(page, document.formenv)
        page.close()
        yield found
        size += sum(len(each.text) for each in found.segments)
        if size > limits.MAX_BYTES:
            raise UnreadableError(f"its text is too long (more than {limits.MAX_BYTES:,} characters)")


def _page(page: Any, form: Any) -> _Page:
    letters = read_letters(page)
    answers = tuple(filter(None, filled_in(page, form)))
    if letters.is_unknown:
        return _Page(_State.UNKNOWN, answers=answers)
    segments = [tuple(segments_of(each)) for each in letters.letters]
    if not is_legible(" ".join(each.text for found in segments for each in found)):
        return _Page(_State.UNKNOWN, answers=answers)
    if not segments:
        return _Page(_State.PICTURE if letters.is_picture else _State.READ, answers=answers)
    return _Page(_State.READ, tuple(without_line_numbers(segments[0])), tuple(segments[1:]), answers, letters.unknown)


def _blocks(pages: Sequence[_Page]) -> list[tuple[list[Block], list[Block]]]:
    """Return the blocks of each page: those of its text, and the others."""
    found = []
    met: set[str] = set()
    for page, plain in zip(pages, without_heads([page.segments for page in pages]), strict=True):
        leftwards = is_right_to_left("".join(each.text for each in plain.body))
        body = blocks_of(plain.body, leftwards=leftwards)
        asides = [lines_of(row) for row in plain.heads]
        for segments in page.turned:
            for block in blocks_of(segments, leftwards=False):
                text = "".join(line.text for line in block)
                asides += [] if text in met else [block]
                met.add(text)
        asides += [
            tuple(Line(line, 0, 0, 0, 0, 0, has_cells=True) for line in each.split("\n") if line)
            for each in page.answers
        ]
        found.append((body, asides))
    return found


def _missing(pages: Sequence[_Page]) -> Iterator[str]:
    """Yield what pages gave no text, and why."""
    for state in _State:
        numbers = [number for number, page in enumerate(pages, 1) if page.state is state]
        if numbers and state:
            one, several = state.split("|")
            named = f"page {numbers[0]}" if len(numbers) == 1 else f"pages {_ranges(numbers)}"
            yield f"its {named} of {len(pages)} {one if len(numbers) == 1 else several}"
    unknown = sum(page.unknown for page in pages)
    if unknown:
        yield f"its fonts do not say what {unknown:,} of its letters are: they are � in its text"


def _nothing(pages: Sequence[_Page]) -> str:
    """Return why there is no text at all."""
    states = Counter(page.state for page in pages)
    if states[_State.UNKNOWN]:
        return "its fonts do not say which letters they show: a copy of it with recognised text (OCR) can be read"
    return _DAMAGED if states[_State.DAMAGED] else "its pages have no text, only pictures"


def _ranges(numbers: Sequence[int]) -> str:
    """Return ascending numbers as in "2-4, 7"."""
    runs = [[each for _, each in run] for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])]
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def _attached(document: Any) -> Iterator[str]:
    count = document.count_attachments()
    if count:
        names = [clean_line(document.get_attachment(place).get_name()) for place in range(min(count, _FEW_NAMES))]
        more = f" and {count - len(names)} more" if count > len(names) else ""
        yield f"the files attached to it are not read: {', '.join(names)}{more}"
