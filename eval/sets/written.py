"""The notation of a set, `[NAME=]PATH[,PATH2][@SPLIT]`, and the form of its path."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from eval.sets.files import is_file, is_folder, plain_name
from eval.sets.problems import Problems, shown

_NAME = re.compile(r"(?=.*[^\W_])[\w.@-]+")


class Form(StrEnum):
    """The forms of sets."""

    BEIR = "BEIR folder"
    SQUAD = "SQuAD file"
    TREC = "TREC topics and qrels"
    OWN = "file of questions"


@dataclass(frozen=True, slots=True)
class Written:
    """One parsed set: its name, one path or two, and the split, if any."""

    name: str
    paths: tuple[Path, ...]
    split: str | None


def parse_written(text: str, problems: Problems) -> Written | None:
    """Parse the set that `text` names; if it names none, note that and return None.

    `=`, `,` and `@` belong to a path if a path with them exists, or if a `/` shows that they do.
    """
    name, rest = _name(text)
    pieces, split = _split(rest)
    where = Path(text)
    if not all(pieces):
        problems.note(where, 0, "has no path: a set is written [NAME=]PATH[,PATH2][@SPLIT]")
        return None
    if split == "":
        problems.note(where, 0, "has nothing after the @: a split is expected there")
        return None
    paths = tuple(map(Path, pieces))
    known = name if name is not None else _default_name(paths, split)
    # Of a path that is missing, nothing more needs to be said.
    if not _NAME.fullmatch(known) and (name is not None or all(map(_is_there, paths))):
        allowed = "letters, digits, `.`, `_`, `-` and `@`, with a letter or digit among them"
        problems.note(where, 0, f"the name {shown(known)} is not made of {allowed}: write NAME=PATH")
    return Written(known, paths, split)


def form_of(paths: tuple[Path, ...]) -> Form | None:
    """Recognise the form of files and folders by kind and name; return None if unknown."""
    if all(map(is_folder, paths)):
        return Form.BEIR
    if not all(map(is_file, paths)):
        return None
    if len(paths) == 2:
        return Form.TREC
    return {".json": Form.SQUAD, ".jsonl": Form.OWN}.get(Path(plain_name(paths[0])).suffix)


def note_no_form(paths: tuple[Path, ...], problems: Problems) -> None:
    """Note why `paths` are in no form that is known."""
    missing = [path for path in paths if not _is_there(path)]
    for path in missing:
        problems.note(path, 0, "is missing")
    if missing:
        return
    if len(paths) == 2:
        reason = "is not a question set: two folders in the BEIR layout, or topics and qrels, go together"
    else:
        reason = "is not a question set: a .jsonl or .json file, a folder, or TOPICS,QRELS is expected"
    problems.note(paths[0], 0, reason)


def _name(text: str) -> tuple[str | None, str]:
    name, equals, rest = text.partition("=")
    if not equals or "/" in name or all(map(_is_there, map(Path, _pieces(text)))):
        return None, text
    return name, rest


def _split(text: str) -> tuple[tuple[str, ...], str | None]:
    rest, at, split = text.rpartition("@")
    pieces = _pieces(text)
    if not at or "/" in split or "," in split or all(_is_there(Path(piece)) for piece in pieces):
        return pieces, None
    return _pieces(rest), split


def _pieces(text: str) -> tuple[str, ...]:
    """Split `text` at the first comma between existing paths, or the first, unless it exists."""
    commas = [place for place, character in enumerate(text) if character == ","]
    if not commas or _is_there(Path(text)):
        return (text,)
    pairs = [(text[:comma], text[comma + 1 :]) for comma in commas]
    return next((pair for pair in pairs if all(_is_there(Path(piece)) for piece in pair)), pairs[0])


def _default_name(paths: tuple[Path, ...], split: str | None) -> str:
    """Join the names of folders, or take that of the first file; add the split."""
    naming = paths if all(map(is_folder, paths)) else paths[:1]
    return "-".join(map(_path_name, naming)) + (f"@{split}" if split else "")


def _path_name(path: Path) -> str:
    if is_file(path):
        return Path(plain_name(path)).stem
    return path.resolve().name if path.name in ("", "..") and is_folder(path) else path.name


def _is_there(path: Path) -> bool:
    return is_file(path) or is_folder(path)
