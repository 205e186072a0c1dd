"""Fuzzing of the file parsers: only clean articles and problems, in time, may result."""

from __future__ import annotations

import gzip
import io
import random
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from eval.benchmarks.fuzz_samples import PAGE, PARAGRAPH, pdf, samples, taped, zipped
from index.formats import FileReader, ReadArticle
from index.formats.limits import SECONDS_A_DOCUMENT
from index.text.cleaning import clean_line, clean_text
from index.values import Problem

MOST_SECONDS = 2 * SECONDS_A_DOCUMENT
"""How long one damaged file may take: the limit, and a new start of the worker."""

HOSTILE = (
    "\x1b[31mred\x1b[0m \x1b]0;title\x07 [bold red]markup[/] \u202eRTL\u202c \u2066i\u2069 \x07\x7f\x9b2J \ud800 \ufffe"
)
"""Terminal escapes, markup, reordering, control characters, a lone surrogate and a noncharacter."""

_BOMB = """<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">
<!ENTITY e SYSTEM "file:///etc/passwd">]>"""


@dataclass(frozen=True, slots=True)
class Fuzzed:
    """The results of fuzzing: counts, what was wrong, and the longest time in seconds."""

    files: int
    articles: int
    problems: int
    wrong: tuple[str, ...]
    slowest: float

    def lines(self) -> Iterator[str]:
        """Yield the report for a person."""
        yield f"{self.files:,} files: {self.articles:,} articles, {self.problems:,} problems"
        yield f"the slowest took {self.slowest:.2f} s (the limit is {MOST_SECONDS:.0f} s)"
        yield from (f"WRONG {each}" for each in self.wrong)
        yield f"{len(self.wrong)} thing(s) wrong"


def fuzz_readers(rounds: int, seed: int) -> Fuzzed:
    """Parse `rounds` damaged files of every format, and each hostile file once."""
    chance = random.Random(seed)
    whole = samples()
    tried: Counter[str] = Counter()
    wrong: list[str] = []
    slowest = 0.0
    with tempfile.TemporaryDirectory() as folder, FileReader(lambda _: "en") as reader:
        for name, content in _given(whole, rounds, chance):
            path = Path(folder, name)
            path.write_bytes(content)
            started = time.perf_counter()
            try:
                results = list(reader.read(path))
            except Exception as error:  # what this is for: to find whatever can be raised
                wrong.append(f"{name}: {type(error).__name__}: {error}")
                results = []
            slowest = max(slowest, time.perf_counter() - started)
            tried.update(type(result).__name__ for result in results)
            tried["files"] += 1
            wrong += [f"{name}: {each}" for each in unclean(results)]
            path.unlink()
    return Fuzzed(tried["files"], tried["ReadArticle"], tried["Problem"], tuple(wrong), slowest)


def unclean(results: Iterable[ReadArticle | Problem]) -> Iterator[str]:
    """Yield what in `results` would harm a terminal."""
    for result in results:
        if isinstance(result, Problem):
            if clean_line(result.reason) != result.reason or not result.reason:
                yield f"the reason {result.reason!r}"
            continue
        article = result.article
        lines = (article.title, article.source or "", article.author or "", article.url or "", result.origin)
        yield from (f"the line {line!r}" for line in lines if clean_line(line) != line)
        if clean_text(article.text) != article.text or not article.text.strip():
            yield f"the text {article.text[:80]!r}"
        if any(not 0 <= page <= len(article.text) for page in article.pages):
            yield f"the pages {article.pages}"


def damaged(content: bytes, chance: random.Random) -> bytes:
    """Return `content` cut off, or with bits flipped or pieces removed, repeated or overwritten."""
    return chance.choice(_DAMAGES)(content, chance)


