"""How English and Indonesian questions are worded for what they ask for."""

from __future__ import annotations

import re

from qa.answer.units import UNITS, Dimension

SHARE, LENGTH, AREA, WEIGHT, SPEED, TEMPERATURE, DURATION, MONEY = (
    frozenset({dimension})
    for dimension in (
        Dimension.SHARE,
        Dimension.LENGTH,
        Dimension.AREA,
        Dimension.WEIGHT,
        Dimension.SPEED,
        Dimension.TEMPERATURE,
        Dimension.DURATION,
        Dimension.MONEY,
    )
)
ANY: frozenset[Dimension] = frozenset()
MASS = frozenset({Dimension.WEIGHT, Dimension.VOLUME, Dimension.AREA, Dimension.LENGTH})
"""What units of stuff measure: of dust, oil, land, rain."""


def _wording(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)


CLOCK = _wording(
    r"at what time(?! (?:of|period))|what time (?=is|was|did|does|do|will|are|must|can|should)"
    r"|(?:jam|pukul) berapa(?:kah)?"
)
YEAR = _wording(r"(?:what|which) years?|tahun (?:berapa|apa|mana)(?:kah)?")
DAY = _wording(
    r"(?:what|which) (?:exact |specific |calendar )?(?:dates?|days?(?! (?:of|after|before) (?!the week)))"
    r"|(?:tanggal|tgl)(?: dan bulan| dan tahun)? (?:berapa|apa)(?:kah)?|hari apa(?:kah)?"
)
TIME = _wording(
    r"when(?!.{0,80}\b(?:what|which|who|whom|how|why|where)\b)"
    r"|(?:what|which) (?:month|century|centuries|decade|season|time of (?:the )?year|time period)"
    r"|kapan(?:kah)?|bilamana|(?:bulan|abad|dekade)(?: ke)?[ -]?(?:berapa|apa|mana)(?:kah)?"
)
REASON = _wording(
    r"why|how come|what (?:is|was|are|were) (?:(?:the|a|his|her|their|its|one) )?(?:\w+ )?reasons?|for what reasons?"
    r"|mengapa(?:kah)?|kenapa(?:kah)?|apa(?:kah)? (?:yang menjadi |saja )?(?:alasan|sebab)(?:nya)?|karena apa(?:kah)?"
    r"|(?:atas|dengan) alasan apa(?:kah)?"
)
MANNER = _wording(
    r"how (?:did|do|does|is|are|was|were|can|could|will|would|should|has|have|had|to)"
    r"(?!.{0,80}\b(?:called|named|known|spelled|pronounced|abbreviated|rank|ranks|ranked|rate|rated)\b)"
    r"|(?:in|by) what (?:way|means|method)|bagaimana(?:kah)?|dengan cara apa(?:kah)?"
)
QUOTATION = _wording(
    r"what (?:did|does|do|has|had|have) .{1,60}? (?:say|said|tell|told|claim|claimed|announce|announced|warn|warned"
    r"|comment|commented|argue|argued)(?! was| is| were)"
    r"|what (?:is|was|were|are) .{1,60}?(?:reaction|response|comment|statement|message)s? (?:to|on|about|of|after)"
    r"|apa(?:kah)? (?:kata|ujar|ucapan|komentar|tanggapan|reaksi|pernyataan|pendapat|pesan)"
    r"|apa(?:kah)? yang (?:dikatakan|disampaikan|diucapkan|dinyatakan|diungkapkan|dikemukakan)"
)
DEFINITION = _wording(
    r"what (?:is|are|was|were) (?:an? |(?-i:the (?=[A-Z])))?(?!the\b|its?\b|his\b|their\b|this\b|that\b)"
    r"(?:(?: |\b)(?!(?:of|in|for|by|to|on|at|from|about|called|name)\b)[\w-]++){1,4}(?=\W*$)"
    r"|what (?:is|are|was|were) .{1,40} (?:defined as|meant by)|what is meant by|what does .{1,40} (?:mean|stand for)"
    r"|apa(?:kah)? (?:itu|yang dimaksud|yg dimaksud|arti|artinya|pengertian|definisi|maksud)"
)
_PLACES = "city|cities|town|village|province|state|county|country|countries|nation|island|continent|port|harbou?r"
_PLACES += "|region|district|location"
_TEMPAT = (
    "kota|desa|provinsi|propinsi|negara|pulau|benua|pelabuhan|kabupaten|kecamatan|daerah|wilayah|ibu ?kota|bandara"
)
PLACE = _wording(
    rf"where(?!.{{0,80}}\brank)|(?:what|which) (?:{_PLACES})(?!['’])|(?:di|ke|dari) ?mana(?:kah)?"
    rf"|(?:{_TEMPAT}) (?:mana|apa)(?:kah)?|apa(?:kah)? (?:nama )?(?:{_TEMPAT})"
)
_PERSONS = (
    "person|man|woman|president|king|queen|pope|emperor|author|actor|actress|scientist|player|general|politician"
    "|minister|composer|singer|leader|philosopher|writer|director|explorer|historian|artist|architect|coach"
)
PERSON = _wording(rf"who|whom|whose|siapa(?:kah)?|(?:what|which) (?:\w+ )?(?:{_PERSONS})(?!['’])")
ORGANISATION = _wording(
    r"(?:what|which) (?:\w+ )?(?:company|party|team|club|organi[sz]ation|agency|bank|university|newspaper|airline|firm"
    r"|network|corporation|school)(?!['’])"
    r"|(?:perusahaan|partai|klub|tim|organisasi|lembaga|badan|bank|maskapai|universitas|kelompok|departemen)"
    r" (?:\w+ )?(?:apa|mana)(?:kah)?"
)
ANYTHING = _wording(r"what|what['’]s|which|apa(?:kah)?|mana(?:kah)?|apa saja")
WHICH_ONE = _wording(r"which (?!(?:of|are|were|is|was|did|do|does)\b)[^\W\d_]+|[^\W\d_]{3,} (?:mana|apa)(?:kah)? yang")

