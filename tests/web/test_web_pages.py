"""The pages: what they show, what they send, and what it costs."""

from __future__ import annotations

import io
import json
import re
import uuid
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.web.conftest import FakeRasa, say
from web.accounts.models import Action, AuditEntry, User
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

pytestmark = pytest.mark.django_db

Start = Callable[..., Branch]
HTMX = {"HX-Request": "true"}
HOSTILE = "<script>alert(1)</script> & \"quotes\" {{ 7*7 }} =cmd|' /C calc'!A0 \u202e"


def at(name: str, branch: Branch, *more: Any) -> str:
    return reverse(name, args=(branch.attempt_id, branch.number, *more))


def send(page: Client, branch: Branch, text: str, **more: Any) -> Any:
    data = {"text": text, "index": branch.turns.count(), "key": uuid.uuid4(), **more}
    return page.post(at("reply", branch), data, headers=HTMX)


def test_choose_shows_scenarios_and_assigned_work_first(
    page: Client, learner: User, scenario: ScenarioVersion
) -> None:
    group = ClassGroup.objects.create(name="Monday")
    Enrolment.objects.create(group=group, learner=learner)
    Assignment.objects.create(
        group=group,
        scenario=scenario,
        mode=Mode.OBSERVATION,
        due=timezone.now() + timedelta(days=1),
    )
    text = page.get(reverse("choose")).content.decode()
    assert text.index("Assigned to you") < text.index("All customers")
    assert "1 try left" in text
    assert "Not tried yet" in text


def test_assignment_is_one_go_in_its_own_mode(
    page: Client, learner: User, scenario: ScenarioVersion, rasa_: FakeRasa
) -> None:
    group = ClassGroup.objects.create(name="Monday")
    Enrolment.objects.create(group=group, learner=learner)
    task = Assignment.objects.create(
        group=group,
        scenario=scenario,
        mode=Mode.OBSERVATION,
        limit_minutes=10,
        due=timezone.now(),
    )
    address, key = reverse("begin_task", args=(task.pk,)), uuid.uuid4()
    for _ in range(2):
        # The second is a double click, and leads to the same attempt.
        answer = page.post(address, {"key": key, "mode": "practice"})
        assert answer.status_code == 302
    page.post(address, {"key": uuid.uuid4(), "mode": "practice"})
    attempt = Attempt.objects.get()
    assert (attempt.mode, attempt.limit_minutes) == (Mode.OBSERVATION, 10)
    assert rasa_.sent


def test_whole_journey_without_javascript(
    page: Client, scenario: ScenarioVersion, rasa_: FakeRasa
) -> None:
    text = page.get(reverse("begin", args=("small",))).content.decode()
    key = re.search(r'name="key" value="([^"]+)"', text)
    assert key is not None
    assert "A lamp shop." in text
    answer = page.post(
        reverse("begin", args=("small",)), {"key": key[1], "mode": "practice"}
    )
    text = page.get(answer.url).content.decode()
    assert "My reading lamp has gone pop." in text
    branch = Branch.objects.get()
    data = {"text": "I'm so sorry", "index": 1, "key": uuid.uuid4()}
    answer = page.post(at("reply", branch), data, follow=True)
    assert "I&#x27;m so sorry" in answer.content.decode()
    answer = page.post(at("finish", branch), follow=True)
    assert "Ready to be observed?" in answer.content.decode()


def test_htmx_gets_the_talk_alone(page: Client, start: Start) -> None:
    branch = start()
    answer = send(page, branch, "I'm so sorry")
    assert answer.status_code == 200
    text = answer.content.decode()
    assert text.lstrip().startswith('<div id="talk"')
    assert "<html" not in text


def test_words_that_could_not_be_sent_are_still_in_the_box(
    page: Client, start: Start
) -> None:
    branch = start()
    for text, index in (("x" * 5001, 1), ("from another window", 7)):
        answer = send(page, branch, text, index=index)
        assert text in answer.content.decode()
        assert 'role="alert"' in answer.content.decode()
    assert branch.turns.count() == 1


