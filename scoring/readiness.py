"""Draws readiness for observation from the marks. Formative: advice, no decision.

Ready: every step and escalation at the rubric's least, enough process points, no
blocker. Nearly: no blocker, no step at 0, and few enough of those conditions missing.
"""

from __future__ import annotations

from scenario.rubrics import Rubric
from scoring.sheet import (
    ConductMark,
    EscalationMark,
    PointMark,
    Readiness,
    Status,
    StepMark,
)


def judge_readiness(
    rubric: Rubric,
    steps: tuple[StepMark, ...],
    escalation: EscalationMark,
    process: tuple[PointMark, ...],
    conduct: tuple[ConductMark, ...],
) -> tuple[Readiness, tuple[str, ...]]:
    """Readiness, and in words each condition of "ready" that does not hold."""
    rule = rubric.readiness
    blockers = [mark.title for mark in conduct if mark.is_blocker]
    missing = [
        f"{mark.title}: {mark.marks} of {mark.most}, {rule.step_least} needed"
        for mark in steps
        if mark.marks < rule.step_least
    ]
    if escalation.marks is not None and escalation.marks < rule.escalation_least:
        missing.append(
            f"Escalation: {escalation.marks} of 3, {rule.escalation_least} needed"
        )
    met, applicable = count_points(process)
    if met * 100 < rule.process_pct * applicable:
        missing.append(
            f"Process: {met} of {applicable} points, {rule.process_pct}% needed"
        )
    none_at_zero = all(mark.marks > 0 for mark in steps)
    if not missing and not blockers:
        return Readiness.READY, ()
    near = not blockers and none_at_zero and len(missing) <= rule.nearly_missing
    stopped = [f"{title}: can't be passed with this" for title in blockers]
    return (Readiness.NEARLY if near else Readiness.NOT_YET), (*stopped, *missing)


def count_points(process: tuple[PointMark, ...]) -> tuple[int, int]:
    """How many process points were met, of how many that apply."""
    applicable = [mark for mark in process if mark.status is not Status.NOT_APPLICABLE]
    return sum(mark.status is Status.MET for mark in applicable), len(applicable)
