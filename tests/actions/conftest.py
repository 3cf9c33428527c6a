"""A talk with the actions alone: what Rasa does between client and action, by hand."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.resources import Resources
from actions.role_play import (
    ActionFinish,
    ActionHint,
    ActionReply,
    ActionStart,
    RolePlayAction,
)
from dialogue import wire
from dialogue.acts import Act, ActKind
from dialogue.perceptions import Clause, Perception
from hotseat import places
from nlu.message_data import perception_data
from tests.factories import WordEmbedder, scenario_data, write_scenario

ACTIONS: dict[str, type[RolePlayAction]] = {
    wire.START: ActionStart,
    wire.HINT: ActionHint,
    wire.FINISH: ActionFinish,
}
# Words that stand for acts.
WORDS = {"sorry": ActKind.APOLOGISE, "when": ActKind.CLARIFY, "idiot": ActKind.RUDE}


class WordDetector(WordEmbedder):
    """Finds acts by a few words; each reply is one clause."""

    version = "words-1"

    def perceive(
        self,
        reply: str,
        *,
        customer: str,  # noqa: ARG002
        brief: str = "",  # noqa: ARG002
    ) -> Perception:
        acts = tuple(
            Act(kind=kind, start_char=found.start(), end_char=found.end())
            for word, kind in WORDS.items()
            for found in re.finditer(word, reply)
        )
        clause = Clause(start_char=0, end_char=len(reply), vector=self._vector(reply))
        return Perception(acts=acts, clauses=(clause,) if reply.strip() else ())


class Chat:
    """Sends messages as Rasa would, and keeps what a tracker keeps."""

    def __init__(self, resources: Resources) -> None:
        self.resources = resources
        self.events: list[dict[str, Any]] = []
        self.slots: dict[str, Any] = {}

    def send(
        self,
        message: str,
        *,
        metadata: Any = None,
        is_perceived: bool = True,
        is_answered: bool = True,
    ) -> dict[str, Any]:
        """The answer's custom JSON with its text."""
        action = ACTIONS.get(message, ActionReply)(self.resources)
        self.events.append(self._user_event(message, metadata, is_perceived))
        if not is_answered:
            return {}
        dispatcher = CollectingDispatcher()
        events = action.run(dispatcher, self._tracker(), {})
        self.slots |= {event["name"]: event["value"] for event in _json(events)}
        (answer,) = _json(dispatcher.messages)
        data = {"custom": answer["custom"]}
        self.events.append({"event": "bot", "text": answer["text"], "data": data})
        return {**answer["custom"], "text": answer["text"]}

    def start(self, scenario: str = "small", seed: int = 3) -> dict[str, Any]:
        return self.send(
            wire.START, metadata={wire.SCENARIO: scenario, wire.SEED: seed}
        )

    def say(self, text: str, **how: Any) -> dict[str, Any]:
        return self.send(wire.wrap(text), **how)

    def play(self, replies: Sequence[str]) -> dict[str, Any]:
        """The transcript of a talk with these replies."""
        self.start()
        for text in replies:
            self.say(text)
        transcript: dict[str, Any] = self.send(wire.FINISH)["transcript"]
        return transcript

    def _user_event(
        self, message: str, metadata: Any, is_perceived: bool
    ) -> dict[str, Any]:
        is_payload = message in ACTIONS
        intent = message.removeprefix("/") if is_payload else wire.REPLY_INTENT
        parsed: dict[str, Any] = {"intent": {"name": intent}, "metadata": metadata}
        if is_perceived and not is_payload:
            text = wire.unwrap(message)
            perception = self.resources.detector.perceive(text, customer="")
            parsed[wire.PERCEPTION] = perception_data(text, perception)
            parsed[wire.DETECTOR] = self.resources.detector.version
        return {"event": "user", "text": message, "parse_data": parsed}

    def _tracker(self) -> Tracker:
        user = [event for event in self.events if event["event"] == "user"][-1]
        state = {
            "sender_id": "talk-1",
            "slots": self.slots,
            "latest_message": user["parse_data"],
            "events": self.events,
        }
        return Tracker.from_dict(_json(state))


def _json(value: Any) -> Any:
    """What is left of a value after a trip over HTTP."""
    return json.loads(json.dumps(value))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project's root with one small scenario."""
    (tmp_path / "data" / "scenarios").mkdir(parents=True)
    shutil.copytree(places.RUBRICS, tmp_path / "data" / "rubrics")
    shutil.copy(places.MANNERS, tmp_path / "data" / "manners.yml")
    write_scenario(tmp_path / "data" / "scenarios", scenario_data())
    return tmp_path


@pytest.fixture
def load(root: Path) -> Any:
    """Makes the resources of an action server that has just been started."""

    def make() -> Resources:
        resources = Resources(root)
        resources.detector = WordDetector()  # type: ignore[assignment]
        return resources

    return make


@pytest.fixture
def chat(load: Any) -> Chat:
    return Chat(load())
