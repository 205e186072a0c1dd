"""Lines of a message that are not its sender's: quotes, signatures, and what lists add."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_LIST_RULE = re.compile(r"_{30,}\s*$|-{30,}\s*$|--~--~-")
_LIST_FOOTER = re.compile(r"mailing list|listinfo|unsubscribe|groups\.google|googlegroups", re.IGNORECASE)

_QUOTED = re.compile(r" ?>")
_ENDS_ATTRIBUTION = re.compile(
    r"\b(?:wrote|writes|schrieb|schreibt|a écrit|escribió|ha scritto|escreveu|menulis|schreef|skrev"
    r"|napisał(?:\(a\)|a)?)\b[^\n]{0,80}:$",
)
_BEGINS_ATTRIBUTION = re.compile(r"(?:On|Am|Le|El|Il|Em|Pada|Op|Den|W dniu|\d{4}[-/]\d\d|\d{1,2}[./]\d)", re.IGNORECASE)
_ORIGINAL = re.compile(
    r"-{3,} ?(?:original message|original appointment|ursprüngliche nachricht|message d['’]origine|mensaje original"
    r"|mensagem original|messaggio originale|oorspronkelijk bericht|pesan asli) ?-{3,}",
    re.IGNORECASE,
)
PASSED_ON = re.compile(r"-{5,} ?[^-\n]{4,60}-{5,}\s*$|begin forwarded message:", re.IGNORECASE)
"""The line before a message that is passed on."""

_SENDER_LINE = re.compile(r"\*?(?:From|Von|De|Da|Van|Dari|Från|Fra|Od)\*?\s?:\*?\s?\S")
_DAY_LINE = re.compile(
    r"\*?(?:Sent|Date|Gesendet|Datum|Envoyé|Enviado(?: el)?|Fecha|Inviato|Data|Verzonden|Dikirim|Tanggal"
    r"|Skickat|Sendt|Wysłano)"
    r"\*?\s?:",
)

_OTHER_LINE = re.compile(
    r"\*?(?:To|Subject|An|Betreff|À|Objet|Para|Asunto|Assunto|A|Oggetto|Aan|Onderwerp|Kepada|Subjek|Perihal"
    r"|Til|Till|Ämne|Emne"
    r"|Do|Temat)\*?\s?:",
)


def own_lines(lines: Sequence[str], is_answer: bool, is_forward: bool) -> tuple[list[str], bool]:
    """Return the sender's own lines, and whether others were left out."""
    kept: list[str] = []
    quoted = False
    passing = is_forward
    for at, line in enumerate(lines):
        bare = line.strip()
        passing = passing or (PASSED_ON.match(bare) is not None and not _ORIGINAL.match(bare))
        if _QUOTED.match(line) and (passing or is_answer or _ends_attribution(kept)):
            if passing:
                kept.append(re.sub(r"^(?: ?>)+ ?", "", line))
            else:
                quoted = quoted or bool(kept) or is_answer
                _drop_attribution(kept)
            continue
        if not passing and (_ORIGINAL.match(bare) or _begins_header(lines[at : at + 5])):
            return kept, True
        if line in ("-- ", "--") and not passing:
            break
        if _LIST_RULE.match(bare) and any(map(_LIST_FOOTER.search, lines[at + 1 : at + 6])):
            break
        kept.append(line)
    return kept, quoted


def _begins_header(lines: Sequence[str]) -> bool:
    """Whether a program's header of the message that is answered begins here."""
    if not _SENDER_LINE.match(lines[0].strip()):
        return False
    return all(any(form.match(line.strip()) for line in lines[1:]) for form in (_DAY_LINE, _OTHER_LINE))


def _last_lines(kept: list[str]) -> Iterator[int]:
    """Yield the numbers of the last three lines that have words, the last first."""
    found = 0
    for at in range(len(kept) - 1, max(-1, len(kept) - 8), -1):
        if kept[at].strip():
            yield at
            found += 1
        if found == 3:
            return


def _ends_attribution(kept: list[str]) -> bool:
    last = next(_last_lines(kept), None)
    return last is not None and _ENDS_ATTRIBUTION.search(kept[last].strip()) is not None


def _drop_attribution(kept: list[str]) -> None:
    """Drop the lines that say who wrote what is quoted next, if there are any."""
    if _ends_attribution(kept):
        places = list(_last_lines(kept))
        first = next((at for at in places if _BEGINS_ATTRIBUTION.match(kept[at].strip())), places[0])
        del kept[first:]
