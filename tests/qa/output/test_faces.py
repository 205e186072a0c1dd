"""One answer on every face: the words that answer first, an article's head once, the sentence before, no double marks.

The words that a face has of its own are tested beside that face.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import pytest
from lxml import html
from pydantic import TypeAdapter
from textual.widget import Widget
from textual.widgets import Static

from index.storage.articles import make_article
from index.values import Article, Filters, Hit, Passage, Span
from qa.answer.compose import Quote, Selection, compose
from qa.conversations import Turn, exported
from qa.faces.cli import show
from qa.faces.server import page
from qa.faces.server.forms import Form as PageForm
from qa.faces.server.replies import Form, reply_of
from qa.faces.toolserver import words
from qa.faces.tui.turns import TurnView
from qa.library import Library
from qa.output import as_html, as_json
from qa.output.as_json import AnswerOut
from qa.output.pack import findings, packed
from qa.values import Answer, Shortfall, Timings
from tests.support.builders import database_of

LEADS, OPENED = "Anna Lund leads the port of Oslo.", "She opened its bridge on 3 March 2021 after “many years” of work."
SAID = "“It is open,” she said on 3 March 2021."
PORT = make_article(
    text=f"Rain fell. {LEADS} {OPENED}\n{SAID}", title="The port of Oslo", source="Sample Post",
    published=date(2021, 3, 4), url="https://example.org/port", language="en",
)  # fmt: skip
PELABUHAN = make_article(
    text="Anna Lund memimpin pelabuhan. Dia membukanya pada 3 Maret 2021.", title="Pelabuhan Oslo",
    source="Koran Contoh", published=date(2021, 5, 6), language="id",
)  # fmt: skip
MEMBUKA = "Dia membukanya pada 3 Maret 2021."
HEAD = "Sample Post · 4 March 2021 · The port of Oslo"
KEPALA = "Koran Contoh · 6 May 2021 · Pelabuhan Oslo · Indonesian"


def quote(article: Article, text: str, answer: str) -> Quote:
    start, at = article.text.index(text), text.index(answer)
    return Quote(
        article.article_id, Span(start, start + len(text)), text, (), Span(at, at + len(answer)), answer, article.source
    )


QUOTES = (quote(PORT, OPENED, "3 March 2021"), quote(PELABUHAN, MEMBUKA, "3 Maret 2021"), quote(PORT, SAID, "It"))


def composed(selection: Selection, *hits: Hit, asked: str = "en") -> Answer:
    return compose(
        "When did Anna Lund open the bridge?",
        hits,
        selection,
        {each.article_id: each for each in (PORT, PELABUHAN)}.get,
        generation="g",
        timings=Timings(1.0, 2.0, 3.0),
        reader="table",
        language=asked,
    )


FOUND = composed(Selection(QUOTES, 0.9, None, ((0, 1), (2,))))
DISAGREEING = composed(Selection((QUOTES[1], QUOTES[0]), 0.9, None, ((0,), (1,)), disagreement=True))
NOT_FOUND = composed(
    Selection((), 0.1, Shortfall.PREMISE_ABSENT, absent=("bridge",)),
    *(
        Hit(Passage(rank, each.article_id, 0, 0, len(each.text), each.text), each, 1 / rank, rank, ())
        for rank, each in enumerate((PORT, PELABUHAN, PORT), 1)
    ),
)


def in_terminal(given: Answer, capsys: pytest.CaptureFixture[str]) -> str:
    show.answer(show.Page(), given)
    return capsys.readouterr().out


def tree(markup: str) -> Any:
    return html.fromstring(markup)


def served(given: Answer) -> Any:
    return tree(bytes(page.ask_page(PageForm(q=given.question), given).body).decode())


def on_page(given: Answer) -> str:
    return " ".join(served(given).get_element_by_id("answer").text_content().split())


def in_notebook(given: Answer) -> str:
    return str(tree(as_html.answer(given)).text_content())


def turn(given: Answer) -> Turn:
    return Turn(given.question, given.question, Filters(), given, datetime(2026, 1, 1, tzinfo=UTC))


def in_export(given: Answer) -> str:
    return exported("Bridges", [turn(given)])


def in_chat(given: Answer) -> str:
    def texts(widgets: Iterable[Widget]) -> Iterator[str]:
        for each in widgets:
            if isinstance(each, Static):
                yield str(each.content)
            yield from texts(each._pending_children)

    said = list(texts(TurnView(0, given.question)._answered(given)))
    return re.sub(r" (\[\d\])+", "", said[0]) + "\n" + "\n".join(said[1:])


FACES: dict[str, Callable[[Answer], str]] = {
    "chat": in_chat,
    "page": on_page,
    "notebook": in_notebook,
    "export": in_export,
    "mcp": words.answer,
}


@pytest.fixture(params=["terminal", *FACES])
def face(request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> Callable[[Answer], str]:
    if request.param == "terminal":
        return lambda given: in_terminal(given, capsys)
    return FACES[str(request.param)]


def test_what_is_composed() -> None:
    assert FOUND.short == "3 March 2021; It"
    assert [each.context for each in FOUND.citations] == [LEADS, "Anna Lund memimpin pelabuhan.", None]
    for citation, article in zip(FOUND.citations, (PORT, PELABUHAN, PORT), strict=True):
        if citation.context is not None and citation.context_start is not None:
            end = citation.context_start + len(citation.context)
            assert article.text[citation.context_start : end] == citation.context
    assert DISAGREEING.short == "3 Maret 2021 (Koran Contoh, 6 May 2021); 3 March 2021 (Sample Post, 4 March 2021)"


def test_every_face_shows_who_says_a_quote_beside_it(face: Callable[[Answer], str]) -> None:
    first, *others = FOUND.citations
    spoken = replace(first, speaker="Anna Lund", speaker_start=PORT.text.index("Anna Lund"))
    said, unsaid = face(replace(FOUND, citations=(spoken, *others))), face(FOUND)
    assert len(re.findall("(said by|Who says)", said)) == 1
    assert not re.search("(said by|Who says)", unsaid)
    assert re.search(r"(?s)many years.*(said by|Who says \[1\]:).{,30}Anna Lund", said)


def test_the_words_that_answer_come_first_and_every_quote_and_context_after(face: Callable[[Answer], str]) -> None:
    said = face(FOUND)
    places = [said.index(each) for each in (FOUND.short, LEADS, OPENED, SAID)]
    assert places == sorted(places)
    assert said.index("Anna Lund memimpin pelabuhan.") < said.index(MEMBUKA)
    assert said.count(LEADS) == 1
    assert "““" not in said
    assert "””" not in said


def test_an_article_is_named_once_with_a_day_in_words_and_its_language(face: Callable[[Answer], str]) -> None:
    said = face(FOUND)
    assert said.count("The port of Oslo") == said.count("Pelabuhan Oslo") == 1
    assert "4 March 2021" in said
    assert "6 May 2021" in said
    assert said.count("Indonesian") == 1
    assert "English" not in said
    assert not re.search(r"\d{4}-\d{2}-\d{2}", said)


def test_in_another_language_the_own_quote_comes_first_and_the_other_language_is_named(
    face: Callable[[Answer], str],
) -> None:
    answer = composed(Selection(QUOTES, 0.9, None, ((0, 1), (2,))), asked="id")
    assert [each.quote for each in answer.citations] == [MEMBUKA, OPENED, SAID]
    assert [each.number for each in answer.citations] == [1, 2, 3]
    assert (answer.short, answer.claims[0].citations) == ("3 Maret 2021; It", (1, 2))
    said = face(answer)
    assert said.index(MEMBUKA) < said.index(OPENED)
    assert said.count("English") == 1
    assert "Indonesian" not in said


def test_sources_that_disagree_say_when_in_the_first_line(face: Callable[[Answer], str]) -> None:
    said = face(DISAGREEING)
    assert said.index(DISAGREEING.short) < said.index(MEMBUKA) < said.index(OPENED)


@pytest.mark.parametrize("name", ["terminal", "page", "notebook", "mcp"])
def test_not_found_is_the_reason_and_a_sentence_of_each_article(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    said = in_terminal(NOT_FOUND, capsys) if name == "terminal" else FACES[name](NOT_FOUND)
    assert "“bridge”" in said
    assert said.count(LEADS) == said.count("The port of Oslo") == 1
    assert said.count("Pelabuhan Oslo") == 1
    assert "4 March 2021" in said
    assert OPENED not in said
    assert NOT_FOUND.short == ""


def test_the_chat_names_each_nearest_article_in_one_line() -> None:
    said = in_chat(NOT_FOUND).splitlines()
    assert said[0].startswith("✗ NOT FOUND in ")
    assert said[1:] == ["Nearest, none answers:", f"1  {HEAD}", f"2  {KEPALA}"]


def test_the_terminal_shows_a_short_id_and_addresses(capsys: pytest.CaptureFixture[str]) -> None:
    assert in_terminal(FOUND, capsys).splitlines() == [
        "3 March 2021; It",
        "2 independent sources say “3 March 2021” [1][2]",
        "",
        f"{HEAD} · {PORT.article_id[:8]}",
        "https://example.org/port",
        f"  {LEADS}",
        f"  “{OPENED}” [1] · {FOUND.citations[0].address}",
        f"  {SAID} [3] · {FOUND.citations[2].address}",
        "",
        f"{KEPALA} · {PELABUHAN.article_id[:8]}",
        "  Anna Lund memimpin pelabuhan.",
        f"  “{MEMBUKA}” [2] · {FOUND.citations[1].address}",
    ]
    assert in_terminal(NOT_FOUND, capsys).splitlines()[2:] == [
        "The nearest:",
        f"{HEAD} · {PORT.article_id[:8]}",
        "https://example.org/port",
        f"  {LEADS}",
        f"{KEPALA} · {PELABUHAN.article_id[:8]}",
        "  Anna Lund memimpin pelabuhan.",
    ]


def test_the_terminal_dims_the_sentence_before(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"FORCE_COLOR": "1", "TERM": "xterm", "COLUMNS": "120"}.items():
        monkeypatch.setenv(name, value)
    said = in_terminal(FOUND, capsys)
    assert f"\x1b[2m{LEADS}\x1b[0m" in said
    assert "“She opened its bridge on \x1b[1;4m3 March 2021\x1b[0m after" in said
    assert "“\x1b[1;4mIt\x1b[0m is open" in said


def test_the_page_and_the_notebook_mark_the_words_and_dim_the_sentence_before() -> None:
    for document in (served(FOUND), tree(as_html.answer(FOUND))):
        first = document.xpath("//blockquote")[0]
        assert [each.text for each in first.xpath("mark")] == ["3 March 2021"]
        assert [each.text_content().strip() for each in first.xpath("span[1]")] == [LEADS]
        assert "characters" not in document.xpath("//blockquote/..")[0].text_content()
    shown = served(FOUND)
    assert shown.xpath("//p[@class='short']/text()") == [FOUND.short]
    assert len(shown.xpath("//section[@class='article']")) == 2
    asked = f"&q={quote_plus(FOUND.question)}#quote"
    link = f"/articles/{PORT.article_id}?start={FOUND.citations[0].start}&end={FOUND.citations[0].end}{asked}"
    assert shown.xpath("//li[@id='citation-1']//a/@href") == [link]
    start = PORT.text.index(LEADS)
    link = (
        f"/articles/{PORT.article_id}?start={start}&end={start + len(LEADS)}&q={quote_plus(NOT_FOUND.question)}#quote"
    )
    assert served(NOT_FOUND).xpath("//ol[@class='near']/li[1]//a/@href") == [link]


def test_json_has_all_of_it_and_the_schema_takes_it() -> None:
    form = TypeAdapter(AnswerOut)
    for given in (FOUND, DISAGREEING, NOT_FOUND):
        told = as_json.plain(as_json.answer(given))
        assert form.dump_python(form.validate_python(told), mode="json") == {
            **told,
            "written": None,
            "translated": None,
            "days": None,
            "as_of": None,
            "extent": None,
        }
        assert (told["short"], told["language"]) == (given.short, "en")
        for citation, one in zip(told["citations"], given.citations, strict=True):
            assert (citation["context"], citation["context_start"]) == (one.context, one.context_start)
            assert (citation["speaker"], citation["speaker_start"]) == (None, None)
            assert citation["language"] in ("en", "id")
            assert date.fromisoformat(citation["published"]) == one.published


def test_an_agent_gets_what_others_wrote_in_fences_only() -> None:
    said = words.answer(FOUND)
    bare = re.sub(r"<<<(\w+) (\w+)\n.*?\n\2 \1>>>", "", said, flags=re.DOTALL)
    for text in (LEADS, OPENED, FOUND.short, "Sample Post", "Indonesian"):
        assert text in said
        assert text not in bare
    assert f"article {PORT.article_id} · 4 March 2021\n" in said
    assert re.search(
        rf"The sentence before \[1\]:\n<<<quotation (\w+)\n{re.escape(LEADS)}\n\1 quotation>>>\n\[1\] characters", said
    )
    assert (
        f"[1] characters {FOUND.citations[0].start}-{FOUND.citations[0].end}, address {FOUND.citations[0].address}\n"
        in said
    )
    assert "2 independent sources agree: [1][2]" in said


def test_openai_clients_get_the_words_that_answer_first() -> None:
    assert reply_of(FOUND, "", Form.WORDS).text == f"{FOUND.short}\n\n“{OPENED}” [1] “{MEMBUKA}” [2] {SAID} [3]"


def test_a_pack_has_it_in_its_answer_and_checks_the_sentence_before(tmp_path: Path) -> None:
    articles = {each.article_id: each for each in (PORT, PELABUHAN)}
    path = tmp_path / "pack.zip"
    path.write_bytes(packed(turn(FOUND), articles.__getitem__))
    assert list(findings(path)) == []
    assert [line for line in in_export(FOUND).splitlines() if line][1:6] == [
        "## When did Anna Lund open the bridge?",
        f"**{FOUND.short}**",
        f"### {HEAD} · https://example.org/port",
        f"After: {LEADS}",
        f"> {OPENED}",
    ]
    other = replace(FOUND.citations[0], context="Anna Lund closed the port.")
    with pytest.raises(Exception, match="does not stand"):
        packed(turn(replace(FOUND, citations=(other,))), articles.__getitem__)


def test_a_turn_that_was_kept_before_there_were_short_answers_opens(tmp_path: Path) -> None:
    with Library.create(tmp_path / "library") as library:
        kept = library.conversations
        own = kept.start("Bridges")
        kept.keep(own, turn(FOUND))
        assert kept.turns(own)[0].answer == FOUND
        with database_of(library) as database, database.transaction() as connection:
            connection.execute("UPDATE turns SET answer = json_remove(answer, '$.short', '$.language')")
            for number in range(3):
                fields = ", ".join(
                    f"'$.citations[{number}].{each}'"
                    for each in ("language", "context", "context_start", "speaker", "speaker_start")
                )
                connection.execute(f"UPDATE turns SET answer = json_remove(answer, {fields})")
        old: Any = kept.turns(own)[0].answer
        assert (old.short, old.language) == ("", None)
        assert {(each.language, each.context) for each in old.citations} == {(None, None)}
        assert in_export(old).count(f"### {HEAD}") == 1
