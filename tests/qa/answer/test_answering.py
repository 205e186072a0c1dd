from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest

from index.errors import BadInputError, ModelError
from index.storage.articles import make_article
from qa import Answer, AnswerStatus, Claim, Library, Shortfall
from qa.answer import answerer
from qa.answer.confidence import Confidence
from qa.answer.reader.readings import Reading, Text

Reads = Callable[[Mapping[str, float]], object]

MARCH, JULY, MAY = date(2022, 3, 2), date(2022, 7, 1), date(2021, 5, 5)
ARTICLES = (
    make_article(
        text="The floods in Marzania drove many away. About 1.5 million people fled, the agency said. It rained.",
        title="Floods in Marzania", source="Post", published=MARCH, language="en",
    ),
    make_article(
        text="Banjir di Marzania sangat besar. Sekitar 1,5 juta orang mengungsi dari sana.",
        title="Banjir Marzania", source="Koran", published=MAY, language="id",
    ),
    make_article(
        text="By summer the count in Marzania was higher. Two million people fled the floods in Marzania.",
        title="Marzania counts again", source="Wire", published=JULY, language="en",
    ),
    make_article(
        text="Nobody knows Marzania well. They say 3 million people fled the floods in Marzania.",
        title="Marzania, an essay", language="en",
    ),
    make_article(
        text="The ports of Marzania are open. Ships call at Alda. Others prefer Berin. A few sail to Cort, too.",
        title="Ports of Marzania", source="Wire", published=JULY, language="en",
    ),
    make_article(text="Bees dance to tell each other where flowers are.", title="Bees", language="en"),
)  # fmt: skip
BEES = make_article(text="2 bees fled the hive.", title="Two bees", language="en")
HOW_MANY = "How many people fled the floods in Marzania?"
FIRST = "About 1.5 million people fled, the agency said."


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with Library.create(tmp_path_factory.mktemp("answering") / "library") as made:
        made.add_articles(ARTICLES)
        return made.root


@pytest.fixture
def library(root: Path) -> Iterator[Library]:
    """A library that does not remember what another test found wrong with the reader."""
    with Library.open(root) as opened:
        yield opened


def quotes(answer: Answer) -> list[str]:
    return [citation.quote for citation in answer.citations]


def answers(answer: Answer) -> list[str | None]:
    return [citation.answer for citation in answer.citations]


# The words that answer


def test_the_answer_is_carried_inside_its_sentence(library: Library, table_reader: Reads) -> None:
    table_reader({"1.5 million people": 0.9})
    answer = library.ask(HOW_MANY)
    assert (answer.status, answer.reader) == (AnswerStatus.ANSWERED, "table")
    (citation,) = answer.citations
    assert (citation.quote, citation.answer) == (FIRST, "1.5 million people")
    assert (citation.answer_start, citation.answer_end) == (6, 24)
    assert library.article(citation.article_id).text[citation.start : citation.end] == FIRST
    assert answer.confidence == pytest.approx(0.9)
    assert [(claim.text, claim.citations, claim.sources) for claim in answer.claims] == [
        ("1.5 million people", (1,), 1)
    ]


def test_an_answer_over_two_sentences_is_quoted_with_both(library: Library, table_reader: Reads) -> None:
    table_reader({"the agency said. It": 0.9})
    assert quotes(library.ask("Who said that it rained?")) == [f"{FIRST} It rained."]


def test_hits_are_ranked_by_the_reader_too(library: Library, table_reader: Reads) -> None:
    table_reader({"Bees": 0.999})
    answer = library.ask(HOW_MANY, k=2)
    assert [hit.rank for hit in answer.hits] == [1, 2]
    assert answer.hits[0].article.title == "Bees"
    assert "Bees" not in {hit.article.title for hit in library.search(HOW_MANY, 2)}


def test_the_budget_reaches_the_reader(library: Library, table_reader: Callable[[Mapping[str, float]], object]) -> None:
    reader = table_reader({})
    library.ask(HOW_MANY)
    library.ask(HOW_MANY, budget_ms=50)
    assert reader.budgets == [300.0, 50]  # type: ignore[attr-defined]


@pytest.mark.parametrize("budget", [0, -1, 0.5, float("nan")])
def test_a_budget_that_is_no_time_is_refused(library: Library, budget: float) -> None:
    with pytest.raises(BadInputError, match="budget") as caught:
        library.ask(HOW_MANY, budget_ms=budget)
    assert caught.value.hint


# What sources say together


def test_sources_that_say_the_same_are_counted_together(library: Library, table_reader: Reads) -> None:
    table_reader({"1.5 million people": 0.9, "1,5 juta orang": 0.8})
    answer = library.ask(HOW_MANY)
    assert answers(answer) == ["1.5 million people", "1,5 juta orang"]
    assert answer.claims == (Claim("1.5 million people", (1, 2), 2),)
    assert not answer.disagreement


