"""A site with a database, people of each role, and the core in Rasa's place."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from dialogue import wire
from dialogue.forms import Json, perception_to_json, turn_to_json
from hotseat import places
from hotseat.core_talk import CoreTalk
from tests.factories import WordEmbedder, heat, make_stage, scenario_data
from web.accounts.models import Role, User
from web.practice import publishing, rasa, talking
from web.practice.models import Attempt, Branch, Mode, ScenarioVersion


@pytest.fixture(autouse=True)
def _fresh(settings: Any, tmp_path: Path) -> None:
    settings.PUBLISHED = tmp_path / "published"
    cache.clear()


@pytest.fixture(autouse=True, scope="session")
def _parsed_once() -> Iterator[None]:
    """Nearly every test publishes the same files, and checking them takes longest."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("parse_rubric", "parse_scenario"):
            patch.setattr(publishing, name, lru_cache(getattr(publishing, name)))
        yield


class WordDetector(WordEmbedder):
    """Finds acts by a few words; each reply is one clause."""

    version = "words-1"

    def perceive(self, reply: str, *, customer: str = "", brief: str = "") -> Any:  # noqa: ARG002
        import re

        from dialogue.acts import Act, ActKind
        from dialogue.perceptions import Clause, Perception

        words = {"sorry": "apologise", "when": "clarify", "idiot": "rude"}
        acts = tuple(
            Act(kind=ActKind(kind), start_char=m.start(), end_char=m.end())
            for word, kind in words.items()
            for m in re.finditer(word, reply)
        )
        clause = Clause(start_char=0, end_char=len(reply), vector=self._vector(reply))
        return Perception(acts=acts, clauses=(clause,) if reply.strip() else ())


class FakeRasa:
    """Rasa's REST channel, played by the core in this process.

    `fails` are what befalls the next messages, in order: "down" before anything is
    done, "lost" after it was done but before the answer comes back, "" nothing.
    """

    def __init__(self) -> None:
        self.talks: dict[str, CoreTalk] = {}
        self.sent: list[Json] = []
        self.fails: list[str] = []
        self.is_other = False

    def __call__(self, message: Json) -> Any:
        self.sent.append(message)
        fate = self.fails.pop(0) if self.fails else ""
        if fate == "down":
            raise rasa.RasaDownError("down")
        answer = self._answer(message)
        if fate == "lost":
            raise rasa.RasaDownError("lost")
        return answer

    def _answer(self, message: Json) -> Any:
        sender, text = message["sender"], message["message"]
        if text == wire.START:
            self.talks[sender] = talk = self._talk(message["metadata"])
            talk.open()
            return self._turn(talk)
        if sender not in self.talks:
            return self._trouble("No conversation has begun yet.")
        talk = self.talks[sender]
        if talk._step is None or talk._step.state.ending:
            return self._trouble("This conversation is over.")
        talk.reply(wire.unwrap(text))
        return self._turn(talk)

    def _talk(self, chosen: Json) -> CoreTalk:
        version = ScenarioVersion.objects.get(sha256=chosen[wire.SHA256])
        return CoreTalk(
            stage=make_stage(publishing.scenario_of(version)),
            rubric=heat(),
            perceiver=WordDetector(),
            seed=chosen[wire.SEED],
            transcript_id=chosen[wire.SCENARIO],
            versions={"detector": "words-1"},
        )

    def _turn(self, talk: CoreTalk) -> list[Json]:
        turns = talk._turns
        turn = turn_to_json(turns[-1])
        if self.is_other:
            turn["text"] += " And another thing."
        custom: Json = {
            "kind": "turn",
            "turn": turn,
            "is_over": bool(talk._step and talk._step.state.ending),
            "versions": {"code": "1", "manners": "1.0.0", "detector": "words-1"},
        }
        if len(turns) > 1 and turns[-2].perception is not None:
            custom["reply"] = perception_to_json(turns[-2].perception)
        return [{"text": turn["text"]}, {"custom": custom}]

    def _trouble(self, text: str) -> list[Json]:
        return [{"text": text}, {"custom": {"kind": "trouble"}}]


@pytest.fixture
def rasa_(monkeypatch: pytest.MonkeyPatch) -> FakeRasa:
    """What the site's pages speak to."""
    fake = FakeRasa()
    monkeypatch.setattr(talking, "_post", lambda: fake)
    return fake


@pytest.fixture
def scenario(db: None) -> ScenarioVersion:
    """A small scenario, published, with the mark scheme that comes with Hotseat."""
    import yaml

    publishing.publish_rubric(
        (places.RUBRICS / "heat.yml").read_bytes(), file="heat.yml"
    )
    content = yaml.safe_dump(scenario_data(), allow_unicode=True).encode()
    version, problems = publishing.publish_scenario(content, file="small.yml")
    assert version is not None, problems
    return version


PASSWORD = "correct horse"


def make_user(username: str, role: Role = Role.LEARNER, **more: Any) -> User:
    return User.objects.create_user(username, password=PASSWORD, role=role, **more)


def signed_in(user: User) -> Client:
    """A browser in which that user has signed in."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def learner(db: None) -> User:
    return make_user("alex")


@pytest.fixture
def other(db: None) -> User:
    return make_user("billie")


@pytest.fixture
def page(learner: User) -> Client:
    return signed_in(learner)


@pytest.fixture
def start(
    learner: User, scenario: ScenarioVersion, rasa_: FakeRasa
) -> Callable[..., Branch]:
    """Begins an attempt and has the customer open it."""

    def begin(mode: Mode = Mode.PRACTICE, **more: Any) -> Branch:
        attempt: Attempt = talking.start(
            learner, scenario, mode, key=uuid.uuid4(), **more
        )
        branch = attempt.branches.get()
        talking.answer(branch, rasa_)
        return branch

    return begin


def say(branch: Branch, text: str, post: FakeRasa | None = None) -> uuid.UUID:
    """Stores a reply as the next turn and, with `post`, has it answered."""
    key = uuid.uuid4()
    talking.store_reply(branch, text, index=branch.turns.count(), key=key)
    if post is not None:
        talking.answer(branch, post)
    return key
