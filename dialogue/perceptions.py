"""What perception finds in one reply, and the two seams it is reached through.

Everything here is small enough to travel with a turn: vectors are 8-bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from dialogue.acts import Act, ActKind

VECTOR_WIDTH = 384


class MentionKind(str, Enum):
    """What the Matcher rules find in a text."""

    MONEY = "money"
    PERCENT = "percent"
    DURATION = "duration"
    DATE = "date"
    TIME = "time"
    REFERENCE = "reference"
    PERSONAL_DATA = "personal_data"

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A sum, a time or an identifier named in a text.

    `amount` is pounds for money, per cent (0 to 100) for percent and hours for a
    duration; None where the words give no number ("a full refund", "on Friday").
    """

    kind: MentionKind
    start_char: int
    end_char: int
    amount: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A stretch of the reply that can be asked or offered on its own, and its meaning.

    `vector` is a unit vector of VECTOR_WIDTH components scaled to signed 8-bit
    integers, so that similarities are the same on every machine.
    """

    start_char: int
    end_char: int
    vector: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Perception:
    """All that was perceived in one reply.

    `is_unsure` says that the detector is below its stated confidence; `is_readable`
    is false for a text that is not English prose (gibberish, another language).
    """

    acts: tuple[Act, ...] = ()
    mentions: tuple[Mention, ...] = ()
    clauses: tuple[Clause, ...] = ()
    is_unsure: bool = False
    is_readable: bool = True

    def kinds(self) -> frozenset[ActKind]:
        """The acts that the reply holds, without their places."""
        return frozenset(act.kind for act in self.acts)


class Perceiver(Protocol):
    """Turns one reply into what it does, given the customer's last line."""

    def perceive(self, reply: str, *, customer: str, brief: str = "") -> Perception: ...


class Embedder(Protocol):
    """Turns texts into vectors that can be compared with those of a Clause."""

    def embed(self, texts: Sequence[str]) -> list[bytes]: ...
