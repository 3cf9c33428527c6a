"""Turns and perceptions survive the trip through JSON text."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dialogue.acts import Act, ActKind
from dialogue.errors import TranscriptError
from dialogue.forms import (
    perception_from_json,
    perception_to_json,
    transcript_from_json,
    transcript_to_json,
    turn_from_json,
    turn_to_json,
)
from dialogue.perceptions import Clause, Mention, MentionKind, Perception
from dialogue.turns import Event, EventKind, Speaker, Transcript, Turn

PERCEPTION = Perception(
    acts=(Act(kind=ActKind.OWN, start_char=2, end_char=5, confidence=0.5),),
    mentions=(
        Mention(kind=MentionKind.MONEY, start_char=0, end_char=3, amount=20.0),
        Mention(kind=MentionKind.DATE, start_char=4, end_char=5),
    ),
    clauses=(Clause(start_char=0, end_char=5, vector=bytes(range(256))),),
    is_unsure=True,
    is_readable=False,
)
CUSTOMER = Turn(
    index=0,
    speaker=Speaker.CUSTOMER,
    text="Well? \u202e\x00 \ud83d\ude00".encode("utf-16", "surrogatepass").decode(
        "utf-16"
    ),
    line_ids=("opening.1",),
    mood=0,
    events=(Event(kind=EventKind.TRIGGER, ref="manager"),),
)


def _through_json(data: Any) -> Any:
    return json.loads(json.dumps(data))


def test_perception_survives_with_its_vectors() -> None:
    data = _through_json(perception_to_json(PERCEPTION, with_clauses=True))
    assert perception_from_json(data) == PERCEPTION


def test_vectors_are_left_out_of_transcripts() -> None:
    assert "clauses" not in perception_to_json(PERCEPTION)


def test_turns_survive() -> None:
    assert turn_from_json(_through_json(turn_to_json(CUSTOMER)), index=0) == CUSTOMER


def test_transcript_survives() -> None:
    transcript = Transcript(
        id="t",
        scenario_id="s",
        turns=(CUSTOMER,),
        seed=3,
        ending="resolved",
        versions={"code": "1"},
    )
    data = _through_json(transcript_to_json(transcript))
    assert transcript_from_json(data) == transcript


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"speaker": "learner"},
        {"speaker": "nobody", "text": "x"},
        {"speaker": "learner", "text": "x", "acts": [{"act": "dance"}]},
        {"speaker": "learner", "text": "x", "acts": 3},
        {"speaker": "customer", "text": "x", "events": [{"kind": "rain", "ref": ""}]},
        "not an object",
    ],
)
def test_turn_of_another_form_is_refused_with_its_number(data: Any) -> None:
    with pytest.raises(TranscriptError, match=r"turn 7|acts"):
        turn_from_json(data, index=7)
