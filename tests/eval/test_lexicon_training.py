from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

from eval.training.lexicon import (
    LEAST_PROBABILITY,
    MOST_TERMS,
    MOST_TRANSLATIONS,
    SentencePair,
    read_pairs,
    train_lexicon,
    translation_table,
)
from index.errors import BadInputError
from index.text.analysis import ANALYSIS_VERSION, terms
from tests.support import ROOT

PAIRS = tuple(
    SentencePair(english, indonesian)
    for english, indonesian in (
        ("red house", "rumah merah"),
        ("red car", "mobil merah"),
        ("big house", "rumah besar"),
        ("big car", "mobil besar"),
        ("small house", "rumah kecil"),
        ("small bridge", "jembatan kecil"),
        ("big bridge", "jembatan besar"),
        ("red book", "buku merah"),
        ("small book", "buku kecil"),
        ("small car", "mobil kecil"),
    )
)
WORDS = {
    "red": "merah",
    "house": "rumah",
    "car": "mobil",
    "big": "besar",
    "small": "kecil",
    "bridge": "jembatan",
    "book": "buku",
}
STEMS = {terms(english, "en")[0]: terms(indonesian, "id")[0] for english, indonesian in WORDS.items()}


def tables(folder: Path) -> tuple[dict[str, dict[str, float]], ...]:
    found = []
    for path in train_lexicon(PAIRS, folder)[:2]:
        values = json.loads(gzip.decompress(path.read_bytes()))
        assert values["analysis_version"] == ANALYSIS_VERSION
        assert values["sentences"] == len(PAIRS)
        found.append(values["table"])
    return tuple(found)


def test_each_word_finds_its_translation_in_both_directions(tmp_path: Path) -> None:
    forth, back = tables(tmp_path)
    assert {word: max(row, key=lambda t: row[t]) for word, row in forth.items()} == STEMS
    assert {word: max(row, key=lambda t: row[t]) for word, row in back.items()} == {i: e for e, i in STEMS.items()}
    assert all(row[STEMS[word]] > 0.7 for word, row in forth.items())


def test_the_files_have_the_names_that_the_lexicon_loads_and_are_the_same_every_time(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
    written = train_lexicon(PAIRS, first)
    assert [path.name for path in written] == [
        *("lexicon-en-id.json.gz", "lexicon-id-en.json.gz"),
        *("words-en-id.json.gz", "words-id-en.json.gz"),
    ]
    assert [p.read_bytes() for p in written] == [p.read_bytes() for p in train_lexicon(PAIRS, second)]


def test_terms_are_counted_by_sentence_and_rare_ones_left_out(tmp_path: Path) -> None:
    pairs = [*PAIRS, SentencePair("red red giraffe", "jerapah merah merah")]
    forth, back = (json.loads(gzip.decompress(p.read_bytes()))["counts"] for p in train_lexicon(pairs, tmp_path)[:2])
    assert forth == {"red": 4, "hous": 3, "car": 3, "big": 3, "small": 4, "bridg": 2, "book": 2}
    assert back == {STEMS[word]: count for word, count in forth.items()}


def test_rows_are_probabilities_and_few(tmp_path: Path) -> None:
    for table in tables(tmp_path):
        assert "" not in table
        for row in table.values():
            assert 1 <= len(row) <= MOST_TRANSLATIONS
            assert all(LEAST_PROBABILITY <= p <= 1 for p in row.values())
            assert sum(row.values()) <= 1.005


def test_one_pair_of_one_word_shares_its_mass_with_the_null_word() -> None:
    # both the word and the empty one always see this target alone: p(t | s) is 1 for each
    assert translation_table([["house"]], [["rumah"]]) == {"house": {"rumah": 1.0}}


def test_one_round_of_expectation_maximisation_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eval.training.lexicon.ITERATIONS", 1)
    # Every target term is shared among its sentence's source terms, the null word with them: x gives a 1/3 + 1/2,
    # y gives it 1/3, so p(x | a) is 5/7; the other counts, all of 1/3, are below the least.
    assert translation_table([["a", "b"], ["a"]], [["x", "y"], ["x"]]) == {"a": {"x": 0.714}}


def test_sentences_without_terms_or_with_too_many_are_left_out() -> None:
    long = [f"w{i}" for i in range(MOST_TERMS + 1)]
    source = [["house"], ["cat"], [], long, ["dog"]]
    target = [["rumah"], [], ["apa"], ["panjang"], long]
    assert translation_table(source, target) == {"house": {"rumah": 1.0}}


def test_exactly_the_most_terms_are_kept() -> None:
    source = [f"w{i}" for i in range(MOST_TERMS)]
    assert translation_table([source] * 40, [["panjang"]] * 40)["w0"] == {"panjang": 1.0}


def test_source_and_target_must_pair_up() -> None:
    with pytest.raises(ValueError, match="zip"):
        translation_table([["a"]], [["x"], ["y"]])


@pytest.mark.parametrize("sentences", [[], [[]]])
def test_nothing_to_learn_from_gives_an_empty_table(sentences: list[list[str]]) -> None:
    assert translation_table(sentences, sentences) == {}


def test_pairs_are_read_plain_and_packed(tmp_path: Path) -> None:
    content = b'{"en": "a house", "ind": "rumah \xe2\x80\x93 itu"}\n{"ind": "ya", "en": "yes", "more": 1}\n'
    plain, packed = tmp_path / "p.jsonl", tmp_path / "p.jsonl.gz"
    plain.write_bytes(content)
    packed.write_bytes(gzip.compress(content))
    expected = (SentencePair("a house", "rumah – itu"), SentencePair("yes", "ya"))
    assert read_pairs(plain) == read_pairs(packed) == expected


@pytest.mark.parametrize("line", ["{", '{"en": "a house"}', "[]", "null", '"text"', ""])
def test_a_bad_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "p.jsonl"
    path.write_text(f'{{"en": "a house", "ind": "rumah"}}\n{line}\n')
    with pytest.raises(BadInputError, match=r"p\.jsonl line 2 is not a sentence pair") as caught:
        read_pairs(path)
    assert '"en"' in caught.value.hint


def test_a_line_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    path.write_bytes(b'{"en": "caf\xe9", "ind": "kafe"}\n')
    with pytest.raises(BadInputError, match=r"p\.jsonl"):
        read_pairs(path)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["p.jsonl", "p.jsonl.gz"])
def test_pairs_are_utf_8_whatever_the_locale(tmp_path: Path, name: str) -> None:
    content = b'{"en": "a house", "ind": "rumah"}\n'
    (tmp_path / name).write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    code = "import sys, pathlib, eval.training.lexicon as it; it.read_pairs(pathlib.Path(sys.argv[1]))"
    options = ["-X", "warn_default_encoding", "-W", "error::EncodingWarning:eval.training.lexicon"]
    done = subprocess.run(
        [sys.executable, *options, "-W", "error::EncodingWarning:gzip", "-c", code, str(tmp_path / name)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_unstemmed_words_keep_their_own_translations(tmp_path: Path) -> None:
    pairs = [SentencePair("old bridges", "jembatan lama"), SentencePair("old bridge", "titian lama"), *PAIRS]
    words = json.loads(gzip.decompress(train_lexicon(pairs, tmp_path)[2].read_bytes()))["table"]
    assert "bridges" in words
    assert max(words["bridge"], key=lambda term: words["bridge"][term]) == "jembat"
