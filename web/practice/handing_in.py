"""Handing work in, with a declaration that it is one's own."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from web.accounts.audit import record
from web.accounts.models import Action
from web.practice.models import Attempt, Branch, Declaration


def statement() -> str:
    """What is declared; it is stored with the signature, as it was read."""
    return _(
        "I wrote every reply in this role-play myself, without help from another "
        "person or from a program that writes for me."
    )


def declaration_of(attempt: Attempt) -> Declaration | None:
    return Declaration.objects.filter(attempt=attempt).select_related("branch").first()


def hand_in(branch: Branch, signed_name: str) -> None:
    """Once for an attempt: a second time changes nothing."""
    attempt = branch.attempt
    try:
        with transaction.atomic():
            Declaration.objects.create(
                attempt=attempt,
                branch=branch,
                statement=statement(),
                signed_name=signed_name,
            )
            record(Action.HANDED_IN, actor=attempt.learner, attempt=str(attempt.pk))
    except IntegrityError:
        return
