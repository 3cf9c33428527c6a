"""What a reply means to this customer: what it does, asks and offers.

Comes in: the reply with its perception, the stage, and the state before it. Goes out: a
Reading, in the scenario's own ids. Nothing is decided here; see happening.py.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection
from dataclasses import dataclass

from dialogue.acts import Act, ActKind
from dialogue.perceptions import Mention, Perception
from dialogue.plain import plain
from dialogue.stretches import overlap
from scenario.manners import Manners
from simulation.asking import is_false_goodbye, read_questions
from simulation.offering import Offer, pounds_in, read_offers
from simulation.stage import Stage
from simulation.state import CustomerState
from simulation.timing import hours_in
from simulation.wording import holds_any, is_hardly_more_than, words_of

# Times and sums that belong to these are no terms of a remedy.
NO_TERMS = frozenset(
    {
        ActKind.FOLLOW_UP,
        ActKind.ESCALATE,
        ActKind.LOG_COMPLAINT,
        ActKind.VERIFY,
        ActKind.CLARIFY,
        ActKind.REFLECT,
        ActKind.EMPATHISE,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One reply as this customer takes it.

    Attributes:
        words: The reply's plain words.
        kinds: All acts that it holds; they may calm and inform.
        sure: Those that are sure enough to anger, to offer and to end the talk.
        stock: Those that are done in nothing but stock phrases.
        asked: Facts that are asked for, at most three, in the order asked.
        asks: Whether it asks for anything, known or not.
        asks_unknown: Whether it asks, and for no fact of the file.
        offers_help: Whether its `close` asks what else there is, and is no farewell.
        is_promise: Whether its `own` promises to act, and does not only admit.
        hours: The longest time that may be a term of a remedy; None without any.
        pounds: The largest such sum; None without any.
    """

    words: str
    kinds: frozenset[ActKind]
    sure: frozenset[ActKind]
    stock: frozenset[ActKind]
    asked: tuple[str, ...]
    asks: bool
    asks_unknown: bool
    offers_help: bool
    is_promise: bool
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

    def names(self, people: Collection[str]) -> bool:
        """Whether one of these people or posts is named in the reply."""
        return holds_any(self.words, (plain(name) for name in people))


def read_reply(
    text: str, perception: Perception, stage: Stage, state: CustomerState
) -> Reading:
    """Reads one reply as the stage's customer would, in the state they are in."""
    words, manners = plain(text), stage.manners
    meant = tuple(
        act for act in perception.acts if not is_false_goodbye(text, act, manners)
    )
    questions = read_questions(text, meant, perception.clauses, stage, state)
    acts = tuple(act for act in meant if act not in questions.acts)
    terms = _terms(acts, perception)
    return Reading(
        words=words,
        kinds=frozenset(act.kind for act in acts),
        sure=frozenset(a.kind for a in acts if a.confidence >= manners.least_sure),
        stock=_stock(text, acts, manners),
        asked=questions.facts,
        asks=questions.asks,
        asks_unknown=questions.asks_unknown,
        offers_help=_any_holds(text, acts, ActKind.CLOSE, manners.anything_else),
        is_promise=_any_holds(text, acts, ActKind.OWN, manners.promising),
        offers=read_offers(text, acts, perception, stage),
        hours=hours_in(text, terms, stage.scenario.brief.now),
        pounds=pounds_in(terms),
        phrases=tuple(
            (act.kind, zlib.crc32(words_of(text, act).encode()))
            for act in perception.acts
        ),
        is_silent=not words and not perception.acts,
        is_unreadable=not perception.is_readable and not perception.acts,
        is_software=any(phrase in words for phrase in manners.software),
        is_waiting=words in manners.waiting,
    )


def _stock(text: str, acts: tuple[Act, ...], manners: Manners) -> frozenset[ActKind]:
    fresh = {
        act.kind
        for act in acts
        if not is_hardly_more_than(words_of(text, act), manners.stock)
    }
    return frozenset(act.kind for act in acts) - fresh


def _any_holds(
    text: str, acts: tuple[Act, ...], kind: ActKind, phrases: Collection[str]
) -> bool:
    return any(
        holds_any(words_of(text, act), phrases) for act in acts if act.kind is kind
    )


def _terms(acts: tuple[Act, ...], perception: Perception) -> list[Mention]:
    """The times and sums that may be terms of a remedy."""
    elsewhere = [act for act in acts if act.kind in NO_TERMS]
    return [
        mention
        for mention in perception.mentions
        if not any(overlap(mention, act) for act in elsewhere)
    ]
