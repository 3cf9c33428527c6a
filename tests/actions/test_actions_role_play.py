"""The four actions, run directly: a dispatcher, a tracker from JSON, no server."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk.executor import ActionExecutor

from dialogue import wire
from dialogue.turns import MAX_REPLY_CHARS
from hotseat import places
from hotseat.core_talk import CoreTalk
from scenario.library import load_library
from scoring.outputs import transcript_file
from tests.factories import heat, make_stage, scenario_data, write_scenario

REPLIES = [
    "I'm so sorry about that. when did you buy the lamp?",
    "  /start with outer space \n",
    "",
    "half \ud83d of a pair, NUL \x00, 🙂 and ‮ turned round",
    "you idiot",
]


def test_start_says_the_opening_and_sets_both_slots(chat: Any) -> None:
    answer = chat.start(seed=7)
    assert answer["kind"] == "turn"
    assert answer["turn"]["lines"] == ["opening.1"]
    assert answer["turn"]["text"] == answer["text"]
    assert answer["turn"]["mood"] == 40
    assert not answer["is_over"]
    assert chat.slots[wire.TALK_SLOT]["scenario"] == "small"
    assert chat.slots[wire.TALK_SLOT]["seed"] == 7
    assert "lamp shop" in chat.slots[wire.TALK_SLOT]["brief"]
    assert chat.slots[wire.CUSTOMER_SLOT]["mood"] == 40


def test_reply_is_answered_from_its_perception(chat: Any) -> None:
    chat.start()
    answer = chat.say("when did you buy the lamp?")
    assert {"kind": "fact", "ref": "when"} in answer["turn"]["events"]
    assert chat.slots[wire.CUSTOMER_SLOT]["facts"] == ["when"]


def test_talk_and_marks_are_those_of_the_core(chat: Any, load: Any, root: Path) -> None:
    resources = load()
    library = load_library(root / "data" / "scenarios")
    core = CoreTalk(
        stage=make_stage(library.get("small")),
        rubric=heat(),
        perceiver=resources.detector,
        seed=3,
        transcript_id="talk-1",
        versions={"detector": resources.detector.version},
    )
    outcome = core.play(REPLIES)
    expected = transcript_file(outcome.transcript, outcome.sheet)
    assert chat.play(REPLIES) == expected


def test_reply_that_came_without_a_perception_is_perceived_here(chat: Any) -> None:
    perceived = chat.play(REPLIES)
    chat.events.clear()
    chat.slots.clear()
    chat.start()
    for text in REPLIES:
        chat.say(text, is_perceived=False)
    assert chat.send(wire.FINISH)["transcript"] == perceived


def test_hint_is_one_of_the_rubrics(chat: Any) -> None:
    chat.start()
    answer = chat.send(wire.HINT)
    assert answer["kind"] == "hint"
    assert answer["text"] == heat().steps[0].hint


def test_hint_and_trouble_are_no_turns(chat: Any) -> None:
    plain = chat.play(REPLIES[:2])
    chat.events.clear()
    chat.slots.clear()
    chat.start()
    chat.say(REPLIES[0])
    chat.send(wire.HINT)
    chat.say("x" * (MAX_REPLY_CHARS + 1))
    chat.say(REPLIES[1])
    assert chat.send(wire.FINISH)["transcript"] == plain


def test_reply_that_was_never_answered_is_no_turn(chat: Any) -> None:
    plain = chat.play(REPLIES[:2])
    chat.events.clear()
    chat.slots.clear()
    chat.start()
    chat.say(REPLIES[0])
    chat.say("the server stops before this is answered", is_answered=False)
    chat.say(REPLIES[1])
    assert chat.send(wire.FINISH)["transcript"] == plain


def test_start_of_a_begun_talk_gives_the_talk_so_far(chat: Any) -> None:
    chat.start(seed=3)
    said = chat.say("  I'm sorry  ")
    chat.say("/unanswered", is_answered=False)
    answer = chat.send(wire.START)
    assert (answer["kind"], answer["scenario"], answer["seed"]) == (
        "resumed",
        "small",
        3,
    )
    texts = [wire.unwrap(turn["text"]) for turn in answer["turns"]]
    assert texts == ["My reading lamp has gone pop.", "  I'm sorry  ", said["text"]]
    assert wire.unwrap(answer["unanswered"]) == "/unanswered"
    assert not answer["is_over"]
    assert chat.send(wire.START)["unanswered"] == ""


def test_refused_reply_is_not_offered_to_be_sent_again(chat: Any) -> None:
    chat.start()
    chat.say("x" * (MAX_REPLY_CHARS + 1))
    assert chat.send(wire.START)["unanswered"] == ""


def _end(chat: Any) -> None:
    chat.start()
    while not chat.say("you idiot").get("is_over", True):
        pass


def test_finish_names_the_ending(chat: Any) -> None:
    _end(chat)
    assert chat.send(wire.FINISH)["transcript"]["ending"] == "left_angry"


def _trouble_after_the_end(chat: Any) -> dict[str, Any]:
    _end(chat)
    return chat.say("One more thing")  # type: ignore[no-any-return]


def _trouble_in_a_begun_talk(chat: Any, message: str, **how: Any) -> Any:
    chat.start()
    return chat.send(message, **how)


TROUBLES = {
    "hint before the start": (lambda c: c.send(wire.HINT), "has begun"),
    "finish before the start": (lambda c: c.send(wire.FINISH), "has begun"),
    "reply before the start": (lambda c: c.say("hello"), "has begun"),
    "start of nothing": (lambda c: c.send(wire.START), "has begun"),
    "unknown scenario": (lambda c: c.start("nope"), "small"),
    "scenario that is no id": (
        lambda c: c.send(wire.START, metadata={"scenario": ["small"]}),
        "scenario's id",
    ),
    "seed that is no number": (
        lambda c: c.send(wire.START, metadata={"scenario": "small", "seed": "1"}),
        "whole number",
    ),
    "metadata that is none": (lambda c: c.send(wire.START, metadata=[1]), "has begun"),
    "another scenario in a begun talk": (
        lambda c: _trouble_in_a_begun_talk(
            c, wire.START, metadata={"scenario": "other"}
        ),
        "start another",
    ),
    "overlong reply": (
        lambda c: _trouble_in_a_begun_talk(c, "x" * 5001),
        "5,001 characters",
    ),
    "reply after the end": (_trouble_after_the_end, "is over"),
}


@pytest.mark.parametrize(("do", "says"), TROUBLES.values(), ids=TROUBLES)
def test_trouble_is_one_plain_sentence(chat: Any, do: Any, says: str) -> None:
    before = dict(chat.slots)
    answer = do(chat)
    assert answer["kind"] == "trouble"
    assert says in answer["text"]
    assert answer["text"][0].isupper() or answer["text"][0] == "'"
    assert answer["text"].endswith(".")
    assert set(answer) == {"kind", "text"}
    assert set(chat.slots) >= set(before)


def test_fault_of_ours_is_a_sentence_and_a_log_without_the_learners_words(
    chat: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: Any) -> None:
        raise KeyError("my secret words")

    chat.start()
    before = dict(chat.slots)
    monkeypatch.setattr("actions.role_play.advance", fail)
    answer = chat.say("my secret words")
    assert answer["kind"] == "trouble"
    assert "kept" in answer["text"]
    assert chat.slots == before
    shown = [r.getMessage() for r in caplog.records if r.levelno > logging.DEBUG]
    assert any("KeyError" in message for message in shown)
    assert not any("secret" in message for message in shown)


def test_new_scenario_needs_no_restart(chat: Any, root: Path) -> None:
    assert chat.start("later")["kind"] == "trouble"
    folder = root / "data" / "scenarios"
    write_scenario(folder, scenario_data(id="later"), name="later")
    assert chat.start("later")["kind"] == "turn"


def test_broken_scenario_says_so_and_stops_no_other(chat: Any, root: Path) -> None:
    (root / "data" / "scenarios" / "broken.yml").write_text("format: 1\nid: broken\n")
    answer = chat.start("broken")
    assert answer["kind"] == "trouble"
    assert "has faults" in answer["text"]
    assert chat.start()["kind"] == "turn"


def test_talk_goes_on_with_the_scenario_that_it_began_with(
    chat: Any, root: Path
) -> None:
    chat.start()
    change = scenario_data(version="1.0.1")
    write_scenario(root / "data" / "scenarios", change)
    assert chat.say("I'm sorry")["kind"] == "turn"
    versions = chat.send(wire.FINISH)["transcript"]["versions"]
    assert versions["scenario"] == "1.0.0"


def test_changed_scenario_after_a_restart_is_a_sentence_until_it_is_back(
    chat: Any, load: Any, root: Path
) -> None:
    chat.start()
    path = root / "data" / "scenarios" / "small.yml"
    original = path.read_bytes()
    write_scenario(path.parent, scenario_data(version="1.0.1"))
    chat.resources = load()
    answer = chat.say("I'm sorry")
    assert answer["kind"] == "trouble"
    assert "has changed" in answer["text"]
    path.write_bytes(original)
    assert chat.say("I'm sorry")["kind"] == "turn"


def test_state_survives_a_restart(chat: Any, load: Any) -> None:
    chat.start()
    for text in REPLIES:
        chat.resources = load()
        chat.say(text)
    restarted = chat.send(wire.FINISH)["transcript"]
    chat.events.clear()
    chat.slots.clear()
    assert chat.play(REPLIES) == restarted


def test_restart_in_rasa_begins_a_new_talk(chat: Any) -> None:
    chat.play(REPLIES)
    chat.events.append({"event": "restart"})
    chat.slots.clear()
    chat.start()
    assert len(chat.send(wire.FINISH)["transcript"]["turns"]) == 1


def test_rasa_sdk_registers_the_four_and_nothing_else() -> None:
    executor = ActionExecutor()
    executor.register_package("actions")
    ours = {name for name in executor.actions if not name.startswith("validate_")}
    assert ours == {"action_start", "action_reply", "action_hint", "action_finish"}


def test_importing_the_actions_loads_no_detector() -> None:
    code = (
        "import sys, actions.role_play; "
        "sys.exit('spacy' in sys.modules or 'perception.detector' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=places.ROOT, check=False)
    assert done.returncode == 0
