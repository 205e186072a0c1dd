"""Question sets in the forms that are in use: BEIR, SQuAD, TREC, and Kutip's own."""

from __future__ import annotations

from collections.abc import Sequence

from eval.sets.beir import read_beir
from eval.sets.content import Content
from eval.sets.own import read_own
from eval.sets.problems import Problems
from eval.sets.squad import read_squad
from eval.sets.trec import read_trec
from eval.sets.written import Form, Written, form_of, note_no_form, parse_written
from eval.values import QuestionSet

__all__ = ["read_sets"]


def read_sets(written: Sequence[str]) -> tuple[QuestionSet, ...]:
    """Read the named sets, each `[NAME=]PATH[,PATH2][@SPLIT]`, in that order.

    PATH is a folder in the BEIR layout, SQuAD's JSON (`.json`), or Kutip's own lines (`.jsonl`); two folders are the
    questions of the first over the corpus of the second; two files are TREC topics and qrels. Files may be gzipped
    (`.gz`). SPLIT is of a BEIR folder: by default test, else dev, else the only one. NAME is by default the name of the
    folder or file.

    Raises BadSetError with every problem of every set, in order.
    """
    problems = Problems()
    found: dict[str, QuestionSet] = {}
    for text in written:
        one = parse_written(text, problems)
        if one is None:
            continue
        if one.name in found:
            problems.note(one.paths[0], 0, f"another set is named {one.name!r} too: write NAME=PATH")
        content = _read(one, problems)
        found.setdefault(
            one.name, QuestionSet(one.name, content.questions, content.documents, content.digest(), one.paths[0])
        )
    readable = tuple(found.values())
    problems.raise_any(readable)
    return readable


def _read(one: Written, problems: Problems) -> Content:
    before = len(problems)
    form = form_of(one.paths)
    if form is None:
        note_no_form(one.paths, problems)
        return Content()
    if one.split is not None and form is not Form.BEIR:
        problems.note(one.paths[0], 0, f"has no split {one.split!r}: a {form} has no splits")
    content = _content(form, one, problems)
    if not content.questions and len(problems) == before:
        problems.note(one.paths[0], 0, "has no question")
    return content


def _content(form: Form, one: Written, problems: Problems) -> Content:
    first, last = one.paths[0], one.paths[-1]
    match form:
        case Form.BEIR:
            return read_beir(first, last, one.split, problems)
        case Form.SQUAD:
            return read_squad(first, problems)
        case Form.TREC:
            return read_trec(first, last, problems)
        case Form.OWN:
            return read_own(first, problems)
