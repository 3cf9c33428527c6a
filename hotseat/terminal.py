"""A role-play at the terminal, over any Talk: brief, replies, hints, the end."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import TextIO

from dialogue.errors import InputError
from dialogue.turns import Speaker
from hotseat.talks import Outcome, Said, Talk
from hotseat.typing_in import Ask, asker, printable
from scenario.types import Scenario

WIDTH = 78
PROMPT = "You> "
HELP = (
    "Type your reply and press Enter. Type hint for a hint, brief to read the brief "
    "again, finish for your marks, quit to leave without them."
)


def converse(
    talk: Talk, scenario: Scenario, *, source: TextIO, shown: TextIO
) -> Outcome | None:
    """Plays until the customer leaves, `finish`, or the end of what is typed.

    None where the learner quits.
    """
    return Conversation(talk, scenario, asker(source, shown), shown).play()


class Conversation:
    """One role-play on one screen."""

    def __init__(self, talk: Talk, scenario: Scenario, ask: Ask, shown: TextIO) -> None:
        self._talk = talk
        self._scenario = scenario
        self._ask = ask
        self._shown = shown

    def play(self) -> Outcome | None:
        """Shows the brief, plays, and marks; None where the learner quits."""
        self._show_brief()
        self._show(HELP)
        said = self._open()
        while not said.is_over:
            typed = self._ask(PROMPT)
            command = "finish" if typed is None else typed.strip().casefold()
            if command == "quit":
                return None
            if command == "finish":
                break
            if command == "brief":
                self._show_brief()
            elif command == "hint":
                self._try_hint()
            elif command:
                said = self._try_reply(typed or "", said)
        return self._talk.finish()

    def _open(self) -> Said:
        said = self._talk.open()
        for turn in said.earlier:
            is_customer = turn.speaker is Speaker.CUSTOMER
            self._say(self._scenario.customer.name if is_customer else "You", turn.text)
        self._customer(said)
        if said.unanswered is None:
            return said
        self._show("Your last reply was not answered. It is sent again:")
        self._say("You", said.unanswered)
        return self._try_reply(said.unanswered, said)

    def _try_reply(self, text: str, before: Said) -> Said:
        """What the customer says to it; `before` again where it can't be sent."""
        try:
            said = self._talk.reply(text)
        except InputError as error:
            self._show(str(error))
            return before
        self._customer(said)
        return said

    def _try_hint(self) -> None:
        try:
            self._show(f"Hint: {self._talk.hint()}")
        except InputError as error:
            self._show(str(error))

    def _customer(self, said: Said) -> None:
        self._say(self._scenario.customer.name, said.text)

    def _say(self, name: str, text: str) -> None:
        self._show(f"{name}: {text}")

    def _show_brief(self) -> None:
        for line in brief_lines(self._scenario):
            self._shown.write(f"{line}\n")

    def _show(self, text: str) -> None:
        for line in printable(text).split("\n"):
            self._shown.write(textwrap.fill(line, WIDTH) + "\n")
        self._shown.write("\n")
        self._shown.flush()


def brief_lines(scenario: Scenario) -> Iterator[str]:
    """What the learner is told before the customer speaks, in lines of WIDTH."""
    brief = scenario.brief
    yield from ("", scenario.title, "=" * len(scenario.title))
    for text in (brief.organisation, brief.role, brief.situation):
        yield from (*textwrap.wrap(text, WIDTH), "")
    yield from _listed("Policy", brief.policy)
    yield from _listed("What you may decide", (brief.authority,))
    yield from _listed(
        "What your systems show", [f"{r.label}: {r.shows}" for r in brief.systems]
    )
    yield from _listed(
        "Earlier contacts", [f"{past.date}: {past.event}" for past in brief.history]
    )
    yield from _listed(
        "The customer's rights", [f"{r.says} ({r.source})" for r in brief.rights]
    )


def _listed(heading: str, items: Sequence[str]) -> Iterator[str]:
    if not items:
        return
    yield heading
    for item in items:
        yield from textwrap.wrap(
            item, WIDTH, initial_indent="  - ", subsequent_indent="    "
        )
    yield ""
