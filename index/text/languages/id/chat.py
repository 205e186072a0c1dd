"""The words of Indonesian conversations."""

from __future__ import annotations

from index.text.languages.chat_wording import Chat

_ASKING = (
    "siapa apa apakah kapan mana dimana kemana mengapa kenapa bagaimana gimana berapa sejak menurut di ke dari pada "
    "oleh untuk dengan tentang soal yang dan atau adalah bisa akan sudah telah"
)
_SPEAKING = (
    "kata berkata mengatakan dikatakan pendapat berpendapat tanggapan menanggapi komentar bilang ujar sebut menyebut"
)
_PLAIN = (
    "terjadi kejadian ada adakah lagi juga masih sekarang saja benar begitu tadi saya aku kami kita kamu anda tolong "
    "hal waktu saat ketika"
)
_NOT_POINTING = (
    "hanya tanya bertanya punya biasanya akhirnya misalnya sebenarnya seharusnya sebaiknya sebelumnya selanjutnya "
    "umumnya kabarnya banyaknya"
)

CHAT = Chat(
    leads="dan|lalu|terus|tapi|kalau|bagaimana dengan|gimana dengan|bagaimana kalau|kalau soal",
    then_leads="bagaimana dengan|kalau|dengan",
    persons=frozenset({"dia", "ia", "beliau"}),
    things=frozenset(["mereka", "itu", "ini", "tersebut", "sana", "situ"]),
    asking=frozenset(_ASKING.split()),
    asks_a_name="siapa|apa nama|mana",
    prepositions=frozenset(["di", "pada", "sejak", "untuk", "tahun"]),
    placing=frozenset(["di", "ke", "dari", "dekat", "sekitar", "dalam"]),
    relating=frozenset(
        ["oleh", "untuk", "dengan", "tentang", "soal", "kepada", "bagi", "terhadap", "menurut", "antara"]
    ),
    articles=frozenset(["sang", "para", "si"]),
    speaking=frozenset(_SPEAKING.split()),
    plain=frozenset(_PLAIN.split()),
    asks_who="siapa",
    joining="(?:dan|atau)",
    only="hanya|khusus|cuma",
    of="dari|dalam|(?:artikel|berita) dari",
    since="sejak|mulai|setelah",
    until="sampai|hingga|sebelum",
    within="(?:(?:pada|selama) )?(?:tahun|bulan|tanggal)|pada|selama",
    scoping=frozenset(["sejak", "dari", "di", "pada", "dan", "atau", "yang"]),
    again="lagi|sekali lagi|ulangi",
    courtesies=r"(?:baik,? )?(?:terima ?kasih|makasih|trims)(?: banyak| ya)?|oke|baik(?:lah)?|sip|mantap|halo|hai"
    "|selamat (?:pagi|siang|sore|malam)|sampai jumpa",
    everything="semua(?:nya)?(?: artikel| sumber| media)?",
    pointing=r"[^\W\d_]{3,}nya",
    not_pointing=frozenset(_NOT_POINTING.split()),
    languages={"inggris": "en", "indonesia": "id", "bahasa indonesia": "id"},
)
