"""Fills the site's database as a college's would be: learners, classes, marked tries.

A few talks are played through the core and marked; each try is a copy of one of them.
Import this only where Django has been set up.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from dialogue.forms import Json, perception_to_json, turn_to_json
from dialogue.turns import Transcript
from dialogue.turns import Turn as Spoken
from hotseat.desk import Desk
from web.accounts import retaining
from web.accounts.models import Action, AuditEntry, Role, User
from web.practice.models import (
    Assignment,
    Attempt,
    Branch,
    ClassGroup,
    Dispute,
    EndedBy,
    Enrolment,
    MarkSheet,
    Mode,
    RubricVersion,
    ScenarioVersion,
    Turn,
)
from web.practice.records import store_marks

LEARNERS, CLASSES, TURNS = 200, 50, 20_000
SIGN_INS_OF_A_LEARNER = 100
CLASSES_OF_A_LEARNER, TASKS_OF_A_CLASS, TUTORS = 2, 3, 10
REPLIES = (
    "Hello, I'm sorry to hear that. What happened, and when did you notice it?",
    "That must have spoiled your plans, and you were right to ring us. May I check the "
    "order number and the date, so that I have it in front of me?",
    "So it has let you down twice, and nobody has rung you back. I apologise for that.",
    "I can put that right today, or refund you in full. Which would you rather?",
    "I've logged it, and I'll ring you tomorrow to check. Is that all right?",
    "Is there anything else that I can do for you today?",
)
SEED = 20
# Every so many tries are a reply taken back, and still going on.
FORKED_EVERY, OPEN_EVERY = 7, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """A talk that tries are copies of, with the mark sheet that it got."""

    transcript: Transcript
    scenario: ScenarioVersion
    rubric: RubricVersion
    turns: tuple[Json, ...]
    sheet: MarkSheet


def fill() -> None:
    """Takes the scenarios and mark schemes that are published."""
    dice = random.Random(SEED)
    learners = [_user(f"learner-{n}", Role.LEARNER) for n in range(LEARNERS)]
    tutors = [_user(f"tutor-{n}", Role.TUTOR) for n in range(TUTORS)]
    User.objects.bulk_create([*learners, *tutors])
    _classes(learners, tutors)
    _audit_log(learners)
    retaining.current()
    played = list(_play(learners[0]))
    with transaction.atomic():
        _tries(learners, played, dice)


def _user(name: str, role: Role) -> User:
    """Without a password: the benchmark gives one to whom it signs in."""
    first, last = name.split("-")
    return User(username=name, role=role, first_name=first.title(), last_name=last)


def _classes(learners: Sequence[User], tutors: Sequence[User]) -> None:
    groups = [ClassGroup(name=f"Class {number}") for number in range(CLASSES)]
    ClassGroup.objects.bulk_create(groups)
    turn_of = itertools.cycle(groups)
    Enrolment.objects.bulk_create(
        Enrolment(group=next(turn_of), learner=learner)
        for learner in learners
        for _ in range(CLASSES_OF_A_LEARNER)
    )
    scenarios = itertools.cycle(ScenarioVersion.objects.filter(is_current=True))
    for group, tutor in zip(groups, itertools.cycle(tutors)):
        group.tutors.add(tutor)
        Assignment.objects.bulk_create(
            Assignment(
                group=group,
                scenario=next(scenarios),
                mode=mode,
                due=timezone.now() + timedelta(days=7),
            )
            for mode in (*Mode, Mode.PRACTICE)[:TASKS_OF_A_CLASS]
        )


def _audit_log(learners: Sequence[User]) -> None:
    """As it is after a year, at a sign-in every other day."""
    entries = [
        AuditEntry(action=Action.SIGNED_IN, actor=learner, subject=learner)
        for _ in range(SIGN_INS_OF_A_LEARNER)
        for learner in learners
    ]
    AuditEntry.objects.bulk_create(entries, batch_size=500)
    for number, entry in enumerate(entries):
        entry.at -= timedelta(days=365) * (1 - number / len(entries))
    # Django sets the time itself when an entry is made.
    AuditEntry.objects.bulk_update(entries, ["at"], batch_size=500)


def _play(learner: User) -> Iterator[Played]:
    """Each scenario with one reply, with two and so on, marked as the site does it."""
    desk = Desk()
    for version in ScenarioVersion.objects.filter(is_current=True):
        scenario = desk.scenario(version.slug)
        rubric = RubricVersion.objects.get(slug=scenario.rubric, is_current=True)
        for number in range(2, len(REPLIES) + 1):
            talk = desk.talk(scenario, seed=number, transcript_id="bench")
            transcript = talk.play(REPLIES[:number]).transcript
            turns = tuple(map(_data, transcript.turns))
            attempt = _attempt(learner, version, rubric, seed=number)
            attempt.save()
            branch = Branch.objects.create(
                attempt=attempt, number=1, versions=dict(transcript.versions)
            )
            Turn.objects.bulk_create(_turns(branch, transcript, turns))
            sheet = store_marks(branch)
            attempt.delete()
            yield Played(
                transcript=transcript,
                scenario=version,
                rubric=rubric,
                turns=turns,
                sheet=sheet,
            )


def _data(turn: Spoken) -> Json:
    """What the site stores beside a turn's words."""
    if turn.perception is not None:
        return perception_to_json(turn.perception)
    form = turn_to_json(turn)
    return {key: form[key] for key in form.keys() - {"speaker", "text"}}


