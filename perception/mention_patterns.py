"""The spaCy Matcher patterns behind `mentions`: a table for each kind.

They see tokens as `mentions` cuts them: figures, letters and signs apart, so "7pm" is
two tokens and "AB12" is two that no space parts.
"""

# ruff: noqa: E501  A pattern reads best on one line.

from __future__ import annotations

from typing import Any

from dialogue.perceptions import MentionKind
from perception.numbers import NUMBER_WORDS

Pattern = list[dict[str, Any]]


def _words(*words: str, **more: Any) -> dict[str, Any]:
    return {"LOWER": {"IN": list(words)}, **more}


def _maybe(token: dict[str, Any]) -> dict[str, Any]:
    return {**token, "OP": "?"}


def _text(regex: str, **more: Any) -> dict[str, Any]:
    return {"TEXT": {"REGEX": regex}, **more}


def _tight(token: dict[str, Any]) -> dict[str, Any]:
    """The token with no space after it."""
    return {**token, "SPACY": False}


FIGURE = _text(r"^\d[\d,]*(\.\d+)?$")
_SPOKEN = _words(*NUMBER_WORDS)
_HYPHEN = _words("-", "–")
_AND = _words("and")
_A = _words("a", "an", "one")

_AMOUNTS: list[Pattern] = [
    [FIGURE],
    [_tight(FIGURE), _words("k")],
    [FIGURE, _words("hundred", "thousand", "grand")],
    [_SPOKEN],
    [_SPOKEN, _SPOKEN],
    [_SPOKEN, _HYPHEN, _SPOKEN],
    [_words("a"), _words("hundred", "thousand")],
    [_SPOKEN, _words("hundred", "thousand"), _maybe(_AND), _SPOKEN],
    [_words("a"), _words("hundred", "thousand"), _AND, _SPOKEN],
    [_maybe(_words("a")), _words("couple"), _maybe(_words("of"))],
]

_POUNDS = _words("quid", "pound", "pounds", "gbp", "squid", "nicker", "sterling")
_PENCE = _words("p", "pence", "penny", "pee")
_BACK = _words("back")

MONEY: list[Pattern] = [
    *([_text("^[£€$]$"), *amount] for amount in _AMOUNTS[:3]),
    *([*amount, _POUNDS] for amount in _AMOUNTS),
    *([*amount, _PENCE] for amount in _AMOUNTS[:6]),
    [_A, _words("tenner", "fiver", "grand")],
    [_SPOKEN, _words("grand", "tenners", "fivers")],
    [_words("full", "complete", "total"), _words("refund", "amount", "price", "cost")],
    [_words("refund"), _words("in"), _words("full")],
    [_words("your", "ur", "ya", "the"), _words("money", "cash"), _BACK],
    [_words("money"), _BACK],
]

PERCENT: list[Pattern] = [
    *([*amount, _text("^%$")] for amount in _AMOUNTS[:1]),
    *([*amount, _words("percent", "pc")] for amount in _AMOUNTS[:6]),
    *([*amount, _words("per"), _words("cent")] for amount in _AMOUNTS[:6]),
    [_words("half"), _maybe(_words("the")), _words("price")],
    [_words("half"), _words("off")],
]

UNIT_HOURS: dict[str, float] = {
    **dict.fromkeys(("minute", "minutes", "min", "mins"), 1 / 60),
    **dict.fromkeys(("hour", "hours", "hr", "hrs"), 1.0),
    **dict.fromkeys(("day", "days"), 24.0),
    **dict.fromkeys(("week", "weeks", "wk", "wks"), 168.0),
    **dict.fromkeys(("fortnight", "fortnights"), 336.0),
    **dict.fromkeys(("month", "months", "mth", "mths"), 730.0),
    **dict.fromkeys(("year", "years", "yr", "yrs"), 8_760.0),
}
_UNIT = _words(*UNIT_HOURS)
_WORKING = _maybe(_words("working", "business", "clear", "full", "calendar", "whole"))
_TO = _words("-", "–", "to", "or")

DURATION: list[Pattern] = [
    *([*amount, _WORKING, _UNIT] for amount in _AMOUNTS),
    *(
        [low, _TO, high, _WORKING, _UNIT]
        for low in (FIGURE, _SPOKEN)
        for high in (FIGURE, _SPOKEN)
    ),
    [_A, _WORKING, _UNIT],
    [_words("half"), _words("a", "an"), _UNIT],
    [_A, _UNIT, _AND, _words("a"), _words("half")],
    [_maybe(_words("a")), _words("few", "several"), _WORKING, _UNIT],
]

