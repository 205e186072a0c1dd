"""Sentences as character spans: those of `sentencex`, checked and some of them mended."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

import sentencex

from index.text.languages import LANGUAGES
from index.values import Span

# sentencex takes quadratic time within one call, so a long line goes in pieces.
WINDOW = 1_000

# The neighbours of Indonesian abbreviate as it does.
_WORDINGS = {**dict.fromkeys(("ms", "jv", "su"), LANGUAGES["id"]), **LANGUAGES}

_CONTEXT = 48
_LAST_WORD = re.compile(r"(?<![^\s(\[\"'“‘/])[^\s(\[\"'“‘/]++$")
_ENUMERATOR = re.compile(r"\s*\(?(?:\d{1,3}|[A-Za-z])[.)]\s*")
_CLOSING = re.compile(r"[」』｣）】》〉〕]+|[\"'”’»)\]]+(?=\s|[,.;:!?]|$)")
_QUOTED_END = re.compile(r"[.!?…][\"'”’»]+\s*$")
# Particles that go on after speech in Japanese, unless they begin a word that begins a sentence.
_QUOTED_IN_JAPANESE = re.compile(
    "(?:と(?!ころ|もあれ|もかく|はいえ|りわけ|にかく|くに|うと|き)|など|って|との|を|に(?!も|わ)|の(?!ち)|は(?!じ|い|っ)"
    "|が|も(?!し|ち|っ|う)|へ|や(?!が|っ|は)|だ(?!が|か)|で(?!も|は|す))"
)
_SPEAKER_IN_CHINESE = re.compile(
    "[^，。！？；：、“”「」\\s]{0,16}?(?:说|說|称|稱|表示|指出|强调|強調|认为|認為|回答|回应|回應|写道|寫道|问道|問道|告诉|告訴|补充|補充|透露|坦言|介绍|介紹)"
)
_SPEECH_END = re.compile("[。！？!?…][」』”’]+$")
# Abbreviations that a small letter or a bracket may follow in a sentence, a capital letter hardly ever.
_COMPANIES = frozenset({"tbk.", "inc.", "ltd.", "corp.", "co.", "bhd.", "sdn.", "pte.", "plc.", "bros.", "cie."})
_HALVES = frozenset({"sdn.", "pte."})  # a second abbreviation follows: Sdn. Bhd.
_LISTS = frozenset({"dll.", "dsb.", "dst.", "dkk.", "etc.", "usw.", "dgl."})
_ABBREVIATION = re.compile(r"(?:[^\W\d_]{1,4}\.){2,}|(?i:[bcdfghjklmnpqrstvwxz]{2,5}\.)")

_PHRASED = ("th", "lo")  # written without full stops, with spaces between sentences and clauses
_PHRASES = 100  # characters from which the next space between words ends a sentence
_PHRASE_END = re.compile(
    r"(?<=[\u0e01-\u0e4e\u0e81-\u0ece])[ \u00a0\u3000]+(?=[\u0e01-\u0e2e\u0e40-\u0e44\u0e81-\u0eae\u0ec0-\u0ec4])"
)
_KHMER_STOP = re.compile("[។៕]+")  # which the library does not know
_BEFORE_NAMES = {
    "fr": "dr. mm. mgr. st. ste. av. bd.",
    "de": "fa. hr. fr. hl. str. st.",
    "it": "on. avv. ing. arch. mons.",
    "nl": "mevr. mw. drs. ir. mr.",
    "pt": "av. dra. sra. eng. r.",
    "ru": "им. ул. пр. просп. пер. пос. дер. тов.",
    "vi": "tp. ths. ts. gs. pgs. bs. q. p.",
    "hi": "डॉ. प्रो. श्री. सं. कि. मी.",
}
"""Abbreviations before names, or of them, that sentencex does not know."""
_TITLES = {language: frozenset(words.split()) for language, words in _BEFORE_NAMES.items()}
_INITIAL = re.compile(r"(?:[^\W\d_]\.-?){1,3}")
_ORDINAL = re.compile(r"\(?\d{1,2}\.")
_WITH_ORDINALS = "bs cs da de et fi hr hu is lb lv nb nn no pl sk sl sr tr"
_ORDINALS = frozenset(_WITH_ORDINALS.split())  # languages that write "2." for "second"
_UNSTOPPED = re.compile(
    "[\u0e01-\u0e4e\u0e81-\u0ece\u1780-\u17d3][.]\\s*$"
)  # in scripts where full stops end no sentence
_DECIMAL = re.compile(r"(?<=\d)[.,．，]$")
_DOMAIN = re.compile(r"[A-Z]{2,4}(?![^\W_])|[A-Z]\.")
_HAS_WORD = re.compile(r"[^\W_]")
_LINE = re.compile(r"[^\n]+")
_PLAIN = re.compile(r"[\w ]*")  # no sentence ends in it: tables and lists have millions of such lines

_PAST_SPACES = 0x3001  # the last space in Unicode is the ideographic one, U+3000

# It also panics on a space that is more than one byte in UTF-8, and takes no surrogates:
# it is shown a text of the same length without either.
_STAND_INS = {c: " " for c in range(0x80, _PAST_SPACES) if chr(c).isspace()} | dict.fromkeys(range(0xD800, 0xE000), "x")


def split_sentences(text: str, language: str) -> tuple[Span, ...]:
    r"""Return the sentences of `text`, in order, by the rules of `language`.

    `language` is an ISO 639-1 code; unknown ones have the rules of English. Spans are not empty, do not overlap, have
    no whitespace at their ends, and cover every non-whitespace character. A `\n` is always a boundary. Speech in
    quotation marks stays in one sentence. Takes any string, in linear time.
    """
    spans: list[Span] = []
    for found in _LINE.finditer(text):
        line = found[0]
        ends = () if _PLAIN.fullmatch(line) else _mend(line, _ends(line, language), language)
        bounds = [0, *ends, len(line)]
        if language in _PHRASED:
            bounds = [*_phrases(line, bounds), len(line)]
        for left, right in pairwise(bounds):
            piece = line[left:right]
            if trimmed := piece.strip():
                first = found.start() + left + len(piece) - len(piece.lstrip())
                spans.append(Span(first, first + len(trimmed)))
    return tuple(spans)


def _phrases(line: str, bounds: list[int]) -> Iterator[int]:
    """Yield where sentences begin, and phrases that are far from the one before."""
    for left, right in pairwise(bounds):
        yield left
        begun = left
        for space in _PHRASE_END.finditer(line, left, right):
            if space.start() - begun >= _PHRASES and right - space.end() >= _PHRASES // 4:
                begun = space.end()
                yield begun


def _ends(line: str, language: str) -> Iterable[int]:
    """Return the library's boundaries, and those after stops that it does not know."""
    stops = {stop.end() for stop in _KHMER_STOP.finditer(line) if stop.end() < len(line)}
    return sorted(stops.union(_boundaries(line, language))) if stops else _boundaries(line, language)


