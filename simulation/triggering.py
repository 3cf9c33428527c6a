"""Triggers: which of them fires, and which a step up answers.

A step up answers every trigger that has fired by then, that very reply included; and of
those that may fire later, the ones to whose own people it goes.
"""

from __future__ import annotations

from dialogue.acts import ActKind
from scenario.types import Scenario, Trigger, TriggerKind
from simulation.reading import Reading
from simulation.state import CustomerState


def fires(scenario: Scenario, state: CustomerState, reading: Reading) -> Trigger | None:
    """The first trigger of the file that has not fired and whose conditions hold.

    None fires at a reply that is no part of the conversation: it would not be said.
    """
    if reading.is_off_stage:
        return None
    fired = dict(state.triggers)
    for trigger in scenario.triggers:
        when = trigger.when
        holds = (
            not when.opening
            and state.replies >= when.after_replies
            and (when.mood_below is None or state.mood < when.mood_below)
            and (not when.fact or when.fact in state.facts)
            and (not when.offered or when.offered in state.offered)
            and (not when.acts or bool(reading.sure & set(when.acts)))
            and not set(when.unless) & {*state.facts, *fired}
        )
        if holds and trigger.id not in fired:
            return trigger
    return None


def passed_on(
    scenario: Scenario, state: CustomerState, reading: Reading
) -> tuple[tuple[str, int], ...]:
    """The triggers that are answered by now, as CustomerState keeps them.

    One whose people were named before it fired is answered anew by the next step up.
    """
    met, fired = dict(state.passed_on), dict(state.triggers)
    if ActKind.ESCALATE not in reading.kinds:
        return state.passed_on
    for trigger in scenario.triggers:
        is_due = trigger.id in fired or reading.names(trigger.to)
        if is_due and met.get(trigger.id, -1) < fired.get(trigger.id, 0):
            met[trigger.id] = state.replies
    return tuple(met.items())


def holds_out(scenario: Scenario, state: CustomerState) -> bool:
    """Whether a trigger is open that the customer does not let drop, or a danger."""
    triggers = [scenario.trigger(name) for name in state.open_triggers]
    return any(
        trigger.insists or trigger.kind is TriggerKind.INJURY_OR_DANGER
        for trigger in triggers
    )
