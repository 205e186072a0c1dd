"""Outlets by a part of their names."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import UnknownOutletError
from index.outlets import outlets_named

KNOWN = (
    "Harian Lembah",
    "Lembah.com",
    "Pantai",
    "Pantai Timur",
    "The Hill Courier",
    "cnn-utara.co.id",
    "AB",
    "La Época",
)


@pytest.mark.parametrize(
    ("names", "meant"),
    [
        (["pantai"], ["Pantai"]),
        (["Pantai Timur"], ["Pantai Timur"]),
        (["timur"], ["Pantai Timur"]),
        (["lembah"], ["Harian Lembah", "Lembah.com"]),
        (["lem"], ["Harian Lembah", "Lembah.com"]),
        (["hill"], ["The Hill Courier"]),
        (["thehill"], ["The Hill Courier"]),
        (["CNN Utara"], ["cnn-utara.co.id"]),
        (["ourie"], ["The Hill Courier"]),
        (["ab"], ["AB"]),
        (["www.pantai.com"], ["Pantai"]),
        (["berita.pantai.co.id"], ["Pantai"]),
        (["courier", "AB", "courier"], ["The Hill Courier", "AB"]),
        (["la epoca"], ["La Época"]),
        (["ÉPOC"], ["La Época"]),
        ([], []),
    ],
)
def test_a_name_or_a_part_of_one_means_all_outlets_that_have_it(names: list[str], meant: list[str]) -> None:
    assert outlets_named(names, KNOWN) == tuple(meant)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("Lembsh", "among those there are: Harian Lembah, Lembah.com"),
        ("qqqqq", f"among those there are: {', '.join(KNOWN)}"),
        ("", f"among those there are: {', '.join(KNOWN)}"),
        ("e", f"among those there are: {', '.join(KNOWN)}"),
        ("www.", f"among those there are: {', '.join(KNOWN)}"),
    ],
)
def test_a_name_that_means_none_is_refused_with_the_nearest(name: str, hint: str) -> None:
    with pytest.raises(UnknownOutletError) as caught:
        outlets_named(["Pantai", name], KNOWN)
    assert caught.value.message == f"no article has the source {name!r}"
    assert caught.value.hint == hint


def test_without_outlets_none_is_named() -> None:
    with pytest.raises(UnknownOutletError, match="no article has the source 'Pantai'; among those there are: none"):
        outlets_named(["Pantai"], ())


@given(st.text(max_size=20), st.lists(st.text(max_size=20), max_size=4))
def test_whatever_is_named_is_among_those_known(name: str, known: list[str]) -> None:
    with suppress(UnknownOutletError):
        assert set(outlets_named([name], known)) <= set(known)
