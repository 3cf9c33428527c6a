"""Rasa over its REST channel: a message goes in, the customer's turn comes out.

Raises RasaDownError where nothing came back, so that nobody knows what Rasa did with
the message, and RasaRefusedError where it said plainly that it couldn't.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpx

from dialogue import wire
from dialogue.errors import InputError, ServiceError
from dialogue.forms import Json

Post = Callable[[Json], Any]
CONNECT_SECONDS = 3


class RasaDownError(ServiceError):
    """Rasa or the action server gave no answer, or not in time."""


class RasaRefusedError(InputError):
    """A plain sentence on why it can't be done; the talk in Rasa is as it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The customer's turn in its JSON form, and what the reply before it did.

    `reply` is empty at the opening. `ending` is empty while the talk goes on.
    """

    turn: Json
    reply: Json
    versions: dict[str, str]
    ending: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RestChannel:
    """Rasa's REST channel at an address such as http://127.0.0.1:5005."""

    address: str
    timeout_seconds: float = 60

    def __call__(self, message: Json) -> Any:
        """The answers to a message."""
        limits = httpx.Timeout(self.timeout_seconds, connect=CONNECT_SECONDS)
        try:
            answer = _client().post(
                f"{self.address}/webhooks/rest/webhook", json=message, timeout=limits
            )
            answer.raise_for_status()
            return answer.json()
        except httpx.TimeoutException as error:
            raise RasaDownError(
                f"Rasa at {self.address} has not answered in "
                f"{self.timeout_seconds:.0f} seconds"
            ) from error
        except (httpx.HTTPError, ValueError) as error:
            raise RasaDownError(f"Rasa at {self.address} does not answer") from error


@cache
def _client() -> httpx.Client:
    """One for the process: to make one takes longer than most pages.

    Each message has a connection of its own, since Rasa may close one that waits in the
    very moment in which it is used again. A proxy that is set for the internet has no
    business on loopback.
    """
    limits = httpx.Limits(max_keepalive_connections=0)
    return httpx.Client(trust_env=False, limits=limits)


@dataclass(frozen=True, slots=True, kw_only=True)
class RasaTalk:
    """One talk in Rasa, which `sender` names there."""

    post: Post
    sender: str

    def begin(self, scenario_id: str, *, sha256: str, seed: int) -> Answer:
        """The opening, in exactly this version of the scenario."""
        chosen = {
            wire.SCENARIO: scenario_id,
            wire.SHA256: sha256,
            wire.SEED: seed,
        }
        return self._send(wire.START, metadata=chosen)

    def say(self, text: str) -> Answer:
        return self._send(wire.wrap(text))

    def _send(self, message: str, **more: Any) -> Answer:
        data = {"sender": self.sender, "message": message, **more}
        return _turn_of(read_answer(self.post(data)))


def read_answer(messages: Any) -> Json:
    """One answer from Rasa's messages: its JSON with the `text` that came before it."""
    text, custom = "", None
    for message in messages if isinstance(messages, list) else ():
        text = message.get("text", text)
        custom = message.get("custom", custom)
    if not isinstance(custom, dict) or "kind" not in custom:
        raise RasaDownError("Rasa has no answer; the action server may have stopped")
    if custom["kind"] == wire.Answer.TROUBLE.value:
        raise RasaRefusedError(text)
    return {**custom, "text": text}


def _turn_of(answer: Json) -> Answer:
    if answer["kind"] != wire.Answer.TURN.value:
        raise RasaRefusedError(f"Rasa answered with {answer['kind']!r} and no turn")
    turn: Json = answer["turn"]
    ended = [e["ref"] for e in turn.get("events", ()) if e["kind"] == "ended"]
    return Answer(
        turn=turn,
        reply=answer.get(wire.REPLY, {}),
        versions=answer[wire.VERSIONS],
        ending=ended[0] if ended else "",
    )
