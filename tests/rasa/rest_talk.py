"""A role-play over Rasa's REST channel, message by message, for the tests here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dialogue import wire
from dialogue.errors import ServiceError
from dialogue.forms import Json, transcript_from_json
from dialogue.turns import Speaker, Turn, check_length
from hotseat.talks import Outcome, Said
from scenario.rubrics import Rubric
from scenario.types import Scenario
from scoring.marking import mark
from scoring.outputs import marks_to_json
from web.practice.rasa import Post, read_answer


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
        return read_answer(self.post({"sender": self.id, "message": message, **more}))


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