def _boundaries(line: str, language: str) -> Iterator[int]:
    """Yield where the library ends one sentence of `line` and begins the next."""
    shown = line.translate(_STAND_INS)
    at = 0
    while at < len(shown):
        window = shown[at : at + WINDOW]
        lengths = _segment_lengths(window, language)
        if at + WINDOW < len(shown):
            lengths.pop()  # cut off by the window: its end is not known yet
        reached = at
        for length in lengths:
            reached += length
            if 0 < reached < len(shown):
                yield reached
        at = reached if reached > at else at + WINDOW


def _segment_lengths(window: str, language: str) -> list[int]:
    """Return the lengths of the library's segments if they tile the window, else its length."""
    try:
        segments = sentencex.segment(language, window)
    except BaseException as problem:
        # A Rust panic derives from BaseException and its class cannot be imported.
        if not isinstance(problem, Exception) and type(problem).__name__ != "PanicException":
            raise
        return [len(window)]
    return [len(s) for s in segments] if "".join(segments) == window else [len(window)]


def _mend(line: str, boundaries: Iterable[int], language: str) -> Iterator[int]:
    """Yield the boundaries but the false ones; closing marks stay with their sentence."""
    previous = 0
    for found, following in pairwise([*boundaries, len(line)]):
        closing = None if line[found - 1].isspace() else _CLOSING.match(line, found, found + _CONTEXT)
        boundary = closing.end() if closing else found
        if boundary <= previous or not _HAS_WORD.search(line, boundary, following):
            continue
        before = line[max(previous, boundary - _CONTEXT) : boundary]
        if not (_is_fragment(line, previous, boundary) or _goes_on(before, line[boundary:following], language)):
            yield boundary
            previous = boundary


def _is_fragment(line: str, start: int, end: int) -> bool:
    """Return whether `line[start:end]` is only a list number or stray punctuation."""
    if end - start > _CONTEXT:
        return False
    return _ENUMERATOR.fullmatch(line, start, end) is not None or not _HAS_WORD.search(line, start, end)


def _goes_on(before: str, after: str, language: str) -> bool:
    """Return whether a sentence goes on from `before` to `after`."""
    following = after.lstrip()
    touching = after == following and not before[-1:].isspace()
    return (
        (following[:1].islower() and _QUOTED_END.search(before) is not None)
        or (_SPEECH_END.search(before) is not None and _is_told(following, language))
        or (touching and _DOMAIN.match(after) is not None)
        or (touching and after[0].isdecimal() and _DECIMAL.search(before) is not None)
        or _UNSTOPPED.search(before) is not None
        or _is_abbreviated(before, following, language)
    )


def _is_told(following: str, language: str) -> bool:
    """Return whether speech that ended is told by what follows."""
    told = _QUOTED_IN_JAPANESE if language == "ja" else _SPEAKER_IN_CHINESE
    return told.match(following) is not None


def _is_abbreviated(before: str, following: str, language: str) -> bool:
    wording = _WORDINGS.get(language)
    last = _LAST_WORD.search(before.rstrip())
    if last is None:
        return False
    word = last.group().lower()
    if following[:1].islower() and (word in _COMPANIES or word in _LISTS or _ABBREVIATION.fullmatch(word)):
        return True
    if word in _HALVES or (word in _COMPANIES and following[:1] in ("(", "[")):
        return True
    if word in _TITLES.get(language, ()) or (language in _ORDINALS and _ORDINAL.fullmatch(word)):
        return True
    if wording is None:
        return last.group()[:1].isupper() and _INITIAL.fullmatch(word) is not None
    return word in wording.abbreviations or (word in wording.number_abbreviations and following[:1].isdigit())
