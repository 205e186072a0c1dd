"""What the reader that ships makes of questions over the sample articles, with all the time that it needs."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys

import pytest

from qa import Answer, AnswerStatus, Library, Shortfall
from tests.support import ROOT

pytestmark = pytest.mark.slow

pytestmark = pytest.mark.usefixtures("real_reader")


def asked(library: Library, question: str) -> Answer:
    """The answer, whose every quote is checked."""
    answer = library.ask(question, budget_ms=math.inf)
    assert (answer.reader or "").startswith("kutip-reader@")
    assert library.warnings() == ()
    for citation in answer.citations:
        text = library.article(citation.article_id).text
        assert text[citation.start : citation.end] == citation.quote
        assert citation.answer
        assert citation.answer in citation.quote
    return answer


def test_what_putin_promised_belarus(sample: Library) -> None:
    answer = asked(sample, "what did Putin promise Belarus")
    assert answer.status is AnswerStatus.ANSWERED
    pledge, loan = (citation.quote for citation in answer.citations[:2])
    assert pledge.startswith("President Vladimir Putin made the pledge to President Alexander Lukashenko")
    assert loan == "Pada 14 September, di Sochi, ia menjanjikan pinjaman 1,5 miliar dolar AS."


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("How many tactical nuclear munitions does the US have in Europe?", "200 amunisi taktis nuklir"),
        ("Kapan Rusia melancarkan invasi ke Ukraina?", "24 Februari 2022"),
        ("Apa itu Iskander-M?", "The Iskander-M is a road-mobile, short-range system"),
    ],
)
def test_answers_across_languages(sample: Library, question: str, words: str) -> None:
    assert any(words in citation.quote for citation in asked(sample, question).citations)


@pytest.mark.parametrize(
    ("question", "shortfall", "absent"),
    [
        ("What did Obama say about Iskander?", Shortfall.PREMISE_ABSENT, ("Obama",)),
        ("Apa kata Obama tentang Iskander?", Shortfall.PREMISE_ABSENT, ("Obama",)),
        ("What is the price of one Iskander-M system?", Shortfall.NOT_ANSWERED, ()),
        ("Berapa jumlah penduduk Belarus?", Shortfall.NOT_ANSWERED, ()),
    ],
)
def test_what_the_articles_do_not_answer(
    sample: Library, question: str, shortfall: Shortfall, absent: tuple[str, ...]
) -> None:
    answer = asked(sample, question)
    assert (answer.shortfall, answer.absent, answer.citations) == (shortfall, absent, ())


def test_asking_in_a_process_of_its_own_loads_the_reader_and_no_torch(sample: Library) -> None:
    program = (
        "import sys\n"
        "from qa.faces.cli.app import run\n"
        "code = run(sys.argv[1:])\n"
        "print(code, 'onnxruntime' in sys.modules, 'torch' in sys.modules)\n"
    )
    command = ["ask", "--library", str(sample.root), "--json", "Apa itu Iskander-M?"]
    done = subprocess.run(
        [sys.executable, "-c", program, *command], cwd=ROOT, env=os.environ, capture_output=True, text=True, check=True
    )
    printed, _, last = done.stdout.rstrip().rpartition("\n")
    assert last == "0 True False"
    assert done.stderr == ""
    assert json.loads(printed)["hits"][0]["signals"]["reader"]["rank"] >= 1
