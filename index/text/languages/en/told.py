"""How English articles tell when something was or will be."""

from __future__ import annotations

from index.text.languages.told_wording import Told

_IRREGULAR = (
    "was were had did said told began begun came went gave got met made took left held lost found built burnt "
    "broke brought bought caught chose cut dealt drew drove fell felt fought flew forgot froze grew heard hit "
    "hurt kept knew laid led lent lit meant paid put ran rang read rose saw sank sought sold sent set shook shot "
    "shut sang slept spoke spent split spread stood stole struck swam swore taught tore thought threw understood "
    "woke wore won wrote dug sunk stuck fled bled hung hid rode dove became"
)

_OWNED = "(?:the|his|her|its|their|our|my|your)"
_SPAN = "(?:days?|weeks?|months?|years?|{weekday})"

_DONE = "".join(
    rf"(?<!{verb} )" for verb in ("began", "started", "continued", "had", "used", "forced", "managed", "failed")
)
_NO_VERBS = "the|a|an|his|her|its|their|our|my|your|this|that|these|those|him|them|it|us|me|all|one|two|three"

TOLD = Told(
    relative=(
        ("the day after tomorrow", "day", -2),
        ("tomorrow", "day", -1),
        ("earlier today|overnight", "day", 0),
        ("next week|the coming week", "week", -1),
        ("next month|the coming month", "month", -1),
        ("next year|the coming year", "year", -1),
    ),
    of_others=rf"{_OWNED} (?:last|next|previous|following|preceding) {_SPAN}"
    rf"|(?:(?:last|next|this) )?{_SPAN} (?:of(?! (?:last|next|this)\b)|but one)"
    rf"|the (?:last|past|next) \w+ {_SPAN} of|the previous \w+ {_SPAN}|{_SPAN} (?:before|after) (?:last|next)(?: \w+)?",
    this_weekday="this {weekday}",
    next_weekday="next {weekday}",
    coming_weekday="(?:this )?coming {weekday}",
    day_parts="morning|afternoon|evening|night",
    not_weekday=(
        "the|that|previous|following|preceding|a|an|any|each|every(?: other)?|most|one|some|first|second|third|fourth"
        "|good|black|bloody|holy"
    ),
    next_day="(?:the )?(?:next|following) (?:day|morning|afternoon|evening)|a day later",
    days_later="{count} days (?:later|afterwards)",
    before_month=(
        "in|of|since|by|during|throughout|until|till|from|between|early|late|mid|before|after|last|next|this|and|to"
    ),
    last_month="last",
    next_month="next",
    hedged="about|around|nearly|almost|over|more than|less than|at least|roughly|some|under|half|several|few|many",
    then="",
    joined="to|and|until|till|through",
    ranging="to|until|till|through",
    past=rf"\w{{2,}}ed|{'|'.join(_IRREGULAR.split())}|ago",
    future=r"will|shall|won['’]t|going to|(?:is|are) (?:due|set|expected|planned|scheduled|to)|\w+['’]ll|plans? to",
    unclear=(
        r"(?:was|were|been|being) (?:due|set|expected|planned|scheduled|supposed|to)|would|could|should|might|can|must"
        r"|(?<!in )(?<!since )(?<!by )may(?= [a-z])|if|unless|had (?:planned|hoped|wanted) to"
        rf"|{_DONE}to (?!(?:{_NO_VERBS})\b)[a-z]+|planned|scheduled|postponed|rescheduled|adjourned|deferred|slated"
    ),
    dating="in|since|in the year|during",
    ahead="(?:for|until|till|by|to)(?: the| early| late| mid)?",
    clauses="that|which|who|whom|where|when|while|after|before|because|and|but|as|although",
    tells_tense=True,
    month_first=True,
)
