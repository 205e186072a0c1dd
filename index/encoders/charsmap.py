"""Writes a map from characters to strings as SentencePiece's `precompiled_charsmap`, for `tokenizers`.

It is a double-array trie over the UTF-8 bytes of the keys, then the replacements, each ended by NUL; a key's
value is where its replacement starts. In the array a node has a base, its child over byte `c` lies in slot
`base ^ c`, and its own value in slot `base` (Aoe 1989, "An Efficient Digital Search Algorithm by Using a
Double-Array Structure"; the layout of a slot is that of Yata's Darts-clone).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count

import numpy as np

_HAS_VALUE = 1 << 8
_VALUE = 1 << 31
_OFFSET_SHIFT = 10
_OFFSETS = 1 << 21


@dataclass(slots=True)
class _Node:
    children: dict[int, _Node] = field(default_factory=dict)
    value: int | None = None


def compile_charsmap(replacements: Mapping[str, str]) -> bytes:
    """`replacements` as a precompiled map; the keys are of one character or more, none of them NUL."""
    strings = bytearray()
    root = _Node()
    for key, replacement in sorted(replacements.items()):
        node = root
        for byte in key.encode():
            node = node.children.setdefault(byte, _Node())
        node.value = len(strings)
        strings += replacement.encode() + b"\0"
    slots = _double_array(root)
    return len(slots).to_bytes(4, "little") + slots + bytes(strings)


def _double_array(root: _Node) -> bytes:
    """The slots, four bytes each, from the root in slot 0."""
    slots: dict[int, int] = {0: 0}
    waiting = [(0, root)]
    for position, node in waiting:
        base = _free_base(node, slots)
        offset = position ^ base
        if offset >= _OFFSETS:
            raise ValueError("the map is too large for a double array")
        slots[position] |= offset << _OFFSET_SHIFT
        slots.setdefault(base, 0)
        if node.value is not None:
            slots[position] |= _HAS_VALUE
            slots[base] = _VALUE | node.value
        for byte, child in node.children.items():
            slots[base ^ byte] = byte
            waiting.append((base ^ byte, child))
    array = np.zeros((max(slots) | 0xFF) + 1, dtype="<u4")
    array[list(slots)] = list(slots.values())
    return array.tobytes()


def _free_base(node: _Node, slots: Mapping[int, int]) -> int:
    """A base whose own slot and whose children's are free: so no two nodes share a base.

    With n slots taken, slot n is free or there are gaps before it: a search from just below it is short.
    """
    wanted = (0, *node.children)
    start = max(1, len(slots) - 512)
    return next(base for base in count(start) if all(base ^ byte not in slots for byte in wanted))
