"""What goes wrong in a browser, by accident or on purpose: nothing lost, nothing said
that isn't so, nothing shown before its time."""

from __future__ import annotations

import csv
import io
import json
import re
import uuid
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.web.conftest import PASSWORD, FakeRasa, say
from tests.web.test_web_pages import HTMX, at, send
from web.accounts.models import User
from web.practice import talking
from web.practice.exporting import safe_cell
from web.practice.models import (
    Assignment,
    Attempt,
    Branch,
    ClassGroup,
    Enrolment,
    Mode,
    ScenarioVersion,
)
from web.practice.records import sheet_of, transcript_of

pytestmark = pytest.mark.django_db

Start = Callable[..., Branch]
SORRY = "I'm so sorry. when did you buy the lamp?"


@pytest.fixture
def task(learner: User, scenario: ScenarioVersion) -> Assignment:
    group = ClassGroup.objects.create(name="Monday")
    Enrolment.objects.create(group=group, learner=learner)
    return Assignment.objects.create(
        group=group,
        scenario=scenario,
        mode=Mode.PRACTICE,
        tries_allowed=1,
        due=timezone.now() + timedelta(days=1),
    )


# --- the talk, where two things happen at once


def test_answer_that_comes_after_the_end_changes_nothing_that_was_marked(
    start: Start, rasa_: FakeRasa
) -> None:
    branch = start()
    say(branch, SORRY, rasa_)
    say(branch, "Did it smell?")

    def slow(message: Any) -> Any:
        talking.finish(Branch.objects.get(pk=branch.pk))
        return rasa_(message)

    talking.answer(branch, slow)
    assert len(transcript_of(branch).replies()) == 1
    assert sheet_of(branch.mark_sheets.get()) is not None
    assert branch.turns.count() == 4


def test_reply_that_meets_the_end_is_refused(start: Start, rasa_: FakeRasa) -> None:
    branch = start()
    other_window = Branch.objects.get(pk=branch.pk)
    talking.finish(other_window)
    with pytest.raises(talking.CannotSendError, match="over"):
        say(branch, SORRY)
    assert branch.turns.count() == 1


def test_nobody_asks_for_a_talk_that_is_over(start: Start, rasa_: FakeRasa) -> None:
    branch = start()
    say(branch, SORRY)
    talking.finish(Branch.objects.get(pk=branch.pk))
    asked = len(rasa_.sent)
    talking.answer(branch, rasa_)
    assert len(rasa_.sent) == asked


def test_reply_taken_back_again_after_the_end_opens_a_new_way(
    start: Start, rasa_: FakeRasa
) -> None:
    branch = start()
    say(branch, SORRY, rasa_)
    fork = talking.take_back(branch, 1)
    talking.finish(fork)
    again = talking.take_back(branch, 1)
    assert again != fork
    assert again.is_open
    # The attempt goes on, so it has not ended.
    assert Attempt.objects.get().ended_at is None


@pytest.mark.parametrize(
    "index", ["-1", "1e3", "", "9" * 30, "9" * 5000, "\x00"], ids=list("abcdef")
)
def test_no_number_of_a_reply_breaks_taking_back(
    page: Client, start: Start, rasa_: FakeRasa, index: str
) -> None:
    branch = start()
    say(branch, SORRY, rasa_)
    answer = page.post(at("take_back", branch), {"index": index})
    assert answer.status_code in {200, 404}
    assert Branch.objects.count() == 1


# --- forms that are broken, and addresses that are typed


@pytest.mark.parametrize("name", ["reply", "finish", "take_back"])
def test_address_of_a_form_leads_to_the_talk_and_does_nothing(
    page: Client, start: Start, name: str
) -> None:
    branch = start()
    answer = page.get(at(name, branch), {"index": 1})
    assert answer.status_code == 302
    assert answer.url == at("talk", branch)
    assert Branch.objects.get().is_open


@pytest.mark.parametrize(
    "broken", [{"key": "x"}, {"index": "x"}, {"index": ""}, {"index": "-3"}]
)
def test_broken_form_is_a_plain_sentence_and_keeps_the_words(
    page: Client, start: Start, broken: dict[str, str]
) -> None:
    branch = start()
    text = send(page, branch, "my own words", **broken).content.decode()
    assert "my own words</textarea>" in text
    alert = re.search(r'role="alert"><p>([^<]+)<', text)
    assert alert is not None
    assert "still in the box" in alert[1]
    assert 'value="x"' not in text


def test_control_characters_are_refused_in_plain_words(
    page: Client, start: Start
) -> None:
    text = send(page, start(), "a\x00b").content.decode()
    assert "Null characters" not in text
    assert "can&#x27;t be sent" in text


def test_broken_start_can_be_sent_again(page: Client, scenario: object) -> None:
    address = reverse("begin", args=("small",))
    text = page.post(address, {"key": "x", "mode": "practice"}).content.decode()
    key = re.search(r'name="key" value="([^"]*)"', text)
    assert key is not None
    assert uuid.UUID(key[1])
    assert "UUID" not in text


# --- signed out in the middle


def test_part_of_a_page_is_no_sign_in_page(start: Start, client: Client) -> None:
    answer = client.get(at("talk", start()), headers=HTMX)
    assert answer.status_code == 401


def test_reply_after_the_session_ended_shows_the_words_again(start: Start) -> None:
    branch = start()
    client = Client(enforce_csrf_checks=True)
    data = {"text": "my <own> words", "index": 1, "key": uuid.uuid4()}
    answer = client.post(at("reply", branch), data)
    assert answer.status_code == 403
    text = answer.content.decode()
    assert "my &lt;own&gt; words</textarea>" in text
    assert at("talk", branch) in text
    assert client.post(at("reply", branch), data, headers=HTMX).status_code == 403


