"""TREC's topics and judgements, without the documents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from eval.sets.content import Content
from eval.sets.files import read_text
from eval.sets.judgements import golds, trec_judgements
from eval.sets.problems import Problems, shown
from eval.values import Question

_TOP = re.compile("<top>", re.IGNORECASE)
_END = re.compile("</top>", re.IGNORECASE)
_TAG = re.compile("<(/?[a-z]+)>", re.IGNORECASE)
_MARKUP = re.compile("<[^<>]*>")
_LABELS = {"num": re.compile(r"number\s*:", re.IGNORECASE), "title": re.compile(r"topic\s*:", re.IGNORECASE)}


@dataclass(frozen=True, slots=True)
class _Topic:
    line: int
    topic_id: str
    text: str


def read_trec(topics: Path, qrels: Path, problems: Problems) -> Content:
    """Read the topics that `qrels` judge: `id<TAB>text` lines, or titles of `<top>` blocks."""
    found: dict[str, _Topic] = {}
    for topic in _topics(topics, problems):
        if topic.topic_id in found:
            problems.note(topics, topic.line, f"the id {shown(topic.topic_id)} occurs twice")
        else:
            found[topic.topic_id] = topic
    judgements = trec_judgements(qrels, problems)
    for judgement in judgements:
        if judgement.query not in found:
            problems.note(qrels, judgement.line, f"judges the query {shown(judgement.query)}, which is not there")
    gold = golds(judgements)
    judged = [topic for topic in found.values() if topic.topic_id in gold]
    texts = [problems.question(topics, topic.line, topic.text) for topic in judged]
    return Content(
        tuple(
            Question(topic.topic_id, text, gold[topic.topic_id], line=topic.line)
            for topic, text in zip(judged, texts, strict=True)
        )
    )


def _topics(path: Path, problems: Problems) -> Iterator[_Topic]:
    """Yield the topics in the form that the file is in, recognised by `<top>`."""
    text = read_text(path, problems) or ""
    return (_tagged if _TOP.search(text) else _tabbed)(path, text, problems)


def _tabbed(path: Path, text: str, problems: Problems) -> Iterator[_Topic]:
    for number, line in enumerate(text.split("\n"), 1):
        topic_id, tab, question = line.partition("\t")
        if tab and topic_id.strip():
            yield _Topic(number, topic_id.strip(), question.strip())
        elif line.strip():
            problems.note(path, number, "is not a topic: an id and a question with a tab between are expected")


def _tagged(path: Path, text: str, problems: Problems) -> Iterator[_Topic]:
    before, *blocks = _TOP.split(text)
    _check_outside(path, 1, before, problems)
    line = 1 + before.count("\n")
    for block in blocks:
        inside, *after = _END.split(block)
        if len(after) == 1:
            yield from _topic(path, line, inside, problems)
            _check_outside(path, line + inside.count("\n"), after[0], problems)
        else:
            problems.note(path, line, "has a <top> without its one </top>")
        line += block.count("\n")


def _topic(path: Path, line: int, inside: str, problems: Problems) -> Iterator[_Topic]:
    _, *parts = _TAG.split(inside)
    fields: dict[str, str] = {}
    for tag, text in zip(parts[0::2], parts[1::2], strict=True):
        fields.setdefault(tag.casefold(), " ".join(text.split()))
    for tag, label in _LABELS.items():
        fields[tag] = label.sub("", fields.get(tag, ""), count=1).strip()
    if fields["num"]:
        yield _Topic(line, fields["num"], fields["title"])
    else:
        problems.note(path, line, "has a topic without a <num>")


def _check_outside(path: Path, line: int, text: str, problems: Problems) -> None:
    """Tags may stand around the topics, words may not."""
    if _MARKUP.sub("", text).strip():
        problems.note(path, line, f"has text outside the topics: {shown(' '.join(text.split()))}")
