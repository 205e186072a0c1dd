"""Conversations in the library, and the scope that stays."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from index.errors import BadInputError, LibraryBusyError
from index.values import Filters
from qa.chat.session import Session
from qa.conversations import exported
from qa.library import Library
from qa.values import AnswerStatus, Done, Event, Quoted, Read, Retrieved
from tests.support import PUTIN


def asked(session: Session, line: str) -> str:
    """Ask and keep; what was searched."""
    turn = session.ask(session.read(line))
    session.keep(turn)
    return turn.searched


def test_a_scope_stays_until_it_is_changed(sample_copy: Path) -> None:
    with Library.open(sample_copy) as library:
        session = Session(library)
        asked(session, PUTIN)
        assert session.read("only Intisari-Online").question is None
        turn = session.ask(session.read("and NATO?"))
        assert turn.filters == Filters(sources=frozenset({"Intisari-Online"}))
        assert {hit.article.source for hit in turn.answer.hits} == {"Intisari-Online"}
        assert session.read("everything").filters == Filters()


def test_a_scope_asks_nothing_and_again_asks_the_last_question_in_it(sample_copy: Path) -> None:
    with Library.open(sample_copy) as library:
        session = Session(library)
        assert session.read("only Intisari-Online").question is None
        with pytest.raises(BadInputError, match="nothing was asked yet"):
            session.read("again")
        asked(session, PUTIN)
        assert session.read("since 2022").question is None
        for line in ("again", "/again", "lagi"):
            assert session.read(line).understood.searched == PUTIN
        assert session.ask(session.read("again")).filters.sources == {"Intisari-Online"}


def test_a_scope_that_cannot_be_understood_changes_nothing(sample_copy: Path) -> None:
    with Library.open(sample_copy) as library:
        session = Session(library)
        session.read("only intisari since 2022-06")
        before = session.filters
        assert before == Filters(since=date(2022, 6, 1), sources=frozenset({"Intisari-Online"}))
        for line, why in (
            ("only Intisary", "among those there are: Intisari-Online"),
            ("since 2022-13", "is not a date"),
        ):
            with pytest.raises(BadInputError, match=why):
                session.read(line)
            assert session.filters == before


@pytest.mark.parametrize(
    "line", ["thanks", "Thank you very much!", "ok", "Hello", "Terima kasih.", "makasih ya", "Halo"]
)
def test_thanks_and_greetings_ask_nothing(sample: Library, line: str) -> None:
    session = Session(sample)
    with pytest.raises(BadInputError, match="asks nothing"):
        session.read(line)
    assert session.read(line, exact=True).question == line
    assert session.read(f"{line} who is the president?").question is not None


def test_what_was_said_is_resumed_to_the_letter(sample_copy: Path) -> None:
    with Library.open(sample_copy) as library:
        session = Session(library)
        asked(session, PUTIN)
        asked(session, "and NATO?")
        kept = session.kept_as
    with Library.open(sample_copy) as library:
        again = Session(library, kept)
        assert [turn.searched for turn in again.turns] == [PUTIN, "what did Putin promise NATO"]
        for one, other in zip(session.turns, again.turns, strict=True):
            assert one.answer.citations == other.answer.citations
            assert [hit.passage for hit in one.answer.hits] == [hit.passage for hit in other.answer.hits]
            assert (one.filters, one.asked, one.answer.timings) == (other.filters, other.asked, other.answer.timings)
        assert asked(again, "and Ukraine?") == "what did Putin promise Ukraine"
        assert len(library.conversations.turns(str(kept))) == 3


def test_conversations_are_listed_searched_renamed_and_deleted(sample_copy: Path) -> None:
    with Library.open(sample_copy) as library:
        first, second = Session(library), Session(library)
        asked(first, PUTIN)
        asked(second, "How high is the 100% price of a \\ batik_cap?")
        kept = library.conversations
        assert [one.conversation_id for one in kept.list()] == [second.kept_as, first.kept_as]
        assert [one.title for one in kept.search("PUTIN promise")] == [PUTIN]
        quoted = first.turns[0].answer.citations[0].quote
        assert [one.conversation_id for one in kept.search(quoted[10:60])] == [first.kept_as]
        assert [one.conversation_id for one in kept.search("100% price of a \\ batik_")] == [second.kept_as]
        assert kept.search("100_") == ()
        kept.rename(str(first.kept_as), "  Minsk\nfile ")
        assert kept.get(str(first.kept_as)[:6]).title == "Minsk file"
        assert kept.delete(str(first.kept_as)).turns == 1
        assert [one.conversation_id for one in kept.list()] == [second.kept_as]
        assert kept.turn("last").question.startswith("How high")
        kept.delete(str(second.kept_as))
        with pytest.raises(BadInputError, match="nothing was asked in a conversation yet"):
            kept.turn("last")
        asked(second, PUTIN)
        with pytest.raises(BadInputError, match="no conversation"):
            kept.turns(str(first.kept_as))
        with pytest.raises(BadInputError, match="empty"):
            kept.rename(str(second.kept_as), " ")


def test_an_export_holds_every_quote_and_its_place(sample_copy: Path) -> None:
    with Library.open(sample_copy) as library:
        session = Session(library)
        asked(session, PUTIN)
        asked(session, "and NATO?")
        text = session.export()
        assert text == exported(PUTIN, session.turns)
        assert "## and NATO?\n\nSearched: what did Putin promise NATO" in text
        for turn in session.turns:
            for citation in turn.answer.citations:
                assert f"> {citation.quote}" in text
                assert f"SHA-256 of its text {library.article(citation.article_id).sha256}" in text
                assert f"article {citation.article_id}, characters {citation.start}-{citation.end}" in text


def test_a_turn_that_cannot_be_kept_is_kept_with_the_next(sample_copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Library.open(sample_copy) as library:
        session = Session(library)
        asked(session, PUTIN)
        with monkeypatch.context() as patch:

            def refuse(*_: object) -> None:
                raise LibraryBusyError("another process is writing to the library", "wait")

            patch.setattr(type(library.conversations), "keep", refuse)
            with pytest.raises(LibraryBusyError):
                asked(session, "and NATO?")
        assert len(session.turns) == 2
        asked(session, "and Ukraine?")
        assert [turn.question for turn in library.conversations.turns(str(session.kept_as))] == [
            PUTIN,
            "and NATO?",
            "and Ukraine?",
        ]


def test_each_event_is_followed_and_can_end_the_question(sample: Library) -> None:
    events: list[Event] = []
    session = Session(sample)
    turn = session.ask(session.read(PUTIN), follow=events.append, now=datetime(2026, 1, 1, tzinfo=UTC))
    kinds = [type(event) for event in events]
    assert (kinds[:2], set(kinds[2:-1]), kinds[-1]) == ([Retrieved, Read], {Quoted}, Done)
    assert turn.answer.status is AnswerStatus.ANSWERED

    class EndError(Exception):
        """Stands for a cancellation."""

    def end(event: Event) -> None:
        if isinstance(event, Retrieved):
            raise EndError

    with pytest.raises(EndError):
        session.ask(session.read(PUTIN), follow=end)


def test_a_scope_set_while_an_answer_is_found_stays(sample_copy: Path) -> None:
    with Library.open(sample_copy) as library:
        session = Session(library)
        turn = session.ask(session.read(PUTIN))
        session.read("since 2021")
        session.keep(turn)
        assert session.filters == Filters(since=date(2021, 1, 1))


def test_what_is_to_be_searched_as_it_is_is_neither_scope_nor_follow_up(sample_copy: Path) -> None:
    with Library.open(sample_copy) as library:
        session = Session(library)
        asked(session, PUTIN)
        for line in ("only Intisari-Online", "and NATO?"):
            assert session.read(line, exact=True).understood.searched == line
        assert session.filters == Filters()


def test_a_conversation_that_was_deleted_meanwhile_is_kept_anew(sample_copy: Path) -> None:
    with Library.open(sample_copy) as library:
        session = Session(library)
        asked(session, PUTIN)
        library.conversations.delete(str(session.kept_as))
        asked(session, "and NATO?")
        assert [turn.question for turn in library.conversations.turns(str(session.kept_as))] == [PUTIN, "and NATO?"]
