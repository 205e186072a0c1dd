"""Articles are added, used and removed, often killed at it; no word may be left."""

from __future__ import annotations

import contextlib
import io
import random
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.benchmarks.torture import Round, Trouble, kill, run, start
from index.paths import LibraryPaths
from index.storage.database import Database
from index.storage.translations import Service, Translations
from qa.faces.cli.app import run as run_command
from qa.library import Library

_SOUNDS = ("ba", "do", "ki", "lum", "ne", "pra", "sol", "tur", "vex", "zy")
_QUESTION = "How long is the pier?"
_STAYS = "The dolphins of the bay eat squid, and nobody has counted them."
_TELLING = (
    ("ask", _QUESTION), ("ask", "--all", _QUESTION), ("people", _QUESTION), ("timeline", _QUESTION),
    ("search", "--explain", "pier"), ("search", '"pier"', "--count", "outlet"), ("list",), ("news",),
    ("export", "--format", "bibtex", _QUESTION),
)  # fmt: skip
_FACES = (*_TELLING, ("list", "--undated"), ("follow",), ("status",), ("verify",), ("tag",))


@dataclass(slots=True)
class Removals:
    """A library in `place`, and the articles that come and go."""

    place: Path
    chance: random.Random

    @property
    def root(self) -> Path:
        """The folder of the library."""
        return self.place / "library"

    def rounds(self, count: int) -> Iterator[Round]:
        """Yield `count` rounds; in two of three something is killed."""
        run(self.root, "add", str(self._written("stays", _STAYS)))
        run(self.root, "follow", _QUESTION)
        for number in range(count):
            word = "".join(self.chance.choices(_SOUNDS, k=5))
            files = [str(self._article(word, each)) for each in range(self.chance.randint(1, 3))]
            trouble = Trouble.KILLED if number % 3 else Trouble.NONE
            if trouble is Trouble.KILLED:
                kill(start(self.root, "add", *files), self.chance)
            run(self.root, "add", *files)
            own = self._used(word)
            for file in files:
                Path(file).unlink()
            wrong = [f"`qa {face[0]}` did not tell of {word}" for face in _TELLING if word not in self._told(*face)]
            self._remove(trouble, own)
            wrong += [f"{word} is in {file}" for file in self._files_with(word)]
            wrong += [f"{word} is told by `qa {' '.join(face)}`" for face in _FACES if word in self._told(*face)]
            yield Round(number, len(files), trouble, tuple(wrong))

    def _remove(self, trouble: Trouble, own: Sequence[str]) -> None:
        if trouble is Trouble.KILLED:
            kill(start(self.root, "remove", *own), self.chance)
        run(self.root, "remove", *own)

    def _article(self, word: str, number: int) -> Path:
        head = f"---\ntitle: The pier of {word}\nsource: {word} Post\npublished: 2022-06-{number + 10}\n---\n"
        said = f"The pier of {word} is {number + 3}10 metres long, the engineer {word} said."
        return self._written(f"{word}{number}", f"{head}{said}\n")

    def _written(self, name: str, text: str) -> Path:
        path = self.place / f"{name}.md"
        path.write_text(text, encoding="utf-8")
        return path

    def _used(self, word: str) -> tuple[str, ...]:
        """Have the articles wherever a library keeps something of one; return their ids."""
        with Library.open(self.root) as library:
            own = [each.article_id for each in library.articles() if word in (each.title or "").lower()]
            own[0] = library.edit(own[0], title=f"Old {word}").article_id
            library.tag(own[0], word)
            library.suggestions.keep(library.state(), [f"What is {word}?"])
            talk = library.conversation(keep=True)
            for question in (_QUESTION, "who said so?", "What do the dolphins eat?"):
                talk.ask(question)
            quotes = library.ask(_QUESTION).citations
            with contextlib.closing(Database(LibraryPaths(self.root).database)) as database:
                Translations(database).keep(
                    {each.quote: f"Kata {word}" for each in quotes},
                    {each.quote: each.article_id for each in quotes},
                    Service("small", "here", "id"),
                )
        return tuple(own)

    def _files_with(self, word: str) -> list[str]:
        """Return the names of files with a word.

        Another process reads them: SQLite's locks on a file end where this one closes it.
        """
        command = ["grep", "--recursive", "--ignore-case", "--files-with-matches", "--", word, str(self.root)]
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.split()

    def _told(self, *face: str) -> str:
        """Return what a face of the command line says, in lower case."""
        told = io.TextIOWrapper(io.BytesIO(), "utf-8")
        with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
            run_command([*face, "--library", str(self.root)])
        told.seek(0)
        return told.read().lower()


def removed(rounds: int, seed: int) -> Iterator[Round]:
    """Yield rounds, the same for the same seed but for what the machine's speed decides."""
    with tempfile.TemporaryDirectory(prefix="kutip-removals-") as folder:
        yield from Removals(Path(folder), random.Random(seed)).rounds(rounds)
