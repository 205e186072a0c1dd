"""Small valid files of every format that Kutip reads, to parse and to damage."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import textwrap
import zipfile
from collections.abc import Mapping, Sequence

import docx
import odfdo
import pyarrow
import pyarrow.parquet

from eval.benchmarks.fuzz_exports import exports
from index.optional import require

Members = Mapping[str, str] | Mapping[str, bytes] | Mapping[str, str | bytes]
"""The files of an archive by name, as bytes or as text in UTF-8."""

SENTENCE = "The harbour bridge was opened to traffic on Monday after four years of work, the ministry said."
PARAGRAPH = " ".join([SENTENCE, "It has two towers.", "Jembatan itu dibuka pada Mei 1932."])

PAGE = f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Bridge opens | Daily Harbour</title>
<link rel="canonical" href="https://harbour.example/2022/05/03/bridge">
<meta property="og:site_name" content="Daily Harbour"><meta name="author" content="Ann Writer">
<meta property="article:published_time" content="2022-05-03T23:30:00+02:00"></head>
<body><nav><a href="/">Home</a><a href="/sport">Sport</a></nav>
<article><h1>Bridge opens</h1><p>{PARAGRAPH}</p><p>{SENTENCE} “Élan,” he said.</p></article>
<footer>Copyright Daily Harbour</footer></body></html>"""

RSS = f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Daily Harbour</title><link>https://harbour.example</link><language>en-GB</language>
<item><title>Bridge &amp; towers</title><link>https://harbour.example/1</link><guid>tag:1</guid>
<dc:creator>Ann Writer</dc:creator><pubDate>Tue, 03 May 2022 23:30:00 -0500</pubDate><description>Short.</description>
<content:encoded><![CDATA[<p>{PARAGRAPH}</p><script>alert(1)</script><p>Second &eacute;lan.</p>]]></content:encoded>
</item>
<item><title>Second</title><link>https://harbour.example/2</link>
<description>Only &lt;b&gt;a summary&lt;/b&gt;.</description>
</item></channel></rss>"""

ATOM = f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Atom Harbour</title><id>urn:feed</id>
<updated>2022-05-04T00:00:00Z</updated>
<entry><title>Bridge</title><id>urn:1</id><link href="https://harbour.example/1"/><author><name>Ann</name></author>
<published>2022-05-03T10:00:00Z</published><updated>2022-05-04T10:00:00Z</updated>
<content type="html">&lt;p&gt;{PARAGRAPH}&lt;/p&gt;</content></entry></feed>"""

NITF = f"""<nitf><head><docdata><date.issue norm="20220503T100000Z"/></docdata></head><body><body.head><hedline>
<hl1>Bridge</hl1></hedline></body.head><body.content><p>{PARAGRAPH}</p><p>Second.</p></body.content></body></nitf>"""

JATS = f"""<article xml:lang="en"><front><article-meta><title-group><article-title>Bridges</article-title></title-group>
<pub-date><day>3</day><month>5</month><year>2022</year></pub-date><abstract><p>{PARAGRAPH}</p></abstract></article-meta>
</front><body><sec><title>One</title><p>Steel<sup><xref ref-type="bibr">1</xref></sup>.</p></sec></body></article>"""

RIS = f"""TY  - NEWS
ID  - bridge1
TI  - Bridge opens
AU  - Writer, Ann
T2  - Daily Harbour
DA  - 2022/05/03/
AB  - {PARAGRAPH}
ER  -
"""

BIBTEX = f"""@article{{bridge1,
  title = {{The {{Bridge}} opens}}, author = {{Writer, Ann and Other, Bob}}, journal = "Daily Harbour",
  year = 2022, month = may, day = 3, abstract = {{{PARAGRAPH} It rose 5\\% over caf{{\\'e}} prices.}}
}}
"""

RECORDS: tuple[Mapping[str, object], ...] = (
    {"id": "n1", "judul": "Jembatan", "isi": PARAGRAPH, "tanggal": "25/06/2022", "url": "https://a.example/1"},
    {
        "id": "n2",
        "judul": "Kedua",
        "isi": 'Isi, kedua;\n"kutipan"',
        "tanggal": "3 Mei 2022",
        "url": "https://a.example/2",
    },
)


