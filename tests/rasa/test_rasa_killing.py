"""Rasa, the action server and the site are killed in the middle of replies.

After each restart the role-play goes on; no turn is lost or doubled, the lines are
those of the core, and the learner is told in a plain sentence what goes on.
"""

from __future__ import annotations

import html
import json
import random
import re
import threading
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from hotseat.desk import Desk
from scoring.outputs import transcript_file
from tests.browser.site import Site

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("trained")]

KILLS = 20
VICTIMS = ("rasa", "actions", "site")
# A reply takes about a tenth of a second: before, during and after it.
LATEST_SECONDS = 0.25
# Rasa needs some time to start again, more on a busy machine.
PATIENCE_SECONDS = 240
SCENARIO = "split-boots"
REPLIES_A_TALK = 5
SAYINGS = (
    "I'm sorry to hear that. Can you tell me what happened? ({})",
    "That must be a worry with your walk coming up. ({})",
    "  When did you buy them? ({})",
    "/restart is what I typed. ({})",
    "Let me see what I can do for you. ({})",
)


class Learner:
    """A browser without script: it sends forms, reloads, and sends them again."""

    def __init__(self, site: Site) -> None:
        self._client = httpx.Client(
            base_url=site.address, follow_redirects=True, timeout=30
        )
        page = self.get("/sign-in/")
        data = {"username": "learner", "password": site.password("learner")}
        self.post("/sign-in/", page, data)
        self.sentences: set[str] = set()

    def get(self, address: str) -> str:
        """The page, as soon as the site is there to give it."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                return self._client.get(address).raise_for_status().text
            except httpx.HTTPError:
                assert time.monotonic() < deadline
                time.sleep(0.2)

    def post(self, address: str, page: str, data: dict[str, Any]) -> httpx.Response:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token is not None, page
        sent = {**data, "csrfmiddlewaretoken": token[1]}
        return self._client.post(address, data=sent).raise_for_status()

    def close(self) -> None:
        self._client.close()

    def start(self) -> str:
        """The address of a talk that the customer has opened."""
        address = f"/practice/{SCENARIO}/"
        page = self.get(address)
        data = {"key": _field(page, "key"), "mode": "practice"}
        talk = self.post(address, page, data).url.path
        self.settled(talk)
        return talk

    def settled(self, talk: str) -> str:
        """The talk's page once nothing waits for an answer any more."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while 'data-waiting="yes"' in (page := self.get(talk)):
            note = re.search(r'<div class="alert alert-info".*?</div>', page, re.S)
            assert note is not None
            self.sentences.add(" ".join(re.sub("<[^>]+>", " ", note[0]).split()))
            assert time.monotonic() < deadline, page
            time.sleep(0.3)
        return page

    def say(self, talk: str, text: str) -> None:
        """Sends a reply; if nobody answers, the same form again, as a page would."""
        page = self.settled(talk)
        page = page[page.index('id="reply-form"') :]
        data = {n: _field(page, n) for n in ("key", "index")} | {"text": text}
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                answer = self.post(f"{talk}reply/", page, data).text
                assert 'role="alert"' not in answer, answer
                return
            except httpx.HTTPError:
                assert time.monotonic() < deadline
                self.get("/health")


def _field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, page
    return html.unescape(found[1])


def test_twenty_kills_lose_and_double_nothing(site: Site, desk: Desk) -> None:
    dice = random.Random(4)
    learner = Learner(site)
    killed = 0
    order = [VICTIMS[number % len(VICTIMS)] for number in range(KILLS)]
    dice.shuffle(order)
    for begin in range(0, KILLS, REPLIES_A_TALK):
        talk, said = learner.start(), []
        for number, victim in enumerate(order[begin : begin + REPLIES_A_TALK]):
            page = learner.settled(talk)
            if 'id="reply-form"' not in page:
                break
            text = SAYINGS[number % len(SAYINGS)].format(begin + number)
            delay = dice.uniform(0, LATEST_SECONDS)
            killer = threading.Timer(delay, site.kill, (victim,))
            killer.start()
            learner.say(talk, text)
            killer.join()
            said.append(text)
            killed += 1
        learner.settled(talk)
        assert_is_the_cores(desk, learner, talk, said)
    learner.close()
    assert killed == KILLS
    assert any("Your reply is kept" in sentence for sentence in learner.sentences)
    log = Path(site.run_folder / "site.log").read_text(errors="replace")
    assert "Traceback" not in log


def assert_is_the_cores(
    desk: Desk, learner: Learner, talk: str, said: list[str]
) -> None:
    """The talk, taken from the site at its end, is what the core plays."""
    page = learner.settled(talk)
    if 'id="reply-form"' in page:
        learner.post(f"{talk}finish/", page, {})
    found = json.loads(learner.get(f"{talk}transcript.json"))
    core = desk.talk(
        desk.scenario(SCENARIO), seed=found["seed"], transcript_id=found["id"]
    )
    outcome = core.play(said)
    expected = transcript_file(outcome.transcript, outcome.sheet)
    assert [t["text"] for t in found["turns"]] == [t["text"] for t in expected["turns"]]
    assert found["turns"] == expected["turns"]
    assert found["marks"] == expected["marks"]
    assert found["versions"] == expected["versions"]
