"""The text of a Word document's XML, in the order in which it is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from index.formats.equations import formula_text
from index.formats.flowing import NUMBERS_OF_PAGES, Flow, row_lines, text_of_equation
from index.formats.packages import local_name
from index.formats.symbols import sign
from index.formats.word_styles import OFF, Style, attribute, effects_of, inherited, value_of

_TITLES = frozenset({"title", "heading 1"})
_UNSEEN = ("vanish", "strike", "dstrike")
_WRAPPERS = frozenset({"sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo"})
_NOT_SHOWN = "pPr rPr sectPr tblPr tblGrid trPr tcPr sdtPr sdtEndPr customXmlPr smartTagPr rubyPr rt instrText delText"
_LEFT_OUT = frozenset(_NOT_SHOWN.split())
_SIGNS = {"tab": "\t", "ptab": "\t", "cr": "\n", "br": "\n", "noBreakHyphen": "-", "softHyphen": ""}
_PRIVATE = re.compile("[\uf020-\uf0ff]")


def text_of(
    root: Element,
    styles: Mapping[str, Style],
    notes: Mapping[str, Element | None],
    chunk: Callable[[str], str],
    diagrams: Callable[[str], Element | None],
) -> tuple[str, str]:
    """Return the text of a document with its notes, and its first heading.

    `notes` has the roots of the parts "footnote" and "endnote"; `chunk` returns the text of the document that a
    relation names, `diagrams` the root of the diagram.
    """
    walk = _Walk(styles, chunk, diagrams, fields=_has_whole_fields(root))
    flow = Flow()
    walk.go(root, flow)
    lines = flow.finish()
    heading = walk.heading
    for kind, part in notes.items():
        bodies = {attribute(note, "id"): note for note in (part if part is not None else ())}
        for number in dict.fromkeys(number for of, number in walk.noted if of == kind):
            if number in bodies:
                note = Flow()
                walk.go(bodies[number], note)
                lines += filter(None, map(str.strip, note.finish()))
    return "\n".join(lines), heading


@dataclass(slots=True)
class _Walk:
    """Goes through the elements once.

    `muted` is how many things around the place keep it from being shown.
    """

    styles: Mapping[str, Style]
    chunk: Callable[[str], str]
    diagrams: Callable[[str], Element | None]
    fields: bool
    heading: str = ""
    noted: list[tuple[str, str]] = field(default_factory=list)
    muted: int = 0
    raised: bool = False
    font: str = ""
    open_fields: list[_Field] = field(default_factory=list)

    def go(self, element: Element, flow: Flow) -> None:
        """Add what `element` shows to `flow`."""
        name = local_name(element)
        if name in _LEFT_OUT:
            if name == "instrText" and self.open_fields:
                self.open_fields[-1].code += element.text or ""
        elif (handle := _HANDLERS.get(name)) is not None:
            handle(self, element, flow)
        elif name in _SIGNS:
            self.add(_SIGNS[name], flow)
        else:
            self.inside(element, flow)

    def inside(self, element: Element, flow: Flow) -> None:
        """Add what the parts of `element` show."""
        for part in element:
            self.go(part, flow)

    def add(self, text: str, flow: Flow) -> None:
        """Add text, unless it is not shown."""
        if not self.muted:
            flow.add(text, raised=self.raised)

    def unseen(self, element: Element, flow: Flow) -> None:
        """Go through what is deleted, whose fields may end outside of it."""
        self.muted += 1
        self.inside(element, flow)
        self.muted -= 1

    def text(self, element: Element, flow: Flow) -> None:
        """Add text, or the paragraphs of a diagram's text."""
        self.inside(element, flow)
        text = (element.text or "").replace("\r", "").replace("\n", " ")
        self.add(_PRIVATE.sub(lambda found: sign(self.font, ord(found[0])), text), flow)

    def paragraph(self, element: Element, flow: Flow) -> None:
        """Add a paragraph; one without its end, or a large first letter, goes on."""
        properties = element.find("{*}pPr")
        frame = properties.find("{*}framePr") if properties is not None else None
        mark = properties.find("{*}rPr") if properties is not None else None
        style = value_of(properties.find("{*}pStyle")) if properties is not None else ""
        hidden = any(inherited(self.styles, style).get(each) for each in _UNSEEN)
        self.muted += hidden
        self.inside(element, flow)
        self.muted -= hidden
        goes_on = frame is not None and attribute(frame, "dropCap") not in ("", *OFF)
        if mark is not None:
            goes_on |= effects_of(mark).get("vanish", False)
            goes_on |= any(local_name(each) in ("del", "moveFrom") for each in mark)
        if not (goes_on or hidden):
            line = flow.end()
            if not self.heading and style in self.styles and self.styles[style].name.casefold() in _TITLES:
                self.heading = line.strip()

    def run(self, element: Element, flow: Flow) -> None:
        """Add a run, unless it is hidden or struck out."""
        properties = element.find("{*}rPr")
        style = value_of(properties.find("{*}rStyle")) if properties is not None else ""
        effects = {**inherited(self.styles, style), **effects_of(properties)}
        fonts = properties.find("{*}rFonts") if properties is not None else None
        before = self.raised, self.font
        self.raised = effects.get("vertAlign", False) or effects.get("position", False)
        self.font = attribute(fonts, "ascii") if fonts is not None else ""
        hidden = any(effects.get(each) for each in _UNSEEN)
        self.muted += hidden
        marked = [each for each in element if attribute(each, "customMarkFollows") not in ("", *OFF)]
        for part in marked or element:  # after such a reference the run has only the note's mark
            self.go(part, flow)
        self.muted -= hidden
        self.raised, self.font = before

    def reference(self, element: Element, _: Flow) -> None:
        """Remember the note; its number is not in the text."""
        if not self.muted:
            self.noted.append((local_name(element).removesuffix("Reference"), attribute(element, "id")))

    def symbol(self, element: Element, flow: Flow) -> None:
        """Add a sign that is named by its font and code."""
        try:
            self.add(sign(attribute(element, "font"), int(attribute(element, "char"), 16)), flow)
        except ValueError:
            return

    def either(self, element: Element, flow: Flow) -> None:
        """Add the first of several ways to write the same that shows something."""
        for part in element:
            before = flow.size
            self.inside(part, flow)
            if flow.size != before:
                return

    def box(self, element: Element, flow: Flow) -> None:
        """Add a text box, after the paragraph that it hangs on."""
        if not self.muted:
            raised, self.raised = self.raised, False
            inner = Flow()
            self.inside(element, inner)
            flow.box(inner.finish())
            self.raised = raised

    def diagram(self, element: Element, flow: Flow) -> None:
        """Add the text of a diagram, which lies in a part of its own."""
        part = self.diagrams(attribute(element, "dm"))
        if part is not None and not self.muted:
            inner = Flow()
            self.inside(part, inner)
            flow.box(inner.finish())

    def word_art(self, element: Element, flow: Flow) -> None:
        """Add the text of a shape that is drawn of letters."""
        if not self.muted:
            flow.box([element.get("string", "")])

    def control(self, element: Element, flow: Flow) -> None:
        """Add what is filled in, not what asks for it."""
        if element.find("{*}sdtPr/{*}showingPlcHdr") is None:
            self.inside(element, flow)

    def simple_field(self, element: Element, flow: Flow) -> None:
        """Add what a field shows, unless that is a page number."""
        if not NUMBERS_OF_PAGES.match(attribute(element, "instr")):
            self.inside(element, flow)

    def field_mark(self, element: Element, flow: Flow) -> None:
        """Begin or end a field, whose result is shown, unless that is a page number."""
        kind = attribute(element, "fldCharType")
        if kind == "begin" and self.fields:
            self.open_fields.append(_Field())
            self.muted += 1
        elif kind == "separate" and self.open_fields and self.open_fields[-1].muted:
            shown = not NUMBERS_OF_PAGES.match(self.open_fields[-1].code)
            self.muted -= shown
            self.open_fields[-1].muted = not shown
        elif kind == "end" and self.open_fields:
            ended = self.open_fields.pop()
            self.muted -= ended.muted
            self.add(text_of_equation(ended.code), flow)

    def formula(self, element: Element, flow: Flow) -> None:
        """Add a formula as a line of letters and signs."""
        self.add(formula_text(element), flow)

    def whole_document(self, element: Element, flow: Flow) -> None:
        """Add another document that is put in at this place."""
        flow.finish()
        flow.lines += self.chunk(attribute(element, "id")).split("\n")

    def table(self, element: Element, flow: Flow) -> None:
        """Add the rows of a table; a cell of several rows is in each."""
        flow.finish()
        above: dict[int, list[str]] = {}
        for row in _parts(element, "tr"):
            if any(local_name(each) in ("del", "hidden") for each in row.iterfind("{*}trPr/*")):
                continue
            cells = []
            column = _count(row.find("{*}trPr/{*}gridBefore"), 0)
            for cell in _parts(row, "tc"):
                merged = cell.find("{*}tcPr/{*}vMerge")
                if merged is not None and value_of(merged) != "restart":
                    lines = above.get(column, [])
                elif cell.find("{*}tcPr/{*}cellDel") is not None:
                    lines = []
                else:
                    inner = Flow()
                    self.inside(cell, inner)
                    lines = above[column] = inner.finish()
                cells.append(lines)
                column += _count(cell.find("{*}tcPr/{*}gridSpan"), 1)
            if not self.muted:
                flow.lines += row_lines(cells)


