from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest

from eval.report import (
    Bin,
    Failure,
    Fault,
    Group,
    Measure,
    Report,
    SetReport,
    SystemReport,
    write_report,
)
from eval.report.charts import looks
from eval.report.page import html
from eval.report.tables import milliseconds, number, percentiles
from index.errors import BadInputError
from index.optional import MissingExtraError

VOID = {"meta", "br", "link", "img", "input", "hr"}
HOSTILE = '</title></style><script>alert(1)</script>"><img src=http://x.example/y onerror="z">'


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    children: list[Element | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(c if isinstance(c, str) else c.text for c in self.children)

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """The elements below this one, in order."""
        wanted = {k.rstrip("_"): v for k, v in attributes.items()}
        found = []
        for child in self.children:
            if isinstance(child, Element):
                if tag in ("*", child.tag) and wanted.items() <= child.attributes.items():
                    found.append(child)
                found += child.all(tag, **attributes)
        return found


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("root", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {k: v or "" for k, v in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Element(tag, {k: v or "" for k, v in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


@cache
def read(report: Report) -> Element:
    reader = Reader()
    reader.feed(html(report))
    reader.close()
    assert len(reader.open) == 1
    return reader.open[0]


def table(page: Element, caption: str) -> Element:
    [found] = [t for t in page.all("table") if t.all("caption")[0].text.strip() == caption]
    return found


def rows(of: Element) -> list[list[str]]:
    """The text of every cell, with whitespace as a reader sees it."""
    return [[" ".join(c.text.split()) for c in r.all("*") if c.tag in ("th", "td")] for r in of.all("tr")]


ANSWERS = (Measure("F1", 0.5, 0.4, 0.6), Measure("verbatim rate", 1.0), Measure("ECE", 0.1, lower_is_better=True))
WORSE = (Measure("F1", 0.3), Measure("verbatim rate", 1.0), Measure("ECE", 0.2, lower_is_better=True))
HYBRID = SystemReport(
    name="hybrid",
    retrieval=(Measure("nDCG@10", 0.8, 0.75, 0.85), Measure("recall@10", 0.9)),
    answers=ANSWERS,
    groups=(
        Group("kind", "date", 1, ANSWERS),
        Group("kind", "name", 1200, WORSE),
        Group("languages", "en–id", 3, WORSE),
    ),
    reliability=(Bin(0.0, 0.5, 0, 0.0, 0.0), Bin(0.5, 1.0, 12, 0.8, 0.75)),
    latencies_ms=(4.0, 8.0, 12.0),
    failures=(Failure(Fault.WRONG, "q1", "Kapan?", "25 Juni 2022", "26 Juni 2022"),),
    calibration_error=0.0512,
)
BM25 = SystemReport(
    name="bm25",
    retrieval=(Measure("nDCG@10", 0.6, 0.55, 0.65), Measure("recall@10", 0.95)),
    answers=WORSE,
    groups=(Group("kind", "date", 1, WORSE),),
)
NEWS = SetReport("news", 1203, 40, (HYBRID, BM25))
REPORT = Report("A run", date(2025, 3, 9), (("Kutip", "0.1.0"), ("k", "10")), (NEWS,))


def with_system(**changes: object) -> Report:
    return replace(REPORT, sets=(replace(NEWS, systems=(replace(HYBRID, **changes),)),))  # type: ignore[arg-type]


def test_title_date_and_settings() -> None:
    page = read(REPORT)
    assert page.all("title")[0].text == "A run"
    assert page.all("h1")[0].text == "A run"
    assert page.all("time")[0].attributes["datetime"] == "2025-03-09"
    assert rows(table(page, "Settings")) == [["Setting", "Value"], ["Kutip", "0.1.0"], ["k", "10"]]


def test_question_sets_with_counts() -> None:
    assert rows(table(read(REPORT), "Question sets"))[1:] == [["news", "1,203", "40"]]


def test_best_of_each_column_is_marked_in_words() -> None:
    assert rows(table(read(REPORT), "How well passages are found")) == [
        ["System", "nDCG@10", "recall@10"],
        ["news"],
        ["hybrid", "★ best: 0.8000.750–0.850", "0.900"],
        ["bm25", "0.6000.550–0.650", "★ best: 0.950"],
    ]


def test_lower_is_better_and_equal_values_are_not_marked() -> None:
    assert rows(table(read(REPORT), "How well questions are answered and declined"))[2:] == [
        ["hybrid", "★ best: 0.5000.400–0.600", "1.000", "★ best: 0.100"],
        ["bm25", "0.300", "1.000", "0.200"],
    ]


def test_values_that_read_the_same_are_best_together() -> None:
    systems = [SystemReport(n, (Measure("MAP", v),)) for n, v in (("a", 0.70001), ("b", 0.70002), ("c", 0.5))]
    page = read(replace(REPORT, sets=(replace(NEWS, systems=tuple(systems)),)))
    marked = rows(table(page, "How well passages are found"))[2:]
    assert marked == [["a", "★ best: 0.700"], ["b", "★ best: 0.700"], ["c", "0.500"]]


def test_best_is_of_its_own_set_only() -> None:
    low = SetReport("low", 5, 0, (SystemReport("hybrid", (Measure("nDCG@10", 0.1),)), BM25))
    found = rows(table(read(replace(REPORT, sets=(NEWS, low))), "How well passages are found"))
    assert found[2][1].startswith("★ best: 0.800")
    assert found[6][1].startswith("★ best: 0.600")


def test_a_single_system_is_not_called_the_best() -> None:
    assert "★" not in table(read(with_system()), "How well passages are found").text


def test_undefined_and_absent_measures_are_dashes() -> None:
    none = replace(BM25, retrieval=(Measure("nDCG@10", None),))
    page = read(replace(REPORT, sets=(replace(NEWS, systems=(HYBRID, none)),)))
    assert rows(table(page, "How well passages are found"))[3] == ["bm25", "–", "–"]


def test_groups_are_shown_where_there_are_several() -> None:
    page = read(REPORT)
    assert rows(table(page, "news, by kind")) == [
        ["System", "F1", "verbatim rate", "ECE"],
        ["date (1 question)"],
        ["hybrid", "★ best: 0.5000.400–0.600", "1.000", "★ best: 0.100"],
        ["bm25", "0.300", "1.000", "0.200"],
        ["name (1,200 questions)"],
        ["hybrid", "0.300", "1.000", "0.200"],
    ]
    assert "by languages" not in page.text


def test_numbers_behind_the_plots() -> None:
    page = read(REPORT)
    assert rows(table(page, "nDCG@10 with its 95 % interval"))[1:] == [
        ["news"],
        ["hybrid", "0.800", "0.750", "0.850"],
        ["bm25", "0.600", "0.550", "0.650"],
    ]
    assert rows(table(page, "Milliseconds for one question"))[1:] == [["news"], ["hybrid", "3", "8", "12", "12"]]
    assert rows(table(page, "news, hybrid: confidence against the share of answers that are right"))[1:] == [
        ["0.00–0.50", "0", "–", "–"],
        ["0.50–1.00", "12", "0.800", "0.750"],
    ]


def test_plots_say_sets_systems_and_values_as_text() -> None:
    bars, times, reliability = read(REPORT).all("svg")
    assert {"news", "hybrid", "bm25", "0.800", "0.600", "nDCG@10"} <= {t.text for t in bars.all("text")}
    assert {"news", "hybrid", "p50 · p95", "8 · 12"} <= {t.text for t in times.all("text")}
    assert "bm25" not in {t.text for t in times.all("text")}
    assert {"12", "confidence", "right"} <= {t.text for t in reliability.all("text")}


def test_the_expected_calibration_error_stands_beside_its_diagram() -> None:
    captions = [caption.text for caption in read(REPORT).all("figcaption")]
    assert captions[2] == "hybrid: expected calibration error 0.051"
    assert read(with_system(calibration_error=None)).all("figcaption")[2].text == "hybrid"


def test_plots_are_images_with_a_text_alternative() -> None:
    page = read(REPORT)
    for image in page.all("svg"):
        assert image.attributes["role"] == "img"
        [title] = image.all("title")
        assert image.attributes["aria-labelledby"] == title.attributes["id"]
    assert page.all("svg")[0].all("title")[0].text.startswith("nDCG@10 by set and system")
    assert page.all("svg")[2].all("title")[0].text.startswith("news, hybrid: confidence")


def test_another_measure_can_be_plotted() -> None:
    bars = read(replace(REPORT, plotted="recall@10")).all("svg")[0]
    assert {"0.900", "0.950", "recall@10"} <= {t.text for t in bars.all("text")}


def test_plots_take_their_colours_from_the_page() -> None:
    for image in read(REPORT).all("svg"):
        said = " ".join(v for e in image.all("*") for v in e.attributes.values())
        assert not re.findall(r"#[0-9a-f]{6}\b", said)
        assert "var(--series-0)" in said
        assert "var(--ink)" in said


def test_series_differ_by_hatch_also() -> None:
    bars = read(REPORT).all("svg")[0]
    assert len(bars.all("pattern")) == 1
    assert len({look.hatch for look in looks(REPORT).values()}) == 2


def test_looks_of_many_systems_differ() -> None:
    many = tuple(SystemReport(f"s{n}", ()) for n in range(42))
    found = looks(replace(REPORT, sets=(replace(NEWS, systems=many),)))
    assert len({(look.colour, look.hatch) for look in found.values()}) == 42


def test_a_system_looks_the_same_in_every_set() -> None:
    swapped = replace(NEWS, name="other", systems=(BM25, HYBRID))
    assert looks(replace(REPORT, sets=(NEWS, swapped))) == looks(REPORT)


def test_failures_are_listed_with_what_was_quoted_and_the_gold() -> None:
    page = read(REPORT)
    assert rows(table(page, "Answered wrongly"))[1:] == [["q1Kapan?", "25 Juni 2022", "26 Juni 2022"]]
    assert "hybrid: Answered wrongly (1)" in [s.text for s in page.all("summary")]


@pytest.mark.parametrize(
    ("fault", "heading"),
    [
        (Fault.MISSED, "Gold not in the first 10"),
        (Fault.WRONG, "Answered wrongly"),
        (Fault.DECLINED, "Declined, though there is an answer"),
        (Fault.ANSWERED, "Answered, though there is no answer"),
    ],
)
def test_each_fault_shows_twenty_at_most_and_says_how_many_there_are(fault: Fault, heading: str) -> None:
    failures = tuple(Failure(fault, f"q{n}", "?", "", "") for n in range(25))
    page = read(with_system(failures=failures))
    shown = rows(table(page, f"{heading}: the first 20 of 25"))[1:]
    assert [r[0] for r in shown] == [f"q{n}?" for n in range(20)]
    assert {(r[1], r[2]) for r in shown} == {("none", "none")}
    assert f"hybrid: {heading} (25)" in [s.text for s in page.all("summary")]


def hostile() -> Report:
    measures = (Measure(HOSTILE, 0.5), Measure("nDCG@10", 0.5))
    system = SystemReport(
        HOSTILE,
        measures,
        measures,
        (Group(HOSTILE, HOSTILE, 1, measures), Group(HOSTILE, "other", 1, measures)),
        (Bin(0.0, 1.0, 1, 0.5, 1.0),),
        (1.0,),
        (Failure(Fault.WRONG, HOSTILE, HOSTILE, HOSTILE, HOSTILE),),
    )
    return Report(HOSTILE, date(2025, 1, 1), ((HOSTILE, HOSTILE),), (SetReport(HOSTILE, 1, 0, (system,)),), HOSTILE)


def test_hostile_text_stays_text_everywhere() -> None:
    page = read(hostile())
    assert page.all("h1")[0].text == HOSTILE
    assert page.all("title")[0].text == HOSTILE
    assert not page.all("script") + page.all("img")
    assert rows(table(page, "Answered wrongly"))[1] == [HOSTILE + HOSTILE, HOSTILE, HOSTILE]
    assert {e.tag for e in page.all("*")} <= {e.tag for e in read(REPORT).all("*")}


@pytest.mark.parametrize("report", [REPORT, hostile()])
def test_nothing_is_fetched(report: Report) -> None:
    page = read(report)
    for element in page.all("*"):
        assert element.tag not in {"script", "link", "img", "iframe", "object", "embed", "image", "base"}
        for name, value in element.attributes.items():
            assert not name.startswith(("on", "src"))
            if name != "aria-label":
                assert "http" not in value
            if name.endswith("href"):
                assert value.startswith("#")
            for target in re.findall(r"url\((.)", value):
                assert target == "#"
    style = page.all("style")
    assert len(style) == 1
    assert not re.search(r"url\(|@import|http", style[0].text)


@pytest.mark.parametrize("report", [REPORT, hostile(), replace(REPORT, sets=(NEWS, replace(NEWS, name="b")))])
def test_ids_are_unique_and_every_reference_has_its_target(report: Report) -> None:
    elements = read(report).all("*")
    ids = [e.attributes["id"] for e in elements if "id" in e.attributes]
    assert len(ids) == len(set(ids))
    targets = set()
    for element in elements:
        for name, value in element.attributes.items():
            targets |= set(re.findall(r"url\(#([^)]*)\)", value))
            if name == "aria-labelledby":
                targets.add(value)
            elif name == "href":
                targets.add(value.removeprefix("#"))
    assert targets
    assert targets <= set(ids)


def test_terminal_escapes_and_reordering_marks_are_taken_out() -> None:
    text = "a\x1b[31mred\x1b[0m \u202eevil\u202c\x00 \ud800end"
    page = read(replace(with_system(name=text, failures=(Failure(Fault.WRONG, "q", text, text, text),)), title=text))
    assert rows(table(page, "Answered wrongly"))[1] == ["qared evil end", "ared evil end", "ared evil end"]
    assert page.all("h1")[0].text == "ared evil end"
    assert "ared evil end" in {t.text for t in page.all("svg")[0].all("text")}


@pytest.mark.parametrize(
    "text", ["من هو رئيس بيلاروسيا؟", "🇮🇩🚀 apa?", "白俄罗斯的总统是谁", "a$x_1$b \\frac{1}{0} $\\"]
)
def test_other_scripts_and_mathematics_are_kept(text: str) -> None:
    report = with_system(name=text, failures=(Failure(Fault.WRONG, "q", text, text, text),))
    page = read(report)
    assert rows(table(page, "Answered wrongly"))[1] == ["q" + text, text, text]
    assert text in {t.text for t in page.all("svg")[0].all("text")}
    cell = table(page, "Answered wrongly").all("td")[0].all("span")[0]
    assert cell.attributes["dir"] == "auto"


def test_long_names_are_cut_in_pictures_only() -> None:
    page = read(with_system(name="n" * 60))
    assert "n" * 21 + "…" in {t.text for t in page.all("svg")[0].all("text")}
    assert rows(table(page, "How well passages are found"))[2][0] == "n" * 60


@pytest.mark.parametrize("report", [REPORT, hostile()])
def test_tables_have_captions_and_scopes(report: Report) -> None:
    for found in read(report).all("table"):
        assert found.all("caption")[0].text.strip()
        assert {h.attributes.get("scope") for h in found.all("th")} <= {"col", "row", "rowgroup"}
        assert all(r.all("th") for r in found.all("tr"))


def test_tables_behind_plots_are_folded_away() -> None:
    for figure in read(REPORT).all("figure"):
        assert len(figure.all("details")[0].all("table")) == 1
        assert "open" not in figure.all("details")[0].attributes


def test_page_is_for_phones_dark_rooms_and_paper() -> None:
    page = read(REPORT)
    assert page.all("meta", name="viewport")[0].attributes["content"].startswith("width=device-width")
    style = page.all("style")[0].text
    assert "@media (prefers-color-scheme: dark)" in style
    assert "@media print" in style
    assert page.all("html")[0].attributes["lang"] == "en"


def test_equal_reports_make_equal_bytes(tmp_path: Path) -> None:
    write_report(tmp_path / "a.html", REPORT)
    write_report(tmp_path / "b.html", REPORT)
    first = (tmp_path / "a.html").read_bytes()
    assert first == (tmp_path / "b.html").read_bytes()
    assert first.startswith(b"<!DOCTYPE html>")
    assert b"\r" not in first


def test_retrieval_alone() -> None:
    alone = SystemReport("bm25", (Measure("nDCG@10", 0.6),))
    page = read(replace(REPORT, sets=(SetReport("scifact", 300, 0, (alone,)),)))
    assert rows(table(page, "How well passages are found"))[2] == ["bm25", "0.600"]
    assert len(page.all("svg")) == 1
    assert len(page.all("h2")) == 2
    assert not page.all("nav") + page.all("h3")


def test_answers_alone() -> None:
    page = read(with_system(retrieval=(), groups=(), reliability=(), latencies_ms=(), failures=()))
    assert not page.all("svg")
    captions = [c.text for c in page.all("caption")]
    assert captions == ["Settings", "Question sets", "How well questions are answered and declined"]


def test_nothing_at_all() -> None:
    page = read(Report("Empty", date(2025, 1, 1), (), ()))
    assert "Nothing was measured." in page.text
    assert not page.all("svg")
    assert [c.text for c in page.all("caption")] == ["Question sets"]


def test_bins_without_answers_draw_nothing() -> None:
    page = read(with_system(reliability=(Bin(0.0, 1.0, 0, 0.0, 0.0),)))
    assert "Confidence" not in [h.text for h in page.all("h3")]


def test_undefined_plotted_measure_and_a_clock_that_says_nought() -> None:
    page = read(with_system(retrieval=(Measure("nDCG@10", None),), latencies_ms=(0.0, 0.0)))
    bars, times = page.all("svg")[:2]
    assert "–" in {t.text for t in bars.all("text")}
    assert "0.01 · 0.01" in {t.text for t in times.all("text")}


def test_more_sets_make_a_taller_picture() -> None:
    def height(report: Report) -> float:
        return float(read(report).all("svg")[0].attributes["viewbox"].split()[3])

    more = replace(REPORT, sets=tuple(replace(NEWS, name=f"set {n}") for n in range(10)))
    assert height(more) > 5 * height(REPORT) / 2


@pytest.mark.parametrize(
    ("value", "low", "high", "reason"),
    [
        (float("nan"), None, None, "finite"),
        (0.5, 0.0, float("inf"), "finite"),
        (0.5, 0.4, None, "half"),
        (0.5, None, 0.6, "half"),
        (0.5, 0.6, 0.4, "before it begins"),
    ],
)
def test_bad_measures_are_refused(value: float, low: float | None, high: float | None, reason: str) -> None:
    with pytest.raises(BadInputError, match=reason):
        Measure("F1", value, low, high)


def test_a_path_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=r"nowhere.*cannot be written: No such file") as caught:
        write_report(tmp_path / "nowhere" / "report.html", REPORT)
    assert caught.value.hint


def test_a_missing_package_is_named_with_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jinja2", None)
    with pytest.raises(MissingExtraError, match="jinja2 is not installed") as caught:
        write_report(tmp_path / "report.html", REPORT)
    assert 'pip install "kutip[eval]"' in caught.value.hint


def test_numbers_as_they_are_shown() -> None:
    assert [number(v) for v in (None, 0.0, 0.12345, 1.0)] == ["–", "0.000", "0.123", "1.000"]
    assert [milliseconds(v) for v in (0.0123, 1.26, 9.6, 12.4, 1234.5)] == ["0.012", "1.3", "9.6", "12", "1,234"]
    assert percentiles((4.0, 8.0, 12.0), (0, 50, 75)) == (4.0, 8.0, 10.0)
