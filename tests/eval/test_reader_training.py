"""The reader's training: examples, windows, questions half in English, steps and checkpoints, calibration."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
import torch

from eval.training.reader.calibrating import fit_logistic
from eval.training.reader.choosing import (
    GROUNDS,
    UNANSWERED,
    Choice,
    Judged,
    expected_calibration_error,
    fit_confidence,
    judged,
    left_out,
    refusals,
    threshold_of,
    weighed,
)
from eval.training.reader.cropping import cropped, length
from eval.training.reader.encoding import Window, windows_of
from eval.training.reader.examples import Example, Source, TrainingQuestion, asked_of, occurrences, read_source
from eval.training.reader.mining import Miner, with_negatives
from eval.training.reader.model import ReaderNetwork
from eval.training.reader.neighbours import Neighbourhood, neighbourhood
from eval.training.reader.paired import Paired, best_threshold, measured
from eval.training.reader.paragraphs import PARAGRAPHS, is_held_out, read_paragraphs
from eval.training.reader.swapping import swapped
from eval.training.reader.switching import switched
from eval.training.reader.training import (
    CHECKPOINT,
    Item,
    Phase,
    Settings,
    batches,
    inputs,
    order_of_items,
    share_of_rate,
    train,
)
from eval.values import Document
from index.encoders.tokens import Tokeniser
from index.encoders.weights import Shape
from index.errors import BadInputError
from index.values import Span
from qa.answer.confidence import Grounds
from tests.support.builders import write_lines

pytestmark = pytest.mark.slow

SHAPE = Shape(hidden=16, layers=2, heads=2, feed_forward=32, vocabulary=20, positions=400, token_types=1, epsilon=1e-5)
WORDS = torch.randn(20, 16, generator=torch.Generator().manual_seed(1))
FAST = Settings(phases=(Phase(12, 3e-3, 3e-3, frozen=0, warm_up=4),), tokens=64, bf16=False)
SHORT = replace(FAST.phases[0], epochs=1)


def say_nothing(_: str) -> None:
    """For calls whose talk does not matter."""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A set of two passages, one question that is answered and one that is not."""
    folder = tmp_path / "tiny"
    (folder / "qrels").mkdir(parents=True)
    passages = [
        {"_id": "p-1", "title": "", "text": "Candi itu dibangun pada tahun 825 oleh raja Samaratungga."},
        {"_id": "p-2", "title": "", "text": "Gunung itu meletus pada tahun 1815."},
    ]
    write_lines(folder / "corpus.jsonl.gz", passages)
    asked: Mapping[str, object] = {
        "_id": "q1",
        "text": "Kapan candi dibangun?",
        "metadata": {"split": "train", "answers": ["825"]},
    }
    write_lines(folder / "queries.jsonl.gz", [asked])
    unanswerable: Mapping[str, object] = {"split": "train", "answers": [], "plausible_passage": "p-2"}
    write_lines(
        folder / "queries_unanswerable.jsonl.gz", [{"_id": "q2", "text": "Siapa raja?", "metadata": unanswerable}]
    )
    (folder / "qrels" / "train.tsv").write_text("query-id\tcorpus-id\tscore\nq1\tp-1\t1\n", encoding="utf-8")
    return tmp_path


def test_questions_come_with_the_passages_they_were_written_for(data: Path) -> None:
    asked = asked_of(read_source(data, Source("tiny", "tiny@train", 1.0, "tiny")))
    assert [(one.question_id, one.document.document_id, one.example.answerable) for one in asked] == [
        ("q1", "p-1", True),
        ("q2", "p-2", False),
    ]
    assert [span.of(asked[0].example.text) for span in asked[0].example.answers] == ["825"]
    assert asked[1].example.answers == ()


def test_an_answer_is_found_as_a_whole_word_where_it_stands_as_one() -> None:
    assert occurrences("ibu", "Ibukota itu, kata ibu.") == (Span(18, 21),)
    assert occurrences("kota", "ibukotanya") == (Span(3, 7),)
    assert occurrences(" ", "apa saja") == ()


def test_a_passage_with_the_answer_in_it_is_no_negative(data: Path) -> None:
    questions = read_source(data, Source("tiny", "tiny@train", 1.0, "tiny"))
    one = asked_of(questions)[0]
    has_it = replace(questions.documents[1], text="Pada 825 juga terjadi gempa.")
    found = with_negatives(one, [has_it, questions.documents[1]], random.Random(0))
    assert [negative.text for negative in found.negatives] == [questions.documents[1].text]


