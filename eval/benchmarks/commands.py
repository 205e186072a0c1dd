"""The commands `qa-eval bench`, `qa-eval fuzz` and `qa-eval torture`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from eval.benchmarks.bench_bm25 import bench_bm25
from eval.benchmarks.bench_bm25 import table as bm25_table
from eval.benchmarks.bench_chat import bench_chat
from eval.benchmarks.bench_embed import bench_embed
from eval.benchmarks.bench_embed import table as embed_table
from eval.benchmarks.bench_import import bench_import
from eval.benchmarks.bench_peers import bench_peers
from eval.benchmarks.bench_peers import table as peers_table
from eval.benchmarks.bench_retrieval import bench_retrieval
from eval.benchmarks.bench_scale import SIZES, bench_scale
from eval.benchmarks.bench_scale import table as scale_table
from eval.benchmarks.bench_server import bench_server
from eval.benchmarks.bench_writing import bench_writing
from eval.benchmarks.bench_writing import table as writing_table
from eval.benchmarks.fuzz_readers import fuzz_readers
from eval.benchmarks.harness import drawn, texts_of
from eval.benchmarks.pages import bench_pages
from eval.benchmarks.pages import table as pages_table
from eval.benchmarks.removals import removed
from eval.benchmarks.torture import lines_of
from eval.benchmarks.torture import torture as tortured
from eval.peers import peers
from eval.peers.kutip import HYBRID, kutip
from eval.runs.errors import report_problems
from eval.sets import read_sets
from index.encoders import MANY, make_encoder
from qa.answer.writing.proving import QuoteProver
from qa.faces.cli.exits import Exit
from qa.faces.cli.talk import say

bench = typer.Typer(help="Benchmarks: speed, memory, size.", rich_markup_mode=None)
fuzz = typer.Typer(help="Damaged and hostile input, and what becomes of it.", rich_markup_mode=None)
torture = typer.Typer(rich_markup_mode=None)
fuzz.callback()(lambda: None)  # so that `readers` stays the name of a command

Articles = Annotated[Path, typer.Argument(metavar="FILE", help="Articles as (gzipped) JSON lines.")]
Searched = Annotated[Path, typer.Argument(metavar="LIBRARY", help="The library to ask.")]
Sets = Annotated[list[str], typer.Argument(metavar="SET", help="Question sets that bring their documents.")]
Questions = Annotated[
    list[str] | None, typer.Option(metavar="SET", help="A set whose questions are asked; again for more.")
]
Count = Annotated[int, typer.Option(help="How many questions, at most.", min=1)]


@bench.command("import")
def import_command(
    articles: Articles,
    limit: Annotated[int, typer.Option(help="How many of them.", min=1)] = 5_000,
    questions: Questions = None,
    count: Count = 1_000,
) -> None:
    """Import articles in a process of its own and ask a question: rates, memory, disk.

    With sets, the articles are imported once more into a library that follows their questions.
    """
    with report_problems():
        followed = drawn(texts_of(read_sets(questions)), count, seed=1) if questions else ()
        _print(bench_import(articles, limit, followed).lines())


@bench.command("embed")
def embed_command(
    texts: Articles, count: Annotated[int, typer.Option(help="How many of their passages.", min=1)] = 1_024
) -> None:
    """Embed the same passages with every engine by turns: rates, ratios, cosines, memory."""
    _print(embed_table(bench_embed(texts, count, say)))


@bench.command("chat")
def chat_command(
    library: Searched,
    articles: Articles,
    question: Annotated[str, typer.Option(help="What to ask.")] = "what did Putin promise Belarus",
    limit: Annotated[int, typer.Option(help="How many articles to import.", min=1)] = 5_000,
) -> None:
    """Start the chat and ask at once; then type while articles are imported."""
    _print(bench_chat(library, question, articles, limit).lines())


@bench.command("peers")
def peers_command(sets: Sets) -> None:
    """Measure Kutip, its parts, BM25 alone, txtai and LlamaIndex over the same documents and vectors."""
    query, bulk = make_encoder(None, passages=0), make_encoder(None, passages=MANY)
    systems = {**kutip(query), **peers(query)}
    with report_problems():
        rows = bench_peers(read_sets(sets), systems, bulk, baseline=HYBRID, say=say)
    _print(peers_table(rows))


@bench.command("retrieval")
def retrieval_command(library: Searched, questions: Questions = None, count: Count = 200) -> None:
    """Time one search and its parts, and rank-bm25 alone; without a set, titles are asked."""
    with report_problems():
        _print(bench_retrieval(library, read_sets(questions or ()), count, say).lines())


@bench.command("scale")
def scale_command(
    library: Annotated[Path, typer.Argument(metavar="LIBRARY", help="Whose passages to begin with and to recombine.")],
    questions: Annotated[list[str], typer.Option(metavar="SET", help="Whose questions to ask; again for more.")],
    sizes: Annotated[
        list[int] | None, typer.Option(metavar="N", help="So many passages; again for more.", min=1)
    ] = None,
    count: Count = 200,
    place: Annotated[Path | None, typer.Option(metavar="DIR", help="Where to make and keep the library.")] = None,
) -> None:
    """Grow a library to a million passages: time, bytes, memory, milliseconds, recall."""
    encoder = make_encoder(None, passages=0)
    with report_problems():
        asked = read_sets(questions)
    alike, rows = bench_scale(library, encoder, asked, sizes or SIZES, count, place, say)
    _print((*alike.lines(), *scale_table(rows)))


@bench.command("server")
def server_command(
    library: Searched,
    questions: Questions = None,
    clients: Annotated[int, typer.Option(help="How many ask at once.", min=1)] = 32,
    seconds: Annotated[float, typer.Option(help="For how long.", min=1)] = 60.0,
    count: Count = 200,
) -> None:
    """Ask a real server alone and by many at once: times, ratios, memory, same answers."""
    with report_problems():
        _print(bench_server(library, read_sets(questions or ()), clients, seconds, count, say).lines())


@bench.command("bm25")
def bm25_command(
    data: Annotated[Path, typer.Argument(metavar="DATA", help="The folder with the sets scifact and cacm.")],
) -> None:
    """Reproduce published BM25 figures with Kutip's own terms and index."""
    _print(bm25_table(tuple(bench_bm25(data))))


