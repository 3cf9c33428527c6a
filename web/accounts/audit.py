"""Writes the audit log. No learner's words and no passwords go into it."""

from __future__ import annotations

from typing import Any

from web.accounts.models import Action, AuditEntry, User


def record(
    action: Action,
    *,
    actor: User | None = None,
    subject: User | None = None,
    **detail: Any,
) -> AuditEntry:
    """Adds an entry; without a subject it is about whoever did it."""
    return AuditEntry.objects.create(
        action=action, actor=actor, subject=subject or actor, detail=detail
    )
