"""The four actions of a role-play: start, reply, hint, finish.

Each reads the talk off the tracker, calls the core once and answers. Whatever goes
wrong becomes one plain sentence; the talk then is as it was before.
"""

from __future__ import annotations

import logging
import re
import traceback
from abc import ABC, abstractmethod
from typing import Any

from rasa_sdk import Action
from rasa_sdk.events import SlotSet

from actions import answers
from actions.resources import Resources, resources
from actions.talk import Reply, Talk, read_talk
from dialogue import wire
from dialogue.errors import HotseatError, InputError
from dialogue.perceptions import Perception
from dialogue.turns import check_length
from dialogue.version import CODE_VERSION
from scoring.hints import next_hint
from scoring.marking import mark
from scoring.outputs import transcript_file
from scoring.sheet import MarkSheet
from simulation.advancing import advance, open_talk
from simulation.stage import Stage

logger = logging.getLogger(__name__)

Events = list[dict[str, Any]]

_HASH = re.compile("([0-9a-f]{64})?")

NOT_BEGUN = "No conversation has begun yet. Choose a scenario to start one."
IS_OVER = "This conversation is over. Finish it to see your marks."
OUR_FAULT = (
    "Something went wrong on our side. What has been said so far is kept: send your "
    "reply again, or finish for your marks."
)


class RolePlayAction(Action, ABC):
    """What the four share: their resources, and that no error gets past them."""

    def __init__(self, resources: Resources | None = None) -> None:
        self._resources = resources

    @property
    def resources(self) -> Resources:
        return self._resources or resources()

    def run(self, dispatcher: Any, tracker: Any, domain: Any) -> Events:  # noqa: ARG002
        """Answers through the dispatcher; returns the slots that have changed."""
        try:
            return self.act(dispatcher, tracker)
        except HotseatError as error:
            logger.info("%s was refused: %s", self.name(), type(error).__name__)
            answers.say_trouble(dispatcher, _sentence(error))
        except Exception as error:
            _log_fault(self.name(), error)
            answers.say_trouble(dispatcher, OUR_FAULT)
        return []

    @abstractmethod
    def act(self, dispatcher: Any, tracker: Any) -> Events:
        """Does the action's work. Raises HotseatError where it cannot be done."""

    def stage(self, talk: Talk) -> Stage:
        """The talk's scenario, as it was when the talk began."""
        return self.resources.stage(talk.scenario_id, talk.sha256)

    def versions(self, stage: Stage, detector: str = "") -> dict[str, str]:
        """What makes a turn, as transcripts name it."""
        return {
            "code": CODE_VERSION,
            "manners": stage.manners.version,
            "detector": detector or self.resources.detector.version,
        }

    def mark(self, talk: Talk) -> MarkSheet:
        scenario = self.stage(talk).scenario
        rubric = self.resources.rubric(scenario.rubric)
        return mark(talk.transcript(self.stage(talk)), scenario, rubric)


class ActionStart(RolePlayAction):
    """Begins the talk that the message's metadata names, or takes it up again."""

    def name(self) -> str:
        return "action_start"

    def act(self, dispatcher: Any, tracker: Any) -> Events:
        scenario_id, seed, sha256 = _wanted(tracker)
        talk = read_talk(tracker)
        if talk is not None:
            if scenario_id and scenario_id != talk.scenario_id:
                raise InputError(
                    f"this conversation is about {talk.scenario_id!r}; start another "
                    f"one for {scenario_id!r}"
                )
            answers.say_resumed(dispatcher, talk)
            return []
        if not scenario_id:
            raise InputError(NOT_BEGUN)
        stage = self.resources.stage(scenario_id, sha256)
        return self._begin(dispatcher, stage, seed)

    def _begin(self, dispatcher: Any, stage: Stage, seed: int) -> Events:
        step = open_talk(stage, seed=seed)
        answers.say_turn(dispatcher, step, self.versions(stage))
        fixed = {
            "scenario": stage.scenario.id,
            "version": stage.scenario.version,
            "sha256": stage.scenario.sha256,
            "seed": seed,
            "brief": stage.scenario.brief.text(),
            "detector": self.resources.detector.version,
        }
        return [
            SlotSet(wire.TALK_SLOT, fixed),
            SlotSet(wire.CUSTOMER_SLOT, step.state.to_json()),
        ]


