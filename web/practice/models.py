"""The record: scenarios as published, classes, attempts, turns, mark sheets.

A talk can always be played again from here: a scenario's version, a seed and the
replies give the same lines, so Rasa's own database may be lost at any time.
"""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from dialogue.turns import MAX_REPLY_CHARS


class Mode(models.TextChoices):
    PRACTICE = "practice", _("Practice")
    OBSERVATION = "observation", _("Observation")


class Speaker(models.TextChoices):
    CUSTOMER = "customer", _("Customer")
    LEARNER = "learner", _("Learner")


class EndedBy(models.TextChoices):
    """Why a branch can't go on. CHANGED: a replay gave other lines than the record."""

    CUSTOMER = "customer", _("The customer ended it")
    LEARNER = "learner", _("Finished by the learner")
    TIME = "time", _("Time was up")
    TAKEN_BACK = "taken_back", _("A reply was taken back")
    CHANGED = "changed", _("The scenario or the program has changed")


class ScenarioVersion(models.Model):
    """A scenario as it was published: its text never changes."""

    slug = models.SlugField(_("id"))
    version = models.CharField(_("version"), max_length=20)
    sha256 = models.CharField(max_length=64, unique=True)
    text = models.TextField(_("text"))
    title = models.CharField(_("title"), max_length=200)
    sector = models.CharField(_("sector"), max_length=100)
    level = models.PositiveSmallIntegerField(_("level"))
    practises = models.JSONField(_("what it practises"), default=list)
    customer = models.CharField(_("customer"), max_length=100)
    is_current = models.BooleanField(_("offered"), default=True)
    published_at = models.DateTimeField(_("published"), auto_now_add=True)

    class Meta:
        verbose_name = _("scenario version")
        verbose_name_plural = _("scenario versions")
        ordering = ("level", "title")
        constraints = (
            models.UniqueConstraint(
                fields=("slug",),
                condition=Q(is_current=True),
                name="one_current_version_of_a_scenario",
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} ({self.version})"


class RubricVersion(models.Model):
    """A mark scheme as it was published."""

    slug = models.SlugField(_("id"))
    version = models.CharField(_("version"), max_length=20)
    sha256 = models.CharField(max_length=64, unique=True)
    text = models.TextField(_("text"))
    is_current = models.BooleanField(_("in use"), default=True)
    published_at = models.DateTimeField(_("published"), auto_now_add=True)

    class Meta:
        verbose_name = _("mark scheme version")
        verbose_name_plural = _("mark scheme versions")
        ordering = ("slug",)
        constraints = (
            models.UniqueConstraint(
                fields=("slug",),
                condition=Q(is_current=True),
                name="one_current_version_of_a_rubric",
            ),
        )

    def __str__(self) -> str:
        return f"{self.slug} {self.version}"


class ClassGroup(models.Model):
    name = models.CharField(_("name"), max_length=100, unique=True)
    tutors = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("tutors"),
        related_name="classes_taught",
        limit_choices_to={"role": "tutor"},
    )

    class Meta:
        verbose_name = _("class")
        verbose_name_plural = _("classes")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Enrolment(models.Model):
    group = models.ForeignKey(
        ClassGroup, on_delete=models.CASCADE, related_name="enrolments"
    )
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="enrolments",
        limit_choices_to={"role": "learner"},
    )

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = (
            models.UniqueConstraint(
                fields=("group", "learner"), name="one_enrolment_in_a_class"
            ),
        )

    def __str__(self) -> str:
        # Without a name: the admin's history would keep it after an erasure.
        return f"{self._meta.verbose_name} {self.pk}"


class Assignment(models.Model):
    """Work that a class is set. No `tries_allowed` means as many as one likes."""

    group = models.ForeignKey(
        ClassGroup,
        verbose_name=_("class"),
        on_delete=models.CASCADE,
        related_name="assignments",
    )
    scenario = models.ForeignKey(
        ScenarioVersion, verbose_name=_("scenario"), on_delete=models.PROTECT
    )
    mode = models.CharField(_("mode"), max_length=12, choices=Mode.choices)
    due = models.DateTimeField(_("due"))
    tries_allowed = models.PositiveSmallIntegerField(
        _("tries allowed"), null=True, blank=True
    )
    limit_minutes = models.PositiveSmallIntegerField(
        _("time limit in minutes"), null=True, blank=True
    )

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ("due",)

    def __str__(self) -> str:
        return f"{self.scenario.title}, {self.group}"

    @property
    def most_tries(self) -> int | None:
        """An observation is one go unless the tutor allows more."""
        if self.tries_allowed is None and self.mode == Mode.OBSERVATION:
            return 1
        return self.tries_allowed