def asked_over(*passages: str, question: str = "When was the bridge of Solo opened?") -> list[TrainingQuestion]:
    """A question of each passage, answered by its last word but for the full stop."""
    found = []
    for number, text in enumerate(passages):
        answer = occurrences(text.split()[-1].rstrip("."), text)
        example = Example(question, "", text, answer, answerable=True)
        found.append(TrainingQuestion("made", f"q-{number}", example, Document(f"p-{number}", "", text, "en")))
    return found


def test_negatives_are_the_passages_most_like_the_question() -> None:
    asked = asked_over(
        "The bridge of Solo was opened in 1951.", "The bridge of Solo was painted in 1960.", "Bees dance in May."
    )
    assert Miner(asked).nearest("q-0")[0] == "1"
    assert "0" not in Miner(asked).nearest("q-0")
    assert Miner(asked).nearest("unknown") == ()


def test_a_long_paragraph_is_cut_to_whole_sentences_around_an_answer() -> None:
    sentences = [f"Sentence number {i} of this text says nothing that anybody asked about." for i in range(60)]
    sentences[41] = "The keeper of the tower was paid 412 guilders."
    text = " ".join(sentences)
    example = Example("How much was the keeper paid?", "", text, occurrences("412 guilders", text), answerable=True)
    for seed in range(20):
        found = cropped(example, "en", random.Random(seed))
        assert [span.of(found.text) for span in found.answers] == ["412 guilders"]
        assert found.text in text
        assert found.text[0].isupper()
        assert found.text.endswith(".")
        assert 80 <= length(found.text) <= 200
        without = cropped(replace(example, answers=(), answerable=False), "en", random.Random(seed))
        assert "The keeper of the tower" in without.text  # what is most like an answer
    short = replace(example, text=sentences[41], answers=())
    assert cropped(short, "en", random.Random(0)) is short


@pytest.mark.parametrize(
    ("question", "text"),
    [
        (
            "When did Sofia Bell leave the Harbour Office?",
            "In May Sofia Bell left the Harbour Office, as Omar Reed said.",
        ),
        (
            "What did the council of Brell decide in 1987?",
            "The council of Brell met in 1987 and in 1990. It chose a mayor.",
        ),
    ],
)
def test_a_question_whose_name_or_year_is_exchanged_has_no_answer(question: str, text: str) -> None:
    example = Example(question, "", text, occurrences("chose", text), answerable=True)
    found = [swapped(example, ["Ada Lund", "Port of Merra"], random.Random(seed)) for seed in range(30)]
    assert all(one is not None and not one.answerable and one.answers == () for one in found)
    assert len({one.question for one in found if one}) > 3
    assert all(one.question != question and one.text == text for one in found if one)


def test_a_question_that_names_nothing_is_not_exchanged() -> None:
    assert swapped(Example("When was it opened?", "", "It was opened in May."), ["Ada"], random.Random(0)) is None


def write_paragraphs(folder: Path, name: str, count: int) -> None:
    (folder / "reading").mkdir(exist_ok=True)
    rows = [
        {
            "id": f"{name}-{number}",
            "lang_p": "en",
            "title": "https://courier.example/1" if number % 2 else "Towers",
            "passage": f"Tower {number} of Merra was built in {1800 + number}.",
            "question": f"When was tower {number} of Merra built?",
            "answers": [{"text": str(1800 + number), "start": len(f"Tower {number} of Merra was built in ")}],
            "source": name,
        }
        for number in range(count)
    ]
    write_lines(folder / "reading" / f"{name}.jsonl.gz", rows)


def test_paragraphs_are_trained_on_or_held_out_by_their_words(tmp_path: Path) -> None:
    write_paragraphs(tmp_path, "made", 100)
    path = tmp_path / "reading" / "made.jsonl.gz"
    kept, learned = (read_paragraphs(path, held_out=held_out) for held_out in (True, False))
    assert len(kept) + len(learned) == 100
    assert 0 < len(kept) < 30
    assert all(is_held_out("  ".join(one.document.text.split())) for one in kept)
    assert {one.example.title for one in learned} == {"", "Towers"}  # an address is no title
    assert all(one.example.answers[0].of(one.example.text).isdigit() for one in (*kept, *learned))


def test_a_line_that_is_no_question_is_named(tmp_path: Path) -> None:
    write_lines(tmp_path / "bad.jsonl.gz", [{"id": "1", "passage": "A text."}])
    with pytest.raises(BadInputError, match="line 1 is not a question"):
        read_paragraphs(tmp_path / "bad.jsonl.gz", held_out=False)
    with pytest.raises(BadInputError, match="missing"):
        read_paragraphs(tmp_path / "none.jsonl.gz", held_out=False)


