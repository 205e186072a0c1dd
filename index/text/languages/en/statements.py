"""English statements that answer a question, and the question each answers."""

from __future__ import annotations

_WORD = r"[\w'’-]{1,20}"
_DONE = r"[a-z]{2,14}(?:ed|en|ilt|eld|ung|orn|ound|old|aid|ught|ade)"
_ABOUT = "(?:about |around |nearly |almost |more than |at least |only )?"
_NUMBER = r"(?P<answer>\d[\d.,]{0,12}(?: thousand| million| billion)?)"
_COUNTED = rf"{_ABOUT}{_NUMBER} (?P<what>[a-z]{{3,20}}s)\b"
_PEOPLE = "people|civilians|soldiers|workers|passengers|children|refugees|migrants"
_FATES = "killed|injured|wounded|arrested|detained|evacuated|displaced|rescued"
_OFFICES = (
    "president|prime minister|minister|secretary|king|queen|governor|mayor|chairman|chairwoman|director|leader"
    "|ambassador|spokesman|spokeswoman|commander|chancellor|founder|author|singer|actor|actress|coach|champion"
)
_REGULAR = "sign open launch visit join attack start resign publish reach"
_ENDING_IN_E = "declare announce arrive approve release invade close"
_OTHERS = "won:win died:die became:become met:meet left:leave began:begin took:take made:make held:hold lost:lose"

BASES = {f"{base}ed": base for base in _REGULAR.split()}
BASES |= {f"{base}d": base for base in _ENDING_IN_E.split()}
BASES |= dict(pair.split(":") for pair in _OTHERS.split())
_PAST = "|".join(BASES)

STATEMENTS = (
    (
        rf"{{begins}}{{name}} (?P<verb>was|were) (?P<what>{_DONE}(?: (?:by|from|at|as|to|for)(?: {_WORD}){{1,3}})?)"
        r" (?:on|in) (?P<answer>{day})\b",
        "When {verb} {name} {what}?",
    ),
    (
        rf"{{begins}}{{name}} (?P<past>{_PAST})(?P<what>(?: {_WORD}){{0,5}}?) (?:on|in) (?P<answer>{{day}})\b",
        "When did {name} {base}{what}?",
    ),
    (rf"{{begins}}{{name}} has {_COUNTED}", "How many {what} does {name} have?"),
    (rf"{{begins}}{{name}} have {_COUNTED}", "How many {what} do {name} have?"),
    (
        rf"{_NUMBER} (?P<what>{_PEOPLE}) (?P<verb>were|have been) (?P<fate>{_FATES}) in {{name}}",
        "How many {what} {verb} {fate} in {name}?",
    ),
    (rf"{{name}}, the (?P<answer>(?:{_WORD} ){{0,2}}(?:{_OFFICES})) of\b", "Who is {name}?"),
    (rf"{{begins}}{{name}} is (?:an?|the) (?P<answer>(?:{_WORD} ){{0,2}}(?:{_OFFICES}))\b", "Who is {name}?"),
    (rf"{{begins}}{{letters}} is an? (?P<answer>(?:{_WORD} ){{1,3}}{_WORD})", "What is {name}?"),
)
