"""In which encoding bytes are text: a mark, what they declare, UTF-8, or what is likely enough; else none."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from contextlib import suppress

from index.formats import limits
from index.formats.parsed import UnreadableError

BINARY = "it is binary, not text"

_MOST_CONTROL = 0.1
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_HIGH = re.compile(b"[\x80-\xff]")
_SHIFTED = re.compile(rb"\x1b(?:\$[@B]|\(J)")  # how Japanese begins in ISO-2022-JP, which is ASCII to look at
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DECLARED = re.compile(
    rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']|<meta[^>]{0,400}?charset\s*=\s*+(?:["']\s*+)?([\w.:-]{1,40})""",
    re.IGNORECASE,
)
_DECLARATION_BYTES = 4_096

# What is declared, and what is meant: as browsers have it, the larger set that holds the declared one.
_MEANT = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "big5": "big5hkscs",
}
_WIDE_TEXT = re.compile(
    "[\t\n\r -~\u00a0-\u024f\u0370-\u06ff\u0900-\u0e7f\u2010-\u203a"
    "\u3000-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff60]"
)
_WIDE_SHARE = 0.95
_WIDE_LEAD = 0.15


# What is guessed at. Windows-1252 stands first: it is by far the most frequent.
_ALPHABETS = ("cp1252", "cp1250", "cp1251", "koi8_r", "cp1253", "cp1256", "cp1255", "cp874", "cp1254")
_CHARACTERS = ("gb18030", "big5", "cp932", "euc_jp", "cp949")  # Chinese, Japanese, Korean: two bytes and more
_MOST_MESS = 0.1  # of the measures of charset-normalizer: how much looks wrong,
_LEAST_COHERENCE = 0.3  # and how much the letters are those of a language, which it cannot tell of Japanese and Korean.
_CHARACTERS_MOST_MESS = 0.02
_CHARACTERS_LEAD = 0.05
_CHARACTERS_LEAST_BYTES = 16
_CHARACTERS_LEAST_BYTES_WIDE = 64
_WIDE_MARKS = re.compile("[\u3000-\u30ff\uff01-\uff60]")  # punctuation and syllables, which all such text has
_WIDE_MARKS_SHARE = 0.02

# Encodings of Latin letters differ in few of them: that one is meant which makes letters of one language of all bytes.
# Of equal ones the first: the languages that are written most, and last Icelandic, whose letters hide others.
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


def decoded(raw: bytes, *, declares: bool = False) -> str:
    """The text that `raw` is, without a byte order mark; `declares` says that HTML or XML may name its encoding.

    Raises UnreadableError where it is binary, or in no encoding that is likely enough.
    """
    encoding = encoding_of(raw, declares=declares)
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableError(not_in(encoding, error.start)) from error
    if "\0" in text or len(_CONTROL.findall(text)) > _MOST_CONTROL * len(text):
        raise UnreadableError(BINARY)
    return text


def encoding_of(raw: bytes, *, declares: bool = False, whole: bool = True) -> str:
    """The Python name of the encoding of `raw`, of which more may follow unless it is `whole`.

    Raises UnreadableError where it is binary, or in no encoding that is likely enough.
    """
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return encoding
    if b"\0" in raw:
        return _wide(raw)
    failed = _first_wrong(raw, whole)
    if failed is None and _SHIFTED.search(raw) and _decodes(raw, "iso2022_jp", whole):
        return "iso2022_jp"
    named = _declared(raw) if declares else None
    # A page may declare one thing and be another: UTF-8 that is more than ASCII is nothing else by chance.
    if failed is None and (named is None or _HIGH.search(raw)):
        return "utf-8"
    if named and _decodes(raw, named, whole):
        return named
    if failed is None:
        return "utf-8"
    if _CONTROL.search(raw.decode("latin-1")) and _is_binary(raw):
        raise UnreadableError(BINARY)
    return _guessed(raw, failed)


def not_in(encoding: str, at: int) -> str:
    """Why bytes that are not in `encoding` from byte `at` on are not read."""
    name = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "utf-16": "UTF-16"}.get(encoding, encoding)
    return f"it is not {name} (at byte {at})"


