"""The libraries that the fusion's two numbers are tried on."""

from __future__ import annotations

from eval.training.fusion import mixed, one_topic
from eval.values import Document, Gold, Question, QuestionSet

ENGLISH = QuestionSet(
    "english",
    tuple(Question(f"q{n}", f"What of {n}?", (Gold(f"sq-en-{n}"),)) for n in (0, 1, 2)),
    tuple(Document(f"sq-en-{n}", title, f"Passage {n}.", "en") for n, title in enumerate(("Rain", "Sun", "Sun"))),
    "digest",
)
INDONESIAN = QuestionSet(
    "indonesian", (), tuple(Document(f"sq-id-{n}", "", f"Bagian {n}.", "id") for n in range(3)), "other"
)
NEWS = QuestionSet("news", (), (Document("news-0", "", "Berita.", "id"),), "news")


def names(questions: QuestionSet) -> list[str]:
    return [document.document_id for document in questions.documents]


def test_a_mixed_library_has_each_passage_in_one_language() -> None:
    made = mixed("mixed", ENGLISH, ENGLISH, INDONESIAN)
    assert names(made) == ["sq-en-0", "sq-id-1", "sq-en-2"]
    assert [gold.document_id for question in made.questions for gold in question.gold] == names(made)


def test_one_topic_is_the_title_that_most_is_asked_about_among_all_that_is_indonesian() -> None:
    found = one_topic("one topic", ENGLISH, INDONESIAN, NEWS)
    assert names(found) == ["sq-en-1", "sq-en-2", "sq-id-0", "sq-id-1", "sq-id-2", "news-0"]
    assert [question.question_id for question in found.questions] == ["q1", "q2"]
