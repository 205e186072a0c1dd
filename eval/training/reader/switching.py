"""Questions partly in English: Indonesian words are translated by chance.

English questions over Indonesian passages are few in the training sets. A question switched word by word
(code-switching as augmentation; Qin et al. 2020) is bad English, and makes the reader match a word with its translation
all the same.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from eval.training.lexicon import read_pairs, translation_table
from index.text.analysis import split_words, terms

LEAST_PROBABILITY = 0.15
"""How likely a translation must be to stand in for a word."""

SWITCHED = 0.85
"""The share of the words with a translation that are switched."""

_UNSTEMMED = "und"

Table = Mapping[str, Mapping[str, float]]


def word_table(pairs: Path, kept_in: Path, say: Callable[[str], None]) -> Table:
    """Return English translations of unstemmed Indonesian words, learned once and kept."""
    path = kept_in / "words-id-en.json"
    if not path.is_file():
        say("learning word translations from sentence pairs")
        read = read_pairs(pairs)
        indonesian = [terms(pair.indonesian, _UNSTEMMED) for pair in read]
        english = [terms(pair.english, _UNSTEMMED) for pair in read]
        path.write_text(json.dumps(translation_table(indonesian, english)), encoding="utf-8")
    table: Table = json.loads(path.read_text(encoding="utf-8"))
    return table


def switched(question: str, table: Table, drawn: random.Random) -> str:
    """Translate most words of `question` into English, except capitalised names."""
    said = []
    for place, word in enumerate(question.split()):
        bare = split_words(word)
        ways = {t: p for t, p in table.get(bare[0].casefold(), {}).items() if p >= LEAST_PROBABILITY} if bare else {}
        if len(bare) != 1 or not ways or (place and word[0].isupper()) or drawn.random() > SWITCHED:
            said.append(word)
            continue
        chosen = drawn.choices(list(ways), list(ways.values()))[0]
        said.append(re.sub(re.escape(bare[0]), partial(_in_place_of, chosen), word, count=1, flags=re.IGNORECASE))
    return " ".join(said)


def _in_place_of(chosen: str, found: re.Match[str]) -> str:
    """Return `chosen`, capitalised like what it replaces."""
    return chosen.capitalize() if found[0][0].isupper() else chosen
