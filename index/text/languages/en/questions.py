"""How English questions are worded."""

from __future__ import annotations

from index.text.languages.wording import Questions

_PLACES = "city|cities|town|village|province|state|county|country|countries|nation|island|continent|port|harbou?r"
_PLACES += "|region|district|location"
_PERSONS = (
    "person|man|woman|president|king|queen|pope|emperor|author|actor|actress|scientist|player|general|politician"
    "|minister|composer|singer|leader|philosopher|writer|director|explorer|historian|artist|architect|coach"
)
_COSTS = r"costs?|paid|pay|spend|spent|earn\w*|rais\w+|worth|sell|sold|fined?|invest\w*|donat\w+|charged?|money|budget"
_COSTS += r"|price\w*|salary|funding|funds|revenue|debt|owe\w*|financ\w+|contribut\w+|valued?|bought|purchas\w+|buy"
_HAS_LENGTH = r"bridge|tunnel|river|road|border|wall|ship|coast\w*|line|canal|fence|pipeline|runway|island|track|boat"
_HAS_LENGTH += r"|tail|trench|highway|street|beach|train|snake|chain|rope|cable|lake|range|cord"
_LASTS = r"wars?|trip|film|movie|term|reign|battle|siege|sentence|contract|trial|game|flight|career|process|course"
_LASTS += r"|program\w*|in|held|last"
_OF_MONEY = "money|is|was|were|are|did|do|does|would|will|has|have|had|in|per|tax"
_VARIES = r"rates?|temperatures?|prices?|inflation|score|percent\w*|unemployment|taxes|fever"
_OWNER = r"(?:the|a|an|its|his|her|their|[\w-]+['’]s) (?:[\w-]+ ){0,2}?"
_ARTICLES = (
    r"(?:news )?(?:articles?|stories|files|outlets?|newspapers?|news sites?|publications?|reports?|sources?|documents?)"
)
_TELL = r"say|tell|told|state|mention|report|write|wrote|cover|describe|discuss|quote|confirm|claim|contain|talk|agree"
_TELL += r"|said|written|(?:are|were) about|(?:stat|claim|mention|report|cover|describ|discuss|quot)ed"
_IN_LIBRARY = r"(?:in|of|from) (?:the|this|my|our) (?:library|collection|archive)"


def _what(noun: str) -> str:
    after = r"(?= of| for| in| per| between| from| to| at| on|\W*$)"
    return rf"what (?:is|was|are|were) {_OWNER}(?:{noun}){after}|what (?:{noun})(?! range| group)"


_AMOUNTS = (
    ("share weight volume area length money", "how much of (?:the|its|their|his|all|this|that)"),
    ("share", _what("percentage|percent|proportion|share|fraction") + "|how much percent"),
    ("money", rf"how much (?=(?:{_OF_MONEY})\b.{{0,80}}\b(?:{_COSTS})\b)|for how much"),
    ("money", r"what (?:does|did|do|will|would)\b.{0,80}\bcost(?=\W*$|\W+(?:in|to|for|at|on|per|when)\b)"),
    ("money", _what("price|cost|costs|salary|budget|revenue|fee|wage")),
    ("weight", rf"how much (?=.{{0,80}}\bweigh)|how heavy|{_what('weight')}"),
    ("length", rf"how long (?:is|are|was|were) (?=.{{0,80}}\b(?:{_HAS_LENGTH})\b)"),
    ("length", r"how long (?:do|does) (?=.{0,80}\b(?:stretch|extend|run)\b)"),
    ("length", r"how (?:far (?=from|is|was|away|apart|does .{1,80} extend)|tall|deep|wide|thick)"),
    ("length", _what("distance|height|width|depth|diameter|altitude|elevation")),
    ("duration", r"how long (?:did|do|does|has|have|had|will|would|can|could|after|before|ago|must|should|until)"),
    (
        "duration",
        rf"how long (?:is|are|was|were) .{{0,80}}\b(?:{_LASTS})\b|how much (?:more )?time|{_what('duration')}",
    ),
    ("length duration", f"how long|{_what('length')}"),
    ("length duration share", "how far(?! back)"),
    ("speed", rf"how fast(?!.{{0,80}}\b(?:grow|grew|ris|increas|declin|spread)\w*)|{_what('speed|velocity')}"),
    ("temperature", rf"how (?:hot|cold|warm)|{_what('temperature')}"),
    ("length", rf"how high (?:is|was|are|were) (?!.{{0,80}}\b(?:{_VARIES})\b)"),
    ("area", _what("(?:total |surface |land )area")),
    ("", "how (?:much|large|big|high|fast|wide|small)"),
)

_COUNT = r"(?:[2-9]|1\d|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|both|all|some|other|main)"
_NO_PLURAL = "was|is|has|does|this|his|its|as|us|lies|makes|causes|caused|happens|means|comes|goes|gives|takes|holds"
_NO_PLURAL += "|wins|runs|series|news|species|headquarters|physics|mathematics|economics|politics|athletics|gas|lens"
_PLURAL = rf"(?!(?:{_NO_PLURAL})\b)(?-i:(?![A-Z]))[^\W\d_]{{2,}}(?<![sui'’])s\b"
_PLURAL += r"(?!['’]|\W+(?:is|was|does|has|the|an?|its|his|her|their|most)\b)"
_GOES_ON = r"(?=\W*$|\W+(?:are|were|do|did|have|had|can|could|will|would|in|of|from|to|that|who|for|at|on|by|with)\b)"
_NO_NOUN = r"(?:of|say|said|get|got|have|had|do|did|win|won|cost|pay|paid|make|made|take|took|receive|few|second|third"
_NO_NOUN += r"|two|three|four|five|six|ten)\b"
_TIMES = r"(?:other|time|year|month|week|day|hour|night|morning|evening|season|person|one)s?\b"

