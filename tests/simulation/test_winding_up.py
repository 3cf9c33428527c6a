"""When a talk that was settled or passed on ends, and when it goes on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from simulation.stage import Stage
from tests.factories import MANAGER, make_scenario, make_stage, scenario_data
from tests.simulation.talker import (
    Talker,
    events,
    situations,
    with_manager,
    with_triggers,
)

HEARD = "[reflect: So the lamp went pop.]"
REFUND = "[offer_solution: I can refund the lamp in full.]"
STEP_UP = "[escalate: I'll fetch the manager]."
IDLE = "It is raining."


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return make_stage(make_scenario(tmp_path))


def _settled(stage: Stage) -> Talker:
    talker = Talker(stage)
    talker.say(HEARD)
    talker.say(REFUND)
    assert talker.state.accepted == "refund"
    return talker


def _passed_on(tmp_path: Path, **changes: Any) -> Talker:
    talker = Talker(with_manager(tmp_path, **changes))
    talker.say(HEARD)
    talker.say(STEP_UP)
    assert talker.state.is_passed_on
    return talker


def test_reply_that_adds_nothing_ends_a_settled_talk(stage: Stage) -> None:
    assert _settled(stage).say(IDLE).state.ending == "resolved"


def test_first_check_after_an_acceptance_is_answered_and_the_second_ends_it(
    stage: Stage,
) -> None:
    talker = _settled(stage)
    step = talker.say("[check_agreement: Is that ok?]")
    assert not step.state.ending
    assert situations(step) == {"settled"}
    assert step.state.patience == stage.scenario.customer.temperament.patience - 1
    assert talker.say("[check_agreement: Sure that is ok?]").state.ending == "resolved"


@pytest.mark.parametrize(
    "reply",
    [
        "[log_complaint: It's logged.] [check_agreement: All right?]",
        "[follow_up: I'll ring you on Friday.]",
        "[prevent_recurrence: I've told the maker.]",
        "[clarify: Which planet do penguins prefer?]",
    ],
)
def test_learner_may_go_on_after_a_remedy_is_accepted(stage: Stage, reply: str) -> None:
    talker = _settled(stage)
    assert not talker.say(reply).state.ending
    assert talker.say(IDLE).state.ending == "resolved"


def test_settled_customer_never_presses(stage: Stage) -> None:
    talker = _settled(stage)
    number = 0
    while not talker.state.ending:
        step = talker.say(f"[log_complaint: It's logged as number {number}.]")
        assert "press" not in situations(step)
        number += 1
    assert talker.state.ending in {"resolved", "abandoned"}
    assert number > 4


def test_customer_with_nothing_left_to_say_goes_content_if_it_is_settled(
    tmp_path: Path,
) -> None:
    lines = scenario_data()["lines"]
    lines["settled"] = lines["settled"][:3]
    talker = _settled(make_stage(make_scenario(tmp_path, lines=lines)))
    for _ in range(4):
        talker.say("[set_timescale: By Friday.]")
    assert talker.state.ending == "resolved"


def test_talk_passed_on_goes_on_while_a_remedy_is_open(tmp_path: Path) -> None:
    talker = _passed_on(tmp_path)
    assert not talker.say(IDLE).state.ending
    assert not talker.say("[empathise: That is grim.]").state.ending
    step = talker.say(REFUND)
    assert ("accepted", "refund") in events(step)
    assert not step.state.ending
    assert talker.say(IDLE).state.ending == "escalated"


def test_talk_passed_on_ends_after_four_replies_that_add_nothing(
    tmp_path: Path,
) -> None:
    temperament = scenario_data()["customer"]["temperament"] | {"patience": 9}
    customer = scenario_data()["customer"] | {"temperament": temperament}
    talker = Talker(with_triggers(tmp_path, MANAGER, customer=customer))
    talker.say(HEARD)
    talker.say(STEP_UP)
    for number in range(3):
        assert not talker.say(f"It is raining, {number}.").state.ending
        assert not talker.say(f"[set_timescale: by {number} o'clock]").state.ending
    assert talker.say(IDLE).state.ending == "escalated"


def test_asking_what_else_there_is_keeps_an_open_talk_going_once(
    tmp_path: Path,
) -> None:
    talker = _passed_on(tmp_path)
    first = talker.say("[close: Is there anything else I can help with?]")
    assert not first.state.ending
    assert "closed_early" in situations(first)
    again = talker.say("[close: So, anything else I can do?]")
    assert again.state.ending == "escalated"


def test_farewell_ends_a_talk_that_was_passed_on(tmp_path: Path) -> None:
    talker = _passed_on(tmp_path)
    assert talker.say("[close: Goodbye then.]").state.ending == "escalated"


def test_customer_who_insists_does_not_settle_without_the_step_up(
    tmp_path: Path,
) -> None:
    talker = _settled(with_manager(tmp_path, insists=True))
    for _ in range(2):
        step = talker.say("[close: Have a good day.]")
        assert not step.state.ending
        assert "settled" not in situations(step)
        assert "triggers.manager.reminds" in step.line_ids[-1]
    step = talker.say("[close: Have a good day.]")
    assert situations(step) == {"closed_early"}


def test_danger_that_was_raised_and_not_answered_has_no_content_ending(
    tmp_path: Path,
) -> None:
    talker = _settled(with_manager(tmp_path, kind="injury_or_danger"))
    assert not talker.say("[close: Have a good day.]").state.ending


def test_trigger_that_fires_keeps_the_talk_open_and_is_said(tmp_path: Path) -> None:
    talker = _settled(with_manager(tmp_path, when={"after_replies": 3}))
    step = talker.say("[close: Have a good day.]")
    assert ("trigger", "manager") in events(step)
    assert not step.state.ending
    assert "triggers.manager.says.1" in step.line_ids


def test_trigger_does_not_fire_in_a_reply_that_drives_them_away(
    tmp_path: Path,
) -> None:
    talker = Talker(with_manager(tmp_path, when={"acts": ["rude"], "mood_below": 9}))
    for number in range(3):
        step = talker.say(f"[rude: You are a fool, number {number}.]")
        if step.state.ending:
            break
    assert step.state.ending == "left_angry"
    assert ("trigger", "manager") not in events(step)


def test_insult_in_a_goodbye_is_answered_and_ends_nothing_well(stage: Stage) -> None:
    step = _settled(stage).say("[close: Bye then], [rude: you fool].")
    assert not step.state.ending
    assert "insulted" in situations(step)


def test_what_is_private_is_answered_in_the_farewell_too(stage: Stage) -> None:
    step = _settled(stage).say("[disclose: Ann next door has one too]. [close: Bye].")
    assert step.state.ending == "resolved"
    assert [line.split(".")[0] for line in step.line_ids] == ["disclosed", "endings"]


@pytest.mark.parametrize(
    ("reply", "ends"),
    [
        ("[close: Is anyone else there?]", False),
        ("[close: Anything else?]", True),
        ("[close@0.5: Goodbye then.] [set_timescale: By five.]", False),
    ],
)
def test_only_a_sure_goodbye_rings_off(stage: Stage, reply: str, ends: bool) -> None:
    assert bool(_settled(stage).say(reply).state.ending) is ends
