"""Tests of how drafts become plain text."""

from __future__ import annotations

import io
import zipfile

import pytest

from index.formats.kinds import FileKind
from index.formats.words import read_docx
from qa.answer.drafts.quotations import quotations
from qa.draft_documents import marked
from qa.draft_files import draft_of


@pytest.mark.parametrize(
    ("page", "quoted"),
    [
        ("The <a href='https://dike.example/a'>dike</a> held <b>for nine</b> days", ["The dike held for nine days"]),
        ("<p><em>Nobody slept,</em> he said</p>", ["Nobody slept, he said"]),
        ("Nobody slept<br>and nobody left", ["Nobody slept\nand nobody left"]),
        ("<p>Nobody slept, <q>or <b>left</b></q>.</p>", ["or left"]),
        ("<p><span>Nobody</span> slept</p><div><!-- no --><p>&gt; nor left</p></div>", ["Nobody slept\nnor left"]),
    ],
)
def test_block_quotes_of_pages_are_whole(page: str, quoted: list[str]) -> None:
    text = draft_of(f"<p>So:</p><blockquote>{page}</blockquote><p>Then <b>he</b> left.</p>".encode(), FileKind.HTML)
    assert [each.of(text) for each in quotations(text)] == quoted
    assert text.endswith("\nThen he left.")


def test_links_in_block_quotes_of_markdown_have_no_address() -> None:
    text = draft_of(b"[Here](https://dike.example/a):\n\n> The [dike](https://dike.example/a) held\n")
    assert text == "Here (https://dike.example/a):\n\n> The dike held\n"


def test_front_matter_is_part_of_a_draft_but_its_marks_quote_nothing() -> None:
    head = b'title: "A Night"\nabout: \'It held "all night long"\'\nlead: "\\"nobody slept on it\\", she said"\n'
    text = draft_of(b"---\n" + head + b'---\n\n"It held."\n')
    assert [each.of(text) for each in quotations(text)] == ["all night long", "nobody slept on it", "It held."]


_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def document(body: str, links: str) -> bytes:
    """A Word document with a style "Own quote" that is based on Word's own."""
    style = '<w:style w:styleId="{}"><w:name w:val="{}"/><w:basedOn w:val="{}"/></w:style>'
    styles = style.format("Kutipan", "Intense Quote", "") + style.format("Own", "Own quote", "Kutipan")
    parts = {
        "word/document.xml": f'<w:document xmlns:w="{_W}" xmlns:r="{_OFFICE}"><w:body>{body}</w:body></w:document>',
        "word/styles.xml": f'<w:styles xmlns:w="{_W}">{styles}</w:styles>',
        "word/_rels/document.xml.rels": f"<Relationships>{links}</Relationships>",
    }
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as written:
        for name, content in parts.items():
            written.writestr(name, content)
    return raw.getvalue()


def test_block_quotes_and_links_of_word_documents_are_marked() -> None:
    link = '<w:hyperlink r:id="{}"><w:r><w:t>{}</w:t></w:r></w:hyperlink>'
    quote = '<w:p><w:pPr><w:pStyle w:val="Own"/></w:pPr><w:r><w:t>Nobody slept</w:t></w:r>{}</w:p>'
    body = f"<w:p>{link.format('a', 'The dike')}</w:p>{quote.format(link.format('a', ' at all'))}"
    links = '<Relationship Id="a" TargetMode="External" Target="https://dike.example/a"/>'
    raw = document(body, links)
    assert read_docx(raw).text == "The dike\nNobody slept at all"
    assert read_docx(marked(raw)).text == "The dike (https://dike.example/a)\n> Nobody slept at all"
    assert marked(b"no document") == b"no document"
