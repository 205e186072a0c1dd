"""How English answers say when, how many, who, where and why."""

from __future__ import annotations

from index.text.languages.wording import Answers

ANSWERS = Answers(
    day="today|yesterday|tomorrow|tonight|overnight|midnight|noon|midday|morning|afternoon|evening|night|dawn|dusk"
    "|sunset|sunrise",
    era=r"century|centuries|decades?|millennium|era|ages?|period|bc|bce|ad|ce|spring|summer|autumn|fall|winter|season"
    r"|ago|weekends?|holidays?|weekly|daily|annually|years?|months?|weeks?|days?|hours?|minutes?|christmas|easter"
    r"|ramadan|early|late|earlier|later|soon|now|present|recently|currently|immediately|always|never|past|times"
    r"|aftermath|afterwards|summers|winters|medieval|\d{1,2}(?:st|nd|rd|th)|\d{1,4}['’]?s",
    time_clause="after|before|during|when|whenever|while|since|until|till|by|as|upon|once|following|prior|every|if"
    "|between|beginning|start|end|time",
    year_marks="s|bc|bce|ad|ce",
    era_marks="century|centuries|millennium|era|period|bc",
    clock="midnight|noon|midday|dawn|dusk|sunset|sunrise|daylight|daytime|o['’]clock",
    after_time="during|until|till|since|before|after|late|early|mid|end of|beginning of|start of|era",
    dating="in|since|by|until|till|year|before|after|during|early|late|mid",
    vague_number="hundreds|thousands|millions|billions|dozens|tens|scores|several|some|few|many|most|all|none|no|zero"
    "|both|half|pair|couple|a|an|single|once|only|more|less|fewer|majority|minority|much|lot|little|every|each|neither"
    "|either|doubled?|tripled?|quadrupled|quarter|first|second|thirds?|fourth|fifth|sixth|seventh|eighth|ninth|tenth"
    "|hundredth|thousandth|free|nothing|another|large|larger|small|smaller|great|greater|significant|significantly"
    "|high|higher|low|lower|slightly|unlimited",
    fraction=r"half|halves|quarters?|thirds?|fifths?|sixths?|tenths?|eighths?|majority|minority|most|all|none|whole"
    r"|in \d+",
    person=r"(?:\w+(?:ers?|ors?|ists?|ians?|ees?|ants?|ents?|men|man|women|woman|kids)|people|persons?|child(?:ren)?"
    r"|wife|husband|sons?|daughters?|father|mother|brothers?|sisters?|kings?|queen|prince|princess|emperor|pope|boys?"
    r"|girls?|family|families|parents?|cousins?|friends?|troops|police|army|military|public|church|crown|court|staff"
    r"|team|crew|company|government|council|clergy|nobles?|elite|poor|rich|those|them|he|she|they|himself|everyone"
    r"|anyone|nobody|one|others?|judges?|slaves?|chiefs?|crowd|population|university|board|committee)",
    no_person_opening="in|at|on|for|because|since|when|during|after|before|until|through|it|is|was|are|were|has|had"
    "|have|be|been|being|and|that|which|would|could|can|may|not",
    place=r"in|at|near|on|from|to|around|outside|inside|along|between|behind|under|above|below|within|across"
    r"|throughout|north|south|east|west|\w+ern|home|here|there|everywhere|abroad|overseas"
    r"|\w+(?:land|side|shore|room|yard|way|field|place|house)s?",
    clause_opening="because|as|since|for|so|due|owing|thanks|to|in order|by|through|via|with|using|from|of|on|that|it"
    "|they|he|she",
    small_words="st|nd|rd|th|and|or|to|about|around|approximately|nearly|almost|over|more than|at least|between|in|on"
    "|at|the|of|from|a|an|per|by",
    former="former|ex|onetime|one-time|erstwhile",
    succeeding="succeed(?:s|ed|ing)?|successor (?:of|to)|replac(?:es|ed|ing)|t(?:ook|akes|aking) over from|predecessor",
    succeeded="(?:(?:who )?(?:was|is|has been|had been) )?(?:succeeded|replaced) by",
    beside_office=frozenset({"the", "of", "for", "outgoing", "incumbent", "acting", "mr", "mrs", "ms"}),
    another=r"(?:another|an? (?:new|second|third|further|fresh|later|separate)) (?P<event>\w+(?: \w+)?)",
)