def pdf(pages: Sequence[Sequence[str]], information: Mapping[str, str] | None = None) -> bytes:
    """Return a PDF with a page for each of `pages`, lines of Latin letters."""
    font = len(pages) * 2 + 3
    kids = " ".join(f"{3 + 2 * place} 0 R" for place in range(len(pages)))
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>"]
    for place, lines in enumerate(pages):
        drawn = "".join(f"({_escaped(line)}) Tj 0 -14 Td " for line in lines)
        stream = f"BT /F1 12 Tf 50 780 Td {drawn}ET"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 842] /Contents {4 + 2 * place} 0 R"
            f" /Resources << /Font << /F1 {font} 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    objects.append("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    said = " ".join(f"/{key} ({_escaped(value)})" for key, value in (information or {}).items())
    objects.append(f"<< {said} >>")
    out, offsets = "%PDF-1.4\n", []
    for number, written in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{written}\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    trailer = f"<< /Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R >>"
    before = len(out) - len(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}")
    return f"{out}trailer\n{trailer}\nstartxref\n{before}\n%%EOF\n".encode("cp1252")


def word(paragraphs: Sequence[str], *, title: str = "", author: str = "") -> bytes:
    """Return a Word document."""
    document = docx.Document()
    document.core_properties.title, document.core_properties.author = title, author
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def open_document(paragraphs: Sequence[str]) -> bytes:
    """Return an OpenDocument text."""
    document = odfdo.Document("text")
    document.body.clear()
    for paragraph in paragraphs:
        document.body.append(odfdo.Paragraph(paragraph))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def workbook(sheets: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    """Return an Excel workbook with these rows in its sheets."""
    book = require("openpyxl", "formats").Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def epub(chapters: Mapping[str, str], about: str = "") -> bytes:
    """Return an EPUB book of XHTML bodies by file name; `about` are Dublin Core elements."""
    items = "".join(
        f'<item id="i{place}" href="{name}" media-type="application/xhtml+xml"/>' for place, name in enumerate(chapters)
    )
    order = "".join(f'<itemref idref="i{place}"/>' for place in range(len(chapters)))
    book = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/" version="3.0">'
        f"<metadata><dc:title>A book</dc:title>{about}</metadata>"
        f"<manifest>{items}</manifest><spine>{order}</spine></package>"
    )
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
        '<rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
    )
    pages = {
        f"OPS/{name}": f'<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body>{body}</body></html>'
        for name, body in chapters.items()
    }
    return zipped(
        {"mimetype": "application/epub+zip", "META-INF/container.xml": container, "OPS/book.opf": book} | pages
    )


def parquet(records: Sequence[Mapping[str, object]]) -> bytes:
    """Return a Parquet file."""
    out = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist([dict(record) for record in records]), out)
    return out.getvalue()


def zipped(members: Members) -> bytes:
    """Return a compressed zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def taped(members: Members, mode: str = "w") -> bytes:
    """Return a tar archive, which is compressed if `mode` is `w:gz`."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in members.items():
            raw = content.encode() if isinstance(content, str) else content
            member = tarfile.TarInfo(name)
            member.size = len(raw)
            archive.addfile(member, io.BytesIO(raw))
    return out.getvalue()


