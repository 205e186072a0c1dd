"""Any file gives clean articles and problems in time, and nothing else."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eval.benchmarks.fuzz_readers import HOSTILE, MOST_SECONDS, damaged, fuzz_readers, hostile, unclean
from eval.benchmarks.fuzz_samples import samples, zipped
from index.formats import FileReader, ReadArticle
from index.formats.cells import day_of_cell, text_of_cell
from index.formats.kinds import KINDS
from index.text.cleaning import clean_line
from index.values import Problem

pytestmark = pytest.mark.slow

WHOLE, HOSTILE_FILES = samples(), hostile()
FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from([HOSTILE, 10**400])
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8)


@pytest.fixture(scope="module")
def reader() -> Iterator[FileReader]:
    with FileReader(lambda _: "en") as opened:
        yield opened


def results(reader: FileReader, path: Path, content: bytes) -> list[ReadArticle | Problem]:
    path.write_bytes(content)
    started = time.perf_counter()
    found = list(reader.read(path))
    assert time.perf_counter() - started < MOST_SECONDS
    assert found
    assert all(isinstance(each, ReadArticle | Problem) for each in found)
    assert list(unclean(found)) == []
    return found


@pytest.mark.parametrize("name", WHOLE)
def test_whole_files_are_read(reader: FileReader, tmp_path: Path, name: str) -> None:
    assert all(isinstance(each, ReadArticle) for each in results(reader, tmp_path / name, WHOLE[name]))


@pytest.mark.parametrize(
    "name",
    ["nexis.txt", "lexis.txt", "nexis.html", "coded.txt", "factiva.txt", "proquest.txt", "_chat.txt", "whatsapp.txt"],
)
def test_whole_exports_are_taken_apart(reader: FileReader, tmp_path: Path, name: str) -> None:
    assert len(results(reader, tmp_path / name, WHOLE[name])) == 2


@pytest.mark.parametrize("name", WHOLE)
def test_damaged_files(reader: FileReader, tmp_path: Path, name: str) -> None:
    chance = random.Random(name)
    for _ in range(8):
        results(reader, tmp_path / name, damaged(WHOLE[name], chance))


@pytest.mark.parametrize("name", WHOLE)
def test_cut_files(reader: FileReader, tmp_path: Path, name: str) -> None:
    content = WHOLE[name]
    for part in (0, 1, 4, len(content) // 3, len(content) // 2, len(content) - 1):
        results(reader, tmp_path / name, content[:part])


@pytest.mark.parametrize("name", HOSTILE_FILES)
def test_hostile_files(reader: FileReader, tmp_path: Path, name: str) -> None:
    results(reader, tmp_path / name, HOSTILE_FILES[name])


@pytest.mark.parametrize("suffix", KINDS)
@given(content=st.binary(max_size=200))
@settings(FEW, max_examples=15)
def test_any_bytes_in_any_format(reader: FileReader, tmp_path: Path, suffix: str, content: bytes) -> None:
    results(reader, tmp_path / f"a{suffix}", content)


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.csv", "a.tsv", "a.json", "a.jsonl", "a.rss"])
@given(text=st.text(max_size=300), place=st.integers(0, 100))
@FEW
def test_any_text_in_text_formats(reader: FileReader, tmp_path: Path, name: str, text: str, place: int) -> None:
    whole = WHOLE[name]
    at = len(whole) * place // 100
    results(reader, tmp_path / name, whole[:at] + text.encode("utf-8", "surrogatepass") + whole[at:])


@given(
    records=st.lists(st.dictionaries(st.sampled_from(["text", "title", "date", "id", "url", "x"]), VALUES), min_size=1)
)
@FEW
def test_any_values_in_json(reader: FileReader, tmp_path: Path, records: list[dict[str, object]]) -> None:
    import json

    array = results(reader, tmp_path / "a.json", json.dumps(records).encode())
    lines = results(reader, tmp_path / "a.jsonl", "\n".join(map(json.dumps, records)).encode())
    assert [each.article for each in array if isinstance(each, ReadArticle)] == [
        each.article for each in lines if isinstance(each, ReadArticle)
    ]


@given(value=VALUES | st.dates() | st.datetimes() | st.binary())
def test_any_value_in_a_cell(value: object) -> None:
    assert isinstance(text_of_cell(value), str)
    day_of_cell(value)
    day_of_cell(value, month_first=True)


@given(names=st.lists(st.text(min_size=1, max_size=20), min_size=1, max_size=4))
@settings(FEW, max_examples=20)
def test_any_names_in_an_archive(reader: FileReader, tmp_path: Path, names: list[str]) -> None:
    members: dict[str, str | bytes] = {
        f"{name.encode('utf-8', 'replace').decode().replace(chr(0), '')}.txt": "Good." for name in names
    }
    for found in results(reader, tmp_path / "a.zip", zipped(members)):
        member = str(found.path if isinstance(found, Problem) else found.origin).partition("a.zip")[2]
        assert clean_line(member) == member


def test_the_command_finds_nothing_wrong() -> None:
    fuzzed = fuzz_readers(rounds=1, seed=7)
    assert fuzzed.wrong == ()
    assert fuzzed.files == len(WHOLE) + len(HOSTILE_FILES)
    assert fuzzed.articles > 10
    assert fuzzed.slowest < MOST_SECONDS
    assert list(fuzzed.lines())[-1] == "0 thing(s) wrong"
