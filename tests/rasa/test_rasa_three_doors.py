"""One talk through the site, through Rasa over REST and through `hotseat play`.

The same scenario, seed and replies give the same lines, and the same marks.
"""

from __future__ import annotations

import json

import pytest

from hotseat.desk import Desk
from scoring.outputs import transcript_file
from tests.browser.site import Site
from tests.rasa.rest_talk import RasaTalk
from tests.rasa.test_rasa_killing import Learner
from web.practice.rasa import RestChannel

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("trained")]

SCENARIO = "split-boots"
REPLIES = (
    "Hello, Sam here. I'm so sorry your boots split with the walk so near.",
    "  When did you buy them?\nAnd where?  ",
    "/restart <b>is</b> what I typed \U0001f600",
    "You can have a refund or a new pair by tomorrow. Which suits you?",
    "I'll log your complaint and ring you by 5pm. Thank you for your patience.",
)


def test_lines_and_marks_are_the_same_through_every_door(site: Site) -> None:
    learner, desk = Learner(site), Desk()
    talk = learner.start()
    said = []
    for text in REPLIES:
        if 'id="reply-form"' not in learner.settled(talk):
            break
        learner.say(talk, text)
        said.append(text)
    page = learner.settled(talk)
    if 'id="reply-form"' in page:
        learner.post(f"{talk}finish/", page, {})
    through_site = json.loads(learner.get(f"{talk}transcript.json"))
    learner.close()
    assert len(said) > 2

    scenario = desk.scenario(SCENARIO)
    rest = RasaTalk(
        post=RestChannel(address=site.rasa_address),
        scenario=scenario,
        rubric=desk.rubric(scenario.rubric),
        seed=through_site["seed"],
        id="three-doors",
    )
    rest.open()
    for text in said:
        rest.reply(text)
    outcome = rest.finish()
    through_rest = transcript_file(outcome.transcript, outcome.sheet)

    core = desk.talk(
        scenario, seed=through_site["seed"], transcript_id=through_site["id"]
    )
    played = core.play(said)
    through_play = transcript_file(played.transcript, played.sheet)

    for other in (through_rest, through_play):
        assert other["turns"] == through_site["turns"]
        assert {**other["marks"], "id": ""} == {**through_site["marks"], "id": ""}
        assert other["versions"] == through_site["versions"]
