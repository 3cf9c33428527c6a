"""Every text can be translated: none is missing from the catalogue or fixed in a page.

A made-up language puts marks around each text; what a page shows without them is found.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import messages
import pytest
import yaml
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hotseat import places
from scenario.situations import NEEDS
from scoring.sheet import Verdict
from tests.factories import MANAGER, scenario_data
from tests.web import translating
from tests.web.conftest import FakeRasa, make_user, say, signed_in
from web.accounts.models import Role, User
from web.practice import publishing, talking
from web.practice.models import (
    Assignment,
    Branch,
    ClassGroup,
    Enrolment,
    Mode,
    ScenarioVersion,
)
from web.practice.views import own

Start = Callable[..., Branch]
# What is typed has but the words by which the tests' detector finds acts.
OWN_WORDS, RUDE, LONG = "sorry, 1. when 2?", "3 idiot 4.", "5" * 5001
TYPED = {"sorry", "when", "idiot"}
NAMES = {"alex", "tina", "Sam Learner", "Monday", "my reason"}


def test_catalogue_has_each_text_that_the_code_has() -> None:
    with messages.TEMPLATE.open("rb") as file:
        kept = {(m.context, m.id) for m in read_po(file) if m.id}
    found = {(m.context, m.id) for m in messages.collect() if m.id}
    assert kept == found, "run `make messages`"


def test_each_language_has_each_text_and_is_compiled() -> None:
    found = {(m.context, m.id) for m in messages.collect() if m.id}
    for path in messages.languages():
        with path.open("rb") as file, path.with_suffix(".mo").open("rb") as compiled:
            catalog, in_use = read_po(file), read_mo(compiled)
        assert {(m.context, m.id) for m in catalog if m.id} == found, path
        for message in catalog:
            assert not list(message.check(catalog)), (path, message.id)
            if message.id and messages.is_translated(message.string):
                assert in_use.get(message.id, message.context), "run `make messages`"


def test_new_language_is_begun_and_kept_up_to_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "FOLDER", tmp_path)
    messages.begin("cy")
    (path,) = messages.languages()
    template = messages.collect()
    assert messages.renew(path, template) == len(template)
    content = path.read_text("utf-8").replace('msgid "Practice"\nmsgstr ""', DONE)
    path.write_text(content, "utf-8")
    assert messages.renew(path, template) == len(template) - 1
    assert DONE in path.read_text("utf-8")
    assert path.with_suffix(".mo").exists()


DONE = 'msgid "Practice"\nmsgstr "Ymarfer"'


@pytest.fixture
def made_up(settings: Any, tmp_path: Path) -> None:
    """The whole site in the made-up language."""
    translating.write_language(tmp_path / "locale")
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    settings.LANGUAGE_CODE = translating.LANGUAGE


@pytest.fixture
def scenario(db: None) -> ScenarioVersion:
    """As tests have it, and with a trigger, so that escalation has its sentences."""
    heat = (places.RUBRICS / "heat.yml").read_bytes()
    publishing.publish_rubric(heat, file="heat.yml")
    version, problems = publishing.publish_scenario(
        yaml.safe_dump(_case(), allow_unicode=True).encode(), file="small.yml"
    )
    assert version is not None, problems
    return version


def _case() -> dict[str, Any]:
    case = scenario_data(triggers=[MANAGER | {"when": {"opening": True}}])
    case["model_replies"].append({"earns": ["escalate"], "text": "To my manager."})
    return case


def data() -> set[str]:
    """What is not ours to translate: scenario, mark scheme, names, what was typed."""
    rubric = yaml.safe_load((places.RUBRICS / "heat.yml").read_text("utf-8"))
    texts = {*translating.strings_in(_case()), *translating.strings_in(rubric)}
    lowered = {text[:1].lower() + text[1:] for text in texts}
    lines = {f"{situation} line" for situation in NEEDS}
    rules = {f"escalation.{verdict}" for verdict in Verdict}
    kept = {text for text in texts | lowered if len(text) > 2}
    return kept | lines | rules | NAMES | TYPED | {"Pat"}


@pytest.fixture
def task(learner: User, scenario: ScenarioVersion) -> Assignment:
    group = ClassGroup.objects.create(name="Monday")
    Enrolment.objects.create(group=group, learner=learner)
    return Assignment.objects.create(
        group=group,
        scenario=scenario,
        mode=Mode.OBSERVATION,
        due=timezone.now() - timedelta(days=1),
        tries_allowed=2,
        limit_minutes=20,
    )


@pytest.fixture
def ended(start: Start, rasa_: FakeRasa) -> Branch:
    """A talk of two versions: one apologised, one was rude; both have ended."""
    branch = start()
    say(branch, OWN_WORDS, rasa_)
    say(branch, RUDE, rasa_)
    fork = talking.take_back(branch, 3)
    say(fork, "", rasa_)
    talking.finish(fork)
    branch.refresh_from_db()
    return branch


def check(answer: Any, *, status: int = 200) -> str:
    assert answer.status_code == status, answer.status_code
    text: str = answer.content.decode()
    shown = translating.shown_in(text) if "<" in text else text
    assert "⟦" in shown
    left = translating.untranslated(shown, data())
    assert left == [], left
    return text


def at(name: str, branch: Branch, *more: Any) -> str:
    return reverse(name, args=(branch.attempt_id, branch.number, *more))


def test_choosing_and_beginning(
    made_up: None, page: Client, scenario: ScenarioVersion, task: Assignment
) -> None:
    check(page.get(reverse("choose")))
    check(page.get(reverse("begin", args=(scenario.slug,))))
    check(page.get(reverse("begin_task", args=(task.pk,))))


def test_choosing_after_some_tries(
    made_up: None, page: Client, task: Assignment, ended: Branch, start: Start
) -> None:
    start(Mode.OBSERVATION, assignment=task, limit_minutes=20)
    check(page.get(reverse("choose")))


def test_talk_in_practice(
    made_up: None, page: Client, start: Start, rasa_: FakeRasa
) -> None:
    branch = start()
    check(page.get(at("talk", branch)))
    say(branch, OWN_WORDS, rasa_)
    check(page.get(at("talk", branch)))
    check(page.get(at("hint", branch)))
    check(page.get(at("did", branch, 1)))
    empty = {"text": " ", "index": 3, "key": uuid.uuid4()}
    assert "refusal" in check(page.post(at("reply", branch), empty))
    check(page.post(at("reply", branch), empty | {"text": LONG}))
    rasa_.fails = ["down"] * 9
    say(branch, OWN_WORDS)
    assert 'id="waiting"' in check(page.get(at("talk", branch)))


def test_talk_in_an_observation(
    made_up: None, page: Client, start: Start, rasa_: FakeRasa
) -> None:
    branch = start(Mode.OBSERVATION, limit_minutes=20)
    say(branch, OWN_WORDS, rasa_)
    check(page.get(at("talk", branch)))
    talking.finish(branch)
    check(page.get(at("talk", branch)))
    check(page.get(at("feedback", branch)))


@pytest.mark.parametrize("ended_by", ["time", "changed", "taken_back", "customer"])
def test_talk_that_is_over(
    made_up: None, page: Client, start: Start, ended_by: str
) -> None:
    branch = start()
    talking.end(branch, ended_by)
    check(page.get(at("talk", branch)))
    check(page.get(at("feedback", branch)))


def test_feedback_and_what_follows(made_up: None, page: Client, ended: Branch) -> None:
    check(page.get(at("feedback", ended)))
    check(page.get(reverse("compare", args=(ended.attempt_id,))))
    for form in ("html", "txt"):
        check(page.get(at("transcript", ended, form)))
    check(page.get(at("dispute", ended)))
    check(page.post(at("dispute", ended), {"mark": "hear", "reason": ""}))
    page.post(at("dispute", ended), {"mark": "escalation", "reason": "my reason"})
    check(page.get(at("hand_in", ended)))
    check(page.post(at("hand_in", ended), {"signed_name": ""}))
    page.post(at("hand_in", ended), {"signed_name": "Sam Learner", "is_own": "on"})
    text = check(page.get(at("feedback", ended)))
    assert "Sam Learner" in text
    assert "my reason" in text


def test_progress(made_up: None, page: Client, ended: Branch) -> None:
    check(page.get(reverse("progress")))
    check(signed_in(make_user("tina")).get(reverse("progress")))


def test_signing_in_and_password(made_up: None, page: Client) -> None:
    stranger = Client()
    check(stranger.get(reverse("sign_in")))
    check(stranger.post(reverse("sign_in"), {"username": "alex", "password": "no"}))
    for _ in range(8):
        answer = stranger.post(
            reverse("sign_in"), {"username": "alex", "password": "no"}
        )
    check(answer, status=429)
    check(page.get(reverse("password")))
    wrong = {"old_password": "x", "new_password1": "1", "new_password2": "2"}
    check(page.post(reverse("password"), wrong))
    same = wrong | {"new_password1": "12345", "new_password2": "12345"}
    check(page.post(reverse("password"), same))


@pytest.mark.parametrize("role", [Role.TUTOR, Role.AUTHOR])
def test_welcome(made_up: None, db: None, role: Role) -> None:
    check(signed_in(make_user("tina", role)).get(reverse("home")))


def test_pages_where_something_is_wrong(
    made_up: None, page: Client, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    branch = start()
    check(page.get("/nowhere/"), status=404)
    check(signed_in(make_user("tina", Role.TUTOR)).get("/practice/"), status=403)
    strict = Client(enforce_csrf_checks=True)
    check(strict.post(at("reply", branch), {"text": OWN_WORDS}), status=403)
    page.raise_request_exception = False
    monkeypatch.setattr(own, "progress_of", lambda _: 1 / 0)
    check(page.get(reverse("progress")), status=500)


def test_dates_are_written_as_the_language_has_them(
    page: Client, ended: Branch, settings: Any
) -> None:
    at_ = timezone.localtime(ended.attempt.started_at)
    english = page.get(at("feedback", ended)).content.decode()
    assert f"{at_.day} {at_:%b} {at_.year}, {at_:%H:%M}" in english
    settings.LANGUAGE_CODE = "de"
    german = page.get(at("feedback", ended)).content.decode()
    assert f"{at_.day}. " in german
    assert '<html lang="de" dir="ltr">' in german
