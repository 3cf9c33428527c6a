"""What one reply did, and what was still open after it: feedback during a talk.

It is drawn from the marks of the talk up to that reply and the customer's answer to it.
"""

from __future__ import annotations

from dataclasses import dataclass

from dialogue.turns import Transcript
from scenario.rubrics import Rubric
from scoring.hints import GOOD_ENOUGH, OPEN
from scoring.labels import ESCALATION
from scoring.reply_view import Note, is_unsure, shown_turns
from scoring.sheet import MarkSheet
from scoring.words import ENGLISH, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    title: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyFeedback:
    """`did` are the acts of the reply, `open` what the talk lacked after it."""

    reply: int
    did: tuple[Note, ...]
    open: tuple[Lack, ...]
    is_unsure: bool


def reply_feedback(
    transcript: Transcript, sheet: MarkSheet, rubric: Rubric, *, words: Words = ENGLISH
) -> ReplyFeedback:
    """Of the last reply of a transcript; `sheet` must be that transcript's."""
    turn = transcript.replies()[-1]
    shown = shown_turns(transcript, words=words)[turn.index]
    lacks = [
        Lack(title=step.title, says=rubric_hint(rubric, step.step))
        for step in sheet.steps
        if step.marks < GOOD_ENOUGH
    ]
    if sheet.escalation.verdict in OPEN:
        title = words.gettext(ESCALATION)
        lacks.insert(0, Lack(title=title, says=sheet.escalation.lacking))
    return ReplyFeedback(
        reply=shown.reply,
        did=shown.notes,
        open=tuple(lacks),
        is_unsure=is_unsure(turn),
    )


def rubric_hint(rubric: Rubric, step_id: str) -> str:
    """What the mark scheme tells somebody who hasn't shown that step yet."""
    return next(step.hint for step in rubric.steps if step.id == step_id)


def up_to_reply(transcript: Transcript, index: int) -> Transcript:
    """The talk up to the reply at `index`, with the customer's answer to it."""
    return Transcript(
        id=transcript.id,
        scenario_id=transcript.scenario_id,
        turns=transcript.turns[: index + 2],
        seed=transcript.seed,
        versions=transcript.versions,
    )