def _is_binary(raw: bytes) -> bool:
    return len(_CONTROL.findall(raw.decode("latin-1"))) > _MOST_CONTROL * len(raw)


def _first_wrong(raw: bytes, whole: bool) -> int | None:
    """The first byte that is not UTF-8; a character that is cut off at the end is none unless that is the end."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(raw, final=whole)
    except UnicodeDecodeError as error:
        return error.start
    return None


def _declared(raw: bytes) -> str | None:
    found = _DECLARED.search(raw[:_DECLARATION_BYTES])
    if not found:
        return None
    try:
        name = codecs.lookup((found[1] or found[2]).decode("ascii", "replace")).name
        b"a".decode(name, "replace")  # LookupError where it is no encoding of text, but of bytes or of letters
    except (LookupError, UnicodeError, ValueError):
        return None
    # UTF-16 would show as zeros; the others turn plain letters into more than is seen.
    unfit = name.startswith("utf-16") or name in ("idna", "punycode", "unicode_escape", "raw_unicode_escape", "utf-7")
    return None if unfit else _MEANT.get(name, name)


def _decodes(raw: bytes, encoding: str, whole: bool) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(raw, final=whole)
    except (UnicodeError, LookupError):
        return False
    return True


def _wide(raw: bytes) -> str:
    """UTF-16 without a mark: one order of the bytes gives letters, the other does not."""
    shares = {}
    for encoding in ("utf-16-le", "utf-16-be"):
        text = raw[: limits.SAMPLE_BYTES & ~1].decode(encoding, "replace")
        shares[encoding] = len(_WIDE_TEXT.findall(text)) / len(text) if len(raw) % 2 == 0 else 0.0
    worse, better = sorted(shares, key=lambda encoding: shares[encoding])
    if shares[better] < _WIDE_SHARE or shares[better] - shares[worse] < _WIDE_LEAD:
        raise UnreadableError(BINARY)
    return better


def _guessed(raw: bytes, failed: int) -> str:
    """The encoding that makes words of a language of `raw`, whose byte `failed` is not UTF-8."""
    import charset_normalizer  # takes long to import, and is needed for few files

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
            sure = mess <= _CHARACTERS_MOST_MESS and ahead and many
        else:
            sure = mess <= _MOST_MESS and -incoherence >= _LEAST_COHERENCE
        if sure and ranked[0] not in _LATIN:
            return ranked[0]
        if sure and (encoding := _latin(sample, ranked[0])):
            return encoding
    # Characters alone, without a space or figure, show no zeros in UTF-16; but two letters of ASCII look like one.
    if len(sample) >= _CHARACTERS_LEAST_BYTES_WIDE:
        with suppress(UnreadableError):
            encoding = _wide(raw)
            text = sample[: len(sample) & ~1].decode(encoding, "replace")
            if len(_WIDE_MARKS.findall(text)) >= _WIDE_MARKS_SHARE * len(text):
                return encoding
    raise UnreadableError(not_in("utf-8", failed))


def _latin(sample: bytes, likely: str) -> str | None:
    """The encoding in which most of the bytes beyond ASCII are letters of one language, if that is nearly all.

    Of equal ones it is the `likely` one, else the first.
    """
    beyond = Counter(_HIGH.findall(sample))
    found = [(_share(beyond, each, letters), each) for encodings, letters in _LETTERS for each in encodings]
    share, encoding = max(found, key=lambda pair: (pair[0], pair[1] == likely))
    return encoding if share > _LEAST_LETTERS else None


def _share(beyond: Counter[bytes], encoding: str, letters: str) -> float:
    """How much of the bytes `beyond` ASCII are some of `letters` or punctuation; none where some are no characters."""
    try:
        shown = {byte.decode(encoding): count for byte, count in beyond.items()}
    except UnicodeDecodeError:
        return 0.0
    fitting = sum(count for each, count in shown.items() if each.lower() in letters or each in _LATIN_MARKS)
    return fitting / beyond.total()
