"""OpenDocument texts (.odt), and those in one XML file (.fodt)."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from index.formats.equations import formula_text
from index.formats.flowing import Flow, row_lines
from index.formats.open_styles import Styles, attributes, effects_of, styles_of
from index.formats.packages import ENCRYPTED, Package, local_name, xml_tree
from index.formats.parsed import Draft, Metadata, UnreadableError
from index.text.cleaning import clean_line

_OTHER = "it is not a text of OpenDocument but {}; save it as {}"
_KINDS = {
    "spreadsheet": _OTHER.format("a spreadsheet", ".xlsx or .csv"),
    "presentation": _OTHER.format("a presentation", ".pdf"),
    "drawing": _OTHER.format("a drawing", ".pdf"),
}
_NOT_SHOWN = """
    tracked-changes annotation annotation-end note-citation ruby-text desc forms scripts script page-number page-count
    table-of-content-source illustration-index-source table-index-source object-index-source user-index-source
    alphabetical-index-source bibliography-source variable-decls sequence-decls user-field-decls
    event-listeners shapes image
"""
_LEFT_OUT = frozenset(_NOT_SHOWN.split())
_SIGNS = {"tab": "\t", "line-break": "\n"}
_WRAPPERS = frozenset({"table-header-rows", "table-rows", "table-row-group"})
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_DRAWING = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_FRAMES = frozenset({"frame", "g", "a", "object", "object-ole"})
_SPACE = re.compile(r"[ \t\r\n]+")
_MOST_SPACES = 1_000
_MOST_REPEATED = 100


def read_odt(raw: bytes) -> Draft:
    """Return the draft of an OpenDocument text, a line per paragraph and table row.

    Notes come after the text. Tracked deletions, comments, and what is hidden or struck out are left out. Raises
    UnreadableError if it is no such text.
    """
    package: Package | None
    common: Element | None
    meta: Element | None
    if raw[:64].lstrip(b"\xef\xbb\xbf \r\n").startswith(b"<"):
        content = xml_tree(raw)
        package, common, meta = None, content, content
    else:
        package = Package(raw, "an OpenDocument text")
        if _is_encrypted(package):
            raise UnreadableError(ENCRYPTED)
        content = package.tree("content.xml")
        common, meta = (_tree_or_none(package, name) for name in ("styles.xml", "meta.xml"))
    body = content.find("{*}body")
    text = body.find("{*}text") if body is not None else None
    if body is None or text is None:
        kind = local_name(next(iter(body), content)) if body is not None else ""
        raise UnreadableError(_KINDS.get(kind, "it is damaged or not an OpenDocument text"))
    walk = _Walk(dict(styles_of(content, common)), package)
    flow = Flow()
    walk.inside(text, flow)
    lines = flow.finish() + walk.notes
    if not any(map(str.strip, lines)) and package and any(name.startswith("Pictures/") for name in package.names):
        raise UnreadableError("it has no text, only pictures")
    about = _metadata(meta)
    return Draft("\n".join(lines), Metadata(title=about.title or walk.heading, author=about.author))


def _is_encrypted(package: Package) -> bool:
    with suppress(UnreadableError):
        return package.tree("META-INF/manifest.xml").find(".//{*}encryption-data") is not None
    return False


def _tree_or_none(package: Package, name: str) -> Element | None:
    with suppress(UnreadableError):
        return package.tree(name)
    return None


def _metadata(root: Element | None) -> Metadata:
    def said(*names: str) -> str:
        found = (root.findtext(f".//{{*}}meta/{{*}}{name}") or "" for name in names if root is not None)
        return next(filter(None, map(clean_line, found)), "")

    return Metadata(title=said("title"), author=said("initial-creator", "creator") or None)


@dataclass(slots=True)
class _Walk:
    """Goes through the elements once.

    `muted` is how many things around the place keep it from being shown, `spaced` whether a space there is none.
    """

    styles: Styles
    package: Package | None
    heading: str = ""
    notes: list[str] = field(default_factory=list)
    muted: int = 0
    raised: bool = False
    spaced: bool = True
    concealed: bool = False

    def go(self, element: Element, flow: Flow) -> None:
        """Add what `element` shows to `flow`."""
        name = local_name(element)
        if name in _LEFT_OUT:
            return
        if (handle := _HANDLERS.get(name)) is not None:
            handle(self, element, flow)
        elif name in _SIGNS:
            self.add(_SIGNS[name], flow)
            self.spaced = True
        elif element.tag.startswith(_DRAWING) and name not in _FRAMES:
            self.box(element, flow)
        else:
            self.inside(element, flow)

    def inside(self, element: Element, flow: Flow) -> None:
        """Add what the parts of `element` show, without text between them."""
        for part in element:
            self.go(part, flow)

    def mixed(self, element: Element, flow: Flow) -> None:
        """Add the text in `element`, and what the elements in it show."""
        self.text(element.text, flow)
        for part in element:
            name = local_name(part)
            if part.tag.startswith(_TEXT) and name not in _LEFT_OUT and name not in _HANDLERS and name not in _SIGNS:
                self.styled(part, flow)
            else:
                self.go(part, flow)
            self.text(part.tail, flow)

    def styled(self, element: Element, flow: Flow) -> None:
        """Add text in its style, unless that hides it."""
        effects = effects_of(self.styles, "text", attributes(element).get("style-name", ""))
        unseen = effects.get("hidden", False) or effects.get("struck", False)
        before, self.raised = self.raised, effects.get("raised", self.raised)
        self.muted += unseen
        self.mixed(element, flow)
        self.muted -= unseen
        self.raised = before

    def text(self, text: str | None, flow: Flow) -> None:
        """Add text; white space in the XML is one space."""
        shown = _SPACE.sub(" ", text or "")
        if self.spaced:
            shown = shown.lstrip(" ")
        if shown and not self.muted:
            self.spaced = shown.endswith(" ")
            self.add(shown, flow)

    def add(self, text: str, flow: Flow) -> None:
        """Add text to the letter, unless it is not shown."""
        if not self.muted:
            flow.add(text, raised=self.raised)

    def paragraph(self, element: Element, flow: Flow) -> None:
        """Add a paragraph or heading."""
        style = attributes(element).get("style-name", "")
        effects = effects_of(self.styles, "paragraph", style)
        hidden = effects.get("hidden", False) or effects.get("struck", False)
        self.muted += hidden
        self.spaced, self.concealed = True, False
        self.mixed(element, flow)
        self.muted -= hidden
        if self.concealed:
            flow.drop()
        elif not (hidden or self.muted):
            line = flow.end()
            base = self.styles.get(("paragraph", style))
            is_title = "Title" in (style, base.base if base else "")
            if not self.heading and (local_name(element) == "h" or is_title):
                self.heading = line.strip()

    def spaces(self, element: Element, flow: Flow) -> None:
        """Add as many spaces as are counted."""
        self.add(" " * _count(element, "c", _MOST_SPACES), flow)
        self.spaced = False

    def note(self, element: Element, _: Flow) -> None:
        """Put a note after the text; its number is not in the text."""
        lines = self._apart(element)
        if not self.muted:
            self.notes += filter(None, map(str.strip, lines))

    def box(self, element: Element, flow: Flow) -> None:
        """Add a text box or a shape, after the paragraph that it hangs on."""
        lines = self._apart(element)
        if not self.muted:
            flow.box(lines)

    def conceal(self, element: Element, _: Flow) -> None:
        """Hide the paragraph, if the field's condition is met."""
        self.concealed |= attributes(element).get("is-hidden") == "true"

    def conditional(self, element: Element, flow: Flow) -> None:
        """Add a section or words with a condition, unless that hides them."""
        said = attributes(element)
        hidden = said.get("display") == "none" or said.get("is-hidden") == "true"
        self.muted += hidden
        (self.inside if local_name(element) == "section" else self.mixed)(element, flow)
        self.muted -= hidden

    def formula(self, element: Element, flow: Flow) -> None:
        """Add a formula that lies in the element, or in the part that it names."""
        root = element.find("{*}math")
        target = attributes(element).get("href", "")
        if root is None and self.package is not None and target:
            root = _tree_or_none(self.package, posixpath.join(target, "content.xml"))
        if root is not None and local_name(root) == "math":
            self.add(formula_text(root), flow)
            self.spaced = False

    def table(self, element: Element, flow: Flow) -> None:
        """Add the rows of a table; a cell of several rows is in each."""
        flow.finish()
        spanning: dict[int, tuple[list[str], int]] = {}
        for row in _rows(element):
            cells: list[list[str]] = []
            column = 0
            for cell in row:
                again = _count(cell, "number-columns-repeated", _MOST_REPEATED)
                lines, more = spanning.get(column, ([], 0))
                if local_name(cell) == "table-cell":
                    lines, more = self._apart(cell), _count(cell, "number-rows-spanned", _MOST_REPEATED)
                    cells += [lines] * again
                elif more > 1:
                    more -= 1
                    cells.append(lines)
                spanning[column] = lines, more
                column += again
            while cells and not any(map(str.strip, cells[-1])):
                cells.pop()
            if not self.muted:
                flow.lines += row_lines(cells)

    def _apart(self, element: Element) -> list[str]:
        """Return the lines of what is no part of the paragraph around it."""
        before, self.raised, self.spaced = (self.raised, self.spaced), False, True
        inner = Flow()
        self.inside(element, inner)
        self.raised, self.spaced = before
        return inner.finish()


_HANDLERS: dict[str, Callable[[_Walk, Element, Flow], None]] = {
    "p": _Walk.paragraph, "h": _Walk.paragraph, "s": _Walk.spaces, "note": _Walk.note, "table": _Walk.table,
    "section": _Walk.conditional, "hidden-text": _Walk.conditional, "hidden-paragraph": _Walk.conceal,
    "object": _Walk.formula,
}  # fmt: skip


def _rows(element: Element) -> Iterator[Element]:
    for part in element:
        if local_name(part) == "table-row":
            yield part
        elif local_name(part) in _WRAPPERS:
            yield from _rows(part)


def _count(element: Element, name: str, most: int) -> int:
    said = attributes(element).get(name, "1")
    return min(int(said), most) if said.isdecimal() and len(said) < 8 else 1