@bench.command("pages")
def pages_command(
    folders: Annotated[list[Path], typer.Argument(metavar="PATH", help="Folders of published sets of pages.")],
) -> None:
    """Measure what is taken from pages, beside trafilatura or htmldate alone."""
    _print(pages_table(tuple(bench_pages(folders, say))))


@bench.command("writing")
def writing_command(
    data: Annotated[Path, typer.Argument(metavar="DIR", help="The folder with parallel_id_en and nli_indonli.")],
    count: Annotated[int, typer.Option(help="How many sentences in each language over quotes in each.", min=1)] = 500,
) -> None:
    """Make right sentences wrong, and see which are caught; and which right ones are lost."""
    _print(writing_table(tuple(bench_writing(data, QuoteProver(), count))))


@fuzz.command("readers")
def fuzz_readers_command(
    rounds: Annotated[int, typer.Option(help="How many damaged files of each format.", min=0)] = 100,
    seed: Annotated[int, typer.Option(help="The seed of the damage.")] = 1,
) -> None:
    """Give damaged and hostile files to the readers: articles, problems, and what else came out."""
    fuzzed = fuzz_readers(rounds, seed)
    _print(fuzzed.lines())
    if fuzzed.wrong:
        raise typer.Exit(1)


@torture.command()
def torture_command(
    rounds: Annotated[int, typer.Option(help="How many.", min=1)] = 100,
    seed: Annotated[int, typer.Option(help="Another seed gives other rounds.")] = 1,
    removals: Annotated[bool, typer.Option("--removals", help="Add, use and remove articles in place of it.")] = False,
) -> int:
    """Have a library follow a folder while processes are killed, disks fill and clocks jump."""
    done = []
    for each in removed(rounds, seed) if removals else tortured(rounds, seed, say):
        done.append(each)
        say(f"round {each.number}: {each.changes} changes, {each.trouble}: {'; '.join(each.wrong) or 'nothing wrong'}")
    _print(lines_of(done))
    return Exit.UNSOUND if any(each.wrong for each in done) else Exit.OK


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)
