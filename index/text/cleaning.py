"""Text made safe for a terminal and otherwise kept to the letter."""

from __future__ import annotations

import re

_LINE_ENDING = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")

# The payload of a string sequence stops at any control character, so that an
# unterminated one cannot swallow the article, and matching stays linear.
_ESCAPE = re.compile(
    "(?:\x1b[\\]PX^_]|[\x90\x98\x9d\x9e\x9f])[^\x00-\x08\x0a-\x1f\x7f-\x9f]*(?:\x07|\x9c|\x1b\\\\)"
    "|(?:\x1b\\[|\x9b)[0-?]*[ -/]*[@-~]?"
    "|\x1b[ -/]*[0-~]?"
)

_PLANES = range(0x11)
_NONCHARACTERS = "\ufdd0-\ufdef" + "".join(f"{chr(p << 16 | 0xFFFE)}{chr(p << 16 | 0xFFFF)}" for p in _PLANES)
_CONTROLS = "\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff" + _NONCHARACTERS
_UNWANTED = re.compile(f"[{_CONTROLS}]+")
_STEERING = re.compile(f"[{_CONTROLS}\u2028\u2029]")


def clean_text(raw: str) -> str:
    r"""Return `raw` without anything that steers a terminal or reorders what is displayed.

    Terminal escape sequences go whole (ECMA-48: CSI, OSC, DCS and the other string sequences, and single escapes, in
    their 7-bit and 8-bit forms), and so do control characters except `\n` and `\t`, bidirectional embeddings, overrides
    and isolates, lone surrogates, noncharacters, and a byte order mark at the start. Every kind of line ending becomes
    `\n`. The rest is kept to the letter: nothing is normalised and nothing is trimmed. Cleaning cleaned text changes
    nothing.
    """
    if raw.replace("\n", " ").replace("\t", " ").isprintable():  # as nearly all text is
        return raw
    text = _LINE_ENDING.sub("\n", raw)
    text = _ESCAPE.sub("", text)
    return _UNWANTED.sub("", text).lstrip("\ufeff")


def clean_line(raw: str) -> str:
    """Return `raw` cleaned and on one line, each run of whitespace one space."""
    return " ".join(clean_text(raw).split()).lstrip("\ufeff ")


def shown(stored: str) -> str:
    """Return `stored` with a "�" for each character that steers a terminal.

    Offsets into `stored` hold in it. Cleaned text stays as it is.
    """
    return _STEERING.sub("�", stored)


def first_words(line: str, most: int) -> str:
    """Return the whole words in the first `most` characters of a longer line.

    If these are all one word, they are returned as they are.
    """
    kept, space, _ = line[: most + 1].rpartition(" ")
    return kept if space else line[:most]
