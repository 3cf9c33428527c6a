"""After an erasure no file of the run folder holds a word of the learner's.

The bytes of all files are searched: databases with their journals, and logs, which
servers that were killed or stopped in the middle of a reply have written to.
"""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.site import Site
from tests.rasa.test_rasa_killing import Learner

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("trained")]

# Every reply holds it; so does all else that the learner types.
SECRET = "quokkazanzibar"
PATIENCE_SECONDS = 60


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    # Short, so that Rasa sees a client that has lost patience.
    monkeypatch.setenv("HOTSEAT_RASA_TIMEOUT", "2")
    site = Site(tmp_path)
    yield site
    site.stop()


def test_erasure_leaves_no_word_in_any_file(site: Site) -> None:
    learner = Learner(site)
    talk = learner.start()
    for number in range(3):
        learner.say(talk, f"I'm sorry, {SECRET} {number}. When was that?")
    _say_to_nobody(site, learner, talk)
    _end(learner, talk)
    going_on = learner.start()
    learner.say(going_on, f"{SECRET} in a talk that goes on")
    learner.settled(going_on)
    assert {"site.db", "talks.db"} <= {name.removesuffix("-wal") for name in held(site)}

    site.manage("erase", "learner", "--yes")
    learner.close()
    _wait_until_forgotten(site)
    assert held(site) == []


def held(site: Site) -> list[str]:
    """The names of files in the run folder that hold the learner's words."""
    found = []
    for path in sorted(site.run_folder.rglob("*")):
        if path.is_file() and SECRET.encode() in path.read_bytes().lower():
            found.append(str(path.relative_to(site.run_folder)))
    return found


def _say_to_nobody(site: Site, learner: Learner, talk: str) -> None:
    """Replies while the action server stands still, and then is killed."""
    log = (site.run_folder / "system.log").read_text()
    pid = int(re.findall(r"spawned: 'actions' with pid (\d+)", log)[-1])
    os.kill(pid, signal.SIGSTOP)
    learner.say(talk, f"{SECRET} said to nobody")
    learner.get(talk)
    site.kill("actions")
    learner.settled(talk)


def _end(learner: Learner, talk: str) -> None:
    page = learner.settled(talk)
    learner.post(f"{talk}finish/", page, {})
    page = learner.get(f"{talk}dispute/")
    learner.post(f"{talk}dispute/", page, {"mark": "hear", "reason": SECRET})
    page = learner.get(f"{talk}hand-in/")
    signed = {"is_own": "on", "signed_name": SECRET}
    learner.post(f"{talk}hand-in/", page, signed)


def _wait_until_forgotten(site: Site) -> None:
    """What Rasa wrote after the erasure goes when the site is next tended to."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while held(site) and time.monotonic() < deadline:
        time.sleep(1)
