"""Erasure of an account with all that hangs on it, and of what has been kept too long.

The audit log keeps that it was done, with the account's number and nothing else of it.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import Max, Q
from django.utils import timezone

from web.accounts.audit import record
from web.accounts.models import Action, User
from web.practice.forgetting import forget_talks
from web.site.scrubbing import scrub

logger = logging.getLogger(__name__)


def erase(users: Sequence[User], *, by: User | None = None) -> None:
    """Each account with its attempts, turns and marks, its sessions, its sign-in tries.

    Then nothing of it is left in the bytes of any file: docs/site.md says how.
    """
    for user in users:
        with transaction.atomic():
            _erase(user, by)
    if users:
        # Robust: what has been erased stays so if the files can't be written anew.
        transaction.on_commit(_scrub, robust=True)


def _erase(user: User, by: User | None) -> None:
    record(Action.ERASED, actor=by, subject=user, role=user.role)
    _end_sessions(user)
    for log in (AccessAttempt, AccessFailureLog, AccessLog):
        log.objects.filter(username=user.username).delete()
    # The admin notes the name of whatever it changed.
    LogEntry.objects.filter(
        content_type__app_label="accounts", object_id=str(user.pk)
    ).delete()
    user.delete()


def _scrub() -> None:
    forget_talks()
    if not scrub(connection):
        logger.error("the database was in use: erase once more, or restart")


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
