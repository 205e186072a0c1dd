"""Messages and mailboxes: who wrote what when, without quotes, footers and what nobody sees."""

from __future__ import annotations

import gzip
import re
import sys
from collections.abc import Iterator
from datetime import date
from email.message import EmailMessage
from functools import cache
from pathlib import Path

import pytest

from eval.benchmarks.fuzz_samples import PAGE, SENTENCE, taped, zipped
from index.formats import FileReader, ReadArticle
from index.formats.columns import Columns
from index.formats.kinds import FileKind, Format
from index.formats.mail_text import flowed
from index.formats.parsed import Draft, ParseProblem
from index.formats.process import CRASHED, Worker
from index.values import Article, Problem, ProblemKind
from tests.support.builders import write

pytestmark = pytest.mark.slow

SEALED = "it is encrypted or sealed (S/MIME); save it without that"
ENCRYPTED = "it is encrypted (PGP); save it decrypted"
SECOND = "Its director told reporters that two new cranes would be paid for by the province."


@cache
def reader() -> FileReader:
    return FileReader(lambda _: "xx")


@pytest.fixture(scope="module", autouse=True)
def _reader_is_closed() -> Iterator[None]:
    with reader():
        yield
    reader.cache_clear()


def read(folder: Path, name: str, content: str | bytes) -> tuple[list[Article], list[Problem]]:
    found = list(reader().read(write(folder, name, content)))
    return [each.article for each in found if isinstance(each, ReadArticle)], [
        each for each in found if isinstance(each, Problem)
    ]


def article(folder: Path, content: str | bytes) -> Article:
    (found,), problems = read(folder, "a.eml", content)
    assert problems == []
    return found


def message(body: str, *headers: str) -> str:
    given = ("From: Ann Writer <ann@harbour.example>", "Subject: Bridge", "Date: Sat, 8 Apr 2023 23:30:00 -0500")
    names = {each.partition(":")[0] for each in headers}
    kept = [each for each in given if each.partition(":")[0] not in names]
    return "\n".join([*kept, *headers, "", body])


def html(body: str, *headers: str) -> str:
    return message(f"<html><body>{body}</body></html>", "Content-Type: text/html; charset=utf-8", *headers)


def test_a_message(tmp_path: Path) -> None:
    found = article(tmp_path, message(SENTENCE))
    assert (found.title, found.source, found.author) == ("Bridge", "Ann Writer", "Ann Writer")
    assert found.published == date(2023, 4, 8)  # as it is written, not as it is in UTC
    assert found.text == SENTENCE


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        ("=?UTF-8?Q?Der_Hafen_=E2=80?= =?UTF-8?Q?=93_April?=", "Der Hafen – April"),  # a character in two words
        ("=?iso-2022-jp?B?GyRCOUEbKEI=?=", "港"),
        ("=?gb2312?B?uNs=?= news", "港 news"),
        ("=?nonsense?Q?H=E4fen?=", "H�fen"),
        ("Häfen", "Häfen"),
        ("Re: AW: [harbour-talk] Fwd: Cranes", "Cranes"),
        ("WG: [Breaking] Storm", "[Breaking] Storm"),
        ("Re[2]: Cranes: the bill", "Cranes: the bill"),
        ("a long subject\n that is folded", "a long subject that is folded"),
    ],
)
def test_subjects(tmp_path: Path, subject: str, title: str) -> None:
    listed = "List-Id: Harbour talk <harbour-talk.lists.example>"
    declared = "Content-Type: text/plain; charset=windows-1252"
    raw = message(SENTENCE, f"Subject: {subject}", listed, declared).encode("cp1252", "replace")
    assert article(tmp_path, raw).title == title


@pytest.mark.parametrize(
    ("headers", "source", "author"),
    [
        (
            ("From: Courier Weekly <weekly@courier.example>", "List-Unsubscribe: <https://c.example/u>"),
            "Courier Weekly",
            None,
        ),
        (("From: Ann Writer from The Courier <ann@c.example>", "List-Unsubscribe: <x>"), "The Courier", "Ann Writer"),
        (("From: Ann <ann@c.example>", "List-Id: Harbour letter <h.c.example>"), "Harbour letter", "Ann"),
        (("From: Ann via Talk <t@l.example>", "List-Id: <t.l.example>", "List-Post: <mailto:t@l.example>"), "t", "Ann"),
        (("From: news@c.example", "Precedence: bulk"), "c.example", None),
        (("From: ann@c.example",), "ann@c.example", None),
        (("From: =?utf-8?Q?M=C3=BCller=2C_Ann?= <ann@c.example>",), "Müller, Ann", "Müller, Ann"),
        (("From: Courier <n@c.example>", "List-ID: 12345mc list <12345.list-id.example>"), "Courier", None),
    ],
)
def test_outlets_and_authors(tmp_path: Path, headers: tuple[str, ...], source: str, author: str | None) -> None:
    found = article(tmp_path, message(SENTENCE, *headers))
    assert (found.source, found.author) == (source, author)