def test_sources_that_disagree_stand_side_by_side_the_newest_first(library: Library, table_reader: Reads) -> None:
    table_reader({"1.5 million people": 0.9, "Two million people": 0.8, "3 million people": 0.7})
    answer = library.ask(HOW_MANY)
    assert (answer.disagreement, answer.updated) == (True, False)
    assert [citation.published for citation in answer.citations] == [JULY, MARCH, None]
    assert [(claim.text, claim.citations) for claim in answer.claims] == [
        ("Two million people", (1,)),
        ("1.5 million people", (2,)),
        ("3 million people", (3,)),
    ]
    assert answer.text.splitlines() == [
        "Wire, 1 July 2022: “Two million people fled the floods in Marzania.” [1]",
        f"Post, 2 March 2022: “{FIRST}” [2]",
        "Marzania, an essay, undated: “They say 3 million people fled the floods in Marzania.” [3]",
    ]
    assert answer.confidence == pytest.approx(0.9)


def test_where_the_latest_is_asked_for_the_newest_is_never_left_out(library: Library, table_reader: Reads) -> None:
    counts = ("1.7 million people", "1.8 million people", "1.9 million people")
    later = [
        make_article(
            text=f"In Marzania {count} fled the floods.", title=f"Count {day}", source=f"Post {day}", language="en",
            published=date(2022, 8, day),
        )
        for day, count in enumerate(counts, 1)
    ]  # fmt: skip
    table_reader({"1.5 million people": 0.9, **dict.fromkeys(counts, 0.8)})
    library.add_articles(later)
    plain, latest = library.ask(HOW_MANY), library.ask(f"{HOW_MANY[:-1]}, at the latest count?")
    library.remove([each.article_id for each in later])
    assert answers(plain) == ["1.9 million people", "1.8 million people", "1.5 million people"]
    assert answers(latest) == list(reversed(counts))
    assert plain.updated
    assert latest.updated


def test_the_newest_of_an_office_is_who_holds_it_and_another_event_updates_nothing(
    library: Library, table_reader: Reads
) -> None:
    texts = (
        (2018, "Petra Holm is the mayor of Nordwijk."),
        (2022, "Jan Vries is the mayor of Nordwijk. He succeeded Petra Holm on Sunday."),
        (2024, "The former mayor of Nordwijk, Petra Holm, opened a fair. Ex-mayor Petra Holm smiled."),
        (2019, "The quake in Nordwijk killed 31 people."),
        (2020, "Another quake in Nordwijk killed 2 people."),
    )
    held = [
        make_article(text=text, title=f"Of {year}", published=date(year, 5, 2), language="en") for year, text in texts
    ]
    table_reader({"Petra Holm": 0.9, "Jan Vries": 0.8, "31 people": 0.9, "2 people": 0.8})
    library.add_articles(held)
    told = [library.ask(f"Who is the mayor of Nordwijk{now}?") for now in (" now", "")]
    quakes = library.ask("How many people did the quake in Nordwijk kill?")
    library.remove([each.article_id for each in held])
    for answer in told:
        assert answer.short == "Jan Vries (Of 2022, 2 May 2022); Petra Holm (Of 2018, 2 May 2018)"
        assert answer.updated
    assert (answers(quakes), quakes.disagreement, quakes.updated) == (["2 people", "31 people"], True, False)


@pytest.mark.parametrize("chance", [0.45, 0.6])
def test_a_doubtful_figure_is_no_disagreement(library: Library, table_reader: Reads, chance: float) -> None:
    table_reader({"1.5 million people": 0.98, "Two million people": chance})
    answer = library.ask(HOW_MANY)
    assert (answers(answer), answer.disagreement) == (["1.5 million people"], False)


def test_what_is_said_of_other_names_is_no_disagreement(library: Library, table_reader: Reads) -> None:
    table_reader({"1.5 million people": 0.9, "2 bees": 0.8})
    library.add_articles([BEES])
    answer = library.ask(HOW_MANY)
    library.remove([BEES.article_id])
    assert (answers(answer), answer.disagreement) == (["1.5 million people"], False)


def test_another_thing_is_not_quoted_beside_the_one_that_was_asked_for(library: Library, table_reader: Reads) -> None:
    table_reader({"1.5 million people": 0.9, "Bees": 0.8})
    assert answers(library.ask(HOW_MANY)) == ["1.5 million people"]


