"""PDFs: columns, tables, running heads, notes, pages that are pictures, forms, and letters that are no words."""

from __future__ import annotations

from textwrap import wrap

import pytest

from eval.benchmarks.fuzz_samples import pdf
from index.formats.parsed import Draft, UnreadableError
from index.formats.pdfs import read_pdf
from index.formats.pdfs.layout import Line
from index.formats.pdfs.paragraphs import paragraphs_of, written
from tests.support.pdfs import PICTURE, column, pdf_of, words

SHIPS = (
    "The port of Marunda handled 41 grain ships in the first week of April, the harbour office said. Its director told "
    "reporters that the two new cranes would be paid for by the province."
)
LIGHT = (
    "Pelabuhan itu ditutup pada hari Senin karena badai yang datang dari arah barat, kata seorang juru bicara. Kapal "
    "yang sudah menunggu selama tiga hari baru boleh masuk setelah angin mereda."
)
STRIKE = "A strike that was planned for Tuesday has been called off, a spokesman for the union said in the evening."


def flat(text: str) -> str:
    return " ".join(text.split())


def read(*pages: str, **more: str) -> Draft:
    return read_pdf(pdf_of(pages, **more))


def reason(content: bytes) -> str:
    with pytest.raises(UnreadableError) as caught:
        read_pdf(content)
    return str(caught.value)


def by_row(*columns: list[str], xs: tuple[int, ...], y: float = 700, font: str = "F1") -> str:
    """Columns that are drawn line by line over the page, as printers of tables do."""
    drawn = ""
    for place in range(max(map(len, columns))):
        for x, lines in zip(xs, columns, strict=True):
            drawn += words(lines[place], x, y - 12 * place, font=font) if place < len(lines) else ""
    return drawn


# The order of columns


@pytest.mark.parametrize(("first", "second"), [(SHIPS, LIGHT), (LIGHT, STRIKE)])
def test_columns_are_read_one_after_the_other(first: str, second: str) -> None:
    left, right = wrap(first, 40), wrap(second, 40)
    for drawn in (
        by_row(left, right, xs=(50, 320)),
        column(right, 320, 700) + column(left, 50, 700),
        column(left, 50, 700) + column(right, 320, 694),  # their lines are not level
    ):
        assert flat(read(drawn).text) == f"{first} {second}"


def test_three_columns_of_unequal_length_under_a_headline() -> None:
    columns = [wrap(text, 28) for text in (SHIPS, LIGHT, "The lighthouse opens again.")]
    headline = words("Port news of the whole week from the harbour towns", 50, 730, 18, "F2")
    text = read(headline + by_row(*columns, xs=(50, 220, 390))).text
    assert text.startswith("Port news of the whole week from the harbour towns\n")
    assert f"{SHIPS}\n\n{LIGHT}\n\nThe lighthouse opens again." in text


def test_a_sentence_goes_on_in_the_next_column_past_a_note() -> None:
    lines = wrap(f"{STRIKE} {SHIPS}", 40)
    note = column(["1 The union has 212 members in", "all of the three ports."], 50, 600, 7, pitch=8)
    text = read(column(lines[:4], 50, 700) + note + column(lines[4:], 320, 700)).text
    assert f"{STRIKE} {SHIPS}" in text
    assert "1 The union has 212 members in all of the three ports." in flat(text)


@pytest.mark.parametrize(
    "rows",
    [
        [("Port", "Ships", "Tonnes"), ("Marunda", "41", "12,500"), ("Banten", "19", "3,100")],
        [("Klub", "Main", "Menang"), ("Persija", "5", "3"), ("Bali United", "6", "2")],
    ],
)
def test_the_cells_of_a_row_stay_together(rows: list[tuple[str, ...]]) -> None:
    table = "".join(words(cell, 50 + 110 * x, 620 - 14 * y) for y, row in enumerate(rows) for x, cell in enumerate(row))
    expected = "\n".join("\t".join(row) for row in rows)
    above, below = column(wrap(SHIPS, 80), 50, 700), column(wrap(LIGHT, 80), 50, 560)
    text = read(above + table + below).text
    assert flat(text).startswith(SHIPS)
    assert expected in text
    left, right = wrap(SHIPS, 40), wrap(LIGHT, 40)
    both = by_row(left, right, xs=(50, 320)) + table + by_row(left, right, xs=(50, 320), y=550)
    assert flat(read(both).text) == " ".join([SHIPS, LIGHT, flat(expected), SHIPS, LIGHT])


