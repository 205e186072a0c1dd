"""The entry point of `qa-eval`, which needs the extra `eval`."""

from __future__ import annotations

import sys

from index.optional import MissingExtraError, require
from qa.faces.cli.exits import code_of
from qa.faces.cli.running import run_app
from qa.faces.cli.talk import say


def main() -> None:
    """Run `qa-eval` and exit with its code."""
    try:
        require("ir_measures", "eval")
    except MissingExtraError as error:
        say(f"error: {error}")
        sys.exit(code_of(error))
    from eval.commands import app  # needs what was just looked for

    sys.exit(run_app(app, kept={"run": "the same command resumes it"}))
