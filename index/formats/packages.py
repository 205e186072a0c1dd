"""Zip files with XML in them (Word, EPUB), opened within limits and without entities."""

from __future__ import annotations

import io
import zipfile
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree
from defusedxml import DefusedXmlException

from index.formats import limits
from index.formats.parsed import UnreadableError

DECLARES = "it declares entities or another document type, which is not safe to read"

_DECLARATION_BYTES = 65_536


def opened_package(raw: bytes, name: str) -> zipfile.ZipFile:
    """Open a package; raise UnreadableError if it is invalid or too large."""
    try:
        package = zipfile.ZipFile(io.BytesIO(raw))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise UnreadableError(f"it is damaged or not {name}") from error
    members = package.infolist()
    size = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    if len(members) > limits.ARCHIVE_MEMBERS:
        raise UnreadableError(f"it has more than {limits.ARCHIVE_MEMBERS:,} parts")
    if size > limits.MEMBER_BYTES:
        raise UnreadableError(f"it is too large ({size:,} bytes unpacked; the limit is {limits.MEMBER_BYTES:,})")
    if size > limits.UNPACKING_GRACE and size > packed * limits.UNPACKING_RATIO:
        raise UnreadableError(f"it unpacks to more than {limits.UNPACKING_RATIO} times its size")
    return package


def part_of(package: zipfile.ZipFile, name: str) -> bytes:
    """Return a part of a package; raise UnreadableError if missing, damaged or too large."""
    raw = _beginning(package, name, limits.DOCUMENT_BYTES + 1)
    if len(raw) > limits.DOCUMENT_BYTES:
        raise UnreadableError(f"its part {name} has more than {limits.DOCUMENT_BYTES:,} bytes")
    return raw


def xml_tree(raw: bytes) -> Element:
    """Parse XML; raise UnreadableError if it is not XML or declares entities."""
    try:
        root: Element = defusedxml.ElementTree.fromstring(raw, forbid_dtd=False)
    except DefusedXmlException as error:
        raise UnreadableError(DECLARES) from error
    except (ParseError, ValueError, LookupError) as error:
        raise UnreadableError("it is damaged: a part is not XML") from error
    return root


def refuse_declarations(package: zipfile.ZipFile, suffixes: tuple[str, ...]) -> None:
    """Raise UnreadableError if a part with such a suffix declares a document type.

    No program writes such a part.
    """
    for name in package.namelist():
        if name.endswith(suffixes):
            head = _beginning(package, name, _DECLARATION_BYTES).replace(b"\0", b"")
            if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                raise UnreadableError(DECLARES)


def _beginning(package: zipfile.ZipFile, name: str, size: int) -> bytes:
    try:
        with package.open(name) as stream:
            return stream.read(size)
    except KeyError as error:
        raise UnreadableError(f"it is damaged: it has no {name}") from error
    except Exception as error:  # unpacking damaged bytes raises anything
        raise UnreadableError(f"it is damaged ({type(error).__name__} in {name})") from error
