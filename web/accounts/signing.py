"""Notes in the audit log who has signed in, failed to, or was locked out."""

from __future__ import annotations

from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_login_failed

from web.accounts.audit import record
from web.accounts.models import Action, User


def listen() -> None:
    user_logged_in.connect(_signed_in, dispatch_uid="audit")
    user_login_failed.connect(_failed, dispatch_uid="audit")
    user_locked_out.connect(_locked_out, dispatch_uid="audit")


def _signed_in(user: User, **_rest: Any) -> None:
    record(Action.SIGNED_IN, actor=user)


def _failed(credentials: dict[str, Any], **_rest: Any) -> None:
    record(Action.SIGN_IN_FAILED, subject=_known(credentials.get("username")))


def _locked_out(username: str | None = None, **_rest: Any) -> None:
    record(Action.LOCKED_OUT, subject=_known(username))


def _known(username: object) -> User | None:
    """The account that was tried, if there is one; what else was typed is not kept."""
    return User.objects.filter(username=str(username or "")).first()
