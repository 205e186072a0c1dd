"""The commands of `qa-eval train`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from eval.training.cohort import train_cohort
from eval.training.fusion import LEVELS, WEIGHTS, sweep_fusion
from eval.training.lexicon import read_pairs, train_lexicon
from index.encoders import make_encoder
from qa.faces.cli.progress import ImportProgress
from qa.faces.cli.talk import say

train = typer.Typer(help="Training of the small models that Kutip ships with.", rich_markup_mode=None)

Pairs = Annotated[Path, typer.Argument(metavar="FILE", help="Sentence pairs as (gzipped) JSON lines: en, ind.")]
Data = Annotated[Path, typer.Argument(metavar="DIR", help="The folder with the question sets.")]
Out = Annotated[Path, typer.Option(metavar="DIR", help="Where to write.")]

_SHIPPED = Path("index/data")


@train.command("lexicon")
def lexicon_command(pairs: Pairs, out: Out = _SHIPPED) -> None:
    """Train the bilingual lexicon from parallel sentences."""
    for path in train_lexicon(read_pairs(pairs), out):
        say(f"wrote {path}")


@train.command("cohort")
def cohort_command(pairs: Pairs, out: Out = _SHIPPED) -> None:
    """Embed the sentences that closeness is measured against."""
    encoder = make_encoder(None, passages=0)
    say(f"wrote {train_cohort(read_pairs(pairs), encoder, out)}")


@train.command("fusion")
def fusion_command(data: Data) -> None:
    """Sweep the weight of BM25 in hybrid search, and the least level of a language."""
    tried = [*(f"w {weight:<3g}" for weight in WEIGHTS), *(f"l {least:<4g}" for least in LEVELS)]
    print("set         questions  bm25   dense  " + "  ".join(f"{each:5}" for each in tried))
    with ImportProgress() as progress:
        for swept in sweep_fusion(data, progress):
            values = swept.lexical, swept.dense, *swept.weights, *swept.levels
            print(f"{swept.name:10}  {swept.questions:9}  " + "  ".join(f"{value:<5.3f}" for value in values))


@train.command("reader")
def reader_command(data: Data, out: Out) -> None:
    """Train the reader, calibrate it on held-out questions, and measure it: hours on a CPU."""
    from eval.training.reader.command import train_reader  # torch takes seconds to import
    from eval.training.reader.training import Settings

    with ImportProgress() as progress:
        say(f"the reader is in {train_reader(data, out, Settings(), progress, say)}")


@train.command("entailment")
def entailment_command(data: Data, out: Out) -> None:
    """Train the network that tells whether quotes say what a sentence says.

    It takes an hour on a CPU.
    """
    from eval.training.entailment.command import train_entailment
    from eval.training.entailment.training import Settings

    say(f"the entailment network is in {train_entailment(data, out, Settings(), say)}")
