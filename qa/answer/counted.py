"""What numbers count: kinds of things, and what happened to people."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import chain, zip_longest
from types import MappingProxyType

_THINGS = {
    "people": "people person persons men man women woman children child boys girls soldiers troops civilians residents "
    "inhabitants citizens students pupils workers employees passengers refugees victims casualties deaths fatalities "
    "voters fans spectators police officers personnel lives protesters teachers doctors patients migrants survivors "
    "hostages prisoners orang jiwa warga penduduk tentara prajurit personel siswa mahasiswa pekerja karyawan penumpang "
    "pengungsi korban pemilih penonton polisi demonstran guru dokter pasien sandera tahanan anak wanita "
    "perempuan pria",
    "places": "countries nations states provinces cities towns villages districts negara provinsi kota desa kabupaten "
    "kecamatan kelurahan",
    "buildings": "houses homes buildings schools hospitals churches mosques temples hotels apartments rumah bangunan "
    "gedung sekolah masjid gereja",
    "vehicles": "cars vehicles trucks buses trains tanks mobil kendaraan truk bus kereta tank",
    "aircraft": "aircraft planes jets helicopters pesawat helikopter",
    "ships": "ships vessels boats submarines kapal perahu",
    "drones": "drones drone",
    "weapons": "missiles bombs rockets warheads munitions shells rudal bom roket amunisi peluru",
    "votes": "votes seats ballots suara kursi",
    "scores": "goals points runs medals wins gol poin medali kemenangan",
    "games": "games matches episodes pertandingan laga",
    "animals": "animals birds dogs cats cattle horses pigs chickens hewan burung anjing kucing sapi kuda ayam ekor",
    "times": "times occasions kali",
}
_FATES = {
    "dead": "killed dead died dying deaths death die kills killing fatalities fatality slain perished tewas meninggal "
    "terbunuh gugur mati wafat menewaskan membunuh kematian",
    "hurt": "wounded injured hurt injuries injuring wounding injures wounds luka terluka cedera luka-luka melukai "
    "mencederai",
    "missing": "missing hilang",
    "held": "arrested detained imprisoned jailed arresting detaining arrests ditangkap ditahan menangkap menahan "
    "penangkapan dipenjara",
    "displaced": "displaced fled evacuated homeless displacing mengungsi dievakuasi",
    "infected": "infected infections cases terinfeksi terjangkit kasus",
    "saved": "rescued survived saved freed released diselamatkan selamat dibebaskan",
}


def _by_word(table: Mapping[str, str]) -> Mapping[str, str]:
    return MappingProxyType({word: name for name, words in table.items() for word in words.split()})


THINGS = _by_word(_THINGS)
"""Words for things that are counted, in lower case, to the kind of thing; no thing is of two kinds."""

FATES = _by_word(_FATES)
"""Words for what befell people, in lower case, to what that is: the dead are not the wounded."""

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|\d+|[^\w\s-]")
_BREAKS = frozenset(["and", "or", "but", "while", "dan", "atau", "serta", "tetapi", "sementara", "sedangkan"])
_THING_REACH, _FATE_REACH = 3, 5


def thing_after(text: str, language: str) -> str | None:
    """Return the kind of thing counted by a number right before `text`.

    In English adjectives may stand between.
    """
    words = _clause(_WORD.findall(text))[: _THING_REACH if language == "en" else 1]
    return next((THINGS[word] for word in words if word in THINGS), None)


def fate_around(before: str, after: str) -> str | None:
    """Return what happened to those counted by a number between two texts.

    The nearest word for it in the clause decides.
    """
    earlier = _clause(_WORD.findall(before)[::-1])[:_FATE_REACH]
    later = _clause(_WORD.findall(after))[:_FATE_REACH]
    nearest = chain.from_iterable(zip_longest(earlier, later, fillvalue=""))
    return next((FATES[word] for word in map(str.casefold, nearest) if word in FATES), None)


def fate_in(question: str) -> str | None:
    """What befell those whom a question asks for."""
    return next((FATES[word] for word in _WORD.findall(question.casefold()) if word in FATES), None)


def _clause(words: list[str]) -> list[str]:
    """The words up to the next number, joiner or mark."""
    kept = []
    for word in words:
        if not word[0].isalpha() or word in _BREAKS:
            break
        kept.append(word)
    return kept
