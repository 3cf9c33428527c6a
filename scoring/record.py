"""A transcript as a marker reads it: what was done, in which reply, after what.

Acts are in the order of their words. Replies count from 1, turns from 0.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

from dialogue.acts import Act, ActKind
from dialogue.perceptions import MentionKind
from dialogue.turns import Event, EventKind, Quote, Speaker, Transcript, Turn
from scenario.rubrics import Rubric
from scenario.types import Scenario
from scoring.wording import sentence_around, stems

OFFERING = frozenset(
    {ActKind.OFFER_SOLUTION, ActKind.OFFER_CHOICE, ActKind.OVERPROMISE}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """An act that was done: in which turn and reply, and in which words."""

    act: Act
    turn: int
    reply: int

    @property
    def kind(self) -> ActKind:
        return self.act.kind

    @property
    def place(self) -> tuple[int, int]:
        """Where it stands in the talk: turn, then first character."""
        return self.turn, self.act.start_char

    @property
    def quote(self) -> Quote:
        return Quote(
            turn=self.turn,
            start_char=self.act.start_char,
            end_char=self.act.end_char,
            act=self.act.kind,
        )


class Record:
    """What conditions ask about. Holds no marks and decides nothing."""

    def __init__(
        self, transcript: Transcript, scenario: Scenario, rubric: Rubric
    ) -> None:
        self.transcript = transcript
        self.scenario = scenario
        self.rubric = rubric
        self.replies = transcript.replies()
        numbers = {turn.index: i for i, turn in enumerate(self.replies, 1)}
        self.deeds = tuple(
            Deed(act=act, turn=turn.index, reply=numbers[turn.index])
            for turn in self.replies
            if turn.perception
            for act in sorted(
                turn.perception.acts, key=lambda a: (a.start_char, a.end_char, a.kind)
            )
        )

    def of(self, kinds: Collection[ActKind]) -> tuple[Deed, ...]:
        """The deeds of these kinds, in order."""
        return tuple(deed for deed in self.deeds if deed.kind in kinds)

    def held_against(self, kinds: Collection[ActKind]) -> tuple[Deed, ...]:
        """The deeds of these kinds that may cost marks: those that are sure enough."""
        least = self.rubric.costs_from
        return tuple(d for d in self.of(kinds) if d.act.confidence >= least)

    def in_reply(self, reply: int) -> frozenset[ActKind]:
        return frozenset(deed.kind for deed in self.deeds if deed.reply == reply)

    def sentence(self, deed: Deed) -> str:
        text = self.transcript.turns[deed.turn].text
        return sentence_around(text, deed.act.start_char, deed.act.end_char)

    def reply_text(self, deed: Deed) -> str:
        return self.transcript.turns[deed.turn].text

    def words(self, quote: Quote) -> str:
        return self.transcript.words(quote)

    def events(self) -> Iterator[tuple[Turn, Event]]:
        """What happened on the customer's side, with the turn it happened at."""
        for turn in self.transcript.turns:
            for event in turn.events:
                yield turn, event

    def replies_before(self, turn_index: int) -> int:
        """How many replies the learner had sent before this turn."""
        return sum(turn.index < turn_index for turn in self.replies)

    def is_specific(self, deed: Deed) -> bool:
        """Whether its sentence takes up something of this customer's own case."""
        own = self._case_stems | self._said_before(deed.turn)
        return bool(self._content(self.sentence(deed)) & own)

    def takes_up(self, deed: Deed) -> bool:
        """Whether its sentence takes up something of the customer's line before it."""
        line = self.transcript.customer_before(deed.turn)
        return bool(self._content(self.sentence(deed)) & self._content(line))

    def moods(self) -> list[tuple[int, int]]:
        """Turn index and mood of each customer's turn that has one."""
        return [
            (turn.index, turn.mood)
            for turn in self.transcript.turns
            if turn.speaker is Speaker.CUSTOMER and turn.mood is not None
        ]

    @cached_property
    def excesses(self) -> tuple[Quote, ...]:
        """Promises beyond the learner's authority.

        A sum above the brief's limit in an offer; a promise of anything at all; a
        remedy that was offered and is not the learner's to give.
        """
        return tuple(dict.fromkeys((*self._too_much(), *self._not_theirs())))

    def _too_much(self) -> Iterator[Quote]:
        limit = self.scenario.brief.limit_pounds
        promises = self.rubric.wordings.get("whatever_you_want", ())
        for deed in self.of(OFFERING):
            text = self.transcript.turns[deed.turn].text
            start, end = deed.act.start_char, deed.act.end_char
            words = f" {text[start:end].casefold()} "
            if deed.kind is ActKind.OVERPROMISE and any(
                phrase in words for phrase in promises
            ):
                yield deed.quote
            perception = self.transcript.turns[deed.turn].perception
            sums = [
                mention.amount
                for mention in (perception.mentions if perception else ())
                if mention.kind is MentionKind.MONEY
                and mention.start_char < end
                and start < mention.end_char
            ]
            if any(amount is not None and amount > (limit or 0) for amount in sums):
                yield deed.quote

    def _not_theirs(self) -> Iterator[Quote]:
        """Offers that the customer answered and that the brief does not allow."""
        answers = {EventKind.ACCEPTED, EventKind.HAGGLED, EventKind.REJECTED}
        forbidden = {r.id for r in self.scenario.remedies if not r.in_authority}
        for turn, event in self.events():
            if event.kind not in answers:
                continue
            if event.ref not in forbidden:
                continue
            offers = [d for d in self.of(OFFERING) if d.turn == turn.index - 1]
            if offers and ActKind.ESCALATE not in self.in_reply(offers[0].reply):
                yield offers[0].quote

    @cached_property
    def _generic(self) -> tuple[str, ...]:
        return self.rubric.wordings.get("generic", ())

    @cached_property
    def _case_stems(self) -> frozenset[str]:
        return self._content(" ".join(self.scenario.customer.particulars))

    def _said_before(self, turn_index: int) -> frozenset[str]:
        lines = [
            turn.text
            for turn in self.transcript.turns[:turn_index]
            if turn.speaker is Speaker.CUSTOMER
        ]
        return self._content(" ".join(lines))

    def _content(self, text: str) -> frozenset[str]:
        return stems(text, leaving_out=self._generic)
