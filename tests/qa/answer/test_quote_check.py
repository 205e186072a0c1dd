"""A quote from elsewhere stands to the letter, or its nearest words and what differs are told."""

from __future__ import annotations

import random

import pytest

from index.storage.articles import make_article
from qa.answer.quote_check import MOST, check_quote, differences, nearest_verdict

_TEXT = (
    "The mayor spoke on Monday. “We will not build 142 homes there,” she said, “before the river is dredged.”\n\n"
    "Warga menunggu. Pemerintah menjanjikan Rp 15.000 per orang untuk setiap keluarga di tepi sungai."
)


@pytest.mark.parametrize(
    ("quote", "nearest", "differ"),
    [
        ("We will not build 143 homes there", "We will not build 142 homes there", (("143", "142"),)),
        ("We will build 142 homes there", "We will not build 142 homes there", (("", "not"),)),
        ("we will not build 142 homes there", "We will not build 142 homes there", (("we", "We"),)),
        ("the mayor spoke loudly on Monday.", "The mayor spoke on Monday.", (("the", "The"), ("loudly", ""))),
        ("The mayor spoke  on Monday.", "The mayor spoke on Monday.", ()),
        ("before the river\nis dredged", "before the river is dredged", ()),
        ('"We will not build 142 homes there', "“We will not build 142 homes there", (('"', "“"),)),
        ("Pemerintah menjanjikan Rp 15,000 per orang", "Pemerintah menjanjikan Rp 15.000 per orang", ((",", "."),)),
        ("keluarga di tepi sungai!", "keluarga di tepi sungai.", (("!", "."),)),
        ("She promised a stadium and two schools", None, ()),
        ("river homes", None, ()),
        ("", None, ()),
        ("x " * (MOST + 1), None, ()),
    ],
)
def test_the_nearest_words_and_what_differs(
    quote: str, nearest: str | None, differ: tuple[tuple[str, str], ...]
) -> None:
    verdict = check_quote(make_article(text=_TEXT, title="River"), quote)
    assert (verdict.stands, verdict.start, verdict.nearest) == (False, None, nearest)
    if nearest is not None:
        assert verdict.nearest_start == _TEXT.index(nearest)
        assert differences(quote, nearest) == differ


def test_a_quote_that_stands_has_no_nearest_words() -> None:
    verdict = check_quote(make_article(text=_TEXT, title="River"), "142 homes there,” she said")
    assert (verdict.stands, verdict.start, verdict.nearest) == (True, _TEXT.index("142"), None)


def test_a_place_where_it_does_not_begin_has_the_one_where_it_does() -> None:
    verdict = check_quote(make_article(text=_TEXT, title="River"), "The mayor spoke", start=3)
    assert (verdict.stands, verdict.nearest, verdict.nearest_start) == (False, "The mayor spoke", 0)


def test_the_article_with_the_fewest_changes_is_the_nearest() -> None:
    far = make_article(text="The mayor of Bern spoke late on Monday about homes.", title="Bern")
    near = make_article(text="Our mayor spoke on Monday.", title="Ours")
    (verdict,) = nearest_verdict("The mayor spoke on Monday", [far, near])
    assert (verdict.article_id, verdict.nearest) == (near.article_id, "Our mayor spoke on Monday")
    assert nearest_verdict("nothing of this kind at all", [far, near]) == ()


def test_only_what_is_not_the_same_is_a_change() -> None:
    other = make_article(text="Rice in Karanglor costs Rp8.000 a kilo.", title="Other")
    near = make_article(text="Rice in Karanglor costs Rp11.000 a kilo.", title="Near")
    (verdict,) = nearest_verdict("Rice in Karanglor costs Rp 11.000 a kilo", [other, near])
    assert verdict.article_id == near.article_id


def test_words_of_any_text_are_those_at_their_place() -> None:
    drawn = random.Random(5)
    words = ["a", "b", "air", "Air", "1,5", "“x”", "naïve", "東京", "e\u0301", "\n"]
    for _ in range(300):
        text = " ".join(drawn.choices(words, k=40)) + " end"
        quote = " ".join(drawn.choices(words, k=drawn.randint(1, 12)))
        verdict = check_quote(make_article(text=text, title="t"), quote)
        if verdict.nearest is not None:
            start = verdict.nearest_start or 0
            kept = make_article(text=text, title="t").text
            assert kept[start : start + len(verdict.nearest)] == verdict.nearest
