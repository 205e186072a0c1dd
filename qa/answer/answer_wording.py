"""How English and Indonesian answers say when, how many, who, where and why."""

from __future__ import annotations

import re

from index.text.dates import MONTH_NAMES, WEEKDAYS
from qa.answer.numbers import any_of


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)


_DAY = (
    "today|yesterday|tomorrow|tonight|overnight|midnight|noon|midday|morning|afternoon|evening|night|dawn|dusk|sunset"
)
_DAY += "|sunrise|hari ini|kemarin|besok|lusa|pagi|siang|sore|petang|malam|subuh|dini hari|senja"
_ERA = (
    r"century|centuries|decades?|millennium|era|ages?|period|bc|bce|ad|ce|spring|summer|autumn|fall|winter|season|ago"
    r"|weekends?|holidays?|weekly|daily|annually|years?|months?|weeks?|days?|hours?|minutes?|christmas|easter|ramadan|early|late"
    r"|earlier|later|soon|now|present|recently|currently|immediately|always|never|past|times|aftermath|afterwards|summers|winters|medieval|\d{1,2}(?:st|nd|rd|th)|\d{1,4}['’]?s|abad|dasawarsa|dekade"
    r"|zaman|jaman|masa|era|periode|musim|sm|lalu|silam|mendatang|depan|kini|sekarang|saat ini|tahun|bulan|minggu"
    r"|pekan|hari|jam|menit|awal|akhir|pertengahan|lebaran|natal|idul \w+|segera|baru-baru|kemudian|nanti"
)
TIME = _words(rf"{MONTH_NAMES}|(?:{any_of(WEEKDAYS)})s?|{_DAY}|{_ERA}")
WEEKDAY = _words(rf"(?:{any_of(WEEKDAYS)})s?")
TIME_CLAUSE = _words(
    r"after|before|during|when|whenever|while|since|until|till|by|as|upon|once|following|prior|every|if|between"
    r"|beginning|start|end|time|setelah|sesudah|sebelum|selama|ketika|saat|sejak|semenjak|hingga|sampai|pada|waktu|sewaktu|menjelang|usai|tiap"
    r"|setiap|apabila|jika|begitu|antara"
)
YEAR = _words(r"\d{1,4}\s?(?:s|an|-an|m|sm|bc|bce|ad|ce|h|masehi)|(?:ad|bc) \d{1,4}|[5-9]\d\d|[12]\d{3}")
CLOCK = _words(r"midnight|noon|midday|dawn|dusk|sunset|sunrise|daylight|daytime|pukul|jam|o['’]clock")
THEN_ERA = re.compile(r"\W{0,3}(?:century|centuries|millennium|era|period|abad|masehi|sm|bc)\b", re.IGNORECASE)
AFTER_TIME = re.compile(
    r"\b(?:during|until|till|since|before|after|late|early|mid|end of|beginning of|start of|abad|ke|semasa|selama"
    r"|sejak|sebelum|setelah|ketika|saat|zaman|masa|era)[ -](?:(?:the|both|its|his|middle|perang) )?\Z",
    re.IGNORECASE,
)
"""What stands before words that say when, at its end."""

DATING = re.compile(
    r"\b(?:in|since|by|until|till|year|before|after|during|early|late|mid|tahun|pada|sejak|hingga|sampai"
    r"|awal|akhir)[\s-]?\Z|[(–-]\Z",
    re.IGNORECASE,
)
"""What stands before figures that are a year, at its end."""

