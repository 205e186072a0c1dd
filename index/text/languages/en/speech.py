"""How English tells who said something."""

from __future__ import annotations

from index.text.languages.speech_wording import Speech

_TELLING = "said says told wrote writes tweeted testified stated remarked"
_TELLING_THAT = (
    "say tell write adds added admits admitted acknowledges acknowledged advised announced announces argued argues "
    "asked asserted asserts believes boasted bragged cautioned chided claimed claims commented complained concedes "
    "conceded concluded confirmed contended contends countered cried declared declares estimated estimates "
    "exclaimed yelled screamed explained explains feared gloated gushed hoped insisted insists joked joking lamented "
    "maintained maintains mentioned muttered noted notes observed observes pleaded pledged pointed predicted predicts "
    "promised quipped recalled recalls recommended recounted remembered repeated replied reported reports responded "
    "retorted shouted shrugged stressed thinks vowed warned warns whispered answered continued reiterated emphasized "
    "emphasised disclosed alleged alleges"
)
_BETWEEN = (
    "also then later still even already once again often always first finally further recently now just all but only "
    "has have had himself herself previously repeatedly publicly earlier separately meanwhile sometimes"
)
_NOBODY = (
    "i we you they it who that which this these those there what one both him them himself none nobody someone anyone "
    "everyone people some many few most others critics no neither nor "
    "nothing everything all had has did does do is was were maybe perhaps suppose supposing"
)
_PREPOSITIONS = "in on at by for from to with of about after before during since under over between among amid like as"
_CLAUSES = (
    "as when while after before because if whenever where whereas although though since until once unless than how "
    "why whether"
)
_DETERMINERS = "the a an his her its their our my one two three four another several"
_SPEAKERS = (
    "officials official police prosecutors prosecutor lawyers lawyer spokesman spokeswoman spokesperson analysts "
    "experts economists researchers scientists witnesses residents authorities investigators doctors leaders "
    "activists rebels executives aides organizers neighbors relatives diplomats lawmakers historians advocates "
    "opponents supporters protesters democrats republicans"
)
_OFFICES = (
    "president minister secretary director chairman chairwoman spokesman spokeswoman governor mayor senator "
    "representative chief head commissioner ambassador coach manager professor chancellor general"
)
_REPLYING = "replied answered responded retorted asked countered"
_NO_SOURCES = "plan plans law rules schedule news data text some many one you"
_UNNAMED = (
    "source sources report reports article articles newspaper newspapers magazine tabloid broadcaster survey surveys "
    "study studies poll polls document documents website websites site portal"
)
_OUTLETS = (
    "reuters, afp, agence france-presse, ap, associated press, upi, bbc, bbc news, cnn, cnbc, nbc, nbc news, cbs, "
    "cbs news, abc news, fox news, sky news, sky sports, espn, npr, pbs, al jazeera, al-jazeera, al arabiya, "
    "bloomberg, bloomberg news, new york times, washington post, wall street journal, financial times, los angeles "
    "times, guardian, times, daily telegraph, daily mail, usa today, politico, axios, newsweek, der spiegel, le "
    "monde, le figaro, el pais, deutsche welle, dw, voice of america, voa, xinhua, global times, south china "
    "morning post, kyodo, kyodo news, nhk, yonhap, dpa, efe, ansa, anadolu, tass, ria novosti, interfax, bernama, "
    "straits times"
)
_BEHIND_PLACES = (
    "district county city town village province regency state region municipality parish borough island valley ward"
)
_BODIES = (
    "board ministry council committee agency authority company party union bank university government court department "
    "commission office group association police army institute parliament centre "
    "center house college federation society"
)
_DENYING = (
    "denied denies deny to not never would could can may might should will cannot be been being is are was were didn't"
)
_LEADS = (
    "but and so yet or then still now however meanwhile yesterday today earlier later also instead moreover "
    "nevertheless separately finally previously"
)
_JOINING = "of the and for de del della di da van von der den bin al el la le &"

