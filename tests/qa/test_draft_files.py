"""Tests of how drafts become plain text."""

from __future__ import annotations

import pytest

from index.formats.kinds import FileKind
from qa.answer.drafts.quotations import quotations
from qa.draft_files import draft_of


@pytest.mark.parametrize(
    ("page", "quoted"),
    [
        ("The <a href='https://dike.example/a'>dike</a> held <b>for nine</b> days", ["The dike held for nine days"]),
        ("<p><em>Nobody slept,</em> he said</p>", ["Nobody slept, he said"]),
        ("Nobody slept<br>and nobody left", ["Nobody slept\nand nobody left"]),
        ("<p><span>Nobody</span> slept</p><div><!-- no --><p>&gt; nor left</p></div>", ["Nobody slept\nnor left"]),
    ],
)
def test_block_quotes_of_pages_are_whole(page: str, quoted: list[str]) -> None:
    text = draft_of(f"<p>So:</p><blockquote>{page}</blockquote><p>Then <b>he</b> left.</p>".encode(), FileKind.HTML)
    assert [each.of(text) for each in quotations(text)] == quoted
    assert text.endswith("\nThen he left.")


def test_links_in_block_quotes_of_markdown_have_no_address() -> None:
    text = draft_of(b"[Here](https://dike.example/a):\n\n> The [dike](https://dike.example/a) held\n")
    assert text == "Here (https://dike.example/a):\n\n> The dike held\n"


def test_front_matter_is_part_of_a_draft_but_its_marks_quote_nothing() -> None:
    head = b'title: "A Night"\nabout: \'It held "all night long"\'\nlead: "\\"nobody slept on it\\", she said"\n'
    text = draft_of(b"---\n" + head + b'---\n\n"It held."\n')
    assert [each.of(text) for each in quotations(text)] == ["all night long", "nobody slept on it", "It held."]