QUESTIONS = Questions(
    clock=r"at what time(?! (?:of|period))|what time (?=is|was|did|does|do|will|are|must|can|should)",
    year=r"(?:what|which) years?",
    day=r"(?:what|which) (?:exact |specific |calendar )?(?:dates?|days?(?! (?:of|after|before) (?!the week)))",
    time=r"when(?!.{0,80}\b(?:what|which|who|whom|how|why|where)\b)"
    r"|(?:what|which) (?:month|century|centuries|decade|season|time of (?:the )?year|time period)",
    age=r"how old|(?:at )?what age(?! (?:group|range|of))|what (?:is|was) .{1,40}\bage(?: of| when|\W*$)",
    reason=r"why|how come|what (?:is|was|are|were) (?:(?:the|a|his|her|their|its|one) )?(?:\w+ )?reasons?"
    r"|for what reasons?",
    manner=r"how (?:did|do|does|is|are|was|were|can|could|will|would|should|has|have|had|to)"
    r"(?!.{0,80}\b(?:called|named|known|spelled|pronounced|abbreviated|rank|ranks|ranked|rate|rated)\b)"
    r"|(?:in|by) what (?:way|means|method)",
    quotation=r"what (?:did|does|do|has|had|have) .{1,60}? (?:say|said|tell|told|claim|claimed|announce|announced|warn"
    r"|warned|comment|commented|argue|argued)(?! was| is| were)"
    r"|what (?:is|was|were|are) .{1,60}?(?:reaction|response|comment|statement|message)s? (?:to|on|about|of|after)",
    definition=r"what (?:is|are|was|were) (?:an? |(?-i:the (?=[A-Z])))?(?!the\b|its?\b|his\b|their\b|this\b|that\b)"
    r"(?:(?: |\b)(?!(?:of|in|for|by|to|on|at|from|about|called|name)\b)[\w-]++){1,4}(?=\W*$)"
    r"|what (?:is|are|was|were) .{1,40} (?:defined as|meant by)|what is meant by|what does .{1,40} (?:mean|stand for)",
    place=rf"where(?!.{{0,80}}\brank)|(?:what|which) (?:{_PLACES})(?!['’])",
    person=rf"who|whom|whose|(?:what|which) (?:\w+ )?(?:{_PERSONS})(?!['’])",
    organisation=r"(?:what|which) (?:\w+ )?(?:company|party|team|club|organi[sz]ation|agency|bank|university|newspaper"
    r"|airline|firm|network|corporation|school)(?!['’])",
    anything=r"what|what['’]s|which",
    which_one=r"which (?!(?:of|are|were|is|was|did|do|does)\b)[^\W\d_]+",
    # One of each, lists asked for by name, "what are", a plural after which or what, two of something.
    several=rf"\beach (?!{_TIMES})[^\W\d_]+"
    r"|^\W*(?:please )?(?:list|enumerate)\b"
    rf"|^\W*(?:name|mention) (?:{_COUNT}\b|the (?:{_COUNT}\b|(?:\w+ ){{0,2}}?{_PLURAL}))"
    rf"|\b(?:what|who|which) (?:else|all|are|were)\b|\bwhich (?:{_COUNT} )?{_PLURAL}|\bwhat (?:{_COUNT} ){_PLURAL}"
    rf"|\b(?:what|which)(?: (?!(?:is|was|does|did|has)\b)[^\W\d_]+)?? {_PLURAL}{_GOES_ON}",
    each=((rf"\b(?:each|every)(?: one)?(?: of the(?: \d+)?)? (?!{_TIMES}|{_NO_NOUN})(?=[^\W\d_])", "the "),),
    how_many=r"how many(?: of (?:the|these|those|his|her|its|their))?"
    r"(?P<noun>(?: (?:hundred|thousand|million|billion)s? of)?"
    r"(?: (?!(?:did|do|does|was|were|are|is|has|have|had|can|could|will|would|of|in|on|at|to|for|from|that|who|which"
    r"|with|per|by)\b)[\w'-]+){0,4})"
    r"|what (?:is|was|were) the (?:\w+ )?(?:number of|population(?= of| in|\W*$)|death toll)\b(?!['’])",
    of_articles=rf"how many (?:of (?:the|these|my|our) )?(?:[\w-]+ )?{_ARTICLES} (?:{_IN_LIBRARY} )?"
    rf"(?:(?:have|do|did|there|also|that|which) ){{0,2}}(?:{_TELL})\b|in how many {_ARTICLES}"
    rf"|(?:how many|the number of) {_ARTICLES} (?:(?:have been|were|are|was) )?(?:published |printed )?(?:about|on) "
    rf"|how many (?:news )?articles (?:(?:are|is) )?(?:there|about|on|{_IN_LIBRARY}|(?:do|have) (?:i|we|you))",
    articles=rf"{_ARTICLES} (?:(?:that|which|have|has|had|also) ){{0,2}}(?:{_TELL})",
    amounts=_AMOUNTS,
)
