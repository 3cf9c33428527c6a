"""Finds out what happened on the customer's side of a transcript of bare text.

A customer's turn without line ids is matched with the scenario's own lines, word for
word; what they tell (a trigger, a fact given again, an answer to an offer) becomes its
events. Words that the rubric lists as signs of a trigger are looked for besides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dialogue.plain import plain
from dialogue.turns import Event, EventKind, Speaker, Transcript, Turn
from scenario.rubrics import Rubric
from scenario.types import Line, Scenario
from scoring.wording import holds

_SIGNS = "trigger_"
_SECTIONS = {
    "again": EventKind.FACT_AGAIN,
    "accepts": EventKind.ACCEPTED,
    "haggles": EventKind.HAGGLED,
    "rejects": EventKind.REJECTED,
}


def recover(transcript: Transcript, scenario: Scenario, rubric: Rubric) -> Transcript:
    """The transcript with line ids and events; one that has them is left as it is."""
    customers = [t for t in transcript.turns if t.speaker is Speaker.CUSTOMER]
    if not customers or any(turn.line_ids for turn in customers):
        return transcript
    lines = [(line, plain(line.text)) for line in scenario.all_lines()]
    told: set[str] = set()
    turns: list[Turn] = []
    for turn in transcript.turns:
        if turn.speaker is Speaker.CUSTOMER:
            turn = _recovered(turn, scenario, rubric, lines, told)
        turns.append(turn)
    return replace(transcript, turns=tuple(turns))


def _recovered(
    turn: Turn,
    scenario: Scenario,
    rubric: Rubric,
    lines: list[tuple[Line, str]],
    told: set[str],
) -> Turn:
    words = plain(turn.text)
    ids = [line.id for line, text in lines if text and text in words]
    events = [_event(line_id) for line_id in ids]
    events += [
        Event(kind=EventKind.TRIGGER, ref=name)
        for name in _signs(turn, scenario, rubric, ids)
    ]
    fresh = []
    for event in events:
        if event is None or (event.kind is EventKind.TRIGGER and event.ref in told):
            continue
        told.add(event.ref)
        fresh.append(event)
    return replace(turn, line_ids=tuple(ids), events=tuple(fresh))


def _event(line_id: str) -> Event | None:
    """What a line tells, from its id, such as facts.when.again.1."""
    parts = line_id.split(".")
    if parts[0] == "triggers":
        return Event(kind=EventKind.TRIGGER, ref=parts[1])
    if len(parts) > 2 and parts[2] in _SECTIONS:
        return Event(kind=_SECTIONS[parts[2]], ref=parts[1])
    return None


def _signs(
    turn: Turn, scenario: Scenario, rubric: Rubric, ids: list[str]
) -> Iterator[str]:
    for trigger in scenario.triggers:
        told = trigger.when.opening and turn.index == 0
        words = rubric.wordings.get(f"{_SIGNS}{trigger.kind}", ())
        if told or (words and not ids and holds(turn.text, words)):
            yield trigger.id
