"""How the customer weighs what was offered: accepts, haggles or rejects.

Order of the rules: a remedy they would never take is rejected; one they only bargain
over is haggled with; of the rest, one that comes too early (level 2 and 3, before any
listening), in too bad a mood, with too small a sum or too late is haggled with; what is
left is accepted. Of several offers the customer answers the one that stands first in
the scenario file, best answer first. An offer that was haggled over is taken later,
when a reply comes back to it: with a time or a sum, by asking whether that is all
right, or by nothing but kindness.
"""

from __future__ import annotations

from dataclasses import dataclass

from dialogue.acts import ActKind
from scenario.types import Answer, Remedy, RemedyKind, Scenario
from simulation.offering import Offer
from simulation.reading import Reading
from simulation.stage import Stage
from simulation.state import CustomerState

FULL_REFUNDS = frozenset(
    {RemedyKind.REFUND, RemedyKind.WAIVE_CHARGE, RemedyKind.CANCEL}
)
# Replies that hold one of these are about something else than a pending offer.
ELSEWHERE = frozenset(
    {ActKind.ESCALATE, ActKind.LOG_COMPLAINT, ActKind.FOLLOW_UP, ActKind.VERIFY}
)
_RANK = {Answer.ACCEPT: 0, Answer.HAGGLE: 1, Answer.REJECT: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    remedy: Remedy
    answer: Answer


def weigh_reply(
    stage: Stage, state: CustomerState, reading: Reading, *, leads_on: bool
) -> Verdict | None:
    """The answer to what is offered now, or to a pending offer on its new terms."""
    offers = reading.offers
    if any(offer.remedy_id for offer in offers) or not state.pending:
        return None if state.accepted else _weigh(offers, stage, state)
    if not _comes_back(reading, leads_on=leads_on):
        return None
    pending = Offer(remedy_id=state.pending, pounds=reading.pounds, hours=reading.hours)
    verdict = _weigh((pending,), stage, state)
    return verdict if verdict and verdict.answer is Answer.ACCEPT else None


def _weigh(
    offers: tuple[Offer, ...], stage: Stage, state: CustomerState
) -> Verdict | None:
    return weigh(offers, stage.scenario, mood=state.mood, is_heard=state.is_heard)


def _comes_back(reading: Reading, *, leads_on: bool) -> bool:
    """Whether the reply may be about the offer that they are still weighing."""
    if ActKind.REFUSE_HELP in reading.sure:
        return False
    if reading.hours is not None or reading.pounds is not None:
        return True
    if ActKind.CHECK_AGREEMENT in reading.kinds:
        return True
    return leads_on and not reading.asks and not reading.kinds & ELSEWHERE


def weigh(
    offers: tuple[Offer, ...], scenario: Scenario, *, mood: int, is_heard: bool
) -> Verdict | None:
    """The customer's answer to the offers; None where the file knows none of them."""
    verdicts = [
        Verdict(
            remedy=remedy,
            answer=_answer(
                remedy, offer, mood=mood, too_early=scenario.level > 1 and not is_heard
            ),
        )
        for remedy in scenario.remedies
        for offer in offers
        if offer.remedy_id == remedy.id
    ]
    return min(verdicts, key=lambda verdict: _RANK[verdict.answer], default=None)


def _answer(remedy: Remedy, offer: Offer, *, mood: int, too_early: bool) -> Answer:
    if remedy.answer is not Answer.ACCEPT:
        return remedy.answer
    if too_early or mood < remedy.least_mood:
        return Answer.HAGGLE
    return Answer.ACCEPT if _terms_hold(remedy, offer) else Answer.HAGGLE


def _terms_hold(remedy: Remedy, offer: Offer) -> bool:
    if remedy.least_pounds is not None:
        unnamed = offer.pounds is None and remedy.kind in FULL_REFUNDS
        if not unnamed and (offer.pounds or 0) < remedy.least_pounds:
            return False
    if remedy.within_hours is None:
        return True
    return offer.hours is not None and offer.hours <= remedy.within_hours