def test_addresses(tmp_path: Path) -> None:
    plain = "https://courier.example/letters/april"
    link = f'<p>{SENTENCE}</p><p><a href="{plain}">View this email in your browser</a></p>'
    counted = link.replace(plain, "https://click.courier.example/" + "a1b2" * 20)
    archive = "List-Archive: <https://lists.example/harbour/>"
    assert article(tmp_path, html(link)).url == plain
    assert article(tmp_path, html(counted)).url is None
    assert article(tmp_path, html(counted, archive)).url == "https://lists.example/harbour/"
    assert article(tmp_path, html(link, "Archived-At: <https://lists.example/7>")).url == "https://lists.example/7"


def test_a_newsletter_is_what_a_reader_sees(tmp_path: Path) -> None:
    body = f"""<div style="color:#fff; display: none">A teaser that nobody sees</div>
    <table><tr><td><a href="https://c.example/april">Im Browser ansehen</a></td></tr></table>
    <table role="presentation"><tr><td style="font-size:0"><h1>The letter</h1><p>{SENTENCE}</p></td>
    <td>{SECOND}</td></tr></table><table><tr><td>Ships</td><td>41</td></tr></table>
    <img src="https://c.example/pixel.gif" width="1" height="1">
    <div>You are receiving this because you asked for it. <a href="https://c.example/u">Unsubscribe</a></div>
    <p>Copyright © 2023 Courier, 1 Harbour Street</p>"""
    assert article(tmp_path, html(body)).text.split("\n") == ["The letter", SENTENCE, SECOND, "Ships 41"]


def test_raised_and_struck_out_text_of_a_letter_is_read_as_on_a_page(tmp_path: Path) -> None:
    note = '<a class="footnote-anchor" href="https://c.example/p/1#footnote-1">1</a>'
    body = f"<p>{SENTENCE}</p><p>It is thirty years{note} old, 3<sup>1</sup>/<sub>2</sub> m high, <s>£40</s> £35.</p>"
    assert article(tmp_path, html(body)).text.split("\n")[1] == "It is thirty years old, 3 1/2 m high, £35."


@pytest.mark.parametrize(
    "said",
    [
        "Readers can unsubscribe at any time, the ministry said, and most of them did on Monday.",
        f'{SECOND} <a href="https://c.example/1">Read the full story online</a>',
        f'The <a href="https://c.example/1">opt-out rule for organ donors</a> ends. {SECOND}',
        f'{SECOND} More <a href="https://c.example/1">here</a>',
        "Manage your money: five tips from the harbour office.",
    ],
)
def test_sentences_that_look_like_footers_stay(tmp_path: Path, said: str) -> None:
    text = re.sub("<[^>]*>", "", said)
    assert article(tmp_path, html(f"<p>{SENTENCE}</p><p>{said}</p><p>{SENTENCE}</p>")).text.split("\n")[1] == text


@pytest.mark.parametrize(
    "footer",
    [
        '<p>To unsubscribe click <a href="https://c.example/u">here</a>.</p>',
        '<div>Anda menerima email ini. <a href="https://c.example/u">Berhenti berlangganan</a></div>',
        '<table><tr><td><a href="https://c.example/u">Newsletter abbestellen</a> | Impressum</td></tr></table>',
        "<p>© 2023 Courier</p><p>1 Harbour Street</p>",
        '<p>Trouble reading? <a href="https://c.example/v">View it in your browser</a></p>',
    ],
)
def test_footers_are_left_out(tmp_path: Path, footer: str) -> None:
    links = "".join(f'<li><a href="https://c.example/{number}">Story {number}</a></li>' for number in range(100))
    text = article(tmp_path, html(f"<p>{SENTENCE}</p><ul>{links}</ul>{footer}")).text
    assert text.split("\n") == [SENTENCE, *(f"Story {number}" for number in range(100))]


def test_a_plain_newsletter_has_an_address(tmp_path: Path) -> None:
    body = f"View this email in your browser: https://c.example/april\n\n{SENTENCE}\n\nTo unsubscribe: https://c.example/u\n"
    found = article(tmp_path, message(body))
    assert (found.text, found.url) == (SENTENCE, "https://c.example/april")


