"""Exports of chats as articles, one for each day; those of WhatsApp, which are texts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby, pairwise

from index.formats.parsed import Draft, Metadata
from index.text.dates import can_be_of

_MARKS = "\u200e\u200f\u202a\u202c\ufeff"
_DATE = r"(\d{1,4})(?:\. ?|[/-]|年)(\d{1,2})(?:\. ?|[/-]|月)(\d{1,4})[.日]?"
# A word such as "kl.", "上午" or "AM" may stand before or after the time.
_TIME = r"[^\d\n\[\]–-]{0,8}\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:[ \u00a0\u202f][^\d\n\[\]–-]{1,8})?"
_STAMPED = re.compile(rf"[{_MARKS}]*+(?:\[{_DATE},? ?{_TIME}\] ?|{_DATE},? {_TIME} [-–] )(.*)")
_NAMED = re.compile(r"([^:\n\"“”„«»]{1,80}): ?(.*)")
_MEDIA = re.compile(
    r"<?\s?(?:media|médias?|medien|multimedia|mídia|archivo|file|image|video|vídeo|audio|sticker|gif|document"
    r"|contact card|voice message"
    r"|bild|foto|gambar|imagen|imagem|immagine|afbeelding|stiker|dokumen|kontak) ?"
    r"(?:omitted|omis|ausgeschlossen|omitido|oculta|oculto|omitida|omesso|omessa|weggelaten|weggelassen"
    r"|absente?|tidak disertakan"
    r"|tidak ditampilkan|no incluida?)\s?>?"
    r"|.{1,100}\((?:file attached|datei angehängt|archivo adjunto|fichier joint|file terlampir"
    r"|arquivo anexado|file allegato)\)"
    r"|<(?:attached|angehängt|adjunto|lampiran|pièce jointe|anexado|allegato): [^<>]{1,200}>|<[^<>\d]{5,40}>|null",
    re.IGNORECASE,
)
_DELETED = re.compile(
    r"(?:this message was deleted|you deleted this message|diese nachricht wurde gelöscht"
    r"|du hast diese nachricht gelöscht"
    r"|pesan ini (?:telah )?dihapus|anda menghapus pesan ini|ce message a été supprimé|vous avez supprimé ce message"
    r"|(?:se eliminó este|eliminaste este) mensaje|esta mensagem foi apagada|mensagem apagada"
    r"|questo messaggio è stato eliminato|dit bericht (?:is|werd) verwijderd)\.?",
    re.IGNORECASE,
)
_EDITED = re.compile(
    r" ?[\u200e]?<(?:this message was edited|diese nachricht wurde bearbeitet|pesan ini diedit)>$", re.IGNORECASE
)
_AMERICAN = re.compile(r"\d[ \u00a0\u202f][AP]M\b")
_LEAST_MESSAGES = 2
_FIRST_DAY = date(2009, 1, 1)  # the year in which the program came out
_UNSURE = "whether the day or the month stands first in its stamps is not sure: its day is {}, or the other way round"


@dataclass(slots=True)
class Message:
    """A message: its day, who wrote it, and its lines."""

    day: date | None
    name: str
    lines: list[str]


def split_whatsapp(text: str, stem: str) -> list[Draft] | None:
    """Return a draft for each day of a WhatsApp export, or None.

    Stamps, and messages of the program itself, are left out; `stem` is the name of the file.
    """
    first = next((line for line in text[:2_000].split("\n") if line.strip()), "")
    if not _STAMPED.match(first):
        return None
    stamped: list[tuple[re.Match[str], list[str]]] = []
    for line in text.split("\n"):
        if found := _STAMPED.match(line):
            stamped.append((found, []))
        elif stamped:
            stamped[-1][1].append(line)
    order, is_sure = _order([_figures(found) for found, _ in stamped], _AMERICAN.search(first) is not None)
    messages = [message for found, more in stamped if (message := _message(found, more, order))]
    if sum(_NAMED.match(found[7]) is not None for found, _ in stamped) < _LEAST_MESSAGES:
        return None
    drafts = list(by_day(messages, "" if stem in ("_chat", "chat") else stem, "WhatsApp"))
    if drafts and not is_sure:
        drafts[0] = replace(drafts[0], warnings=(_UNSURE.format(drafts[0].metadata.published),))
    return drafts


def _figures(found: re.Match[str]) -> tuple[int, int, int]:
    first, second, third = (found[at] or found[at + 3] for at in (1, 2, 3))
    return int(first), int(second), int(third)


def _order(stamps: Sequence[tuple[int, int, int]], is_american: bool) -> tuple[tuple[int, int, int], bool]:
    """Return where in a stamp year, month and day are, and whether that is sure.

    As many days as possible exist, and later messages have later ones.
    """
    orders = [(2, 0, 1), (2, 1, 0), (0, 1, 2)] if is_american else [(2, 1, 0), (2, 0, 1), (0, 1, 2)]
    fits: dict[tuple[int, int, int], tuple[int, int]] = {}
    for order in orders:
        days = [_day(stamp, order) for stamp in stamps]
        backwards = sum(bool(one and two and one > two) for one, two in pairwise(days))
        fits[order] = (-sum(day is None for day in days), -backwards)
    best = max(orders, key=lambda order: fits[order])
    return best, all(fits[order] < fits[best] for order in orders if order != best)


def _day(figures: tuple[int, int, int], order: tuple[int, int, int]) -> date | None:
    year, month, day = (figures[place] for place in order)
    try:
        found = date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None
    return found if can_be_of(found, _FIRST_DAY) else None


def _message(found: re.Match[str], more: Sequence[str], order: tuple[int, int, int]) -> Message | None:
    """Return a message that somebody wrote, or None for one of the program."""
    named = _NAMED.match(found[7].lstrip(_MARKS))
    if not named:
        return None
    said = named[2]
    if said.startswith("\u200e") or _MEDIA.fullmatch(said.strip()) or _DELETED.fullmatch(said.strip(f" {_MARKS}")):
        said = ""
    lines = [_EDITED.sub("", line).strip(_MARKS) for line in (said, *more)]
    return (
        Message(_day(_figures(found), order), named[1].strip(f" ~\u00a0\u202f{_MARKS}"), lines) if any(lines) else None
    )


def _joined(lines: Sequence[str]) -> str:
    """Return the lines of a message, joined where one goes on in a small letter."""
    text = lines[0].strip()
    for line in lines[1:]:
        goes_on = line.strip()[:1].islower() and text and text[-1] not in "\n.!?:;…"
        text += (" " if goes_on else "\n") + line.strip()
    return text.strip()


def by_day(messages: Sequence[Message], title: str, program: str) -> Iterator[Draft]:
    """Yield a draft for each day, with a name before what its owner wrote."""
    times: Counter[str] = Counter()
    for day, group in groupby(messages, lambda message: message.day):
        pieces: list[str] = []
        names: dict[str, None] = {}
        last = ""
        for message in group:
            if message.name != last:
                pieces.append(f"{message.name}:")
                last = message.name
                names[last] = None
            pieces.append(_joined(message.lines))
        record = str(day or "undated")
        times[record] += 1
        if times[record] > 1:
            record += " again" if times[record] == 2 else f" again {times[record] - 1}"
        about = title or ", ".join(list(names)[:3])
        yield Draft(
            "\n\n".join(pieces),
            Metadata(title=f"{about}, {day}" if day else about, source=program, author=", ".join(names), published=day),
            record=record,
        )
