"""Files that Kutip writes for its user, never over another."""

from __future__ import annotations

from pathlib import Path

from index.errors import BadInputError
from index.private import opener


def write_new(path: Path, content: str | bytes) -> None:
    """Write a file that is not there yet, for its user alone; BadInputError for one that is, or cannot be written.

    Where the disk is full, nothing is left of it.
    """
    data = content.encode() if isinstance(content, str) else content
    try:
        with open(path, "xb", opener=opener) as file:
            try:
                file.write(data)
                file.flush()
            except OSError:
                path.unlink(missing_ok=True)
                raise
    except FileExistsError as error:
        raise BadInputError(f"{path} is there already", "give another name") from error
    except OSError as error:
        raise BadInputError(f"{path} cannot be written ({error.strerror})", "give another place") from error
