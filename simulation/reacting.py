"""What the customer reacts to first, before answering: bad conduct, or being heard.

Order of the rules: insults and other bad conduct by `BAD`; a reply that tries a remedy
before having listened; the same words or a stock phrase again; vague promises; then the
good act that is worth most at this point, or a fresh one, however little it is worth.
An apology beside bad conduct that is no insult is answered too, before it.
"""

from __future__ import annotations

from dialogue.acts import ActKind
from scenario.situations import Situation
from scenario.types import Temperament
from simulation.feeling import is_stale, worth
from simulation.reading import Reading
from simulation.state import CustomerState

BAD: tuple[tuple[ActKind, Situation], ...] = (
    (ActKind.RUDE, Situation.INSULTED),
    (ActKind.DISCLOSE, Situation.DISCLOSED),
    (ActKind.MINIMISE, Situation.MINIMISED),
    (ActKind.BLAME_CUSTOMER, Situation.BLAMED),
    (ActKind.REFUSE_ESCALATION, Situation.MANAGER_REFUSED),
    (ActKind.NON_APOLOGY, Situation.NON_APOLOGY),
    (ActKind.REFUSE_HELP, Situation.REFUSED),
    (ActKind.PASS_BUCK, Situation.FOBBED_OFF),
    (ActKind.DEFEND, Situation.DEFENDED),
    (ActKind.OVERPROMISE, Situation.OVERPROMISED),
)
GOOD: dict[ActKind, Situation] = {
    ActKind.REFLECT: Situation.HEARD,
    ActKind.CLARIFY: Situation.HEARD,
    ActKind.ACKNOWLEDGE: Situation.HEARD,
    ActKind.EMPATHISE: Situation.EMPATHISED,
    ActKind.APOLOGISE: Situation.APOLOGISED,
    ActKind.OWN: Situation.OWNED,
    ActKind.PREVENT_RECURRENCE: Situation.PREVENTED,
    ActKind.LOG_COMPLAINT: Situation.LOGGED,
    ActKind.FOLLOW_UP: Situation.FOLLOW_UP,
    ActKind.EXPLAIN: Situation.EXPLAINED,
}
# Insults and the like leave no room for thanks in the same breath.
OVERWHELMING = frozenset({Situation.INSULTED, Situation.DISCLOSED, Situation.MINIMISED})
NEXT_STEPS = frozenset(
    {
        ActKind.OFFER_SOLUTION,
        ActKind.OFFER_CHOICE,
        ActKind.FOLLOW_UP,
        ActKind.SET_TIMESCALE,
        ActKind.LOG_COMPLAINT,
        ActKind.ESCALATE,
        ActKind.CLARIFY,
        ActKind.VERIFY,
        ActKind.PREVENT_RECURRENCE,
        ActKind.EXPLAIN,
    }
)
SOOTHING = (ActKind.EMPATHISE, ActKind.APOLOGISE, ActKind.ACKNOWLEDGE, ActKind.OWN)


def reactions(
    reading: Reading, state: CustomerState, temperament: Temperament, *, jumped: bool
) -> tuple[Situation, ...]:
    """The situations to react to, in the order they are said; at most two."""
    bad = next((s for act, s in BAD if act in reading.sure), None)
    good = _good(reading, state, temperament) or _fresh(reading, state, temperament)
    if bad is not None:
        kind = (Situation.APOLOGISED, Situation.EMPATHISED)
        return (good, bad) if good in kind and bad not in OVERWHELMING else (bad,)
    if jumped:
        return (Situation.JUMPED,)
    if good is None and _repeats(reading, state):
        return (Situation.STOCK,)
    if _is_vague(reading) and good in {None, Situation.OWNED}:
        return (Situation.VAGUE,)
    return (good,) if good is not None else ()


def _is_vague(reading: Reading) -> bool:
    """Whether it promises to act, and nothing in it says how, when or why."""
    says_how = bool(reading.offers) or bool(reading.kinds & NEXT_STEPS)
    return ActKind.OWN in reading.kinds and reading.is_promise and not says_how


def _good(
    reading: Reading, state: CustomerState, temperament: Temperament
) -> Situation | None:
    """The good act worth most now; among equals the one that stands first in GOOD."""
    best, best_worth = None, 1
    for act, situation in GOOD.items():
        if act not in reading.kinds or is_stale(act, reading, state):
            continue
        if act is ActKind.CLARIFY and (reading.asked or reading.asks_unknown):
            continue
        value = worth(act, state, temperament)
        if value > best_worth:
            best, best_worth = situation, value
    return best


def _fresh(
    reading: Reading, state: CustomerState, temperament: Temperament
) -> Situation | None:
    """A kindness done once more, in words of its own."""
    for act in SOOTHING:
        calms = act in reading.kinds and temperament.calms.get(act, 0)
        if calms and not _is_worn(act, reading, state):
            return GOOD[act]
    return None


def _repeats(reading: Reading, state: CustomerState) -> bool:
    return any(
        act in reading.kinds and state.count(act) and _is_worn(act, reading, state)
        for act in SOOTHING
    )


def _is_worn(act: ActKind, reading: Reading, state: CustomerState) -> bool:
    return act in reading.stock or is_stale(act, reading, state)
