"""Indonesian."""

from __future__ import annotations

from index.text.languages.id.answers import ANSWERS
from index.text.languages.id.chat import CHAT
from index.text.languages.id.days import DAYS
from index.text.languages.id.numbers import NUMBERS
from index.text.languages.id.questions import QUESTIONS
from index.text.languages.id.speech import SPEECH
from index.text.languages.id.statements import STATEMENTS
from index.text.languages.id.told import TOLD
from index.text.languages.wording import Wording

_NAME_TITLES = (
    "abd. akbp. alm. bpk. dr. dra. drg. drs. h. hj. ir. kh. moch. moh. mohd. muh. ny. pdt. prof. sdr. tn. ust."
)
_FIRMS = "cv. pt. ud."
_RANKS = "brigjen. inf. irjen. jend. kapt. kol. kombes. komjen. kompol. letjen. letkol. mayjen. plt."
_PLACES = "bid. ds. dsn. gg. jl. jln. kab. kec. kel. prov. st. tk. a.n. d.a. u.p. hlm. sp."
_BEFORE_NUMBERS = "no. rp. tgl. pk. pkl. hal. psl. vol. th. thn. rt. rw. lk."
_TITLES = (
    "presiden perdana menteri luar dalam negeri pertahanan keuangan sekretaris jenderal raja ratu bapak ibu pak bu "
    "gubernur wali kota walikota bupati ketua kepala direktur utama kapten kolonel mayor letnan paus pangeran hakim "
    "wakil mantan duta besar juru bicara komandan pemimpin kanselir kaisar sultan haji"
)
_DAYS = "hari|pagi|siang|sore|malam|pekan|minggu|bulan|tahun|abad|saat|ketika|waktu|kali|masa|musim|dewasa|selama|kini"
_LINKS = "sementara|selain|karena|sebab|maka|untuk|setelah|sebelum|sejak|sesudah|dengan|seperti|belakangan|apa|siapa"
_NOT_OF = (
    "adanya|akhirnya|alhasilnya|anehnya|artinya|awalnya|banyaknya|bertanya|biasanya|celakanya|contohnya|faktanya|hanya|"
    "harusnya|idealnya|intinya|kabarnya|kenya|kelihatannya|kenyataannya|khususnya|lazimnya|makanya|menariknya|misalnya|mulanya|"
    "nampaknya|nantinya|nyatanya|parahnya|pastinya|pokoknya|punya|rupanya|sayangnya|sebaiknya|sebelumnya|sebenarnya|"
    "sebetulnya|seharusnya|selanjutnya|selengkapnya|sepenuhnya|seperlunya|sepertinya|seringnya|sesungguhnya|setidaknya|"
    "seterusnya|singkatnya|soalnya|sonya|tadinya|tampaknya|tanya|tentunya|terutamanya|umumnya|uniknya|untungnya|utamanya"
)

WORDING = Wording(
    months=(
        ("januari", "jan"),
        ("februari", "pebruari", "feb"),
        ("maret", "mar"),
        ("april", "apr"),
        ("mei",),
        ("juni", "jun"),
        ("juli", "jul"),
        ("agustus", "agu", "ags"),
        ("september", "sept", "sep"),
        ("oktober", "okt"),
        ("november", "nopember", "nov", "nop"),
        ("desember", "des"),
    ),
    weekdays=(
        ("senin",),
        ("selasa",),
        ("rabu",),
        ("kamis",),
        ("jumat", "jum'at", "jum’at"),
        ("sabtu",),
        ("minggu", "ahad"),
    ),
    clock_words=("pukul", "jam"),
    abbreviations=frozenset(f"{_NAME_TITLES} {_FIRMS} {_RANKS} {_PLACES}".split()),
    number_abbreviations=frozenset(_BEFORE_NUMBERS.split()),
    titles=frozenset(_TITLES.split()),
    small_words=frozenset({"dan", "di", "untuk", "dari", "yang", "bagi"}),
    last_year="tahun lalu",
    next_year="tahun depan",
    affixed=r"(?:me|pe|di|ber|ter|ke|se)\w{4}|\w+(?:an|kan|nya|i|is)$",
    pronoun=r"(?:(?:dan|jadi|kemudian|lalu|maka|namun|sedangkan|tapi|tetapi)\b[\s,]+)?"
    r"(?:(?:dia|ia|beliau|mereka|keduanya|ketiganya|itu|itulah|ini|inilah)\b"
    rf"|(?!(?:{_DAYS}|{_LINKS})\b)[^\W\d_]{{3,}}\s+(?:itu|ini|tersebut)\b"
    rf"|(?!(?:{_NOT_OF})\b)[^\W\d_]{{2,}}nya\b)",
    denial=r"\b(?:(?:tidak|bukan|belum)(?:lah)?|tak|takkan|jangan|tanpa|tiada|(?:eng|ng)?gak)\b",
    elided=frozenset({"dah", "enggak", "gak", "gitu", "kan", "kau", "ku", "lah", "nggak", "tu", "tuk"}),
    numbers=NUMBERS,
    questions=QUESTIONS,
    answers=ANSWERS,
    chat=CHAT,
    days=DAYS,
    speech=SPEECH,
    told=TOLD,
    statements=STATEMENTS,
)
