"""Followed questions: what articles that come bring of them, once, and without a word of what is gone."""

from __future__ import annotations

import json
import sqlite3
import sys
from datetime import date
from pathlib import Path

import pytest

from index.errors import BadInputError, BadQuestionError, ModelError, UnknownOutletError
from index.paths import LibraryPaths
from index.storage import changes
from index.storage.following import FollowedQuestions
from index.values import Article
from qa import Library, Reason, make_article, telling
from qa.answer import answerer

QUESTION = "How long is the pier of Nordwijk?"
LONG = "The pier of Nordwijk is 410 metres long."


def article(text: str, source: str, title: str = "The pier", language: str = "en") -> Article:
    return make_article(text=text, title=title, source=source, language=language)


FIRST = article(LONG, "Daily Coast")
COPY = article(f"{LONG} Readers said so.", "Copy Times")
SAME = article("Engineers say that the pier of Nordwijk has a length of 410 metres.", "North Post")
INDONESIAN = article("Dermaga Nordwijk panjangnya 410 meter, kata wali kota.", "Harian Pantai", "Dermaga", "id")
OTHER = article("The pier of Nordwijk is 380 metres long, surveyors found.", "West Post")
BEES = article("Bees dance to tell each other where flowers are.", "Daily Coast", "Bees")


def told(library: Library, *, everything: bool = False) -> list[tuple[Reason, str, str | None]]:
    found = library.news(everything=everything)
    return [(each.reason, each.citation.quote, each.known.quote if each.known else None) for each in found]


def test_news_say_why_and_are_told_once(library: Library) -> None:
    assert library.follow(QUESTION).known == 0
    assert library.add([FIRST, BEES]).news == 1
    assert told(library) == [(Reason.FIRST, LONG, None)]
    assert library.add([COPY, SAME, OTHER, INDONESIAN]).news == 4
    library.mark_seen(library.news()[0])
    assert {quote: (reason, known) for reason, quote, known in told(library)} == {
        LONG: (Reason.REPEATS, LONG),
        SAME.text: (Reason.CONFIRMS, LONG),
        OTHER.text: (Reason.CONTRADICTS, SAME.text),
        INDONESIAN.text: (Reason.CONFIRMS, LONG),
    }
    library.mark_seen(library.news())
    assert library.add([FIRST, BEES, OTHER]).news == 0
    assert library.news() == ()
    (followed,) = library.followed()
    assert (followed.question, followed.known, followed.news) == (QUESTION, 5, 0)
    assert len(library.news(everything=True)) == len(library.news(followed.since.date())) == 5


def test_what_is_known_when_a_question_is_followed_is_no_news(library: Library) -> None:
    library.add(FIRST)
    assert library.follow(QUESTION).known == 1
    assert library.follow(f"  {QUESTION.lower()} ").number == 1
    assert library.news() == ()
    library.add(OTHER)
    assert told(library) == [(Reason.CONTRADICTS, OTHER.text, LONG)]
    assert library.unfollow(QUESTION).news == 1
    assert library.followed() == ()
    assert library.news() == ()


def test_an_article_that_changed_is_news_only_if_it_says_otherwise(library: Library) -> None:
    library.follow(QUESTION)
    library.add_articles(FIRST, "pier.txt")
    library.mark_seen(library.news())
    library.edit(FIRST.article_id, title="A pier")
    library.add_articles(article(f"{LONG} It is old.", "Daily Coast"), "pier.txt")
    assert told(library) == []
    corrected = article("The pier of Nordwijk is 420 metres long.", "Daily Coast")
    library.add_articles(corrected, "pier.txt")
    assert [(reason, quote) for reason, quote, _ in told(library)] == [(Reason.CONTRADICTS, corrected.text)]


