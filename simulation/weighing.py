"""How the customer weighs what was offered: accepts, haggles or rejects.

Order of the rules: a remedy they would never take is rejected; one they only bargain
over is haggled with; of the rest, one that comes too early (level 2 and 3, before any
listening), in too bad a mood, with too small a sum or too late is haggled with; what is
left is accepted. Of several offers the customer answers the one that stands first in
the scenario file, best answer first.
"""

from __future__ import annotations

from dataclasses import dataclass

from scenario.types import Answer, Remedy, RemedyKind, Scenario
from simulation.reading import Offer

FULL_REFUNDS = frozenset(
    {RemedyKind.REFUND, RemedyKind.WAIVE_CHARGE, RemedyKind.CANCEL}
)
_RANK = {Answer.ACCEPT: 0, Answer.HAGGLE: 1, Answer.REJECT: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    remedy: Remedy
    answer: Answer


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
