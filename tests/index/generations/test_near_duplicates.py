from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.formats import ReadArticle, find_files, read_paths
from index.generations.minhash import SHORT, sign
from index.generations.near_duplicates import JACCARD, OWN_FIGURES, stories_of
from index.text.shingles import WIDTH, overlap, shingle_array, shingles, words
from tests.support import ROOT, SEEDS

VOCABULARY = tuple(
    first + second + third for first in ("ba", "ke", "mi", "so", "tu") for second in "lmnrs" for third in "aeiou"
)
HAN = "政府宣布將於明年開始建設新的鐵路連接首都與東部港口全長三百公里預計耗資億元工程分階段居民表示歡迎但也擔心"


def article(seed: int, length: int = 240) -> list[str]:
    return random.Random(seed).choices(VOCABULARY, k=length)


def text(sequence: list[str], paragraph: int = 40) -> str:
    starts = range(0, len(sequence), paragraph)
    return "\n\n".join(" ".join(sequence[start : start + paragraph]).capitalize() + "." for start in starts)


def reworded(sequence: list[str], share: float, seed: int) -> list[str]:
    changed = set(random.Random(seed).sample(range(len(sequence)), round(share * len(sequence))))
    return [f"new{at}" if at in changed else word for at, word in enumerate(sequence)]


def stories(texts: Sequence[str]) -> npt.NDArray[np.int32]:
    return stories_of(sign(texts), texts.__getitem__)


def same(first: str, second: str) -> bool:
    found: list[int] = stories([first, second]).tolist()
    assert found in ([0, 0], [0, 1])
    return found == [0, 0]


def partition(numbers: list[int], rows: list[int]) -> set[frozenset[int]]:
    return {frozenset(row for row, other in zip(rows, numbers, strict=True) if other == n) for n in numbers}


def triples(sequence: list[str]) -> set[tuple[str, ...]]:
    return set(zip(sequence, sequence[1:], sequence[2:], strict=False))


def test_of_the_seeds_only_the_syndicated_pair_is_one_story() -> None:
    files = [path for path in find_files([SEEDS]) if isinstance(path, Path)]
    read = [each for each in read_paths(files, lambda _: "und") if isinstance(each, ReadArticle)]
    found = stories([each.article.text for each in read]).tolist()
    expected = list(range(25))
    expected[14] = 13
    assert [path.name[:3] for path in files[13:15]] == ["014", "015"]
    assert found == expected


def test_minhash_finds_exactly_what_all_pairs_find() -> None:
    rng = random.Random(7)
    originals = [article(seed, rng.randint(60, 300)) for seed in range(150)]
    edited = [reworded(original, rng.uniform(0.01, 0.14), seed) for seed, original in enumerate(originals)]
    sets = [triples(sequence) for sequence in (*originals, *edited)]
    alike = {
        (row, other)
        for other, theirs in enumerate(sets)
        for row, ours in enumerate(sets[:other])
        if len(ours & theirs) / len(ours | theirs) >= JACCARD
    }
    found = stories([" ".join(sequence) for sequence in (*originals, *edited)]).tolist()
    assert 50 < len(alike) < 110
    assert {(number, row) for row, number in enumerate(found) if number != row} == alike


@pytest.mark.parametrize("seed", range(8))
def test_an_edited_copy_is_found(seed: int) -> None:
    original = article(seed)
    whole = text(original)
    paragraphs = whole.split("\n\n")
    dropped = "\n\n".join(paragraphs[: seed % 6] + paragraphs[seed % 6 + 1 :])
    assert same(whole, dropped)
    assert same(whole, f"(Agency) - {whole}\n\nAdditional reporting by an agency.")
    assert same(whole, text(reworded(original, 0.05, seed)))
    assert same(whole, whole.upper().replace(".", " –").replace(" ", "  "))
    assert not same(whole, text(reworded(original, 0.15, seed)))
    assert not same(whole, text(article(seed + 100)))


