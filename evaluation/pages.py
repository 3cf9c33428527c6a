"""`python -m evaluation.pages`: how long the site's pages take, with a full database.

The database is made in a folder of its own and thrown away. Time is the server's: from
a request to its whole answer, without a network. On a machine that others keep busy,
the processor's time says how long a page would take on one that is not. Exit status 1
where a limit does not hold.
"""

from __future__ import annotations

import logging
import os
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.test import Client

    from web.accounts.models import User
    from web.practice.models import Branch

LIMIT_MS = 100
PEOPLE = 20
ROUNDS = 3
PASSWORD = "a long enough password"
LEARNERS_ALONE = "accounts/user/?role__exact=learner"

# What leads to another page when it is done, or says that there is none.
EXPECTED = {
    "sign in, with a password": 302,
    "a reply, without Rasa's answer": 302,
    "a page that isn't there": 404,
    "admin: retention time": 302,
}

# Opens a page; what it returns is its answer.
Open = Callable[[], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """A page's times in milliseconds, and the most queries that it made.

    `worked` are the times for which the processor worked on it. `limit` is for the
    median of `times`; None where the time is not the page's to shorten.
    """

    name: str
    times: tuple[float, ...]
    worked: tuple[float, ...]
    queries: int
    limit: float | None = LIMIT_MS

    @property
    def p50(self) -> float:
        return statistics.median(self.times)

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.times, n=20)[-1]

    @property
    def holds(self) -> bool:
        return self.limit is None or self.p50 < self.limit

    def __str__(self) -> str:
        worked = statistics.median(self.worked)
        row = f"{self.name:34} {self.p50:8.1f} {self.p95:8.1f} {worked:8.1f}"
        row += f" {self.queries:8}"
        if self.limit is None:
            return row
        return f"{row}   (p50 under {self.limit:g}{'' if self.holds else ': IS NOT'})"


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="hotseat-pages-") as folder:
        _set_up(folder)
        print(_what_there_is())
        load = f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"
        print(f"load of the machine by now: {load}\n")
        print(f"{'page':34} {'p50 ms':>8} {'p95 ms':>8} {'cpu ms':>8} {'queries':>8}")
        timed = []
        for name, pages, limit in _pages():
            timed.append(_time(name, list(pages), limit))
            print(timed[-1], flush=True)
    return int(not all(one.holds for one in timed))


def _set_up(folder: str) -> None:
    """A site of its own in that folder, whatever the environment says of others."""
    for name in [name for name in os.environ if name.startswith("HOTSEAT_")]:
        del os.environ[name]
    os.environ["HOTSEAT_RUN_DIR"] = folder
    os.environ["DJANGO_SETTINGS_MODULE"] = "web.site.settings"
    import django
    from django.core.management import call_command

    django.setup()
    logging.disable(logging.WARNING)
    call_command("prepare", stdout=StringIO())
    from evaluation.site_filling import fill

    fill()


def _what_there_is() -> str:
    from web.accounts.models import AuditEntry, User
    from web.practice.models import Attempt, ClassGroup, MarkSheet, Turn

    counts = {
        "learners": User.objects.filter(role="learner").count(),
        "classes": ClassGroup.objects.count(),
        "tries": Attempt.objects.count(),
        "turns": Turn.objects.count(),
        "mark sheets": MarkSheet.objects.count(),
        "audit entries": AuditEntry.objects.count(),
    }
    return ", ".join(f"{count:,} {name}" for name, count in counts.items())


def _pages() -> Iterator[tuple[str, Iterable[Open], float | None]]:
    """Each page for several people, and the limit of its median."""
    from django.test import Client

    from web.accounts.models import User

    people = list(User.objects.filter(username__startswith="learner-")[:PEOPLE])
    nobody = Client(headers={"host": "localhost"})
    yield "sign in", [lambda: nobody.get("/sign-in/")] * PEOPLE, LIMIT_MS
    # Hashing a password is slow on purpose.
    yield "sign in, with a password", map(_signing_in, people), None
    for name, page in LEARNERS.items():
        yield name, [page(_client(one), one) for one in people], LIMIT_MS
    nowhere = _client(people[0])
    yield "a page that isn't there", [lambda: nowhere.get("/no/")] * PEOPLE, LIMIT_MS
    for name, page in ANYBODYS.items():
        yield name, [page(_client(one), one) for one in _tutors()], LIMIT_MS
    boss = User.objects.get(username="admin")
    yield "a class, for its tutor", map(_class_page, _tutors()), LIMIT_MS
    yield "a class, for the administrator", [_class_page(boss)] * PEOPLE, LIMIT_MS
    for name, place in _admin_places().items():
        yield f"admin: {name}", [_admin_page(boss, place)] * PEOPLE, LIMIT_MS


