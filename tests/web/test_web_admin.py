"""The admin: who comes in, whose classes a tutor manages, and what asks first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.web.conftest import make_user, signed_in
from web.accounts.models import Action, AuditEntry, Role, User
from web.practice.models import (
    Assignment,
    Branch,
    ClassGroup,
    Enrolment,
    Mode,
    ScenarioVersion,
)

pytestmark = pytest.mark.django_db

CLASSES = "/admin/practice/classgroup/"
ASSIGNMENTS = "/admin/practice/assignment/"
USERS = "/admin/accounts/user/"
LOG = "/admin/accounts/auditentry/"


@pytest.fixture
def boss() -> Client:
    user = make_user("boss", Role.TUTOR, is_staff=True, is_superuser=True)
    return signed_in(user)


@pytest.fixture
def tutor() -> User:
    return make_user("tess", Role.TUTOR)


@pytest.fixture
def desk(tutor: User) -> Client:
    """A browser in which the tutor has signed in."""
    return signed_in(tutor)


def make_class(name: str, tutor: User | None, *learners: User) -> ClassGroup:
    group = ClassGroup.objects.create(name=name)
    if tutor is not None:
        group.tutors.add(tutor)
    for learner in learners:
        Enrolment.objects.create(group=group, learner=learner)
    return group


def make_task(group: ClassGroup, scenario: ScenarioVersion) -> Assignment:
    return Assignment.objects.create(
        group=group, scenario=scenario, mode=Mode.PRACTICE, due=timezone.now()
    )


@pytest.fixture
def own(tutor: User, learner: User) -> ClassGroup:
    return make_class("Monday", tutor, learner)


@pytest.fixture
def foreign(other: User) -> ClassGroup:
    return make_class("Foreign", make_user("theo", Role.TUTOR), other)


def class_form(group: ClassGroup | None = None, **more: Any) -> dict[str, Any]:
    """What a browser sends for a class's page."""
    rows = list(group.enrolments.order_by("learner__last_name")) if group else []
    data: dict[str, Any] = {
        "name": group.name if group else "New",
        "new_learners": "",
        "enrolments-TOTAL_FORMS": len(rows),
        "enrolments-INITIAL_FORMS": len(rows),
    }
    for place, row in enumerate(rows):
        data[f"enrolments-{place}-id"] = row.pk
        data[f"enrolments-{place}-group"] = row.group_id
    return {**data, **more}


def task_form(group: ClassGroup, scenario: ScenarioVersion) -> dict[str, Any]:
    due = timezone.localtime(timezone.make_aware(datetime(2026, 12, 1, 12)))
    return {
        "group": group.pk,
        "scenario": scenario.pk,
        "mode": Mode.OBSERVATION,
        "due_0": f"{due:%Y-%m-%d}",
        "due_1": f"{due:%H:%M}",
    }


@pytest.mark.parametrize("role", [Role.LEARNER, Role.AUTHOR])
def test_learners_and_authors_are_kept_out(role: Role) -> None:
    client = signed_in(make_user("kim", role))
    assert client.get("/admin/", follow=True).status_code == 403
    assert client.get(CLASSES, follow=True).status_code == 403


def test_whoever_is_not_signed_in_does_so_on_the_sites_own_page(client: Client) -> None:
    for address in (CLASSES, f"/admin/login/?next={CLASSES}"):
        answer = client.get(address)
        assert answer.url == f"{reverse('sign_in')}?next={CLASSES}"


@pytest.mark.parametrize(
    "address",
    [
        USERS,
        f"{USERS}add/",
        LOG,
        "/admin/practice/scenarioversion/",
        f"{CLASSES}add/",
        ASSIGNMENTS,
        CLASSES,
    ],
)
def test_tutor_has_classes_and_assignments_alone(desk: Client, address: str) -> None:
    theirs = address.startswith((CLASSES, ASSIGNMENTS))
    assert desk.get(address).status_code == (200 if theirs else 403)


def test_account_of_tutor_that_is_closed_opens_nothing(
    desk: Client, tutor: User
) -> None:
    tutor.is_active = False
    tutor.save()
    assert desk.get(CLASSES).status_code == 302


def test_tutor_sees_own_classes_and_their_work_alone(
    desk: Client, own: ClassGroup, foreign: ClassGroup, scenario: ScenarioVersion
) -> None:
    make_task(own, scenario)
    make_task(foreign, scenario)
    for address in (CLASSES, ASSIGNMENTS, f"{ASSIGNMENTS}add/"):
        text = desk.get(address).content.decode()
        assert "Monday" in text
        assert "Foreign" not in text


