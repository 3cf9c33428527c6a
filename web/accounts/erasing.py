"""Erasure of an account with all that hangs on it.

The audit log keeps that it was done, with the account's number and nothing else of it.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db import connection, transaction

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
        transaction.on_commit(leave_no_bytes, robust=True)


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


def leave_no_bytes() -> None:
    """Of what has been deleted, in Rasa's database and in the site's own."""
    forget_talks()
    if not scrub(connection):
        logger.error("the database was in use: erase once more, or restart")


def _end_sessions(user: User) -> None:
    for session in Session.objects.iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()
