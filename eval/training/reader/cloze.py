"""Questions made of sentence pairs, which ask for a word in the other language.

The words of a sentence around a name or figure that both languages write alike are the question, with a question word
in its place (Lewis et al. 2019, "Unsupervised Question Answering by Cloze Translation"). Where there is no such word
they are the question as they are, and all that is known is that the passage has what they say. Hard negatives are the
same passage without the sentence, and its neighbours.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from eval.training.lexicon import SentencePair
from eval.training.reader.examples import Example, TrainingQuestion, occurrences
from eval.values import Document

NAME = "cloze"

SENTENCES = 3
"""How many neighbouring sentences make a passage."""

REVERSED = 0.2
"""The share of Indonesian questions over English passages; the others are the reverse."""

_WORDS = range(5, 46)
_QUESTION_WORDS = (5, 13)
_YEAR = re.compile(r"(1[5-9]|20)\d\d")
_EDGES = ".,;:!?()[]{}\"'“”‘’«»"
_NUMBER_WORDS = {"en": ("how many", "how much"), "id": ("berapa",)}
_YEAR_WORDS = {"en": ("when", "what year", "which year"), "id": ("kapan", "tahun berapa")}
_NAME_WORDS = {"en": ("who", "what", "which"), "id": ("siapa", "apa")}


@dataclass(frozen=True, slots=True)
class _Passage:
    """Neighbouring sentences in the language of the passage, and each in that of the question."""

    number: int
    said: tuple[str, ...]
    asked: tuple[str, ...]
    passage_language: str
    question_language: str

    @property
    def text(self) -> str:
        return " ".join(self.said)


def cloze(pairs: Sequence[SentencePair], seed: int) -> tuple[TrainingQuestion, ...]:
    """Make a question for every passage of the sentence pairs, which are in order."""
    drawn = random.Random(seed)
    passages = list(_passages(pairs, drawn))
    found = []
    for place, passage in enumerate(passages):
        chosen = drawn.randrange(SENTENCES)
        question, answer = _question(passage, chosen, drawn)
        without = " ".join(said for at, said in enumerate(passage.said) if at != chosen)
        beside = [other for other in passages[max(0, place - 1) : place + 2] if other is not passage]
        spans = occurrences(answer, passage.text) if answer else ()
        example = Example(question, "", passage.text, spans, answerable=True, spanned=bool(spans))
        document = Document(f"{NAME}-{passage.number}", "", passage.text, passage.passage_language)
        negatives = tuple(
            Example(question, "", text)
            for text in (without, *(other.text for other in beside if _alike(other, passage)))
            if not answer or answer not in text
        )
        found.append(TrainingQuestion(NAME, f"{NAME}-{passage.number}", example, document, negatives))
    return tuple(found)


def _alike(one: _Passage, other: _Passage) -> bool:
    return one.passage_language == other.passage_language


def _passages(pairs: Sequence[SentencePair], drawn: random.Random) -> Iterator[_Passage]:
    fit = [pair for pair in pairs if all(len(s.split()) in _WORDS for s in (pair.english, pair.indonesian))]
    for number in range(len(fit) // SENTENCES):
        own = fit[number * SENTENCES :][:SENTENCES]
        english, indonesian = (tuple(map(_ended, side)) for side in zip(*map(_sides, own), strict=True))
        if drawn.random() < REVERSED:
            yield _Passage(number, english, indonesian, "en", "id")
        else:
            yield _Passage(number, indonesian, english, "id", "en")


def _sides(pair: SentencePair) -> tuple[str, str]:
    return pair.english, pair.indonesian


def _ended(sentence: str) -> str:
    sentence = sentence.strip()
    return sentence if sentence[-1] in ".!?”\"'" else f"{sentence}."


def _question(passage: _Passage, chosen: int, drawn: random.Random) -> tuple[str, str]:
    """A question about one sentence, and its answer; empty where it asks for no word."""
    words = passage.asked[chosen].split()
    shared = [place for place in range(1, len(words)) if _is_shared(words[place].strip(_EDGES), chosen, passage)]
    length = drawn.randint(*_QUESTION_WORDS)
    if not shared:
        first = drawn.randrange(max(1, len(words) - length + 1))
        return _asked(words[first : first + length]), ""
    first = last = drawn.choice(shared)
    while last + 1 in shared and words[last][-1] not in _EDGES:
        last += 1
    while first - 1 in shared and words[first - 1][-1] not in _EDGES:
        first -= 1
    answer = " ".join(words[first : last + 1]).strip(_EDGES)
    if answer not in passage.said[chosen]:
        first = last
        answer = words[last].strip(_EDGES)
    before = max(drawn.randint(0, length), length - (len(words) - last - 1))
    start = max(0, first - before)
    asked = [*words[start:first], _question_word(answer, passage.question_language, drawn), *words[last + 1 :]]
    return _asked(asked[: length + 1 if start < first else length]), answer


def _is_shared(word: str, chosen: int, passage: _Passage) -> bool:
    """Tell whether the passage has a name or figure in that sentence alone, written alike."""
    if len(word) < 2 or not (word[0].isupper() or word[0].isdigit()):
        return False
    return occurrences(word, passage.said[chosen]) != () and len(occurrences(word, passage.text)) == 1


def _question_word(answer: str, language: str, drawn: random.Random) -> str:
    if _YEAR.fullmatch(answer):
        return drawn.choice(_YEAR_WORDS[language])
    return drawn.choice((_NUMBER_WORDS if answer[0].isdigit() else _NAME_WORDS)[language])


def _asked(words: Sequence[str]) -> str:
    said = " ".join(words).strip(_EDGES + " ")
    return f"{said[:1].upper()}{said[1:]}?"
