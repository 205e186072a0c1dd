"""Hard-wrapped text is joined to paragraphs; what keeps its lines stays as it is."""

from __future__ import annotations

import re
import textwrap

import pytest

from index.text import unwrapping
from index.text.unwrapping import unwrapped

ENGLISH = (
    "The harbour master of Sangkuriang counted 38 ferries on Monday, eleven more than in the week before. He told the "
    "town council that the quay would be closed from 1 June while divers look at its piles, and that Mr. Sentosa of "
    "the Dry Dock Company had agreed to lend a pontoon.\n\n"
    "Fishermen said they had not been asked. Their boats will lie at the old mole, which has neither light nor water, "
    "until the council finds the 4,500 dollars that a cable costs. “We have waited for nine years,” said one of them, "
    "who would not give his name.\n\n"
    "The next sitting is on Thursday."
)
INDONESIAN = (
    "Kepala pelabuhan Sangkuriang menghitung 38 feri pada hari Senin, sebelas lebih banyak daripada pekan sebelumnya. "
    "Ia mengatakan kepada dewan kota bahwa dermaga akan ditutup mulai 1 Juni, sementara penyelam memeriksa tiang.\n\n"
    "Nelayan mengatakan mereka tidak ditanya. Perahu mereka akan bersandar di dermaga lama, yang tidak memiliki lampu "
    "maupun air, sampai dewan menemukan uang untuk kabel."
)
GERMAN = (
    "Der Hafenmeister von Sangkuriang zählte am Montag 38 Fähren, elf mehr als in der Woche davor. Dem Stadtrat sagte "
    "er, der Kai werde ab dem 1. Juni gesperrt, während Taucher die Pfähle ansehen, und die Trockendock AG habe einen "
    "Ponton zugesagt. Die Fischer wurden nach eigenen Worten nicht gefragt; ihre Boote liegen bis auf Weiteres an der "
    "alten Mole, die weder Licht noch Wasser hat."
)


def wrapped(text: str, width: int, indent: str = "") -> str:
    return "\n\n".join(
        textwrap.fill(each, width, initial_indent=indent, break_on_hyphens=False, break_long_words=False)
        for each in text.split("\n\n")
    )


@pytest.mark.parametrize("width", [60, 66, 72, 78, 90])
@pytest.mark.parametrize("text", [ENGLISH, INDONESIAN, GERMAN])
def test_paragraphs_are_joined_whatever_the_column(text: str, width: int) -> None:
    assert unwrapped(wrapped(text, width)) == text
    assert unwrapped(text) == text


def test_old_wires_are_in_capitals() -> None:
    assert unwrapped(wrapped(ENGLISH.upper(), 66)) == ENGLISH.upper()


def test_paragraphs_may_be_told_by_their_first_lines_only() -> None:
    lines = wrapped(ENGLISH, 70, "     ").replace("\n\n", "\n")
    assert [each.strip() for each in unwrapped(lines).split("\n")] == ENGLISH.split("\n\n")


def test_a_heading_a_list_and_a_quote_keep_their_lines() -> None:
    kept = (
        "THE HARBOUR\n\n# A heading\n",
        "Under a rule\n============\n",
        "* ropes\n* anchors\n  and chains\n",
        "1. the first of all, with a number of words that make it long, too\n"
        "2. the second one, with as many words as it takes to fill the line\n",
        "> We have waited for nine years, said one of them, and nobody has\n> ever come to look at the cable.\n",
        "    while ferry and quay and council and master and ponton and mole:\n    sail = ferry and quay and council\n",
        "```\nferry and quay and council and master and ponton and mole and sea\nand quay and council\n```\n",
        "Port         Ships   Tonnes\nMarunda         41   12,500\n",
        "Town Hall\nMole Street 4\nSangkuriang 10110\n",
    )
    for each in kept:
        text = f"{wrapped(ENGLISH, 70)}\n\n{each}\n{wrapped(ENGLISH, 70)}"
        assert unwrapped(text) == f"{ENGLISH}\n\n{each}\n{ENGLISH}"


def test_a_long_item_of_a_list_is_one_line() -> None:
    listed = "\n".join(
        textwrap.fill(each, 64, initial_indent="- ", subsequent_indent="  ") for each in ENGLISH.split("\n\n")
    )
    assert unwrapped(listed) == "\n".join(f"- {each}" for each in ENGLISH.split("\n\n"))


