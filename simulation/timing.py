"""How many hours off a promised time is, as the customer reckons it.

Lengths of time are told by the detector. A day or a clock time is reckoned from the
moment at which the scenario's talk begins. Where that is not known, or the words can't
be reckoned, it counts as a day off: in time for longer limits, not for shorter ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from dialogue.perceptions import Mention, MentionKind
from simulation.wording import words_of

A_DAY = 24.0
_WEEKDAYS = "mon|tue|wed|thu|fri|sat|sun"
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_TODAY = re.compile(
    r"\b(?:today|tonight|this|2day|2nite|end of (?:the day|play|business))\b"
)
_TOMORROW = re.compile(r"\b(?:tomorrow|tmrw|tmr|tomoz|2moz|2moro|2morrow)\b")
_PAST = re.compile(r"\b(?:yesterday|last)\b")
_WEEKDAY = re.compile(rf"\b(?P<day>{_WEEKDAYS})[a-z]*\b")
_DAY_OF_MONTH = re.compile(
    rf"\b(?P<day>\d\d?)(?:st|nd|rd|th)?\b(?: (?:of )?(?P<month>{_MONTHS}))?"
)
_PARTS_OF_DAY = {"morning": 12.0, "afternoon": 18.0}

_SPOKEN = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_FIXED = {"noon": 12.0, "midday": 12.0, "midnight": 24.0, "lunchtime": 13.0}
_FIXED |= {"teatime": 17.0, "close of play": 17.0, "close of business": 17.0}
_PARTS = {"half": 0.5, "quarter": 0.25, "five": 5 / 60, "ten": 1 / 6, "twenty": 1 / 3}
_CLOCK = re.compile(
    rf"(?:(?P<part>{'|'.join(_PARTS)}) (?:(?P<side>past|to) )?)?"
    rf"(?P<hour>\d\d?|{_SPOKEN})(?: ?(?P<minute>[0-5]\d))?"
    r" ?(?P<half>am|pm|a m|p m)?(?: oclock| tonight)?$"
)


def hours_in(
    text: str, mentions: Sequence[Mention], now: datetime | None
) -> float | None:
    """The longest time that is named, in hours from `now`; None where none is."""
    lengths = [m.amount or 0.0 for m in mentions if m.kind is MentionKind.DURATION]
    days = [words_of(text, m) for m in mentions if m.kind is MentionKind.DATE]
    clocks = [words_of(text, m) for m in mentions if m.kind is MentionKind.TIME]
    if days or clocks:
        lengths.append(A_DAY if now is None else _until(days, clocks, now))
    return max(lengths, default=None)


def _until(days: Sequence[str], clocks: Sequence[str], now: datetime) -> float:
    """Hours until the latest of the days, at the latest of the clock times."""
    ahead = [_days_ahead(words, now.date()) for words in days]
    if None in ahead:
        return A_DAY
    day = max((one for one in ahead if one is not None), default=None)
    passed = now.hour + now.minute / 60
    hours = [
        hour
        for words in clocks
        if (hour := _hour(words, after=passed if not day else 0.0)) is not None
    ]
    if not hours:
        return _without_clock(days, day, passed)
    until = (day or 0) * A_DAY + max(hours) - passed
    return until + A_DAY if day is None and until < 0 else max(0.0, until)


def _without_clock(words: Iterable[str], day: int | None, passed: float) -> float:
    """A later day is as far off as its date; for today, the end of it is meant."""
    if day is None:
        return A_DAY
    if day:
        return day * A_DAY
    ends = [
        hour for part, hour in _PARTS_OF_DAY.items() for one in words if part in one
    ]
    return max(0.0, max(ends, default=A_DAY) - passed)


def _days_ahead(words: str, today: date) -> int | None:
    if _PAST.search(words):
        return None
    if match := _WEEKDAY.search(words):
        ahead = (_WEEKDAYS.split("|").index(match["day"]) - today.weekday()) % 7
        return ahead or (7 if "next" in words.split() else 0)
    if _TOMORROW.search(words):
        return 1
    if _TODAY.search(words) and "week" not in words:
        return 0
    if "week" in words:
        return 7 if "next" in words.split() else max(0, 4 - today.weekday())
    return _days_to_date(words, today)


def _days_to_date(words: str, today: date) -> int | None:
    match = _DAY_OF_MONTH.search(words)
    if match is None:
        return None
    month = _MONTHS.split("|").index(match["month"]) + 1 if match["month"] else None
    for ahead in range(366):
        day = today + timedelta(days=ahead)
        if day.day == int(match["day"]) and month in {None, day.month}:
            return ahead
    return None


def _hour(words: str, *, after: float) -> float | None:
    """The hour of the day, 0 to 24; of two that may be meant, the next to come."""
    fixed = [hour for name, hour in _FIXED.items() if name in words]
    if fixed:
        return fixed[0]
    match = _CLOCK.search(words)
    if match is None:
        return None
    spoken = match["hour"]
    hour = float(_SPOKEN.split("|").index(spoken) + 1 if spoken.isalpha() else spoken)
    part = _PARTS.get(match["part"] or "", 0.0)
    part += int(match["minute"] or 0) / 60
    return _of_the_day(
        hour, -part if match["side"] == "to" else part, match["half"], after
    )


def _of_the_day(hour: float, part: float, half: str | None, after: float) -> float:
    if half:
        return hour % 12 + part + (12 if half.startswith("p") else 0)
    if hour > 12:
        return hour + part
    # Nobody is promised anything for four in the morning.
    early = hour + part < max(after, 7.0)
    return hour % 12 + 12 + part if early or hour == 12 else hour + part
