"""Markdown's marks go, its words stay as they are."""

from __future__ import annotations

import pytest

from index.text.markdown import plain_of_markdown


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (
            "**41** ferries, *two* late, __not__ _three_, ***all*** **of *the* town**",
            "41 ferries, two late, not three, all of the town",
        ),
        ("他说**重要**的话 and ==marked== words", "他说重要的话 and marked words"),
        ("it was ~~12~~ 21 people, <del>said he</del> <s class='x'>and</s> wrote they", "it was 21 people, wrote they"),
        ('a [link](https://a.example/b_(c) "Title") and [[Page|shown]] of [[Other]]', "a link and shown of Other"),
        ("see [this][1] page\n\n[1]: https://a.example 'x'", "see this page\n\n"),
        ("<https://a.example/x_y_z>", "https://a.example/x_y_z"),
        ("Before ![alt](a.png)![[b.png|300]] after", "Before  after"),
        ("41[^1] people\n\n[^1]: Counted twice.", "41 people\n\nCounted twice."),
        ("> [!warning]- Late\n> The ferry.", "> Late\n> The ferry."),
        ("one <!-- two\nthree --> four %%five%% six ^block-1", "one  four  six"),
        ("x<sup>2</sup> <b>bold</b> &amp; <span style='a'>more</span><br/>next", "x² bold & more\nnext"),
        ("<Redacted> said 1 < 2 &c. and AT&T", "<Redacted> said 1 < 2 &c. and AT&T"),
        (r"2\*3\*4 and \# no heading \[1\]", "2*3*4 and # no heading [1]"),
        ("the `*p = **q` and `__init__` of **the `C` file**", "the *p = **q and __init__ of the C file"),
        ("a line\\\nbroken", "a line\nbroken"),
    ],
)
def test_what_a_reader_of_the_page_sees(text: str, plain: str) -> None:
    assert plain_of_markdown(text) == plain


@pytest.mark.parametrize(
    "text",
    [
        "# Heading\n\n* item\n- item\n1. item\n\n> quoted\n\n| a | b |\n|---|---|\n\n* * *\n---\n",
        "5*3*2 and 2 * 3 * 4, snake_case_name, a == b == c, ~5 km~",
        "```\n**code** ~~x~~ [[y]]\n```\n",
        "~~~py\n`**code**`\n```\n~~~\n",
        "[not a link] (nor this) nor [sic](as she wrote) and [x] a task",
        "an unclosed <!-- comment and <del> and ~~struck",
    ],
)
def test_what_is_no_mark_stays(text: str) -> None:
    assert plain_of_markdown(text) == text
