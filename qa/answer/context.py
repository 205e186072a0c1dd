"""The sentence before a quote that begins with a pronoun."""

from __future__ import annotations

import re

from index.text.languages import LANGUAGES
from index.text.sentences import split_sentences
from index.values import Article, Span

LONGEST = 400
"""How many characters the sentence before has at most."""

_REACH = 1_000
"""How far before a quote its sentence is looked for, so that a very long line takes no longer."""

_OPENING = r"\A[\W_]*"
_PRONOUNS = {
    code: re.compile(_OPENING + wording.pronoun, re.IGNORECASE)
    for code, wording in {**LANGUAGES, "ms": LANGUAGES["id"]}.items()
}
_ENDED = re.compile(r"[.!?…:][\W_]*$")
_LINE_ENDS = 2
"""How many ends of lines stand at most between a quote and the sentence before: a blank line, no more."""


def points_back(quote: str, language: str) -> bool:
    """Whether a quote begins with a pronoun or demonstrative, in English or Indonesian.

    >>> points_back("“He refused,” she said.", "en"), points_back("Putin refused.", "en")
    (True, False)
    """
    pronouns = _PRONOUNS.get(language)
    found = pronouns.match(quote) if pronouns else None
    return found is not None and not found[0].split()[-1].isupper()  # IT and DIA are abbreviations


def sentence_before(article: Article, quote: Span) -> Span | None:
    """The sentence of an article that a quote beginning with a pronoun goes on from.

    None for other quotes, where it has more than `LONGEST` characters, and where the line above, over one blank line
    at most, does not end as a sentence does: a heading, or a link to another article.
    """
    if not points_back(quote.of(article.text), article.language):
        return None
    least = max(0, quote.start - _REACH)
    before = article.text[least : quote.start]
    said = before.rstrip()
    line = said.rfind("\n") + 1
    sentences = split_sentences(said[line:], article.language)
    if not sentences:
        return None
    last, line_ends = sentences[-1], before.count("\n", len(said))
    cut = least > 0 and line == last.start == 0
    goes_on = line_ends == 0 or (line_ends <= _LINE_ENDS and _ENDED.search(said))
    if cut or last.end - last.start > LONGEST or not goes_on:
        return None
    return Span(least + line + last.start, least + line + last.end)
