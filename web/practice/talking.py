"""The talk: replies are stored first, then asked of Rasa, and answers stored with them.

There is one way back from any doubt (a timeout, a crash, a restart, a lost database of
Rasa's): `answer` plays the recorded replies again in a fresh talk, checks that the
lines are the recorded ones, and goes on. A new attempt and a reply taken back are the
same with fewer recorded lines.
"""

from __future__ import annotations

import logging
import secrets
import uuid
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dialogue.errors import InputError
from dialogue.turns import check_length
from web.accounts.models import User
from web.practice import rasa
from web.practice.claiming import claim
from web.practice.models import (
    Assignment,
    Attempt,
    Branch,
    EndedBy,
    Mode,
    RubricVersion,
    ScenarioVersion,
    Speaker,
    Turn,
    new_sender,
)
from web.practice.publishing import scenario_of
from web.practice.records import is_waiting, store_marks

logger = logging.getLogger(__name__)

SEEDS = 1000
# A reply that was sent in time may take this long to arrive.
GRACE = timedelta(seconds=5)
# And this long to be answered, if Rasa can't be reached; then the talk ends without.
LATE_ANSWER = timedelta(hours=1)


class CannotSendError(InputError):
    """A plain sentence on why a reply was not taken; its words are not lost."""


class LinesDifferError(Exception):
    """A replay gave other lines than the record: something was changed meanwhile."""


def start(
    learner: User,
    scenario: ScenarioVersion,
    mode: Mode,
    *,
    key: uuid.UUID,
    assignment: Assignment | None = None,
    limit_minutes: int | None = None,
) -> Attempt:
    """A new attempt with its first branch; for a key that was used, that attempt.

    The customer has not spoken yet: `answer` has them do so. Raises CannotSendError
    where the tries at assigned work have been used up.
    """
    rubric = RubricVersion.objects.get(
        slug=scenario_of(scenario).rubric, is_current=True
    )
    with transaction.atomic():
        attempt, is_new = Attempt.objects.get_or_create(
            learner=learner,
            key=key,
            defaults={
                "scenario": scenario,
                "rubric": rubric,
                "assignment": assignment,
                "mode": mode,
                "seed": secrets.randbelow(SEEDS),
                "limit_minutes": limit_minutes,
            },
        )
        if is_new:
            _check_tries(attempt)
            Branch.objects.create(attempt=attempt, number=1)
    return attempt


def _check_tries(attempt: Attempt) -> None:
    """Counts within the transaction, so two windows at once get no try too many."""
    if attempt.assignment is None:
        return
    # Holds up whoever else is starting the same work, where the database can.
    task = Assignment.objects.select_for_update().get(pk=attempt.assignment.pk)
    tries = task.attempt_set.filter(learner=attempt.learner).count()
    if task.most_tries is not None and tries > task.most_tries:
        raise CannotSendError(_("You have used all your tries for this piece of work."))


