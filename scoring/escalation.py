"""Marks how a case that needed a step up was handled.

Order of the rules: with no trigger, a step up that was taken is unnecessary, and none
is not applicable. With triggers, each is looked at from the moment it occurred: passed
on within the window, or before it to one of its own people, is handled; later is late;
never is missed, or refused where the learner blocked it. The worst of them counts. A
trigger in the customer's last line, to which no reply followed, counts only where it
was met.
"""

from __future__ import annotations

from dataclasses import dataclass

from dialogue.acts import ActKind
from dialogue.turns import EventKind, Quote
from scenario.types import Trigger
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """The verdict on one trigger, or on a talk without any, and the words for it."""

    verdict: Verdict
    quotes: tuple[Quote, ...] = ()
    trigger: Trigger | None = None


def mark_escalation(record: Record, words: Words) -> EscalationMark:
    """The verdict, its marks, and the words that gave it; `better` is left empty.

    The reason that it gives is that of the trigger judged worst.
    """
    rule = record.rubric.escalation
    judged = _judge(record)
    worst = min(judged, key=lambda one: _ORDER.index(one.verdict), default=None)
    worst = worst or _without_trigger(record)
    found = rule.verdicts[worst.verdict.value]
    return EscalationMark(
        verdict=worst.verdict,
        marks=found.marks,
        criteria=rule.criteria,
        says=found.says,
        quotes=worst.quotes,
        triggers=tuple(one.trigger.id for one in judged if one.trigger),
        lacking=_lacking(found.lacking, worst.trigger, words),
        better=None,
    )


def _lacking(says: str, trigger: Trigger | None, words: Words) -> str:
    """What the rubric says was lacking, and why it was called for in this scenario."""
    if not says or trigger is None:
        return says
    because = words.gettext("It was called for here: %(reason)s.")
    return f"{says} {because % {'reason': trigger.why}}"


def _judge(record: Record) -> list[_Judged]:
    """The triggers that count, each with its verdict, in the order they occurred."""
    last = len(record.replies)
    judged = [(_one(record, *one), one[1] < last) for one in _occurred(record)]
    unmet = {Verdict.MISSED, Verdict.REFUSED}
    return [one for one, has_reply in judged if has_reply or one.verdict not in unmet]


def _without_trigger(record: Record) -> _Judged:
    """A step up is needless where nothing came up, not even in the last line."""
    needless = record.held_against({ActKind.ESCALATE})
    if not needless or _occurred(record):
        return _Judged(verdict=Verdict.NOT_APPLICABLE)
    quotes = tuple(deed.quote for deed in needless)
    return _Judged(verdict=Verdict.UNNECESSARY, quotes=quotes)


def _occurred(record: Record) -> list[tuple[Trigger, int]]:
    """The triggers, each with the number of replies the learner had sent before it."""
    known = {trigger.id: trigger for trigger in record.scenario.triggers}
    found: dict[str, int] = {}
    for turn, event in record.events():
        is_new = event.kind is EventKind.TRIGGER and event.ref not in found
        if is_new and event.ref in known:
            found[event.ref] = record.replies_before(turn.index)
    return [(known[name], after) for name, after in found.items()]


def _one(record: Record, trigger: Trigger, after: int) -> _Judged:
    """The verdict on one trigger that occurred when `after` replies had been sent."""
    taken = [
        deed
        for deed in record.of({ActKind.ESCALATE})
        if deed.reply >= after or holds(record.reply_text(deed), trigger.to)
    ]
    if not taken:
        blocked = record.held_against({ActKind.REFUSE_ESCALATION})
        verdict = Verdict.REFUSED if blocked else Verdict.MISSED
        quotes = tuple(deed.quote for deed in blocked)
        return _Judged(verdict=verdict, quotes=quotes, trigger=trigger)
    window = record.rubric.escalation.window
    in_time = [deed for deed in taken if deed.reply - after <= window]
    if not in_time:
        quotes = (taken[0].quote,)
        return _Judged(verdict=Verdict.LATE, quotes=quotes, trigger=trigger)
    best = next((deed for deed in in_time if _is_full(record, trigger, deed)), None)
    verdict = Verdict.HANDLED_WELL if best else Verdict.HANDLED
    quotes = ((best or in_time[0]).quote,)
    return _Judged(verdict=verdict, quotes=quotes, trigger=trigger)


def _is_full(record: Record, trigger: Trigger, deed: Deed) -> bool:
    """Whether it says to whom, why, and what happens next or when.

    Why and what next may also stand in the reply after it.
    """
    rule, wordings = record.rubric.escalation, record.rubric.wordings
    text = record.reply_text(deed)
    around = record.in_reply(deed.reply) | record.in_reply(deed.reply + 1)
    to_whom = holds(text, (*wordings[rule.to_whom], *trigger.to))
    why = bool(around & GIVES_REASON) or holds(text, wordings[rule.why])
    return to_whom and why and bool(around & WHAT_NEXT)
