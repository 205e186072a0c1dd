"""The words of English conversations."""

from __future__ import annotations

from index.text.languages.wording import Chat

_ASKING = (
    "who whom whose what which when where why how many much long far old did do does is are was were has have had can "
    "could will would should according tell say said the a an of in on at to for from by with about and or"
)

CHAT = Chat(
    leads="and then|and|but|so|then|or|what about|how about",
    then_leads="what about|how about|with",
    persons=frozenset({"he", "him", "she"}),
    things=frozenset(["it", "its", "they", "them", "their", "this", "that", "these", "those", "there"]),
    asking=frozenset(_ASKING.split()),
    asks_a_name="who|whom|which|what",
    prepositions=frozenset(["in", "on", "at", "by", "for", "since", "before", "after"]),
    joining="and",
    only="only|just",
    of="in|from",
    since="since|from|after",
    until="until|till|up to|before",
    everything="everything|all (?:articles|sources)",
    languages={"english": "en", "indonesian": "id"},
    owners={"his": "'s", "her": "'s"},
)
