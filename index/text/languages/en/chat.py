"""The words of English conversations."""

from __future__ import annotations

from index.text.languages.chat_wording import Chat

_ASKING = (
    "who whom whose what which when where why how many much long far old did do does is are was were has have had can "
    "could will would should according tell say said the a an of in on at to for from by with about and or"
)
_SPEAKING = (
    "say says said saying tell told think thinks thought claim claims claimed respond responded react reacted reply "
    "replied comment commented answer answered"
)
_PLAIN = (
    "happen happens happened occur occurred take took place else also now then still just really exactly any anyone "
    "more may might must "
    "i me my we you your us please be been being called it's that's what's who's get got thing things"
)

CHAT = Chat(
    leads="and then|and|but|so|then|or|what about|how about",
    then_leads="what about|how about|with",
    persons=frozenset({"he", "him", "she"}),
    things=frozenset(["it", "its", "they", "them", "their", "this", "that", "these", "those", "there"]),
    asking=frozenset(_ASKING.split()),
    asks_a_name="who|whom|which|what",
    prepositions=frozenset(["in", "on", "at", "by", "for", "since", "before", "after"]),
    placing=frozenset(
        ["in", "at", "on", "near", "from", "to", "into", "inside", "outside", "around", "across", "over", "under"]
    ),
    relating=frozenset(["of", "for", "by", "with", "about", "against", "between", "as", "than"]),
    articles=frozenset(["the", "a", "an"]),
    speaking=frozenset(_SPEAKING.split()),
    plain=frozenset(_PLAIN.split()),
    asks_who="who|whom|whose",
    joining="(?:and|or)",
    only="only|just",
    of="in|from|articles (?:in|from)",
    since="since|from|after",
    until="until|till|up to|before",
    within="in|on|during",
    scoping=frozenset(["in", "of", "on", "at", "to", "from", "and", "or", "the", "a", "an"]),
    again="again|once more",
    courtesies=r"(?:many )?thanks(?: a lot)?|thank you(?: (?:so|very) much)?|thx|ok(?:ay)?|great|perfect|hello|hi|hey"
    "|good (?:morning|afternoon|evening|night)|(?:good)?bye",
    everything="everything|all|all (?:articles|sources|outlets)",
    languages={"english": "en", "indonesian": "id"},
    owners={"his": "'s", "her": "'s"},
)
