"""Where files lie: no other module joins path names."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

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

    def generation(self, name: str) -> Path:
        """Return the folder of the generation called `name`."""
        return self.generations / name


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
