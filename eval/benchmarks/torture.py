"""Torture: a library that follows a folder while much goes wrong, checked after every round."""

from __future__ import annotations

import contextlib
import csv
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from index.errors import KutipError
from qa.faces.cli.exits import Exit
from qa.library import Library

_DISK = "96m"
_LEFT_ON_DISK = 120_000
_WORDS = [
    "harbour",
    "bridge",
    "tower",
    "ferry",
    "minister",
    "island",
    "council",
    "railway",
    "storm",
    "market",
    "school",
]
_OFTEN = (4, 2, 2, 1, 1, 1, 3)
_YEARS = 9
_YEAR_S = 365 * 86_400
LIMIT_S = 180

# Runs `qa` as if it were another time.
_AT_ANOTHER_TIME = """
import datetime as real, sys
import index.storage.problems, index.storage.versions, qa.conversations
offset = real.timedelta(seconds=int(sys.argv[1]))
class Jumped(real.datetime):
    @classmethod
    def now(cls, tz=None):
        return real.datetime.now(tz) + offset
for module in (index.storage.problems, index.storage.versions, qa.conversations):
    module.datetime = Jumped
from qa.faces.cli.app import run
sys.exit(run(sys.argv[2:]))
"""


class Trouble(StrEnum):
    """A trouble that happens while the library follows the folder."""

    NONE = "none"
    KILLED = "killed"
    TWO_WRITERS = "two writers"
    FULL_DISK = "full disk"
    CLOCK = "the clock jumps"


@dataclass(frozen=True, slots=True)
class Round:
    """One round: changes in the folder, what happened meanwhile, and what was wrong after it."""

    number: int
    changes: int
    trouble: Trouble
    wrong: tuple[str, ...]


@dataclass(slots=True)
class Torture:
    """A folder and a library that follows it, in `place`, which `disk` says is small."""

    place: Path
    disk: bool
    chance: random.Random
    texts: dict[str, str] = field(default_factory=dict)
    rows: list[str] = field(default_factory=list)
    _made: int = 0

    @property
    def folder(self) -> Path:
        """The folder that is followed."""
        return self.place / "folder"

    @property
    def root(self) -> Path:
        """The folder of the library."""
        return self.place / "library"

    def rounds(self, count: int) -> Iterator[Round]:
        """Yield `count` rounds."""
        self.folder.mkdir(parents=True, exist_ok=True)
        troubles = [each for each in Trouble if self.disk or each is not Trouble.FULL_DISK]
        for number in range(count):
            changes = self.change()
            trouble = troubles[number % len(troubles)] if number < len(troubles) else self.chance.choice(troubles)
            self._follow(trouble)
            wrong = [f"meanwhile: {each}" for each in self._unproved(between=True)]
            code = run(self.root, "add", "--sync", str(self.folder))
            if code != Exit.OK:
                wrong.append(f"an undisturbed run ended with {code}")
            yield Round(number, changes, trouble, (*wrong, *self.differences(), *self._unproved()))

    def change(self) -> int:
        """Change some files and rows of a table at random; return the number of changes."""
        changes = self.chance.randint(1, 6)
        for _ in range(changes):
            new = f"{self.chance.choice('abc')}/{self._made}.txt"
            if len(self.texts) < 3:
                self._write(new, self._said())
                continue
            one, another = self.chance.sample(sorted(self.texts), 2)
            match self.chance.choices(("add", "change", "remove", "copy", "move", "swap", "row"), _OFTEN)[0]:
                case "add":
                    self._write(new, self._said())
                case "change":
                    self._write(one, self._said())
                case "remove":
                    self._remove(one)
                case "copy":
                    self._write(self.chance.choice((new, another)), self.texts[one])
                case "move":
                    self._write(new, self._remove(one))
                case "swap":
                    before = self.texts[one]
                    self._write(one, self.texts[another])
                    self._write(another, before)
                case _:
                    self._change_rows()
        return changes

    def _change_rows(self) -> None:
        """Insert or remove a row of the table, so that others move."""
        at = self.chance.randint(0, len(self.rows))
        self.rows[at : at + self.chance.choice((0, 0, 1))] = [self._said()] if self.chance.random() < 0.7 else []
        table = self.folder / "table.csv"
        if not self.rows:  # a table without rows cannot be read
            table.unlink(missing_ok=True)
            return
        with table.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([["text"], *([row] for row in self.rows)])

    def _said(self) -> str:
        self._made += 1
        words = " ".join(self.chance.choices(_WORDS, k=30))
        return f"Report number {self._made} says that the {words} was seen at place{self._made}."

    def _write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        self.texts[name] = text

    def _remove(self, name: str) -> str:
        (self.folder / name).unlink()
        return self.texts.pop(name)

    def _expected(self) -> list[str]:
        return sorted({*self.texts.values(), *self.rows})

    def _follow(self, trouble: Trouble) -> None:
        arguments = ("add", "--sync", str(self.folder))
        if trouble is Trouble.KILLED:
            kill(start(self.root, *arguments), self.chance)
        elif trouble is Trouble.TWO_WRITERS:
            both = [start(self.root, *arguments), start(self.root, *arguments)]
            for process in both:
                process.wait(LIMIT_S)
        elif trouble is Trouble.FULL_DISK:
            with self._full_disk():
                run(self.root, *arguments)
        elif trouble is Trouble.CLOCK:
            offset = self.chance.randint(-_YEARS * _YEAR_S, _YEARS * _YEAR_S)
            command = [sys.executable, "-c", _AT_ANOTHER_TIME, str(offset), *arguments, "--library", str(self.root)]
            subprocess.run(command, stderr=subprocess.DEVNULL, check=False, timeout=LIMIT_S)
        else:
            run(self.root, *arguments)

    @contextlib.contextmanager
    def _full_disk(self) -> Iterator[None]:
        filler = self.place / "filler"
        filler.write_bytes(b"\0" * max(0, shutil.disk_usage(self.place).free - _LEFT_ON_DISK))
        try:
            yield
        finally:
            filler.unlink()

    def _unproved(self, *, between: bool = False) -> Iterator[str]:
        """Yield what is wrong with an answer: quotes that no article of the library has.

        With `between`, a change and its index, an article may be a version that was replaced.
        """
        try:
            with Library.open(self.root) as library:
                if library.is_empty:
                    return
                number = self.chance.randint(1, self._made)
                answer = library.ask(f"What was seen at place{number}?")
                there = {summary.article_id for summary in library.articles()}
                if between:
                    there |= {version.article.article_id for now in tuple(there) for version in library.versions(now)}
                for citation in answer.citations:
                    if citation.article_id not in there:
                        yield f"a quote from {citation.article_id}, which is not in the library"
                    elif not library.check_quote(citation.article_id, citation.quote, citation.start).stands:
                        yield f"a quote that is not in {citation.article_id}"
        except KutipError as error:
            if self._first_index_made():
                yield f"a question ended with: {error}"

    def _first_index_made(self) -> bool:
        return (self.root / "CURRENT").exists()

    def differences(self) -> Iterator[str]:
        """Yield how the library differs from the folder, and what `verify` finds."""
        with Library.open(self.root) as library:
            yield from library.verify()
            kept = sorted(library.article(summary.article_id).text for summary in library.articles())
            expected = self._expected()
            if kept != expected:
                yield f"{len(kept)} articles are kept for {len(expected)} texts, or their texts differ"
            if expected:
                text = self.chance.choice(expected)
                place = text.rpartition(" ")[2].rstrip(".")
                try:
                    found = [hit.passage.text for hit in library.search(f"seen at {place}", 10)]
                except KutipError as error:
                    yield f"a search ended with: {error}"
                else:
                    if text not in found:
                        yield f"what was seen at {place} is not found"


