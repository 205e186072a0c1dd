"""Word documents (.docx): their parts, and what they say of themselves."""

from __future__ import annotations

import email
import email.policy
import posixpath
from contextlib import suppress
from xml.etree.ElementTree import Element

from index.formats.encodings import decoded
from index.formats.markup import text_of_markup
from index.formats.packages import Package
from index.formats.parsed import Draft, Metadata, UnreadableError
from index.formats.rich_text import is_rich_text, read_rtf
from index.formats.word_styles import styles_of
from index.formats.word_text import text_of
from index.text.cleaning import clean_line

_PROGRAM_TITLES = frozenset({"Word Document", "Microsoft Word Document"})
_HEAD = 1_000  # bytes in which a page with its pictures (MHTML) says that it is one
_MOST_WITHIN = 3  # documents within documents


def read_docx(raw: bytes, within: int = 0) -> Draft:
    """Return the draft of a Word document, a line per paragraph and table row.

    Tracked insertions are included; tracked deletions, what is struck out or hidden, and comments are not. Notes come
    after the text. The dates in its properties are those of the file, not of its content. `within` counts the
    documents that this one lies in. Raises UnreadableError if it is not a Word document.
    """
    if is_rich_text(raw):
        return read_rtf(raw)
    document = _WordDocument(Package(raw, "a Word document"), within)
    text, title = document.read()
    if not text.strip() and document.warnings:
        raise UnreadableError(document.warnings[0])
    if not text.strip() and any("/media/" in name for name in document.package.names):
        raise UnreadableError("it has no text, only pictures")
    about = document.about()
    own = clean_line(about.title)
    title = title if not own or own in _PROGRAM_TITLES else own
    return Draft(text, Metadata(title=title, author=about.author), warnings=tuple(document.warnings))


class _WordDocument:
    """The parts of a Word document; `warnings` say which cannot be read."""

    def __init__(self, package: Package, within: int) -> None:
        self.package = package
        self.warnings: list[str] = []
        self._within = within
        started = (target for _, kind, target in package.relations("") if kind == "officeDocument")
        name = next(filter(None, map(package.find, (*started, "word/document.xml"))), None)
        if name is None:
            raise UnreadableError("it is damaged or not a Word document")
        self._name = name
        self._relations = list(package.relations(name))

    def read(self) -> tuple[str, str]:
        """Return the text, and the first heading or ""."""
        root = self.package.tree(self._name)
        notes = {kind: self._related(f"{kind}s") for kind in ("footnote", "endnote")}
        return text_of(root, styles_of(self._related("styles")), notes, self._chunk, self._diagram)

    def about(self) -> Metadata:
        """Return the title and the author that its properties name."""
        for _, kind, target in self.package.relations(""):
            if kind == "core-properties":
                with suppress(UnreadableError):
                    root = self.package.tree(target)
                    title, author = (clean_line(root.findtext(f"{{*}}{name}") or "") for name in ("title", "creator"))
                    return Metadata(title=title, author=author or None)
        return Metadata()

    def _related(self, kind: str) -> Element | None:
        target = next((target for _, each, target in self._relations if each == kind), None)
        target = target or posixpath.join(posixpath.dirname(self._name), f"{kind}.xml")
        try:
            return self.package.tree(target) if self.package.find(target) else None
        except UnreadableError as error:
            self.warnings.append(f"its {kind} are not read: {error}")
            return None

    def _diagram(self, relation: str) -> Element | None:
        target = next((target for name, _, target in self._relations if name == relation), "")
        if self.package.find(target):
            with suppress(UnreadableError):
                return self.package.tree(target)
        self.warnings.append("a diagram in it is missing or damaged")
        return None

    def _chunk(self, relation: str) -> str:
        """Return the text of a document that is put into this one whole."""
        target = next((target for name, _, target in self._relations if name == relation), "")
        try:
            if not target:
                raise UnreadableError("it is not in the file")
            return self._text_of_part(self.package.part(target))
        except UnreadableError as error:
            name = f" ({posixpath.basename(target)})" if target else ""
            self.warnings.append(f"a document within it{name} is not read: {error}")
            return ""

    def _text_of_part(self, raw: bytes) -> str:
        if is_rich_text(raw):
            return read_rtf(raw).text
        if raw.startswith(b"PK"):
            if self._within == _MOST_WITHIN:
                raise UnreadableError("it lies within too many others")
            return read_docx(raw, self._within + 1).text
        if b"mime-version:" in raw[:_HEAD].lower() and not raw.lstrip().startswith(b"<"):
            message = email.message_from_bytes(raw, policy=email.policy.default)
            body = message.get_body(("html", "plain")) if isinstance(message, email.message.EmailMessage) else None
            payload = body.get_payload(decode=True) if body else None
            raw = payload if isinstance(payload, bytes) else b""
        return text_of_markup(decoded(raw, declares=True).text)
