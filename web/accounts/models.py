"""Users with one of three roles, and the record of what was done by whom."""

from __future__ import annotations

from typing import Any, NoReturn

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    LEARNER = "learner", _("Learner")
    TUTOR = "tutor", _("Tutor")
    AUTHOR = "author", _("Author")


class User(AbstractUser):
    """Whoever signs in. An administrator is besides that a superuser of Django's."""

    role = models.CharField(
        _("role"), max_length=10, choices=Role.choices, default=Role.LEARNER
    )

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ("last_name", "first_name", "username")

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    @property
    def is_learner(self) -> bool:
        return self.role == Role.LEARNER

    @property
    def is_tutor(self) -> bool:
        return self.role == Role.TUTOR

    @property
    def is_author(self) -> bool:
        return self.role == Role.AUTHOR


class Action(models.TextChoices):
    """What is worth a line in the audit log."""

    SIGNED_IN = "signed_in", _("Signed in")
    SIGN_IN_FAILED = "sign_in_failed", _("Sign-in failed")
    LOCKED_OUT = "locked_out", _("Locked out for a while")
    MARKED = "marked", _("Marked")
    DISPUTED = "disputed", _("Disputed a mark")
    HANDED_IN = "handed_in", _("Handed in, with declaration")
    EXPORTED = "exported", _("Exported")
    ROLE_CHANGED = "role_changed", _("Role changed")
    ERASED = "erased", _("Erased")
    RETAINED = "retained", _("Removed after the retention time")


class AuditEntry(models.Model):
    """One thing that was done. Entries are added, never changed.

    `actor` and `subject` keep their numbers when an account is erased, and nothing else
    of it: no name, no words of a learner's stand in here.
    """

    at = models.DateTimeField(_("at"), auto_now_add=True, db_index=True)
    action = models.CharField(_("action"), max_length=20, choices=Action.choices)
    actor = models.ForeignKey(
        User,
        verbose_name=_("by"),
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )
    subject = models.ForeignKey(
        User,
        verbose_name=_("about"),
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )
    detail = models.JSONField(_("detail"), default=dict)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit log")
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises TypeError for an entry that has been written."""
        if not self._state.adding:
            raise TypeError("an audit entry is never changed")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise TypeError("an audit entry is never deleted")
