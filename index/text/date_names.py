"""The names of months and weekdays in the languages that most news is written in."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

# English, Indonesian and Malay, Spanish, Portuguese, French, German, Italian, Dutch, Russian, Ukrainian, Polish,
# Turkish, Swedish, Danish and Norwegian; then Arabic, whose months have two sets of names, and two more in the Maghreb.
_MONTHS = (
    "january januari jan janner enero janeiro janvier januar gennaio января январь січня stycznia styczen ocak"
    " يناير كانون_الثاني جانفي",
    "february februari pebruari fevereiro febrero fevrier februar feber febbraio февраля февраль лютого lutego luty"
    " subat فبراير شباط فيفري",
    "march maret mac marzo marco mars marz maart mrt марта март березня marca marzec mart marts مارس اذار",
    "april abril avril aprile апреля апрель квітня kwietnia kwiecien nisan ابريل نيسان افريل",
    "may mei mayo maio mai maggio maj мая май травня maja mayis مايو ماي ايار",
    "june juni junio junho juin giugno июня июнь червня czerwca czerwiec haziran يونيو يونيه حزيران جوان",
    "july juli julai julio julho juillet luglio июля июль липня lipca lipiec temmuz يوليو يوليه تموز جويلية يوليوز",
    "august agustus ogos ags agt agosto aout augustus августа август серпня sierpnia sierpien agustos augusti"
    " اغسطس اب اوت غشت",
    "september septiembre setiembre setembro septembre settembre сентября сентябрь вересня wrzesnia wrzesien eylul"
    " سبتمبر ايلول شتنبر",
    "october oktober octubre outubro octobre ottobre октября октябрь жовтня pazdziernika pazdziernik ekim"
    " اكتوبر تشرين_الاول",
    "november nopember noviembre novembro novembre ноября ноябрь листопада listopada listopad kasim"
    " نوفمبر تشرين_الثاني نونبر",
    "december desember disember dezember diciembre dezembro decembre dicembre декабря декабрь грудня grudnia grudzien"
    " aralik ديسمبر كانون_الاول دجنبر",
)
_WEEKDAYS = (
    "monday senin isnin lunes segunda segunda-feira lundi montag lunedi maandag понедельник понеділок poniedzialek"
    " pazartesi mandag الاثنين thu_hai",
    "tuesday tues selasa martes terca terca-feira mardi dienstag martedi dinsdag вторник вівторок wtorek sali tisdag"
    " tirsdag الثلاثاء thu_ba",
    "wednesday rabu miercoles quarta quarta-feira mercredi mittwoch mercoledi woensdag среда середа sroda carsamba"
    " onsdag الاربعاء thu_tu",
    "thursday thurs kamis khamis jueves quinta quinta-feira jeudi donnerstag giovedi donderdag четверг четвер czwartek"
    " persembe torsdag الخميس thu_nam",
    "friday jumat jum'at viernes sexta sexta-feira vendredi freitag venerdi vrijdag пятница п'ятниця piatek cuma fredag"
    " الجمعة thu_sau",
    "saturday sabtu sabado samedi samstag sonnabend sabato zaterdag суббота субота sobota cumartesi lordag السبت"
    " thu_bay",
    "sunday minggu ahad domingo dimanche sonntag domenica zondag воскресенье неділя niedziela pazar sondag الاحد"
    " chu_nhat",
)
_LEAST = 3  # letters of an abbreviation of a month
_LEAST_OF_WEEKDAY = 2


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Return a short text in lower case, its digits ASCII, without accents."""
    if text.isascii():
        return text.casefold()
    apart = unicodedata.normalize("NFKD", text.casefold().replace("ı", "i").replace("ø", "o").replace("ł", "l"))
    kept = (letter for letter in apart if not unicodedata.combining(letter))
    plain = (str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in kept)
    return unicodedata.normalize("NFC", "".join(plain))


def _numbered(names: Iterable[str], least: int) -> Mapping[str, int]:
    """Return the number of each name, and of its abbreviations that no other has."""
    whole: dict[str, int] = {}
    short: dict[str, set[int]] = {}
    for number, each in enumerate(names):
        for name in (folded(written.replace("_", " ")) for written in each.split()):
            whole[name] = number
            for end in range(least, len(name)):
                short.setdefault(name[:end], set()).add(number)
    return {name: min(numbers) for name, numbers in short.items() if len(numbers) == 1} | whole


MONTH_NUMBERS = {name: number + 1 for name, number in _numbered(_MONTHS, _LEAST).items()}
"""The number from 1 of each month, by its folded names and abbreviations."""

WEEKDAY_NUMBERS = _numbered(_WEEKDAYS, _LEAST_OF_WEEKDAY)
"""The number of each weekday, 0 for Monday, by its folded names and abbreviations."""