class Attempt(models.Model):
    """One learner's try at a scenario; in practice mode it may have several branches.

    `key` comes from the page that started it, so that a second click starts no second.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("learner"),
        on_delete=models.CASCADE,
        related_name="attempts",
    )
    scenario = models.ForeignKey(
        ScenarioVersion, verbose_name=_("scenario"), on_delete=models.PROTECT
    )
    rubric = models.ForeignKey(
        RubricVersion, verbose_name=_("mark scheme"), on_delete=models.PROTECT
    )
    assignment = models.ForeignKey(
        Assignment,
        verbose_name=_("assignment"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
    )
    mode = models.CharField(_("mode"), max_length=12, choices=Mode.choices)
    seed = models.PositiveIntegerField(_("seed"))
    limit_minutes = models.PositiveSmallIntegerField(
        _("time limit in minutes"), null=True, blank=True
    )
    started_at = models.DateTimeField(_("started"), auto_now_add=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ("-started_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("learner", "key"), name="one_attempt_for_a_click"
            ),
        )
        indexes = (models.Index(fields=("learner", "started_at")),)

    def __str__(self) -> str:
        at = date_format(timezone.localtime(self.started_at), "DATETIME_FORMAT")
        return f"{self.scenario.title}, {at}"

    @property
    def is_practice(self) -> bool:
        return self.mode == Mode.PRACTICE

    @property
    def deadline(self) -> datetime | None:
        if self.limit_minutes is None:
            return None
        return self.started_at + timedelta(minutes=self.limit_minutes)


def new_sender() -> str:
    """A name for a talk in Rasa that nobody can guess."""
    return f"talk-{secrets.token_urlsafe(24)}"


class Branch(models.Model):
    """One way that an attempt went. Its turns are all there, those before the fork too.

    `is_certain` says that Rasa's talk is known to stand where these turns end; where it
    is not, the talk is played again under a new `sender`. `asking_until` is set while
    somebody asks Rasa.
    """

    attempt = models.ForeignKey(
        Attempt, on_delete=models.CASCADE, related_name="branches"
    )
    number = models.PositiveSmallIntegerField(_("number"))
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE)
    forked_at = models.PositiveSmallIntegerField(null=True, blank=True)
    sender = models.CharField(max_length=60, unique=True, default=new_sender)
    is_certain = models.BooleanField(default=False)
    asking_until = models.DateTimeField(null=True, blank=True)
    trouble = models.TextField(blank=True)
    versions = models.JSONField(_("versions"), default=dict)
    ending = models.CharField(max_length=100, blank=True)
    ended_by = models.CharField(max_length=12, choices=EndedBy.choices, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("branch")
        verbose_name_plural = _("branches")
        ordering = ("attempt", "number")
        constraints = (
            models.UniqueConstraint(
                fields=("attempt", "number"), name="one_branch_of_a_number"
            ),
        )

    def __str__(self) -> str:
        return f"{self.attempt}, {self.number}"

    @property
    def is_open(self) -> bool:
        return self.ended_at is None


class Turn(models.Model):
    """What was said. `data` is what perception or simulation knows of it.

    A learner's turn has no data until the customer has answered it. `key` comes from
    the page that it was sent from.
    """

    branch = models.ForeignKey(Branch, on_delete=models.CASCADE, related_name="turns")
    index = models.PositiveSmallIntegerField(_("index"))
    speaker = models.CharField(_("speaker"), max_length=8, choices=Speaker.choices)
    # A customer's turn may join several lines of the scenario, and be longer.
    text = models.TextField(_("text"), max_length=4 * MAX_REPLY_CHARS)
    data = models.JSONField(default=dict)
    key = models.UUIDField(null=True, editable=False)
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("turn")
        verbose_name_plural = _("turns")
        ordering = ("branch", "index")
        constraints = (
            models.UniqueConstraint(
                fields=("branch", "index"), name="one_turn_of_an_index"
            ),
            models.UniqueConstraint(
                fields=("branch", "key"), name="one_turn_for_a_click"
            ),
        )

    def __str__(self) -> str:
        return f"{self.index} {self.speaker}"


class MarkSheet(models.Model):
    """The marks of a branch, and the versions of all that made them.

    `sheet` is the whole of it, as scoring reads it back; `marks` its short form, as
    `hotseat mark` prints it.
    """

    branch = models.ForeignKey(
        Branch, on_delete=models.CASCADE, related_name="mark_sheets"
    )
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    is_current = models.BooleanField(default=True)
    readiness = models.CharField(_("readiness"), max_length=10)
    total = models.PositiveSmallIntegerField(_("marks"))
    most = models.PositiveSmallIntegerField(_("out of"))
    marks = models.JSONField()
    sheet = models.JSONField()
    versions = models.JSONField(_("versions"))

    class Meta:
        verbose_name = _("mark sheet")
        verbose_name_plural = _("mark sheets")
        ordering = ("-made_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("branch",),
                condition=Q(is_current=True),
                name="one_current_mark_sheet_of_a_branch",
            ),
        )

    def __str__(self) -> str:
        return f"{self.total} of {self.most}, {self.readiness}"


class Dispute(models.Model):
    """A learner's reason why a mark is not right. It waits for the tutor."""

    sheet = models.ForeignKey(
        MarkSheet, on_delete=models.CASCADE, related_name="disputes"
    )
    mark = models.CharField(_("mark"), max_length=50)
    reason = models.TextField(_("reason"), max_length=2000)
    made_at = models.DateTimeField(_("made"), auto_now_add=True)

    class Meta:
        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")
        ordering = ("made_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("sheet", "mark"), name="one_dispute_of_a_mark"
            ),
        )

    def __str__(self) -> str:
        return self.mark


class Declaration(models.Model):
    """That the work handed in is the learner's own: which branch, signed how, when."""

    attempt = models.OneToOneField(
        Attempt, on_delete=models.CASCADE, related_name="declaration"
    )
    branch = models.ForeignKey(Branch, on_delete=models.CASCADE)
    statement = models.TextField(_("statement"))
    signed_name = models.CharField(_("your full name"), max_length=150)
    signed_at = models.DateTimeField(_("signed"), auto_now_add=True)

    class Meta:
        verbose_name = _("declaration of authenticity")
        verbose_name_plural = _("declarations of authenticity")

    def __str__(self) -> str:
        return self.signed_name
