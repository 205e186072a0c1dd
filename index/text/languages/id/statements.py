"""Indonesian statements that answer a question, and the question each answers."""

from __future__ import annotations

_WORD = r"[\w'’-]{1,20}"
_DONE = "(?:di|me|ber|ter)[a-z]{3,14}(?<!nya)|lahir|meninggal|wafat|tewas|tiba"
_NUMBER = r"(?P<answer>\d[\d.,]{0,12}(?: ribu| juta| miliar)?)"
_ABOUT = "(?:sekitar |lebih dari |hampir |setidaknya )?"
_PEOPLE = "orang|warga|tentara|anak|penumpang|pengungsi|pekerja"
_FATES = "tewas|terluka|luka-luka|meninggal|ditangkap|ditahan|mengungsi|dievakuasi"
_OFFICES = (
    "presiden|perdana menteri|menteri|raja|ratu|gubernur|bupati|wali kota|ketua|direktur|pemimpin|duta besar"
    "|juru bicara|komandan|kanselir|pendiri|penulis|penyanyi|aktor|aktris|pelatih|juara"
)

STATEMENTS = (
    (
        rf"{{begins}}{{name}} (?P<what>(?:{_DONE})(?: {_WORD}){{0,4}}?) pada (?:tanggal |tahun )?(?P<answer>{{day}})\b",
        "Kapan {name} {what}?",
    ),
    (
        rf"{{begins}}{{name}} (?:memiliki|mempunyai) {_ABOUT}{_NUMBER} (?P<what>[a-z]{{3,20}})\b",
        "Berapa {what} yang dimiliki {name}?",
    ),
    (rf"{_NUMBER} (?P<what>{_PEOPLE}) (?P<fate>{_FATES}) di {{name}}", "Berapa {what} yang {fate} di {name}?"),
    (
        rf"{{begins}}{{name}} (?:adalah|merupakan) (?:seorang )?(?P<answer>(?:{_WORD} )?(?:{_OFFICES}))\b",
        "Siapa {name}?",
    ),
    (rf"{{begins}}{{letters}} (?:adalah|merupakan) (?P<answer>(?:{_WORD} ){{1,3}}{_WORD})", "Apa itu {name}?"),
)
