"""How long work is kept: what goes when, who says so, and what is noted of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from tests.web.conftest import FakeRasa, make_user, say, signed_in
from web.accounts import retaining
from web.accounts.models import Action, AuditEntry, Retention, Role, User
from web.practice import talking
from web.practice.handing_in import hand_in
from web.practice.models import Attempt, Branch, Declaration, Dispute, Turn

pytestmark = pytest.mark.django_db

PLACE = "/admin/accounts/retention/"
PAGE = f"{PLACE}1/change/"


def days_ago(days: float) -> datetime:
    return timezone.now() - timedelta(days=days)


def keep(tries: int | None, handed_in: int | None) -> Retention:
    rule = retaining.current()
    rule.tries_days, rule.handed_in_days = tries, handed_in
    rule.full_clean()
    rule.save()
    return rule


@pytest.fixture
def ended(start: Callable[..., Branch], rasa_: FakeRasa) -> Branch:
    branch = start()
    say(branch, "I'm so sorry. when was that?", rasa_)
    talking.finish(branch)
    return branch


def age(branch: Branch, days: float) -> None:
    """As if all of it had happened that long ago."""
    then = days_ago(days)
    attempt = Attempt.objects.filter(pk=branch.attempt_id)
    attempt.update(started_at=then)
    attempt.exclude(ended_at=None).update(ended_at=then)
    Turn.objects.filter(branch=branch).update(at=then)
    Declaration.objects.filter(branch=branch).update(signed_at=then)


@pytest.fixture
def boss() -> Client:
    user = make_user("boss", Role.TUTOR, is_staff=True, is_superuser=True)
    return signed_in(user)


def counts() -> tuple[int, int, int]:
    found = retaining.would_remove(retaining.current())
    return found.tries, found.handed_in, found.learners


@pytest.mark.parametrize("days", [99, 101])
def test_try_goes_when_nothing_has_happened_in_it_for_so_long(
    ended: Branch, days: int
) -> None:
    keep(100, 1000)
    age(ended, days)
    retaining.apply()
    assert Attempt.objects.exists() is (days < 100)
    # The account is younger than that.
    assert User.objects.filter(pk=ended.attempt.learner_id).exists()


def test_open_try_goes_too_unless_somebody_said_something_lately(
    start: Callable[..., Branch],
) -> None:
    keep(100, 1000)
    left, going_on = start(), start()
    for branch in (left, going_on):
        age(branch, 101)
    Turn.objects.filter(branch=going_on).update(at=days_ago(99))
    retaining.apply()
    assert list(Attempt.objects.all()) == [going_on.attempt]


def test_mark_disputed_lately_keeps_the_try(ended: Branch) -> None:
    keep(100, 1000)
    age(ended, 101)
    Dispute.objects.create(sheet=ended.mark_sheets.get(), mark="hear", reason="No.")
    assert counts() == (0, 0, 0)


def test_handed_in_work_is_kept_for_its_own_time(ended: Branch) -> None:
    keep(100, 1000)
    hand_in(ended, "Al")
    age(ended, 999)
    User.objects.update(date_joined=days_ago(999))
    assert counts() == (0, 0, 0)
    age(ended, 1001)
    assert counts() == (0, 1, 1)
    retaining.apply()
    assert not Attempt.objects.exists()
    assert not Declaration.objects.exists()


def test_nothing_goes_where_all_is_kept_for_ever(ended: Branch) -> None:
    keep(None, None)
    hand_in(ended, "Al")
    age(ended, 20_000)
    User.objects.update(date_joined=days_ago(20_000))
    assert counts() == (0, 0, 0)


def test_learner_goes_with_the_last_of_their_work_and_nobody_else(
    ended: Branch, other: User
) -> None:
    keep(100, 1000)
    tutor = make_user("tess", Role.TUTOR)
    User.objects.update(date_joined=days_ago(101), last_login=days_ago(101))
    assert counts() == (0, 0, 1)
    age(ended, 101)
    assert counts() == (1, 0, 2)
    User.objects.filter(pk=other.pk).update(last_login=days_ago(1))
    assert counts() == (1, 0, 1)
    retaining.apply()
    assert set(User.objects.all()) == {other, tutor}
    assert AuditEntry.objects.get(action=Action.ERASED).actor is None
    detail = AuditEntry.objects.get(action=Action.RETAINED).detail
    assert detail == {"tries": 1, "handed_in": 0, "learners": 1}


@pytest.mark.parametrize(("tries", "handed_in"), [(365, 364), (None, 1000), (29, 40)])
def test_times_that_make_no_sense_are_refused(
    tries: int | None, handed_in: int | None
) -> None:
    with pytest.raises(ValidationError):
        keep(tries, handed_in)


def test_it_is_applied_once_a_day_and_a_day_after_a_change(ended: Branch) -> None:
    keep(100, 1000)
    age(ended, 200)
    retaining.apply_if_due()
    assert Attempt.objects.exists()
    tomorrow = timezone.now() + timedelta(days=1, seconds=1)
    retaining.apply_if_due(tomorrow)
    assert not Attempt.objects.exists()
    assert retaining.current().applied_at == tomorrow
    assert retaining.current().due_at == tomorrow + timedelta(days=1)
    retaining.apply_if_due(tomorrow + timedelta(hours=1))
    # A day on which there is nothing to remove is not worth a line.
    retaining.apply_if_due(tomorrow + timedelta(days=2))
    assert AuditEntry.objects.filter(action=Action.RETAINED).count() == 1


def test_tending_applies_it(ended: Branch, settings: Any, tmp_path: Any) -> None:
    settings.TRACKER_URL = f"sqlite:///{tmp_path / 'talks.db'}"
    keep(100, 1000)
    age(ended, 200)
    Retention.objects.update(changed_at=days_ago(2))
    call_command("tend", "--once")
    assert not Attempt.objects.exists()


def test_command_says_how_much_and_removes_at_once(ended: Branch) -> None:
    keep(100, 1000)
    age(ended, 200)
    for arguments, is_left in ((["--dry-run"], True), ([], False)):
        shown = StringIO()
        call_command("retain", *arguments, stdout=shown)
        assert "tries: 1, handed-in work: 0" in shown.getvalue()
        assert Attempt.objects.exists() is is_left


def test_old_notes_of_who_signed_in_go_as_well(client: Client, learner: User) -> None:
    from axes.models import AccessAttempt
    from django.contrib.sessions.models import Session

    client.post("/sign-in/", {"username": "alex", "password": "wrong"})
    signed_in(learner)
    retaining.apply()
    assert AccessAttempt.objects.exists()
    assert Session.objects.exists()
    AccessAttempt.objects.update(attempt_time=days_ago(31))
    Session.objects.update(expire_date=days_ago(1))
    retaining.apply()
    assert not AccessAttempt.objects.exists()
    assert not Session.objects.exists()


# --- in the admin


def test_administrator_is_told_what_would_go_before_it_is_saved(
    boss: Client, ended: Branch
) -> None:
    age(ended, 200)
    answer = boss.get(PLACE, follow=True)
    assert answer.redirect_chain == [(PAGE, 302)]
    assert "Nothing is old enough" in answer.content.decode()
    data = {"tries_days": 100, "handed_in_days": ""}
    text = boss.post(PAGE, data).content.decode()
    assert "<li>1 try</li>" in text
    assert "for ever" in text
    assert retaining.current().tries_days == 730
    assert boss.post(PAGE, {**data, "confirmed": "yes"}).status_code == 302
    rule = retaining.current()
    assert (rule.tries_days, rule.handed_in_days) == (100, None)
    assert "<li>1 try</li>" in boss.get(PAGE).content.decode()
    # There is a day to think better of it.
    assert rule.due_at > timezone.now() + timedelta(hours=23)
    retaining.apply_if_due()
    assert Attempt.objects.exists()


def test_change_of_the_time_is_in_the_audit_log(boss: Client) -> None:
    boss.post(PAGE, {"tries_days": 100, "handed_in_days": 1095, "confirmed": "yes"})
    entry = AuditEntry.objects.get(action=Action.RETENTION_SET)
    assert entry.actor == User.objects.get(username="boss")
    assert entry.detail == {"before": {"tries_days": 730}, "after": {"tries_days": 100}}


def test_times_that_make_no_sense_are_named_on_the_page(boss: Client) -> None:
    data = {"tries_days": 100, "handed_in_days": 50, "confirmed": "yes"}
    answer = boss.post(PAGE, data)
    assert "at least as long as other tries" in answer.content.decode()
    assert retaining.current().handed_in_days == 1095


def test_it_is_for_administrators_alone(boss: Client) -> None:
    client = signed_in(make_user("tess", Role.TUTOR))
    data = {"tries_days": 30, "handed_in_days": 30, "confirmed": "yes"}
    for address in (PLACE, PAGE):
        assert client.get(address).status_code == 403
        assert client.post(address, data).status_code == 403
    for address in (f"{PLACE}add/", f"{PLACE}1/delete/"):
        assert boss.get(address).status_code == 403
    assert retaining.current().tries_days == 730
