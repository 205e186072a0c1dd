"""The words for what is known of a source, which every face shares."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from index.storage.articles import make_article
from qa.values import Citation
from qa.wording import by_article, dated, head, joined, other_language, quoted, written

CITATION = Citation(1, "a" * 12, "Bridge", "Post", date(2021, 5, 3), None, 4, 19, "It opened.", language="id")


def test_days_are_written_as_people_write_them() -> None:
    assert written(date(2022, 6, 25)) == "25 June 2022"
    assert joined("Post", None, date(1999, 12, 1), "", 7) == "Post · 1 December 1999 · 7"
    assert dated(CITATION) == "Post, 3 May 2021"
    assert dated(replace(CITATION, source=None, published=None)) == "Bridge, undated"


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("It opened in 1932.", "“It opened in 1932.”"),
        ("“It opened,” she said.", "“It opened,” she said."),
        ('Dia berkata: "Buka."', 'Dia berkata: "Buka."'),
        ('The "old" bridge.', '“The "old" bridge.”'),
        ("'Old' it is.", "“'Old' it is.”"),
        ("«Oui.»", "«Oui.»"),
    ],
)
def test_quotation_marks_do_not_double(quote: str, expected: str) -> None:
    assert quoted(quote) == expected


def test_a_head_names_the_language_where_it_is_not_the_one_asked_in() -> None:
    assert head(CITATION, "en") == "Post · 3 May 2021 · Bridge · Indonesian"
    assert head(CITATION, "id") == "Post · 3 May 2021 · Bridge"
    assert head(make_article(text="Jembatan.", title="Jembatan", language="id"), "en") == "Jembatan · Indonesian"
    assert [other_language(each, "en") for each in (None, "und", "en", "xx", "ms")] == [None, None, None, "xx", "Malay"]


def test_citations_are_put_together_by_article() -> None:
    other = replace(CITATION, number=2, article_id="b" * 12)
    again = replace(CITATION, number=3)
    assert by_article([CITATION, other, again]) == ((CITATION, again), (other,))
    assert by_article([]) == ()
