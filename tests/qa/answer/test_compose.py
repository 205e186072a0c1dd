from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.storage.articles import make_article
from index.values import Article, Hit, Passage, Span
from qa.answer.compose import FindArticle, Quote, Selection, cite, compose, own_language_first, verify
from qa.values import Answer, AnswerStatus, Citation, Sentence, Shortfall, Timings

ARTICLE = make_article(
    text="Ana opened the bridge.  It has\ntwo towers. The end.",
    title="The bridge",
    source="Sample Post",
    url="https://example.org/bridge",
    language="en",
)
OTHER = make_article(text="Bees dance.", title="Bees", language="en")
TIMINGS = Timings(1.0, 2.0, 3.0)
FIRST = Quote(ARTICLE.article_id, Span(0, 22), "Ana opened the bridge.")
SECOND = Quote(ARTICLE.article_id, Span(24, 42), "It has\ntwo towers.")
BEES = Quote(OTHER.article_id, Span(0, 11), "Bees dance.")


def fetch_from(*articles: Article) -> FindArticle:
    return {article.article_id: article for article in articles}.get


def composed(*quotes: Quote, shortfall: Shortfall | None = None, fetch: FindArticle | None = None) -> Answer:
    passage = Passage(1, ARTICLE.article_id, 0, 0, 22, "Ana opened the bridge.")
    return compose(
        "who opened the bridge?",
        (Hit(passage, ARTICLE, 0.9, 1, ()),),
        Selection(quotes, 0.8, shortfall),
        fetch or fetch_from(ARTICLE, OTHER),
        generation="00000001-0123456789abcdef",
        timings=TIMINGS,
    )


def citation_of(article: Article, start: int, end: int, quote: str) -> Citation:
    return Citation(1, article.article_id, article.title, None, None, None, start, end, quote)


def test_an_answer_is_its_quotes_numbered_in_their_order() -> None:
    answer = composed(FIRST, BEES)
    assert answer.status is AnswerStatus.ANSWERED
    assert answer.text == "“Ana opened the bridge.” [1] “Bees dance.” [2]"
    assert answer.sentences == (Sentence("Ana opened the bridge.", (1,)), Sentence("Bees dance.", (2,)))
    assert answer.citations == (
        Citation(
            number=1,
            article_id=ARTICLE.article_id,
            title="The bridge",
            source="Sample Post",
            published=None,
            url="https://example.org/bridge",
            start=0,
            end=22,
            quote="Ana opened the bridge.",
            sha256=ARTICLE.sha256,
            language="en",
        ),
        Citation(
            2, OTHER.article_id, "Bees", None, None, None, 0, 11, "Bees dance.", sha256=OTHER.sha256, language="en"
        ),
    )
    assert (answer.confidence, answer.shortfall, answer.dropped) == (0.8, None, 0)
    assert (answer.generation, answer.timings) == ("00000001-0123456789abcdef", TIMINGS)
    assert [hit.rank for hit in answer.hits] == [1]


def test_a_quote_over_two_lines_is_one_line_of_the_answer_and_verbatim_in_the_citation() -> None:
    answer = composed(SECOND)
    assert answer.text == "“It has two towers.” [1]"
    assert answer.citations[0].quote == "It has\ntwo towers."


@pytest.mark.parametrize(
    "bad",
    [
        replace(FIRST, text="Ana opened the Bridge."),
        replace(FIRST, text="Ana opened the bridge. "),
        replace(FIRST, span=Span(1, 23)),
        replace(FIRST, span=Span(-52, 22)),
        replace(FIRST, span=Span(0, 1_000), text=ARTICLE.text),
        replace(FIRST, span=Span(5, 5), text=""),
        replace(FIRST, article_id=OTHER.article_id),
        replace(FIRST, article_id="ffffffffffff"),
    ],
)
def test_a_quote_that_does_not_match_is_dropped_and_counted_and_numbers_stay_contiguous(bad: Quote) -> None:
    answer = composed(bad, FIRST, bad, BEES)
    assert answer.status is AnswerStatus.ANSWERED
    assert [citation.number for citation in answer.citations] == [1, 2]
    assert [citation.quote for citation in answer.citations] == ["Ana opened the bridge.", "Bees dance."]
    assert answer.text == "“Ana opened the bridge.” [1] “Bees dance.” [2]"
    assert answer.dropped == 2


