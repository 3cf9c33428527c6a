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
from simulation.reading import Offer, Reading
from simulation.stage import Stage
from simulation.state import CustomerState
from simulation.weighing import Verdict, weigh

WINDING_UP = frozenset({ActKind.CLOSE})
# So many replies after a settlement or a step up, the customer says goodbye themselves.
LONGEST_GOODBYE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """All that one reply brought about, from which the customer's line is made."""

    reading: Reading
    leads_on: bool
    given: tuple[str, ...] = ()
    repeated: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    fired: Trigger | None = None
    verdict: Verdict | None = None
    jumped: bool = False
    escalated: bool = False
    unneeded_escalation: bool = False
    ending: EndingKind | None = None


def what_happens(
    stage: Stage, state: CustomerState, reading: Reading
) -> tuple[Happening, CustomerState]:
    """What the reply brings about, and the state after it but for the lines said."""
    after = _felt(stage, state, reading)
    given, repeated, held = _facts(stage.scenario, after, reading)
    identified = any(stage.scenario.fact(name).is_identity for name in given)
    after = replace(
        after,
        facts=after.facts + given,
        is_verified=after.is_verified or identified,
        offered=_added(after.offered, (o.remedy_id for o in reading.offers)),
    )
    fired = _fired(stage.scenario, after, reading)
    if fired is not None:
        after = replace(after, triggers=(*after.triggers, (fired.id, after.replies)))
    wants_step_up = ActKind.ESCALATE in reading.kinds
    escalated = wants_step_up and bool(after.triggers) and not after.escalated_at
    if escalated:
        after = replace(after, escalated_at=after.replies)
    jumped = bool(reading.offers) and not after.is_heard
    verdict = _verdict(stage, after, reading)
    if verdict is not None:
        after = _weighed(after, verdict)
    happening = Happening(
        reading=reading,
        leads_on=leads_on(reading, state, stage.scenario.customer.temperament),
        given=given,
        repeated=repeated,
        held=held,
        fired=fired,
        verdict=verdict,
        jumped=jumped,
        escalated=escalated,
        unneeded_escalation=wants_step_up and not after.triggers,
    )
    return replace(happening, ending=_ending(stage, happening, after)), after


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
        replies_since_accepted=state.replies_since_accepted + bool(state.accepted),
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


def _fired(
    scenario: Scenario, state: CustomerState, reading: Reading
) -> Trigger | None:
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
            and (not when.acts or bool(reading.kinds & set(when.acts)))
            and not set(when.unless) & {*state.facts, *fired}
        )
        if holds and trigger.id not in fired:
            return trigger
    return None


def _verdict(stage: Stage, state: CustomerState, reading: Reading) -> Verdict | None:
    """The answer to what is offered now, or to a pending offer on its new terms."""
    offers = reading.offers
    if not any(offer.remedy_id for offer in offers) and state.pending:
        if ActKind.REFUSE_HELP in reading.kinds or not leads_on(
            reading, state, stage.scenario.customer.temperament
        ):
            return None
        pending = Offer(
            remedy_id=state.pending, pounds=reading.pounds, hours=reading.hours
        )
        verdict = weigh(
            (pending,), stage.scenario, mood=state.mood, is_heard=state.is_heard
        )
        return verdict if verdict and verdict.answer is Answer.ACCEPT else None
    if state.accepted:
        return None
    return weigh(offers, stage.scenario, mood=state.mood, is_heard=state.is_heard)


def _weighed(state: CustomerState, verdict: Verdict) -> CustomerState:
    if verdict.answer is Answer.ACCEPT:
        return replace(state, accepted=verdict.remedy.id, pending="")
    if verdict.remedy.answer is Answer.ACCEPT:
        return replace(state, pending=verdict.remedy.id)
    return state


def _ending(
    stage: Stage, happening: Happening, state: CustomerState
) -> EndingKind | None:
    """Whether the talk ends with this reply, and how.

    In this order: in anger; worn out; then, where it was passed on or settled, with the
    learner's goodbye, a reply that adds nothing, or after LONGEST_GOODBYE replies.
    """
    kinds, manners = happening.reading.kinds, stage.manners
    if state.mood <= manners.leaves_below:
        return EndingKind.LEFT_ANGRY
    if state.silences >= manners.silences or state.replies >= manners.longest:
        return EndingKind.ABANDONED
    if state.patience <= 0:
        angry = state.mood < 34
        return EndingKind.LEFT_ANGRY if angry else EndingKind.ABANDONED
    settled = bool(state.accepted) and not _wants_step_up(stage.scenario, state)
    if not settled and not state.escalated_at:
        return None
    since = (
        state.replies - state.escalated_at
        if state.escalated_at
        else state.replies_since_accepted
    )
    idle = since > 0 and not happening.leads_on
    asked_more = happening.given or happening.reading.asks_unknown
    if asked_more or not (kinds & WINDING_UP or idle or since >= LONGEST_GOODBYE):
        return None
    return EndingKind.ESCALATED if state.escalated_at else EndingKind.RESOLVED


def _wants_step_up(scenario: Scenario, state: CustomerState) -> bool:
    """Whether a trigger that the customer will not let drop is still open."""
    return (
        bool(state.triggers)
        and not state.escalated_at
        and any(scenario.trigger(name).insists for name, _ in state.triggers)
    )
