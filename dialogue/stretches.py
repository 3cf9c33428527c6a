"""Stretches of a learner's text, and whether two of them have words in common."""

from __future__ import annotations

from typing import Protocol


class Stretch(Protocol):
    """Anything that stands in a text from one character to another, half-open."""

    @property
    def start_char(self) -> int: ...

    @property
    def end_char(self) -> int: ...


def overlap(first: Stretch, second: Stretch) -> bool:
    """Whether they share at least one character."""
    return first.start_char < second.end_char and second.start_char < first.end_char
