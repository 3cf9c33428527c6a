"""Turns, quotes and transcripts: what was said, by whom, and what is known of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from dialogue.acts import ActKind
from dialogue.errors import InputError
from dialogue.perceptions import Perception

MAX_REPLY_CHARS = 5_000


class Speaker(str, Enum):
    CUSTOMER = "customer"
    LEARNER = "learner"

    def __str__(self) -> str:
        return self.value


class EventKind(str, Enum):
    """What happened on the customer's side as a line was said."""

    FACT = "fact"
    FACT_AGAIN = "fact_again"
    TRIGGER = "trigger"
    ACCEPTED = "accepted"
    HAGGLED = "haggled"
    REJECTED = "rejected"
    ESCALATED = "escalated"
    ENDED = "ended"

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened at a customer's turn; `ref` is an id in the scenario."""

    kind: EventKind
    ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One turn of the talk, with what perception or simulation knows of it.

    A learner's turn has a `perception`; a customer's has the ids of the scenario's
    lines it was made of, the mood after it (0 furious to 100 content) and its events.
    A turn that came from elsewhere, as bare text, has none of these.
    """

    index: int
    speaker: Speaker
    text: str
    perception: Perception | None = None
    line_ids: tuple[str, ...] = ()
    mood: int | None = None
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Words that earned or lost a mark: characters of one turn's text, half-open."""

    turn: int
    start_char: int
    end_char: int
    act: ActKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """A whole role-play. Turn `index` equals its place in `turns`, counted from 0.

    `ending` is the id of the scenario's ending, or empty where the talk was broken off
    or came from elsewhere.
    """

    id: str
    scenario_id: str
    turns: tuple[Turn, ...]
    seed: int = 0
    ending: str = ""
    versions: dict[str, str] = field(default_factory=dict)

    def replies(self) -> tuple[Turn, ...]:
        """The learner's turns, in order; "reply 1" of the rubric is the first."""
        return tuple(turn for turn in self.turns if turn.speaker is Speaker.LEARNER)

    def words(self, quote: Quote) -> str:
        """The quoted words, cut from the text as it was typed."""
        return self.turns[quote.turn].text[quote.start_char : quote.end_char]

    def customer_before(self, index: int) -> str:
        """The customer's last line before turn `index`; empty at the start."""
        for turn in reversed(self.turns[:index]):
            if turn.speaker is Speaker.CUSTOMER:
                return turn.text
        return ""


def check_length(text: str) -> None:
    """Raises InputError for a reply of more than MAX_REPLY_CHARS characters."""
    if len(text) > MAX_REPLY_CHARS:
        raise InputError(
            f"that reply has {len(text):,} characters; at most {MAX_REPLY_CHARS:,} can "
            "be sent. Shorten it and send it again."
        )