def test_sign_in_without_cookies_says_what_is_missing(learner: User) -> None:
    client = Client(enforce_csrf_checks=True)
    data = {"username": "alex", "password": PASSWORD}
    answer = client.post(reverse("sign_in"), data)
    assert answer.status_code == 403
    text = answer.content.decode()
    assert "cookies" in text
    assert PASSWORD not in text


@pytest.mark.parametrize("name", ["talk", "feedback", "transcript"])
def test_back_button_shows_nothing_after_signing_out(
    page: Client, start: Start, rasa_: FakeRasa, name: str
) -> None:
    branch = start()
    if name != "talk":
        talking.finish(branch)
    address = at(name, branch, *(["txt"] if name == "transcript" else []))
    assert "no-store" in page.get(address)["Cache-Control"]


# --- observation, and work that is set


def test_open_observation_is_exported_without_moods_and_acts(
    page: Client, start: Start, rasa_: FakeRasa
) -> None:
    branch = start(Mode.OBSERVATION)
    say(branch, SORRY, rasa_)
    turns = exported(page)["attempts"][0]["branches"][0]["turns"]
    assert [set(turn) for turn in turns] == [{"speaker", "text", "at"}] * 3
    talking.finish(branch)
    turns = exported(page)["attempts"][0]["branches"][0]["turns"]
    assert "mood" in turns[0]
    assert turns[1]["acts"]


def exported(page: Client) -> Any:
    answer = page.post(reverse("export"))
    file = zipfile.ZipFile(io.BytesIO(answer.content))
    return json.loads(file.read("everything.json"))


def test_tries_allowed_hold_for_two_windows_at_once(
    learner: User, task: Assignment
) -> None:
    def begin() -> Attempt:
        return talking.start(
            learner, task.scenario, Mode.PRACTICE, key=uuid.uuid4(), assignment=task
        )

    begin()
    with pytest.raises(talking.CannotSendError, match="tries"):
        begin()
    assert Attempt.objects.count() == 1


def test_work_without_tries_left_says_so_in_words(
    page: Client, start: Start, task: Assignment
) -> None:
    branch = start(assignment=task)
    texts = [page.get(reverse("choose")).content.decode()]
    talking.finish(branch)
    texts.append(page.get(reverse("choose")).content.decode())
    assert "It is your last try." in texts[0]
    assert "no tries left" in texts[1]
    assert "0 tries" not in "".join(texts)


def test_try_again_leads_to_the_work_that_was_set(
    page: Client, start: Start, rasa_: FakeRasa, task: Assignment
) -> None:
    branch = start(assignment=task)
    talking.finish(branch)
    assert b"Try again" not in page.get(at("feedback", branch)).content
    task.tries_allowed = 2
    task.save()
    text = page.get(at("feedback", branch)).content.decode()
    assert reverse("begin_task", args=(task.pk,)) in text


def test_words_that_came_too_late_are_shown(
    page: Client, start: Start, rasa_: FakeRasa
) -> None:
    branch = start(Mode.OBSERVATION, limit_minutes=10)
    Attempt.objects.update(started_at=timezone.now() - timedelta(minutes=11))
    text = send(page, branch, "I was just going to say").content.decode()
    assert "Time was up before your reply arrived." in text
    assert "I was just going to say" in text
    assert branch.turns.count() == 1


# --- disputes and exports


def test_dispute_names_the_mark_as_the_page_does(
    page: Client, start: Start, rasa_: FakeRasa
) -> None:
    branch = start()
    talking.finish(branch)
    page.post(at("dispute", branch), {"mark": "process.thanked", "reason": "I did."})
    text = page.get(at("feedback", branch)).content.decode()
    assert "process.thanked" not in text
    assert "I did." in text


def test_lines_of_a_reason_count_once(
    page: Client, start: Start, rasa_: FakeRasa
) -> None:
    branch = start()
    talking.finish(branch)
    reason = "x" * 1990 + "\r\n" * 10
    page.post(at("dispute", branch), {"mark": "hear", "reason": reason})
    assert branch.mark_sheets.get().disputes.count() == 1


def test_table_of_turns_opens_in_a_spreadsheet(
    page: Client, start: Start, rasa_: FakeRasa
) -> None:
    branch = start()
    say(branch, '=HYPERLINK("http://x")\n"£5", she said; sorry', rasa_)
    answer = page.post(reverse("export"))
    content = zipfile.ZipFile(io.BytesIO(answer.content)).read("turns.csv")
    # Without the mark, spreadsheets take it for another encoding than it has.
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert rows[1]["text"] == '\'=HYPERLINK("http://x")\n"£5", she said; sorry'


@pytest.mark.parametrize("begin", list("\uff1d\uff0b\uff0d\uff20"))
def test_wide_signs_begin_no_formula_either(begin: str) -> None:
    assert safe_cell(f"{begin}1") == f"'{begin}1"


def test_export_says_how_each_way_began_and_ended(
    page: Client, start: Start, rasa_: FakeRasa
) -> None:
    branch = start()
    say(branch, SORRY, rasa_)
    talking.finish(talking.take_back(branch, 1))
    attempt = exported(page)["attempts"][0]
    first, second = attempt["branches"]
    assert attempt["seed"] == branch.attempt.seed
    assert first["ended by"] == "taken_back"
    assert (second["branched off"], second["at turn"]) == (1, 1)
    assert first["ended"]
    assert first["versions"]["detector"] == "words-1"
    sheet = first["mark sheets"][0]
    assert sheet["versions"]
    assert sheet["sheet"]["steps"]
