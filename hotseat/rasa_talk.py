"""A role-play that is played by Rasa: messages and answers over its REST channel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

from dialogue import wire
from dialogue.errors import InputError, ServiceError
from dialogue.forms import Json, transcript_from_json
from dialogue.turns import Speaker, Turn, check_length
from hotseat.talks import Outcome, Said
from scenario.rubrics import Rubric
from scenario.types import Scenario
from scoring.marking import mark
from scoring.outputs import marks_to_json

# Seconds. A first answer may have to wait for the action server to load its detector.
TIMEOUT = httpx.Timeout(60, connect=5)

Post = Callable[[Json], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class RestChannel:
    """Rasa's REST channel at an address such as http://127.0.0.1:5005."""

    address: str

    def __call__(self, message: Json) -> Any:
        """The answers to a message. Raises ServiceError where there is no answer."""
        try:
            # A proxy that is set for the internet has no business on loopback.
            answer = httpx.post(
                f"{self.address}/webhooks/rest/webhook",
                json=message,
                timeout=TIMEOUT,
                trust_env=False,
            )
            answer.raise_for_status()
            return answer.json()
        except httpx.TimeoutException as error:
            raise ServiceError(
                f"Rasa at {self.address} has not answered in {TIMEOUT.read:.0f} seconds"
            ) from error
        except (httpx.HTTPError, ValueError) as error:
            raise ServiceError(f"Rasa at {self.address} does not answer") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class RasaTalk:
    """One role-play. `id` names it in Rasa: the same id takes it up again."""

    post: Post
    scenario: Scenario
    rubric: Rubric
    seed: int
    id: str

    def open(self) -> Said:
        """The opening line, or the talk so far where this id has one already."""
        chosen = {wire.SCENARIO: self.scenario.id, wire.SEED: self.seed}
        return _said(self._send(wire.START, metadata=chosen))

    def reply(self, text: str) -> Said:
        """Raises InputError for a reply that is too long or after the talk is over."""
        check_length(text)
        return _said(self._send(wire.wrap(text)))

    def hint(self) -> str:
        return str(self._send(wire.HINT)["text"])

    def finish(self) -> Outcome:
        """The outcome, marked here once more, so that it can be shown in any form.

        Raises ServiceError where Rasa's marks are others: its files are not ours.
        """
        data = self._send(wire.FINISH).get("transcript")
        if not isinstance(data, dict):
            raise _unexpected()
        transcript = transcript_from_json(data)
        sheet = mark(transcript, self.scenario, self.rubric)
        marks = marks_to_json(transcript.id, sheet).items()
        if any(
            data.get("marks", {}).get(key) != value
            for key, value in marks
            if key != "id"
        ):
            raise ServiceError(
                "the marks differ from those of the action server: a scenario or mark "
                "scheme has changed in between. Start Hotseat again"
            )
        return Outcome(transcript=transcript, sheet=sheet, scenario=self.scenario)

    def _send(self, message: str, **more: Any) -> Json:
        """The answer's JSON with its text. Raises InputError for a plain refusal."""
        answer = read_answer(self.post({"sender": self.id, "message": message, **more}))
        if answer["kind"] == wire.Answer.TROUBLE.value:
            raise InputError(answer["text"])
        return answer


def find_talk(post: Post, talk_id: str) -> tuple[str, int]:
    """Scenario and seed of a talk that has begun.

    Raises InputError where Rasa knows none of that id.
    """
    answer = read_answer(post({"sender": talk_id, "message": wire.START}))
    if answer["kind"] != wire.Answer.RESUMED.value:
        raise InputError(f"there is no conversation {talk_id!r} to go on with")
    return str(answer["scenario"]), int(answer["seed"])


def read_answer(messages: Any) -> Json:
    """One answer from Rasa's messages: its JSON with the `text` that came before it.

    Raises ServiceError where there is none, as when the action server is down.
    """
    text, custom = "", None
    for message in messages if isinstance(messages, list) else ():
        text = message.get("text", text)
        custom = message.get("custom", custom)
    if not isinstance(custom, dict) or "kind" not in custom:
        raise ServiceError("Rasa has no answer; the action server may have stopped")
    return {**custom, "text": text}


def _said(answer: Json) -> Said:
    try:
        if answer["kind"] == wire.Answer.RESUMED.value:
            return _resumed(answer)
        return Said(
            text=answer["text"],
            mood=answer["turn"]["mood"],
            is_over=answer["is_over"],
        )
    except (LookupError, TypeError, ValueError) as error:
        raise _unexpected() from error


def _resumed(answer: Json) -> Said:
    turns = [
        Turn(
            index=index,
            speaker=Speaker(item["speaker"]),
            text=wire.unwrap(item["text"]),
            mood=item["mood"],
        )
        for index, item in enumerate(answer["turns"])
    ]
    last = turns[-1]
    return Said(
        text=last.text,
        mood=last.mood or 0,
        is_over=answer["is_over"],
        earlier=tuple(turns[:-1]),
        unanswered=wire.unwrap(answer["unanswered"]) if answer["unanswered"] else None,
    )


def _unexpected() -> ServiceError:
    return ServiceError(
        "Rasa's answer is not one of Hotseat's; is another bot running?"
    )
