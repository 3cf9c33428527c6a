"""Words compared as a marker would: without case, apostrophes or signs.

Nothing here changes a text; offsets always refer to the text as typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from dialogue.plain import plain

_SENTENCE_END = re.compile(r"[.!?…]+[\s\"')\]]+|\n+")
_LEAST_LETTERS = 4
# Words count as the same from so many letters on: stitch, stitched, stitching.
_STEM = 5


# A rubric's lists come up at every mark; they are few.
@lru_cache(maxsize=256)
def _all_plain(phrases: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(plain(phrase) for phrase in phrases)


def holds(text: str, phrases: Iterable[str]) -> bool:
    """Whether a whole-word phrase of the list stands in the text."""
    padded = f" {plain(text)} "
    return any(f" {phrase} " in padded for phrase in _all_plain(tuple(phrases)))


def rest_without(text: str, phrases: Iterable[str]) -> str:
    """The plain words that are left when the phrases are taken out."""
    padded = f" {plain(text)} "
    for phrase in sorted(_all_plain(tuple(phrases)), key=len, reverse=True):
        padded = padded.replace(f" {phrase} ", " ")
    return padded.strip()


def sentence_around(text: str, start: int, end: int) -> str:
    """The sentence or sentences in which the stretch stands."""
    begin, finish = 0, len(text)
    for match in _SENTENCE_END.finditer(text):
        if match.end() <= start:
            begin = match.end()
        elif match.start() >= end - 1:
            finish = match.end()
            break
    return text[begin:finish]


def stems(text: str, leaving_out: Iterable[str] = ()) -> frozenset[str]:
    """The beginnings of the words that carry content."""
    out = frozenset(_all_plain(tuple(leaving_out)))
    return frozenset(
        word[:_STEM]
        for word in plain(text).split()
        if len(word) >= _LEAST_LETTERS and word not in out
    )
