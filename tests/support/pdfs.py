"""Small PDFs made of what is drawn on their pages."""

from __future__ import annotations

from collections.abc import Sequence

_LATIN = "<< /Type /Font /Subtype /Type1 /BaseFont /{} /Encoding /WinAnsiEncoding >>"
_RANGES = [f"<{row:02X}00> <{row:02X}FF> <{row:02X}00>" for row in range(256)]
_BLOCKS = "\n".join(
    f"{len(_RANGES[at : at + 64])} beginbfrange {' '.join(_RANGES[at : at + 64])} endbfrange"
    for at in range(0, 256, 64)
)
_CODES = f"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange
{_BLOCKS} endcmap end end"""
_DESCRIPTOR = (
    "<< /Type /FontDescriptor /FontName /U /Flags 4 /FontBBox [0 -200 1000 800] /ItalicAngle 0"
    " /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>"
)
_ANY_LETTERS = (
    "<< /Type /Font /Subtype /Type0 /BaseFont /U /Encoding /Identity-H /DescendantFonts [<< /Type /Font"
    " /Subtype /CIDFontType2 /BaseFont /U /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
    f" /DW {{}} /FontDescriptor {_DESCRIPTOR} >>] {{}} >>"
)


def words(text: str, x: float, y: float, size: float = 10, font: str = "F1", more: str = "") -> str:
    """Draw `text` with its baseline at `x` and `y`; `more` are operators before it.

    F1 is Helvetica, F2 its bold; U has any letter of Unicode's first plane half as wide as high, W as wide, and X does
    not say which letters it has.
    """
    if font in "UWX":
        shown = f"<{text.encode('utf-16-be').hex()}>"
    else:
        shown = "(" + text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") + ")"
    return f"q BT /{font} {size} Tf {more} 1 0 0 1 {x} {y} Tm {shown} Tj ET Q\n"


def column(lines: Sequence[str], x: float, y: float, size: float = 10, font: str = "F1", pitch: float = 12) -> str:
    """Draw lines below each other, the first at `y`."""
    return "".join(words(line, x, y - pitch * place, size, font) for place, line in enumerate(lines) if line)


PICTURE = "q 500 0 0 700 50 50 cm BI /W 1 /H 1 /CS /G /BPC 8 ID x EI Q\n"


def pdf_of(pages: Sequence[str], catalog: str = "", objects: Sequence[str] = (), page: str = "") -> bytes:
    """Return a PDF with a page for each of `pages`, which are what is drawn on it.

    `catalog` and `page` are entries of these dictionaries; `objects` are numbered from 20.
    """
    written = {
        1: f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
        3: _LATIN.format("Helvetica"),
        4: _LATIN.format("Helvetica-Bold"),
        5: _ANY_LETTERS.format(500, "/ToUnicode 8 0 R"),
        6: _ANY_LETTERS.format(1000, "/ToUnicode 8 0 R"),
        7: _ANY_LETTERS.format(500, ""),
        8: f"<< /Length {len(_CODES)} >>\nstream\n{_CODES}\nendstream",
        **dict(enumerate(objects, 20)),
    }
    fonts = "/F1 3 0 R /F2 4 0 R /U 5 0 R /W 6 0 R /X 7 0 R"
    for place, drawn in enumerate(pages):
        content = 100 + 2 * place
        written[content] = f"<< /Length {len(drawn.encode('latin-1'))} >>\nstream\n{drawn}\nendstream"
        written[content + 1] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {content} 0 R"
            f" /Resources << /Font << {fonts} >> >> {page} >>"
        )
    kids = " ".join(f"{101 + 2 * place} 0 R" for place in range(len(pages)))
    written[2] = f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>"
    out, table = b"%PDF-1.7\n", ""
    for number, value in sorted(written.items()):
        table += f"{number} 1\n{len(out):010} 00000 n \n"
        out += f"{number} 0 obj\n{value}\nendobj\n".encode("latin-1")
    trailer = f"trailer\n<< /Size {max(written) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + f"xref\n0 1\n0000000000 65535 f \n{table}{trailer}".encode()
