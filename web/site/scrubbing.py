"""What has been deleted from an SQLite file is taken out of its bytes as well.

SQLite leaves the words of deleted rows in free pages, and copies of rows that it moved
in the gaps between others. Only a file that is written anew is free of them.
"""

from __future__ import annotations

import time

from django.db.backends.base.base import BaseDatabaseWrapper

# Readers hold on to the old file for as long as their query takes.
TRIES, PAUSE_SECONDS = 20, 0.5


def scrub(connection: BaseDatabaseWrapper) -> bool:
    """Writes the file anew; other databases see to that themselves.

    Must not be called within a transaction. False where a reader kept the log of
    changes in use all the time, so that it could not be emptied.
    """
    if connection.vendor != "sqlite":
        return True
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        for _ in range(TRIES):
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            is_in_use = cursor.fetchone()[0]
            if not is_in_use:
                return True
            time.sleep(PAUSE_SECONDS)
    return False
