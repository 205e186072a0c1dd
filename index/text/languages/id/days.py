"""How Indonesian questions say which days they ask of."""

from __future__ import annotations

from index.text.languages.day_wording import Days

_NEWEST = "terbaru|terkini|teranyar|termutakhir|paling baru"
_WORKS = (
    "album|lagu|single|singel|film|buku|novel|musim|episode|serial|gim|game|model|versi|edisi|ponsel|gawai|puisi|karya"
)
_FIGURES = "harga|tarif|kabar|berita|data|angka|jumlah|posisi|status|kondisi|perkembangan|kurs|skor|klasemen|hitungan"

DAYS = Days(
    relative=(
        ("kemarin lusa|kemarin dulu", "day", 2),
        ("(?:minggu|pekan) (?:yang )?(?:lalu|kemarin)", "week", 1),
        ("(?:minggu|pekan) ini", "week", 0),
        ("bulan (?:yang )?(?:lalu|kemarin)", "month", 1),
        ("bulan ini", "month", 0),
        ("tahun (?:yang )?(?:lalu|kemarin)", "year", 1),
        ("tahun ini", "year", 0),
        ("kemarin|kemaren|tadi malam|semalam", "day", 1),
        ("hari ini|(?:pagi|siang|sore|malam) ini", "day", 0),
    ),
    counts={"satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7, "sepuluh": 10},
    units={"day": "hari", "week": "minggu|pekan", "month": "bulan", "year": "tahun"},
    ago="{count} {unit} (?:yang )?(?:lalu|silam)",
    within="{count} {unit} terakhir",
    last_weekday="(?:hari )?{weekday} (?:yang )?(?:lalu|kemarin)",
    before="pada|di|selama|sepanjang|dalam|sejak|semenjak|setelah|mulai|dari|tanggal|bulan|tahun|hari|antara",
    before_year="pada|pada tahun|di tahun|tahun|selama|sepanjang|dalam|sejak|semenjak|setelah|mulai|dari|antara",
    since="sejak|semenjak|setelah|mulai|dari",
    until="sampai|hingga|sebelum|dan|s/d",
    as_of="per|hingga|sampai(?: dengan)?|s/d|selambatnya|paling lambat",
    earlier="sebelum|menjelang",
    behind="di|ke|dari|pada|yang|dan|atau|untuk|oleh|dengan|adalah|sudah|telah|ada|berapa|siapa|apa|kapan|mana|bagaimana"
    "|mengapa|menurut|itu|ini|tidak|masih|akan|bagi|dalam|tersebut|secara|saja",
    present="(?:(?:pada|hingga|sampai|sampai dengan|per|untuk|sejauh) )?(?:saat ini|sekarang(?: ini)?|kini|hari ini)"
    rf"|sejauh ini|dewasa ini|(?<!yang )(?:{_NEWEST})",
    latest=rf"{_NEWEST}|masih|terakhir kali|kali terakhir|(?:{_FIGURES}) (?:yang )?terakhir",
    not_present=rf"(?:{_WORKS})(?: [\w'’-]+){{0,2}} (?:{_NEWEST})|(?:masa|era|zaman) (?:kini|sekarang)"
    r"|(?:ketika|sewaktu|semasa|saat|waktu)(?: [\w'’-]+){0,2} masih"
    r"|masih(?: [\w'’-]+){1,8} (?:ketika|sewaktu|semasa|waktu itu|saat itu)"
    rf"|apakah(?: [\w'’-]+){{0,2}} \d{{1,4}}(?: [\w'’-]+){{0,4}} (?:{_NEWEST})"
    r"|untuk (?:yang )?(?:terakhir kali|kali terakhir)\w*"
    r"|(?:siapa|mana|apa)(?: [\w'’-]+){0,6} (?:terakhir kali|kali terakhir)",
)