def hostile() -> dict[str, bytes]:
    """Return malicious files by name."""
    text = HOSTILE.encode("utf-8", "surrogatepass")
    shown = HOSTILE.encode("utf-8", "replace").decode()
    feed = f"{_BOMB}\n<rss version='2.0'><channel><title>&d;</title><item><title>&e;</title></item></channel></rss>"
    return {
        **_hostile_documents(),
        **_hostile_archives(shown),
        "escapes.txt": f"{shown}\n{PARAGRAPH}".encode(),
        "escapes.md": f"---\ntitle: x\nauthor: '{shown}'\n---\n{shown}".encode(),
        "aliases.md": b"---\ntitle: &a [x]\n"
        + b"".join(b"k%d: [*a, *a, *a]\n" % n for n in range(999))
        + b"---\nGood.",
        "marks.markdown": b"*a_b~~[c](" * 20_000,
        "surrogate.txt": text + PARAGRAPH.encode(),
        "escapes.jsonl": b'{"title": "\\u001b[31mA\\ud800", "text": "\\u202eB [b]c[/]", "id": "\\u001b]0;x\\u0007y"}\n',
        "deep.jsonl": b'{"text": ' + b"[" * 200_000 + b"\n" + b'{"text": "Good."}\n',
        "deep.json": b"[" * 500_000,
        "numbers.jsonl": b'{"text": "Good.", "title": '
        + b"9" * 5_000
        + b'}\n{"text": "Good.", "date": NaN, "id": 1e999}\n',
        "line.txt": b"x" * 3_000_000,
        "lines.txt": b"x\n" * 1_500_000,
        "quote.csv": b'text,title\n"' + b"never closed," * 100_000,
        "nul.csv": b"text,title\na\0b,c\n",
        "deep.html": b"<div>" * 100_000 + b"deep" + b"</div>" * 100_000,
        "many.html": b"<p>a<b>" * 20_000,
        "marks.html": b"<table><td><q><sup><math><msup><s><b hidden>x" * 100 + b"<sup>1</sup><q>a</q><s>b</s>" * 9_000,
        "boxes.html": b"<div><form><p>Read also: <a href=#>x</a><p>Log in to read the full text" * 300
        + b"<div class=cookie-banner><input type=email><button>Accept</button>cookie</div>" * 5_000,
        "escapes.html": PAGE.replace("Bridge opens", shown).encode(),
        "charset.html": PAGE.replace('charset="utf-8"', 'charset="utf-7"').encode(),
        "raised.html": b"<p><a href=#x>" + b"x<sup>2</sup> " * 4_000,
        "bomb.xml": feed.encode(),
        "bomb16.xml": feed.encode("utf-16"),
        "deep.xml": b"<NewsML>" + b"<NewsItem><ContentItem><DataContent>x" * 3_000,
        "items.rss": b"<rss version='2.0'><channel>" + b"<item><title>x</title>" * 2_000,
        "again.txt": b"".join(b"[%02d/05/22, 10:12:33] Ann: x\n" % (13 + n % 2) for n in range(20_000)),
    }


def _hostile_documents() -> dict[str, bytes]:
    """Return malicious written documents by name."""
    return {
        "bomb.docx": zipped({"[Content_Types].xml": _BOMB + "<a>&d;</a>", "word/document.xml": _BOMB + "<a>&d;</a>"}),
        "bomb.odt": zipped({"content.xml": _BOMB + "<a>&d;</a>"}),
        "bomb.xlsx": _changed(samples()["a.xlsx"], "xl/worksheets/sheet1.xml", _BOMB + "<a>&d;</a>"),
        "deep.docx": zipped({"word/document.xml": "<a>" * 200_000 + "</a>" * 200_000}),
        "deep.odt": zipped(
            {"content.xml": "<a><body><text>" + "<p>" * 200_000 + "</p>" * 200_000 + "</text></body></a>"}
        ),
        "deep.rtf": b"{\\rtf1 " + b"{" * 1_000_000,
        "signs.rtf": b"{\\rtf1 " + b"\\u-10179?\\'80\\bin99999999 " * 20_000,
        "letters.pdf": pdf([["a " * 2_000] * 40, ["ab" * 4_000]]),
        "big.docx": zipped({"[Content_Types].xml": b" " * 60_000_000}),
    }


def _hostile_archives(shown: str) -> dict[str, bytes]:
    """Return malicious archives by name, one with `shown` as a name in it."""
    return {
        "bomb.zip": zipped({"a.txt": bytes(50_000_000), "b.txt": b"Good."}),
        "bomb.jsonl.gz": gzip.compress(bytes(30_000_000)),
        "lines.jsonl.gz": gzip.compress(b"\n" * 20_000_000),
        "nested.zip": zipped({"a.zip": zipped({"b.zip": zipped({"c.txt": "c"})}), "d.txt": "Good."}),
        "names.zip": zipped({"../../etc/a.txt": "Good.", "/abs.txt": "Good.", f"{shown}.txt": "Good."}),
        "names.tar": taped({"../../etc/a.txt": "Good.", "/abs.txt": "Good."}),
    }


def _changed(package: bytes, name: str, content: str) -> bytes:
    """Return a zip file with another content of the member `name`."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return zipped({each: archive.read(each) for each in archive.namelist()} | {name: content.encode()})


def _given(whole: dict[str, bytes], rounds: int, chance: random.Random) -> Iterator[tuple[str, bytes]]:
    yield from hostile().items()
    for _ in range(rounds):
        for name, content in whole.items():
            yield name, damaged(content, chance)


def _cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content))]


def _turned(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice((1, 4, 32))):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _taken_out(content: bytes, chance: random.Random) -> bytes:
    start, end = sorted(chance.randrange(len(content)) for _ in range(2))
    return content[:start] + content[end:]


def _twice(content: bytes, chance: random.Random) -> bytes:
    start, end = sorted(chance.randrange(len(content)) for _ in range(2))
    return content[:end] + content[start:end] * chance.choice((1, 20)) + content[end:]


def _overwritten(content: bytes, chance: random.Random) -> bytes:
    piece = chance.choice((b"\xff" * 8, b"\0" * 8, b"\x1b[2J", b"9" * 30, b"[" * 2_000, b"<a>" * 500, b"\xe2\x80\xae"))
    start = chance.randrange(len(content))
    return content[:start] + piece + content[start + chance.choice((0, len(piece))) :]


_DAMAGES: tuple[Callable[[bytes, random.Random], bytes], ...] = (_cut, _turned, _taken_out, _twice, _overwritten)
