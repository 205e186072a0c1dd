from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import ROOT

pytestmark = pytest.mark.slow

HEAVY = ("torch", "transformers", "sentence_transformers", "tokenizers", "bm25s", "textual")
PROGRAM = f"""
import contextlib, io, json, sys
from qa.faces.cli.app import run
said = {{}}
for name, arguments in json.loads(sys.argv[1]):
    with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO())):
        code = run(arguments)
    said[name] = [code, [m for m in {HEAVY!r} if m in sys.modules]]
print(json.dumps(said))
"""


def test_adding_asking_and_searching_import_nothing_heavy(articles: Path, tmp_path: Path) -> None:
    steps = [
        ("add", ["add", str(articles)]),
        ("ask", ["ask", "when was the harbour bridge opened?"]),
        ("search", ["search", "jembatan"]),
        ("status", ["status"]),
        ("verify", ["verify"]),
    ]
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, json.dumps(steps)],
        cwd=ROOT,
        env={**os.environ, "KUTIP_LIBRARY": str(tmp_path / "library")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == {name: [0, []] for name, _ in steps}


def test_the_python_face_alone_imports_nothing_heavy() -> None:
    program = f"import sys, qa; print([m for m in {(*HEAVY, 'rich', 'typer')!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
