"""Measures of an answer: its text against gold answers, its citations against gold quotes."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from eval.values import Cited, Gold, Question

TextOf = Callable[[str], str]
"""The text of a document by its id, into which citations point."""

# English, German, Spanish and Vietnamese as in the scripts of SQuAD and MLQA; the others in the same manner.
_ARTICLES: Mapping[str, str] = {
    "de": "ein eine einen einem eines einer der die das den dem des",
    "en": "a an the",
    "es": "un una unos unas el la los las",
    "fr": "un une des le la les du",
    "it": "un uno una il lo la i gli le",
    "nl": "een de het",
    "pt": "um uma uns umas o a os as",
    "vi": "của là cái chiếc những",
}
_ARTICLE_SETS = {language: frozenset(words.split()) for language, words in _ARTICLES.items()}
# These lose their own word when the apostrophe goes, so they must go before it.
_ELIDED = {
    "fr": re.compile(r"\bl['\u2019](?=\w)"),
    "it": re.compile(r"\b(?:l|un)['\u2019](?=\w)"),
}
# Han, kana, Thai, Lao, Myanmar and Khmer without their digits: written without spaces between words.
_UNSPACED = re.compile(
    "[\u3005-\u3007\u3041-\u309f\u30a1-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003134f\u0e01-\u0e4e\u0e81-\u0ece\u0edc-\u0edf\u1000-\u103f\u1050-\u108f\u109a-\u109f\u1780-\u17d3]"
)


def normalise(text: str, language: str | None) -> str:
    """Return `text` as answers are compared: lower-case tokens with single spaces.

    After SQuAD (Rajpurkar et al. 2016) and, for the other languages, MLQA (Lewis et al. 2020): punctuation and symbols
    (Unicode categories P and S) are removed without leaving a space, then the articles of `language`, an ISO 639-1
    code; Indonesian has none, and Arabic's, a prefix, stays. A character of a script without spaces is a token. A text
    of only symbols, or only articles, keeps them: it would equal an empty answer.
    """
    lowered = unicodedata.normalize("NFC", text).lower()
    whole = _ELIDED[language].sub("", lowered) if language in _ELIDED else lowered
    bare = "".join(char for char in whole if unicodedata.category(char)[0] not in "PS")
    tokens = _UNSPACED.sub(r" \g<0> ", bare).split()
    articles = _ARTICLE_SETS.get(language or "", frozenset())
    return " ".join([token for token in tokens if token not in articles] or tokens or lowered.split())


def exact_match(prediction: str, golds: Sequence[str], language: str | None) -> float:
    """Return 1.0 if `prediction` normalises to one of `golds`, else 0.0; SQuAD's EM."""
    predicted = normalise(prediction, language)
    return max(float(predicted == normalise(gold, language)) for gold in golds)


def token_f1(prediction: str, golds: Sequence[str], language: str | None) -> float:
    """Return the best token F1 against one of `golds`, in [0, 1]; SQuAD's F1.

    Tokens are counted as often as they occur. Two texts without any token are the same. There must be at least one
    gold.
    """
    predicted = normalise(prediction, language).split()
    return max(_overlap(predicted, normalise(gold, language).split()) for gold in golds)


def _overlap(first: Sequence[str], second: Sequence[str]) -> float:
    if not first and not second:
        return 1.0
    same = sum((Counter(first) & Counter(second)).values())
    return 2 * same / (len(first) + len(second))


def relevant_golds(question: Question) -> tuple[Gold, ...]:
    """Return the golds of relevance above 0, those of one document and quote once."""
    return tuple({(gold.document_id, gold.quote): gold for gold in question.gold if gold.relevance > 0}.values())


def is_right(cited: Cited, question: Question, text_of: TextOf) -> bool:
    """Tell whether the citation supports any gold; never if the question is unanswerable."""
    return any(supports(cited, gold, question, text_of) for gold in relevant_golds(question))


def supports(cited: Cited, gold: Gold, question: Question, text_of: TextOf) -> bool:
    """Tell whether the citation is of the gold's document and of the part that answers.

    If the document has the gold's quote, the citation must overlap an occurrence of it by at least half of the shorter
    of the two. Else, if the document has some of the answers (regardless of case), the citation's quote must hold one
    of these. Else every citation of the document supports the gold. `text_of` is asked only for the gold's document.
    """
    if cited.document_id != gold.document_id:
        return False
    text = text_of(gold.document_id)
    quote = gold.quote
    if quote and quote in text:
        return any(_overlaps(cited, start, len(quote)) for start in _occurrences(quote, text))
    there = [answer for answer in question.answers if _holds(text, answer)]
    return any(_holds(cited.quote, answer) for answer in there) if there else True


def lacks_quote(gold: Gold, text_of: TextOf) -> bool:
    """Tell whether the document lacks the gold's quote, which is then ignored."""
    return gold.quote is not None and gold.quote not in text_of(gold.document_id)


def can_judge(question: Question) -> bool:
    """Tell whether citations can be judged: not with answers but without gold documents."""
    return bool(relevant_golds(question)) or not question.answers


def citation_precision(citations: Sequence[Cited], question: Question, text_of: TextOf) -> float | None:
    """Return the share of `citations` that are right, in [0, 1].

    None if there are none or they cannot be judged. As in ALCE (Gao et al. 2023), with the set's golds in the place of
    a model of entailment.
    """
    if not citations or not can_judge(question):
        return None
    return sum(is_right(cited, question, text_of) for cited in citations) / len(citations)


def citation_recall(citations: Sequence[Cited], question: Question, text_of: TextOf) -> float | None:
    """Return the share of the question's golds that a citation supports, in [0, 1].

    None if the question has no golds. Golds of one document with different quotes count each.
    """
    golds = relevant_golds(question)
    return supported(citations, question, text_of) / len(golds) if golds else None


def supported(citations: Sequence[Cited], question: Question, text_of: TextOf) -> int:
    """Count the question's golds that some citation supports."""
    golds = relevant_golds(question)
    return sum(any(supports(cited, gold, question, text_of) for cited in citations) for gold in golds)


def holds_answer(text: str, question: Question) -> bool:
    """Tell whether `text` holds one of the question's gold answers, regardless of case."""
    return any(_holds(text, answer) for answer in question.answers)


def mean(values: Iterable[float | None]) -> float | None:
    """Return the mean of the values that are known, None without any."""
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def _occurrences(quote: str, text: str) -> Iterator[int]:
    start = text.find(quote)
    while start >= 0:
        yield start
        start = text.find(quote, start + 1)


def _overlaps(cited: Cited, start: int, length: int) -> bool:
    common = min(cited.end, start + length) - max(cited.start, start)
    return common > 0 and 2 * common >= min(cited.end - cited.start, length)


def _holds(text: str, answer: str) -> bool:
    """Tell whether `text` holds `answer`, not inside a longer number: 5 is not in 1950."""
    folded = answer.casefold().strip()
    if not folded:
        return False
    before = r"(?<!\d)" if folded[0].isdigit() else ""
    after = r"(?!\d)" if folded[-1].isdigit() else ""
    return re.search(before + re.escape(folded) + after, text.casefold()) is not None
