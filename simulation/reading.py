"""What a reply means to this customer: which facts it asks for and what it offers.

Comes in: the reply with its perception, and the stage. Goes out: a Reading, in the
scenario's own ids. Nothing is decided here; see weighing.py and advancing.py.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

from dialogue.acts import Act, ActKind
from dialogue.perceptions import Clause, Mention, MentionKind, Perception
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


def read_reply(text: str, perception: Perception, stage: Stage) -> Reading:
    """Reads one reply as the stage's customer would."""
    plain = _plain(text)
    asked, asks_unknown = _asked(text, perception, stage)
    return Reading(
        kinds=perception.kinds(),
        asked=asked,
        asks_unknown=asks_unknown,
        offers=_offers(perception, stage),
        hours=_hours(perception.mentions),
        pounds=_pounds(perception.mentions),
        phrases=tuple(
            (act.kind, zlib.crc32(_plain(text[act.start_char : act.end_char]).encode()))
            for act in perception.acts
        ),
        is_silent=not plain and not perception.acts,
        is_unreadable=not perception.is_readable and not perception.acts,
        is_software=any(phrase in plain for phrase in stage.manners.software),
        is_waiting=plain in stage.manners.waiting,
    )


def _plain(text: str) -> str:
    """Lower case, without apostrophes, other signs as single spaces."""
    return re.sub(r"[\W_]+", " ", re.sub(r"['’]", "", text.casefold())).strip()


def _asked(
    text: str, perception: Perception, stage: Stage
) -> tuple[tuple[str, ...], bool]:
    """The facts asked for, in the order asked, and whether a question fits none."""
    found: list[str] = []
    unknown = False
    for clause in perception.clauses:
        if not _is_question(text, clause, perception.acts):
            continue
        fact_id = _best(stage.questions, clause, stage.manners.fact_likeness, stage)
        if fact_id and fact_id not in found:
            found.append(fact_id)
        unknown = unknown or not fact_id
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
    """One offer for each remedy that the reply's offering clauses come nearest to."""
    acts = [act for act in perception.acts if act.kind in OFFERING]
    by_id: dict[str, Offer] = {}
    for clause in perception.clauses:
        if not any(_overlap(act, clause) for act in acts):
            continue
        remedy_id = _best(stage.offers, clause, stage.manners.remedy_likeness, stage)
        inside = [m for m in perception.mentions if _overlap(m, clause)]
        offer = Offer(
            remedy_id=remedy_id,
            pounds=_pounds(tuple(inside)),
            hours=_hours(perception.mentions),
        )
        if remedy_id not in by_id or by_id[remedy_id].pounds is None:
            by_id[remedy_id] = offer
    if acts and not by_id:
        by_id[""] = Offer(remedy_id="", pounds=None, hours=None)
    known = tuple(offer for name, offer in by_id.items() if name)
    return known or tuple(by_id.values())


def _pounds(mentions: tuple[Mention, ...]) -> float | None:
    sums = [m.amount for m in mentions if m.kind is MentionKind.MONEY]
    return max((s for s in sums if s is not None), default=None)


def _hours(mentions: tuple[Mention, ...]) -> float | None:
    times = [m.amount or 0.0 for m in mentions if m.kind in TIMES]
    return max(times, default=None)
