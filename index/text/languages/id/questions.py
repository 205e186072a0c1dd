"""How Indonesian questions are worded."""

from __future__ import annotations

from index.text.languages.wording import Questions

_PLACES = (
    "kota|desa|provinsi|propinsi|negara|pulau|benua|pelabuhan|kabupaten|kecamatan|daerah|wilayah|ibu ?kota|bandara"
)
_DOUBLED = r"(?!(?:kura|kupu|laba|paru|cumi|ubur|alun|undang|rata|masing|gado|oleh|hati|kira)-)"
_SEVERAL = "dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh|beberapa|para|kedua|ketiga|keempat|kelima"
_TIMES = "tahun|bulan|minggu|pekan|hari|jam|kali|malam|pagi|musim|saat"
_NOT_ONE = rf"(?:(?:{_TIMES}|orang)(?:nya)?|untuk|dari|di|pada|yang|dengan|sebesar|sebanyak)\b"
_ARTICLES = "(?:artikel|berita|media|koran|surat kabar|majalah|situs|sumber|dokumen|laporan|tulisan)"
_TELL = r"menyebut\w*|mengatakan|memberitakan|melaporkan|menulis\w*|membahas|memuat|mengutip|menyatakan|meliput"
_TELL += "|menceritakan|menjelaskan|menyinggung|tentang|mengenai|soal"

QUESTIONS = Questions(
    clock=r"(?:jam|pukul) berapa(?:kah)?",
    year=r"tahun (?:berapa|apa|mana)(?:kah)?",
    day=r"(?:tanggal|tgl)(?: dan bulan| dan tahun)? (?:berapa|apa)(?:kah)?|hari apa(?:kah)?",
    time=r"kapan(?:kah)?|bilamana|(?:bulan|abad|dekade)(?: ke)?[ -]?(?:berapa|apa|mana)(?:kah)?",
    age=r"(?:usia|umur)\b.{0,40}\bberapa(?:kah)?|berapa(?:kah)? (?:tahun )?(?:usia|umur)(?:nya)?"
    r"|berapa tahun(?:kah)? usia",
    reason=r"mengapa(?:kah)?|kenapa(?:kah)?|apa(?:kah)? (?:yang menjadi |saja )?(?:alasan|sebab)(?:nya)?"
    r"|karena apa(?:kah)?|(?:atas|dengan) alasan apa(?:kah)?",
    manner=r"bagaimana(?:kah)?|dengan cara apa(?:kah)?",
    quotation=r"apa(?:kah)? (?:kata|ujar|ucapan|komentar|tanggapan|reaksi|pernyataan|pendapat|pesan)"
    r"|apa(?:kah)? yang (?:dikatakan|disampaikan|diucapkan|dinyatakan|diungkapkan|dikemukakan)",
    definition=r"apa(?:kah)? (?:itu|yang dimaksud|yg dimaksud|arti|artinya|pengertian|definisi|maksud)",
    place=rf"(?:di|ke|dari) ?mana(?:kah)?|(?:{_PLACES}) (?:mana|apa)(?:kah)?|apa(?:kah)? (?:nama )?(?:{_PLACES})",
    person=r"siapa(?:kah)?",
    organisation=r"(?:perusahaan|partai|klub|tim|organisasi|lembaga|badan|bank|maskapai|universitas|kelompok|departemen)"
    r" (?:\w+ )?(?:apa|mana)(?:kah)?",
    anything=r"apa(?:kah)?|mana(?:kah)?|apa saja",
    which_one=r"[^\W\d_]{3,} (?:mana|apa)(?:kah)? yang",
    # One of each, "saja", two of something, doubled nouns, the verbs of listing.
    several=rf"\b(?:se)?tiap(?:-tiap)? (?!(?:{_TIMES}|orang)\b)[^\W\d_]+|\bmasing-masing\b|\b(?:berapa|kapan|siapa)\b"
    rf".{{0,80}}\b(?:di|dari|oleh) {_DOUBLED}(?P<each>[^\W\d_]{{3,}})-(?P=each)\b"
    r"|\b(?:apa|siapa|mana|kapan|berapa)(?:kah)? saja(?:kah)?\b|\b(?:sebutkan|daftar|apa-apa|siapa-siapa)\b"
    rf"|\b(?:{_SEVERAL}) (?:\w+ ){{1,2}}(?:apa|mana|siapa)(?:kah)?\b"
    rf"|\b{_DOUBLED}(?P<before>[^\W\d_]{{3,}})-(?P=before)(?:nya)? (?:apa|mana|siapa)\b"
    rf"|\b(?:apa|mana|siapa) {_DOUBLED}(?P<after>[^\W\d_]{{3,}})-(?P=after)\b",
    each=(
        (rf"\b(?:(?:se)?tiap(?:-tiap)?|masing-masing) (?!{_NOT_ONE})(?=[^\W\d_])", ""),
        (rf"\b(di|dari|oleh|pada|untuk) {_DOUBLED}([^\W\d_]{{3,}})-\2\b", r"\1 \2"),
    ),
    how_many=r"(?:se)?berapa(?:kah)?(?P<noun>(?: (?!(?:yang|di|pada|untuk|dari|oleh|dalam(?! (?:laut|sumur|danau))|itu"
    r"|saat|ketika|sejak|dengan|adalah|ada|dapat|bisa|telah|sudah|akan)\b)[\w-]+){0,4})",
    of_articles=rf"berapa(?:kah)?(?: (?:banyak|jumlah|buah))? {_ARTICLES}(?: [\w-]+){{0,2}}? (?:{_TELL})\b"
    rf"|(?:di|dalam|pada) berapa(?:kah)? {_ARTICLES}|jumlah {_ARTICLES} (?:yang )?(?:{_TELL})\b",
    articles=rf"{_ARTICLES}(?! (?:tentang|mengenai|soal)\b)",
    nouns={
        "money": "harga biaya ongkos tarif gaji anggaran uang dana kerugian denda upah pendapatan utang hutang pajak "
        "laba keuntungan modal bayaran honor bantuan investasi hadiah aset impor ekspor omzet subsidi",
        "share": "persen persentase prosentase",
        "length": "jarak jauh tinggi panjang lebar kedalaman dalam ketinggian diameter tebal ketebalan",
        "area": "luas",
        "weight": "berat bobot massa",
        "speed": "kecepatan cepat",
        "temperature": "suhu temperatur",
        "duration": "lama durasi",
        "": "besar nilai tingkat skor ukuran kadar nomor angka kapasitas volume rata-rata kepadatan catatan laju "
        "produksi persediaan hasil banyaknya kekuatan daya",
    },
    counting=frozenset({"banyak", "banyaknya", "jumlah", "jumlahnya", "total", "jenis", "macam"}),
)
