"""Exports of press databases and chats, and subtitles: each article with its outlet and day, and no stamps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from eval.benchmarks.fuzz_samples import SENTENCE, pdf, word, zipped
from index.formats import FileReader, ReadArticle
from index.text.sentences import split_sentences
from index.values import Article, Problem, ProblemKind
from tests.support.builders import write

pytestmark = pytest.mark.slow

SECOND = "Its director told reporters that two new cranes would be paid for by the province."


@cache
def reader() -> FileReader:
    return FileReader(lambda _: "en")


@pytest.fixture(scope="module", autouse=True)
def _reader_is_closed() -> Iterator[None]:
    with reader():
        yield
    reader.cache_clear()


def read(folder: Path, name: str, content: str | bytes) -> tuple[dict[str, Article], list[Problem]]:
    """The articles by what their origin has after the name, and the problems."""
    found = list(reader().read(write(folder, name, content)))
    return {each.origin.partition(name)[2]: each.article for each in found if isinstance(each, ReadArticle)}, [
        each for each in found if isinstance(each, Problem)
    ]


def told(articles: dict[str, Article]) -> list[tuple[str, str, str | None, str | None, date | None]]:
    return [(origin, each.title, each.source, each.author, each.published) for origin, each in articles.items()]


# Nexis

COVER = [
    "User Name: reader",
    "Date and Time: Saturday, April 15, 2023",
    "Documents (2)",
    "1. Bridge opens",
    "2. Ferries",
]


def nexis(title: str, outlet: str, day: str) -> list[str]:
    return [
        title, outlet, day, f"Copyright 2023 {outlet} All Rights Reserved", "Section: NEWS; Pg. 4", "Length: 120 words",
        "Byline: By A. Writer", "Body", "", SENTENCE, SECOND, "Graphic", "A crane", "Classification",
        "Language: ENGLISH", "Load-Date: April 11, 2023", "End of Document", "",
    ]  # fmt: skip


NEXIS = [
    *COVER,
    *nexis("Bridge opens", "Courier", "April 8, 2023 Saturday"),
    *nexis("Ferries", "Times", "9 April 2023"),
]
NEXIS_ARTICLES = [
    ("#1", "Bridge opens", "Courier", "A. Writer", date(2023, 4, 8)),
    ("#2", "Ferries", "Times", "A. Writer", date(2023, 4, 9)),
]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", word(NEXIS)),
        ("a.txt", "\n".join(NEXIS)),
        ("a.html", f"<html><body>{''.join(f'<p>{line}</p>' for line in NEXIS)}</body></html>"),
        ("a.pdf", pdf([COVER, list(filter(None, NEXIS[4:22])), list(filter(None, NEXIS[22:]))])),
    ],
)
def test_nexis(tmp_path: Path, name: str, content: str | bytes) -> None:
    articles, problems = read(tmp_path, name, content)
    assert told(articles) == NEXIS_ARTICLES
    between = " " if name == "a.pdf" else "\n"  # where lines stand as close as those of one paragraph
    assert [each.text for each in articles.values()] == [f"{SENTENCE}{between}{SECOND}"] * 2
    assert problems == []
    if name == "a.pdf":
        assert [each.page_at(len(SENTENCE) + 1) for each in articles.values()] == [2, 3]


LEXIS = """
                               1 of 2 DOCUMENTS

                              Example Courier

                             April 8, 2023 Saturday
                                 First Edition

Bridge opens at last

BYLINE: A. Writer

SECTION: NEWS; Pg. 4

LENGTH: 120 words

DATELINE: JAKARTA

   The port of Marunda handled 41 grain ships in the first week of April, the
harbour office said, and that was the most that it had seen since the storm of
the year 1998.

   Second.

LOAD-DATE: April 8, 2023

LANGUAGE: ENGLISH

                    Copyright 2023 Example Courier

                               2 of 2 DOCUMENTS

                       Copyright 2023 Example Times
                            All Rights Reserved
                              Example Times

                             April 9, 2023

HEADLINE: Ferries

LENGTH: 80 words

   Tickets cost more.

