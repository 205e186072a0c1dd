"""Writing from right to left, in the order in which it is read."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from itertools import cycle

_BRACKETS = {"()": re.compile(r"[()]"), "[]": re.compile(r"[\[\]]")}


def is_right_to_left(text: str) -> bool:
    """Whether most letters of `text` are Arabic, Hebrew or of another script of that direction."""
    directions = Counter(map(unicodedata.bidirectional, text))
    return directions["R"] + directions["AL"] > directions["L"]


def in_logical_order(signs: Sequence[str]) -> str:
    """Return signs, given from left to right, in the order of reading.

    A simple form of the Unicode Bidirectional Algorithm (UAX 9) turned round: the direction is that of most letters;
    words and figures of the other one are turned.
    """
    kinds = [_direction(sign) for sign in signs]
    if "R" not in kinds:
        return "".join(signs)
    leftwards = kinds.count("R") >= kinds.count("L")
    order = list(range(len(signs)))[::-1] if leftwards else list(range(len(signs)))
    turned = "LN" if leftwards else "R"
    out: list[int] = []
    run: list[int] = []
    neutral: list[int] = []
    for place in order:
        if kinds[place] in turned and (not neutral or _bridges(signs, kinds, run, neutral, place)):
            run += [*neutral, place]
            neutral = []
        elif run and kinds[place] == " ":
            neutral.append(place)
        else:
            out += [*run[::-1], *neutral]
            run, neutral = ([place], []) if kinds[place] in turned else ([], [])
            out += [] if run else [place]
    text = "".join(signs[place] for place in [*out, *run[::-1], *neutral])
    return unicodedata.normalize("NFKC", _mirrored(text)) if leftwards else text


def _direction(sign: str) -> str:
    kind = unicodedata.bidirectional(sign[0])
    return {"R": "R", "AL": "R", "L": "L", "EN": "N", "AN": "N"}.get(kind, " ")


def _bridges(signs: Sequence[str], kinds: Sequence[str], run: Sequence[int], between: Sequence[int], to: int) -> bool:
    """Whether two words or figures of the other direction belong together."""
    if not run:
        return False
    if "N" not in (kinds[run[-1]], kinds[to]):
        return True
    return len(between) == 1 and not signs[between[0]].isspace()


def _mirrored(text: str) -> str:
    """Return `text` with each pair of brackets opened, then closed."""
    for pair, either in _BRACKETS.items():
        pieces = either.split(text)
        if len(pieces) % 2:
            signs = cycle(pair)
            text = pieces[0] + "".join(next(signs) + piece for piece in pieces[1:])
    return text
