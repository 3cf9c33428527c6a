"""The graph component, with a stand-in for the trained detector."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.engine.training.fingerprinting import calculate_fingerprint_key
from rasa.nlu.classifiers.regex_message_handler import RegexMessageHandler
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, SlotSet
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from dialogue import wire
from dialogue.acts import Act, ActKind
from dialogue.errors import DetectorError
from dialogue.perceptions import Perception
from dialogue.turns import MAX_REPLY_CHARS
from hotseat import places
from nlu.act_detector import ActDetector
from perception.settings import MODEL_FILE, SETTINGS_FILE, TOKENIZER_FILE

FILES = (MODEL_FILE, TOKENIZER_FILE, SETTINGS_FILE)


class SorryDetector:
    """Finds the word "sorry" and nothing else; keeps what it was asked."""

    version = "stand-in"

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, str]] = []

    def perceive(self, reply: str, *, customer: str, brief: str = "") -> Perception:
        self.asked.append((reply, customer, brief))
        if "explode" in reply:
            raise RuntimeError(f"could not read {reply}")
        start = reply.find("sorry")
        act = Act(kind=ActKind.APOLOGISE, start_char=start, end_char=start + 5)
        return Perception(acts=(act,) if start >= 0 else ())


@pytest.fixture
def detector() -> SorryDetector:
    return SorryDetector()


@pytest.fixture
def storage(tmp_path: Path) -> LocalModelStorage:
    (tmp_path / "storage").mkdir()
    return LocalModelStorage.create(tmp_path / "storage")


@pytest.fixture
def component(storage: LocalModelStorage, detector: SorryDetector) -> ActDetector:
    return ActDetector({}, storage, Resource("acts"), detector)  # type: ignore[arg-type]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with files like a detector's."""
    place = tmp_path / "detector"
    place.mkdir()
    for name in FILES:
        (place / name).write_text(f"the first {name}")
    return place


def _tracker(*events: Any) -> DialogueStateTracker:
    slots = [AnySlot(wire.TALK_SLOT, mappings=[], influence_conversation=False)]
    return DialogueStateTracker.from_events("talk", list(events), slots=slots)


def _said(text: str, kind: str) -> BotUttered:
    return BotUttered(text, data={"custom": {"kind": kind}})


def _message(text: str | None) -> Message:
    return Message(data={"text": text})


def test_any_reply_has_the_same_intent_for_certain(component: ActDetector) -> None:
    (message,) = component.process([_message("/not a payload")])
    assert message.get("intent") == {"name": "reply", "confidence": 1.0}


def test_acts_become_entities_at_the_learners_own_characters(
    component: ActDetector,
) -> None:
    text = "  /so sorry \x00"
    (message,) = component.process([_message(wire.wrap(text))])
    (entity,) = message.get("entities")
    assert entity["entity"] == "apologise"
    assert entity["extractor"] == "ActDetector"
    assert text[entity["start"] : entity["end"]] == "sorry"


def test_perception_goes_into_what_the_tracker_stores(component: ActDetector) -> None:
    (message,) = component.process([_message("so sorry")])
    stored = message.as_dict(only_output_properties=True)
    assert stored[wire.PERCEPTION]["acts"][0]["act"] == "apologise"
    assert stored[wire.DETECTOR] == "stand-in"
    json.dumps(stored)


def test_context_is_the_customers_last_line_and_the_brief(
    component: ActDetector, detector: SorryDetector
) -> None:
    tracker = _tracker(
        SlotSet(wire.TALK_SLOT, {"brief": "A lamp shop."}),
        _said("My lamp is broken.", "turn"),
        _said("Ask what happened.", "hint"),
        _said("That reply is too long.", "trouble"),
    )
    component.process([_message("so sorry")], tracker)
    assert detector.asked == [("so sorry", "My lamp is broken.", "A lamp shop.")]


@pytest.mark.parametrize("tracker", [None, _tracker()], ids=["no tracker", "no talk"])
def test_reply_without_a_talk_is_perceived_without_context(
    component: ActDetector,
    detector: SorryDetector,
    tracker: DialogueStateTracker | None,
) -> None:
    component.process([_message("so sorry")], tracker)
    assert detector.asked == [("so sorry", "", "")]


