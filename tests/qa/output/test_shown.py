"""What values show of themselves: text, JSON, rows, and HTML in notebooks."""

from __future__ import annotations

import json
import pickle
import sys
from types import SimpleNamespace
from typing import Any

import pytest

from index.optional import MissingExtraError
from qa import Answer, Library, make_article
from qa.output import as_json
from qa.wording import not_found
from tests.support import PUTIN

NOTHING = "Qwertzuiop asdfghjkl yxcvbnm"


@pytest.fixture(params=[PUTIN, NOTHING])
def answer(request: pytest.FixtureRequest, sample: Library) -> Answer:
    return sample.ask(request.param)


def test_an_answer_is_printed_as_text_with_its_sources(sample: Library) -> None:
    answer = sample.ask(PUTIN)
    said = str(answer)
    assert said.startswith(answer.short)
    for citation in answer.citations:
        assert f"{citation.quote}" in said
        assert f"[{citation.number}]" in said.rpartition("\n\n")[2]
        assert citation.title in said
    assert len(said) < 2_000
    nothing = sample.ask(NOTHING)
    assert str(nothing) == not_found(nothing)


def test_an_answer_is_short_where_it_is_looked_at(answer: Answer) -> None:
    line = repr(answer)
    assert "\n" not in line
    assert len(line) < 250
    assert answer.status in line
    assert (f"{len(answer.citations)} citation" in line) == bool(answer.citations)
    assert (str(answer.shortfall) in line) == bool(answer.shortfall)


def test_no_text_of_an_article_is_in_what_is_looked_at(sample: Library) -> None:
    hit = sample.search(PUTIN, 1)[0]
    assert hit.article.text not in repr(hit)
    assert hit.article.title in repr(hit.article)


def test_an_answer_is_what_its_json_has(answer: Answer, sample: Library) -> None:
    expected = json.loads(as_json.dumps(as_json.answer(answer)))
    assert answer.to_dict() == json.loads(answer.to_json()) == expected
    assert "\n" not in answer.to_json(indent=None)
    for citation, told in zip(answer.citations, expected["citations"], strict=True):
        assert citation.to_dict() == told
    assert sample.status().to_dict()["languages"] == {"id": 13, "en": 12}
    assert pickle.loads(pickle.dumps(answer)) == answer


def test_an_answer_has_a_row_for_each_citation(answer: Answer) -> None:
    rows = answer.records()
    assert len(rows) == max(1, len(answer.citations))
    assert {row["question"] for row in rows} == {answer.question}
    assert [row["quote"] for row in rows] == [each.quote for each in answer.citations] or [None]
    assert len({tuple(row) for row in rows}) == 1


def test_a_frame_is_made_of_the_rows(answer: Answer, monkeypatch: pytest.MonkeyPatch) -> None:
    frames: list[Any] = []

    class Frame(dict[str, Any]):
        def __init__(self, rows: list[dict[str, Any]]) -> None:
            super().__init__({name: [row[name] for row in rows] for name in rows[0]})
            frames.append(rows)

    monkeypatch.setitem(sys.modules, "pandas", SimpleNamespace(DataFrame=Frame, to_datetime=list))
    assert answer.to_frame()["published"] == [row["published"] for row in answer.records()]
    assert frames == [answer.records()]


def test_without_pandas_it_is_said_in_a_line(answer: Answer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingExtraError, match=r"^pandas .*kutip\[tables\]"):
        answer.to_frame()


def test_notebooks_show_hits_articles_citations_and_the_status(sample: Library) -> None:
    hit, answer = sample.search(PUTIN, 1)[0], sample.ask(PUTIN)
    assert hit.article.title in hit._repr_html_()
    assert hit.passage.text[:20] in hit._repr_html_()
    assert f"<b>{hit.article.title}</b>" in hit.article._repr_html_()
    assert "<mark>" in answer.citations[0]._repr_html_() or answer.citations[0].answer is None
    assert f"<b>{PUTIN}</b>" in answer._repr_html_()
    assert "<th>languages</th><td>id (13), en (12)</td>" in sample.status()._repr_html_()


def test_what_notebooks_show_is_escaped() -> None:
    shown = make_article(text="<script>alert(1)</script> " + "x " * 2_000, title="<b>", source="<i>")._repr_html_()
    assert "<script>" not in shown
    assert "<b>&lt;b&gt;</b>" in shown
    assert "&lt;i&gt;" in shown
    assert len(shown) < 2_000
