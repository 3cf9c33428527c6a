"""A hint for the learner's next reply: the first thing the marks still lack.

A trigger that is open comes first, since it can't wait; then the steps in the rubric's
order; then process points.
"""

from __future__ import annotations

from scoring.sheet import MarkSheet, Status, Verdict
from scoring.words import ENGLISH, Words

OPEN = frozenset({Verdict.MISSED, Verdict.REFUSED})
GOOD_ENOUGH = 2


def next_hint(
    sheet: MarkSheet, hints: dict[str, str], *, words: Words = ENGLISH
) -> str:
    """One or two sentences. `hints` holds the rubric's hint for each step id."""
    if sheet.escalation.verdict in OPEN:
        return sheet.escalation.lacking
    for step in sheet.steps:
        if step.marks < GOOD_ENOUGH:
            return hints[step.step]
    for point in sheet.process:
        if point.status is Status.NOT_MET:
            return point.lacking
    return words.gettext(
        "You've done what this conversation needs. Round it off: check and say goodbye."
    )
