"""The words of Indonesian conversations."""

from __future__ import annotations

from index.text.languages.wording import Chat

_ASKING = (
    "siapa apa apakah kapan mana dimana kemana mengapa kenapa bagaimana gimana berapa sejak menurut di ke dari pada "
    "oleh untuk dengan tentang soal yang dan atau adalah bisa akan sudah telah"
)

CHAT = Chat(
    leads="dan|lalu|terus|tapi|kalau|bagaimana dengan|gimana dengan|bagaimana kalau|kalau soal",
    then_leads="bagaimana dengan|kalau|dengan",
    persons=frozenset({"dia", "ia", "beliau"}),
    things=frozenset(["mereka", "itu", "ini", "tersebut", "sana", "situ"]),
    asking=frozenset(_ASKING.split()),
    asks_a_name="siapa|apa nama|mana",
    prepositions=frozenset(["di", "pada", "sejak", "untuk", "tahun"]),
    joining="dan",
    only="hanya|khusus|cuma",
    of="dari|dalam",
    since="sejak|mulai|setelah",
    until="sampai|hingga|sebelum",
    everything="semua(?: artikel| sumber)?",
    languages={"inggris": "en", "indonesia": "id", "bahasa indonesia": "id"},
)
