"""The graph component: a learner's reply in, its acts as entities out.

It is Rasa's intent classifier and entity extractor at once. What the customer said
last and the scenario's brief come from the tracker, which Rasa gives to a component
that asks for it: no client has to be trusted with them.
"""

from __future__ import annotations

import hashlib
import json
import logging
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.events import BotUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import (
    ENTITIES,
    INTENT,
    INTENT_NAME_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from dialogue import wire
from dialogue.errors import DetectorError
from dialogue.perceptions import Perception
from dialogue.turns import MAX_REPLY_CHARS
from nlu.message_data import entities, perception_data
from perception.detector import Detector
from perception.settings import MODEL_FILE, SETTINGS_FILE, TOKENIZER_FILE

logger = logging.getLogger(__name__)

FOLDER = "folder"
RECORD_FILE = "detector.json"


@DefaultV1Recipe.register(
    [
        DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER,
        DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR,
    ],
    is_trainable=True,
)
class ActDetector(GraphComponent):
    """Finds the acts of a reply.

    Nothing is learnt in Rasa's training: it records which detector the model belongs
    to, and a model is not run with another one.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Where the detector lies, from the folder that Rasa is started in."""
        return {FOLDER: "models/detector"}

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """The hash of the detector's files, which Rasa's own fingerprint can't see."""
        return files_hash(_folder(config))

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003
    ) -> ActDetector:
        """Creates the component for training; see `load` for the one that perceives."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003
        **kwargs: Any,  # noqa: ARG003
    ) -> ActDetector:
        """Loads the detector. Raises DetectorError where it is not the recorded one."""
        with model_storage.read_from(resource) as folder:
            recorded = json.loads((folder / RECORD_FILE).read_text("utf-8"))["sha256"]
        place = _folder(config)
        if files_hash(place) != recorded:
            raise DetectorError(
                f"{place} holds another detector than Rasa's model was trained with; "
                "train Rasa's model again (`hotseat run` does it by itself)"
            )
        return cls(config, model_storage, resource, Detector.load(place))

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        detector: Detector | None = None,
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._detector = detector

    def train(self, training_data: TrainingData) -> Resource:  # noqa: ARG002
        """Records the detector's hash; there is nothing else to train."""
        record = json.dumps({"sha256": files_hash(_folder(self._config))})
        with self._model_storage.write_to(self._resource) as folder:
            (folder / RECORD_FILE).write_text(record, "utf-8")
        return self._resource

    def process(
        self, messages: list[Message], tracker: DialogueStateTracker | None = None
    ) -> list[Message]:
        """Adds intent, entities and the perception.

        A payload such as "/hint" is read like any reply; Rasa's own handler, which runs
        after this, then replaces the message with what the payload says.
        """
        for message in messages:
            _set(
                message,
                INTENT,
                {
                    INTENT_NAME_KEY: wire.REPLY_INTENT,
                    PREDICTED_CONFIDENCE_KEY: 1.0,
                },
            )
            self._perceive(message, tracker)
        return messages

    def _perceive(self, message: Message, tracker: DialogueStateTracker | None) -> None:
        """Leaves the message without a perception where there can't be one.

        The action server then says what is wrong, or perceives for itself.
        """
        text = wire.unwrap(message.get(TEXT) or "")
        if self._detector is None or len(text) > MAX_REPLY_CHARS:
            return
        try:
            perception = self._detector.perceive(
                text, customer=last_line(tracker), brief=brief(tracker)
            )
        except Exception as error:
            # Rasa would drop the message, and log it with the learner's words.
            logger.error("a reply could not be perceived: %s", type(error).__name__)
            logger.debug("the reply that could not be perceived", exc_info=True)
            return
        self._add(message, text, perception)

    def _add(self, message: Message, text: str, perception: Perception) -> None:
        found = entities(text, perception, extractor=type(self).__name__)
        _set(message, ENTITIES, [*message.get(ENTITIES, []), *found])
        _set(message, wire.PERCEPTION, perception_data(text, perception))
        if self._detector is not None:
            _set(message, wire.DETECTOR, self._detector.version)


def files_hash(folder: Path) -> str:
    """One hash over the detector's files. Raises DetectorError where one is missing."""
    total = hashlib.sha256()
    for name in (MODEL_FILE, TOKENIZER_FILE, SETTINGS_FILE):
        try:
            content = (folder / name).read_bytes()
        except OSError as error:
            raise DetectorError(
                f"{folder / name} cannot be read; the folder must hold the detector"
            ) from error
        total.update(hashlib.sha256(content).digest())
    return total.hexdigest()


def last_line(tracker: DialogueStateTracker | None) -> str:
    """What the customer said last; hints and other sentences are not theirs."""
    for event in reversed(tracker.events if tracker else ()):
        if isinstance(event, BotUttered):
            custom = event.data.get("custom") or {}
            if custom.get("kind") == wire.Answer.TURN.value:
                return event.text or ""
    return ""


def brief(tracker: DialogueStateTracker | None) -> str:
    """The scenario's brief, which the start of the talk has put into a slot."""
    talk = tracker.get_slot(wire.TALK_SLOT) if tracker else None
    return str(talk.get("brief", "")) if isinstance(talk, dict) else ""


def _folder(config: dict[str, Any]) -> Path:
    return Path(config.get(FOLDER) or ActDetector.get_default_config()[FOLDER])


def _set(message: Message, key: str, value: Any) -> None:
    message.set(key, value, add_to_output=True)
