"""Rasa's SQL tracker store, which tells no log what a learner has said.

Rasa logs a message's text when something goes wrong with it, a client that has lost
patience included, and SQLAlchemy the values that it could not store. Logs outlive the
erasure of a learner, so neither may happen.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy
import structlog
from rasa.core.tracker_store import SQLTrackerStore

# What Rasa names a thing that has been said when it logs it.
_SAID = frozenset(
    {
        "text",
        "message",
        "user_text",
        "user_message",
        "json_message",
        "response",
        "response_text",
        "parse_data_text",
        "parse_data_entities",
        "tracker_latest_message",
        "rasa_event",
        "rasa_events",
        "slot_values",
        "prediction_events",
        "current_states",
        "tracker_states",
    }
)


# SQLite's own wait for a file that is being written anew would be 5 seconds; then Rasa
# would go on as if it had stored the reply.
_WAIT = "PRAGMA busy_timeout = 30000"


class TalkStore(SQLTrackerStore):
    """Named in endpoints.yml; made once, when Rasa starts."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.engine.hide_parameters = True
        if self.engine.dialect.name == "sqlite":
            sqlalchemy.event.listen(self.engine, "connect", _be_patient)
        leave_words_out_of_logs()


def _be_patient(connection: Any, _record: Any) -> None:
    connection.execute(_WAIT)


def leave_words_out_of_logs() -> None:
    """Puts `without_words` before whatever else is done with an entry."""
    processors = structlog.get_config()["processors"]
    if without_words not in processors:
        # Into the very list, which loggers that have been used already hold too.
        processors.insert(0, without_words)


def without_words(_logger: Any, _method: str, entry: dict[str, Any]) -> dict[str, Any]:
    """The entry, with a length in place of anything said."""
    return {
        key: f"({len(str(value))} characters)" if key in _SAID else value
        for key, value in entry.items()
    }
