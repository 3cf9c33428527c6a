"""Plays one customer with replies whose acts are marked by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dialogue.perceptions import Mention
from simulation.advancing import Step, advance, open_talk
from simulation.stage import Stage
from simulation.state import CustomerState
from tests.factories import MANAGER, make_scenario, make_stage, perceived, scenario_data


class Talker:
    """Sends marked replies to one customer."""

    def __init__(self, stage: Stage, seed: int = 1) -> None:
        self.stage = stage
        self.step = open_talk(stage, seed=seed)

    def say(self, marked: str, *mentions: Mention, **flags: Any) -> Step:
        text, perception = perceived(marked, mentions, **flags)
        self.step = advance(self.stage, self.step.state, perception, text)
        return self.step

    @property
    def state(self) -> CustomerState:
        return self.step.state


def situations(step: Step) -> set[str]:
    return {line_id.split(".")[0] for line_id in step.line_ids}


def events(step: Step) -> list[tuple[str, str]]:
    return [(str(event.kind), event.ref) for event in step.events]


def with_manager(tmp_path: Path, **changes: Any) -> Stage:
    return with_triggers(tmp_path, {**MANAGER, **changes})


def with_triggers(tmp_path: Path, *triggers: dict[str, Any], **changes: Any) -> Stage:
    replies = scenario_data()["model_replies"]
    replies.append({"earns": ["escalate"], "text": "I'll pass it on."})
    return make_stage(
        make_scenario(
            tmp_path, triggers=list(triggers), model_replies=replies, **changes
        )
    )
