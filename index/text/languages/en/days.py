"""How English questions say which days they ask of."""

from __future__ import annotations

from index.text.languages.day_wording import Days

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
)
