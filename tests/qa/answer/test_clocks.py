from __future__ import annotations

import pytest

from qa.answer.clocks import Clock, clocks


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("at 04:00", [(4, 0)]),
        ("at 4 a.m. and 4.30 pm", [(4, 0), (16, 30)]),
        ("at 12 am, 12 pm", [(0, 0), (12, 0)]),
        ("pukul 16.30 WIB", [(16, 30)]),
        ("jam 4 sore", [(16, 0)]),
        ("pukul 02.00 malam", [(2, 0)]),
        ("five, 6 o'clock", [(6, 0)]),
        ("4 jam, jam 4 jam, 2.30, 10:99, 3 malam", []),
        ("won 3:1 at 24:00:05", [(0, 0)]),
        ("", []),
    ],
)
def test_times_of_the_day(text: str, expected: list[tuple[int, int]]) -> None:
    assert [(clock.hour, clock.minute) for clock in clocks(text)] == expected


def test_times_agree_as_far_as_they_are_known() -> None:
    assert clocks("4 pm")[0].agrees(clocks("16:00")[0]) is True
    assert clocks("pukul 4")[0].agrees(clocks("4 pm")[0]) is True
    assert clocks("4 am")[0].agrees(clocks("4 pm")[0]) is False
    assert Clock(4, 0, "wib").agrees(Clock(4, 0, "gmt")) is None
