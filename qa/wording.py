"""Sources, answers and progress in words for people, alike on every face."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from index.errors import KutipError
from index.importing.stages import Stage
from index.text.cleaning import clean_line
from index.values import UNDETERMINED, Article
from qa.config import WriterSettings
from qa.day_words import as_of, asked_days, undated_left_out
from qa.day_words import written as written
from qa.news import News, Reason
from qa.reach import out_of, read_of
from qa.timeline import Timeline
from qa.values import Answer, Citation, Shortfall
from qa.written import Doubt, Translated, Translation, Written

QUOTE_MARKS = '"“”„«»‟＂'
"""Double quotation marks, opening and closing."""

_LANGUAGES = {
    "ar": "Arabic", "bn": "Bengali", "de": "German", "en": "English", "es": "Spanish", "fa": "Persian", "fr": "French",
    "hi": "Hindi", "id": "Indonesian", "it": "Italian", "ja": "Japanese", "jv": "Javanese", "ko": "Korean",
    "ms": "Malay", "nl": "Dutch", "pl": "Polish", "pt": "Portuguese", "ru": "Russian", "su": "Sundanese",
    "sw": "Swahili", "ta": "Tamil", "th": "Thai", "tl": "Tagalog", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu",
    "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip

STAGES = {
    Stage.READING: "reading articles",
    Stage.EMBEDDING: "embedding passages",
    Stage.INDEXING: "indexing passages",
    Stage.FOLLOWING: "asking followed questions",
}
"""What each stage of an import does."""

_DISAGREEMENT = "The sources disagree; the newest first."
_UPDATED = "Later articles say otherwise; the newest first."

NOBODY = "Nobody is quoted on this, as far as these articles are plain about who says what."

_WHY = {
    Reason.FIRST: "first answer",
    Reason.CONFIRMS: "confirms what was known",
    Reason.REPEATS: "repeats what was known",
    Reason.CONTRADICTS: "contradicts what was known",
    Reason.ADDS: "adds to what was known",
}

MOST_NAMED = 3
"""The most absent words that are named."""

_SHORTFALLS = {
    Shortfall.EMPTY_LIBRARY: "the library has no articles yet",
    Shortfall.NOTHING_IN_SCOPE: "no article matches the dates, outlets, languages and tags together",
    Shortfall.NOTHING_NEAR: "nothing in them is close enough to the question",
    Shortfall.NOT_ANSWERED: "some of it is near the question, but none of it answers",
    Shortfall.COUNTS_ARTICLES: "no article tells how many articles there are; `qa search --count` counts them, and "
    "asking for all answers finds each that answers",
    Shortfall.NOT_READ: "its reader is missing, damaged or failed; reinstall Kutip",
    Shortfall.UNVERIFIED: "no quote passed the check against its article; run `qa verify`",
    Shortfall.REMOVED: "an article that the answer came from was removed",
}


def in_words(error: Exception) -> str:
    """Return an error as one line; if neither Kutip's nor the system's, as a bug."""
    known = isinstance(error, KutipError | OSError)
    return clean_line(str(error) if known else f"unexpected {type(error).__name__}: {error}; this is a bug")


def joined(*parts: object) -> str:
    """Return the parts that are not empty, each as `written`, with dots between them."""
    return " · ".join(written(part) for part in parts if part)


def other_language(language: str | None, asked: str | None) -> str | None:
    """Return a language's name, None if it is the one asked in or unknown.

    >>> other_language("id", "en"), other_language("en", "en"), other_language("und", "en")
    ('Indonesian', None, None)
    """
    return None if language in (None, UNDETERMINED, asked) else _LANGUAGES.get(language, language)


def head(source: Citation | Article, asked: str | None) -> str:
    """Return outlet, date, title, and the language unless it is the one asked in."""
    return joined(source.source, source.published, source.title, other_language(source.language, asked))


def agreements(answer: Answer) -> list[str]:
    """Return a line for each claim that several independent sources make."""
    return [
        f"{claim.sources} independent sources say {quoted(claim.text)} {''.join(f'[{n}]' for n in claim.citations)}"
        for claim in answer.claims
        if claim.sources > 1
    ]


def dropped(answer: Answer) -> str:
    """Return the line that says how many quotes are not shown."""
    return f"{answer.dropped} quote(s) failed the check against their article, or it was removed, and are not shown."


def written_by(model: str) -> str:
    """Return the line over sentences that a language model wrote."""
    return f"Written by {clean_line(model)} from the quotes; each sentence is checked against those it names."


_MODEL_TASKS = {
    "write": ("a language model writes from the quotes", "no language model writes"),
    "translate": ("a language model translates the quotes in other languages", "no language model translates"),
}


def what_model_does(task: str, *, on: bool) -> str:
    """Return whether a language model does "write" or "translate", for a notice."""
    return _MODEL_TASKS[task][0 if on else 1]


def quotes_go(settings: WriterSettings) -> str:
    """Return where quotes go from now on, for a notice."""
    return f"questions and the quotes found for them now go to {settings.host}, where {settings.model} writes"


def not_written(written: Written) -> list[str]:
    """Return a line if sentences were left out, and one if the model's server failed."""
    model, count = clean_line(written.model), len(written.left_out)
    left = f"{count} sentence(s) of {model} are left out, as the quotes do not bear them out." if count else ""
    failed = f"Not all is written: {written.problem}." if written.problem else ""
    return [line for line in (left, failed) if line]


