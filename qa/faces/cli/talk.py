"""Messages of the commands while they work: always on stderr, one line each."""

from __future__ import annotations

import sys

from index.text.cleaning import clean_line


def say(line: str) -> None:
    """Print one line on stderr, without characters that could move a terminal's cursor."""
    print(clean_line(line), file=sys.stderr, flush=True)