@contextlib.contextmanager
def small_disk(say: Callable[[str], None]) -> Iterator[tuple[Path, bool]]:
    """Yield a folder on a small disk and True; without root another and False."""
    with tempfile.TemporaryDirectory(prefix="kutip-torture-") as folder:
        mounted = _quiet("mount", "-t", "tmpfs", "-o", f"size={_DISK}", "tmpfs", folder)
        if not mounted:
            say("no small disk can be mounted here, so the disk is never full")
        try:
            yield Path(folder), mounted
        finally:
            if mounted:
                _quiet("umount", folder)


def start(root: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """Start `qa` on the library in a folder; it says nothing."""
    command = [sys.executable, "-m", "qa", *arguments, "--library", str(root)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def run(root: Path, *arguments: str) -> int:
    """Run `qa` on the library in a folder, and return its exit code."""
    return start(root, *arguments).wait(LIMIT_S)


def kill(process: subprocess.Popen[bytes], chance: random.Random) -> None:
    """Kill a process at a random moment of its first seconds."""
    time.sleep(chance.uniform(0.2, 2.5))
    process.kill()
    process.wait()


def torture(rounds: int, seed: int, say: Callable[[str], None]) -> Iterator[Round]:
    """Yield rounds, the same for the same seed but for what the machine's speed decides."""
    with small_disk(say) as (place, disk):
        yield from Torture(place, disk, random.Random(seed)).rounds(rounds)


def _quiet(*command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def lines_of(rounds: Sequence[Round]) -> Iterator[str]:
    """Yield a line for each kind of trouble and each thing that was wrong."""
    for trouble in Trouble:
        own = [each for each in rounds if each.trouble is trouble]
        if own:
            yield f"{trouble:16} {len(own):4} rounds, {sum(bool(each.wrong) for each in own)} with something wrong"
    for each in rounds:
        for wrong in each.wrong:
            yield f"round {each.number} ({each.trouble}): {wrong}"
