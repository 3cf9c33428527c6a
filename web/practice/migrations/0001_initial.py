"""The first tables of practice."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import web.practice.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Assignment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("practice", "Practice"),
                            ("observation", "Observation"),
                        ],
                        max_length=12,
                        verbose_name="mode",
                    ),
                ),
                ("due", models.DateTimeField(verbose_name="due")),
                (
                    "tries_allowed",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="tries allowed"
                    ),
                ),
                (
                    "limit_minutes",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="time limit in minutes"
                    ),
                ),
            ],
            options={
                "verbose_name": "assignment",
                "verbose_name_plural": "assignments",
                "ordering": ("due",),
            },
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False)),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("practice", "Practice"),
                            ("observation", "Observation"),
                        ],
                        max_length=12,
                        verbose_name="mode",
                    ),
                ),
                ("seed", models.PositiveIntegerField(verbose_name="seed")),
                (
                    "limit_minutes",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="time limit in minutes"
                    ),
                ),
                (
                    "started_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="started"),
                ),
                (
                    "ended_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="ended"),
                ),
                (
                    "assignment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="practice.assignment",
                        verbose_name="assignment",
                    ),
                ),
                (
                    "learner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attempts",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="learner",
                    ),
                ),
            ],
            options={
                "verbose_name": "attempt",
                "verbose_name_plural": "attempts",
                "ordering": ("-started_at",),
            },
        ),
        migrations.CreateModel(
            name="Branch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                ("forked_at", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "sender",
                    models.CharField(
                        default=web.practice.models.new_sender,
                        max_length=60,
                        unique=True,
                    ),
                ),
                ("is_certain", models.BooleanField(default=False)),
                ("asking_until", models.DateTimeField(blank=True, null=True)),
                ("trouble", models.TextField(blank=True)),
                ("versions", models.JSONField(default=dict, verbose_name="versions")),
                ("ending", models.CharField(blank=True, max_length=100)),
                (
                    "ended_by",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("customer", "The customer ended it"),
                            ("learner", "Finished by the learner"),
                            ("time", "Time was up"),
                            ("taken_back", "A reply was taken back"),
                            ("changed", "The scenario or the program has changed"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "ended_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="ended"),
                ),
                (
                    "attempt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="branches",
                        to="practice.attempt",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="practice.branch",
                    ),
                ),
            ],
            options={
                "verbose_name": "branch",
                "verbose_name_plural": "branches",
                "ordering": ("attempt", "number"),
            },
        ),
        migrations.CreateModel(
            name="ClassGroup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "name",
                    models.CharField(max_length=100, unique=True, verbose_name="name"),
                ),
                (
                    "tutors",
                    models.ManyToManyField(
                        limit_choices_to={"role": "tutor"},
                        related_name="classes_taught",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="tutors",
                    ),
                ),
            ],
            options={
                "verbose_name": "class",
                "verbose_name_plural": "classes",
                "ordering": ("name",),
            },
        ),
        migrations.AddField(
            model_name="assignment",
            name="group",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="assignments",
                to="practice.classgroup",
                verbose_name="class",
            ),
        ),
        migrations.CreateModel(
            name="Declaration",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("statement", models.TextField(verbose_name="statement")),
                (
                    "signed_name",
                    models.CharField(max_length=150, verbose_name="your full name"),
                ),
                (
                    "signed_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="signed"),
                ),
                (
                    "attempt",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="declaration",
                        to="practice.attempt",
                    ),
                ),
                (
                    "branch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        to="practice.branch",
                    ),
                ),
            ],
            options={
                "verbose_name": "declaration of authenticity",
                "verbose_name_plural": "declarations of authenticity",
            },
        ),
        migrations.CreateModel(
            name="Enrolment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="enrolments",
                        to="practice.classgroup",
                    ),
                ),
                (
                    "learner",
                    models.ForeignKey(
                        limit_choices_to={"role": "learner"},
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="enrolments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "enrolment",
                "verbose_name_plural": "enrolments",
            },
        ),
        migrations.CreateModel(
            name="MarkSheet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "made_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="made"),
                ),
                ("is_current", models.BooleanField(default=True)),
                (
                    "readiness",
                    models.CharField(max_length=10, verbose_name="readiness"),
                ),
                ("total", models.PositiveSmallIntegerField(verbose_name="marks")),
                ("most", models.PositiveSmallIntegerField(verbose_name="out of")),
                ("marks", models.JSONField()),
                ("sheet", models.JSONField()),
                ("versions", models.JSONField(verbose_name="versions")),
                (
                    "branch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mark_sheets",
                        to="practice.branch",
                    ),
                ),
            ],
            options={
                "verbose_name": "mark sheet",
                "verbose_name_plural": "mark sheets",
                "ordering": ("-made_at",),
            },
        ),
        migrations.CreateModel(
            name="Dispute",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("mark", models.CharField(max_length=50, verbose_name="mark")),
                ("reason", models.TextField(max_length=2000, verbose_name="reason")),
                (
                    "made_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="made"),
                ),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="disputes",
                        to="practice.marksheet",
                    ),
                ),
            ],
            options={
                "verbose_name": "dispute",
                "verbose_name_plural": "disputes",
                "ordering": ("made_at",),
            },
        ),
        migrations.CreateModel(
            name="RubricVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("slug", models.SlugField(verbose_name="id")),
                ("version", models.CharField(max_length=20, verbose_name="version")),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("text", models.TextField(verbose_name="text")),
                (
                    "is_current",
                    models.BooleanField(default=True, verbose_name="in use"),
                ),
                (
                    "published_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="published"),
                ),
            ],
            options={
                "verbose_name": "mark scheme version",
                "verbose_name_plural": "mark scheme versions",
                "ordering": ("slug",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_current", True)),
                        fields=("slug",),
                        name="one_current_version_of_a_rubric",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="attempt",
            name="rubric",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                to="practice.rubricversion",
                verbose_name="mark scheme",
            ),
        ),
        migrations.CreateModel(
            name="ScenarioVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("slug", models.SlugField(verbose_name="id")),
                ("version", models.CharField(max_length=20, verbose_name="version")),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("text", models.TextField(verbose_name="text")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("sector", models.CharField(max_length=100, verbose_name="sector")),
                ("level", models.PositiveSmallIntegerField(verbose_name="level")),
                (
                    "practises",
                    models.JSONField(default=list, verbose_name="what it practises"),
                ),
                ("customer", models.CharField(max_length=100, verbose_name="customer")),
                (
                    "is_current",
                    models.BooleanField(default=True, verbose_name="offered"),
                ),
                (
                    "published_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="published"),
                ),
            ],
            options={
                "verbose_name": "scenario version",
                "verbose_name_plural": "scenario versions",
                "ordering": ("level", "title"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_current", True)),
                        fields=("slug",),
                        name="one_current_version_of_a_scenario",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="attempt",
            name="scenario",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                to="practice.scenarioversion",
                verbose_name="scenario",
            ),
        ),
        migrations.AddField(
            model_name="assignment",
            name="scenario",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                to="practice.scenarioversion",
                verbose_name="scenario",
            ),
        ),
        migrations.CreateModel(
            name="Turn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("index", models.PositiveSmallIntegerField(verbose_name="index")),
                (
                    "speaker",
                    models.CharField(
                        choices=[("customer", "Customer"), ("learner", "Learner")],
                        max_length=8,
                        verbose_name="speaker",
                    ),
                ),
                ("text", models.TextField(max_length=20000, verbose_name="text")),
                ("data", models.JSONField(default=dict)),
                ("key", models.UUIDField(editable=False, null=True)),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="at")),
                (
                    "branch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="turns",
                        to="practice.branch",
                    ),
                ),
            ],
            options={
                "verbose_name": "turn",
                "verbose_name_plural": "turns",
                "ordering": ("branch", "index"),
            },
        ),
        migrations.AddConstraint(
            model_name="branch",
            constraint=models.UniqueConstraint(
                fields=("attempt", "number"), name="one_branch_of_a_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolment",
            constraint=models.UniqueConstraint(
                fields=("group", "learner"), name="one_enrolment_in_a_class"
            ),
        ),
        migrations.AddConstraint(
            model_name="marksheet",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_current", True)),
                fields=("branch",),
                name="one_current_mark_sheet_of_a_branch",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.UniqueConstraint(
                fields=("sheet", "mark"), name="one_dispute_of_a_mark"
            ),
        ),
        migrations.AddIndex(
            model_name="attempt",
            index=models.Index(
                fields=["learner", "started_at"], name="practice_at_learner_57990f_idx"
            ),
        ),
        migrations.AddConstraint(
            model_name="attempt",
            constraint=models.UniqueConstraint(
                fields=("learner", "key"), name="one_attempt_for_a_click"
            ),
        ),
        migrations.AddConstraint(
            model_name="turn",
            constraint=models.UniqueConstraint(
                fields=("branch", "index"), name="one_turn_of_an_index"
            ),
        ),
        migrations.AddConstraint(
            model_name="turn",
            constraint=models.UniqueConstraint(
                fields=("branch", "key"), name="one_turn_for_a_click"
            ),
        ),
    ]
