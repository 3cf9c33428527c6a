"""Draws readiness for observation from the marks. Formative: advice, no decision.

Ready: every step at the rubric's least, escalation too, enough process points, no
blocker. Nearly: no blocker, no step at 0, and few enough of those conditions missing;
the steps together are one condition, however many of them are low.
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
    """Readiness, and in sentences the conditions of "ready" that do not hold."""
    rule = rubric.readiness
    blockers = [mark.title for mark in conduct if mark.is_blocker]
    low = [
        (mark.title, mark.marks, rule.step_least)
        for mark in steps
        if mark.marks < rule.step_least
    ]
    lacking = int(bool(low))
    if escalation.marks is not None and escalation.marks < rule.escalation_least:
        low.append(("Escalation", escalation.marks, rule.escalation_least))
        lacking += 1
    met, applicable = count_points(process)
    needed = -(-rule.process_pct * applicable // 100)
    lacking += met < needed
    if not lacking and not blockers:
        return Readiness.READY, ()
    sentences = [
        *(f"{title} rules out a pass, however good the rest is." for title in blockers),
        *_marks_needed(low),
    ]
    if met < needed:
        sentences.append(
            f"You met {met or 'none'} of the {applicable} process points. "
            f"You need {needed}."
        )
    none_at_zero = all(mark.marks > 0 for mark in steps)
    near = not blockers and none_at_zero and lacking <= rule.nearly_missing
    return (Readiness.NEARLY if near else Readiness.NOT_YET), tuple(sentences)


def _marks_needed(low: list[tuple[str, int, int]]) -> list[str]:
    """One sentence for all marks that must rise to the same number."""
    sentences = []
    for least in dict.fromkeys(least for _, _, least in low):
        group = [(title, marks) for title, marks, wanted in low if wanted == least]
        titles = [title for title, _ in group]
        if len(group) == 1:
            has = f"You have {group[0][1]}." if group[0][1] else "You have none yet."
            sentences.append(f"{titles[0]} needs at least {least} marks. {has}")
        else:
            listed = f"{', '.join(titles[:-1])} and {titles[-1]}"
            sentences.append(f"{listed} need at least {least} marks each.")
    return sentences


def count_points(process: tuple[PointMark, ...]) -> tuple[int, int]:
    """How many process points were met, of how many that apply."""
    applicable = [mark for mark in process if mark.status is not Status.NOT_APPLICABLE]
    return sum(mark.status is Status.MET for mark in applicable), len(applicable)
