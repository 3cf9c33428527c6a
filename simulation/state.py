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
        settled_at: The reply at which it was accepted or last passed on, or 0.
        is_checked: Whether the learner has asked since then if that is all right.
        idle: Replies that added nothing since then.
        triggers: Ids of the triggers that have fired, with the reply they fired at.
        passed_on: Ids of the triggers that have been passed on, with the reply at which
            they were; also of some that may fire yet, to whose people it has gone.
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
    settled_at: int = 0
    is_checked: bool = False
    idle: int = 0
    triggers: tuple[tuple[str, int], ...] = ()
    passed_on: tuple[tuple[str, int], ...] = ()
    silences: int = 0
    used: tuple[str, ...] = ()
    ending: str = ""

    def count(self, act: str) -> int:
        """In how many replies the act has been done."""
        return dict(self.act_counts).get(act, 0)

    @property
    def open_triggers(self) -> tuple[str, ...]:
        """Ids of the triggers that have fired and have not been passed on."""
        met = dict(self.passed_on)
        return tuple(name for name, _ in self.triggers if name not in met)

    @property
    def is_passed_on(self) -> bool:
        """Whether anything that has come up has been passed on."""
        return len(self.open_triggers) < len(self.triggers)

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
            values = {key: _frozen(value) for key, value in data.items()}
            return cls(**_renewed(values))
        except TypeError as error:
            raise InputError(f"this is no customer's state: {error}") from error


def _renewed(values: dict[str, Any]) -> dict[str, Any]:
    """Earlier states knew one step up, which stood for all triggers that had fired."""
    values.pop("replies_since_accepted", None)
    at = values.pop("escalated_at", 0)
    if at:
        fired = values.get("triggers", ())
        values["passed_on"] = tuple((name, at) for name, _ in fired)
    return values


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list | tuple) else value
