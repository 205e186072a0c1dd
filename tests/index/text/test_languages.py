"""Every language has every word that Kutip needs of it, each once and in lower case."""

from __future__ import annotations

from dataclasses import Field, fields

import pytest

from index.text.languages import LANGUAGES, Wording

KNOWN_TO_SENTENCEX = {("en", "abbreviations"), ("en", "number_abbreviations")}
"""Fields that stay empty: sentencex has these words itself."""


@pytest.mark.parametrize("field", fields(Wording), ids=lambda field: field.name)
@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_fills_every_field_without_doubles(code: str, field: Field[object]) -> None:
    parts = [(part,) if isinstance(part, str) else part for part in getattr(LANGUAGES[code], field.name)]
    words = [word for part in parts for word in part]
    assert all(parts)
    assert bool(words) != ((code, field.name) in KNOWN_TO_SENTENCEX)
    assert len(words) == len(set(words))
    assert all(word and word == word.strip().casefold() for word in words)


@pytest.mark.parametrize(("name", "count"), [("months", 12), ("weekdays", 7)])
def test_a_name_has_one_place_in_the_calendar(name: str, count: int) -> None:
    places: dict[str, int] = {}
    for wording in LANGUAGES.values():
        assert len(getattr(wording, name)) == count
        for place, names in enumerate(getattr(wording, name)):
            assert all(places.setdefault(word, place) == place for word in names)
