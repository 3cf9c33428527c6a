"""Rasa's database holds what is being talked about; what is deleted leaves no bytes."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from tests.web.conftest import FakeRasa, say
from web.accounts import retaining
from web.accounts.erasing import erase
from web.accounts.models import User
from web.practice import talking
from web.practice.forgetting import KEPT_FOR, forget_talks
from web.practice.models import Attempt, Branch, Turn
from web.site.scrubbing import scrub

WORDS = "quokkazanzibar"


class RasasDatabase:
    """The table that Rasa's tracker store makes, with many events of each talk."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with self._connected() as database:
            database.execute(
                "CREATE TABLE events "
                "(id INTEGER PRIMARY KEY, sender_id VARCHAR(255), data TEXT)"
            )
            database.execute("CREATE INDEX by_sender ON events (sender_id)")

    def add(self, *senders: str) -> None:
        """In turn, as learners who talk at the same time do."""
        with self._connected() as database:
            database.execute("BEGIN")
            for number in range(40):
                for sender in senders:
                    data = f"{sender} said {number} {WORDS} " * (number + 1)
                    database.execute(
                        "INSERT INTO events (sender_id, data) VALUES (?, ?)",
                        (sender, data),
                    )
            database.execute("COMMIT")

    def senders(self) -> set[str]:
        with self._connected() as database:
            return {s for (s,) in database.execute("SELECT sender_id FROM events")}

    def holds(self, text: str) -> bool:
        return any(
            text.encode() in path.read_bytes()
            for path in self.path.parent.glob("talks.db*")
        )

    def _connected(self) -> Any:
        return closing(sqlite3.connect(self.path, isolation_level=None))


@pytest.fixture
def rasas(tmp_path: Path, settings: Any) -> RasasDatabase:
    path = tmp_path / "talks.db"
    settings.TRACKER_URL = f"sqlite:///{path}"
    return RasasDatabase(path)


@pytest.mark.django_db
def test_only_what_is_being_talked_about_is_kept(
    rasas: RasasDatabase, start: Callable[..., Branch], rasa_: FakeRasa
) -> None:
    going_on, ended, replayed, left = (start() for _ in range(4))
    senders = [b.sender for b in (going_on, ended, replayed, left)]
    rasas.add("talk-nobodys", *senders)
    assert rasas.holds(f"{ended.sender} said")
    talking.finish(ended)
    rasa_.fails = ["down"]
    say(replayed, "I'm sorry", rasa_)
    talking.answer(replayed, rasa_)
    long_ago = timezone.now() - KEPT_FOR - timedelta(minutes=1)
    Attempt.objects.filter(branches=left).update(started_at=long_ago)
    Turn.objects.filter(branch=left).update(at=long_ago)
    assert forget_talks() == 4
    assert rasas.senders() == {going_on.sender}
    for sender in ("talk-nobodys", *senders[1:]):
        assert not rasas.holds(sender)
    # Whoever comes back finds the talk as they left it.
    rasa_.talks.pop(left.sender)
    say(left, "I'm sorry", rasa_)
    assert left.turns.count() == 3


@pytest.mark.django_db
def test_rasa_that_has_stored_nothing_yet_is_no_trouble(
    tmp_path: Path, settings: Any
) -> None:
    settings.TRACKER_URL = f"sqlite:///{tmp_path / 'talks.db'}"
    assert forget_talks() == 0
    assert not list(tmp_path.glob("talks.db*"))
    (tmp_path / "talks.db").touch()
    assert forget_talks() == 0


@pytest.mark.django_db(transaction=True)
def test_erasure_reaches_rasas_database_at_once(
    rasas: RasasDatabase, start: Callable[..., Branch], learner: User
) -> None:
    rasas.add(start().sender)
    erase([learner])
    assert rasas.senders() == set()
    assert not rasas.holds(WORDS)


@pytest.mark.django_db(transaction=True)
def test_what_was_kept_for_long_enough_leaves_rasas_database_too(
    rasas: RasasDatabase, start: Callable[..., Branch]
) -> None:
    branch = start()
    rasas.add(branch.sender)
    forget_talks()
    assert rasas.holds(WORDS)
    years_later = timezone.now() + timedelta(days=365 * 3)
    assert retaining.apply(years_later).tries == 1
    assert not rasas.holds(WORDS)


@pytest.mark.django_db
def test_scrubbed_file_and_its_journal_hold_no_deleted_word(
    tmp_path: Path,
) -> None:
    from django.db.utils import ConnectionHandler

    path = tmp_path / "site.db"
    database = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {"init_command": "PRAGMA journal_mode=WAL;"},
    }
    one = ConnectionHandler({"default": database})["default"]
    with one.cursor() as cursor:
        cursor.execute("CREATE TABLE turns (id INTEGER PRIMARY KEY, text TEXT)")
        rows = [(f"{WORDS if n % 2 else 'kept'} {n} " * n,) for n in range(300)]
        cursor.execute("BEGIN")
        cursor.executemany("INSERT INTO turns (text) VALUES (%s)", rows)
        cursor.execute("COMMIT")
        cursor.execute("DELETE FROM turns WHERE text LIKE %s", (f"{WORDS}%",))
    files = lambda: b"".join(p.read_bytes() for p in tmp_path.iterdir())  # noqa: E731
    assert WORDS.encode() in files()
    assert scrub(one)
    assert WORDS.encode() not in files()
    assert b"kept 298" in files()
    one.close()


@pytest.mark.django_db(transaction=True)
def test_database_in_use_is_scrubbed_all_the_same() -> None:
    assert scrub(connection)
