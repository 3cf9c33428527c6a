"""Finds sums, times, references and personal data in a text by spaCy Matcher rules.

Order: every pattern of `mention_patterns` is tried everywhere; of findings that share a
word the longest stays, and of equally long ones the first kind of the table.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dialogue.perceptions import Mention, MentionKind
from perception.mention_patterns import PATTERNS, UNIT_HOURS
from perception.numbers import read_number
from perception.spacy_alone import Doc, Matcher, spacy

_TOKEN = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
    r"|[^\W\d_]+(?:['’][^\W\d_]+)*|[^\s\ud800-\udfff]"
)
_KINDS = tuple(PATTERNS)
_MARKERS = {"£", "%", "working", "business", "clear", "full", "calendar", "whole"}
_FIXED_POUNDS = {"tenner": 10.0, "tenners": 10.0, "fiver": 5.0, "fivers": 5.0}
_POUND_WORDS = {"quid", "pound", "pounds", "gbp", "squid", "nicker", "sterling"}
_PENCE_WORDS = {"p", "pence", "penny", "pee"}


class MentionFinder:
    """The compiled rules; make one and keep it."""

    def __init__(self) -> None:
        self._vocab = spacy.blank("en").vocab
        self._matcher = Matcher(self._vocab)
        for kind, patterns in PATTERNS.items():
            self._matcher.add(kind.value, patterns)

    def find(self, text: str) -> tuple[Mention, ...]:
        """The mentions of a text, in order; none of them overlap."""
        tokens = list(_TOKEN.finditer(text))
        if not tokens:
            return ()
        return tuple(
            Mention(
                kind=kind,
                start_char=tokens[start].start(),
                end_char=tokens[end - 1].end(),
                amount=_amount(kind, [t.group().lower() for t in tokens[start:end]]),
            )
            for kind, start, end in self._matches(text, tokens)
        )

    def _matches(
        self, text: str, tokens: Sequence[re.Match[str]]
    ) -> list[tuple[MentionKind, int, int]]:
        words = [token.group() for token in tokens]
        ends = [token.end() for token in tokens]
        spaces = [text[end : end + 1].isspace() for end in ends]
        doc = Doc(self._vocab, words=words, spaces=spaces)
        found = [
            (MentionKind(self._vocab.strings[key]), start, end)
            for key, start, end in self._matcher(doc)
        ]
        found.sort(key=lambda m: (m[1] - m[2], _KINDS.index(m[0]), m[1]))
        taken: set[int] = set()
        kept = []
        for kind, start, end in found:
            if taken.isdisjoint(range(start, end)):
                taken.update(range(start, end))
                kept.append((kind, start, end))
        return sorted(kept, key=lambda m: m[1])


def _amount(kind: MentionKind, words: list[str]) -> float | None:
    if kind is MentionKind.MONEY:
        return _pounds(words)
    if kind is MentionKind.PERCENT:
        return _percent(words)
    if kind is MentionKind.DURATION:
        return _hours(words)
    return None


def _pounds(words: list[str]) -> float | None:
    """Pounds; None for a sum without a figure and for other currencies."""
    last = words[-1]
    if last in _FIXED_POUNDS:
        count = read_number(words[:-1])
        return None if count is None else count * _FIXED_POUNDS[last]
    if last in _PENCE_WORDS:
        pence = read_number(words[:-1])
        return None if pence is None else pence / 100
    return read_number([w for w in words if w not in _MARKERS | _POUND_WORDS])


def _percent(words: list[str]) -> float | None:
    if words[0] == "half":
        return 50.0
    unit = {"%", "percent", "per", "cent", "pc"}
    return read_number([word for word in words if word not in unit])


def _hours(words: list[str]) -> float | None:
    """Hours; of "three to five days" the five; None for "a few days"."""
    units = [word for word in words if word in UNIT_HOURS]
    hours = UNIT_HOURS[units[-1]]
    numbers = [w for w in words if w not in _MARKERS and w not in UNIT_HOURS]
    if "half" in numbers:
        return hours * (1.5 if "and" in numbers else 0.5)
    for joint in ("to", "or", "-", "–"):
        if joint in numbers:
            after = numbers[numbers.index(joint) + 1 :]
            before = numbers[: numbers.index(joint)]
            high, low = read_number(after), read_number(before)
            is_range = high is not None and low is not None and low < high
            numbers = after if is_range else numbers
    count = read_number(numbers)
    return None if count is None else count * hours
