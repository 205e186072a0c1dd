"""Zip files with XML in them, opened within limits and without entities."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree
from defusedxml import DefusedXmlException

from index.formats import limits
from index.formats.parsed import UnreadableError

DECLARES = "it declares entities or another document type, which is not safe to read"
ENCRYPTED = "it is encrypted with a password; save it without one"

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # the container of Office 97-2003, and of encrypted newer files
_OLD = "it is a document of Office 97-2003 (.doc, .xls, .ppt), whatever its name; save it as .docx, .xlsx or .pdf"


class Package:
    """The parts of a zip file, found by their names.

    A name may differ in case, slashes and percent-encoding from that of the part, where that is unique.
    """

    def __init__(self, raw: bytes, name: str) -> None:
        """Raise UnreadableError unless `raw` is a package, called `name`, within the limits."""
        if raw.startswith(_OLE):
            raise UnreadableError(ENCRYPTED if "EncryptedPackage".encode("utf-16-le") in raw else _OLD)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(raw))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
            raise UnreadableError(f"it is damaged or not {name}") from error
        members = self._zip.infolist()
        size = sum(member.file_size for member in members)
        packed = max(1, sum(member.compress_size for member in members))
        if len(members) > limits.ARCHIVE_MEMBERS:
            raise UnreadableError(f"it has more than {limits.ARCHIVE_MEMBERS:,} parts")
        if size > limits.MEMBER_BYTES:
            raise UnreadableError(f"it is too large ({size:,} bytes unpacked; the limit is {limits.MEMBER_BYTES:,})")
        if size > limits.UNPACKING_GRACE and size > packed * limits.UNPACKING_RATIO:
            raise UnreadableError(f"it unpacks to more than {limits.UNPACKING_RATIO} times its size")
        self.names = tuple(dict.fromkeys(member.filename for member in members))
        self._alike: defaultdict[str, list[str]] = defaultdict(list)
        for each in self.names:
            self._alike[_plain(each)].append(each)
            self._alike[f"*/{posixpath.basename(_plain(each))}"].append(each)

    def find(self, name: str, *, anywhere: bool = False) -> str | None:
        """Return the name that a part really has, or None; `anywhere` is in any folder."""
        if name in self._zip.NameToInfo:
            return name
        plain = _plain(name)
        keys = (plain, f"*/{posixpath.basename(plain)}") if anywhere else (plain,)
        return next((found[0] for key in keys if len(found := self._alike.get(key, [])) == 1), None)

    def part(self, name: str) -> bytes:
        """Return a part; raise UnreadableError if it is missing, damaged, encrypted or too large."""
        found = self.find(name)
        if found is None:
            raise UnreadableError(f"it is damaged: it has no {name}")
        member = self._zip.getinfo(found)
        if member.flag_bits & 1:
            raise UnreadableError(ENCRYPTED)
        try:
            with self._zip.open(member) as stream:
                raw = stream.read(limits.DOCUMENT_BYTES + 1)
        except MemoryError:
            raise
        except Exception as error:  # unpacking damaged bytes raises anything
            raise UnreadableError(f"it is damaged ({type(error).__name__} in {name})") from error
        if len(raw) > limits.DOCUMENT_BYTES:
            raise UnreadableError(f"its part {name} has more than {limits.DOCUMENT_BYTES:,} bytes")
        return raw

    def tree(self, name: str) -> Element:
        """Return the root of a part that is XML; raise UnreadableError if it is none."""
        return xml_tree(self.part(name))

    def relations(self, name: str) -> Iterator[tuple[str, str, str]]:
        """Yield the ids, kinds and targets of what an Office document's part refers to.

        The kind is the end of the type's address, which strict documents have too; a target may be missing.
        """
        folder, base = posixpath.split(name)
        root = None
        with suppress(UnreadableError):  # without it some parts are found by their usual names
            root = self.tree(f"{folder}/_rels/{base}.rels")
        for each in root if root is not None else ():
            if each.get("TargetMode", "").lower() != "external":
                target = posixpath.join("/", folder, (each.get("Target") or "").replace("\\", "/"))
                yield each.get("Id", ""), posixpath.basename(each.get("Type", "")), target.lstrip("/")


def xml_tree(raw: bytes) -> Element:
    """Parse XML; raise UnreadableError if it is not XML or declares entities."""
    try:
        root: Element = defusedxml.ElementTree.fromstring(raw, forbid_dtd=False)
    except DefusedXmlException as error:
        raise UnreadableError(DECLARES) from error
    except (ParseError, ValueError, LookupError) as error:
        raise UnreadableError("it is damaged: a part is not XML") from error
    return root


def local_name(element: Element) -> str:
    """Return the name of an element or attribute without its namespace."""
    return element.tag.rpartition("}")[2]


def _plain(name: str) -> str:
    path = unquote(name).replace("\\", "/").casefold()
    return posixpath.normpath(f"/{path}").lstrip("/")