def store_reply(branch: Branch, text: str, *, index: int, key: uuid.UUID) -> None:
    """Keeps a reply as turn `index`. A key that was used before changes nothing.

    Raises CannotSendError where the talk is elsewhere, over, or out of time.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    check_length(text)
    try:
        with transaction.atomic():
            _store_reply(branch, text, index=index, key=key)
    except IntegrityError:
        # Another click was quicker, with these words or others: the page shows which.
        if not branch.turns.filter(key=key).exists():
            raise CannotSendError(
                _("Another reply was sent first. Your words are kept.")
            ) from None


def _store_reply(branch: Branch, text: str, *, index: int, key: uuid.UUID) -> None:
    # First, so that what is read after it is what there is, and nobody ends the talk.
    is_open = _is_held_open(branch)
    if branch.turns.filter(key=key).exists():
        return
    if not is_open:
        raise CannotSendError(
            _("This conversation is over, so your reply was not sent.")
        )
    if is_late(branch.attempt):
        raise CannotSendError(_("Time was up before your reply arrived."))
    turns = list(branch.turns.all())
    if is_waiting(turns) or len(turns) != index:
        raise CannotSendError(
            _(
                "This conversation has moved on, perhaps in another window. Your words "
                "are kept: read on, then send or change them."
            )
        )
    Turn.objects.create(
        branch=branch, index=index, speaker=Speaker.LEARNER, text=text, key=key
    )


def _is_held_open(branch: Branch) -> bool:
    """Whether the branch is open, and stays so until the transaction is over."""
    Branch.objects.select_for_update().get(pk=branch.pk)
    branch.refresh_from_db(fields=("ended_at", "ended_by", "ending"))
    return branch.is_open


def is_late(attempt: Attempt, *, by: timedelta = GRACE) -> bool:
    deadline = attempt.deadline
    return deadline is not None and timezone.now() > deadline + by


def take_back(branch: Branch, index: int) -> Branch:
    """A new branch that stands before the reply at `index`; the old one is kept.

    Raises CannotSendError where there is nothing to take back. If the newest branch
    stands there already and nothing was said in it since, that one is given.
    """
    attempt = branch.attempt
    if not attempt.is_practice:
        raise CannotSendError(_("In an observation no reply can be taken back."))
    with transaction.atomic():
        Attempt.objects.select_for_update().get(pk=attempt.pk)
        newest = attempt.branches.order_by("-number")[0]
        if _is_untouched_fork(newest, branch, index):
            return newest
        turns = list(branch.turns.filter(index__lte=index))
        if not turns or not _is_reply(turns[-1], index):
            raise CannotSendError(_("There is no such reply to take back."))
        fork = Branch.objects.create(
            attempt=attempt,
            number=newest.number + 1,
            parent=branch,
            forked_at=index,
            versions=branch.versions,
        )
        Turn.objects.bulk_create(_copy(turn, fork) for turn in turns[:index])
        Attempt.objects.filter(pk=attempt.pk).update(ended_at=None)
    for other in attempt.branches.filter(ended_at=None).exclude(pk=fork.pk):
        end(other, EndedBy.TAKEN_BACK)
    return fork


def _is_reply(turn: Turn, index: int) -> bool:
    return turn.index == index and turn.speaker == Speaker.LEARNER


def _is_untouched_fork(newest: Branch, branch: Branch, index: int) -> bool:
    return (
        newest.is_open
        and newest.parent_id == branch.pk
        and newest.forked_at == index
        and newest.turns.count() == index
    )


def _copy(turn: Turn, branch: Branch) -> Turn:
    return Turn(
        branch=branch,
        index=turn.index,
        speaker=turn.speaker,
        text=turn.text,
        data=turn.data,
    )


def finish(branch: Branch) -> None:
    """Ends an open branch at the learner's wish, or because its time is up."""
    if branch.is_open:
        end(branch, EndedBy.TIME if is_late(branch.attempt) else EndedBy.LEARNER)


def close_if_late(branch: Branch) -> None:
    """Ends a talk whose time is up; a reply that was sent in time is answered first.

    For how long at most, if it can't be answered, says LATE_ANSWER.
    """
    attempt = branch.attempt
    if not branch.is_open or not is_late(attempt):
        return
    is_hopeless = is_late(attempt, by=LATE_ANSWER)
    if is_hopeless or not is_waiting(list(branch.turns.all())):
        finish(branch)


def close_late() -> None:
    """Ends every talk whose time is up, whether its page is ever seen again or not."""
    rows = Branch.objects.filter(ended_at=None).exclude(attempt__limit_minutes=None)
    for branch in rows.select_related("attempt__scenario", "attempt__learner"):
        if is_late(branch.attempt):
            _close_late(branch)


def _close_late(branch: Branch) -> None:
    """One that can't be closed doesn't keep the others open."""
    try:
        answer(branch)
        close_if_late(branch)
    except Exception:
        logger.exception("attempt %s could not be closed", branch.attempt_id)


def end(branch: Branch, ended_by: EndedBy) -> None:
    """Closes the branch, once, and stores its marks.

    A reply that is still unanswered stays in the record and counts for nothing. Time
    that is up ended it then, even if nobody has noticed before.
    """
    now = timezone.now()
    if ended_by == EndedBy.TIME:
        now = min(now, branch.attempt.deadline or now)
    with transaction.atomic():
        changed = Branch.objects.filter(pk=branch.pk, ended_at=None).update(
            ended_at=now, ended_by=ended_by, asking_until=None
        )
        if not changed:
            return
        branch.refresh_from_db()
        Attempt.objects.filter(pk=branch.attempt_id, ended_at=None).exclude(
            branches__ended_at=None
        ).update(ended_at=now)
        store_marks(branch)


