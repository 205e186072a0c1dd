"""Without the extras `serve` and `mcp`: one line that says what to install, and everything else works."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from qa.faces.cli.exits import Exit

pytestmark = pytest.mark.slow

SERVE = ("fastapi", "uvicorn", "jinja2", "prometheus_client")
HELLO = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}


def without(missing: tuple[str, ...], *command: str, said: str = "") -> subprocess.CompletedProcess[str]:
    """`qa` where these modules are not installed."""
    blocked = f"import sys; sys.modules.update(dict.fromkeys({missing!r}))"
    program = f"{blocked}\nfrom qa.faces.cli.app import main\nmain()"
    return subprocess.run(
        [sys.executable, "-c", program, *command], input=said, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize(
    ("command", "missing", "extra"),
    [
        *((("serve", "--port", "0"), module, "serve") for module in SERVE),
        (("mcp",), "mcp", "mcp"),
        (("mcp", "--http", "--port", "0"), "mcp", "mcp"),
        (("mcp", "--http", "--port", "0"), "fastapi", "serve"),
    ],
)
def test_what_to_install_is_one_line(sample_copy: Path, command: tuple[str, ...], missing: str, extra: str) -> None:
    done = without((missing,), *command, "--library", str(sample_copy))
    assert done.returncode == Exit.MISSING_EXTRA
    assert done.stdout == ""
    assert done.stderr == f'error: {missing} is not installed; install it with: pip install "kutip[{extra}]"\n'


def test_agents_need_no_web_server_over_stdio(sample_copy: Path) -> None:
    hello = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": HELLO})
    web = ("fastapi", "jinja2", "prometheus_client")
    done = without(web, "mcp", "--library", str(sample_copy), said=f"{hello}\n")
    assert (done.returncode, done.stderr) == (Exit.OK, "")
    assert json.loads(done.stdout)["result"]["serverInfo"]["name"] == "kutip"


def test_other_commands_need_neither(sample_copy: Path) -> None:
    done = without((*SERVE, "starlette", "mcp"), "list", "--json", "--library", str(sample_copy))
    assert done.returncode == Exit.OK
    assert len(json.loads(done.stdout)) == 25
