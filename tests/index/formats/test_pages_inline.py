"""Raised, lowered, struck-out and hidden text of HTML, ruby and formulas: how they are read."""

from __future__ import annotations

import time

import pytest

from index.formats.markup import text_of_markup


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("killed 41<sup>2</sup> people", "killed 41 people"),
        ("19<sup><a href='#n3'>3</a></sup> boats", "19 boats"),
        ("in 2011<sup>1,2</sup> and 2012<sup>[3]</sup>", "in 2011 and 2012"),
        ("he said.<sup>4</sup> The word<sup>*</sup> is", "he said. The word is"),
        ("5<span style='font-size: 8px; vertical-align: super'>4</span> cats", "5 cats"),
        ("a claim<sup class='reference' id='cite_ref-1'><a href='#cite_note-1'>[a]</a></sup>.", "a claim."),
        ("so<a epub:type='noteref' href='notes.xhtml#n1'>1</a> it was", "so it was"),
        ("so<a role='doc-noteref' href='#fn1'><sup>1</sup></a> it was", "so it was"),
        ("He left.<a href='#f2'>[2]</a>", "He left."),
        ("He left. <a href='#fnref2'>↩</a>", "He left."),
        ("in 19<span epub:type='pagebreak' id='p12'>12</span>91", "in 1991"),
        ("it was be<span class='pagenum' id='Page_7'>[Pg 7]</span>fore us", "it was before us"),
        ("on <span class='pagenum'>the seventh of its pages</span>", "on the seventh of its pages"),
    ],
)
def test_the_marks_of_notes_and_pages_are_left_out(markup: str, text: str) -> None:
    assert text_of_markup(f"<p>{markup}</p>") == text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("10<sup>6</sup> litres and 1.5 × 10<sup>12</sup>", "10^6 litres and 1.5 × 10^12"),
        ("10<sup>-3</sup> and 10<sup>−9</sup>", "10^-3 and 10^−9"),
        ("2<sup>32</sup> addresses; 3<sup>2</sup> = 9", "2^32 addresses; 3^2 = 9"),
        ("12 km<sup>2</sup>, 5 m<sup>3</sup>", "12 km², 5 m³"),
        ("E=mc<sup>2</sup> and x<sup>2</sup> + y<sup>n</sup>", "E=mc² and x² + y^n"),
        ("x<sup>n+1</sup> and (a+b)<sup>n−1</sup>", "x^(n+1) and (a+b)^(n−1)"),
        ("H<sub>2</sub>O, C<sub>6</sub>H<sub>12</sub>, CO<sub>x</sub>", "H2O, C6H12, COx"),
        ("SO<sub>4</sub><sup>2−</sup>, Ca<sup>2+</sup>", "SO4^2−, Ca²⁺"),
        ("<sup>14</sup>C dating", "¹⁴C dating"),
        ("101<sub>2</sub>", "101_2"),
        ("1<sup>1</sup>/<sub>2</sub> cups", "1 1/2 cups"),
        ("$19<sup>99</sup>, at 8<sup>30</sup> Uhr, godz. 10<sup>00</sup>", "$19.99, at 8:30 Uhr, godz. 10:00"),
    ],
)
def test_a_power_is_never_glued_to_a_figure(markup: str, text: str) -> None:
    assert text_of_markup(f"<p>{markup}</p>") == text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("1<sup>st</sup>, 17<sup>th</sup>", "1st, 17th"),
        ("le 1<sup>er</sup> mai, XX<sup>e</sup> siècle, M<sup>me</sup> B.", "le 1er mai, XXe siècle, Mme B."),
        ("n<sup>o</sup> 5, 1<sup>a</sup>", "no 5, 1ª"),
        ("Brand<sup>TM</sup> and Brand<sup>®</sup>", "BrandTM and Brand®"),
    ],
)
def test_ordinals_and_abbreviations_stay_in_one_piece(markup: str, text: str) -> None:
    assert text_of_markup(f"<p>{markup}</p>") == text


@pytest.mark.parametrize(
    "struck",
    [
        "<del>12</del>",
        "<s>12</s>",
        "<strike>12</strike>",
        "<span style='color:red;text-decoration: line-through'>12</span>",
        "<span style='TEXT-DECORATION-LINE:line-through'>12</span>",
    ],
)
def test_what_was_struck_out_is_not_said(struck: str) -> None:
    assert text_of_markup(f"<p>It killed {struck} <ins>21</ins> people.</p>") == "It killed 21 people."


@pytest.mark.parametrize(
    "hidden",
    [
        "<span hidden>x</span>",
        "<span style='display:none'>x</span>",
        "<span style='display: NONE !important'>x</span>",
        "<span style='visibility: hidden'>x</span>",
        "<span class='sr-only'>twelve dollars</span>",
        "<span class='price visually-hidden'>twelve dollars</span>",
    ],
)
def test_hidden_text_is_left_out_and_its_shown_double_kept(hidden: str) -> None:
    assert text_of_markup(f"<p>It is <span aria-hidden='true'>$12</span>{hidden} now.</p>") == "It is $12 now."


def test_a_page_that_hides_itself_until_a_script_runs_is_shown() -> None:
    page = "<h1>T</h1><div style='display:none'><p>All that the page says.</p></div>"
    assert text_of_markup(page) == "T\nAll that the page says."
    assert text_of_markup("<body style='visibility:hidden'><p>All.</p></body>") == "All."
    assert text_of_markup("<p hidden='until-found'>Found.</p>") == "Found."


def test_the_words_under_ruby_are_read() -> None:
    assert text_of_markup("<p><ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp>字<rt>じ</rt></ruby>です</p>") == "漢字です"


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        ("<mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup>", "E=mc^2"),
        ("<mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mn>2</mn></mfrac>", "(a+b)/2"),
        ("<msqrt><mi>x</mi></msqrt>", "√(x)"),
        ("<semantics><mi>x</mi><annotation encoding='application/x-tex'>\\x</annotation></semantics>", "x"),
    ],
)
def test_the_letters_of_a_formula_are_read(formula: str, text: str) -> None:
    assert text_of_markup(f"<p>So <math>{formula}</math>.</p>") == f"So {text}."
    hidden = f"<span style='display: none'><math>{formula}</math></span><img alt='x'>"
    assert text_of_markup(f"<p>So {hidden}.</p>") == f"So {text}."
    twice = f"<span class='katex-mathml'><math>{formula}</math></span><span class='katex-html'>?</span>"
    assert text_of_markup(f"<p>So <span>{twice}</span>.</p>") == f"So {text}."


def test_quotations_have_their_marks_and_breaks_are_lines() -> None:
    assert text_of_markup("<p>He said <q>yes <q>no</q></q>.</p>") == "He said “yes ‘no’”."
    assert text_of_markup("<p>one<br>two super<wbr>market</p>") == "one\ntwo supermarket"


@pytest.mark.parametrize("part", ["<sup>2</sup>", "<s>x</s>y", "<q>", "<span style='display:none'>x</span>", "<math>"])
def test_many_marks_take_little_time(part: str) -> None:
    started = time.process_time()
    text_of_markup(f"<p>{part * 1500}</p>" + f"<p>{part.replace('<q>', '<q>a</q>').replace('<math>', '')}</p>" * 20_000)
    assert time.process_time() - started < 5
