"""The talk's record: stored first, recovered by playing it again, never doubled."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from dialogue.errors import InputError
from tests.web.conftest import FakeRasa, say
from web.accounts.models import User
from web.practice import claiming, talking
from web.practice.claiming import claim
from web.practice.models import Attempt, Branch, EndedBy, Mode, ScenarioVersion
from web.practice.records import sheet_of, store_marks, transcript_of

pytestmark = pytest.mark.django_db

Start = Callable[..., Branch]
REPLIES = ("I'm so sorry. when did you buy the lamp?", "  Did it smell of burning? ")


def texts(branch: Branch) -> list[str]:
    return [turn.text for turn in branch.turns.all()]


def test_opening_and_reply_are_stored_with_what_is_known_of_them(
    start: Start, rasa_: FakeRasa
) -> None:
    branch = start()
    say(branch, REPLIES[0], rasa_)
    opening, reply, answer = branch.turns.all()
    assert opening.data["lines"] == ["opening.1"]
    assert {act["act"] for act in reply.data["acts"]} == {"apologise", "clarify"}
    assert {"kind": "fact", "ref": "when"} in answer.data["events"]
    assert branch.versions["detector"] == "words-1"
    assert branch.is_certain


def test_transcript_and_marks_are_those_of_the_core(
    start: Start, rasa_: FakeRasa
) -> None:
    branch = start()
    for text in REPLIES:
        say(branch, text, rasa_)
    core = rasa_.talks[branch.sender].finish()
    assert transcript_of(branch).turns == core.transcript.turns
    stored = store_marks(branch)
    again = sheet_of(stored)
    assert (again.steps, again.process) == (core.sheet.steps, core.sheet.process)
    assert again.versions["rubric"].startswith("heat ")


def test_second_click_stores_one_reply(start: Start, rasa_: FakeRasa) -> None:
    branch = start()
    key = say(branch, REPLIES[0])
    talking.store_reply(branch, REPLIES[0], index=1, key=key)
    talking.answer(branch, rasa_)
    talking.store_reply(branch, REPLIES[0], index=1, key=key)
    talking.answer(branch, rasa_)
    assert branch.turns.count() == 3


def test_reply_from_another_window_is_refused_and_not_lost_silently(
    start: Start, rasa_: FakeRasa
) -> None:
    branch = start()
    say(branch, REPLIES[0], rasa_)
    with pytest.raises(talking.CannotSendError, match="moved on"):
        talking.store_reply(branch, "mine", index=1, key=uuid.uuid4())
    assert branch.turns.count() == 3


def test_second_click_on_start_begins_no_second_attempt(
    learner: User, scenario: ScenarioVersion
) -> None:
    key = uuid.uuid4()
    first, second = (
        talking.start(learner, scenario, Mode.PRACTICE, key=key) for _ in "ab"
    )
    assert first == second
    assert Branch.objects.count() == 1


@pytest.mark.parametrize("fate", ["down", "lost"])
def test_reply_without_an_answer_is_kept_and_played_again(
    start: Start, rasa_: FakeRasa, fate: str
) -> None:
    branch = start()
    say(branch, REPLIES[0], rasa_)
    sender = branch.sender
    rasa_.fails = [fate]
    say(branch, REPLIES[1], rasa_)
    assert len(texts(branch)) == 4
    assert "can't be reached" in branch.trouble
    talking.answer(branch, rasa_)
    assert branch.trouble == ""
    assert branch.sender != sender
    assert texts(branch)[1::2] == list(REPLIES)
    # Each talk in Rasa holds each reply once.
    assert transcript_of(branch).turns == tuple(rasa_.talks[branch.sender]._turns)


@pytest.mark.parametrize("place", range(4))
def test_recovery_that_is_broken_off_begins_again(
    start: Start, rasa_: FakeRasa, place: int
) -> None:
    branch = start()
    say(branch, REPLIES[0], rasa_)
    rasa_.fails = ["lost", *[""] * place, "lost"]
    say(branch, REPLIES[1], rasa_)
    for _ in range(3):
        talking.answer(branch, rasa_)
    assert len(texts(branch)) == 5
    assert transcript_of(branch).turns == tuple(rasa_.talks[branch.sender]._turns)


def test_rasa_that_has_lost_the_talk_is_given_it_again(
    start: Start, rasa_: FakeRasa
) -> None:
    branch = start()
    say(branch, REPLIES[0], rasa_)
    rasa_.talks.clear()
    say(branch, REPLIES[1], rasa_)
    assert len(texts(branch)) == 5
    assert branch.trouble == ""


def test_site_that_died_while_asking_plays_again_when_the_time_is_up(
    start: Start, rasa_: FakeRasa
) -> None:
    branch = start()
    say(branch, REPLIES[0])
    dead = claim(branch)
    assert dead is not None
    assert dead.was_certain
    dead._is_over.set()
    # Whoever held the claim is gone; nobody else asks until it has run out.
    talking.answer(branch, rasa_)
    assert branch.turns.count() == 2
    row = Branch.objects.get(pk=branch.pk)
    assert row.asking_until is not None
    assert row.asking_until - timezone.now() < timedelta(seconds=4)
    late = timezone.now() - timedelta(seconds=1)
    Branch.objects.filter(pk=branch.pk).update(asking_until=late)
    sender = branch.sender
    talking.answer(branch, rasa_)
    assert branch.turns.count() == 3
    assert branch.sender != sender
    # Should the dead come back, it has nothing to give up.
    dead.release(trouble="from the dead")
    branch.refresh_from_db()
    assert branch.trouble == ""


@pytest.mark.django_db(transaction=True)
def test_claim_lasts_for_as_long_as_somebody_asks(
    start: Start, rasa_: FakeRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    branch = start()
    say(branch, REPLIES[0])
    monkeypatch.setattr(claiming, "CLAIM", timedelta(seconds=0.4))
    monkeypatch.setattr(claiming, "RENEWED_EVERY_SECONDS", 0.1)
    others = []

    def slow(message: Any) -> Any:
        for _ in range(6):
            time.sleep(0.2)
            others.append(claim(Branch.objects.get(pk=branch.pk)))
        return rasa_(message)

    talking.answer(branch, slow)
    assert others == [None] * 6
    assert branch.turns.count() == 3
    assert branch.is_certain
    assert branch.asking_until is None


def test_nothing_is_asked_once_the_customer_has_spoken(
    start: Start, rasa_: FakeRasa
) -> None:
    branch = start()
    # Two pages see that the reply waits; this one comes second to the claim.
    say(branch, REPLIES[0], rasa_)
    assert claim(branch) is None
    branch.refresh_from_db()
    assert branch.is_certain
    assert branch.asking_until is None


def test_page_that_is_behind_asks_in_the_talk_that_is_the_newest(
    start: Start, rasa_: FakeRasa
) -> None:
    behind = start()
    branch = Branch.objects.get(pk=behind.pk)
    rasa_.fails = ["lost"]
    say(branch, REPLIES[0], rasa_)
    talking.answer(branch, rasa_)
    assert branch.sender != behind.sender
    say(behind, REPLIES[1], rasa_)
    assert transcript_of(branch).turns == tuple(rasa_.talks[branch.sender]._turns)


def test_replay_with_other_lines_closes_the_talk_and_marks_it(
    start: Start, rasa_: FakeRasa
) -> None:
    branch = start()
    say(branch, REPLIES[0], rasa_)
    rasa_.talks.clear()
    rasa_.is_other = True
    say(branch, REPLIES[1], rasa_)
    assert branch.ended_by == EndedBy.CHANGED
    assert len(transcript_of(branch).turns) == 3
    assert branch.mark_sheets.count() == 1


def test_take_back_forks_and_both_ways_keep_their_turns_and_marks(
    start: Start, rasa_: FakeRasa
) -> None:
    branch = start()
    for text in REPLIES:
        say(branch, text, rasa_)
    fork = talking.take_back(branch, 3)
    say(fork, "I can refund the lamp in full", rasa_)
    branch.refresh_from_db()
    assert texts(fork)[:3] == texts(branch)[:3]
    assert texts(fork)[3] == "I can refund the lamp in full"
    assert texts(branch)[1::2] == list(REPLIES)
    assert branch.ended_by == EndedBy.TAKEN_BACK
    assert branch.mark_sheets.count() == 1
    assert fork.is_open
    assert fork.sender != branch.sender


def test_take_back_of_the_first_reply_and_twice_the_same(
    start: Start, rasa_: FakeRasa
) -> None:
    branch = start()
    say(branch, REPLIES[0], rasa_)
    first = talking.take_back(branch, 1)
    assert talking.take_back(branch, 1) == first
    say(first, REPLIES[1], rasa_)
    assert talking.take_back(branch, 1) != first


@pytest.mark.parametrize("index", [0, 2, 7])
def test_only_a_reply_can_be_taken_back(
    start: Start, rasa_: FakeRasa, index: int
) -> None:
    branch = start()
    say(branch, REPLIES[0], rasa_)
    with pytest.raises(talking.CannotSendError, match="no such reply"):
        talking.take_back(branch, index)


def test_observation_takes_nothing_back(start: Start, rasa_: FakeRasa) -> None:
    branch = start(Mode.OBSERVATION)
    say(branch, REPLIES[0], rasa_)
    with pytest.raises(talking.CannotSendError, match="observation"):
        talking.take_back(branch, 1)


def test_customer_ends_the_talk_and_it_is_marked_at_once(
    start: Start, rasa_: FakeRasa
) -> None:
    branch = start()
    for _ in range(40):
        if not branch.is_open:
            break
        say(branch, "you idiot", rasa_)
    assert branch.ended_by == EndedBy.CUSTOMER
    assert branch.ending in {"left_angry", "abandoned"}
    assert branch.mark_sheets.get().readiness == "not_yet"
    assert Attempt.objects.get().ended_at is not None
    with pytest.raises(talking.CannotSendError, match="over"):
        say(branch, "wait")


def test_finish_counts_what_was_answered_and_is_done_once(
    start: Start, rasa_: FakeRasa
) -> None:
    branch = start()
    say(branch, REPLIES[0], rasa_)
    rasa_.fails = ["down"]
    say(branch, REPLIES[1], rasa_)
    talking.finish(branch)
    talking.finish(branch)
    assert len(transcript_of(branch).replies()) == 1
    assert branch.mark_sheets.count() == 1


def test_reply_after_the_time_limit_is_refused(start: Start, rasa_: FakeRasa) -> None:
    branch = start(Mode.OBSERVATION, limit_minutes=10)
    say(branch, REPLIES[0], rasa_)
    began = timezone.now() - timedelta(minutes=11)
    Attempt.objects.update(started_at=began)
    branch.attempt.refresh_from_db()
    with pytest.raises(talking.CannotSendError, match="Time was up"):
        say(branch, REPLIES[1])
    talking.finish(branch)
    assert branch.ended_by == EndedBy.TIME


@pytest.fixture
def late(start: Start, rasa_: FakeRasa) -> Branch:
    """An observation with one reply answered, whose time was up a while ago."""
    branch = start(Mode.OBSERVATION, limit_minutes=10)
    say(branch, REPLIES[0], rasa_)
    began = timezone.now() - timedelta(minutes=30)
    Attempt.objects.update(started_at=began)
    return Branch.objects.get(pk=branch.pk)


def test_time_that_is_up_ends_a_talk_that_nobody_looks_at(
    late: Branch, start: Start
) -> None:
    others = [start(Mode.OBSERVATION), start(limit_minutes=10), start()]
    call_command("tend", "--once")
    late.refresh_from_db()
    assert late.ended_by == EndedBy.TIME
    assert late.ended_at == late.attempt.deadline
    assert late.mark_sheets.count() == 1
    assert Attempt.objects.get(pk=late.attempt_id).ended_at == late.ended_at
    assert all(Branch.objects.get(pk=one.pk).is_open for one in others)
    call_command("tend", "--once")
    assert late.mark_sheets.count() == 1


def test_reply_that_was_sent_in_time_is_answered_before_the_end(
    start: Start, rasa_: FakeRasa
) -> None:
    branch = start(Mode.OBSERVATION, limit_minutes=10)
    say(branch, REPLIES[0])
    Attempt.objects.update(started_at=timezone.now() - timedelta(minutes=30))
    rasa_.fails = ["down"]
    talking.close_late()
    assert Branch.objects.get().is_open
    talking.close_late()
    branch.refresh_from_db()
    assert branch.ended_by == EndedBy.TIME
    assert len(transcript_of(branch).replies()) == 1


def test_reply_that_cannot_be_answered_does_not_keep_a_talk_open_for_ever(
    start: Start, rasa_: FakeRasa
) -> None:
    branch = start(Mode.OBSERVATION, limit_minutes=10)
    say(branch, REPLIES[0])
    Attempt.objects.update(started_at=timezone.now() - timedelta(hours=2))
    rasa_.fails = ["down"]
    talking.close_late()
    branch.refresh_from_db()
    assert branch.ended_by == EndedBy.TIME
    assert branch.mark_sheets.count() == 1


def test_talk_that_cannot_be_closed_keeps_no_other_open(
    late: Branch,
    start: Start,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    other = start(Mode.OBSERVATION, limit_minutes=10)
    Attempt.objects.update(started_at=timezone.now() - timedelta(minutes=30))
    store = talking.store_marks

    def fail_for_the_first(branch: Branch) -> object:
        if branch.pk == late.pk:
            raise OSError("no such scenario")
        return store(branch)

    monkeypatch.setattr(talking, "store_marks", fail_for_the_first)
    talking.close_late()
    assert "no such scenario" in caplog.text
    other.refresh_from_db()
    assert other.ended_by == EndedBy.TIME
    # Nothing of the first was stored by halves: the next time may do better.
    assert Branch.objects.get(pk=late.pk).is_open


def test_tending_goes_on_when_something_fails(
    late: Branch, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise OSError("no such disk")

    monkeypatch.setattr(talking, "close_late", fail)
    call_command("tend", "--once")
    assert "no such disk" in caplog.text
    assert late.is_open


def test_line_breaks_are_kept_as_one_kind_and_length_is_counted(
    start: Start, rasa_: FakeRasa
) -> None:
    branch = start()
    say(branch, "one\r\ntwo", rasa_)
    assert texts(branch)[1] == "one\ntwo"
    with pytest.raises(InputError, match="5,001"):
        say(branch, "x" * 5001)


def test_start_names_the_very_version(start: Start, rasa_: FakeRasa) -> None:
    branch = start()
    message = rasa_.sent[0]
    assert message["metadata"]["sha256"] == branch.attempt.scenario.sha256
    assert len(message["sender"]) > 30


def test_refusal_is_shown_and_the_reply_kept(start: Start) -> None:
    branch = start()
    say(branch, REPLIES[0])

    def refuse(_message: Any) -> Any:
        return [{"text": "It has faults."}, {"custom": {"kind": "trouble"}}]

    talking.answer(branch, refuse)
    assert branch.trouble == "It has faults."
    assert branch.turns.count() == 2


def test_slow_answer_does_not_vouch_for_another_talk(
    start: Start, rasa_: FakeRasa
) -> None:
    branch = start()
    say(branch, REPLIES[0])

    def slow(message: Any) -> Any:
        # While this one waits, its time runs out and another process plays again.
        Branch.objects.filter(pk=branch.pk).update(sender="another")
        return rasa_(message)

    talking.answer(branch, slow)
    assert branch.turns.count() == 3
    assert not branch.is_certain
    say(branch, REPLIES[1], rasa_)
    assert branch.turns.count() == 5
    assert transcript_of(branch).turns == tuple(rasa_.talks[branch.sender]._turns)
