"""No page asks the database more often because there is more in it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.web.conftest import FakeRasa, make_user, say, signed_in
from web.accounts.models import Role, User
from web.practice import talking
from web.practice.models import (
    Assignment,
    Attempt,
    Branch,
    ClassGroup,
    Dispute,
    Enrolment,
    Mode,
)

pytestmark = pytest.mark.django_db

# By name, with what is in the address; most queries that each may make. Pages that
# change something are here with what they change.
PAGES = {
    "choose": ("", 12),
    "begin": ("slug", 8),
    "begin_task": ("task", 8),
    "attempt": ("attempt", 6),
    "talk": ("open", 12),
    "did": ("turn", 8),
    "hint": ("open", 8),
    "feedback": ("ended", 14),
    "transcript": ("file", 8),
    "compare": ("attempt", 10),
    "dispute": ("ended", 8),
    "hand_in": ("ended", 8),
    "progress": ("", 8),
    "export": ("", 14),
    "password": ("", 4),
}
POSTED = {"export"}
ADMIN = {
    "index": ("/admin/", 8),
    "classes": ("/admin/practice/classgroup/", 10),
    "a class": ("/admin/practice/classgroup/{group}/change/", 30),
    "a new class": ("/admin/practice/classgroup/add/", 10),
    "assignments": ("/admin/practice/assignment/", 16),
    "an assignment": ("/admin/practice/assignment/{task}/change/", 16),
    "scenarios": ("/admin/practice/scenarioversion/", 10),
    "accounts": ("/admin/accounts/user/", 12),
    "an account": ("/admin/accounts/user/{learner}/change/", 10),
    "audit log": ("/admin/accounts/auditentry/", 14),
}
ADMINS_ALONE = {"scenarios", "accounts", "an account", "audit log"}
MOST_OF_A_REPLY = 30
SMALL, LARGE = 2, 6


class College:
    """One learner's attempts with all that can hang on them, and classes about them."""

    def __init__(self, learner: User, begin: Callable[..., Branch], post: FakeRasa):
        self._learner = learner
        self.tutor = make_user("tess", Role.TUTOR)
        self.open, self._first = begin(), begin()
        for branch in (self.open, self._first):
            say(branch, "I'm sorry. when was that?", post)
        talking.finish(self._first)
        self.attempt = self._first.attempt
        self.group = ClassGroup.objects.create(name="Monday")
        self.group.tutors.add(self.tutor)
        Enrolment.objects.create(group=self.group, learner=learner)
        self.task = self._task(self.group)
        self.number = 1

    def grow(self, number: int) -> None:
        """Until there is so much of everything that a page may list."""
        for n in range(self.number, number):
            _copy(self.open)
            branch = _copy(self._first)
            fork = _copy(self._first, attempt=self.attempt, number=n + 1)
            for one in (branch, fork, self._first):
                sheet = one.mark_sheets.get()
                Dispute.objects.create(sheet=sheet, mark=f"m{n}", reason="No.")
            _lengthen(self.open)
            _lengthen(self._first)
            self._class(n)
        self.number = number

    def _class(self, n: int) -> None:
        group = ClassGroup.objects.create(name=f"Class {n}")
        group.tutors.add(self.tutor, make_user(f"tutor-{n}", Role.TUTOR))
        Enrolment.objects.create(group=group, learner=self._learner)
        Enrolment.objects.create(group=self.group, learner=make_user(f"learner-{n}"))
        for one in (group, self.group):
            self._task(one)

    def _task(self, group: ClassGroup) -> Assignment:
        return Assignment.objects.create(
            group=group,
            scenario=self.open.attempt.scenario,
            mode=Mode.PRACTICE,
            due=timezone.now(),
        )


def _copy(branch: Branch, **more: Any) -> Branch:
    """The same again as another attempt, or as another branch of one."""
    attempt = branch.attempt
    copy = Branch.objects.get(pk=branch.pk)
    if not more:
        attempt = Attempt.objects.get(pk=branch.attempt_id)
        attempt.pk, attempt.key, attempt._state.adding = uuid4(), uuid4(), True
        attempt.save()
    copy.pk, copy.sender, copy.attempt = None, str(uuid4()), attempt
    for name, value in more.items():
        setattr(copy, name, value)
    copy.save()
    for row in (*branch.turns.all(), *branch.mark_sheets.all()):
        row.pk, row.branch = None, copy
        row.save()
    return copy


def _lengthen(branch: Branch) -> None:
    """By the last reply and answer once more: the customer would leave at last."""
    index = branch.turns.count()
    for turn in branch.turns.filter(index__gte=index - 2):
        turn.pk, turn.index, turn.key = None, turn.index + 2, None
        turn.save()


@pytest.fixture
def college(learner: User, start: Callable[..., Branch], rasa_: FakeRasa) -> College:
    return College(learner, start, rasa_)


def count(open_page: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as queries:
        answer = open_page()
    assert answer.status_code in {200, 302}, answer
    assert "/sign-in/" not in answer.get("Location", "")
    return len(queries)


def at_two_sizes(
    college: College, pages: dict[str, Callable[[], Any]]
) -> tuple[dict[str, int], dict[str, int]]:
    """How often each page asks when there is little and when there is much."""
    counts = []
    for size in (SMALL, LARGE):
        college.grow(size)
        for open_page in pages.values():
            # What is read once for the whole process is not the page's.
            open_page()
        counts.append({name: count(open_page) for name, open_page in pages.items()})
    return counts[0], counts[1]


def test_pages_of_learners(college: College, page: Client) -> None:
    attempt = college.attempt.pk
    parts: dict[str, tuple[Any, ...]] = {
        "": (),
        "slug": ("small",),
        "task": (college.task.pk,),
        "attempt": (attempt,),
        "ended": (attempt, 1),
        "file": (attempt, 1, "html"),
        "open": (college.open.attempt_id, 1),
        "turn": (college.open.attempt_id, 1, 1),
    }
    pages = {}
    for name, (needs, _most) in PAGES.items():
        send = page.post if name in POSTED else page.get
        pages[name] = partial(send, reverse(name, args=parts[needs]))
    small, large = at_two_sizes(college, pages)
    assert small == large
    assert {name for name, (_, most) in PAGES.items() if large[name] > most} == set()


def test_reply(college: College, page: Client, rasa_: FakeRasa) -> None:
    counts = []
    for _ in range(3):
        branch = _copy(college.open)
        rasa_.fails = ["down"]
        data = {"text": "Hello.", "index": branch.turns.count(), "key": uuid4()}
        place = reverse("reply", args=(branch.attempt_id, 1))
        counts.append(count(partial(page.post, place, data)))
        _lengthen(college.open)
    assert len(set(counts)) == 1
    assert counts[0] <= MOST_OF_A_REPLY


def test_sign_in_page(college: College, client: Client) -> None:
    pages = {"sign in": partial(client.get, reverse("sign_in"))}
    small, large = at_two_sizes(college, pages)
    assert small == large == {"sign in": 1}


@pytest.mark.parametrize("is_admin", [True, False])
def test_pages_in_the_admin(is_admin: bool, college: College, learner: User) -> None:
    user = college.tutor
    user.is_superuser = is_admin
    user.save()
    client = signed_in(user)
    ids = {"group": college.group.pk, "task": college.task.pk, "learner": learner.pk}
    pages = {
        name: partial(client.get, place.format(**ids))
        for name, (place, _most) in ADMIN.items()
        if is_admin or name not in ADMINS_ALONE
    }
    small, large = at_two_sizes(college, pages)
    assert small == large
    assert {name for name in pages if large[name] > ADMIN[name][1]} == set()