LOAD-DATE: April 9, 2023
"""


def test_nexis_as_it_once_was(tmp_path: Path) -> None:
    articles, problems = read(tmp_path, "a.txt", LEXIS)
    assert told(articles) == [
        ("#1", "Bridge opens at last", "Example Courier", "A. Writer", date(2023, 4, 8)),
        ("#2", "Ferries", "Example Times", None, date(2023, 4, 9)),
    ]
    first = "The port of Marunda handled 41 grain ships in the first week of April, the harbour office said, and that"
    assert articles["#1"].text == f"{first} was the most that it had seen since the storm of the year 1998.\n\nSecond."
    assert articles["#2"].text == "Tickets cost more."
    assert problems == []


def test_an_article_whose_fields_are_missing_is_not_lost(tmp_path: Path) -> None:
    articles, (problem,) = read(tmp_path, "a.docx", word([*NEXIS, "Torn", SENTENCE, "End of Document"]))
    assert told(articles)[:2] == NEXIS_ARTICLES
    assert (articles["#3"].title, articles["#3"].text) == ("Torn", f"Torn\n{SENTENCE}")
    assert problem.reason == "3: its outlet and day are not found in the export"


@pytest.mark.parametrize(
    "line", ["End of Document", "Document 1 of 3", "Length: 120 words", "Full text:", "____________________"]
)
def test_other_texts_are_no_exports(tmp_path: Path, line: str) -> None:
    text = f"{SENTENCE}\n{line}\n{SECOND}\n"
    articles, problems = read(tmp_path, "a.txt", text)
    assert {origin: each.text for origin, each in articles.items()} == {"": text}
    assert problems == []


# Factiva

CODED = f"""HD
Bridge opens
at last
BY
By A. Writer
WC
120 words
PD
8 April 2023
SN
Example Courier
LP
{SENTENCE}
TD
{SECOND}
IN JAKARTA the bridge stands.
CO
prtmar : Port of Marunda
AN
Document EXCOUR0020230408ej4800001
HD  Ferries
PD  9 April 2023
SN  Example Times
LP  Tickets cost more.
TD  They are new.
PUB  Example Times
AN  Document EXTIM00020230409ej4900002
Search Summary
"""

UNCODED = f"""News
Bridge opens at last
By A. Writer
120 words
8 April 2023
09:13
Example Courier
EXCOUR
English
Copyright 2023 Example Courier. All rights reserved.

{SENTENCE}

{SECOND}

Document EXCOUR0020230408ej4800001

Ferries
1,080 words
9 April 2023
Example Times
EXTIM
English
(c) 2023 Example Times

Tickets cost more.

They are new.

Document EXTIM00020230409ej4900002
"""
FACTIVA_ARTICLES = [
    ("#EXCOUR0020230408ej4800001", "Bridge opens at last", "Example Courier", "A. Writer", date(2023, 4, 8)),
    ("#EXTIM00020230409ej4900002", "Ferries", "Example Times", None, date(2023, 4, 9)),
]


@pytest.mark.parametrize("text", [CODED, UNCODED])
@pytest.mark.parametrize("name", ["a.txt", "a.docx", "a.html"])
def test_factiva(tmp_path: Path, name: str, text: str) -> None:
    lines = text.split("\n")
    page = "".join(f"<p>{line}</p>" for line in lines)
    made = {"a.txt": text.encode(), "a.docx": word(lines), "a.html": f"<html><body>{page}</body></html>".encode()}
    articles, problems = read(tmp_path, name, made[name])
    assert told(articles) == FACTIVA_ARTICLES
    first, second = (" ".join(each.text.split()) for each in articles.values())
    assert first == f"{SENTENCE} {SECOND}" + (" IN JAKARTA the bridge stands." if text is CODED else "")
    assert second == "Tickets cost more. They are new."
    assert problems == []


@pytest.mark.parametrize(
    ("head", "title", "author"),
    [
        (
            ["Bridge opens at last after all", "Ann O'Dell and Bob"],
            "Bridge opens at last after all",
            "Ann O'Dell and Bob",
        ),
        (["News", "Bridge Opens At Last"], "Bridge Opens At Last", None),
        (["News", "The bridge opens", "Ann Lee"], "The bridge opens", "Ann Lee"),
        (["Kapal Besar Tiba Lagi", "Rini Astuti"], "Kapal Besar Tiba Lagi", "Rini Astuti"),
    ],
)
def test_the_title_and_byline_of_factiva(tmp_path: Path, head: list[str], title: str, author: str | None) -> None:
    text = UNCODED.replace("News\nBridge opens at last\nBy A. Writer\n", "".join(f"{line}\n" for line in head))
    articles, _ = read(tmp_path, "a.txt", text)
    first = next(iter(articles.values()))
    assert (first.title, first.author) == (title, author)


# ProQuest


def test_proquest(tmp_path: Path) -> None:
    rule = "_" * 60
    first = f"""Document 1 of 2

