"""Rich text: its letters in any code page, what is shown of it, and nothing else."""

from __future__ import annotations

import pytest

from index.formats.parsed import Draft
from index.formats.rich_text import read_rtf


def draft(inner: str | bytes, start: str = r"\rtf1\ansi\deff0 ") -> Draft:
    body = inner.encode("ascii") if isinstance(inner, str) else inner
    return read_rtf(b"{" + start.encode() + body + b"}")


def text(inner: str | bytes, start: str = r"\rtf1\ansi\deff0 ") -> str:
    found = draft(inner, start)
    assert found.warnings == ()
    return found.text


def escaped(words: str, encoding: str) -> str:
    return "".join(f"\\'{byte:02x}" for byte in words.encode(encoding))


# Letters


@pytest.mark.parametrize(
    ("page", "encoding", "words"),
    [
        (1252, "cp1252", "Señor “Élan”"),
        (1250, "cp1250", "Łódź, Škoda"),
        (1251, "cp1251", "Привет"),
        (1253, "cp1253", "Καλημέρα"),
        (1254, "cp1254", "İğne"),
        (1256, "cp1256", "سلام"),
        (874, "cp874", "สวัสดี"),
        (932, "cp932", "横浜港は表した"),
        (936, "gb18030", "中文"),
        (949, "cp949", "한국어"),
        (950, "big5", "中文功許"),
        (65001, "utf-8", "Señor 横浜"),
        (10000, "mac_roman", "Señor"),
        (437, "cp437", "Señor"),
    ],
)
def test_letters_in_the_code_page_of_the_file(page: int, encoding: str, words: str) -> None:
    assert text(escaped(words, encoding) + r"\par", rf"\rtf1\ansi\ansicpg{page} ") == words
    fonts = r"{\fonttbl{\f0\fnil Arial;}}\f0 "
    assert text(fonts + escaped(words, encoding), rf"\rtf1\ansi\ansicpg{page} ") == words


@pytest.mark.parametrize(
    ("charset", "encoding", "words"),
    [(204, "cp1251", "Привет"), (128, "cp932", "表横浜"), (134, "gb18030", "中文"), (238, "cp1250", "Łódź")],
)
def test_letters_in_the_set_of_their_font(charset: int, encoding: str, words: str) -> None:
    fonts = rf"{{\fonttbl{{\f0\fcharset0 Arial;}}{{\f7\fcharset{charset} Arial Other;}}}}"
    both = rf"\f0 Se\'f1or {{\f7 {escaped(words, encoding)}}} \'e9lan"
    assert text(fonts + both, r"\rtf1\ansi\ansicpg1252\deff0 ") == f"Señor {words} élan"
    # A file whose page is that of a marked font has Western letters in the others.
    page = {"cp1251": 1251, "cp932": 932, "gb18030": 936, "cp1250": 1250}[encoding]
    assert text(fonts + both, rf"\rtf1\ansi\ansicpg{page}\deff0 ") == f"Señor {words} élan"


def test_a_letter_may_be_a_byte_and_a_character() -> None:
    fonts = r"{\fonttbl{\f0\fcharset128 MS Mincho;}}\f0 "
    assert text(fonts + r"\'83A\'95\'5c\'83\{") == "ア表" + b"\x83{".decode("cp932")


def test_letters_in_unicode_replace_what_stands_for_them() -> None:
    assert text(r"\u8212-x \u233\'e9\uc2\u28450xy!{\uc0\u21475}.\u-10179??\u-8704??") == "—x é漢!口.😀"
    assert text(r"a\u8211\endash b\u8217\'92c\u8217 ?d") == "a–b’c’d"
    assert text(r"{\upr{plain}{\*\ud{\u28450?}}}") == "漢"


def test_bytes_that_are_utf_8_are_read_as_such() -> None:
    assert text("Señor “Élan” 横浜\\par".encode()) == "Señor “Élan” 横浜"
    assert text("Señor".encode("cp1252")) == "Señor"
    wrong = draft(r"\'83\'ff", r"\rtf1\ansi\ansicpg932 ")
    assert wrong.warnings == ("some of its letters are not in the code page that it names",)


