"""What a reply means to this customer: which facts it asks for and what it offers.

Comes in: the reply with its perception, and the stage. Goes out: a Reading, in the
scenario's own ids. Nothing is decided here; see weighing.py and advancing.py.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from dialogue.acts import Act, ActKind
from dialogue.perceptions import Clause, Mention, MentionKind, Perception
from dialogue.plain import plain
from simulation.stage import Examples, Stage

ASKING = frozenset({ActKind.CLARIFY, ActKind.VERIFY})
OFFERING = frozenset(
    {ActKind.OFFER_SOLUTION, ActKind.OFFER_CHOICE, ActKind.OVERPROMISE}
)
# Acts whose words may end in a question mark and ask for no fact.
ANSWERING = frozenset(
    {
        ActKind.REFLECT,
        ActKind.CHECK_AGREEMENT,
        ActKind.CLOSE,
        ActKind.OFFER_CHOICE,
        ActKind.OFFER_SOLUTION,
        ActKind.ESCALATE,
        ActKind.GREET,
        ActKind.RUDE,
    }
)
TIMES = frozenset({MentionKind.DATE, MentionKind.TIME, MentionKind.DURATION})
MOST_ANSWERS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A remedy of the scenario that was offered; the id is empty for one it lacks.

    `pounds` is None where no sum was named. `hours` is the longest time named, 0 for a
    date or hour of the day, None where no time was named.
    """

    remedy_id: str
    pounds: float | None
    hours: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    kinds: frozenset[ActKind]
    asked: tuple[str, ...]
    asks_unknown: bool
    offers: tuple[Offer, ...]
    hours: float | None
    pounds: float | None
    phrases: tuple[tuple[ActKind, int], ...]
    is_silent: bool
    is_unreadable: bool
    is_software: bool
    is_waiting: bool

    @property
    def is_off_stage(self) -> bool:
        """Whether the reply is no part of a conversation with a customer."""
        return self.is_silent or self.is_unreadable or self.is_software


def read_reply(text: str, perception: Perception, stage: Stage) -> Reading:
    """Reads one reply as the stage's customer would."""
    words = plain(text)
    asked, asks_unknown = _asked(text, perception, stage)
    return Reading(
        kinds=perception.kinds(),
        asked=asked,
        asks_unknown=asks_unknown,
        offers=_offers(perception, stage),
        hours=_hours(perception.mentions),
        pounds=_pounds(perception.mentions),
        phrases=tuple(
            (act.kind, zlib.crc32(plain(text[act.start_char : act.end_char]).encode()))
            for act in perception.acts
        ),
        is_silent=not words and not perception.acts,
        is_unreadable=not perception.is_readable and not perception.acts,
        is_software=any(phrase in words for phrase in stage.manners.software),
        is_waiting=words in stage.manners.waiting,
    )


def _asked(
    text: str, perception: Perception, stage: Stage
) -> tuple[tuple[str, ...], bool]:
    """The facts asked for, in the order asked, and whether a question fits none."""
    found: list[str] = []
    unknown = False
    for clause in perception.clauses:
        is_question = _is_question(text, clause, perception.acts)
        if not is_question and not _sounds_like_one(text, clause, perception, stage):
            continue
        fact_id = _best(stage.questions, clause, stage.manners.fact_likeness, stage)
        if fact_id and fact_id not in found:
            found.append(fact_id)
        unknown = unknown or (is_question and not fact_id)
    if ActKind.VERIFY in perception.kinds() and not any(
        stage.scenario.fact(name).is_identity for name in found
    ):
        identity = [f.id for f in stage.scenario.facts if f.is_identity]
        found = [*identity[:1], *found]
    return tuple(found[:MOST_ANSWERS]), unknown and not found


def _is_question(text: str, clause: Clause, acts: tuple[Act, ...]) -> bool:
    over = {act.kind for act in acts if _overlap(act, clause)}
    if over & ASKING:
        return True
    ends = text[clause.end_char - 1 : clause.end_char + 2]
    return "?" in ends and not over & ANSWERING


def _sounds_like_one(
    text: str, clause: Clause, perception: Perception, stage: Stage
) -> bool:
    """Whether it begins as questions do, though without an act or a question mark."""
    if any(_overlap(act, clause) for act in perception.acts):
        return False
    words = plain(text[clause.start_char : clause.end_char]).split()
    return bool(words) and words[0] in stage.manners.question_words


def _overlap(first: Act | Mention, second: Act | Clause) -> bool:
    return first.start_char < second.end_char and second.start_char < first.end_char


def _best(examples: Examples, clause: Clause, least: float, stage: Stage) -> str:
    """The id most like the clause, or empty where none is like enough or two are."""
    ranked = sorted(
        examples.likeness([clause.vector]).items(), key=lambda item: -item[1]
    )
    if not ranked or ranked[0][1] < least:
        return ""
    if len(ranked) > 1 and ranked[0][1] - ranked[1][1] < stage.manners.margin:
        return ""
    return ranked[0][0]


def _offers(perception: Perception, stage: Stage) -> tuple[Offer, ...]:
    """One offer for each remedy that the reply's offering clauses come nearest to.

    A sum or a time belongs to the clause it stands in; a time promised outside every
    offering clause belongs to each offer that names none of its own.
    """
    acts = [act for act in perception.acts if act.kind in OFFERING]
    clauses = [c for c in perception.clauses if any(_overlap(a, c) for a in acts)]
    promised = [a for a in perception.acts if a.kind is ActKind.SET_TIMESCALE]
    outside = [
        m for m in perception.mentions if not any(_overlap(m, c) for c in clauses)
    ]
    loose = _hours([m for m in outside if any(_overlap(m, a) for a in promised)])
    by_id: dict[str, Offer] = {}
    for clause in clauses:
        inside = [m for m in perception.mentions if _overlap(m, clause)]
        hours = _hours(inside)
        offer = Offer(
            remedy_id=_best(stage.offers, clause, stage.manners.remedy_likeness, stage),
            pounds=_pounds(inside),
            hours=loose if hours is None else hours,
        )
        known = by_id.get(offer.remedy_id)
        by_id[offer.remedy_id] = offer if known is None else _merged(known, offer)
    if acts and not by_id:
        by_id[""] = Offer(remedy_id="", pounds=None, hours=None)
    named = tuple(offer for name, offer in by_id.items() if name)
    return named or tuple(by_id.values())


def _merged(first: Offer, second: Offer) -> Offer:
    """The same remedy named twice in a reply: what is said of it first counts."""
    return Offer(
        remedy_id=first.remedy_id,
        pounds=second.pounds if first.pounds is None else first.pounds,
        hours=second.hours if first.hours is None else first.hours,
    )


def _pounds(mentions: Sequence[Mention]) -> float | None:
    sums = [m.amount for m in mentions if m.kind is MentionKind.MONEY]
    return max((s for s in sums if s is not None), default=None)


def _hours(mentions: Sequence[Mention]) -> float | None:
    times = [m.amount or 0.0 for m in mentions if m.kind in TIMES]
    return max(times, default=None)
