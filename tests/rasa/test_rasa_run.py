"""`hotseat run` as a learner uses it: a program with a screen and a keyboard."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

from hotseat import places
from tests.rasa.conftest import SECONDS, free_port

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("trained")]

FIRST = "Oh no, I'm so sorry. Can you tell me what happened?"
SECOND = "/start is what I typed, and I'll sort this out for you today."


class Hotseat:
    """A running `hotseat run`, in a session of its own as in a terminal."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        self.screen = folder / "screen.txt"
        ports = ("--port", str(free_port()), "--action-port", str(free_port()))
        command = (sys.executable, "-m", "hotseat", "run", *ports, "--seed", "4")
        with self.screen.open("wb") as screen:
            self.process = subprocess.Popen(
                [*command, *options],
                cwd=places.ROOT,
                env={
                    **os.environ,
                    "HOTSEAT_RUN_DIR": str(folder / "run"),
                    "HOTSEAT_TRANSCRIPTS": str(folder / "transcripts"),
                },
                stdin=subprocess.PIPE,
                stdout=screen,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def keyboard(self) -> IO[bytes]:
        if self.process.stdin is None:
            raise RuntimeError("it has no keyboard")
        return self.process.stdin

    def type(self, *lines: str) -> None:
        self.keyboard.write("".join(f"{line}\n" for line in lines).encode())
        self.keyboard.flush()

    def shown(self) -> str:
        return self.screen.read_text("utf-8")

    def wait_for(self, words: str) -> None:
        deadline = time.monotonic() + SECONDS
        while words not in self.shown():
            assert time.monotonic() < deadline, self.shown()
            assert self.process.poll() is None, self.shown()
            time.sleep(0.1)

    def press_ctrl_c(self) -> None:
        os.killpg(self.process.pid, signal.SIGINT)

    def left_over(self) -> list[str]:
        """Processes that this run has started and that are still there."""
        mark = f"HOTSEAT_RUN_DIR={self.folder / 'run'}".encode()
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (entry / "environ").read_bytes().split(b"\0"):
                    found.append((entry / "cmdline").read_text())
            except (OSError, UnicodeDecodeError):
                continue
        return found

    def pid(self, name: str) -> int:
        log = (self.folder / "run" / "system.log").read_text()
        found = re.search(rf"{name} started \(pid=(\d+)\)", log)
        assert found is not None, log
        return int(found.group(1))

    def id(self) -> str:
        data = json.loads((self.folder / "run" / "unfinished.json").read_text())
        return str(data["id"])


@pytest.fixture
def run(tmp_path: Path) -> Iterator[type[Hotseat]]:
    started: list[Hotseat] = []

    class Run(Hotseat):
        def __init__(self, *options: str) -> None:
            super().__init__(tmp_path, *options)
            started.append(self)

    yield Run
    for hotseat in started:
        hotseat.process.kill()
        # What could not be written any more is no matter now.
        with contextlib.suppress(BrokenPipeError):
            hotseat.keyboard.close()
        hotseat.process.wait()


def test_role_play_from_the_list_to_the_transcript_and_ctrl_c(run: type) -> None:
    hotseat = run()
    hotseat.wait_for("Whom do you want to talk to?")
    hotseat.type("99", "1", FIRST, "hint", SECOND, "finish")
    hotseat.wait_for("Your transcript is in")
    shown = hotseat.shown()
    assert "'99' is not in the list" in shown
    assert "Hint:" in shown
    files = sorted((hotseat.folder / "transcripts").iterdir())
    assert [path.suffix for path in files] == [".html", ".json", ".txt"]
    data = json.loads(files[1].read_text("utf-8"))
    assert [turn["text"] for turn in data["turns"]][1::2] == [FIRST, SECOND]
    assert data["seed"] == 4
    assert files[2].read_text("utf-8") in shown
    assert len(hotseat.left_over()) >= 4
    hotseat.press_ctrl_c()
    assert hotseat.process.wait(30) == 1
    assert hotseat.shown().endswith("Stopped.\n")
    assert hotseat.left_over() == []


def test_crash_is_a_sentence_and_the_talk_can_be_gone_on_with(run: type) -> None:
    hotseat = run()
    hotseat.wait_for("Whom do you want to talk to?")
    hotseat.type("1", FIRST)
    hotseat.wait_for(f"You> {FIRST}")
    hotseat.type("hint")
    hotseat.wait_for("Hint:")
    talk_id = hotseat.id()
    os.kill(hotseat.pid("actions"), signal.SIGKILL)
    hotseat.type(SECOND)
    assert hotseat.process.wait(60) == 1
    last = hotseat.shown().splitlines()[-1]
    assert "actions has stopped" in last
    assert f"--resume {talk_id}" in last
    assert "Traceback" not in hotseat.shown()
    assert hotseat.left_over() == []

    again = run("--resume", talk_id)
    again.wait_for("You: Oh no")
    again.type("Thank you for bearing with me.")
    again.keyboard.close()
    assert again.process.wait(60) == 0
    (path,) = (again.folder / "transcripts").glob("*.json")
    replies = [turn["text"] for turn in json.loads(path.read_text())["turns"]][1::2]
    # Whether Rasa had it before the crash or not, the second reply is not there twice.
    assert replies[0] == FIRST
    assert replies[-1] == "Thank you for bearing with me."
    assert replies[1:-1] in ([], [SECOND])
    assert again.left_over() == []