AGE = _wording(
    r"how old|(?:at )?what age(?! (?:group|range|of))|what (?:is|was) .{1,40}\bage(?: of| when|\W*$)"
    r"|(?:usia|umur)\b.{0,40}\bberapa(?:kah)?|berapa(?:kah)? (?:tahun )?(?:usia|umur)(?:nya)?|berapa tahun(?:kah)? usia"
)
HOW_MANY = _wording(
    r"how many(?: of (?:the|these|those|his|her|its|their))?(?P<noun>(?: (?:hundred|thousand|million|billion)s? of)?"
    r"(?: (?!(?:did|do|does|was|were|are|is|has|have|had|can|could|will|would|of|in|on|at|to|for|from|that|who|which"
    r"|with|per|by)\b)[\w'-]+){0,4})"
    r"|what (?:is|was|were) the (?:\w+ )?(?:number of|population(?= of| in|\W*$)|death toll)\b(?!['’])"
)
BERAPA = _wording(
    r"(?:se)?berapa(?:kah)?(?P<noun>(?: (?!(?:yang|di|pada|untuk|dari|oleh|dalam(?! (?:laut|sumur|danau))|itu|saat"
    r"|ketika|sejak|dengan|adalah|ada|dapat|bisa|telah|sudah|akan)\b)[\w-]+){0,4})"
)
_COSTS = r"costs?|paid|pay|spend|spent|earn\w*|rais\w+|worth|sell|sold|fined?|invest\w*|donat\w+|charged?|money|budget"
_COSTS += r"|price\w*|salary|funding|funds|revenue|debt|owe\w*|financ\w+|contribut\w+|valued?|bought|purchas\w+|buy"
_HAS_LENGTH = r"bridge|tunnel|river|road|border|wall|ship|coast\w*|line|canal|fence|pipeline|runway|island|track|boat"
_HAS_LENGTH += r"|tail|trench|highway|street|beach|train|snake|chain|rope|cable|lake|range|cord"
_LASTS = r"wars?|trip|film|movie|term|reign|battle|siege|sentence|contract|trial|game|flight|career|process|course"
_LASTS += r"|program\w*|in|held|last"
_OF_MONEY = "money|is|was|were|are|did|do|does|would|will|has|have|had|in|per|tax"
_VARIES = r"rates?|temperatures?|prices?|inflation|score|percent\w*|unemployment|taxes|fever"
_OWNER = r"(?:the|a|an|its|his|her|their|[\w-]+['’]s) (?:[\w-]+ ){0,2}?"


def _what(noun: str) -> str:
    after = r"(?= of| for| in| per| between| from| to| at| on|\W*$)"
    return rf"what (?:is|was|are|were) {_OWNER}(?:{noun}){after}|what (?:{noun})(?! range| group)"


