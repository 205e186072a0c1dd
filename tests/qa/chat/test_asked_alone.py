"""What is not found with words of earlier questions is asked alone if it may be about something new."""

from __future__ import annotations

import pytest

from qa.chat.session import Session
from qa.library import Library
from qa.values import Done, Event

pytestmark = pytest.mark.usefixtures("real_reader")


@pytest.mark.parametrize(
    ("line", "found"), [("who won chess championship?", "Gukesh Dommaraju"), ("who won rowing regatta?", None)]
)
def test_a_new_topic_is_found_without_the_words_before(sample: Library, line: str, found: str | None) -> None:
    session = Session(sample)
    session.turns.append(session.ask(session.read("How many people died at Kanjuruhan?")))
    asked = session.read(line)
    assert asked.understood.carried == ("died", "Kanjuruhan")
    events: list[Event] = []
    turn = session.ask(asked, follow=events.append)
    assert [each.answer for each in turn.answer.citations][:1] == ([found] if found else [])
    assert turn.searched == (line if found else asked.understood.searched)
    assert [type(event) for event in events].count(Done) == 1


def test_what_points_back_is_never_asked_alone(sample: Library) -> None:
    session = Session(sample)
    session.turns.append(session.ask(session.read("How many people died at Kanjuruhan?")))
    for line in ("who was charged over it?", "and the stadium owner?", "kapan itu terjadi?"):
        assert not session.read(line).understood.alone
