"""How Indonesian questions say which days they ask of."""

from __future__ import annotations

from index.text.languages.day_wording import Days

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
    ago="{count} {unit} (?:yang )?lalu",
    within="{count} {unit} terakhir",
    last_weekday="(?:hari )?{weekday} (?:yang )?(?:lalu|kemarin)",
    before="pada|di|selama|sepanjang|dalam|sejak|semenjak|setelah|mulai|dari|tanggal|bulan|tahun|hari|antara",
    before_year="pada|pada tahun|di tahun|tahun|selama|sepanjang|dalam|sejak|semenjak|setelah|mulai|dari|antara",
    since="sejak|semenjak|setelah|mulai|dari",
    until="sampai|hingga|sebelum|dan|s/d",
)