def test_signs_of_symbol_fonts() -> None:
    fonts = r"{\fonttbl{\f0 Arial;}{\f1\fcharset2 Symbol;}{\f2\fcharset2 Wingdings;}}"
    assert (
        text(fonts + r"{\f1 a\'b0} {\f2\'e0}{\f1\u-4000?} \bullet\emdash\ldblquote q\rdblquote\~x\_y\-z")
        == "α° →‾ •—“q”\u00a0x-yz"
    )


# What is shown


def test_paragraphs_lines_and_braces() -> None:
    assert text("One\\line two.\\par\r\nThr\nee.\\\n\\{4\\}\\\\\\tab 5\\page six\\par") == (
        "One\ntwo.\nThree.\n{4}\\\t5\nsix"
    )


@pytest.mark.parametrize("word", ["v", "strike", "striked1", "deleted"])
def test_hidden_struck_and_deleted_text_is_left_out(word: str) -> None:
    assert text(rf"The storm killed {{\{word} 12 }}21 people.") == "The storm killed 21 people."
    off = word.rstrip("1") + "0"
    assert text(rf"killed \{word} 12 \{off} 21; \{word} 13\plain  dead") == "killed 21;  dead"


def test_a_deleted_end_of_a_paragraph_joins_it_to_the_next() -> None:
    assert text(r"One {\deleted gone\par}line.\par{\revised Two.}") == "One line.\nTwo."


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (r"10{\super 6} litres", "10^6 litres"),
        (r"10\up6 12\up0  atoms", "10^12 atoms"),
        (r"the 1{\super st} of", "the 1st of"),
        (r"He said.{\super 3} Then", "He said. Then"),
        (r"10\super 6\nosupersub  l", "10^6 l"),
        (r"H{\sub 2}O", "H2O"),
    ],
)
def test_raised_text_is_not_glued_to_figures(written: str, shown: str) -> None:
    assert text(written) == shown


def test_notes_come_after_the_text_without_marks() -> None:
    note = r"{\super\chftn}{\footnote\pard\plain {\super\chftn} A {\i note}.\par More.}"
    ended = r"{\super\chftn}{\*\footnote\ftnalt {\super\chftn} End note.}"
    assert (
        text(rf"There were 41{note} ships{ended}.\par End.") == "There were 41 ships.\nEnd.\nA note.\nMore.\nEnd note."
    )
    assert text(rf"Text.{{\v{note}}}") == "Text."


def test_head_lines_pictures_and_comments_are_left_out() -> None:
    inner = (
        r"{\header Head}{\footerr Foot {\field{\*\fldinst PAGE}{\fldrslt 1}}}{\*\generator X;}{\pict\wmetafile8 01ab}"
        r"{\*\shppict{\pict\pngblip 89504e}}{\nonshppict{\pict 00}}{\*\atnid A}{\*\annotation hush}{\*\unknown x}"
        r"{\stylesheet{\s0 Normal;}}{\colortbl;\red0;}{\listtext\tab 1.}{\*\bkmkstart b}Text.{\object{\*\objdata 01}"
        r"{\result shown}}"
    )
    assert text(inner) == "Text.shown"
    assert text(b"{\\pict\\bin7 }{}}\\{\\}Text.") == "Text."


def test_fields_and_text_boxes() -> None:
    link = r"{\field{\*\fldinst{HYPERLINK \"https://a.example\"}}{\fldrslt{\ul link}}}"
    assert text(rf"A {link} on {{\field{{\*\fldinst PAGE}}{{\fldrslt 3}}}}.") == "A link on ."
    over, under = escaped("よこ", "cp932"), escaped("横", "cp932")
    fonts = r"{\fonttbl{\f0\fcharset128 MS Mincho;}}\f0 "
    assert (
        text(fonts + rf"{{\field{{\*\fldinst{{EQ \\* jc2 \\o\\ad(\\s\\up 9({over}),{under})}}}}{{\fldrslt }}}}!")
        == "横!"
    )
    box = r"{\shp{\*\shpinst{\sp{\sn a}{\sv b}}{\shptxt Boxed.\par}}{\shprslt{\*\do{\dptxbxtext Boxed.\par}}}}"
    assert text(rf"Before{box} after.\par End.") == "Before after.\nBoxed.\nEnd."
    assert text(r"Old{\*\do\dobxpage{\dptxbxtext Boxed.\par}}.") == "Old.\nBoxed."


