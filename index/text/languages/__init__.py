"""The words that Kutip knows of each language, in one place."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from index.text.languages import en, id
from index.text.languages.wording import Wording

__all__ = ["LANGUAGES", "Wording", "alternatives", "words_of"]

LANGUAGES: Mapping[str, Wording] = MappingProxyType({"en": en.WORDING, "id": id.WORDING})
"""The wording of each language, by ISO 639-1 code."""


def alternatives(field: Callable[[Wording], str]) -> str:
    """Return a pattern that matches in any language what `field` of its wording does."""
    return "|".join(map(field, LANGUAGES.values()))


def words_of(field: Callable[[Wording], frozenset[str]]) -> frozenset[str]:
    """Return the words that `field` has in any language."""
    return frozenset[str]().union(*map(field, LANGUAGES.values()))
