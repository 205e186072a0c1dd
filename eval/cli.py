"""The `qa-eval` command: benchmarks and training."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from eval.benchmarks.bench_bm25 import bench_bm25, lines_of
from eval.benchmarks.bench_chat import bench_chat
from eval.benchmarks.bench_embed import bench_embed
from eval.benchmarks.bench_embed import table as embed_table
from eval.benchmarks.bench_import import bench_import
from eval.benchmarks.bench_peers import bench_peers, table
from eval.benchmarks.bench_reader import bench_reader
from eval.benchmarks.bench_reader import table as reader_table
from eval.benchmarks.bench_retrieval import bench_retrieval
from eval.benchmarks.bench_scale import SIZES, bench_scale
from eval.benchmarks.bench_scale import table as scale_table
from eval.benchmarks.bench_server import bench_server
from eval.benchmarks.fuzz_readers import fuzz_readers
from eval.benchmarks.scale_plot import check_picture, draw_scale
from eval.benchmarks.torture import lines_of as torture_lines
from eval.benchmarks.torture import torture
from eval.peers import peers
from eval.peers.kutip import HYBRID, kutip
from eval.runs.compare_command import compare
from eval.runs.errors import problems_listed
from eval.runs.run_command import run
from eval.sets import read_sets
from eval.training.cohort import train_cohort
from eval.training.fusion import LEVELS, WEIGHTS, sweep_fusion
from eval.training.lexicon import read_pairs, train_lexicon
from index.encoders import MANY, make_encoder
from qa.answer.reader.reader import FOLDER, Reader
from qa.faces.cli.exits import Exit
from qa.faces.cli.running import run_app
from qa.faces.cli.talk import ImportProgress, say

app = typer.Typer(
    name="qa-eval",
    help="Measures Kutip and trains what it has learned.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
bench = typer.Typer(help="Benchmarks: speed, memory, size.", rich_markup_mode=None)
train = typer.Typer(help="Training of the small models that Kutip ships with.", rich_markup_mode=None)
fuzz = typer.Typer(help="Damaged and hostile input, and what becomes of it.", rich_markup_mode=None)
app.command("run")(run)
app.command("compare")(compare)
app.add_typer(bench, name="bench")
app.add_typer(train, name="train")
app.add_typer(fuzz, name="fuzz")


@bench.command("import")
def bench_import_command(
    articles: Annotated[Path, typer.Argument(metavar="FILE", help="Articles as (gzipped) JSON lines.")],
    limit: Annotated[int, typer.Option(help="How many of them.", min=1)] = 5_000,
) -> None:
    """Import articles in a process of its own and ask a question: rates, memory, disk."""
    for line in bench_import(articles, limit).lines():
        print(line)


@bench.command("embed")
def bench_embed_command(
    texts: Annotated[Path, typer.Argument(metavar="FILE", help="Articles as (gzipped) JSON lines.")],
    count: Annotated[int, typer.Option(help="How many of their passages.", min=1)] = 1_024,
) -> None:
    """Embed the same passages with every engine by turns: rates, ratios to the C engine's, cosines, memory."""
    for line in embed_table(bench_embed(texts, count, say)):
        print(line)


@bench.command("chat")
def bench_chat_command(
    library: Annotated[Path, typer.Argument(metavar="LIBRARY", help="The library to chat with.")],
    articles: Annotated[Path, typer.Argument(metavar="FILE", help="Articles as (gzipped) JSON lines, to import.")],
    question: Annotated[str, typer.Option(help="What to ask.")] = "what did Putin promise Belarus",
    limit: Annotated[int, typer.Option(help="How many articles.", min=1)] = 5_000,
) -> None:
    """Start the chat and ask at once; then type while articles are imported: milliseconds, and ratios."""
    for line in bench_chat(library, question, articles, limit).lines():
        print(line)


@bench.command("peers")
def bench_peers_command(
    sets: Annotated[list[str], typer.Argument(metavar="SET", help="Question sets that bring their documents.")],
) -> None:
    """Measure Kutip, its parts, BM25 alone, txtai and LlamaIndex over the same documents and vectors."""
    query, bulk = make_encoder(None, passages=0), make_encoder(None, passages=MANY)
    systems = {**kutip(query), **peers(query)}
    with problems_listed():
        rows = bench_peers(read_sets(sets), systems, bulk, baseline=HYBRID, say=say)
    for line in table(rows):
        print(line)


@bench.command("reader")
def bench_reader_command(
    sets: Annotated[list[str], typer.Argument(metavar="SET", help="Question sets that bring their documents.")],
    count: Annotated[int, typer.Option(help="How many questions of each, at most.", min=1)] = 100,
    reader: Annotated[Path, typer.Option(metavar="DIR", help="The reader to measure.")] = FOLDER,
) -> None:
    """Read 1 to 20 hits, and as many as there is time for: quality kept, milliseconds, passages a second."""
    with problems_listed(), ImportProgress() as progress:
        rows = bench_reader(read_sets(sets), Reader.load(reader), count, progress, say)
    for line in reader_table(rows):
        print(line)


@bench.command("retrieval")
def bench_retrieval_command(
    library: Annotated[Path, typer.Argument(metavar="LIBRARY", help="The library to search.")],
    questions: Annotated[
        list[str] | None,
        typer.Option(metavar="SET", help="Whose questions to ask; again for more (else titles of articles)."),
    ] = None,
    count: Annotated[int, typer.Option(help="How many of them, at most.", min=1)] = 200,
) -> None:
    """Time one search and its parts, and rank-bm25 alone over the same passages in the same run."""
    with problems_listed():
        figures = bench_retrieval(library, read_sets(questions or ()), count, say)
    for line in figures.lines():
        print(line)


