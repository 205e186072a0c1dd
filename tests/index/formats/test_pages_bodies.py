"""What is taken from pages: all of the article, and no more of the page than that."""

from __future__ import annotations

import json

import pytest

from index.formats.barriers import PAID
from index.formats.pages import read_page
from index.formats.parsed import Draft, UnreadableError

SAID = [
    "The mill on the river Wye ground its last sack of flour on Thursday, its owner told the council.",
    "Its wheel, which is nine metres high, was made by hand in the winter of 1871 by two brothers.",
    "The trust that looks after old mills wants to buy it and has until autumn to find the money.",
    "A baker from the next village offered to take the stones and use them as the steps of his shop.",
    "Swallows have nested under its roof for as long as anybody there can remember, said the vicar.",
    "In the flood of 1952 the water stood as high as the second floor and carried off the footbridge.",
    "The last miller learned the trade from an aunt, who would not let him touch the brake for a year.",
    "Visitors may see it once more on Sunday afternoon, when tea is served in the yard behind it.",
]
PARAGRAPHS = "".join(f"<p>{each}</p>" for each in SAID)


def page(body: str, head: str = "<title>The last sack</title>") -> Draft:
    return read_page(f"<!DOCTYPE html><html lang=en><head>{head}</head><body>{body}</body></html>".encode())


def lines(body: str, head: str = "<title>The last sack</title>") -> list[str]:
    return page(body, head).text.split("\n")


def places(text: str) -> list[int]:
    return [text.find(each) for each in SAID]


# all of it


@pytest.mark.parametrize("kind", ["article-body", "story__chunk wide"])
@pytest.mark.parametrize(
    "between", ["<div class='ad-slot'>Advertisement</div>", "<div class=row><figure></figure></div>"]
)
def test_the_second_container_of_a_body_is_taken_too(kind: str, between: str) -> None:
    first, second = (f"<div class=grid><div class='{kind}'>{part}</div></div>" for part in _halves())
    text = page(f"<main><h1>The last sack</h1><div>{first}{between}{second}</div></main>").text
    assert -1 not in places(text)
    assert places(text) == sorted(places(text))


def _halves() -> tuple[str, str]:
    paragraphs = [f"<p>{each} {each[::-1]}</p>" for each in SAID]
    return "".join(paragraphs[:4]), "".join(paragraphs[4:])


def test_every_update_of_a_live_blog_is_taken_with_its_heading() -> None:
    updates = "".join(
        f"<article class=update><time>{8 + at}.00</time><h3>At {8 + at} o'clock</h3><p>{said}</p></article>"
        for at, said in enumerate(SAID)
    )
    data = {"@type": "LiveBlogPosting", "headline": "The mill: live", "liveBlogUpdate": [
        {"@type": "BlogPosting", "headline": "At 8 o'clock", "articleBody": SAID[0]}]}  # fmt: skip
    head = f"<title>The mill: live</title><script type='application/ld+json'>{json.dumps(data)}</script>"
    found = page(f"<main><h1>The mill: live</h1>{updates}</main>", head)
    wanted = [line for at, said in enumerate(SAID) for line in (f"At {8 + at} o'clock", said)]
    assert [line for line in found.text.split("\n") if line in wanted] == wanted
    assert found.metadata.title == "The mill: live"


@pytest.mark.parametrize(
    "entry",
    [
        "<li class=entry><h4>At {}</h4><div><p>{}</p></div></li>",
        "<div class=post><div class=head><h2>At {}</h2></div><div class=text><p>{}</p></div></div>",
    ],
)
def test_a_heading_in_a_box_of_its_own_is_taken(entry: str) -> None:
    body = "".join(entry.format(at, said) for at, said in enumerate(SAID))
    found = lines(f"<main><h1>The mill: live</h1><section>{body}</section></main>", "<title>The mill: live</title>")
    assert [line for line in found if line.startswith("At ")] == [f"At {at}" for at in range(len(SAID))]


def test_a_body_in_a_container_with_the_name_of_a_menu_is_taken() -> None:
    article = f"<article><h1>The last sack</h1><div>{PARAGRAPHS}</div></article>"
    body = f"<div id=nav_menu-8><div class=row>{article}</div></div>"
    assert -1 not in places(page(body).text)