def test_a_box_at_the_side_is_read_after_the_text() -> None:
    facts = [("Built", "1911"), ("Keeper", "Ms Contoh"), ("Steps", "212"), ("Height", "31 m")]
    box = "".join(
        words(name, 360, 697 - 15 * n) + words(fact, 460, 697 - 15 * n) for n, (name, fact) in enumerate(facts)
    )
    text = read(column(wrap(f"{SHIPS} {LIGHT}", 50), 50, 700) + box).text
    assert text == f"{SHIPS} {LIGHT}\n\n" + "\n".join("\t".join(fact) for fact in facts)
    over = column(wrap(STRIKE * 2, 110), 50, 700) + column(wrap(SHIPS, 50), 50, 660) + box.replace("697", "657")
    assert flat(read(over).text).startswith(flat(f"{STRIKE * 2} {SHIPS}"))


def test_a_wide_space_within_a_line_makes_no_column() -> None:
    lines = wrap(SHIPS, 60)
    drawn = words(lines[0][:31], 50, 688) + words(lines[0][31:], 210, 688) + column(lines[1:], 50, 676)
    assert flat(read(column([STRIKE], 50, 700) + drawn).text) == f"{STRIKE} {SHIPS}"


def test_labels_stay_beside_what_they_name() -> None:
    asked, said = wrap(f"How many? {SHIPS}", 60), wrap(LIGHT, 60)
    drawn = words("Police:", 50, 700) + column(asked, 150, 700) + words("Wati:", 50, 600) + column(said, 150, 600)
    assert flat(read(drawn).text) == f"Police: How many? {SHIPS} Wati: {LIGHT}"


def test_pages_of_one_column_stay_in_order() -> None:
    lines = wrap(f"{SHIPS} {LIGHT} {STRIKE}", 80)
    assert read(column(lines, 50, 700)).text == f"{SHIPS} {LIGHT} {STRIKE}"
    assert read(column(lines[::-1], 50, 700, pitch=-12)).text == f"{SHIPS} {LIGHT} {STRIKE}"


# Directions of writing


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        (".םינש 12 רחאל (שדחמ) חתפנ למנה", "הנמל נפתח (מחדש) לאחר 12 שנים."),
        ("12,500 ﺎﻫﺩﺪﻋ ﻦﻔﺳ ﺕﺭﺩﺎﻏ", "غادرت سفن عددها 12,500"),
        ("HMS Ann הניפסה", "הספינה HMS Ann"),
    ],
)
def test_text_from_right_to_left_is_read_in_its_order(seen: str, said: str) -> None:
    assert read(words(seen, 50, 700, font="U")).text == said


def test_columns_from_right_to_left() -> None:
    lines = ["אבגדה וזחטי כלמנס עפצקר", "שתאבג דהוזח טיכלמ נסעפצ", "קרשתא בגדהו זחטיכ למנסע"]
    left, right = [line[::-1] for line in lines], [line[::-1].replace("א", "ל") for line in lines]
    text = read(by_row(left, right, xs=(50, 320), font="U")).text
    assert flat(text) == flat(" ".join([*(line.replace("א", "ל") for line in lines), *lines]))