@pytest.mark.parametrize(
    "text",
    [
        "The tide went out, and with the tide the boats,\nAnd no one asked the keeper where they sailed;\n"
        "He counted all the lanterns and the floats,\nAnd wrote the number down, and never failed,\n"
        "But when the morning came without a sound\nHe climbed the stairs and found the light was drowned,\n",
        "i keep the ferry's hour\nin a tin box under the stairs and do not look\nit is there, though\nlike the sea\n",
        "Ferry to Merak leaves at nine, says the master of the harbour\n"
        "Council wants no cable for the mole until the summer is over\n"
        "Divers look at the piles of the quay while the fishermen wait\n",
        "ferries with room for forty people\nropes\npontoons lent by the Dry Dock Company of Sangkuriang, two of them\n"
        "a cable\nlanterns for the old mole\n",
        "The quay of Sangkuriang will be closed from June on, the master said.\n"
        "Fishermen in the town say that they have not been asked about any of it.\n"
        "Their boats will lie at the old mole, without any light or any water.\n",
        "[08/04/23, 09:12:01] Ani: the boat is here and we are waiting for you all\n"
        "[08/04/23, 09:13:11] Budi: i am on my way but the road is full of lorries\n"
        "[08/04/23, 09:14:21] Ani: then we go without you and you take the next\n",
        "2023-04-08 09:12:01 crane one moved from the first to the second position\n"
        "2023-04-08 09:12:04 crane two moved from the first to the second position\n"
        "2023-04-08 09:12:09 crane six moved from the first to the second position\n",
        "                    KEEPER\n          Nobody climbs that tower tonight, not while\n"
        "          the storm is at the door and the lamp is\n          out.\n",
        "\n".join(["0123456789abcdef" * 4] * 6),
    ],
)
def test_lines_that_are_no_wrapping_stay(text: str) -> None:
    assert unwrapped(text) == text


@pytest.mark.parametrize(
    ("end", "start", "joined"),
    [
        ("fisher-", "men of the town were asked", "and fishermen of the town"),
        ("dry-", "dock men of the town came", "and dry-dock men of the town"),
        ("in-", "or outgoing boats are asked", "and in- or outgoing boats"),
        ("fer\u00ad", "ries of the harbour were asked", "and ferries of the harbour"),
        ("12-", "metre boats of the town came", "and 12-metre boats of"),
        ("men—", "and women of the town came", "and men—and women"),
    ],
)
def test_words_that_a_line_end_broke(end: str, start: str, joined: str) -> None:
    broken = f"The council of the town said in the evening that boats and {end}\n{start}, though not all."
    text = f"Fishermen waited.\n\n{broken}\n\n{wrapped(ENGLISH, 66)}"
    assert joined in unwrapped(text)


@pytest.mark.parametrize(
    ("text", "most"),
    [
        (
            "県の港湾局は月曜日に三十八隻の渡し船を数え、前の週より十一隻多かったと発表した。局長は町議会に対し、"
            "岸壁は六月一日から閉鎖されると述べ、潜水士が杭を調べる間は古い突堤を使うよう求めた。漁師たちは相談を"
            "受けていないと話している。",
            34,
        ),
        (
            "港务局星期一统计了三十八艘渡轮，比上一周多十一艘。局长对镇议会说，码头从六月一日起关闭，潜水员将检查桩基，"
            "干船坞公司同意借出一座浮桥。渔民说没有人问过他们，他们的船将停在旧防波堤，那里既没有灯也没有水。",
            34,
        ),
        (
            "เจ้าท่าของเมืองนับเรือข้ามฟากได้สามสิบแปดลำในวันจันทร์ซึ่งมากกว่าสัปดาห์ก่อนสิบเอ็ดลำและบอกสภาเมืองว่าท่าเรือจะปิดตั้งแต่วันที่หนึ่งมิถุนายนขณะที่นักประดาน้ำตรวจเสาเข็มชาวประมงบอกว่าไม่มีใครถามพวกเขาเรือของพวกเขาจะจอดที่เขื่อนเก่าซึ่งไม่มีไฟและน้ำ",
            74,
        ),
    ],
)
def test_writing_without_spaces_is_joined_without_any(text: str, most: int) -> None:
    assert unwrapped("\n".join(re.findall(f".{{1,{most}}}", text))) == text


def test_two_spaces_at_a_line_end_are_a_break() -> None:
    lines = wrapped(ENGLISH, 66).split("\n")
    lines[1] += "  "
    assert unwrapped("\n".join(lines)).count("\n") == ENGLISH.count("\n") + 1


def test_one_long_line_hides_no_wrapping() -> None:
    address = "https://harbour.example/" + "sangkuriang/" * 12
    text = wrapped(f"{ENGLISH}\n\n{INDONESIAN}", 70)
    assert unwrapped(f"{text}\n\n{address}\n") == f"{ENGLISH}\n\n{INDONESIAN}\n\n{address}\n"


def test_a_text_of_very_many_lines_is_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    wrapped = "\n".join(textwrap.wrap("The harbour was opened in May, and ships come in again. " * 30, 70))
    assert unwrapped(wrapped) != wrapped
    monkeypatch.setattr(unwrapping, "_MOST_LINES", 10)
    assert unwrapped(wrapped) == wrapped
