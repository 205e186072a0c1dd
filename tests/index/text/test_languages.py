"""Every language has every word that Kutip needs of it, each once and in lower case."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, fields

import pytest

from index.text.languages import LANGUAGES, Wording
from index.text.languages.chat_wording import Chat
from index.text.languages.day_wording import Days
from index.text.languages.number_wording import Numbers
from index.text.languages.speech_wording import Speech
from index.text.languages.told_wording import Told
from index.text.languages.wording import Answers, Questions

KNOWN_TO_SENTENCEX = {("en", "abbreviations"), ("en", "number_abbreviations")}
"""Fields that stay empty: sentencex has these words itself."""

NOT_IN_THE_LANGUAGE = {("en", "passing_on"), ("en", "pointing"), ("en", "verb_beginnings"), ("id", "courtesies")}
NOT_IN_THE_LANGUAGE |= {("id", "saying"), ("id", "behind_places")}
PARTS = {"": Wording, "numbers": Numbers, "questions": Questions, "answers": Answers, "chat": Chat, "days": Days}
PARTS |= {"speech": Speech, "told": Told}
FIELDS = [
    (part, field)
    for part, kind in PARTS.items()
    for field in fields(kind)
    if field.name not in PARTS and field.type != "bool"
]


def name_of(case: tuple[str, Field[object]]) -> str:
    return f"{case[0]}.{case[1].name}".strip(".")


def words_in(value: object) -> Iterator[str]:
    """All words of a field, whatever holds them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from words_in(each if isinstance(each, str) else key)
    elif not isinstance(value, int):
        assert isinstance(value, tuple | frozenset)
        for each in value:
            yield from words_in(each)


@pytest.mark.parametrize("case", FIELDS, ids=name_of)
@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_fills_every_field(code: str, case: tuple[str, Field[object]]) -> None:
    part, field = case
    wording = LANGUAGES[code]
    value = getattr(getattr(wording, part) if part else wording, field.name)
    words = list(words_in(value))
    is_optional = field.default is not MISSING or field.default_factory is not MISSING
    assert words or is_optional or (code, field.name) in KNOWN_TO_SENTENCEX | NOT_IN_THE_LANGUAGE
    if isinstance(value, tuple | frozenset) and field.name not in {
        "amounts",
        "each",
        "statements",
        "relative",
        "asks_what",
        "asks_who",
    }:
        assert all(word and word == word.strip() for word in words)
        assert len(words) == len(set(words))
        assert all(word == word.casefold() for word in words)


@pytest.mark.parametrize("code", LANGUAGES)
def test_patterns_are_whole_in_themselves(code: str) -> None:
    questions, answers = LANGUAGES[code].questions, LANGUAGES[code].answers
    for pattern in (*fields_of(questions), *fields_of(answers)):
        re.compile(pattern)


def fields_of(part: Questions | Answers) -> Iterator[str]:
    return (value for field in fields(part) if isinstance(value := getattr(part, field.name), str))


@pytest.mark.parametrize("name", ["things", "fates", "units"])
def test_languages_share_the_names_of_what_is_counted(name: str) -> None:
    english, indonesian = (getattr(LANGUAGES[code].numbers, name) for code in ("en", "id"))
    missing = indonesian.keys() - english.keys()
    assert not missing


@pytest.mark.parametrize(("name", "count"), [("months", 12), ("weekdays", 7)])
def test_a_name_has_one_place_in_the_calendar(name: str, count: int) -> None:
    places: dict[str, int] = {}
    for wording in LANGUAGES.values():
        assert len(getattr(wording, name)) == count
        for place, names in enumerate(getattr(wording, name)):
            assert all(places.setdefault(word, place) == place for word in names)