_SAYINGS = (
    "promise|pledge|reply|answer|response|retort|words?|warning|comment|remark|statement|claim|message|plea|appeal"
)
_SAYINGS += "|verdict|conclusion|reaction|view|opinion"
_WHO = r"(?P<speaker>[^?,]{1,80}?)"
_TO_WHOM = r"(?: (?:(?:in|at|to|during) )?(?!about|on|of)[^?,]{1,40}?)??"
_TOPIC = r"(?:about|on|of|regarding|concerning|to) (?P<topic>.{1,300})"

SPEECH = Speech(
    telling=frozenset(_TELLING.split()),
    telling_that=frozenset(_TELLING_THAT.split()),
    told_by=frozenset(f"{_TELLING} {_TELLING_THAT}".split()) - {"told", "tell"},
    replying=frozenset(_REPLYING.split()),
    asking=frozenset({"asked", "asks"}),
    reporting=frozenset({"reported", "reports"}),
    bodies=frozenset(_BODIES.split()),
    that=frozenset({"that"}),
    sources=("according to", "in the words of"),
    saying=frozenset({"saying", "say", "telling", "writing", "claiming", "warning", "stating"}),
    told_of=tuple(
        f"{was} {verb} by"
        for was in ("was", "was also", "was later", "has been", "is")
        for verb in ("confirmed", "denied", "said", "stated", "stressed", "repeated")
    ),
    things_told=frozenset({"this", "that", "it"}),
    unnamed=frozenset(_UNNAMED.split()),
    outlets=frozenset(_OUTLETS.split(", ")),
    passing_on=(),
    no_sources=frozenset(f"{_NO_SOURCES} {_UNNAMED}".split()),
    pronouns={"he": "m", "she": "f"},
    pronoun_ending="",
    nobody=frozenset(_NOBODY.split()),
    courtesies={"mr": "m", "mrs": "f", "ms": "f", "miss": "f", "sir": "m", "lord": "m", "lady": "f"},
    between=frozenset(_BETWEEN.split()),
    denying=frozenset(_DENYING.split()),
    leads=frozenset(_LEADS.split()),
    clauses=frozenset(_CLAUSES.split()),
    links=frozenset({"and"}),
    prepositions=frozenset(_PREPOSITIONS.split()),
    at_places=frozenset({"in", "at", "on"}),
    behind_places=frozenset(_BEHIND_PLACES.split()),
    joining=frozenset(_JOINING.split()),
    determiners=frozenset(_DETERMINERS.split()),
    speakers=frozenset(_SPEAKERS.split()),
    pointing=frozenset(),
    offices=frozenset(_OFFICES.split()),
    verb_beginnings=(),
    saying_of=rf"({{name}})(?<!['’]s)['’]s? (?:[a-z]+ )?(?:{_SAYINGS})(?: [a-z]+){{{{0,3}}}}?(?: (?:was|is|were|are))?",
    asks_what=(
        rf"what (?:is|was|are|were) {_WHO} saying(?: {_TOPIC})?",
        rf"what (?:did|does|do|has|have|had) {_WHO} (?:say|said|tell|told|claim(?:ed)?|state[sd]?|argued?|wr(?:i|o)te"
        rf"|written|tweet(?:ed)?|announced?|think|warn(?:ed)?|comment(?:ed)?){_TO_WHOM}(?: {_TOPIC})?",
        rf"(?:what (?:is|was|were|are) )?{_WHO}['’]s? (?:comments?|views?|opinion|response|reaction) {_TOPIC}",
        rf"what (?:is|was|were|are) {_WHO}['’]s? (?:comments?|views?|opinion|response|reaction)",
        rf"according to {_WHO}, (?P<topic>.{{1,300}})",
    ),
    asks_who=(
        r"who (?:has )?(?:said|says|claim(?:s|ed)|stated|warn(?:s|ed)|argue[sd]|thinks)(?: that)? (?P<topic>.{1,300})",
        r"who told (?:reporters|journalists|the \w{1,20})(?: that)? (?P<topic>.{1,300})",
    ),
)