def _time(name: str, pages: list[Open], limit: float | None) -> Timed:
    """Opens each page once to warm up and count, and then in rounds."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    most = 0
    for page in pages:
        with CaptureQueriesContext(connection) as queries:
            answer = page()
        if answer.status_code != EXPECTED.get(name, 200):
            raise RuntimeError(f"{name} answers {answer.status_code}")
        most = max(most, len(queries))
    measured = [_milliseconds(page) for _ in range(ROUNDS) for page in pages]
    times, worked = zip(*measured, strict=True)
    return Timed(name=name, times=times, worked=worked, queries=most, limit=limit)


def _milliseconds(page: Open) -> tuple[float, float]:
    """From request to answer, and how long the processor worked meanwhile."""
    started, worked = time.perf_counter(), time.process_time()
    page()
    return (
        (time.perf_counter() - started) * 1000,
        (time.process_time() - worked) * 1000,
    )


def _client(user: User) -> Client:
    """A browser in which that user has signed in."""
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _signing_in(user: User) -> Open:
    from django.test import Client

    user.set_password(PASSWORD)
    user.save()
    data = {"username": user.username, "password": PASSWORD}
    return lambda: Client(headers={"host": "localhost"}).post("/sign-in/", data)


def _ended(user: User) -> Branch:
    """A branch of theirs that has marks, of an attempt with several."""
    from web.practice.models import Branch

    rows = Branch.objects.filter(attempt__learner=user).exclude(ended_at=None)
    return rows.order_by("-number")[0]


def _open(user: User) -> Branch:
    from web.practice.models import Branch

    return Branch.objects.filter(attempt__learner=user, ended_at=None)[0]


def _at(branch: Branch, *more: str) -> str:
    return "/".join((f"/attempts/{branch.attempt_id}/{branch.number}", *more, ""))


def _choose(client: Client, _user: User) -> Open:
    return lambda: client.get("/practice/")


def _begin(client: Client, _user: User) -> Open:
    return lambda: client.get("/practice/split-boots/")


def _talk(client: Client, user: User) -> Open:
    address = _at(_open(user))
    return lambda: client.get(address)


def _did(client: Client, user: User) -> Open:
    address = _at(_open(user), "turns", "1")
    return lambda: client.get(address)


def _hint(client: Client, user: User) -> Open:
    address = _at(_open(user), "hint")
    return lambda: client.get(address)


def _reply(client: Client, user: User) -> Open:
    """The site's own share: Rasa is down at once, and the reply is kept."""
    from web.practice import talking

    talking._post = lambda: _no_rasa
    branch = _open(user)
    address = _at(branch, "reply")

    def send() -> Any:
        key, index = uuid.uuid4(), branch.turns.count()
        answer = client.post(address, {"text": "Hello.", "key": key, "index": index})
        branch.turns.filter(key=key).delete()
        return answer

    return send


def _no_rasa(_message: Any) -> Any:
    from web.practice.rasa import RasaDownError

    raise RasaDownError


def _feedback(client: Client, user: User) -> Open:
    address = _at(_ended(user), "feedback")
    return lambda: client.get(address)


def _transcript(client: Client, user: User) -> Open:
    address = _at(_ended(user), "transcript.html").removesuffix("/")
    return lambda: client.get(address)


def _compare(client: Client, user: User) -> Open:
    address = f"/attempts/{_ended(user).attempt_id}/compare/"
    return lambda: client.get(address)


def _dispute(client: Client, user: User) -> Open:
    address = _at(_ended(user), "dispute")
    return lambda: client.get(address)


def _hand_in(client: Client, user: User) -> Open:
    address = _at(_ended(user), "hand-in")
    return lambda: client.get(address)


def _progress(client: Client, _user: User) -> Open:
    return lambda: client.get("/progress/")


def _export(client: Client, _user: User) -> Open:
    return lambda: client.post("/my-data/")


LEARNERS: dict[str, Callable[[Client, User], Open]] = {
    "choose": _choose,
    "the brief": _begin,
    "the talk": _talk,
    "a reply, without Rasa's answer": _reply,
    "what a reply did": _did,
    "a hint": _hint,
    "feedback": _feedback,
    "the transcript as a file": _transcript,
    "compare": _compare,
    "dispute": _dispute,
    "hand in": _hand_in,
    "progress": _progress,
    "all one's own data": _export,
}


def _tutors() -> list[User]:
    from web.accounts.models import User

    return list(User.objects.filter(username__startswith="tutor-"))


ANYBODYS: dict[str, Callable[[Client, User], Open]] = {
    "the welcome page": lambda client, _: lambda: client.get("/"),
    "one's own password": lambda client, _: lambda: client.get("/password/"),
}


def _class_page(user: User) -> Open:
    """A class with its enrolments, to be changed."""
    from web.practice.models import ClassGroup

    groups = ClassGroup.objects.all()
    group = (groups if user.is_superuser else groups.filter(tutors=user))[0]
    return _admin_page(user, f"practice/classgroup/{group.pk}/change/")


def _admin_page(user: User, place: str) -> Open:
    client = _client(user)
    return lambda: client.get(f"/admin/{place}")


def _admin_places() -> dict[str, str]:
    """Each model's list, and the pages of one row."""
    from django.contrib import admin

    places = {"first page": "", "learners alone": LEARNERS_ALONE}
    for model in admin.site._registry:
        names, folder = model._meta, f"{model._meta.app_label}/{model._meta.model_name}"
        places[str(names.verbose_name_plural)] = f"{folder}/"
        row = model._default_manager.order_by("pk").first()
        if row is not None:
            places[f"{names.verbose_name}, one"] = f"{folder}/{row.pk}/change/"
    return places


if __name__ == "__main__":
    raise SystemExit(main())
