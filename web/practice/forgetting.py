"""Rasa's own database holds what is being talked about, and nothing for longer.

Any talk can be played again from the record. So whatever no learner is in the middle of
is deleted from Rasa's database: the talks of those who were erased, of branches that
have ended, of earlier replays, and of whoever has been away for a while. What Rasa
writes late, for a reply that nobody waits for any more, goes the next time.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import dj_database_url
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Q
from django.db.utils import ConnectionHandler
from django.utils import timezone

from web.practice.models import Branch
from web.site.scrubbing import scrub

# Longer than a learner thinks about a reply; then the talk is played again.
KEPT_FOR = timedelta(hours=1)
# Rasa's table, where each event of a talk is a row.
EVENTS = "events"
WAIT_SECONDS = 20


def forget_talks() -> int:
    """Deletes what Rasa need not know any more; gives the number of talks.

    The names in Rasa's database are read before those that are in use: a talk that
    begins in between is then in neither list or in both.
    """
    with _rasas_database() as connection:
        if connection is None:
            return 0
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT DISTINCT sender_id FROM {EVENTS}")
            known = {str(name) for (name,) in cursor.fetchall()}
            gone = sorted(known - _in_use())
            cursor.executemany(
                f"DELETE FROM {EVENTS} WHERE sender_id = %s", [(name,) for name in gone]
            )
        if gone:
            scrub(connection)
    return len(gone)


def _in_use() -> set[str]:
    """The names of the talks that somebody is in the middle of."""
    since = timezone.now() - KEPT_FOR
    return set(
        Branch.objects.filter(ended_at=None)
        .filter(Q(turns__at__gt=since) | Q(attempt__started_at__gt=since))
        .values_list("sender", flat=True)
    )


@contextmanager
def _rasas_database() -> Iterator[BaseDatabaseWrapper | None]:
    """A connection of its own; None where Rasa has not stored anything yet."""
    # SQLAlchemy may name the driver, as in postgresql+psycopg2://.
    scheme, rest = settings.TRACKER_URL.split(":", 1)
    database = dj_database_url.parse(f"{scheme.partition('+')[0]}:{rest}")
    if scheme.startswith("sqlite"):
        if not Path(database["NAME"]).exists():
            yield None
            return
        database["OPTIONS"] = {"timeout": WAIT_SECONDS}
    connection = ConnectionHandler({"default": database})["default"]
    try:
        has_events = EVENTS in connection.introspection.table_names()
        yield connection if has_events else None
    finally:
        connection.close()
