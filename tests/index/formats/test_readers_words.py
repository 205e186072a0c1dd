"""Word documents: what is shown of them is read, whatever it lies in, and nothing else."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

import pytest

from eval.benchmarks.fuzz_samples import zipped
from index.formats.parsed import Draft, UnreadableError
from index.formats.words import read_docx

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMES = (
    f'xmlns:w="{W}" xmlns:r="{OFFICE}" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
)
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
START = "word/document.xml"


def related(*targets: tuple[str, str, str], office: str = OFFICE) -> str:
    """A part that names others by id, kind and target."""
    inner = "".join(f'<Relationship Id="{i}" Type="{office}/{kind}" Target="{to}"/>' for i, kind, to in targets)
    return f'<Relationships xmlns="{RELATIONS}">{inner}</Relationships>'


def package(
    body: str, parts: Mapping[str, str | bytes] | None = None, relations: str = "", start: str = START
) -> bytes:
    members: dict[str, str | bytes] = {
        "_rels/.rels": related(("r1", "officeDocument", start)),
        "word/document.xml": f"<w:document {NAMES}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": relations or related(),
    }
    return zipped(members | dict(parts or {}))


def draft(body: str, parts: Mapping[str, str | bytes] | None = None, relations: str = "") -> Draft:
    return read_docx(package(body, parts, relations))


def text(body: str, parts: Mapping[str, str | bytes] | None = None, relations: str = "") -> str:
    return draft(body, parts, relations).text


def p(*inner: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(inner)}</w:p>"


def r(words: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/>{''.join(rows)}</w:tbl>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(f'<w:tc>{cell}</w:tc>' for cell in cells)}</w:tr>"


# Text boxes, formulas, ruby


def boxed(words: str, choice: bool = True, fallback: bool = True) -> str:
    content = f"<w:txbxContent>{p(r(words))}</w:txbxContent>"
    new = f"<w:drawing><wps:wsp><wps:txbx>{content if choice else ''}</wps:txbx></wps:wsp></w:drawing>"
    old = f"<w:pict><v:shape><v:textbox>{content if fallback else ''}</v:textbox></v:shape></w:pict>"
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps">{new}</mc:Choice>'
        f"<mc:Fallback>{old}</mc:Fallback></mc:AlternateContent></w:r>"
    )


def test_a_text_box_is_read_once_after_its_paragraph() -> None:
    assert text(p(r("Before, "), boxed("In the box."), r("after.")) + p(r("End."))) == (
        "Before, after.\nIn the box.\nEnd."
    )
    assert text(p(boxed("Only a box."))) == "Only a box."


def test_a_text_box_is_read_from_the_branch_that_has_it() -> None:
    assert text(p(boxed("Only old.", choice=False))) == "Only old."
    assert text(p(boxed("Only new.", fallback=False))) == "Only new."
    old = f"<w:r><w:pict><v:textbox><w:txbxContent>{p(r('Plain old.'))}</w:txbxContent></v:textbox></w:pict></w:r>"
    assert text(p(r("Text."), old)) == "Text.\nPlain old."
    assert text(p('<w:r><w:pict><v:shape><v:textpath string="Drawn"/></v:shape></w:pict></w:r>')) == "Drawn"


def test_a_text_box_may_hold_a_table_and_a_deletion() -> None:
    content = table(row(p(r("Persija")), p(r("5")))) + p(f"<w:del>{r('old ')}</w:del>", r("new"))
    box = f"<w:r><w:pict><v:textbox><w:txbxContent>{content}</w:txbxContent></v:textbox></w:pict></w:r>"
    assert text(p(box)) == "Persija\t5\nnew"


def m(words: str) -> str:
    return f"<m:r><m:t>{words}</m:t></m:r>"


@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        (m("A = 3,14 × 58"), "A = 3,14 × 58"),
        (f"<m:sSup><m:e>{m('10')}</m:e><m:sup>{m('6')}</m:sup></m:sSup>", "10^6"),
        (f"<m:f><m:fPr/><m:num>{m('a+b')}</m:num><m:den>{m('2')}</m:den></m:f>", "(a+b)/2"),
        (f"<m:d><m:dPr><m:begChr m:val='['/><m:endChr m:val=']'/></m:dPr><m:e>{m('x')}</m:e></m:d>", "[x]"),
        (f"<m:d><m:e>{m('x+1')}</m:e></m:d>", "(x+1)"),
        (f"<m:rad><m:radPr/><m:deg/><m:e>{m('2')}</m:e></m:rad>", "√2"),
        (f"<m:sSub><m:e>{m('x')}</m:e><m:sub>{m('1')}</m:sub></m:sSub>", "x1"),
        (f"<m:nary><m:naryPr><m:chr m:val='∑'/></m:naryPr><m:sub>{m('i')}</m:sub><m:sup>{m('n')}</m:sup>"
         f"<m:e>{m('i')}</m:e></m:nary>", "∑i^n i"),
        (f"<w:del>{m('old')}</w:del>{m('new')}", "new"),
    ],
)  # fmt: skip
def test_formulas_are_read_in_order(formula: str, shown: str) -> None:
    assert text(p(r("So "), f"<m:oMath>{formula}</m:oMath>", r("."))) == f"So {shown}."
    assert text(p(f"<m:oMathPara><m:oMath>{formula}</m:oMath></m:oMathPara>")) == shown


def test_the_words_under_ruby_are_read() -> None:
    ruby = f"<w:r><w:ruby><w:rubyPr/><w:rt>{r('よこはま')}</w:rt><w:rubyBase>{r('横浜')}</w:rubyBase></w:ruby></w:r>"
    assert text(p(ruby, r("港。"))) == "横浜港。"
    code = r"EQ \* jc2 \* hps10 \o\ad(\s\up 9(とうきょう),東京)"
    field = f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{code}</w:instrText></w:r>'
    assert text(p(field, '<w:r><w:fldChar w:fldCharType="end"/></w:r>', r("へ。"))) == "東京へ。"
    fraction = field.replace(code, r"EQ \f(1,2)")
    assert text(p(fraction, '<w:r><w:fldChar w:fldCharType="end"/></w:r>', r(" litre"))) == "1/2 litre"


def test_diagrams_and_shapes() -> None:
    a = "http://schemas.openxmlformats.org/drawingml/2006/main"
    d = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
    point = f'<d:pt><d:t><a:p xmlns:a="{a}"><a:r><a:t>{{}}</a:t></a:r></a:p></d:t></d:pt>'
    data = f'<d:dataModel xmlns:d="{d}"><d:ptLst>{point.format("Port")}{point.format("Ships")}</d:ptLst></d:dataModel>'
    body = p(r("So:"), f'<w:r><w:drawing><d:relIds xmlns:d="{d}" r:dm="x" r:lo="y"/></w:drawing></w:r>') + p(r("End."))
    part = related(("x", "diagramData", "diagrams/data1.xml"))
    assert text(body, {"word/diagrams/data1.xml": data}, part) == "So:\nPort\nShips\nEnd."
    with pytest.raises(UnreadableError, match="a document within it is not read: it is not in the file"):
        read_docx(package('<w:altChunk r:id="x"/>'))
    assert draft(body).warnings == ("a diagram in it is missing or damaged",)
    shape = f'<a:txBody xmlns:a="{a}"><a:p><a:r><a:t>Shape</a:t></a:r></a:p></a:txBody>'
    assert text(p(r("So"), f"<w:r><w:drawing>{shape}</w:drawing></w:r>", r(" on."))) == "So on.\nShape"


# Raised, struck out, hidden

SUPER = '<w:vertAlign w:val="superscript"/>'


@pytest.mark.parametrize(
    ("before", "raised", "after", "shown"),
    [
        ("10", "6", " litres", "10^6 litres"),
        ("the 1", "st", " of May", "the 1st of May"),
        ("the 22", "nd", "", "the 22nd"),
        ("He said.", "3", " Then", "He said. Then"),
        ("Dockworkers", "12", " ask", "Dockworkers ask"),
        ("M", "me", " Contoh", "Mme Contoh"),
        ("41", "*", " ships", "41 ships"),
    ],
)
def test_raised_text_is_not_glued_to_figures(before: str, raised: str, after: str, shown: str) -> None:
    assert text(p(r(before), r(raised, SUPER), r(after))) == shown


def test_a_raised_figure_in_two_runs_is_one() -> None:
    assert text(p(r("10"), r("1", SUPER), r("2", SUPER), r(" atoms"))) == "10^12 atoms"
    by_place = r("6", '<w:position w:val="8"/>')
    assert text(p(r("10"), by_place, r(" litres"))) == "10^6 litres"
    assert text(p(r("x"), r("1", '<w:position w:val="-8"/>'))) == "x1"
    assert "412" not in text(p(r("41"), r("2", SUPER), r(" people")))
    assert text(p(r("H"), r("2", '<w:vertAlign w:val="subscript"/>'), r("O"))) == "H2O"


@pytest.mark.parametrize("effect", ["strike", "dstrike", "vanish"])
def test_struck_and_hidden_text_is_left_out(effect: str) -> None:
    assert text(p(r("The storm killed "), r("12 ", f"<w:{effect}/>"), r("21 people."))) == "The storm killed 21 people."
    off = r("kept ", f'<w:{effect} w:val="0"/>') + r("too", f'<w:{effect} w:val="false"/>')
    assert text(p(off)) == "kept too"


def test_styles_strike_hide_and_raise() -> None:
    styles = f"""<w:styles {NAMES}>
        <w:style w:styleId="Gone"><w:name w:val="Gone"/><w:rPr><w:vanish/></w:rPr></w:style>
        <w:style w:styleId="Still"><w:name w:val="Still"/><w:basedOn w:val="Gone"/></w:style>
        <w:style w:styleId="Up"><w:name w:val="Up"/><w:rPr>{SUPER}</w:rPr></w:style></w:styles>"""
    body = p(r("A "), r("b ", '<w:rStyle w:val="Gone"/>'), r("c ", '<w:rStyle w:val="Still"/>'), r("d."))
    body += p(r("Top of form"), properties='<w:pStyle w:val="Still"/>')
    body += p(r("Seen", '<w:rStyle w:val="Gone"/><w:vanish w:val="0"/>'), r(" 10"), r("6", '<w:rStyle w:val="Up"/>'))
    assert text(body, {"word/styles.xml": styles}) == "A d.\nSeen 10^6"


# Changes, notes, comments


def test_tracked_changes_are_taken_as_accepted() -> None:
    moved = f"<w:moveFrom>{r('Moved. ')}</w:moveFrom>"
    body = p(f"<w:ins>{r('New. ')}</w:ins>", f"<w:del><w:r><w:delText>Old.</w:delText></w:r>{r('older')}</w:del>")
    body += p(moved, r("Rest."), f"<w:moveTo>{r(' Moved.')}</w:moveTo>")
    assert text(body) == "New. \nRest. Moved."


@pytest.mark.parametrize("mark", ["<w:del/>", "<w:moveFrom/>"])
def test_a_deleted_end_of_a_paragraph_joins_it_to_the_next(mark: str) -> None:
    body = p(r("One "), properties=f"<w:rPr>{mark}</w:rPr>") + p(r("line.")) + p(r("Two."))
    assert text(body) == "One line.\nTwo."
    gone = p(f"<w:del>{r('Gone.')}</w:del>", properties=f"<w:rPr>{mark}</w:rPr>")
    assert text(p(r("A.")) + gone + p(r("B."))) == "A.\nB."


def test_a_large_first_letter_is_joined_to_its_word() -> None:
    large = p(r("T"), properties='<w:framePr w:dropCap="drop" w:lines="3"/>')
    assert text(large + p(r("he flood came."))) == "The flood came."
    assert text(p(r("By us"), properties='<w:framePr w:dropCap="none"/>') + p(r("It rose."))) == "By us\nIt rose."


def test_deleted_rows_and_cells_are_left_out() -> None:
    rows = row(p(r("a")), p(r("b"))) + row(p(r("x")), p(r("y")), properties='<w:del w:id="1"/>')
    cell = f"<w:tcPr><w:cellDel/></w:tcPr>{p(r('gone'))}"
    assert text(table(rows, row(p(r("c")), cell, p(r("d"))))) == "a\tb\nc\t\td"


def notes(kind: str, **bodies: str) -> str:
    """The notes by their ids, each after a "_"."""
    inner = [f'<w:{kind} w:id="{name[1:]}">{body}</w:{kind}>' for name, body in bodies.items()]
    return f"<w:{kind}s {NAMES}>{''.join(inner)}</w:{kind}s>"


@pytest.mark.parametrize("kind", ["footnote", "endnote"])
def test_notes_come_after_the_text_without_marks(kind: str) -> None:
    mark = f'<w:r><w:rPr>{SUPER}</w:rPr><w:{kind}Reference w:id="2"/></w:r>'
    own = f'<w:r><w:rPr>{SUPER}</w:rPr><w:{kind}Reference w:customMarkFollows="1" w:id="3"/><w:t>7</w:t></w:r>'
    part = notes(kind, _1=p(r("unused")), _2=p(f"<w:r><w:{kind}Ref/></w:r>", r(" First.")), _3=p(r("Second.")))
    body = p(r("There were 41"), mark, r(" ships and 5"), own, r(" boats.")) + p(r("End."))
    shown = "There were 41 ships and 5 boats.\nEnd.\nFirst.\nSecond."
    assert text(body, {f"word/{kind}s.xml": part}, related(("r2", f"{kind}s", f"{kind}s.xml"))) == shown
    assert text(body, {f"word/{kind}s.xml": part}, related(("r2", f"{kind}s", f"/word/{kind}s.xml"))) == shown


def test_a_note_of_deleted_text_is_left_out() -> None:
    gone = '<w:del><w:r><w:footnoteReference w:id="2"/></w:r></w:del>'
    assert text(p(r("Text."), gone), {"word/footnotes.xml": notes("footnote", _2=p(r("Note.")))}) == "Text."


def test_comments_and_head_lines_are_left_out() -> None:
    body = p('<w:commentRangeStart w:id="0"/>', r("Text."), '<w:r><w:commentReference w:id="0"/></w:r>')
    parts = {"word/comments.xml": f"<w:comments {NAMES}>{p(r('hush'))}</w:comments>"}
    parts["word/header1.xml"] = f"<w:hdr {NAMES}>{p(r('Page head'))}</w:hdr>"
    assert text(body, parts, related(("r1", "comments", "comments.xml"), ("r2", "header", "header1.xml"))) == "Text."


# Fields, signs, controls


def field(code: str, result: str) -> str:
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    instruction = f"<w:r><w:instrText>{code}</w:instrText></w:r>"
    return mark.format("begin") + instruction + mark.format("separate") + result + mark.format("end")


@pytest.mark.parametrize(
    ("code", "shown"),
    [('HYPERLINK "https://a.example"', "A link."), ("REF _x", "A link."), (" PAGE \\* MERGEFORMAT", "A ."),
     ("NUMPAGES", "A .")],
)  # fmt: skip
def test_what_a_field_shows_is_read_and_its_code_is_not(code: str, shown: str) -> None:
    assert text(p(r("A "), field(code, r("link")), r("."))) == shown
    simple = code.replace('"', "&quot;")
    assert text(p(r("A "), f'<w:fldSimple w:instr="{simple}">{r("link")}</w:fldSimple>', r("."))) == shown


def test_fields_may_nest_and_may_be_broken() -> None:
    inner = field('IF x = "1" "', r("yes"))
    assert text(p(field(f"QUOTE </w:instrText></w:r>{inner}<w:r><w:instrText>", r("outer")), r("."))) == "outer."
    assert text(p('<w:r><w:fldChar w:fldCharType="begin"/></w:r>', r("Not lost."))) == "Not lost."
    assert text(p('<w:r><w:fldChar w:fldCharType="end"/></w:r>', r("Nor this."))) == "Nor this."


def test_breaks_hyphens_and_symbols() -> None:
    run = (
        "<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t><w:softHyphen/>"
        '<w:t>e</w:t><w:sym w:font="Symbol" w:char="F061"/><w:sym w:font="Wingdings" w:char="F0E0"/>'
        '<w:sym w:font="Arial" w:char="00B5"/><w:sym w:font="Symbol" w:char="?"/></w:r>'
    )
    tabs = '<w:tabs><w:tab w:val="left" w:pos="720"/></w:tabs>'
    assert text(p(run, properties=tabs)) == "a\tb\nc-deα→µ"
    assert text(p(r("\uf0b0C", '<w:rFonts w:ascii="Symbol"/>'))) == "°C"
    assert text(p("<w:r><w:t>in\n  the XML</w:t></w:r>")) == "in   the XML"


def test_controls_are_read_when_they_are_filled_in() -> None:
    content = f"<w:sdtContent>{r('Ann')}</w:sdtContent>"
    filled = f"<w:sdt><w:sdtPr><w:alias w:val='x'/></w:sdtPr>{content}</w:sdt>"
    asking = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr>{content.replace('Ann', 'Click here')}</w:sdt>"
    tagged = f'<w:smartTag w:element="x"><w:smartTagPr/>{r(" Writer")}</w:smartTag>'
    assert text(p(filled, asking, f"<w:customXml>{tagged}</w:customXml>")) == "Ann Writer"


# Tables


def test_a_table_for_layout_is_a_line_a_paragraph() -> None:
    long = "The port handled 41 grain ships in the first week of April, the harbour office said on Monday."
    other = "The ferry company will run eleven boats a day instead of six until the end of the holidays, it says."
    title, menu = p(r("Harbour news")), p(r("Home")) + p(r("Sport"))
    layout = table(row(title), row(menu, p(r(long)) + p(r(other))))
    assert text(layout) == f"Harbour news\nHome\nSport\n{long}\n{other}"
    assert text(table(row(p(r(long)))) + p(r(other))) == f"{long}\n{other}"


def test_merged_cells_say_what_they_span() -> None:
    start, on = ("<w:tcPr><w:vMerge w:val='restart'/></w:tcPr>", "<w:tcPr><w:vMerge/></w:tcPr>")
    wide = "<w:tcPr><w:gridSpan w:val='2'/></w:tcPr>"
    rows = row(start + p(r("Java")), p(r("a")), p(r("1"))) + row(on + p(), p(r("b")), p(r("2")))
    late = row(on + p(), p(r("c")), properties='<w:gridBefore w:val="1"/>')
    assert text(table(rows, late)) == "Java\ta\t1\nJava\tb\t2\nb\tc"
    assert text(table(rows, row(wide + p(r("Both")), p(r("3"))))) == "Java\ta\t1\nJava\tb\t2\nBoth\t3"


# Packages


def test_strict_documents() -> None:
    strict = package(p(r("Strict text.")), {"docProps/core.xml": "<x/>"})
    for old, new in (
        (W, "http://purl.oclc.org/ooxml/wordprocessingml/main"),
        (OFFICE, "http://purl.oclc.org/ooxml/officeDocument/relationships"),
    ):
        members = {name: content.replace(old, new) for name, content in unzipped(strict).items()}
        strict = zipped(members)
    assert read_docx(strict).text == "Strict text."


def unzipped(raw: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


@pytest.mark.parametrize("target", ["/word/document.xml", "word\\document.xml", "Word/Document.xml", "gone.xml"])
def test_the_document_is_found_by_odd_targets(target: str) -> None:
    assert read_docx(package(p(r("Text.")), start=target)).text == "Text."


def test_parts_that_are_missing_or_damaged_do_not_lose_the_text() -> None:
    gone = related(("r2", "image", "media/gone.png"), ("r3", "footnotes", "gone.xml"), ("r4", "styles", "NULL"))
    assert draft(p(r("Text.")), relations=gone).warnings == ()
    assert draft(p(r("Text.")), relations="<not XML").text == "Text."
    damaged = draft(p(r("Text.")), {"word/footnotes.xml": "<not XML"})
    assert (damaged.text, damaged.warnings) == (
        "Text.", ("its footnotes are not read: it is damaged: a part is not XML",)
    )  # fmt: skip


def test_names_with_backslashes() -> None:
    members = {name.replace("/", "\\"): content for name, content in unzipped(package(p(r("Text.")))).items()}
    assert read_docx(zipped(members)).text == "Text."


def test_titles_and_authors() -> None:
    dc = "http://purl.org/dc/elements/1.1/"
    core = f'<c xmlns:dc="{dc}"><dc:title>{{}}</dc:title><dc:creator> Ann </dc:creator></c>'
    start = related(("r1", "officeDocument", START), ("r2", "metadata/core-properties", "docProps/core.xml"))
    styles = f'<w:styles {NAMES}><w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style></w:styles>'
    body = p(r("Text.")) + p(r("Harbour"), properties='<w:pStyle w:val="berschrift1"/>')
    for own, shown in (("Cranes", "Cranes"), ("Word Document", "Harbour"), ("", "Harbour")):
        parts = {"_rels/.rels": start, "docProps/core.xml": core.format(own), "word/styles.xml": styles}
        found = draft(body, parts).metadata
        assert (found.title, found.author) == (shown, "Ann")


# Documents within the document

MHT = """MIME-Version: 1.0
Content-Type: multipart/related; boundary="b"; type="text/html"