Bridge opens

Author: Writer, A

Publication info: Example Courier ; Jakarta  [Jakarta]. 08 Apr 2023: A4.

Abstract: A bridge.

Full text: {SENTENCE}

{SECOND}

Subject: Bridges;

Title: Bridge opens

Publication title: Example Courier; Jakarta

Publication date: Apr 8, 2023

ProQuest document ID: 1234567

Document URL: https://www.proquest.example/docview/1234567
"""
    second = """Document 2 of 2

Ferries

Publication info: Example Times ; Jakarta  [Jakarta]. 09 Apr 2023: 1.

Abstract: Tickets cost more.

ProQuest document ID: 1234568
"""
    cover = "Report Information from ProQuest\n08 May 2023 10:10\n"
    parts = (
        cover,
        "Table of contents\n\n1. Bridge opens\n",
        first,
        second,
        "Contact us at: http://www.proquest.example\n",
    )
    articles, (problem,) = read(tmp_path, "a.txt", f"\n{rule}\n\n".join(parts))
    assert told(articles) == [
        ("#1234567", "Bridge opens", "Example Courier", "Writer, A", date(2023, 4, 8)),
        ("#1234568", "Ferries", "Example Times", None, date(2023, 4, 9)),
    ]
    assert [each.text for each in articles.values()] == [f"{SENTENCE}\n\n{SECOND}", "Tickets cost more."]
    assert articles["#1234567"].url == "https://www.proquest.example/docview/1234567"
    assert problem.reason == "1234568: its full text is not in the export, only its abstract"
    assert problem.kind is ProblemKind.WARNING


# Chats


@pytest.mark.parametrize(
    ("stamps", "days"),
    [
        (("[08/04/23, 10:12:33] ", "[08/04/23, 10:13:00] ", "[19/04/23, 07:01:00] "), (8, 19)),
        (("08/04/2023, 10:12 - ", "08/04/2023, 10:13 - ", "19/04/2023, 07:01 - "), (8, 19)),
        (("4/8/23, 10:12 AM - ", "4/8/23, 10:13 AM - ", "4/9/23, 7:01 PM - "), (8, 9)),
        (("08.04.23, 10:12 - ", "08.04.23, 10:13 - ", "09.04.23, 07:01 - "), (8, 9)),
        (("08/04/23 10.12 - ", "08/04/23 10.13 - ", "09/04/23 07.01 - "), (8, 9)),
        (("[2023-04-08, 10.12.33] ", "[2023-04-08, 10.13.33] ", "\u200e[2023-04-09, 07.01.33] "), (8, 9)),
        (("[4/8/23, 10:12:33\u202fAM] ", "[4/8/23, 10:13:33\u202fAM] ", "[4/19/23, 7:01:33\u202fPM] "), (8, 19)),
        (("8/4/2023, 10:12 a. m. - ", "8/4/2023, 10:13 a. m. - ", "9/4/2023, 7:01 p. m. - "), (8, 9)),
        (("2023/4/8 上午10:12 - ", "2023/4/8 上午10:13 - ", "2023/4/9 下午7:01 - "), (8, 9)),
    ],
)
def test_whatsapp(tmp_path: Path, stamps: tuple[str, str, str], days: tuple[int, int]) -> None:
    one, two, three = stamps
    text = f"""{one}Messages and calls are end-to-end encrypted.
{one}Ann: {SENTENCE}
{two}+62 812-3456: The cranes cost 58 billion, the director says
and come from Busan.