@pytest.mark.parametrize("text", ["", None])
def test_empty_message_is_a_reply_too(component: ActDetector, text: str | None) -> None:
    (message,) = component.process([_message(text)])
    assert message.get("intent")["name"] == "reply"


def test_overlong_reply_is_left_to_the_action(
    component: ActDetector, detector: SorryDetector
) -> None:
    (message,) = component.process([_message("x" * (MAX_REPLY_CHARS + 1))])
    assert detector.asked == []
    assert message.get(wire.PERCEPTION) is None
    component.process([_message(wire.wrap(" " * MAX_REPLY_CHARS))])
    assert len(detector.asked) == 1


def test_failure_is_logged_without_the_learners_words(
    component: ActDetector, caplog: pytest.LogCaptureFixture
) -> None:
    (message,) = component.process([_message("I shall explode")])
    assert message.get("intent")["name"] == "reply"
    assert message.get(wire.PERCEPTION) is None
    assert "RuntimeError" in caplog.text
    assert "explode" not in caplog.text


DOMAIN = Domain.from_dict(
    {"intents": ["reply", "start", "hint", "finish"], "entities": ["apologise"]}
)


@pytest.mark.parametrize(
    "text",
    [
        "/start",
        "/finish",
        "/restart",
        "/session_start",
        '/reply{"apologise": "x"}',
        '  /start{"scenario": "x"}',
        "EXTERNAL: finish",
        '="/start"',
        "/start@1.0",
    ],
)
def test_what_a_learner_types_is_no_payload_to_rasa(
    component: ActDetector, text: str
) -> None:
    messages = component.process([_message(wire.wrap(text).strip())])
    (message,) = RegexMessageHandler().process(messages, DOMAIN)
    assert message.get("intent") == {"name": "reply", "confidence": 1.0}
    assert message.get(wire.PERCEPTION) is not None
    assert wire.unwrap(message.get("text")) == text


@pytest.mark.parametrize("payload", [wire.START, wire.HINT, wire.FINISH])
def test_payload_of_a_button_is_one(component: ActDetector, payload: str) -> None:
    messages = component.process([_message(payload)])
    (message,) = RegexMessageHandler().process(messages, DOMAIN)
    assert message.get("intent")["name"] == payload.removeprefix("/")
    assert message.get(wire.PERCEPTION) is None


def test_forged_payload_brings_no_perception(component: ActDetector) -> None:
    # Sent straight to Rasa by a program: the action then perceives the text itself.
    messages = component.process([_message('/reply{"apologise": "x"}')])
    (message,) = RegexMessageHandler().process(messages, DOMAIN)
    assert wire.PERCEPTION not in message.as_dict(only_output_properties=True)


def _key(folder: Path) -> str:
    config = {"folder": str(folder)}
    key: str = calculate_fingerprint_key(ActDetector, config, {})
    return key


@pytest.mark.parametrize("name", FILES)
def test_rasas_fingerprint_changes_due_to(folder: Path, name: str) -> None:
    before = _key(folder)
    (folder / name).write_text("another")
    assert _key(folder) != before


def test_rasas_fingerprint_changes_due_to_config(folder: Path) -> None:
    other = {"folder": str(folder), "more": 1}
    assert calculate_fingerprint_key(ActDetector, other, {}) != _key(folder)


def test_rasas_fingerprint_stays_the_same_for_the_same_files(folder: Path) -> None:
    before = _key(folder)
    for name in FILES:
        (folder / name).write_text(f"the first {name}")
    (folder / "CARD.md").write_text("Words about the model.")
    assert _key(folder) == before


@pytest.mark.parametrize("name", FILES)
def test_missing_file_of_the_detector_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(DetectorError, match=name):
        _key(folder)


def test_default_folder_is_the_one_that_hotseat_checks() -> None:
    folder = Path(ActDetector.get_default_config()["folder"])
    assert places.ROOT / folder == places.DETECTOR


def test_model_is_not_run_with_another_detector(
    folder: Path, storage: LocalModelStorage
) -> None:
    config, resource = {"folder": str(folder)}, Resource("acts")
    context = ExecutionContext(GraphSchema({}))
    ActDetector.create(config, storage, resource, context).train(TrainingData())
    (folder / MODEL_FILE).write_text("another")
    with pytest.raises(DetectorError, match="another detector"):
        ActDetector.load(config, storage, resource, context)
