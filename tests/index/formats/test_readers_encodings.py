"""Encodings are recognised by marks, declarations, as UTF-8, or by likelihood."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from index.formats import ReadArticle, read_paths
from index.formats.encodings import decoded
from index.formats.parsed import UnreadableError
from index.formats.streams import Lines
from index.values import Problem, ProblemKind

FRENCH = "Le président a été reçu à l’Élysée. « Nous avons décidé d’agir », a-t-il déclaré après la réunion."
SPANISH = "El presidente de la nación se reunió con los ministros. «No habrá más años así», señaló después en Bogotá."
GERMAN = "Die Regierung hat am Freitag über die Lage beraten. Für die Bürger ändere sich nichts, sagte der Minister."
INDONESIAN = "Presiden mengatakan “kami akan membantu” para korban banjir di Jakarta, kata “Pak Budi” kemarin."
RUSSIAN = "Президент заявил в пятницу, что переговоры будут продолжены. Стороны договорились о встрече в Минске."
CHINESE = "中国国家主席星期五在北京会见了来访的外国领导人。双方就共同关心的问题交换了意见,并同意加强合作。"
TRADITIONAL = "台灣總統星期五在台北會見了來訪的外國領導人。雙方就共同關心的問題交換了意見,並同意加強合作。"
JAPANESE = "首相は金曜日に記者会見を開き、新しい経済政策について説明した。政府は来年度の予算案を閣議で決定する方針だ。"
NUMBERED = (
    "①海鳴市は３日、港の再開を来月に延期すると発表した。\n②費用は約４億５千万円に上る。③漁協が意見を述べた。～以上～"
)
LITHUANIAN = "Vyriausybė trečiadienį pritarė siūlymui didinti pensijas. Ministrė pažymėjo, kad lėšų užteks visiems."
LATVIAN = "Latvijas prezidents ceturtdien paziņoja, ka valsts turpinās atbalstīt Ukrainu, viņš sacīja Rīgā."
ESTONIAN = (
    "Eesti president ütles neljapäeval, et riik jätkab Ukraina toetamist, lisas ta Tallinnas, öeldes šokeeritult."
)
CZECH = "Příští týden by mělo být chladněji, přes den kolem dvanácti stupňů. Lidé by měli být opatrní a šetřit."
POLISH = "Prezydent oświadczył w czwartek, że kraj będzie nadal wspierać Ukrainę. Żółć i źródło się nie zmienią."
HUNGARIAN = "A magyar köztársasági elnök csütörtökön bejelentette, hogy az ország őrült fűtést támogat továbbra is."
ROMANIAN = (
    "Președintele României a declarat joi: „țara va continua”. Poziția noastră nu se schimbă, a spus acesta în oraș."
)
CEDILLAS = "Preşedintele României a declarat joi că ţara va continua. Poziţia noastră nu se schimbă, a spus acesta."
CROATIAN = "Predsjednik Hrvatske izjavio je u četvrtak da će zemlja podupirati Ukrajinu. Građani žele više, rekao je."
TURKISH = "Cumhurbaşkanı perşembe günü yaptığı açıklamada ülkenin görüşmeleri desteklemeye devam edeceğini söyledi."
ICELANDIC = "Forsætisráðherra sagði á fimmtudag að landið myndi áfram styðja viðræðurnar. Staðan er erfið."
DANISH = "Statsministeren sagde torsdag, at landet fortsat støtter forhandlingerne. Situationen er svær på Ærø."
KOREAN = "대통령은 금요일 서울에서 기자회견을 열고 새로운 경제 정책을 발표했다. 정부는 내년 예산안을 확정할 방침이다."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (FRENCH, "utf-8"),
        (FRENCH, "utf-8-sig"),
        (FRENCH, "utf-16"),
        (FRENCH, "utf-16-le"),
        (FRENCH, "utf-16-be"),
        (RUSSIAN, "utf-16-le"),
        (CHINESE, "utf-16-be"),
        (JAPANESE, "utf-16-le"),
        (FRENCH, "cp1252"),
        (SPANISH, "cp1252"),
        (GERMAN, "cp1252"),
        (INDONESIAN, "cp1252"),
        (RUSSIAN, "koi8_r"),
        (RUSSIAN, "cp1251"),
        (CHINESE, "gb18030"),
        (TRADITIONAL, "big5"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc_jp"),
        (JAPANESE, "iso2022_jp"),
        (KOREAN, "cp949"),
        (LITHUANIAN, "cp1257"),
        (LITHUANIAN, "iso8859_13"),
        (LATVIAN, "cp1257"),
        (ESTONIAN, "cp1257"),
        (CZECH, "cp1250"),
        (CZECH, "iso8859_2"),
        (POLISH, "cp1250"),
        (POLISH, "iso8859_2"),
        (HUNGARIAN, "cp1250"),
        (ROMANIAN, "iso8859_16"),
        (CEDILLAS, "cp1250"),
        (CROATIAN, "cp1250"),
        (CROATIAN, "iso8859_2"),
        (TURKISH, "cp1254"),
        (ICELANDIC, "cp1252"),
        (DANISH, "cp1252"),
        (NUMBERED, "cp932"),
    ],
)
def test_text_comes_out_to_the_letter(text: str, encoding: str) -> None:
    assert decoded(text.encode(encoding)).text == text


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"Caf\xe9 itu", "it is not UTF-8 (at byte 3)"),
        (b"caf\xe9", "it is not UTF-8 (at byte 3)"),
        (CZECH.encode("cp852"), "it is not UTF-8 (at byte 1)"),
        (b"\xed\xa0\x80" * 10, "it is not UTF-8 (at byte 0)"),
        (b"\x80\x81\x8d\x8f\x90 hello" * 5, "it is not UTF-8 (at byte 0)"),
        (b"\xff\xfea\0b", "it is not UTF-16 (at byte 4)"),
        (bytes(1_000), "it is binary, not text"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "it is binary, not text"),
        (b"\x01\x02\x03\x04\xff\xfe", "it is binary, not text"),
    ],
)
def test_what_cannot_be_told_is_refused(raw: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        decoded(raw)
    assert str(caught.value) == reason


def test_colours_of_a_terminal_are_no_japanese() -> None:
    text = "\x1b[31mred\x1b(B \x1b$B no pairs é"
    assert decoded(text.encode()).text == text


def test_noise_is_refused() -> None:
    for length in (10, 101, 1_000):
        with pytest.raises(UnreadableError):
            decoded(b"\x00" + os.urandom(length))


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("iso-8859-1", "cp1252"), ("windows-1252", "cp1252"), ("KOI8-R", "koi8_r"), ("gb2312", "gb18030"), ("x-sjis", "")],
)
def test_a_page_may_declare_its_encoding(declared: str, encoding: str) -> None:
    text = {"koi8_r": "Да", "gb18030": "中"}.get(encoding, "“é”" if encoding else "plain")
    page = f'<html><head><meta charset="{declared}"></head><body>{text}</body></html>'
    assert decoded(page.encode(encoding or "ascii"), declares=True).text == page


def test_what_a_page_declares_yields_to_a_mark_and_to_utf_8() -> None:
    page = f'<?xml version="1.0" encoding="iso-8859-1"?><p>{FRENCH}</p>'
    assert decoded(page.encode(), declares=True).text == page
    assert decoded(page.encode("utf-16"), declares=True).text == page


@pytest.mark.parametrize(
    "declared", ["rot13", "utf-7", "base64", "zlib", "idna", "unicode_escape", "no-such", "\u0130"]
)
def test_what_is_no_encoding_is_not_used(declared: str) -> None:
    page = f'<meta charset="{declared}"><p>+AGE-</p>'
    assert decoded(page.encode(), declares=True).text == page


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_lines_of_tables_are_in_the_encoding_of_the_beginning(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(f"title;text\r\nUn;{FRENCH}\r\nDeux;{FRENCH}\r\n".encode(encoding))
    read = [found for found in read_paths([path], lambda _: "fr") if isinstance(found, ReadArticle)]
    assert [(found.article.title, found.article.text) for found in read] == [("Un", FRENCH), ("Deux", FRENCH)]


def test_a_wrong_byte_far_on_costs_its_line_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.formats.limits.SAMPLE_BYTES", 40)
    path = tmp_path / "a.jsonl"
    lines = [b'{"text": "one one one one one one one one"}', b'{"text": "caf\xe9 caf\xe9"}', '{"text": "é"}'.encode()]
    path.write_bytes(b"\n".join(lines))
    found = list(read_paths([path], lambda _: "en"))
    assert found[1] == Problem(path, "row 2: it is not UTF-8 (at byte 13)")
    assert [each.article.text for each in found if isinstance(each, ReadArticle)] == [
        "one one one one one one one one",
        "é",
    ]


def test_long_lines_are_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.formats.limits.RECORD_BYTES", 10)
    for encoding in ("utf-8", "utf-16"):
        path = tmp_path / "a"
        path.write_bytes(("short\n" + "x" * 1_000 + "\nlast\n" + "y" * 11).encode(encoding))
        with path.open("rb") as stream:
            found = [str(line) for line in Lines(stream)]
        unit, most = ("bytes", 10) if encoding == "utf-8" else ("characters", 5)
        too_long = f"it is too long (more than {most} {unit})"
        assert found == ["short", too_long, "last", too_long]


# Damaged text

BAD_BYTE = "it has a byte that is not UTF-8 (the first at byte {}), shown as \ufffd"
CUT_OFF = "it is cut off within its last character (at byte {}), which is left out"
UNDONE = "its UTF-8 had been read as Windows-1252 (é as Ã©) and saved so; this is undone"
MISREAD = "some of its characters look misread (é as Ã©), and stay as they are"


@pytest.mark.parametrize("text", [FRENCH, GERMAN, RUSSIAN, CHINESE, JAPANESE, TURKISH])
@pytest.mark.parametrize("bad", [b"\xff", b"\x92", b"\xe9"])
def test_a_bad_byte_in_utf_8_costs_itself(text: str, bad: bytes) -> None:
    at = text.index(" ") if " " in text else 12
    raw = text[:at].encode() + bad + text[at:].encode()
    found = decoded(raw)
    assert found.text == f"{text[:at]}\ufffd{text[at:]}"
    assert found.warnings == (BAD_BYTE.format(len(text[:at].encode())),)


def test_bad_bytes_are_counted() -> None:
    found = decoded(f"{FRENCH}#{FRENCH}#".encode().replace(b"#", b"\xfe\xff"))
    reason = f"it has 4 bytes that are not UTF-8 (the first at byte {len(FRENCH.encode())}), shown as \ufffd"
    assert found.warnings == (reason,)


@pytest.mark.parametrize("text", [FRENCH, INDONESIAN, CHINESE, KOREAN])
@pytest.mark.parametrize("last", ["”", "🚢"])
def test_a_character_cut_off_at_the_end_is_left_out(text: str, last: str) -> None:
    for kept in range(1, len(last.encode())):
        raw = text.encode() + last.encode()[:kept]
        found = decoded(raw)
        assert found.text == text
        assert found.warnings == (CUT_OFF.format(len(text.encode())),)


def test_plain_english_may_be_cut_off_too() -> None:
    assert decoded(b"The ferry is late, said the master.\xe2\x80").text == "The ferry is late, said the master."


def test_one_bad_byte_in_much_plain_english() -> None:
    text = "The ferry from Sangkuriang was late again, and nobody in the harbour knew why. " * 20
    assert decoded(text[:500].encode() + b"\x81" + text[500:].encode()).warnings == (BAD_BYTE.format(500),)


@pytest.mark.parametrize("unseen", ["<script>var a = '#'</script>", "<!-- # -->", "<style>/* # */</style>"])
def test_what_no_reader_sees_of_a_page_needs_no_warning(unseen: str) -> None:
    for text in (FRENCH, "The ferry is late."):
        page = f"<html><head><meta charset='utf-8'>{unseen}</head><body><p>{text}</p></body></html>"
        found = decoded(page.encode().replace(b"#", b"\x81"), declares=True)
        assert found.text == page.replace("#", "\ufffd")
        assert found.warnings == ()


def test_a_bad_byte_that_a_reader_of_a_page_sees(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    page = f"<html><head><meta charset='utf-8'></head><body><article><p>{FRENCH} #</p></article></body></html>"
    path.write_bytes(page.encode().replace(b"#", b"\x81"))
    article, problem = read_paths([path], lambda _: "fr")
    assert isinstance(article, ReadArticle)
    assert article.article.text == f"{FRENCH} \ufffd"
    assert problem == Problem(path, BAD_BYTE.format(page.encode().index(b"#")), ProblemKind.WARNING)


def test_declared_otherwise_it_is_still_utf_8() -> None:
    page = f"<meta charset='iso-8859-1'><p>{RUSSIAN}#</p>"
    assert decoded(page.encode().replace(b"#", b"\xff"), declares=True).text == page.replace("#", "\ufffd")
    declared = f"<meta charset='koi8-r'><p>{RUSSIAN}</p>"
    assert decoded(declared.encode("koi8_r"), declares=True) == decoded(declared.encode())


@pytest.mark.parametrize("text", [FRENCH, GERMAN, INDONESIAN, CZECH, RUSSIAN, JAPANESE])
def test_utf_8_misread_as_windows_1252_is_mended(text: str) -> None:
    misread = (
        text.encode()
        .decode("latin-1")
        .translate({c: bytes([c]).decode("cp1252", "ignore") or c for c in range(128, 160)})
    )
    assert misread != text
    assert decoded(misread.encode()).text == text
    assert decoded(misread.encode()).warnings == (UNDONE,)


def test_misread_twice_it_is_mended_twice() -> None:
    twice = FRENCH.encode().decode("cp1252").encode().decode("cp1252")
    assert decoded(twice.encode()).text == FRENCH


def test_misread_in_part_it_stays_and_is_told() -> None:
    text = f"{FRENCH} {FRENCH.encode().decode('cp1252')}"
    assert (decoded(text.encode()).text, decoded(text.encode()).warnings) == (text, (MISREAD,))
    for right in (FRENCH, SPANISH, TURKISH, ROMANIAN, "NÃO, disse: “AMANHÃ”.", "Å, sa han. «Ærlig talt», 20 °C"):
        assert decoded(right.encode()).warnings == ()


@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.csv"])
def test_a_row_with_a_bad_byte_is_an_article_with_a_warning(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    texts = [f"{FRENCH}", f"{GERMAN} #", RUSSIAN]
    objects = [f'{{"text": "{text}"}}' for text in texts]
    table = "\n".join(["text", *(f'"{text}"' for text in texts)])
    content = {"a.jsonl": "\n".join(objects), "a.json": f"[{','.join(objects)}]", "a.csv": table}[name]
    path.write_bytes(content.encode().replace(b"#", b"\xff"))
    found = list(read_paths([path], lambda _: "de"))
    assert [each.article.text for each in found if isinstance(each, ReadArticle)] == [
        each.replace("#", "\ufffd") for each in texts
    ]
    (problem,) = (each for each in found if isinstance(each, Problem))
    assert problem.kind is ProblemKind.WARNING
    assert problem.reason == "2: it has 1 \ufffd where bytes were not UTF-8 or were lost before"


def test_a_misread_row_is_mended(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    misread = "Le présidé".encode().decode("cp1252")
    path.write_text(f'{{"title": "{misread}", "text": "{FRENCH.encode().decode("cp1252")}"}}\n{{"text": "{GERMAN}"}}\n')
    first, problem, second = read_paths([path], lambda _: "fr")
    assert isinstance(first, ReadArticle)
    assert (first.article.title, first.article.text) == ("Le présidé", FRENCH)
    assert problem == Problem(path, f"1: {UNDONE}", ProblemKind.WARNING)
    assert isinstance(second, ReadArticle)