_AMOUNTS = (
    (SHARE | MASS | MONEY, "how much of (?:the|its|their|his|all|this|that)"),
    (SHARE, _what("percentage|percent|proportion|share|fraction") + "|how much percent"),
    (MONEY, rf"how much (?=(?:{_OF_MONEY})\b.{{0,80}}\b(?:{_COSTS})\b)|for how much"),
    (MONEY, r"what (?:does|did|do|will|would)\b.{0,80}\bcost(?=\W*$|\W+(?:in|to|for|at|on|per|when)\b)"),
    (MONEY, _what("price|cost|costs|salary|budget|revenue|fee|wage")),
    (WEIGHT, rf"how much (?=.{{0,80}}\bweigh)|how heavy|{_what('weight')}"),
    (LENGTH, rf"how long (?:is|are|was|were) (?=.{{0,80}}\b(?:{_HAS_LENGTH})\b)"),
    (LENGTH, r"how long (?:do|does) (?=.{0,80}\b(?:stretch|extend|run)\b)"),
    (LENGTH, r"how (?:far (?=from|is|was|away|apart|does .{1,80} extend)|tall|deep|wide|thick)"),
    (LENGTH, _what("distance|height|width|depth|diameter|altitude|elevation")),
    (DURATION, r"how long (?:did|do|does|has|have|had|will|would|can|could|after|before|ago|must|should|until)"),
    (DURATION, rf"how long (?:is|are|was|were) .{{0,80}}\b(?:{_LASTS})\b|how much (?:more )?time|{_what('duration')}"),
    (LENGTH | DURATION, f"how long|{_what('length')}"),
    (LENGTH | DURATION | SHARE, "how far(?! back)"),
    (SPEED, rf"how fast(?!.{{0,80}}\b(?:grow|grew|ris|increas|declin|spread)\w*)|{_what('speed|velocity')}"),
    (TEMPERATURE, rf"how (?:hot|cold|warm)|{_what('temperature')}"),
    (LENGTH, rf"how high (?:is|was|are|were) (?!.{{0,80}}\b(?:{_VARIES})\b)"),
    (AREA, _what("(?:total |surface |land )area")),
    (ANY, "how (?:much|large|big|high|fast|wide|small)"),
)
AMOUNTS = tuple((_wording(pattern), measured) for measured, pattern in _AMOUNTS)
"""English wordings that ask for a number in a unit, and what its units may measure; the first that fits tells."""

_NOUNS = {
    MONEY: "harga biaya ongkos tarif gaji anggaran uang dana kerugian denda upah pendapatan utang hutang pajak laba "
    "keuntungan modal bayaran honor bantuan investasi hadiah aset impor ekspor omzet subsidi",
    SHARE: "persen persentase prosentase",
    LENGTH: "jarak jauh tinggi panjang lebar kedalaman dalam ketinggian diameter tebal ketebalan",
    AREA: "luas",
    WEIGHT: "berat bobot massa",
    SPEED: "kecepatan cepat",
    TEMPERATURE: "suhu temperatur",
    DURATION: "lama durasi",
    ANY: "besar nilai tingkat skor ukuran kadar nomor angka kapasitas volume rata-rata kepadatan catatan laju produksi "
    "persediaan hasil banyaknya kekuatan daya",
}
NOUNS = {noun: measured for measured, nouns in _NOUNS.items() for noun in nouns.split()}
"""Indonesian nouns that say what a number measures, and what its units do."""

HOW_MANY_OF = frozenset({"banyak", "banyaknya", "jumlah", "jumlahnya", "total", "jenis", "macam"})
"""Indonesian words between "berapa" and what is counted."""

_MULTIPLIERS = re.compile(r"^(?:(?:hundred|thousand|million|billion|ribu|juta|miliar)s?(?: of)? )+", re.IGNORECASE)


def measured_in(noun: str, *, last_too: bool) -> frozenset[Dimension] | None:
    """Return what a counted unit measures: square miles; None if not a unit.

    Indonesian units begin the phrase, English ones may end it too.
    """
    words = _MULTIPLIERS.sub("", noun.casefold()).split()
    for size in range(min(3, len(words)), 0, -1):
        for phrase in (" ".join(words[:size]), *([" ".join(words[-size:])] if last_too else [])):
            if phrase in UNITS:
                return frozenset({UNITS[phrase].dimension})
    return None
