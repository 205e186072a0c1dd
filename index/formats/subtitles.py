"""Subtitles (SubRip, WebVTT): what is said, joined to sentences and paragraphs."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.formats.encodings import decoded
from index.formats.parsed import Draft, Metadata, UnreadableError
from index.storage.articles import headline, language_code
from index.text.cleaning import clean_text

_STAMP = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})"
_TIMING = re.compile(rf"\s*{_STAMP}\s*-->\s*{_STAMP}")
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?\s+([^<>]{1,100})>")
_TAG = re.compile(r"</?[a-zA-Z\d][^<>]*>|\{\\[^{}]*\}|\{[biuy]:[^{}]*\}")
_SOUND = re.compile(r"\[[^\[\]]{0,60}\]|(?<![♪♫#])[♪♫#]++(?=\s|$)|^[♪♫]|^\([^()]{0,80}\)$")
_SPEAKER = re.compile(
    r"(?:>>+|[-–—])?\s*(?:\[([^\[\]\d]{2,40})\]|"
    r"([^\W\d_a-z][\w.'’-]{0,30}(?: [^\W\d_][\w.'’-]{0,30}){0,3}))\s?:\s+(?=\S)"
)
_TURN = re.compile(r"(?:>>+|[-–—])\s*(?=\S)")
_LANGUAGE = re.compile(r"^Language:\s*([\w-]{2,20})\s*$", re.MULTILINE)
_ENDS_SENTENCE = re.compile(r"[.!?…。！？][\"'”’»)\]」]*$")
_GAP = 3.0  # seconds of silence, after a sentence
_LONG_GAP = 10.0
_ROLLING = 0.3  # share of captions that begin with the line that the one before ended with


@dataclass(frozen=True, slots=True)
class _Cue:
    """A caption: its times in seconds, and its lines, each with its speaker."""

    start: float
    end: float
    lines: tuple[tuple[str, str], ...]


def read_subtitles(raw: bytes) -> Draft:
    """Return the draft of subtitles, a paragraph for each turn of speech.

    Stamps, styles and notes of sounds are left out; a speaker's name is a line of its own. Raises UnreadableError if
    there are no captions.
    """
    read = decoded(raw)
    text = clean_text(read.text)
    lines = text.split("\n")
    names = Counter(found[2] for line in lines if (found := _SPEAKER.match(_bare(line))) and found[2])
    speakers = {name for name, count in names.items() if count > 1 or name.isupper()}
    cues = list(_cues(lines, speakers))
    if not cues:
        raise UnreadableError("it is damaged or not subtitles: it has no captions")
    language = _LANGUAGE.search(text[:1_000])
    paragraphs = list(_paragraphs(cues))
    title = next((each for each in paragraphs if not each.endswith(":")), "")
    about = Metadata(title=headline(title), language=language_code(language[1]) if language else None)
    return Draft("\n\n".join(paragraphs), about, warnings=read.warnings)


def _cues(lines: Sequence[str], speakers: Collection[str]) -> Iterator[_Cue]:
    timing: re.Match[str] | None = None
    said: list[str] = []
    for line, after in pairwise([*lines, "", ""]):
        found = _TIMING.match(line)
        if timing and (found or not line.strip() or (line.strip().isdigit() and _TIMING.match(after))):
            yield _cue(timing, said, speakers)
            timing = None
        if found:
            timing, said = found, []
        elif timing:
            said.append(line)


def _cue(timing: re.Match[str], said: Sequence[str], speakers: Collection[str]) -> _Cue:
    parts = [int(each or 0) for each in timing.groups()]
    start, end = (parts[at] * 3600 + parts[at + 1] * 60 + parts[at + 2] + parts[at + 3] / 1000 for at in (0, 4))
    return _Cue(start, end, tuple(filter(any, (_spoken(line, speakers) for line in said))))


def _spoken(line: str, speakers: Collection[str]) -> tuple[str, str]:
    """Return the speaker, or `-` for another one, and the words of a line."""
    voice = _VOICE.search(line)
    bare = _bare(line)
    named = _SPEAKER.match(bare)
    if named and not named[1] and named[2] not in speakers:
        named = None
    turn = named or _TURN.match(bare)
    words = " ".join(_SOUND.sub(" ", bare[turn.end() :] if turn else bare).split())
    if voice:
        return " ".join(html.unescape(voice[1]).split()), words
    return (named[1] or named[2]) if named else "-" if turn else "", words


def _bare(line: str) -> str:
    return html.unescape(_TAG.sub("", line)).strip()


def _paragraphs(cues: Sequence[_Cue]) -> Iterator[str]:
    """Yield the turns of speech; where captions roll, each line once."""
    words: list[str] = []
    speaker = ""
    has_ends = any(_ENDS_SENTENCE.search(words) for cue in cues for _, words in cue.lines)
    before = cues[0].start
    for cue in _unrolled(cues):
        gap = cue.start - before
        ends = not words or not has_ends or _ENDS_SENTENCE.search(words[-1]) is not None
        if words and (gap >= _LONG_GAP or (gap >= _GAP and ends)):
            yield " ".join(words)
            words = []
        for name, said in cue.lines:
            if name and (name != speaker or name == "-"):
                if words:
                    yield " ".join(words)
                    words = []
                if name != "-":
                    yield f"{name}:"
                speaker = name
            if said:
                words.append(said)
        before = cue.end
    if words:
        yield " ".join(words)


def _unrolled(cues: Sequence[_Cue]) -> Iterator[_Cue]:
    filled = [cue for cue in cues if cue.lines]
    rolls = sum(_repeats(one, two) > 0 for one, two in pairwise(filled))
    if rolls <= _ROLLING * len(filled):
        yield from filled
        return
    last: _Cue | None = None
    for cue in filled:
        again = _repeats(last, cue) if last else 0
        last = cue
        yield _Cue(cue.start, cue.end, cue.lines[again:])


def _repeats(one: _Cue, two: _Cue) -> int:
    """Return how many lines of a caption repeat the end of the one before."""
    most = min(len(one.lines), len(two.lines))
    return next((count for count in range(most, 0, -1) if one.lines[-count:] == two.lines[:count]), 0)
