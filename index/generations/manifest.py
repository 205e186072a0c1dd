"""The manifest of a generation: versions, model, counts, and a digest of every file."""

from __future__ import annotations

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from index.errors import IndexDamagedError, IndexOutdatedError

FORMAT_VERSION = 4
"""Raised with every change of the content or meaning of a generation's files."""

MANIFEST_NAME = "manifest.json"
MEND = "run `qa verify --repair`"

_DIGEST_IN_NAME = 16
_AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file of a generation: relative path with `/`, size in bytes, SHA-256 in hex."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """A generation's description; `revision` is the state of the articles it was built from.

    `recall` is the share of the ten nearest passages that its dense index finds, measured when it was built: 1 if it
    compares all of them.
    """

    format_version: int
    analysis: str
    model: str
    dim: int
    revision: int
    passages: int
    languages: tuple[str, ...]
    files: tuple[FileRecord, ...]
    recall: float = 1.0

    def to_bytes(self) -> bytes:
        """Return the manifest as canonical JSON."""
        return (json.dumps(asdict(self), indent=1, sort_keys=True) + "\n").encode()

    @property
    def digest(self) -> str:
        """The part of the manifest's own SHA-256 that stands in the generation's name."""
        return manifest_digest(self.to_bytes())


def manifest_digest(content: bytes) -> str:
    """Return the digest of a manifest's bytes that the generation's name carries."""
    return hashlib.sha256(content).hexdigest()[:_DIGEST_IN_NAME]


def record_files(folder: Path) -> tuple[FileRecord, ...]:
    """Return every file below `folder` but the manifest, sorted by path."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST_NAME)
    return tuple(
        FileRecord(path.relative_to(folder).as_posix(), path.stat().st_size, _file_digest(path)) for path in files
    )


def read_manifest(folder: Path, expected_digest: str) -> Manifest:
    """Read a generation's manifest and verify it against the digest in its name.

    Raises IndexDamagedError, or IndexOutdatedError if another version wrote it.
    """
    try:
        content = (folder / MANIFEST_NAME).read_bytes()
    except OSError as error:
        raise IndexDamagedError(f"the index has lost its {MANIFEST_NAME}", MEND) from error
    if manifest_digest(content) != expected_digest:
        raise IndexDamagedError(f"the index's {MANIFEST_NAME} is not what was written", MEND)
    values = json.loads(content)
    if values.get("format_version") != FORMAT_VERSION:
        raise IndexOutdatedError(
            f"the index has format {values.get('format_version')}, this version of Kutip reads {FORMAT_VERSION}",
            MEND,
        )
    try:
        files = tuple(FileRecord(**record) for record in values.pop("files"))
        return Manifest(**{**values, "languages": tuple(values["languages"]), "files": files})
    except (KeyError, TypeError) as error:
        raise IndexOutdatedError("the index was written by another version of Kutip", MEND) from error


def verify_files(folder: Path, manifest: Manifest) -> None:
    """Raise IndexDamagedError for the first file that is missing or differs from the manifest."""
    with ThreadPoolExecutor(_AT_ONCE) as workers:  # digests are made without Python's lock
        for complaint in workers.map(lambda record: _complaint(folder, record), manifest.files):
            if complaint is not None:
                raise IndexDamagedError(complaint, MEND)


def _complaint(folder: Path, record: FileRecord) -> str | None:
    """Return what is wrong with a file, or None."""
    path = folder / record.path
    if not path.is_file():
        return f"the index has lost {record.path}"
    if path.stat().st_size != record.size or _file_digest(path) != record.sha256:
        return f"the index's {record.path} is not what was written"
    return None


def _file_digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
