"""What an action answers with: a text for people and the same as JSON for programs."""

from __future__ import annotations

from typing import Any

from actions.talk import Talk
from dialogue import wire
from dialogue.forms import Json, perception_to_json, turn_to_json
from dialogue.perceptions import Perception
from simulation.advancing import Step


def say_turn(dispatcher: Any, step: Step, versions: Json, **reply: Json) -> None:
    """The customer's line, with what the reply did that it answers, if it does."""
    turn = step.turn(0)
    custom = {"turn": turn_to_json(turn), "is_over": bool(step.state.ending)}
    custom[wire.VERSIONS] = versions
    _say(dispatcher, wire.Answer.TURN, turn.text, **custom, **reply)


def reply_done(perception: Perception) -> dict[str, Json]:
    """What a reply did, as `say_turn` takes it. Its words the client has itself."""
    return {wire.REPLY: perception_to_json(perception)}


def say_resumed(dispatcher: Any, talk: Talk) -> None:
    """The talk so far, for a client that takes it up again."""
    waiting = wire.wrap(talk.waiting.text) if talk.waiting else ""
    _say(
        dispatcher,
        wire.Answer.RESUMED,
        talk.last_line(),
        scenario=talk.scenario_id,
        seed=talk.seed,
        turns=[
            {
                "speaker": str(turn.speaker),
                "text": wire.wrap(turn.text),
                "mood": turn.mood,
            }
            for turn in talk.turns
        ],
        is_over=bool(talk.state.ending),
        unanswered=waiting,
    )


def say_hint(dispatcher: Any, hint: str) -> None:
    _say(dispatcher, wire.Answer.HINT, hint)


def say_transcript(dispatcher: Any, readiness: str, transcript: Json) -> None:
    """The marked transcript, with the readiness as the text."""
    _say(dispatcher, wire.Answer.TRANSCRIPT, readiness, transcript=transcript)


def say_trouble(dispatcher: Any, sentence: str) -> None:
    """A plain sentence on why nothing was done; the talk is as it was before."""
    _say(dispatcher, wire.Answer.TROUBLE, sentence)


def _say(dispatcher: Any, answer: wire.Answer, text: str, **data: Any) -> None:
    dispatcher.utter_message(text=text, json_message={"kind": answer.value, **data})
