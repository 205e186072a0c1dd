"""OpenDocument texts: what is shown of them is read, and nothing else."""

from __future__ import annotations

import io

import pytest
from odfdo import Document, Header, Paragraph, Table

from eval.benchmarks.fuzz_samples import zipped
from index.formats.open_documents import read_odt
from index.formats.parsed import Draft, UnreadableError

NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for short, long in (
        ("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"), ("draw", "drawing"),
        ("fo", "xsl-fo-compatible"), ("svg", "svg-compatible"), ("meta", "meta"), ("manifest", "manifest"),
    )
)  # fmt: skip
NAMES += ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"'


def content(body: str, styles: str = "", kind: str = "text") -> str:
    automatic = f"<office:automatic-styles>{styles}</office:automatic-styles>"
    inner = f"{automatic}<office:body><office:{kind}>{body}</office:{kind}></office:body>"
    return f"<office:document-content {NAMES}>{inner}</office:document-content>"


def draft(body: str, own: str = "", **parts: str) -> Draft:
    return read_odt(zipped({"content.xml": content(body, own), **{f"{name}.xml": x for name, x in parts.items()}}))


def text(body: str, own: str = "", **parts: str) -> str:
    return draft(body, own, **parts).text


def p(inner: str, style: str = "") -> str:
    return f'<text:p text:style-name="{style}">{inner}</text:p>'


def style(name: str, properties: str, family: str = "text", parent: str = "") -> str:
    return (
        f'<style:style style:name="{name}" style:family="{family}" style:parent-style-name="{parent}">'
        f"<style:text-properties {properties}/></style:style>"
    )


def span(inner: str, name: str) -> str:
    return f'<text:span text:style-name="{name}">{inner}</text:span>'


def test_a_document_as_a_library_writes_it() -> None:
    document = Document("text")
    document.body.clear()
    document.body.append(Header(1, "Harbour gets cranes"))
    noted = Paragraph("The port handled 41 ships.")
    document.body.append(noted)
    noted.insert_note(after="41", note_id="n1", citation="2", body="A note.")
    noted.insert_annotation(after="port", body="hush", creator="Bob")
    table = Table("T", width=2, height=2)
    for place, value in (("A1", "Persija"), ("B1", 5), ("A2", "Bali"), ("B2", "3")):
        table.set_value(place, value)
    document.body.append(table)
    document.body.append(Paragraph("End  of\tit\nall."))
    document.meta.title, document.meta.initial_creator = "Cranes", "Ann"
    out = io.BytesIO()
    document.save(out)
    found = read_odt(out.getvalue())
    assert found.text == (
        "Harbour gets cranes\nThe port handled 41 ships.\nPersija\t5\nBali\t3\nEnd  of\tit\nall.\nA note."
    )
    assert (found.metadata.title, found.metadata.author) == ("Cranes", "Ann")


def test_white_space_is_what_is_counted() -> None:
    assert text(p("\n  One <text:s/>two<text:s text:c='3'/>three\n four<text:tab/>5<text:line-break/> six")) == (
        "One  two   three four\t5\nsix"
    )
    assert text(p("A<text:soft-page-break/>b") + p("") + p("C.")) == "Ab\n\nC."


def test_tracked_deletions_and_comments_are_left_out() -> None:
    changes = (
        "<text:tracked-changes><text:changed-region><text:deletion><office:change-info><dc:creator>Bob</dc:creator>"
        "</office:change-info><text:p>Old words</text:p></text:deletion></text:changed-region></text:tracked-changes>"
    )
    comment = "<office:annotation><dc:creator>Bob</dc:creator><text:p>hush</text:p></office:annotation>"
    body = changes + p(f'New<text:change text:change-id="1"/> {comment}words<office:annotation-end/>.')
    assert text(body) == "New words."


@pytest.mark.parametrize("kind", ["footnote", "endnote"])
def test_notes_come_after_the_text_without_marks(kind: str) -> None:
    note = (
        f'<text:note text:note-class="{kind}"><text:note-citation>2</text:note-citation>'
        "<text:note-body><text:p> First.</text:p><text:p>More.</text:p></text:note-body></text:note>"
    )
    assert text(p(f"There were 41{note} ships.") + p("End.")) == "There were 41 ships.\nEnd.\nFirst.\nMore."


@pytest.mark.parametrize(
    "properties",
    ['style:text-line-through-style="solid"', 'text:display="none"', 'style:text-line-through-type="single"'],
)
def test_struck_and_hidden_text_is_left_out(properties: str) -> None:
    styles = style("T1", properties) + style("T2", "", parent="T1") + style("P9", properties, "paragraph")
    body = p(f"The storm killed {span('12 ', 'T1')}{span('13 ', 'T2')}21 people.") + p("Gone.", "P9") + p("End.")
    assert text(body, styles) == "The storm killed 21 people.\nEnd."
    common = f"<office:styles>{style('S', properties)}</office:styles>"
    own = style("T3", 'style:text-line-through-style="none"', parent="S") + style("T4", "", parent="S")
    body = p(span("a ", "S") + span("b ", "T4") + span("c", "T5"))
    styles = f"<office:document-styles {NAMES}>{common}</office:document-styles>"
    assert text(body, own + style("T5", ""), styles=styles) == "c"
    assert ("d" in text(p(span("d", "T3") + "e"), own, styles=styles)) == ("through" in properties)


