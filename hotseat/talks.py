"""A role-play as the terminal sees it, and the one that runs through the core alone.

`Talk` is the seam: hotseat/core_talk.py plays here; a test has one that asks Rasa.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from dialogue.turns import Transcript, Turn
from scenario.types import Scenario
from scoring.sheet import MarkSheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The customer's words, their mood (0 to 100), and whether the talk is over.

    Where a talk is taken up again, `earlier` are the turns before these words, and
    `unanswered` is the reply that has had no answer yet, or None.
    """

    text: str
    mood: int
    is_over: bool
    earlier: tuple[Turn, ...] = ()
    unanswered: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A finished role-play with its marks."""

    transcript: Transcript
    sheet: MarkSheet
    scenario: Scenario


class Talk(Protocol):
    """One role-play, from the opening line to the marks."""

    def open(self) -> Said: ...

    def reply(self, text: str) -> Said: ...

    def hint(self) -> str: ...

    def finish(self) -> Outcome: ...