def test_tables() -> None:
    rows = r"\trowd\cellx1\cellx2\pard\intbl a\cell b\par c\cell\row\trowd\pard\intbl d\cell\cell\row"
    assert text(rf"Before.\par {rows}\pard After.\par") == "Before.\na\tb c\nd\nAfter."
    nested = r"\trowd\pard\intbl\itap2 x\nestcell y\nestcell{\*\nesttableprops\trowd\nestrow}{\nonesttables\par}"
    assert text(rf"{nested}\pard\intbl z\cell e\cell\row") == "x\ty\t z\te"
    long = "The port handled 41 grain ships in the first week of April, the harbour office said on Monday."
    assert text(rf"\trowd\pard\intbl Menu\cell {long}\par More.\cell\row") == f"Menu\n{long}\nMore."


def test_formulas() -> None:
    mathematics = r"{\mmath{\*\moMath{\md{\mdPr}{\me{\mr x+1}}}{\mf{\mfPr}{\mnum{\mr a}}{\mden{\mr b}}}}}"
    assert text(rf"So {mathematics}.") == "So (x+1)a/b."


def test_what_the_file_says_of_itself() -> None:
    found = draft(r"{\info{\title Cranes \'e9}{\author Ann}{\operator Bob}{\creatim\yr2001}}Text.")
    assert (found.metadata.title, found.metadata.author, found.metadata.published) == ("Cranes é", "Ann", None)
    assert found.text == "Text."


def test_what_the_file_says_in_its_code_page_and_in_unicode() -> None:
    fonts = r"{\fonttbl{\f0\fcharset0 Times;}{\f1\fcharset128 MS Mincho;}}"
    said = rf"{{\info{{\title {escaped('横浜', 'cp932')}}}{{\upr{{\author ??}}{{\*\ud{{\author \u27178?}}}}}}"
    said += r"{\upr{\subject ??}{\*\ud{\subject \u27178?}}}}"
    found = draft(rf"{fonts}{said}{{\*\fchars \'83}}Text.", r"\rtf1\ansi\ansicpg932\deff0 ")
    assert (found.metadata.title, found.metadata.author, found.text) == ("横浜", "横", "Text.")
    assert found.warnings == ()


def test_a_star_within_a_group_hides_nothing() -> None:
    assert text(r"{\f2\i0\*\cs7 The quick fox}{\*\cs7 hidden}.") == "The quick fox."
    assert text("{\r\n\\*\\unknown hidden}Text.") == "Text."


# Whole files


def test_files_that_are_cut_off_or_go_on_say_so() -> None:
    assert read_rtf(rb"{\rtf1 One.\par Tw").warnings == ("it is cut off: its end is missing",)
    assert read_rtf(rb"{\rtf1 One.}} two}").warnings == ("what comes after its last bracket is not read",)
    assert read_rtf(rb"{\rtf1 One.\par}} Two.\par}").text == "One.\n Two."
    assert read_rtf(b"\xef\xbb\xbf{\\rtf1 One.}\r\n\0\0").warnings == ()


@pytest.mark.parametrize("start", [r"\rtf1\mac ", r"\rtf1\pc ", r"\rtf ", r"\rtf1\ansi\ansicpg99999 "])
def test_old_ways_to_begin(start: str) -> None:
    assert text(r"One.\par", start) == "One."


def test_files_of_other_formats_are_read_as_what_they_are() -> None:
    from eval.benchmarks.fuzz_samples import word

    assert read_rtf("Just text: Señor.".encode()).text == "Just text: Señor."
    assert read_rtf(b"<html><body><p>A page.</p></body></html>").text == "A page."
    assert read_rtf(word(["In Word."])).text == "In Word."