@bench.command("scale")
def bench_scale_command(
    library: Annotated[Path, typer.Argument(metavar="LIBRARY", help="Whose passages to begin with and to recombine.")],
    questions: Annotated[list[str], typer.Option(metavar="SET", help="Whose questions to ask; again for more.")],
    sizes: Annotated[
        list[int] | None, typer.Option(metavar="N", help="So many passages; again for more.", min=1)
    ] = None,
    count: Annotated[int, typer.Option(help="How many questions, at most.", min=1)] = 200,
    place: Annotated[Path | None, typer.Option(metavar="DIR", help="Where to make the library, to be kept.")] = None,
    plot: Annotated[Path | None, typer.Option(metavar="FILE", help="Draw the growth: .svg or .png.")] = None,
) -> None:
    """Grow a library to a million passages: time, bytes, memory, milliseconds, recall."""
    if plot:
        check_picture(plot)
    encoder = make_encoder(None, passages=0)
    with problems_listed():
        asked = read_sets(questions)
    alike, rows = bench_scale(library, encoder, asked, sizes or SIZES, count, place, say)
    for line in (*alike.lines(), *scale_table(rows)):
        print(line)
    if plot:
        draw_scale(rows, plot)


@bench.command("server")
def bench_server_command(
    library: Annotated[Path, typer.Argument(metavar="LIBRARY", help="The library to serve.")],
    questions: Annotated[
        list[str] | None, typer.Option(metavar="SET", help="Whose questions to ask; again for more.")
    ] = None,
    clients: Annotated[int, typer.Option(help="How many ask at once.", min=1)] = 32,
    seconds: Annotated[float, typer.Option(help="For how long.", min=1)] = 60.0,
    count: Annotated[int, typer.Option(help="How many different questions.", min=1)] = 200,
) -> None:
    """Ask a real server alone and by many at once: times, ratios, memory, and whether answers stay the same."""
    with problems_listed():
        figures = bench_server(library, read_sets(questions or ()), clients, seconds, count, say)
    for line in figures.lines():
        print(line)


@bench.command("bm25")
def bench_bm25_command(
    data: Annotated[Path, typer.Argument(metavar="DATA", help="The folder with the sets scifact and cacm.")],
) -> None:
    """Make published BM25 figures again with Kutip's own terms and index."""
    for line in lines_of(tuple(bench_bm25(data))):
        print(line)


@fuzz.command("readers")
def fuzz_readers_command(
    rounds: Annotated[int, typer.Option(help="How many damaged files of each format.", min=0)] = 100,
    seed: Annotated[int, typer.Option(help="Where the random damage starts from.")] = 1,
) -> None:
    """Give damaged and hostile files to the readers: articles, problems, and what else came out."""
    fuzzed = fuzz_readers(rounds, seed)
    for line in fuzzed.lines():
        print(line)
    if fuzzed.wrong:
        raise typer.Exit(1)


@app.command("torture")
def torture_command(
    rounds: Annotated[int, typer.Option(help="How many.", min=1)] = 100,
    seed: Annotated[int, typer.Option(help="Another one gives other rounds.")] = 1,
) -> int:
    """Have a library follow a folder while processes are killed, disks fill, clocks jump and two write at once."""
    done = []
    for each in torture(rounds, seed, say):
        done.append(each)
        say(f"round {each.number}: {each.changes} changes, {each.trouble}: {'; '.join(each.wrong) or 'all is well'}")
    for line in torture_lines(done):
        print(line)
    return Exit.UNSOUND if any(each.wrong for each in done) else Exit.OK


@train.command("lexicon")
def train_lexicon_command(
    pairs: Annotated[Path, typer.Argument(metavar="FILE", help="Sentence pairs as (gzipped) JSON lines: en, ind.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where the tables go.")] = Path("index/data"),
) -> None:
    """Train the bilingual lexicon from parallel sentences."""
    for path in train_lexicon(read_pairs(pairs), out):
        say(f"wrote {path}")


@train.command("cohort")
def train_cohort_command(
    pairs: Annotated[Path, typer.Argument(metavar="FILE", help="Sentence pairs as (gzipped) JSON lines: en, ind.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where the cohort goes.")] = Path("index/data"),
) -> None:
    """Embed the sentences that closeness is measured against."""
    encoder = make_encoder(None, passages=0)
    say(f"wrote {train_cohort(read_pairs(pairs), encoder, out)}")


@train.command("fusion")
def train_fusion_command(
    data: Annotated[Path, typer.Argument(metavar="DIR", help="The folder with the question sets.")],
) -> None:
    """Sweep the weight of BM25 in hybrid search, and the least level of a language, over training questions."""
    tried = [*(f"w {weight:<3g}" for weight in WEIGHTS), *(f"l {least:<4g}" for least in LEVELS)]
    print("set         questions  bm25   dense  " + "  ".join(f"{each:5}" for each in tried))
    with ImportProgress() as progress:
        for swept in sweep_fusion(data, progress):
            values = swept.lexical, swept.dense, *swept.weights, *swept.levels
            print(f"{swept.name:10}  {swept.questions:9}  " + "  ".join(f"{value:<5.3f}" for value in values))


@train.command("reader")
def train_reader_command(
    data: Annotated[Path, typer.Argument(metavar="DIR", help="The folder with the question sets.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where it goes, with checkpoints to go on from.")],
) -> None:
    """Train the reader, calibrate it on held-out questions, and measure it on dev splits: hours on a CPU."""
    from eval.training.reader.command import train_reader  # torch takes seconds to import
    from eval.training.reader.training import Settings

    with ImportProgress() as progress:
        say(f"the reader is in {train_reader(data, out, Settings(), progress, say)}")


def main() -> None:
    """Run `qa-eval` and exit with its code."""
    sys.exit(run_app(app, kept="the same command goes on from there"))
