"""JSON Lines in, JSON Lines out: the work behind `hotseat detect`.

In: `{"id", "brief", "customer", "reply"}` a line. Out, in the same order:
`{"id", "acts": [{"act", "start", "end", "confidence"}], "unsure"}`, each act once,
offsets in characters into the reply.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TextIO

from dialogue.acts import Act, ActKind
from dialogue.errors import InputError
from dialogue.perceptions import Perceiver, Perception

_FORM = '{"id": "…", "brief": "…", "customer": "…", "reply": "…"}'
_KEYS = ("id", "brief", "customer", "reply")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of the input."""

    id: str
    brief: str
    customer: str
    reply: str


def detect(lines_in: Iterable[str], lines_out: TextIO, detector: Perceiver) -> int:
    """Writes what the detector finds in each line; gives how many lines there were.

    Lines are answered as they come, so that a long stream takes no more memory than a
    short one. Raises InputError at the first line that is not of the form.
    """
    count = 0
    for item in read_items(lines_in):
        perception = detector.perceive(
            item.reply, customer=item.customer, brief=item.brief
        )
        lines_out.write(format_perception(item.id, perception) + "\n")
        count += 1
    return count


def read_items(lines: Iterable[str]) -> Iterator[Item]:
    """The items of the lines; empty lines are passed over."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _read_item(line, number)


def format_perception(item_id: str, perception: Perception) -> str:
    """One line of the output."""
    acts = [
        {
            "act": act.kind.value,
            "start": act.start_char,
            "end": act.end_char,
            "confidence": act.confidence,
        }
        for act in main_acts(perception)
    ]
    row = {"id": item_id, "acts": acts, "unsure": perception.is_unsure}
    return json.dumps(row)


def main_acts(perception: Perception) -> list[Act]:
    """Each act once, as the codebook counts them: where it is surest."""
    surest: dict[ActKind, Act] = {}
    for act in perception.acts:
        best = surest.get(act.kind)
        if best is None or act.confidence > best.confidence:
            surest[act.kind] = act
    return [act for act in perception.acts if surest[act.kind] is act]


def _read_item(line: str, number: int) -> Item:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise InputError(
            f"line {number} is not JSON ({error}); it must be of the form {_FORM}"
        ) from error
    if not isinstance(row, dict):
        raise InputError(f"line {number} must be an object of the form {_FORM}")
    for key in _KEYS:
        if key not in row:
            raise InputError(f"line {number} has no {key!r}; it must be {_FORM}")
        if not isinstance(row[key], str):
            raise InputError(f"line {number}: {key!r} is {row[key]!r}, must be text")
    return Item(**{key: row[key] for key in _KEYS})
