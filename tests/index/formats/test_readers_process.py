"""A parser may crash, hang or eat memory: that is one problem."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest

from eval.benchmarks.fuzz_samples import PAGE, zipped
from index.formats import FileReader, ReadArticle, find_files, read_paths
from index.formats.columns import Columns
from index.formats.kinds import format_of
from index.formats.parsed import Draft, Parsed, ParseProblem
from index.formats.process import CRASHED, Worker
from index.formats.worker import MEMORY
from index.values import Problem
from tests.support import ROOT

pytestmark = pytest.mark.slow

PROGRAM = """
import os, sys, time
from index.formats import worker, archives, parsing
real = parsing.parse
def parse(stream, form, path, columns):
    raw = stream.peek(9)[:9]
    if raw.startswith(b"crash"): os.abort()
    if raw.startswith(b"hang"): time.sleep(60)
    if raw.startswith(b"wait"): time.sleep(1.5)
    if raw.startswith(b"work"):
        while True: pass
    if raw.startswith(b"eat"): raise MemoryError
    if raw.startswith(b"odd"): raise AssertionError("odd")
    if raw.startswith(b"print"): print("x" * 100_000)
    if raw.startswith(b"garble"): os.write(1, b"\\xff" * 4_000)
    yield from real(stream, form, path, columns)
