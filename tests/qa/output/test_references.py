"""References of every format come back as they were when Kutip reads them, and are what other programs expect."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date

import pytest

from index.formats.parsed import Draft
from index.formats.references import read_bibtex, read_ris
from index.storage.articles import make_article
from index.values import Article, Span
from qa.output.reference_formats import References
from qa.output.references import Reference, references, written

TEXT = "The ferry costs $5 & takes 10% of {all} cars_a day~ish #1. It sails -- even ``in'' storms \\ fog."
FERRY = make_article(
    text=TEXT,
    title="Ferries -- 50% off {now} & \\always",
    source="Harbour & Sons_Post",
    url="https://example.org/a--b_c?d=1&e=%20#f{g}",
    author="Ann Writer, Bo Ek",
    published=date(2022, 6, 5),
    language="en",
)
FIRST, SECOND = Span(0, TEXT.index(" It")), Span(TEXT.index("It"), len(TEXT))
ENTRY = Reference(FERRY, (FIRST, SECOND))


def draft(found: list[object]) -> Draft:
    (one,) = found
    assert isinstance(one, Draft)
    return one


@pytest.mark.parametrize("way", [References.BIBTEX, References.RIS])
def test_what_is_written_is_read_again(way: References) -> None:
    raw = written([ENTRY], way).encode()
    read = draft(list((read_bibtex if way is References.BIBTEX else read_ris)(raw)))
    known = read.metadata
    assert known.title == FERRY.title
    assert known.source == FERRY.source
    assert known.author == FERRY.author
    assert known.published == FERRY.published
    assert known.language == "en"
    assert known.url == (FERRY.url if way is References.RIS else "https://example.org/a--b_c?d=1&e=%20#f%7Bg%7D")
    assert read.record == ENTRY.key == "harboursonspost2022-" + FERRY.article_id[:8]
    for quote in (FIRST, SECOND):
        assert quote.of(TEXT) in read.text
    assert f"({FERRY.article_id}@{SECOND.start}-{SECOND.end})" in read.text


def entries_of(article: Article) -> dict[References, str]:
    return {way: written([Reference(article, (Span(0, 3),))], way) for way in References}


def test_each_has_the_type_that_fits_it() -> None:
    alone = replace(FERRY, source=None)
    unknown = replace(FERRY, source=None, url=None)
    kinds = {
        "newspaper": (FERRY, "article-newspaper", "TY  - NEWS\n", "@article{harboursonspost2022-"),
        "web": (alone, "webpage", "TY  - ELEC\n", "@online{ferries50offnowalway2022-"),
        "other": (unknown, "document", "TY  - GEN\n", "@misc{ferries50offnowalway2022-"),
    }
    for article, csl, ris, bibtex in kinds.values():
        found = entries_of(article)
        assert json.loads(found[References.CSL])[0]["type"] == csl
        assert found[References.RIS].startswith(ris)
        assert found[References.BIBTEX].startswith(bibtex)


def test_what_is_not_known_is_left_out() -> None:
    bare = make_article(text="Bees dance.")
    assert json.loads(entries_of(bare)[References.CSL]) == [
        {
            "id": f"beesdance-{bare.article_id[:8]}",
            "type": "document",
            "title": "Bees dance.",
            "annote": f"“Bee” ({bare.article_id}@0-3)",
        }
    ]
    ris = entries_of(bare)[References.RIS]
    assert [line[:2] for line in ris.splitlines()] == ["TY", "ID", "TI", "N1", "ER"]
    assert (
        "  author = {Ann Writer and {Sons and Daughters}},\n"
        in entries_of(replace(FERRY, author="Ann Writer, Sons and Daughters"))[References.BIBTEX]
    )
    assert "date" not in entries_of(bare)[References.BIBTEX]


def test_one_entry_an_article_in_the_order_of_their_quotes() -> None:
    bees = make_article(text="Bees dance.", language="en")
    found = references([(bees, Span(0, 4)), (FERRY, FIRST), (bees, Span(5, 10)), (bees, Span(0, 4))])
    assert found == (Reference(bees, (Span(0, 4), Span(5, 10))), Reference(FERRY, (FIRST,)))


def test_a_paged_article_names_its_pages() -> None:
    paged = replace(make_article(text="Bees dance. Wasps do not."), pages=(0, 12))
    entry = Reference(paged, (Span(0, 11), Span(12, 25)))
    assert entry.notes[1] == f"“Wasps do not.” (page 2, {paged.article_id}@12-25)"
    assert json.loads(written([entry], References.CSL))[0]["page"] == "1, 2"
    assert "SP  - 1, 2\n" in written([entry], References.RIS)
    assert "  pages = {1, 2},\n" in written([entry], References.BIBTEX)
    assert next(csv.DictReader(io.StringIO(written([entry], References.CSV))))["pages"] == "1, 2"


def test_no_text_adds_a_field_or_an_entry() -> None:
    evil = make_article(text="x\nER  - \nTY  - NEWS\n}\n@book{y,\n", title="A} @misc{b, title={c\nAU  - Nobody")
    entry = Reference(evil, (Span(0, len(evil.text)),))
    ris = written([entry], References.RIS)
    assert [line[:6] for line in ris.splitlines()] == ["TY  - ", "ID  - ", "TI  - ", "N1  - ", "ER  - "]
    bibtex = written([entry], References.BIBTEX)
    assert draft(list(read_bibtex(bibtex.encode()))).metadata.title == evil.title
    depth = 0
    for character in bibtex:
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth >= 0
    assert depth == 0


def test_no_cell_is_a_formula() -> None:
    evil = make_article(text="Bees dance.", title='=HYPERLINK("http://x")', author="@Ann", source="-1+1")
    rows = list(csv.reader(io.StringIO(written([Reference(evil, (Span(0, 4),))], References.CSV))))
    assert rows[0] == ["id", "title", "author", "source", "published", "language", "url", "pages", "quotes"]
    assert rows[1][1:4] == ['\'=HYPERLINK("http://x")', "'@Ann", "'-1+1"]
    assert rows[1][8] == f"“Bees” ({evil.article_id}@0-4)"


@pytest.mark.parametrize("way", References)
def test_nothing_steers_a_terminal(way: References) -> None:
    evil = replace(FERRY, title="A\x1b[31mB\u202e", source="C\x9b5m")  # as somebody else's database could have it
    assert not set("\x1b\u202e\x9b") & set(written([Reference(evil, (FIRST,))], way))
