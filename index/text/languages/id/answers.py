"""How Indonesian answers say when, how many, who, where and why."""

from __future__ import annotations

from index.text.languages.wording import Answers

ANSWERS = Answers(
    day="hari ini|kemarin|besok|lusa|pagi|siang|sore|petang|malam|subuh|dini hari|senja",
    era=r"abad|dasawarsa|dekade|zaman|jaman|masa|era|periode|musim|sm|lalu|silam|mendatang|depan|kini|sekarang|saat ini"
    r"|tahun|bulan|minggu|pekan|hari|jam|menit|awal|akhir|pertengahan|lebaran|natal|idul \w+|segera|baru-baru"
    r"|kemudian|nanti",
    time_clause="setelah|sesudah|sebelum|selama|ketika|saat|sejak|semenjak|hingga|sampai|pada|waktu|sewaktu|menjelang"
    "|usai|tiap|setiap|apabila|jika|begitu|antara",
    year_marks="an|-an|m|sm|h|masehi",
    era_marks="abad|masehi|sm",
    clock="pukul|jam",
    after_time="abad|ke|semasa|selama|sejak|sebelum|setelah|ketika|saat|zaman|masa|era",
    dating="tahun|pada|sejak|hingga|sampai|awal|akhir",
    vague_number="puluhan|ratusan|ribuan|jutaan|belasan|beberapa|banyak|sebagian|semua|seluruh|seluruhnya"
    "|ke(?:satu|dua|tiga|empat|lima|enam|tujuh|delapan)(?:nya)?|setengah|separuh|sepertiga|seperempat|mayoritas"
    "|sepasang|se(?:orang|buah|ekor|kali)|nihil|tidak|gratis|sedikit|tunggal|lebih|kurang|sejumlah",
    fraction="setengah|separuh|sepertiga|seperempat|seperlima|pertiga|perempat|mayoritas|sebagian|seluruh|semua",
    person=r"(?:anak|istri|isteri|suami|ayah|ibu|orang|adik|kakak|raja|ratu|presiden|menteri|gubernur|bupati|wali ?kota"
    r"|jenderal|ketua|kepala|direktur|dokter|guru|polisi|tentara|warga|rakyat|penduduk|masyarakat|mahasiswa|siswa"
    r"|wartawan|pria|wanita|perempuan|lelaki|laki-laki|pemuda|bangsa|pasukan|pemerintah|keluarga|saudara\w*|putr[ai]"
    r"|kaisar|sultan|uskup|paus|tokoh|para|pe[mnlr]\w+|ia|dia|mereka|beliau)(?:nya)?",
    no_person_opening="di|pada|karena|untuk|ketika|saat|setelah|sebelum|sejak|hingga|selama|adalah|merupakan|telah"
    "|sudah|akan|dan|yang|tidak",
    place="di|ke|dari|dekat|sekitar|antara|sepanjang|dalam|luar|atas|bawah|daerah|wilayah|utara|selatan|timur|barat"
    "|tengah|pusat",
    clause_opening="karena|sebab|akibat|untuk|agar|supaya|guna|demi|lantaran|dengan|melalui|secara|lewat|oleh|dari"
    "|bahwa|dikarenakan|disebabkan|sehingga",
    small_words="ke|dan|atau|sekitar|kira-kira|hampir|lebih dari|pada|tanggal|tahun|di|dari|antara|sebanyak",
    former="mantan|bekas|eks",
    succeeding="menggantikan|pengganti|menggeser|penerus|pendahulunya",
    succeeded="(?:yang )?(?:telah |sudah )?(?:digantikan|diganti)(?: oleh)?",
    beside_office=frozenset({"provinsi", "kabupaten", "kota", "lama", "sebelumnya", "petahana", "pejabat", "penjabat"}),
    another=r"(?P<event>\w+(?: \w+)?) (?:baru|lain|lainnya|susulan|lagi|kedua)",
)
