"""Finds the better wording for a moment, from the scenario's model replies.

A wording fits a moment when its `after` names what the customer's line there was made
of: a situation, a fact, a remedy, a trigger, or the opening. One that names no moment
fits any. Each wording is used once in a sheet, so that no two lost marks get the same.
"""

from __future__ import annotations

from collections.abc import Iterable

from scenario.types import ModelReply
from scoring.record import Record
from scoring.sheet import Better


class Adviser:
    """Hands out the model replies of one transcript's scenario."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._left = list(record.scenario.model_replies)

    def better(self, earns: Iterable[str], turns: Iterable[int] = ()) -> Better | None:
        """A wording that earns one of `earns`, for the first of `turns` that it fits.

        `turns` are learner's turns, the likeliest first; all replies come after them.
        """
        wanted = set(earns)
        fitting = [reply for reply in self._left if wanted & set(reply.earns)]
        if not fitting or not self._record.replies:
            return None
        given = list(dict.fromkeys(turns))
        rest = [t.index for t in self._record.replies if t.index not in given]
        for places in (given, rest):
            for turn in places:
                for reply in fitting:
                    if self._moment(turn) & set(reply.after):
                        return self._hand_out(reply, turn)
        anywhere = [reply for reply in fitting if not reply.after]
        if anywhere:
            return self._hand_out(anywhere[0], (given or rest)[0])
        return None

    def _hand_out(self, reply: ModelReply, turn: int) -> Better:
        self._left.remove(reply)
        return Better(turn=turn, text=reply.text)

    def _moment(self, turn: int) -> frozenset[str]:
        """What the customer's line before the turn was made of."""
        if turn == 0:
            return frozenset()
        line_ids = self._record.transcript.turns[turn - 1].line_ids
        parts = {part for line_id in line_ids for part in line_id.split(".")[:2]}
        return frozenset(parts | ({"opening"} if turn == 1 else set()))
