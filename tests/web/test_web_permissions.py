"""Who sees what, page by page and object by object."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.web.conftest import FakeRasa, make_user, say, signed_in
from web.accounts.models import Role, User
from web.practice import talking
from web.practice.models import Assignment, Branch, ClassGroup, Enrolment, Mode

pytestmark = pytest.mark.django_db

PUBLIC = {"sign_in", "health", "look"}
EVERYBODY = {"home", "password", "sign_out"}
# Pages of learners, with what their addresses need. All others are listed above.
LEARNERS = {
    "choose": "",
    "begin": "slug",
    "begin_task": "assignment",
    "attempt": "attempt",
    "compare": "attempt",
    "talk": "branch",
    "reply": "branch",
    "finish": "branch",
    "take_back": "branch",
    "hint": "branch",
    "did": "turn",
    "feedback": "branch",
    "dispute": "branch",
    "hand_in": "branch",
    "transcript": "file",
    "progress": "",
    "export": "",
}
POSTED = {"reply", "finish", "take_back", "export", "sign_out"}
# Pages about something that belongs to one learner.
OWNED = sorted(n for n, needs in LEARNERS.items() if needs not in {"", "slug"})


@pytest.fixture
def ended(start: Callable[..., Branch], rasa_: FakeRasa) -> Branch:
    """A learner's branch with one reply, finished and marked."""
    branch = start()
    say(branch, "I'm so sorry. when did you buy the lamp?", rasa_)
    talking.finish(branch)
    return branch


@pytest.fixture
def assignment(ended: Branch) -> Assignment:
    group = ClassGroup.objects.create(name="Monday")
    Enrolment.objects.create(group=group, learner=ended.attempt.learner)
    return Assignment.objects.create(
        group=group,
        scenario=ended.attempt.scenario,
        mode=Mode.PRACTICE,
        due=ended.attempt.started_at,
    )


@pytest.fixture
def address(ended: Branch, assignment: Assignment) -> Callable[[str], str]:
    attempt = ended.attempt_id
    places: dict[str, tuple[Any, ...]] = {
        "": (),
        "slug": ("small",),
        "assignment": (assignment.pk,),
        "attempt": (attempt,),
        "branch": (attempt, 1),
        "turn": (attempt, 1, 1),
        "file": (attempt, 1, "html"),
    }
    return lambda name: reverse(name, args=places[LEARNERS.get(name, "")])


def ask(client: Client, name: str, address: str) -> Any:
    data = {"index": 1}
    return client.post(address, data) if name in POSTED else client.get(address)


def test_every_page_has_a_rule() -> None:
    def names(patterns: list[Any]) -> set[str]:
        found = set()
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                found.add(str(pattern.name))
            elif isinstance(pattern, URLResolver) and pattern.app_name != "admin":
                found |= names(pattern.url_patterns)
        return found

    known = PUBLIC | EVERYBODY | set(LEARNERS)
    assert names(get_resolver().url_patterns) == known


@pytest.mark.parametrize("name", sorted({*LEARNERS, *EVERYBODY}))
def test_nobody_sees_it_without_signing_in(
    name: str, address: Callable[[str], str], client: Client
) -> None:
    answer = ask(client, name, address(name))
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("sign_in"))


@pytest.mark.parametrize("name", sorted(LEARNERS))
@pytest.mark.parametrize("role", [Role.TUTOR, Role.AUTHOR])
def test_other_roles_are_kept_out_of_learners_pages(
    name: str, role: Role, address: Callable[[str], str]
) -> None:
    client = signed_in(make_user("kim", role))
    assert ask(client, name, address(name)).status_code == 403


@pytest.mark.parametrize("name", OWNED)
def test_another_learner_finds_nothing_there(
    name: str, address: Callable[[str], str], other: User
) -> None:
    assert ask(signed_in(other), name, address(name)).status_code == 404


@pytest.mark.parametrize("name", OWNED)
def test_another_learner_can_send_nothing_there(
    name: str, address: Callable[[str], str], other: User, ended: Branch
) -> None:
    before = (Branch.objects.count(), ended.turns.count())
    names = ("text", "mode", "mark", "reason", "is_own", "signed_name")
    data = {"index": 1, "key": uuid.uuid4(), **dict.fromkeys(names, "mine")}
    answer = signed_in(other).post(address(name), data)
    assert answer.status_code in {404, 405}
    assert (Branch.objects.count(), ended.turns.count()) == before
    assert not ended.mark_sheets.get().disputes.exists()
    assert not hasattr(ended.attempt, "declaration")


@pytest.mark.parametrize("name", sorted(LEARNERS))
def test_the_learner_gets_in(
    name: str, address: Callable[[str], str], page: Client
) -> None:
    assert ask(page, name, address(name)).status_code in {200, 302}


@pytest.mark.parametrize("name", ["home", "password"])
@pytest.mark.parametrize("role", list(Role))
def test_everybody_gets_into_what_is_for_all(
    name: str, role: Role, scenario: object
) -> None:
    client = signed_in(make_user("kim", role))
    assert client.get(reverse(name), follow=True).status_code == 200


@pytest.mark.parametrize("role", list(Role))
def test_admin_is_for_administrators_and_tutors(role: Role) -> None:
    client = signed_in(make_user("kim", role))
    is_in = role == Role.TUTOR
    assert client.get("/admin/").status_code == (200 if is_in else 302)
    boss = make_user("boss", Role.TUTOR, is_staff=True, is_superuser=True)
    assert signed_in(boss).get("/admin/").status_code == 200


@pytest.mark.parametrize("name", ["hint", "did", "take_back", "compare"])
def test_observation_gives_no_help(
    name: str, start: Callable[..., Branch], page: Client
) -> None:
    branch = start(Mode.OBSERVATION)
    args: tuple[Any, ...] = (branch.attempt_id, 1)
    args = (*args, 1) if name == "did" else args[:1] if name == "compare" else args
    answer = ask(page, name, reverse(name, args=args))
    assert answer.status_code in {404, 200}
    assert b"hint" not in answer.content.lower() or answer.status_code == 404
    assert branch.attempt.branches.count() == 1


def test_feedback_waits_for_the_end(start: Callable[..., Branch], page: Client) -> None:
    branch = start(Mode.OBSERVATION)
    args = (branch.attempt_id, 1)
    answer = page.get(reverse("feedback", args=args))
    assert answer.url == reverse("talk", args=args)
    for form in ("html", "txt", "json"):
        assert page.get(reverse("transcript", args=(*args, form))).status_code == 404