def test_tutor_cannot_open_change_or_delete_what_is_anothers(
    desk: Client, foreign: ClassGroup, scenario: ScenarioVersion
) -> None:
    task = make_task(foreign, scenario)
    for base, obj in ((CLASSES, foreign), (ASSIGNMENTS, task)):
        for deed in ("change", "delete", "history"):
            address = f"{base}{obj.pk}/{deed}/"
            assert desk.get(address).status_code in {302, 403}
            assert desk.post(address, {"post": "yes"}).status_code in {302, 403}
    desk.post(f"{CLASSES}{foreign.pk}/change/", class_form(foreign, name="Mine"))
    chosen = {"action": "delete_selected", "_selected_action": task.pk, "post": "yes"}
    desk.post(ASSIGNMENTS, chosen)
    foreign.refresh_from_db()
    assert foreign.name == "Foreign"
    assert list(Assignment.objects.all()) == [task]


def test_tutor_cannot_move_work_into_anothers_class(
    desk: Client, own: ClassGroup, foreign: ClassGroup, scenario: ScenarioVersion
) -> None:
    task = make_task(own, scenario)
    for address in (f"{ASSIGNMENTS}add/", f"{ASSIGNMENTS}{task.pk}/change/"):
        answer = desk.post(address, task_form(foreign, scenario))
        assert "group" in answer.context["adminform"].form.errors
    assert foreign.assignments.count() == 0


def test_tutor_sets_changes_and_takes_back_work(
    desk: Client, own: ClassGroup, scenario: ScenarioVersion
) -> None:
    answer = desk.post(f"{ASSIGNMENTS}add/", task_form(own, scenario))
    assert answer.status_code == 302
    task = own.assignments.get()
    form = {**task_form(own, scenario), "tries_allowed": 3}
    desk.post(f"{ASSIGNMENTS}{task.pk}/change/", form)
    task.refresh_from_db()
    assert task.tries_allowed == 3
    desk.post(f"{ASSIGNMENTS}{task.pk}/delete/", {"post": "yes"})
    assert own.assignments.count() == 0


def test_tutor_enrols_by_username_and_takes_out(
    desk: Client, own: ClassGroup, learner: User, other: User
) -> None:
    address = f"{CLASSES}{own.pk}/change/"
    form = class_form(own, new_learners="billie\nalex, nobody tess")
    text = desk.post(address, form).content.decode()
    assert "There is no learner called nobody, tess." in text
    desk.post(address, class_form(own, new_learners="billie\r\nalex"))
    assert {e.learner for e in own.enrolments.all()} == {learner, other}
    row = own.enrolments.order_by("learner__last_name").first()
    assert row is not None
    desk.post(address, class_form(own, **{"enrolments-0-DELETE": "on"}))
    assert own.enrolments.count() == 1


def test_class_that_a_tutor_makes_is_theirs(desk: Client, tutor: User) -> None:
    assert desk.post(f"{CLASSES}add/", class_form()).status_code == 302
    assert list(ClassGroup.objects.get().tutors.all()) == [tutor]


def test_who_teaches_a_class_is_for_administrators(
    desk: Client, boss: Client, own: ClassGroup, tutor: User
) -> None:
    address = f"{CLASSES}{own.pk}/change/"
    assert b"id_tutors" not in desk.get(address).content
    desk.post(address, class_form(own, tutors=[]))
    assert list(own.tutors.all()) == [tutor]
    assert b"id_tutors" in boss.get(address).content
    assert desk.get(f"{CLASSES}{own.pk}/delete/").status_code == 403
    assert boss.get(f"{CLASSES}{own.pk}/delete/").status_code == 200


def test_audit_log_can_be_read_and_nothing_else(boss: Client, learner: User) -> None:
    entry = AuditEntry.objects.create(
        action=Action.ERASED, subject_id=9999, detail={"role": "learner"}
    )
    text = boss.get(LOG).content.decode()
    assert "delete_selected" not in text
    assert "9999" in boss.get(f"{LOG}{entry.pk}/change/").content.decode()
    assert boss.post(f"{LOG}{entry.pk}/change/", {"action": "x"}).status_code == 403
    for address in (f"{LOG}add/", f"{LOG}{entry.pk}/delete/"):
        assert boss.get(address).status_code == 403
        assert boss.post(address, {"post": "yes"}).status_code == 403
    assert AuditEntry.objects.filter(pk=entry.pk).exists()


