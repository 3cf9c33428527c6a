"""What a reply offers, as remedies of the scenario.

Order of the rules: a sure offer is the remedy it comes nearest to; a promise too far
only one that it is quite near; other undertakings, and offers that the detector is
unsure of, only one that they are very like and do not deny. A sum decides between
remedies that are near each other; a choice put in one breath may be two of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from dialogue.acts import Act, ActKind
from dialogue.perceptions import Clause, Mention, MentionKind, Perception
from dialogue.stretches import overlap
from scenario.types import Remedy
from simulation.asking import is_marked
from simulation.stage import Stage
from simulation.timing import hours_in
from simulation.wording import holds_any, words_of

OFFERS = frozenset({ActKind.OFFER_SOLUTION, ActKind.OFFER_CHOICE})
OFFERING = OFFERS | {ActKind.OVERPROMISE}
# Acts by which a remedy may be promised without being put as an offer.
UNDERTAKING = frozenset(
    {
        ActKind.OWN,
        ActKind.EXPLAIN,
        ActKind.SET_TIMESCALE,
        ActKind.PREVENT_RECURRENCE,
    }
)
# What these say is no remedy, however like one it sounds.
NO_REMEDY = frozenset({ActKind.FOLLOW_UP, ActKind.ESCALATE, ActKind.REFUSE_HELP})
MOST_IN_A_CHOICE = 2

_SUM = re.compile(r"£\s?(\d[\d,]*(?:\.\d\d)?)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A remedy of the scenario that was offered; the id is empty for one it lacks.

    `pounds` is None where no sum was named, `hours` where no time was.
    """

    remedy_id: str
    pounds: float | None
    hours: float | None


def read_offers(
    text: str, acts: tuple[Act, ...], perception: Perception, stage: Stage
) -> tuple[Offer, ...]:
    """One offer for each remedy that the reply's offering clauses come nearest to.

    A sum or a time belongs to the clause it stands in; a time promised outside every
    offering clause belongs to each offer that names none of its own.
    """
    reader = _Reader(text, acts, perception, stage)
    found = [
        (clause, ids) for clause in perception.clauses if (ids := reader.ids(clause))
    ]
    loose = reader.loose_hours([clause for clause, _ in found])
    by_id: dict[str, Offer] = {}
    for clause, ids in found:
        offer = reader.terms(clause)
        offer = replace(offer, hours=loose if offer.hours is None else offer.hours)
        for name in ids:
            known = by_id.get(name)
            named = replace(offer, remedy_id=name)
            by_id[name] = named if known is None else _merged(known, named)
    if not found and reader.has_sure_offer:
        return (Offer(remedy_id="", pounds=None, hours=None),)
    return tuple(o for name, o in by_id.items() if name) or tuple(by_id.values())


def pounds_in(mentions: Iterable[Mention]) -> float | None:
    """The largest sum named, or None."""
    sums = [m.amount for m in mentions if m.kind is MentionKind.MONEY]
    return max((s for s in sums if s is not None), default=None)


class _Reader:
    def __init__(
        self, text: str, acts: tuple[Act, ...], perception: Perception, stage: Stage
    ) -> None:
        self._text = text
        self._acts = acts
        self._mentions = perception.mentions
        self._stage = stage

    @property
    def has_sure_offer(self) -> bool:
        return any(act.kind in OFFERS and self._is_sure(act) for act in self._acts)

    def ids(self, clause: Clause) -> tuple[str, ...]:
        """The remedies a clause offers; an empty id for an offer of something else."""
        over = [act for act in self._acts if overlap(act, clause)]
        least = self._least_likeness(clause, over)
        if least is None:
            return ()
        kinds = {act.kind for act in over if self._is_sure(act)}
        ids = self._remedies(clause, least, is_choice=ActKind.OFFER_CHOICE in kinds)
        return ids or (("",) if kinds & OFFERS else ())

    def terms(self, clause: Clause) -> Offer:
        """The sum and the time that the clause names, of no remedy yet."""
        inside = [m for m in self._mentions if overlap(m, clause)]
        return Offer(remedy_id="", pounds=pounds_in(inside), hours=self._hours(inside))

    def loose_hours(self, clauses: Sequence[Clause]) -> float | None:
        promised = [a for a in self._acts if a.kind is ActKind.SET_TIMESCALE]
        return self._hours(
            [
                mention
                for mention in self._mentions
                if not any(overlap(mention, clause) for clause in clauses)
                and any(overlap(mention, act) for act in promised)
            ]
        )

    def _hours(self, mentions: Sequence[Mention]) -> float | None:
        return hours_in(self._text, mentions, self._stage.scenario.brief.now)

    def _is_sure(self, act: Act) -> bool:
        return act.confidence >= self._stage.manners.least_sure

    def _least_likeness(self, clause: Clause, over: list[Act]) -> float | None:
        """How like a remedy the clause must be to offer it; None if it can't."""
        manners = self._stage.manners
        kinds = {act.kind for act in over}
        sure = {act.kind for act in over if self._is_sure(act)}
        if sure & OFFERS:
            return manners.remedy_likeness
        if ActKind.OVERPROMISE in sure:
            return manners.promise_likeness
        words = words_of(self._text, clause)
        if (
            is_marked(self._text, clause)
            or kinds & NO_REMEDY
            or holds_any(words, manners.denying)
        ):
            return None
        return manners.sure_likeness if kinds & (UNDERTAKING | OFFERING) else None

    def _remedies(
        self, clause: Clause, least: float, *, is_choice: bool
    ) -> tuple[str, ...]:
        manners, offers = self._stage.manners, self._stage.offers
        near = offers.near(clause.vector, least=least, within=manners.near)
        pounds = self.terms(clause).pounds
        with_sum = [n for n in near if pounds and pounds in self._sums(n)]
        if len(with_sum) == 1:
            return (with_sum[0],)
        if is_choice and holds_any(words_of(self._text, clause), ("or",)):
            return near[:MOST_IN_A_CHOICE]
        best = offers.best(clause.vector, least=least, margin=manners.margin)
        return (best,) if best else ()

    def _sums(self, remedy_id: str) -> set[float]:
        return set(_sums_of(self._stage.scenario.remedy(remedy_id)))


def _sums_of(remedy: Remedy) -> Iterator[float]:
    if remedy.least_pounds is not None:
        yield remedy.least_pounds
    for wording in remedy.wording:
        for match in _SUM.finditer(wording):
            yield float(match[1].replace(",", ""))


def _merged(first: Offer, second: Offer) -> Offer:
    """The same remedy named twice in a reply: what is said of it first counts."""
    return replace(
        first,
        pounds=second.pounds if first.pounds is None else first.pounds,
        hours=second.hours if first.hours is None else first.hours,
    )