def test_words_of_another_kind_are_no_answer_however_likely(library: Library, table_reader: Reads) -> None:
    table_reader({"Bees": 0.999})
    answer = library.ask(HOW_MANY)
    assert (answer.status, answer.shortfall) == (AnswerStatus.NOT_FOUND, Shortfall.NOT_ANSWERED)


def test_which_one_has_one_answer(library: Library, table_reader: Reads) -> None:
    table_reader({"Alda": 0.9, "Bees": 0.8})
    assert answers(library.ask("Which animal danced in Marzania?")) == ["Alda"]
    assert answers(library.ask("Which animals danced in Marzania?")) == ["Alda", "Bees"]
    assert answers(library.ask("Hewan apa yang menari di Marzania?")) == ["Alda"]


def test_where_no_one_kind_of_thing_is_asked_for_others_are_quoted_too(library: Library, table_reader: Reads) -> None:
    table_reader({"1.5 million people": 0.9, "Bees": 0.8})
    assert answers(library.ask("Tell me about floods and dances")) == ["1.5 million people", "Bees"]


# Lists


def test_a_list_is_answered_from_several_places(library: Library, table_reader: Reads) -> None:
    table_reader({"Alda": 0.9, "Berin": 0.8, "Cort": 0.7, "Bees": 0.6})
    answer = library.ask("Which ports of Marzania are open?")
    assert answers(answer) == ["Alda", "Berin", "Cort", "Bees"]
    assert quotes(answer)[:3] == ["Ships call at Alda.", "Others prefer Berin.", "A few sail to Cort, too."]
    assert not answer.disagreement
    assert [claim.citations for claim in answer.claims] == [(1,), (2,), (3,), (4,)]
    one = library.ask("Which port of Marzania is open?")
    assert answers(one) == ["Alda"]


def test_two_answers_in_one_sentence_are_one_quote(library: Library, table_reader: Reads) -> None:
    table_reader({"Alda": 0.9, "Ships": 0.8})
    assert answers(library.ask("Which ports of Marzania are open?")) == ["Ships call at Alda"]


# Declining


@pytest.mark.parametrize(
    ("question", "shortfall", "absent"),
    [
        ("How many people fled the floods in Marzania by train?", Shortfall.NOT_ANSWERED, ()),
        ("How many people fled the floods in Utopolis?", Shortfall.PREMISE_ABSENT, ("Utopolis",)),
        ("quantum chromodynamics of gluons", Shortfall.NOTHING_NEAR, ()),
    ],
)
def test_why_nothing_is_quoted(
    library: Library, table_reader: Reads, question: str, shortfall: Shortfall, absent: tuple[str, ...]
) -> None:
    table_reader({"1.5 million people": 0.2})
    answer = library.ask(question)
    assert (answer.status, answer.shortfall, answer.absent) == (AnswerStatus.NOT_FOUND, shortfall, absent)
    assert (answer.text, answer.citations, answer.claims) == ("", (), ())
    assert len(answer.hits) == 5
    assert answer.confidence < 0.5
    assert answer.reader == "table"


def test_the_threshold_is_the_readers(library: Library, table_reader: Reads) -> None:
    reader = table_reader({"1.5 million people": 0.6})
    assert library.ask(HOW_MANY).status is AnswerStatus.ANSWERED
    reader.confidence = Confidence(threshold=0.61)  # type: ignore[attr-defined]
    assert library.ask(HOW_MANY).status is AnswerStatus.NOT_FOUND


# Without the reader


class Broken:
    """A reader that loads and cannot read."""

    fingerprint = "broken"
    ranking_weight = 0.1
    confidence = Confidence()

    def read_within(self, question: str, texts: tuple[Text, ...], budget_ms: float) -> tuple[Reading | None, ...]:
        raise ModelError("the reader cannot be run", "reinstall Kutip")

    def probability(self, reading: Reading) -> float:
        raise AssertionError


@pytest.mark.parametrize("loaded", [ModelError("the reader cannot be run", "reinstall Kutip"), Broken()])
def test_without_the_reader_nothing_is_quoted_and_the_library_says_why(
    library: Library, monkeypatch: pytest.MonkeyPatch, loaded: object
) -> None:
    assert library.warnings() == ()
    monkeypatch.setattr(answerer, "load_reader", lambda: loaded)
    answer = library.ask(HOW_MANY)
    why = "the reader cannot be run; answers need it, so only the nearest passages are shown; reinstall Kutip"
    assert library.warnings() == (why,)
    assert (answer.status, answer.shortfall) == (AnswerStatus.NOT_FOUND, Shortfall.NOT_READ)
    assert (answer.reader, answer.citations, answer.claims, answer.confidence) == (None, (), (), 0.0)
    assert answer.hits == library.search(HOW_MANY, 5)
