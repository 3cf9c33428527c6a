"""Users with one of three roles, and the record of what was done by whom."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NoReturn

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.text import capfirst
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
    RETENTION_SET = "retention_set", _("Retention time changed")
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


class Retention(models.Model):
    """How many days learners' work is kept; None is for ever. There is one row.

    It is applied once a day, and not before a day after it was changed.
    """

    LEAST_DAYS, MOST_DAYS = 30, 36_500
    PAUSE = timedelta(days=1)

    tries_days = models.PositiveIntegerField(
        _("days that tries are kept"),
        null=True,
        blank=True,
        default=730,
        validators=[MinValueValidator(LEAST_DAYS), MaxValueValidator(MOST_DAYS)],
        help_text=_(
            "Counted from the last reply of a try, its end, or a dispute. Two years "
            "(730) are as long as most courses: learners see all of their progress "
            "until they leave, and little is kept of them after that. Leave it empty "
            "to keep tries for ever."
        ),
    )
    handed_in_days = models.PositiveIntegerField(
        _("days that handed-in work is kept"),
        null=True,
        blank=True,
        default=1095,
        validators=[MinValueValidator(LEAST_DAYS), MaxValueValidator(MOST_DAYS)],
        help_text=_(
            "Counted from the day on which it was signed. Three years (1095) are what "
            "many awarding organisations ask for: look up what yours does. It can't be "
            "less than for other tries. Leave it empty to keep it for ever."
        ),
    )
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)
    applied_at = models.DateTimeField(_("last applied"), null=True, blank=True)

    class Meta:
        verbose_name = _("retention time")
        verbose_name_plural = _("retention time")
        constraints = (
            models.CheckConstraint(condition=Q(id=1), name="one_retention_time"),
        )

    def __str__(self) -> str:
        return capfirst(str(self._meta.verbose_name))

    def clean(self) -> None:
        """Raises ValidationError where handed-in work would go before other tries."""
        longest = float("inf")
        tries, handed_in = (
            longest if days is None else days
            for days in (self.tries_days, self.handed_in_days)
        )
        if handed_in < tries:
            text = _("Handed-in work is kept for at least as long as other tries.")
            raise ValidationError({"handed_in_days": text})

    @property
    def due_at(self) -> datetime:
        """When it is next applied."""
        return max(self.changed_at, self.applied_at or self.changed_at) + self.PAUSE