_WEEKDAYS = _words(
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    "mondays", "tuesdays", "wednesdays", "thursdays", "fridays", "saturdays", "sundays",
    "tues", "weds", "thurs",
)  # fmt: skip
_SHORT_WEEKDAYS = _words("mon", "tue", "wed", "thu", "thur", "fri", "sat", "sun")
_MONTHS = _words(
    "january", "february", "march", "april", "june", "july", "august",
    "september", "october", "november", "december", "jan", "feb", "mar", "apr", "jun",
    "jul", "aug", "sept", "sep", "oct", "nov", "dec",
)  # fmt: skip
_MAY = _text("^(May|MAY)$")  # In lower case it is mostly the verb.
_BEFORE_DAY = _words("by", "on", "next", "this", "last", "until", "till", "til", "before", "from")  # fmt: skip
_NEXT = _words("next", "this", "last", "following", "coming")
_PART_OF_DAY = _words("morning", "afternoon", "evening", "night")
_ORDINAL = _words("st", "nd", "rd", "th")
_DAY_FIGURE = _text(r"^(0?[1-9]|[12]\d|3[01])$")
_YEAR = _text(r"^(20)?\d\d$")

DATE: list[Pattern] = [
    [_maybe(_NEXT), _WEEKDAYS, _maybe(_PART_OF_DAY)],
    [_BEFORE_DAY, _SHORT_WEEKDAYS],
    [_text("^(Mon|Tue|Wed|Thu|Thur|Fri|Sat|Sun)$"), _maybe(_PART_OF_DAY)],
    [_words("today", "tomorrow", "tonight", "yesterday", "tmrw", "tmr", "tomoz", "2moz")],
    [_words("tomorrow", "tmrw", "yesterday"), _PART_OF_DAY],
    [_tight(_words("2")), _words("moro", "morrow", "day", "nite", "moz")],
    [_words("this", "tomorrow"), _PART_OF_DAY],
    [_NEXT, _words("week", "month", "year", "weekend")],
    [_words("end"), _words("of"), _words("the", "this", "next"), _words("week", "month", "day")],
    [_words("end"), _words("of"), _words("play", "business", "week", "month")],
    [_maybe(_words("the")), _tight(_DAY_FIGURE), _ORDINAL],
    [_tight(_DAY_FIGURE), _ORDINAL, _maybe(_words("of")), _MONTHS],
    [_DAY_FIGURE, _MONTHS],
    *([month, _DAY_FIGURE] for month in (_MONTHS, _MAY)),
    *([month, _tight(_DAY_FIGURE), _ORDINAL] for month in (_MONTHS, _MAY)),
    [_DAY_FIGURE, _MAY],
    [_tight(_DAY_FIGURE), _ORDINAL, _maybe(_words("of")), _MAY],
    [_tight(_DAY_FIGURE), _tight(_words("/")), _tight(_text(r"^(0?[1-9]|1[0-2])$")), _tight(_words("/")), _YEAR],
    [_tight(_DAY_FIGURE), _tight(_words("/")), _text(r"^(0?[1-9]|1[0-2])$")],
]  # fmt: skip

_HOUR = _text(r"^([01]?\d|2[0-3])$")
_CLOCK = _text(r"^([01]?\d|2[0-3])(\.[0-5]\d)?$")
_MINUTE = _text(r"^[0-5]\d$")
_HALF_DAY = _words("am", "pm")
_SPOKEN_HOUR = _words(
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve",
)  # fmt: skip
_ANY_HOUR = [_HOUR, _SPOKEN_HOUR]

TIME: list[Pattern] = [
    [_CLOCK, _HALF_DAY],
    [_CLOCK, _tight(_words("a", "p")), _tight(_words(".")), _words("m")],
    [_tight(_HOUR), _tight(_words(":")), _MINUTE, _maybe(_HALF_DAY)],
    *([hour, _words("o'clock", "o’clock", "oclock")] for hour in _ANY_HOUR),
    *([_words("half"), _maybe(_HYPHEN), _maybe(_words("past")), hour] for hour in _ANY_HOUR),
    *([_words("quarter", "ten", "twenty", "five"), _words("past", "to"), hour] for hour in _ANY_HOUR),
    [_SPOKEN_HOUR, _words("am", "pm", "tonight")],
    [_words("by", "before", "at"), _SPOKEN_HOUR],
    [_words("noon", "midday", "midnight", "teatime", "lunchtime")],
    [_words("close"), _words("of"), _words("play", "business")],
]  # fmt: skip