def test_erasure_asks_first(
    boss: Client, start: Callable[..., Branch], tutor: User
) -> None:
    learner = start().attempt.learner
    chosen = {"action": "erase", "_selected_action": [learner.pk, tutor.pk]}
    text = boss.post(USERS, chosen).content.decode()
    assert "alex" in text
    assert "1 try" in text
    assert "1 other account" in text
    assert User.objects.filter(pk=learner.pk).exists()
    answer = boss.post(USERS, {**chosen, "confirmed": "yes"}, follow=True)
    assert "1 learner was erased." in answer.content.decode()
    assert not User.objects.filter(pk=learner.pk).exists()
    assert User.objects.filter(pk=tutor.pk).exists()


def test_erasure_is_offered_on_a_learners_own_page(
    boss: Client, learner: User, tutor: User
) -> None:
    text = boss.get(f"{USERS}{learner.pk}/change/").content.decode()
    assert "Erase with all their work" in text
    assert f'name="_selected_action" value="{learner.pk}"' in text
    text = boss.get(f"{USERS}{tutor.pk}/change/").content.decode()
    assert "Erase with all their work" not in text


def test_learners_are_erased_in_that_way_alone(
    boss: Client, learner: User, tutor: User
) -> None:
    chosen = {"action": "delete_selected", "_selected_action": learner.pk}
    boss.post(USERS, {**chosen, "post": "yes"})
    assert boss.get(f"{USERS}{learner.pk}/delete/").status_code == 403
    assert User.objects.filter(pk=learner.pk).exists()
    boss.post(f"{USERS}{tutor.pk}/delete/", {"post": "yes"})
    assert not User.objects.filter(pk=tutor.pk).exists()
    assert AuditEntry.objects.get(action=Action.ERASED).subject_id == tutor.pk


def test_nobody_deletes_themselves(boss: Client) -> None:
    user = User.objects.get(username="boss")
    assert boss.get(f"{USERS}{user.pk}/delete/").status_code == 403


def user_form(password: str, **more: Any) -> dict[str, Any]:
    return {
        "username": "new",
        "usable_password": "true",
        "password1": password,
        "password2": password,
        "first_name": "Nora",
        "last_name": "New",
        "role": "author",
        **more,
    }


def test_account_is_added_with_a_role(boss: Client) -> None:
    answer = boss.post(f"{USERS}add/", user_form("plum tree 47 walking"))
    assert answer.status_code == 302, answer.context["errors"]
    assert User.objects.get(username="new").is_author
    assert AuditEntry.objects.filter(action=Action.ROLE_CHANGED).count() == 1


@pytest.mark.parametrize("weak", ["short", "12345678901", "password123", "nora new1"])
def test_password_rules_hold_for_new_accounts(boss: Client, weak: str) -> None:
    answer = boss.post(f"{USERS}add/", user_form(weak))
    assert answer.context["errors"]
    assert not User.objects.filter(username="new").exists()


def test_administrators_come_in_and_others_go_out_with_one_tick(
    boss: Client, learner: User
) -> None:
    address = f"{USERS}{learner.pk}/change/"
    data = {"username": "alex", "role": "tutor", "is_active": "on"}
    data |= {"date_joined_0": "2026-01-01", "date_joined_1": "10:00"}
    for is_superuser in (True, False):
        more = {"is_superuser": "on"} if is_superuser else {}
        assert boss.post(address, {**data, **more}).status_code == 302
        learner.refresh_from_db()
        assert learner.is_staff is learner.is_superuser is is_superuser


def test_history_names_no_learner(
    desk: Client, boss: Client, own: ClassGroup, learner: User, other: User
) -> None:
    from django.contrib.admin.models import LogEntry

    address = f"{CLASSES}{own.pk}/change/"
    desk.post(address, class_form(own, new_learners="billie"))
    desk.post(address, class_form(own, **{"enrolments-0-DELETE": "on"}))
    boss.post(USERS, {"action": "erase", "_selected_action": other.pk, "confirmed": 1})
    kept = list(LogEntry.objects.values_list("object_repr", "change_message"))
    assert kept
    assert "billie" not in str(kept)
    assert "alex" not in str(kept)