def _attempt(
    learner: User, scenario: ScenarioVersion, rubric: RubricVersion, *, seed: int
) -> Attempt:
    return Attempt(
        learner=learner,
        scenario=scenario,
        rubric=rubric,
        mode=Mode.PRACTICE,
        seed=seed,
    )


def _turns(
    branch: Branch, transcript: Transcript, data: Iterable[Json]
) -> Iterator[Turn]:
    for turn, known in zip(transcript.turns, data, strict=True):
        yield Turn(
            branch=branch,
            index=turn.index,
            speaker=str(turn.speaker),
            text=turn.text,
            data=known,
        )


def _tries(
    learners: Sequence[User], played: Sequence[Played], dice: random.Random
) -> None:
    """One try after the other for each learner in turn, until there are enough."""
    turns: list[Turn] = []
    sheets: list[MarkSheet] = []
    for number, learner in enumerate(itertools.cycle(learners)):
        if len(turns) >= TURNS:
            break
        # By rounds, so that every learner has tries of each kind.
        round_ = number // len(learners)
        is_open = round_ % OPEN_EVERY == OPEN_EVERY - 1
        for branch, one in _branches(learner, played, dice, round_, is_open=is_open):
            turns += _turns(branch, one.transcript, one.turns)
            if not branch.is_open:
                sheets.append(_copy(one.sheet, branch))
    Turn.objects.bulk_create(turns, batch_size=500)
    MarkSheet.objects.bulk_create(sheets, batch_size=200)
    Dispute.objects.bulk_create(
        Dispute(sheet=sheet, mark="hear", reason="I did ask when it broke.")
        for sheet in sheets[::10]
    )


def _branches(
    learner: User,
    played: Sequence[Played],
    dice: random.Random,
    round_: int,
    *,
    is_open: bool,
) -> Iterator[tuple[Branch, Played]]:
    one = dice.choice(played)
    now = timezone.now()
    attempt = _attempt(learner, one.scenario, one.rubric, seed=dice.randrange(1000))
    attempt.ended_at = None if is_open else now
    attempt.save()
    is_forked = round_ % FORKED_EVERY == FORKED_EVERY - 1
    parent = None
    for number in (1, 2, 3) if is_forked else (1,):
        parent = Branch.objects.create(
            attempt=attempt,
            number=number,
            parent=parent,
            forked_at=1 if parent else None,
            versions=dict(one.transcript.versions),
            ended_at=None if is_open else now,
            ended_by="" if is_open else EndedBy.LEARNER,
        )
        yield parent, one


def _copy(sheet: MarkSheet, branch: Branch) -> MarkSheet:
    return MarkSheet(
        branch=branch,
        readiness=sheet.readiness,
        total=sheet.total,
        most=sheet.most,
        marks=sheet.marks,
        sheet=sheet.sheet,
        versions=sheet.versions,
    )