@pytest.mark.parametrize(("kept", "copied"), [(72, False), (84, False), (108, True), (144, True), (200, True)])
def test_a_text_cut_short_is_a_copy_unless_little_is_left(kept: int, copied: bool) -> None:
    original = article(1)
    assert same(text(original), text(original[:kept])) is copied


def test_a_brief_within_a_longer_text_is_not_a_copy() -> None:
    sequence = article(2, 100)
    assert not same(text(sequence), text(sequence[:48]))
    assert same(text(sequence), text(sequence[:52]))


def test_a_reaction_that_carries_most_of_the_report_is_not_a_copy() -> None:
    report, reaction = article(3, 150), article(4, 150)
    assert not same(text(report), text(reaction + report[:135]))
    assert same(text(report), text(reaction + report))


def test_shared_boilerplate_makes_no_story() -> None:
    boilerplate = article(5, 120)
    texts = [text(article(seed, 120) + boilerplate) for seed in range(40, 70)]
    assert stories(texts).tolist() == list(range(30))


@pytest.mark.parametrize(("changed", "copied"), [(0, True), (OWN_FIGURES - 1, True), (OWN_FIGURES, False)])
def test_a_template_with_other_figures_is_another_days(changed: int, copied: bool) -> None:
    def day(figures: list[str]) -> str:
        sequence = article(6)
        sequence[100 : 100 + len(figures)] = figures
        return text(sequence)

    today = [f"7{at}2" for at in range(6)]
    tomorrow = [f"8{at}5" if at < changed else figure for at, figure in enumerate(today)]
    assert same(day(today), day(tomorrow)) is copied


def test_a_chain_of_copies_does_not_drift_into_another_story() -> None:
    long = article(8, 600)
    windows = [long[start : start + 200] for start in range(0, 400, 25)]
    assert same(text(windows[0]), text(windows[1]))
    found = stories([text(window) for window in windows]).tolist()
    assert len(set(found)) > 3
    shared = [
        len(triples(windows[row]) & triples(windows[other])) / 198
        for row in range(len(windows))
        for other in range(row)
        if found[row] == found[other]
    ]
    assert len(shared) > 3
    assert min(shared) > 0.5


def test_a_round_up_does_not_join_the_stories_in_it() -> None:
    first, second = article(9, 120), article(10, 120)
    found = stories([text(first), text(second), text(first + second)]).tolist()
    assert same(text(first), text(first + second))
    assert same(text(second), text(first + second))
    assert found in ([0, 1, 0], [0, 1, 1])


def test_many_copies_are_one_story() -> None:
    original = article(11)
    texts = [text([*original[:at], "penyunting", *original[at + 1 :]]) for at in range(100)]
    texts.insert(50, text(article(12)))
    assert stories(texts).tolist() == [0] * 50 + [50] + [0] * 50


@pytest.mark.parametrize(
    ("first", "second", "copied"),
    [
        ("Gempa M 5,2 mengguncang Ambon.", "GEMPA M 5.2 mengguncang Ambon", True),
        ("Gempa M 5,2 mengguncang Ambon.", "Gempa M 5,3 mengguncang Ambon.", False),
        (" ".join(VOCABULARY[: SHORT - 1]), " ".join((*VOCABULARY[: SHORT - 2], "lain")), False),
        (" ".join(VOCABULARY[: SHORT * 2]), " ".join((*VOCABULARY[: SHORT * 2 - 1], "lain")), True),
        ("", "", True),
        ("!!!", "???", False),
        ("", "kata", False),
    ],
)
def test_short_texts_are_copies_only_where_their_words_are_equal(first: str, second: str, copied: bool) -> None:
    assert same(first, second) is copied


