"""Plain words of a reply held against the lists of phrases in data/manners.yml."""

from __future__ import annotations

from collections.abc import Iterable

from dialogue.plain import plain
from dialogue.stretches import Stretch

# A stock phrase with no more than so many words added is still only the phrase.
STOCK_SLACK = 2


def words_of(text: str, part: Stretch) -> str:
    """The plain words of a part of the text."""
    return plain(text[part.start_char : part.end_char])


def holds_any(words: str, phrases: Iterable[str]) -> bool:
    """Whether one of the plain phrases stands in the plain words, as whole words."""
    return any(f" {phrase} " in f" {words} " for phrase in phrases if phrase)


def is_hardly_more_than(words: str, phrases: Iterable[str]) -> bool:
    """Whether a phrase is there and next to nothing besides."""
    rest = f" {words} "
    for phrase in sorted(phrases, key=len, reverse=True):
        rest = rest.replace(f" {phrase} ", " ")
    return rest.strip() != words and len(rest.split()) <= STOCK_SLACK
