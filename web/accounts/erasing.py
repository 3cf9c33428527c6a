"""Erasure of an account with all that hangs on it, and of what has been kept too long.

The audit log keeps that it was done, with the account's number and nothing else of it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from web.accounts.audit import record
from web.accounts.models import Action, User


def erase_learner(learner: User, *, by: User | None = None) -> None:
    """The account, its attempts, turns and marks, its sessions and sign-in tries."""
    with transaction.atomic():
        record(Action.ERASED, actor=by, subject=learner, role=learner.role)
        _end_sessions(learner)
        for log in (AccessAttempt, AccessFailureLog, AccessLog):
            log.objects.filter(username=learner.username).delete()
        # The admin notes the name of whatever it changed.
        LogEntry.objects.filter(
            content_type__app_label="accounts", object_id=str(learner.pk)
        ).delete()
        learner.delete()


def old_learners(now: datetime | None = None) -> list[User]:
    """Learners who have been away for longer than the retention time."""
    limit = (now or timezone.now()) - timedelta(days=settings.RETENTION_DAYS)
    seen = User.objects.filter(role="learner", is_superuser=False).annotate(
        last_try=Max("attempts__started_at")
    )
    return list(
        seen.filter(
            Q(last_try=None) | Q(last_try__lt=limit),
            Q(last_login=None) | Q(last_login__lt=limit),
            date_joined__lt=limit,
        )
    )


def _end_sessions(user: User) -> None:
    for session in Session.objects.iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()
