"""From the training sets to what the network learns: windows of questions, passages and hard negatives."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from eval.lexicon_training import read_pairs
from eval.reader_training.cloze import NAME, cloze
from eval.reader_training.dressing import dressed
from eval.reader_training.encoding import windows_of
from eval.reader_training.examples import SOURCES, Asked, Source, asked_of, is_held_out, known_titles, read_source
from eval.reader_training.mining import mined
from eval.reader_training.switching import Table, switched, word_table
from eval.reader_training.training import Item
from index.importing import Tell
from qa.reader.tokens import Tokeniser

PAIRS = "parallel_id_en/pairs.jsonl.gz"

CLOZE = Source(NAME, PAIRS, shares=(0.6, 0.1), family=NAME, negatives=2)
CLOZE_UNSPANNED = (0.1, 0.02)
"""How often a question made of sentence pairs is read in an epoch, on average, if it asks for no word."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is learned, and the digest of each set read."""

    items: tuple[Item, ...]
    digests: dict[str, str]


def prepare(
    data: Path, tokeniser: Tokeniser, kept_in: Path, seed: int, tell: Tell, say: Callable[[str], None]
) -> Prepared:
    """Read, mine and cut all of `SOURCES` below `data`; what takes long is done once and kept in `kept_in`."""
    table = word_table(data / PAIRS, kept_in, say)
    drawn = random.Random(seed)
    items: list[Item] = []
    digests = {}
    for source in SOURCES:
        questions = read_source(data, source)
        digests[source.name] = questions.digest
        asked = mined(questions, asked_of(questions), source.family, kept_in, tell, say)
        learned = [one for one in asked if not is_held_out(one.document)]
        say(f"{source.name}: {len(learned)} questions to learn from, {len(asked) - len(learned)} held out")
        titles = known_titles(data, source.family)
        items += _items([dressed(one, titles, drawn) for one in learned], source, tokeniser)
        if source.switched:
            english = [dressed(_switched(one, table, drawn), titles, drawn) for one in learned]
            items += _items(english, replace(source, shares=source.switched), tokeniser)
    digests[NAME] = hashlib.sha256((data / PAIRS).read_bytes()).hexdigest()
    made = [dressed(one, {}, drawn) for one in cloze(read_pairs(data / PAIRS), seed)]
    say(f"{NAME}: {len(made)} questions made of sentence pairs")
    items += _items([one for one in made if one.example.spanned], CLOZE, tokeniser)
    items += _items([one for one in made if not one.example.spanned], replace(CLOZE, shares=CLOZE_UNSPANNED), tokeniser)
    return Prepared(tuple(items), digests)


def _switched(one: Asked, table: Table, drawn: random.Random) -> Asked:
    question = switched(one.example.question, table, drawn)
    negatives = tuple(replace(negative, question=question) for negative in one.negatives)
    return replace(one, example=replace(one.example, question=question), negatives=negatives)


def _items(asked: Sequence[Asked], source: Source, tokeniser: Tokeniser) -> Iterator[Item]:
    for one in asked:
        windows = windows_of(tokeniser, one.example)
        window = next((w for w in windows if w.starts), windows[0])
        yield Item(
            window,
            one.example.answerable,
            bool(window.starts) or not one.example.answerable,
            tuple(windows_of(tokeniser, negative)[0] for negative in one.negatives),
            source.negatives,
            source.shares,
        )