def test_fields_of_an_event_are_no_quoted_header(tmp_path: Path) -> None:
    body = f"{SENTENCE}\n\nFrom: Jakarta\nDate: 9 April\n\n{SECOND}"
    assert article(tmp_path, message(body)).text == body


def alternatives(plain: str, shown: str) -> bytes:
    made = EmailMessage()
    made["From"], made["Subject"], made["Date"] = "Ann <a@b.example>", "Bridge", "Sat, 8 Apr 2023 09:00:00 +0700"
    made.set_content(plain)
    made.add_alternative(shown, subtype="html")
    return made.as_bytes()


def test_the_better_form_is_read(tmp_path: Path) -> None:
    shown = f"<p>{SENTENCE} <b>Élan.</b></p>"
    assert article(tmp_path, alternatives("See it in your browser.", shown)).text == f"{SENTENCE} Élan."
    assert article(tmp_path, alternatives(f"{SENTENCE}\n\n{SECOND}", "<p>Use a better program.</p>")).text.startswith(
        SENTENCE
    )


def test_pages_around_an_attachment(tmp_path: Path) -> None:
    def part(kind: str, content: str) -> str:
        return f"--B\nContent-Type: {kind}\n\n{content}\n"

    shown = (f"<html><body>{each}</body></html>" for each in (SENTENCE, SECOND))
    first, second = (part("text/html; charset=utf-8", each) for each in shown)
    mixed = first + part("image/jpeg; name=a.jpg\nContent-ID: <a>", "x") + second
    given = "Content-Type: multipart/mixed; boundary=B"
    assert article(tmp_path, message(f"{mixed}--B--", given)).text == f"{SENTENCE}\n\n{SECOND}"
    inner = f"--A\nContent-Type: text/plain\n\n{SENTENCE}\n--A\n{given}\n\n{mixed}--B--\n--A--"
    found = article(tmp_path, message(inner, "Content-Type: multipart/alternative; boundary=A"))
    assert found.text == f"{SENTENCE}\n{SECOND}"


def test_a_reply_only_in_html_says_that_it_quotes(tmp_path: Path) -> None:
    quote = '<blockquote type="cite">Who pays?</blockquote>'
    _, (problem,) = read(tmp_path, "a.eml", html(quote, "Subject: Re: Bridge"))
    assert problem.reason == "it has no text of its own, only messages that it quotes"


def test_wrapped_lines_are_joined(tmp_path: Path) -> None:
    wrapped = """The port of Marunda handled 41 grain ships in the first week of April,
and the two new cranes that were bought in Busan will be paid for by the
province, which has not said when it will do so and from which budget."""
    assert article(tmp_path, message(f"{wrapped}\n\nSecond.")).text == " ".join(wrapped.split("\n")) + "\n\nSecond."
    flowing = "One line that \nflows on.\n>quoted \n-- \nAnn"
    assert flowed(flowing, delete_space=False) == "One line that flows on.\n>quoted \n-- \nAnn\n"
    assert flowed("Kapal \r\nlaut\r\n From", delete_space=True) == "Kapallaut\nFrom\n"


@pytest.mark.parametrize(
    "quote",
    [
        "On Fri, 7 Apr 2023 at 10:00, Bob Reader <bob@b.example>\nwrote:\n> Who pays?\n> And when?",
        "Am 07.04.2023 um 10:00 schrieb Bob:\n\n> Who pays?",
        "Pada Jum, 7 Apr 2023 Bob menulis:\n> Who pays?",
        "-----Original Message-----\nFrom: Bob\nSent: Friday\n\nWho pays?",
        "Von: Bob <bob@b.example>\nGesendet: Freitag, 7. April 2023\nAn: Ann\n\nWho pays?",
        "-- \nAnn Writer\nWho pays?",
    ],
)
def test_quotes_and_signatures_are_left_out(tmp_path: Path, quote: str) -> None:
    (found,), problems = read(tmp_path, "a.eml", message(f"{SENTENCE}\n\n{quote}\n", "Subject: Re: Bridge"))
    assert found.text == SENTENCE
    expected = [] if quote.startswith("-- ") else [("the messages that it quotes are left out", ProblemKind.WARNING)]
    assert [(each.reason, each.kind) for each in problems] == expected


@pytest.mark.parametrize(
    "quote",
    [
        '<div class="gmail_quote"><div>On Fri, Bob wrote:<br></div><blockquote>Who pays?</blockquote></div>',
        '<div>On Fri, 7 Apr 2023, Bob wrote:</div><blockquote type="cite">Who pays?</blockquote>',
        "<div><p><b>From:</b> Bob<br><b>Sent:</b> Friday<br><b>To:</b> Ann</p></div><p>Who pays?</p>",
    ],
)
def test_quotes_in_html_are_left_out(tmp_path: Path, quote: str) -> None:
    (found,), problems = read(tmp_path, "a.eml", html(f"<p>{SENTENCE}</p>{quote}", "Subject: Re: Bridge"))
    assert found.text == SENTENCE
    assert [each.kind for each in problems] == [ProblemKind.WARNING]


