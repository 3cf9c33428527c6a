"""Cuts a reply into stretches by the acts that stand in it, for highlighting.

Acts may overlap; the stretches never do, and joined they are the reply as typed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from dialogue.acts import Act, ActKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Some of a reply: the acts that hold over it, and those that end with it."""

    text: str
    acts: tuple[ActKind, ...]
    ending: tuple[ActKind, ...]


def stretches(text: str, acts: Sequence[Act]) -> tuple[Stretch, ...]:
    """The reply in order; a stretch without acts is plain text."""
    edges = {0, len(text)}
    for act in acts:
        edges |= {act.start_char, act.end_char}
    places = sorted(edge for edge in edges if 0 <= edge <= len(text))
    return tuple(
        Stretch(
            text=text[start:end],
            acts=_over(acts, start, end),
            ending=tuple(a.kind for a in acts if a.end_char == end),
        )
        for start, end in pairwise(places)
    )


def _over(acts: Sequence[Act], start: int, end: int) -> tuple[ActKind, ...]:
    kinds = [a.kind for a in acts if a.start_char <= start and end <= a.end_char]
    return tuple(dict.fromkeys(kinds))
