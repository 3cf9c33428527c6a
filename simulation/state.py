"""What a customer feels and knows at one point of the talk: a frozen, small value."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

from dialogue.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerState:
    """The whole of what `advance` needs to know of the talk so far.

    Attributes:
        seed: Chooses among the lines that fit; the same seed gives the same talk.
        replies: How many replies the learner has sent.
        mood: 0 (furious) to 100 (content).
        patience: How many more replies that lead nowhere are borne.
        facts: Ids of the facts given, in the order they were given.
        is_verified: Whether the customer has been identified.
        is_heard: Whether the learner has shown any listening.
        act_counts: How often each act has been done so far (replies that hold it).
        phrases: Checksums of the words of acts, to know them again.
        offered: Ids of the remedies that were offered.
        pending: The remedy they would take on better terms, or empty.
        accepted: The remedy they took, or empty.
        replies_since_accepted: Counted from 0 at the reply that was accepted.
        triggers: Ids of the triggers that have fired, with the reply they fired at.
        escalated_at: The reply at which the case was passed on, or 0.
        silences: Empty messages in a row.
        used: Ids of the lines that were said.
        ending: Id of the ending, or empty while the talk goes on.
    """

    seed: int
    mood: int
    patience: int
    replies: int = 0
    facts: tuple[str, ...] = ()
    is_verified: bool = False
    is_heard: bool = False
    act_counts: tuple[tuple[str, int], ...] = ()
    phrases: tuple[int, ...] = ()
    offered: tuple[str, ...] = ()
    pending: str = ""
    accepted: str = ""
    replies_since_accepted: int = 0
    triggers: tuple[tuple[str, int], ...] = ()
    escalated_at: int = 0
    silences: int = 0
    used: tuple[str, ...] = ()
    ending: str = ""

    def count(self, act: str) -> int:
        """In how many replies the act has been done."""
        return dict(self.act_counts).get(act, 0)

    def to_json(self) -> dict[str, Any]:
        """Plain data that survives JSON; fields at their default are left out."""
        plain = asdict(self)
        return {
            field.name: plain[field.name]
            for field in fields(self)
            if plain[field.name] != field.default
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> CustomerState:
        """The value of `to_json`, also after a trip through JSON text."""
        try:
            return cls(**{key: _frozen(value) for key, value in data.items()})
        except TypeError as error:
            raise InputError(f"this is no customer's state: {error}") from error


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list | tuple) else value
