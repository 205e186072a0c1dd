"""The commands of `qa-eval`; those of benchmarks and training need a checkout."""

from __future__ import annotations

from importlib.util import find_spec

import typer

from eval.runs.compare_command import compare
from eval.runs.run_command import run
from index.errors import BadInputError
from index.optional import require

_PASSED_ON = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}

app = typer.Typer(
    name="qa-eval",
    help="Measures Kutip and trains what it has learned.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("run")(run)
app.command("compare")(compare)


@app.command("bench", context_settings=_PASSED_ON)
def bench(context: typer.Context) -> int:
    """Benchmarks: speed, memory, size (needs a checkout)."""
    return _in_checkout("eval.benchmarks", "bench", context.args)


@app.command("fuzz", context_settings=_PASSED_ON)
def fuzz(context: typer.Context) -> int:
    """Read damaged and hostile files (needs a checkout)."""
    return _in_checkout("eval.benchmarks", "fuzz", context.args)


@app.command("torture", context_settings=_PASSED_ON)
def torture(context: typer.Context) -> int:
    """Kill, fill and confuse a library that follows a folder (needs a checkout)."""
    return _in_checkout("eval.benchmarks", "torture", context.args)


@app.command("train", context_settings=_PASSED_ON)
def train(context: typer.Context) -> int:
    """Train the small models that Kutip ships with (needs a checkout)."""
    return _in_checkout("eval.training", "train", context.args)


def _in_checkout(package: str, name: str, arguments: list[str]) -> int:
    """Run a Typer app of the commands of `package`, which only a checkout has."""
    if find_spec(package) is None:
        raise BadInputError(f"`qa-eval {name}` is not part of the package", "run it from a checkout of the repository")
    command = typer.main.get_command(getattr(require(f"{package}.commands", "eval"), name))
    result = command.main(args=arguments or ["--help"], prog_name=f"qa-eval {name}", standalone_mode=False)
    return int(result or 0)
