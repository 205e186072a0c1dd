"""The encoding of bytes: by a mark, a declaration, UTF-8, or likelihood."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass

from index.formats import limits
from index.formats.damage import damage_of, mended, seen_of_markup
from index.formats.parsed import UnreadableError

BINARY = "it is binary, not text"

_MOST_CONTROL = 0.1
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_HIGH = re.compile(b"[\x80-\xff]")
_SHIFTED = re.compile(rb"\x1b(?:\$[@B]|\(J)")  # how Japanese begins in ISO-2022-JP, whose bytes are all ASCII
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
UTF_8 = ("utf-8", "utf-8-sig")
_DECLARED = re.compile(
    rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']|<meta[^>]{0,400}?charset\s*=\s*+(?:["']\s*+)?([\w.:-]{1,40})""",
    re.IGNORECASE,
)
_DECLARATION_BYTES = 4_096

# Declared encodings and those that are meant: as in browsers, the larger set that contains the declared one.
_MEANT = {
    "iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "gb2312": "gb18030",
    "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949", "big5": "big5hkscs",
}  # fmt: skip
_WIDE_TEXT = re.compile(
    "[\t\n\r -~\u00a0-\u024f\u0370-\u06ff\u0900-\u0e7f\u2010-\u203a"
    "\u3000-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff60]"
)
_WIDE_SHARE = 0.95
_WIDE_LEAD = 0.15

# The encodings to guess from. Windows-1252 is first because it is by far the most frequent.
_ALPHABETS = ("cp1252", "cp1250", "cp1251", "koi8_r", "cp1253", "cp1256", "cp1255", "cp874", "cp1254")
_CHARACTERS = ("gb18030", "big5", "cp932", "euc_jp", "cp949")  # Chinese, Japanese, Korean: two bytes and more
_MOST_MESS = 0.1  # charset-normalizer's measures: how much looks wrong (lower is better),
_LEAST_COHERENCE = 0.3  # and how well the letters fit a language (higher is better; unknown for Japanese and Korean)
_CHARACTERS_MOST_MESS = 0.02
_CHARACTERS_LEAD = 0.05
_CHARACTERS_LEAST_BYTES = 16
_CHARACTERS_LEAST_BYTES_WIDE = 64
_WIDE_MARKS = re.compile("[\u3000-\u30ff\uff01-\uff60]")  # punctuation and syllables, which all such text has
_WIDE_MARKS_SHARE = 0.02