VAGUE_NUMBER = _words(
    r"hundreds|thousands|millions|billions|dozens|tens|scores|several|some|few|many|most|all|none|no|zero|both|half"
    r"|pair|couple|a|an|single|once|only|more|less|fewer|majority|minority|much|lot|little|every|each|neither|either"
    r"|doubled?|tripled?|quadrupled|quarter|first|second|thirds?|fourth|fifth|sixth|seventh|eighth|ninth|tenth|hundredth|thousandth|free|nothing|another|large|larger|small|smaller|great|greater"
    r"|significant|significantly|high|higher|low|lower|slightly|unlimited|puluhan|ratusan|ribuan|jutaan|belasan"
    r"|beberapa|banyak|sebagian|semua|seluruh|seluruhnya|ke(?:satu|dua|tiga|empat|lima|enam|tujuh|delapan)(?:nya)?"
    r"|setengah|separuh|sepertiga|seperempat|mayoritas|sepasang|se(?:orang|buah|ekor|kali)|nihil|tidak|gratis|sedikit"
    r"|tunggal|lebih|kurang|sejumlah"
)
FIGURE = re.compile(r"\d|\b[IVXLC]+\b")
FRACTION = re.compile(
    r"\b(?:half|halves|quarters?|thirds?|fifths?|sixths?|tenths?|eighths?|majority|minority|most|all|none|whole|in \d+"
    r"|setengah|separuh|sepertiga|seperempat|seperlima|pertiga|perempat|mayoritas|sebagian|seluruh|semua)\b"
    r"|[½¼¾⅓⅔]|\d/\d",
    re.IGNORECASE,
)

PERSON = _words(
    r"(?:\w+(?:ers?|ors?|ists?|ians?|ees?|ants?|ents?|men|man|women|woman|kids)|people|persons?|child(?:ren)?"
    r"|wife|husband|sons?|daughters?|father|mother|brothers?|sisters?|kings?|queen|prince|princess|emperor|pope|boys?"
    r"|girls?|family|families|parents?|cousins?|friends?|troops|police|army|military|public|church|crown|court|staff"
    r"|team|crew|company|government|council|clergy|nobles?|elite|poor|rich|those|them|he|she|they|himself|everyone"
    r"|anyone|nobody|one|others?|judges?|slaves?|chiefs?|crowd|population|university|board|committee"
    r"|anak|istri|isteri|suami|ayah|ibu|orang|adik|kakak|raja|ratu|presiden|menteri|gubernur|bupati|wali ?kota"
    r"|jenderal|ketua|kepala|direktur|dokter|guru|polisi|tentara|warga|rakyat|penduduk|masyarakat|mahasiswa|siswa"
    r"|wartawan|pria|wanita|perempuan|lelaki|laki-laki|pemuda|bangsa|pasukan|pemerintah|keluarga|saudara\w*|putr[ai]"
    r"|kaisar|sultan|uskup|paus|tokoh|para|pe[mnlr]\w+|ia|dia|mereka|beliau)(?:nya)?"
)
NO_PERSON_OPENING = re.compile(
    r"\A\W*(?:in|at|on|for|because|since|when|during|after|before|until|through|di|pada|karena|untuk|ketika|saat|setelah"
    r"|sebelum|sejak|hingga|selama|it|is|was|are|were|has|had|have|be|been|being|adalah|merupakan|telah|sudah|akan|and"
    r"|dan|that|which|yang|would|could|can|may|not|tidak)\b",
    re.IGNORECASE,
)
PLACE = _words(
    r"in|at|near|on|from|to|around|outside|inside|along|between|behind|under|above|below|within|across|throughout"
    r"|di|ke|dari|dekat|sekitar|antara|sepanjang|dalam|luar|atas|bawah|daerah|wilayah"
    r"|north|south|east|west|\w+ern|utara|selatan|timur|barat|tengah|pusat|home|here|there|everywhere|abroad|overseas"
    r"|\w+(?:land|side|shore|room|yard|way|field|place|house)s?"
)
CLAUSE_OPENING = re.compile(
    r"\A\W*(?:because|as|since|for|so|due|owing|thanks|to|in order|by|through|via|with|using|from|of|on|that|it|they|he"
    r"|she"
    r"|karena|sebab|akibat|untuk|agar|supaya|guna|demi|lantaran|dengan|melalui|secara|lewat|oleh|dari|bahwa|dikarenakan"
    r"|disebabkan|sehingga)\b",
    re.IGNORECASE,
)
SMALL_WORDS = _words(
    r"st|nd|rd|th|and|or|to|about|around|approximately|nearly|almost|over|more than|at least|between|in|on|at|the|of"
    r"|from|a|an|per|by|ke|dan|atau|sekitar|kira-kira|hampir|lebih dari|pada|tanggal|tahun|di|dari|antara|sebanyak"
)
"""Words that stand with a number or a date without making it anything else."""