class ActionReply(RolePlayAction):
    """The customer's answer to what the learner has typed."""

    def name(self) -> str:
        return "action_reply"

    def act(self, dispatcher: Any, tracker: Any) -> Events:
        talk = _begun(tracker)
        if talk.state.ending or talk.waiting is None:
            raise InputError(IS_OVER)
        check_length(talk.waiting.text)
        stage = self.stage(talk)
        perception, detector = self._perception(talk, talk.waiting, stage)
        step = advance(stage, talk.state, perception, talk.waiting.text)
        versions = self.versions(stage, detector)
        answers.say_turn(dispatcher, step, versions, **answers.reply_done(perception))
        return [SlotSet(wire.CUSTOMER_SLOT, step.state.to_json())]

    def _perception(
        self, talk: Talk, reply: Reply, stage: Stage
    ) -> tuple[Perception, str]:
        """What Rasa perceived, or where it did not what is perceived here; by what."""
        if reply.perception is not None:
            return reply.perception, reply.detector
        logger.warning("a reply came without a perception; it is perceived here")
        perception = self.resources.detector.perceive(
            reply.text, customer=talk.last_line(), brief=stage.scenario.brief.text()
        )
        return perception, self.resources.detector.version


class ActionHint(RolePlayAction):
    """What would help most in the next reply."""

    def name(self) -> str:
        return "action_hint"

    def act(self, dispatcher: Any, tracker: Any) -> Events:
        talk = _begun(tracker)
        rubric = self.resources.rubric(self.stage(talk).scenario.rubric)
        hints = {step.id: step.hint for step in rubric.steps}
        answers.say_hint(dispatcher, next_hint(self.mark(talk), hints))
        return []


class ActionFinish(RolePlayAction):
    """The marked transcript. The talk may still go on after it."""

    def name(self) -> str:
        return "action_finish"

    def act(self, dispatcher: Any, tracker: Any) -> Events:
        talk = _begun(tracker)
        sheet = self.mark(talk)
        transcript = transcript_file(talk.transcript(self.stage(talk)), sheet)
        answers.say_transcript(dispatcher, sheet.readiness_says, transcript)
        return []


def _begun(tracker: Any) -> Talk:
    talk = read_talk(tracker)
    if talk is None:
        raise InputError(NOT_BEGUN)
    return talk


def _wanted(tracker: Any) -> tuple[str, int, str]:
    """The scenario's id, the seed and the version's hash, if any, of a start.

    Anyone may send anything here.
    """
    metadata = tracker.latest_message.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    scenario_id, seed = metadata.get(wire.SCENARIO, ""), metadata.get(wire.SEED, 0)
    if not isinstance(scenario_id, str):
        raise InputError(f"{wire.SCENARIO!r} must be a scenario's id")
    if isinstance(seed, bool) or not isinstance(seed, int):
        raise InputError(f"{wire.SEED!r} must be a whole number")
    sha256 = metadata.get(wire.SHA256, "")
    if not isinstance(sha256, str) or not _HASH.fullmatch(sha256):
        raise InputError(f"{wire.SHA256!r} must be a scenario's hash, or left out")
    return scenario_id, seed, sha256


def _sentence(error: HotseatError) -> str:
    """The error's own words as a sentence."""
    text = str(error)
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")


def _log_fault(name: str, error: Exception) -> None:
    """The kind of error and its place; the message may hold the learner's words."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    logger.error(
        "%s failed: %s at %s:%s",
        name,
        type(error).__name__,
        place.filename,
        place.lineno,
    )
    logger.debug("%s failed", name, exc_info=error)
