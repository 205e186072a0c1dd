"""From the training sets to what the network learns: windows of questions, passages and hard negatives."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from eval.reader_training.encoding import Window, WindowMaker
from eval.reader_training.examples import SOURCES, Asked, Example, Source, asked_of, is_held_out, read_source
from eval.reader_training.mining import mined
from eval.reader_training.switching import Table, switched, word_table
from eval.reader_training.training import Item
from index.importing import Tell

PAIRS = "parallel_id_en/pairs.jsonl.gz"


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is learned, the questions kept from it (with their negatives), and the digest of each set read."""

    items: tuple[Item, ...]
    held_out: tuple[Asked, ...]
    digests: dict[str, str]


def prepare(
    data: Path, maker: WindowMaker, kept_in: Path, seed: int, tell: Tell, say: Callable[[str], None]
) -> Prepared:
    """Read, mine and cut all of `SOURCES` below `data`; what takes long is done once and kept in `kept_in`."""
    table = word_table(data / PAIRS, kept_in, say)
    items: list[Item] = []
    held_out: list[Asked] = []
    digests = {}
    for source in SOURCES:
        questions = read_source(data, source)
        digests[source.name] = questions.digest
        asked = mined(questions, asked_of(questions), source.family, kept_in, tell, say)
        held_out += [one for one in asked if is_held_out(one.document)]
        learned = [one for one in asked if not is_held_out(one.document)]
        items += _items(learned, source, maker)
        if source.switched:
            items += _items(_switched(learned, table, seed), replace(source, share=source.switched), maker)
        say(f"{source.name}: {len(learned)} questions to learn from, {len(asked) - len(learned)} held out")
    return Prepared(tuple(items), tuple(held_out), digests)


def _switched(asked: Sequence[Asked], table: Table, seed: int) -> list[Asked]:
    drawn = random.Random(seed)
    found = []
    for one in asked:
        question = switched(one.example.question, table, drawn)
        negatives = tuple(replace(negative, question=question) for negative in one.negatives)
        found.append(replace(one, example=replace(one.example, question=question), negatives=negatives))
    return found


def _items(asked: Sequence[Asked], source: Source, maker: WindowMaker) -> Iterator[Item]:
    own = maker.windows([one.example for one in asked])
    flat: list[Example] = [negative for one in asked for negative in one.negatives]
    others = iter(maker.windows(flat))
    for one, windows in zip(asked, own, strict=True):
        negatives = tuple(next(others)[0] for _ in one.negatives)
        window = next((w for w in windows if w.starts), windows[0])
        yield Item(
            window,
            one.example.answerable,
            bool(window.starts) or not one.example.answerable,
            negatives,
            source.negatives,
            source.share,
        )


def windows_of(asked: Sequence[Asked], maker: WindowMaker) -> list[tuple[Window, ...]]:
    """The windows of each question's own passage."""
    return maker.windows([one.example for one in asked])