def test_held_out_questions_are_asked_over_their_passages_and_neighbours(tmp_path: Path) -> None:
    name = PARAGRAPHS[1].name
    write_paragraphs(tmp_path, name, 200)
    questions, asked = neighbourhood(tmp_path, Neighbourhood("made", (name,), passages=40, questions=10))
    assert len(questions.documents) == 40
    own = {one.document.document_id for one in asked.values()}
    assert own <= {document.document_id for document in questions.documents}
    assert all(is_held_out(one.document.text) for one in asked.values())
    assert {question.question_id for question in questions.questions} == set(asked)


def test_the_tokens_of_an_answer_are_its_characters(tokeniser: Tokeniser) -> None:
    text = "Dia berjanji mengirim sistem rudal Iskander-M ke Belarus."
    answer = occurrences("Iskander-M", text)
    (window,) = windows_of(
        tokeniser, Example("Apa yang dijanjikan?", "Putin dan Lukashenko", text, answer, answerable=True)
    )
    start, end = window.starts[0], window.ends[0]
    assert text[window.offsets[start][0] : window.offsets[end][1]].strip() == "Iskander-M"
    inside = window.offsets[window.offsets[:, 0] >= 0]
    assert inside.min() == 0
    assert inside.max() == len(text)


def test_a_long_passage_is_cut_into_windows_that_overlap(tokeniser: Tokeniser) -> None:
    text = " ".join(f"Kalimat nomor {i} ada di sini." for i in range(150))
    answer = occurrences("nomor 149 ada", text)
    windows = windows_of(tokeniser, Example("Di mana nomor 149?", "", text, answer, answerable=True))
    assert len(windows) > 1
    assert all(len(window.tokens) <= 384 for window in windows)
    covered = {
        at for window in windows for start, end in window.offsets.tolist() if start >= 0 for at in range(start, end)
    }
    assert {at for at, char in enumerate(text) if char.isalnum()} <= covered
    assert not windows[0].starts
    assert windows[-1].starts


def test_names_inside_a_question_are_not_switched() -> None:
    table = {"siapa": {"who": 0.9}, "presiden": {"president": 1.0}, "merdeka": {"free": 1.0}, "di": {"in": 0.05}}
    drawn = random.Random(0)
    said = {switched("Siapa presiden di Merdeka?", table, drawn) for _ in range(50)}
    assert "Who president di Merdeka?" in said
    assert all(each.endswith("di Merdeka?") for each in said)


def items() -> list[Item]:
    """Token 7 answers where it stands; passages without it do not answer."""
    drawn = random.Random(3)
    found = []
    for number in range(40):
        tokens = [0, 3, 2, *(drawn.choice([8, 9, 10, 11]) for _ in range(8)), 2]
        without = Window(np.array(tokens, np.int32), np.zeros((12, 2), np.int32))
        if number % 2:
            found.append(Item(without, answerable=False, spanned=True))
            continue
        place = drawn.randrange(3, 11)
        having = np.array([7 if at == place else token for at, token in enumerate(tokens)], np.int32)
        window = Window(having, np.zeros((12, 2), np.int32), (place,), (place,))
        found.append(Item(window, answerable=True, spanned=True, negatives=(without,)))
    return found


def logits_of(network: ReaderNetwork, item: Item) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    network.eval()
    with torch.inference_mode():
        found: tuple[torch.Tensor, torch.Tensor, torch.Tensor] = network(*inputs(WORDS, [item.window]))
    return found


