from __future__ import annotations

from datetime import date

import pytest

from index.articles import make_article
from index.values import Hit, Passage
from qa.premise import Premise


def hit(text: str, title: str = "", language: str = "en") -> Hit:
    article = make_article(text=text, title=title, language=language, published=date(2022, 1, 1))
    return Hit(Passage(1, article.article_id, 0, 0, len(article.text), article.text), article, 0.5, 1, ())


WEBB = hit("The Ariane 5 rocket carried the Webb telescope up from Kourou.", "Webb in space")
TEROPONG = hit("Roket Ariane membawa teleskop Webb dari Kourou.", "Webb", "id")


@pytest.mark.parametrize(
    ("question", "absent"),
    [
        ("Which rocket carried the Hubble telescope up from Kourou?", ("Hubble",)),
        ("Which rocket carried the Webb telescope up from Kourou?", ()),
        ("What did Webb cost in 2031?", ("2031",)),
        ("Which rocket flew from Baikonur with the Hubble?", ("Baikonur", "Hubble")),
        ("Did the Hubble follow the Hubble?", ("Hubble",)),
        ("What is the webb?", ()),
    ],
)
def test_what_a_question_rests_on_and_no_hit_has(question: str, absent: tuple[str, ...]) -> None:
    assert Premise(question, "en").absent([WEBB, TEROPONG]) == absent


def test_another_spelling_is_there() -> None:
    minsk = hit("President Alexander Lukashenko spoke in Minsk.", "Belarus")
    assert Premise("What did Alexandr Lukashenka say?", "en").absent([minsk]) == ()


def test_a_rare_word_is_absent_only_where_its_language_is_understood() -> None:
    question = "why is thermodynamics hard"
    assert Premise(question, "en").absent([WEBB]) == ("thermodynamics",)
    assert Premise(question, "en").absent([hit("Termodinamika itu sulit.", language="id")]) == ()


def test_a_translation_is_there() -> None:
    hits = [hit("Jerman membeli pesawat tempur.", language="id")]
    assert Premise("Which fighters did Germany buy?", "en").absent(hits) == ()
    assert Premise("Which fighters did Portugal buy?", "en").absent(hits) == ("Portugal",)


def test_german_nouns_are_not_taken_for_names() -> None:
    assert Premise("Was ist die Hauptstadt der Mongolei?", "de").absent([WEBB]) == ()


def test_shares_of_the_question() -> None:
    whole = Premise("Which rocket carried the Webb telescope?", "en").about(WEBB)
    swapped = Premise("Which rocket carried the Hubble telescope?", "en").about(WEBB)
    assert whole.named == 1.0
    assert swapped.named == 0.0
    assert 0.0 < swapped.covered < whole.covered <= 1.0
    assert Premise("which rocket carried it", "en").about(WEBB).named == 1.0


def test_a_sentence_has_its_own_share_of_the_question() -> None:
    premise = Premise("Which rocket carried the Webb telescope?", "en")
    assert premise.share_in("Nobody knows.", "en") < premise.share_in("A rocket did.", "en")
    assert premise.share_in("Roket itu.", "id") > premise.share_in("Kapal itu.", "id")
    assert premise.share_in(WEBB.passage.text, "en") <= premise.about(WEBB).covered