worker.parse = archives.parse = parse
worker.main()
"""
"""A worker that does what a file begins with."""


@contextmanager
def worker(seconds: float = 5.0) -> Iterator[Worker]:
    made = Worker(seconds, (sys.executable, "-c", PROGRAM))
    try:
        yield made
    finally:
        made.close()


def events(made: Worker, path: Path, content: str | bytes) -> list[Parsed]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    form = format_of(path.name)
    assert form
    return list(made.parse(path, form, Columns()))


def texts(found: Sequence[Parsed]) -> list[str]:
    return [f"{each.member}:{each.text if isinstance(each, Draft) else getattr(each, 'reason', '')}" for each in found]


def test_a_crash_is_a_fault_and_the_next_file_is_read(tmp_path: Path) -> None:
    with worker() as made:
        assert events(made, tmp_path / "a.txt", "crash") == [ParseProblem(CRASHED)]
        assert texts(events(made, tmp_path / "b.txt", "Good.")) == [":Good."]


def test_a_hang_is_a_fault_in_time(tmp_path: Path) -> None:
    with worker(0.5) as made:
        assert texts(events(made, tmp_path / "b.txt", "Good.")) == [":Good."]
        started = time.perf_counter()
        assert events(made, tmp_path / "a.txt", "hang") == [ParseProblem("reading it took more than 0.5 seconds")]
        assert time.perf_counter() - started < 3
        assert texts(events(made, tmp_path / "b.txt", "Good.")) == [":Good."]


def test_work_without_end_is_a_fault_in_time(tmp_path: Path) -> None:
    with worker(1.0) as made:
        assert events(made, tmp_path / "a.txt", "work") == [ParseProblem("reading it took more than 1 seconds")]
        assert texts(events(made, tmp_path / "b.txt", "Good.")) == [":Good."]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells how long another process has worked")
def test_a_worker_that_the_machine_gives_no_time_is_waited_for(tmp_path: Path) -> None:
    with worker(0.5) as made:
        assert texts(events(made, tmp_path / "a.txt", "wait")) == [":wait"]


def test_the_end_of_memory_is_a_fault(tmp_path: Path) -> None:
    with worker() as made:
        assert events(made, tmp_path / "a.txt", "eat") == [ParseProblem(MEMORY)]
        assert texts(events(made, tmp_path / "b.txt", "Good.")) == [":Good."]


def test_what_a_library_prints_breaks_nothing(tmp_path: Path) -> None:
    with worker() as made:
        assert texts(events(made, tmp_path / "a.txt", "print")) == [":print"]


def test_what_is_no_message_ends_the_worker(tmp_path: Path) -> None:
    with worker() as made:
        assert events(made, tmp_path / "a.txt", "garble") == [ParseProblem(CRASHED)]
        assert texts(events(made, tmp_path / "b.txt", "Good.")) == [":Good."]


def test_the_members_after_one_that_crashes_are_read(tmp_path: Path) -> None:
    members = {"a.txt": "A.", "b.txt": "crash", "c.txt": "C.", "d.txt": "eat", "e.txt": "E."}
    with worker() as made:
        found = texts(events(made, tmp_path / "a.zip", zipped(members)))
    assert found == ["a.txt:A.", f"b.txt:{CRASHED}", "c.txt:C.", f"d.txt:{MEMORY}", "e.txt:E."]


def test_what_no_parser_should_raise_costs_one_file(tmp_path: Path) -> None:
    with worker() as made:
        assert events(made, tmp_path / "a.txt", "odd") == [ParseProblem("it is damaged or not text (AssertionError)")]
        found = texts(events(made, tmp_path / "a.zip", zipped({"a.txt": "odd", "b.txt": "B."})))
    assert found == ["a.txt:it is damaged (AssertionError)", "b.txt:B."]


def test_an_archive_of_nothing_but_crashes_is_left(tmp_path: Path) -> None:
    with worker() as made:
        found = texts(events(made, tmp_path / "a.zip", zipped({f"{n}.txt": "crash" for n in range(20)})))
    assert len(found) == 9
    assert found[-1] == ":too many of its members cannot be read; the others were left"


def test_leaving_amid_a_file_leaves_no_process(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({f"{n}.txt": "x" * 100_000 for n in range(200)}))
    found = read_paths([path], lambda _: "en")
    assert isinstance(next(found), ReadArticle)
    assert len(children()) == 1
    found.close()  # type: ignore[attr-defined]
    assert children() == []


def children() -> list[str]:
    listed = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
    if not listed.exists():
        pytest.skip("needs /proc")
    return listed.read_text().split()


@pytest.mark.skipif(sys.platform != "linux", reason="needs a limit on the address space")
def test_a_table_that_needs_too_much_memory(tmp_path: Path) -> None:
    repeated = pyarrow.DictionaryArray.from_arrays(pyarrow.array([0] * 40_000_000, pyarrow.int8()), ["word " * 10])
    column = pyarrow.ListArray.from_arrays([0, len(repeated)], repeated)
    out = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table({"text": column}), out)
    del repeated, column
    path = tmp_path / "a.parquet"
    path.write_bytes(out.getvalue())
    assert path.stat().st_size < 1_000_000
    good = tmp_path / "b.html"
    good.write_text(PAGE)
    problem, read = read_paths([path, good], lambda _: "en")
    assert isinstance(problem, Problem)
    assert problem.path == path
    assert "memory" in problem.reason or problem.reason == CRASHED or "damaged" in problem.reason
    assert isinstance(read, ReadArticle)


def test_one_process_reads_many_files(tmp_path: Path) -> None:
    for number in range(30):
        (tmp_path / f"{number:02}.html").write_text(PAGE.replace("Bridge opens", f"Bridge {number}"))
    with FileReader(lambda _: "en") as reader:
        processes = set()
        for path in find_files([tmp_path]):
            assert isinstance(path, Path)
            (found,) = reader.read(path)
            assert isinstance(found, ReadArticle)
            processes |= set(children())
    assert len(processes) == 1


def test_names_that_are_not_utf_8(tmp_path: Path) -> None:
    try:
        path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\x1b[31m.html"))
        path.write_text(PAGE)
    except OSError:
        pytest.skip("needs a file system of bytes")
    (found,) = read_paths([tmp_path], lambda _: "en")
    assert isinstance(found, ReadArticle)
    assert found.origin == f"{tmp_path}/\\xff\x1b[31m.html"


def test_plain_text_needs_no_process_and_nothing_heavy(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Good.")
    (tmp_path / "b.jsonl").write_text('{"text": "Good."}\n')
    (tmp_path / "c.csv").write_text("text\nGood.\n")
    program = f"""
import sys
from pathlib import Path
from index.formats import read_paths
print(len(list(read_paths([Path({str(tmp_path)!r})], lambda _: "en"))))
heavy = "trafilatura htmldate lxml pypdfium2 docx pyarrow feedparser charset_normalizer defusedxml torch faiss".split()
print([name for name in heavy if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "3\n[]\n"