def test_a_stopped_import_neither_loses_news_nor_doubles_them(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is stopped before what it found is kept, and another process asks at the same time."""
    library.follow(QUESTION)
    library.follow("How many bees dance?")
    keep = FollowedQuestions.keep

    def stopped(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(FollowedQuestions, "keep", stopped)
    with pytest.raises(KeyboardInterrupt):
        library.add([FIRST, SAME])
    monkeypatch.setattr(FollowedQuestions, "keep", lambda *given: (keep(*given), keep(*given))[1])
    assert [reason for reason, *_ in told(library)] == [Reason.FIRST, Reason.CONFIRMS]
    assert len(library.news(everything=True)) == 2


def test_without_a_reader_an_import_is_whole_and_the_news_come_later(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.follow(QUESTION)
    with monkeypatch.context() as patch:
        patch.setattr(answerer, "load_reader", lambda: ModelError("The reader is missing", "reinstall Kutip"))
        report = library.add(FIRST)
        assert (report.added, report.news) == (1, 0)
        assert report.warnings[0].startswith("followed questions could not be asked: The reader is missing")
        with pytest.raises(ModelError):
            library.news()
    assert [reason for reason, *_ in told(library)] == [Reason.FIRST]


def stored(library: Library) -> str:
    """All that the database says."""
    connection = sqlite3.connect(LibraryPaths(library.root).database)
    try:
        return "\n".join(connection.iterdump())
    finally:
        connection.close()


def test_no_word_of_a_removed_article_is_left(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    library.follow(QUESTION)
    library.add_articles(FIRST, "pier.txt")
    for number in range(3):
        word = f"zyx{number}"
        gone = article(f"The pier of Nordwijk is 390 metres long, {word} said.", f"Outlet {word}")
        library.add_articles(gone, "gone.txt")
        later = article(f"The pier of Nordwijk is 395 metres long, {word} said.", f"Outlet {word}")
        library.add_articles(later, "gone.txt")
        library.add(confirming := article(f"It is 395 metres long, the pier of Nordwijk. {number}", f"Post {number}"))
        assert Reason.CONTRADICTS in {reason for reason, *_ in told(library)}
        with monkeypatch.context() as patch:
            patch.setattr(changes, "bump_revision", stop)
            with pytest.raises(KeyboardInterrupt):  # killed midway: all of it is there
                library.remove(later.article_id)
        assert word in json.dumps(told(library))
        library.remove(later.article_id)
        assert word not in json.dumps(told(library, everything=True))
        assert word not in stored(library)
        assert confirming.text.startswith(told(library)[-1][1])
        library.mark_seen(library.news())
    assert library.followed()[0].known == 4


def stop(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_command_is_told_once_and_again_if_it_failed(library: Library, tmp_path: Path) -> None:
    kept = tmp_path / "told.json"
    write = [sys.executable, "-c", f"import sys; open({str(kept)!r}, 'a').write(sys.stdin.read())"]
    library.follow(QUESTION)
    library.add(FIRST)
    with pytest.raises(BadInputError, match=r"failed with exit code 1: .*no good"):
        library.tell_news([sys.executable, "-c", "raise SystemExit('no good')"])
    with pytest.raises(BadInputError, match="could not be run"):
        library.tell_news(["/nowhere/command"])
    library.mark_seen(library.news())
    assert (library.tell_news(write), library.tell_news(write)) == (1, 0)
    (news,) = json.loads(kept.read_text(encoding="utf-8"))
    assert (news["question"], news["reason"], news["citation"]["quote"]) == (QUESTION, "first answer", LONG)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such shell")
def test_what_a_command_leaves_running_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "MOST_SECONDS", 4)
    telling.run(["sh", "-c", "sleep 8 & exit 0"], "")


def test_what_is_wrong_is_refused(library: Library) -> None:
    with pytest.raises(BadQuestionError):
        library.follow(" ")
    for unknown in (7, "What?"):
        with pytest.raises(BadInputError, match="is not followed; `qa follow` lists what is"):
            library.unfollow(unknown)


def test_only_what_is_in_the_scope_of_a_question_is_news(library: Library) -> None:
    """In its outlet, language, days and tags, also days that it says itself, and as soon as a tag is put on."""
    library.add([FIRST, INDONESIAN, BEES])
    library.tag(BEES.article_id, "sea")
    library.today = lambda: date(2022, 6, 30)
    said = {
        "outlet": library.follow(QUESTION, sources="Daily Coast"),
        "language": library.follow(QUESTION, languages="id"),
        "days": library.follow(QUESTION, since="2022-06", until="2022"),
        "its days": library.follow("How long was the pier of Nordwijk last week?"),
        "any time": library.follow("How long was the pier of Nordwijk last week?", any_time=True),
        "tag": library.follow(QUESTION, tags="sea"),
    }
    assert [each.known for each in said.values()] == [1, 1, 0, 0, 0, 0]
    assert len({each.number for each in library.followed()}) == 6
    longer = "Last week the pier of Nordwijk was 530 metres long."
    coast = article(longer, "Daily Coast")
    dated = make_article(text=f"{longer} So it is.", source="Dune", language="en", published=date(2022, 6, 21))
    indonesian = article("Panjang dermaga Nordwijk 530 meter.", "Pos Pasir", "Dermaga", "id")
    library.add([coast, dated, indonesian])
    library.tag(indonesian.article_id, "Sea")
    library.news()
    fresh = {each.number: each.news for each in library.followed()}
    assert {name: fresh[each.number] for name, each in said.items()} == {
        "outlet": 1, "language": 1, "days": 1, "its days": 1, "any time": 2, "tag": 1
    }  # fmt: skip
    assert f"{QUESTION} [only Daily Coast]" in {each.asked for each in library.news()}
    library.mark_seen(library.news())
    library.tag(indonesian.article_id, "harbour")
    library.remove(coast.article_id)
    library.remove(FIRST.article_id)  # no article of its outlet is left
    library.add(article(f"{longer} Again.", "Copy Times"))
    assert len(library.news()) == 1
    with pytest.raises(BadInputError, match="in several scopes"):
        library.unfollow(QUESTION)
    with pytest.raises(UnknownOutletError):
        library.follow(QUESTION, sources="Nobody")
