"""A college whose database grows: for tests of what pages ask it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.contrib.admin.models import CHANGE, LogEntry
from django.utils import timezone

from tests.web.conftest import FakeRasa, make_user, say
from web.accounts import retaining
from web.accounts.audit import record
from web.accounts.models import Action, Role, User
from web.practice import talking
from web.practice.handing_in import hand_in
from web.practice.models import (
    Assignment,
    Attempt,
    Branch,
    ClassGroup,
    Dispute,
    Enrolment,
    MarkSheet,
    Mode,
    Turn,
)


class College:
    """One learner's attempts with all that can hang on them, and classes about them.

    `open` and `ended` are branches that grow by turns; the attempt of `ended` grows by
    branches, too, and its mark sheet by disputes.
    """

    def __init__(self, learner: User, begin: Callable[..., Branch], post: FakeRasa):
        self.learner = learner
        self.boss = make_user("boss", Role.TUTOR, is_staff=True, is_superuser=True)
        self.tutor = make_user("tess", Role.TUTOR)
        self.author = make_user("ann", Role.AUTHOR)
        self.open, self.ended = begin(), begin()
        for branch in (self.open, self.ended):
            say(branch, "I'm sorry. when was that?", post)
        talking.finish(self.ended)
        self.attempt = self.ended.attempt
        self.scenario, self.rubric = self.attempt.scenario, self.attempt.rubric
        self.group = ClassGroup.objects.create(name="Monday")
        Enrolment.objects.create(group=self.group, learner=learner)
        self.task = self._task(self.group)
        self.audited = record(Action.EXPORTED, actor=learner)
        self._size = 0

    def grow(self, size: int) -> None:
        """Until there are so many of everything that a page may list."""
        for n in range(self._size, size):
            self._accounts_and_classes(n)
            self._published(n)
            self._noted()
            self._tries(n)
        for branch in (self.open, self.ended):
            _lengthen(branch, by=size - self._size)
        self._size = size

    def _accounts_and_classes(self, n: int) -> None:
        group = ClassGroup.objects.create(name=f"Class {n}")
        for one in (group, self.group):
            one.tutors.add(self.tutor, make_user(f"tutor-{uuid4()}", Role.TUTOR))
            Enrolment.objects.create(group=one, learner=make_user(f"l-{uuid4()}"))
            self._task(one)
        Enrolment.objects.create(group=group, learner=self.learner)

    def _published(self, n: int) -> None:
        for one in (self.scenario, self.rubric):
            copy = type(one).objects.get(pk=one.pk)
            copy.pk, copy.slug, copy.sha256 = None, f"copy-{n}", f"{n}"
            copy.save()

    def _noted(self) -> None:
        """In the audit log, and in what the admin notes of each object."""
        record(Action.EXPORTED, actor=self.learner)
        for one in self.in_admin().values():
            LogEntry.objects.log_actions(self.boss.pk, [one], CHANGE, "Changed.")

    def _tries(self, n: int) -> None:
        """Open ones, ended ones, assigned ones, and versions of one."""
        copy_of(self.open)
        hand_in(copy_of(self.ended), "Al")
        # A tutor who was a learner once.
        copy_of(self.ended, learner=self.tutor)
        copy_of(self.ended, task=self.task)
        copy_of(self.ended, task=self._task(self.group))
        copy_of(self.ended, attempt=self.attempt, number=n + 2)
        Dispute.objects.create(
            sheet=self.ended.mark_sheets.get(), mark=f"m{n}", reason="No."
        )

    def in_admin(self) -> dict[str, Any]:
        """An object of each model that the admin shows, by the folder of its pages."""
        return {
            f"admin/{one._meta.app_label}/{one._meta.model_name}/": one
            for one in (
                self.tutor,
                self.audited,
                self.group,
                self.task,
                self.scenario,
                self.rubric,
                retaining.current(),
            )
        }

    def _task(self, group: ClassGroup) -> Assignment:
        return Assignment.objects.create(
            group=group,
            scenario=self.scenario,
            mode=Mode.PRACTICE,
            due=timezone.now(),
        )


def copy_of(
    branch: Branch,
    *,
    learner: User | None = None,
    task: Assignment | None = None,
    attempt: Attempt | None = None,
    number: int = 1,
) -> Branch:
    """The same again in an attempt of its own, or as another branch of one."""
    if attempt is None:
        attempt = Attempt.objects.get(pk=branch.attempt_id)
        attempt.pk, attempt.key, attempt._state.adding = uuid4(), uuid4(), True
        attempt.learner, attempt.assignment = learner or attempt.learner, task
        attempt.save()
    copy = Branch.objects.get(pk=branch.pk)
    copy.pk, copy.sender, copy.attempt, copy.number = (
        None,
        f"{uuid4()}",
        attempt,
        number,
    )
    copy.save()
    for model in (Turn, MarkSheet):
        rows = list(model.objects.filter(branch=branch))
        for row in rows:
            row.pk, row.branch = None, copy
        model.objects.bulk_create(rows)
    return copy


def _lengthen(branch: Branch, *, by: int) -> None:
    """By so many times the last reply and answer: the customer would leave at last."""
    turns = list(branch.turns.all())
    for n in range(2 * by):
        turn = turns[-2 + n % 2]
        turn.pk, turn.index, turn.key = None, len(turns) + n, None
        turn.save(force_insert=True)
