"""From the stored turns to what scoring reads, and marks back into the database."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import translation

from dialogue.forms import turn_from_json
from dialogue.turns import Transcript
from dialogue.turns import Turn as SpokenTurn
from scoring.feedback import ESCALATION_MOST
from scoring.marking import mark
from scoring.outputs import marks_to_json
from scoring.sheet import MarkSheet as Sheet
from scoring.sheet_forms import sheet_from_json, sheet_to_json
from web.accounts.audit import record
from web.accounts.models import Action
from web.practice.models import Branch, MarkSheet, Speaker, Turn
from web.practice.publishing import rubric_of, scenario_of


def transcript_of(branch: Branch, turns: Sequence[Turn] | None = None) -> Transcript:
    """The talk as it stands. A reply that waits for its answer is not part of it."""
    rows = list(branch.turns.all()) if turns is None else list(turns)
    if rows and is_waiting(rows):
        rows = rows[:-1]
    attempt = branch.attempt
    return Transcript(
        id=str(attempt.id) if branch.number == 1 else f"{attempt.id}-{branch.number}",
        scenario_id=attempt.scenario.slug,
        turns=tuple(_spoken(row) for row in rows),
        seed=attempt.seed,
        ending=branch.ending,
        versions={
            "scenario": attempt.scenario.version,
            **{str(key): str(value) for key, value in branch.versions.items()},
        },
    )


def is_waiting(turns: Sequence[Turn]) -> bool:
    """Whether the customer still has to speak: to begin with, or after a reply."""
    return not turns or turns[-1].speaker == Speaker.LEARNER


def mark_branch(branch: Branch) -> Sheet:
    """The marks so far, as scoring gives them; nothing is stored."""
    attempt = branch.attempt
    scenario, rubric = scenario_of(attempt.scenario), rubric_of(attempt.rubric)
    return mark(transcript_of(branch), scenario, rubric, words=translation)


def store_marks(branch: Branch) -> MarkSheet:
    """Marks a branch that has ended. The sheet before this one, if any, is kept."""
    sheet = mark_branch(branch)
    escalation = sheet.escalation.marks
    with transaction.atomic():
        branch.mark_sheets.filter(is_current=True).update(is_current=False)
        stored = MarkSheet.objects.create(
            branch=branch,
            readiness=str(sheet.readiness),
            total=sum(step.marks for step in sheet.steps) + (escalation or 0),
            most=sum(step.most for step in sheet.steps)
            + (0 if escalation is None else ESCALATION_MOST),
            marks=marks_to_json(str(branch.attempt.pk), sheet),
            sheet=sheet_to_json(sheet),
            versions=dict(sheet.versions),
        )
        record(
            Action.MARKED,
            subject=branch.attempt.learner,
            attempt=str(branch.attempt.pk),
            branch=branch.number,
            versions=stored.versions,
        )
    return stored


def sheet_of(stored: MarkSheet) -> Sheet:
    """The marks as they were given."""
    return sheet_from_json(stored.sheet)


def _spoken(row: Turn) -> SpokenTurn:
    data = {**row.data, "speaker": row.speaker, "text": row.text}
    return turn_from_json(data, index=row.index)