def test_waiting_reply_is_shown_asked_again_and_answered(
    page: Client, start: Start, rasa_: FakeRasa
) -> None:
    branch = start()
    rasa_.fails = ["down"] * 2
    text = send(page, branch, "I'm so sorry").content.decode()
    assert "Your reply is kept" in text
    assert "be reached just now" in text
    assert "hx-trigger" in text
    assert "Your reply is kept" in page.get(at("talk", branch)).content.decode()
    text = page.get(at("talk", branch), headers=HTMX).content.decode()
    assert "Your reply is kept" not in text
    assert branch.turns.count() == 3


def test_mood_is_shown_in_practice_alone(page: Client, start: Start) -> None:
    assert 'class="mood"' in page.get(at("talk", start())).content.decode()
    text = page.get(at("talk", start(Mode.OBSERVATION))).content.decode()
    assert 'class="mood"' not in text
    assert "upset" not in text
    assert "Hint" not in text


def test_time_that_is_up_ends_the_talk_when_the_page_is_seen(
    page: Client, start: Start, rasa_: FakeRasa
) -> None:
    branch = start(Mode.OBSERVATION, limit_minutes=10)
    say(branch, "I'm so sorry", rasa_)
    Attempt.objects.update(started_at=timezone.now() - timedelta(minutes=11))
    text = page.get(at("talk", branch)).content.decode()
    assert "Time is up" in text
    assert branch.mark_sheets.count() == 1


def test_what_a_reply_did_and_what_is_open(
    page: Client, start: Start, rasa_: FakeRasa
) -> None:
    branch = start()
    say(branch, "I'm so sorry", rasa_)
    text = page.get(at("did", branch, 1), headers=HTMX).content.decode()
    assert "Apologised" in text
    assert "Still open after it" in text
    assert "Hint:" in page.get(at("hint", branch)).content.decode()


def test_compare_shows_both_ways_with_their_marks(
    page: Client, start: Start, rasa_: FakeRasa
) -> None:
    branch = start()
    say(branch, "I'm so sorry. when did you buy the lamp?", rasa_)
    answer = page.post(at("take_back", branch), {"index": 1})
    fork = Branch.objects.get(number=2)
    assert answer.url == at("talk", fork)
    say(fork, "you idiot", rasa_)
    page.post(at("finish", fork))
    text = page.get(reverse("compare", args=(branch.attempt_id,))).content.decode()
    assert "you idiot" in text
    assert text.count("of 15") + text.count("of 12") == 4


@pytest.mark.parametrize("form", ["html", "txt", "json"])
def test_transcript_can_be_taken_away(
    page: Client, start: Start, rasa_: FakeRasa, form: str
) -> None:
    branch = start()
    say(branch, HOSTILE, rasa_)
    talking.finish(branch)
    answer = page.get(at("transcript", branch, form))
    assert "attachment" in answer["Content-Disposition"]
    if form == "json":
        assert answer.json()["turns"][1]["text"] == HOSTILE
    if form == "html":
        assert "<script" not in answer.content.decode()
        assert answer["Content-Security-Policy"].startswith("default-src 'none'")
    assert AuditEntry.objects.filter(action=Action.EXPORTED).count() == 1


def test_what_was_typed_is_escaped_on_every_page(
    page: Client, start: Start, rasa_: FakeRasa
) -> None:
    branch = start()
    send(page, branch, HOSTILE)
    fork = Branch.objects.get(pk=branch.pk)
    texts = [page.get(at("talk", branch)).content.decode()]
    assert "<script>alert" not in page.get(at("did", branch, 1)).content.decode()
    page.post(at("finish", fork))
    page.post(at("dispute", fork), {"mark": "hear", "reason": HOSTILE})
    page.post(at("hand_in", fork), {"is_own": "on", "signed_name": HOSTILE[:100]})
    texts.append(page.get(at("feedback", fork)).content.decode())
    for text in texts:
        assert "<script>alert" not in text
        assert "&lt;script&gt;" in text
    assert "{{ 7*7 }}" in texts[0]


