"""What the reader learns from beside the training sets as they are: made questions, titles and neighbours."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from eval.training.lexicon import SentencePair
from eval.training.reader.cloze import SENTENCES, cloze
from eval.training.reader.dressing import dressed, headline
from eval.training.reader.examples import Example, TrainingQuestion, occurrences
from eval.values import Document

PAIRS = tuple(
    SentencePair(
        f"The mayor of Town{number} opened {number} new schools there in the spring.",
        f"Wali kota Town{number} membuka {number} sekolah baru di sana pada musim semi.",
    )
    for number in range(100, 100 + 60 * SENTENCES)
)
PLAIN = tuple(
    SentencePair("the river rose and the fields were lost again", "sungai itu naik dan ladang hilang lagi")
    for _ in range(SENTENCES)
)
GOLD = "Wali kota Bandung meresmikan jembatan itu. Biayanya 3 miliar."
OTHERS = ("Hujan turun di Medan. Jalan ditutup.", "Pasar di Solo ramai. Harga cabai naik.", "Festival di Bali batal.")


def asked(text: str = GOLD) -> TrainingQuestion:
    example = Example("Siapa meresmikan jembatan?", "", text, occurrences("Wali kota Bandung", text), answerable=True)
    document = Document("news-7", "", text, "id")
    return TrainingQuestion(
        "news", "q", example, document, tuple(Example(example.question, "", other) for other in OTHERS)
    )


def test_a_made_question_asks_in_one_language_for_what_stands_in_the_other() -> None:
    made = cloze(PAIRS, seed=1)
    assert len(made) == 60
    for one in made:
        (answer,) = one.example.answers
        said = answer.of(one.example.text)
        assert said not in one.example.question.strip("?").split()
        assert {"who", "what", "which", "how", "when", "siapa", "apa", "berapa"} & {
            word.strip("?").casefold() for word in one.example.question.split()
        }
        assert ("schools" in one.example.text) == (one.document.language == "en")
    over_english = sum(one.document.language == "en" for one in made)
    assert 0 < over_english < 30


def test_the_negatives_of_a_made_question_do_not_have_its_answer() -> None:
    for one in cloze(PAIRS, seed=2):
        answer = one.example.answers[0].of(one.example.text)
        assert one.negatives
        assert all(answer not in negative.text for negative in one.negatives)
        assert one.negatives[0].text != one.example.text


def test_where_no_word_can_be_asked_for_the_passage_only_answers() -> None:
    (one,) = cloze(PLAIN, seed=3)
    assert (one.example.answers, one.example.answerable, one.example.spanned) == ((), True, False)


def test_made_questions_are_the_same_for_the_same_seed() -> None:
    assert cloze(PAIRS, seed=4) == cloze(PAIRS, seed=4)
    assert cloze(PAIRS, seed=4) != cloze(PAIRS, seed=5)


@pytest.mark.parametrize("seed", range(20))
def test_answers_stay_in_their_place_whatever_is_put_around_them(seed: int) -> None:
    one = dressed(asked(), {}, random.Random(seed))
    assert [span.of(one.example.text) for span in one.example.answers] == ["Wali kota Bandung"]
    assert GOLD in one.example.text
    assert len(one.negatives) == len(OTHERS)
    assert all(GOLD not in negative.text and not negative.answers for negative in one.negatives)


def test_passages_get_titles_and_neighbours_by_chance() -> None:
    drawn = random.Random(0)
    every = [dressed(asked(), {"7": "Jembatan Bandung"}, drawn) for _ in range(200)]
    titles = {one.example.title for one in every}
    assert {"", "Jembatan Bandung"} < titles
    assert any(title.startswith("Wali kota") for title in titles)
    assert any(negative.title == "Jembatan Bandung" for one in every for negative in one.negatives)
    assert 0 < sum(one.example.text == GOLD for one in every) < 200


def test_a_long_passage_stays_alone() -> None:
    long = f"{GOLD} {'Kalimat lain. ' * 40}"
    assert dressed(asked(long), {}, random.Random(0)).example.text == long


def test_a_known_title_is_not_put_over_another_passage() -> None:
    drawn = random.Random(1)
    one = replace(asked(), negatives=())
    assert all(dressed(one, {"8": "Lain"}, drawn).example.title != "Lain" for _ in range(50))


def test_a_headline_is_words_of_the_text() -> None:
    drawn = random.Random(0)
    for _ in range(20):
        assert headline(GOLD, "id", drawn) in GOLD
    assert headline("", "id", drawn) == ""