@pytest.mark.parametrize("position", ["super 58%", "33% 58%"])
def test_raised_text_is_not_glued_to_figures(position: str) -> None:
    styles = style("Up", f'style:text-position="{position}"') + style("Low", 'style:text-position="sub 58%"')
    body = f"10{span('6', 'Up')} litres, the 1{span('st', 'Up')}; he said.{span('3', 'Up')} H{span('2', 'Low')}O"
    assert text(p(body), styles) == "10^6 litres, the 1st; he said. H2O"


def test_hidden_sections_and_conditions() -> None:
    body = (
        '<text:section text:display="none"><text:p>Gone.</text:p></text:section>'
        '<text:section text:name="x"><text:p>Shown.</text:p></text:section>'
    )
    hidden = '<text:hidden-paragraph text:is-hidden="true"/>'
    words = '<text:hidden-text text:is-hidden="{}">maybe</text:hidden-text>'
    assert (
        text(body + p(f"Gone too.{hidden}") + p(words.format("true") + "A" + words.format("false"))) == "Shown.\nAmaybe"
    )


def test_ruby_links_and_fields() -> None:
    ruby = "<text:ruby><text:ruby-base>横浜</text:ruby-base><text:ruby-text>よこはま</text:ruby-text></text:ruby>"
    link = '<text:a xlink:href="https://a.example">link</text:a>'
    fields = "<text:title>Cranes</text:title>, <text:date>8 April</text:date>, <text:page-number>3</text:page-number>"
    assert text(p(f"{ruby}港 {link}: {fields}<text:bookmark-start/>.")) == "横浜港 link: Cranes, 8 April, ."


def test_text_boxes_and_shapes_come_after_their_paragraph() -> None:
    box = "<draw:text-box><text:p>Boxed.</text:p></draw:text-box>"
    frame = f"<draw:frame>{box}<svg:title>hush</svg:title><svg:desc>hush</svg:desc></draw:frame>"
    assert text(p(f"Before{frame}, after.") + p("End.")) == "Before, after.\nBoxed.\nEnd."
    shape = "<draw:g><draw:custom-shape><text:p>Shape.</text:p></draw:custom-shape></draw:g>"
    assert text(p(shape)) == "Shape."


def test_lists_and_tables() -> None:
    item = "<text:list-item><text:p>{}</text:p>{}</text:list-item>"
    inner = f"<text:list>{item.format('two', '')}</text:list>"
    assert text(f"<text:list>{item.format('one', inner)}{item.format('three', '')}</text:list>") == "one\ntwo\nthree"
    cell = "<table:table-cell{}><text:p>{}</text:p></table:table-cell>"
    spanning = cell.format(' table:number-rows-spanned="2"', "Java")
    wide = cell.format(' table:number-columns-spanned="2"', "Both") + "<table:covered-table-cell/>"
    rows = (
        f"<table:table-header-rows><table:table-row>{spanning}{cell.format('', 'a')}</table:table-row>"
        f"</table:table-header-rows><table:table-row><table:covered-table-cell/>{cell.format('', 'b')}"
        f'<table:table-cell table:number-columns-repeated="16000"/></table:table-row><table:table-row>{wide}'
        f"{cell.format('', 'c')}</table:table-row>"
    )
    assert text(f"<table:table><table:table-column/>{rows}</table:table>") == "Java\ta\nJava\tb\nBoth\tc"


def test_formulas() -> None:
    mathematics = (
        '<math xmlns="http://www.w3.org/1998/Math/MathML"><semantics><mrow><msup><mi>x</mi><mn>2</mn></msup><mo>=</mo>'
        "<mfrac><mn>1</mn><mi>a</mi></mfrac></mrow><annotation>x^2 = 1 over a</annotation></semantics></math>"
    )
    frame = f"<draw:frame><draw:object>{mathematics}</draw:object><draw:image/></draw:frame>"
    assert text(p(f"So {frame}.")) == "So x^2=1/a."
    assert text(p(f"So {frame} it is.")) == "So x^2=1/a it is."
    linked = content(p('So <draw:frame><draw:object xlink:href="./Object 1"/></draw:frame>.'))
    assert read_odt(zipped({"content.xml": linked, "Object 1/content.xml": mathematics})).text == "So x^2=1/a."


def test_one_file_and_its_title() -> None:
    meta = "<office:meta><dc:title>Cranes</dc:title><dc:creator>Ann</dc:creator></office:meta>"
    body = f"<office:body><office:text>{p('Text.')}</office:text></office:body>"
    found = read_odt(f"<?xml version='1.0'?><office:document {NAMES}>{meta}{body}</office:document>".encode())
    assert (found.text, found.metadata.title, found.metadata.author) == ("Text.", "Cranes", "Ann")
    assert draft(p("Harbour", "Title") + p("Text.")).metadata.title == "Harbour"
    assert draft(p("Harbour", "P1") + p("Text."), style("P1", "", "paragraph", "Title")).metadata.title == "Harbour"


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({"content.xml": content("", kind="spreadsheet")}, "a spreadsheet; save it as .xlsx"),
        ({"content.xml": content("", kind="presentation")}, "a presentation; save it as .pdf"),
        ({"content.xml": content(""), "Pictures/a.png": "x"}, "it has no text, only pictures"),
        ({"x": "y"}, "it has no content.xml"),
        ({"content.xml": "<x/>"}, "it is damaged or not an OpenDocument text"),
        ({"content.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}, "it declares entities"),
        ({"content.xml": "\0\1", "META-INF/manifest.xml": f"<manifest:manifest {NAMES}><manifest:file-entry>"
          "<manifest:encryption-data/></manifest:file-entry></manifest:manifest>"}, "it is encrypted with a password"),
    ],
)  # fmt: skip
def test_files_that_are_none_say_why(members: dict[str, str], reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        read_odt(zipped(members))
