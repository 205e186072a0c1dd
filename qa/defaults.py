"""What a question is asked with unless more is said."""

from __future__ import annotations

NEAREST = 5
"""How many hits come with an answer."""

BUDGET_MS = 300.0
"""How many milliseconds the reader may take for one question."""

SECONDS = 60.0
"""For how many seconds all answers to a question are sought."""
