from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import py3langid
import pytest
from py3langid import langid

from index.text.language import LanguageIdentifier

FOLDER = f"langid-{py3langid.__version__}"

ARTICLES = {
    "id": "Belarus berbatasan dengan Ukraina, dan Rusia mengirim pasukan dari sana ketika invasi mulai.",
    "en": "Belarus shares a border with Ukraine, and Russia sent troops from there when the invasion began.",
    "de": "Belarus grenzt an die Ukraine, und Russland schickte von dort Truppen, als der Angriff begann.",
    "vi": "Belarus có chung biên giới với Ukraina và Nga đã đưa quân từ đó khi cuộc tấn công bắt đầu.",
    "zh": "白俄罗斯与乌克兰接壤，入侵开始时俄罗斯从那里派出了军队。",
    "ar": "تشترك بيلاروسيا في حدود مع أوكرانيا، وأرسلت روسيا قوات من هناك عندما بدأ الغزو.",
}
QUESTIONS = [
    ("Siapa presiden Belarus?", "id"),
    ("Kapan perang itu dimulai?", "id"),
    ("Apa yang dijanjikan Putin kepada Lukashenko?", "id"),
    ("Berapa harga beras sekarang?", "id"),
    ("Who is the president of Belarus?", "en"),
    ("When did the war begin?", "en"),
    ("Wer ist der Präsident von Belarus?", "de"),
    ("Wann hat der Krieg begonnen?", "de"),
    ("¿Quién es el presidente de Bielorrusia?", "es"),
    ("¿Cuándo empezó la guerra?", "es"),
    ("Ai là tổng thống của Belarus?", "vi"),
    ("Chiến tranh bắt đầu khi nào?", "vi"),
]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("cache") / "kutip"
    LanguageIdentifier(folder)
    return folder


@pytest.fixture(scope="module")
def identifier(cache: Path) -> LanguageIdentifier:
    return LanguageIdentifier(cache)


@pytest.mark.parametrize(("language", "text"), ARTICLES.items())
def test_articles_are_told_by_their_language(identifier: LanguageIdentifier, language: str, text: str) -> None:
    assert identifier.detect(text) == language


@pytest.mark.parametrize(
    "text", ["", "  \n", "25/6/2022 - 3.000", "🙂🙂", "x", "OK", "Hello", "QUJDREVGR0hJSktMTU5P" * 5]
)
def test_what_tells_too_little_is_undetermined(identifier: LanguageIdentifier, text: str) -> None:
    assert identifier.detect(text) == "und"


def test_only_the_start_of_an_article_is_looked_at(identifier: LanguageIdentifier) -> None:
    start = " ".join([ARTICLES["id"]] * 30)[:2_000]
    assert identifier.detect(start + ARTICLES["zh"] * 1_000) == "id"


@pytest.mark.parametrize(("question", "language"), QUESTIONS)
def test_questions_are_told_by_their_language(identifier: LanguageIdentifier, question: str, language: str) -> None:
    assert identifier.detect_question(question, {"id", "en"}) == language


def test_an_expected_language_wins_where_a_question_could_be_in_either(
    identifier: LanguageIdentifier,
) -> None:
    question = "Siapa presiden Amerika?"
    assert identifier.detect_question(question, ()) == "ms"
    assert identifier.detect_question(question, {"id", "en"}) == "id"


def test_a_question_is_always_told_unless_it_has_no_letters(identifier: LanguageIdentifier) -> None:
    assert identifier.detect_question("QUJDREVGR0hJSktMTU5P" * 5, ()) != "und"
    assert identifier.detect_question("Putin?", {"id"}) == "id"
    assert identifier.detect_question("2022?", {"id"}) == "und"


def test_varieties_are_named_by_the_code_of_their_language(identifier: LanguageIdentifier) -> None:
    assert identifier.detect("我哋今日喺香港食咗好多嘢，佢哋話好好味。") == "zh"


def test_the_unpacked_model_is_kept_and_used(
    cache: Path, identifier: LanguageIdentifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [folder.name for folder in cache.iterdir()] == [FOLDER]

    def unpack(*_: object, **__: object) -> None:
        raise AssertionError("the model was unpacked again")

    monkeypatch.setattr(langid.LanguageIdentifier, "from_model_file", unpack)
    again = LanguageIdentifier(cache)
    assert [again.detect(text) for text in ARTICLES.values()] == list(ARTICLES)


def test_a_mapped_model_says_what_the_unpacked_one_says(cache: Path) -> None:
    unpacked = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)
    mapped = LanguageIdentifier(cache)._model
    for text in ARTICLES.values():
        assert mapped.rank(text) == unpacked.rank(text)


@pytest.mark.parametrize(("name", "content"), [("nb_ptc", b"broken"), ("tk_row", b""), ("nb_pc", None)])
def test_a_damaged_cache_is_replaced(tmp_path: Path, cache: Path, name: str, content: bytes | None) -> None:
    shutil.copytree(cache / FOLDER, tmp_path / FOLDER)
    damaged = tmp_path / FOLDER / f"{name}.npy"
    whole = damaged.read_bytes()
    damaged.unlink()
    if content is not None:
        damaged.write_bytes(content)
    assert LanguageIdentifier(tmp_path).detect(ARTICLES["id"]) == "id"
    assert damaged.read_bytes() == whole
    assert [folder.name for folder in tmp_path.iterdir()] == [FOLDER]


def test_arrays_of_two_models_are_not_mixed(tmp_path: Path, cache: Path) -> None:
    shutil.copytree(cache / FOLDER, tmp_path / FOLDER)
    rows = tmp_path / FOLDER / "tk_row.npy"
    rows.write_bytes((cache / FOLDER / "nb_pc.npy").read_bytes())
    assert LanguageIdentifier(tmp_path).detect(ARTICLES["id"]) == "id"
    assert rows.read_bytes() == (cache / FOLDER / "tk_row.npy").read_bytes()


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert LanguageIdentifier(tmp_path / "file" / "cache").detect(ARTICLES["id"]) == "id"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_threads_may_share_an_identifier(identifier: LanguageIdentifier) -> None:
    texts = list(ARTICLES.values()) * 20
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(identifier.detect, texts)) == list(ARTICLES) * 20
