"""The talk so far, read off the tracker's events, and its transcript.

A reply counts once the customer has answered it. One that was never answered, because a
process stopped in between, is not part of the talk; it is given back to be sent again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from dialogue import wire
from dialogue.forms import Json, perception_from_json, turn_from_json
from dialogue.perceptions import Perception
from dialogue.turns import Speaker, Transcript, Turn
from dialogue.version import CODE_VERSION
from simulation.stage import Stage
from simulation.state import CustomerState


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A learner's message. `perception` is None where Rasa could not perceive it."""

    text: str
    perception: Perception | None
    detector: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """A talk that has begun. `waiting` is the reply that has no answer yet.

    `detectors` are the versions that perceived the replies, in order; before the first
    reply, the one that would.
    """

    id: str
    scenario_id: str
    sha256: str
    seed: int
    state: CustomerState
    turns: tuple[Turn, ...]
    detectors: tuple[str, ...]
    waiting: Reply | None

    def last_line(self) -> str:
        """What the customer said last."""
        return self.turns[-1].text

    def transcript(self, stage: Stage) -> Transcript:
        return Transcript(
            id=self.id,
            scenario_id=self.scenario_id,
            turns=self.turns,
            seed=self.seed,
            ending=self.state.ending,
            versions={
                "code": CODE_VERSION,
                "manners": stage.manners.version,
                "detector": ", ".join(dict.fromkeys(self.detectors)),
            },
        )


def read_talk(tracker: Any) -> Talk | None:
    """The talk of a rasa-sdk tracker; None where none has begun."""
    fixed = tracker.get_slot(wire.TALK_SLOT)
    state = tracker.get_slot(wire.CUSTOMER_SLOT)
    if not fixed or not state:
        return None
    record = _read_events(tracker.events)
    return Talk(
        id=tracker.sender_id,
        scenario_id=fixed["scenario"],
        sha256=fixed["sha256"],
        seed=fixed["seed"],
        state=CustomerState.from_json(state),
        turns=tuple(record.turns),
        detectors=tuple(record.detectors) or (fixed["detector"],),
        waiting=record.waiting,
    )


@dataclass(slots=True)
class _Record:
    turns: list[Turn] = field(default_factory=list)
    detectors: list[str] = field(default_factory=list)
    waiting: Reply | None = None

    def answer(self, custom: Json) -> None:
        """Adds the customer's turn, and before it the reply that it answers."""
        if self.waiting is not None:
            self.turns.append(_learners_turn(self.waiting, custom, len(self.turns)))
            self.detectors.append(custom[wire.VERSIONS][wire.DETECTOR])
        self.turns.append(turn_from_json(custom["turn"], index=len(self.turns)))


def _read_events(events: list[Json]) -> _Record:
    record = _Record()
    for event in events:
        if event["event"] == "restart":
            record = _Record()
        elif event["event"] == "user" and _intent(event) == wire.REPLY_INTENT:
            record.waiting = _reply(event)
        elif event["event"] == "bot":
            custom = (event.get("data") or {}).get("custom") or {}
            if custom.get("kind") == wire.Answer.TURN.value:
                record.answer(custom)
            record.waiting = None
    return record


def _intent(event: Json) -> str | None:
    name: str | None = event["parse_data"]["intent"].get("name")
    return name


def _reply(event: Json) -> Reply:
    data = event["parse_data"]
    perceived = data.get(wire.PERCEPTION)
    return Reply(
        text=wire.unwrap(event.get("text") or ""),
        perception=perception_from_json(perceived) if perceived else None,
        detector=data.get(wire.DETECTOR, ""),
    )


def _learners_turn(reply: Reply, custom: Json, index: int) -> Turn:
    """The turn of a reply; what it did comes with the answer to it."""
    return Turn(
        index=index,
        speaker=Speaker.LEARNER,
        text=reply.text,
        perception=perception_from_json(custom[wire.REPLY]),
    )