@dataclass(slots=True)
class _Field:
    code: str = ""
    muted: bool = True


_HANDLERS: dict[str, Callable[[_Walk, Element, Flow], None]] = {
    "t": _Walk.text, "p": _Walk.paragraph, "r": _Walk.run, "tbl": _Walk.table, "sdt": _Walk.control,
    "del": _Walk.unseen, "moveFrom": _Walk.unseen, "AlternateContent": _Walk.either, "txbxContent": _Walk.box,
    "textpath": _Walk.word_art, "footnoteReference": _Walk.reference, "endnoteReference": _Walk.reference,
    "sym": _Walk.symbol, "fldSimple": _Walk.simple_field, "fldChar": _Walk.field_mark, "oMath": _Walk.formula,
    "txBody": _Walk.box, "relIds": _Walk.diagram, "altChunk": _Walk.whole_document, "subDoc": _Walk.whole_document,
}  # fmt: skip


def _has_whole_fields(root: Element) -> bool:
    """Whether each field ends, so that none hides the rest of a damaged document."""
    kinds = [attribute(each, "fldCharType") for each in root.iterfind(".//{*}fldChar")]
    return kinds.count("begin") == kinds.count("end")


def _parts(element: Element, name: str) -> Iterator[Element]:
    for part in element:
        if local_name(part) == name:
            yield part
        elif local_name(part) in _WRAPPERS:
            yield from _parts(part, name)


def _count(element: Element | None, default: int) -> int:
    said = value_of(element)
    return int(said) if said.isdecimal() and len(said) < 4 else default