def test_a_body_that_is_only_in_the_data_of_the_page_is_taken() -> None:
    data = json.dumps({"@type": "NewsArticle", "articleBody": "\n".join(SAID)})
    found = page("<h1>The last sack</h1><div id=app></div>", f"<script type='application/ld+json'>{data}</script>")
    assert -1 not in places(found.text)


def test_words_that_are_marked_stay_in_their_sentences() -> None:
    said = (
        "It closed on <time datetime='2023-04-08'>8 April</time> after the harvest, when the river was at its lowest."
    )
    assert "It closed on 8 April after" in page(f"<article><h1>T</h1>{PARAGRAPHS}<p>{said}</p></article>").text
    price = (
        "It costs <span aria-hidden=true>$12</span><span class=sr-only>twelve dollars</span> to see the mill on Sunday."
    )
    assert "It costs $12 to see" in page(f"<article><h1>T</h1>{PARAGRAPHS}<p>{price}</p></article>").text


# no more


@pytest.mark.parametrize(
    "banner",
    [
        "<div id=cookie-consent role=dialog><p>{}</p><button>Accept all</button></div>",
        "<div class='gdpr-notice'><p>{}</p></div>",
        "<section id=onetrust-banner-sdk><div><p>{}</p></div></section>",
        "<div class=x1><div><p>{}</p></div><div><a role=button>Alle akzeptieren</a></div></div>",
        "<dialog open><p>{}</p></dialog>",
    ],
)
def test_a_consent_banner_is_left_out(banner: str) -> None:
    asked = "We and our 97 partners use cookies and like technologies to store and read data on your device."
    found = page(f"{banner.format(asked)}<article><h1>The last sack</h1><p>{SAID[0]}</p><p>{SAID[1]}</p></article>")
    assert "97 partners" not in found.text
    assert SAID[0] in found.text
    assert SAID[1] in found.text


def test_an_article_about_cookies_is_no_banner() -> None:
    said = "The new law on cookies says that a banner must have a button that refuses all, wrote the ministry."
    body = f"<article class='post category-cookie-banner'><h1>The last sack</h1>{PARAGRAPHS}<p>{said}</p></article>"
    assert said in page(body).text


@pytest.mark.parametrize("field", ["<input type=email>", "<input type=text name=EMAIL>"])
def test_a_newsletter_box_is_left_out(field: str) -> None:
    box = f"<div><h3>Our letter</h3><p>Sign up for the best of the week in your inbox.</p><form>{field}</form></div>"
    found = lines(f"<article><h1>The last sack</h1>{PARAGRAPHS}{box}<p>{SAID[0][::-1]}</p></article>")
    assert not any("inbox" in line or "Our letter" in line for line in found)
    assert SAID[0][::-1] in found


def test_a_short_article_around_a_newsletter_box_is_kept() -> None:
    box = "<div class='widget'><p>Subscribe to get our letters.</p><form><input type=email></form></div>"
    said = [line[:90] for line in SAID[:3]]
    body = "".join(f"<p>{line}</p>" for line in said[:2]) + box + f"<p>{said[2]}</p>"
    found = lines(f"<article><h1>The last sack</h1><div><div class='post'>{body}</div></div></article>")
    assert [line for line in found if line in said] == said
    assert not any("Subscribe" in line for line in found)


@pytest.mark.parametrize(
    "line",
    [
        "<p><strong>Read also:</strong> <a href='/a'>Another mill is sold to a bank</a></p>",
        "<p><a href='/a'>Baca juga: Another mill is sold to a bank</a></p>",
        "<h3>Lesen Sie auch</h3><ul><li><a href='/a'>Another mill is sold to a bank</a></li></ul>",
    ],
)
def test_links_to_other_articles_are_left_out(line: str) -> None:
    found = page(f"<article><h1>The last sack</h1><div>{PARAGRAPHS}{line}<p>{SAID[0][::-1]}</p></div></article>").text
    assert "Another mill" not in found
    assert -1 not in places(found)


# tables


def test_a_table_that_lays_the_page_out_is_lines() -> None:
    cell = f"<b>The last sack</b><br><br>{SAID[0]}<br><br>{SAID[1]}<br>{SAID[2]}<br/><br/>{SAID[3]}"
    found = lines(f"<table width=100%><tr><td class=content>{cell}</td></tr></table>")
    assert [line for line in found if line in SAID] == SAID[:4]
    assert not any("|" in line for line in found)


