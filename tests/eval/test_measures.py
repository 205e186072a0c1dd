"""Measures of rankings, answers, citations, refusals and times: by hand, and what must hold of any."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import ir_measures
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ir_measures import ScoredDoc

from eval.measures import AnswerMeasures, QuestionScores, summarise
from eval.measures.answers import (
    citation_precision,
    citation_recall,
    exact_match,
    is_right,
    normalise,
    token_f1,
)
from eval.measures.latency import Latency, latency
from eval.measures.refusal import Refusal, area_under_curve, calibration_error, refusal, reliability
from eval.measures.retrieval import (
    DEFAULT_MEASURES,
    parse_measures,
    retrieval_values,
    write_trec_run,
)
from eval.measures.writing import Support, WritingMeasures, support
from eval.values import Answered, Cited, Gold, Outcome, Question, Stated, WrittenAnswer
from index.errors import BadInputError

TEXT = "The harbour bridge was opened in May 1932. It has two towers. The bridge is 1149 metres long."
OTHER = "Jembatan itu dibuka pada Mei 1932."
TEXTS = {"en": TEXT, "id": OTHER}
words = st.lists(st.sampled_from(["the", "a", "May", "1932", "bridge", "-", "桥", "Indonesia's"]), max_size=6).map(
    " ".join
)
languages = st.sampled_from(["en", "id", "zh", None])
names = st.text(st.characters(codec="utf-8"), min_size=1, max_size=6)


def asked(question_id: str = "q", *golds: Gold, answers: tuple[str, ...] = (), unanswerable: bool = False) -> Question:
    return Question(question_id, "when?", golds, answers, unanswerable)


def ranked(question_id: str, *documents: str) -> Outcome:
    scores = tuple(float(len(documents) - row) for row in range(len(documents)))
    return Outcome(question_id, "kutip", documents, scores, 1.5)


def quoting(quote: str, document_id: str = "en") -> Cited:
    start = TEXTS[document_id].index(quote)
    return Cited(document_id, start, start + len(quote), quote, True)


def answering(question_id: str, answered: Answered | None) -> Outcome:
    return Outcome(question_id, "kutip", (), (), 1.0, 2.0, answered)


def values_of(name: str, questions: Sequence[Question], outcomes: Sequence[Outcome]) -> Mapping[str, float]:
    by_id = {outcome.question_id: outcome for outcome in outcomes}
    return retrieval_values(questions, by_id, parse_measures([name]))[name]


# Retrieval


def test_the_default_measures_are_named() -> None:
    names = ["nDCG@10", "R@1", "R@10", "R@100", "RR@10", "AP"]
    assert [str(measure) for measure in DEFAULT_MEASURES] == names
    assert parse_measures(names) == DEFAULT_MEASURES


def test_other_names_of_a_measure_are_the_same_measure() -> None:
    parsed = parse_measures(["MRR@10", "RR@10", "Recall@5", "MAP", " P@3 ", "NDCG", "Success@1", "Rprec", "Bpref"])
    assert [str(measure) for measure in parsed] == ["RR@10", "R@5", "AP", "P@3", "nDCG", "Success@1", "Rprec", "Bpref"]


def test_every_unknown_measure_is_named_and_the_defaults_are_the_hint() -> None:
    unknown = ["", "R", "P@0", "nDCG@-1", "nDCG@1.5", "Rprec@3", "nDCG@10@3", "bleu", "AP(rel=2)", "RR@9999999", "R@١"]
    with pytest.raises(BadInputError) as refused:
        parse_measures(["AP", *unknown])
    assert refused.value.message == f"unknown measures: {', '.join(map(repr, unknown))}"
    assert refused.value.hint == "the defaults are nDCG@10 R@1 R@10 R@100 RR@10 AP"


def test_a_ranking_by_hand() -> None:
    question = asked("q", Gold("a", relevance=2), Gold("b"), Gold("z", relevance=0))
    values = retrieval_values([question], {"q": ranked("q", "z", "b", "x", "a")})
    best = 2 + 1 / math.log2(3)
    assert list(values) == [str(measure) for measure in DEFAULT_MEASURES]
    assert values["nDCG@10"]["q"] == pytest.approx((1 / math.log2(3) + 2 / math.log2(5)) / best)
    assert values["R@1"]["q"] == 0.0
    assert values["R@10"]["q"] == 1.0
    assert values["RR@10"]["q"] == 0.5
    assert values["AP"]["q"] == (1 / 2 + 2 / 4) / 2


def test_the_mean_is_over_all_answerable_questions() -> None:
    questions = [
        asked("lost", Gold("a")),
        asked("found", Gold("a")),
        asked("unanswerable", unanswerable=True),
        asked("judged", Gold("a", relevance=0)),
        asked("absent", Gold("a")),
        asked("empty", Gold("a")),
    ]
    outcomes = [ranked("unanswerable", "a"), ranked("judged", "a"), ranked("found", "a"), ranked("lost", "b")]
    for measure in ("nDCG@10", "RR@10", "AP", "R@10"):
        values = values_of(measure, questions, [*outcomes, ranked("empty"), ranked("not asked", "a")])
        assert list(values.items()) == [("lost", 0.0), ("found", 1.0), ("absent", 0.0), ("empty", 0.0)]


def test_without_answerable_questions_there_are_no_values() -> None:
    assert values_of("AP", [asked("q", unanswerable=True)], [ranked("q", "a")]) == {}
    assert values_of("AP", [asked("q", Gold("a"))], []) == {"q": 0.0}


def test_the_order_is_the_outcomes_even_where_scores_are_equal_in_32_bits() -> None:
    # trec_eval would take both for ties, and put the later name first.
    outcome = Outcome("q", "kutip", ("a", "b"), (1.00000000002, 1.00000000001), 0.0)
    assert values_of("nDCG@10", [asked("q", Gold("a"))], [outcome]) == {"q": 1.0}
    assert values_of("nDCG@10", [asked("q", Gold("b"))], [outcome])["q"] == pytest.approx(1 / math.log2(3))


def test_ids_may_be_anything() -> None:
    # trec_eval would read both documents as the empty string.
    question = asked("q\0 1", Gold("\0b"))
    assert values_of("RR@10", [question], [ranked("q\0 1", "\0a", "\0b")]) == {"q\0 1": 0.5}


def test_several_golds_of_a_document_count_as_the_best() -> None:
    question = asked("q", Gold("a", "one", 3), Gold("a", "two", 1), Gold("a", "three", 0), Gold("b", relevance=-2))
    assert values_of("R@10", [question], [ranked("q", "b", "a")]) == {"q": 1.0}
    assert values_of("R@1", [question], [ranked("q", "b", "a")]) == {"q": 0.0}
    graded = asked("q", *question.gold, Gold("c", relevance=2))
    best = 3 + 2 / math.log2(3)
    assert values_of("nDCG", [graded], [ranked("q", "c", "a")])["q"] == pytest.approx((2 + 3 / math.log2(3)) / best)


def test_what_was_judged_not_relevant_counts_as_judged() -> None:
    # Bpref knows nothing but judgements: that of "z" is the one relevant document's only rival.
    question = asked("q", Gold("a"), Gold("z", relevance=0))
    assert values_of("Bpref", [question], [ranked("q", "z", "a")]) == {"q": 0.0}
    assert values_of("Bpref", [question], [ranked("q", "unknown", "a")]) == {"q": 1.0}


def test_a_document_twice_in_a_ranking_is_refused() -> None:
    with pytest.raises(BadInputError, match="'q' has a document twice"):
        values_of("AP", [asked("q", Gold("a"))], [ranked("q", "b", "a", "b")])


@given(st.permutations([f"d{number}" for number in range(12)]), st.sets(st.integers(0, 11), min_size=1))
def test_reciprocal_rank_and_recall_are_their_formulas(ranking: list[str], relevant: set[int]) -> None:
    golds = [Gold(f"d{number}") for number in sorted(relevant)]
    question, outcome = asked("q", *golds), ranked("q", *ranking)
    rows = [row for row, name in enumerate(ranking) if int(name[1:]) in relevant]
    first = 1 / (rows[0] + 1) if rows[0] < 10 else 0.0
    assert values_of("RR@10", [question], [outcome])["q"] == pytest.approx(first)
    assert values_of("R@5", [question], [outcome])["q"] == pytest.approx(sum(r < 5 for r in rows) / len(rows))


def test_a_run_is_written_in_six_columns(tmp_path: Path) -> None:
    path = tmp_path / "run.txt"
    outcomes = {
        "q 2": Outcome("q 2", "kutip", ("b", "50% off"), (0.1 + 0.2, 1e-07), 3.0),
        "none": ranked("none"),
        "q1": Outcome("q1", "kutip", ("é",), (np.float64(2.5),), 3.0),
    }
    write_trec_run(path, outcomes, "my run")
    assert path.read_bytes().decode() == (
        "q%202 Q0 b 1 0.30000000000000004 my%20run\nq%202 Q0 50%25%20off 2 1e-07 my%20run\nq1 Q0 é 1 2.5 my%20run\n"
    )
    assert list(tmp_path.iterdir()) == [path]


@given(st.dictionaries(names, st.dictionaries(names, st.floats(-1e300, 1e300), min_size=1, max_size=4), max_size=4))
def test_a_run_read_back_is_the_run(tmp_path_factory: pytest.TempPathFactory, run: dict[str, dict[str, float]]) -> None:
    path = tmp_path_factory.mktemp("runs") / "run.txt"
    outcomes = {}
    for question_id, scores in run.items():
        ordered = sorted(scores.items(), key=lambda item: -item[1])
        documents, falling = tuple(name for name, _ in ordered), tuple(score for _, score in ordered)
        outcomes[question_id] = Outcome(question_id, "t%20 ", documents, falling, 0.0)
    write_trec_run(path, outcomes, "t%20 ")
    rows: list[ScoredDoc] = list(ir_measures.read_trec_run(str(path)))  # type: ignore[no-untyped-call]
    assert [(unquote(row.query_id), unquote(row.doc_id), row.score) for row in rows] == [
        (question_id, document, score)
        for question_id, outcome in outcomes.items()
        for document, score in zip(outcome.documents, outcome.scores, strict=True)
    ]


def test_a_run_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "run.txt"
    for outcome in (ranked("", "d"), ranked("q", ""), Outcome("q", "s", ("d",), (math.nan,), 0.0)):
        with pytest.raises(BadInputError):
            write_trec_run(path, {outcome.question_id: outcome}, "tag")
    with pytest.raises(BadInputError, match="empty id or tag"):
        write_trec_run(path, {"q": ranked("q", "d")}, "")
    assert not path.exists()


# The text of answers


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("The  Quick, brown\tfox!", "en", "quick brown fox"),
        ("An apple a day", "en", "apple day"),
        ("another theory", "en", "another theory"),
        ("Jakarta's well-known $5", "en", "jakartas wellknown 5"),
        ("The A", "id", "the a"),
        ("Sang Saka; a.n. Presiden", "id", "sang saka an presiden"),
        ("Der Bär und die Biene", "de", "bär und biene"),
        ("El niño y las niñas", "es", "niño y niñas"),
        ("L'homme et la femme, l\u2019été", "fr", "homme et femme été"),
        ("Un'amica dell'arte", "it", "amica dellarte"),
        ("O livro e as casas", "pt", "livro e casas"),
        ("Het huis en de tuin", "nl", "huis en tuin"),
        ("Những ngôi nhà của tôi", "vi", "ngôi nhà tôi"),
        ("北京2008年。", "zh", "北 京 2008 年"),
        ("กรุง", "th", "ก ร ุ ง"),
        ("서울 시", "ko", "서울 시"),
        ("Cafe\u0301", "en", "caf\u00e9"),
        ("The", "en", "the"),
        ("++", "en", "++"),
        ("", "en", ""),
        (" \n", "en", ""),
        ("The A", None, "the a"),
    ],
)
def test_normalised_by_hand(text: str, language: str | None, expected: str) -> None:
    assert normalise(text, language) == expected


def test_exact_match_is_with_any_gold() -> None:
    assert exact_match("the Bridge.", ["a tower", "bridge"], "en") == 1.0
    assert exact_match("the Bridge.", ["a tower", "bridge"], "id") == 0.0
    assert exact_match("", ["A"], "en") == 0.0


def test_f1_by_hand() -> None:
    # Two of three and two of four tokens: 2 * 2 / (3 + 4).
    assert token_f1("in May 1932", ["opened on May 1932"], "en") == 4 / 7
    assert token_f1("in May 1932", ["1932", "in 1932", "June"], "en") == 4 / 5
    assert token_f1("may may", ["may"], "en") == 2 / 3
    assert token_f1("in June", ["1932"], "en") == 0.0
    assert token_f1("", ["1932"], "en") == 0.0
    assert token_f1("", [""], "en") == 1.0
    assert token_f1("北京市", ["北京"], "zh") == 4 / 5


@given(words, words, languages)
def test_f1_is_symmetric_a_share_and_no_less_than_exact_match(first: str, second: str, language: str | None) -> None:
    f1 = token_f1(first, [second], language)
    assert f1 == token_f1(second, [first], language)
    assert exact_match(first, [second], language) <= f1 <= 1.0
    assert f1 >= 0.0
    assert token_f1(first, [first], language) == exact_match(first, [first], language) == 1.0
    assert token_f1(first, [second, first], language) == 1.0


# Citations


@pytest.mark.parametrize(
    ("start", "end", "right"),
    [
        (0, len(TEXT), True),  # around the quote
        (33, 36, True),  # within it
        (23, 37, True),  # 4 of 8 characters
        (23, 36, False),  # 3 of 8
        (37, 60, True),  # the other side
        (38, 60, False),
        (35, 35, False),  # nothing
        (0, 33, False),  # up to it
    ],
)
def test_a_citation_is_right_with_half_of_the_shorter_in_common(start: int, end: int, right: bool) -> None:
    question = asked("q", Gold("en", "May 1932"))
    assert TEXT.index("May 1932") == 33
    assert is_right(Cited("en", start, end, TEXT[start:end], True), question, TEXTS.__getitem__) is right


def test_any_occurrence_of_the_quote_will_do() -> None:
    question = asked("q", Gold("en", "bridge"))
    assert is_right(quoting("bridge is 1149"), question, TEXTS.__getitem__)
    assert is_right(quoting("harbour bridge"), question, TEXTS.__getitem__)
    assert not is_right(quoting("two towers"), question, TEXTS.__getitem__)
    # One that overlaps the one before it.
    assert is_right(Cited("d", 5, 6, "a", True), asked("q", Gold("d", "aba")), lambda _: "bababa")


def test_without_a_quote_the_citation_must_hold_an_answer() -> None:
    question = asked("q", Gold("en"), answers=("MAY 1932", "Mei 1932"))
    assert is_right(quoting("opened in May 1932."), question, TEXTS.__getitem__)
    assert not is_right(quoting("It has two towers."), question, TEXTS.__getitem__)


def test_an_answer_is_not_part_of_a_longer_number() -> None:
    question = asked("q", Gold("en"), answers=("193", "932", "two"))
    assert not is_right(quoting("May 1932"), question, TEXTS.__getitem__)
    assert is_right(quoting("two towers"), question, TEXTS.__getitem__)


def test_where_the_document_has_no_answer_it_decides_alone() -> None:
    for answers in ((), ("Juni 1932",), ("14",), (" ",)):
        question = asked("q", Gold("en"), answers=answers)
        assert is_right(quoting("two towers"), question, TEXTS.__getitem__)
        assert not is_right(quoting("Jembatan", "id"), question, TEXTS.__getitem__)


def test_a_quote_that_the_document_lacks_is_as_none() -> None:
    question = asked("q", Gold("en", "June 1932"), answers=("May 1932",))
    assert is_right(quoting("in May 1932"), question, TEXTS.__getitem__)
    assert not is_right(quoting("two towers"), question, TEXTS.__getitem__)


def test_a_document_judged_not_relevant_supports_nothing() -> None:
    question = asked("q", Gold("en", relevance=0), Gold("id"))
    assert not is_right(quoting("two towers"), question, TEXTS.__getitem__)


def test_precision_and_recall_of_citations_by_hand() -> None:
    golds = (Gold("en", "May 1932"), Gold("en", "1149 metres"), Gold("id"), Gold("id"), Gold("en", "two", 0))
    question = asked("q", *golds)
    cited = (quoting("in May 1932"), quoting("two towers"), quoting("opened in May 1932"), quoting("Mei", "id"))
    assert citation_precision(cited, question, TEXTS.__getitem__) == 3 / 4
    assert citation_recall(cited, question, TEXTS.__getitem__) == 2 / 3
    assert citation_precision((), question, TEXTS.__getitem__) is None
    assert citation_recall((), question, TEXTS.__getitem__) == 0.0


def test_citations_of_an_unanswerable_question_are_wrong() -> None:
    question = asked("q", unanswerable=True)
    assert citation_precision((quoting("two"),), question, TEXTS.__getitem__) == 0.0
    assert citation_recall((quoting("two"),), question, TEXTS.__getitem__) is None


def test_citations_cannot_be_judged_without_gold_documents() -> None:
    question = asked("q", answers=("two",))
    assert citation_precision((quoting("two"),), question, TEXTS.__getitem__) is None
    assert citation_recall((quoting("two"),), question, TEXTS.__getitem__) is None


# Declining and confidence


def test_refusal_by_hand() -> None:
    unanswerable = [True, True, True, False, False]
    declined = [True, True, False, True, False]
    assert refusal(unanswerable, declined) == Refusal(5, 3, 3, 2, 2 / 3, 2 / 3, 2 / 3)
    assert refusal([True, True], [True, False]) == Refusal(2, 2, 1, 1, 1.0, 0.5, 2 / 3)


def test_refusal_without_one_side_has_no_figure_for_it() -> None:
    assert refusal([False], [False]) == Refusal(1, 0, 0, 0, None, None, None)
    assert refusal([False], [True]) == Refusal(1, 0, 1, 0, 0.0, None, 0.0)
    assert refusal([True], [False]) == Refusal(1, 1, 0, 0, None, 0.0, 0.0)


def test_the_area_under_the_curve_counts_pairs() -> None:
    # Of six pairs, .9 beats both, .5 beats one and ties with the other, .2 beats none.
    assert area_under_curve([0.9, 0.5, 0.2], [0.5, 0.3]) == 3.5 / 6
    assert area_under_curve([1.0], [0.0]) == 1.0
    assert area_under_curve([0.5, 0.5], [0.5]) == 0.5
    assert area_under_curve([], [0.5]) is None
    assert area_under_curve([0.5], []) is None


@given(st.lists(st.sampled_from([0, 0.25, 0.5, 1]), min_size=1), st.lists(st.sampled_from([0, 0.5, 1]), min_size=1))
def test_the_area_is_the_share_of_pairs(higher: list[float], lower: list[float]) -> None:
    pairs = [1.0 if a > b else 0.5 if a == b else 0.0 for a in higher for b in lower]
    assert area_under_curve(higher, lower) == pytest.approx(sum(pairs) / len(pairs))


def test_reliability_by_hand() -> None:
    bins = reliability([0.0, 0.05, 0.3, 0.95, 1.0, 0.9], [False, True, True, True, True, False])
    assert [(each.low, each.high) for each in bins] == [(n / 10, (n + 1) / 10) for n in range(10)]
    assert [each.count for each in bins] == [2, 0, 0, 1, 0, 0, 0, 0, 0, 3]
    assert (bins[0].confidence, bins[0].right) == (0.025, 0.5)
    assert (bins[1].confidence, bins[1].right) == (None, None)
    assert (bins[3].confidence, bins[3].right) == (0.3, 1.0)
    assert bins[9].confidence == pytest.approx(0.95)
    assert bins[9].right == 2 / 3
    expected = (2 * (0.5 - 0.025) + 1 * (1.0 - 0.3) + 3 * (0.95 - 2 / 3)) / 6
    assert calibration_error(bins) == pytest.approx(expected)


def test_each_edge_is_of_the_bin_above_it() -> None:
    for number in range(1, 10):
        edge = number / 10
        assert reliability([edge], [True])[number].count == 1
        assert reliability([math.nextafter(edge, 0)], [True])[number - 1].count == 1


def test_without_answers_there_is_no_calibration() -> None:
    assert calibration_error(reliability([], [])) is None
    assert calibration_error(reliability([1.0, 0.0], [True, False])) == 0.0


@pytest.mark.parametrize("confidence", [-0.1, 1.1, math.nan])
def test_a_confidence_outside_its_range_is_refused(confidence: float) -> None:
    with pytest.raises(ValueError, match=r"outside \[0, 1\]"):
        reliability([confidence], [True])


# Times


def test_latency_by_hand() -> None:
    # The 11 times 0, 10, … 100: percentile p lies at p / 10 of them.
    times = [float(number) for number in range(100, -10, -10)]
    assert latency(times) == Latency(11, 50.0, 90.0, 95.0, 99.0, 50.0, 100.0)
    assert latency([0.0, 100.0]) == Latency(2, 50.0, 90.0, 95.0, 99.0, 50.0, 100.0)
    assert latency([7.0]) == Latency(1, 7.0, 7.0, 7.0, 7.0, 7.0, 7.0)
    assert latency([]) is None


# All together


def measured() -> AnswerMeasures:
    questions = [
        asked("good", Gold("en", "May 1932"), Gold("id"), answers=("May 1932",)),
        asked("bad", Gold("en", "two towers"), answers=("two",)),
        asked("shy", Gold("en", "June")),
        asked("gone", Gold("id"), answers=("Mei",)),
        asked("declined", unanswerable=True),
        asked("invented", unanswerable=True),
    ]
    false = Cited("en", 0, 3, "Teh", False)
    answers = {
        "good": Answered(False, "in May 1932", (quoting("in May 1932"), quoting("two")), 0.9),
        "bad": Answered(False, "The two", (false, quoting("two towers")), 0.7),
        "shy": Answered(True, "", (), 0.3),
        "declined": Answered(True, "", (), 0.3),
        "invented": Answered(False, "1149", (quoting("1149"),), 0.8),
    }
    outcomes = {name: answering(name, answer) for name, answer in answers.items()}
    return summarise(questions, outcomes, "en", TEXTS.__getitem__)


def test_each_questions_scores() -> None:
    assert measured().questions == (
        QuestionScores("good", 0.0, 4 / 5, 1 / 2, 1 / 2, True, True),
        QuestionScores("bad", 1.0, 1.0, 1 / 2, 1.0, False, True),
        QuestionScores("shy", None, None, None, 0.0, False, False),
        QuestionScores("gone", 0.0, 0.0, None, 0.0, False, False),
        QuestionScores("declined", 1.0, 1.0, None, None, None, True),
        QuestionScores("invented", 0.0, 0.0, 0.0, None, None, False),
    )


def test_the_figures_and_their_counts() -> None:
    all_of = measured()
    assert (all_of.answerable, all_of.with_gold, all_of.missing, all_of.scored, all_of.cited) == (4, 4, 1, 5, 3)
    assert (all_of.citations, all_of.citations_judged, all_of.citations_right) == (5, 5, 2)
    assert (all_of.golds, all_of.golds_supported, all_of.quotes_missing) == (5, 2, 1)
    assert all_of.em == 2 / 5
    assert all_of.f1 == pytest.approx((4 / 5 + 1 + 0 + 1 + 0) / 5)
    assert all_of.citation_precision == pytest.approx((1 / 2 + 1 / 2 + 0) / 3)
    assert all_of.citation_recall == pytest.approx((1 / 2 + 1 + 0 + 0) / 4)
    assert (all_of.verbatim_rate, all_of.citations_verbatim) == (4 / 5, 4)
    assert all_of.first_citation_right == 1 / 4
    assert all_of.refusal == Refusal(6, 2, 2, 1, 1 / 2, 1 / 2, 1 / 2)
    # .9, .7, .3 against .3, .8: .9 beats both, .7 one, .3 ties with one.
    assert all_of.auc == pytest.approx(3.5 / 6)
    assert [each.count for each in all_of.bins] == [0, 0, 0, 0, 0, 0, 0, 1, 1, 1]
    assert [each.right for each in all_of.bins[7:]] == [0.0, 0.0, 1.0]
    assert all_of.calibration_error == pytest.approx((0.7 + 0.8 + 0.1) / 3)


def test_nothing_to_measure_has_no_figures() -> None:
    nothing = summarise([], {}, "en", TEXTS.__getitem__)
    figures = (nothing.em, nothing.f1, nothing.citation_precision, nothing.citation_recall, nothing.verbatim_rate)
    assert figures == (None,) * 5
    assert (nothing.first_citation_right, nothing.auc, nothing.calibration_error) == (None, None, None)
    assert nothing.questions == ()


def test_what_a_declined_answer_cites_is_not_its_answer() -> None:
    outcome = answering("q", Answered(True, "", (quoting("two towers"),), 0.4))
    result = summarise([asked("q", Gold("en"), answers=("two",))], {"q": outcome}, "en", TEXTS.__getitem__)
    assert result.questions == (QuestionScores("q", 0.0, 0.0, 1.0, 1.0, False, False),)


def test_a_question_with_answers_but_no_documents_is_answerable_and_its_citations_are_not_judged() -> None:
    outcome = answering("q", Answered(False, "two", (quoting("two towers"),), 0.5))
    result = summarise([asked("q", answers=("two",))], {"q": outcome}, "en", TEXTS.__getitem__)
    assert result.questions == (QuestionScores("q", 1.0, 1.0, None, None, None, True),)
    assert (result.answerable, result.with_gold, result.cited) == (1, 0, 0)
    assert (result.citations, result.citations_judged, result.verbatim_rate) == (1, 0, 1.0)
    assert sum(each.count for each in result.bins) == 0


# What a language model wrote


BRIDGE = asked("q", Gold("en", "opened in May 1932"), answers=("May 1932", "1932"))


def writing(*sentences: Stated, left_out: int = 0, problem: str | None = None) -> Answered:
    citations = (quoting("The harbour bridge was opened in May 1932."), quoting("It has two towers."))
    return Answered(False, "1932", (*citations, quoting(OTHER, "id")), 0.9, WrittenAnswer(sentences, left_out, problem))


@pytest.mark.parametrize(
    ("sentence", "supported", "right"),
    [
        (Stated("It was opened in May 1932.", (0,)), 1, 1),  # of the gold
        (Stated("It was opened in May 1932.", (1,)), 0, 0),
        (Stated("It was opened in MAY 1932.", (0, 1)), 1, 1),  # the second is not needed
        (Stated("It was opened in 1932.", (2,)), 1, 1),  # of no gold, but with the answer
        (Stated("It was opened in 1932.", (0, 2)), 1, 2),
        (Stated("It was opened in 19321.", (0,)), 0, 0),  # has no answer
        (Stated("It has two towers.", (0, 1)), 0, 0),
    ],
)
def test_support_by_hand(sentence: Stated, supported: int, right: int) -> None:
    expected = Support(1, supported, len(sentence.citations), right)
    assert support(writing(sentence), BRIDGE, TEXTS.__getitem__) == expected


def test_support_of_one_answer_is_over_its_sentences_and_citations() -> None:
    found = support(
        writing(Stated("In May 1932.", (0, 1)), Stated("It has two towers.", (1,))), BRIDGE, TEXTS.__getitem__
    )
    assert (found.recall, found.precision) == (1 / 2, 1 / 3)
    assert (Support().recall, Support().precision) == (None, None)


def test_without_gold_answers_sentences_are_judged_only_where_there_is_no_answer() -> None:
    said = writing(Stated("It was opened in May 1932.", (0,)))
    assert support(said, asked("q", Gold("en", "opened in May 1932")), TEXTS.__getitem__) == Support()
    assert support(said, asked(unanswerable=True), TEXTS.__getitem__) == Support(1, 0, 1, 0)


def test_the_figures_of_writing() -> None:
    questions = [replace(BRIDGE, question_id=name) for name in ("both", "none", "broken", "plain", "gone")]
    answers = {
        "both": writing(Stated("In May 1932.", (0,)), Stated("It has two towers.", (1,)), left_out=1),
        "none": writing(Stated("It has two towers.", (1,))),
        "broken": writing(problem="the server broke off"),
        "plain": Answered(False, "1932", (quoting("in May 1932"),), 0.9),
    }
    outcomes = {name: answering(name, answer) for name, answer in answers.items()}
    measured = summarise(questions, outcomes, "en", TEXTS.__getitem__)
    assert measured.writing == WritingMeasures(
        asked=3,
        failed=1,
        kept=3,
        left_out=1,
        kept_rate=3 / 4,
        support=Support(3, 1, 3, 1),
        support_recall=1 / 4,
        support_precision=1 / 4,
    )
    scores = {each.question_id: each for each in measured.questions}
    assert [scores[name].written_kept for name in answers] == [2 / 3, 1.0, None, None]
    assert [scores[name].support_recall for name in answers] == [1 / 2, 0.0, None, None]
    assert [scores[name].support_precision for name in answers] == [1 / 2, 0.0, None, None]
    del outcomes["both"], outcomes["none"], outcomes["broken"]
    assert summarise(questions, outcomes, "en", TEXTS.__getitem__).writing is None
