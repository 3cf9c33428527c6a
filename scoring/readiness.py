"""Draws readiness for observation from the marks. Formative: advice, no decision.

Ready: every step at the rubric's least, escalation too, enough process points, no
blocker. Nearly: no blocker, no step at 0, and few enough of those conditions missing;
the steps together are one condition, however many of them are low.
"""

from __future__ import annotations

from scenario.rubrics import Rubric
from scoring.labels import ESCALATION
from scoring.sheet import (
    ConductMark,
    EscalationMark,
    PointMark,
    Readiness,
    Status,
    StepMark,
)
from scoring.words import Words, listed


def judge_readiness(
    rubric: Rubric,
    steps: tuple[StepMark, ...],
    escalation: EscalationMark,
    process: tuple[PointMark, ...],
    conduct: tuple[ConductMark, ...],
    words: Words,
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
        title = words.gettext(ESCALATION)
        low.append((title, escalation.marks, rule.escalation_least))
        lacking += 1
    met, applicable = count_points(process)
    needed = -(-rule.process_pct * applicable // 100)
    lacking += met < needed
    if not lacking and not blockers:
        return Readiness.READY, ()
    sentences = [
        *(_ruled_out(title, words) for title in blockers),
        *_marks_needed(low, words),
    ]
    if met < needed:
        sentences.append(_points_needed(met, applicable, needed, words))
    none_at_zero = all(mark.marks > 0 for mark in steps)
    near = not blockers and none_at_zero and lacking <= rule.nearly_missing
    return (Readiness.NEARLY if near else Readiness.NOT_YET), tuple(sentences)


def _ruled_out(title: str, words: Words) -> str:
    sentence = words.gettext("%(title)s rules out a pass, however good the rest is.")
    return sentence % {"title": title}


def _points_needed(met: int, applicable: int, needed: int, words: Words) -> str:
    if met:
        sentence = words.gettext(
            "You met %(met)s of the %(all)s process points. You need %(needed)s."
        )
    else:
        sentence = words.gettext(
            "You met none of the %(all)s process points. You need %(needed)s."
        )
    return sentence % {"met": met, "all": applicable, "needed": needed}


def _marks_needed(low: list[tuple[str, int, int]], words: Words) -> list[str]:
    """One sentence for all marks that must rise to the same number."""
    sentences = []
    for least in dict.fromkeys(least for _, _, least in low):
        group = [(title, marks) for title, marks, wanted in low if wanted == least]
        titles = [title for title, _ in group]
        if len(group) == 1:
            sentences.append(_needs(titles[0], least, group[0][1], words))
            continue
        sentence = words.ngettext(
            "%(titles)s need at least %(least)s mark each.",
            "%(titles)s need at least %(least)s marks each.",
            least,
        )
        sentences.append(sentence % {"titles": listed(titles, words), "least": least})
    return sentences


def _needs(title: str, least: int, marks: int, words: Words) -> str:
    if marks:
        sentence = words.ngettext(
            "%(title)s needs at least %(least)s mark. You have %(marks)s.",
            "%(title)s needs at least %(least)s marks. You have %(marks)s.",
            least,
        )
    else:
        sentence = words.ngettext(
            "%(title)s needs at least %(least)s mark. You have none yet.",
            "%(title)s needs at least %(least)s marks. You have none yet.",
            least,
        )
    return sentence % {"title": title, "least": least, "marks": marks}


def count_points(process: tuple[PointMark, ...]) -> tuple[int, int]:
    """How many process points were met, of how many that apply."""
    applicable = [mark for mark in process if mark.status is not Status.NOT_APPLICABLE]
    return sum(mark.status is Status.MET for mark in applicable), len(applicable)
