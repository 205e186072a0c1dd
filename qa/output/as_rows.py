"""An answer as rows for tables, one for each citation."""

from __future__ import annotations

from typing import Any

from qa.values import Answer

_CITED = (
    "number",
    "quote",
    "answer",
    "speaker",
    "title",
    "source",
    "published",
    "url",
    "article_id",
    "start",
    "end",
    "page",
    "address",
)


def answer(given: Answer) -> list[dict[str, Any]]:
    """Return a row for each citation, or one without any, all with the same keys."""
    about = {"question": given.question, "status": given.status.value, "confidence": given.confidence}
    return [{**about, **{name: getattr(each, name, None) for name in _CITED}} for each in given.citations or (None,)]
