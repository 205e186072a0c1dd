"""What is nearest where nothing answers: a sentence of each article, once."""

from __future__ import annotations

from index.storage.articles import make_article
from index.values import Hit
from qa.answer.nearest import MOST, nearest
from qa.values import Answer, AnswerStatus, Shortfall, Timings
from tests.support.builders import hit

PORT = make_article(
    text="Rain fell all day. Anna Lund leads the port of Oslo. Ships call there.", title="Port", language="en"
)
PELABUHAN = make_article(
    text="Hujan turun. Pelabuhan Oslo dipimpin Anna Lund. Kapal singgah.", title="Pelabuhan", language="id"
)


def unanswered(question: str, *hits: Hit, language: str | None = "en") -> Answer:
    return Answer(
        question, AnswerStatus.NOT_FOUND, "", (), (), hits, 0.1, Shortfall.NOT_ANSWERED, 0, "g", Timings(1, 1, 2),
        language=language,
    )  # fmt: skip


def test_of_each_article_the_sentence_with_most_words_of_the_question() -> None:
    found = nearest(unanswered("How old is Anna Lund, who leads the port?", hit(PORT, 1), hit(PELABUHAN, 2)))
    assert [each.text for each in found] == [
        "Anna Lund leads the port of Oslo.",
        "Pelabuhan Oslo dipimpin Anna Lund.",
    ]
    assert all(each.sentence.of(each.hit.article.text) == each.text for each in found)


def test_an_article_with_several_passages_is_there_once_with_the_best_of_them() -> None:
    middle = PORT.text.index("Anna")
    found = nearest(unanswered("Anna Lund", hit(PORT, 1, 0, middle), hit(PELABUHAN, 2), hit(PORT, 3, middle)))
    assert [each.hit.article.title for each in found] == ["Port", "Pelabuhan"]
    assert found[0].text == "Anna Lund leads the port of Oslo."


def test_at_most_five_articles_and_none_without_hits() -> None:
    many = [make_article(text=f"Port {number} is open.", title=str(number), language="en") for number in range(8)]
    found = nearest(unanswered("port", *(hit(article, rank) for rank, article in enumerate(many, 1))))
    assert [each.hit.article.title for each in found] == [str(number) for number in range(MOST)]
    assert nearest(unanswered("port")) == ()


def test_where_no_word_is_shared_or_the_language_is_not_known_the_first_sentence() -> None:
    for language in ("en", "und", None):
        assert nearest(unanswered("Zembla", hit(PORT, 1), language=language))[0].text == "Rain fell all day."
