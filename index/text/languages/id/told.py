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
        ("sehari (?:yang )?(?:lalu|sebelumnya)", "day", 1),
        ("(?:minggu|pekan) (?:depan|mendatang)", "week", -1),
        ("bulan (?:depan|mendatang)", "month", -1),
        ("tahun (?:depan|mendatang)", "year", -1),
    ),
    this_weekday="(?:hari )?{weekday} ini",
    next_weekday="(?:hari )?{weekday} depan",
    weekday_next_week="(?:hari )?{weekday} (?:pekan|minggu) depan",
    coming_weekday="(?:hari )?{weekday} (?:mendatang|nanti)",
    weekday_last_week="(?:hari )?{weekday} (?:pekan|minggu) (?:yang )?lalu",
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
    this_year="tahun ini",
    hedged="sekitar|kira-kira|hampir|lebih dari|kurang dari|kurang lebih|sedikitnya|paling tidak",
    joined="sampai|hingga|dan|s/d|sampai dengan",
    ranging="sampai|hingga|s/d|sampai dengan",
    past=(
        "telah|sudah|tadi|sempat|kata|ujar|ungkap|jelas|tutur|terang|tegas|mengatakan|menyatakan|menyebut(?:kan)?"
        "|menegaskan"
    ),
    future="akan|bakal|hendak|rencananya|direncanakan|dijadwalkan|berencana|dipastikan akan",
    unclear="mungkin|bisa|dapat|harus|jika|kalau|apabila|bila|seharusnya|semula|tadinya",
    clauses="yang|bahwa|setelah|sebelum|saat|ketika|sementara|sedangkan|karena|dan|tetapi|tapi|namun|usai",
    tells_tense=False,
)