_NUMBERED = _words(
    "reference", "ref", "order", "case", "ticket", "complaint", "booking", "tracking",
    "policy", "account", "claim", "job", "invoice", "receipt", "incident", "batch",
)  # fmt: skip
_NUMBER = _words("number", "no", "num", "nr", "code", "id", "ref", "reference", "#")
_IS = _words("is", ":", "-", ".", "=", "#")
_LETTERS = _text(r"^[A-Z]{1,6}$")
_DIGITS = _text(r"^\d{3,}$")
_SIGN = _words("-", "/", "_")

REFERENCE: list[Pattern] = [
    [_tight(_words("#")), _text(r"^\d{2,}$")],
    [_tight(_LETTERS), _DIGITS],
    [_tight(_LETTERS), _tight(_SIGN), _DIGITS],
    [_tight(_LETTERS), _tight(_DIGITS), _LETTERS],
    [_tight(_LETTERS), _tight(_SIGN), _tight(_DIGITS), _tight(_SIGN), _DIGITS],
    [_NUMBERED, _maybe(_NUMBER), _maybe(_IS), _DIGITS],
    [_NUMBERED, _maybe(_NUMBER), _maybe(_IS), _maybe(_IS), _text(r"^\d{4,}$")],
    [_NUMBERED, _maybe(_NUMBER), _maybe(_IS), _tight(_LETTERS), _maybe(_SIGN), _text(r"^\d{2,}$")],
]  # fmt: skip

_NAME = _text(r"^[A-Z][a-z'’]+([A-Z][a-z]+)?$")
_TITLE = _words("mr", "mrs", "ms", "miss", "dr", "prof", "sir", "mx")
_STREET = _words(
    "street", "road", "lane", "avenue", "drive", "close", "crescent", "terrace",
    "gardens", "grove", "court", "way", "place", "st", "rd", "ave", "row", "walk",
)  # fmt: skip
_POSTCODE_AREA = _tight(_text(r"^[A-Za-z]{1,2}$"))
_POSTCODE_END = [_tight(_text(r"^\d$")), _text(r"^[A-Za-z]{2}$")]
_PAIR = _text(r"^\d\d$")
_FOUR = _text(r"^\d{4}$")
_DASH = _words("-")

PERSONAL_DATA: list[Pattern] = [
    [_text(r".@.")],
    [_text(r"^(0\d{9,10}|44\d{10})$")],
    [_tight(_words("+")), _text(r"^\d{2}$|^\d{11,13}$"), _maybe(_text(r"^\d{3,5}$")), _maybe(_text(r"^\d{3,6}$"))],
    [_text(r"^0\d{2,4}$"), _maybe(_DASH), _text(r"^\d{3,4}$"), _maybe(_DASH), _text(r"^\d{3,4}$")],
    [_text(r"^0\d{4}$"), _maybe(_DASH), _text(r"^\d{5,6}$")],
    [_POSTCODE_AREA, _text(r"^\d{1,2}$"), *_POSTCODE_END],
    [_POSTCODE_AREA, _tight(_text(r"^\d{1,2}$")), _text("^[A-Za-z]$"), *_POSTCODE_END],
    [_TITLE, _maybe(_words(".")), _NAME],
    [_TITLE, _maybe(_words(".")), _NAME, _NAME],
    [_words("number", "no", "flat", "house"), _maybe(_words(".")), _text(r"^\d{1,3}$")],
    [_text(r"^\d{1,4}$"), _maybe(_text("^[a-zA-Z]$")), _NAME, _STREET],
    [_text(r"^\d{1,4}$"), _NAME, _NAME, _STREET],
    [_text(r"^\d{13,19}$")],
    [_FOUR, _maybe(_DASH), _FOUR, _maybe(_DASH), _FOUR, _maybe(_DASH), _FOUR],
    [_tight(_text(r"^[A-Za-z]{2}$")), _tight(_text(r"^\d{6}$")), _text("^[A-Da-d]$")],
    [_text(r"^[A-Z]{2}$"), _PAIR, _PAIR, _PAIR, _text("^[A-D]$")],
    [_tight(_PAIR), _tight(_DASH), _tight(_PAIR), _tight(_DASH), _PAIR],
]  # fmt: skip

PATTERNS: dict[MentionKind, list[Pattern]] = {
    MentionKind.PERSONAL_DATA: PERSONAL_DATA,
    MentionKind.MONEY: MONEY,
    MentionKind.PERCENT: PERCENT,
    MentionKind.DURATION: DURATION,
    MentionKind.TIME: TIME,
    MentionKind.DATE: DATE,
    MentionKind.REFERENCE: REFERENCE,
}
