"""The JSON forms of turns, perceptions and transcripts, and the way back.

Offsets, ids and words survive the round trip exactly. A clause's vector travels as
base64 where it is wanted (between Rasa and the action server) and is left out of
transcripts.
"""

from __future__ import annotations

import base64
import binascii
from typing import Any

from dialogue.acts import Act, ActKind
from dialogue.errors import TranscriptError
from dialogue.perceptions import Clause, Mention, MentionKind, Perception
from dialogue.turns import Event, EventKind, Speaker, Transcript, Turn

TRANSCRIPT_FORMAT = 1

Json = dict[str, Any]


def perception_to_json(perception: Perception, *, with_clauses: bool = False) -> Json:
    data: Json = {
        "acts": [
            {
                "act": str(act.kind),
                "start": act.start_char,
                "end": act.end_char,
                "confidence": round(act.confidence, 4),
            }
            for act in perception.acts
        ],
        "mentions": [
            {
                "kind": str(mention.kind),
                "start": mention.start_char,
                "end": mention.end_char,
                "amount": mention.amount,
            }
            for mention in perception.mentions
        ],
        "unsure": perception.is_unsure,
        "readable": perception.is_readable,
    }
    if with_clauses:
        data["clauses"] = [
            {
                "start": clause.start_char,
                "end": clause.end_char,
                "vector": base64.b64encode(clause.vector).decode("ascii"),
            }
            for clause in perception.clauses
        ]
    return data


def perception_from_json(data: Json) -> Perception:
    """Raises TranscriptError where the data is not of this form."""
    try:
        return Perception(
            acts=tuple(
                Act(
                    kind=ActKind(item["act"]),
                    start_char=int(item["start"]),
                    end_char=int(item["end"]),
                    confidence=float(item.get("confidence", 1.0)),
                )
                for item in data.get("acts", ())
            ),
            mentions=tuple(
                Mention(
                    kind=MentionKind(item["kind"]),
                    start_char=int(item["start"]),
                    end_char=int(item["end"]),
                    amount=item.get("amount"),
                )
                for item in data.get("mentions", ())
            ),
            clauses=tuple(
                Clause(
                    start_char=int(item["start"]),
                    end_char=int(item["end"]),
                    vector=base64.b64decode(item["vector"], validate=True),
                )
                for item in data.get("clauses", ())
            ),
            is_unsure=bool(data.get("unsure", False)),
            is_readable=bool(data.get("readable", True)),
        )
    except (KeyError, TypeError, ValueError, AttributeError, binascii.Error) as error:
        raise TranscriptError(f"these are no perceived acts: {error!r}") from error


def turn_to_json(turn: Turn) -> Json:
    """A turn without what it does not have: bare text stays speaker and text."""
    data: Json = {"speaker": str(turn.speaker), "text": turn.text}
    if turn.perception is not None:
        data |= perception_to_json(turn.perception)
    if turn.line_ids:
        data["lines"] = list(turn.line_ids)
    if turn.mood is not None:
        data["mood"] = turn.mood
    if turn.events:
        data["events"] = [{"kind": str(e.kind), "ref": e.ref} for e in turn.events]
    return data


def turn_from_json(data: Json, *, index: int) -> Turn:
    """Raises TranscriptError, naming the turn, where the data is not of this form."""
    try:
        speaker, text = Speaker(data["speaker"]), data["text"]
        if not isinstance(text, str):
            raise TypeError(f"text must be a string, not {text!r}")
        perception = perception_from_json(data) if "acts" in data else None
        _check_places(perception, text)
        _check_mood(data.get("mood"))
        return Turn(
            index=index,
            speaker=speaker,
            text=text,
            perception=perception,
            line_ids=tuple(data.get("lines", ())),
            mood=data.get("mood"),
            events=tuple(
                Event(kind=EventKind(item["kind"]), ref=str(item["ref"]))
                for item in data.get("events", ())
            ),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        speakers = " or ".join(f'"{speaker}"' for speaker in Speaker)
        raise TranscriptError(
            f"turn {index}: a turn is an object with speaker ({speakers}) and text; "
            f"the trouble is {error!r}"
        ) from error


def _check_places(perception: Perception | None, text: str) -> None:
    """Raises ValueError for an act whose words are not in the text."""
    for act in perception.acts if perception else ():
        if not 0 <= act.start_char < act.end_char <= len(text):
            raise ValueError(
                f"{act.kind} from {act.start_char} to {act.end_char} lies outside the "
                f"text, which has {len(text)} characters"
            )


def _check_mood(mood: object) -> None:
    if mood is not None and not (isinstance(mood, int) and 0 <= mood <= 100):
        raise ValueError(f"mood must be a whole number from 0 to 100, not {mood!r}")


def transcript_to_json(transcript: Transcript) -> Json:
    return {
        "format": TRANSCRIPT_FORMAT,
        "id": transcript.id,
        "scenario": transcript.scenario_id,
        "seed": transcript.seed,
        "ending": transcript.ending,
        "versions": dict(transcript.versions),
        "turns": [turn_to_json(turn) for turn in transcript.turns],
    }


def transcript_from_json(data: Json) -> Transcript:
    """Reads the full form, or the short one of id, scenario and bare turns.

    Raises TranscriptError, saying what is missing, for anything else.
    """
    if not isinstance(data, dict):
        raise TranscriptError("a transcript is an object with id, scenario and turns")
    for key, kind in (("id", str), ("scenario", str), ("turns", list)):
        if not isinstance(data.get(key), kind):
            wanted = "a list" if kind is list else "text"
            raise TranscriptError(f"{key!r} is missing or is not {wanted}")
    seed, versions = data.get("seed", 0), data.get("versions", {})
    if not isinstance(seed, int) or not isinstance(versions, dict):
        raise TranscriptError("'seed' must be a whole number and 'versions' an object")
    return Transcript(
        id=data["id"],
        scenario_id=data["scenario"],
        turns=tuple(
            turn_from_json(item, index=index)
            for index, item in enumerate(data["turns"])
        ),
        seed=seed,
        ending=str(data.get("ending", "")),
        versions={str(k): str(v) for k, v in versions.items()},
    )
