from __future__ import annotations

from datetime import date

import pytest

from index.storage.articles import make_article
from index.values import Article
from qa.answer.agreement import AnswerText
from qa.answer.answer_type import Kind
from qa.answer.claims import (
    Statement,
    contradict,
    contradicts,
    group_statements,
    independent_sources,
    newest_first,
    without_other_places,
)


def article(text: str, source: str | None = None, language: str = "en") -> Article:
    return make_article(text=text, title=text.split()[0], source=source, language=language)


def statement(said: str, of: Article) -> Statement:
    return Statement(AnswerText(said, of.language), of)


POST = article("Post: 200 people fled.", "Post")
WIRE = article("Wire: 300 people fled.", "Wire")
KORAN = article("Koran: 200 orang mengungsi.", "Koran", "id")
BLOG = article("Blog: 200 people fled.")


def test_what_says_the_same_is_one_group_in_the_order_given() -> None:
    said = [statement("200 people", POST), statement("300", WIRE), statement("200 orang", KORAN)]
    assert group_statements(said, Kind.COUNT) == ((0, 2), (1,))
    assert group_statements([], Kind.COUNT) == ()


def test_different_numbers_of_different_articles_contradict_each_other() -> None:
    first, second = statement("200 people", POST), statement("300", WIRE)
    assert contradicts(first, second, Kind.COUNT, {})
    assert not contradicts(first, statement("200 orang", KORAN), Kind.COUNT, {})
    assert not contradicts(first, second, Kind.ANYTHING, {})


def test_an_article_contradicts_neither_itself_nor_its_copies() -> None:
    first, second = statement("200 people", POST), statement("300", POST)
    assert not contradicts(first, second, Kind.COUNT, {})
    copies = {POST.article_id: (WIRE.article_id,), WIRE.article_id: (POST.article_id,)}
    assert not contradicts(first, statement("300", WIRE), Kind.COUNT, copies)


def test_a_later_version_of_a_story_contradicts_the_earlier_if_that_lacks_its_answer() -> None:
    early = make_article(text="200 people fled.", title="Early", published=date(2022, 1, 1), language="en")
    later = make_article(text="300 people fled, not 200.", title="Later", published=date(2022, 1, 2), language="en")
    copies = {early.article_id: (later.article_id,), later.article_id: (early.article_id,)}
    assert contradicts(statement("200 people", early), statement("300 people", later), Kind.COUNT, copies)
    both = make_article(
        text="200 people fled, not 300 people.", title="Early", published=date(2022, 1, 1), language="en"
    )
    again = {both.article_id: (later.article_id,), later.article_id: (both.article_id,)}
    assert not contradicts(statement("300 people", later), statement("200 people", both), Kind.COUNT, again)


def told(said: str, before: str, after: str, of: Article) -> Statement:
    return Statement(AnswerText(said, of.language, before, after), of)


@pytest.mark.parametrize(
    ("language", "title", "before", "between", "after", "first", "second"),
    [
        ("en", "Report", "A total of ", " wells were dug in ", " district this year.", "Ashby", "Oakham"),
        ("en", "Report: {} district", "A total of ", " wells were dug this year.", "", "Ashby", "Oakham"),
        ("en", "Floods", "In {}, ", " people fled, the ministry said in Bergen.", "", "Ashby", "New Oakham"),
        ("id", "Laporan", "Sebanyak ", " sumur bor dibangun di Kecamatan ", " tahun ini.", "Sukamaju", "Kalibaru"),
        ("id", "Panen Kecamatan {} Naik", "Sebanyak ", " ton padi dipanen.", "", "Sukamaju", "Kalibaru"),
        ("id", "Banjir", "Kabupaten {} mencatat ", " rumah rusak.", "", "Blora", "Ranca Bali"),
    ],
)
def test_values_of_other_places_do_not_contradict_each_other(
    language: str, title: str, before: str, between: str, after: str, first: str, second: str
) -> None:
    def said(number: str, place: str, also: str = "") -> Statement:
        named, behind = before.format(place), f"{between}{place}{after}" if after else between
        text = f"{named}{number}{behind} {also}"
        of = make_article(text=text, title=title.format(place), source=number, language=language)
        return told(number, named, behind, of)

    one, other = said("230", first), said("471", second)
    assert not contradicts(one, other, Kind.COUNT, {})
    assert not contradict(((0,), (1,)), [one, other], Kind.COUNT)
    assert contradicts(one, said("471", first), Kind.COUNT, {})
    assert contradicts(one, said("471", second, f"Nobody counted {first}."), Kind.COUNT, {})


