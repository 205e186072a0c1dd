"""Whether an article has somebody else say what a draft quotes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.text.exonyms import forms_of
from index.text.languages import alternatives
from index.values import Article, Span
from qa.answer.answer_names import Name, folded, is_one, name_in
from qa.answer.drafts.quotations import Quotation
from qa.answer.mentions import mentions_of
from qa.answer.naming import is_common
from qa.answer.speakers import speaker_of
from qa.answer.speech import SPEECHES

_RUN = re.compile(r"[^\W\d_][\w.'’-]*(?:\s[A-Z][\w.'’-]*)*")
_WORD = re.compile(r"[^\W\d_]+")
_POINTING = frozenset(word for speech in SPEECHES.values() for word in speech.pointing)
_COURTESIES = frozenset(word for speech in SPEECHES.values() for word in speech.courtesies)
_BREAK = re.compile(r"[.!?\n\"“”«»„]")
_AROUND = " \t>*_–—-"
_SENTENCE_END = re.compile(r"[.!?\"”»]\s")
_NAME = r"[A-Z][\w'-]*(?:[ .]{1,2}[A-Z][\w'-]*)"
_SIGNATURE = re.compile(
    rf"[^\w(—–~-]{{0,12}}(?:(?:—|–|--|-|~)\s?[*_]{{0,2}}(?P<below>{_NAME}{{0,4}})(?=[*_]{{0,2}}\s*(?:[,.;(\n]|\Z))"
    rf"|\((?P<behind>{_NAME}{{1,4}})(?:, [^()\d]{{1,60}})?\))"
)
_SAYING_OF = re.compile(
    rf"(?<![\w'-])(?:{alternatives(lambda each: each.speech.saying_of.format(name=_NAME + '{0,4}'))})[:,]?\s*$"
)
_BESIDE = 60
"""Within how many characters of a name in its sentence an office or another name is the same one's."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Whether an article has somebody else say a quote, and who says it."""

    is_other: bool
    said_by: str | None = None


def speaker_in(draft: str, quotation: Quotation, language: str) -> str | None:
    """Return who a draft says said a quotation, None where that is not plain.

    A draft in one language may quote in sentences of another.
    """
    outer = quotation.outer
    marked = f"{draft[: outer.start]}“{draft[outer.start + 1 : outer.end - 1]}”{draft[outer.end :]}"
    languages = dict.fromkeys((language, *SPEECHES)) if quotation.is_closed else ()
    found = next(filter(None, (speaker_of(marked, outer, each) for each in languages)), None)
    if found is None:
        return _label(draft, outer.start, language) or _signed(draft, quotation, language)
    if "\n" in draft[min(found.start, outer.start) : max(found.end, outer.start)]:
        return None  # a pronoun that may mean another in this paragraph
    return found.of(draft)


def _label(draft: str, start: int, language: str) -> str | None:
    """Return the name before a colon and a quotation, as in transcripts and captions."""
    line = _SENTENCE_END.split(draft[draft.rfind("\n", 0, start) + 1 : start])[-1]
    if len(line) > _BESIDE:
        return None
    label, colon, rest = line.strip(_AROUND).partition(":")
    words = label.strip(_AROUND).split()
    if not words or not colon or rest or not all(word[0].isupper() for word in words):
        return None
    name = " ".join(words).title() if line.isupper() else " ".join(words)
    return None if len(words) == 1 and is_common(name, language) else name


def _signed(draft: str, quotation: Quotation, language: str) -> str | None:
    """Return the name signed below or behind a quotation, or whose saying it is called."""
    signed = _SIGNATURE.match(draft, quotation.paragraphs[-1].end)
    if signed is not None:
        name = signed["below"] or signed["behind"]
        return None if " " not in name and is_common(name, language) else name
    start = quotation.outer.start
    owned = _SAYING_OF.search(draft, max(draft.rfind("\n", 0, start) + 1, start - _BESIDE), start)
    return None if owned is None else next(filter(None, owned.groups()))


def judge(speaker: str, article: Article, quote: Span) -> Judged:
    """Return whether an article says that not `speaker` but another said a quote.

    Another is one whose name is known and has no word in common. Who the article does not name at all is another, too.
    Offices are not told from those who hold them, and of "laporan itu" only the draft knows what it is.
    """
    name = name_in(speaker)
    found = speaker_of(article.text, quote, article.language)
    said_by = None if found is None else found.of(article.text)
    points = not _POINTING.isdisjoint(_WORD.findall(speaker.casefold()))
    words = [] if points else [word for word in _WORD.findall(speaker) if folded(word) in name.words]
    is_office = _is_office(speaker, name)
    if not words or (is_office and is_common(words[0], article.language)) or _is_publisher(name, article):
        return Judged(False, said_by)
    if not _is_named(words, speaker, article):
        return Judged(True, said_by)
    said = name_in(said_by or "")
    if found is None or said_by is None or is_office or not said.words or _is_office(said_by, said):
        return Judged(False, said_by)
    same = (
        _alike(name, said) or _alike(name, _whole(said, article)) or is_one(name, name_in(_beside(article.text, found)))
    )
    return Judged(not same and not _is_known_as(speaker, said), said_by)


def _alike(one: Name, other: Name) -> bool:
    """Whether two names are one, or could be by a word that both have."""
    return is_one(one, other) or not set(one.words).isdisjoint(other.words)


def _beside(text: str, speaker: Span) -> str:
    """Return what a sentence has right around a speaker's name, quotations aside."""
    before = _BREAK.split(text[max(0, speaker.start - _BESIDE) : speaker.start])[-1]
    return before + speaker.of(text) + _BREAK.split(text[speaker.end : speaker.end + _BESIDE])[0]


def _whole(said: Name, article: Article) -> Name:
    """Return the words that the article has in one name with a speaker's."""
    runs = (name_in(run[0]) for run in _RUN.finditer(article.text) if run[0][0].isupper())
    words = {word for run in runs if not set(run.words).isdisjoint(said.words) for word in run.words}
    return Name(tuple(sorted(words)), said.is_short, said.is_office)


def _is_office(written: str, name: Name) -> bool:
    """Whether a name may be but an office, and no courtesy before a name."""
    return name.is_office and not any(word.casefold() in _COURTESIES for word in _WORD.findall(written))


def _is_named(words: Sequence[str], speaker: str, article: Article) -> bool:
    """Whether an article has a word of a name, or another form of it."""
    mentions = mentions_of(f"{article.title}\n{article.text}", article.language)
    return any(mentions.has_word(word, article.language) for word in words) or mentions.has_form(forms_of(speaker))


def _is_known_as(speaker: str, said: Name) -> bool:
    return any(is_one(name_in(form.title()), said) for form in forms_of(speaker))


def _is_publisher(name: Name, article: Article) -> bool:
    """Whether a name is the article's outlet or author."""
    return any(_alike(name, name_in(each.title())) for each in (article.source, article.author) if each)
