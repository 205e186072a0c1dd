"""Units of money, length, time and so on, by their English and Indonesian names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from index.text.languages import LANGUAGES


class Dimension(Enum):
    """What a unit measures."""

    MONEY = "money"
    SHARE = "share"
    LENGTH = "length"
    AREA = "area"
    VOLUME = "volume"
    WEIGHT = "weight"
    SPEED = "speed"
    TEMPERATURE = "temperature"
    DURATION = "duration"
    POWER = "power"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit; `size` is in base units, None if it cannot be converted."""

    name: str
    dimension: Dimension
    size: float | None


# A line a unit: its name, its size ("-" where it cannot be converted), and its signs and symbols, separated by "|".
_TABLE = {
    Dimension.MONEY: """
        dollar - $|us$|usd|as$
        aud - a$|au$|aud
        sgd - s$|sg$|sgd
        cad - c$|ca$|cad
        hkd - hk$|hkd
        nzd - nz$|nzd
        euro - €|eur
        pound - £|gbp
        rupiah - rp|rp.|idr
        yen - ¥|jpy|yen
        yuan - cny|rmb|yuan|renminbi
        won - ₩|krw
        rupee - ₹|inr
        ruble - ₽|rub
        hryvnia - ₴|uah
        ringgit - rm|myr
        baht - ฿|thb|baht
        peso - ₱|php
        franc - chf
        real - r$|brl|reais
        riyal - sar
        dirham - aed
        dinar -
        lira - lira
        krona - sek|nok|dkk|kronor
        shekel - ils
        naira - ₦|ngn|naira
        rand - zar
        dong - vnd|₫
        taka - bdt|taka
        gulden -
        mark -
        shilling -
        cent -
        bitcoin - btc|bitcoin*""",
    Dimension.SHARE: """
        % 1 %|pct""",
    Dimension.LENGTH: """
        km 1000 km|kms
        m 1 m
        cm .01 cm
        mm .001 mm
        nm 1e-9
        micron 1e-6 micron*|µm
        mile 1609.34
        nautical-mile 1852 nmi
        yard .9144 yd|yds
        foot .3048 ft|ft.|′
        inch .0254 ″
        light-year 9.46e15""",
    Dimension.AREA: """
        m2 1 m2|m²
        km2 1e6 km2|km²
        ha 1e4 ha|hektare|hektare*
        acre 4046.86
        mile2 2589988 mi²
        foot2 .092903""",
    Dimension.VOLUME: """
        litre .001 l
        ml 1e-6 ml|cc
        m3 1 m3|m³
        km3 1e9 km3|km³
        foot3 .0283168
        barrel .158987 bbl
        gallon .00378541""",
    Dimension.WEIGHT: """
        kg 1 kg|kgs
        g .001
        mg 1e-6 mg
        ton 1000
        lb .453592 lb|lbs|lbs.
        ounce .0283495 oz
        quintal 100""",
    Dimension.SPEED: """
        km/h .277778 km/h|kmh|kph
        m/s 1 m/s
        mph .44704 mph
        knot .514444 kts
        mach 340 mach""",
    Dimension.TEMPERATURE: """
        celsius - °c|º c|ºc|° c|celsius
        fahrenheit - °f|° f|ºf|fahrenheit
        kelvin - kelvin
        degree - °|º""",
    Dimension.DURATION: """
        second 1 sec|secs
        minute 60 min|mins
        hour 3600 hr|hrs
        day 86400
        night 86400
        week 604800
        month 2629800
        year 31557600 yr|yrs
        decade 315576000
        century 3155760000
        millisecond .001 ms
        semester 15778800 semester*""",
    Dimension.POWER: """
        watt 1
        kw 1e3 kw
        mw 1e6 mw
        gw 1e9 gw
        kwh - kwh|mwh|gwh
        horsepower 745.7 hp
        volt - kv
        hertz - hz|khz|mhz|ghz
        byte - kb|mb|gb|tb|mbps|gbps""",
}


def _written() -> Iterator[tuple[str, Unit]]:
    """Yield every form of every unit: symbols, and what languages call it."""
    tables = [wording.numbers.units for wording in LANGUAGES.values()]
    for dimension, lines in _TABLE.items():
        for line in lines.strip().splitlines():
            name, size, *symbols = line.strip().split(" ", 2)
            unit = Unit(name, dimension, None if size == "-" else float(size))
            for form in "|".join((*symbols, *(table[name] for table in tables if name in table))).split("|"):
                yield form.replace("*", "").casefold(), unit
                if "*" in form:
                    yield form.replace("*", "s").casefold(), unit


UNITS: Mapping[str, Unit] = MappingProxyType(dict(_written()))
"""What units are called, in lower case, to what they are."""


CURRENCIES = frozenset(
    form
    for form, unit in UNITS.items()
    if unit.dimension is Dimension.MONEY and (len(form) <= 3 or not form[-1].isalpha())
)
"""Signs and short names of money, which stand before the number too, in lower case."""

_LONGEST_CURRENCY = max(map(len, CURRENCIES))

_LONGEST = max(map(len, UNITS))
_MASEHI = "M"


def unit_at(text: str, start: int) -> tuple[Unit, int] | None:
    """Return the longest unit written from `start` on, and its end; None without one."""
    for end in range(min(len(text), start + _LONGEST), start, -1):
        unit = UNITS.get(text[start:end].casefold())
        if unit and not _goes_on(text, end) and text[start:end] != _MASEHI:
            return unit, end
    return None


def currency_before(text: str, end: int) -> tuple[Unit, int] | None:
    """The currency that is written before `end`, and where it begins; the longest that fits."""
    end -= text[:end].endswith(" ")
    for start in range(max(0, end - _LONGEST_CURRENCY), end):
        written = text[start:end].casefold()
        if written in CURRENCIES and not (start and _goes_on(text, start - 1)):
            return UNITS[written], start
    return None


def _goes_on(text: str, at: int) -> bool:
    return at < len(text) and (text[at].isalnum() or text[at] == "_")


DOUBLE = MappingProxyType({"lb": frozenset({Dimension.WEIGHT, Dimension.MONEY})})
"""Units whose name measures several things, by their names: pounds."""


def dimensions(unit: str | None) -> frozenset[Dimension]:
    """What the unit of this name measures; nothing for None."""
    return _DIMENSIONS.get(unit or "", frozenset())


_DIMENSIONS = {unit.name: frozenset({unit.dimension}) for unit in UNITS.values()} | dict(DOUBLE)
SIZES: Mapping[str, float] = MappingProxyType({u.name: u.size for u in UNITS.values() if u.size is not None})
"""How large a unit is in the base unit of what it measures."""