# --- asking Rasa


def answer(branch: Branch, post: rasa.Post | None = None) -> None:
    """Has the customer speak, if it is their turn and nobody else is asking.

    Whatever goes wrong is kept as `trouble`, a plain sentence, and the talk as it was.
    """
    if not is_waiting(list(branch.turns.all())) or not branch.is_open:
        return
    own = claim(branch)
    if own is None:
        return
    trouble = ""
    try:
        _ask(branch, post or _post(), was_certain=own.was_certain)
    except rasa.RasaDownError as error:
        logger.warning("attempt %s waits: %s", branch.attempt_id, error)
        trouble = _("The customer can't be reached just now.")
    except rasa.RasaRefusedError as error:
        logger.error("attempt %s was refused by Rasa", branch.attempt_id)
        trouble = str(error)
    except LinesDifferError:
        logger.error("attempt %s: a replay gave other lines", branch.attempt_id)
        end(branch, EndedBy.CHANGED)
    finally:
        own.release(trouble=trouble)
        branch.refresh_from_db()


def _post() -> rasa.Post:
    return rasa.RestChannel(
        address=settings.RASA_ADDRESS, timeout_seconds=settings.RASA_TIMEOUT
    )


def _ask(branch: Branch, post: rasa.Post, *, was_certain: bool) -> None:
    if was_certain:
        turns = list(branch.turns.all())
        talk = rasa.RasaTalk(post=post, sender=branch.sender)
        try:
            _store(branch, len(turns), talk.say(turns[-1].text))
            return
        except rasa.RasaRefusedError:
            # Rasa may have lost this talk; a fresh one will say what is the matter.
            logger.info("attempt %s is played again", branch.attempt_id)
    _play_again(branch, post)


def _play_again(branch: Branch, post: rasa.Post) -> None:
    """Plays the whole record in a fresh talk, and stores the answer it has not got."""
    branch.sender = new_sender()
    branch.save(update_fields=["sender"])
    talk = rasa.RasaTalk(post=post, sender=branch.sender)
    attempt, turns = branch.attempt, list(branch.turns.all())
    scenario = attempt.scenario
    said = talk.begin(scenario.slug, sha256=scenario.sha256, seed=attempt.seed)
    for place in range(0, len(turns) + 1, 2):
        if place:
            said = talk.say(turns[place - 1].text)
        if place < len(turns):
            _check(turns[place], said)
        else:
            _store(branch, place, said)


def _check(turn: Turn, said: rasa.Answer) -> None:
    """Raises LinesDifferError where the customer says something else than they did."""
    played = {key: value for key, value in said.turn.items() if key != "speaker"}
    if played != {**turn.data, "text": turn.text}:
        raise LinesDifferError


def _store(branch: Branch, index: int, said: rasa.Answer) -> None:
    """Stores the customer's turn, and with it what the reply before it did.

    In a branch that was ended meanwhile nothing is stored: its marks are made.
    """
    data = {k: v for k, v in said.turn.items() if k not in {"speaker", "text"}}
    with transaction.atomic():
        if not _is_held_open(branch):
            return
        _turn, is_new = Turn.objects.get_or_create(
            branch=branch,
            index=index,
            defaults={
                "speaker": Speaker.CUSTOMER,
                "text": said.turn["text"],
                "data": data,
            },
        )
        if is_new and index:
            branch.turns.filter(index=index - 1).update(data=said.reply)
        branch.versions = _joined(branch.versions, said.versions)
        branch.ending = said.ending
        branch.save(update_fields=["versions", "ending"])
        # Somebody may have lost patience with this process and begun another talk.
        mine = Branch.objects.filter(pk=branch.pk, sender=branch.sender)
        mine.update(is_certain=True)
        if said.ending:
            end(branch, EndedBy.CUSTOMER)


def _joined(before: dict[str, str], now: dict[str, str]) -> dict[str, str]:
    """Versions as transcripts name them: one that changed is named with the earlier."""
    return {
        key: value
        if value in before.get(key, value).split(", ")
        else f"{before[key]}, {value}"
        for key, value in now.items()
    }
