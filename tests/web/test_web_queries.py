"""No page asks the database more often because there is more in it.

Every address of the site is opened, with little in the database and with much; what an
address needs that is not known here makes the test fail, so no page is forgotten.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, get_resolver

from tests.web.college import College, copy_of
from tests.web.conftest import PASSWORD, FakeRasa, signed_in
from web.accounts.models import Role, User
from web.practice.models import Branch, Mode

pytestmark = pytest.mark.django_db

SMALL, LARGE = 3, 30
# Nothing that is asked for is a list, so no page needs more than these.
MOST, MOST_IN_THE_ADMIN = 20, 30

# Which answers whoever a page is for may get besides the page itself.
MOVES_ON = {
    "",  # learners go to their practice
    "sign-in/",  # whoever has signed in is led on
    "attempts/<uuid:attempt_id>/",
    "attempts/<uuid:attempt_id>/<int:number>/reply/",
    "attempts/<uuid:attempt_id>/<int:number>/finish/",
    "attempts/<uuid:attempt_id>/<int:number>/take-back/",
    "admin/accounts/retention/",  # there is one row
    "admin/r/<path:content_type_id>/<path:object_id>/",
    "admin/(?P<url>.*)$",
}
ONLY_POSTED = {"look/", "sign-out/", "my-data/", "admin/logout/"}
# Refused to administrators, too: the log is never changed, what is published neither.
REFUSED = re.compile(
    r"admin/(accounts/auditentry|practice/(scenario|rubric)version)/.*(add|delete)/$"
    r"|admin/accounts/retention/.*(add|delete)/$|admin/(autocomplete|login)/$"
)


def addresses() -> Iterator[str]:
    """Of every page that there is, as the URL configuration writes them."""

    def walk(resolver: URLResolver, before: str) -> Iterator[str]:
        for one in resolver.url_patterns:
            route = f"{before}{one.pattern}"
            if isinstance(one, URLResolver):
                yield from walk(one, route)
            # The admin leads from an object's old address to its page.
            elif not route.endswith("<path:object_id>/") or "/r/" in route:
                yield route

    return walk(get_resolver(), "")


@pytest.fixture
def college(learner: User, start: Callable[..., Branch], rasa_: FakeRasa) -> College:
    return College(learner, start, rasa_)


def filled(route: str, college: College) -> str:
    """The address of a page in that college.

    Raises KeyError for an address that has something in it which is not known here.
    """
    branch = college.ended
    if re.search("hint|turns|reply|finish|take-back|<int:number>/$", route):
        branch = college.open
    folder = "/".join(route.split("/")[:3]) + "/"
    known = {
        "slug": "small",
        "assignment_id": college.task.pk,
        "attempt_id": branch.attempt_id,
        "number": branch.number,
        "index": 1,
        "form": "html",
        "app_label": "practice",
        "content_type_id": 1,
        "url": "nothing",
        "id": college.tutor.pk,
    }
    if folder in (objects := college.in_admin()):
        known["object_id"] = objects[folder].pk
    elif "/r/" in route:
        known["object_id"] = college.learner.pk
    plain = re.sub(r"\^?\(\?P<(\w+)>[^)]*\)", r"<\1>", route).removesuffix("$")
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda m: str(known[m[1]]), plain)


def count(open_page: Callable[[], Any], *, expected: set[int] | None = None) -> int:
    with CaptureQueriesContext(connection) as queries:
        answer = open_page()
    if expected:
        assert answer.status_code in expected, answer
        assert "/sign-in/?" not in answer.get("Location", ""), answer
    return len(queries)


def expected_of(route: str, *, is_for_them: bool) -> set[int] | None:
    """The answers that a page may give; None where it is for somebody else."""
    if not is_for_them:
        return None
    if REFUSED.match(route):
        return {302, 403, 404}
    if route in ONLY_POSTED:
        return {405}
    return {302, 404} if route in MOVES_ON else {200}


# Pages outside the admin are opened by all, those within it by whom it lets in.
PEOPLE = {
    "learner": False,
    "author": False,
    "nobody": False,
    "tutor": True,
    "boss": True,
}


def browser_of(who: str, college: College) -> Client:
    return Client() if who == "nobody" else signed_in(getattr(college, who))


def counts_of_pages(college: College) -> dict[tuple[str, str], int]:
    counts = {}
    for who, has_admin in PEOPLE.items():
        client = browser_of(who, college)
        for route in addresses():
            is_admins = route.startswith("admin/")
            if is_admins and not has_admin:
                continue
            is_for_them = who == ("boss" if is_admins else "learner")
            counts[who, route] = count(
                partial(client.get, filled(route, college)),
                expected=expected_of(route, is_for_them=is_for_them),
            )
    return counts


def grown(small: dict[Any, int], large: dict[Any, int]) -> dict[Any, tuple[int, int]]:
    assert small.keys() == large.keys()
    return {k: (small[k], large[k]) for k in small if small[k] != large[k]}


def test_pages(college: College) -> None:
    college.grow(SMALL)
    # What is read once for the whole process is not the pages'.
    ContentType.objects.get_for_models(*apps.get_models())
    small = counts_of_pages(college)
    college.grow(LARGE)
    large = counts_of_pages(college)
    assert grown(small, large) == {}
    for (_who, route), number in large.items():
        most = MOST_IN_THE_ADMIN if route.startswith("admin/") else MOST
        assert number <= most, route


# --- what is sent: each is done to a fresh copy, since it can be done once


def reply(college: College) -> dict[str, Any]:
    index = college.open.turns.count()
    return {"text": "Hello.", "index": index, "key": uuid4()}


def declaration(_college: College) -> dict[str, Any]:
    return {"is_own": "on", "signed_name": "Al"}


def beginning(_college: College) -> dict[str, Any]:
    return {"mode": Mode.PRACTICE, "key": uuid4()}


def everybody(college: College) -> dict[str, Any]:
    """All learners of the class, to be erased; the page asks first."""
    rows = college.group.enrolments.values_list("learner_id", flat=True)
    return {"action": "erase", "_selected_action": list(rows)}


def all_work(college: College) -> dict[str, Any]:
    rows = college.group.assignments.values_list("pk", flat=True)
    return {"action": "delete_selected", "_selected_action": list(rows)}


def class_form(college: College) -> dict[str, Any]:
    """The page of a class, to which all learners of others are added."""
    rows = list(college.group.enrolments.all())
    names = User.objects.filter(role=Role.LEARNER).values_list("username", flat=True)
    form = {"name": "Monday", "new_learners": "\n".join(names)}
    for name in ("TOTAL", "INITIAL"):
        form[f"enrolments-{name}_FORMS"] = str(len(rows))
    for place, row in enumerate(rows):
        form[f"enrolments-{place}-id"] = str(row.pk)
        form[f"enrolments-{place}-group"] = str(row.group_id)
    return form


Sent = Callable[[College], dict[str, Any]]
POSTED: dict[str, tuple[str, Sent]] = {
    "attempts/{open}/1/reply/": ("learner", reply),
    "attempts/{open}/1/finish/": ("learner", lambda _: {}),
    "attempts/{open}/1/take-back/": ("learner", lambda _: {"index": 1}),
    "attempts/{ended}/1/dispute/": (
        "learner",
        lambda _: {"mark": "hear", "reason": "No."},
    ),
    "attempts/{ended}/1/hand-in/": ("learner", declaration),
    "practice/small/": ("learner", beginning),
    "assigned/{task}/": ("learner", beginning),
    "my-data/": ("learner", lambda _: {}),
    "look/": ("learner", lambda _: {"look": "dark", "back": "/"}),
    "sign-out/": ("author", lambda _: {}),
    "sign-in/": ("nobody", lambda _: {"username": "ann", "password": PASSWORD}),
    "admin/accounts/user/": ("boss", everybody),
    "admin/practice/assignment/": ("tutor", all_work),
    "admin/practice/classgroup/{group}/change/": ("tutor", class_form),
}


def count_posted(route: str, college: College, post: FakeRasa) -> int:
    who, sent = POSTED[route]
    copies = {"open": copy_of(college.open), "ended": copy_of(college.ended)}
    ids = {name: branch.attempt_id for name, branch in copies.items()}
    address = "/" + route.format(**ids, task=college.task.pk, group=college.group.pk)
    post.fails = ["down"]
    client = browser_of(who, college)
    data = sent(college)
    return count(lambda: client.post(address, data), expected={200, 302})


def test_what_is_sent(college: College, rasa_: FakeRasa) -> None:
    counts: list[dict[str, int]] = []
    ContentType.objects.get_for_models(*apps.get_models())
    for size in (SMALL, LARGE):
        college.grow(size)
        counts.append({r: count_posted(r, college, rasa_) for r in POSTED})
    assert grown(*counts) == {}