def test_values_of_other_places_are_left_out_where_those_of_one_differ() -> None:
    def said(number: str, place: str) -> Statement:
        text = f"By Friday, {number} people had come to {place}."
        return told(number, "By Friday, ", f" people had come in {place}.", article(text, number))

    statements = [said("410", "Alda"), said("90", "Berin"), said("320", "Alda")]
    assert without_other_places(((0,), (1,), (2,)), statements, Kind.COUNT) == ((0,), (2,))
    assert without_other_places(((1,), (0,), (2,)), statements, Kind.COUNT) == ((1,), (0,), (2,))


def test_where_somebody_says_it_is_no_place_of_a_value() -> None:
    one = article("Post: 200 people died, the governor told reporters in Bergen.", "Post")
    other = article("Wire: 300 people died, police said in Alda.", "Wire")
    first = told("200", "Post: ", " people died, the governor told reporters in Bergen.", one)
    second = told("300", "Wire: ", " people died, police said in Alda.", other)
    assert contradicts(first, second, Kind.COUNT, {})
    assert contradict(((0,), (1,)), [first, second], Kind.COUNT)


def test_a_place_is_known_by_its_names_in_both_languages() -> None:
    one = article("Post: 200 people fled West Java.", "Post")
    other = article("Koran: 300 orang mengungsi di Jawa Barat.", "Koran", "id")
    first = told("200", "Post: ", " people fled in West Java.", one)
    assert contradicts(first, told("300", "Koran: ", " orang mengungsi di Jawa Barat.", other), Kind.COUNT, {})


def test_a_name_that_the_other_article_has_too_is_no_contradiction() -> None:
    both = article("Anna Berg and Karl Lind opened it.")
    one, other = article("Anna Berg opened it."), article("Karl Lind opened it.")
    anna, karl = statement("Anna Berg", one), statement("Karl Lind", other)
    assert contradicts(anna, karl, Kind.PERSON, {})
    assert not contradicts(statement("Anna Berg", both), karl, Kind.PERSON, {})
    after = article("Karl Lind is the mayor. He succeeded Anna Berg. Anna Berg wished him well.")
    assert contradicts(anna, statement("Karl Lind", after), Kind.PERSON, {})


def test_one_outlet_and_one_story_are_one_source() -> None:
    again = article("Post again: 200 people.", "POST")
    stories = {BLOG.article_id: (WIRE.article_id,), WIRE.article_id: (BLOG.article_id,)}
    names = independent_sources([POST, WIRE, again, BLOG, KORAN], stories)
    assert names[0] == names[2]
    assert names[1] == names[3]
    assert len(set(names)) == 3
    assert len(set(independent_sources([article("One."), article("Two.")], {}))) == 2


def test_sources_are_joined_over_a_third() -> None:
    third = article("Third: 200 people.", "Wire")
    stories = {third.article_id: (BLOG.article_id,), BLOG.article_id: (third.article_id,)}
    assert len(set(independent_sources([WIRE, BLOG, third], stories))) == 1


def test_the_newest_comes_first_and_the_undated_last() -> None:
    published = [date(2020, 1, 1), None, date(2022, 1, 1), date(2020, 1, 1)]
    assert newest_first([0, 1, 2, 3], published) == (2, 0, 3, 1)
    assert newest_first([3, 1, 0], published) == (3, 0, 1)
