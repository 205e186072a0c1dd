"""What many tests share: builders, doubles, servers and a driver for the chat."""

from __future__ import annotations

from pathlib import Path

import pytest

for module in ("doubles", "servers", "terminal"):
    pytest.register_assert_rewrite(f"tests.support.{module}")

ROOT = Path(__file__).parent.parent.parent
SEEDS = ROOT / "seeds"
PUTIN = "what did Putin promise Belarus"
"""A question that the sample library answers."""
