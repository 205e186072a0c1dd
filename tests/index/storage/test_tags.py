"""Tags stay with an article through edits and new versions, and go with it."""

from __future__ import annotations

import pytest

from index.errors import BadInputError
from index.storage.articles import make_article
from index.storage.database import Database
from index.storage.shown import LastShown, Shown, Spot
from index.storage.store import Store
from index.storage.tags import LONGEST, Tag
from index.values import Article


def said(text: str) -> Article:
    return make_article(text=text, title="Tides", language="en")


FIRST, SECOND = said("The tide rose."), said("The tide rose and fell.")
OTHER = make_article(text="Bees dance.", language="en")


@pytest.fixture
def store(database: Database) -> Store:
    found = Store(database)
    found.add([(FIRST, "tides.txt", None), (OTHER, "bees.txt", None)])
    return found


def test_upper_and_lower_case_are_one_and_the_first_spelling_stays(store: Store) -> None:
    store.tags.add(FIRST.article_id, ["Pasang Surut", "#sea", "ÉTÉ"])
    store.tags.add(OTHER.article_id, ["pasang  surut", "e\u0301te\u0301"])
    assert store.tags.counts() == (Tag("Pasang Surut", 2), Tag("ÉTÉ", 2), Tag("sea", 1))
    assert store.tags.of(OTHER.article_id) == ("Pasang Surut", "ÉTÉ")
    assert store.tags.article_ids({"SEA"}) == {FIRST.article_id}
    assert store.tags.article_ids({"sea", "été"}) == {FIRST.article_id, OTHER.article_id}


@pytest.mark.parametrize("name", ["", " ", "#", "--!", "a,b", "x" * (LONGEST + 1), "\x1b[31m"])
def test_what_is_no_tag_is_refused_and_nothing_is_put(store: Store, name: str) -> None:
    with pytest.raises(BadInputError, match="is not a tag"):
        store.tags.add(FIRST.article_id, ["sea", name])
    assert store.tags.counts() == ()


def test_tags_are_cleaned(store: Store) -> None:
    store.tags.add(FIRST.article_id, ["sea\x1b]8;;http://x\x07\n\u202edeep", "潮汐", "2019"])
    assert store.tags.of(FIRST.article_id) == ("2019", "sea deep", "潮汐")


def test_a_tag_that_is_not_there_is_not_taken_and_none_else_is(store: Store) -> None:
    store.tags.add(FIRST.article_id, ["sea"])
    with pytest.raises(BadInputError, match="the article has no tag 'see'"):
        store.tags.remove(FIRST.article_id, ["sea", "see"])
    assert store.tags.of(FIRST.article_id) == ("sea",)
    store.tags.remove(FIRST.article_id, ["SEA"])
    assert store.tags.counts() == ()


def test_a_tag_that_no_article_has_is_told_with_near_ones(store: Store) -> None:
    store.tags.add(FIRST.article_id, ["Harbour"])
    with pytest.raises(BadInputError, match=r"no article has the tag 'harbor'.*those there are: Harbour"):
        store.tags.article_ids({"harbor"})


def test_tags_stay_when_the_file_changes_and_when_it_is_as_it_was_again(store: Store) -> None:
    store.tags.add(FIRST.article_id, ["sea"])
    store.add([(FIRST, "tides.txt", None)])
    assert store.tags.of(FIRST.article_id) == ("sea",)
    store.add([(SECOND, "tides.txt", None)])
    assert store.tags.of(SECOND.article_id) == ("sea",)
    Store(store._database).add([(FIRST, "tides.txt", None)])
    assert store.tags.of(FIRST.article_id) == ("sea",)
    assert store.tags.counts() == (Tag("sea", 1),)


def test_tags_stay_through_an_edit_and_its_undoing(store: Store) -> None:
    store.tags.add(FIRST.article_id, ["sea"])
    edited = store.edits.edit(FIRST.article_id, {"title": "Ebb"}, lambda _: "en")
    assert store.tags.of(edited.article_id) == ("sea",)
    store.edits.undo(edited.article_id)
    assert store.tags.of(FIRST.article_id) == ("sea",)


def test_tags_go_with_their_article_and_do_not_come_back(store: Store) -> None:
    store.tags.add(FIRST.article_id, ["sea"])
    store.remove([FIRST.article_id])
    assert store.tags.counts() == ()
    store.add([(FIRST, "tides.txt", None)])
    assert store.tags.of(FIRST.article_id) == ()


def test_only_passages_of_tagged_articles_are_left(store: Store) -> None:
    store.tags.add(FIRST.article_id, ["sea"])
    assert [store.passages([each])[each].article_id for each in store.tags.passage_ids({"Sea"})] == [FIRST.article_id]


def test_each_change_is_counted(store: Store) -> None:
    assert store.tags.changes() == 0
    store.tags.add(FIRST.article_id, ["sea"])
    store.tags.remove(FIRST.article_id, ["sea"])
    assert store.tags.changes() == 2


def test_what_was_shown_is_kept_until_something_else_is(store: Store, database: Database) -> None:
    last = LastShown(database)
    assert last.load() == Shown((), None)
    last.keep([Spot(1, FIRST.article_id, 0, 3), Spot(2, OTHER.article_id, 0, 4)])
    assert [spot.number for spot in last.load().spots] == [1, 2]
    last.keep([Spot(1, OTHER.article_id, 0, 4)])
    assert last.load().spots == (Spot(1, OTHER.article_id, 0, 4),)
    last.keep([])
    assert last.load().spots == ()
    assert last.load().noticed is not None


def test_what_was_shown_of_an_article_goes_with_it_and_its_versions(store: Store, database: Database) -> None:
    LastShown(database).keep([Spot(1, FIRST.article_id, 0, 3), Spot(2, OTHER.article_id, 0, 4)])
    store.add([(SECOND, "tides.txt", None)])
    assert len(LastShown(database).load().spots) == 2
    store.remove([SECOND.article_id])
    assert LastShown(database).load().spots == (Spot(2, OTHER.article_id, 0, 4),)
