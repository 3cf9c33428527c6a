"""One step up answers what has come up, and who else it names; nothing more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from simulation.state import CustomerState
from tests.factories import MANAGER
from tests.simulation.talker import Talker, events, situations, with_triggers

SMOKE: dict[str, Any] = {
    "id": "smoke",
    "kind": "injury_or_danger",
    "when": {"fact": "smell"},
    "to": ["fire safety team", "fire line"],
    "why": "there was smoke",
    "insists": True,
    "says": ["Should there be smoke?"],
    "reminds": ["And that smoke?", "What of the smoke?"],
}
HEARD = "[reflect: So the lamp went pop.]"
ASK = "[clarify: Was there any smoke?]"


def _talker(tmp_path: Path) -> Talker:
    talker = Talker(with_triggers(tmp_path, MANAGER, SMOKE))
    talker.say(HEARD)
    return talker


def test_step_up_answers_all_that_has_come_up(tmp_path: Path) -> None:
    talker = _talker(tmp_path)
    talker.say(ASK)
    talker.say("[escalate: I'll pass both on.]")
    assert dict(talker.state.passed_on) == {"manager": 3, "smoke": 3}


def test_later_trigger_is_open_again_and_its_step_up_is_welcomed(
    tmp_path: Path,
) -> None:
    talker = _talker(tmp_path)
    talker.say("[escalate: I'll fetch the shop manager.]")
    talker.say(ASK)
    assert talker.state.open_triggers == ("smoke",)
    talker.say("[empathise: That must be grim.]")
    reminded = talker.say("[apologise: I'm sorry about that.]")
    assert "triggers.smoke.reminds" in reminded.line_ids[-1]
    step = talker.say("[escalate: I'm ringing our fire safety team.]")
    assert ("escalated", "") in events(step)
    assert "escalated" in situations(step)
    assert not talker.state.open_triggers


def test_step_up_to_its_own_people_answers_a_trigger_before_it_comes_up(
    tmp_path: Path,
) -> None:
    talker = _talker(tmp_path)
    talker.say("[escalate: I'll pass this to our Fire Safety Team].")
    talker.say(ASK)
    assert not talker.state.open_triggers


def test_trigger_passed_on_in_the_reply_that_fires_it_gets_the_escalated_line(
    tmp_path: Path,
) -> None:
    talker = Talker(with_triggers(tmp_path, MANAGER, SMOKE))
    step = talker.say("[escalate: I'll fetch the shop manager.]")
    assert ("trigger", "manager") in events(step)
    assert "escalated" in situations(step)
    assert "triggers" not in situations(step)


def test_kindness_is_not_answered_where_they_turn_on_the_learner(
    tmp_path: Path,
) -> None:
    abuse = {**MANAGER, "kind": "abuse", "says": ["You parrot."]}
    step = Talker(with_triggers(tmp_path, abuse)).say("[empathise: How grim.]")
    assert situations(step) == {"triggers"}


def test_promise_to_ring_is_not_answered_beside_a_step_up_that_nothing_called_for(
    tmp_path: Path,
) -> None:
    later = {**MANAGER, "when": {"after_replies": 9}}
    step = Talker(with_triggers(tmp_path, later)).say(
        "[escalate: My manager] [follow_up: will ring you back.]"
    )
    assert situations(step) == {"escalated_unneeded"}


@pytest.mark.parametrize(
    ("data", "open_triggers"),
    [
        ({"triggers": [["manager", 1]], "escalated_at": 2}, ()),
        ({"triggers": [["manager", 1]], "replies_since_accepted": 1}, ("manager",)),
        ({"triggers": [["manager", 1]]}, ("manager",)),
    ],
)
def test_earlier_states_are_read(
    data: dict[str, Any], open_triggers: tuple[str, ...]
) -> None:
    state = CustomerState.from_json({"seed": 1, "mood": 40, "patience": 4, **data})
    assert state.open_triggers == open_triggers


def test_step_up_after_the_demand_is_welcomed_though_its_people_were_named_before(
    tmp_path: Path,
) -> None:
    later = {**MANAGER, "when": {"after_replies": 2}}
    talker = Talker(with_triggers(tmp_path, later))
    early = talker.say("[escalate: I'll fetch the shop manager.]")
    assert "escalated_unneeded" in situations(early)
    assert ("trigger", "manager") in events(talker.say(HEARD))
    assert not talker.state.open_triggers
    step = talker.say("[escalate: The shop manager is on her way.]")
    assert "escalated" in situations(step)
