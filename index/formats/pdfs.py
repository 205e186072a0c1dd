"""PDF files: the text of their pages, lines joined, and where each page starts."""

from __future__ import annotations

import io
import logging
import re
from itertools import accumulate

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from index.formats import limits
from index.formats.parsed import Draft, Metadata, UnreadableError
from index.text.cleaning import clean_line, clean_text

_BETWEEN = "\n\n"
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_ENDS_SENTENCE = re.compile(r"[.!?:;…][\"'”’»)\]]*$")
_BROKEN_WORD = re.compile(r"(?<![^\W\d_])([^\W\d_]++)-$")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_SHORT_LINE = 0.6
_PROGRAM_TITLES = re.compile(
    r"^(?:microsoft word|microsoft powerpoint|untitled|untitled document|document\d*|slide \d+|print)\b|"
    r"\.(?:docx?|pdf|indd|qxd|qxp|tex|dvi|rtf|odt|pptx?|xlsx?|txt|html?)$",
    re.IGNORECASE,
)


def read_pdf(raw: bytes) -> Draft:
    """Return the draft of a PDF, without a date.

    The dates in a PDF's own description are those of the file, not of its content. Raises UnreadableError if it is
    encrypted or damaged, or its pages have no text.
    """
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(raw))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableError("it is encrypted with a password")
        if len(reader.pages) > limits.PAGES:
            raise UnreadableError(f"it has {len(reader.pages):,} pages (the limit is {limits.PAGES:,})")
        texts: list[str] = []
        size = 0
        for page in reader.pages:
            texts.append(clean_text(page.extract_text()))
            size += len(texts[-1])
            if size > limits.MAX_BYTES:
                raise UnreadableError(f"its text is too long (more than {limits.MAX_BYTES:,} characters)")
        title, author = _described(reader)
    except PyPdfError as error:
        raise UnreadableError(f"it is damaged or not a PDF ({clean_line(str(error))[:200]})") from error
    if not any(text.strip() for text in texts):
        raise UnreadableError("its pages have no text, only pictures")
    known = frozenset(word.lower() for text in texts for word in _WORD.findall(text))
    pages = [clean_text(_joined(text, known)) for text in texts]
    starts = accumulate((len(page) + len(_BETWEEN) for page in pages[:-1]), initial=0)
    return Draft(_BETWEEN.join(pages), Metadata(title=title, author=author), pages=tuple(starts))


def _described(reader: PdfReader) -> tuple[str, str | None]:
    information = reader.metadata
    if information is None:
        return "", None
    title, author = (clean_line(str(value or "")) for value in (information.title, information.author))
    return "" if _PROGRAM_TITLES.search(title) else title, author or None


def _joined(text: str, known: frozenset[str]) -> str:
    """Return the lines of a page joined to paragraphs.

    A full line that does not end a sentence continues in the next one, and so does a short line that ends within a
    word. A hyphen at its end is removed only if the word without it is `known` from elsewhere in the document.
    """
    lines = [" ".join(line.replace("\u00ad", "-").split()) for line in text.split("\n")]
    full = _SHORT_LINE * max(map(len, lines), default=0)
    pieces: list[str] = []
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        broken, start = _BROKEN_WORD.search(line), _FIRST_WORD.match(following)
        ends = _ENDS_SENTENCE.search(line) or (len(line) < full and not (broken and following[:1].islower()))
        if not line or not following or ends:
            pieces += [line, "\n"]
        elif broken and start:
            known_whole = f"{broken[1]}{start[0]}".lower() in known
            pieces.append(line[:-1] if known_whole else line)
        else:
            pieces += [line, " "]
    return "".join(pieces).strip()
