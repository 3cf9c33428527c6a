"""Which of the customer's lines is said: chosen by mood and seed, and never twice.

Choosing is a pure query; `advance` records what was said.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from scenario.situations import Band, Situation
from scenario.types import Line, Scenario


class Chooser:
    """Chooses unused lines for one reply.

    Lines of the mood's own band come before lines for any mood; lines of other bands
    are never used. The same seed, reply number and lines used give the same choice.
    """

    def __init__(
        self, scenario: Scenario, *, seed: int, reply: int, used: Sequence[str]
    ) -> None:
        self._scenario = scenario
        self._key = f"{seed}/{reply}"
        self._used = set(used)
        self.chosen: list[Line] = []

    def one_of(self, lines: Sequence[Line]) -> bool:
        """Chooses one unused line, if there is any, and says whether there was."""
        free = [line for line in lines if line.id not in self._used]
        if not free:
            return False
        rng = random.Random(f"{self._key}/{len(self.chosen)}")
        line = free[rng.randrange(len(free))]
        self._used.add(line.id)
        self.chosen.append(line)
        return True

    def situation(self, situation: Situation, mood: int) -> bool:
        """Chooses a line for a situation: of the mood's band, else for any mood."""
        by_band = self._scenario.lines.get(situation, {})
        return self.one_of(by_band.get(Band.of(mood), ())) or self.one_of(
            by_band.get(None, ())
        )

    def text(self) -> str:
        return " ".join(line.text for line in self.chosen)

    def ids(self) -> tuple[str, ...]:
        return tuple(line.id for line in self.chosen)
