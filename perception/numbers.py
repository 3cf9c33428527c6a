"""Reads amounts as people type them: "1,900", "2.5k", "twenty five", "a couple"."""

from __future__ import annotations

from collections.abc import Sequence

_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SCALES = {"hundred": 100.0, "thousand": 1_000.0, "grand": 1_000.0, "k": 1_000.0}
_LOOSE = {
    "a": 1.0,
    "an": 1.0,
    "couple": 2.0,
    "half": 0.5,
    "dozen": 12.0,
    "fourty": 40.0,
}
_SMALL = (
    {word: float(value) for value, word in enumerate(_UNITS)}
    | {word: 10.0 * (place + 2) for place, word in enumerate(_TENS)}
    | _LOOSE
)
_GLUE = {"-", "and", "of", "the"}

NUMBER_WORDS = tuple(
    sorted(set(_SMALL) - {"a", "an", "half"} | {"hundred", "thousand"})
)


def read_number(words: Sequence[str]) -> float | None:
    """The number that lower-case words and figures say, or None where they say none."""
    total, current, is_read = 0.0, 0.0, False
    for word in words:
        if word in _GLUE:
            continue
        value = _figure(word)
        if word in _SCALES:
            current = (current or 1.0) * _SCALES[word]
            total, current = total + current, 0.0
        elif value is None:
            return None
        else:
            current = value if value >= current and is_read else current + value
        is_read = True
    return total + current if is_read else None


def _figure(word: str) -> float | None:
    if word in _SMALL:
        return _SMALL[word]
    try:
        return float(word.replace(",", ""))
    except ValueError:
        return None
