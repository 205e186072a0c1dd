from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from index.storage.articles import make_article
from index.values import Hit, Passage
from qa.answer.question_terms import QuestionTerms
from tests.support import builders


def hit(text: str, title: str = "", language: str = "en", source: str | None = None) -> Hit:
    article = make_article(text=text, title=title, language=language, source=source, published=date(2022, 1, 1))
    return builders.hit(article, score=0.5)


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
    assert QuestionTerms(question, "en").absent([WEBB, TEROPONG]) == absent


def test_another_spelling_is_there() -> None:
    minsk = hit("President Alexander Lukashenko spoke in Minsk.", "Belarus")
    assert QuestionTerms("What did Alexandr Lukashenka say?", "en").absent([minsk]) == ()


def told() -> list[tuple[str, str, str, str, tuple[str, ...]]]:
    """The cases of `names_told.txt`: question, its language, passage, its language, and what is absent."""
    cases = []
    for line in (Path(__file__).parent / "names_told.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            languages, question, passage, absent = (part.strip() for part in line.split("|"))
            asked, said = languages.split(">")
            cases.append((question, asked, passage, said, tuple(filter(None, absent.split("; ")))))
    return cases


@pytest.mark.parametrize(("question", "asked", "passage", "said", "absent"), told())
def test_names_years_and_figures_are_told_across_spellings_and_languages(
    question: str, asked: str, passage: str, said: str, absent: tuple[str, ...]
) -> None:
    assert QuestionTerms(question, asked).absent([hit(passage, language=said)]) == absent


def test_a_name_is_sought_in_the_whole_article_and_its_title() -> None:
    article = make_article(text="It flew on Monday.\n\nAriane carried it.", title="Webb in space", language="en")
    near = Hit(Passage(1, article.article_id, 0, 0, 18, article.text[:18]), article, 0.5, 1, ())
    asked = QuestionTerms("Did Ariane carry Webb or Hubble in 2031?", "en")
    assert asked.absent([near]) == ("Hubble", "2031")
    about = asked.about(near)
    assert 0.0 < about.missing < asked.missing_in_quote("It flew.", article) == 1.0
    both = QuestionTerms("Did Ariane carry Webb?", "en").about(near)
    assert both.missing == 0.0
    assert QuestionTerms("Ariane or Webb?", "en").missing_in_quote("Ariane carried Webb.", article) == 0.0
    assert QuestionTerms("why is it so", "en").about(near).missing == 0.0


def test_a_rare_word_is_absent_only_where_its_language_is_understood() -> None:
    question = "why is thermodynamics hard"
    assert QuestionTerms(question, "en").absent([WEBB]) == ("thermodynamics",)
    assert QuestionTerms(question, "en").absent([hit("Termodinamika itu sulit.", language="id")]) == ()


def test_a_translation_is_there() -> None:
    hits = [hit("Jerman membeli pesawat tempur.", language="id")]
    assert QuestionTerms("Which fighters did Germany buy?", "en").absent(hits) == ()
    assert QuestionTerms("Which fighters did Portugal buy?", "en").absent(hits) == ("Portugal",)


def test_german_nouns_are_not_taken_for_names() -> None:
    assert QuestionTerms("Was ist die Hauptstadt der Mongolei?", "de").absent([WEBB]) == ()


def test_an_outlet_in_the_question_is_there_where_an_article_is_its_own() -> None:
    own = hit("The bridge is open.", source="Sample Gazette")
    assert QuestionTerms("What did the Sample Gazette say about the bridge?", "en").absent([own]) == ()
    assert QuestionTerms("What did the Morning Herald say about the bridge?", "en").absent([own]) == ("Herald",)


def test_shares_of_the_question() -> None:
    whole = QuestionTerms("Which rocket carried the Webb telescope?", "en").about(WEBB)
    swapped = QuestionTerms("Which rocket carried the Hubble telescope?", "en").about(WEBB)
    assert whole.named == 1.0
    assert swapped.named == 0.0
    assert 0.0 < swapped.covered < whole.covered <= 1.0
    assert QuestionTerms("which rocket carried it", "en").about(WEBB).named == 1.0


def test_a_sentence_has_its_own_share_of_the_question_but_its_names() -> None:
    asked = QuestionTerms("Which rocket carried the Webb telescope?", "en")
    assert asked.share_of_words("Webb was there.", "en") == asked.share_of_words("Nobody knows.", "en") == 0.0
    assert 0.0 < asked.share_of_words("A rocket did.", "en") < asked.share_of_words("A rocket carried it.", "en") < 1.0
    assert asked.share_of_words("Roket itu.", "id") > asked.share_of_words("Kapal itu.", "id")
