"""Lines of chat that only name a scope."""

from __future__ import annotations

from datetime import date

import pytest

from index.errors import BadInputError
from index.outlets import outlets_named
from index.values import EVERYTHING, Filters
from qa.chat.scope import Known, in_words, scope_in

OUTLETS = ("Kompas.com", "Harian Kompas", "Tempo", "The Hill Courier")


def scope(line: str, filters: Filters = EVERYTHING, last: date = date(2021, 3, 9)) -> Filters | None:
    return scope_in(line, filters, lambda: Known(lambda names: outlets_named(names, OUTLETS), last))


def only(*outlets: str, since: date | None = None, until: date | None = None) -> Filters:
    return Filters(since, until, frozenset(outlets))


BOTH = ("Kompas.com", "Harian Kompas")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("only kompas.com since 2019-09", only("Kompas.com", since=date(2019, 9, 1))),
        ("only Kompas, since September", only(*BOTH, since=date(2020, 9, 1))),
        ("only Kompas, since March", only(*BOTH, since=date(2021, 3, 1))),
        ("hanya Tempo sejak 2020", only("Tempo", since=date(2020, 1, 1))),
        ("hanya Kompas dan Tempo", only(*BOTH, "Tempo")),
        ("only Tempo and courier", only("Tempo", "The Hill Courier")),
        ("only from Tempo until June 2020", only("Tempo", until=date(2020, 6, 30))),
        ("hanya artikel dari tempo", only("Tempo")),
        ("sejak Januari", Filters(since=date(2021, 1, 1))),
        ("since 2019 until 2020-06", Filters(since=date(2019, 1, 1), until=date(2020, 6, 30))),
        ("since 2019, until 2020-06.", Filters(since=date(2019, 1, 1), until=date(2020, 6, 30))),
        ("since 5 May 2020 and until 7 May 2020", Filters(since=date(2020, 5, 5), until=date(2020, 5, 7))),
        ("only Kompas, Tempo or courier", only(*BOTH, "Tempo", "The Hill Courier")),
        ("hanya tempo atau courier", only("Tempo", "The Hill Courier")),
        ("only 2019", Filters(since=date(2019, 1, 1), until=date(2019, 12, 31))),
        ("hanya bulan September 2019", Filters(since=date(2019, 9, 1), until=date(2019, 9, 30))),
        ("only in 2019 or 2020", Filters(since=date(2019, 1, 1), until=date(2020, 12, 31))),
        ("only Tempo in March", only("Tempo", since=date(2021, 3, 1), until=date(2021, 3, 31))),
        (
            "only The Hill Courier on 5 May 2020",
            only("The Hill Courier", since=date(2020, 5, 5), until=date(2020, 5, 5)),
        ),
        ("hanya tempo pada tahun 2020", only("Tempo", since=date(2020, 1, 1), until=date(2020, 12, 31))),
        ("only since 2020", Filters(since=date(2020, 1, 1))),
        ("hanya sampai Juni 2020", Filters(until=date(2020, 6, 30))),
        ("only English", Filters(languages=frozenset({"en"}))),
        ("everything", Filters()),
        ("Semua.", Filters()),
        ("all sources", Filters()),
    ],
)
def test_a_line_that_is_only_a_scope_changes_it(line: str, expected: Filters) -> None:
    assert scope(line) == expected


@pytest.mark.parametrize(
    "line",
    [
        "what has happened since 2022?",
        "since when is he in prison",
        "sejak kapan dia dipenjara",
        "Just who is Zelensky?",
        "Only one person survived the crash in the hills",
        "Only one person survived the crash in 2019",
        "Kompas",
        "all about Tempo",
        "",
    ],
)
def test_a_question_is_no_scope(line: str) -> None:
    assert scope(line) is None


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("only Kompaz", "no article has the source 'Kompaz'; among those there are: Kompas.com, Harian Kompas"),
        ("since yesterday evening", "'yesterday evening' is not a date"),
        ("only Tempo since 2020-14", "no article has the source 'Tempo since 2020-14'"),
        ("since 2021, Tempo", "'Tempo' is no scope; write such as: only OUTLET, since 2019-09"),
        ("since 2021, until 2020", "the period begins on 2021-01-01 but ends on 2020-12-31"),
    ],
)
def test_what_cannot_be_understood_is_refused_with_what_is_possible(line: str, why: str) -> None:
    with pytest.raises(BadInputError) as caught:
        scope(line)
    assert why in str(caught.value)


def test_a_new_time_takes_the_place_of_the_old_one_whole() -> None:
    old = Filters(since=date(2020, 1, 1), until=date(2021, 12, 31))
    expected = Filters(since=date(2023, 1, 1), until=date(2024, 12, 31))
    assert scope("since 2023 and until 2024", old) == expected


def test_a_scope_is_said_in_one_line() -> None:
    assert in_words(Filters()) == "Asking all articles."
    full = Filters(date(2019, 9, 1), date(2020, 1, 1), frozenset({"Tempo", "Kompas.com"}), frozenset({"id"}))
    assert in_words(full) == "Asking only: Kompas.com, Tempo, in id, since 2019-09-01, until 2020-01-01."
