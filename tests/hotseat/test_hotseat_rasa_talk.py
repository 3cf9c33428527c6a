"""The REST client, with a function in Rasa's place."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

from dialogue import wire
from dialogue.errors import InputError, ServiceError
from dialogue.turns import MAX_REPLY_CHARS, Speaker, Transcript, Turn
from hotseat.rasa_talk import RasaTalk, RestChannel, find_talk, read_answer
from scoring.marking import mark
from scoring.outputs import transcript_file
from tests.factories import heat, make_scenario


def _messages(kind: str, text: str = "Hello.", **data: Any) -> list[dict[str, Any]]:
    return [
        {"recipient_id": "t", "text": text},
        {"recipient_id": "t", "custom": {"kind": kind, **data}},
    ]


TURN = {"turn": {"speaker": "customer", "text": "Hello.", "mood": 40}, "is_over": False}


class Rasa:
    """Keeps what is sent and answers with what it was given."""

    def __init__(self, *answers: Any) -> None:
        self.sent: list[dict[str, Any]] = []
        self._answers = list(answers)

    def __call__(self, message: dict[str, Any]) -> Any:
        self.sent.append(message)
        return self._answers.pop(0)


def _talk(rasa: Rasa, folder: Path) -> RasaTalk:
    scenario = make_scenario(folder)
    return RasaTalk(post=rasa, scenario=scenario, rubric=heat(), seed=5, id="t")


def test_open_names_scenario_and_seed(tmp_path: Path) -> None:
    rasa = Rasa(_messages("turn", **TURN))
    said = _talk(rasa, tmp_path).open()
    assert (said.text, said.mood, said.is_over) == ("Hello.", 40, False)
    metadata = {"scenario": "small", "seed": 5}
    assert rasa.sent == [{"sender": "t", "message": "/start", "metadata": metadata}]


def test_reply_is_wrapped_where_rasa_would_misread_it(tmp_path: Path) -> None:
    rasa = Rasa(_messages("turn", **TURN))
    _talk(rasa, tmp_path).reply("/finish")
    assert rasa.sent == [{"sender": "t", "message": wire.wrap("/finish")}]


def test_overlong_reply_is_not_sent(tmp_path: Path) -> None:
    rasa = Rasa()
    with pytest.raises(InputError, match="5,001"):
        _talk(rasa, tmp_path).reply("x" * (MAX_REPLY_CHARS + 1))


def test_trouble_is_its_own_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="It is over"):
        _talk(Rasa(_messages("trouble", "It is over.")), tmp_path).reply("hi")


def test_hint_is_the_text(tmp_path: Path) -> None:
    assert _talk(Rasa(_messages("hint", "Ask.")), tmp_path).hint() == "Ask."


def test_resumed_talk_has_its_turns_and_the_unanswered_reply(tmp_path: Path) -> None:
    turns = [
        {"speaker": "customer", "text": "Hi.", "mood": 40},
        {"speaker": "learner", "text": wire.wrap("/hm "), "mood": None},
        {"speaker": "customer", "text": "Well?", "mood": 35},
    ]
    answer = _messages("resumed", turns=turns, is_over=False, unanswered='=" "')
    said = _talk(Rasa(answer), tmp_path).open()
    assert [turn.text for turn in said.earlier] == ["Hi.", "/hm "]
    assert (said.text, said.mood, said.unanswered) == ("Well?", 35, " ")


def test_talk_is_found_by_its_id() -> None:
    answer = _messages("resumed", scenario="small", seed=9, turns=[])
    assert find_talk(Rasa(answer), "t") == ("small", 9)


def test_unknown_id_is_refused() -> None:
    with pytest.raises(InputError, match="'t'"):
        find_talk(Rasa(_messages("trouble", "Nothing.")), "t")


@pytest.mark.parametrize(
    "answer",
    [
        [],
        None,
        {"error": 1},
        [{"text": "from another bot"}],
        [{"custom": {"other": 1}}],
        _messages("turn"),
        _messages("resumed"),
        _messages("resumed", turns=[], is_over=False, unanswered=""),
    ],
)
def test_answer_that_is_none_of_ours_is_a_service_error(
    tmp_path: Path, answer: Any
) -> None:
    with pytest.raises(ServiceError):
        _talk(Rasa(answer), tmp_path).open()


def _transcript(folder: Path) -> dict[str, Any]:
    turns = (Turn(index=0, speaker=Speaker.CUSTOMER, text="Hi.", mood=40),)
    transcript = Transcript(id="t", scenario_id="small", turns=turns)
    sheet = mark(transcript, make_scenario(folder), heat())
    return transcript_file(transcript, sheet)


def test_finish_gives_the_marks_that_rasa_gave(tmp_path: Path) -> None:
    data = _transcript(tmp_path)
    talk = _talk(Rasa(_messages("transcript", transcript=data)), tmp_path)
    outcome = talk.finish()
    assert transcript_file(outcome.transcript, outcome.sheet) == data


def test_other_marks_than_ours_are_not_passed_off_as_rasas(tmp_path: Path) -> None:
    data = _transcript(tmp_path)
    data["marks"]["heat"]["hear"] = 3
    talk = _talk(Rasa(_messages("transcript", transcript=data)), tmp_path)
    with pytest.raises(ServiceError, match="differ"):
        talk.finish()


def test_finish_without_a_transcript_is_a_service_error(tmp_path: Path) -> None:
    with pytest.raises(ServiceError):
        _talk(Rasa(_messages("transcript")), tmp_path).finish()


def test_dead_server_is_a_plain_sentence() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}"
    with pytest.raises(ServiceError, match="does not answer"):
        RestChannel(address=address)({})


def test_text_and_json_of_an_answer_belong_together() -> None:
    assert read_answer(_messages("hint", "Ask.")) == {"kind": "hint", "text": "Ask."}