def test_what_is_passed_on_stays(tmp_path: Path) -> None:
    passed = f"For you.\n\n---------- Forwarded message ---------\nFrom: Bob\nDate: Friday\n\n{SENTENCE}"
    assert SENTENCE in article(tmp_path, message(passed, "Subject: Fwd: Bridge")).text
    marked = article(tmp_path, message(f"For you.\n\n> {SENTENCE}\n> {SECOND}", "Subject: Fwd: Bridge")).text
    assert marked == f"For you.\n\n{SENTENCE}\n{SECOND}"


def test_a_mark_that_quotes_nothing_stays(tmp_path: Path) -> None:
    assert article(tmp_path, message(f"{SENTENCE}\n> Read on")).text == f"{SENTENCE}\n> Read on"


@pytest.mark.parametrize("declared", ["us-ascii", "iso-8859-1", "unknown-8bit", "windows-1252", "utf-8"])
def test_charsets_that_are_wrong(tmp_path: Path, declared: str) -> None:
    text = "Der Hafen größer, die Kräne höher: «Für alle», sagte er."
    headers = f"Content-Type: text/plain; charset={declared}", "Content-Transfer-Encoding: 8bit"
    for encoding in ("utf-8", "cp1252"):
        assert article(tmp_path, message(text, *headers).encode(encoding)).text == text


def test_attachments_are_articles_of_their_own(tmp_path: Path) -> None:
    made = EmailMessage()
    made["From"], made["Subject"], made["Date"] = "Ann <a@b.example>", "Bridge", "Sat, 8 Apr 2023 09:00:00 +0700"
    made.set_content(SECOND)
    for name, content in {"r.html": PAGE.encode(), "r.png": b"png", "a.zip": zipped({}), "bad.docx": b"x"}.items():
        made.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    inner = EmailMessage()
    inner["Subject"], inner["Date"] = "Inner", "Thu, 6 Apr 2023 09:00:00 +0700"
    inner.set_content("Inside.")
    made.add_attachment(inner)
    found = list(reader().read(write(tmp_path, "a.eml", made.as_bytes())))
    origins = {each.origin.partition("a.eml")[2]: each.article for each in found if isinstance(each, ReadArticle)}
    assert {origin: each.title for origin, each in origins.items()} == {
        "": "Bridge", "!r.html": "Bridge opens", "!part 5.eml": "Inner",
    }  # fmt: skip
    assert origins["!part 5.eml"].published == date(2023, 4, 6)
    problems = {str(each.path).partition("a.eml")[2]: each for each in found if isinstance(each, Problem)}
    assert problems["!bad.docx"].reason == "it is damaged or not a Word document"
    assert problems[""].reason == "its attachments of other formats are left out: r.png, a.zip"
    assert problems[""].kind is ProblemKind.LEFT_OUT


@pytest.mark.parametrize(
    ("headers", "body", "reason"),
    [
        (("Content-Type: application/pkcs7-mime; smime-type=enveloped-data",), "MIIB", SEALED),
        (("Content-Type: multipart/encrypted; boundary=B",), "--B\n\nx\n--B--", ENCRYPTED),
        ((), "-----BEGIN PGP MESSAGE-----\n\nabc\n-----END PGP MESSAGE-----", ENCRYPTED),
        ((), "", "it has no text"),
        (("Subject: Re: x",), "> only\n> a quote", "it has no text of its own, only messages that it quotes"),
    ],
)  # fmt: skip
def test_messages_without_text(tmp_path: Path, headers: tuple[str, ...], body: str, reason: str) -> None:
    articles, problems = read(tmp_path, "a.eml", message(body, *headers))
    assert articles == []
    assert [each.reason for each in problems] == [reason]


def test_signed_messages(tmp_path: Path) -> None:
    armour = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n{}\n- - a dash\n-----BEGIN PGP SIGNATURE-----\nabc"
    assert article(tmp_path, message(armour.format(SENTENCE))).text == f"{SENTENCE}\n- a dash"
    parts = f"--B\nContent-Type: text/plain\n\n{SENTENCE}\n--B\nContent-Type: application/pgp-signature\n\nabc\n--B--"
    assert article(tmp_path, message(parts, "Content-Type: multipart/signed; boundary=B")).text == SENTENCE


