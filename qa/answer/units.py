"""Units of money, length, time and so on, by their English and Indonesian names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType


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


# A line a unit: its name, its size ("-" where it cannot be converted), and how it is written, separated by "|".
_TABLE = {
    Dimension.MONEY: """
        dollar - $|us$|usd|as$|u.s. dollar*|us dollar*|american dollar*|dollar*|dolar|dolar as|dolar amerika
        dollar - dolar amerika serikat|buck|bucks
        aud - a$|au$|aud|australian dollar*|dolar australia
        sgd - s$|sg$|sgd|singapore dollar*|singaporean dollar*|dolar singapura
        cad - c$|ca$|cad|canadian dollar*|dolar kanada
        hkd - hk$|hkd|hong kong dollar*|dolar hong kong
        nzd - nz$|nzd|new zealand dollar*|dolar selandia baru
        euro - €|eur|euro*
        pound - £|gbp|pounds sterling|pound sterling|poundsterling|british pound*
        rupiah - rp|rp.|idr|rupiah*|indonesian rupiah
        yen - ¥|jpy|yen|japanese yen|yen jepang
        yuan - cny|rmb|yuan|renminbi|chinese yuan
        won - ₩|krw|korean won|south korean won|won korea|won korea selatan
        rupee - ₹|inr|rupee*|rupees|rupee india|indian rupee*
        ruble - ₽|rub|ruble*|rouble*|rubel|rubel rusia|russian ruble*|russian rouble*
        hryvnia - ₴|uah|hryvnia*|hryvnias|hryven
        ringgit - rm|myr|ringgit|ringgit malaysia|malaysian ringgit
        baht - ฿|thb|baht|thai baht
        peso - ₱|php|peso*|peso filipina
        franc - chf|franc*|swiss franc*|franc swiss|franc prancis
        real - r$|brl|brazilian real*|reais
        riyal - sar|riyal*|riyals|real saudi|riyal saudi|rial
        dirham - aed|dirham*
        dinar - dinar*
        lira - lira|turkish lira
        krona - sek|nok|dkk|krona|kronor|krone|kroner
        shekel - ils|shekel*
        naira - ₦|ngn|naira
        rand - zar|south african rand
        dong - vnd|₫
        taka - bdt|taka
        gulden - guilder*|gulden|florin*
        mark - deutsche mark*|deutschmark*|reichsmark*
        shilling - shilling*
        cent - cent|cents|sen dolar|pence
        bitcoin - btc|bitcoin*|bitcoins""",
    Dimension.SHARE: """
        % 1 %|percent|per cent|persen|prosen|pct""",
    Dimension.LENGTH: """
        km 1000 km|kms|kilometre*|kilometer*
        m 1 m|metre*|meter*|mdpl
        cm .01 cm|centimetre*|centimeter*|sentimeter
        mm .001 mm|millimetre*|millimeter*|milimeter
        nm 1e-9 nanometre*|nanometer*
        micron 1e-6 micrometre*|micrometer*|micron*|mikron|mikrometer|µm
        mile 1609.34 mile*|mil
        nautical-mile 1852 nautical mile*|nmi|mil laut
        yard .9144 yard*|yd|yds
        foot .3048 foot|feet|ft|ft.|kaki|′
        inch .0254 inch|inches|inci|″
        light-year 9.46e15 light year*|light-year*|tahun cahaya""",
    Dimension.AREA: """
        m2 1 m2|m²|sq m|sqm|square metre*|square meter*|meter persegi
        km2 1e6 km2|km²|km persegi|sq km|sq. km|square kilometre*|square kilometer*|kilometer persegi
        ha 1e4 ha|hectare*|hektare|hektar|hektare*
        acre 4046.86 acre*|acres|ekar
        mile2 2589988 square mile*|sq mi|sq. mi|mil persegi|mi²
        foot2 .092903 square foot|square feet|sq ft|sq. ft|kaki persegi""",
    Dimension.VOLUME: """
        litre .001 l|litre*|liter*
        ml 1e-6 ml|millilitre*|milliliter*|mililiter|cc
        m3 1 m3|m³|cubic metre*|cubic meter*|meter kubik
        km3 1e9 km3|km³|cubic kilometre*|cubic kilometer*|kilometer kubik
        foot3 .0283168 cubic foot|cubic feet|kaki kubik
        barrel .158987 barrel*|barel|bbl
        gallon .00378541 gallon*|galon""",
    Dimension.WEIGHT: """
        kg 1 kg|kgs|kilogram*|kilo*|kilogramme*
        g .001 gram*|gramme*
        mg 1e-6 mg|milligram*|miligram
        ton 1000 ton*|tonne*|metric ton*|short ton*|ton metrik|long ton*
        lb .453592 lb|lbs|lbs.|pound*|pon
        ounce .0283495 ounce*|oz|ons
        quintal 100 quintal*|kuintal|kwintal""",
    Dimension.SPEED: """
        km/h .277778 km/h|kmh|kph|km/jam|kilometre* per hour|kilometer* per hour|kilometres an hour|kilometers an hour
        km/h .277778 kilometer per jam|km per jam|km per hour
        m/s 1 m/s|meter* per second|metre* per second|meter per detik|m/detik
        mph .44704 mph|miles per hour|mile per hour|miles an hour|mil per jam
        knot .514444 knot*|knots|kts
        mach 340 mach""",
    Dimension.TEMPERATURE: """
        celsius - °c|º c|ºc|° c|degree* celsius|degree* c|derajat celsius|derajat celcius|degree* celcius|celsius
        fahrenheit - °f|° f|ºf|degree* fahrenheit|degree* f|derajat fahrenheit|fahrenheit
        kelvin - kelvin|kelvins
        degree - °|º|degree*|derajat""",
    Dimension.DURATION: """
        second 1 second*|sec|secs|detik
        minute 60 minute*|min|mins|menit
        hour 3600 hour*|hr|hrs|jam
        day 86400 day*|hari
        night 86400 night*|malam
        week 604800 week*|minggu|pekan
        month 2629800 month*|bulan
        year 31557600 year*|yr|yrs|tahun
        decade 315576000 decade*|dekade|dasawarsa
        century 3155760000 century|centuries|abad
        millisecond .001 millisecond*|ms|milidetik
        semester 15778800 semester*|semesters""",
    Dimension.POWER: """
        watt 1 watt*
        kw 1e3 kw|kilowatt*
        mw 1e6 mw|megawatt*
        gw 1e9 gw|gigawatt*
        kwh - kwh|kilowatt hour*|kilowatt-hour*|mwh|gwh
        horsepower 745.7 hp|horsepower|tenaga kuda
        volt - volt*|kv
        hertz - hz|khz|mhz|ghz
        byte - kb|mb|gb|tb|megabyte*|gigabyte*|terabyte*|mbps|gbps""",
}


def _written() -> Iterator[tuple[str, Unit]]:
    for dimension, lines in _TABLE.items():
        for line in lines.strip().splitlines():
            name, size, forms = line.strip().split(" ", 2)
            unit = Unit(name, dimension, None if size == "-" else float(size))
            for form in forms.split("|"):
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
