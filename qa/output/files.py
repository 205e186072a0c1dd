"""Files that Kutip writes for its user, never over an existing one."""

from __future__ import annotations

from pathlib import Path

from index.errors import BadInputError
from index.private import opener


def write_new(path: Path, content: str | bytes) -> None:
    """Write a new file that only its user can read, completely or not at all.

    Raises BadInputError if it exists or cannot be written.
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
        raise BadInputError(f"{path} already exists", "give another name") from error
    except OSError as error:
        raise BadInputError(f"{path} cannot be written ({error.strerror})", "give another place") from error