They are new.
{three}Ann: <Media omitted>
{three}Ann: \u200eimage omitted
{three}Ann: <Arquivo de mídia oculto>
{three}Ann: This message was deleted
{three}Bob added Carl
{three}Ann: It opens: see the list
"""
    articles, problems = read(tmp_path, "WhatsApp Chat with Desk.txt", text)
    first, second = (date(2023, 4, day) for day in days)
    assert told(articles) == [
        (f"#{first}", f"WhatsApp Chat with Desk, {first}", "WhatsApp", "Ann, +62 812-3456", first),
        (f"#{second}", f"WhatsApp Chat with Desk, {second}", "WhatsApp", "Ann", second),
    ]
    found = articles[f"#{first}"].text
    sentences = [found[each.start : each.end] for each in split_sentences(found, "en")]
    said = "The cranes cost 58 billion, the director says and come from Busan."
    assert sentences == ["Ann:", SENTENCE, "+62 812-3456:", said, "They are new."]
    assert articles[f"#{second}"].text == "Ann:\n\nIt opens: see the list"
    unsure = days == (8, 9) and "2023" not in one[:5]
    assert [each.kind for each in problems] == [ProblemKind.WARNING] * unsure


def test_the_order_of_day_and_month_is_what_fits(tmp_path: Path) -> None:
    def days(*stamps: str) -> list[str]:
        text = "".join(f"{stamp}, 10:12 - Ann: Number {number}.\n" for number, stamp in enumerate(stamps))
        return [origin.removeprefix("#") for origin in read(tmp_path, "a.txt", text)[0]]

    assert days("04/08/23", "04/09/23", "01/03/24") == ["2023-08-04", "2023-09-04", "2024-03-01"]
    assert days("12/30/22", "01/02/23") == ["2022-12-30", "2023-01-02"]  # the other order has no such day
    assert days("04/02/23", "05/01/23") == ["2023-04-02", "2023-05-01"]  # the other order goes backwards
    assert days("23/4/8", "23/4/9") == ["2023-04-08", "2023-04-09"]


def test_days_that_come_again_are_named_apart(tmp_path: Path) -> None:
    days = [8, 9, 8, 9, 8, 30]
    text = "".join(f"[{day:02}/04/23, 10:12:33] Ann: Number {number}.\n" for number, day in enumerate(days))
    assert list(read(tmp_path, "a.txt", text)[0]) == [
        "#2023-04-08", "#2023-04-09", "#2023-04-08 again", "#2023-04-09 again", "#2023-04-08 again 2", "#2023-04-30",
    ]  # fmt: skip


def test_a_chat_in_an_archive_is_named_by_who_writes(tmp_path: Path) -> None:
    chat = "[08/04/23, 10:12:33] Ann: One.\n[08/04/23, 10:13:33] Bob: Two.\n"
    articles, _ = read(tmp_path, "a.zip", zipped({"_chat.txt": chat}))
    assert [each.title for each in articles.values()] == ["Ann, Bob, 2023-04-08"]


@pytest.mark.parametrize(
    "text", ["08/04/2023, 10:12 - it started\n08/04/2023, 10:13 - it stopped\n", "8 April 2023: Ann: yes\nBob: no\n"]
)
def test_other_texts_are_no_chats(tmp_path: Path, text: str) -> None:
    articles, _ = read(tmp_path, "a.txt", text)
    assert {origin: each.text for origin, each in articles.items()} == {"": text}


def test_telegram(tmp_path: Path) -> None:
    def message(day: str, name: str, text: str) -> str:
        shown = f'<div class="from_name">\n{name} </div>' if name else ""
        stamp = f'<div class="pull_right date details" title="{day} 09:13:02 UTC+07:00">09:13</div>'
        body = f'<div class="body">{stamp}{shown}<div class="text">\n{text} </div></div>'
        return f'<div class="message default clearfix">{body}</div>'

    header = '<div class="page_header"><div class="content"><div class="text bold">\nHarbour </div></div></div>'
    service = '<div class="message service"><div class="body details">8 April 2023</div></div>'
    messages = (message("08.04.2023", "Ann", f"{SENTENCE}<br>Two."), message("09.04.2023", "", "Three <b>boats</b>."))
    passed = '<div class="forwarded body"><div class="from_name">\nBob<span class="date details"> 1.4.2023</span></div>'
    said = message("09.04.2023", "", "No <s>one</s>").replace('<div class="text">', f'{passed}<div class="text">')
    articles, problems = read(
        tmp_path, "messages.html", f"<html><body>{header}{service}{''.join((*messages, said))}</body></html>"
    )
    assert told(articles) == [
        ("#2023-04-08", "Harbour, 2023-04-08", "Telegram", "Ann", date(2023, 4, 8)),
        ("#2023-04-09", "Harbour, 2023-04-09", "Telegram", "Ann, Bob", date(2023, 4, 9)),
    ]
    first, second = (each.text for each in articles.values())
    assert (first, second) == (f"Ann:\n\n{SENTENCE}\nTwo.", "Ann:\n\nThree boats.\n\nBob:\n\nNo")
    assert problems == []


# Subtitles


def subtitle(folder: Path, name: str, content: str) -> Article:
    articles, problems = read(folder, name, content)
    assert problems == []
    return articles[""]


def cues(*given: tuple[float, float, str], point: str = ".") -> str:
    def stamp(seconds: float) -> str:
        return f"00:{int(seconds) // 60:02}:{seconds % 60:06.3f}".replace(".", point)

    return "".join(
        f"{number}\n{stamp(start)} --> {stamp(end)}\n{text}\n\n" for number, (start, end, text) in enumerate(given, 1)
    )


def test_webvtt(tmp_path: Path) -> None:
    head = "WEBVTT\nKind: captions\nLanguage: id\n\nSTYLE\n::cue { color: red }\n\nNOTE a note\n\n"
    said = cues(
        (1, 3, "<v Ann Writer>The bridge <c.yellow>opens</c>"),
        (3, 5, "<v Ann Writer>in <i>April</i>."),
        (5, 7, "[Music]"),
        (7, 9, "<v Bob>And the cranes? Fish &amp; chips."),
        (20, 22, "<v Bob>After a gap."),
    ).replace(" --> 00:00:03", " --> 00:00:03.000 align:start position:0% #")
    found = subtitle(tmp_path, "a.vtt", head + said.replace("#.000", ""))
    assert found.text.split("\n\n") == [
        "Ann Writer:", "The bridge opens in April.", "Bob:", "And the cranes? Fish & chips.", "After a gap.",
    ]  # fmt: skip
    assert (found.title, found.language) == ("The bridge opens in April.", "id")


def test_subrip(tmp_path: Path) -> None:
    said = cues(
        (1, 3, "{\\an8}<i>The bridge opens\nin April</i>,"),
        (3, 5, "the office said."),
        (5, 6, "- Who pays?\n- The province."),
        (6, 7, "DIRECTOR: The cranes are new."),
        (7, 8, "(applause)"),
        (8, 9, "♪ la la ♪"),
        (9, 10, ">> Carl: Remember: it is old."),
        (10, 11, "Carl: Yes."),
        (11, 12, "No."),
        (12, 13, "No."),
        point=",",
    )
    found = subtitle(tmp_path, "a.srt", f"\ufeff{said}".replace("\n", "\r\n"))
    assert found.text.split("\n\n") == [
        "The bridge opens in April, the office said.", "Who pays?", "The province.", "DIRECTOR:",
        "The cranes are new. la la", "Carl:", "Remember: it is old. Yes. No. No.",
    ]  # fmt: skip


def test_rolling_captions_are_read_once(tmp_path: Path) -> None:
    said = cues(
        (0, 2, " \nthe<00:00:00.500><c> port</c><00:00:00.700><c> of marunda</c>"),
        (2, 2.01, "the port of marunda\n "),
        (2.01, 4, "the port of marunda\nhandled<00:00:02.500><c> 41 ships</c>"),
        (4, 4.01, "handled 41 ships\n "),
        (4.01, 6, "handled 41 ships\nin april"),
    )
    assert subtitle(tmp_path, "a.vtt", f"WEBVTT\n\n{said}").text == "the port of marunda handled 41 ships in april"


def test_what_is_no_subtitle(tmp_path: Path) -> None:
    articles, (problem,) = read(tmp_path, "a.srt", SENTENCE)
    assert (articles, problem.reason) == ({}, "it is damaged or not subtitles: it has no captions")
