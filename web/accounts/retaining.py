"""Work that has been kept for long enough is removed, once a day or by command.

In this order: tries that were not handed in, handed-in work after its own time, then
learners of whom nothing is left and who have been away for as long as tries are kept.
Then sessions that have run out, and old notes of who signed in from where.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from web.accounts.audit import record
from web.accounts.erasing import erase, leave_no_bytes
from web.accounts.models import Action, Retention, Role, User
from web.practice.models import Attempt, Dispute, Turn

SIGN_INS_KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """How much has been kept for long enough: handed-in work is not among `tries`."""

    tries: int
    handed_in: int
    learners: int

    def __bool__(self) -> bool:
        return bool(self.tries or self.handed_in or self.learners)


def current() -> Retention:
    """What holds now; the usual times where nobody has set any."""
    return Retention.objects.get_or_create(pk=1)[0]


def would_remove(rule: Retention, now: datetime | None = None) -> Removal:
    now = now or timezone.now()
    return Removal(
        tries=_old_tries(rule, now).count(),
        handed_in=_old_handed_in(rule, now).count(),
        learners=_gone_learners(rule, now).count(),
    )


def apply_if_due(now: datetime | None = None) -> None:
    now = now or timezone.now()
    if current().due_at <= now:
        apply(now)


def apply(now: datetime | None = None) -> Removal:
    """Removes what has been kept for long enough, whatever the hour."""
    now = now or timezone.now()
    current()
    with transaction.atomic():
        rule = Retention.objects.select_for_update().get()
        removed = would_remove(rule, now)
        learners = list(_gone_learners(rule, now))
        for rows in (_old_tries(rule, now), _old_handed_in(rule, now)):
            rows.delete()
        if removed:
            record(Action.RETAINED, **asdict(removed))
        Retention.objects.update(applied_at=now)
        _forget_visits(now)
    erase(learners)
    if removed and not learners:
        transaction.on_commit(leave_no_bytes, robust=True)
    return removed


def _old_tries(rule: Retention, now: datetime) -> QuerySet[Attempt]:
    """Those that were not handed in and in which nothing has happened for so long."""
    if rule.tries_days is None:
        return Attempt.objects.none()
    limit = now - timedelta(days=rule.tries_days)
    said = Turn.objects.filter(branch__attempt=OuterRef("pk"), at__gte=limit)
    disputed = Dispute.objects.filter(
        sheet__branch__attempt=OuterRef("pk"), made_at__gte=limit
    )
    return Attempt.objects.filter(
        Q(ended_at=None) | Q(ended_at__lt=limit),
        ~Exists(said),
        ~Exists(disputed),
        declaration=None,
        started_at__lt=limit,
    )


def _old_handed_in(rule: Retention, now: datetime) -> QuerySet[Attempt]:
    if rule.handed_in_days is None:
        return Attempt.objects.none()
    limit = now - timedelta(days=rule.handed_in_days)
    return Attempt.objects.filter(declaration__signed_at__lt=limit)


def _gone_learners(rule: Retention, now: datetime) -> QuerySet[User]:
    """Those who have been away for so long that no work of theirs is kept."""
    if rule.tries_days is None:
        return User.objects.none()
    limit = now - timedelta(days=rule.tries_days)
    kept = Attempt.objects.filter(learner=OuterRef("pk")).exclude(
        Q(pk__in=_old_tries(rule, now)) | Q(pk__in=_old_handed_in(rule, now))
    )
    return User.objects.filter(
        Q(last_login=None) | Q(last_login__lt=limit),
        ~Exists(kept),
        role=Role.LEARNER,
        is_superuser=False,
        date_joined__lt=limit,
    )


def _forget_visits(now: datetime) -> None:
    Session.objects.filter(expire_date__lt=now).delete()
    for log in (AccessAttempt, AccessFailureLog, AccessLog):
        log.objects.filter(attempt_time__lt=now - SIGN_INS_KEPT).delete()
