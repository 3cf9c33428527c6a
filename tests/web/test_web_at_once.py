"""Two do the same at the same moment, each with a connection of their own."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from dialogue.errors import InputError
from tests.web.conftest import FakeRasa, make_user
from web.accounts import retaining
from web.accounts.models import Retention, User
from web.practice import talking
from web.practice.claiming import claim
from web.practice.handing_in import hand_in
from web.practice.models import (
    Assignment,
    Attempt,
    Branch,
    ClassGroup,
    Declaration,
    Mode,
    ScenarioVersion,
)

pytestmark = pytest.mark.django_db(transaction=True)

Start = Callable[..., Branch]
TWO = 2
SECONDS = 20


def at_once(*deeds: Callable[[], object]) -> list[object]:
    """What each gives, or the plain sentence of why it was refused."""
    line = threading.Barrier(len(deeds))
    found: list[object] = [None] * len(deeds)

    def do(place: int) -> None:
        try:
            line.wait(SECONDS)
            found[place] = deeds[place]()
        except Exception as error:
            found[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=(n,)) for n in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)
    for one in found:
        if isinstance(one, Exception) and not isinstance(one, InputError):
            raise one
    return found


def refused(found: list[object]) -> int:
    return sum(isinstance(one, InputError) for one in found)


def test_no_try_too_many_is_begun(learner: User, scenario: ScenarioVersion) -> None:
    group = ClassGroup.objects.create(name="Monday")
    task = Assignment.objects.create(
        group=group, scenario=scenario, mode=Mode.OBSERVATION, due=timezone.now()
    )

    def begin() -> Attempt:
        return talking.start(
            learner, scenario, Mode.OBSERVATION, key=uuid.uuid4(), assignment=task
        )

    found = at_once(begin, begin)
    assert refused(found) == 1
    assert Attempt.objects.count() == 1


def test_one_click_begins_one_try(learner: User, scenario: ScenarioVersion) -> None:
    key = uuid.uuid4()
    found = at_once(
        *[lambda: talking.start(learner, scenario, Mode.PRACTICE, key=key)] * TWO
    )
    assert found[0] == found[1]
    assert Branch.objects.count() == 1


@pytest.mark.parametrize("is_one_click", [True, False])
def test_one_reply_is_stored(start: Start, is_one_click: bool) -> None:
    branch = start()
    keys = [uuid.uuid4()] * TWO if is_one_click else [uuid.uuid4(), uuid.uuid4()]

    def say(key: uuid.UUID) -> Callable[[], None]:
        own = Branch.objects.select_related("attempt").get(pk=branch.pk)
        return lambda: talking.store_reply(own, "I'm sorry", index=1, key=key)

    found = at_once(*map(say, keys))
    assert refused(found) == (0 if is_one_click else 1)
    assert branch.turns.count() == TWO


def test_one_process_asks(start: Start) -> None:
    branch = start()
    talking.store_reply(branch, "I'm sorry", index=1, key=uuid.uuid4())
    rows = [Branch.objects.get(pk=branch.pk) for _ in range(TWO)]
    claims = at_once(*[lambda row=row: claim(row) for row in rows])
    got = [one for one in claims if one is not None]
    assert len(got) == 1
    got[0].release(trouble="")  # type: ignore[attr-defined]


def test_reply_taken_back_twice_is_one_fork(start: Start, rasa_: FakeRasa) -> None:
    branch = start()
    talking.store_reply(branch, "I'm sorry", index=1, key=uuid.uuid4())
    talking.answer(branch, rasa_)
    rows = [Branch.objects.select_related("attempt").get() for _ in range(TWO)]
    found = at_once(*[lambda row=row: talking.take_back(row, 1) for row in rows])
    assert found[0] == found[1]
    assert Branch.objects.count() == TWO


def test_talk_is_ended_and_marked_once_and_handed_in_once(start: Start) -> None:
    branch = start()
    rows = [Branch.objects.select_related("attempt__scenario").get() for _ in range(4)]
    at_once(*[lambda row=row: talking.finish(row) for row in rows[:TWO]])
    assert branch.mark_sheets.count() == 1
    at_once(*[lambda row=row: hand_in(row, "Al") for row in rows[TWO:]])
    assert Declaration.objects.count() == 1


def test_what_is_old_is_removed_once(start: Start) -> None:
    start()
    make_user("boss")
    later = timezone.now() + timedelta(days=900)
    found = at_once(*[lambda: retaining.apply(later)] * TWO)
    assert sorted(removal.tries for removal in found) == [0, 1]  # type: ignore[attr-defined]
    assert Retention.objects.count() == 1
