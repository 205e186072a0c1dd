"""Where files lie: no other module joins path names."""

from __future__ import annotations

import contextlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import platformdirs

from index.errors import BadInputError, StoreError
from index.private import opener

LIBRARY_VARIABLE = "KUTIP_LIBRARY"
CACHE_VARIABLE = "KUTIP_CACHE"


@dataclass(frozen=True, slots=True)
class LibraryPaths:
    """The files of one library, a directory that can be copied or moved whole."""

    root: Path

    @property
    def database(self) -> Path:
        """The source of truth: articles, passages, embeddings."""
        return self.root / "corpus.sqlite"

    @property
    def lock(self) -> Path:
        """The lock that the one writing process holds."""
        return self.root / "writer.lock"

    @property
    def generations(self) -> Path:
        """The folder of index generations, of which one is live."""
        return self.root / "generations"

    @property
    def current(self) -> Path:
        """The file that names the live generation, replaced atomically."""
        return self.root / "CURRENT"

    @property
    def writers(self) -> Path:
        """The language models that quotes have gone to, a line each."""
        return self.root / "WRITERS"

    def generation(self, name: str) -> Path:
        """Return the folder of the generation called `name`."""
        return self.generations / name

    @classmethod
    def of(cls, path: Path | str | None) -> Self:
        """Return the paths of the library at `path`, else of the default one.

        Raises BadInputError if the path is not UTF-8, which FAISS refuses.
        """
        root = Path(path).expanduser() if path is not None else default_library()
        try:
            str(root).encode()
        except UnicodeEncodeError as error:
            raise BadInputError("the path of the library is not UTF-8", "name another library") from error
        return cls(root)

    def hold_library(self) -> bool:
        """Whether there is a database.

        Raises StoreError if that cannot be told, or if it was emptied although there is an index.
        """
        try:
            found = self.database.stat()
        except (FileNotFoundError, NotADirectoryError, ValueError):
            return False
        except OSError as error:
            raise StoreError(
                f"the library {self.root} cannot be read ({error.strerror or error})",
                "check the path and its permissions",
            ) from error
        if not found.st_size and self.current.exists():
            raise StoreError(
                f"the database {self.database} is damaged (it is empty)",
                "restore it from a copy, or add the articles to a new library",
            )
        return stat.S_ISREG(found.st_mode)

    def size(self) -> int:
        """Return the bytes of all files; what is swept away meanwhile counts nothing."""
        size = 0
        for within, _, names in os.walk(self.root):
            for name in names:
                with contextlib.suppress(FileNotFoundError):
                    size += Path(within, name).lstat().st_size
        return size


def default_library() -> Path:
    """Return `KUTIP_LIBRARY` if it is set, else the platform's folder for user data."""
    given = os.environ.get(LIBRARY_VARIABLE)
    return Path(given).expanduser() if given else Path(platformdirs.user_data_dir("kutip")) / "library"


def cache_folder() -> Path:
    """Return `KUTIP_CACHE` if it is set, else the platform's cache folder."""
    given = os.environ.get(CACHE_VARIABLE)
    return Path(given).expanduser() if given else Path(platformdirs.user_cache_dir("kutip"))


def replace_file(path: Path, content: bytes) -> None:
    """Replace a file atomically, so that even a power cut leaves one whole version."""
    staging = path.with_name(f"{path.name}.{os.getpid()}.new")
    with open(staging, "wb", opener=opener) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    staging.replace(path)
    sync_folder(path.parent)


def whole_lines(path: Path) -> list[bytes]:
    """Return the whole lines of a file; cut off a half-written one at its end."""
    content = path.read_bytes()
    whole = content[: content.rfind(b"\n") + 1]
    if len(whole) < len(content):
        replace_file(path, whole)
    return whole.splitlines()


def sync_folder(folder: Path) -> None:
    """Make renames and new names in `folder` durable, if the platform can."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:  # Windows cannot open a folder; its renames are journalled
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