def test_outlooks_own_attachment_is_told(tmp_path: Path) -> None:
    other = "Content-Type: application/ms-tnef; name=winmail.dat"
    parts = f"--B\nContent-Type: text/plain\n\n{SENTENCE}\n--B\n{other}\n\nx\n--B--"
    (found,), (problem,) = read(tmp_path, "a.eml", message(parts, "Content-Type: multipart/mixed; boundary=B"))
    assert found.text == SENTENCE
    assert "winmail.dat" in problem.reason
    assert problem.kind is ProblemKind.WARNING


def test_other_files_of_messages(tmp_path: Path) -> None:
    made = message(SENTENCE)
    apple = f"{len(made)}      \n{made}<?xml version='1.0'?><plist></plist>"
    for name in ("a.emlx", "a.eml.gz", "1680919200.M1P2.host:2,S", "a.msg"):
        content = apple if name == "a.emlx" else gzip.compress(made.encode()) if name.endswith("gz") else made
        (found,), problems = read(tmp_path, name, content)
        assert (found.text, problems) == (SENTENCE, []), name
    articles, (problem,) = read(tmp_path, "b.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert articles == []
    assert problem.reason == "it is a message in Outlook's own form, which is not read; save it as .eml or .html"
    articles, (problem,) = read(tmp_path, "c.eml", "No header here.")
    assert articles == []
    assert problem.reason == "it is not a message of a mail program: it does not begin with a header"


FROM = "From 1234@xxx Sat Apr 08 02:00:00 +0000 2023\n"
MAILBOX = (
    FROM
    + message(
        f"{SENTENCE}\n>From here on it is quoted.\nFrom there it is not, at 10:30 in 2023.\n", "Message-ID: <1@x>"
    )
    + "\n"
    + "From - Sun Apr  9 09:00:00 2023\n"
    + message("Buy now.\n", "X-Gmail-Labels: =?UTF-8?Q?Spam,Ungelesen?=")
    + "From MAILER-DAEMON Mon Apr 10 09:00:00 2023\n"
    + message("Thrown away.\n", "X-Mozilla-Status: 0009")
    + "From ann Tue Apr 11 09:00:00 2023\n"
    + message(f"{SECOND}\n\nOn Monday, Bob wrote:\n> Who pays?\n", "Subject: Re: Second")
)


@pytest.mark.parametrize("name", ["a.mbox", "a.mbox.gz", "a.zip", "a.tar"])
def test_a_mailbox(tmp_path: Path, name: str) -> None:
    raw = MAILBOX.encode()
    packed = {"a.mbox.gz": gzip.compress(raw), "a.zip": zipped({"b.mbox": raw}), "a.tar": taped({"b.mbox": raw})}
    found = list(reader().read(write(tmp_path, name, packed.get(name, raw))))
    member = "!b.mbox" if name in ("a.zip", "a.tar") else ""
    articles = [each for each in found if isinstance(each, ReadArticle)]
    assert [each.origin.partition(name)[2] for each in articles] == [f"{member}#1@x", f"{member}#message 4"]
    assert articles[0].article.text.split("\n")[1:] == [
        "From here on it is quoted.", "From there it is not, at 10:30 in 2023.",
    ]  # fmt: skip
    assert (articles[1].article.title, articles[1].article.text) == ("Second", SECOND)
    assert [(each.reason, each.kind) for each in found if isinstance(each, Problem)] == [
        ("what is left out of it: messages that others quote (1), spam (1), trash (1)", ProblemKind.LEFT_OUT)
    ]


def test_a_text_is_no_mailbox(tmp_path: Path) -> None:
    articles, (problem,) = read(tmp_path, "a.mbox", SENTENCE)
    assert articles == []
    assert problem.reason == "it is not a mailbox: it does not begin with a line «From ...»"


CRASHING = """
import os
from index.formats import mailboxes, worker
real = mailboxes.read_message
def read_message(message):
    if message["subject"] == "crash": os.abort()
    return real(message)
mailboxes.read_message = read_message
worker.main()
"""


def test_a_message_that_crashes_the_reader_costs_no_other(tmp_path: Path) -> None:
    path = tmp_path / "a.mbox"
    path.write_text("".join(FROM + message(f"{each}.\n", f"Subject: {each}") for each in ("One", "crash", "Three")))
    worker = Worker(5.0, (sys.executable, "-c", CRASHING))
    found = list(worker.parse(path, Format(FileKind.MAILBOX), Columns()))
    worker.close()
    assert [each.text if isinstance(each, Draft) else each for each in found] == [
        "One.", ParseProblem(CRASHED, "message 2"), "Three.",
    ]  # fmt: skip
