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
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.web.conftest import FakeRasa, say
from web.accounts.models import Action, AuditEntry, User
from web.practice import talking
from web.practice.exporting import safe_cell
from web.practice.handing_in import hand_in
from web.practice.models import (
    Assignment,
    Attempt,
    Branch,
    ClassGroup,
    EndedBy,
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


@pytest.fixture
def task(scenario: ScenarioVersion, learner: User) -> Assignment:
    """An observation, which is one go."""
    group = ClassGroup.objects.create(name="Monday")
    Enrolment.objects.create(group=group, learner=learner)
    return Assignment.objects.create(
        group=group, scenario=scenario, mode=Mode.OBSERVATION, due=timezone.now()
    )


def assigned(page: Client) -> tuple[str, str]:
    """What the first page says of work to be done, and of work that is done."""
    text = page.get(reverse("choose")).content.decode()
    parts = re.split('id="(assigned|done|going-on|all)"', text)
    found = dict(zip(parts[1::2], parts[2::2], strict=True))
    return found.get("assigned", ""), found.get("done", "")


def test_work_leaves_what_is_to_be_done_when_it_is_handed_in(
    page: Client, start: Start, task: Assignment
) -> None:
    assert "Read the brief" in assigned(page)[0]
    branch = start(Mode.OBSERVATION, assignment=task)
    to_do, done = assigned(page)
    assert reverse("attempt", args=(branch.attempt_id,)) in to_do
    assert done == ""
    talking.finish(branch)
    to_do, done = assigned(page)
    assert to_do == ""
    assert "Not handed in." in done
    assert at("feedback", branch) in done
    hand_in(branch, "Al")
    to_do, done = assigned(page)
    assert to_do == ""
    assert "<b>Handed in</b>" in done
    signed = timezone.localtime(branch.attempt.declaration.signed_at)
    assert f"{signed:%H:%M}" in done


def test_handed_in_work_with_tries_left_is_done_too(
    page: Client, start: Start, task: Assignment
) -> None:
    Assignment.objects.update(tries_allowed=5)
    first, second = (start(Mode.OBSERVATION, assignment=task) for _ in range(2))
    for branch in (first, second):
        talking.finish(branch)
    to_do, done = assigned(page)
    assert "3 tries left" in to_do
    assert at("feedback", second) in to_do
    hand_in(first, "Al")
    to_do, done = assigned(page)
    assert to_do == ""
    assert at("feedback", first) in done


def test_done_work_that_is_not_handed_in_comes_first(
    page: Client, start: Start, task: Assignment
) -> None:
    other = Assignment.objects.create(
        group=task.group,
        scenario=task.scenario,
        mode=Mode.OBSERVATION,
        due=task.due + timedelta(days=1),
    )
    for one in (task, other):
        talking.finish(start(Mode.OBSERVATION, assignment=one))
    hand_in(Branch.objects.get(attempt__assignment=task), "Al")
    done = assigned(page)[1]
    assert done.index("Not handed in.") < done.index("<b>Handed in</b>")


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


def test_observation_ends_only_when_that_is_confirmed(
    page: Client, start: Start, rasa_: FakeRasa
) -> None:
    branch = start(Mode.OBSERVATION, limit_minutes=10)
    say(branch, "I'm so sorry", rasa_)
    text = page.get(at("talk", branch)).content.decode()
    assert f'action="{at("finish", branch)}"' in text
    answer = page.post(at("finish", branch))
    assert (answer.status_code, answer.url) == (302, at("finish", branch))
    text = page.get(answer.url).content.decode()
    assert "Finish here?" in text
    assert "one reply" in text
    assert f'href="{at("talk", branch)}"' in text
    branch.refresh_from_db()
    assert branch.is_open
    answer = page.post(at("finish", branch), {"confirmed": "yes"}, follow=True)
    assert "Ready to be observed?" in answer.content.decode()
    # What has ended is not asked about again.
    assert page.get(at("finish", branch)).url == at("feedback", branch)


def test_observation_whose_time_is_up_is_not_asked_about(
    page: Client, start: Start
) -> None:
    branch = start(Mode.OBSERVATION, limit_minutes=10)
    long_ago = timezone.now() - timedelta(minutes=11)
    Attempt.objects.update(started_at=long_ago)
    page.post(at("finish", branch))
    branch.refresh_from_db()
    assert branch.ended_by == EndedBy.TIME


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