def test_japanese_that_runs_downwards() -> None:
    text = "港は忙しい。漁師は海へ出た。"
    drawn = "".join(words(f"{sign} ", 300 - 18 * (n // 7), 700 - 12 * (n % 7), 12, "W") for n, sign in enumerate(text))
    assert read(drawn).text == text


# Running heads


HEADS = ("EXAMPLE COURIER Saturday, 8 April 2023", "Do not copy - page {}")


@pytest.mark.parametrize("pages", [2, 3, 5])
def test_a_sentence_over_a_page_break_is_in_one_piece(pages: int) -> None:
    lines = wrap(f"{SHIPS} {LIGHT} {STRIKE} {SHIPS}", 80)
    each = -(-len(lines) // pages)
    parts = [lines[at : at + each] for at in range(0, len(lines), each)]
    drawn = [
        words(HEADS[0], 50, 760) + column(part, 50, 700) + words(HEADS[1].format(number), 50, 40)
        for number, part in enumerate(parts, 1)
    ]
    found = read(*drawn)
    assert f"{SHIPS} {LIGHT} {STRIKE} {SHIPS}" in found.text
    assert [found.text[at:].startswith(part[0]) for at, part in zip(found.pages, parts, strict=True)][1:] == [True] * (
        len(parts) - 1
    )
    assert "copy" not in found.text
    assert found.text.count("COURIER") == 1


def test_pages_of_one_text_keep_it_and_lose_their_heads() -> None:
    body = wrap(SHIPS, 70)
    drawn = [words(f"Port notes {n}", 50, 760) + column(body, 50, 700) + words(str(n), 300, 40) for n in (7, 8, 9)]
    assert flat(read(*drawn).text) == f"{SHIPS} {SHIPS} {SHIPS}"
    close = [
        column([f"Port notes of {n} June", "for the harbour office", line, *body], 50, 700)
        for n, line in enumerate(("Rain again.", "Wind and fog.", "The sun is out."), 3)
    ]
    assert "Port notes" not in read(*close).text


def test_left_and_right_pages_have_their_own_heads() -> None:
    bodies = [wrap(text, 60) for text in (SHIPS, LIGHT, STRIKE, SHIPS.upper(), LIGHT.upper())]
    drawn = [
        words("The Harbour Book" if n % 2 else "Chapter Two: Storms", 50, 760) + column(body, 50, 700)
        for n, body in enumerate(bodies, 20)
    ]
    text = read(*drawn).text
    assert text.count("The Harbour Book") == text.count("Chapter Two: Storms") == 1
    assert all(flat(" ".join(body)) in flat(text) for body in bodies)


def test_a_line_of_the_text_is_none_because_it_is_there_twice() -> None:
    drawn = [column([f"{STRIKE[:60]}", f"on day {day} of the", "strike, and so it was."], 50, 700) for day in "ab"]
    assert read(*drawn).text.count(STRIKE[:60]) == 2


@pytest.mark.parametrize("first", [1, 26])
def test_numbers_of_lines_are_no_part_of_sentences(first: int) -> None:
    lines = wrap(f"{SHIPS} {LIGHT}", 40)
    numbers = "".join(words(str(n), 50, 700 - 24 * place) for place, n in enumerate(range(first, first + len(lines))))
    assert read(numbers + column(lines, 75, 700, pitch=24)).text == f"{SHIPS} {LIGHT}"
    clubs = [(str(n), f"Club {letter}", "5", "3") for n, letter in enumerate("ABCDEFGHIJ", first)]
    table = "".join(words(cell, 50 + 60 * x, 700 - 14 * y) for y, row in enumerate(clubs) for x, cell in enumerate(row))
    assert read(table).text == "\n".join("\t".join(row) for row in clubs)


def test_a_word_broken_at_a_page_end_is_whole() -> None:
    found = read(
        column(["The harbour was closed, and so the har-"], 50, 700) + words("1", 300, 30),
        column(["bour office was closed as well."], 50, 700) + words("2", 300, 30),
    )
    assert found.text == "The harbour was closed, and so the harbour office was closed as well."
    assert found.text[found.pages[1] :].startswith("bour office")


# Letters


def test_a_raised_figure_is_not_glued_to_another() -> None:
    def raised(text: str, mark: str, after: str, x: float) -> str:
        return f"BT /F1 10 Tf {x} 700 Td ({text}) Tj /F1 6 Tf 4 Ts ({mark}) Tj /F1 10 Tf 0 Ts ({after}) Tj ET\n"

    assert read(raised("There were 41", "2", " people.", 50)).text == "There were 41[2] people."
    assert read(raised("It lost 10", "6", " litres of oil.", 50)).text == "It lost 10^6 litres of oil."
    assert read(raised("It has 3 km", "2", " of land.", 50)).text == "It has 3 km² of land."
    assert read(words("About 193\N{SUPERSCRIPT TWO} boats.", 50, 700, font="U")).text == "About 193[2] boats."


@pytest.mark.parametrize(
    "drawn",
    [
        "BT /F1 10 Tf 3 Tc 50 700 Td (Storm over Banten) Tj ET\n",
        words("S t o r m   o v e r   B a n t e n", 50, 700),
        "BT /F1 10 Tf 50 700 Td (Storm) Tj 30 0 Td (over) Tj 25 0 Td (Banten) Tj ET\n",
        words("Storm over Banten", 50, 700) + words("Storm over Banten", 50.3, 700),
    ],
)
def test_words_that_are_spaced_out_or_printed_twice(drawn: str) -> None:
    assert read(drawn).text == "Storm over Banten"


def test_a_large_first_letter_belongs_to_its_word() -> None:
    initial, rest = words("T", 50, 676, 36), column(["he port of Marunda was", "closed again on Monday."], 74, 700)
    assert read(initial + rest).text == "The port of Marunda was closed again on Monday."
    alone = words("A", 50, 676, 36) + words("ship came in from the", 79, 700) + words("islands on Monday.", 76, 688)
    assert read(alone).text == "A ship came in from the islands on Monday."


def test_ligatures_and_soft_hyphens() -> None:
    assert read(words("The oﬃce was ﬁrst.", 50, 700, font="U")).text == "The office was first."
    text = read(column(["The shipment of grain", "was full of ship\u00ad", "ment papers."], 50, 700, font="U")).text
    assert text == "The shipment of grain was full of shipment papers."


def test_what_nobody_sees_is_left_out() -> None:
    seen = words(SHIPS[:40], 50, 700)
    assert read(seen + words("White", 50, 600, more="1 g")).text == SHIPS[:40]
    assert read(seen + words("Without ink", 50, 600, more="3 Tr")).text == SHIPS[:40]
    assert read(seen + words("Off the page", 700, 600)).text == SHIPS[:40]
    assert "On black" in read(seen + "0 g 40 590 200 30 re f\n" + words("On black", 50, 600, more="1 g")).text


def test_the_text_layer_of_a_scan_is_read() -> None:
    assert read(PICTURE + words(STRIKE, 50, 700, more="3 Tr")).text == STRIKE


def test_a_slanting_watermark_is_a_line_of_its_own() -> None:
    mark = "q BT /F2 60 Tf 0.7 0.7 -0.7 0.7 100 200 Tm (do not copy) Tj ET Q\n"
    lines = wrap(f"{SHIPS} {STRIKE}", 60)
    assert read(column(lines[:3], 50, 700) + mark, column(lines[3:], 50, 700) + mark).text == (
        f"do not copy\n\n{SHIPS} {STRIKE}"
    )


def test_a_page_that_lies_on_its_side() -> None:
    drawn = "".join(
        f"BT /F1 10 Tf 0 1 -1 0 {100 + 12 * n} 50 Tm ({line}) Tj ET\n" for n, line in enumerate(wrap(SHIPS))
    )
    assert read(drawn, page="/Rotate 90").text == SHIPS


# What cannot be read


def test_pages_without_text_are_told() -> None:
    assert read(words(STRIKE, 50, 700), PICTURE, "", PICTURE, PICTURE).warnings == (
        "its pages 2, 4-5 of 5 have no text, only pictures",
    )
    assert read(PICTURE, words(STRIKE, 50, 700)).warnings == ("its page 1 of 2 has no text, only pictures",)
    assert read(words(STRIKE, 50, 700), "").warnings == ()
    assert reason(pdf_of([PICTURE, PICTURE])) == "its pages have no text, only pictures"


def test_letters_that_no_font_names_are_no_text() -> None:
    unnamed = column(["\x01\x02\x03\x04\x05", "\x06\x07\x0e"], 50, 700, font="X")
    found = read(words(STRIKE, 50, 700), unnamed)
    assert (found.text, found.warnings) == (STRIKE, ("its page 2 of 2 does not say which letters it shows",))
    assert reason(pdf_of([unnamed])).startswith("its fonts do not say which letters they show")
    assert reason(pdf_of([words("\ue001\ue002\ue003", 50, 700, font="U")])).startswith("its fonts do not say")


def test_false_letters_are_no_text() -> None:
    shifted = "".join(chr(ord(c) - 29) if c.isalpha() else c for c in f"{LIGHT} {STRIKE}".lower())
    assert reason(pdf_of([column(wrap(shifted, 60), 50, 700, font="U")])).startswith("its fonts do not say")
    mixed = " ".join("ΰԔϸЇΨߙ" for _ in range(9))
    assert reason(pdf_of([words(mixed, 50, 700, font="U")])).startswith("its fonts do not say")


@pytest.mark.parametrize(
    "text",
    [
        "Hello PDF! " * 9,
        "B超检查：CT平扫 MRI检查 " * 9,
        f"{'白细胞计数血小板' * 9} WBC RBC HGB PLT MCV MCH RDW",
        "Strč prst skrz krk, vlk zmrzl v pondělí ráno u přístavu.",
    ],
)
def test_rare_words_are_words(text: str) -> None:
    assert flat(read(column(wrap(text, 60), 50, 700, font="U")).text) == flat(text)


def test_a_letter_without_a_name_is_told() -> None:
    found = read(words(f"{STRIKE}\ue001", 50, 700, font="U"))
    assert (found.text, found.warnings) == (
        f"{STRIKE}�",
        ("its fonts do not say what 1 of its letters are: they are � in its text",),
    )


# Forms and attachments


def field(name: str, kind: str, value: str, more: str = "") -> str:
    return f"<< /Type /Annot /Subtype /Widget /Rect [50 600 90 620] /T ({name}) /FT /{kind} /V {value} {more} >>"


def test_what_is_filled_in_is_read() -> None:
    fields = (
        field("statement", "Tx", "(I saw the crane fall at five past nine, and then it was dark.)"),
        field("Text1", "Tx", "(Ann)", "/TU (Name of the witness)"),
        field("untouched", "Tx", "()"),
        field("injured", "Btn", "/Yes", "/AS /Yes /AP << /N << /Yes 1 0 R /Off 1 0 R >> >>"),
        field("dead", "Btn", "/Off", "/AS /Off /AP << /N << /Yes 1 0 R /Off 1 0 R >> >>"),
        field("port", "Ch", "(m)", "/Ff 131072 /Opt [[(b) (Banten)] [(m) (Marunda)]]"),
        "<< /Type /Annot /Subtype /FreeText /Rect [50 500 90 520] /Contents (Typed over it.) >>",
    )
    places = " ".join(f"{20 + n} 0 R" for n in range(len(fields)))
    drawn = words("Witness statement", 50, 700)
    content = pdf_of([drawn], f"/AcroForm << /Fields [{places}] >>", fields, f"/Annots [{places}]")
    assert read_pdf(content).text == (
        "Witness statement\n\nstatement:\nI saw the crane fall at five past nine, and then it was dark.\n\n"
        "Name of the witness: Ann\n\ninjured: Yes\n\nport: Marunda\n\nTyped over it."
    )


def test_a_form_for_adobe_alone_is_refused() -> None:
    content = pdf_of(
        [words("Please wait...", 50, 700)],
        "/NeedsRendering true /AcroForm << /Fields [] /XFA 20 0 R >>",
        ["<< /Length 6 >>\nstream\n<xdp/>\nendstream"],
    )
    assert "XFA" in reason(content)


def test_attached_files_are_told() -> None:
    names = "/Names << /EmbeddedFiles << /Names [(1) 20 0 R (2) 21 0 R] >> >>"
    files = [f"<< /Type /Filespec /F ({name}) /UF ({name}) >>" for name in ("a.csv", "b.doc")]
    found = read_pdf(pdf_of([words(STRIKE, 50, 700)], names, files))
    assert found.warnings == ("the files attached to it are not read: a.csv, b.doc",)


def test_a_broken_table_of_objects_is_mended() -> None:
    content = pdf_of([words(STRIKE, 50, 700)])
    assert read_pdf(content.replace(b"startxref\n", b"startxref\n9")).text == STRIKE
    assert read_pdf(content.replace(b"\nxref\n", b"\nxxxx\n")).text == STRIKE
    assert reason(b"%PDF-1.7\n") == "it is damaged or not a PDF"


# Paragraphs


def joined(*lines: str) -> str:
    block = tuple(Line(line, 50, 50 + 5 * len(line), 700 - 12 * n, 10, 1) for n, line in enumerate(lines))
    return written(paragraphs_of([([block], [])]), 1)[0]


def test_the_lines_of_a_page_are_joined() -> None:
    assert (
        joined(
            "The bridge was opened on Mon-",
            "day, and the well-",
            "known towers were open-",
            "ed too, opened on a monday.",
        )
        == "The bridge was opened on Monday, and the well-known towers were opened too, opened on a monday."
    )


def test_a_short_line_that_ends_within_a_word_goes_on() -> None:
    long = "The bridge over the harbour cost the two towns that it joins a great deal of money."
    assert (
        joined(long, "It was Rp 250 mili-", "ar in all, a miliar.") == f"{long} It was Rp 250 miliar in all, a miliar."
    )
    assert joined(long, "Part A-", "Bridges") == f"{long} Part A-\nBridges"


def test_a_list_and_a_heading_are_lines_of_their_own() -> None:
    items = ["• two cranes for the harbour of Marunda", "• one lighthouse on Tempurung island"]
    assert read(column(["Port news", *wrap(SHIPS, 60), *items], 50, 700, font="U")).text == "\n".join(
        ["Port news", SHIPS, *items]
    )


def test_a_pdf_of_many_pages_keeps_their_places() -> None:
    found = read_pdf(pdf([["One."], [], ["Three."], []]))
    assert (found.text, found.pages) == ("One.\n\nThree.", (0, 6, 6, 12))
