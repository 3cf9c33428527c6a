"""Marks how a case that needed a step up was handled.

Order of the rules: with no trigger, a step up that was taken is unnecessary, and none
is not applicable. With triggers, each is looked at from the moment it occurred: passed
on before it or within the window is handled; later is late; never is missed, or refused
where the learner blocked it. The worst of them counts. A trigger in the customer's last
line, to which no reply followed, counts only where it is the only one and was met.
"""

from __future__ import annotations

from dialogue.acts import ActKind
from dialogue.turns import EventKind, Quote
from scoring.record import Deed, Record
from scoring.sheet import EscalationMark, Verdict
from scoring.wording import holds
from scoring.words import Words

WHAT_NEXT = frozenset({ActKind.SET_TIMESCALE, ActKind.FOLLOW_UP})
GIVES_REASON = frozenset({ActKind.EXPLAIN})
_ORDER = (
    Verdict.REFUSED,
    Verdict.MISSED,
    Verdict.LATE,
    Verdict.HANDLED,
    Verdict.HANDLED_WELL,
)


def mark_escalation(record: Record, words: Words) -> EscalationMark:
    """The verdict, its marks, and the words that gave it; `better` is left empty."""
    rule = record.rubric.escalation
    verdict, quotes, triggers = _judge(record)
    found = rule.verdicts[verdict.value]
    why = {trigger.id: trigger.why for trigger in record.scenario.triggers}
    reasons = [why[name] for name in triggers if name in why]
    return EscalationMark(
        verdict=verdict,
        marks=found.marks,
        criteria=rule.criteria,
        says=found.says,
        quotes=quotes,
        triggers=triggers,
        lacking=_lacking(found.lacking, reasons, words),
        better=None,
    )


def _lacking(says: str, reasons: list[str], words: Words) -> str:
    """What the rubric says was lacking, and why it was called for in this scenario."""
    if not says or not reasons:
        return says
    because = words.gettext("It was called for here: %(reason)s.")
    return f"{says} {because % {'reason': reasons[0]}}"


def _judge(record: Record) -> tuple[Verdict, tuple[Quote, ...], tuple[str, ...]]:
    taken = record.of({ActKind.ESCALATE})
    occurred = _occurred(record)
    if not occurred:
        needless = record.held_against({ActKind.ESCALATE})
        verdict = Verdict.UNNECESSARY if needless else Verdict.NOT_APPLICABLE
        return verdict, tuple(deed.quote for deed in needless), ()
    judged = [_one(record, after, taken) for _, after in occurred]
    verdict, quotes = min(judged, key=lambda item: _ORDER.index(item[0]))
    return verdict, quotes, tuple(name for name, _ in occurred)


def _occurred(record: Record) -> list[tuple[str, int]]:
    """The triggers, each with the number of replies the learner had sent before it."""
    found: dict[str, int] = {}
    for turn, event in record.events():
        if event.kind is EventKind.TRIGGER and event.ref not in found:
            found[event.ref] = record.replies_before(turn.index)
    last = len(record.replies)
    escalated = bool(record.of({ActKind.ESCALATE}))
    return [(name, after) for name, after in found.items() if after < last or escalated]


def _one(
    record: Record, after: int, taken: tuple[Deed, ...]
) -> tuple[Verdict, tuple[Quote, ...]]:
    """The verdict on one trigger that occurred when `after` replies had been sent."""
    if not taken:
        blocked = record.held_against({ActKind.REFUSE_ESCALATION})
        if blocked:
            return Verdict.REFUSED, tuple(deed.quote for deed in blocked)
        return Verdict.MISSED, ()
    window = record.rubric.escalation.window
    in_time = [deed for deed in taken if deed.reply - after <= window]
    if not in_time:
        return Verdict.LATE, (taken[0].quote,)
    best = next((deed for deed in in_time if _is_full(record, deed)), None)
    verdict = Verdict.HANDLED_WELL if best else Verdict.HANDLED
    return verdict, ((best or in_time[0]).quote,)


def _is_full(record: Record, deed: Deed) -> bool:
    """Whether it says to whom, why, and what happens next or when.

    Why and what next may also stand in the reply after it.
    """
    rule, wordings = record.rubric.escalation, record.rubric.wordings
    text = record.transcript.turns[deed.turn].text
    around = record.in_reply(deed.reply) | record.in_reply(deed.reply + 1)
    roles = [role for trigger in record.scenario.triggers for role in trigger.to]
    to_whom = holds(text, (*wordings[rule.to_whom], *roles))
    why = bool(around & GIVES_REASON) or holds(text, wordings[rule.why])
    return to_whom and why and bool(around & WHAT_NEXT)
