"""JSON schemas made of the classes of `as_json`, for other programs."""

from __future__ import annotations

from typing import Any


def without_examples(schema: Any) -> Any:
    """Return a JSON schema whose descriptions lack the doctests of the docstrings they come from."""
    if isinstance(schema, list):
        return [without_examples(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: value.partition("\n\n>>>")[0]
        if key == "description" and isinstance(value, str)
        else without_examples(value)
        for key, value in schema.items()
    }


def brief(schema: Any) -> Any:
    """Return a JSON schema for a reader with little room: no titles, descriptions' first lines."""
    if isinstance(schema, list):
        return [brief(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: value.partition("\n")[0] if isinstance(value, str) else brief(value)
        for key, value in schema.items()
        if not (key == "title" and isinstance(value, str))
    }
