"""Files that are not read: what each is, and what to do with it."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from pathlib import PurePosixPath

from index.formats.kinds import format_of
from index.formats.parsed import ParseProblem
from index.values import ProblemKind

START_BYTES = 4096
"""How much of a file of an unknown kind is looked at."""

_LEFT_OUT = (
    ("a hidden file", "hidden files", ""),
    ("a hidden folder", "hidden folders", ""),
    ("a library of Kutip", "libraries of Kutip", ""),
    ("a link", "links", ""),
    ("an empty file", "empty files", ""),
    ("a file of the system", "files of the system", ""),
    ("a file about its folder", "files about their folders", ""),
    ("a file of an unknown kind that is not text", "files of unknown kinds that are not text", ""),
    ("a part of a saved page", "parts of saved pages", ""),
    ("a temporary or an older file", "temporary or older files", ".tmp .temp .bak .old .orig .swp .swo .part"
     " .crdownload .download .partial"),
    ("a picture", "pictures", ".jpg .jpeg .jpe .jfif .png .apng .gif .webp .avif .bmp .tif .tiff .heic .heif .svg .svgz"
     " .ico .cur .psd .ai .eps .cr2 .nef .dng .xcf .jp2 .jxl"),
    ("a recording", "recordings", ".mp3 .m4a .wav .ogg .oga .opus .flac .aac .wma .aif .aiff .amr .mid .midi .caf"),
    ("a video", "videos", ".mp4 .m4v .mov .avi .mkv .webm .wmv .flv .mpg .mpeg .3gp .ogv .m2ts .vob .swf"),
    ("a font", "fonts", ".ttf .otf .woff .woff2 .eot .ttc .pfb .pfm"),
    ("a style sheet", "style sheets", ".css .scss .sass .less .xsl .xslt .csl .bst .sty .cls"),
    ("a file of code", "files of code", ".js .mjs .cjs .ts .jsx .tsx .vue .py .ipynb .rb .pl .pm .lua .sh .bash .zsh"
     " .fish .bat .cmd .ps1 .vbs .c .h .cc .cpp .hpp .cs .java .kt .go .rs .swift .scala .clj .hs .ml .r .m .jl .sql"
     " .map .el .vim .ino .asm .dart .gradle .cmake .mk .diff .patch .proto .dtd .xsd"),
    ("a program", "programs", ".exe .dll .so .dylib .app .apk .ipa .jar .class .o .a .lib .pyc .pyo .pyd .msi .deb .rpm"
     " .pkg .dmg .iso .img .wasm .bin .whl .crx .xpi .scr"),
    ("a file of settings", "files of settings", ".ini .cfg .conf .config .toml .yaml .yml .plist .properties .env .lock"
     " .reg .prefs .inf .manifest .webmanifest .opml"),
    ("a file of data", "files of data", ".db .sqlite .sqlite3 .db3 .mdb .accdb .dbf .dat .data .sav .dta .rda .rdata"
     " .rds .pkl .pickle .npy .npz .h5 .hdf5 .feather .arrow .avro .orc .geojson .topojson .shp .shx .kml .kmz .gpx"
     " .ics .vcf .cdx .cdxj .idx .faiss .onnx .safetensors .gguf .mat .nc .fits .torrent"),
    ("a log", "logs", ".log .trace"),
    ("a shortcut", "shortcuts", ".url .webloc .lnk .desktop"),
    ("a checksum, key or signature", "checksums, keys and signatures", ".md5 .sha1 .sha256 .sha512 .sfv .sig .asc .gpg"
     " .pgp .pem .crt .cer .p12 .kdbx"),
)  # fmt: skip
"""What a file is that gives no article, what many are, and how their names end."""

HIDDEN, HIDDEN_FOLDER, LIBRARY, LINK, EMPTY, _SYSTEM, _ABOUT, _BINARY, SAVED, _TEMPORARY = (
    f"it is {one}" for one, _, _ in _LEFT_OUT[:10]
)
_CODE = "it is a file of code"
SPECIAL = "it is not a regular file"
COUNTED = {f"it is {one}": (one.partition(" ")[2], many) for one, many, _ in _LEFT_OUT}
"""What one file, and many, are called by the reason they are left out for."""

_DOCUMENTS = {
    "it is a document of a kind that is not read: save it as .docx": ".doc .dot .dotm .wpd .wps .wri .lwp .abw"
    " .zabw .pages .sxw .stw .sdw .hwp .hwpx .uot .602",
    "it is slides, which are not read: save them as .pdf": ".ppt .pptx .pptm .pps .ppsx .pot .potx .odp .fodp .key",
    "it is a spreadsheet of a kind that is not read: save it as .csv": ".xls .xlsb .xlt .xltx .numbers .ods .fods"
    " .sxc .wk1 .wks .123 .gnumeric .et",
    "it is a document of a kind that is not read: save it as .pdf": ".djvu .djv .ps .xps .oxps .dvi .pub .indd .idml "
    ".qxd .pmd .odg .vsd .vsdx .one",
    "it is a book of a kind that is not read: save it as .epub": ".mobi .azw .azw3 .azw4 .kfx .kf8 .prc .fb2 .fbz .lit"
    " .lrf .chm .pdb .ibooks",
    "it is mail of a kind that is not read: save it as .eml": ".oft .pst .ost .emlxpart .dbx .olm",
    "it is text with marks that are not read: save it as .html, .md or .txt": ".rst .rest .tex .ltx .latex .adoc"
    " .asciidoc .org .textile .wiki .mediawiki .creole .typ .texi .texinfo .man .lyx .t2t .bbcode .pod",
    "it is a saved page of a kind that is not read: save it as .html": ".webarchive .maff",
    "it is notes of a kind that is not read: export them as .html or .md": ".enex .note .notes .joplin .jex .scriv",
    "it is an archive of a kind that is not read: pack it as .zip": ".7z .rar .bz2 .tbz2 .tbz .xz .txz .zst .tzst .lz"
    " .lzma .lzh .z .cab .ace .arj .sit .sitx .cpio .cbz .cbr",
    "it is packed with gzip, and what is in it cannot be told: unpack it": ".gz",
}
_BY_SUFFIX = {
    **{each: (f"it is {one}", ProblemKind.LEFT_OUT) for one, _, suffixes in _LEFT_OUT for each in suffixes.split()},
    **{each: (reason, ProblemKind.UNREAD) for reason, suffixes in _DOCUMENTS.items() for each in suffixes.split()},
}
_BY_NAME = {
    **dict.fromkeys(("thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r", "autorun.inf"), _SYSTEM),
    **dict.fromkeys(["readme.md", "readme", "license", "licence", "copying", "makefile", "dockerfile"], _ABOUT),
}
_PAGES_OF_SITES = [".php", ".php3", ".phtml", ".asp", ".aspx", ".ashx", ".jsp", ".jspx", ".cgi", ".cfm", ".shtml"]
"""Code where a site is made, and a page where it was downloaded."""

_STARTS = (
    (b"%PDF-", "it is a PDF: let its name end in .pdf"),
    (b"{\\rtf", "it is rich text: let its name end in .rtf"),
    (b"PK\3\4", "it is a zip, or a document in one: let its name end in .zip, .docx or .epub"),
)
_PAGE_STARTS = (b"<!doctype html", b"<html")
_PAGE = "it is a web page: let its name end in .html"
_UNKNOWN_TEXT = "it is text of an unknown kind: save it as .txt, if it is an article"
_CONTROLS = bytes({*range(32), 127} - {*b"\t\n\v\f\r\x1b"})


def leftover(name: str, size: int | None, start: Callable[[], bytes]) -> ParseProblem | None:
    """Return why a file in a folder or archive is not read, or None.

    A `size` of None is unknown; `start` returns the first `START_BYTES` of a file that its name does not explain.
    """
    lowered = name.lower()
    if name.startswith("."):
        return left_out(HIDDEN)
    if name.startswith("~$") or name.endswith("~"):
        return left_out(_TEMPORARY)
    if lowered in _BY_NAME or size == 0:
        return left_out(_BY_NAME.get(lowered, EMPTY))
    if format_of(name):
        return None
    suffix = PurePosixPath(lowered).suffix
    reason, kind = _BY_SUFFIX.get(suffix, ("", ProblemKind.UNREAD))
    return ParseProblem(reason, kind=kind) if reason else _by_content(suffix, start())


def document(name: str) -> str | None:
    """Return what to do with a document that its name tells, or None."""
    reason, kind = _BY_SUFFIX.get(PurePosixPath(name.lower()).suffix, ("", ProblemKind.LEFT_OUT))
    return reason if kind is ProblemKind.UNREAD else None


def left_out(reason: str) -> ParseProblem:
    """Return what is told of a file that gives no article."""
    return ParseProblem(reason, kind=ProblemKind.LEFT_OUT)


def _by_content(suffix: str, start: bytes) -> ParseProblem:
    for beginning, reason in _STARTS:
        if start.startswith(beginning):
            return ParseProblem(reason)
    if start.removeprefix(codecs.BOM_UTF8).lstrip().lower().startswith(_PAGE_STARTS):
        return ParseProblem(_PAGE)
    if suffix in _PAGES_OF_SITES:
        return left_out(_CODE)
    return ParseProblem(_UNKNOWN_TEXT) if _is_text(start) else left_out(_BINARY)


def _is_text(start: bytes) -> bool:
    """Whether it has no characters that no text has, UTF-16 apart."""
    return start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or start == start.translate(None, _CONTROLS)
