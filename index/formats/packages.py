"""Documents that are zip files of XML inside (Word, EPUB): opened within limits, their XML without declarations."""

from __future__ import annotations

import zipfile
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree
from defusedxml import DefusedXmlException

from index.formats import limits
from index.formats.parsed import UnreadableError

_DECLARATION_BYTES = 65_536
DECLARES = "it declares entities or another document type, which is not safe to read"


def opened(stream: BinaryIO, name: str) -> zipfile.ZipFile:
    """The package; UnreadableError where it is none or would unpack to too much."""
    try:
        package = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise UnreadableError(f"it is damaged or no {name}") from error
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


def part(package: zipfile.ZipFile, name: str) -> bytes:
    """One part of a package, within the limits; UnreadableError where it is missing, damaged or too large."""
    try:
        with package.open(name) as stream:
            raw = stream.read(limits.DOCUMENT_BYTES + 1)
    except KeyError as error:
        raise UnreadableError(f"it is damaged: it has no {name}") from error
    except Exception as error:  # unpacking raises whatever the damaged bytes lead to
        raise UnreadableError(f"it is damaged ({type(error).__name__} in {name})") from error
    if len(raw) > limits.DOCUMENT_BYTES:
        raise UnreadableError(f"its part {name} has more than {limits.DOCUMENT_BYTES:,} bytes")
    return raw


def tree(raw: bytes) -> Element:
    """The XML `raw`; UnreadableError where it is none or declares entities."""
    try:
        root: Element = defusedxml.ElementTree.fromstring(raw, forbid_dtd=False)
    except DefusedXmlException as error:
        raise UnreadableError(DECLARES) from error
    except (ParseError, ValueError, LookupError) as error:
        raise UnreadableError("it is damaged: a part is not XML") from error
    return root


def refuse_declarations(package: zipfile.ZipFile, suffixes: tuple[str, ...]) -> None:
    """UnreadableError where a part whose name ends so declares a document type: none that a program writes does."""
    for name in package.namelist():
        if name.endswith(suffixes):
            try:
                with package.open(name) as stream:
                    head = stream.read(_DECLARATION_BYTES)
            except Exception as error:  # unpacking raises whatever the damaged bytes lead to
                raise UnreadableError(f"it is damaged ({type(error).__name__} in {name})") from error
            if b"<!DOCTYPE" in head.replace(b"\0", b"") or b"<!ENTITY" in head.replace(b"\0", b""):
                raise UnreadableError(DECLARES)