def test_a_menu_beside_the_article_in_a_table_is_another_cell() -> None:
    rows = f"<tr><td><a href='/'>Home</a><br><a href='/x'>News</a></td><td><h2>The last sack</h2>{PARAGRAPHS}</td></tr>"
    found = lines(f"<table>{rows}</table>")
    assert [line for line in found if line in SAID] == SAID
    assert not any("|" in line for line in found)


def test_the_rows_of_a_table_of_data_stay_rows() -> None:
    rows = "".join(f"<tr><td>Mill {at}</td><td>{at * 7} sacks</td></tr>" for at in range(1, 5))
    found = lines(f"<article><h1>T</h1>{PARAGRAPHS}<table><tr><th>Mill</th><th>Sacks</th></tr>{rows}</table></article>")
    assert [line for line in found if "Mill 3" in line and "21 sacks" in line] != []


# payment


PAYING = [
    "<div class=paywall><p>Subscribe to read the full story.</p></div>",
    "<p>To continue reading, sign in or create an account.</p>",
    "<p>Jetzt weiterlesen mit Ihrem Abonnement</p>",
    "<div><p>Langganan untuk membaca selengkapnya</p></div>",
    "<p>Cet article est réservé aux abonnés.</p>",
    "<div class=offer><h3>This article is for subscribers only</h3><p>Cancel any time.</p><a>Subscribe now</a></div>",
    "<p>Want to read the rest?</p><p>Subscribe now</p>",
]


@pytest.mark.parametrize("line", PAYING)
def test_a_page_for_subscribers_is_taken_with_a_warning(line: str) -> None:
    found = page(f"<article><h1>The last sack</h1><p>{SAID[0]}</p><p>{SAID[1]}</p>{line}</article>")
    assert found.warnings == (PAID,)
    assert found.text.split("\n")[-2:] == SAID[:2]


@pytest.mark.parametrize("value", ["false", '"False"'])
def test_the_data_of_the_page_say_that_it_is_not_free(value: str) -> None:
    data = f'{{"@type": "NewsArticle", "isAccessibleForFree": {value}, "wordCount": "%s"}}'
    body = f"<article><h1>The last sack</h1>{PARAGRAPHS}</article>"
    for count, warnings in ((900, (PAID,)), (145, ())):  # a subscriber saved all of it
        head = f"<script type='application/ld+json'>{data % count}</script>"
        assert page(body, head).warnings == warnings
    uncounted = "<script type='application/ld+json'>" + data.partition(', "word')[0] + "}</script>"
    assert page(body, uncounted).warnings == (PAID,)
    assert page(body.replace(PARAGRAPHS, PARAGRAPHS * 4), uncounted).warnings == ()


def test_an_offer_beside_the_article_is_no_warning() -> None:
    offer = "<header><p>Subscribe for full access to the whole story</p></header>"
    assert page(f"{offer}<article><h1>The last sack</h1>{PARAGRAPHS}</article>").warnings == ()
    about = "<p>The council wants to continue reading the plans on Monday.</p>"
    assert page(f"<article><h1>The last sack</h1>{PARAGRAPHS}{about}</article>").warnings == ()


# no article


@pytest.mark.parametrize(
    "body",
    [
        "<noscript>You need to enable JavaScript to run this app.</noscript><div id=root></div>",
        "<div id=__next></div>",
        "<p>Please turn JavaScript on and reload the page.</p>",
    ],
)
def test_a_page_that_scripts_would_fill_says_so(body: str) -> None:
    with pytest.raises(UnreadableError, match="its text is not in it"):
        page(f"{body}<script src=main.js></script>")


def test_a_check_for_robots_a_frame_and_a_page_that_leads_on_say_so() -> None:
    with pytest.raises(UnreadableError, match="no robot"):
        page("<p>Checking your browser</p><script src=c.js></script>", "<title>Just a moment...</title>")
    with pytest.raises(UnreadableError, match="frame"):
        read_page(b"<html><head><title>F</title></head><frameset cols=20%,*><frame src=a.html></frameset></html>")
    with pytest.raises(UnreadableError, match="leads to another"):
        page("<p>This page has moved.</p>", "<meta http-equiv=refresh content='0; url=/new'>")


def test_a_short_article_with_scripts_is_taken() -> None:
    assert page("<article><h1>T</h1><p>The mill closed on Thursday.</p></article><script src=a.js></script>").text