@pytest.fixture(autouse=True, scope="module")
def _one_thread() -> Iterator[None]:
    """Threads of so small a network only wait for each other."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def trained(folder: Path, settings: Settings = FAST) -> ReaderNetwork:
    folder.mkdir(exist_ok=True)
    torch.manual_seed(settings.seed)
    return train(ReaderNetwork(SHAPE), WORDS, items(), settings, folder, say_nothing, saved_every=5)


def test_training_learns_where_the_answer_is_and_whether_there_is_one(tmp_path: Path) -> None:
    network = trained(tmp_path / "out")
    for item in items():
        start, _, answerable = logits_of(network, item)
        assert int(start[0].argmax()) == (item.window.starts[0] if item.answerable else 0)
        assert (float(answerable[0]) > 0) == item.answerable


def test_training_goes_on_from_a_checkpoint_to_the_same_end(tmp_path: Path) -> None:
    settings = replace(FAST, phases=(replace(SHORT, epochs=3),))
    whole = trained(tmp_path / "whole", settings)

    class KilledError(Exception):
        """Stands for the process that ends."""

    def kill(_: str) -> None:
        raise KilledError

    (tmp_path / "cut").mkdir()
    torch.manual_seed(FAST.seed)
    with pytest.raises(KilledError):
        train(ReaderNetwork(SHAPE), WORDS, items(), settings, tmp_path / "cut", kill, saved_every=5)
    assert (tmp_path / "cut" / CHECKPOINT.format(0)).is_file()
    resumed = trained(tmp_path / "cut", settings)
    for one, other in zip(whole.parameters(), resumed.parameters(), strict=True):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-5)


def test_a_checkpoint_of_other_settings_is_not_gone_on_from(tmp_path: Path) -> None:
    trained(tmp_path / "out", replace(FAST, phases=(SHORT,)))
    said: list[str] = []
    torch.manual_seed(FAST.seed)
    train(
        ReaderNetwork(SHAPE),
        WORDS,
        items(),
        replace(FAST, phases=(replace(SHORT, epochs=2),), seed=5),
        tmp_path / "out",
        said.append,
        saved_every=1,
    )
    assert said[0].startswith("phase 1, step 1:")


def test_a_later_phase_goes_on_from_the_one_before(tmp_path: Path) -> None:
    first = SHORT
    still = replace(first, rate=0.0, head_rate=0.0)
    both = trained(tmp_path / "both", replace(FAST, phases=(first, still)))
    one = trained(tmp_path / "one", replace(FAST, phases=(first,)))
    for here, there in zip(both.parameters(), one.parameters(), strict=True):
        torch.testing.assert_close(here, there, rtol=1e-4, atol=1e-5)


def test_a_rate_may_fall_over_more_than_its_phase() -> None:
    assert share_of_rate(99, 10, 100) == pytest.approx(1 / 90)
    assert share_of_rate(99, 10, 190) == pytest.approx(91 / 180)
    assert share_of_rate(4, 10, 190) == 0.4


def test_an_item_is_read_as_often_as_its_share_says() -> None:
    shares = [replace(item, share=share) for item, share in zip(items(), (0.0, 1.0, 2.0), strict=False)]
    counts = Counter(order_of_items(shares, 3.0, 1))
    assert (counts[0], counts[1], counts[2]) == (0, 3, 6)


def test_frozen_layers_stay_as_they_are(tmp_path: Path) -> None:
    torch.manual_seed(FAST.seed)
    before = {name: value.clone() for name, value in ReaderNetwork(SHAPE).state_dict().items()}
    after = trained(tmp_path / "out", replace(FAST, phases=(replace(SHORT, frozen=1),))).state_dict()
    moved = {name for name, value in after.items() if not torch.equal(value, before[name])}
    assert not any(name.startswith(("layers.0.", "positions", "norm", "token_type")) for name in moved)
    assert any(name.startswith("layers.1.") for name in moved)


def test_a_window_is_read_the_same_beside_longer_ones() -> None:
    torch.manual_seed(0)
    network = ReaderNetwork(SHAPE).eval()
    short = items()[1].window
    long = Window(np.array([0, *[8] * 60, 2], np.int32), np.zeros((62, 2), np.int32))
    with torch.inference_mode():
        alone = network(*inputs(WORDS, [short]))
        beside = network(*inputs(WORDS, [long, short]))
    torch.testing.assert_close(alone[0][0][:12], beside[0][1][:12], rtol=1e-4, atol=1e-5)
    torch.testing.assert_close(alone[2][0], beside[2][1], rtol=1e-4, atol=1e-5)


def test_batches_keep_under_their_tokens_with_padding() -> None:
    windows = [Window(np.zeros(n, np.int32), np.zeros((n, 2), np.int32)) for n in (5, 6, 7, 30, 31, 200)]
    found = list(batches(windows, 64))
    assert [i for batch in found for i in batch] == list(range(6))
    assert all(max(len(windows[i].tokens) for i in batch) * len(batch) <= 64 or len(batch) == 1 for batch in found)


def test_logistic_regression_finds_the_odds() -> None:
    rows = np.array([[0.0]] * 100 + [[1.0]] * 100)
    labels = np.array([True] * 20 + [False] * 80 + [True] * 90 + [False] * 10)
    weight, bias = fit_logistic(rows, labels)
    assert 1 / (1 + np.exp(-bias)) == pytest.approx(0.2, abs=0.01)
    assert 1 / (1 + np.exp(-bias - weight)) == pytest.approx(0.9, abs=0.01)


def choice(drawn: random.Random, *, answered: bool) -> Choice:
    """One answer for each of five hits: the right one, if any, is surer by chance."""
    grounds = np.zeros((5, len(fields(Grounds))))
    grounds[:, 0] = [drawn.gauss(-2, 1) for _ in range(5)]
    right = np.zeros(5, bool)
    if answered:
        grounds[1, 0] += 5
        right[1] = True
    return Choice(grounds, right)


def test_confidence_tells_the_answered_questions_from_the_others() -> None:
    drawn = random.Random(2)
    every = [choice(drawn, answered=i % 2 == 0) for i in range(400)]
    model = fit_confidence(every[:200])
    tried = judged(every[200:], model)
    precision, recall = refusals(tried, model.threshold)
    assert min(precision, recall) > 0.8
    assert expected_calibration_error(tried) < 0.08


def test_the_right_answer_is_chosen_also_where_another_ground_misleads() -> None:
    drawn = random.Random(4)
    every = [choice(drawn, answered=True) for _ in range(200)]
    for one in every:
        one.grounds[3, GROUNDS.index("told")] = 2.0  # speaks for a wrong answer to each question
    tried = judged(every[100:], fit_confidence(every[:100]))
    assert sum(one.right for one in tried) > 90


def test_no_ground_counts_against_its_direction() -> None:
    drawn = random.Random(5)
    every = [choice(drawn, answered=i % 2 == 0) for i in range(200)]
    for one in every:  # as if passages that have the question's words were wrong, and missing names right
        one.grounds[:, GROUNDS.index("told")] = ~one.right
        one.grounds[:, GROUNDS.index("missing_anywhere")] = one.right
    model = fit_confidence(every)
    assert not {"told", "missing_anywhere"} & (model.choosing.keys() | model.weights.keys())


def test_questions_without_an_answer_count_a_third_whatever_their_number() -> None:
    drawn = random.Random(6)
    every = weighed([choice(drawn, answered=i < 10) for i in range(100)])
    assert sum(one.weight for one in every) == pytest.approx(1.0)
    assert sum(one.weight for one in every if not one.answered) == pytest.approx(UNANSWERED)
    assert sum(one.weight for one in weighed([choice(drawn, answered=False)])) == pytest.approx(UNANSWERED)


def test_each_neighbourhood_is_judged_by_what_the_others_teach() -> None:
    drawn = random.Random(7)
    usual = [choice(drawn, answered=i % 2 == 0) for i in range(100)]
    odd = [choice(drawn, answered=i % 2 == 0) for i in range(100)]
    for one in odd:
        one.grounds[:, 0] *= -1
    found = left_out({"usual": weighed(usual), "odd": weighed(odd)})
    assert len(found) == 200
    assert sum(one.right for one in found) < 30


def found_of(*rows: tuple[float, bool, bool]) -> list[Judged]:
    return [Judged(sure, right, answered, 1.0) for sure, right, answered in rows]


def test_the_threshold_balances_both_sides_of_declining() -> None:
    found = found_of((0.1, False, False), (0.3, False, False), (0.5, True, True), (0.9, True, True))
    assert 0.3 < threshold_of(found) <= 0.5
    assert refusals(found, 0.95) == (0.5, 1.0)
    assert refusals(found, 0.0) == (1.0, 0.0)


def test_calibration_error_is_how_far_confidence_is_from_what_is_right() -> None:
    assert expected_calibration_error(found_of(*[(0.75, True, True)] * 3, (0.75, False, True))) == pytest.approx(0.0)
    assert expected_calibration_error(found_of((1.0, False, True))) == pytest.approx(1.0)


def test_declining_is_right_where_there_is_no_answer() -> None:
    read = [
        Paired(0.9, "825", ("825",), "id"),
        Paired(0.2, "825", (), "id"),
        Paired(0.6, "tahun 825", ("825",), "id"),
        Paired(0.7, "apa", (), "id"),
    ]
    found = measured(read, 0.5)
    assert (found.exact, found.answerable_exact) == (0.5, 0.5)
    assert found.f1 == pytest.approx((1 + 1 + 2 / 3 + 0) / 4)
    assert (found.refusal_precision, found.refusal_recall) == (1.0, 0.5)
    assert found.auc == 0.75
    assert measured(read, best_threshold(read)).f1 >= found.f1