--b
Content-Type: text/html; charset="utf-8"
Content-Transfer-Encoding: quoted-printable

<html><body><p>Se=C3=B1or.</p></body></html>
--b
Content-Type: image/png
Content-Transfer-Encoding: base64

AAAA
--b--
"""


@pytest.mark.parametrize(
    ("name", "content", "shown"),
    [
        ("chunk.html", "<html><body><p>Señor.</p></body></html>", "Señor."),
        ("chunk.mht", MHT, "Señor."),
        ("chunk.bin", f"Subject: A page\n{MHT}", "Señor."),
        ("chunk.rtf", r"{\rtf1\ansi\ansicpg1252 Se\'f1or.\par}", "Señor."),
        ("chunk.docx", package(p(r("Señor."))), "Señor."),
        ("chunk.txt", "Señor.", "Señor."),
    ],
)
def test_documents_within_are_read(name: str, content: str | bytes, shown: str) -> None:
    found = draft(
        p(r("A.")) + '<w:altChunk r:id="x"/>' + p(r("B.")), {f"word/{name}": content}, related(("x", "aFChunk", name))
    )
    assert (found.text.split(), found.warnings) == (["A.", shown, "B."], ())


def test_a_document_within_that_cannot_be_read_is_named() -> None:
    body = p(r("A.")) + '<w:altChunk r:id="x"/>'
    assert draft(body).warnings == ("a document within it is not read: it is not in the file",)
    binary = draft(body, {"word/c.bin": b"\0\1\2" * 9}, related(("x", "aFChunk", "c.bin")))
    assert binary.warnings == ("a document within it (c.bin) is not read: it is binary, not text",)
    within = package(p(r("0")))
    for _ in range(6):
        within = package(
            p(r("n")) + '<w:altChunk r:id="x"/>', {"word/c.docx": within}, related(("x", "aFChunk", "c.docx"))
        )
    assert read_docx(within).text.count("n") == 4


# What is not a Word document


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "it is a document of Office 97-2003"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"), "it is encrypted with a password"),
        (package("", {"word/media/a.png": b"x"}), "it has no text, only pictures"),
        (package("<!-- -->").replace(b"PK\x03\x04", b"PK\x03\x05"), "it is damaged"),
        (zipped({START: '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "it declares entities"),
        (b"%PDF-1.4", "it is damaged or not a Word document"),
    ],
)
def test_files_that_are_none_say_why(raw: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        read_docx(raw)


def test_rich_text_with_the_name_of_a_word_document_is_read() -> None:
    assert read_docx(rb"{\rtf1\ansi Rich.\par}").text.strip() == "Rich."
