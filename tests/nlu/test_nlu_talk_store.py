"""Rasa's tracker store as we run it: what is said reaches its rows and no log."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
import structlog
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from hotseat import places
from nlu.talk_store import TalkStore, leave_words_out_of_logs, without_words

WORDS = "my own words"


@pytest.fixture(autouse=True)
def _log_settings() -> Iterator[None]:
    before = structlog.get_config()
    structlog.configure(processors=[structlog.processors.KeyValueRenderer()])
    yield
    structlog.configure(**before)


@pytest.fixture
def store(tmp_path: Path) -> TrackerStore:
    """As Rasa makes it from what endpoints.yml says."""
    endpoint = EndpointConfig.from_dict(
        {"type": _named_type(), "url": f"sqlite:///{tmp_path / 'talks.db'}"}
    )
    return TrackerStore.create(endpoint, domain=Domain.empty())


def _named_type() -> str:
    import yaml

    data: dict[str, Any] = yaml.safe_load((places.ROOT / "endpoints.yml").read_text())
    name: str = data["tracker_store"]["type"]
    return name


def tracker() -> DialogueStateTracker:
    events = [SessionStarted(), UserUttered(WORDS)]
    return DialogueStateTracker.from_events("talk-1", events)


def _done(work: Coroutine[Any, Any, Any]) -> Any:
    """What comes of it, in a thread: here the browser tests may have left a loop."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def test_endpoints_name_our_store_and_it_keeps_a_talk(store: TrackerStore) -> None:
    assert isinstance(store, TalkStore)
    _done(store.save(tracker()))
    kept = _done(store.retrieve("talk-1"))
    assert kept is not None
    assert [e.text for e in kept.events if isinstance(e, UserUttered)] == [WORDS]


def test_file_that_is_written_anew_is_waited_for(store: TalkStore) -> None:
    with store.engine.connect() as connection:
        row = connection.execute(sqlalchemy.text("PRAGMA busy_timeout")).one()
    assert row == (30_000,)


def test_row_that_cannot_be_stored_is_not_quoted(store: TalkStore) -> None:
    with store.engine.connect() as connection:
        connection.execute(sqlalchemy.text("DROP TABLE events"))
        connection.execute(sqlalchemy.text("CREATE TABLE events (id, sender_id)"))
    with store.session_scope() as session:
        session.add(store.SQLEvent(sender_id="talk-1", type_name="user", data=WORDS))
        with pytest.raises(sqlalchemy.exc.OperationalError) as raised:
            session.commit()
    assert WORDS not in str(raised.value)


@pytest.mark.usefixtures("store")
def test_log_has_a_length_in_place_of_what_was_said(
    capsys: pytest.CaptureFixture[str],
) -> None:
    structlog.get_logger("rasa").error("rest.message.received.timeout", text=WORDS)
    said = capsys.readouterr().out
    assert "rest.message.received.timeout" in said
    assert "12 characters" in said
    assert WORDS not in said


def test_words_are_left_out_once() -> None:
    leave_words_out_of_logs()
    leave_words_out_of_logs()
    assert structlog.get_config()["processors"].count(without_words) == 1
