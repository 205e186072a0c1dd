"""The scale benchmark at a tiny size: what it makes and what it measures."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from eval.benchmarks import bench_scale as scale
from eval.benchmarks.bench_scale import Scale, table
from eval.benchmarks.scale_process import TimedSearch
from eval.benchmarks.synthetic_passages import (
    NEAR,
    Real,
    Recombiner,
    composed,
    fitted_noise,
    likeness,
    nearest,
    read_real,
)
from eval.commands import app
from index.encoders import make_encoder
from index.errors import BadInputError
from index.paths import LibraryPaths
from index.retrieval import quantised
from qa.faces.cli.exits import Exit
from qa.faces.cli.running import run_app
from qa.library import Library

pytestmark = pytest.mark.slow

ASKED = TimedSearch(9, 0.25, 100.0, 200.0, (12.34, 20.0), (30.0, 41.0), 3.0, 4.0, 5.0, 210.0)
ROW = Scale(1_000_003, 940_000, 61.2, 2_500.0, (("BM25", 700.0), ("dense", 400.5)), 0.9912, 0.9931, ASKED)


@pytest.fixture(scope="module")
def real(_sample: Path) -> Real:
    encoder = make_encoder(None, passages=0)
    return read_real(LibraryPaths(_sample), encoder.fingerprint, encoder.dim)


def test_every_passage_of_a_library_is_read_with_its_own_vector(real: Real, sample: Library) -> None:
    assert len(real.articles) == sample.status().articles
    assert len(real.vectors) == len(real.sentences) == len(real.of_article) == sample.status().passages
    encoder = make_encoder(None, passages=0)
    assert real.vectors.shape[1] == encoder.dim
    for article in range(len(real.articles)):
        np.testing.assert_array_equal(real.vectors[real.of_article == article], real.articles[article].vectors)
    for row in range(0, len(real.vectors), 7):
        article_of_row = real.articles[int(real.of_article[row])]
        place = row - int(np.flatnonzero(real.of_article == real.of_article[row])[0])
        assert real.sentences[row][0] in article_of_row.spans[place].of(article_of_row.article.text)
        assert row not in real.near[row]
        cosines = real.vectors @ real.vectors[row]
        assert real.near[row][0] == np.argsort(-cosines, kind="stable")[1]


def test_made_passages_are_of_real_sentences_and_as_many_as_asked_for(real: Real) -> None:
    known = {sentence for passage in real.sentences for sentence in passage}
    written = list(Recombiner(real, 0.3).articles(200))
    assert sum(len(each.spans) for each in written) == 200
    for each in written:
        assert each.vectors.shape == (len(each.spans), real.vectors.shape[1])
        assert "\n\n".join(span.of(each.article.text) for span in each.spans) == each.article.text
        np.testing.assert_allclose(np.linalg.norm(each.vectors, axis=1), 1, atol=1e-3)
    first = written[0].spans[0].of(written[0].article.text)
    assert any(first.startswith(sentence) for sentence in known)
    again = list(Recombiner(real, 0.3).articles(200))
    assert [each.article for each in again] == [each.article for each in written]
    assert len({each.article.article_id for each in written}) == len(written)


def test_a_vector_is_the_weighted_mean_where_there_is_no_noise(real: Real) -> None:
    rows, partners = np.array([0, 3]), np.array([5, 3])
    made = composed(real, rows, partners, np.array([0.25, 0.5]), 0.0, np.random.default_rng(1))
    mean = 0.75 * real.vectors[0] + 0.25 * real.vectors[5]
    np.testing.assert_allclose(made[0], mean / np.linalg.norm(mean), atol=1e-3)
    np.testing.assert_allclose(made[1], real.vectors[3], atol=1e-3)
    noisy = composed(real, rows, partners, np.array([0.25, 0.5]), 0.6, np.random.default_rng(1))
    assert not np.allclose(noisy[0], made[0], atol=1e-2)


def test_the_noise_makes_neighbours_as_near_as_real_ones(real: Real) -> None:
    noise = fitted_noise(real)
    assert 0 < noise < 1
    alike = likeness(real, noise, 10**6, 0.9)
    assert alike.size == len(real.vectors)
    assert alike.nearest[0] == nearest(real.vectors)
    assert abs(alike.nearest[0][1] - alike.nearest[1][1]) < 0.02
    assert all(0.85 < recall <= 1 for recall in alike.recall)
    real_line, made_line = alike.lines()
    assert real_line.split()[1] == "real:"
    assert made_line.split()[1] == "made:"


def test_the_nearest_of_a_row_is_not_itself() -> None:
    vectors = np.array([[1, 0], [0.6, 0.8], [0, 1]], np.float32)
    np.testing.assert_allclose(nearest(vectors), (0.62, 0.8, 0.8), atol=1e-6)
    assert NEAR > 1


def test_a_library_grows_and_is_measured_at_each_size(
    sample: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    questions = tmp_path / "own.jsonl"
    lines = [{"question": f"siapa presiden {n}?", "unanswerable": True, "id": str(n)} for n in range(3)]
    questions.write_text("\n".join(map(json.dumps, lines)))
    place = tmp_path / "grown"
    passages = sample.status().passages
    command = ["bench", "scale", str(sample.root), "--questions", str(questions), "--place", str(place)]
    sizes = ["--sizes", str(passages + 1_100), "--sizes", "30"]
    assert run_app(app, [*command, *sizes]) == Exit.OK
    header, small, large = capsys.readouterr().out.splitlines()[2:]
    assert header.split()[0] == "passages"
    counts = [int(line.split()[0].replace(",", "")) for line in (small, large)]
    assert 30 <= counts[0] < passages
    assert counts[1] == passages + 1_100
    assert [line.split()[1] for line in (small, large)] == ["0", "1,100"]
    assert float(large.split()[-2]) == 1.0  # so few are looked at one by one
    with Library.open(place) as grown:
        assert grown.status().passages == counts[1]
        assert grown.verify() == ()
        index = place / "generations" / str(grown.status().generation)
        files = sum(path.stat().st_size for path in index.rglob("*") if path.name != "manifest.json" and path.is_file())
    assert float(large.split()[4]) == pytest.approx(files / counts[1], abs=1)
    assert run_app(app, [*command, "--sizes", "30"]) == Exit.USAGE  # the place is taken
    assert "exists already" in capsys.readouterr().err


def test_what_is_not_found_lowers_the_recall(real: Real, monkeypatch: pytest.MonkeyPatch) -> None:
    vectors = real.vectors[:40]
    asked = vectors[:2]
    monkeypatch.setattr(quantised, "PASSAGES_AT_ONCE", 7)
    order = np.argsort(-(asked @ vectors.T), axis=1)
    least = quantised.least(vectors, asked, np.array([-1, -1]))
    np.testing.assert_allclose(least, np.sort(asked @ vectors.T, axis=1)[:, -10], rtol=1e-5)
    found = order[:, :10].copy()
    assert scale.are_near(vectors, asked, found).all()
    found[0, 0] = order[0, 30]
    assert scale.are_near(vectors, asked, found).sum() == 19


def test_no_question_is_refused(sample: Library) -> None:
    encoder = make_encoder(None, passages=0)
    with pytest.raises(BadInputError, match="no question"):
        scale.bench_scale(sample.root, encoder, [], [10], 5, None, print)


def test_what_cannot_be_measured_is_refused_before_anything_is(
    sample: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    questions = ["--questions", "eval/questions/seeds.jsonl"]
    with Library.create(tmp_path / "empty"):
        pass
    empty, full = str(tmp_path / "empty"), str(sample.root)
    for given, words in (
        ([empty], "has fewer than 16 passages"),
        ([full, "--sizes", "0"], "Invalid value for '--sizes'"),
    ):
        assert run_app(app, ["bench", "scale", *given, *questions]) == Exit.USAGE
        said = capsys.readouterr().err
        assert words in " ".join(said.split())
        assert "asking" not in said


def test_the_table_has_a_line_a_size() -> None:
    row = replace(ROW, part_bytes=(("BM25", 700.0), ("dense", 400.5), ("stories", 70.0), ("rows", 26.0)))
    header, line = table([row])
    assert len(header) == len(line)
    assert line.split()[:5] == ["1,000,003", "940,000", "61", "2.50", "1196"]
    assert line.split()[-2:] == ["0.9912", "0.9931"]