def translated_by(translation: Translation) -> str:
    """Return the label of a quote's translation."""
    return f"translated by {clean_line(translation.model)}"


def not_agreeing(translation: Translation) -> str:
    """Return where a translation and its quote do not agree, empty if nowhere."""
    return (
        f"It does not agree with the quote: {', '.join(map(_doubt, translation.doubts))}." if translation.doubts else ""
    )


def not_translated(translated: Translated | None) -> list[str]:
    """Return a line if quotes are without their translation, else none."""
    return [f"Not all is translated: {translated.problem}."] if translated and translated.problem else []


def _doubt(doubt: Doubt) -> str:
    return f"{clean_line(doubt.words)}{' is missing' if doubt.missing else ''}" if doubt.words else doubt.flaw


def why(news: News) -> str:
    """Return why news are told, and when they came."""
    return f"{_WHY[news.reason]} ({written(news.found.date())})"


def dated(citation: Citation) -> str:
    """Return who printed a quote and when: "Outlet, 25 June 2022"."""
    return f"{citation.source or citation.title}, {written(citation.published or 'undated')}"


def marks_around(quote: str) -> tuple[str, str]:
    """Return the quotation marks around a quote, empty if it begins or ends with one.

    >>> marks_around("It opened in 1932."), marks_around('"Yes," she said.')
    (('“', '”'), ('', ''))
    """
    return ("", "") if quote[:1] in QUOTE_MARKS or quote[-1:] in QUOTE_MARKS else ("“", "”")


def quoted(text: str) -> str:
    """Return `text` in the quotation marks that `marks_around` gives."""
    return text.join(marks_around(text))


def unquoted(text: str) -> str:
    """Return `text` without the quotation marks that enclose it.

    >>> unquoted("“It opened.”"), unquoted("“No,” she said.")
    ('It opened.', '“No,” she said.')
    """
    inner = text.strip()
    enclosed = len(inner) > 1 and inner[0] in QUOTE_MARKS and inner[-1] in QUOTE_MARKS
    return inner[1:-1] if enclosed and not any(mark in QUOTE_MARKS for mark in inner[1:-1]) else inner


def said_by(citation: Citation) -> str:
    """Return who says a quote: "said by Anna Lund"; empty where that is not known."""
    return f"said by {clean_line(citation.speaker)}" if citation.speaker else ""


def by_article(citations: Iterable[Citation]) -> tuple[tuple[Citation, ...], ...]:
    """Return the citations grouped by article, the articles in the order of their first."""
    found: dict[str, list[Citation]] = {}
    for citation in citations:
        found.setdefault(citation.article_id, []).append(citation)
    return tuple(map(tuple, found.values()))


def facts(article: Article, undated: str = "") -> str:
    """Return what is known of an article but its title; `undated` replaces a missing date."""
    where = article.url, f"article {article.article_id}"
    return joined(article.source, article.published or undated, article.author, article.language, *where)


def place(citation: Citation) -> str:
    """Return where a quote stands: page, article and characters."""
    page = f"page {citation.page}, " if citation.page else ""
    return f"{page}article {citation.article_id}, characters {citation.start}-{citation.end} ({citation.address})"


def snippet(text: str, most: int) -> str:
    """Return the first words of a text on one line, at most `most` characters."""
    words = " ".join(text.split())
    return words if len(words) <= most else words[:most].rsplit(" ", 1)[0] + " …"


def not_found(answer: Answer | Timeline) -> str:
    """Return what was read and why nothing was found there, in one line."""
    return f"{headline(answer)}: {reason(answer)}."


def disagreement(answer: Answer) -> str:
    """Return that sources disagree, or that later ones say otherwise; empty if they do not."""
    return (_UPDATED if answer.updated else _DISAGREEMENT) if answer.disagreement else ""


def notes(answer: Answer) -> list[str]:
    """Return what follows an answer: its age, its days, and what it lacks."""
    days = [*as_of(answer.as_of), *asked_days(answer.days), *undated_left_out(answer.undated)]
    return [*days, *out_of(answer), *not_translated(answer.translated)]


def headline(answer: Answer | Timeline) -> str:
    """Return how that sentence begins: nothing was found, or nothing could be read."""
    if answer.shortfall is Shortfall.NOT_READ:
        return "Kutip could not read these articles"
    return f"Not found in {read_of(answer.extent)}"


def reason(answer: Answer | Timeline) -> str:
    """Return why nothing was found: what follows the headline."""
    if answer.shortfall is Shortfall.PREMISE_ABSENT:
        return _absence([f"“{clean_line(word)}”" for word in answer.absent])
    return _SHORTFALLS[answer.shortfall] if answer.shortfall else "no answer"


def _absence(words: Sequence[str]) -> str:
    """Return that these words do not occur, naming at most `MOST_NAMED` of them."""
    first, *more = words[:MOST_NAMED]
    if not more:
        return f"{first} does not occur in what is near the question"
    return f"{', '.join((first, *more[:-1]))} and {more[-1]} do not occur in what is near the question"


def edits(article: Article) -> tuple[str, ...]:
    """Return a line for each edited field: what it was, and what it is."""
    return tuple(
        f"edited: {each.field}, from {each.before or 'none'} to {each.after or 'none'}" for each in article.edits
    )
