"""When a talk ends, and how.

In this order: in anger; worn out; then, where it was settled or passed on, with the
learner's goodbye, or when nothing is added any more. It goes on while the customer
holds out for something, has just raised it, was insulted, or is asked anything; and
where a remedy that they would take or a trigger is open, for some replies longer.
"""

from __future__ import annotations

from dialogue.acts import ActKind
from scenario.situations import Band
from scenario.types import Answer, EndingKind, Scenario
from simulation.reading import Reading
from simulation.stage import Stage
from simulation.state import CustomerState
from simulation.triggering import holds_out

# Replies that add nothing, after which the customer says goodbye with matters open.
LONGEST_GOODBYE = 4
# So many times the learner may ask "anything else?" with matters open.
MOST_CLOSINGS = 2
ADDING = frozenset(
    {ActKind.OFFER_SOLUTION, ActKind.OFFER_CHOICE, ActKind.PREVENT_RECURRENCE}
)


def leaves(stage: Stage, state: CustomerState) -> EndingKind | None:
    """How the customer leaves, whatever was said, where mood or patience is gone."""
    manners = stage.manners
    if state.mood <= manners.leaves_below:
        return EndingKind.LEFT_ANGRY
    if state.silences >= manners.silences or state.replies >= manners.longest:
        return EndingKind.ABANDONED
    if state.patience > 0:
        return None
    angry = Band.of(state.mood) is Band.ANGRY
    return EndingKind.LEFT_ANGRY if angry else EndingKind.ABANDONED


def content_ending(scenario: Scenario, state: CustomerState) -> EndingKind | None:
    """How it would end well at this point; None where it can't."""
    if holds_out(scenario, state):
        return None
    if state.is_passed_on:
        return EndingKind.ESCALATED
    return EndingKind.RESOLVED if state.accepted else None


def winds_up(scenario: Scenario, reading: Reading, state: CustomerState) -> bool:
    """Whether a talk that can end well ends with this reply."""
    if reading.asks or ActKind.RUDE in reading.sure:
        return False
    is_open = matters_open(scenario, state)
    if ActKind.CLOSE in reading.sure:
        stays = is_open and reading.offers_help
        return not stays or state.idle >= MOST_CLOSINGS
    return state.idle >= (LONGEST_GOODBYE if is_open else 1)


def matters_open(scenario: Scenario, state: CustomerState) -> bool:
    """Whether something is open: a remedy that they would take, or a new trigger."""
    wanted = any(
        remedy.answer is Answer.ACCEPT and remedy.in_authority
        for remedy in scenario.remedies
    )
    fired = dict(state.triggers)
    is_new = any(fired[name] > state.settled_at for name in state.open_triggers)
    return is_new or (wanted and not state.accepted)


def adds(reading: Reading, state: CustomerState, *, leads_on: bool) -> bool:
    """Whether a reply in a settled talk asks, offers, promises or first checks."""
    checks = ActKind.CHECK_AGREEMENT in reading.kinds and not state.is_checked
    return leads_on or reading.asks or checks or bool(reading.kinds & ADDING)
