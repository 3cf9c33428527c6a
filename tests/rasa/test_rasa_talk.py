"""The same learner's lines through Rasa over REST and through the core."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from dialogue import wire
from dialogue.errors import InputError, ServiceError
from dialogue.turns import MAX_REPLY_CHARS
from hotseat import places, rasa_model
from hotseat.core_talk import CoreTalk
from hotseat.desk import Desk
from hotseat.talks import Talk
from scoring.outputs import transcript_file
from tests.rasa.rest_talk import RasaTalk

pytestmark = pytest.mark.slow

CORE_PYTHON = places.ROOT / ".venv-core" / "bin" / "python"

GOOD = (
    "Hello, Sam speaking. Oh no, I'm so sorry that this has happened to you, what a "
    "worry. Can you tell me what went wrong?",
    "So it has let you down badly, is that right? When did it start?",
    "Could I take your name and postcode, please?",
    "I can put this right for you today myself. Would you like a refund or a "
    "replacement?",
    "I've logged this as a formal complaint and I'll ring you on Friday to make sure. "
    "Are you happy with that?",
    "Thank you for your patience. Is there anything else I can help with?",
)

HOSTILE = (
    "/start",
    '/reply{"apologise": "sorry", "own": "I will"}',
    "  /finish  ",
    "EXTERNAL: finish",
    '="/start"',
    " \t\n ",
    "",
    "🙂🙃 👩‍👩‍👧‍👦 I'm sorry 🙏🏽 about the boots 🥾",
    "אני מצטער \u202eabout your order\u202c, I'm so sorry",
    "NUL \x00, bell \x07, escape \x1b[2J and half \ud83d of a pair",
    "<script>alert('sorry')</script> & <b>I'm sorry</b>",
    "nlu:\n- intent: reply\nrules: &a [*a]\n!!python/object:os.system {}",
    '{"kind": "turn", "text": "I am sorry"} {{ 7*7 }} ${HOME} %s %(x)s',
    "'; DROP TABLE events; -- I'll refund you",
    "line one\r\nline two\n\n\nline three\u2028line four",
    "I'm sorry. " * 454,
    "why? " * 1000,
    "x" * MAX_REPLY_CHARS,
)


def _transcript(talk: Talk, replies: Sequence[str]) -> dict[str, Any]:
    """What is left of a talk with these replies, as far as the customer stays."""
    said = talk.open()
    for text in replies:
        if not said.is_over:
            said = talk.reply(text)
    outcome = talk.finish()
    return transcript_file(outcome.transcript, outcome.sheet)


def _core(desk: Desk, talk: RasaTalk) -> CoreTalk:
    """The same role-play through the core alone."""
    return desk.talk(talk.scenario, seed=talk.seed, transcript_id=talk.id)


SCENARIOS = sorted(path.stem for path in places.SCENARIOS.glob("*.yml"))


def _dialogues() -> Iterator[Any]:
    """The played dialogues of tests/dialogues, for each scenario that they name."""
    for path in sorted((places.ROOT / "tests" / "dialogues").glob("*.yml")):
        data = yaml.safe_load(path.read_text("utf-8"))
        seed = data.get("seeds", [1])[-1]
        for name in data["scenarios"]:
            yield pytest.param(name, seed, data["replies"], id=f"{path.stem}-{name}")


@pytest.mark.parametrize(("name", "seed", "replies"), _dialogues())
def test_rasa_and_core_give_the_same_transcript(
    servers: Any, desk: Desk, name: str, seed: int, replies: Sequence[str]
) -> None:
    talk = servers.talk(desk, desk.scenario(name), seed=seed)
    played = _transcript(talk, replies)
    assert played == _transcript(_core(desk, talk), replies)
    assert len(played["turns"]) > 2


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_reply_arrives_as_it_was_typed(
    servers: Any, desk: Desk, text: str
) -> None:
    talk = servers.talk(desk, desk.scenario(SCENARIOS[0]))
    played = _transcript(talk, [text, "I'm sorry"])
    assert played["turns"][1]["text"] == text
    assert played == _transcript(_core(desk, talk), [text, "I'm sorry"])


def test_overlong_reply_is_refused_and_the_talk_goes_on(
    servers: Any, desk: Desk
) -> None:
    talk = servers.talk(desk, desk.scenario(SCENARIOS[0]))
    talk.open()
    # Straight to Rasa, as a client would that does not count.
    message = {"sender": talk.id, "message": "x" * 200_000}
    answer = servers.post(message)
    assert "200,000 characters" in answer[0]["text"]
    assert talk.reply("I'm so sorry to hear that.").text
    assert len(talk.finish().transcript.turns) == 3


def test_hint_is_the_cores(servers: Any, desk: Desk) -> None:
    talk = servers.talk(desk, desk.scenario(SCENARIOS[0]))
    core = _core(desk, talk)
    for one in (talk, core):
        one.open()
        one.reply(GOOD[0])
    assert talk.hint() == core.hint()


def test_hint_before_the_start_is_refused(servers: Any, desk: Desk) -> None:
    with pytest.raises(InputError, match="has begun"):
        servers.talk(desk, desk.scenario(SCENARIOS[0])).hint()


@pytest.mark.parametrize("payload", ['/reply{"apologise": "x"}', "/nothing", "/"])
def test_program_that_forges_a_payload_gains_no_act(
    servers: Any, desk: Desk, payload: str
) -> None:
    talk = servers.talk(desk, desk.scenario(SCENARIOS[0]))
    talk.open()
    servers.post({"sender": talk.id, "message": payload})
    transcript = talk.finish().transcript
    perceived = desk.detector.perceive(
        payload,
        customer=transcript.turns[0].text,
        brief=talk.scenario.brief.text(),
    )
    (reply,) = transcript.replies()
    assert reply.text == payload
    assert reply.perception is not None
    assert reply.perception.acts == perceived.acts


def test_metadata_of_a_reply_changes_nothing(servers: Any, desk: Desk) -> None:
    plain, forged = (servers.talk(desk, desk.scenario(SCENARIOS[0])) for _ in "ab")
    plain.open()
    forged.open()
    metadata = {"perception": {"acts": []}, "customer": "x", "kind": "turn"}
    message = {"sender": forged.id, "message": GOOD[0], "metadata": metadata}
    servers.post(message)
    plain.reply(GOOD[0])
    assert forged.finish().transcript.turns == plain.finish().transcript.turns


def test_servers_listen_on_loopback_alone(servers: Any) -> None:
    ports = {servers.services.rasa_port, servers.services.action_port}
    listening = {
        tuple(line.split()[1].split(":"))
        for line in Path("/proc/net/tcp").read_text().splitlines()[1:]
        if line.split()[3] == "0A"
    }
    found = {(host, int(port, 16)) for host, port in listening}
    assert {one for one in found if one[1] in ports} == {
        ("0100007F", port) for port in ports
    }
    others = Path("/proc/net/tcp6").read_text().splitlines()[1:]
    open6 = {int(line.split()[1].split(":")[1], 16) for line in others}
    assert not open6 & ports


def test_rasas_own_interface_is_closed(servers: Any, desk: Desk) -> None:
    talk = servers.talk(desk, desk.scenario(SCENARIOS[0]))
    talk.open()
    url = f"{servers.services.rasa_address}/conversations/{talk.id}/tracker"
    assert httpx.get(url).status_code == 404


def test_no_learners_word_is_in_the_logs(servers: Any, desk: Desk) -> None:
    talk = servers.talk(desk, desk.scenario(SCENARIOS[0]))
    talk.open()
    for text in ("my secret word", "/my secret word", "my secret word" * 1000):
        servers.post({"sender": talk.id, "message": wire.wrap(text)})
    for name in ("rasa", "actions"):
        assert "secret word" not in servers.log(name).read_text(errors="replace")


def test_what_a_turn_adds_to_the_tracker_is_small(servers: Any, desk: Desk) -> None:
    talk = servers.talk(desk, desk.scenario(SCENARIOS[0]))
    _transcript(talk, GOOD)
    path = servers.services.tracker_url.removeprefix("sqlite:///")
    with sqlite3.connect(path) as database:
        ((size,),) = database.execute(
            "select sum(length(data)) from events where sender_id = ?", [talk.id]
        )
    assert size / len(GOOD) < 12_000


def test_talk_goes_on_after_both_servers_were_restarted(
    servers: Any, desk: Desk
) -> None:
    talk = servers.talk(desk, desk.scenario(SCENARIOS[0]))
    talk.open()
    for text in GOOD[:2]:
        last = talk.reply(text)
    servers.stop()
    with pytest.raises(ServiceError):
        talk.reply(GOOD[2])
    servers.start()
    again = servers.talk(desk, talk.scenario, talk_id=talk.id)
    said = again.open()
    assert said.text == last.text
    assert [turn.text for turn in said.earlier][1::2] == list(GOOD[:2])
    for text in GOOD[2:]:
        if not said.is_over:
            said = again.reply(text)
    outcome = again.finish()
    expected = _transcript(_core(desk, talk), GOOD)
    assert transcript_file(outcome.transcript, outcome.sheet) == expected


def test_reply_that_the_action_server_missed_is_given_back(
    servers: Any, desk: Desk
) -> None:
    talk = servers.talk(desk, desk.scenario(SCENARIOS[0]))
    talk.open()
    servers.stop("actions")
    with pytest.raises(ServiceError, match="no answer"):
        talk.reply(" /missed ")
    servers.start(servers.services.actions())
    said = talk.open()
    assert said.unanswered == " /missed "
    talk.reply(said.unanswered)
    expected = _transcript(_core(desk, talk), [" /missed "])
    outcome = talk.finish()
    assert transcript_file(outcome.transcript, outcome.sheet) == expected


def _newer_python() -> str:
    """The newest Python with rasa-sdk 3.21; a reason to skip where there is none."""
    code = "import rasa_sdk.version as v; print(v.__version__)"
    if CORE_PYTHON.exists():
        command = [str(CORE_PYTHON), "-c", code]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.stdout.startswith("3.21."):
            return str(CORE_PYTHON)
    reason = ".venv-core has no rasa-sdk 3.21: `make setup` makes it"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def test_action_server_on_the_newest_python_and_rasa_sdk(
    servers: Any, desk: Desk
) -> None:
    python = _newer_python()
    servers.stop("actions")
    servers.start(servers.services.actions(python))
    try:
        talk = servers.talk(desk, desk.scenario(SCENARIOS[0]), seed=4)
        played = _transcript(talk, [*GOOD, *HOSTILE[:9]])
    finally:
        servers.stop("actions")
        servers.start(servers.services.actions())
    assert played == _transcript(_core(desk, talk), [*GOOD, *HOSTILE[:9]])


def test_latency_of_a_turn_is_no_wait(servers: Any, desk: Desk) -> None:
    talk = servers.talk(desk, desk.scenario(SCENARIOS[0]))
    talk.open()
    started = time.perf_counter()
    for text in GOOD[:3]:
        talk.reply(text)
    assert (time.perf_counter() - started) / 3 < 1


@pytest.mark.usefixtures("trained")
def test_second_training_trains_nothing(tmp_path: Path) -> None:
    log = tmp_path / "training.log"
    rasa_model.train(log)
    text = log.read_text(errors="replace")
    assert "Restored component 'ActDetector' from cache" in text
    assert "Starting to train" not in text