def samples() -> dict[str, bytes]:
    """Return a valid file of every format by name."""
    lines = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in RECORDS)
    table = "id,judul,isi,tanggal\n" + "".join(f'{r["id"]},{r["judul"]},"Isi, ya",{r["tanggal"]}\n' for r in RECORDS)
    whole = {
        "a.txt": PARAGRAPH.encode(),
        "a.text": "\n".join(textwrap.wrap(f"{PARAGRAPH} {PARAGRAPH} {PARAGRAPH}", 70)).encode(),
        "a.markdown": f'+++\ntitle = "Bridge"\ndate = 2022-05-03\n+++\n\n**{PARAGRAPH}** [^1] ~~not~~\n'.encode(),
        "a.md": f"---\ntitle: Bridge\npublished: 2022-05-03\n---\n# Bridge\n\n{PARAGRAPH}\n".encode(),
        "a.html": PAGE.encode(),
        "a.pdf": pdf([[SENTENCE, "It has two towers."], ["Second page."]], {"Title": "Bridge", "Author": "Ann"}),
        "a.docx": word([PARAGRAPH, "Second."], title="Bridge", author="Ann"),
        "a.rtf": rf"{{\rtf1\ansi\ansicpg1252{{\info{{\title Bridge}}}}{PARAGRAPH}\par \'c9lan\u8212-x.\par}}".encode(),
        "a.odt": open_document([PARAGRAPH, "Second."]),
        "a.xlsx": workbook({"News": [list(RECORDS[0]), *(list(record.values()) for record in RECORDS)]}),
        "a.epub": epub({"1.xhtml": f"<h1>One</h1><p>{PARAGRAPH}</p>", "2.xhtml": "<p>Two.</p>"}),
        "a.jsonl": lines.encode(),
        "a.json": json.dumps(RECORDS, indent=1).encode(),
        "a.csv": table.encode(),
        "a.tsv": table.replace('"Isi, ya"', "Isi ya").replace(",", "\t").encode(),
        "a.parquet": parquet(RECORDS),
        "a.rss": RSS.encode(),
        "a.atom": ATOM.encode(),
        "news.xml": NITF.encode(),
        "journal.xml": JATS.encode(),
        "a.ris": RIS.encode(),
        "a.bib": BIBTEX.encode(),
    }
    whole |= (
        _messages() | exports(PARAGRAPH) | {"a.warc": crawl(PAGE), "a.wacz": zipped({"archive/a.warc": crawl(PAGE)})}
    )
    inside = {f"in/{name}": content for name, content in whole.items()}
    return whole | {
        "a.jsonl.gz": gzip.compress(lines.encode()),
        "a.warc.gz": gzip.compress(crawl(PAGE)),
        "a.html.gz": gzip.compress(PAGE.encode()),
        "a.zip": zipped(inside),
        "a.tar": taped(inside),
        "a.tgz": taped(inside, "w:gz"),
    }


def crawl(*pages: str) -> bytes:
    """Return a WARC file of pages, whose addresses end in their numbers from 1."""
    records = []
    for number, page in enumerate(pages, 1):
        answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page.encode()
        header = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://harbour.example/{number}\r\n"
            f"WARC-Date: 2022-05-09T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012}>\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
        )
        records.append(header.encode() + answer + b"\r\n\r\n")
    return b"".join(records)


def _messages() -> dict[str, bytes]:
    """Return a message, a mailbox, a saved page, and subtitles."""
    header = "From: Daily Harbour <letter@harbour.example>\nSubject: Bridge\nDate: Tue, 3 May 2022 23:30:00 -0500\n"
    html = f"Content-Type: text/html; charset=utf-8\nContent-Location: https://harbour.example/1\n\n{PAGE}\n"
    plain = f"Content-Type: text/plain; charset=utf-8\n\n{PARAGRAPH}\n"

    def several(kind: str, *parts: str) -> str:
        inner = "".join(f"--B\n{part}\n" for part in parts)
        return f"{header}MIME-Version: 1.0\nContent-Type: multipart/{kind}; boundary=B\n\n{inner}--B--\n"

    mail = several("alternative", plain, html)
    times = ("00:00:01.000 --> 00:00:04.000", "00:00:04.000 --> 00:00:09.000")
    return {
        "a.eml": mail.encode(),
        "a.msg": f"{header}\n{PARAGRAPH}\n".encode(),
        "a.mbox": "".join(f"From x Tue May  3 23:30:00 2022\n{each}\n" for each in (mail, header + plain)).encode(),
        "a.mhtml": several("related", html).encode(),
        "a.vtt": f"WEBVTT\n\n{times[0]}\n<v Ann>{SENTENCE}\n\n{times[1]}\n{PARAGRAPH}\n".encode(),
    }


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