# Encodings of Latin letters differ in few of them: the right one turns all bytes into letters of one language. Of equal
# ones it is the first: the most written languages first, and last Icelandic, whose letters hide those of others.
_LATIN = ("cp1252", "cp1250", "cp1254")
_CENTRAL = ("cp1250", "iso8859_2")
_BALTIC = ("cp1257", "iso8859_13", "iso8859_4")
_LETTERS = (
    (("cp1252", "iso8859_15"), "àâæçéèêëîïôœùûüÿ"),  # French
    (("cp1252", "iso8859_15"), "áéíñóúüçàèòï·¿¡ªº"),  # Spanish, Catalan
    (("cp1252", "iso8859_15"), "äöüßéèà"),  # German
    (("cp1252", "iso8859_15"), "áâãàçéêíóôõúüªº"),  # Portuguese
    (("cp1252", "iso8859_15"), "àèéìíîòóùúªº"),  # Italian
    (("cp1252", "iso8859_15"), "éëïöüèêáóíúçñ"),  # Dutch; names in English and Indonesian
    (("cp1252", "iso8859_15"), "åäöæøéèüóòôà"),  # Swedish, Danish, Norwegian, Finnish
    (_CENTRAL, "ąćęłńóśźż"),  # Polish
    (("cp1254",), "çğıi̇öşüâîû"),  # Turkish
    (_CENTRAL, "áčďéěíňóřšťúůýž"),  # Czech
    (_CENTRAL, "áäčďéíĺľňóôŕšťúýž"),  # Slovak
    (_CENTRAL, "áéíóöőúüű"),  # Hungarian
    ((*_CENTRAL, "iso8859_16"), "ăâîşţșț"),  # Romanian
    (_CENTRAL, "čćđšž"),  # Croatian, Bosnian, Serbian, Slovene
    (_BALTIC, "ąčęėįšųūž"),  # Lithuanian
    (_BALTIC, "āčēģīķļņōŗšūž"),  # Latvian
    (("cp1252", *_BALTIC), "äõöüšž"),  # Estonian
    (("cp1252", "iso8859_15"), "áðéíóúýþæö"),  # Icelandic
)
_LATIN_MARKS = frozenset("“”„‘’‚‹›«»–—…•·°§©®™€£²½´×\u00a0\u00ad")
_LEAST_LETTERS = 0.85


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, and what is doubtful in it, for a person."""

    text: str
    warnings: tuple[str, ...] = ()


def decoded(raw: bytes, *, declares: bool = False) -> Decoded:
    """Return `raw` as text, without a byte order mark.

    With `declares` the bytes are HTML or XML, which may name its encoding. UTF-8 with a few bad bytes is read all the
    same. Raises UnreadableError if the bytes are binary or in no encoding that is likely enough.
    """
    encoding = encoding_of(raw, declares=declares)
    damaged: tuple[str, ...] = ()
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        damage = damage_of(seen_of_markup(raw) if declares else raw)
        if encoding not in UTF_8 or not (damage.is_slight or damage.is_rare):
            raise UnreadableError(not_in(encoding, error.start)) from error
        text = raw[: len(raw) - damage.cut].decode(encoding, "replace")
        damaged = damage.reasons()
    if "\0" in text or _is_binary(text):
        raise UnreadableError(BINARY)
    text, misread = mended(text)
    return Decoded(text, damaged + misread)


def encoding_of(raw: bytes, *, declares: bool = False, whole: bool = True) -> str:
    """Return the Python name of the encoding of `raw`.

    A few of its bytes may be bad if that is UTF-8. With `declares` the bytes are HTML or XML; unless they are `whole`,
    more may follow. Raises UnreadableError if they are binary or in no encoding that is likely enough.
    """
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return encoding
    if b"\0" in raw:
        return _wide(raw)
    failed = _wrong_at(raw, "utf-8", whole)
    if failed is None and _SHIFTED.search(raw) and _wrong_at(raw, "iso2022_jp", whole) is None:
        return "iso2022_jp"
    damage = None if failed is None else damage_of(seen_of_markup(raw) if declares else raw)
    if damage and damage.is_negligible:
        return "utf-8"
    # A page may declare one encoding and use another, but what is UTF-8 and more than ASCII is no other by chance.
    declared = _declared(raw) if declares and (failed is not None or not _HIGH.search(raw)) else None
    if declared and _wrong_at(raw, declared, whole) is None:
        return declared
    return "utf-8" if failed is None or damage is None or damage.is_slight else _guessed(raw, failed, damage.is_rare)


def not_in(encoding: str, at: int) -> str:
    """Return why bytes that are not in `encoding` from byte `at` on cannot be read."""
    name = {**dict.fromkeys(UTF_8, "UTF-8"), "utf-16": "UTF-16"}.get(encoding, encoding)
    return f"it is not {name} (at byte {at})"


def _is_binary(text: str) -> bool:
    return len(_CONTROL.findall(text)) > _MOST_CONTROL * len(text)


def _wrong_at(raw: bytes, encoding: str, whole: bool) -> int | None:
    """Return the first byte that is not in `encoding`, or None.

    A character that is cut off at the end is wrong only if `raw` is `whole`.
    """
    try:
        codecs.getincrementaldecoder(encoding)().decode(raw, final=whole)
    except UnicodeDecodeError as error:
        return error.start
    except (UnicodeError, LookupError):
        return 0
    return None


def _declared(raw: bytes) -> str | None:
    """Return the encoding that HTML or XML declares, or None if it is unusable."""
    found = _DECLARED.search(raw[:_DECLARATION_BYTES])
    if not found:
        return None
    try:
        name = codecs.lookup((found[1] or found[2]).decode("ascii", "replace")).name
        b"a".decode(name, "replace")  # LookupError for an encoding of bytes or of letters, such as base64 or rot13
    except (LookupError, UnicodeError, ValueError):
        return None
    # UTF-16 would have zero bytes; the others turn plain letters into something else.
    unfit = name.startswith("utf-16") or name in ("idna", "punycode", "unicode_escape", "raw_unicode_escape", "utf-7")
    return None if unfit else _MEANT.get(name, name)


def _wide(raw: bytes) -> str:
    """Return the byte order of UTF-16 without a mark: only one gives letters."""
    shares = {}
    for encoding in ("utf-16-le", "utf-16-be"):
        text = raw[: limits.SAMPLE_BYTES & ~1].decode(encoding, "replace")
        shares[encoding] = len(_WIDE_TEXT.findall(text)) / len(text) if len(raw) % 2 == 0 else 0.0
    worse, better = sorted(shares, key=lambda encoding: shares[encoding])
    if shares[better] < _WIDE_SHARE or shares[better] - shares[worse] < _WIDE_LEAD:
        raise UnreadableError(BINARY)
    return better


def _guessed(raw: bytes, failed: int, is_rare: bool) -> str:
    """Return the likely encoding of `raw`, which is not UTF-8 at byte `failed`.

    It is taken for that, too, if it is no other and what is bad `is_rare`.
    """
    import charset_normalizer  # slow to import, and needed for few files

    if _is_binary(raw.decode("latin-1")):
        raise UnreadableError(BINARY)
    sample = raw[: limits.SAMPLE_BYTES]
    found = {
        encoding: (match.chaos, -match.coherence)
        for match in charset_normalizer.from_bytes(sample, cp_isolation=[*_ALPHABETS, *_CHARACTERS])
        for encoding in match.could_be_from_charset
    }
    order = {encoding: rank for rank, encoding in enumerate((*_ALPHABETS, *_CHARACTERS))}
    ranked = sorted(found, key=lambda encoding: (found[encoding], order.get(encoding, len(order))))
    if ranked:
        (mess, incoherence), rivals = found[ranked[0]], [found[each][0] for each in ranked[1:] if each in _CHARACTERS]
        if ranked[0] in _CHARACTERS:
            ahead = min(rivals, default=1.0) - mess >= _CHARACTERS_LEAD
            many = len(_HIGH.findall(sample)) >= _CHARACTERS_LEAST_BYTES
            is_only = len(ranked) == 1 and _has_marks(sample.decode(ranked[0], "replace"))
            sure = (mess <= _CHARACTERS_MOST_MESS or is_only) and ahead and many
        else:
            sure = mess <= _MOST_MESS and -incoherence >= _LEAST_COHERENCE
        if sure and ranked[0] not in _LATIN:
            return ranked[0]
        if sure and (encoding := _latin(sample, ranked[0])):
            return encoding
    # Characters without a space or digit have no zero bytes in UTF-16; but two letters of ASCII look like one of them.
    if len(sample) >= _CHARACTERS_LEAST_BYTES_WIDE:
        with suppress(UnreadableError):
            encoding = _wide(raw)
            if _has_marks(sample[: len(sample) & ~1].decode(encoding, "replace")):
                return encoding
    if is_rare:
        return "utf-8"
    raise UnreadableError(not_in("utf-8", failed))


def _has_marks(text: str) -> bool:
    return len(_WIDE_MARKS.findall(text)) >= _WIDE_MARKS_SHARE * len(text)


def _latin(sample: bytes, likely: str) -> str | None:
    """Return the encoding in which nearly all bytes beyond ASCII are letters of one language.

    Of equal ones it is the `likely` one, else the first; None if there is none.
    """
    beyond = Counter(_HIGH.findall(sample))
    found = [(_share(beyond, each, letters), each) for encodings, letters in _LETTERS for each in encodings]
    share, encoding = max(found, key=lambda pair: (pair[0], pair[1] == likely))
    return encoding if share > _LEAST_LETTERS else None


def _share(beyond: Counter[bytes], encoding: str, letters: str) -> float:
    """Return the share, from 0 to 1, of bytes that are `letters` or punctuation.

    It is 0 if any of them is not a character in `encoding`.
    """
    try:
        shown = {byte.decode(encoding): count for byte, count in beyond.items()}
    except UnicodeDecodeError:
        return 0.0
    fitting = sum(count for each, count in shown.items() if each.lower() in letters or each in _LATIN_MARKS)
    return fitting / beyond.total()