def test_indonesian_copies_are_found() -> None:
    original = (
        "Pemerintah Provinsi Jawa Barat membatalkan lelang jalan tol pada Kamis. Gubernur mengatakan anggaran sebesar "
        "Rp 40,9 miliar dicoret dari rencana tahun depan karena pembebasan lahan belum rampung. Warga di tiga desa "
        "masih menunggu ganti rugi yang dijanjikan sejak dua tahun lalu. Lelang akan dibuka kembali setelah semua "
        "sengketa selesai di pengadilan, kata kepala dinas perhubungan kepada wartawan."
    )
    copy = "BANDUNG, Warta Contoh - " + original.replace("mengatakan", "menyebut").replace("40,9", "40.9")
    other = original.replace("Warga di tiga desa masih menunggu ganti rugi yang dijanjikan", "Para petani bersyukur")
    assert same(original, copy)
    assert not same(original, " ".join(reversed(other.split())))


def test_scripts_without_spaces_are_compared_by_characters() -> None:
    rng = random.Random(13)
    original = "".join(rng.choices(HAN, k=300))
    changed = "".join("的" if at % 30 == 7 else character for at, character in enumerate(original))
    assert same(original, "（記者報導）" + changed + "。")
    assert not same(original, "".join(rng.choices(HAN, k=300)))


def test_no_texts_have_no_stories() -> None:
    found = stories([])
    assert found.shape == (0,)
    assert found.dtype == np.int32


def test_another_order_makes_the_same_stories() -> None:
    rng = random.Random(14)
    originals = [article(seed, 150) for seed in range(30)]
    drifting = [article(99, 500)[start : start + 200] for start in range(0, 300, 25)]
    copies = [reworded(original, rng.uniform(0.0, 0.12), seed) for seed, original in enumerate(originals * 3)]
    texts = [text(sequence) for sequence in (*originals, *copies, *drifting)]
    rows = list(range(len(texts)))
    expected = partition(stories(texts).tolist(), rows)
    assert 30 < len(expected) < len(texts) - 20
    for _ in range(5):
        rng.shuffle(rows)
        assert partition(stories([texts[row] for row in rows]).tolist(), rows) == expected


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.sampled_from(VOCABULARY[:6]), max_size=40).map(" ".join), max_size=12))
def test_a_story_is_named_by_the_first_row_that_tells_it(texts: list[str]) -> None:
    found = stories(texts)
    assert (found <= np.arange(len(texts))).all()
    assert (found[found] == found).all()
    assert all(found[row] == found[texts.index(each)] for row, each in enumerate(texts))


@pytest.mark.slow
def test_every_process_finds_the_same() -> None:
    program = (
        "from index.text.shingles import shingles\n"
        "from index.generations.minhash import sign\n"
        "print(sorted(shingles('Presiden membuka jembatan baru')))\n"
        "print(sign([' '.join(f'w{n * at % 97}' for at in range(200)) for n in range(9)]).hashes.tolist())"
    )
    printed = [
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": number, "RAYON_NUM_THREADS": number},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for number in ("1", "2")
    ]
    assert printed[0].startswith("[4380487373109452925, 7500863245595736743]\n[[")
    assert printed[0] == printed[1]


def test_shingles_are_the_distinct_runs_of_words() -> None:
    assert WIDTH == 3
    assert len(shingles("satu dua tiga empat")) == 2
    assert shingles("Satu, dua; TIGA!") == shingles("satu dua tiga")
    assert shingles("satu dua tiga") != shingles("tiga dua satu")
    assert shingles("satu dua tiga") < shingles("nol satu dua tiga empat")
    assert shingles("a b a b a b") == shingles("a b a b")
    assert (len(shingles("satu dua")), len(shingles("satu")), len(shingles("..."))) == (1, 1, 0)
    assert shingle_array(words("satu dua tiga empat")).tolist() == sorted(shingles("satu dua tiga empat"))


def test_overlap_is_the_share_of_the_passage() -> None:
    sequence = article(15, 202)
    passage = shingles(" ".join(sequence[100:202]))
    assert overlap(passage, shingles(" ".join(sequence))) == 1.0
    assert overlap(shingles(" ".join(sequence)), passage) == pytest.approx(0.5)
    assert overlap(passage, shingles(" ".join(sequence[52:154]))) == pytest.approx(0.52)
    assert overlap(passage, shingles(" ".join(article(16)))) < 0.01
    assert overlap(frozenset(), passage) == overlap(passage, frozenset()) == 0.0