def test_where_every_quote_is_dropped_nothing_is_found_and_nothing_is_sure() -> None:
    answer = composed(replace(FIRST, text="Ana closed the bridge."), replace(BEES, span=Span(0, 4)))
    assert answer.status is AnswerStatus.NOT_FOUND
    assert answer.shortfall is Shortfall.UNVERIFIED
    assert (answer.confidence, answer.dropped) == (0.0, 2)
    assert (answer.text, answer.sentences, answer.citations) == ("", (), ())
    assert len(answer.hits) == 1


def test_a_quote_of_an_article_that_is_gone_is_dropped() -> None:
    answer = composed(FIRST, BEES, fetch=fetch_from(OTHER))
    assert [citation.article_id for citation in answer.citations] == [OTHER.article_id]
    assert (answer.citations[0].number, answer.dropped) == (1, 1)
    gone = composed(FIRST, fetch=fetch_from())
    assert (gone.status, gone.shortfall) == (AnswerStatus.NOT_FOUND, Shortfall.UNVERIFIED)


@pytest.mark.parametrize("shortfall", [Shortfall.NOTHING_NEAR, Shortfall.EMPTY_LIBRARY])
def test_a_selection_without_quotes_keeps_its_reason(shortfall: Shortfall) -> None:
    answer = composed(shortfall=shortfall)
    assert answer.status is AnswerStatus.NOT_FOUND
    assert answer.shortfall is shortfall
    assert (answer.confidence, answer.dropped, answer.text) == (0.8, 0, "")


def test_verify_takes_the_exact_characters_only() -> None:
    text = ARTICLE.text
    assert verify(citation_of(ARTICLE, 0, len(text), text), ARTICLE)
    assert verify(citation_of(ARTICLE, 0, 1, "A"), ARTICLE)
    assert verify(citation_of(ARTICLE, len(text) - 1, len(text), "."), ARTICLE)


@pytest.mark.parametrize(
    ("start", "end", "quote"),
    [
        (0, 0, ""),
        (4, 3, ""),
        (-1, 0, ""),
        (-1, 3, "."),
        (-4, -1, "end"),
        (0, len(ARTICLE.text) + 1, ARTICLE.text),
        (len(ARTICLE.text), len(ARTICLE.text) + 1, ""),
        (0, 3, "ana"),
        (0, 3, "Ana "),
        (0, 3, ""),
    ],
)
def test_verify_refuses_offsets_out_of_range_and_other_characters(start: int, end: int, quote: str) -> None:
    assert not verify(citation_of(ARTICLE, start, end, quote), ARTICLE)


def test_verify_refuses_another_article_and_none() -> None:
    citation = citation_of(ARTICLE, 0, 3, "Ana")
    assert not verify(citation, None)
    assert not verify(citation, OTHER)
    assert not verify(citation, replace(ARTICLE, article_id=OTHER.article_id))
    assert verify(citation, ARTICLE)


def test_a_quote_is_checked_in_characters_not_bytes_or_graphemes() -> None:
    article = make_article(text="\U0001f600 e\u0301tude “kutip”", language="fr")
    assert verify(citation_of(article, 0, 1, "\U0001f600"), article)
    assert verify(citation_of(article, 2, 4, "e\u0301"), article)
    assert not verify(citation_of(article, 2, 3, "\u00e9"), article)


TEXTS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=40).filter(str.strip)
OFFSETS = st.integers(-5, 45)