def test_dispute_and_declaration_are_kept_once(
    page: Client, start: Start, rasa_: FakeRasa
) -> None:
    branch = start()
    say(branch, "I'm so sorry", rasa_)
    talking.finish(branch)
    for _ in range(2):
        page.post(at("dispute", branch), {"mark": "hear", "reason": "I did ask."})
        page.post(at("hand_in", branch), {"is_own": "on", "signed_name": "Alex"})
    assert branch.mark_sheets.get().disputes.get().reason == "I did ask."
    assert branch.attempt.declaration.signed_name == "Alex"
    text = page.get(at("feedback", branch)).content.decode()
    assert "I did ask." in text
    assert "declared as own work by Alex" in text


def test_declaration_must_be_declared(
    page: Client, start: Start, rasa_: FakeRasa
) -> None:
    branch = start()
    talking.finish(branch)
    page.post(at("hand_in", branch), {"signed_name": "Alex"})
    assert not hasattr(branch.attempt, "declaration")


def test_progress_has_chart_and_table(
    page: Client, start: Start, rasa_: FakeRasa
) -> None:
    assert "Nothing here yet" in page.get(reverse("progress")).content.decode()
    for _ in range(2):
        branch = start()
        say(branch, "I'm so sorry", rasa_)
        talking.finish(branch)
    text = page.get(reverse("progress")).content.decode()
    found = re.search(r'<script id="chart-data"[^>]*>(.*?)</script>', text)
    assert found is not None
    chart = json.loads(found[1])
    assert len(chart["labels"]) == 2
    # Escalation was never called for, so there is nothing of it to draw.
    titles = [line["label"] for line in chart["lines"]]
    assert titles == ["Hear", "Empathise", "Apologise", "Take ownership"]
    assert "Escalation" in text
    assert text.count('<th scope="row"><a href') == 2


def test_export_holds_everything_and_no_formula(
    page: Client, start: Start, rasa_: FakeRasa
) -> None:
    branch = start()
    say(branch, "=1+1 I'm so sorry", rasa_)
    talking.finish(branch)
    answer = page.post(reverse("export"))
    file = zipfile.ZipFile(io.BytesIO(answer.content))
    data = json.loads(file.read("everything.json"))
    assert data["attempts"][0]["branches"][0]["turns"][1]["text"].startswith("=1+1")
    assert "'=1+1" in file.read("turns.csv").decode()
    assert any(name.startswith("transcripts/") for name in file.namelist())


@pytest.mark.parametrize("start_", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_cell_is_never_a_formula(start_: str) -> None:
    assert safe_cell(f"{start_}1") == f"'{start_}1"
    assert safe_cell("1=1") == "1=1"


@pytest.mark.parametrize("name", ["choose", "progress"])
def test_number_of_queries_does_not_grow_with_rows(
    page: Client,
    start: Start,
    rasa_: FakeRasa,
    name: str,
    learner: User,
) -> None:
    counts = []
    for number in range(6):
        branch = start()
        say(branch, "I'm so sorry", rasa_)
        if number:
            talking.finish(branch)
        group = ClassGroup.objects.create(name=f"Class {number}")
        Enrolment.objects.create(group=group, learner=learner)
        Assignment.objects.create(
            group=group,
            scenario=branch.attempt.scenario,
            mode=Mode.PRACTICE,
            due=timezone.now(),
        )
        with CaptureQueriesContext(connection) as queries:
            page.get(reverse(name))
        counts.append(len(queries))
    assert counts[1] == counts[-1]
    assert counts[-1] <= 12


def test_talk_page_takes_as_many_queries_after_many_replies(
    page: Client,
    start: Start,
    rasa_: FakeRasa,
    django_assert_max_num_queries: Any,
) -> None:
    branch = start()
    for text in ("I'm so sorry", "when did you buy the lamp?", "Did it smell?"):
        say(branch, text, rasa_)
    with django_assert_max_num_queries(10):
        page.get(at("talk", branch))
