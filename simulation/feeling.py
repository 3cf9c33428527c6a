"""How mood and patience move with what the learner does.

Each calming act is worth its points the first time, and `repeat_pct` per cent of the
time before at each repetition; the same words again are worth nothing. Angering acts
cost their points every time, where the detector is sure enough of them. A reply that
leads nowhere costs a little mood and one point of patience; bad conduct costs one point
of patience too, an insult two.
"""

from __future__ import annotations

from dialogue.acts import ActKind
from scenario.manners import Manners
from scenario.types import Temperament
from simulation.reading import Reading
from simulation.state import CustomerState

MOVES_ON = frozenset(
    {ActKind.LOG_COMPLAINT, ActKind.SET_TIMESCALE, ActKind.FOLLOW_UP, ActKind.ESCALATE}
)


def worth(act: ActKind, state: CustomerState, temperament: Temperament) -> int:
    """Points of mood that a calming act earns at this point of the talk."""
    points = temperament.calms.get(act, 0) * 100
    for _ in range(state.count(act)):
        points = points * temperament.repeat_pct // 100
    return (points + 50) // 100


def is_stale(act: ActKind, reading: Reading, state: CustomerState) -> bool:
    """Whether the act is done here only in words that were used before."""
    sums = [checksum for kind, checksum in reading.phrases if kind is act]
    return bool(sums) and all(checksum in state.phrases for checksum in sums)


def mood_change(
    reading: Reading, state: CustomerState, temperament: Temperament
) -> int:
    """The sum of what calms and what angers; positive is calmer."""
    gain = sum(
        worth(act, state, temperament)
        for act in reading.kinds
        if act in temperament.calms and not is_stale(act, reading, state)
    )
    return gain - sum(temperament.angers.get(act, 0) for act in reading.sure)


def new_mood(
    reading: Reading, state: CustomerState, temperament: Temperament, manners: Manners
) -> int:
    """The mood after the reply, 0 to 100."""
    change = mood_change(reading, state, temperament)
    if reading.is_off_stage:
        change -= manners.unread_mood
    elif change <= 0 and not leads_on(reading, state, temperament):
        change -= manners.idle_mood
    return max(0, min(100, state.mood + change))


def leads_on(reading: Reading, state: CustomerState, temperament: Temperament) -> bool:
    """Whether it moves the matter on: a new question, offer, step or kindness."""
    if set(reading.asked) - set(state.facts):
        return True
    if any(o.remedy_id and o.remedy_id not in state.offered for o in reading.offers):
        return True
    if reading.kinds & MOVES_ON:
        return True
    return any(
        worth(act, state, temperament) > 1 and not is_stale(act, reading, state)
        for act in reading.kinds
    )


def new_patience(
    reading: Reading, state: CustomerState, temperament: Temperament
) -> int:
    """How many more replies that lead nowhere the customer bears."""
    patience = state.patience
    if not leads_on(reading, state, temperament):
        patience -= 1
    if reading.sure & temperament.angers.keys():
        patience -= 2 if ActKind.RUDE in reading.sure else 1
    return max(0, patience)