@given(
    texts=st.lists(TEXTS, min_size=1, max_size=3, unique=True),
    picks=st.lists(st.tuples(st.integers(0, 3), OFFSETS, OFFSETS, st.integers(0, 3)), max_size=8),
)
def test_cite_returns_exactly_the_quotes_that_verify(texts: list[str], picks: list[tuple[int, int, int, int]]) -> None:
    articles = [make_article(text=text, language="en") for text in texts]
    quotes = []
    for number, start, end, change in picks:
        article = articles[number % len(articles)]
        quoted = article.text[max(0, start) : max(0, end)]
        said = (quoted, quoted, f"{quoted}x", "")[change]
        gone = number == len(articles)
        quotes.append(Quote("0" * 12 if gone else article.article_id, Span(start, end), said))
    by_id = {article.article_id: article for article in articles}
    expected = [
        quote
        for quote in quotes
        if quote.article_id in by_id
        and quote.span.start >= 0
        and quote.span.start < quote.span.end <= len(by_id[quote.article_id].text)
        and by_id[quote.article_id].text[quote.span.start : quote.span.end] == quote.text
    ]
    cited = cite(quotes, by_id.get)
    assert [(c.article_id, c.start, c.end, c.quote) for c in cited] == [
        (q.article_id, q.span.start, q.span.end, q.text) for q in expected
    ]
    assert [c.number for c in cited] == list(range(1, len(expected) + 1))
    assert all(verify(c, by_id[c.article_id]) for c in cited)


PORT = make_article(
    text="Ana leads the port. She opened it in 1932. It has “two towers” of steel.", title="The port", language="en"
)
OPENED = Quote(PORT.article_id, Span(20, 42), "She opened it in 1932.", (), Span(17, 22), "1932.")
TOWERS = Quote(PORT.article_id, Span(43, 72), "It has “two towers” of steel.", (), Span(7, 18), "“two towers")


def of_port(*quotes: Quote) -> Answer:
    groups = tuple((place,) for place in range(len(quotes)))
    return compose(
        "q", (), Selection(quotes, 0.8, None, groups), fetch_from(PORT), generation="g", timings=TIMINGS, language="en"
    )


def test_the_sentence_before_is_the_articles_own_and_there_once() -> None:
    first, second = of_port(OPENED, TOWERS).citations
    assert (first.context, first.context_start) == ("Ana leads the port.", 0)
    assert (second.context, second.context_start) == (None, None)  # it is the first quote
    first, second = of_port(TOWERS, OPENED).citations
    assert (first.context, first.context_start) == ("She opened it in 1932.", 20)
    assert (second.context, second.context_start) == ("Ana leads the port.", 0)
    assert all(verify(each, PORT) for each in (first, second))


@pytest.mark.parametrize(
    "changed", [{"context": "Ana led the port."}, {"context_start": 1}, {"context_start": -72}, {"context_start": 900}]
)
def test_verify_refuses_another_sentence_before(changed: dict[str, object]) -> None:
    (citation,) = of_port(OPENED).citations
    assert not verify(replace(citation, **changed), PORT)  # type: ignore[arg-type]


def test_the_words_that_answer_in_short() -> None:
    assert of_port(OPENED, TOWERS).short == "1932.; two towers"
    assert of_port(TOWERS, replace(OPENED, answer=Span(0, 3), answer_text="She")).short == "two towers; She"
    twice = replace(OPENED, answer=Span(11, 13), answer_text="it"), replace(TOWERS, answer=Span(0, 2), answer_text="It")
    assert of_port(*twice).short == "it"
    assert composed(FIRST).short == composed(shortfall=Shortfall.NOTHING_NEAR).short == ""


@pytest.mark.parametrize(
    ("asked", "expected"),
    [("id", [2, 1, 0, 3]), ("en", [0, 1, 2, 3]), ("nl", [0, 1, 2, 3]), (None, [0, 1, 2, 3])],
)
def test_among_quotes_that_say_the_same_the_own_language_comes_first(asked: str | None, expected: list[int]) -> None:
    assert own_language_first([(2, 0), (1,), (3,)], ["en", "en", "id", None], asked) == expected
