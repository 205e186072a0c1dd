"""Of which place an answer is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from index.text.exonyms import forms_of
from index.text.languages.speech_wording import Speech
from index.values import Article
from qa.answer.agreement import AnswerText
from qa.answer.mentions import mentions_of
from qa.answer.speech import SPEECHES
from qa.answer.speech_tokens import Token, tokens_of


def place_of(answer: AnswerText, title: str) -> str:
    """Return the name of the place nearest an answer, empty where there is none.

    One behind it in its sentence comes first, then one before it, then one in the title, of which one word is taken.
    """
    speech = SPEECHES.get(answer.language)
    if speech is None:
        return ""
    behind, before = _places(answer.after, speech), [*_places(answer.before, speech)]
    named = next(behind, None) or next(reversed(before), None)
    return named or next(_places(title, speech), "").partition(" ")[0]


def names_place(article: Article, place: str, language: str) -> bool:
    """Whether an article has all words of a place's name, which is in a language."""
    mentions = mentions_of(f"{article.title}\n{article.text}", article.language)
    if mentions.has_form(forms_of(place)):
        return True
    has = mentions.has_stem if article.language == language else lambda word: mentions.has_word(word, language)
    return all(map(has, place.split()))


def _places(text: str, speech: Speech) -> Iterator[str]:
    """Yield the names of places in a text, but those where somebody tells something."""
    tokens = tokens_of(text)
    for is_named, run in groupby(range(len(tokens)), lambda at: tokens[at].is_name and tokens[at].is_word):
        at = [*run]
        words = [tokens[place].word for place in at]
        if not is_named:
            if any(word in speech.telling | speech.telling_that | speech.told_by for word in words):
                return
            continue
        named = _named([*at], tokens, speech)
        if named and not any(tokens[place].is_date for place in named):
            yield text[tokens[named[0]].start : tokens[named[-1]].end]


def _named(run: Sequence[int], tokens: Sequence[Token], speech: Speech) -> Sequence[int]:
    """Return which words of a run in capitals, by their numbers, name a place."""
    before = run[0] - 1
    for at in reversed(run):
        if tokens[at].word in speech.at_places:
            return [place for place in run if place > at]
    for at in run[1:]:
        if tokens[at].word in speech.behind_places:
            return [at - 1]
    behind = run[-1] + 1
    is_place = (before >= 0 and tokens[before].word in speech.at_places) or (
        behind < len(tokens) and tokens[behind].word in speech.behind_places
    )
    return run if is_place else ()
