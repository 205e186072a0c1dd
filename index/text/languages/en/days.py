"""How English questions say which days they ask of."""

from __future__ import annotations

from index.text.languages.day_wording import Days

_OWNED = "".join(rf"|(?<={word} )" for word in ("the", "its", "his", "her", "their", "what", "whose", "['’]s"))
_THING = (
    r"(?= (?!(?:in|on|of|at|for|from|about|by|with|and|or|is|was|are|were|through|account|affairs|flow\w*"
    r"|like|as|than|so|too|near|off|along|under|when|that|which|do|does|did|has|had|strong\w*|fast\w*|run\w*)\b)[a-z])"
)
_NEWEST = "latest|newest|most recent"
_WORKS = (
    "albums?|songs?|singles?|films?|movies?|books?|novels?|seasons?|episodes?|series|games?|models?|versions?|editions?"
)
_WORKS += "|phones?|gadgets?|records?|poems?|plays?|paintings?"

DAYS = Days(
    relative=(
        ("the day before yesterday", "day", 2),
        ("yesterday|last night", "day", 1),
        ("today|tonight|this (?:morning|afternoon|evening)", "day", 0),
        ("last week|the (?:past|previous) week", "week", 1),
        ("this week", "week", 0),
        ("last month|the (?:past|previous) month", "month", 1),
        ("this month", "month", 0),
        ("last year|the (?:past|previous) year", "year", 1),
        ("this year", "year", 0),
    ),
    counts={"one": 1, "a": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10},
    units={"day": "days?", "week": "weeks?", "month": "months?", "year": "years?"},
    ago="{count} {unit} ago",
    within="the (?:last|past|previous) {count} {unit}",
    last_weekday="last {weekday}",
    before="on|in|during|throughout|from|of|for|since|after|between|over|within",
    before_year="in|during|throughout|in the year|since|after|from|between",
    since="since|after|from",
    until="until|till|before|by|to|and|up to",
    as_of="as of|as at|until|till|up to|up until|by|through|no later than",
    earlier="before|prior to|ahead of",
    behind="in|on|at|of|for|from|to|and|or|was|were|is|are|had|has|have|did|do|does|how|what|who|whom|which|when|where|why"
    "|according|that|with|by|under|than|if|it|he|she|they|there|the|an?",
    present="(?<!up to )(?:(?:as of |until |till |by |even |right |just )?now)|(?:as of |until )?today"
    "|today['’]s|currently|presently|nowadays|(?:at (?:present|the moment|this (?:time|point|moment|stage)))"
    "|these days|to this day|(?<!up )(?<!on )to date(?! (?:him|her|an?|the)\\b)"
    r"|so far(?! (?:from|away|apart|off|as)\b)"
    rf"|(?:{_OWNED[1:]})current{_THING}|(?:{_NEWEST}){_THING}",
    latest=f"{_NEWEST}|most recently|still|the last time|up to now|up[ -]to[ -]date",
    not_present=r"now (?:and (?:then|again)|or never|that)|from now|at the latest(?=\W*$)|until now (?:had|was|were)"
    rf"|(?:{_NEWEST})(?: (?!(?:on|of|in|for|from|about|by|at)\b)[\w'’-]+){{0,2}} (?:{_WORKS})"
    r"|(?:was|were|had|did)(?: [\w'’-]+){0,4} still|still (?:was|were|had|did|life|lifes|images?|photos?|stand\w*)"
    r"|still (?:wines?|waters?|air)|at th(?:e|is) (?:moment|point|stage) (?:he|she|it|they|we|when|that|of|the|his|her)"
    r"|(?:want\w*|lik\w*|go\w*|used|start\w*|beg[au]n|begin\w*|refus\w*|allowed) to date"
    rf"|^(?:is|was|are|were)(?: [\w'’-]+){{1,4}} the (?:{_NEWEST})"
    r"|for the last time|(?:who|where|what)(?: [\w'’-]+){1,6} the last time",
)
