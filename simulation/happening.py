"""What one reply brings about, before it is put into words.

Order: mood and patience move; facts are given; triggers fire; a step up is taken;
offers are weighed; then it is decided whether the talk ends.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from dialogue.acts import ActKind
from scenario.types import Answer, EndingKind, Scenario, Trigger
from simulation.feeling import leads_on, new_mood, new_patience
from simulation.reading import Reading
from simulation.stage import Stage
from simulation.state import CustomerState
from simulation.triggering import fires, holds_out, passed_on
from simulation.weighing import Verdict, weigh_reply
from simulation.winding_up import adds, content_ending, leaves, winds_up


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """All that one reply brought about, from which the customer's line is made.

    `escalated` says that a trigger was passed on, `checked` that the learner asks for
    the first time whether what was settled is all right, `holds_out` that a trigger is
    open that the customer does not let drop.
    """

    reading: Reading
    given: tuple[str, ...] = ()
    repeated: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    fired: Trigger | None = None
    verdict: Verdict | None = None
    jumped: bool = False
    escalated: bool = False
    unneeded_escalation: bool = False
    checked: bool = False
    holds_out: bool = False
    ending: EndingKind | None = None


def what_happens(
    stage: Stage, state: CustomerState, reading: Reading
) -> tuple[Happening, CustomerState]:
    """What the reply brings about, and the state after it but for the lines said."""
    scenario = stage.scenario
    after = _felt(stage, state, reading)
    given, repeated, held = _facts(scenario, after, reading)
    after = _told(scenario, after, reading, given)
    left = leaves(stage, after)
    fired = None if left else fires(scenario, after, reading)
    if fired is not None:
        after = replace(after, triggers=(*after.triggers, (fired.id, after.replies)))
    after = replace(after, passed_on=passed_on(scenario, after, reading))
    leads = leads_on(reading, state, scenario.customer.temperament)
    verdict = weigh_reply(stage, after, reading, leads_on=leads)
    if verdict is not None:
        after = _weighed(after, verdict)
    checks = bool(state.accepted) and ActKind.CHECK_AGREEMENT in reading.kinds
    happening = Happening(
        reading=reading,
        given=given,
        repeated=repeated,
        held=held,
        fired=fired,
        verdict=verdict,
        jumped=bool(reading.offers) and not after.is_heard,
        escalated=_newly_met(state, after),
        unneeded_escalation=ActKind.ESCALATE in reading.sure and not after.triggers,
        checked=checks and not state.is_checked,
        holds_out=holds_out(scenario, after),
    )
    added = adds(reading, state, leads_on=leads)
    after = _wound_down(state, after, reading, added=added)
    ending = left or _content_ending(scenario, happening, after)
    return replace(happening, ending=ending), after


def _felt(stage: Stage, state: CustomerState, reading: Reading) -> CustomerState:
    temperament = stage.scenario.customer.temperament
    counts = dict(state.act_counts)
    for act in sorted(reading.kinds):
        counts[str(act)] = counts.get(str(act), 0) + 1
    sums = (checksum for _, checksum in reading.phrases)
    return replace(
        state,
        replies=state.replies + 1,
        mood=new_mood(reading, state, temperament, stage.manners),
        patience=new_patience(reading, state, temperament),
        is_heard=state.is_heard or bool(reading.kinds & stage.manners.listening),
        act_counts=tuple(counts.items()),
        phrases=tuple(dict.fromkeys((*state.phrases, *sums))),
        silences=state.silences + 1 if reading.is_silent else 0,
    )


def _told(
    scenario: Scenario,
    state: CustomerState,
    reading: Reading,
    given: tuple[str, ...],
) -> CustomerState:
    identified = any(scenario.fact(name).is_identity for name in given)
    return replace(
        state,
        facts=state.facts + given,
        is_verified=state.is_verified or identified,
        offered=_added(state.offered, (o.remedy_id for o in reading.offers)),
    )


def _added(known: tuple[str, ...], more: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*known, *(name for name in more if name))))


def _facts(
    scenario: Scenario, state: CustomerState, reading: Reading
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """The asked facts that are given now, were given before, or are held back."""
    given: list[str] = []
    repeated: list[str] = []
    held: list[str] = []
    is_verified = state.is_verified or any(
        scenario.fact(name).is_identity for name in reading.asked
    )
    for name in reading.asked:
        fact = scenario.fact(name)
        ready = (
            state.mood >= fact.least_mood
            and set(fact.after) <= {*state.facts, *given}
            and (is_verified or not fact.needs_identity)
        )
        if name in state.facts:
            repeated.append(name)
        elif ready:
            given.append(name)
        else:
            held.append(name)
    return tuple(given), tuple(repeated), tuple(held)


def _weighed(state: CustomerState, verdict: Verdict) -> CustomerState:
    if verdict.answer is Answer.ACCEPT:
        return replace(state, accepted=verdict.remedy.id, pending="")
    if verdict.remedy.answer is Answer.ACCEPT:
        return replace(state, pending=verdict.remedy.id)
    return state


def _newly_met(state: CustomerState, after: CustomerState) -> bool:
    """Whether a trigger that has come up was passed on with this reply."""
    fired = dict(after.triggers)
    new = set(after.passed_on) - set(state.passed_on)
    return any(name in fired for name, _ in new)


def _wound_down(
    state: CustomerState, after: CustomerState, reading: Reading, *, added: bool
) -> CustomerState:
    """The state with its count of replies that add nothing to what is settled.

    The count begins anew with an acceptance and with each step up.
    """
    if after.accepted != state.accepted or _newly_met(state, after):
        return replace(after, settled_at=after.replies, idle=0, is_checked=False)
    if not (after.accepted or after.is_passed_on):
        return after
    checks = ActKind.CHECK_AGREEMENT in reading.kinds
    return replace(
        after,
        idle=after.idle + (not added),
        is_checked=after.is_checked or checks,
    )


def _content_ending(
    scenario: Scenario, happening: Happening, state: CustomerState
) -> EndingKind | None:
    if happening.fired is not None:
        return None
    ending = content_ending(scenario, state)
    if ending is None or not winds_up(scenario, happening.reading, state):
        return None
    return ending
