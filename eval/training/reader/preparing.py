"""Preparation of the training sets: windows of questions, passages and negatives."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from eval.training.lexicon import read_pairs
from eval.training.reader.cloze import NAME, cloze
from eval.training.reader.cropping import cropped
from eval.training.reader.dressing import dressed
from eval.training.reader.encoding import windows_of
from eval.training.reader.examples import (
    SOURCES,
    Source,
    TrainingQuestion,
    asked_of,
    is_held_out,
    known_titles,
    read_source,
)
from eval.training.reader.mining import Miner, documents_of, with_negatives
from eval.training.reader.paragraphs import PARAGRAPHS, read_paragraphs
from eval.training.reader.swapping import names_in, swapped
from eval.training.reader.switching import Table, switched, word_table
from eval.training.reader.training import Item
from eval.values import Document, Say
from index.encoders.tokens import Tokeniser

PAIRS = "parallel_id_en/pairs.jsonl.gz"

CLOZE = Source(NAME, PAIRS, 0.2, NAME)


@dataclass(frozen=True, slots=True)
class Prepared:
    """The items to learn, and the digest of each set read."""

    items: tuple[Item, ...]
    digests: dict[str, str]


def prepare(data: Path, tokeniser: Tokeniser, kept_in: Path, seed: int, say: Say) -> Prepared:
    """Read, mine and cut all sets below `data`; word translations are kept in `kept_in`."""
    maker = _Maker(tokeniser, word_table(data / PAIRS, kept_in, say), random.Random(seed))
    items: list[Item] = []
    miners: dict[str, Miner] = {}
    for source, asked in _sets(data):
        if source.family not in miners:
            miners[source.family] = Miner(asked)
        titles = known_titles(data, source.family) if source in SOURCES else {}
        before = len(items)
        items += maker.items(source, asked, miners[source.family], titles)
        say(f"{source.name}: {len(asked)} questions, {len(items) - before} to learn from")
    pairs = cloze(read_pairs(data / PAIRS), seed)
    items += [item for one in pairs if one.example.spanned for item in maker.item(CLOZE, one, {})]
    return Prepared(tuple(items), _digests(data))


def _sets(data: Path) -> Iterator[tuple[Source, Sequence[TrainingQuestion]]]:
    """Yield every training set with its questions that are not held out."""
    for source in PARAGRAPHS:
        yield source, read_paragraphs(data / source.written, held_out=False)
    for source in SOURCES:
        yield source, [one for one in asked_of(read_source(data, source)) if not is_held_out(one.document)]


def _digests(data: Path) -> dict[str, str]:
    files = {source.name: data / source.written for source in (*PARAGRAPHS, CLOZE)}
    found = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()}
    return found | {source.name: read_source(data, source).digest for source in SOURCES}


@dataclass(frozen=True, slots=True)
class _Maker:
    """A maker of training items from questions."""

    tokeniser: Tokeniser
    table: Table
    drawn: random.Random

    def items(
        self, source: Source, asked: Sequence[TrainingQuestion], miner: Miner, titles: Mapping[str, str]
    ) -> Iterator[Item]:
        """Yield all items of a set, some again with a name exchanged or in English."""
        documents = documents_of(asked)
        names = [name for one in asked for name in names_in(one.example.question)]
        for one in asked:
            ready = self._ready(one, source, miner, documents)
            yield from self.item(source, ready, titles)
            if self.drawn.random() < source.switched:
                yield from self.item(source, self._switched(ready), titles)
            if one.example.answerable and self.drawn.random() < source.swapped:
                other = swapped(ready.example, names, self.drawn)
                if other is not None:
                    yield from self.item(source, replace(ready, example=other, negatives=()), titles)

    def _ready(
        self, one: TrainingQuestion, source: Source, miner: Miner, documents: Mapping[str, Document]
    ) -> TrainingQuestion:
        """A question with its passage cut to length and, by chance, with negatives."""
        ready = replace(one, example=cropped(one.example, one.document.language or "en", self.drawn))
        if not one.example.answerable or self.drawn.random() >= source.negative:
            return ready
        nearest = (documents[number] for number in miner.nearest(one.question_id) if number in documents)
        return with_negatives(ready, nearest, self.drawn)

    def _switched(self, one: TrainingQuestion) -> TrainingQuestion:
        question = switched(one.example.question, self.table, self.drawn)
        negatives = tuple(replace(negative, question=question) for negative in one.negatives)
        return replace(one, example=replace(one.example, question=question), negatives=negatives)

    def item(self, source: Source, asked: TrainingQuestion, titles: Mapping[str, str]) -> Iterator[Item]:
        """Yield the item of a question; by chance nothing if its share is below 1."""
        likely = min(1.0, source.share)
        if self.drawn.random() >= likely:
            return
        one = dressed(asked, titles, self.drawn)
        windows = windows_of(self.tokeniser, one.example)
        window = next((each for each in windows if each.starts), windows[0])
        yield Item(
            window,
            one.example.answerable,
            bool(window.starts) or not one.example.answerable,
            tuple(windows_of(self.tokeniser, negative)[0] for negative in one.negatives),
            source.share / likely,
        )
