"""Which facts a reply asks for.

Order of the rules: a goodbye that is worded as a question about something is no
goodbye. A clause is a question by its act, by its question mark or by how it begins.
One that the detector takes for something else (saying it back, checking, closing,
greeting) asks for a fact only where it is quite like one that has not been told. A
request to identify oneself that asks for no fact of its own is answered with the first
fact of identity.
"""

from __future__ import annotations

from dataclasses import dataclass

from dialogue.acts import Act, ActKind
from dialogue.perceptions import Clause
from dialogue.stretches import Stretch, overlap
from scenario.manners import Manners
from simulation.stage import Stage
from simulation.state import CustomerState
from simulation.wording import holds_any, words_of

ASKING = frozenset({ActKind.CLARIFY, ActKind.VERIFY})
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
# Of these, the acts that a question about the problem may be mistaken for.
DOUBTFUL = frozenset(
    {ActKind.REFLECT, ActKind.CHECK_AGREEMENT, ActKind.CLOSE, ActKind.GREET}
)
# Only beside these can "are you all right?" be about the customer and not an offer.
CARING = frozenset(
    {
        ActKind.CHECK_AGREEMENT,
        ActKind.EMPATHISE,
        ActKind.APOLOGISE,
        ActKind.ACKNOWLEDGE,
        ActKind.GREET,
        ActKind.THANK,
        ActKind.CLARIFY,
    }
)
MOST_ANSWERS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """What is asked. `acts` are closings and checks that were questions after all."""

    facts: tuple[str, ...]
    asks: bool
    asks_unknown: bool
    acts: frozenset[Act]


def is_false_goodbye(text: str, act: Act, manners: Manners) -> bool:
    """Whether a `close` is worded as a question, and not about what else there is."""
    return (
        act.kind is ActKind.CLOSE
        and is_marked(text, act)
        and _begins_as_question(words_of(text, act), manners)
        and not holds_any(words_of(text, act), manners.anything_else)
    )


def is_marked(text: str, part: Stretch) -> bool:
    """Whether a question mark ends it, perhaps behind a bracket or quotation mark."""
    return "?" in text[part.end_char - 1 : part.end_char + 2]


def read_questions(
    text: str,
    acts: tuple[Act, ...],
    clauses: tuple[Clause, ...],
    stage: Stage,
    state: CustomerState,
) -> Questions:
    """The facts asked for, in the order asked, at most MOST_ANSWERS."""
    asker = _Asker(text, acts, stage, state)
    for clause in clauses:
        asker.hear(clause)
    asker.identify(clauses)
    return Questions(
        facts=tuple(asker.found[:MOST_ANSWERS]),
        asks=asker.asks or bool(asker.found),
        asks_unknown=asker.unknown and not asker.found,
        acts=frozenset(asker.mistaken),
    )


class _Asker:
    def __init__(
        self, text: str, acts: tuple[Act, ...], stage: Stage, state: CustomerState
    ) -> None:
        self._text = text
        self._acts = acts
        self._stage = stage
        self._state = state
        self._by_clause: dict[Clause, str] = {}
        self.found: list[str] = []
        self.asks = False
        self.unknown = False
        self.mistaken: set[Act] = set()

    def hear(self, clause: Clause) -> None:
        over = [act for act in self._acts if overlap(act, clause)]
        kinds = {act.kind for act in over if self._counts(act)}
        marked = is_marked(self._text, clause)
        if kinds & ASKING or (marked and not kinds & ANSWERING):
            self._take(clause, self._like(clause))
            self.asks = True
            # What identifies them they may not all know by heart.
            if ActKind.VERIFY not in kinds:
                self.unknown = self.unknown or not self._by_clause[clause]
        elif marked and kinds & DOUBTFUL and not kinds - DOUBTFUL - CARING:
            self._hear_doubtful(clause, over)
        elif not kinds and self._sounds_like_one(clause):
            self._hear_unmarked(clause)

    def identify(self, clauses: tuple[Clause, ...]) -> None:
        """Adds who they are, where that is asked for in no words of the file's."""
        wanted = any(
            act.kind is ActKind.VERIFY
            and not any(self._by_clause.get(c) for c in clauses if overlap(act, c))
            for act in self._acts
        )
        identity = [f.id for f in self._stage.scenario.facts if f.is_identity]
        known = self._state.is_verified or set(identity) & set(self.found)
        if wanted and identity and not known:
            self.found.insert(0, identity[0])

    def _counts(self, act: Act) -> bool:
        least = self._stage.manners.least_sure
        return act.kind is not ActKind.RUDE or act.confidence >= least

    def _take(self, clause: Clause, fact_id: str) -> None:
        self._by_clause[clause] = fact_id
        if fact_id and fact_id not in self.found:
            self.found.append(fact_id)

    def _like(self, clause: Clause) -> str:
        manners = self._stage.manners
        return self._stage.questions.best(
            clause.vector, least=manners.fact_likeness, margin=manners.margin
        )

    def _hear_doubtful(self, clause: Clause, over: list[Act]) -> None:
        manners = self._stage.manners
        fact_id = self._stage.questions.best(
            clause.vector, least=manners.doubtful_likeness, margin=manners.margin
        )
        told = fact_id in self._state.facts
        if fact_id and not told and not any(map(self._is_meant, over)):
            self._take(clause, fact_id)
            self.asks = True
            self.mistaken |= {
                act for act in over if act.kind in DOUBTFUL - {ActKind.REFLECT}
            }

    def _hear_unmarked(self, clause: Clause) -> None:
        """In mid-sentence it may state what was told: "because it | is the third"."""
        fact_id = self._like(clause)
        before = self._text[: clause.start_char].rstrip()
        if fact_id not in self._state.facts or not before[-1:].isalnum():
            self._take(clause, fact_id)

    def _is_meant(self, act: Act) -> bool:
        """Whether the act is surely what it seems, at this point of the talk."""
        if act.kind is ActKind.CLOSE:
            helps = holds_any(words_of(self._text, act), self._stage.manners.helping)
            return helps or bool(self._state.accepted)
        if act.kind is ActKind.CHECK_AGREEMENT:
            beside = {other.kind for other in self._acts} - CARING
            return bool(beside or self._state.offered or self._state.accepted)
        return bool(self._state.accepted)

    def _sounds_like_one(self, clause: Clause) -> bool:
        words = words_of(self._text, clause)
        return _begins_as_question(words, self._stage.manners)


def _begins_as_question(words: str, manners: Manners) -> bool:
    """Whether it begins as questions do, after an "and" or "right, so"."""
    rest = words.split()
    while rest and rest[0] in manners.openers:
        rest.pop(0)
    if not rest:
        return False
    start = " ".join(rest) + " "
    return rest[0] in manners.question_words or any(
        start.startswith(f"{phrase} ") for phrase in manners.question_phrases
    )
