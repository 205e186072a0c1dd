"""How Indonesian articles tell when something was or will be."""

from __future__ import annotations

from index.text.languages.told_wording import Told

TOLD = Told(
    relative=(
        ("besok lusa|(?<!kemarin )lusa", "day", -2),
        ("besok|esok(?! hari)", "day", -1),
        ("tadi (?:pagi|siang|sore)", "day", 0),
        ("(?:se)?(?:minggu|pekan) (?:yang )?(?:lalu|kemarin|silam)", "week", 1),
        ("sebulan (?:yang )?(?:lalu|silam)", "month", 1),
        ("setahun (?:yang )?(?:lalu|silam)", "year", 1),
        ("sehari (?:yang )?lalu", "day", 1),
        ("(?:minggu|pekan) (?:depan|mendatang)", "week", -1),
        ("bulan (?:depan|mendatang)", "month", -1),
        ("tahun (?:depan|mendatang)", "year", -1),
    ),
    of_others="(?:hari )?{weekday} (?:sebelumnya|berikutnya|itu)",
    this_weekday="(?:hari )?{weekday} ini",
    next_weekday="(?:hari )?{weekday} depan",
    coming_weekday="(?:hari )?{weekday} (?:mendatang|nanti|besok)",
    day_parts="dini hari|pagi|siang|sore|petang|malam",
    not_weekday="(?:setiap|tiap|tiap-tiap|saban)(?: hari)?|suatu(?: hari)?|malam|hari-hari",
    next_day=(
        "keesokan (?:hari|pagi|siang|malam)nya|keesokannya|esok harinya|esoknya"
        "|sehari (?:kemudian|setelahnya|setelah itu)"
    ),
    days_later="{count} hari (?:kemudian|setelahnya|setelah itu|berselang)",
    before_month=(
        "pada|bulan|sejak|semenjak|hingga|sampai|awal|akhir|pertengahan|selama|sepanjang|dari|antara|dan|sebelum|setelah"
        "|mulai|di|tengah|medio"
    ),
    last_month="(?:yang )?(?:lalu|silam)",
    next_month="mendatang|depan|nanti",
    hedged=(
        "sekitar|kira-kira|hampir|lebih dari|kurang dari|kurang lebih|sedikitnya|paling tidak|beberapa|setengah"
        "|separuh|sekian|belas|belasan|puluh|puluhan|ratusan|ribuan|jutaan|berapa"
    ),
    then="lalu",
    joined="sampai|hingga|dan|s/d|sampai dengan",
    ranging="sampai|hingga|s/d|sampai dengan",
    past=(
        "telah|sudah|tadi|sempat|kata|ujar|ungkap|jelas|tutur|terang|tegas|mengatakan|menyatakan|menyebut(?:kan)?"
        "|menegaskan"
    ),
    future="akan|bakal|hendak|rencananya|direncanakan|dijadwalkan|berencana|dipastikan akan",
    unclear=(
        "mungkin|bisa|dapat|harus|jika|kalau|apabila|bila|seharusnya|semula|tadinya|minta|diminta|meminta"
        "|sepakat|menyepakati|disepakati|ancam|mengancam|janji|berjanji|menjanjikan|ditunda|menunda|diundur|dimajukan"
        "|rencana|merencanakan|siap|bersiap|berniat|ingin|berharap|diharapkan|imbau|diimbau|mengimbau|mengajak"
        "|diundang|wajib|diwajibkan|target|ditargetkan|menargetkan|diagendakan"
    ),
    dating="(?:pada |di )?tahun|pada|sejak|semenjak",
    ahead="(?:untuk|hingga|sampai|ke|menjadi|sebelum|paling lambat)(?: hari| tanggal| bulan| awal| akhir)?",
    clauses="yang|bahwa|setelah|sebelum|saat|ketika|sementara|sedangkan|karena|dan|tetapi|tapi|namun|usai",
    tells_tense=False,
    long_past="telah|sudah|sempat|pernah",
)
